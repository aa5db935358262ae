"""Helpers of the review tests: small records made by hand, a workspace over them, and records of the seeds."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from gouji.output.jsonout import write_json
from gouji.pipeline import extract
from gouji.review.queue import Choice
from gouji.review.workspace import GivenAnswer, Workspace, open_workspace
from gouji.schemas.record import (
    Evidence,
    Leftover,
    Metadata,
    Place,
    Record,
    RunInfo,
    Statement,
    Table,
    Unread,
    Where,
)
from gouji.schemas.review import Action, Event, Item, Typed
from tests.corpus import seed

NO_AUDIT = Choice(audit=0.0)
DISPUTE = "value：语法读作 300.00，模型读作 30.00"


def cell(line: int, start: int, text: str, *, sure: bool = True, reason: str = "读取时有疑问") -> Evidence:
    """Evidence of a cell of a text source."""
    return Evidence(
        line=line,
        span=(start, start + len(text)),
        source=["table_parser"],
        confidence=0.85 if sure else 0.4,
        status="accepted" if sure else "review",
        reasons=[] if sure else [reason],
    )


def small_table(middle: str = "20.00", *, sure: bool = True) -> Table:
    """合计 = 基本支出 + 项目支出, one row; ``middle`` is the 基本支出."""
    texts = ("208", "社会保障和就业支出", "50.00", middle, "30.00")
    starts = (0, 4, 14, 20, 26)
    row = [cell(3, s, t, sure=sure or t is not middle) for s, t in zip(starts, texts, strict=True)]
    return Table(
        id="t01",
        kind="expenditure_summary",
        title="支出总表",
        unit="万元",
        where=Where(lines=(1, 4)),
        columns=[["科目编码"], ["科目名称"], ["合计"], ["基本支出"], ["项目支出"]],
        rows=[list(texts)],
        evidence=[row],  # type: ignore[list-item]
    )


def small_record(
    doc_id: str = "small",
    *,
    tables: list[Table] | None = None,
    statements: list[Statement] | None = None,
    leftovers: list[Leftover] | None = None,
    unread: list[Unread] | None = None,
    source: str = "small.txt",
    sha256: str = "0" * 64,
) -> Record:
    """A record of one table, checked as the pipeline would."""
    from gouji.checks.engine import run_checks

    made = tables if tables is not None else [small_table()]
    if leftovers:
        made[0].leftovers = leftovers
    record = Record(
        doc_id=doc_id,
        source=source,
        metadata=Metadata(doc_type="budget", fiscal_year=2025),
        tables=made,
        statements=statements or [],
        run=RunInfo(version="0", source=source, sha256=sha256, form="text", unread=unread or []),
    )
    findings, checks, _ = run_checks(record)
    return record.model_copy(update={"findings": findings, "checks": checks})


def disputed_statement() -> Statement:
    """A figure that grammar and model read differently."""
    return Statement(
        id="s001",
        section="一",
        subject="支出合计",
        value="300.00",
        unit="万元",
        quote="支出合计 300.00 万元",
        evidence=Evidence(
            line=9,
            span=(0, 14),
            source=["grammar", "llm"],
            confidence=0.4,
            status="review",
            reasons=[DISPUTE],
        ),
    )


def workspace_of(folder: Path, *records: Record, choice: Choice = NO_AUDIT) -> Workspace:
    """The records written to ``folder`` and opened as ``gouji review`` does."""
    folder.mkdir(parents=True, exist_ok=True)
    for record in records:
        write_json(record, folder / f"{record.doc_id}.json")
    return open_workspace([folder], choice=choice)


def give(
    workspace: Workspace,
    item: Item,
    action: Action,
    *changes: tuple[str, str | None],
    reviewer: str = "张三",
    base: str | None = None,
    seconds: float | None = 3.0,
    why: str = "",
    suggested: tuple[str, str] | None = None,
) -> Event:
    """Answer one item as its newest state stands; values are typed twice, as the made records have no source."""
    head = workspace.decisions()[item.item_id].head if base is None else base
    made = tuple(Typed(path=path, new=new, again="空" if new is None else new) for path, new in changes)
    advice = None if suggested is None else Typed(path=suggested[0], new=suggested[1])
    answer = GivenAnswer(
        item.item_id,
        action,
        reviewer,
        head,
        made,
        advice,
        "reject" if action == "reject" else "",
        why,
        seconds,
    )
    return workspace.answer([answer])[0]


def only(workspace: Workspace, kind: str) -> Item:
    """The one item of a kind."""
    found = [item for item in workspace.items.values() if item.kind == kind]
    assert len(found) == 1, [item.label for item in found]
    return found[0]


@cache
def seed_record(name: str) -> Record:
    """The record of a bundled seed, read once."""
    return extract(seed(name), doc_id=name)


def place(line: int, start: int, end: int) -> Place:
    return Place(line=line, span=(start, end))
