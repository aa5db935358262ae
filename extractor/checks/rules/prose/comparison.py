"""A statement against cells and against other statements: the own year, units, what a difference is called.

Units are converted; an amount off by 万 and nothing else is a wrong unit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from gouji.checks.concepts import Binding
from gouji.checks.context import Context
from gouji.checks.model import Outcome, Text, unsure
from gouji.checks.open_units import unit_reason
from gouji.checks.statement_view import StatementView
from gouji.relations.identity import Figure, equal, majority, pairs_of, show


def own_year(said: StatementView, context: Context) -> bool:
    """Whether a statement is about the document's own year."""
    return context.year is None or said.statement.year in (None, context.year)


def unit_slip(one: Figure, other: Figure) -> bool:
    """Whether two figures differ by 万 and nothing else: 4879.55 元 for 4879.55 万元."""
    small, large = sorted((abs(one.value), abs(other.value)))
    return small > 0 and abs(large / small / _WAN - 1) < _SAME_DIGITS


_WAN = 10_000


_SAME_DIGITS = Decimal("0.0005")
"""How far the ratio may be off 10 000: the digits of the shorter print."""


def against_cells(
    said: StatementView, options: Sequence[Sequence[Binding]], what: str, context: Context
) -> Iterator[Outcome]:
    figure = said.figure()
    if figure is None:
        return
    scope = f"prose:{'/'.join(said.top)}"
    places = [binding for cells in options for binding in cells]
    if not figure.sure or any(not b.figure.sure for b in places):
        where = next((b.figure.where for b in places if not b.figure.sure), figure.where)
        yield unsure(f"{where} 的读数待复核，复核后可核对", scope)
        return
    unknown = [f for f in (figure, *(b.figure for b in places)) if f.unit_open]
    options = [[b for b in cells if not b.figure.unit_open] for cells in options]
    if figure.unit_open or (unknown and not any(options)):
        identity = equal(figure, places[0].figure)
        yield unsure(unit_reason(unknown, context.title_of, identity), scope, rival="unit")
        return
    verdicts = [[equal(figure, b.figure).judge() for b in cells] for cells in options]
    if any("broken" not in verdict and "holds" in verdict for verdict in verdicts[1:]):
        yield Outcome("passed", scope=scope)
        return
    first = next(cells for cells in options if cells)
    wrong = [b for b in first if equal(figure, b.figure).judge() == "broken"]
    near = [b for b in first if equal(figure, b.figure).judge() == "rounding"]
    if wrong:
        yield _mismatch(said, figure, wrong, what, scope, context, rounding=False)
    elif near:
        yield _mismatch(said, figure, near, what, scope, context, rounding=True)
    else:
        pairs = tuple(equal(figure, b.figure) for b in first)
        yield Outcome("passed", scope=scope, identity=pairs[0], extra=pairs[1:])


def _mismatch(
    said: StatementView,
    figure: Figure,
    cells: Sequence[Binding],
    what: str,
    scope: str,
    context: Context,
    *,
    rounding: bool,
) -> Outcome:
    first = cells[0].figure
    identity = equal(figure, first)
    titles = context.titles(b.table for b in cells)
    unit = said.unit or ""
    return Outcome(
        "failed",
        scope=scope,
        message=Text(
            f"{said.statement.section}“{said.name}”说 {figure.printed}{unit}，{titles} {what}印 "
            f"{first.printed}{first.unit or ''}",
            f"{said.statement.section} “{said.name}” states {figure.printed} {unit}, {titles} prints {first.printed}",
        ),
        figures=(figure, *(b.figure for b in cells)),
        expected=show(first.value, figure.scale),
        difference=show(identity.gap, figure.scale),
        severity="rounding" if rounding else None,
        type="unit" if unit_slip(figure, first) else "prose_vs_table",
        identity=identity,
        extra=tuple(equal(figure, b.figure) for b in cells[1:]),
    )


def compare_said(group: Sequence[StatementView], what: str) -> Iterator[Outcome]:
    """Statements about one thing against the value that most of them state."""
    figures = [f for s in group if (f := s.figure()) is not None]
    if any(not f.sure for f in figures):
        yield unsure(f"{what} 的文字读数待复核", "prose")
        figures = [f for f in figures if f.sure]
    if len(figures) < 2:
        return
    common = majority(figures)
    for verdict, severity in (("broken", None), ("rounding", "rounding")):
        odd = [f for f in figures if equal(f, common).judge() == verdict]
        if odd:
            identity = equal(odd[0], common)
            chosen = {id(f) for f in odd}
            rest = [f for f in figures if id(f) not in chosen]
            yield Outcome(
                "failed",
                scope=f"prose:{what}",
                message=Text(
                    f"{what}：{odd[0].where}为 {odd[0].printed}，{rest[0].where}为 {rest[0].printed}",
                    f"{what}: {odd[0].where} is {odd[0].printed}, {rest[0].where} is {rest[0].printed}",
                ),
                figures=(*odd, *rest),
                expected=common.printed,
                difference=show(identity.gap, odd[0].scale),
                severity="rounding" if severity else None,
                type="unit" if unit_slip(odd[0], common) else "prose_vs_prose",
                identity=identity,
                extra=pairs_of(figures, common),
            )
        elif verdict == "broken":
            yield Outcome("passed", scope=f"prose:{what}", identity=equal(common, common))
