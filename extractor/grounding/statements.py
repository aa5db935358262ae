"""Grounding of statements: every figure of an item is held against the source.

Takes an item of an answer and the :class:`~gouji.grounding.source.SourceText` it was asked about;
gives a candidate or a rejection.  A figure counts as found only when a whole number token of the
source equals it; similarity never grounds a figure.
"""

from __future__ import annotations

import re
from decimal import Decimal

from gouji.figures import amount
from gouji.grounding.candidate import Candidate, GroundingCheck, Rejection
from gouji.grounding.figures import FigureRole, PrintedFigure
from gouji.grounding.owners import FigureOwners, NotGroundedError, Span, spans_of
from gouji.grounding.source import SourceText, fold_text
from gouji.grounding.subject import binds
from gouji.grounding.vocabulary import DECREASE, FLAT, INCREASE
from gouji.schemas.llm import StatementItem

_LAST_YEAR = re.compile("上年|去年|上一年|往年")
_ROLES: dict[str, frozenset[FigureRole]] = {
    "change": frozenset({"change"}),
    "change_pct": frozenset({"change"}),
    "share_pct": frozenset({"share"}),
    "completion_pct": frozenset({"completion"}),
    "budget_value": frozenset({"budget", "plain", "completion"}),
}
"""Which cue may stand before the figure of a field."""


def ground_statement(
    item: StatementItem, source: SourceText, owners: FigureOwners, reasks: int = 0, known: str = ""
) -> Candidate | Rejection:
    """The candidate at the first place that passes every test, else the rejection of the best place.

    ``known``: what the request says of the document beside its lines (its fiscal year).
    """
    worst: NotGroundedError | None = None
    try:
        spans = spans_of(item, source)
    except NotGroundedError as failure:
        return Rejection("statements", item, failure.fault, failure.reason, "", reasks)
    for span in spans:
        try:
            return _statement_at(item, source, span, owners, reasks, known)
        except NotGroundedError as failure:
            worst = worst or failure
    assert worst is not None
    section = source.piece_at(spans[0][0]).section
    return Rejection("statements", item, worst.fault, worst.reason, section, reasks)


def _statement_at(
    item: StatementItem, source: SourceText, span: Span, owners: FigureOwners, reasks: int, known: str
) -> Candidate:
    inside = [f for f in source.figures if span[0] <= f.start and f.end <= span[1]]
    value, bound = _value_figure(item, source, inside, owners)
    taken = {value.start} if value and item.measure != "ratio" else set()
    taken |= {f.start for f in inside if f is not value and not owners.is_free(f, item.subject, item.base)}
    others = _field_figures(item, inside, taken)
    _check_direction(item, source, span, value, others.get("change") or others.get("change_pct"))
    if value is None and not others and item.direction is None:
        raise NotGroundedError("value", "该项没有任何数字，也没有增减的说法")
    checks: set[GroundingCheck] = {"quote", "value", "unit", "fields", "direction"}
    doubts: list[str] = []
    if bound:
        checks.add("subject")
    else:
        doubts.append("事项名称不在数字近旁")
    grounded, soft = _soft_fields(item, source, span, known)
    for figure in [f for f in (value, *others.values()) if f is not None]:
        owners.take(figure, item.subject, item.base)
    at = value or next(iter(others.values()), None)
    return Candidate(
        "statements",
        grounded,
        source.piece_at(span[0]).section,
        tuple(source.places(*span)),
        source.places(at.start, at.end)[0] if at else source.places(*span)[0],
        frozenset(checks),
        (*doubts, *soft),
        reasks,
    )


def _value_figure(
    item: StatementItem, source: SourceText, inside: list[PrintedFigure], owners: FigureOwners
) -> tuple[PrintedFigure | None, bool]:
    """The figure that is the item's value and whether its subject is bound to it."""
    if item.value is None:
        return None, binds(item.subject, source, _first_position(inside), frozenset())
    wanted = amount(item.value)
    if wanted is None:
        raise NotGroundedError("value", f"value “{item.value}”不是一个数字")
    equal = [f for f in inside if f.value == wanted]
    if not equal:
        raise NotGroundedError("value", f"quote 里没有数字 {item.value}")
    united = [f for f in equal if _unit_fits(item, f)]
    if not united:
        raise NotGroundedError("unit", f"数字 {item.value} 后面印的单位是“{equal[0].unit or '无'}”")
    fitting = [f for f in united if _role_fits(item, f, inside)]
    if not fitting:
        raise NotGroundedError("value", f"{item.value} 是增减额、占比或预算数，不是该事项本身的数")
    free = [f for f in fitting if owners.is_free(f, item.subject, item.base)]
    if not free:
        raise NotGroundedError("owned", f"数字 {item.value} 已属于另一项")
    values = frozenset(_own_values(item))
    own = frozenset(f.start for f in inside if f.value in values)
    bound = next((f for f in free if binds(item.subject, source, f.start, own - {f.start})), None)
    if bound is not None:
        return bound, True
    if _named_elsewhere(item.subject, source, free[0], values):
        raise NotGroundedError("subject", f"“{item.subject}”后面印的不是 {item.value}")
    return free[0], False


def _unit_fits(item: StatementItem, figure: PrintedFigure) -> bool:
    if item.unit is None:
        return figure.unit is None
    printed, wanted = fold_text(figure.unit or ""), fold_text(item.unit)
    return wanted == printed or (bool(printed) and wanted.startswith(printed) and figure.measure == "count")


def _role_fits(item: StatementItem, figure: PrintedFigure, inside: list[PrintedFigure]) -> bool:
    if figure.role == "plain" or figure.role == "outturn":
        return True
    if figure.role == "scale":
        return False
    if figure.role == "budget":
        return item.budget_value is None and not any(f.role == "outturn" for f in inside)
    return item.measure == "ratio" or (figure.role != "change" and figure.measure != "ratio")


def _own_values(item: StatementItem) -> list[Decimal]:
    """The item's other figures: they may stand between its subject and its value (年初预算 …，支出决算 …)."""
    texts = (item.budget_value, item.change, item.change_pct, item.share_pct, item.completion_pct)
    return [value for value in map(amount, texts) if value is not None]


def _named_elsewhere(
    subject: str, source: SourceText, figure: PrintedFigure, own: frozenset[Decimal]
) -> bool:
    """Whether the section prints the subject verbatim right before another figure: then it was mixed up."""
    first, last = source.paragraph(figure.start)
    own |= {figure.value}
    others = (f for f in source.figures if first <= f.start < last and f.value not in own and f.is_quantity)
    name = fold_text(subject)
    return any(f.role in ("plain", "outturn", "budget") and _ends_with(source, f, name) for f in others)


def _ends_with(source: SourceText, figure: PrintedFigure, name: str) -> bool:
    return name in source.key[max(0, figure.start - len(name) - 6) : figure.start]


def _first_position(inside: list[PrintedFigure]) -> int:
    return next((f.start for f in inside if f.is_quantity), inside[0].start if inside else 0)


def _field_figures(
    item: StatementItem, inside: list[PrintedFigure], taken: set[int]
) -> dict[str, PrintedFigure]:
    """One figure of its own for each numeric field, with the cue that the field needs."""
    found: dict[str, PrintedFigure] = {}
    for name, roles in _ROLES.items():
        text = getattr(item, name)
        if text is None:
            continue
        wanted = amount(text.rstrip("倍%％"))
        if wanted is None:
            raise NotGroundedError("field", f"{name} “{text}”不是一个数字")
        figure = next((f for f in inside if f.start not in taken and _is_field(f, name, wanted, roles)), None)
        if figure is None:
            raise NotGroundedError("field", f"{name} {text} 不在 quote 里，或前面没有相应的字样")
        taken.add(figure.start)
        found[name] = figure
    return found


def _is_field(figure: PrintedFigure, name: str, wanted: Decimal, roles: frozenset[FigureRole]) -> bool:
    is_ratio = figure.measure in ("ratio", "bare") if name.endswith("_pct") else figure.measure != "ratio"
    return abs(figure.value) == abs(wanted) and figure.role in roles and is_ratio


_DIRECTIONS = {"increase": INCREASE, "decrease": DECREASE, "flat": FLAT}


def _check_direction(
    item: StatementItem,
    source: SourceText,
    span: Span,
    value: PrintedFigure | None,
    change: PrintedFigure | None,
) -> None:
    """The word nearest before the change (or, without one, after the value) must say the direction."""
    if item.direction is None:
        if change is not None:
            raise NotGroundedError("direction", "有增减数字，direction 不应为 null")
        return
    if change is not None:
        stretch = source.key[max(span[0], change.start - 12) : change.start]
        said = _last_direction(stretch)
    else:
        after = value.end if value else span[0]
        said = _first_direction(source.key[after : span[1]])
    if said != item.direction:
        raise NotGroundedError("direction", f"原文的说法不是 {item.direction}")


def _last_direction(stretch: str) -> str | None:
    ranked = [(stretch.rfind(w) + len(w), len(w), name) for name, ws in _DIRECTIONS.items() for w in ws]
    found = [entry for entry in ranked if entry[0] >= entry[1]]
    return max(found)[2] if found else None


def _first_direction(stretch: str) -> str | None:
    ranked = [(stretch.find(w), -len(w), name) for name, ws in _DIRECTIONS.items() for w in ws]
    found = [entry for entry in ranked if entry[0] >= 0]
    return min(found)[2] if found else None


def _soft_fields(
    item: StatementItem, source: SourceText, span: Span, known: str
) -> tuple[StatementItem, list[str]]:
    """Text fields that the section does not print, and a year that nothing gives, are emptied, with a doubt;
    the quote becomes our copy."""
    first, last = source.paragraph(span[0])
    around = source.key[first:last] + "\n" + fold_text(source.piece_at(span[0]).headings)
    update: dict[str, object] = {"quote": source.copy(*span)}
    for name in ("reason", "base"):
        text = getattr(item, name)
        if text is not None and fold_text(text) not in around:
            update[name] = None
    if item.year is not None and not _is_year_given(item.year, source.key[span[0] : span[1]], around + known):
        update["year"] = None
    emptied = [name for name in update if name != "quote"]
    return item.model_copy(update=update), [f"{name} 不是原文，已略去" for name in emptied]


def _is_year_given(year: int, quote: str, given: str) -> bool:
    """The year is printed, or the quote speaks of the year before one that is (上年结转)."""
    return str(year) in given or (bool(_LAST_YEAR.search(quote)) and str(year + 1) in given)
