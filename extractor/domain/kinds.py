"""Which statutory table a title names: one ordered list of rules, as data.

Source: the table names of 财预〔2016〕143号 (地方预决算公开操作规程) and of the yearly
部门预算/部门决算公开 formats of 财政部, provinces' variants included.  The first rule all of whose
words stand in the title, and none of whose forbidden words, gives the kind; special
tables therefore come before general ones.  The titles of some thirty bodies that the rules are held against stand in
``tests/domain_titles.py``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gouji.normalise import fold
from gouji.schemas.record import TableKind as K


@dataclass(frozen=True, slots=True)
class TitleRule:
    """``words``: alternatives joined by ``|`` of which one must stand in the title, for each entry."""

    kind: K
    words: tuple[str, ...]
    without: tuple[str, ...] = ()


TITLE_RULES: tuple[TitleRule, ...] = (
    TitleRule(K.PROJECT_SELF_EVALUATION, ("自评",)),
    TitleRule(K.PROJECT_PERFORMANCE, ("绩效目标|绩效指标|绩效表",)),
    TitleRule(K.THREE_PUBLIC, ("三公",)),
    # named tables of which no statutory one is made: known, so that they are not taken for a 支出表 or 收入表
    TitleRule(K.OTHER, ("转移支付|社会保险基金|债务|债券|财政专户|非财政拨款", "表")),
    TitleRule(K.OTHER, ("非税|征收|收费|罚没", "表")),
    TitleRule(K.OTHER, ("购买服务", "表"), ("采购",)),
    TitleRule(K.PROCUREMENT, ("采购",), ("运行经费",)),
    TitleRule(K.OTHER, ("会议费|培训费", "表")),
    TitleRule(K.AGENCY_OPERATING_EXPENDITURE, ("机关运行经费|机构运行经费|公用经费",), ("基本支出",)),
    TitleRule(K.STATE_CAPITAL_EXPENDITURE, ("资本经营|国有资本|国有资产经营预算",)),
    TitleRule(K.FIXED_ASSETS, ("固定资产|国有资产|资产占用|资产占有|资产情况",)),
    TitleRule(K.FIXED_ASSETS, ("资产配置|资产购置", "表")),
    TitleRule(K.GOVERNMENT_FUND_EXPENDITURE, ("政府性基金",)),
    TitleRule(K.GENERAL_PUBLIC_PROJECT_EXPENDITURE, ("公共预算|公共财政", "项目支出")),
    TitleRule(K.GENERAL_PUBLIC_BASIC_EXPENDITURE, ("公共预算|公共财政", "基本支出")),
    TitleRule(K.APPROPRIATION_SUMMARY, ("公共预算|公共财政", "收支")),
    TitleRule(K.GENERAL_PUBLIC_EXPENDITURE, ("公共预算|公共财政", "支出|拨款")),
    TitleRule(K.APPROPRIATION_SUMMARY, ("财政拨款", "收支|收入支出")),
    TitleRule(K.APPROPRIATION_BASIC_EXPENDITURE, ("财政拨款", "基本支出")),
    TitleRule(K.APPROPRIATION_EXPENDITURE, ("财政拨款", "支出"), ("项目支出",)),
    TitleRule(K.GENERAL_PUBLIC_BASIC_EXPENDITURE, ("基本支出", "表"), ("项目支出",)),
    TitleRule(K.PROJECT_EXPENDITURE, ("项目",), ("单位构成",)),
    TitleRule(K.PROJECT_EXPENDITURE, ("专项业务|专项资金|专项经费|专项支出", "表")),
    TitleRule(K.REVENUE_EXPENDITURE_SUMMARY, ("收支|收入支出|收入、支出", "表")),
    TitleRule(K.OTHER, ("经济分类|经济科目", "支出", "表"), ("功能",)),
    TitleRule(K.OTHER, ("工资福利支出|商品和服务支出|对个人和家庭|资本性支出", "表")),
    TitleRule(K.REVENUE_SUMMARY, ("收入", "表")),
    TitleRule(K.EXPENDITURE_SUMMARY, ("支出", "表")),
    TitleRule(K.ENTITY_LIST, ("单位构成|单位情况|机构设置|单位名单|单位一览|预算单位",)),
)

OWNER = re.compile(
    r"^[^表]*(?:"
    r"(?:局|厅|委员会|办公室|中心|人民政府|法院|检察院|办事处|学校|学院|大学|中学|小学|幼儿园|医院|公司|联合会|协会|总队|支队|大队)"
    r"(?:\([^()]{1,12}\))?(?=(?:19|20)\d\d|部门|单位|预算|本级|财政拨款|一般公共|政府性|国有|收支|收入|支出|项目|“?三公)"
    r"|[院所站处会馆校园队委办社团部镇乡](?:\([^()]{1,12}\))?(?=(?:19|20)\d\d年)"
    r")(?:\([^()]{1,12}\))?"
)
"""The body that a title opens with: its name may hold the words of another table (政府采购中心, 国有资产监督管理委员会)."""

HEADER_RULES: tuple[TitleRule, ...] = (
    TitleRule(K.PROJECT_SELF_EVALUATION, ("三级指标", "完成值|完成情况|得分")),
    TitleRule(K.PROJECT_PERFORMANCE, ("三级指标",)),
    TitleRule(K.THREE_PUBLIC, ("因公出国", "公务接待")),
    TitleRule(K.PROCUREMENT, ("采购",)),
    TitleRule(K.PROJECT_EXPENDITURE, ("项目编码|项目代码", "项目名称")),
    TitleRule(K.ENTITY_LIST, ("单位名称",), ("合计", "预算数", "金额", "功能分类")),
)
"""For tables without a telling title: the words are looked for in the joined header."""


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
    """The kind by title, else by header, else ``other``.

    An indicator table titled by its project alone (绩效自评) shows its kind only in the header.
    """
    by_title, by_header = kind_of_title(title), kind_of_header(columns)
    if by_header is not None and by_header in _INDICATOR_KINDS and by_title not in _INDICATOR_KINDS:
        return by_header
    return by_title or by_header or K.OTHER


_INDICATOR_KINDS: frozenset[K] = frozenset({K.PROJECT_SELF_EVALUATION, K.PROJECT_PERFORMANCE})
