"""Statements: the grammar's reading and the model's, matched figure by figure and made one.

Takes the statements of the grammar and the grounded candidates of a model, gives statements in
document order with the two readers' agreement noted.  The grammar's reading is never overwritten:
a model fills what the grammar left empty, confirms it, or disagrees with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gouji.figures import amount
from gouji.grounding.candidate import Candidate
from gouji.grounding.source import fold_text
from gouji.reconcile.scorecard import Point
from gouji.schemas.llm import StatementItem
from gouji.schemas.record import Evidence, Place, Statement

FIGURES = ("value", "change", "change_pct", "share_pct", "completion_pct", "budget_value")
_SAID = (*FIGURES, "unit", "direction")
_FILLED = (*FIGURES, "unit", "direction", "base", "reason", "year")


@dataclass(frozen=True, slots=True)
class Weighed:
    """A statement with the evidence for it; ``conflict`` says on what the readers disagree."""

    statement: Statement
    points: tuple[Point, ...]
    conflict: str | None = None
    doubts: tuple[str, ...] = field(default=())

    @property
    def by_model_alone(self) -> bool:
        evidence = self.statement.evidence
        return evidence is not None and evidence.source == ["llm"]


def weigh_statements(read: Sequence[Statement], candidates: Sequence[Candidate]) -> list[Weighed]:
    """Grammar statements with what the model says of each, then the model's own in their places."""
    items = [c for c in candidates if isinstance(c.item, StatementItem)]
    free = list(items)
    weighed: list[Weighed] = []
    for statement in read:
        partner = _partner(statement, free)
        if partner is not None:
            free.remove(partner)
        weighed.append(_together(statement, partner))
    rivals = [(c, _rival(c, read)) for c in free]
    rivals = [(c, rival) for c, rival in rivals if rival is None or _contradicts(read[rival], c)]
    for candidate, rival in rivals:
        if rival is not None:
            weighed[rival] = _disputed(weighed[rival], candidate)
    alone = [_alone(c, index) for index, (c, rival) in enumerate(rivals, 1) if rival is None]
    return _in_order([*weighed, *alone])


def _item(candidate: Candidate) -> StatementItem:
    assert isinstance(candidate.item, StatementItem)
    return candidate.item


def _partner(statement: Statement, free: Sequence[Candidate]) -> Candidate | None:
    """The candidate about the same figure: equal value where the quotes meet; then whichever agrees in
    most of section, unit, subject and base (a zero may stand twice in one sentence)."""
    value = amount(statement.value)
    same = [c for c in free if amount(_item(c).value) == value and _meet(statement, c)]
    return max(same, key=lambda c: _likeness(statement, c), default=None)


def _likeness(statement: Statement, candidate: Candidate) -> tuple[bool, bool, bool, bool]:
    item = _item(candidate)
    return (
        candidate.section == statement.section,
        item.unit == statement.unit,
        same_subject(statement.subject, item.subject),
        item.base == statement.base,
    )


def _rival(candidate: Candidate, read: Sequence[Statement]) -> int | None:
    """The grammar statement of the same subject in the same sentence with another value."""
    item = _item(candidate)
    for index, statement in enumerate(read):
        same = same_subject(statement.subject, item.subject) and statement.unit == item.unit
        if same and statement.section == candidate.section and _meet(statement, candidate):
            return index
    return None


def _contradicts(statement: Statement, candidate: Candidate) -> bool:
    """Another value; the same value a second time is the same reading again."""
    return amount(statement.value) != amount(_item(candidate).value)


def _meet(statement: Statement, candidate: Candidate) -> bool:
    """Whether the two quotes are about the same stretch of the source: shared places, else shared words."""
    evidence = statement.evidence
    if evidence is not None and candidate.places and (evidence.line or evidence.page):
        return any(_shared(a, b) for a in (evidence, *evidence.also) for b in candidate.places)
    a, b = fold_text(statement.quote), fold_text(_item(candidate).quote)
    return bool(a and b) and (a in b or b in a)


def _shared(a: Place, b: Place) -> bool:
    if a.page is not None or b.page is not None:
        return a.page == b.page and a.bbox is not None and b.bbox is not None and _boxes_meet(a.bbox, b.bbox)
    if a.line != b.line or a.span is None or b.span is None:
        return a.line == b.line
    return a.span[0] < b.span[1] and b.span[0] < a.span[1]


Box = tuple[float, float, float, float]
SAME_LINE = 0.5
"""Share of the lower box's height in common: boxes of neighbouring lines touch, but only by a margin."""


def _boxes_meet(a: Box, b: Box) -> bool:
    """Whether two boxes are of one printed line and meet in it; one reader boxes words, the other lines."""
    across = min(a[2], b[2]) - max(a[0], b[0])
    down = min(a[3], b[3]) - max(a[1], b[1])
    return across > 0 and down >= SAME_LINE * min(a[3] - a[1], b[3] - b[1])


ALIKE = 0.7
"""Share of the shorter name's character pairs that two names of one subject have in common;
收入预算总计 and 支出预算总计 share 0.6."""


def same_subject(one: str, other: str) -> bool:
    """Whether two names are one subject: one holds the other, or they share most character pairs."""
    a, b = _bare(one), _bare(other)
    if not a or not b:
        return False
    if a in b or b in a:
        return True
    pairs, others = _pairs(a), _pairs(b)
    return len(pairs & others) >= ALIKE * min(len(pairs), len(others))


def _bare(text: str) -> str:
    return "".join(ch for ch in fold_text(text) if ch.isalnum())


def _pairs(text: str) -> set[str]:
    return {text[i : i + 2] for i in range(len(text) - 1)} or {text}


def _together(statement: Statement, candidate: Candidate | None) -> Weighed:
    base: list[Point] = ["grammar"]
    if statement.evidence is not None and statement.evidence.status == "review":
        base.append("reader_unsure")
    if candidate is None:
        return Weighed(statement, tuple(base))
    item = _item(candidate)
    conflicts = [name for name in _SAID if _differs(getattr(statement, name), getattr(item, name))]
    if not same_subject(statement.subject, item.subject) and "subject" in candidate.checks:
        conflicts.append("subject")
    if conflicts:
        told = "；".join(
            f"{name}：语法读作 {getattr(statement, name)}，模型读作 {getattr(item, name)}"
            for name in conflicts
        )
        return Weighed(_sourced(statement, candidate), (*base, "readers_disagree"), told)
    filled = {name: getattr(item, name) for name in _FILLED if getattr(statement, name) is None}
    merged = _sourced(statement, candidate).model_copy(
        update={k: v for k, v in filled.items() if v is not None}
    )
    points: list[Point] = [*base, "two_readers"]
    return Weighed(merged, tuple([*points, "reasked"] if candidate.reasks else points))


def _differs(one: str | None, other: str | None) -> bool:
    """Two readings contradict each other: both say something, and not the same."""
    if one is None or other is None:
        return False
    left, right = amount(one.rstrip("%倍")), amount(other.rstrip("%倍"))
    if left is not None and right is not None:
        return abs(left) != abs(right)
    return fold_text(one) != fold_text(other)


def _disputed(weighed: Weighed, candidate: Candidate) -> Weighed:
    item = _item(candidate)
    told = f"value：语法读作 {weighed.statement.value}，模型读作 {item.value}"
    points = tuple(p for p in weighed.points if p != "two_readers")
    return Weighed(weighed.statement, (*points, "readers_disagree"), weighed.conflict or told)


def _sourced(statement: Statement, candidate: Candidate) -> Statement:
    evidence = statement.evidence or _evidence(candidate)
    sources = list(dict.fromkeys([*(evidence.source or ["grammar"]), "llm"]))
    return statement.model_copy(update={"evidence": evidence.model_copy(update={"source": sources})})


def _alone(candidate: Candidate, number: int) -> Weighed:
    """A statement that only the model found; every figure of it is grounded."""
    item = _item(candidate)
    fields = item.model_dump(exclude={"first_line", "last_line"})
    evidence = _evidence(candidate)
    statement = Statement(id=f"m{number:03d}", section=candidate.section, evidence=evidence, **fields)
    points: list[Point] = ["llm_grounded"]
    bound = "subject" in candidate.checks
    points.append("subject_bound" if bound else "subject_loose")
    if bound and candidate.doubts:
        points.append("doubt")
    if candidate.reasks:
        points.append("reasked")
    return Weighed(statement, tuple(points), None, candidate.doubts)


def _evidence(candidate: Candidate) -> Evidence:
    first, *rest = candidate.places or (Place(),)
    return Evidence(**first.model_dump(), also=rest, source=["llm"])


def _in_order(weighed: list[Weighed]) -> list[Weighed]:
    """Document order by place; a statement without a place stays behind its predecessor."""
    keyed: list[tuple[tuple[int, int, float], Weighed]] = []
    last = (0, 0, 0.0)
    for entry in weighed:
        place = _position(entry.statement.evidence)
        last = place or last
        keyed.append((last, entry))
    return [entry for _, entry in sorted(keyed, key=lambda pair: pair[0])] if _mixed(weighed) else weighed


def _mixed(weighed: list[Weighed]) -> bool:
    return any(entry.by_model_alone for entry in weighed)


def _position(evidence: Evidence | None) -> tuple[int, int, float] | None:
    if evidence is None:
        return None
    if evidence.line is not None:
        return (0, evidence.line, float(evidence.span[0] if evidence.span else 0))
    if evidence.page is not None:
        return (evidence.page, 0, evidence.bbox[1] if evidence.bbox else 0.0)
    return None
