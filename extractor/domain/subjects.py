"""收支分类科目: look-up of functional and economic subjects by code, by name and by year.

Takes codes and printed names, gives the official name that held in a budget year, the code of a
class label, and whether a printed name is that subject's.  The lists are in
:mod:`extractor.domain.subjects_data`, with their source.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from extractor.domain.subjects_data import CLASS_ALIASES, ECONOMIC, FUNCTIONAL, GENERIC_ITEMS, GOVERNING
from extractor.normalise import fold

ECONOMIC_SINCE = 2018
"""The economic list is that of 财预〔2017〕98号 (支出经济分类科目改革方案), in force from 2018; earlier budgets number
the same subjects otherwise (30311 was 住房公积金)."""
_LINE = re.compile(r"^(\d+) (\S+?)(?: <(\d{4}):(\S+))?$")
_NUMBERING = re.compile(
    r"^[一二三四五六七八九十]+[、.．,，]|^[(（][一二三四五六七八九十]+[)）]|^\d+[、.．]|^[(（]\d+[)）]"
)


@dataclass(frozen=True, slots=True)
class Subject:
    """One subject: its code, its present name, and the name that held before ``changed``."""

    code: str
    name: str
    changed: int | None = None
    former: str | None = None

    def name_in(self, year: int | None) -> str:
        """The name that held in a budget year (the present one when the year is unknown)."""
        if self.changed and self.former and year is not None and year < self.changed:
            return self.former
        return self.name

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, self.former) if self.former else (self.name,)


@lru_cache(maxsize=8192)
def bare_name(name: str) -> str:
    """A subject's name for comparison: folded, without numbering, level marks and a final 支出."""
    text = _NUMBERING.sub("", fold(name))
    text = re.sub(r"[(（]\d{0,3}[类款项][)）]", "", text)
    text = re.sub(r"[()（）\"'、,，\s]", "", text)
    return re.sub(r"(类|支出)+$", "", text)


def _parse(block: str) -> dict[str, Subject]:
    subjects: dict[str, Subject] = {}
    for line in block.strip().splitlines():
        found = _LINE.match(line)
        assert found, line
        code, name, year, former = found.groups()
        subjects[code] = Subject(code, name, int(year) if year else None, former)
    return subjects


@cache
def functional_subjects() -> dict[str, Subject]:
    """Code → subject of the functional classification."""
    return _parse(FUNCTIONAL)


@cache
def economic_subjects() -> dict[str, Subject]:
    """Code → subject of the departmental economic classification."""
    return _parse(ECONOMIC)


@cache
def _class_names() -> dict[str, str]:
    names = {
        bare_name(n): code for code, s in functional_subjects().items() if len(code) == 3 for n in s.names
    }
    return {**names, **CLASS_ALIASES}


def class_of_label(label: str) -> str | None:
    """The class code that a label such as ``八、社会保障和就业支出`` names, else ``None``."""
    return _class_names().get(bare_name(label))


@cache
def _economic_names() -> dict[str, str]:
    names: dict[str, str] = {}
    for code, subject in economic_subjects().items():
        if not code.startswith(("309", "311", "399")):
            names.setdefault(bare_name(subject.name), code)
    return names


def economic_code(name: str) -> str | None:
    """The code of an economic subject by its exact (folded) name."""
    return _economic_names().get(bare_name(name))


def functional_name(code: str, year: int | None) -> str | None:
    """The name that belongs to a functional code in a year, ``None`` when the list does not say."""
    subject = functional_subjects().get(code)
    if subject is not None:
        return subject.name_in(year)
    if len(code) == 7 and code[5:] in GENERIC_ITEMS and _is_governing(code[:5]):
        return GENERIC_ITEMS[code[5:]]
    return None


def _is_governing(code: str) -> bool:
    """Whether a 款 is that of a governing department: 财政事务, 公安 …, not 科技条件与服务 or 就业补助."""
    section = functional_subjects().get(code)
    return section is not None and (section.name.endswith("事务") or code.startswith(GOVERNING))


def economic_name(code: str) -> str | None:
    subject = economic_subjects().get(code)
    return subject.name if subject else None


def outdated_class(name: str, year: int | None) -> Subject | None:
    """The class whose *former* name is printed in a year in which it no longer held."""
    wanted = bare_name(name)
    for code, subject in functional_subjects().items():
        if len(code) == 3 and subject.former and bare_name(subject.former) == wanted:
            changed = subject.changed
            return subject if year is not None and changed is not None and year >= changed + 1 else None
    return None
