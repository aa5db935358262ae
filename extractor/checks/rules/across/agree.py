"""One concept printed in several tables prints one figure.

Example: 本年支出合计 of the 收支总表 is 300.00, 合计 of the 支出总表 310.00.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from gouji.checks.concepts import concept_label
from gouji.checks.context import Context
from gouji.checks.model import (
    Outcomes,
    Rule,
    Text,
    skipped,
)
from gouji.checks.rules.across.comparison import compare_places
from gouji.domain import bases


def agree(context: Context, concepts: Sequence[str], unless: Sequence[str] = ()) -> Outcomes:
    """Every table that prints one of the concepts prints the same figure.

    ``unless`` names concepts whose presence in the document excuses.
    """
    excused = [b for c in unless for b in context.bindings.get(c, []) if b.figure.value != 0]
    places = [b for c in concepts for b in context.bindings.get(c, [])]
    if len(places) < 2 or excused:
        yield skipped("没有两处可比的表")
        return
    yield from compare_places(context, places, concept_label(concepts[0]))


RULES: Final = (
    Rule(
        "X01",
        Text("收入总计＝支出总计", "Total income = total expenditure"),
        partial(agree, concepts=("rev.total", "exp.total")),
        basis=bases.BALANCE,
        type="table_vs_table",
        consequences="cells",
    ),
    Rule(
        "X02",
        Text("财政拨款收入总计＝支出总计", "Appropriation income = appropriation expenditure"),
        partial(agree, concepts=("app.rev.total", "app.exp.total")),
        basis=bases.BALANCE,
        type="table_vs_table",
        consequences="cells",
    ),
    Rule(
        "X03",
        Text("本年收入：收支总表＝收入总表", "This year's income agrees across tables"),
        partial(agree, concepts=("rev.year",)),
        basis=bases.SAME_IN_TABLES,
        type="table_vs_table",
        consequences="cells",
    ),
    Rule(
        "X04",
        Text("本年支出：收支总表＝支出总表", "This year's expenditure agrees across tables"),
        partial(agree, concepts=("exp.year",)),
        basis=bases.SAME_IN_TABLES,
        type="table_vs_table",
        consequences="cells",
    ),
    Rule(
        "X05",
        Text(
            "无年末结转时支出总表合计＝收支总表支出总计",
            "Expenditure table = total expenditure when nothing is carried over",
        ),
        partial(agree, concepts=("exp.total", "exp.year"), unless=("exp.carry_out",)),
        basis=bases.SAME_IN_TABLES,
        type="table_vs_table",
        consequences="cells",
    ),
    Rule(
        "X06",
        Text("基本支出：各表一致", "Basic expenditure agrees across tables"),
        partial(agree, concepts=("exp.basic",)),
        basis=bases.SAME_IN_TABLES,
        type="table_vs_table",
        consequences="cells",
    ),
    Rule(
        "X07",
        Text("项目支出：支出总表＝项目支出表", "Project expenditure = project table"),
        partial(agree, concepts=("exp.project", "proj.total")),
        basis=bases.SAME_IN_TABLES,
        type="table_vs_table",
        consequences="cells",
    ),
    Rule(
        "X08",
        Text("上年结转：各表一致", "Carried-over funds agree across tables"),
        partial(agree, concepts=("rev.carry_in",)),
        basis=bases.SAME_IN_TABLES,
        type="table_vs_table",
        consequences="cells",
    ),
    Rule(
        "X09",
        Text("财政拨款支出：总表＝支出表", "Appropriation expenditure agrees"),
        partial(agree, concepts=("app.exp.year", "app.year")),
        basis=bases.SAME_IN_TABLES,
        type="table_vs_table",
        consequences="cells",
    ),
    Rule(
        "X10",
        Text("一般公共预算支出：总表＝支出表", "General-budget expenditure agrees"),
        partial(agree, concepts=("general.year",)),
        basis=bases.SAME_IN_TABLES,
        type="table_vs_table",
        consequences="cells",
    ),
    Rule(
        "X11",
        Text("一般公共预算基本支出：功能分类表＝经济分类表", "Basic expenditure: functional = economic"),
        partial(agree, concepts=("general.basic",)),
        basis=bases.SAME_IN_TABLES,
        type="table_vs_table",
        consequences="cells",
    ),
    Rule(
        "X12",
        Text("人员经费：功能分类表＝经济分类表", "Personnel: functional = economic"),
        partial(agree, concepts=("general.personnel",)),
        basis=bases.SAME_IN_TABLES,
        type="table_vs_table",
        consequences="cells",
    ),
    Rule(
        "X13",
        Text("公用经费：功能分类表＝经济分类表", "Operating: functional = economic"),
        partial(agree, concepts=("general.public",)),
        basis=bases.SAME_IN_TABLES,
        type="table_vs_table",
        consequences="cells",
    ),
    Rule(
        "X14",
        Text("财政拨款基本支出：各表一致", "Appropriation basic expenditure agrees"),
        partial(agree, concepts=("app.basic",)),
        basis=bases.SAME_IN_TABLES,
        type="table_vs_table",
        consequences="cells",
    ),
    Rule(
        "X15",
        Text("财政拨款项目支出：各表一致", "Appropriation project expenditure agrees"),
        partial(agree, concepts=("app.project",)),
        basis=bases.SAME_IN_TABLES,
        type="table_vs_table",
        consequences="cells",
    ),
    Rule(
        "X16",
        Text("机关运行经费：各表一致", "Agency operating expenditure agrees"),
        partial(agree, concepts=("agency.total",)),
        basis=bases.SAME_IN_TABLES,
        type="table_vs_table",
        consequences="cells",
    ),
    Rule(
        "X17",
        Text("一般公共预算拨款收入：收支总表＝收入总表", "General-budget income: summary = income table"),
        partial(agree, concepts=("rev.general",)),
        basis=bases.SAME_IN_TABLES,
        type="table_vs_table",
        consequences="cells",
    ),
    Rule(
        "X18",
        Text("事业收入：收支总表＝收入总表", "Business income: summary = income table"),
        partial(agree, concepts=("rev.business",)),
        basis=bases.SAME_IN_TABLES,
        type="table_vs_table",
        consequences="cells",
    ),
    Rule(
        "X19",
        Text("事业单位经营收入：收支总表＝收入总表", "Operating income: summary = income table"),
        partial(agree, concepts=("rev.operating",)),
        basis=bases.SAME_IN_TABLES,
        type="table_vs_table",
        consequences="cells",
    ),
    Rule(
        "X20",
        Text("上级补助收入：收支总表＝收入总表", "Subsidies from above: summary = income table"),
        partial(agree, concepts=("rev.superior",)),
        basis=bases.SAME_IN_TABLES,
        type="table_vs_table",
        consequences="cells",
    ),
    Rule(
        "X21",
        Text("附属单位上缴收入：收支总表＝收入总表", "Payments from subordinates: summary = income table"),
        partial(agree, concepts=("rev.subordinate",)),
        basis=bases.SAME_IN_TABLES,
        type="table_vs_table",
        consequences="cells",
    ),
    Rule(
        "X22",
        Text("其他收入：收支总表＝收入总表", "Other income: summary = income table"),
        partial(agree, concepts=("rev.other",)),
        basis=bases.SAME_IN_TABLES,
        type="table_vs_table",
        consequences="cells",
    ),
    Rule(
        "X23",
        Text("政府性基金收入：收支总表＝收入总表", "Government-fund income: summary = income table"),
        partial(agree, concepts=("rev.fund",)),
        basis=bases.SAME_IN_TABLES,
        type="table_vs_table",
        consequences="cells",
    ),
    Rule(
        "X24",
        Text("国有资本经营收入：收支总表＝收入总表", "State-capital income: summary = income table"),
        partial(agree, concepts=("rev.capital",)),
        basis=bases.SAME_IN_TABLES,
        type="table_vs_table",
        consequences="cells",
    ),
    Rule(
        "X25",
        Text("财政专户管理资金：收支总表＝收入总表", "Special-account funds: summary = income table"),
        partial(agree, concepts=("rev.special",)),
        basis=bases.SAME_IN_TABLES,
        type="table_vs_table",
        consequences="cells",
    ),
    Rule(
        "X26",
        Text("财政拨款收入：收支总表＝收入总表", "Appropriation income: summary = income table"),
        partial(agree, concepts=("rev.appropriation",)),
        basis=bases.SAME_IN_TABLES,
        type="table_vs_table",
        consequences="cells",
    ),
)
