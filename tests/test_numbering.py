"""The numbering in front of a row's label; that of prose is tested with the outline."""

from __future__ import annotations

import pytest

from gouji.domain.headers import DATA_MARK
from gouji.domain.numbering import item_number, table_number, without_number
from gouji.domain.totals import TotalLevel, total_level


@pytest.mark.parametrize(
    ("label", "style", "ordinal"),
    [
        ("一、一般公共预算拨款收入", "chinese", 1),
        ("二十三.其他支出", "chinese", 23),
        ("三．事业收入", "chinese", 3),
        ("四,经营收入", "chinese", 4),
        ("（二）项目支出", "chinese_paren", 2),
        ("(二)项目支出", "chinese_paren", 2),
        ("（3）公务接待费", "arabic_paren", 3),
        ("12.货物", "arabic", 12),
        ("101、维护费", "arabic", 101),
        ("1.2024年补助", "arabic", 1),
        ("1、2023-2025年补助", "arabic", 1),
        ("1）货物", "arabic_half", 1),
        ("①货物", "circled", 1),
    ],
)
def test_an_item(label: str, style: str, ordinal: int) -> None:
    found = item_number(label)
    assert found is not None
    assert (found.style, found.ordinal) == (style, ordinal)
    assert DATA_MARK.match(label)


@pytest.mark.parametrize(
    "label",
    [
        "2.5",
        "1,234.00",
        "2024年",
        "2024.12",
        "(1)",
        "（1）＝（2）＋（3）",
        "①",
        "③＝①/②",
        "(1)(2)",
        "一般公共服务支出",
        "三公经费",
    ],
)
def test_no_item(label: str) -> None:
    assert item_number(label) is None
    assert without_number(label) == label


def test_a_label_without_its_numbers() -> None:
    assert without_number("二、（一）基本支出") == "基本支出"
    assert without_number("其中：1.货物") == "其中：1.货物"
    assert without_number("其中：1.货物", of_which=True) == "货物"
    assert total_level("（1）合计") is TotalLevel.TOTAL


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("附件一：收支总表", "附件一"),
        ("附件3收入总表", "附件3"),
        ("表三", "表三"),
        ("表十一般公共预算支出表", "表十"),
        ("附表2-1收入总表", "附表2-1"),
        ("公开01表", "公开01表"),
        ("部门公开表4支出总表", "部门公开表4"),
        ("单位预算公开02表", "单位预算公开02表"),
        ("预算表1", "预算表1"),
        ("预算05表一般公共预算支出表", "预算05表"),
        ("单位决算02表", "单位决算02表"),
        ("财决01表", "财决01表"),
        ("表1.收支总表", "表1"),
        ("表12026年收支总表", "表1"),
        ("表122026年收支总表", "表12"),
        ("表11-财拨结转支出表", "表11"),
        ("表一般公共预算支出", None),
        ("收支总表1", None),
        ("附件", None),
        ("2024年决算表", None),
    ],
)
def test_the_number_of_a_table(text: str, number: str | None) -> None:
    assert table_number(text) == number
