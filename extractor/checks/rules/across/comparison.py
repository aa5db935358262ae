"""Places in tables that print one figure, held against each other: what every rule across tables rests on.

Takes concepts bound by :mod:`gouji.checks.concepts`; two places that print the same concept must agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import repeat

from gouji.checks.concepts import Binding, concept_label
from gouji.checks.context import Context
from gouji.checks.model import Outcome, Text, judged, unsure
from gouji.checks.open_units import unit_open, unit_reason
from gouji.relations.identity import Figure, Identity, equal, majority, pairs_of, show


def compare_places(
    context: Context, places: Sequence[Binding], what: str, doubted: frozenset[str] = frozenset()
) -> Iterator[Outcome]:
    """All places against the value that most of them print; ``doubted`` tables give way in a tie."""
    sure, open_ = _told_apart(places)
    for binding in open_:
        yield unsure(
            f"{context.title_of(binding.table)} 中有两处可作“{what}”，{binding.figure.printed} 可能是另一口径",
            binding.table,
            rival="scope",
        )
    figures = [b.figure for b in sorted(sure, key=lambda b: b.table in doubted)]
    doubtful = [f for f in figures if not f.sure]
    if doubtful:
        yield unsure(f"{doubtful[0].where} 的读数待复核，复核后可核对", places[0].table)
        figures = [f for f in figures if f.sure]
    unknown = [f for f in figures if f.unit_open]
    if unknown and unit_open(figures):
        first = equal(unknown[0], next(f for f in figures if f is not unknown[0]))
        yield unsure(unit_reason(unknown, context.title_of, first), places[0].table, rival="unit")
        figures = [f for f in figures if not f.unit_open]
    if len(figures) < 2:
        return
    common = majority(figures)
    odd = [f for f in figures if equal(f, common).judge() == "broken"]
    near = [f for f in figures if equal(f, common).judge() == "rounding"]
    fine = len(figures) - len(odd) - len(near) - 1
    pairs = pairs_of(figures, common)
    carried = _carried_apart(odd, common, sure, context) if odd else None
    if carried is not None:
        reason = f"{what}：{odd[0].where} {odd[0].printed} 与 {common.where} {common.printed} 相差的正是 {carried.where} {carried.printed}"
        yield unsure(f"{reason}，是否含结转不明", f"across:{what}", rival="scope")
        odd = []
    for group, severity in ((odd, None), (near, "rounding")):
        if group:
            identity = equal(group[0], common)
            inside = {id(f) for f in group}
            rest = [f for f in figures if id(f) not in inside]
            yield Outcome(
                "failed",
                scope=f"across:{what}",
                message=_disagreement(what, group, rest, context),
                figures=(*group, *rest),
                expected=common.printed,
                difference=show(identity.gap, group[0].scale),
                severity="rounding" if severity else None,
                identity=identity,
                extra=pairs,
                mechanism="across",
            )
    agreed = Outcome("passed", scope=f"across:{what}", identity=equal(common, common), extra=pairs)
    yield from repeat(agreed, max(fine, 0))


def _carried_apart(
    odd: Sequence[Figure], common: Figure, places: Sequence[Binding], context: Context
) -> Figure | None:
    """A 结转 that these tables print and that makes up every difference: one of them may hold it, another leave it out.

    So it is with 一般公共预算, whole or by subject; what is headed 总计 holds it, what is headed 本年 does not.
    """
    if not any(place.concept.startswith(("general.", "func:general:")) for place in places):
        return None
    views = (context.view(table) for table in dict.fromkeys(place.table for place in places))
    carried = [figure for view in views if view is not None for figure in view.carried()]
    gaps = {abs(figure.value - common.value) for figure in odd}
    return next((c for c in carried if gaps == {abs(c.value)}), None)


def _told_apart(places: Sequence[Binding]) -> tuple[list[Binding], list[Binding]]:
    """Places that certainly print the concept, and those of which it is open.

    Where one table binds a concept twice, with different figures, its header was not understood: what another table
    prints too is the concept, the rest is something else.
    """
    own: dict[tuple[str, str], list[Binding]] = {}
    for one in places:
        own.setdefault((one.table, one.concept), []).append(one)
    certain: list[Binding] = []
    open_: list[Binding] = []
    for one in places:
        clear = all(_same(one, o) for o in own[one.table, one.concept])
        clear = clear or any(_same(one, other) for other in places if other.table != one.table)
        (certain if clear else open_).append(one)
    return certain, open_


def _same(one: Binding, other: Binding) -> bool:
    return equal(one.figure, other.figure).judge() != "broken"


def _disagreement(what: str, odd: Sequence[Figure], rest: Sequence[Figure], context: Context) -> Text:
    odd_titles = context.titles(f.where.split(" ")[0] for f in odd)
    rest_titles = context.titles(f.where.split(" ")[0] for f in rest)
    one, other = odd[0].printed, rest[0].printed if rest else ""
    return Text(
        f"{what}：{odd_titles} 印 {one}，{rest_titles} 印 {other}",
        f"{what}: {odd_titles} prints {one}, {rest_titles} prints {other}",
    )


def table_identity(
    identity: Identity, concept: str, context: Context, label: str | None = None
) -> Iterator[Outcome]:
    """One identity between cells of different tables, as an outcome; ``label`` names it in messages."""
    what = label or concept_label(concept)
    figure = identity.total
    if not identity.sure:
        yield unsure(f"{figure.where} 等处读数待复核，复核后可核对", f"across:{concept}")
        return
    sums = "+".join(part.printed for _, part in identity.parts)
    title = context.title_of(figure.where.split(" ")[0])
    others = context.titles(part.where.split(" ")[0] for _, part in identity.parts)
    message = Text(
        f"{title} {what}印 {figure.printed}，{others} 为 {sums}",
        f"{title} {what} prints {figure.printed}, {others} print {sums}",
    )
    yield judged(identity, f"across:{concept}", message, mechanism="across")


def first_of_each_table(bindings: Sequence[Binding]) -> list[Binding]:
    """One binding a table: a subject printed with its details counts by its first row."""
    firsts: dict[str, Binding] = {}
    for binding in bindings:
        firsts.setdefault(binding.table, binding)
    return list(firsts.values())
