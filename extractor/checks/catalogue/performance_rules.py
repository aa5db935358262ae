"""Rules about performance forms: targets, weights, scores, execution, and what the prose says of them."""

from __future__ import annotations

from typing import Final

from gouji.checks.model import Rule, Text
from gouji.schemas.record import FindingType, Severity

SCORING: Final = (
    "《项目支出绩效评价管理办法》（财预〔2020〕10号）：完成指标值的记全部分值，未完成的按照完成值与指标值的比例记分；"
    "预算执行率的权重原则上为 10%"
)
TARGETS: Final = "《中央部门预算绩效目标管理办法》（财预〔2015〕88号）及各省办法：绩效目标应当指向明确、细化量化、合理可行、相应匹配"


def _rule(
    rule_id: str,
    family: str,
    zh: str,
    en: str,
    type_: FindingType = "table_arithmetic",
    severity: Severity = "error",
    basis: str = TARGETS,
    since: int = 2015,
) -> Rule:
    return Rule(rule_id, f"performance.{family}", Text(zh, en), basis, type_, severity, since=since)


SCORED_SINCE: Final = 2019
"""财预〔2020〕10号 of February 2020 rules the self-evaluation of the projects of 2019 first."""


PERFORMANCE: Final = (
    _rule("F01", "weights", "分值合计为 100（或 90 另加执行率 10）", "Weights add up", severity="note"),
    _rule(
        "F02",
        "total_score",
        "总分＝执行率得分＋各指标得分",
        "Total score = its parts",
        basis=SCORING,
        since=SCORED_SINCE,
    ),
    _rule(
        "F03",
        "execution_rate",
        "执行率＝全年执行数÷全年预算数",
        "Execution rate recomputed",
        "percent",
        basis=SCORING,
    ),
    _rule(
        "F04",
        "overspent",
        "全年执行数不大于全年预算数",
        "Spending within the full-year budget",
        basis=SCORING,
    ),
    _rule(
        "F05",
        "scores",
        "未达指标值的按比例得分",
        "A missed target scores in proportion",
        basis=SCORING,
        since=SCORED_SINCE,
    ),
    _rule(
        "F06",
        "unexplained",
        "未达指标值的说明偏差原因",
        "A missed target is explained",
        "missing",
        "note",
        SCORING,
    ),
    _rule("F07", "ceilings", "成本指标不超过项目预算数", "Cost ceilings within the budget"),
    _rule("F08", "units", "计量单位与指标名称相符", "The unit fits the indicator", "unit"),
    _rule("F09", "over_hundred", "比率不超过 100%", "A rate does not exceed 100 %", "unit"),
    _rule("F10", "operators", "指标性质为比较符号或定性", "The operator column holds an operator", "label"),
    _rule(
        "F11", "counted_downwards", "数量指标不设上限", "No upper limit on a quantity target", "label", "note"
    ),
    _rule(
        "F12",
        "blank_fields",
        "自评表的预期目标、实际完成情况已填",
        "Self-evaluation fields are filled",
        "missing",
        basis=SCORING,
    ),
    _rule(
        "F13",
        "spending_plan",
        "资金支出计划 12月底为 100%",
        "The spending plan ends at 100 %",
        "missing",
        "note",
    ),
    _rule(
        "F14", "same_project", "项目编码、名称不重复", "Project codes are not repeated", "duplicate", "note"
    ),
    _rule("F15", "totals", "绩效表合计＝各项目预算数之和", "Performance table total = projects"),
    _rule(
        "F16",
        "prose_projects",
        "项目的文字与自评表一致",
        "Prose about a project agrees with its form",
        "prose_vs_table",
    ),
    _rule(
        "F17",
        "spent_total",
        "各自评表执行数之和＝项目支出",
        "Forms add up to project expenditure",
        "prose_vs_table",
    ),
    _rule(
        "F18",
        "prose_indicators",
        "文字所报完成值与自评表一致",
        "Reported results agree with the form",
        "prose_vs_table",
    ),
    _rule("F19", "prose_ratios", "同一比率前后一致", "One rate, one value", "prose_vs_prose"),
    _rule(
        "F20",
        "all_met",
        "称指标均已完成的，自评表没有未达项",
        "“All targets met” is true",
        "prose_vs_table",
        basis=SCORING,
    ),
)
