"""Performance tables: the list of goals (Inner Mongolia), one form per project (Hebei), the 自评表 of final accounts.

Takes the budget builder or the ledger, gives tables whose weights add up: a goals list to 90 (执行率
takes 10), a self-evaluation to 90 + 10 with scores that follow from the completion.
Source of the form: 财政部《项目支出绩效评价管理办法》(财预〔2020〕10号).
"""

from __future__ import annotations

import random
from decimal import Decimal
from typing import TYPE_CHECKING

from gouji.eval.robustness.ledger import Ledger, ProjectLine
from gouji.eval.robustness.model import Cell, FormRow, TableSpec
from gouji.eval.robustness.tables import Printer

if TYPE_CHECKING:
    from gouji.eval.robustness.tables_budget import BudgetTables

_INDICATORS: tuple[tuple[str, str, str, str, str, str], ...] = (
    ("产出指标", "数量指标", "开展工作次数", ">=", "4", "次"),
    ("产出指标", "数量指标", "服务对象人数", ">=", "1200", "人"),
    ("产出指标", "数量指标", "购置设备数量", "=", "12", "台"),
    ("产出指标", "质量指标", "验收合格率", ">=", "98", "%"),
    ("产出指标", "质量指标", "数据准确率", ">=", "95", "%"),
    ("产出指标", "时效指标", "工作按时完成率", "=", "100", "%"),
    ("产出指标", "成本指标", "项目总成本", "<=", "", "万元"),
    ("效益指标", "社会效益指标", "政策知晓率", ">=", "85", "%"),
    ("效益指标", "可持续影响指标", "持续发挥作用期限", ">=", "3", "年"),
    ("满意度指标", "服务对象满意度指标", "群众满意度", ">=", "90", "%"),
)
_WEIGHTS = {"产出指标": 50, "效益指标": 30, "满意度指标": 10}
_WORDS = {">=": "大于等于", "<=": "小于等于", "=": "等于"}
_SIGNS = {">=": "≥", "<=": "≤", "=": "="}

Indicator = tuple[str, str, str, str, str, str, Decimal]


def draw_indicators(rng: random.Random, amount: Decimal) -> list[Indicator]:
    """Indicators of one project with weights: 50 + 30 + 10, in halves."""
    chosen = [
        row
        for row in _INDICATORS
        if row[1] in ("时效指标", "成本指标", "社会效益指标", "服务对象满意度指标") or rng.random() < 0.6
    ]
    if not any(row[1] == "数量指标" for row in chosen):
        chosen.insert(0, _INDICATORS[0])
    result: list[Indicator] = []
    for group, weight in _WEIGHTS.items():
        rows = [row for row in chosen if row[0] == group]
        share = Decimal(weight * 2 // len(rows)) / 2
        for at, (first, second, third, sign, value, unit) in enumerate(rows):
            points = weight - share * (len(rows) - 1) if at == len(rows) - 1 else share
            target = value or f"{amount:.2f}"
            result.append((first, second, third, sign, target, unit, points))
    return result


def points_text(points: Decimal) -> str:
    return f"{points.normalize():f}"


def performance_list(b: BudgetTables) -> TableSpec:
    """项目绩效目标表 as one list: the projects' goals with merged cells, a total at the end."""
    heads: tuple[str, ...] = (
        "项目名称",
        "项目单位",
        "项目类别",
        "预算数",
        "年度绩效目标",
        "一级指标",
        "二级指标",
        "三级指标",
    )
    heads += ("指标性质", "指标方向", "目标值", "计量单位", "分值")
    widths = (2, 1.8, 1.3, 1.2, 2.8, 1.2, 1.4, 2, 0.8, 1.2, 1, 0.9, 0.8)
    table = b.new("project_performance", [[head] for head in heads], "lllrlllllcrcr", widths)
    for line in b.ledger.projects:
        kind = "32-专项资金项目" if line.source in ("carry", "fund") else "31-部门预算项目"
        unit = f"60700{line.unit + 1}-{b.ledger.units[line.unit]}"
        goal = f"通过实施{line.name}，保障{b.ledger.bureau.duty}工作正常开展，按时完成年度任务。"
        head: list[Cell] = [line.name, unit, kind, b.printer.money(line.amount), goal]
        for first, second, third, sign, value, measure, points in draw_indicators(
            b.rng, b.printer.wan(line.amount)
        ):
            nature = "反向" if sign == "<=" else "正向"
            tail: list[Cell] = [nature, _WORDS[sign], value, measure, points_text(points)]
            table.rows.append([*head, first, second, third, *tail])
    total = b.printer.money(sum(line.amount for line in b.ledger.projects))
    table.rows.append(["合计", None, None, total, *[None] * 9])
    table.merge_down = (0, 1, 2, 3, 4, 5, 6)
    return table


def performance_forms(b: BudgetTables) -> list[TableSpec]:
    """One form per project: 项目编码, 预算规模, 资金支出计划, 绩效目标 above the indicator rows."""
    return [_performance_form(b, at, line) for at, line in enumerate(b.ledger.projects, 1)]


def _performance_form(b: BudgetTables, at: int, line: ProjectLine) -> TableSpec:
    amount = b.printer.money(line.amount) or "0.00"
    own = line.source == "other"
    budget, others = (None, amount) if own else (amount, None)
    plan = dict(zip(("3月底", "6月底", "10月底", "12月底"), _plan(b.rng), strict=True))
    use = f"主要用于{b.ledger.bureau.duty}相关支出。"
    goal = f"1.通过实施{line.name}，保障{b.ledger.bureau.duty}工作正常开展。"
    form: dict[str, Cell] = {
        "项目编码": line.code,
        "项目名称": line.name,
        "预算数": amount,
        "其中：财政资金": budget,
        "其他资金": others,
        "用途": use,
        **{f"资金支出计划/{month}": share for month, share in plan.items()},
        "绩效目标": goal,
    }
    columns = ["一级指标", "二级指标", "三级指标", "绩效指标描述", "指标值", "指标值确定依据"]
    rows: list[list[Cell]] = []
    for first, second, third, sign, value, measure, _ in draw_indicators(b.rng, b.printer.wan(line.amount)):
        basis = b.rng.choice(("年度工作计划", "项目实施方案", "上年完成情况"))
        rows.append([first, second, third, f"反映{third}情况", f"{_SIGNS[sign]}{value}{measure}", basis])
    return TableSpec(
        id="",
        kind="project_performance",
        title=f"{line.name}绩效目标表",
        number=None,
        unit=b.printer.unit,
        columns=[[column] for column in columns],
        rows=rows,
        align="llllll",
        widths=[1.3, 1.5, 2.2, 2.8, 1.6, 1.6],
        form=form,
        caption=f"numbered:{at}",
        unit_line=f"单位：{b.printer.unit}",
        merge_down=(0, 1),
        grid=[1, 1, 1, 2, 1, 1],
        head_rows=[
            FormRow([("项目编码", 1, 1), (line.code, 2, 1), ("项目名称", 1, 1), (line.name, 3, 1)]),
            FormRow(
                [
                    ("预算规模及资金用途", 1, 2),
                    ("预算数", 1, 1),
                    (amount, 1, 1),
                    ("其中：财政资金", 1, 1),
                    (budget or "", 1, 1),
                    ("其他资金", 1, 1),
                    (others or "", 1, 1),
                ]
            ),
            FormRow([(use, 6, 1)], start=1),
            FormRow([("资金支出计划（%）", 1, 2), *_quarters(list(plan))]),
            FormRow(_quarters(list(plan.values())), start=1),
            FormRow([("绩效目标", 1, 1), (goal, 6, 1)]),
        ],
        listed=False,
    )


def _quarters(texts: list[str]) -> list[tuple[str, int, int]]:
    return [(text, across, 1) for text, across in zip(texts, (1, 2, 1, 2), strict=True)]


def _plan(rng: random.Random) -> tuple[str, str, str, str]:
    first, second = rng.choice(("10%", "20%", "25%")), rng.choice(("30%", "50%"))
    return first, second, rng.choice(("70%", "80%", "90%")), "100%"


def self_evaluations(ledger: Ledger, printer: Printer, rng: random.Random) -> list[TableSpec]:
    """项目支出绩效自评表, one per project of the general public budget (two at most)."""
    lines = [line for line in ledger.projects if line.source == "general"][:2]
    return [_self_evaluation(ledger, printer, rng, line) for line in lines]


def _self_evaluation(ledger: Ledger, printer: Printer, rng: random.Random, line: ProjectLine) -> TableSpec:
    spent = printer.wan(line.amount)
    budget = (spent * rng.randint(100, 125) / 100).quantize(Decimal("0.01"))
    rate = (spent * 100 / budget).quantize(Decimal("0.01"))
    execution = (rate / 10).quantize(Decimal("0.01"))
    rows: list[list[Cell]] = []
    total = execution
    for first, second, third, sign, value, measure, points in draw_indicators(rng, spent):
        total += points
        reached = f"{value}{measure}"
        rows.append(
            [
                first,
                second,
                third,
                f"{_SIGNS[sign]}{reached}",
                reached,
                points_text(points),
                points_text(points),
                None,
            ]
        )
    money = [f"{budget:.2f}", f"{budget:.2f}", f"{spent:.2f}"]
    score = points_text(total)
    form: dict[str, Cell] = {
        "年度": f"{ledger.year}年度",
        "项目名称": line.name,
        "主管部门": ledger.department,
        "实施单位": ledger.units[line.unit],
        "总分/分值": "100",
        "总分/得分": score,
    }
    funds = [
        ("年度资金总额", [*money, "10", f"{rate}%", points_text(execution)]),
        ("其中：财政拨款", [*money, "-", f"{rate}%", "-"]),
    ]
    names = ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分")
    for name, values in funds:
        form |= {f"{name}/{key}": value for key, value in zip(names, values, strict=True)}
    columns = [
        "一级指标",
        "二级指标",
        "三级指标",
        "年度指标值",
        "实际完成值",
        "分值",
        "得分",
        "偏差原因分析及改进措施",
    ]
    heads = [FormRow([("项目名称", 1, 1), (line.name, 7, 1)])]
    unit = ledger.units[line.unit]
    heads.append(FormRow([("主管部门", 1, 1), (ledger.department, 3, 1), ("实施单位", 1, 1), (unit, 3, 1)]))
    heads.append(FormRow([("项目资金（万元）", 1, 3), *((name, 1, 1) for name in ("", *names))]))
    heads += [FormRow([(text, 1, 1) for text in (name, *values)], start=1) for name, values in funds]
    table = TableSpec(
        id="",
        kind="project_self_evaluation",
        title="项目支出绩效自评表",
        number=None,
        unit="万元",
        columns=[[column] for column in columns],
        rows=rows,
        align="lllrrrrl",
        widths=[1.2, 1.4, 2.2, 1.5, 1.5, 0.8, 0.8, 1.8],
        form=form,
        caption="title",
        department_line=f"（{ledger.year}年度）",
        merge_down=(0, 1),
        head_rows=heads,
        listed=False,
    )
    table.rows_after.append(FormRow([("总分", 5, 1), ("100", 1, 1), (score, 1, 1), ("", 1, 1)]))
    return table
