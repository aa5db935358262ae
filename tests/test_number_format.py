"""What a cell displays: number and format code → the printed digits."""

from __future__ import annotations

import pytest

from gouji.read.number_format import display, is_date
from gouji.read.xlsx import hidden_digits

ACCOUNTING = '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ '

SHOWN = [
    (1234.5, "General", "1234.5"),
    (0.1 + 0.2, "General", "0.3"),
    (1234567.891234, "General", "1234567.891"),
    (2080505, "General", "2080505"),
    (123456789012, "General", "1.23457E+11"),
    (1e-12, "General", "1E-12"),
    (1234.565, "#,##0.00", "1,234.57"),
    (1.005, "0.00", "1.01"),
    (0, "#,##0.00", "0.00"),
    (0, "#,###", ""),
    (0.5, "#.##", ".5"),
    (5, "0.##", "5"),
    (5.1, "0.00_ ", "5.10"),
    (-1234.5, "#,##0.00", "-1,234.50"),
    (-1234.5, "#,##0.00_);(#,##0.00)", "(1,234.50)"),
    (-0.001, "0.00", "-0.00"),
    (0, ACCOUNTING, "-"),
    (1234.5, ACCOUNTING, "1,234.50"),
    (-3, ACCOUNTING, "-3.00"),
    (0.1234, "0.00%", "12.34%"),
    (0.05, "[Red]0.0%", "5.0%"),
    (201, "0000", "0201"),
    (20260101, "0000-00-00", "2026-01-01"),
    (12345, "0!.0,", "1.2"),
    (1234567, "#,##0.00,", "1,234.57"),
    (1234567, '#,##0,"千"', "1,235千"),
    (5, '0"万元"', "5万元"),
    (12.5, 'G/通用格式"元"', "12.5元"),
    (1234, "[$¥-804]#,##0.00", "¥1,234.00"),
    (120, '[>100]"多";0', "多"),
    (50, '[>100]"多";0', "50"),
    (3, "@", "3"),
    (5, ";;;", ""),
    (0, "0.00;-0.00;;@", ""),
    (12345.678, "0.00E+00", "1.23E+04"),
    (1e22, "#,##0.00", "10,000,000,000,000,000,000,000.00"),
    (45292, 'yyyy"年"m"月"d"日"', "2024年1月1日"),
    (45292.5, "yyyy/m/d h:mm", "2024/1/1 12:00"),
    (45292, "mmm-yy", "Jan-24"),
    (45292, "aaaa", "星期一"),
    (0.5, "h:mm AM/PM", "12:00 PM"),
    (1.25, "[h]:mm:ss", "30:00:00"),
    (-1, "yyyy/m/d", "########"),
    (float("inf"), "0.00", "#NUM!"),
    (7, "0" * 500, "7"),
]


@pytest.mark.parametrize(("number", "code", "shown"), SHOWN)
def test_a_number_is_shown_as_excel_shows_it(number: float, code: str, shown: str) -> None:
    assert display(number, code) == shown


@pytest.mark.parametrize(
    "code", ["", ";", "[", '"', "\\", "_", "*", "!", "[>", "0.0.0", "#,", ",0", "%%%", "E+", "[$"]
)
def test_a_broken_code_still_gives_a_text(code: str) -> None:
    assert isinstance(display(1234.5, code), str)


def test_days_may_count_from_1904() -> None:
    assert display(0, "yyyy-m-d", since_1904=True) == "1904-1-1"


def test_dates_are_told_from_numbers() -> None:
    assert is_date("yyyy/m/d") and is_date("[h]:mm")
    assert not is_date("0.00") and not is_date('0"day"') and not is_date("General")


@pytest.mark.parametrize(
    ("number", "shown", "stored"),
    [
        (12.3456, "12.35", "12.3456"),
        (12.35, "12.35", None),
        (-12.35, "(12.35)", None),
        (0.1234, "12.34%", None),
        (0.12345, "12.35%", "0.12345"),
        (12345.0, "1.2", "12345"),
        (0.0, "-", None),
    ],
)
def test_digits_that_are_not_displayed_are_told(number: float, shown: str, stored: str | None) -> None:
    assert hidden_digits(number, shown) == stored
