"""Wordings that other provinces use for the same facts: bases with their amounts, 分别, 同比, items without nouns."""

from __future__ import annotations

from typing import Any

import pytest

from tests.prose_support import prose, short, statements

UP, DOWN, FLAT = "increase", "decrease", "flat"

CASES: list[tuple[str, list[dict[str, Any]]]] = [
    # a change without an amount of its own
    (
        "2024年收入预算减少49.81万元，主要是压减项目。",
        [{"subject": "收入预算", "direction": DOWN, "change": "49.81", "reason": "压减项目"}],
    ),
    (
        "较上年增加100万元，其中：基本支出增加60万元，项目支出缩减40万元。",
        [
            {"subject": "基本支出", "direction": UP, "change": "60"},
            {"subject": "项目支出", "direction": DOWN, "change": "40"},
        ],
    ),
    (
        "收入总计50万元，支出总计50万元。2024年预算比2023年预算增加5万元，增长11.11%。",
        [
            {"subject": "收入总计", "value": "50"},
            {"subject": "支出总计", "value": "50"},
            {"subject": "预算", "base": "2023年预算", "direction": UP, "change": "5", "change_pct": "11.11"},
        ],
    ),
    # 持平 weighs the change before it, or is the change of the amount behind it
    (
        "支出预算5,876.67万元，比上年执行数增加48.92万元，增长0.8%，与上年基本持平。",
        [
            {
                "subject": "支出预算", "value": "5876.67", "base": "上年执行数", "direction": UP, "change": "48.92",
                "change_pct": "0.8",
            }
        ],
    ),
    (
        "2024年国有资本经营预算拨款支出与上年一致，均为0万元。",
        [{"subject": "国有资本经营预算拨款支出", "value": "0", "base": "上年", "direction": FLAT}],
    ),
    # 吉林
    (
        "2024年“三公经费”预算数为7.61万元，2023年预算数为9.23万元，和2023年相比预算减低1.62万元。",
        [
            {"subject": "“三公经费”", "value": "7.61", "base": "2023年", "direction": DOWN, "change": "1.62"},
            {"subject": "“三公经费”", "value": "9.23", "year": 2023},
        ],
    ),
    (
        "财政拨款收入1682.76万元同比上年增长3.08%。",
        [
            {
                "subject": "财政拨款收入", "value": "1682.76", "base": "上年", "direction": UP,
                "change_pct": "3.08",
            }
        ],
    ),
    (
        "机关运行经费预算总计58万元，其中主要支出为办公费34万元，维修（护）费。24万元等。",
        [
            {"subject": "机关运行经费", "value": "58"},
            {"subject": "办公费", "value": "34"},
            {"subject": "维修（护）费", "value": "24"},
        ],
    ),
    # 广东: a stop inside the bracket, and the change of what stands before it
    (
        "公务用车购置及运行维护费2.5万元（公务用车购置费0万元，比上年增加0万元；公务用车运行维护费2.5万元，"
        "比上年减少1万元。）比上年减少1万元，下降28.6%；公务接待费1万元。",
        [
            {
                "subject": "公务用车购置及运行维护费", "value": "2.5", "base": "上年", "direction": DOWN,
                "change": "1", "change_pct": "28.6",
            },
            {"subject": "公务用车购置费", "value": "0", "base": "上年", "direction": UP, "change": "0"},
            {"subject": "公务用车运行维护费", "value": "2.5", "base": "上年", "direction": DOWN, "change": "1"},
            {"subject": "公务接待费", "value": "1"},
        ],
    ),
    (
        "2024年本部门一般公共预算安排委托业务费478.2万元。拟新增配置公务用车0辆。",
        [
            {"subject": "委托业务费", "value": "478.2"},
            {"subject": "新增配置公务用车", "measure": "count", "value": "0", "unit": "辆"},
        ],
    ),
    # 重庆: an item by its code heads the sentence
    (
        "1.小学教育（2050202），2024年度决算数为7,970.38万元，比2023年度决算数增长0.39%。",
        [
            {
                "subject": "小学教育", "value": "7970.38", "base": "2023年度决算数", "direction": UP,
                "change_pct": "0.39",
            }
        ],
    ),
    (
        "1.因公出国（境）费，2024年预算数为5万元，较上年下滑2万元。",
        [{"subject": "因公出国（境）费", "value": "5", "base": "上年", "direction": DOWN, "change": "2"}],
    ),
    ("1.“农林水支出”科目11,885万元，主要用于运转。", [{"subject": "农林水支出", "value": "11885"}]),
    (
        "公务用车购置支出421.30万元，比上年预算数增加421.30万元（上年预算数为0万元，无法计算增减比率）。",
        [
            {
                "subject": "公务用车购置支出", "value": "421.30", "base": "上年预算数", "direction": UP,
                "change": "421.30",
            },
            {"subject": "公务用车购置支出", "value": "0", "year": 2023},
        ],
    ),
    (
        "2024年，本部门杭州市交通运输局1家行政单位及2家行政类参公事业单位的机关运行经费财政拨款预算8,989万元。",
        [
            {"subject": "行政单位", "measure": "count", "value": "1", "unit": "家"},
            {"subject": "行政类参公事业单位", "measure": "count", "value": "2", "unit": "家"},
            {"subject": "机关运行经费财政拨款预算", "value": "8989"},
        ],
    ),
    ("按功能分类支出划分为一般公共服务支出5万元，占比80%。", [
        {"subject": "一般公共服务支出", "value": "5", "share_pct": "80"},
    ]),
    ("指标下达13,237万元。", [{"subject": "指标下达", "value": "13237"}]),
    ("财政拨款收支总决算20727.53万元。", [{"subject": "财政拨款收支总决算", "value": "20727.53"}]),
    (
        "行政运行（2010401）27万元，较上年增加9万元，原因是：一是人员经费支出增加8万元，主要是调资。",
        [
            {
                "subject": "行政运行（2010401）", "value": "27", "base": "上年", "direction": UP, "change": "9",
                "reason": "一是人员经费支出增加8万元，主要是调资",
            },
            {"subject": "人员经费支出", "direction": UP, "change": "8"},
        ],
    ),
    ("留守机构补助资金预算执行率为63.9%。", [
        {"subject": "留守机构补助资金预算执行率", "measure": "ratio", "value": "63.9", "unit": "%"},
    ]),
    # 山东, 安徽: what a fee consists of, in a long bracket
    (
        "机关运行经费（包括办公费、印刷费、邮电费、差旅费、会议费、日常维修费、办公用房水电费以及其他费用）支出88.20万元，"
        "比2023年增加3.10万元，增长3.64%。",
        [
            {
                "subject": "机关运行经费支出", "value": "88.20", "base": "2023年", "direction": UP,
                "change": "3.10", "change_pct": "3.64",
            }
        ],
    ),
    (
        "财政拨款收入1,560.30万元（占比98.5%），事业收入23.70万元（占比1.5%）。",
        [
            {"subject": "财政拨款收入", "value": "1560.30", "share_pct": "98.5"},
            {"subject": "事业收入", "value": "23.70", "share_pct": "1.5"},
        ],
    ),
    # amounts in capitals, of two units, with a sign of the currency
    (
        "2024年度收、支总计各是1,234.56万元、1,234.50万元。",
        [{"subject": "收入总计", "value": "1234.56"}, {"subject": "支出总计", "value": "1234.50"}],
    ),
    (
        "收入总计1亿2300万元，支出预算人民币壹仟叁佰万元整，项目支出RMB1,300.00万元。",
        [
            {"subject": "收入总计", "value": "12300"},
            {"subject": "支出预算", "value": "1300"},
            {"subject": "项目支出", "value": "1300.00"},
        ],
    ),
    ("培训费壹万贰仟元，会议费3万5千元。", [
        {"subject": "培训费", "value": "12000", "unit": "元"}, {"subject": "会议费", "value": "35000", "unit": "元"},
    ]),
    # 北京: the amount of the year before stands inside the comparison
    (
        "2024年收入预算812.40万元，比2023年790.10万元增加22.30万元，增长2.82%。",
        [
            {
                "subject": "收入预算", "value": "812.40", "base": "2023年", "direction": UP,
                "change": "22.30", "change_pct": "2.82",
            },
            {"subject": "收入预算", "value": "790.10", "year": 2023},
        ],
    ),
    (
        "2.公务接待费。2024年预算数0.30万元，比2023年预算数1.10万元减少0.80万元，主要原因：压减接待。",
        [
            {
                "subject": "公务接待费", "value": "0.30", "base": "2023年预算数", "direction": DOWN,
                "change": "0.80", "reason": "压减接待",
            },
            {"subject": "公务接待费", "value": "1.10", "year": 2023},
        ],
    ),
    (
        "公务用车购置费2024年预算数0.00万元，与2023年预算数0.00万元持平。",
        [
            {"subject": "公务用车购置费", "value": "0.00", "base": "2023年预算数", "direction": FLAT},
            {"subject": "公务用车购置费", "value": "0.00", "year": 2023},
        ],
    ),
    (
        "公务接待支出31万元，比上年累计支出40万元下降9万元，下降22.5%。",
        [
            {
                "subject": "公务接待支出", "value": "31", "base": "上年", "direction": DOWN,
                "change": "9", "change_pct": "22.5",
            },
            {"subject": "公务接待支出", "value": "40", "year": 2023},
        ],
    ),
    # the budget of the same year inside the comparison or inside the completion
    (
        "本年支出640万元，比年初预算数600万元增加40万元，增长6.67%，主要是追加人员经费。",
        [
            {
                "subject": "本年支出", "value": "640", "base": "年初预算数", "direction": UP, "change": "40",
                "change_pct": "6.67", "budget_value": "600", "reason": "追加人员经费",
            }
        ],
    ),
    (
        "会议费支出决算为3.1万元，完成预算4万元的77.5%；培训费支出2万元，完成年初预算数2万元的100%。",
        [
            {"subject": "会议费支出", "value": "3.1", "budget_value": "4", "completion_pct": "77.5"},
            {"subject": "培训费支出", "value": "2", "budget_value": "2", "completion_pct": "100"},
        ],
    ),
    # 执行情况: 累计完成, 减收, 增支, 负增长
    (
        "一般公共预算收入累计完成5120万元，完成预算数9800万元的52.2%，比上年减收310万元，下降5.7%。",
        [
            {
                "subject": "一般公共预算收入", "value": "5120", "base": "上年", "direction": DOWN, "change": "310",
                "change_pct": "5.7", "completion_pct": "52.2", "budget_value": "9800",
            }
        ],
    ),
    (
        "全县一般公共预算支出80亿元，同比增支2亿元，增长2.6%。行政经费3亿元，较上年预算负增长7%。",
        [
            {
                "subject": "全县一般公共预算支出", "value": "80", "unit": "亿元", "base": "上年", "direction": UP,
                "change": "2", "change_pct": "2.6",
            },
            {
                "subject": "行政经费", "value": "3", "unit": "亿元", "base": "上年预算", "direction": DOWN,
                "change_pct": "7",
            },
        ],
    ),
    # 同口径 and items whose name is no noun of money
    (
        "公务接待费同口径比2023年减少6万元，同口径比2023年下降5.1%。",
        [
            {
                "subject": "公务接待费", "base": "2023年", "direction": DOWN, "change": "6", "change_pct": "5.1",
            }
        ],
    ),
    (
        "“三公”经费预算较2023年度增加1.5万元，其中公务接待较上年同期减少0.5万元，减少4.1%。",
        [
            {"subject": "“三公”经费", "base": "2023年度", "direction": UP, "change": "1.5"},
            {
                "subject": "公务接待", "base": "上年同期", "direction": DOWN, "change": "0.5", "change_pct": "4.1",
            },
        ],
    ),
    (
        "收入支出总体与上年相比，增加12.10万元，增长3.3%，主要原因是：人员增加。",
        [
            {
                "subject": "收入支出总体", "base": "上年", "direction": UP, "change": "12.10",
                "change_pct": "3.3", "reason": "人员增加",
            }
        ],
    ),
    (
        "资产总额560万元。与上年相比，本年资产总额减少20万元，其中固定资产减少19万元。",
        [
            {"subject": "资产总额", "value": "560", "base": "上年", "direction": DOWN, "change": "20"},
            {"subject": "固定资产", "base": "上年", "direction": DOWN, "change": "19"},
        ],
    ),
    # 分别, remarks in brackets, two shares
    (
        "2024年度收入、支出总计分别为300.5万元、298.1万元。",
        [{"subject": "收入总计", "value": "300.5"}, {"subject": "支出总计", "value": "298.1"}],
    ),
    (
        "人员经费、公用经费分别支出120万元和30万元。",
        [{"subject": "人员经费", "value": "120"}, {"subject": "公用经费", "value": "30"}],
    ),
    (
        "财政拨款收入总计150万元（含年初财政拨款结转和结余）、支出总计150万元。",
        [{"subject": "财政拨款收入总计", "value": "150"}, {"subject": "支出总计", "value": "150"}],
    ),
    (
        "预备费24万元，占总支出的0.4%，占本级支出的1.6%。",
        [
            {"subject": "预备费", "value": "24", "share_pct": "0.4"},
            {"subject": "预备费", "value": "24", "share_pct": "1.6"},
        ],
    ),
    # which statement a change or a completion is of
    (
        "2024年预算收入64万元，其中一般公共预算拨款收入64万元、政府性基金拨款收入0万元，较上年增加7万元。",
        [
            {"subject": "预算收入", "value": "64", "base": "上年", "direction": UP, "change": "7"},
            {"subject": "一般公共预算拨款收入", "value": "64"},
            {"subject": "政府性基金拨款收入", "value": "0"},
        ],
    ),
    (
        "收入总计32.1万元、支出总计32.1万元。与2023年相比，收入总计增加2.1万元，增长7%，支出总计增加2.1万元，增长7%。",
        [
            {
                "subject": "收入总计", "value": "32.1", "base": "2023年", "direction": UP, "change": "2.1",
                "change_pct": "7",
            },
            {
                "subject": "支出总计", "value": "32.1", "base": "2023年", "direction": UP, "change": "2.1",
                "change_pct": "7",
            },
        ],
    ),
    (
        "财政拨款支出51万元，其中：基本支出21万元，项目支出30万元。与年初预算相比，2024年财政拨款支出完成年初预算的"
        "121%，其中：基本支出完成年初预算的103%，项目支出完成年初预算的138%。",
        [
            {"subject": "财政拨款支出", "value": "51", "completion_pct": "121"},
            {"subject": "基本支出", "value": "21", "completion_pct": "103"},
            {"subject": "项目支出", "value": "30", "completion_pct": "138"},
        ],
    ),
    (
        "公务接待费2.5万元，较上年减少0.5万元（16.67%）；公务用车购置费0万元，较上年持平。",
        [
            {
                "subject": "公务接待费", "value": "2.5", "base": "上年", "direction": DOWN, "change": "0.5",
                "change_pct": "16.67",
            },
            {"subject": "公务用车购置费", "value": "0", "base": "上年", "direction": FLAT},
        ],
    ),
    (
        "2010302-一般行政管理事务50万元。今年培训费2万元。相应安排支出预算52万元。",
        [
            {"subject": "一般行政管理事务", "value": "50"},
            {"subject": "培训费", "value": "2"},
            {"subject": "支出预算", "value": "52"},
        ],
    ),
    (
        "公务用车运行维护费2万元，年末保有1辆。国内公务接待45批次、320人、5万元。",
        [
            {"subject": "公务用车运行维护费", "value": "2"},
            {"subject": "公务用车年末保有", "measure": "count", "value": "1", "unit": "辆"},
            {"subject": "国内公务接待批次", "measure": "count", "value": "45", "unit": "批次"},
            {"subject": "国内公务接待人", "measure": "count", "value": "320", "unit": "人"},
            {"subject": "国内公务接待", "value": "5"},
        ],
    ),
    # the outturn first, its budget and the gap after it
    (
        "公务接待费支出2.05万元，年初预算为2万元，差值为0.05万元，原因为项目增多。",
        [
            {
                "subject": "公务接待费支出", "value": "2.05", "budget_value": "2", "change": "0.05",
                "reason": "项目增多",
            }
        ],
    ),
    (
        "公务接待费2024年预算8万元，2023年预算12万元；对比减少4万元；减少率33.3%。",
        [
            {
                "subject": "公务接待费", "value": "8", "direction": DOWN, "change": "4", "change_pct": "33.3",
            },
            {"subject": "公务接待费", "value": "12", "year": 2023},
        ],
    ),
    (
        "收入总计19万元，支出总计19万元。收支较上年决算数减少4万元，下降17.4%。",
        [
            {
                "subject": name, "value": "19", "base": "上年决算数", "direction": DOWN, "change": "4",
                "change_pct": "17.4",
            }
            for name in ("收入总计", "支出总计")
        ],
    ),
    # a reason that only a comma parts from the next fee
    (
        "公务用车运行费15万元，与2023年预算相比减少7万元，主要原因是严控开支，公务用车购置费0万元。",
        [
            {
                "subject": "公务用车运行费", "value": "15", "base": "2023年预算", "direction": DOWN, "change": "7",
                "reason": "严控开支",
            },
            {"subject": "公务用车购置费", "value": "0"},
        ],
    ),
    (
        "2024年本部门财政拨款安排“三公”经费29万元，比上年增加1万元。国内公务接待批次为52个，接待人次为420人。",
        [
            {"subject": "“三公”经费", "value": "29", "base": "上年", "direction": UP, "change": "1"},
            {"subject": "国内公务接待批次", "measure": "count", "value": "52", "unit": "个"},
            {"subject": "国内公务接待人次", "measure": "count", "value": "420", "unit": "人"},
        ],
    ),
    (
        "基本支出21万元，占38.9%，主要是为保障机构正常运转而发生的各项支出，其中，工资福利支出18万元。",
        [
            {"subject": "基本支出", "value": "21", "share_pct": "38.9"},
            {"subject": "工资福利支出", "value": "18"},
        ],
    ),
    # 四川
    (
        "国内公务接待16批次，80人次（不包括陪同人员），共计支出7.8万元。",
        [
            {"subject": "国内公务接待批次", "measure": "count", "value": "16", "unit": "批次"},
            {"subject": "国内公务接待人次", "measure": "count", "value": "80", "unit": "人次"},
            {"subject": "国内公务接待支出", "value": "7.8"},
        ],
    ),
    (
        "2024年，县水利局机关运行经费支出73万元。共安排因公出国（境）团组0个，累计0人次。",
        [
            {"subject": "机关运行经费支出", "value": "73"},
            {"subject": "因公出国（境）团组", "measure": "count", "value": "0", "unit": "个"},
            {"subject": "因公出国（境）人次", "measure": "count", "value": "0", "unit": "人次"},
        ],
    ),
    # counts
    (
        "内设7个部门，行政编制40名，实有人数38人。",
        [
            {"subject": "内设部门", "measure": "count", "value": "7", "unit": "个"},
            {"subject": "行政编制", "measure": "count", "value": "40", "unit": "名"},
            {"subject": "实有人数", "measure": "count", "value": "38", "unit": "人"},
        ],
    ),
    (
        "房屋建筑物500.00（平方米），价值120.00万元。车辆1辆，价值15.00万元。",
        [
            {"subject": "房屋建筑物", "measure": "count", "value": "500.00", "unit": "平方米"},
            {"subject": "房屋建筑物价值", "value": "120.00"},
            {"subject": "车辆", "measure": "count", "value": "1", "unit": "辆"},
            {"subject": "车辆价值", "value": "15.00"},
        ],
    ),
    (
        "全年国内公务接待60批，累计接待480人次，其中外事接待0批，累计接待0人次。",
        [
            {"subject": "国内公务接待", "measure": "count", "value": "60", "unit": "批"},
            {"subject": "国内公务接待人次", "measure": "count", "value": "480", "unit": "人次"},
            {"subject": "外事接待", "measure": "count", "value": "0", "unit": "批"},
            {"subject": "外事接待人次", "measure": "count", "value": "0", "unit": "人次"},
        ],
    ),
    # what an amount consists of is no cause; a cause ends where the purpose begins
    (
        "拟购置固定资产12.5万元，主要是办公设备等。其他收入0万元，主要是存款利息等。较上年度决算数无增加或减少。",
        [
            {"subject": "拟购置固定资产", "value": "12.5"},
            {"subject": "其他收入", "value": "0", "base": "上年度决算数", "direction": FLAT},
        ],
    ),
    (
        "项目支出64万元，比2023年减少18万元，主要是一次性项目减少，主要用于案件审判。",
        [
            {
                "subject": "项目支出", "value": "64", "base": "2023年", "direction": DOWN, "change": "18",
                "reason": "一次性项目减少",
            }
        ],
    ),
    (
        "2024年度收入总计为457.8万元，支出合计为450万元。",
        [{"subject": "收入总计", "value": "457.8"}, {"subject": "支出合计", "value": "450"}],
    ),
    (
        "公务接待费用4万元，接待31批（次）240人。",
        [
            {"subject": "公务接待费用", "value": "4"},
            {"subject": "公务接待批次", "measure": "count", "value": "31", "unit": "批（次）"},
            {"subject": "公务接待人", "measure": "count", "value": "240", "unit": "人"},
        ],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[text[:16] for text, _ in CASES])
def test_what_a_sentence_states(text: str, expected: list[dict[str, Any]]) -> None:
    assert [short(statement) for statement in statements(text)] == expected


def test_the_unit_is_that_of_the_outturn() -> None:
    said = statements("培训费年初预算为20.00万元，支出决算为18.50元，完成年初预算的92.5%。")
    assert [(s.value, s.unit, s.budget_value) for s in said] == [("18.50", "元", "20.00")]


def test_the_office_itself_is_no_subject() -> None:
    assert [s.subject for s in statements("2024年度，本单位支出为42.5万元。")] == ["支出"]


def test_a_score_leaves_its_project_to_the_amounts_after_it() -> None:
    said = statements("档案整理项目绩效自评得分为95分。全年预算数为20万元，执行数为19万元，完成预算的95%。")
    assert [(s.subject, s.value, s.budget_value) for s in said] == [
        ("档案整理项目绩效自评得分", "95", None),
        ("档案整理项目", "19", "20"),
    ]


def test_a_later_day_of_counting_replaces_the_first() -> None:
    said = statements("截至2023年12月底，共有公务用车3辆。2024年预算安排购置公务用车0辆，购置大型设备0台。")
    assert [s.year for s in said] == [2023, 2024, 2024]


def test_a_short_heading_is_no_part_of_the_long_line_below() -> None:
    """A source that sets a paragraph on one line: its headings need no telling word at their end."""
    text = (
        "一、项目支出预算\n2024年项目支出预算120万元，"
        + "主要用于网络安全与日常运行维护等方面的支出，" * 3
        + "与上年持平。"
    )
    assert [(s.section, s.subject) for s in prose(text).statements] == [("一", "项目支出预算")]


def test_what_an_item_announces_stands_under_it() -> None:
    text = (
        "二、支出预算\n"
        "1.项目支出30万元，占总支出的10%，同比减少5万元。其中：\n"
        "商品和服务支出20万元，同比减少3万元，下降13%。\n"
    )
    assert [s.section for s in prose(text).statements] == ["二/1", "二/1"]


def test_two_causes_in_one_sentence_have_a_subject_each() -> None:
    text = (
        "收入合计90万元，较上年减少41万元，主要原因是企业补贴资金较上年减少48万元，基本支出较上年增加7万元。"
    )
    said = [(s.subject, s.direction, s.change) for s in statements(text) if s.value is None]
    assert said == [("企业补贴资金", DOWN, "48"), ("基本支出", UP, "7")]


def test_the_title_of_the_document_is_no_part_of_its_first_sentence() -> None:
    text = (
        "某局2024年度“三公”经费公开\n2024年“三公”经费预算20万元，"
        + "严格执行各项规定并压减开支，" * 5
        + "与上年持平。"
    )
    assert [s.subject for s in prose(text).statements] == ["“三公”经费预算"]


def test_entries_below_an_item_that_holds_the_first_of_them() -> None:
    text = (
        "二、支出预算\n"
        "1.项目支出30万元，占总支出的10%。其中：工资福利支出10万元，占项目支出的33%。\n"
        "商品和服务支出20万元，占项目支出的67%。\n"
        "三、按科目划分\n"
        "（一）按支出功能分类科目划分。\n"
        "住房公积金9万元，用于缴存。\n"
    )
    assert [s.section for s in prose(text).statements] == ["二/1", "二/1", "二/1", "三/（一）"]


def test_the_item_stands_in_the_paragraph_above() -> None:
    text = (
        "五、支出决算具体情况\n\n"
        "1、一般公共服务支出（类）财政事务（款）行政运行（项）。\n\n"
        "年初预算为77.00万元，支出决算为68.00万元，完成年初预算的88.31%。\n"
    )
    said = prose(text).statements
    assert [(s.section, s.subject, s.value) for s in said] == [
        ("五/1", "财政事务（款）行政运行（项）", "68.00")
    ]


def test_traditional_characters_are_read_and_quoted_as_printed() -> None:
    said = statements("2024年「三公」經費預算為17萬元，較上年減少2萬元，其中：公務接待費5萬元。")
    assert [(s.subject, s.value, s.unit, s.change) for s in said] == [
        ("“三公”经费", "17", "万元", "2"),
        ("公务接待费", "5", "万元", None),
    ]
    assert "公務接待費5萬元" in said[1].quote


def test_the_short_name_of_the_office_is_no_subject() -> None:
    text = "2024年，某州数据中心（以下简称“州中心”）实际到位资金334万元。"
    assert [s.subject for s in statements(text, department="某州数据中心")] == ["实际到位资金"]


def test_a_figure_that_had_to_be_converted_is_asked_about() -> None:
    mixed, plain = statements("收入总计1亿2300万元，支出总计12300万元。")
    assert mixed.evidence is not None and plain.evidence is not None
    assert (mixed.evidence.status, plain.evidence.status) == ("review", "accepted")
    assert mixed.evidence.reasons == ["印作“1亿2300万元”，由此换算"]


def test_an_overview_counts_offices_and_staff_alone() -> None:
    text = (
        "一、学校概况\n（一）学校基本情况\n学校设6个内设机构，在职职工300人，在校学生58000人，有国家级实验室4个，"
        "绿地率达40%，科研经费总量36.9亿元，获国家奖2项。\n二、预算说明\n收入总计5万元。\n"
    )
    said = [(s.subject, s.value) for s in prose(text).statements]
    assert said == [("内设机构", "6"), ("在职职工", "300"), ("收入总计", "5")]


def test_items_that_run_on_in_a_paragraph_have_their_own_place() -> None:
    text = (
        "二、说明\n（1）人员经费：①行政运行（2013201）16万元，较上年增加3万元；②培训支出（2050803）2万元。\n"
    )
    assert [s.section for s in prose(text).statements] == ["二/（1）/①", "二/（1）/②"]


def test_staff_in_a_list_are_the_staff_of_its_head() -> None:
    text = "人员编制105人，其中行政编制87人、事业编制18人；实有人员97人，其中：局机关85人、信息中心12人。"
    assert [s.subject for s in statements(text)] == [
        "人员编制", "行政编制", "事业编制", "实有人员", "局机关实有人员", "信息中心实有人员",
    ]  # fmt: skip


def test_a_list_numbered_like_its_heading_ends_with_the_next_heading() -> None:
    text = (
        "一、概况\n（一）职能职责\n（一）负责甲工作。\n（二）负责乙工作。\n（二）机构设置\n设10个处室。\n"
        "（三）人员情况\n在职人员5人。\n"
    )
    assert [s.section for s in prose(text).statements] == ["一/（二）", "一/（三）"]


def test_a_figure_and_its_unit_on_two_lines_are_one_sentence() -> None:
    text = "一、绩效情况\n结合本部门职能和重点工作，\n2024年公开绩效目标，公开金额474.56\n万元。\n"
    assert [(s.subject, s.value, s.unit) for s in prose(text).statements] == [("公开金额", "474.56", "万元")]
