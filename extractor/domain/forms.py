"""Head fields of performance forms (项目绩效目标表, 项目支出绩效自评表), as data.

Source: 财预〔2020〕10号 附件, 财预〔2019〕136号, and the provinces' 预算绩效目标 forms.
"""

from __future__ import annotations

import re
from enum import StrEnum

from gouji.domain.units import without_label_unit
from gouji.normalise import fold


class Group(StrEnum):
    """How the rows under a vertical label are laid out."""

    MATRIX = "matrix"
    """Labels at the left, heads on top: 项目资金（万元）."""
    HEADS = "heads"
    """Heads in one row, their values in the next: 资金支出计划, 年度总体目标."""
    PAIRS = "pairs"
    """Key and value side by side."""
    GRID = "grid"
    """A table in the form's head: its own heads on top, a name at the left of each row, or one row of figures alone."""


GROUPS: tuple[tuple[re.Pattern[str], Group, str], ...] = (
    (re.compile(r"^项目资金|^资金情况|^资金金额|^预算执行情况|^资金来源|^年度资金\("), Group.MATRIX, ""),
    (re.compile(r"^资金支出计划|^支出计划|^资金使用计划"), Group.HEADS, "资金支出计划"),
    (re.compile(r"^年度总体目标(?!$)|^年度总体目标$|^总体目标$|^年度总体目标完成情况"), Group.HEADS, ""),
    (re.compile(r"^预算规模|^预算规模及资金用途"), Group.PAIRS, ""),
    (re.compile(r"^年度绩效目标$"), Group.PAIRS, "年度绩效目标"),
    (re.compile(r"^年度(?:主要|重点|工作)任务$|^年度(?:主要|重点)工作(?:任务)?$"), Group.GRID, ""),
    (re.compile(r"^(?:总体|部门)资金情况"), Group.GRID, ""),
    (re.compile(r"^整体绩效目标$"), Group.PAIRS, ""),
)
"""Folded vertical label → layout, and the prefix of its fields' names."""

KEYS: frozenset[str] = frozenset(
    fold(key)
    for key in (
        "项目名称 项目编码 项目代码 项目类别 项目类型 项目属性 项目性质 项目负责人 联系人 联系电话 主管部门 主管部门及代码 实施单位 "
        "实施单位及代码 项目单位 预算单位 项目资金总额 年度资金申请总额 预算金额 项目预算金额 单位名称 部门名称 "
        "预算数 财政资金 其中：财政资金 其他资金 资金用途 用途 绩效目标 项目起止时间 项目期 计划开始日期 计划完成日期 项目概述 立项依据 "
        "部门（单位）名称 整体绩效目标 其他说明 "
        "立项情况 项目总目标 项目绩效目标 自评得分 评价等级 填报人 填报日期 项目周期 实施期限 资金总额 年度资金总额 自评总分"
    ).split()
)
"""Keys whose value stands to their right."""

GROUP_LABEL = re.compile(
    r"项目资金(?:情况)?|资金情况|资金金额|资金来源|预算执行情况|年度资金|预算规模(?:(?:及|和)资金用途)?|(?:资金)?支出计划|资金使用计划"
    r"|年度总体目标(?:完成情况)?|总体目标|年度绩效目标|年度主要任务|(?:总体|部门)资金情况|整体绩效目标"
)
"""A vertical label as a whole, without its unit: to put one together that a narrow cell broke over lines."""
UNIT_OF_LABEL = re.compile(r"^\((?:单位:)?(?:亿元|万元|元|%)\)$")
NUMBERED_KEY = re.compile(r"^目标\d+$")
TIME_HEAD = re.compile(r"^\d{1,2}月底?$|^[一二三四]季度$|^\d{1,2}月\d{1,2}日前?$")
GOAL_HEADS: frozenset[str] = frozenset(
    {
        "预期目标",
        "实际完成情况",
        "年初设定目标",
        "全年实际完成情况",
        "总体目标完成情况",
        "年初绩效目标",
        "目标实际完成情况",
        "实施期总目标",
        "实施期目标",
        "年度目标",
    }
)
MATRIX_HEAD = re.compile(
    r"(?:预算数|执行数|分值|执行率|得分|决算数|金额|权重|调整数)(?:\([A-Z]\d?\))?$|^[A-Z]/[A-Z]$"
)
FUND_USE = "用途"
TOTAL_SCORE = re.compile(r"^总分(?:\(?\d*\)?)?$|^总计得分$")
TOTAL_HEADS: tuple[str, ...] = ("分值", "得分")
INDICATOR_BLOCK = re.compile(r"^(?:绩效指标|年度绩效指标|整体绩效目标)(?:\((\d+)分?\))?$")
"""The vertical label left of the indicator rows, with its points: ``绩效指标（90）``."""


def group_of(folded: str) -> tuple[Group, str] | None:
    """Layout and field prefix of a vertical label, ``None`` if it is not one."""
    return next(((group, prefix) for pattern, group, prefix in GROUPS if pattern.search(folded)), None)


def is_key(folded: str) -> bool:
    """Whether a folded cell names a field: 项目名称, 预算金额(万元), 主管部门:"""
    name = without_label_unit(folded).rstrip(":")
    return name in KEYS or bool(NUMBERED_KEY.match(name))
