"""Two clean records for the tests of the checks, and small edits that plant one mistake each.

The figures of both documents hold every identity of the catalogue; a test copies one, changes one cell or
one statement and looks at what the rules say.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from gouji.checks.engine import run_checks
from gouji.checks.rules import CATALOGUE
from gouji.read.model import Document, Line
from gouji.schemas.record import CheckResult, Finding, Record

Data = dict[str, Any]
Edit = Callable[[Data], None]
Row = list[str | None]


def table(id_: str, kind: str, title: str, columns: str, rows: list[str], **more: Any) -> Data:
    """A table from strings: columns ``a/b|c``, rows ``x|1.00|`` with empty cells left blank."""
    return {
        "id": id_,
        "kind": kind,
        "title": title,
        "unit": "万元",
        "where": {"lines": [1, 2]},
        "columns": [column.split("/") for column in columns.split("|")],
        "rows": [[cell or None for cell in row.split("|")] for row in rows],
        **more,
    }


def said(id_: str, section: str, subject: str, value: str | None, quote: str = "", **more: Any) -> Data:
    return {
        "id": id_,
        "section": section,
        "subject": subject,
        "value": value,
        "unit": "万元",
        "year": 2026,
        "quote": quote or f"{subject}{value}万元",
        **more,
    }


def count(
    id_: str, section: str, subject: str, value: str, unit: str = "个", quote: str = "", **more: Any
) -> Data:
    return {
        **said(id_, section, subject, value, quote or f"{subject}{value}{unit}", **more),
        "unit": unit,
        "measure": "count",
    }


_SOURCES = "政府性基金预算拨款收入 国有资本经营预算拨款收入 财政专户管理资金收入 事业收入 上级补助收入 附属单位上缴收入 事业单位经营收入 其他收入".split()
_FUNCTIONAL = [
    ("201", "一般公共服务支出", "220.00", "120.00", "100.00"),
    ("20106", "财政事务", "220.00", "120.00", "100.00"),
    ("2010601", "行政运行", "120.00", "120.00", ""),
    ("2010602", "一般行政管理事务", "100.00", "", "100.00"),
    ("208", "社会保障和就业支出", "40.00", "40.00", ""),
    ("20805", "行政事业单位养老支出", "40.00", "40.00", ""),
    ("2080505", "机关事业单位基本养老保险缴费支出", "40.00", "40.00", ""),
    ("221", "住房保障支出", "40.00", "40.00", ""),
    ("22102", "住房改革支出", "40.00", "40.00", ""),
    ("2210201", "住房公积金", "40.00", "40.00", ""),
]
_ECONOMIC = [
    "301|工资福利支出|150.00|150.00|",
    "30101|基本工资|70.00|70.00|",
    "30108|机关事业单位基本养老保险缴费|40.00|40.00|",
    "30113|住房公积金|40.00|40.00|",
    "302|商品和服务支出|50.00||50.00",
    "30201|办公费|20.00||20.00",
    "30211|差旅费|18.00||18.00",
    "30217|公务接待费|2.00||2.00",
    "30231|公务用车运行维护费|10.00||10.00",
    "|合计|200.00|150.00|50.00",
]
_PERFORMANCE = "项目名称|项目单位|预算数|一级指标|二级指标|三级指标|指标方向|目标值|计量单位|分值"


def _performance_rows(name: str, budget: str) -> list[str]:
    head = f"{name}|101001-虚构市财政局|{budget}"
    return [
        f"{head}|产出指标|成本指标|项目总成本|小于等于|{budget}|万元|20",
        f"{head}|产出指标|数量指标|培训人数|大于等于|50|人|30",
        f"{head}|产出指标|质量指标|培训合格率|等于|100|%|30",
        f"{head}|满意度指标|服务对象满意度|群众满意度|大于等于|95|%|20",
    ]


def _functional_rows(*, basic: bool = True) -> list[str]:
    rows = ["|".join(row if basic else row[:3]) for row in _FUNCTIONAL]
    return [*rows, "|合计|300.00|200.00|100.00" if basic else "|合计|300.00"]


def _budget_tables() -> list[Data]:
    classes = ["一、一般公共服务支出|220.00", "二、社会保障和就业支出|40.00", "三、住房保障支出|40.00"]
    incomes = ["一、一般公共预算拨款收入|290.00"]
    incomes += [f"{'二三四五六七八九'[n]}、{name}|0.00" for n, name in enumerate(_SOURCES)]
    left = [*incomes, "本年收入合计|290.00", "上年结转|10.00", "收入总计|300.00"]
    right = [*classes, *["|"] * 6, "本年支出合计|300.00", "年终结转|0.00", "支出总计|300.00"]
    items = "因公出国（境）费|公务用车购置及运行费/小计|公务用车购置及运行费/公务用车购置费|公务用车购置及运行费/公务用车运行费|公务接待费"
    three = "|".join(f"{year}年预算数/{c}" for year in (2025, 2026) for c in ["合计", *items.split("|")])
    scope = "科目编码|科目名称|合计|基本支出|项目支出"
    revenue = "单位代码|单位名称|合计|上年结转|一般公共预算拨款收入|" + "|".join(_SOURCES)
    zeros = "|0.00" * 8
    return [
        table(
            "t01", "entity_list", "单位情况表", "序号|单位名称", ["1|虚构市财政局", "2|虚构市国库收付中心"]
        ),
        table(
            "t02",
            "revenue_expenditure_summary",
            "收支总表",
            "收入/项目|收入/预算数|支出/项目|支出/预算数",
            [f"{a}|{b}" for a, b in zip(left, right, strict=True)],
        ),
        table(
            "t03",
            "revenue_summary",
            "收入总表",
            revenue,
            [
                f"101001|虚构市财政局|200.00|10.00|190.00{zeros}",
                f"101002|虚构市国库收付中心|100.00|0.00|100.00{zeros}",
                f"|合计|300.00|10.00|290.00{zeros}",
            ],
        ),
        table("t04", "expenditure_summary", "支出总表", scope, _functional_rows()),
        table(
            "t05",
            "appropriation_summary",
            "财政拨款收支总表",
            "收入/项目|收入/预算数|支出/项目|支出/预算数",
            [
                "一、本年收入|290.00|一、本年支出|300.00",
                "（一）一般公共预算拨款|290.00|（一）一般公共服务支出|220.00",
                "（二）政府性基金预算拨款|0.00|（二）社会保障和就业支出|40.00",
                "二、上年结转|10.00|（三）住房保障支出|40.00",
                "收入总计|300.00|支出总计|300.00",
            ],
        ),
        table(
            "t06",
            "general_public_expenditure",
            "一般公共预算支出表",
            "科目编码|科目名称|合计|基本支出/小计|基本支出/人员经费|基本支出/公用经费|项目支出",
            [
                "201|一般公共服务支出|220.00|120.00|70.00|50.00|100.00",
                "20106|财政事务|220.00|120.00|70.00|50.00|100.00",
                "2010601|行政运行|120.00|120.00|70.00|50.00|",
                "2010602|一般行政管理事务|100.00||||100.00",
                *(f"{r[0]}|{r[1]}|40.00|40.00|40.00||" for r in _FUNCTIONAL[4:]),
                "|合计|300.00|200.00|150.00|50.00|100.00",
            ],
        ),
        table(
            "t07",
            "general_public_basic_expenditure",
            "一般公共预算基本支出表",
            "科目编码|科目名称|合计|人员经费|公用经费",
            _ECONOMIC,
        ),
        table(
            "t08",
            "three_public",
            "一般公共预算“三公”经费支出表",
            three,
            ["15.00|0.00|13.00|0.00|13.00|2.00|12.00|0.00|10.00|0.00|10.00|2.00"],
        ),
        table(
            "t09",
            "government_fund_expenditure",
            "政府性基金预算支出表",
            "科目编码|科目名称|合计",
            ["|合计|"],
            is_empty=True,
            notes=["本部门无政府性基金预算。"],
        ),
        table(
            "t10",
            "project_expenditure",
            "项目支出表",
            "类型|项目编码|项目名称|单位编码|项目单位|合计|本年拨款/一般公共预算|本年拨款/政府性基金预算|财政拨款结转结余/一般公共预算",
            [
                "部门预算|P1|培训经费|101001|虚构市财政局|60.00|50.00||10.00",
                "部门预算|P2|信息化经费|101002|虚构市国库收付中心|40.00|40.00||",
                "合计|||||100.00|90.00||10.00",
            ],
        ),
        table(
            "t11",
            "project_performance",
            "项目绩效目标表",
            _PERFORMANCE,
            [
                *_performance_rows("培训经费", "60.00"),
                *_performance_rows("信息化经费", "40.00"),
                "合计||100.00|||||||",
            ],
        ),
        table(
            "t12",
            "procurement",
            "政府采购预算表",
            "项目名称|采购品目|数量|单价|合计",
            [
                "培训经费|印刷服务|2|4.00|8.00",
                "信息化经费|台式计算机（20万以上）|1|22.00|22.00",
                "合计||||30.00",
            ],
        ),
        table(
            "t13",
            "agency_operating_expenditure",
            "机关运行经费表",
            "科目编码|科目名称|机关运行经费支出",
            ["|合计|50.00", *(row.rsplit("|", 2)[0] for row in _ECONOMIC[4:9])],
        ),
        table("t14", "appropriation_expenditure", "财政拨款支出表", scope, _functional_rows()),
        table(
            "t15",
            "appropriation_basic_expenditure",
            "财政拨款基本支出表",
            "科目编码|科目名称|合计|人员经费|公用经费",
            _ECONOMIC,
        ),
        table("t16", "other", "其他", "说明|内容", ["甲|乙"]),
    ]


def _functional_said() -> list[Data]:
    top = "第二部分/五"
    up = {"base": "上年", "direction": "increase"}
    return [
        said(
            "s30",
            top,
            "一般公共预算财政拨款支出预算",
            "300.00",
            change="30.00",
            change_pct="11.11",
            **up,
            budget_value=None,
            quote="一般公共预算财政拨款支出预算300.00万元，与上年相比增加30.00万元，增长11.11%",
        ),
        said(
            "s31",
            f"{top}/（一）",
            "一般公共服务支出类",
            "220.00",
            change="20.00",
            change_pct="10.00",
            share_pct=None,
            **up,
        ),
        said(
            "s32",
            f"{top}/（一）/1",
            "财政事务（款）行政运行（项）",
            "120.00",
            change="15.00",
            change_pct="14.29",
            **up,
            quote="财政事务（款）行政运行（项）年初预算120.00万元，主要用于：机关的基本支出。",
        ),
        said(
            "s33",
            f"{top}/（一）/2",
            "财政事务（款）一般行政管理事务（项）",
            "100.00",
            change="5.00",
            change_pct="5.26",
            **up,
        ),
        said(
            "s34", f"{top}/（二）", "社会保障和就业支出类", "40.00", change="6.00", change_pct="17.65", **up
        ),
        said(
            "s35",
            f"{top}/（二）/1",
            "行政事业单位养老支出（款）机关事业单位基本养老保险缴费支出（项）",
            "40.00",
            change="6.00",
            change_pct="17.65",
            **up,
        ),
        said("s36", f"{top}/（三）", "住房保障支出类", "40.00", change="4.00", change_pct="11.11", **up),
        said(
            "s37",
            f"{top}/（三）/1",
            "住房改革支出（款）住房公积金（项）",
            "40.00",
            change="4.00",
            change_pct="11.11",
            **up,
        ),
    ]


def _three_said() -> list[Data]:
    top = "第二部分/七"
    return [
        said(
            "s60",
            top,
            "“三公”经费预算支出",
            "12.00",
            base="上年预算",
            direction="decrease",
            change="3.00",
            change_pct="20.00",
            reason="压缩开支",
        ),
        said(
            "s61",
            top,
            "因公出国（境）费支出",
            "0.00",
            share_pct="0",
            base="2025年预算",
            direction="flat",
            reason="无出国安排",
        ),
        said(
            "s62",
            top,
            "公务用车购置及运行维护费支出",
            "10.00",
            share_pct="83.33",
            quote="公务用车购置及运行维护费支出10.00万元，占“三公”经费的83.33%",
        ),
        said(
            "s63",
            top,
            "公务接待费支出",
            "2.00",
            share_pct="16.67",
            quote="公务接待费支出2.00万元，占“三公”经费的16.67%",
        ),
        said("s64", f"{top}/1", "公务用车购置费", "0.00"),
        said(
            "s65",
            f"{top}/2",
            "公务用车运行维护费",
            "10.00",
            base="上年预算",
            direction="decrease",
            change="3.00",
            reason="车辆减少",
        ),
    ]


def _budget_statements() -> list[Data]:
    up = {"base": "上年", "direction": "increase", "change": "30.00"}
    basics = [("基本工资", "70.00"), ("机关事业单位基本养老保险缴费", "40.00"), ("住房公积金", "40.00")]
    publics = [
        ("办公费", "20.00"),
        ("差旅费", "18.00"),
        ("公务接待费", "2.00"),
        ("公务用车运行维护费", "10.00"),
    ]
    six, ten = "第二部分/六", "第二部分/十"
    return [
        count("s01", "第一部分/二", "预算单位", "2", "家", quote="预算编制范围的预算单位共计2家"),
        said("s02", "第二部分/一", "收入、支出预算总计", "300.00", change_pct="11.11", **up),
        said("s03", "第二部分/一", "收入预算总计", "300.00"),
        said("s04", "第二部分/一", "本年收入合计", "290.00"),
        said("s05", "第二部分/一", "上年结转结余", "10.00"),
        said("s06", "第二部分/一", "支出预算总计", "300.00"),
        said("s07", "第二部分/一", "本年支出合计", "300.00"),
        said("s08", "第二部分/二", "本年收入", "290.00"),
        said("s09", "第二部分/二", "一般公共预算拨款收入", "290.00", share_pct="100"),
        said("s10", "第二部分/二", "其他收入", "0.00", share_pct="0"),
        said("s11", "第二部分/三", "支出预算合计", "300.00"),
        said("s12", "第二部分/三", "基本支出", "200.00", share_pct="66.67"),
        said("s13", "第二部分/三", "项目支出", "100.00", share_pct="33.33"),
        said("s14", "第二部分/四", "财政拨款收、支总预算", "300.00", change_pct="11.11", **up),
        said(
            "s15",
            "第二部分/四",
            "财政拨款收入",
            "290.00",
            base="2025年预算",
            direction="increase",
            change="20.00",
        ),
        *_functional_said(),
        said("s40", six, "一般公共预算财政拨款基本支出预算", "200.00"),
        said("s41", f"{six}/（一）", "人员经费", "150.00"),
        *(said(f"s42{n}", f"{six}/（一）", name, value) for n, (name, value) in enumerate(basics)),
        said("s50", f"{six}/（二）", "公用经费", "50.00"),
        *(said(f"s51{n}", f"{six}/（二）", name, value) for n, (name, value) in enumerate(publics)),
        *_three_said(),
        said("s70", "第二部分/八", "政府性基金支出预算支出", "0.00"),
        count("s71", ten, "预算安排项目", "2"),
        said("s72", ten, "项目预算总金额", "100.00"),
        said("s73", ten, "财政本年拨款金额", "90.00"),
        said("s74", ten, "财政拨款结转结余", "10.00"),
        said("s75", "第二部分/十一", "机关运行经费预算支出", "50.00"),
        said("s76", "第二部分/十二", "政府采购支出预算总额", "30.00"),
        said("s77", "第二部分/十二", "拟采购货物支出", "22.00"),
        said("s78", "第二部分/十二", "拟采购工程支出", "0.00"),
        said("s79", "第二部分/十二", "拟购买服务支出", "8.00"),
        *(
            count(f"s8{n}", "第二部分/十三", name, value, "辆")
            for n, (name, value) in enumerate(
                [("车辆", "3"), ("一般公务用车", "2"), ("执法执勤用车", "1"), ("其他用车", "0")]
            )
        ),
        count(
            "s90",
            "第二部分/十四",
            "填报绩效目标的预算项目",
            "2",
            quote="均实行绩效目标管理，填报绩效目标的预算项目2个",
        ),
        count(
            "s91",
            "第二部分/十四",
            "公开项目",
            "2",
            share_pct="100",
            quote="公开项目2个，占全部预算项目的100%",
        ),
        said(
            "s92",
            "第二部分/十四",
            "公开填报绩效目标的项目预算",
            "100.00",
            share_pct="100",
            quote="公开填报绩效目标的项目预算100.00万元，占全部项目预算的100%",
        ),
        said("s93", "第三部分/一", "司法（款）普法宣传（项）", "100.00", year=2025),
        said(
            "s94",
            "第三部分/一",
            "司法（款）普法宣传（项）",
            "110.00",
            base="2025年预算执行数",
            direction="increase",
            change_pct="10.00",
        ),
    ]


_PROJECTS = [
    {
        "name": "培训经费",
        "amount": "60",
        "unit": "万元",
        "period_start": "2026-01-01",
        "period_end": "2026-12-31",
    },
    {
        "name": "信息化经费",
        "amount": "40",
        "unit": "万元",
        "period_start": "2026-01-01",
        "period_end": "2026-12-31",
    },
]
BUDGET_TEXT = """目录
第一部分 单位概况
一、主要职能
二、机构设置
第五部分 预算表
一、收支总表
二、收入总表
三、支出总表
四、项目支出表
第一部分 单位概况
一、主要职能
负责全市财政工作。2025年是“十四五”规划的收官之年。
二、机构设置
人员经费150.00万元，主要包括：基本工资、机关事业单位基本养老保险缴费、住房公积金；
公用经费50.00万元，主要包括：办公费、差旅费、公务接待费、公务用车运行维护费。
一般公共服务支出（201类）财政事务（06款）行政运行（01项）。
第五部分 2026年度虚构市财政局部门预算表
部门：虚构市财政局
部门：虚构市财政局"""


def budget() -> Data:
    """A department budget without a mistake."""
    return {
        "doc_id": "clean-budget",
        "source": "clean-budget.txt",
        "metadata": {
            "title": "虚构市财政局2026年部门预算",
            "department": "虚构市财政局",
            "doc_type": "budget",
            "scope": "department",
            "fiscal_year": 2026,
            "approval_date": "2026-02-01",
            "publication_date": "2026-02-10",
        },
        "tables": _budget_tables()[:-1],
        "statements": _budget_statements(),
        "projects": deepcopy(_PROJECTS),
        "run": {"version": "0", "source": "clean-budget.txt", "sha256": "", "form": "text"},
        "text": BUDGET_TEXT,
    }


_FORM = {
    "项目名称": "慢病鉴定",
    "年度资金总额/年初预算数": "40",
    "年度资金总额/全年预算数": "40",
    "年度资金总额/全年执行数": "30",
    "年度资金总额/执行率": "75%",
    "年度资金总额/得分": "7.5",
    "预期目标": "完成鉴定",
    "实际完成情况": "已完成",
    "资金支出计划/10月底": "80%",
    "资金支出计划/12月底": "100%",
    "总分/得分": "87.5",
    "项目编码": "C1",
}
_SCORES = "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施"


def final() -> Data:
    """Final accounts of a unit without a mistake, with one self-evaluation form."""
    return {
        "doc_id": "clean-final",
        "source": "clean-final.txt",
        "metadata": {
            "department": "虚构市中心",
            "doc_type": "final_accounts",
            "scope": "unit",
            "fiscal_year": 2025,
            "approval_date": "2026-08-20",
            "publication_date": "2026-09-01",
        },
        "tables": [
            table(
                "t01",
                "government_fund_expenditure",
                "政府性基金收支决算表",
                "科目编码|科目名称|年初结转和结余|本年收入|本年支出/小计|本年支出/基本支出|本年支出/项目支出|年末结转和结余",
                ["229|其他支出|5.00|20.00|22.00||22.00|3.00", "|合计|5.00|20.00|22.00||22.00|3.00"],
            ),
            table(
                "t02",
                "project_self_evaluation",
                "项目支出绩效自评表",
                _SCORES,
                [
                    "产出指标|数量指标|鉴定人次|100人次|100人次|50|50|",
                    "效益指标|社会效益指标|鉴定通过率|80%|80%|30|30|",
                    "满意度指标|服务对象满意度指标|群众满意度|90%|90%|10|0|",
                ],
                form=deepcopy(_FORM),
            ),
        ],
        "statements": [
            said(
                "s01",
                "第二部分/五",
                "一般公共预算财政拨款支出",
                "30.00",
                year=2025,
                budget_value="40.00",
                completion_pct="75.00",
            ),
            count("s02", "第二部分/十一", "实施项目", "1", year=2025),
            said("s03", "第二部分/十一", "项目支出总金额", "30.00", year=2025),
            said(
                "s04", "第二部分/十五/1", "慢病鉴定", "30", year=2025, budget_value="40", completion_pct="75"
            ),
            {**count("s05", "第二部分/十五/2", "鉴定通过率", "80", "%", year=2025), "measure": "ratio"},
            {**count("s06", "第二部分/十五/3", "慢病鉴定通过率", "80", "%", year=2025), "measure": "ratio"},
            said(
                "s07",
                "第二部分/一",
                "收入、支出决算总计",
                "50.00",
                year=2025,
                base="上年决算",
                direction="increase",
                change="10.00",
            ),
            said(
                "s08",
                "第二部分/四",
                "财政拨款收入、支出决算总计",
                "40.00",
                year=2025,
                base="上年决算",
                direction="increase",
                change="5.00",
            ),
        ],
        "run": {"version": "0", "source": "clean-final.txt", "sha256": "", "form": "text"},
        "text": "各项工作按计划开展，绩效指标均已完成。",
    }


def record_of(data: Data) -> tuple[Record, Document]:
    body = {key: value for key, value in data.items() if key != "text"}
    lines = tuple(Line(n, text) for n, text in enumerate(data["text"].split("\n"), 1))
    return Record.model_validate(body), Document("clean", data["source"], "", "text", lines)


def check(data: Data, *, lang: str = "zh") -> tuple[list[Finding], dict[str, CheckResult]]:
    record, document = record_of(data)
    findings, checks, _ = run_checks(record, document, lang=lang)
    assert [c.rule for c in checks] == [rule.id for rule in CATALOGUE]
    return findings, {check.rule: check for check in checks}


def cell(table_id: str, row: int, column: int, value: str | None) -> Edit:
    def edit(data: Data) -> None:
        found = next(t for t in data["tables"] if t["id"] == table_id)
        found["rows"][row][column] = value

    return edit


def state(id_: str, **fields: Any) -> Edit:
    def edit(data: Data) -> None:
        found = next(s for s in data["statements"] if s["id"] == id_)
        assert set(fields) <= {
            *found,
            "change",
            "change_pct",
            "reason",
            "base",
            "share_pct",
            "completion_pct",
            "budget_value",
        }
        found.update(fields)

    return edit


def without(table_id: str) -> Edit:
    def edit(data: Data) -> None:
        data["tables"] = [t for t in data["tables"] if t["id"] != table_id]

    return edit


def field(table_id: str, key: str, value: str | None) -> Edit:
    def edit(data: Data) -> None:
        next(t for t in data["tables"] if t["id"] == table_id)["form"][key] = value

    return edit


def text(old: str, new: str) -> Edit:
    def edit(data: Data) -> None:
        assert old in data["text"]
        data["text"] = data["text"].replace(old, new)

    return edit


def metadata(**fields: Any) -> Edit:
    def edit(data: Data) -> None:
        data["metadata"].update(fields)

    return edit
