"""The result of a suite as a table, Markdown and JSON: by style, by trait, by mistake.

Takes outcomes, gives text; writes nothing itself.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass

from gouji.eval.model import Measure
from gouji.eval.robustness.run import Outcome

COLUMNS: tuple[tuple[str, str], ...] = (
    ("tables", "表检出"),
    ("headers", "表头"),
    ("cells", "单元格"),
    ("figures", "数字"),
    ("tables_perfect", "全对的表"),
    ("statements", "陈述"),
    ("statement_figures", "陈述数字"),
)
"""measure of the scorer → heading."""


@dataclass(frozen=True, slots=True)
class Group:
    """Outcomes under one name, summed: micro averages of each measure."""

    name: str
    docs: int
    failures: int
    measures: dict[str, float | None]
    seconds: float
    false_errors: int
    """Error findings on the clean documents of the group."""
    clean: int


@dataclass(frozen=True, slots=True)
class MistakeGroup:
    kind: str
    docs: int
    found: int
    typed: int
    as_error: int
    identifiable: int
    localised: int


def group(name: str, outcomes: Sequence[Outcome]) -> Group:
    """Sum a list of outcomes."""
    total: dict[str, Measure] = {}
    for outcome in outcomes:
        for key, measure in outcome.measures.items():
            total[key] = total[key] + measure if key in total else measure
    clean = [o for o in outcomes if o.mistake is None and o.detection]
    return Group(
        name=name,
        docs=len(outcomes),
        failures=sum(o.failure is not None for o in outcomes),
        measures={key: measure.value for key, measure in total.items()},
        seconds=round(sum(o.seconds for o in outcomes) / max(1, len(outcomes)), 3),
        false_errors=sum(o.detection.others for o in clean if o.detection),
        clean=len(clean),
    )


def grouped(outcomes: Sequence[Outcome], keys: Callable[[Outcome], Iterable[str]]) -> list[Group]:
    """Groups by one or more names per outcome, worst cells first."""
    names = sorted({name for outcome in outcomes for name in keys(outcome)})
    groups = [group(name, [o for o in outcomes if name in keys(o)]) for name in names]
    return sorted(groups, key=lambda g: (g.measures.get("cells") or 0.0, g.name))


def by_mistake(outcomes: Sequence[Outcome]) -> list[MistakeGroup]:
    groups = []
    for kind in dict.fromkeys(o.mistake for o in outcomes if o.mistake):
        mine = [o for o in outcomes if o.mistake == kind]
        hits = [o.detection for o in mine if o.detection]
        groups.append(
            MistakeGroup(
                kind,
                len(mine),
                sum(d.found for d in hits),
                sum(d.typed for d in hits),
                sum(d.as_error for d in hits),
                sum(d.identifiable for d in hits),
                sum(d.localised for d in hits if d.identifiable),
            )
        )
    return groups


def summary(outcomes: Sequence[Outcome], docs: int, seed: int, seconds: float) -> dict[str, object]:
    """Everything as plain data."""
    false = Counter(rule for o in outcomes if o.mistake is None and o.detection for rule in o.detection.rules)
    return {
        "docs": docs,
        "seed": seed,
        "seconds": round(seconds, 1),
        "total": asdict(group("total", outcomes)),
        "by_style": [asdict(g) for g in grouped(outcomes, lambda o: (o.style,))],
        "by_trait": [asdict(g) for g in grouped(outcomes, lambda o: o.traits)],
        "by_mistake": [asdict(g) for g in by_mistake(outcomes)],
        "false_errors_by_rule": dict(false.most_common()),
        "documents": [_document(o) for o in outcomes],
    }


def _document(outcome: Outcome) -> dict[str, object]:
    return {
        "doc_id": outcome.doc_id,
        "style": outcome.style,
        "traits": list(outcome.traits),
        "mistake": outcome.mistake,
        "failure": outcome.failure,
        "worst": outcome.worst,
        "seconds": round(outcome.seconds, 3),
        "measures": {key: measure.value for key, measure in outcome.measures.items()},
        "detection": asdict(outcome.detection) if outcome.detection else None,
    }


def to_json(data: dict[str, object]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def to_markdown(outcomes: Sequence[Outcome], docs: int, seed: int, seconds: float) -> str:
    """Tables by style, trait and mistake, worst first."""
    lines = [f"# 稳健性测试：{docs} 份合成文档，seed {seed}，{seconds:.0f} 秒", ""]
    total = [group("全部", outcomes)]
    lines += ["## 按样式", "", *_group_table(total + grouped(outcomes, lambda o: (o.style,))), ""]
    lines += ["## 按特征", "", *_group_table(grouped(outcomes, lambda o: o.traits)), ""]
    lines += ["## 按植入的错误", "", *_mistake_table(by_mistake(outcomes)), ""]
    lines += ["## 最差的文档", "", *_worst(outcomes)]
    return "\n".join(lines) + "\n"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"


def _group_table(groups: Sequence[Group]) -> list[str]:
    heads = ["样式", "份", "失败", *(title for _, title in COLUMNS), "干净文档误报", "秒/份"]
    rows = [
        [
            g.name,
            str(g.docs),
            str(g.failures),
            *(_share(g.measures.get(key)) for key, _ in COLUMNS),
            f"{g.false_errors}/{g.clean}",
            f"{g.seconds:.2f}",
        ]
        for g in groups
    ]
    return _markdown(heads, rows)


def _mistake_table(groups: Sequence[MistakeGroup]) -> list[str]:
    heads = ["错误", "份", "查出", "类型一致", "列为错误", "可定位", "定位正确"]
    rows = [
        [
            g.kind,
            str(g.docs),
            str(g.found),
            str(g.typed),
            str(g.as_error),
            str(g.identifiable),
            str(g.localised),
        ]
        for g in groups
    ]
    return _markdown(heads, rows)


def _worst(outcomes: Sequence[Outcome], count: int = 15) -> list[str]:
    def cells(outcome: Outcome) -> float:
        measure = outcome.measures.get("cells")
        return (measure.value or 0.0) if measure else 0.0

    ordered = sorted(outcomes, key=cells)[:count]
    rows = [
        [o.doc_id, o.style, f"{cells(o):.4f}", o.failure or o.worst, " ".join(o.traits[2:])] for o in ordered
    ]
    return _markdown(["文档", "样式", "单元格", "错得最多的表", "特征"], rows)


def _markdown(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    rule = "|".join(["---"] * len(heads))
    return [
        f"| {' | '.join(heads)} |",
        f"|{rule}|",
        *(f"| {' | '.join(cell.replace('|', '／') for cell in row)} |" for row in rows),
    ]
