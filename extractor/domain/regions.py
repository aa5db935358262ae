"""The name of a body → the administrative division that it begins with, no longer than that division's name.

Takes a name as printed (``中共上海市普陀区委社会工作部``), gives the chain of divisions from the province down
(``上海市普陀区``), by the official list in ``data/regions.tsv``; a division that the list does not have (a development
zone, a town) is read by its ending, below a listed one or at the head of the name.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from gouji.domain.bodies import without_allegiance
from gouji.domain.words import pattern, rows

_ZONE: Final = re.compile(
    r"[\u4e00-\u9fff]{0,10}?(?:高新技术产业开发区|高新技术开发区|新技术开发区|经济技术开发区|经济开发区|高新区|经开区|开发区|"
    r"新区|示范区|实验区|工业园区|保税区|度假区|风景名胜区|合作区|管理区|矿区|林区)"
)
"""Areas with a government of their own that are no administrative divisions."""
_TOWN: Final = re.compile(
    r"[\u4e00-\u9fff]{2,6}?(?:街道|镇|乡|苏木)(?=$|人民政府|政府|办事处|党|委|人大|财政所|综合|社区|中心|机关|卫生院)"
)
_BY_ENDING: Final = (
    re.compile(r"[\u4e00-\u9fff]{2,6}?(?:省|自治区|特别行政区)"),
    re.compile(r"[\u4e00-\u9fff]{2,6}?(?:市|自治州|州|盟|地区)"),
    re.compile(r"[\u4e00-\u9fff]{2,7}?(?:自治县|自治旗|新区|县|区|旗|市)"),
)
"""By level, for names that the list does not have."""
_NO_STEM: Final = pattern("body_words.tsv", "no division")
"""A word that only ends like a division (城市, 社区), or begins like none (中国)."""
_SHORT: Final = re.compile(r".县(?![城域级区委])|.{3}")
"""Two characters are a division at the head of a name only where a county ends there (寿县, not 城区)."""


@cache
def _divisions() -> dict[str, tuple[str, ...]]:
    """Name → the codes under which it stands, without the zeros at their ends (``11``, ``1101``, ``110101``)."""
    found: dict[str, list[str]] = {}
    for code, name in rows("regions.tsv", "code", "name"):
        found.setdefault(name, []).append(re.sub(r"(?:00)+$", "", code))
    return {name: tuple(codes) for name, codes in found.items()}


@cache
def _longest() -> int:
    return max(map(len, _divisions()))


def region_of(name: str) -> str | None:
    """The division that ``name`` begins with, allegiance (中共, 共青团) left out; ``None`` where it names none.

    >>> region_of("广州市住房和城乡建设局")
    '广州市'
    """
    text = without_allegiance(name)
    end = 0
    codes: tuple[str, ...] = ("",)
    while (step := _listed(text, end, codes)) is not None:
        end, codes = step
    zone = (
        _ZONE.match(text, end) if end and all(len(code) < 6 for code in codes) else _zone_of_city(text, end)
    )
    if zone and not re.search("[和与及、]", zone.group()):
        end = zone.end()
    elif not end:
        for level in _BY_ENDING:
            unlisted = level.match(text, end)
            if unlisted and not _NO_STEM.search(unlisted.group()):
                end = unlisted.end()
    town = _TOWN.match(text, end) if end else None
    if town and not _NO_STEM.search(town.group()):
        end = town.end()
    return text[:end] or None


def _zone_of_city(text: str, end: int) -> re.Match[str] | None:
    """``苏州工业园区``: a zone behind the name of its city without 市, at the head of the name."""
    city = next((size for size in (2, 3, 4) if not end and f"{text[:size]}市" in _divisions()), None)
    return _ZONE.match(text, city) if city else None


def _listed(text: str, start: int, within: tuple[str, ...]) -> tuple[int, tuple[str, ...]] | None:
    """Where a listed division that belongs to one of ``within`` ends, and its codes; the longest name first."""
    for length in range(min(_longest(), len(text) - start), 1, -1):
        if start == 0 and length == 2 and not _SHORT.match(text):
            continue
        codes = tuple(
            code
            for code in _divisions().get(text[start : start + length], ())
            for above in within
            if code.startswith(above) and len(code) > len(above)
        )
        if codes:
            return start + length, codes
    return None
