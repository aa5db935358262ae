"""A path → :class:`~gouji.schemas.record.Record`: the steps in their order, each timed.

Takes one document and the options of the run, gives its record.  Every step is a pure function of
the one before it; this module only calls them, writes no file and prints nothing.  A step that fails costs
what it would have given, never the document (:mod:`gouji.isolation`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import ParamSpec, TypeVar

from gouji import __version__
from gouji.checks.engine import run_checks
from gouji.grids.find import find_regions
from gouji.isolation import Isolation, Part
from gouji.layout.metadata import read_metadata
from gouji.layout.metadata_places import metadata_evidence
from gouji.llm.step import ask_model
from gouji.names import shown
from gouji.options import Options
from gouji.outline.sections import outline
from gouji.prose import ProseResult, read_prose
from gouji.read.model import Document
from gouji.read.source import Limits, read
from gouji.reconcile import reconcile
from gouji.schemas.record import (
    CheckResult,
    Evidence,
    Finding,
    GlossaryItem,
    Metadata,
    Project,
    Record,
    RunInfo,
    Statement,
    Target,
    Unread,
)
from gouji.tables.conserve import conserve, stray_rows
from gouji.tables.interpret import read_tables

P = ParamSpec("P")
T = TypeVar("T")
S = TypeVar("S")


@dataclass(slots=True)
class Clock:
    """Calls steps and keeps the seconds of each, in the order in which they ran, and what failed."""

    seconds: dict[str, float] = field(default_factory=dict)
    isolation: Isolation = field(default_factory=Isolation)

    def run(self, step: str, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        with self._timed(step):
            return function(*args, **kwargs)

    def keep(
        self, step: str, name: str, otherwise: S, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T | S:
        """As :meth:`run`; ``otherwise`` when the step fails as a whole, which costs what ``name`` says."""
        with self._timed(step):
            return self.isolation.run(Part(name), otherwise, function, *args, **kwargs)

    @contextmanager
    def _timed(self, step: str) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self.seconds[step] = round(time.perf_counter() - started, 4)


def extract(path: Path, options: Options | None = None, *, doc_id: str | None = None) -> Record:
    """Read one document; raises :class:`~gouji.errors.SourceError` when it cannot be read.

    In this process and without any limit of time or memory: for a document from strangers use
    :func:`gouji.workers.run_call`, as the command line does.
    ``doc_id`` names the record (default: the file name without its extension).
    """
    options = options or Options()
    clock = Clock()
    document = clock.run("read", read, path, Limits(max_pages=options.max_pages))
    return build_record(document, options, clock, doc_id or shown(path.stem))


def build_record(document: Document, options: Options, clock: Clock, doc_id: str) -> Record:
    """Everything after reading: the steps that work on a :class:`Document` alone."""
    safe = clock.isolation
    regions = clock.keep("segment", "表格的识别", [], find_regions, document, safe)
    tables = clock.keep("tables", "表格", [], read_tables, regions, safe)
    tables = clock.keep("conserve", "未归格数的查对", tables, conserve, document, regions, tables)
    metadata = clock.keep("metadata", "封面信息", Metadata(), read_metadata, document, tables)
    table_lines = frozenset[int]().union(*(region.line_ids for region in regions))
    sections = clock.keep("outline", "正文的章节", [], outline, document, table_lines)
    prose = clock.keep(
        "prose",
        "正文",
        ProseResult(),
        read_prose,
        sections,
        year=metadata.fiscal_year,
        department=metadata.department,
        doc_type=metadata.doc_type,
        isolation=safe,
    )
    record = Record(
        doc_id=doc_id,
        source=document.source,
        metadata=metadata,
        tables=tables,
        statements=prose.statements,
        duties=prose.duties,
        internal_units=prose.internal_units,
        projects=prose.projects,
        targets=prose.targets,
        glossary=prose.glossary,
        item_evidence=prose.item_evidence,
        metadata_evidence=safe.run(Part("封面信息的出处"), {}, metadata_evidence, document, metadata),
        run=run_info(document, options, clock),
    )
    stray = safe.run(Part("表格之外各行的查对"), [], lambda: stray_rows(document, regions, _quoted(record)))
    unread = (*document.unread, *stray)
    record = _with_unread(record, unread, safe)
    said = clock.keep("llm", "模型的回答", None, ask_model, record, sections, options.llm)
    record = clock.keep("reconcile", "各读数的互证", record, reconcile, record, said, isolation=safe)
    record = _with_unread(record, unread, safe)
    nothing: tuple[list[Finding], list[CheckResult]] = ([], [])
    findings, checks = clock.keep(
        "check", "勾稽核对", nothing, run_checks, record, document, lang=options.lang, isolation=safe
    )
    record = _with_unread(record, unread, safe)
    seconds = {**record.run.seconds, **clock.seconds}
    run = record.run.model_copy(update={"seconds": seconds})
    return record.model_copy(update={"findings": findings, "checks": checks, "run": run})


def _with_unread(record: Record, unread: Sequence[Unread], safe: Isolation) -> Record:
    """The record that lists what failed so far beside what could not be read."""
    run = record.run.model_copy(update={"unread": [*unread, *safe.failures]})
    return record.model_copy(update={"run": run})


def _quoted(record: Record) -> list[Evidence]:
    """The evidence of all that was read from the prose."""
    items: list[Statement | Project | Target | GlossaryItem] = [*record.statements, *record.projects]
    items += [*record.targets, *record.glossary]
    lists = [evidence for group in record.item_evidence.values() for evidence in group]
    return [*(item.evidence for item in items if item.evidence is not None), *lists]


def run_info(document: Document, options: Options, clock: Clock) -> RunInfo:
    """How this record came about: version, source, options, seconds by step, what was not read."""
    is_pdf = document.form == "pdf"
    return RunInfo(
        version=__version__,
        source=document.source,
        sha256=document.sha256,
        form=document.form,
        pages=len(document.pages) if is_pdf else None,
        lines=None if is_pdf else max((line.number for line in document.lines), default=0),
        options=options.as_strings(),
        seconds=clock.seconds,
        unread=list(document.unread),
        messages=list(document.messages),
    )
