"""What a count counts: the noun before it (``车辆 8 辆``) or after it (``5 个项目``).

Takes the words on both sides of a count, gives the subject, or ``None`` when the count is no
statement about the budget, its units or its assets.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gouji.prose.statement_draft import Draft
from gouji.prose.subject import read_subject
from gouji.prose.vocabulary import COUNT_NOUNS

_NOUN_AFTER = re.compile(
    rf"(?P<noun>(?=[一-龥“])(?:[一-龥（）“”]{{0,12}}?)(?:{'|'.join(COUNT_NOUNS)}))(?P<verb>开展了?|实行了?|编报了?|纳入了?)?(?P<object>[一-龥]*)"
)
_PEOPLE_UNITS = ("批次", "人次", "批", "人", "个批次", "批（次）", "批(次)", "人（次）", "人(次)")
_RECEPTIONS = ("批次", "个批次", "人次", "批（次）", "批(次)")
_VISITS = ("人次", "万人次")
_VISITED = re.compile(r"(?P<of>的)?(?P<thing>[一-龥]{2,12}?)(?=通过|并|，|$)")
_LOOSE_VISIT = re.compile(r"^(?:并|共|共计)?$")
_TOTAL_WORDS = re.compile(r"(?:全[市省区县])?(?:共|共计|累计|总计|合计)$")
_SHARED = re.compile(r"^.*?(?:共有|现有|实有(?!人员))(?=[一-龥])(?!人数$)")
_FRAMES = re.compile(
    r"^(?:最终确定|本部门|本单位|共(?=接待|安排|组织|执行))|^.+(?=(?<!因公)(?:因公)?出国（境）团组(?:数|个数)?$)"
)
_LOOSE = re.compile(
    r"(?:设|下设|等|和|及|以及|的|在|对|共|共计|包括|中|反映|下属|拥有|(?<!实)有|完成|组织|本年度|我们|其中|之前|、|，)$"
)
_BODY = re.compile(r"^[一-龥]{2,}[省市县][一-龥]{2,}(?:局|厅|委员会|办公室|中心)$")
"""The body whose units are counted (``某市交通运输局1家行政单位``)."""
_PEOPLE = ("人数", "人次", "接待人次", "接待人数")
_OF_CARS = ("购置", "年末保有", "保有", "购置数", "保有量", "年末保有量")
_INNER = "内设"
_PERSONS = ("名", "人", "位")
_HEADS = ("问题", "项目")


@dataclass(frozen=True, slots=True)
class Counted:
    """The subject of a count; ``length`` is how much of the text after the figure belongs to it."""

    name: str
    year: int | None = None
    length: int = 0


def counted(
    words: str, after: str, unit: str, current: Draft | None, department: str | None, year: int | None
) -> Counted | None:
    """The subject of a count of ``unit`` between ``words`` and ``after``."""
    subject = read_subject(words, department, year)
    name = _TOTAL_WORDS.sub("", re.sub(r"的\d{4}年度?", "的", _SHARED.sub("", subject.name)))
    name = _FRAMES.sub("", _FRAMES.sub("", name)).removeprefix("的")
    visits = _of_visits(name, after) if unit in _VISITS else None
    if visits is not None:
        return Counted(visits[0] + unit, subject.year, visits[1])
    if unit in _PEOPLE_UNITS and (people := _of_people(name, unit, current)) is not None:
        return Counted(people, subject.year)
    if name.endswith("的") and current is not None and current.measure == "count":
        head = next((word for word in _HEADS if current.subject.endswith(word)), "")
        return Counted(name + head, subject.year) if head else None
    follows = _NOUN_AFTER.match(after)
    loose = not name or len(name) <= 2 or bool(_LOOSE.search(name)) or _BODY.match(name) is not None
    if follows and (unit in _PERSONS or loose or subject.intro):
        inner = _INNER if name.endswith(_INNER) and not follows.group("noun").startswith(_INNER) else ""
        return Counted(inner + _of_noun(follows), subject.year, follows.end("noun"))
    if name in _OF_CARS and current is not None and current.subject.startswith("公务用车"):
        return Counted("公务用车" + name, subject.year)
    if not name or _LOOSE.search(name) or (after and not follows and re.match(r"[一-龥]{2,}", after)):
        return None
    if name.endswith("接待") and unit in _RECEPTIONS:
        name += re.sub(r"[（()）]", "", unit.removeprefix("个"))
    return Counted(name, subject.year)


def _of_visits(name: str, after: str) -> tuple[str, int] | None:
    """``10990 人次的慢性病患者鉴定``, ``鉴定通过 9001 人次``, ``9001 人次通过鉴定``: what the visits were for."""
    thing = _VISITED.match(after)
    if thing and thing.group("of"):
        return thing.group("thing"), thing.end()
    if name.endswith(("通过", "鉴定", "服务", "培训", "咨询", "办理")):
        return name, 0
    return (thing.group("thing"), thing.end()) if thing and _LOOSE_VISIT.search(name) else None


def _of_people(name: str, unit: str, current: Draft | None) -> str | None:
    """``接待 0 批次，0 人次`` and ``累计 0 人次`` count visits and visitors of what was named before."""
    if name in _PEOPLE and current is not None and current.subject.endswith(("批次", "团组")):
        return re.sub(r"(?:团组|批次)$", "", current.subject) + name.removeprefix("接待")
    if name not in ("", "接待", "累计", "累计接待", "共接待", "共") or current is None:
        return None
    stem = re.sub(r"(?:支出|费用?|团组|批次|人次|人)$", "", current.subject)
    return f"{stem}{re.sub(r'[（()）]', '', unit.removeprefix('个'))}" if stem else None


def _of_noun(match: re.Match[str]) -> str:
    """``个项目开展了单位评价`` counts 开展单位评价的项目."""
    verb, target = match.group("verb"), match.group("object")
    if not verb or not target:
        return match.group("noun")
    return f"{verb.rstrip('了')}{target}的{match.group('noun')}"
