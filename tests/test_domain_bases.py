"""Legal and accounting bases of the rules: every rule cites a text that exists, from the year in which it held."""

from __future__ import annotations

import re

import pytest

from gouji.checks.model import Rule
from gouji.checks.rules import CATALOGUE

TEXTS = {
    "《预算法》": 2015,
    "《预算法实施条例》": 2020,
    "财预〔2016〕143号": 2016,
    "财预〔2020〕10号": 2020,
    "财预〔2015〕88号": 2015,
    "《政府收支分类科目》": 2007,
}
"""The texts that rules cite, with the year of issue (预算法: of the revision in force)."""
ARTICLES = {"五", "十四", "三十二", "三十七", "七十五"}
"""Articles of 预算法 that rules cite: 复式预算, 公开, 科目与绩效目标, 支出分类, 决算数额准确."""
CITED = re.compile(r"财[一-龥]{1,2}〔\d{4}〕\d+号|《[^》]+》")


def test_the_catalogue_is_whole() -> None:
    assert len(CATALOGUE) > 100


@pytest.mark.parametrize("rule", CATALOGUE, ids=[rule.id for rule in CATALOGUE])
def test_a_basis_cites_known_texts(rule: Rule) -> None:
    cited = CITED.findall(rule.basis)
    assert cited, rule.basis
    known = {
        *TEXTS,
        "《地方预决算公开操作规程》",
        "《项目支出绩效评价管理办法》",
        "《中央部门预算绩效目标管理办法》",
    }
    assert set(cited) <= known, set(cited) - known


@pytest.mark.parametrize("rule", CATALOGUE, ids=[rule.id for rule in CATALOGUE])
def test_articles_of_the_budget_law_are_those_that_say_so(rule: Rule) -> None:
    law = re.findall(r"《预算法》第([一二三四五六七八九十]+)条", rule.basis)
    assert set(law) <= ARTICLES
    assert ("《预算法》" in rule.basis) == bool(law)


def test_publication_in_time_rests_on_article_14() -> None:
    dates = [rule for rule in CATALOGUE if rule.id.startswith("D")]
    assert dates and all(
        "《预算法》第十四条第二款" in rule.basis and "二十日" in rule.basis for rule in dates
    )


def test_rules_hold_from_the_year_of_what_they_rest_on() -> None:
    """The list of statutory tables is that of the 规程 (2016), the scoring that of 财预〔2020〕10号."""
    since = {rule.id: rule.since for rule in CATALOGUE}
    assert since["M01"] == 2017
    assert since["F02"] == since["F05"] == 2019
    assert since["X32"] == 2018
    assert all(2015 <= year <= 2020 for year in since.values())
