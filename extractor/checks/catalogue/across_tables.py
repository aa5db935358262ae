"""Rules across tables: the same concept in several tables, the same subject in several scopes."""

from __future__ import annotations

from typing import Final

from gouji.checks.families.across import Agree, Pairs
from gouji.checks.model import Rule, Text

BALANCE: Final = "《预算法》第十二条：各级预算应当遵循统筹兼顾、勤俭节约、量力而行、讲求绩效和收支平衡的原则"
SAME: Final = (
    "财预〔2016〕143号《地方预决算公开操作规程》第四条：公开应当内容准确，同一数字在各报表中应当相同"
)
SUBJECTS: Final = "《预算法》第二十七条：一般公共预算支出按功能、按经济性质两种分类；财政部《政府收支分类科目》：二者反映同一支出"


def _agree(
    rule_id: str, zh: str, en: str, *concepts: str, basis: str = SAME, unless: tuple[str, ...] = ()
) -> Rule:
    return Rule(
        rule_id,
        "across.agree",
        Text(zh, en),
        basis,
        "table_vs_table",
        spec=Agree(concepts, unless),
    )


ACROSS_TABLES: Final = (
    _agree(
        "X01",
        "收入总计＝支出总计",
        "Total income = total expenditure",
        "rev.total",
        "exp.total",
        basis=BALANCE,
    ),
    _agree(
        "X02",
        "财政拨款收入总计＝支出总计",
        "Appropriation income = appropriation expenditure",
        "app.rev.total",
        "app.exp.total",
        basis=BALANCE,
    ),
    _agree("X03", "本年收入：收支总表＝收入总表", "This year's income agrees across tables", "rev.year"),
    _agree("X04", "本年支出：收支总表＝支出总表", "This year's expenditure agrees across tables", "exp.year"),
    _agree(
        "X05",
        "无年末结转时支出总表合计＝收支总表支出总计",
        "Expenditure table = total expenditure when nothing is carried over",
        "exp.total",
        "exp.year",
        unless=("exp.carry_out",),
    ),
    _agree("X06", "基本支出：各表一致", "Basic expenditure agrees across tables", "exp.basic"),
    _agree(
        "X07",
        "项目支出：支出总表＝项目支出表",
        "Project expenditure = project table",
        "exp.project",
        "proj.total",
    ),
    _agree("X08", "上年结转：各表一致", "Carried-over funds agree across tables", "rev.carry_in"),
    _agree(
        "X09", "财政拨款支出：总表＝支出表", "Appropriation expenditure agrees", "app.exp.year", "app.year"
    ),
    _agree("X10", "一般公共预算支出：总表＝支出表", "General-budget expenditure agrees", "general.year"),
    _agree(
        "X11",
        "一般公共预算基本支出：功能分类表＝经济分类表",
        "Basic expenditure: functional = economic",
        "general.basic",
    ),
    _agree(
        "X12", "人员经费：功能分类表＝经济分类表", "Personnel: functional = economic", "general.personnel"
    ),
    _agree("X13", "公用经费：功能分类表＝经济分类表", "Operating: functional = economic", "general.public"),
    _agree("X14", "财政拨款基本支出：各表一致", "Appropriation basic expenditure agrees", "app.basic"),
    _agree("X15", "财政拨款项目支出：各表一致", "Appropriation project expenditure agrees", "app.project"),
    _agree("X16", "机关运行经费：各表一致", "Agency operating expenditure agrees", "agency.total"),
    *(
        _agree(f"X{n}", f"{zh}：收支总表＝收入总表", f"{en}: summary = income table", concept)
        for n, zh, en, concept in (
            (17, "一般公共预算拨款收入", "General-budget income", "rev.general"),
            (18, "事业收入", "Business income", "rev.business"),
            (19, "事业单位经营收入", "Operating income", "rev.operating"),
            (20, "上级补助收入", "Subsidies from above", "rev.superior"),
            (21, "附属单位上缴收入", "Payments from subordinates", "rev.subordinate"),
            (22, "其他收入", "Other income", "rev.other"),
            (23, "政府性基金收入", "Government-fund income", "rev.fund"),
            (24, "国有资本经营收入", "State-capital income", "rev.capital"),
            (25, "财政专户管理资金", "Special-account funds", "rev.special"),
            (26, "财政拨款收入", "Appropriation income", "rev.appropriation"),
        )
    ),
    Rule(
        "X27",
        "across.funds",
        Text(
            "财政拨款支出＝一般公共预算＋政府性基金＋国有资本经营预算支出，总额与各类",
            "Appropriation expenditure = general + fund + state-capital expenditure, in all and by class",
        ),
        "《预算法》第五条：一般公共预算、政府性基金预算、国有资本经营预算分别编列；" + SAME,
        "table_vs_table",
        severity="note",
    ),
    Rule(
        "X30",
        "across.subject_rows",
        Text("同一功能科目在各支出表一致", "A functional subject prints the same in every expenditure table"),
        SAME,
        "table_vs_table",
        explain=Text(
            "支出总表与财政拨款、一般公共预算等支出表合计相同，或某一类的数额相同（该类资金同源）时，逐科目、逐栏比较；都不同则各表资金范围不同，不比较。",
            "Compared row by row where the totals of the tables, or their amounts for the class, agree: where they "
            "cover the same money.",
        ),
    ),
    Rule(
        "X31",
        "across.economic_rows",
        Text(
            "同一经济科目在财政拨款与一般公共预算基本支出表一致",
            "An economic subject prints the same in both tables",
        ),
        SAME,
        "table_vs_table",
    ),
    Rule(
        "X32",
        "across.functional_economic",
        Text(
            "养老、职业年金、医疗、公积金：功能科目＝经济科目",
            "Pension, annuity, medical, housing: functional = economic",
        ),
        SUBJECTS,
        "table_vs_table",
        severity="note",
        since=2018,
        spec=Pairs(
            (
                (("2080505",), ("30108",)),
                (("2080506",), ("30109",)),
                (("2101101", "2101102"), ("30110",)),
                (("2101103",), ("30111",)),
                (("2210201",), ("30113",)),
            )
        ),
    ),
)
