"""What is printed around a table: number, title, unit, department line, year, notes.

Takes the text lines above (or below) a table body, gives a :class:`Caption`.  Used for text
sources and PDFs alike.  The vocabulary is data at the top of the module; its source is the
published formats (财预〔2016〕143号) and the provinces' variants of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gouji.domain import numbering
from gouji.domain.numbering import table_number, without_number
from gouji.domain.units import is_unit_line, parted_title, stated_unit
from gouji.normalise import squash, strip_markup

YEAR_LINE = re.compile(r"^[(（]?(?:19|20)\d\d年?度?[)）]?$")
FURNITURE = re.compile(
    r"^(?:(?:编制|填报|公开|预算|部门|单位|主管)?(?:部门|单位)(?:名称|[(（]公章[)）])?|预算年度|截止时间|编制日期|填报日期|日期"
    r"|财决\S*|批复\S*|金额单位|资产单位)[:：]"
)
"""Lines around a table that carry neither title nor figures: 部门：…, 预算年度：2026."""

CODED_ENTITY = re.compile(r"^\d{3,9}[-—\s]?(?!年)[\u4e00-\u9fff()（）]{4,}(?<!表)$")
"""A department line such as ``450 秦皇岛市医疗保障局``."""

NOTE = re.compile(
    r"^(?:注|备注|说明|注释|表注)\d?[:：]|^[*＊]?(?:本|我|该)(?:部门|单位|表)\S{0,20}(?:无|没有|不涉及|空表)"
)
CONTINUED = re.compile(r"[(（]?续表?\d*[)）]?$|^续表")
YEAR_SUFFIX = re.compile(r"[(（]((?:19|20)\d\d年?度?)[)）]$")
_NUMBER_BEHIND = re.compile(r"^(?P<title>.*)[(（](?P<number>[^()（）]{2,10})[)）]$")
TITLE_END = re.compile(r"(?:表|情况|构成|明细|清单|一览|统计|信息)(?:[(（].*[)）])?$")
SENTENCE = re.compile(r"[。；;！？]|[，,].*[，,]|[:：]$")
PART = re.compile(rf"^{numbering.PART}")
"""A part of the document, whose heading names no table."""
MAX_TITLE = 120
"""Titles of project forms carry the project's whole name; longer lines are prose."""


@dataclass(slots=True)
class Caption:
    """What stands around one table and is said of it as a whole."""

    title: str | None = None
    number: str | None = None
    unit: str | None = None
    year: str | None = None
    by_heading: bool = False
    """The title is that of the section under which the table stands, for it prints none of its own."""

    @property
    def names_a_table(self) -> bool:
        """Whether the caption says which table this is."""
        return self.title is not None or self.number is not None


def clean(text: str) -> str:
    """A caption line without markup, heading marks and whitespace."""
    return squash(strip_markup(text).replace("\x00", "")).lstrip("#").lstrip("-").strip()


def unit_of(text: str) -> str | None:
    """The money unit that a line states (``单位：万元``, ``收支总表（万元）``), or ``None``."""
    return stated_unit(text) or parted_title(squash(text))[1]


def is_note(text: str) -> bool:
    return bool(NOTE.match(clean(text)))


def is_furniture(text: str) -> bool:
    """Whether a line is one of those around a table that name neither it nor a figure."""
    bare = clean(text)
    if not bare or is_unit_line(bare) or YEAR_LINE.match(bare) or FURNITURE.match(bare):
        return True
    if CODED_ENTITY.match(strip_markup(text).strip()):
        return True
    return stated_unit(bare) is not None and len(bare) < 40 and not is_title(split_number(bare)[1])


def year_of(text: str) -> str | None:
    """The year that a line of its own states: ``（2024年度）``."""
    return text.strip("()（）") if YEAR_LINE.match(text) else None


def split_number(text: str) -> tuple[str | None, str]:
    """The number of a table before its title, or in brackets behind it, and the rest.

    >>> split_number("公开01表：收支总表"), split_number("收支总表（预算表1）")
    (('公开01表', '收支总表'), ('预算表1', '收支总表'))
    """
    number = table_number(text)
    if number is not None:
        return number, text[len(number) :].lstrip(":：、.．-— ")
    found = _NUMBER_BEHIND.match(text)
    if found is not None and table_number(found["number"]) == found["number"]:
        return found["number"], found["title"]
    return None, text


def is_title(text: str) -> bool:
    """Whether a line (cleaned) can be a table's title: short, not a sentence, says what it is (and perhaps its unit)."""
    text = parted_title(text)[0]
    if not text or len(text) > MAX_TITLE or SENTENCE.search(text):
        return False
    return bool(TITLE_END.search(YEAR_SUFFIX.sub("", text)))


def title_of(text: str) -> tuple[str, str | None]:
    """The title without list mark, unit and year suffix, and that year: ``自评表(2022年度)`` → (``自评表``, ``2022年度``)."""
    bare = without_number(parted_title(text)[0])
    bare = CONTINUED.sub("", bare)
    match = YEAR_SUFFIX.search(bare)
    if match:
        return bare[: match.start()], match.group(1)
    return bare, None
