"""Which statutory table a title names, or a header where the title tells nothing.

Takes a title or the header paths, gives a :class:`~gouji.schemas.record.TableKind`.  The rules, in their order, and
their sources stand in ``data/kinds.tsv``; the titles of some thirty bodies that they are held against in
``tests/domain_titles.py``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gouji.domain.words import rows
from gouji.normalise import fold
from gouji.schemas.record import TableKind as K


@dataclass(frozen=True, slots=True)
class TitleRule:
    """``words``: alternatives joined by ``|`` of which one must stand in the title, for each entry."""

    kind: K
    words: tuple[str, ...]
    without: tuple[str, ...] = ()


def _rules(wanted: str) -> tuple[TitleRule, ...]:
    return tuple(
        TitleRule(K(kind), tuple(words.split()), tuple(without.split()))
        for group, kind, words, without in rows("kinds.tsv", "group", "kind", "words", "without")
        if group == wanted
    )


TITLE_RULES: tuple[TitleRule, ...] = _rules("title")

OWNER = re.compile(
    r"^[^表]*(?:"
    r"(?:局|厅|委员会|办公室|中心|人民政府|法院|检察院|办事处|学校|学院|大学|中学|小学|幼儿园|医院|公司|联合会|协会|总队|支队|大队)"
    r"(?:\([^()]{1,12}\))?(?=(?:19|20)\d\d|部门|单位|预算|本级|财政拨款|一般公共|政府性|国有|收支|收入|支出|项目|“?三公)"
    r"|[院所站处会馆校园队委办社团部镇乡](?:\([^()]{1,12}\))?(?=(?:19|20)\d\d年)"
    r")(?:\([^()]{1,12}\))?"
)
"""The body that a title opens with: its name may hold the words of another table (政府采购中心, 国有资产监督管理委员会)."""

HEADER_RULES: tuple[TitleRule, ...] = _rules("header")
"""For tables without a telling title: the words are looked for in the joined header."""


_ECONOMIC = _rules("economic")
_FUNDS = _rules("fund")
_SEVERAL = 3
"""A table whose columns give so many funds is of none of them."""


def _matches(rule: TitleRule, text: str) -> bool:
    wanted = all(any(w in text for w in group.split("|")) for group in rule.words)
    return wanted and not any(w in text for w in rule.without)


def _first(rules: tuple[TitleRule, ...], text: str) -> K | None:
    return next((rule.kind for rule in rules if _matches(rule, text)), None)


def kind_of_title(title: str | None) -> K | None:
    """The kind that a title names (``other`` for a known table that is no statutory one), ``None`` when it names none.

    What follows the name of the body counts, the whole title only where that is no name of a table.
    """
    if not title:
        return None
    folded = fold(title)
    named = OWNER.sub("", folded)
    return _first(TITLE_RULES, named if "表" in named else folded)


def kind_of_header(columns: list[list[str]]) -> K | None:
    """The kind that the header words alone show, ``None`` when they leave it open."""
    return _first(HEADER_RULES, fold("|".join("/".join(path) for path in columns)))


def kind_of_table(title: str | None, columns: list[list[str]]) -> K:
    """The kind by title, else by header, else ``other``; what the columns hold corrects what the title leaves open.

    An indicator table titled by its project alone (绩效自评) shows its kind only in the header.  Expenditure of the general
    public budget by economic subjects is of the economic kind whatever it is called; 基本支出 without a fund is of that
    budget unless its columns list the funds.
    """
    by_title, by_header = kind_of_title(title), kind_of_header(columns)
    if by_header is not None and by_header in FORM_KINDS and by_title not in FORM_KINDS:
        return by_header
    header = fold("|".join("/".join(path) for path in columns))
    named = fold(title or "")
    if by_title is K.GENERAL_PUBLIC_EXPENDITURE and _is_economic(header, named):
        return K.GENERAL_PUBLIC_BASIC_EXPENDITURE
    if by_title is K.GENERAL_PUBLIC_BASIC_EXPENDITURE and _of_all_funds(header, named):
        return K.OTHER
    return by_title or by_header or K.OTHER


def _is_economic(header: str, title: str) -> bool:
    """Whether rows are economic subjects and no functional ones: by the labels of their codes, else by the title."""
    (rule,) = _ECONOMIC
    return _matches(rule, header) or "科目" not in header and _matches(rule, title)


def _of_all_funds(header: str, title: str) -> bool:
    """Whether the title names no fund and the columns give several."""
    named = any(_matches(rule, title) for rule in _FUNDS) or "财政拨款" in title or "公共财政" in title
    return not named and sum(_matches(rule, header) for rule in _FUNDS) >= _SEVERAL


FORM_KINDS: frozenset[K] = frozenset({K.PROJECT_SELF_EVALUATION, K.PROJECT_PERFORMANCE})
"""Forms with indicators, of which a document prints one per project under the same title."""
