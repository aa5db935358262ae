"""Sums in prose: enumerations, heads against items, changes of the parts against the change of the whole.

Takes the statements of one main section, adds what the text says belongs together: concepts by the
catalogue (合计 = 基本 + 项目), functional subjects by level (类 = Σ项), economic items under 人员经费 and
公用经费.  A head is held against its items only when the items can be all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from extractor.check.context import Context
from extractor.check.families.prose_cells import row_of
from extractor.check.model import (
    ZERO,
    Figure,
    Identity,
    Outcome,
    Outcomes,
    Rule,
    Text,
    show,
    skipped,
    total_of,
    unsure,
)
from extractor.check.prose import Said
from extractor.domain.subjects import class_of_label

Getter = Callable[[Said], Figure | None]
PARTIAL = Decimal("0.2")
"""An enumeration that misses its head by more than this share may be partial: not checkable."""


@dataclass(frozen=True, slots=True)
class ProseSum:
    """``total`` = Σ ``parts`` within one main section; ``required`` must all be stated."""

    total: tuple[str, ...]
    parts: tuple[str, ...]
    required: tuple[str, ...]


def _value(said: Said) -> Figure | None:
    return said.figure()


def _change_against(base: str) -> Getter:
    """The signed change against one base only: 上年 (``prior``) or 年初预算 (``budget``)."""
    return lambda said: said.signed_change() if _base(said) == base else None


def _budget(said: Said) -> Figure | None:
    return said.figure("budget_value")


def concept_sums(rule: Rule, context: Context) -> Outcomes:
    """A concept against the sum of its parts, where one main section states them."""
    spec = rule.spec
    assert isinstance(spec, tuple)
    done = False
    for entry in spec:
        assert isinstance(entry, ProseSum)
        for top in context.prose.by_top:
            for outcome in _concept_sum(entry, top, context):
                done = True
                yield outcome
    if not done:
        yield skipped("文字没有同时写合计和各项")


def _first(top: tuple[str, ...], concept: str, context: Context, getter: Getter) -> Figure | None:
    for said in context.prose.by_concept.get((top, concept), ()):
        figure = getter(said)
        if figure is not None:
            return figure
    return None


def _concept_sum(entry: ProseSum, top: tuple[str, ...], context: Context) -> Iterator[Outcome]:
    stated = [c for c in entry.parts if _first(top, c, context, _value)]
    if not set(entry.required) <= set(stated) or len(stated) < 2:
        return
    for getter in (_value, _budget, _change_against("prior"), _change_against("budget")):
        total = next((f for c in entry.total if (f := _first(top, c, context, getter))), None)
        found = {c: f for c in entry.parts if (f := _first(top, c, context, getter)) is not None}
        if total is None or not set(entry.required) <= found.keys() or len(found) < 2:
            continue
        if getter is not _value and len(found) < len(stated):
            continue
        yield said_identity(total_of(total, list(found.values())), "/".join(top), "")


def said_identity(identity: Identity, section: str, what: str, *, partial: bool = False) -> Outcome:
    """The outcome of a sum in prose."""
    scope = f"sum:{section}"
    if not identity.sure:
        return unsure(f"{section} 的读数待复核，复核后可核对", scope)
    verdict = identity.judge()
    if verdict == "holds":
        return Outcome("passed", scope=scope, identity=identity)
    short = identity.gap > abs(identity.total.value) * PARTIAL
    if partial and verdict == "broken" and short:
        return unsure(f"{section} 的列举可能不全", scope)
    total = identity.total
    shown = [p.printed if p.value >= 0 else f"(-{p.printed})" for _, p in identity.parts]
    sums = "+".join(shown) if len(shown) <= 8 else f"{len(shown)} 项之和"
    result = show(identity.expected, total.scale)
    return Outcome(
        "failed",
        scope=scope,
        message=Text(
            f"{total.where}{what}印 {total.printed}，各项 {sums}＝{result}",
            f"{total.where} {what} prints {total.printed}, its parts {sums} = {result}",
        ),
        figures=identity.figures,
        expected=result,
        difference=show(identity.gap, total.scale),
        severity="rounding" if verdict == "rounding" else None,
        type="prose_vs_prose",
        identity=identity,
    )


# ---------------------------------------------------------------- functional subjects


@dataclass(frozen=True, slots=True)
class Placed:
    """A statement about a functional subject with the class it belongs to."""

    said: Said
    cls: str
    level: int
    key: str


def _placed(group: Sequence[Said], context: Context) -> list[Placed]:
    placed: list[Placed] = []
    held = ""
    for said in group:
        if said.ref is None or said.statement.measure != "amount":
            continue
        if context.year is not None and said.statement.year not in (None, context.year):
            continue
        match = row_of(said, context)
        cls = (
            (class_of_label(said.ref.cls) or said.ref.cls)
            if said.ref.cls
            else match.code[:3]
            if match
            else held
        )
        if said.ref.level == 1:
            held = cls
        key = match.code if match else f"{cls}/{said.ref.section}/{said.ref.item}"
        placed.append(Placed(said, cls, said.ref.level, key))
    return placed


def functional_sums(rule: Rule, context: Context) -> Outcomes:
    """类 = Σ项 and 总额 = Σ类 = Σ项 in one main section: amounts, changes and opening budgets."""
    done = False
    for top, group in context.prose.by_top.items():
        placed = _placed(group, context)
        for outcome in _levels("/".join(top), group, placed, context):
            done = True
            yield outcome
    if not done:
        yield skipped("文字没有按类、项列示")


def _levels(section: str, group: Sequence[Said], placed: list[Placed], context: Context) -> Iterator[Outcome]:
    classes, items = _by_level(placed, 1), _by_level(placed, 3)
    if not items:
        items = []
    for cls in classes:
        under = [p for p in items if p.cls == cls.cls]
        if len(under) >= 1:
            yield from _three([cls.said], [p.said for p in under], section)
    scopes = [p.said.scope for p in (*items, *classes)]
    heads = sorted(_heads(group), key=lambda s: _head_scope(s) not in scopes)
    if not heads:
        return
    held = True
    if len(classes) >= 2:
        outcomes = list(_three(heads, [p.said for p in classes], section))
        held = all(o.state == "passed" or o.severity == "rounding" for o in outcomes)
        yield from outcomes
    complete = not classes or {p.cls for p in items} >= {p.cls for p in classes}
    if len(items) >= 2 and held and complete:
        yield from _three(heads, [p.said for p in items], section)


def _by_level(placed: list[Placed], level: int) -> list[Placed]:
    """One statement per subject: the last one that gives an amount, later mentions overriding."""
    last: dict[str, Placed] = {}
    for p in placed:
        if p.level == level and p.said.figure() is not None:
            held = last.get(p.key)
            better = held is None or (
                p.said.statement.change is not None or held.said.statement.change is None
            )
            if better:
                last[p.key] = p
    return list(last.values())


_HEADS = ("general.year", "app.year", "exp.total", "rev.total", "app.exp.total", "exp.year")


def _heads(group: Sequence[Said]) -> list[Said]:
    """The statements of the whole that the subjects of a section make up."""
    return [s for s in group if any(c.split("|")[0] in _HEADS for c in s.concepts) and s.figure()]


def _head_scope(said: Said) -> str:
    """The funds of a head by its own concept, whatever its section speaks of."""
    first = said.concepts[0].split("|")[0].split(".")[0]
    return first if first in ("app", "general") else "all"


def _three(heads: Sequence[Said], parts: list[Said], section: str) -> Iterator[Outcome]:
    """Amounts, signed changes and opening budgets of a head against its parts."""
    values = [f for s in parts if (f := s.figure())]
    total = heads[0].figure()
    if total is not None and values:
        outcome = said_identity(total_of(total, values), section, "", partial=True)
        yield outcome
        if outcome.state == "not_checkable":
            return
    changes = [f for s in parts if (f := s.signed_change())]
    head = next((s for s in heads if s.signed_change() is not None), None)
    change = head.signed_change() if head is not None else None
    complete = head is not None and len(changes) == len(parts)
    if complete and change is not None and len({_base(s) for s in (*parts, *([head] if head else []))}) == 1:
        yield said_identity(total_of(change, changes), section, "")
    yield from _budgets(heads, parts, section)


def _budgets(heads: Sequence[Said], parts: list[Said], section: str) -> Iterator[Outcome]:
    """年初预算: stated, or amount less change against 年初预算, against the sum of the items' budgets."""
    budgets = [f for s in parts if (f := s.figure("budget_value"))]
    if len(budgets) != len(parts) or not budgets:
        return
    stated = next((f for s in heads if (f := s.figure("budget_value"))), None)
    if stated is not None:
        yield said_identity(total_of(stated, budgets), section, "")
        return
    for head in heads:
        value, change = head.figure(), head.signed_change()
        if value is not None and change is not None and "年初预算" in (head.statement.base or ""):
            signed = tuple((1, b) for b in budgets) + ((1, change),)
            yield said_identity(Identity(value, signed), section, "（年初预算＋增减额）")
            return


# ---------------------------------------------------------------- enumerations


def enumerations(rule: Rule, context: Context) -> Outcomes:
    """人员经费, 公用经费, 机关运行经费 and economic classes against the items listed after them."""
    done = False
    for top, group in context.prose.by_top.items():
        for head, items in _lists(group, context):
            total = head.figure()
            values = [f for s in items if (f := s.figure())]
            if total is not None and len(values) >= 2:
                done = True
                yield said_identity(total_of(total, values), "/".join(top), "", partial=True)
    if not done:
        yield skipped("文字没有列举明细")


_LIST_HEADS = ("general.personnel", "general.public", "app.personnel", "app.public", "agency.total")


def _lists(group: Sequence[Said], context: Context) -> Iterator[tuple[Said, list[Said]]]:
    head: Said | None = None
    items: list[Said] = []
    for said in group:
        if said.statement.measure != "amount":
            continue
        code = said.economic or ""
        opens = any(c in _LIST_HEADS for c in said.concepts) or len(code) == 3
        nested = len(code) == 3 and head is not None and len(head.economic or "") != 3
        if opens and not nested:
            if head is not None and items:
                yield head, items
            head, items = said, []
        elif head is not None and not said.concepts and said.ref is None:
            items.append(said)
        elif head is not None:
            if items:
                yield head, items
            head, items = None, []
    if head is not None and items:
        yield head, items


def count_sums(rule: Rule, context: Context) -> Outcomes:
    """共有车辆 = Σ of the kinds of vehicle listed after it."""
    done = False
    for group in context.prose.by_section.values():
        counts = [s for s in group if s.statement.measure == "count" and s.statement.unit == "辆"]
        for head, items in _vehicle_lists(counts):
            total = head.figure(exact=True)
            values = [f for s in items if (f := s.figure(exact=True))]
            if total is not None and len(values) >= 3:
                done = True
                yield said_identity(total_of(total, values), head.statement.section, "")
    if not done:
        yield skipped("文字没有分列车辆")


def _vehicle_lists(counts: Sequence[Said]) -> Iterator[tuple[Said, list[Said]]]:
    head: Said | None = None
    items: list[Said] = []
    for said in counts:
        if "用车" not in said.name and "车辆" in said.name:
            if head is not None:
                yield head, items
            head, items = said, []
        elif head is not None:
            items.append(said)
    if head is not None:
        yield head, items


# ---------------------------------------------------------------- part and whole


@dataclass(frozen=True, slots=True)
class PartOf:
    """A concept that cannot exceed another, amounts as well as the earlier year's."""

    whole: str
    part: str


def parts_within(rule: Rule, context: Context) -> Outcomes:
    """A part is not larger than its whole, this year or (amount less change) in the base period."""
    spec = rule.spec
    assert isinstance(spec, tuple)
    done = False
    for entry in spec:
        assert isinstance(entry, PartOf)
        wholes = [s for s in context.prose.of(entry.whole) if s.figure()]
        parts = [s for s in context.prose.of(entry.part) if s.figure()]
        for outcome in _within(wholes, parts):
            done = True
            yield outcome
    if not done:
        yield skipped("文字没有写这些数")


def _within(wholes: Sequence[Said], parts: Sequence[Said]) -> Iterator[Outcome]:
    for part in parts:
        for whole in wholes:
            one, other = part.signed_change(), whole.signed_change()
            value, total = part.figure(), whole.figure()
            if not (one and other and value and total) or _base(part) != _base(whole):
                continue
            before = Identity(total, ((1, other), (1, value), (-1, one)))
            if before.gap >= 0:
                yield Outcome("passed")
                continue
            outcome = said_identity(before, f"{whole.statement.section}", "")
            message = Text(
                f"{whole.where_name}减增减额为 {show(total.value - other.value, total.scale)}，"
                f"小于其中{part.where_name}的 {show(value.value - one.value, total.scale)}",
                f"the base of {whole.where_name} is below that of its part {part.where_name}",
            )
            yield replace(outcome, message=message) if outcome.state == "failed" else outcome
            break


def _base(said: Said) -> str:
    base = said.statement.base or ""
    return "budget" if "预算" in base and "上年" not in base else "prior"


def same_changes(rule: Rule, context: Context) -> Outcomes:
    """One concept compared with one base has one change, one rate and one direction wherever it is stated."""
    groups: dict[tuple[object, ...], list[Said]] = {}
    for said in context.prose.amounts:
        if said.statement.direction is None or (said.statement.change or said.statement.change_pct) is None:
            continue
        if said.statement.change is None and said.statement.direction != "flat":
            continue
        for key in _identity_keys(said, context):
            groups.setdefault((*key, _base(said)), []).append(said)
    several = {k: g for k, g in groups.items() if len(g) > 1}
    for group in several.values():
        yield from _same_change(group)
    if not several:
        yield skipped("没有一项的增减写了两次")


_APPROPRIATION = frozenset(
    ("app.rev.total", "app.exp.total", "general.year", "app.year", "rev.general", "app.rev.general")
)
"""Heads that all mean the whole appropriation where they print the same amount.  总计 of all funds is not one
of them: other funds of the year before would make its change another one."""


def _identity_keys(said: Said, context: Context) -> Iterator[tuple[object, ...]]:
    """What a comparison is about: a subject, a concept, or the whole appropriation by its amount."""
    figure = said.figure()
    if said.ref is not None:
        match = row_of(said, context)
        name = match.code if match else class_of_label(said.ref.cls) or f"{said.ref.section}/{said.ref.item}"
        yield ("subject", name, figure.value if figure else None)
        return
    firsts = [c.split("|")[0] for c in said.concepts]
    if figure is not None and figure.value != 0 and any(c in _APPROPRIATION for c in firsts):
        yield ("total", figure.value)
    elif firsts:
        yield ("concept", firsts[0], figure.value if figure else None)


def _same_change(group: Sequence[Said]) -> Iterator[Outcome]:
    changes = [(s, f) for s in group if (f := s.signed_change()) is not None]
    if not all(s.sure for s, _ in changes) or len(changes) < 2:
        return
    common = max(
        (f for _, f in changes), key=lambda f: sum(1 for _, g in changes if abs(g.value) == abs(f.value))
    )
    signs = {f.value > 0 for _, f in changes if f.value != 0}
    scope = f"change:{group[0].name}"
    if len(signs) > 1:
        figures = tuple(f for _, f in changes)
        yield Outcome(
            "failed",
            scope=scope,
            message=Text(
                f"{group[0].name}：" + "，".join(_said_change(s) for s, _ in changes) + "，方向矛盾",
                f"{group[0].name}: an increase in one section, a decrease in another",
            ),
            figures=tuple(_printed_sign(f) for f in figures),
            type="direction",
        )
    sizes = [f for _, f in changes if abs(abs(f.value) - abs(common.value)) > (f.step + common.step) / 2]
    if sizes:
        rest = [f for _, f in changes if f not in sizes]
        yield Outcome(
            "failed",
            scope=scope,
            message=Text(
                f"{group[0].name}的增减额两处不一：" + "，".join(_said_change(s) for s, _ in changes),
                f"{group[0].name}: two different changes against the same base",
            ),
            figures=tuple(_printed_sign(f) for f in (*sizes, *rest)),
            expected=common.printed,
            difference=show(abs(sizes[0].value) - abs(common.value), common.scale),
            type="prose_vs_prose",
        )
    if not sizes and len(signs) <= 1:
        yield Outcome("passed", scope=scope)


def _printed_sign(figure: Figure) -> Figure:
    return figure if figure.value >= ZERO else figure.negated()


def _said_change(said: Said) -> str:
    word = {"increase": "增加", "decrease": "减少"}.get(said.statement.direction or "", "持平")
    return f"{said.statement.section}{word}{said.statement.change or ''}"
