"""Which column labels can stand above amounts."""

from __future__ import annotations

import pytest

from gouji.domain.table_words import holds_money, holds_shares

MONEY = (
    "预算数",
    "2024年度预算数",
    "2024年度",
    "本年度",
    "上一年度",
    "上年度决算数",
    "合计",
    "金额（万元）",
    "科目编码及名称",
)
NO_MONEY = (
    "科目编码",
    "科目编码（类款项）",
    "项目代码",
    "序号",
    "行次",
    "规格型号",
    "年度",
    "预算年度",
    "年份",
    "比例",
    "分值",
    "建筑面积",
    "编制人数",
    "占比（%）",
    "增减率",
    "单价",
    "数量",
    "备注",
    "购置日期",
)


@pytest.mark.parametrize("label", MONEY)
def test_no_word_speaks_against_amounts(label: str) -> None:
    assert holds_money(label)


@pytest.mark.parametrize("label", NO_MONEY)
def test_a_column_of_anything_else(label: str) -> None:
    assert not holds_money(label)


@pytest.mark.parametrize(
    ("label", "shares"),
    [
        ("占比（%）", True),
        ("完成预算％", True),
        ("增减率", True),
        ("百分比", True),
        ("增减额", False),
        ("合计", False),
    ],
)
def test_what_shares_stand_under(label: str, *, shares: bool) -> None:
    assert holds_shares(label) is shares
    assert not (shares and holds_money(label))
