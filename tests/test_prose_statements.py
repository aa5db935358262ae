"""Sentences of budgets and final accounts, in the wording of several provinces, and what they state."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.prose.modifiers import find_base, read_change
from gouji.prose.quantities import quantities
from gouji.prose.reasons import explain
from gouji.prose.subject import read_subject
from tests.prose_support import prose, short, statements

UP, DOWN, FLAT = "increase", "decrease", "flat"

CASES: list[tuple[str, list[dict[str, Any]]]] = [
    # 中央部门决算公开范本
    (
        "水利部2024年度收、支总计1,234,567.89万元。与2023年度相比，收、支总计各减少345.67万元，下降0.03%。"
        "主要原因是压减一般性支出。",
        [
            {
                "subject": "收、支总计", "value": "1234567.89", "base": "2023年度", "direction": DOWN,
                "change": "345.67", "change_pct": "0.03", "reason": "压减一般性支出",
            }
        ],
    ),
    (
        "1.教育支出（类）进修及培训（款）培训支出（项）。年初预算为10.50万元，支出决算为9.80万元，"
        "完成年初预算的93.3%。决算数小于年初预算数的主要原因是培训班次减少。",
        [
            {
                "subject": "进修及培训（款）培训支出（项）", "value": "9.80", "budget_value": "10.50",
                "completion_pct": "93.3", "reason": "培训班次减少",
            }
        ],
    ),
    (
        "公务用车购置及运行维护费支出20.00万元。其中：公务用车购置支出0万元，购置公务用车0辆。",
        [
            {"subject": "公务用车购置及运行维护费支出", "value": "20.00"},
            {"subject": "公务用车购置支出", "value": "0"},
            {"subject": "购置公务用车", "measure": "count", "value": "0", "unit": "辆"},
        ],
    ),
    (
        "国内公务接待支出4.00万元，接待50批次，400人次。与上年决算相比，减少0.50万元，减少11.11%，变动原因：厉行节约。",
        [
            {
                "subject": "国内公务接待支出", "value": "4.00", "base": "上年决算", "direction": DOWN,
                "change": "0.50", "change_pct": "11.11", "reason": "厉行节约",
            },
            {"subject": "国内公务接待批次", "measure": "count", "value": "50", "unit": "批次"},
            {"subject": "国内公务接待人次", "measure": "count", "value": "400", "unit": "人次"},
        ],
    ),
    # 青海、西藏一带的预算说明
    (
        "2024年“三公”经费预算数为6.2万元，比上年减少0.8万元，其中：因公出国（境）费0万元，增加0万元；"
        "公务接待费1.2万元，减少0.8万元。",
        [
            {"subject": "“三公”经费", "value": "6.2", "base": "上年", "direction": DOWN, "change": "0.8"},
            {"subject": "因公出国（境）费", "value": "0", "base": "上年", "direction": UP, "change": "0"},
            {"subject": "公务接待费", "value": "1.2", "base": "上年", "direction": DOWN, "change": "0.8"},
        ],
    ),
    (
        "农林水支出（类）水利（款）行政运行（项）2024年预算数为185.85万元，比上年增加0.87万元，增长0.5%。主要是新录用一人。",
        [
            {
                "subject": "水利（款）行政运行（项）", "value": "185.85", "base": "上年", "direction": UP,
                "change": "0.87", "change_pct": "0.5", "reason": "新录用一人",
            }
        ],
    ),
    # 上海
    (
        "2、农林水支出（213类）水利（03款）行政运行（01项）1672.67万元。主要用于：行政单位的基本支出。"
        "2023年当年预算执行数为1690.69万元，2024年预算安排1672.67万元，比2023年预算执行数减少1.07%。主要原因是：人员退休。",
        [
            {"subject": "水利（03款）行政运行（01项）", "value": "1690.69", "year": 2023},
            {
                "subject": "水利（03款）行政运行（01项）", "value": "1672.67", "base": "2023年预算执行数",
                "direction": DOWN, "change_pct": "1.07", "reason": "人员退休",
            },
        ],
    ),
    (
        "在面向中小企业预留的政府采购项目中，由中小企业供应商中标或成交的，采购金额46.5万元。",
        [
            {
                "subject": "面向中小企业预留的政府采购项目中由中小企业供应商中标或成交的采购金额",
                "value": "46.5",
            }
        ],
    ),
    # 江苏
    (
        "公务接待费预算支出116.5万元，本年数小于上年预算数40.05万元，主要是厉行节约。",
        [
            {
                "subject": "公务接待费预算支出", "value": "116.5", "base": "上年预算数", "direction": DOWN,
                "change": "40.05", "reason": "厉行节约",
            }
        ],
    ),
    (
        "培训费预算支出700万元，与上年预算数一致。",
        [{"subject": "培训费预算支出", "value": "700", "base": "上年预算数", "direction": FLAT}],
    ),
    # 内蒙古
    (
        "本年事业收入5.00万元，与上年相比增加1.00万元，变动原因：培训班增加，占2.50%；",
        [
            {
                "subject": "本年事业收入", "value": "5.00", "base": "上年", "direction": UP, "change": "1.00",
                "share_pct": "2.50", "reason": "培训班增加",
            }
        ],
    ),
    # 浙江、四川、重庆一带
    (
        "某厅2024年度收入总计100.00万元，支出总计100.00万元，与2023年度相比，各增加8.00万元，增长8.7%。",
        [
            {"subject": name, "value": "100.00", "base": "2023年度", "direction": UP, "change": "8.00", "change_pct": "8.7"}
            for name in ("收入总计", "支出总计")
        ],
    ),
    (
        "2024年度收、支总计均为500.00万元。主要变动原因是新增项目。",
        [{"subject": "收、支总计", "value": "500.00", "reason": "新增项目"}],
    ),
    # 河北
    (
        "2024年预算收支安排800万元，较2023年预算减少50万元，其中：基本支出增加10万元，主要为人员调入。项目支出减少60万元。",
        [
            {"subject": "预算收支", "value": "800", "base": "2023年预算", "direction": DOWN, "change": "50"},
            {"subject": "基本支出", "base": "2023年预算", "direction": UP, "change": "10", "reason": "人员调入"},
            {"subject": "项目支出", "base": "2023年预算", "direction": DOWN, "change": "60"},
        ],
    ),
    (
        "项目支出90万元，主要为河道整治资金72万元、水库运行经费18万元；",
        [
            {"subject": "项目支出", "value": "90"},
            {"subject": "河道整治资金", "value": "72"},
            {"subject": "水库运行经费", "value": "18"},
        ],
    ),
    # 枚举
    (
        "（一）人员经费710.75万元。主要包括：基本工资222.77万元、津贴补贴180.04万元、维修（护）费0.14万元等。",
        [
            {"subject": "人员经费", "value": "710.75"},
            {"subject": "基本工资", "value": "222.77"},
            {"subject": "津贴补贴", "value": "180.04"},
            {"subject": "维修（护）费", "value": "0.14"},
        ],
    ),
    (
        "公务用车购置及运维费3.6万元（其中：公务用车购置费为0万元，公务用车运维费3.6万元）；公务接待费0.45万元。",
        [
            {"subject": "公务用车购置及运维费", "value": "3.6"},
            {"subject": "公务用车购置费", "value": "0"},
            {"subject": "公务用车运维费", "value": "3.6"},
            {"subject": "公务接待费", "value": "0.45"},
        ],
    ),
    # 资产、项目、单位
    (
        "截至2023年12月31日，某市水务局共有车辆9辆，其中：机要通信用车1辆、执法执勤用车8辆；"
        "单价100万元（含）以上设备（不含车辆）2台（套）。",
        [
            {"subject": "车辆", "measure": "count", "value": "9", "unit": "辆", "year": 2023},
            {"subject": "机要通信用车", "measure": "count", "value": "1", "unit": "辆", "year": 2023},
            {"subject": "执法执勤用车", "measure": "count", "value": "8", "unit": "辆", "year": 2023},
            {
                "subject": "单价100万元（含）以上设备（不含车辆）", "measure": "count", "value": "2",
                "unit": "台（套）", "year": 2023,
            },
        ],
    ),
    (
        "从预算单位构成看，纳入本部门2024年部门预算编制范围的预算单位共计3家，",
        [{"subject": "预算单位", "measure": "count", "value": "3", "unit": "家"}],
    ),
    (
        "绩效自评的2024年度项目4个，涉及预算金额598.42万元，平均得分99.43分。",
        [
            {"subject": "绩效自评的项目", "measure": "count", "value": "4", "unit": "个"},
            {"subject": "绩效自评的项目涉及预算金额", "value": "598.42"},
            {"subject": "绩效自评平均得分", "measure": "score", "value": "99.43", "unit": "分"},
        ],
    ),
    (
        "公开项目占全部预算项目的100%。",
        [{"subject": "公开项目", "measure": "ratio", "value": "100", "unit": "%", "share_pct": "100"}],
    ),
    (
        "从预算单位构成看，纳入编制范围的预算单位共三家。",
        [{"subject": "预算单位", "measure": "count", "value": "3", "unit": "家"}],
    ),
    (
        "2024年末实有车辆8辆，比上年减少1辆。",
        [
            {
                "subject": "车辆", "measure": "count", "value": "8", "unit": "辆", "base": "上年",
                "direction": DOWN, "change": "1",
            }
        ],
    ),
    (
        "某市水务局设12个内设机构，行政编制80名。",
        [
            {"subject": "内设机构", "measure": "count", "value": "12", "unit": "个"},
            {"subject": "行政编制", "measure": "count", "value": "80", "unit": "名"},
        ],
    ),
    # 云南、山东、贵州一带
    (
        "与上年决算数相比，收入增加50万元，增长5%；支出减少20万元，下降2%。",
        [
            {"subject": "收入", "base": "上年决算数", "direction": UP, "change": "50", "change_pct": "5"},
            {"subject": "支出", "base": "上年决算数", "direction": DOWN, "change": "20", "change_pct": "2"},
        ],
    ),
    (
        "财政拨款收入2024年决算数为100.00万元，2023年决算数为90.00万元，增加10.00万元，增长11.11%。",
        [
            {"subject": "财政拨款收入", "value": "100.00", "direction": UP, "change": "10.00", "change_pct": "11.11"},
            {"subject": "财政拨款收入", "value": "90.00", "year": 2023},
        ],
    ),
    (
        "“三公”经费支出预算10万元，决算8万元，完成预算的80%，比上年减少2万元，下降20%。",
        [
            {
                "subject": "“三公”经费支出", "value": "8", "budget_value": "10", "completion_pct": "80",
                "base": "上年", "direction": DOWN, "change": "2", "change_pct": "20",
            }
        ],
    ),
    (
        "2024年度预算总额为3000万元（含上年结转200万元）。",
        [{"subject": "预算总额", "value": "3000"}, {"subject": "上年结转", "value": "200"}],
    ),
    (
        "安排200万元用于绿化养护。",
        [{"subject": "绿化养护", "value": "200"}],
    ),
    # 印错的，照印
    ("公务用车购置预算支出0万元，比上年预算增加万元，主要原因无此项内容。",
     [{"subject": "公务用车购置预算支出", "value": "0", "base": "上年预算", "direction": UP, "reason": "无此项内容"}]),
    ("一般公共服务（类）支出000万元，与上年相比减少17.00万元。",
     [{"subject": "一般公共服务（类）支出", "value": "000", "base": "上年", "direction": DOWN, "change": "17.00"}]),
    ("信息化建设2024年预算数为73.67万元，比上年增加76.67万元，增长（基数为0，不可比）。",
     [{"subject": "信息化建设", "value": "73.67", "base": "上年", "direction": UP, "change": "76.67"}]),
    ("单位预留机动经费预算数为2,388.04万元，与上年相比增加2,247.84万元，增长16倍。",
     [{"subject": "单位预留机动经费", "value": "2388.04", "base": "上年", "direction": UP, "change": "2247.84",
       "change_pct": "16倍"}]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text[:18] for text, _ in CASES])
def test_what_a_sentence_states(text: str, expected: list[dict[str, Any]]) -> None:
    assert [short(s) for s in statements(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "对举报人给予一次性奖励，最高不超过20万元，最低不少于200元。",
        "期间每年给硕士研究生4万元经济补助。",
        "XX局2024年收入总计XXX万元，增加（减少）XXX万元。",
        "填列数应与《收支预算总表》收入数一致。",
        "1.预算执行率：满分10分。",
        "根据《关于印发办法的通知》（财预〔2016〕143号）第3条办理。",
        "促进社会消费品零售总额增长，助力区域商业能级提升。",
        "主要原因是新调入3人，办公费增加2万元。",
    ],
)
def test_what_states_nothing(text: str) -> None:
    """Limits, unit prices, templates, instructions, full marks and reasons are no statements."""
    assert statements(text) == []


def test_two_bases_are_two_statements() -> None:
    text = "收、支决算总计90万元。与年初预算相比，收、支总计各增加7万元，增长8.4%；与上年决算相比，收、支总计各减少2万元，减少2.2%。"
    first, second = statements(text)
    assert (first.base, first.direction, first.change, first.change_pct) == ("年初预算", UP, "7", "8.4")
    assert (second.base, second.direction, second.change, second.change_pct) == ("上年决算", DOWN, "2", "2.2")
    assert first.value == second.value == "90"


def test_a_change_after_a_list_is_of_its_head() -> None:
    text = "“三公”经费预算安排4.05万元，其中因公出国（境）费0万元；公务接待费0.45万元。与2023年相比减少2.00万元。"
    head, *items = statements(text)
    assert (head.base, head.change) == ("2023年", "2.00")
    assert all(item.direction is None for item in items)


def test_a_reason_in_a_paragraph_of_its_own() -> None:
    result = prose(
        "一、预算编制说明\n\n财政拨款收入90万元，比2023年预算增加9万元。\n\n财政拨款收入支出增加的主要原因是工作量增加。"
    )
    (statement,) = result.statements
    assert statement.reason == "工作量增加"


def test_the_subject_stands_in_the_heading() -> None:
    result = prose(
        "十、项目支出说明\n\n（一）项目名称\n\n河道保洁项目\n\n1. 项目概述\n\n保洁，最高不超过2万元。\n\n2. 年度预算安排\n\n2024年该项目预算金额8万元。"
    )
    (statement,) = result.statements
    assert (statement.subject, statement.value, statement.section) == ("河道保洁项目", "8", "十/（一）/2")


def test_the_kuan_of_the_paragraph_above_goes_before_an_item() -> None:
    result = prose(
        "五、支出预算情况说明\n\n（一）公共安全支出（类）\n\n检察（款）：2024年预算支出合计90万元。其中：\n\n1．行政运行（项）支出60万元。"
    )
    assert [s.subject for s in result.statements] == ["检察（款）", "检察（款）行政运行（项）"]


def test_one_name_within_a_chapter() -> None:
    with_carry = "二、收入说明\n\n本年事业收入5万元，上年结转1万元。"
    without = "二、收入说明\n\n本年事业收入5万元，本年其他收入1万元。"
    assert [s.subject for s in prose(with_carry).statements] == ["本年事业收入", "上年结转"]
    assert [s.subject for s in prose(without).statements] == ["事业收入", "其他收入"]


def test_duties_plans_and_glossary_state_nothing() -> None:
    text = "一、主要职责\n\n管理资金100万元。\n\n二、2024年工作任务\n\n争取资金200万元。\n\n三、名词解释\n\n基本支出：指300万元以内的支出。"
    assert prose(text).statements == []


def test_a_work_report_states_counts_only_beside_money() -> None:
    text = "三、2023年主要工作完成情况\n\n上线14个子系统，增补责任医师647名。补贴特殊人群51625人，涉及补助金额1364.97万元。"
    assert [s.value for s in prose(text).statements] == ["51625", "1364.97"]


# -- parts of the grammar ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("增加1,477.9万元，增长27.19%", [("money", "1477.9", "万元"), ("percent", "27.19", "%")]),
        ("单价50万元（含）以上的通用设备0台（套）", [("count", "0", "台（套）")]),
        ("2025年1月至2-3月，冀财社〔2025〕128号", []),
        ("收支差额-5.20万元", [("money", "-5.20", "万元")]),
        ("医疗（11款）行政单位医疗（01项）9元", [("money", "9", "元")]),
        ("参保215.05万人", [("count", "215.05", "万人")]),
        ("总预算1410.00万，其中", [("money", "1410.00", "万")]),
    ],
)
def test_figures_and_what_is_none(text: str, found: list[tuple[str, str, str]]) -> None:
    got = [(q.kind, q.digits, q.unit) for q in quantities(text) if q.kind != "bare"]
    assert got == found


@pytest.mark.parametrize(
    ("words", "name", "year", "stage"),
    [
        ("某市水务局(部门)2024年度收入、支出预算总计", "收入、支出预算总计", 2024, None),
        ("2024年支出预算", "支出预算", 2024, None),
        ("我部门机关运行经费共计安排", "机关运行经费", None, None),
        ("财政拨款“三公”经费预算安排", "财政拨款“三公”经费", None, "budget"),
        ("某市水务局（含所属单位）上年末固定资产金额为", "固定资产金额", 2023, None),
        ("政府采购货物预算", "政府采购货物预算", None, None),
        ("年初预算数为", "", None, "budget"),
        ("2023年当年预算执行数为", "", 2023, "executed"),
        ("提前下达2025年中央财政补助资金", "提前下达2025年中央财政补助资金", None, None),
        ("单位资金", "单位资金", None, None),
    ],
)
def test_the_shortest_subject_that_identifies(
    words: str, name: str, year: int | None, stage: str | None
) -> None:
    subject = read_subject(words, "某市水务局", 2024)
    assert (subject.name, subject.year, subject.stage) == (name, year, stage)


@pytest.mark.parametrize(
    ("words", "direction", "subject", "base"),
    [
        ("与上年相比增加", UP, "", "上年"),
        ("比2025年预算执行数减少", DOWN, "", "2025年预算执行数"),
        ("决算数与预算数基本持平", FLAT, "决算数", "预算数"),
        ("2024年“三公”经费预算比上年减少", DOWN, "2024年“三公”经费预算", "上年"),
        ("降幅", DOWN, "", None),
        ("与上年决算相比增", UP, "", "上年决算"),
        ("比上年预算增加万元", UP, "", "上年预算"),
    ],
)
def test_directions_and_bases(words: str, direction: str, subject: str, base: str | None) -> None:
    change = read_change(words)
    assert change is not None
    assert (change.direction, change.subject, change.base) == (direction, subject, base)


def test_no_base_in_plain_words() -> None:
    assert find_base("基本支出") is None
    assert read_change("新增资产配置预算") is None


def test_a_cause_with_its_own_figure_is_a_statement_without_an_amount() -> None:
    text = "社会保障支出90万元，与上年相比减少8万元。主要原因是退休金自2017年7月起由社保发放，这一因素较上年减少部门支出9万元。"
    head, cause = statements(text)
    assert (head.change, head.reason is not None) == ("8", True)
    assert (cause.subject, cause.value, cause.base, cause.direction, cause.change) == (
        "退休金",
        None,
        "上年",
        DOWN,
        "9",
    )


def test_reasons_end_at_the_sentence_unless_they_go_on() -> None:
    (reason,), blanked = explain(
        "增加8万元。主要原因是一是人员增加，二是2017年7月调整补贴3万元。其中：项目5万元。"
    )
    assert reason.text == "一是人员增加，二是2017年7月调整补贴3万元"
    assert "3万元" not in blanked and "项目5万元" in blanked


# -- round trip ----------------------------------------------------------------------------------

_SUBJECTS = st.sampled_from(
    [
        "事业收入",
        "项目支出",
        "公务接待费",
        "一般公共预算拨款收入",
        "住房保障支出",
        "印刷费",
        "其他社会保障缴费",
    ]
)
_MONEY = st.decimals("0", "99999999", places=2)
_BASES = st.sampled_from(
    [("与上年相比", "上年"), ("比2023年预算", "2023年预算"), ("较上年决算数", "上年决算数")]
)
_WORDS = st.sampled_from([("增加", "增长", UP), ("减少", "下降", DOWN), ("减少", "降低", DOWN)])


def _printed(value: Decimal, *, commas: bool) -> str:
    return f"{value:,.2f}" if commas else f"{value:.2f}"


@given(_SUBJECTS, _MONEY, _MONEY, _MONEY, _BASES, _WORDS, st.booleans(), st.integers(0, 60))
def test_round_trip_through_any_line_break(
    subject: str, value: Decimal, change: Decimal, pct: Decimal, base: tuple[str, str],
    words: tuple[str, str, str], commas: bool, cut: int,
) -> None:  # fmt: skip
    """What a sentence was made of is read back, wherever the line breaks, with the quote found in the source."""
    sentence = (
        f"{subject}{_printed(value, commas=commas)}万元，{base[0]}{words[0]}{_printed(change, commas=commas)}万元，"
        f"{words[1]}{pct:.2f}%。主要原因是业务变化。"
    )
    broken = f"{sentence[:cut]}\n{sentence[cut:]}" if 0 < cut < len(sentence) else sentence
    (found,) = statements(broken)
    assert short(found) == {
        "subject": subject, "value": f"{value:.2f}", "base": base[1], "direction": words[2],
        "change": f"{change:.2f}", "change_pct": f"{pct:.2f}", "reason": "业务变化",
    }  # fmt: skip
    assert "".join(found.quote.split()) in "".join(broken.split())


@given(st.lists(st.tuples(_SUBJECTS, _MONEY), min_size=1, max_size=8), st.sampled_from("、，；"))
def test_every_item_of_an_enumeration(items: list[tuple[str, Decimal]], separator: str) -> None:
    listed = separator.join(f"{name}{value:.2f}万元" for name, value in items)
    found = statements(f"人员经费999万元，主要包括：{listed}。")
    assert [(s.subject, s.value) for s in found[1:]] == [(name, f"{value:.2f}") for name, value in items]


_PIECES = st.sampled_from(
    [
        "一、", "（二）", "1.", "第二部分", "目录", "2024年", "年初预算", "支出决算", "为", "10.5万元", "3辆", "占", "5%", "与上年相比",
        "增加", "减少", "持平", "主要原因是", "主要用于", "其中：", "，", "。", "；", "、", "（", "）", "“", "”", "《", "》", "：", "项目",
        "行政运行（项）", "水利（款）", "名词解释", "主要职责", "内设机构包括", "6月底前", "参保率", "以上", "自评综述：", "得分", " ", "\n", "\t",
        "项目概述", "实施周期", "XXX", "-", "00", "a",
    ]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=60).map("".join))
def test_no_text_is_too_strange(text: str) -> None:
    """Any mix of the words of budget prose is read without an error, and every quote stands in it."""
    result = prose(text)
    source = "".join(text.split())
    for item in [*result.statements, *result.targets]:
        assert "".join(item.quote.split()) in source
