"""Statements and targets of the prose against gold.

Takes both lists, pairs them one-to-one by subject, value and place (assignment), gives measures:
found (value and unit right), every figure right, every field right, grounded and right, and the
accuracy of each field among the paired ones.  A pair in which only one side states a field counts
as wrong for that field; a field that neither states is not counted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from gouji.eval.gold_check import stands_in
from gouji.eval.metrics.align import Pairs, assign
from gouji.eval.metrics.cells import same_figure
from gouji.eval.metrics.counts import Counts, Ratio
from gouji.eval.metrics.faults import fault, trusts
from gouji.eval.metrics.text import anls, likeness, overlap, same_text
from gouji.eval.model import ErrorItem, Measure, PartName, Score
from gouji.eval.source import SourceText
from gouji.schemas.record import Statement, Target

_Item = Statement | Target

FIGURES = ("value", "change", "change_pct", "share_pct", "completion_pct", "budget_value")
STATEMENT_FIELDS = ("subject", "measure", "unit", "year", "base", "direction", "section", *FIGURES)
TARGET_FIELDS = ("subject", "operator", "value", "unit", "deadline", "section")
_SUBJECT_LIKE = 0.5
_QUOTE_LIKE = 0.6


def score_statements(
    doc_id: str, gold: Sequence[Statement], ours: Sequence[Statement], source: SourceText | None
) -> Score:
    """All measures of statements; ``grounded_right`` only where the source is at hand."""
    pairs = pair_items(gold, ours)
    found = [(g, o) for g, o in _paired(gold, ours, pairs) if is_found(g, o)]
    figures = [pair for pair in found if _figures_right(*pair)]
    every = [pair for pair in figures if all(same_field(name, *pair) for name in STATEMENT_FIELDS)]
    sizes = len(gold), len(ours)
    measures = {
        "statements": Measure.of(Counts(len(found), *sizes)),
        "statement_figures": Measure.of(Counts(len(figures), *sizes)),
        "statement_all": Measure.of(Counts(len(every), *sizes)),
        **_field_measures("statement", STATEMENT_FIELDS, _paired(gold, ours, pairs)),
        "reasons": _reasons(_paired(gold, ours, pairs)),
    }
    if source is not None:
        grounded = [pair for pair in figures if is_grounded(pair[1], source)]
        measures["grounded_right"] = Measure.of(Counts(len(grounded), *sizes))
    right = {id(o) for _, o in figures}
    return Score(
        measures=measures,
        errors=_errors(doc_id, "statements", STATEMENT_FIELDS, gold, ours, pairs),
        trust=trusts("statements", ((o.evidence, id(o) in right) for o in ours)),
    )


def score_targets(doc_id: str, gold: Sequence[Target], ours: Sequence[Target]) -> Score:
    """Targets are right when subject, operator and value agree; ``target_all`` wants every field."""
    pairs = pair_items(gold, ours)
    found = [(g, o) for g, o in _paired(gold, ours, pairs) if is_found(g, o)]
    every = [pair for pair in found if all(same_field(name, *pair) for name in TARGET_FIELDS)]
    sizes = len(gold), len(ours)
    right = {id(o) for _, o in found}
    return Score(
        measures={
            "targets": Measure.of(Counts(len(found), *sizes)),
            "target_all": Measure.of(Counts(len(every), *sizes)),
            **_field_measures("target", TARGET_FIELDS, _paired(gold, ours, pairs)),
        },
        errors=_errors(doc_id, "targets", TARGET_FIELDS, gold, ours, pairs),
        trust=trusts("targets", ((o.evidence, id(o) in right) for o in ours)),
    )


def pair_items(gold: Sequence[_Item], ours: Sequence[_Item]) -> Pairs:
    """Best one-to-one pairs; two items with neither value nor subject in common are never paired."""
    return assign(
        [
            [similarity(g, o) * _nearness(i, len(gold), j, len(ours)) for j, o in enumerate(ours)]
            for i, g in enumerate(gold)
        ]
    )


def similarity(gold: _Item, ours: _Item) -> float:
    """0.0 for items that cannot be the same one, else 0.45 value + 0.35 subject + 0.2 place."""
    value = gold.value is not None and same_figure(gold.value, ours.value)
    nothing = gold.value is None and ours.value is None
    subject = likeness(gold.subject, ours.subject)
    if not (value or nothing) and subject < _SUBJECT_LIKE:
        return 0.0
    place = overlap(gold.quote, ours.quote)
    alike = subject >= _SUBJECT_LIKE or place >= _QUOTE_LIKE
    same = (value and alike) or (subject >= _SUBJECT_LIKE and place >= _QUOTE_LIKE)
    if not same:
        return 0.0
    section = 0.05 * (gold.section == ours.section)
    return 0.45 * (value or nothing) + 0.35 * subject + 0.15 * place + section


def _nearness(i: int, n: int, j: int, m: int) -> float:
    """A slight preference for the same relative place, to tell repeated statements apart."""
    return 1.0 - 0.05 * abs(i / max(n - 1, 1) - j / max(m - 1, 1))


def is_found(gold: _Item, ours: _Item) -> bool:
    """The same quantity: value, unit and (for a target) operator agree, and the subjects are alike."""
    names = ("value", "unit", "operator" if isinstance(gold, Target) else "measure")
    alike = likeness(gold.subject, ours.subject) >= _SUBJECT_LIKE or overlap(gold.quote, ours.quote) == 1.0
    return alike and all(same_field(name, gold, ours) for name in names)


def same_field(name: str, gold: _Item, ours: _Item) -> bool:
    """Whether one field agrees: figures numerically, everything else after folding."""
    one, other = _text(getattr(gold, name)), _text(getattr(ours, name))
    if name in FIGURES:
        return same_figure(one, other)
    return same_text(one, other)


def is_grounded(item: _Item, source: SourceText) -> bool:
    """The quote stands in the source, and the value in the quote as a whole number."""
    stands = item.value is None or stands_in(item.value, item.quote)
    return stands and source.has_text(item.quote)


def _figures_right(gold: _Item, ours: _Item) -> bool:
    return all(same_field(name, gold, ours) for name in (*FIGURES, "direction"))


def _paired(gold: Sequence[_Item], ours: Sequence[_Item], pairs: Pairs) -> list[tuple[_Item, _Item]]:
    return [(gold[i], ours[j]) for i, j in pairs]


def _field_measures(
    prefix: str, names: Sequence[str], pairs: list[tuple[_Item, _Item]]
) -> dict[str, Measure]:
    """``<prefix>.<field>`` for each field, and ``<prefix>_fields`` for all of them together."""
    fields: dict[str, Ratio] = {}
    for name in names:
        stated = [p for p in pairs if getattr(p[0], name) is not None or getattr(p[1], name) is not None]
        fields[name] = Ratio(sum(same_field(name, *pair) for pair in stated), len(stated))
    measures = {f"{prefix}.{name}": Measure.of(ratio) for name, ratio in fields.items()}
    return measures | {f"{prefix}_fields": Measure.of(sum(fields.values(), Ratio()))}


def _reasons(pairs: list[tuple[_Item, _Item]]) -> Measure:
    """Mean likeness (ANLS) of the stated causes, where either side has one."""
    stated = [
        (g.reason, o.reason)
        for g, o in pairs
        if isinstance(g, Statement) and isinstance(o, Statement) and (g.reason or o.reason)
    ]
    return Measure.of(Ratio(sum(anls(g, o) for g, o in stated), len(stated)))


def _errors(
    doc_id: str,
    part: PartName,
    names: Sequence[str],
    gold: Sequence[_Item],
    ours: Sequence[_Item],
    pairs: Pairs,
) -> list[ErrorItem]:
    """Wrong fields of pairs, then missed and spurious items."""
    errors = [
        _fault(doc_id, part, g, o, name, "field")
        for g, o in _paired(gold, ours, pairs)
        for name in names
        if not same_field(name, g, o)
    ]
    met_gold, met_ours = {i for i, _ in pairs}, {j for _, j in pairs}
    errors += [_fault(doc_id, part, g, None, "", "missing") for i, g in enumerate(gold) if i not in met_gold]
    return errors + [
        _fault(doc_id, part, None, o, "", "spurious") for j, o in enumerate(ours) if j not in met_ours
    ]


def _fault(
    doc_id: str, part: PartName, gold: _Item | None, ours: _Item | None, name: str, reason: str
) -> ErrorItem:
    """One error; a whole item is shown by its value and unit, a field by itself."""
    item = gold or ours
    assert item is not None
    show: Callable[[_Item | None], str | None] = _whole if not name else lambda i: _text(getattr(i, name))
    number = item.id if isinstance(item, Statement) and gold is not None else ""
    path = "/".join(part for part in (number, item.section, item.subject, name) if part)
    return fault(
        doc_id,
        part,
        path,
        reason,
        gold=show(gold),
        ours=show(ours),
        kind=name or ("measure:" + item.measure if isinstance(item, Statement) else "target"),
        quote=item.quote,
        evidence=ours.evidence if ours else None,
    )


def _whole(item: _Item | None) -> str | None:
    if item is None:
        return None
    sign = f"{item.operator} " if isinstance(item, Target) else ""
    return f"{item.subject} {sign}{item.value or item.unit or ''}{item.unit or ''}".strip()


def _text(value: object) -> str | None:
    return None if value is None else str(value)
