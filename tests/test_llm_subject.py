"""Whose figure it is: the words before a figure name its subject, and another's words do not."""

from __future__ import annotations

from decimal import Decimal

import pytest

from extractor.llm.planner import title_of
from extractor.llm.source import SourceText
from extractor.llm.subject import binds
from tests.llm_support import pieces


def is_bound(
    subject: str, text: str, figure: str, *, heading: str = "收支情况", own: tuple[str, ...] = ()
) -> bool:
    """Whether the subject owns the last place that prints the figure."""
    source = SourceText(pieces(text, headings=heading))
    at = [f.start for f in source.figures if f.value == Decimal(figure)][-1]
    return binds(subject, source, at, frozenset(map(Decimal, own)))


ENUMERATED = "主要包括：机关事业单位养老保险缴费 39.08，职业年金缴费 19.54万元、印刷费 3万元。"
EQUIPMENT = "单价50万元（含）以上的通用设备 1 套，单价 100 万元（含）以上的专用设备 2 套。"
PATIENTS = "实现了 10990 人次的慢性病患者鉴定并 9001 人次通过。"
EXPENSE = "2.医疗保障管理事务（款）行政运行（项）。年初预算 606.64 万元，支出决算 662.61 万元。"
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
        ("收入、支出预算总计", "虚构局2030年度收入、支出预算总计 5 万元。", "5", True),
    ],
)
def test_the_nearest_name_owns_the_figure(subject: str, text: str, figure: str, bound: bool) -> None:
    """Enumerations, missing units, figures within names, counts before and behind, levels of a 科目."""
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
