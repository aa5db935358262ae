"""A record → :class:`~gouji.eval.wide.model.WideDocument`: its counts, its errors, and the relations that break in it.

The rules are evaluated once more, because a record keeps the findings and not what held: a relation that breaks in
one row of forty is the document's mistake, one that breaks in thirty was misunderstood.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from gouji.checks.engine import evaluate, located
from gouji.checks.model import Outcome, Rule
from gouji.eval.wide.model import Broken, Found, ResidualShape, WideDocument
from gouji.normalise import squash
from gouji.output.labels import kind_name
from gouji.pipeline import checked
from gouji.relations.identity import Figure, Identity
from gouji.schemas.record import Coverage, Evidence, Finding, Record, Table

MOST_PAGES: Final = 5
"""Places that are named for each relation that breaks."""
AGAIN: Final = 3
"""Breaks of one rule by the same amount from which the amount is a shape of its own."""
_DIGITS: Final = re.compile(r"\d+")
_CODED: Final = re.compile(r"(\d{3,})\b")


def measure_path(path: Path, name: str) -> WideDocument:
    """:func:`measure` for a document, read without a model, or for the record of one (``.json``)."""
    return measure(checked(path), name)


def measure(record: Record, name: str | None = None) -> WideDocument:
    """One record, measured; ``name`` is what the report calls it (by default its ``doc_id``)."""
    name = name or record.doc_id
    return WideDocument(
        name=name,
        signatures=sorted({signature(table) for table in record.tables}),
        coverage=record.coverage or Coverage(),
        errors=[_found(finding) for finding in record.findings if finding.severity == "error"],
        severities=dict(Counter(finding.severity for finding in record.findings)),
        unread=len(record.run.unread),
        relations=_broken(record, name),
    )


def signature(table: Table) -> str:
    """Kind and header of a table, without digits: the same in every year and for every body that uses the form."""
    return f"{table.kind.value}:{'|'.join(_header(path) for path in table.columns)}"


def _header(path: Iterable[str]) -> str:
    return _DIGITS.sub("#", "/".join(squash(label) for label in path if label))


def _found(finding: Finding) -> Found:
    places = [operand.evidence for operand in finding.operands if operand.evidence is not None]
    return Found(
        rule=finding.rule,
        mechanism=finding.mechanism,
        message=finding.message,
        difference=finding.difference,
        page=next((place.page for place in places if place.page is not None), None),
        line=next((place.line for place in places if place.line is not None), None),
    )


def _broken(record: Record, name: str) -> list[Broken]:
    """Every relation that breaks as an error at least once, and every shape of the differences of a rule."""
    evaluation = evaluate(record)
    outcomes, _, _ = located(evaluation.outcomes, evaluation.context)
    tables = {table.id: table for table in record.tables}
    relations: dict[tuple[str, str], Broken] = {}
    breaks: dict[str, list[Identity]] = defaultdict(list)
    for rule, identity, broken in _judged(outcomes):
        relation = relation_of(identity, tables)
        entry = relations.setdefault((rule, relation), Broken(rule=rule, relation=relation))
        if broken:
            entry.broken += 1
            entry.pages = _more(entry.pages, identity, name)
            breaks[rule].append(identity)
        else:
            entry.held += 1
    shapes = [shape for rule, identities in breaks.items() for shape in _shapes(rule, identities, name)]
    return [*(entry for entry in relations.values() if entry.broken), *shapes]


def _judged(outcomes: Iterable[tuple[Rule, list[Outcome]]]) -> Iterator[tuple[str, Identity, bool]]:
    """Rule, identity, and whether it breaks as an error, of all that was judged."""
    for rule, several in outcomes:
        for outcome in several:
            if outcome.identity is None or outcome.state not in ("passed", "failed"):
                continue
            severity = outcome.severity or rule.severity
            yield rule.id, outcome.identity, outcome.state == "failed" and severity == "error"


def relation_of(identity: Identity, tables: dict[str, Table]) -> str:
    """What is added up or compared, by kind of table, headers and the row of the total: the template of the identity."""
    cells = [figure for figure in identity.figures if len(figure.key) == 3 and figure.key[0] in tables]
    ids, rows = {f.key[0] for f in cells}, {f.key[1] for f in cells}
    if len(cells) < len(identity.figures) or len(ids) > 1:
        return " ↔ ".join(sorted({_place(figure, tables) for figure in identity.figures}))
    kind = kind_name(tables[str(cells[0].key[0])].kind)
    if len(rows) == 1:
        parts = {f"{'' if sign > 0 else '−'}{_column(part, tables)}" for sign, part in identity.parts}
        return f"{kind}：{_column(identity.total, tables)} = {' + '.join(sorted(parts))}"
    return f"{kind}：{_row(identity.total)} = 各行"


def _place(figure: Figure, tables: dict[str, Table]) -> str:
    table = tables.get(str(figure.key[0]))
    return f"文字 {figure.key[1]}" if table is None else f"{kind_name(table.kind)} {_column(figure, tables)}"


def _column(figure: Figure, tables: dict[str, Table]) -> str:
    """The innermost header of the column of a cell."""
    column = figure.key[2] if len(figure.key) == 3 else -1
    columns = tables[str(figure.key[0])].columns
    path = columns[column] if 0 <= column < len(columns) and figure.key[1] != -1 else ["（几格之和）"]
    return _header(path).rsplit("/", 1)[-1]


def _row(figure: Figure) -> str:
    """The label of the row of a cell; a row with a code by the length of that."""
    label = figure.where.partition(" ")[2].partition("/")[0]
    code = _CODED.match(label)
    return f"{len(code[1])} 位编码" if code else _DIGITS.sub("#", label)


def _shapes(rule: str, identities: list[Identity], name: str) -> Iterator[Broken]:
    """The breaks of a rule, put together by what their differences have in common."""
    again = Counter(abs(identity.gap) for identity in identities)
    shapes: dict[ResidualShape, Broken] = {}
    for identity in identities:
        shape = shape_of(identity) or (
            "one amount again and again" if again[abs(identity.gap)] >= AGAIN else None
        )
        if shape is not None:
            entry = shapes.setdefault(shape, Broken(rule=rule, shape=shape))
            entry.broken += 1
            entry.pages = _more(entry.pages, identity, name)
    yield from shapes.values()


def shape_of(identity: Identity) -> ResidualShape | None:
    total, expected = identity.total.value, identity.expected
    if not total or not expected:
        return None
    ratio = max(abs(expected / total), abs(total / expected))
    if ratio > 1 and ratio == 10 ** (len(str(int(ratio))) - 1):
        return "power of ten"
    times = expected / total
    return "multiple of the total" if times > 1 and times == int(times) else None


def _more(pages: list[str], identity: Identity, name: str) -> list[str]:
    """``pages`` with that of a figure of the identity, if it is new and there is room."""
    evidence: Iterator[Evidence] = (f.evidence for f in identity.figures if f.evidence is not None)
    place = next((p for e in evidence if (p := _where(e, name)) is not None), name)
    return pages if place in pages or len(pages) >= MOST_PAGES else [*pages, place]


def _where(evidence: Evidence, name: str) -> str | None:
    if evidence.page is not None:
        return f"{name} p. {evidence.page}"
    return None if evidence.line is None else f"{name} l. {evidence.line}"
