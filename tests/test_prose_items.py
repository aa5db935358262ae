"""Projects, targets, duties, internal units and glossary in the styles of several provinces."""

from __future__ import annotations

from typing import Any

import pytest

from gouji.prose.projects import read_period
from tests.prose_support import prose

PLAN = "三、2024年主要工作任务\n\n"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("全市基本医疗保险参保率稳定在95%以上", ("全市基本医疗保险参保率", ">=", "95", "%", None)),
        ("药品网采率不低于90%", ("药品网采率", ">=", "90", "%", None)),
        ("确保案件办结率达到100%", ("案件办结率", ">=", "100", "%", None)),
        ("城镇调查失业率控制在5.5%以内", ("城镇调查失业率", "<=", "5.5", "%", None)),
        ("系统运行率>90%", ("系统运行率", ">", "90", "%", None)),
        ("设备完好率100%", ("设备完好率", "=", "100", "%", None)),
        ("机关正常运转保障率为98%", ("机关正常运转保障率", "=", "98", "%", None)),
        ("住院费用支付比例保持在75%左右", ("住院费用支付比例", "=", "75", "%", None)),
        ("实现行政村100%通宽带", ("行政村通宽带", "=", "100", "%", None)),
        ("开展专项行动的数量达到4次以上", ("开展专项行动的数量", ">=", "4", "次", None)),
        ("6月底前完成不少于50个小区改造", ("小区改造", ">=", "50", "个", "2024-06-30")),
        ("年内新建12所公办幼儿园", ("公办幼儿园", "=", "12", "所", "2024-12-31")),
        ("确保完成全市215.05万人参保目标任务", ("全市参保", ">=", "215.05", "万人", None)),
        ("8月底前出台《节约用水管理办法》", ("《节约用水管理办法》", "by", None, None, "2024-08-31")),
        ("2025年底前，供水管网覆盖所有乡镇", ("供水管网覆盖所有乡镇", "by", None, None, "2025-12-31")),
        ("计划2024年全面启动河湖划界工作", ("全面启动河湖划界工作", "by", None, None, "2024-12-31")),
    ],
)
def test_a_target_of_a_plan(sentence: str, expected: tuple[Any, ...]) -> None:
    (target,) = prose(f"{PLAN}{sentence}。").targets
    assert (target.subject, target.operator, target.value, target.unit, target.deadline) == expected
    assert target.section == "三" and target.quote in sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "深入学习贯彻党的二十大精神，围绕一个核心、推进三项改革",
        "落实“十四五”规划，健全长效机制，推动高质量发展",
        "组织2-3次委员集中视察",
        "2023年11月已完成系统上线",
    ],
)
def test_what_promises_nothing(sentence: str) -> None:
    assert prose(f"{PLAN}{sentence}。").targets == []


def test_a_deadline_set_apart_holds_for_the_figures_after_it() -> None:
    text = f"{PLAN}2025年底前，新付费方式覆盖所有医院，病种覆盖率达到90%，引导合理诊疗。"
    targets = prose(text).targets
    assert [(t.operator, t.value, t.deadline) for t in targets] == [
        ("by", None, "2025-12-31"),
        (">=", "90", "2025-12-31"),
    ]


def test_a_report_promises_only_levels_that_it_holds() -> None:
    text = "三、2023年主要工作完成情况\n\n救助比例总体稳定在75%左右，按100%的比例救助特困人员，上线14个系统。"
    assert [t.subject for t in prose(text).targets] == ["救助比例"]


# -- projects ------------------------------------------------------------------------------------

NARRATIVE = """七、项目经费情况说明

（一）项目名称：河道保洁

1. 项目概述

对全市河道开展日常保洁，最高不超过20万元。

2. 立项依据

1.《河道管理条例》。
2.《水利工程管理办法》（水法〔2020〕3号）。

3. 实施主体

某市水务局

4. 实施方案

通过招标确定保洁单位。

5. 实施周期

2024年1月1日-2024年12月31日

6. 年度预算安排

2024年该项目预算金额795万元。

（二）水质监测

1. 项目概述

监测水质。

2. 立项依据

《水法》

3. 实施周期

2024.3.1-2025.2.28

4. 年度预算安排

12.5万元
"""


def test_narratives_of_projects() -> None:
    first, second = prose(NARRATIVE).projects
    assert first.model_dump(exclude={"evidence"}, exclude_none=True) == {
        "name": "河道保洁",
        "overview": "对全市河道开展日常保洁，最高不超过20万元。",
        "basis": "1.《河道管理条例》。\n2.《水利工程管理办法》（水法〔2020〕3号）。",
        "entity": "某市水务局",
        "plan": "通过招标确定保洁单位。",
        "period_start": "2024-01-01",
        "period_end": "2024-12-31",
        "amount": "795",
        "unit": "万元",
    }
    assert (second.name, second.amount, second.period_start, second.period_end) == (
        "水质监测",
        "12.5",
        "2024-03-01",
        "2025-02-28",
    )
    assert first.evidence is not None and first.evidence.line is not None


def test_a_project_under_its_own_title() -> None:
    text = (
        "# 人民调解项目经费情况说明\n\n一、项目概述\n\n化解矛盾。\n\n二、立项依据\n\n《人民调解法》\n\n"
        "三、实施主体\n\n某区司法局\n\n四、年度预算安排\n\n795万元"
    )
    result = prose(text)
    assert [(p.name, p.amount) for p in result.projects] == [("人民调解", "795")]


def test_a_self_evaluation_summary() -> None:
    text = (
        "十五、绩效情况说明\n\n1. 河道保洁项目自评综述：根据年初设定的绩效目标，项目自评得分95.05分。全年预算数为40万元，"
        "执行数为29.04万元，完成预算的72.60%。项目绩效目标完成情况：完成保洁任务。"
        "发现的主要问题及原因：人员不足。下一步改进措施：增加人员。"
    )
    result = prose(text, department="某市水务局")
    (project,) = result.projects
    assert project.model_dump(exclude={"evidence"}, exclude_none=True) == {
        "name": "河道保洁",
        "entity": "某市水务局",
        "amount": "40",
        "unit": "万元",
        "score": "95.05",
        "budget_amount": "40",
        "executed_amount": "29.04",
        "execution_rate": "72.60",
        "completion": "完成保洁任务。",
        "problems": "人员不足",
        "improvements": "增加人员",
    }
    assert [(s.subject, s.value) for s in result.statements] == [
        ("河道保洁项目自评得分", "95.05"),
        ("河道保洁", "29.04"),
    ]


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("自 2026 年 1 月 1 日至 2031 年 12 月 31 日。", ("2026-01-01", "2031-12-31")),
        ("2025年1月-12月", ("2025-01-01", "2025-12-31")),
        ("2025.1.1-2025.12.31", ("2025-01-01", "2025-12-31")),
        ("2025年度", ("2025-01-01", "2025-12-31")),
        ("2024年至2026年", ("2024-01-01", "2026-12-31")),
        ("长期", (None, None)),
    ],
)
def test_periods(text: str, period: tuple[str | None, str | None]) -> None:
    assert read_period(text) == period


# -- duties, units, glossary ---------------------------------------------------------------------


def test_numbered_duties_without_the_introduction() -> None:
    text = (
        "一、主要职责\n\n根据“三定”方案设立某市水务局，为市政府工作部门。主要职责是：\n\n（一）负责供水。\n\n"
        "（二）负责排水。（三）负责节水，指导农村饮水。\n\n二、机构设置\n\n无。"
    )
    assert prose(text).duties == ["负责供水。", "负责排水。", "负责节水，指导农村饮水。"]


def test_duties_in_plain_paragraphs() -> None:
    assert prose("一、主要职能\n\n负责供水。\n\n负责排水。").duties == ["负责供水。", "负责排水。"]


def test_duties_under_articles() -> None:
    text = "一、主要职能\n\n第一条根据机构改革方案，制定本规定。\n\n第二条主要职责是：\n\n（一）负责供水。\n\n（二）负责排水。"
    assert prose(text).duties == ["负责供水。", "负责排水。"]


@pytest.mark.parametrize(
    ("sentence", "units"),
    [
        ("本单位内设机构包括办公室（政策法规科）、水资源科、机关党委（人事科）。", ["办公室（政策法规科）", "水资源科", "机关党委（人事科）"]),
        ("局机关内设机构3个，具体为：综合科（挂法规科牌子）、业务科、执法支队。", ["综合科（挂法规科牌子）", "业务科", "执法支队"]),
        ("内设机构包括办公室、人事科和财务科等。", ["办公室", "人事科", "财务科"]),
        ("机关设2个职能科室：办公室、工程科。", ["办公室", "工程科"]),
    ],
)  # fmt: skip
def test_internal_units_in_a_sentence(sentence: str, units: list[str]) -> None:
    result = prose(f"二、机构设置情况\n\n{sentence}")
    assert result.internal_units == units
    assert len(result.item_evidence["internal_units"]) == len(units)


def test_internal_units_as_a_list_of_titles() -> None:
    text = (
        "二、部门机构设置\n\n（一）机关内设机构\n\n1.办公室\n\n2.水资源处\n\n（二）下属事业单位\n\n1.水文站"
    )
    assert prose(text).internal_units == ["办公室", "水资源处"]


def test_glossary_terms_and_definitions() -> None:
    text = (
        "第三部分 名词解释\n\n一、**财政拨款：**从同级财政部门取得的各类拨款。\n\n2、基本支出：指人员支出，\n\n其中包括工资。\n\n"
        "（三）“三公”经费：纳入预算管理的“三公”经费，是指三项费用。\n\n4.事业收入是指开展业务取得的收入。\n\n附件：公开表"
    )
    got = [(item.term, item.definition) for item in prose(text).glossary]
    assert got == [
        ("财政拨款", "从同级财政部门取得的各类拨款。"),
        ("基本支出", "指人员支出，其中包括工资。"),
        ("“三公”经费", "纳入预算管理的“三公”经费，是指三项费用。"),
        ("事业收入", "是指开展业务取得的收入。"),
    ]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "我局内设办公室、规划财务科、水政科（执法大队）3个科室，下属事业单位2个：水文站、水利中心。",
            ["办公室", "规划财务科", "水政科（执法大队）"],
        ),
        ("服务中心下设办公室、财务室、种子管理组等。", ["办公室", "财务室", "种子管理组"]),
        ("卫生院设内科、外科、儿科5个临床科室和放射科等辅助科室。", ["内科", "外科", "儿科"]),
        ("本单位下设门市、仓库。", []),
    ],
)
def test_units_named_right_after_the_verb(text: str, names: list[str]) -> None:
    assert prose(f"第一部分 概况\n一、机构设置\n{text}\n").internal_units == names
