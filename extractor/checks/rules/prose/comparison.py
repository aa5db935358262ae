"""A statement against cells and against other statements: the own year, units, what a difference is called.

Units are converted; an amount off by 万 and nothing else is a wrong unit.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import accumulate

from gouji.checks.concepts import Binding
from gouji.checks.context import Context
from gouji.checks.model import Outcome, Text, unsure
from gouji.checks.open_units import MOST_ZEROS, unit_reason
from gouji.checks.rules.prose.borne_out import borne_out
from gouji.checks.rules.prose.rivals import OWN_YEAR, is_bound, rival
from gouji.checks.statement_view import StatementView
from gouji.normalise import fold
from gouji.relations.identity import ZERO, Figure, IdentityState, equal, majority, pairs_of, show


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
MOST_LISTED = 40
"""Amounts before and after one among which a list that adds up is looked for; a section lists some twenty 科目."""


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
    verdicts = [[_verdict(said, figure, b.figure, context) for b in cells] for cells in options]
    for cells, verdict in zip(options[1:], verdicts[1:], strict=True):
        if "broken" not in verdict and "holds" in verdict:
            yield Outcome("passed", scope=scope, figures=(figure, *(b.figure for b in cells)))
            return
    first, verdict = next((c, v) for c, v in zip(options, verdicts, strict=True) if c)
    held = {context.kind_of(b.table) for b, v in zip(first, verdict, strict=True) if v == "holds"}
    compared = [
        (b, v)
        for b, v in zip(first, verdict, strict=True)
        if v == "holds" or context.kind_of(b.table) not in held
    ]
    wrong = [b for b, v in compared if v == "broken"]
    near = [b for b, v in compared if v == "rounding"]
    slips = any(same_digits(figure, b.figure) for b in wrong)
    other = rival(said, figure, wrong, context) if wrong and not slips else None
    if other is not None:
        what = f"{said.where_name} {figure.printed} 与 {context.titles(b.table for b in wrong)} {what} {wrong[0].figure.printed}"
        yield unsure(f"{what} 不同：{other}", scope, rival="scope")
    elif wrong:
        mechanism = "section" if is_bound(said, wrong[0], context) else "single"
        outcome = _mismatch(said, figure, wrong, what, scope, context, rounding=False)
        yield replace(outcome, mechanism=mechanism)
    elif near:
        yield _mismatch(said, figure, near, what, scope, context, rounding=True)
    else:
        pairs = tuple(equal(figure, b.figure) for b, _ in compared)
        yield Outcome("passed", scope=scope, identity=pairs[0], extra=pairs[1:])


def _verdict(said: StatementView, figure: Figure, cell: Figure, context: Context) -> IdentityState:
    """Whether a cell prints an amount of the prose; one unit off is rounding where the prose makes its amounts add up."""
    identity = equal(figure, cell)
    if identity.judge() != "broken" or not 0 < cell.step < figure.step or abs(identity.gap) > figure.step:
        return identity.judge()
    return "rounding" if _made_to_add_up(said, figure, context) else "broken"


def _made_to_add_up(said: StatementView, figure: Figure, context: Context) -> bool:
    """Whether amounts listed one after the other, this among them or after it, give this one or one before the list exactly.

    A total of rounded parts, or a part that took up what the rounding of the others left.
    """
    listed = [(s, f) for s in context.prose.by_top[said.top] if (f := s.figure()) and f.value]
    place = next((i for i, (s, _) in enumerate(listed) if s is said), None)
    if place is None:
        return False
    values = [f.value for _, f in listed[max(place - MOST_LISTED, 0) : place + MOST_LISTED]]
    place = min(place, MOST_LISTED)
    if figure.value in list(accumulate(values[place + 1 :]))[1:]:
        return True
    for begin in range(1, place + 1):
        sums = list(accumulate(values[begin:]))[max(1, place - begin) :]
        if not set(sums).isdisjoint(values[:begin]):
            return True
    return False


def same_digits(one: Figure, other: Figure) -> bool:
    """Whether two figures differ by a power of ten: a unit or a decimal point, whatever else prints the amount."""
    small, large = sorted((abs(one.value), abs(other.value)))
    ratio = large / small if small else ZERO
    return any(abs(ratio / 10**n - 1) < _SAME_DIGITS for n in range(1, MOST_ZEROS + 1))


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


def compare_said(group: Sequence[StatementView], what: str, context: Context) -> Iterator[Outcome]:
    """Statements about one thing against the value that most of them state, each body of a file for itself."""
    for body in dict.fromkeys(said.body for said in group):
        stated = [(s, f) for s in group if s.body == body and (f := s.figure()) is not None]
        if any(not f.sure for _, f in stated):
            yield unsure(f"{what} 的文字读数待复核", "prose")
            stated = [(s, f) for s, f in stated if f.sure]
        inside = _after_a_part([s for s, _ in stated], context)
        if inside and len({f.value for _, f in stated}) > 1:
            yield unsure(
                f"{what}：{inside[0].where_name} 在“其中”之后，可能只是其中一部分", "prose", rival="scope"
            )
            part = {id(s) for s in inside}
            stated = [(s, f) for s, f in stated if id(s) not in part]
        if len(stated) > 1:
            yield from _compared(stated, what, context)


def _after_a_part(stated: Sequence[StatementView], context: Context) -> list[StatementView]:
    """Those before which their section states the same, and a 其中 in between has opened the list of a part.

    采购总额712.49万元：货物486.50万元；其中一般公共预算504.98万元：货物480.50万元.
    """
    opened = sorted(
        said.position
        for top in {s.top for s in stated}
        for said in context.prose.by_top[top]
        if fold(said.statement.quote).startswith("其中")
    )
    last: dict[str, int] = {}
    inside: list[StatementView] = []
    for said in sorted(stated, key=lambda s: s.position):
        section = said.statement.section
        if section in last:
            at = bisect_right(opened, last[section])
            if at < len(opened) and opened[at] < said.position:
                inside.append(said)
                continue
        last[section] = said.position
    return inside


def _compared(
    stated: Sequence[tuple[StatementView, Figure]], what: str, context: Context
) -> Iterator[Outcome]:
    figures = [f for _, f in stated]
    common = majority(figures)
    for verdict, severity in (("broken", None), ("rounding", "rounding")):
        odd = [f for f in figures if equal(f, common).judge() == verdict]
        other = None
        if odd and severity is None:
            other = _printed_apart(stated, odd, common, context) or _each_borne_out(
                stated, odd, common, context
            )
        if other is not None:
            yield unsure(
                f"{what}：{odd[0].where} {odd[0].printed} 与 {common.where} {common.printed} 不同，{other}",
                rival="scope",
            )
        elif odd:
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
                mechanism="across",
            )
        elif verdict == "broken":
            yield Outcome(
                "passed", scope=f"prose:{what}", identity=equal(common, common), figures=tuple(figures)
            )


def _each_borne_out(
    stated: Sequence[tuple[StatementView, Figure]], odd: Sequence[Figure], common: Figure, context: Context
) -> str | None:
    """Where the sections bear out each of the amounts: they are of different money, though one word names them."""
    apart = [s for s, f in stated if any(f is one for one in odd)]
    rest = [s for s, f in stated if f.value == common.value]
    if all(borne_out(s, common, context) for s in apart) and any(
        all(borne_out(s, one, context) for one in odd) for s in rest
    ):
        return "各与所在段落的其他数相符，是否同一口径不明"
    return None


def _printed_apart(
    stated: Sequence[tuple[StatementView, Figure]], odd: Sequence[Figure], common: Figure, context: Context
) -> str | None:
    """Where the tables print each of the amounts for something of the same name: they may be of different money.

    Not where all are said of 本年收入 or 本年支出, which is one amount whatever else the tables print.
    """
    told = [(s, f) for s, f in stated if f is common or any(f is one for one in odd)]
    if all(OWN_YEAR.search(fold(s.name)) for s, _ in told):
        return None
    places = [_printed_as(s, f, context) for s, f in told]
    if any(place is None for place in places):
        return None
    return "、".join(f"{p.where} 印 {p.printed}" for p in places if p is not None) + "，是否同一口径不明"


def _printed_as(said: StatementView, figure: Figure, context: Context) -> Figure | None:
    """A cell that prints the amount of a statement for a concept of the same name, whatever its funds."""
    names = {_name(concept) for several in said.concepts for concept in several.split("|")}
    printed = (
        binding.figure
        for concept, places in context.bindings.items()
        if _name(concept) in names
        for binding in places
    )
    return next((f for f in printed if f.value and equal(figure, f).judge() == "holds"), None)


def _name(concept: str) -> str:
    """What a concept is called but for its funds: total and year are both called 合计 and 预算."""
    funds, _, part = concept.partition(".")
    if part in ("total", "year", "rev.total", "rev.year", "exp.total", "exp.year"):
        return "total" if funds in _FUNDS else concept
    return part if funds in _FUNDS else concept


_FUNDS = frozenset(("rev", "exp", "app", "general", "fund", "capital"))
