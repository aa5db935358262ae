"""Rules within one table: totals, levels, numbering, signs, emptiness."""

from __future__ import annotations

from typing import Final

from gouji.checks.families.within import Within
from gouji.checks.model import Rule, Text
from gouji.schemas.record import TableKind as K

SUBJECTS: Final = "《预算法》第四十六条：按功能分类编列到项，基本支出按经济性质分类编列到款；《政府收支分类科目》：类、款、项逐级汇总"
FORMAT: Final = "财预〔2016〕143号《地方预决算公开操作规程》第四条：公开应当内容准确，合计应等于各项之和"

_SUMMARIES: Final = (K.REVENUE_EXPENDITURE_SUMMARY, K.APPROPRIATION_SUMMARY)
_FORMS: Final = (
    K.PROJECT_PERFORMANCE,
    K.PROJECT_SELF_EVALUATION,
    K.ENTITY_LIST,
    K.FIXED_ASSETS,
    K.OTHER,
)

WITHIN_TABLE: Final = (
    Rule(
        "T01",
        "within.row_totals",
        Text("合计列等于各分列之和", "A total column equals the columns it covers"),
        FORMAT,
        "table_arithmetic",
        spec=Within(leave_out=_FORMS),
        explain=Text(
            "表头写明的每一组“合计/小计”列，逐行等于其下各列之和（基本支出＋项目支出、人员经费＋公用经费、各资金来源等）；"
            "“其中”列不加。差额不超过各数末位半单位之和的记为尾差。",
            "Every total column named by the header equals, row by row, the sum of its columns.",
        ),
    ),
    Rule(
        "T02",
        "within.code_tree",
        Text("类＝Σ款＝Σ项", "A subject equals the sum of its sub-subjects"),
        SUBJECTS,
        "table_arithmetic",
        spec=Within(leave_out=(*_FORMS, K.PROCUREMENT, K.PROJECT_EXPENDITURE)),
    ),
    Rule(
        "T03",
        "within.grand_totals",
        Text("合计行等于各行之和", "The total row equals the sum of its rows"),
        FORMAT,
        "table_arithmetic",
        spec=Within(leave_out=(*_FORMS, *_SUMMARIES, K.THREE_PUBLIC)),
    ),
    Rule(
        "T04",
        "within.outline_totals",
        Text(
            "收支总表各项之和等于本年合计，本年合计加结转等于总计",
            "Items add up to the subtotal, subtotal and carry-over to the total",
        ),
        FORMAT,
        "table_arithmetic",
        severity="note",
        spec=Within(kinds=_SUMMARIES),
    ),
    Rule(
        "T05",
        "within.carried_forward",
        Text("年初结转＋本年收入－本年支出＝年末结转", "Opening + income − expenditure = closing"),
        "《部门决算报表编制说明》：政府性基金、国有资本经营预算财政拨款收入支出决算表",
        "table_arithmetic",
        docs=("final_accounts",),
        spec=Within(kinds=(K.GOVERNMENT_FUND_EXPENDITURE, K.STATE_CAPITAL_EXPENDITURE)),
    ),
)
