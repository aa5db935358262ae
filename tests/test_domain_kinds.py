"""Titles of tables → kinds: the names that bodies print, and the rules themselves."""

from __future__ import annotations

import pytest

from gouji.domain.kinds import TITLE_RULES, _matches, kind_of_table, kind_of_title
from gouji.normalise import fold
from gouji.schemas.record import TableKind as K
from tests.domain_titles import KNOWN, SEEN

TITLES = sorted(
    {
        (title, kind)
        for bodies in (SEEN, KNOWN)
        for titles in bodies.values()
        for title, kind in titles.items()
    }
)


@pytest.mark.parametrize(("title", "kind"), TITLES, ids=[title for title, _ in TITLES])
def test_a_printed_title_has_its_kind(title: str, kind: str) -> None:
    assert kind_of_table(title, []) is K(kind)


def test_titles_are_of_many_bodies_and_of_every_kind() -> None:
    assert len(SEEN) >= 30
    shown = {kind for _, kind in TITLES}
    assert {kind.value for kind in K} - shown <= {"entity_list"}


def test_no_title_is_given_two_kinds() -> None:
    titles = [title for title, _ in TITLES]
    assert len(titles) == len(set(titles))


@pytest.mark.parametrize("year", ["", "2016年", "2026年度"])
@pytest.mark.parametrize(("title", "kind"), [t for t in TITLES if t[0][0] not in "0123456789(《表"][::6])
def test_a_body_and_a_year_before_the_title_change_nothing(title: str, kind: str, year: str) -> None:
    """… even where the body's name holds the words of another table."""
    for body in ("虚构市国有资产监督管理委员会", "虚构县政府采购中心（本级）", "虚构区项目促进局"):
        if title.startswith(("德江县", "虚构", "20")) or (
            not year and not title.startswith(("部门", "收", "支"))
        ):
            continue
        assert kind_of_table(body + year + title, []) is K(kind), body + year + title


def test_a_known_table_that_is_not_statutory_keeps_its_own_kind() -> None:
    """Its header words (采购) do not make it a statutory one; an indicator header still does."""
    columns = [["序号"], ["政府采购目录"], ["金额"]]
    assert kind_of_title("政府购买服务预算表") is K.OTHER
    assert kind_of_table("政府购买服务预算表", columns) is K.OTHER
    assert kind_of_table("对下转移支付项目表", [["三级指标"], ["指标值"]]) is K.PROJECT_PERFORMANCE
    assert kind_of_table(None, columns) is K.PROCUREMENT


def test_headings_of_the_prose_are_no_names_of_further_tables() -> None:
    """The names beside the statutory ones count only with the word 表: headings say the same without it."""
    for heading in (
        "政府购买服务情况说明",
        "对下转移支付情况",
        "政府债务情况",
        "专项资金使用情况",
        "非税收入情况",
    ):
        assert kind_of_title(heading) is None


def test_every_rule_decides_some_title() -> None:
    """No rule stands behind one that always takes its titles."""
    deciding = set()
    for title, _ in [*TITLES, ("部门预算单位构成", ""), ("部门预算单位构成表", "")]:
        text = fold(title)
        deciding.add(next((rule for rule in TITLE_RULES if _matches(rule, text)), None))
    assert [rule for rule in TITLE_RULES if rule not in deciding] == []
