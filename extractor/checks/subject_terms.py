"""How the prose names the concepts of the tables: one ordered list of patterns, as data.

Source: the 情况说明 templates of 地方预决算公开操作规程（财预〔2016〕143号） and the provinces' 部门预算/决算
公开 formats 2017—2026.  The first pattern that matches the folded subject gives the concepts;
``by_scope`` overrides them where the section speaks of 财政拨款 or 一般公共预算 only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field


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
