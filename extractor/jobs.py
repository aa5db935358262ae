"""One document to read and what became of it: what goes to a worker process, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from gouji.names import on_disk
from gouji.options import Options

if TYPE_CHECKING:
    from gouji.output.labels import Lang
    from gouji.output.summary import Summary


@dataclass(frozen=True, slots=True)
class Job:
    """One document to read: where its files go (``None``: nowhere), and whether its JSON is wanted."""

    path: Path
    doc_id: str
    options: Options
    lang: Lang = "zh"
    out: Path | None = None
    force: bool = False
    want_json: bool = False
    others: tuple[Path, ...] = ()
    """Further files of the same disclosure: one record of all."""

    @property
    def json_path(self) -> Path | None:
        return None if self.out is None else self.out / on_disk(f"{self.doc_id}.json")

    @property
    def xlsx_path(self) -> Path | None:
        return None if self.out is None else self.out / on_disk(f"{self.doc_id}.xlsx")


@dataclass(frozen=True, slots=True)
class JobOutcome:
    """What became of a job; ``problems`` are lines for stderr, each with file, reason and what to do; ``notes``
    are the record's messages."""

    job: Job
    status: Literal["done", "skipped", "failed"]
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    summary: Summary | None = None
    json_line: str | None = None
