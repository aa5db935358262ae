"""What is the number of a page, and what is one beyond doubt."""

from __future__ import annotations

import pytest

from gouji.layout.page_number import is_page_number

ADORNED = ("-3-", "—12—", "－7－", "~5~", "第3页", "第3页共9页", "第3页，共9页", "-第3页-", "第3/9页")
DOUBTFUL = ("3", "2025", "-5", "5-", "3/9", "3页", "第3")
OTHER = ("", "页", "12345", "3.5", "1,234", "第一页", "第3页收入总表", "3-5", "2010301")


@pytest.mark.parametrize("text", ADORNED)
def test_adorned_numbers_are_page_numbers(text: str) -> None:
    assert is_page_number(text)
    assert is_page_number(text, adorned=True)


@pytest.mark.parametrize("text", DOUBTFUL)
def test_what_may_be_a_value_is_a_page_number_only_where_none_is_printed(text: str) -> None:
    assert is_page_number(text)
    assert not is_page_number(text, adorned=True)


@pytest.mark.parametrize("text", OTHER)
def test_other_text_is_none(text: str) -> None:
    assert not is_page_number(text)
