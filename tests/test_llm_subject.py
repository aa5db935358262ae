"""Whose figure it is: the words before a figure name its subject, and another's words do not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gouji.grounding.source import SourceText
from gouji.grounding.subject import binds, mentions
from gouji.tasks.planner import title_of
from tests.counting import calls
from tests.llm_support import pieces


def is_bound(
    subject: str, text: str, figure: str, *, heading: str = "收支情况", own: tuple[str, ...] = ()
) -> bool:
    """Whether the subject owns the last place that prints the figure."""
    source = SourceText(pieces(text, headings=heading))
    at = [f.start for f in source.figures if f.value == Decimal(figure)][-1]
    return binds(subject, source, at, frozenset(f.start for f in source.figures if str(f.value) in own))


ENUMERATED = "主要包括：机关事业单位养老保险缴费 39.08，职业年金缴费 19.54万元、印刷费 3万元。"
EQUIPMENT = "单价50万元（含）以上的通用设备 1 套，单价 100 万元（含）以上的专用设备 2 套。"
PATIENTS = "实现了 10990 人次的慢性病患者鉴定并 9001 人次通过。"
EXPENSE = "2.医疗保障管理事务（款）行政运行（项）。年初预算 606.64 万元，支出决算 662.61 万元。"
SHARES = "工程采购合同金额占工程支出合同金额的 0%，服务采购合同金额占服务支出合同金额的 2%。"
SIBLINGS = "5.对职工保险的补助（款）对其他医疗保险的补助（项）。年初预算 4 万元，与上年持平。"
SCORED = "预算执行率：满分 10 分，得分 7.26 分。"


@pytest.mark.parametrize(
    ("subject", "text", "figure", "bound"),
    [
        ("职业年金缴费", ENUMERATED, "19.54", True),
        ("机关事业单位养老保险缴费", ENUMERATED, "19.54", False),
        ("机关事业单位养老保险缴费", ENUMERATED, "39.08", True),
        ("印刷费", ENUMERATED, "3", True),
        ("职业年金缴费", ENUMERATED, "3", False),
        ("单价50万元以上通用设备", EQUIPMENT, "1", True),
        ("单价50万元（含）以上的通用设备", EQUIPMENT, "2", False),
        ("单价100万元以上专用设备", EQUIPMENT, "2", True),
        ("慢性病患者鉴定人次", PATIENTS, "10990", True),
        ("慢性病患者鉴定人次", PATIENTS, "9001", False),
        ("医疗保障管理事务（款）行政运行（项）", EXPENSE, "606.64", True),
        ("医疗保障管理事务（款）医疗保障政策管理（项）", EXPENSE, "606.64", False),
        ("日常公用经费", "包括人员经费 1616.65 万元和日常公用经费 83.91 万元。", "83.91", True),
        ("人员经费", "包括人员经费 1616.65 万元和日常公用经费 83.91 万元。", "83.91", False),
        ("公务接待人次", "公务接待支出 0.50 万元，接待 2 批次，13 人次。", "13", True),
        ("车辆", "共有车辆 8 辆，其中，一般公务用车 6 辆。", "6", False),
        ("车辆", "共有车辆 8 辆，其中，一般公务用车 6 辆。", "8", True),
        ("预算执行率得分", SCORED, "7.26", True),
        ("公务用车购置费", "公务用车购置费 0 元，公务用车购置及运维费 3.6 万元。", "3.6", False),
        ("公务用车购置预算支出", "公务用车购置及运行维护费预算支出 0.72 万元。", "0.72", False),
        ("公务用车购置及运行维护费预算支出", "公务用车运行维护费预算支出 20.40 万元。", "20.4", False),
        ("公务接待费", "国内公务接待费 3 万元。", "3", False),
        ("国内公务接待费", "国内公务接待费 3 万元。", "3", True),
        ("公务接待支出", "公务接待支出 5 万元，接待 7 批次。", "7", False),
        ("非在编人员经费", "非在编人员经费项目自评得分 93.77 分。", "93.77", False),
        ("支出预算", "虚构局2030年度一般公共预算财政拨款支出预算 5 万元。", "5", False),
        ("支出预算", "虚构局2030年度支出预算 5 万元。", "5", True),
        ("项目", "共有项目 3 个，项目预算总金额 1026.06 万元。", "1026.06", False),
        ("工程采购合同金额", SHARES, "2", False),
        ("服务采购合同金额", SHARES, "2", True),
        ("对职工保险的补助（款）对职工医疗保险的补助（项）", SIBLINGS, "4", False),
        ("对职工保险的补助（款）对其他医疗保险的补助（项）", SIBLINGS, "4", True),
        ("提前下达2030年补助资金", "提前下达2031年补助资金 8 万元。", "8", False),
        ("提前下达2031年补助资金", "提前下达2031年补助资金 8 万元。", "8", True),
        ("收入、支出预算总计", "虚构局2030年度收入、支出预算总计 5 万元。", "5", True),
    ],
)
def test_the_nearest_name_owns_the_figure(subject: str, text: str, figure: str, bound: bool) -> None:
    """Enumerations, missing units, figures within names, counts before and behind, levels of a 科目, narrower
    names, names that share most of their words."""
    assert is_bound(subject, text, figure) is bound


def test_the_items_own_figures_may_stand_in_between() -> None:
    """年初预算 …，支出决算 …: the budget belongs to the subject of the outturn."""
    name = "医疗保障管理事务（款）行政运行（项）"
    assert is_bound(name, EXPENSE, "662.61", own=("606.64",))
    assert not is_bound(name, EXPENSE, "662.61")


def test_a_heading_names_the_subject_of_its_section() -> None:
    """一、差旅费 / 预算安排 30 万元: the clause names nothing, the heading does."""
    assert is_bound("差旅费", "预算安排 30 万元。", "30", heading="差旅费")
    assert not is_bound("差旅费", "印刷费预算安排 30 万元。", "30", heading="差旅费")


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("（一）收入预算总计 2,235.47 万元。包括：", "（一）收入预算总计"),
        ("公务用车运行维护费支出 2.22 万元。保有量为 1 辆。", "公务用车运行维护费支出"),
        ("公务接待费。全年 3 万元", "公务接待费"),
        ("2030年度部门预算情况说明", "2030年度部门预算情况说明"),
        ("“三公” 经费", "“三公” 经费"),
    ],
)
def test_a_numbered_paragraph_ends_as_a_heading_at_its_first_figure(heading: str, title: str) -> None:
    """What stands behind the figure of a paragraph names nothing before it."""
    assert title_of(heading) == title


def test_a_target_is_summed_up_not_copied() -> None:
    """Most words of a target's subject near its figure are enough; a statement's must be its name."""
    source = SourceText(pieces("确保城乡居民医保参保率稳定在 95%以上。"))
    at = source.figures[0].start
    assert mentions("居民医保参保率", source, at)
    assert not mentions("驾驶员培训人次", source, at)


def test_an_equal_figure_of_another_is_not_ones_own() -> None:
    """0 and 0: which figures are the item's own is a matter of place, not of value."""
    text = "工程采购合同金额 0 万元，预算 0 万元。"
    assert not is_bound("服务采购合同金额", text, "0")
    source = SourceText(pieces(text))
    first, second = source.figures
    assert binds("工程采购合同金额", source, second.start, frozenset({first.start}))
    assert not binds("工程采购合同金额", source, second.start, frozenset())


@pytest.mark.parametrize("subject", ["的为" * 50 + "甲乙", "预算支出" * 25 + "丙丁", "款" * 20_000])
def test_an_absurd_subject_is_answered_at_once(subject: str) -> None:
    """What a model writes is untrusted: no name makes the search take for ever (an ordinary one takes 5,000 calls)."""
    answers: list[bool] = []
    text = "的为预算支出款" * 300 + " 5 万元。"
    calls(lambda: answers.append(is_bound(subject, text, "5")), limit=10_000)
    assert answers == [False]
