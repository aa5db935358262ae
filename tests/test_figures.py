"""What a figure is, and what it is worth."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.figures import (
    NUMBER,
    amount,
    amounts,
    cell_text,
    is_amount,
    is_dash,
    is_data,
    is_figure,
    plain_number,
    quantum,
    value_of,
)

CENTS = st.integers(-(10**15), 10**15)


@pytest.mark.parametrize(
    ("text", "figure", "amount_like", "data"),
    [
        ("1,234.56", True, True, True),
        ("－1,234", True, True, True),
        ("12.5", True, True, True),
        ("1，234", True, True, True),
        ("2010301", True, False, True),
        ("2025", True, False, False),
        ("2, 76 2.55", False, False, True),
        ("12.5%", False, False, True),
        ("12,34", False, False, True),
        ("12.5万", False, False, False),
        ("—", False, False, False),
        ("合计", False, False, False),
    ],
)
def test_what_a_text_looks_like(text: str, figure: bool, amount_like: bool, data: bool) -> None:
    assert (is_figure(text), is_amount(text), is_data(text)) == (figure, amount_like, data)


def test_a_percentage_with_decimals_is_an_amount_only_where_asked() -> None:
    assert is_amount("12.5%", or_percentage=True) and not is_amount("12.5%")
    assert not is_amount("12%", or_percentage=True)


@given(CENTS, st.sampled_from("-－−–—﹣"))
def test_a_figure_printed_with_separators_keeps_value_and_precision(cents: int, minus: str) -> None:
    value = Decimal(cents) / 100
    printed = f"{abs(value):,.2f}"
    text = minus + printed if value < 0 else printed
    assert is_figure(text) and is_amount(text) and is_data(text)
    assert amount(text) == value_of(text) == value
    assert quantum(text) == Decimal("0.01")
    assert cell_text(text) == plain_number(text) == f"{value:.2f}"
    assert [found.text for found in amounts(f"合计 {text} 元")] == [text]
    assert re.findall(NUMBER, f"增加{printed}万元，2024年") == [printed, "2024"]


@pytest.mark.parametrize("text", ["(12.5)", "（12.5）", "△12.5", "▲12.5", "-12.5"])
def test_ways_to_print_a_negative_figure(text: str) -> None:
    assert amount(text) == Decimal("-12.5")


def test_what_is_no_figure_has_no_value() -> None:
    assert amount("12.5%") is None
    with pytest.raises(ValueError, match="no figure"):
        value_of("十二")


def test_a_dash_stands_alone() -> None:
    assert is_dash("—") and is_dash("--") and not is_dash("-1") and not is_dash("")
