"""Every rule of the catalogue holds on a clean document and fails on one with a mistake planted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from gouji.checks.rules import CATALOGUE
from tests.checks_support import (
    Data,
    Edit,
    budget,
    cell,
    check,
    field,
    final,
    metadata,
    said,
    state,
    table,
    text,
    without,
)


@dataclass(frozen=True)
class Case:
    """``setup`` makes the rule apply, ``plant`` breaks it."""

    plant: Edit
    setup: Edit | None = None
    on_final: bool = False


def both(*edits: Edit) -> Edit:
    def edit(data: Data) -> None:
        for one in edits:
            one(data)

    return edit


def more(*statements: Data) -> Edit:
    return lambda data: data["statements"].extend(statements)


def more_tables(*tables: Data) -> Edit:
    return lambda data: data["tables"].extend(tables)


def project(**fields: Any) -> Edit:
    return lambda data: data["projects"][0].update(fields)


def drop_project(data: Data) -> None:
    del data["projects"][1]


_THREE_AGENCY = table(
    "t20",
    "three_public",
    "三公和机关运行经费",
    "因公出国（境）费|公务接待费|机关运行经费",
    ["0.00|2.00|50.00"],
)
_APPROPRIATION_USES = table(
    "t21",
    "appropriation_summary",
    "财政拨款收支总表（二）",
    "收入/项目|收入/金额|支出/项目|支出/金额",
    [
        "一、一般公共预算|300.00|一、基本支出|200.00",
        "||二、项目支出|100.00",
        "收入合计|300.00|支出合计|300.00",
    ],
)
_ONE_TEXT = "1、分两次支付物业费。2、缴纳电费27万元。3、维护电梯。"
_REVENUE = table(
    "t22",
    "revenue_summary",
    "收入总表（二）",
    "项目|本年收入/小计|本年收入/财政拨款收入",
    ["合计|290.00|290.00"],
)
_SUMMARY = table(
    "t23",
    "revenue_expenditure_summary",
    "收支总表（二）",
    "收入/项目|收入/预算数|支出/项目|支出/预算数",
    ["财政拨款收入|290.00|一、基本支出|200.00", "||二、项目支出|100.00"],
)
_FUNDS = table(
    "t24",
    "appropriation_summary",
    "财政拨款收支总表（三）",
    "收入/项目|收入/预算数|支出/项目|支出/合计|支出/一般公共预算",
    ["一、本年收入|290.00|一、本年支出|300.00|300.00", "收入总计|300.00|支出总计|300.00|300.00"],
)


_STANDARDS = table(
    "t24",
    "project_performance",
    "项目绩效目标表（二）",
    "项目名称|年度绩效目标|一级指标|二级指标|三级指标|指标方向|目标值|计量单位|分值|评分标准|指标解释",
    [
        f"接待中心运行|{_ONE_TEXT}|成本指标|经济成本指标|维护成本|≤|116.00|万元|20|偏离10%以上得15分，否则得满分|{_ONE_TEXT}",
        f"接待中心运行|{_ONE_TEXT}|产出指标|时效指标|市直单位受理率|=|100|%|40|市直单位受理率100%得满分|按时",
        f"接待中心运行|{_ONE_TEXT}|产出指标|时效指标|区县单位受理率|≥|95|%|40|区县单位受理率大于95%得满分|按时",
    ],
)


_THREE_PROJECTS = both(
    more_tables(
        table(
            "t25",
            "project_expenditure",
            "项目支出表（二）",
            "项目名称|合计",
            ["甲类培训经费|10.00", "乙类培训经费|20.00", "丙类培训经费|30.00", "合计|60.00"],
        )
    ),
    more(
        said("n1", "第二部分/十", "甲类培训经费", "10.00"),
        said("n2", "第二部分/十", "乙类培训经费", "20.00"),
        said("n3", "第二部分/十", "丙类培训经费", "30.00"),
    ),
)
_CODED_LISTS = more(
    *(
        said(f"n{n}", f"第二部分/四/（{part}）", f"{name}（{code}）", value)
        for n, (part, code, name, value) in enumerate(
            [
                ("1", "2010601", "行政运行", "120.00"),
                ("1", "2080505", "机关事业单位基本养老保险缴费支出", "40.00"),
                ("1", "2210201", "住房公积金", "40.00"),
                ("2", "2010601", "行政运行", "70.00"),
                ("2", "2080505", "机关事业单位基本养老保险缴费支出", "40.00"),
                ("2", "2210201", "住房公积金", "40.00"),
            ]
        )
    )
)
_GRANTED = (
    "政府采购货物支出100.00万元、政府采购工程支出0.00万元、政府采购服务支出200.00万元。授予中小企业合同金额230.00万元，"
    "货物采购授予中小企业合同金额占货物支出金额的50.00%，服务采购授予中小企业合同金额占服务支出金额的90.00%"
)


_REVENUE_BY_CLASS = table(
    "t26",
    "revenue_summary",
    "收入总表（三）",
    "科目编码|科目名称|合计|财政拨款收入|其他收入",
    [
        "201|一般公共服务支出|220.00|220.00|",
        "208|社会保障和就业支出|40.00|40.00|",
        "221|住房保障支出|40.00|40.00|",
        "|合计|300.00|300.00|",
    ],
)


def leave_out_housing(data: Data) -> None:
    for one in data["tables"]:
        if one["id"] == "t14":
            one["rows"] = [row for row in one["rows"] if not (row[0] or "").startswith("221")]


def twice(id_: str, section: str, subject: str, value: str, **fields: Any) -> Edit:
    return more(said(id_, section, subject, value, **fields))


CASES: dict[str, Case] = {
    "T01": Case(cell("t04", 0, 3, "121.00")),
    "T02": Case(cell("t06", 2, 2, "130.00")),
    "T03": Case(cell("t04", 10, 3, "210.00")),
    "T04": Case(cell("t02", 9, 1, "280.00")),
    "T05": Case(cell("t01", 0, 7, "4.00"), on_final=True),
    "L01": Case(cell("t04", 9, 1, "购房补贴")),
    "L02": Case(
        text("一般公共服务支出（201类）", "资源勘探信息等支出（215类）"),
        setup=cell("t02", 3, 2, "四、资源勘探工业信息等支出"),
    ),
    "L03": Case(cell("t02", 3, 2, "四、城市社区支出"), setup=cell("t02", 3, 2, "四、城乡社区支出")),
    "L04": Case(lambda data: data["tables"][3]["rows"].insert(7, list(data["tables"][3]["rows"][6]))),
    "L05": Case(cell("t05", 2, 0, "（一）政府性基金预算拨款")),
    "L06": Case(cell("t12", 0, 4, "-8.00")),
    "L07": Case(lambda data: data["tables"][8].update(notes=[])),
    "L08": Case(cell("t11", 0, 1, "101009-虚构市财政局")),
    "L09": Case(cell("t01", 1, 1, "虚构市国库收付服务中心")),
    "L10": Case(cell("t12", 0, 3, "4.50")),
    "L11": Case(both(cell("t12", 1, 3, "12.00"), cell("t12", 1, 4, "12.00"))),
    "L12": Case(cell("t04", 5, 3, "########")),
    "L13": Case(text("负责全市财政工作", "行政事业单位离退休（款）：反映离退休人员的支出")),
    "X01": Case(cell("t02", 11, 3, "310.00")),
    "X02": Case(cell("t05", 4, 3, "310.00")),
    "X03": Case(cell("t22", 0, 1, "280.00"), setup=more_tables(_REVENUE)),
    "X04": Case(cell("t04", 10, 2, "310.00")),
    "X05": Case(cell("t04", 10, 2, "310.00"), setup=both(cell("t02", 9, 2, None), cell("t02", 9, 3, None))),
    "X06": Case(cell("t23", 0, 3, "205.00"), setup=more_tables(_SUMMARY)),
    "X07": Case(cell("t10", 2, 5, "90.00")),
    "X08": Case(cell("t03", 2, 3, "12.00")),
    "X09": Case(cell("t14", 10, 2, "310.00")),
    "X10": Case(cell("t24", 0, 4, "290.00"), setup=more_tables(_FUNDS)),
    "X11": Case(cell("t07", 9, 2, "210.00")),
    "X12": Case(cell("t07", 9, 3, "160.00")),
    "X13": Case(cell("t07", 9, 4, "60.00")),
    "X14": Case(cell("t15", 9, 2, "210.00")),
    "X15": Case(cell("t21", 1, 3, "110.00"), setup=more_tables(_APPROPRIATION_USES)),
    "X16": Case(cell("t20", 0, 2, "55.00"), setup=more_tables(_THREE_AGENCY)),
    "X17": Case(cell("t03", 2, 4, "280.00")),
    "X18": Case(cell("t03", 2, 8, "1.00")),
    "X19": Case(cell("t03", 2, 11, "1.00")),
    "X20": Case(cell("t03", 2, 9, "1.00")),
    "X21": Case(cell("t03", 2, 10, "1.00")),
    "X22": Case(cell("t03", 2, 12, "1.00")),
    "X23": Case(cell("t03", 2, 5, "1.00")),
    "X24": Case(cell("t03", 2, 6, "1.00")),
    "X25": Case(cell("t03", 2, 7, "1.00")),
    "X26": Case(cell("t22", 0, 2, "280.00"), setup=more_tables(_REVENUE, _SUMMARY)),
    "X33": Case(leave_out_housing, setup=more_tables(_REVENUE_BY_CLASS)),
    "X27": Case(
        both(cell("t06", 10, 2, "310.00"), cell("t06", 4, 2, "50.00")),
        setup=both(
            cell("t05", 0, 1, "300.00"),
            cell("t05", 1, 1, "300.00"),
            cell("t05", 3, 0, "（三）国有资本经营预算拨款"),
            cell("t05", 3, 1, "0.00"),
        ),
    ),
    "X30": Case(cell("t06", 6, 2, "45.00")),
    "X31": Case(cell("t15", 5, 2, "25.00")),
    "X32": Case(cell("t07", 2, 2, "45.00")),
    "P01": Case(state("s04", value="300.00")),
    "P02": Case(state("s12", value="210.00")),
    "P03": Case(state("s14", value="30.00")),
    "P04": Case(state("s30", value="310.00")),
    "P05": Case(state("s41", value="155.00")),
    "P06": Case(state("s63", value="3.00")),
    "P07": Case(
        state("s70", value="5.00"), setup=both(cell("t09", 0, 2, "0.00"), state("s70", value="0.00"))
    ),
    "P08": Case(state("s75", value="55.00")),
    "P09": Case(state("s76", value="31.00")),
    "P10": Case(state("s72", value="30.00")),
    "P11": Case(state("s75", value="55.00"), setup=without("t13")),
    "P20": Case(state("s35", value="45.00")),
    "P21": Case(state("s510", value="25.00")),
    "P22": Case(
        lambda data: data["statements"].remove(next(s for s in data["statements"] if s["id"] == "s511"))
    ),
    "P23": Case(state("s32", subject="财政事务（款）行政运行费（项）")),
    "P24": Case(
        text(
            "基本工资、机关事业单位基本养老保险缴费、住房公积金",
            "基本工资、机关事业单位基本养老保险缴费、退休费",
        ),
        setup=lambda data: data["tables"][6]["rows"].insert(4, ["30302", "退休费", None, None, None]),
    ),
    "P25": Case(state("s33", quote="一般行政管理事务（项）100.00万元，主要用于：业务工作等基本支出。")),
    "Q36": Case(state("s92", value="90.00")),
    "Q01": Case(state("s08", value="280.00")),
    "Q02": Case(state("s11", value="301.00")),
    "Q03": Case(
        state("x1", value="30.00"), setup=twice("x1", "第二部分/九", "财政拨款收、支总预算", "300.00")
    ),
    "Q04": Case(
        state("x1", value="30.00"), setup=twice("x1", "第二部分/九", "一般公共预算财政拨款支出预算", "300.00")
    ),
    "Q05": Case(
        state("x1", value="20.00"),
        setup=twice("x1", "第二部分/九", "一般公共预算财政拨款基本支出预算", "200.00"),
    ),
    "Q06": Case(state("x1", value="20.00"), setup=twice("x1", "第二部分/九", "“三公”经费预算支出", "12.00")),
    "Q07": Case(
        state("x1", value="20.00"), setup=twice("x1", "第二部分/九", "政府性基金支出预算支出", "0.00")
    ),
    "Q08": Case(state("x1", value="52.00"), setup=twice("x1", "第二部分/九", "机关运行经费", "50.00")),
    "Q09": Case(
        state("x1", value="52.00"), setup=twice("x1", "第二部分/九", "政府采购支出预算总额", "30.00")
    ),
    "Q10": Case(state("x1", value="52.00"), setup=twice("x1", "第二部分/九", "项目预算总金额", "100.00")),
    "Q20": Case(
        state("x1", value="41.00"), setup=twice("x1", "第二部分/一/（二）", "住房保障支出类", "40.00")
    ),
    "Q30": Case(state("s05", value="20.00")),
    "Q31": Case(state("s32", change="25.00")),
    "Q32": Case(state("s512", value="5.00")),
    "Q33": Case(state("s81", value="5")),
    "Q34": Case(state("s08", direction="decrease"), on_final=True),
    "Q35": Case(state("s14", change="35.00")),
    "A01": Case(state("s02", change_pct="1.11")),
    "A02": Case(state("s94", change_pct="1.00")),
    "A03": Case(state("s01", completion_pct="57.00"), on_final=True),
    "A04": Case(state("s12", share_pct="76.67")),
    "A05": Case(state("s13", share_pct="23.33")),
    "A06": Case(state("s37", change="44.00")),
    "A07": Case(state("s30", quote="与上年相比增加30.00万元，减少11.11%")),
    "A08": Case(state("s61", reason="压缩团组，费用减少")),
    "A09": Case(state("s15", base="2026年预算")),
    "A10": Case(state("s65", change="5.00")),
    "C01": Case(state("s71", value="4")),
    "C02": Case(state("s90", value="4")),
    "C03": Case(state("s01", value="1")),
    "C04": Case(both(state("s71", value="3"))),
    "C05": Case(state("s72", value="30.00")),
    "C06": Case(
        lambda data: (
            data["projects"].append({"name": "党建", "amount": "1", "unit": "万元"})
            or drop_project(data)
            or data["tables"][9]["rows"].insert(
                2, ["部门预算", "P3", "新项目", "101001", "虚构市财政局", "1.00", "1.00", None, None]
            )
        )
    ),
    "C07": Case(project(period_end="2025-12-31")),
    "F01": Case(cell("t11", 0, 9, "15")),
    "F02": Case(field("t02", "总分/得分", "90"), on_final=True),
    "F03": Case(field("t02", "年度资金总额/执行率", "57%"), on_final=True),
    "F04": Case(both(field("t02", "年度资金总额/全年执行数", "50")), on_final=True),
    "F05": Case(
        cell("t02", 0, 4, "60人次"),
        setup=both(cell("t02", 1, 4, "40%"), cell("t02", 1, 6, "15")),
        on_final=True,
    ),
    "F06": Case(both(cell("t02", 0, 4, "60人次"), cell("t02", 0, 6, "30")), on_final=True),
    "F07": Case(cell("t11", 0, 7, "90.00")),
    "F08": Case(cell("t11", 2, 8, "次")),
    "F09": Case(cell("t11", 2, 7, "1000")),
    "F10": Case(cell("t11", 2, 6, "0")),
    "F11": Case(cell("t11", 1, 6, "小于等于")),
    "F12": Case(field("t02", "预期目标", None), on_final=True),
    "F13": Case(field("t02", "资金支出计划/12月底", None), on_final=True),
    "F14": Case(
        lambda data: data["tables"].append(
            {
                **data["tables"][1],
                "id": "t03",
                "form": {**data["tables"][1]["form"], "年度资金总额/全年预算数": "44"},
            }
        ),
        on_final=True,
    ),
    "F15": Case(cell("t11", 8, 2, "110.00")),
    "F16": Case(state("s04", value="33"), on_final=True),
    "F17": Case(state("s03", value="33.00"), on_final=True),
    "F18": Case(state("s05", value="85"), on_final=True),
    "F19": Case(state("s06", value="85"), on_final=True),
    "F20": Case(cell("t02", 0, 4, "60人次"), on_final=True),
    "P26": Case(state("n0", subject="行政运行（2013201）"), setup=_CODED_LISTS),
    "P27": Case(state("n3", value="31.00", quote="丙类培训经费31.00万元"), setup=_THREE_PROJECTS),
    "P28": Case(lambda data: data["statements"].pop() and None, setup=_CODED_LISTS),
    "P29": Case(
        text("拨款300.00万元", "拨款30.00万元"),
        setup=text("负责全市财政工作", "绩效目标管理全覆盖，涉及当年一般公共预算拨款300.00万元"),
    ),
    "A11": Case(text("的90.00%", "的50.00%"), setup=text("负责全市财政工作", _GRANTED)),
    "M16": Case(
        text("二、机构设置\n人员经费", "二、部门决算单位构成\n人员经费"),
        setup=text("负责全市财政工作", "预算单位构成为本级"),
    ),
    "F21": Case(cell("t24", 0, 9, "偏离10%以上得25分，否则得满分"), setup=more_tables(_STANDARDS)),
    "F22": Case(
        both(cell("t24", 2, 5, "="), cell("t24", 2, 9, "区县单位受理率大于95%得满分")),
        setup=more_tables(_STANDARDS),
    ),
    "F23": Case(
        both(cell("t24", 1, 9, "区县单位受理率100%得满分"), cell("t24", 2, 9, "市直单位受理率95%得满分")),
        setup=more_tables(_STANDARDS),
    ),
    "F24": Case(cell("t24", 0, 10, _ONE_TEXT.replace("27", "20")), setup=more_tables(_STANDARDS)),
    "M01": Case(without("t08")),
    "M02": Case(without("t10")),
    "M03": Case(state("s65", change=None, quote="比上年预算减少万元")),
    "M04": Case(text("负责全市财政工作", "目前已有万人参加")),
    "M05": Case(state("s70", value="000")),
    "M06": Case(state("s75", unit=None)),
    "M07": Case(text("负责全市财政工作", "负责XX部门工作")),
    "M08": Case(
        state("s75", quote="机关运行经费50.00万元，不存在此项内容"),
        setup=state("s70", quote="政府性基金支出0.00万元，不存在此项内容"),
    ),
    "M09": Case(text("二、机构设置\n人员经费", "十二、机构设置\n人员经费")),
    "M10": Case(text("财政局\n部门：虚构市财政局", "财政局\n部门：虚构市财政局\n部门：虚构市民政局")),
    "M11": Case(text("2026年度虚构市财政局部门预算表", "2026年度虚构市民政局部门预算表")),
    "M12": Case(
        lambda data: (
            [s.update(reason=None) for s in data["statements"] if s["section"].startswith("第二部分/七")]
            and None
        )
    ),
    "M13": Case(text("2025年是", "2026年是")),
    "M14": Case(text("负责全市财政工作", "编制预算预算")),
    "M15": Case(
        state("s01", quote="年初预算为40.00万元，支出决算为30.00元"),
        setup=state("s01", quote="年初预算为40.00万元，支出决算为30.00万元"),
        on_final=True,
    ),
    "D01": Case(metadata(publication_date="2026-03-10")),
    "D02": Case(metadata(publication_date=None)),
}


def _document(case: Case) -> Data:
    data = final() if case.on_final else budget()
    if case.setup is not None:
        case.setup(data)
    return data


def test_every_rule_has_a_case() -> None:
    assert [rule.id for rule in CATALOGUE] == list(dict.fromkeys(rule.id for rule in CATALOGUE))
    assert {rule.id for rule in CATALOGUE} == set(CASES)


def test_rules_of_one_topic_say_how_a_misread_table_shows() -> None:
    """A sum within a table and a rule about performance forms must not accuse where the table was misread."""
    said: dict[str, set[str | None]] = {rule.name.split(".")[0]: set() for rule in CATALOGUE}
    for rule in CATALOGUE:
        said[rule.name.split(".")[0]].add(rule.misread_as)
    assert said["within"] == {"row_sum", "code_tree", "table_sum"}
    assert said["performance"] == {"form"}


@pytest.mark.parametrize("build", [budget, final])
def test_nothing_is_found_in_a_clean_document(build: Any) -> None:
    findings, _ = check(build())
    assert [f.message for f in findings] == []


@pytest.mark.parametrize("rule_id", sorted(CASES))
def test_the_rule_holds_on_a_clean_document(rule_id: str) -> None:
    _, checks = check(_document(CASES[rule_id]))
    result = checks[rule_id]
    assert result.failed == 0, result
    assert result.passed, result


@pytest.mark.parametrize("rule_id", sorted(CASES))
def test_the_rule_finds_the_planted_mistake(rule_id: str) -> None:
    case = CASES[rule_id]
    data = _document(case)
    case.plant(data)
    findings, checks = check(data)
    assert checks[rule_id].failed, checks[rule_id]
    assert any(f.rule == rule_id for f in findings)


@pytest.mark.parametrize("rule_id", sorted(CASES))
def test_a_finding_names_its_places_and_its_basis(rule_id: str) -> None:
    case = CASES[rule_id]
    data = _document(case)
    case.plant(data)
    for finding in check(data, lang="en")[0]:
        assert finding.message and finding.basis and finding.operands, finding


def test_a_figure_that_is_off_by_ten_thousand_is_a_wrong_unit() -> None:
    data = budget()
    state("s04", unit="元")(data)
    assert "unit" in {f.type for f in check(data)[0]}


def test_items_with_a_bare_number_belong_to_the_money_of_the_section_before_them() -> None:
    from gouji.checks.statement_view import ProseView
    from gouji.schemas.record import Record
    from tests.checks_support import said as statement

    data = {k: v for k, v in budget().items() if k != "text"}
    data["statements"] = [
        statement("a", "", "支出预算", "330.00"),
        statement("b", "", "一般公共预算财政拨款支出预算", "300.00"),
        statement("c", "1", "财政事务（款）行政运行（项）", "120.00"),
    ]
    index = ProseView(Record.model_validate(data), frozenset())
    assert [one.scope for one in index.statements][-1] == "general"


def test_generic_items_stand_only_under_governing_departments() -> None:
    from gouji.domain.subjects import functional_name

    assert functional_name("2010603", 2025) == "机关服务"
    assert functional_name("2040602", 2025) == "一般行政管理事务"
    assert functional_name("2060503", 2025) == "科技条件专项"
    assert functional_name("2080703", 2025) is None


def test_items_below_a_head_of_basic_expenditure_are_economic_wherever_three_public_is_told() -> None:
    from gouji.checks.statement_view import ProseView
    from gouji.schemas.record import Record
    from tests.checks_support import said as statement

    data = {k: v for k, v in budget().items() if k != "text"}
    data["statements"] = [
        statement("a", "五/2/（二）", "公用经费", "50.00"),
        statement("b", "五/2/（二）", "公务接待费", "2.00"),
        statement("c", "五/2/（二）/一", "“三公”经费预算支出", "2.00"),
        statement("d", "五/2/（二）/一/3", "公务接待费", "2.00"),
    ]
    said_so = ProseView(Record.model_validate(data), frozenset()).statements
    assert [one.economic for one in said_so] == [None, "30217", None, None]
