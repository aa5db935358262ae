"""Which body a document is of: every place where the layout names one, the surest first.

Takes the title and the printed lines, gives :class:`Named` values in the order in which they are believed: the title,
a label on the cover (预算单位：…), the lines around the tables (部门：…), the head of a form (部门名称 …), a heading
(…概况), the signature above the date, the cover's own lines, the running text.  Several names of one rank are one
vote each; the same body in a longer and a shorter form is no conflict (:func:`gouji.domain.bodies.same_body`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from gouji.domain import numbering
from gouji.domain.bodies import is_body, same_body, without_level
from gouji.domain.regions import region_of
from gouji.layout.dates import is_date
from gouji.read.model import Line

Printed = tuple[Line, str]
"""A line and its text without markup and blanks."""

LABEL: Final = re.compile(
    r"^(?:(?:编制|填报|公开|预算|部门|单位|主管|评价项目|被评价|申报|市级|县级|区级|省级|项目)*(?:部门|单位)(?:名称)?(?:[(（](?:单位|公章|盖章|全称)[)）])?"
    r"(?:名称)?)[:：](.+)$"
)
CODED: Final = re.compile(r"^\d{3,9}[-—]?([\u4e00-\u9fff()（）]{4,30})$")
FORM_HEAD: Final = re.compile(
    r"^(?:部门|单位|预算部门|预算单位|部门[(（]单位[)）]|单位[(（]部门[)）])名称(?![:：])(.+)$"
)
"""The head of a form: label and name in two cells of one line."""
_NOT_ITS_OWN: Final = re.compile(r"^(?:\S*主管|市级|省级|县级|区级)\S*[:：]")
"""A label that may name the body above (主管部门), believed after those that name the body itself."""
HEADING: Final = re.compile(
    rf"^(?:{numbering.PART}|{numbering.ITEM}|[一二三四五六七八九十]+、|[(（][一二三四五六七八九十]+[)）])*[、:：]?"
    r"(?:\d{4}年度?)?(?P<name>[^，。；、:：]{4,40}?)(?:[(（](?:单位|部门)[)）]|部门|单位)?"
    r"(?:的?(?:基本)?概况|(?:的)?主要(?:职能|职责)|基本情况|(?:部门)?职责|(?:\d{4}年度?)?部门(?:预算|决算)表?|机构设置)(?:及\S{0,10})?$"
)
_UNIT_COLUMN: Final = re.compile(r"(?:(?:19|20)\d\d年度?)?(?:金额|计量|货币)?单位[:：].*$")
"""What stands beside the body above a table: the year and the unit of money."""
_CODE_BEFORE: Final = re.compile(r"^[\[(（]?\d{3,9}[\])）]?[-—]?(?=[\u4e00-\u9fff])")
"""The code of a body before its name."""
_ABOUT: Final = re.compile(r"^.*?关于")
_IN_PROSE: Final = re.compile(
    r"([\u4e00-\u9fff]{2,20}?(?:局|厅|委员会|委办公室|办公厅|办公室|检察院|法院|部|中心|院))(?:部门|机关|本级|[(（])?"
    r"(?:20\d\d年|所属|内设)"
)
"""An organisation in running text, before a year or its offices."""

PRINTED_SURE = 0.9
"""In the title or behind a label."""
PRINTED_ALONE = 0.75
"""A heading, a signature, a line of the cover: a closed form, without a label that says what it is."""
TEXT_ONLY = 0.6
"""Below what the review queue takes for sure: a name that only the running text gives is asked about."""


@dataclass(frozen=True, slots=True)
class Named:
    """A body as one rank of places names it: ``lines`` of the first place (none for a title), how sure, and where."""

    name: str
    lines: tuple[Line, ...]
    confidence: float
    where: str


def named_bodies(title_name: str | None, cover: Sequence[Printed], lines: Sequence[Printed]) -> list[Named]:
    """The bodies named, the most believed first; one of each rank at most."""
    ranks = [
        Named(title_name, (), PRINTED_SURE, "标题") if title_name else None,
        _voted(_labelled(cover, own=True), PRINTED_SURE, "封面"),
        _voted(_labelled(lines, own=True), PRINTED_SURE, "表头"),
        _voted(_form_heads(lines), PRINTED_SURE, "表内"),
        _voted(_headings(lines), PRINTED_ALONE, "章节标题"),
        _voted(_labelled(lines, own=False), PRINTED_ALONE, "表头"),
        _voted(_signed(lines), PRINTED_ALONE, "落款"),
        _voted(((line, text) for line, text in cover if region_of(text) and is_body(text)), PRINTED_ALONE, "封面"),
        _voted(_in_prose(lines), TEXT_ONLY, "正文"),
    ]  # fmt: skip
    return [named for named in ranks if named is not None]


def rivals(found: Sequence[Named]) -> list[Named]:
    """Bodies that places as sure as the first name otherwise."""
    first = found[0] if found else None
    return [
        other
        for other in found[1:]
        if first is not None and other.confidence >= PRINTED_SURE and not same_body(first.name, other.name)
    ]


def _voted(names: Iterable[Printed], confidence: float, where: str) -> Named | None:
    votes: Counter[str] = Counter()
    first: dict[str, Line] = {}
    for line, name in names:
        votes[name] += 1
        first.setdefault(name, line)
    if not votes:
        return None
    name = votes.most_common(1)[0][0]
    return Named(name, (first[name],), confidence, where)


def _body(text: str) -> str | None:
    name = without_level(_CODE_BEFORE.sub("", _UNIT_COLUMN.sub("", text)))
    return name if len(name) >= 4 and is_body(name) else None


def _labelled(lines: Iterable[Printed], *, own: bool) -> Iterable[Printed]:
    """The bodies behind labels; ``own`` leaves out labels of the body above, else these alone."""
    for line, text in lines:
        label, coded = LABEL.match(text), CODED.match(text)
        match = label or coded
        name = _body(match.group(1)) if match else None
        if (
            name
            and (label or region_of(name))
            and (not _NOT_ITS_OWN.match(text) or text.startswith("预算主管")) == own
        ):
            yield line, name


def _form_heads(lines: Iterable[Printed]) -> Iterable[Printed]:
    for line, text in lines:
        match = FORM_HEAD.match(text)
        name = _body(match.group(1)) if match else None
        if name:
            yield line, name


def _headings(lines: Iterable[Printed]) -> Iterable[Printed]:
    for line, text in lines:
        match = HEADING.match(text) if len(text) <= 60 else None
        name = _body(match.group("name")) if match else None
        if name and region_of(name):
            yield line, name


def _signed(lines: Sequence[Printed]) -> Iterable[Printed]:
    """``某市财政局`` above ``2026年2月10日``."""
    for (line, text), (_, below) in zip(lines, lines[1:], strict=False):
        if is_date(below) and region_of(text) and (name := _body(text)):
            yield line, name


def _in_prose(lines: Iterable[Printed]) -> Iterable[Printed]:
    """Organisations that the prose names before a year or their offices."""
    for line, text in lines:
        for match in _IN_PROSE.finditer(_ABOUT.sub("", text)):
            if region_of(match.group(1)):
                yield line, without_level(match.group(1))
