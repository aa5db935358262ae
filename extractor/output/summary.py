"""A record → the one screen that a person reads after a run.

Takes a record, gives a :class:`Summary` (small, so that a worker process can hand it back), and from
that a block for the terminal: tables by kind with rows and pages, what was not read, what was left over.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gouji.output.labels import Lang, kind_name, ranges, unread_name, word
from gouji.schemas.record import Leftover, Record, Table, Unread

if TYPE_CHECKING:
    from rich.console import RenderableType

MAX_LINES = 40
"""Tables beyond this are counted by kind on one line, so that a document stays one screen."""


MOST_PARTS = 3
"""Unread parts without a page that are named one by one."""


MAX_LEFTOVERS = 6
"""Leftovers of one table that are printed out; all of them are in the record and in the workbook."""


NEEDS_RECOGNITION = frozenset({"scan", "picture", "hidden_text", "garbled"})
"""Reasons of unread parts that text recognition would mend; the others need a whole file."""


@dataclass(frozen=True, slots=True)
class TableLine:
    """One table on the screen."""

    name: str
    number: str | None
    unit: str | None
    rows: int
    where: str
    is_empty: bool
    leftovers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """What the screen says about one document."""

    doc_id: str
    head: str
    tables: tuple[TableLine, ...]
    counts: tuple[tuple[str, int], ...]
    unread: tuple[str, ...]
    messages: tuple[str, ...]
    seconds: float


def summarise(record: Record, lang: Lang = "zh") -> Summary:
    """The summary of a record, worded in ``lang``."""
    return Summary(
        doc_id=record.doc_id,
        head=_head(record, lang),
        tables=tuple(_table_line(table, lang) for table in record.tables),
        counts=_counts(record, lang),
        unread=unread_lines(record, lang),
        messages=tuple(record.run.messages),
        seconds=round(sum(record.run.seconds.values()), 2),
    )


def table_where(table: Table, lang: Lang = "zh") -> str:
    """Where a table stands: its pages, or its first and last line; of several files, in which."""
    if table.where.file is not None:
        alone = table.model_copy(update={"where": table.where.model_copy(update={"file": None})})
        return f"{table.where.file} {table_where(alone, lang)}"
    if table.where.pages:
        return word("page", lang).format(ranges(table.where.pages))
    if table.where.lines:
        first, last = table.where.lines
        return word("line", lang).format(str(first) if first == last else f"{first}–{last}")
    return ""


def unread_lines(record: Record, lang: Lang = "zh") -> tuple[str, ...]:
    """What was not read, one line a reason: pages with the same reason stand together."""
    groups: dict[str, list[Unread]] = {}
    for part in record.run.unread:
        groups.setdefault(part.reason, []).append(part)
    return tuple(_unread_line(reason, parts, lang) for reason, parts in groups.items())


def unread_problem(record: Record, lang: Lang = "zh") -> str | None:
    """One line for stderr about what was not read, and what to do; ``None`` when everything was read."""
    unread = unread_lines(record, lang)
    if not unread:
        return None
    scanned = any(part.reason in NEEDS_RECOGNITION for part in record.run.unread)
    hint = word("recognise_hint" if scanned else "damaged_hint", lang)
    return f"{word('not_read', lang)}：{'；'.join(unread)} ({hint})"


def _unread_line(reason: str, parts: list[Unread], lang: Lang) -> str:
    pages = [part.page for part in parts if part.page is not None]
    if lang == "zh" and (len(parts) == 1 or not pages):
        more = f" 等{len(parts)}处" if len(parts) > MOST_PARTS else ""
        return "；".join(part.detail for part in parts[:MOST_PARTS]) + more
    place = word("page", lang).format(ranges(pages)) if pages else ""
    return f"{place} {unread_name(reason, lang)}".strip()


def render(summary: Summary, lang: Lang = "zh") -> RenderableType:
    """The block for the terminal."""
    from rich.console import Group
    from rich.text import Text

    parts: list[RenderableType] = [Text(f"{summary.doc_id}  {summary.head}".rstrip(), style="bold")]
    parts.append(
        _table_block(summary, lang)
        if summary.tables
        else Text(f"  {word('no_tables', lang)}", style="yellow")
    )
    if summary.counts:
        parts.append(Text("  " + "　".join(f"{name} {count}" for name, count in summary.counts)))
    parts += [Text(f"  {line}", style="red") for line in _leftover_lines(summary, lang)]
    parts += [Text(f"  {word('unread', lang)}：{line}", style="red") for line in summary.unread]
    parts += [Text(f"  {line}", style="yellow") for line in summary.messages]
    return Group(*parts, Text(""))


def _table_block(summary: Summary, lang: Lang) -> RenderableType:
    from rich.table import Table as Block
    from rich.text import Text

    block = Block(box=None, padding=(0, 1), pad_edge=True, show_edge=False)
    for key in ("number", "kind", "unit"):  # on a narrow screen the kind gives way, and nothing else
        block.add_column(word(key, lang), overflow="fold", no_wrap=key != "kind")
    for key, justify in (("rows", "right"), ("where", "left"), ("leftovers", "right")):
        block.add_column(word(key, lang), justify=justify, no_wrap=True)  # type: ignore[arg-type]
    for line in summary.tables[:MAX_LINES]:
        rows = f"{line.rows} {word('empty', lang)}" if line.is_empty else str(line.rows)
        leftovers = Text(str(len(line.leftovers)) if line.leftovers else "", style="red")
        block.add_row(
            Text(line.number or ""), Text(line.name), Text(line.unit or ""), rows, line.where, leftovers
        )
    for name, count in _counted(summary.tables[MAX_LINES:]):
        block.add_row("…", Text(f"{name} × {count}"), "", "", "", "")
    return block


def _leftover_lines(summary: Summary, lang: Lang) -> list[str]:
    """The figures that reached no cell, the first few of each table."""
    lines = []
    for table in summary.tables:
        if table.leftovers:
            shown = "、".join(table.leftovers[:MAX_LEFTOVERS])
            more = " …" if len(table.leftovers) > MAX_LEFTOVERS else ""
            name = " ".join(part for part in (table.number, table.name) if part)
            lines.append(f"{word('leftovers', lang)} {name}：{shown}{more}")
    return lines


def leftover_text(item: Leftover, lang: Lang = "zh") -> str:
    """A figure that reached no cell, and where it is printed."""
    key, number = ("page", item.place.page) if item.place.page is not None else ("line", item.place.line)
    return item.text if number is None else f"{item.text}（{word(key, lang).format(number)}）"


def _counted(lines: tuple[TableLine, ...]) -> list[tuple[str, int]]:
    counts: dict[str, int] = {}
    for line in lines:
        counts[line.name] = counts.get(line.name, 0) + 1
    return list(counts.items())


def _table_line(table: Table, lang: Lang) -> TableLine:
    return TableLine(
        name=kind_name(table.kind, lang),
        number=table.number,
        unit=table.unit,
        rows=len(table.rows),
        where=table_where(table, lang),
        is_empty=table.is_empty,
        leftovers=tuple(leftover_text(item, lang) for item in table.leftovers),
    )


def _head(record: Record, lang: Lang) -> str:
    meta = record.metadata
    year = None if meta.fiscal_year is None else str(meta.fiscal_year)
    doc_type = word(meta.doc_type, lang) if meta.doc_type else None
    return " ".join(part for part in (meta.region, meta.department, year, doc_type) if part)


def _counts(record: Record, lang: Lang) -> tuple[tuple[str, int], ...]:
    """How much else was read, and how many cells wait for a person."""
    review = sum(
        1
        for table in record.tables
        for row in table.evidence
        for evidence in row
        if evidence is not None and evidence.status == "review"
    )
    counts = {
        "tables": len(record.tables),
        "statements": len(record.statements),
        "projects": len(record.projects),
        "targets": len(record.targets),
        "glossary": len(record.glossary),
        "findings": len(record.findings),
        "review": review,
    }
    return tuple((word(key, lang), count) for key, count in counts.items() if count)
