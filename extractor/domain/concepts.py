"""The concepts that budgets print (收入总计, 基本支出, 三公 …): their names, and the words of columns, rows and prose for them, as data.

Source: the formats and 情况说明 templates of 地方预决算公开操作规程（财预〔2016〕143号） and the provinces' 部门预算/决算
公开 formats 2017—2026.  Patterns are matched against :func:`gouji.normalise.fold` of the printed text; the first that
matches counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

LABELS: Final[dict[str, str]] = {
    "rev.total": "收入总计",
    "exp.total": "支出总计",
    "rev.year": "本年收入合计",
    "exp.year": "本年支出合计",
    "rev.carry_in": "上年结转",
    "exp.carry_out": "年末结转",
    "rev.general": "一般公共预算拨款收入",
    "exp.basic": "基本支出",
    "exp.project": "项目支出",
    "app.rev.total": "财政拨款收入总计",
    "app.exp.total": "财政拨款支出总计",
    "app.rev.year": "财政拨款本年收入",
    "app.exp.year": "财政拨款本年支出",
    "app.year": "财政拨款支出合计",
    "app.basic": "财政拨款基本支出",
    "app.project": "财政拨款项目支出",
    "general.year": "一般公共预算支出合计",
    "general.basic": "一般公共预算基本支出",
    "general.project": "一般公共预算项目支出",
    "general.personnel": "人员经费",
    "general.public": "公用经费",
    "app.personnel": "人员经费",
    "app.public": "公用经费",
    "agency.total": "机关运行经费",
    "proc.total": "政府采购总额",
    "proc.goods": "政府采购货物",
    "proc.works": "政府采购工程",
    "proc.services": "政府采购服务",
    "proj.total": "项目支出总额",
    "proj.year": "项目支出中的本年拨款",
    "perf.total": "绩效目标项目预算合计",
    "proj.carry": "项目支出中的结转结余",
    "three.total": "“三公”经费合计",
    "three.abroad": "因公出国（境）费",
    "three.vehicle": "公务用车购置及运行维护费",
    "three.vehicle_buy": "公务用车购置费",
    "three.vehicle_run": "公务用车运行维护费",
    "three.reception": "公务接待费",
    "three.meeting": "会议费",
    "three.training": "培训费",
}
"""Concept → how messages call it."""

COLUMN_CONCEPTS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("basic", re.compile(r"^(一、)?基本支出$|^基本支出(小计|合计)$")),
    ("project", re.compile(r"^(二、)?项目支出$|^项目支出(小计|合计)$")),
    ("personnel", re.compile(r"人员(经费|支出)$")),
    ("public", re.compile(r"(日常)?公用(经费|支出)$")),
    ("operating", re.compile(r"经营支出$")),
    ("upward", re.compile(r"上(缴|解)上级(支出)?$")),
    ("subsidy", re.compile(r"对附属单位补助(支出)?$")),
    ("general", re.compile(r"^一般公共预算(财政)?(拨款)?(收入)?(资金)?$")),
    ("fund", re.compile(r"^政府性基金(预算)?(财政)?(拨款)?(收入)?$|^基金预算拨款$")),
    ("capital", re.compile(r"^国有资本经营(预算)?(财政)?(拨款)?(收入)?$")),
)
"""Header of a column of an expenditure table → the part of the expenditure that it gives."""

SOURCES: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("carry_in", re.compile(r"(上年|年初).*(结转|结余)|^结转资金")),
    ("carry_out", re.compile(r"结转下年|(年末|年终).*(结转|结余)|^结余分配")),
    ("general", re.compile(r"一般公共预算")),
    ("fund", re.compile(r"政府性基金|^基金预算")),
    ("capital", re.compile(r"国有资本经营")),
    ("appropriation", re.compile(r"^财政拨款(收入)?$")),
    ("special", re.compile(r"财政专户")),
    ("operating", re.compile(r"(事业单位)?经营收入")),
    ("superior", re.compile(r"上级补助")),
    ("subordinate", re.compile(r"附属单位(上缴|缴款)")),
    ("business", re.compile(r"事业(单位)?收入|^事业收入")),
    ("other", re.compile(r"^其他(收入|资金)$")),
    ("unit", re.compile(r"^单位资金(收入)?$")),
)
"""Row or column of an income table → the source of the income."""

THREE_PUBLIC: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("vehicle_buy", re.compile(r"(公务)?用?车?购置费?$|公务用车购置(费|支出|预算支出)?$|^购置费$")),
    ("vehicle_run", re.compile(r"(用车运行|用车运维|^运行(维护)?)(维护)?费?(支出|预算支出)?$")),
    ("vehicle", re.compile(r"用车购置(及|和|与)运(行|维)")),
    ("abroad", re.compile(r"因公出国")),
    ("reception", re.compile(r"公务接待")),
    ("meeting", re.compile(r"^会议费")),
    ("training", re.compile(r"^培训费")),
    ("total", re.compile(r"\"?三公\"?经费")),
)
"""Row or column of a “三公” table → the item."""


@dataclass(frozen=True, slots=True)
class SubjectConcept:
    """A pattern for a statement's subject and the concepts that it prints.

    ``a|b`` is one concept that templates use for either: the statement is right if it gives one of them.
    """

    pattern: re.Pattern[str]
    concepts: tuple[str, ...]
    by_scope: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def _entry(pattern: str, *concepts: str, **by_scope: tuple[str, ...]) -> SubjectConcept:
    return SubjectConcept(re.compile(pattern), concepts, by_scope)


_B = r"(预算|决算)?"
_G = r"(一般公共预算|公共财政预算)"
_A = r"(财政拨款|拨款|当年拨款)?"

SUBJECT_CONCEPTS: tuple[SubjectConcept, ...] = (
    _entry(
        rf"^{_G}?.*财政拨款(收入?[、和]?支出?|收[、和]?支)(总{_B}|{_B}总[计额])$",
        "app.rev.total",
        "app.exp.total",
    ),
    _entry(
        rf"^(收入?[、和]?支出?|收[、和]?支)(总{_B}|{_B}总[计额])$|^预算收支$|^收支{_B}$",
        "rev.total",
        "exp.total",
    ),
    _entry(rf"^财政拨款收入{_B}(总计|总额|合计)?$", "app.rev.year|rev.appropriation|app.rev.total"),
    _entry(rf"^收入{_B}总[计额]$|^收入{_B}合计$|^收入(预算|决算)$|^预算收入$", "rev.total|rev.year"),
    _entry(rf"^支出{_B}总[计额]$|^支出{_B}合计$|^支出(预算|决算)$|^预算支出$", "exp.total|exp.year"),
    _entry(rf"^(本年|当年)收入{_B}(合计|总计)?$|^收入合计$", "rev.year"),
    _entry(rf"^(本年|当年)支出{_B}(合计|总计)?$|^支出合计$", "exp.year"),
    _entry(r"^(上年|年初)结转(和|与)?结余$|^(上年|年初)结转$", "rev.carry_in", project=()),
    _entry(r"^(年终|年末)结转(和|与)?结余$|^结转下年$", "exp.carry_out", project=()),
    _entry(
        rf"^(本年)?{_G}{_A}(收入){_B}$",
        "rev.general|app.rev.general",
        app=("app.rev.general|rev.general",),
    ),
    _entry(rf"^(本年)?政府性基金(预算)?{_A}(收入){_B}$|^基金预算收入$", "rev.fund"),
    _entry(rf"^(本年)?国有资本经营(预算)?{_A}(收入){_B}$", "rev.capital"),
    _entry(r"^(本年)?事业(预算)?收入$", "rev.business"),
    _entry(r"^(本年)?(事业单位)?经营收入$", "rev.operating"),
    _entry(r"^(本年)?上级补助收入$", "rev.superior"),
    _entry(r"^(本年)?附属单位上缴收入$", "rev.subordinate"),
    _entry(r"^(本年)?其他收入$", "rev.other"),
    _entry(rf"^{_G}(财政拨款|拨款)?基本支出{_B}$", "general.basic"),
    _entry(rf"^财政拨款基本支出{_B}$", "app.basic"),
    _entry(rf"^{_G}(财政拨款|拨款)?项目支出{_B}$", "general.project"),
    _entry(
        rf"^{_G}(财政拨款|拨款|当年拨款)?支出({_B}|合计)$|^{_G}当年拨款$|^{_G}(财政)?拨款支出{_B}$",
        "general.year|general.total",
    ),
    _entry(rf"^财政拨款({_B}支出|支出{_B})(合计)?$", "app.year|app.exp.year|app.exp.total|general.year"),
    _entry(
        rf"^基本支出{_B}数?$",
        "exp.basic",
        app=("app.basic",),
        general=("general.basic",),
    ),
    _entry(
        rf"^项目支出{_B}数?$",
        "exp.project",
        app=("app.project",),
        general=("general.project",),
    ),
    _entry(r"机动经费(预算数)?$", "exp.reserve"),
    _entry(r"^(事业单位)?经营支出$", "exp.operating"),
    _entry(r"^上缴上级支出$", "exp.upward"),
    _entry(r"^对附属单位补助支出$", "exp.subsidy"),
    _entry(r"^结余分配$", "exp.distribution"),
    _entry(r"^使用非财政拨款结余", "rev.used_surplus"),
    _entry(r"^人员经费$", "general.personnel", app=("app.personnel",)),
    _entry(r"^(日常)?公用经费$", "general.public", app=("app.public",)),
    _entry(rf"^(本年)?政府性基金({_B})?(财政拨款|拨款)?支出({_B})?(支出)?$", "fund.year"),
    _entry(rf"^(本年)?国有资本经营({_B})?(财政拨款|拨款)?支出({_B})?$", "capital.year"),
    _entry(r"(机关|机构)运行经费", "agency.total"),
    _entry(r"^公务用车购置(及|和|与)运(行|维)", "three.vehicle@current"),
    _entry(r"^公务用车购置", "three.vehicle_buy@current"),
    _entry(r"^公务用车运(行|维)", "three.vehicle_run@current"),
    _entry(r"^因公出国", "three.abroad@current"),
    _entry(r"^公务接待费", "three.reception@current"),
    _entry(r"^会议费", "three.meeting@current"),
    _entry(r"^培训费", "three.training@current"),
    _entry(r"\"三公\"经费", "three.total@current"),
    _entry(
        r"^政府采购(支出)?(预算)?(总额|总金额|总预算)$|^政府采购(金额|预算|支出总额|支出预算总额|预算总额)$",
        "proc.total",
    ),
    _entry(r"(采购|购买)货物(支出|金额|预算)|^货物(类)?采购(金额|预算|支出)|^政府采购货物", "proc.goods"),
    _entry(r"(采购|购买)工程(支出|金额|预算)|^工程(类)?采购(金额|预算|支出)|^政府采购工程", "proc.works"),
    _entry(r"(采购|购买)服务(支出|金额|预算)|^服务(类)?采购(金额|预算|支出)|^政府采购服务", "proc.services"),
    _entry(r"^项目(预算|支出)总金额$", "proj.total"),
    _entry(
        r"^(公开)?填报绩效目标的项目预算$|^(涉及)?(项目)?预算(资金|金额)$|^涉及(项目)?预算(资金|金额)$",
        "perf.total",
    ),
    _entry(r"^财政本年拨款金额$|^本年财政拨款金额$", "proj.year"),
    _entry(r"^财政拨款结转结余$", "proj.carry"),
)
"""Economic items inside 基本支出 (公务接待费, 会议费 …) are bound by their section, not here."""
