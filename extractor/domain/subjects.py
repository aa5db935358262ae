"""收支分类科目: look-up of functional and economic subjects by code, by name and by year.

Takes codes and printed names, gives the official name that held in a budget year, the names that may stand at a code
around a year, the code of a class label, and whether a printed name is that subject's.  The lists and their sources
stand in ``data/subjects.tsv``, what they leave out in ``data/subject_groups.tsv``.  Not repeated there: every 款 of a
governing department has the items :data:`GENERIC_ITEMS`, and every 款 has 99 其他…支出, called after the 款 unless a line
says otherwise.  A subject that no document was found to print recognises a name and never makes an ``error``
(:attr:`Subject.attested`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from gouji.domain.numbering import without_number
from gouji.domain.words import rows
from gouji.normalise import fold

ECONOMIC_SINCE = 2018
"""The economic list is that of 财预〔2017〕98号 (支出经济分类科目改革方案), in force from 2018; earlier budgets number
the same subjects otherwise (30311 was 住房公积金)."""
TRANSITION = 1
"""Years around a renaming in which either name is right: a budget is compiled before the list of its year is printed,
and final accounts may keep the names under which the money was budgeted."""
_CODE = re.compile(r"^\(\d+\)|^\d+[、.]")
"""The code of a subject in front of its name."""
_OTHERS = "99"


def _group(group: str) -> list[tuple[str, str]]:
    """Code and name of one group of ``subject_groups.tsv``."""
    return [
        (code, name) for of, code, name in rows("subject_groups.tsv", "group", "code", "name") if of == group
    ]


GENERIC_ITEMS: Final = dict(_group("generic"))
"""Last two digits → name of the items that every 款 of a governing department has: 01 行政运行 …"""
GOVERNING: Final = tuple(code for code, _ in _group("governing"))
"""款, or whole classes, of governing departments that are not called …事务."""
CLASS_ALIASES: Final = {name: code for code, name in _group("alias")}
"""Further spellings under which a class stands in summary tables (name without 支出) → code."""
PAID_AS: Final = {code: tuple(items.split()) for code, items in _group("paid as")}
"""Economic 款 whose money is that of the functional 项 together: 养老, 职业年金, 医疗, 公务员医疗补助, 住房公积金."""


@dataclass(frozen=True, slots=True)
class Subject:
    """One subject: code, present name, earlier names (newest first: the year of the change and the name before it)."""

    code: str
    name: str
    renamed: tuple[tuple[int, str], ...] = ()
    since: int | None = None
    until: int | None = None
    attested: bool = False
    """Whether a document was found that prints this name at this code."""

    def name_in(self, year: int | None) -> str:
        """The name that held in a budget year (the present one when the year is unknown)."""
        name = self.name
        for changed, former in self.renamed:
            if year is None or year >= changed:
                break
            name = former
        return name

    def names_near(self, year: int | None) -> tuple[str, ...]:
        """Every name that may stand in a document of the year: see :data:`TRANSITION`; all when it is unknown."""
        if year is None:
            return self.names
        return tuple(dict.fromkeys(self.name_in(year + shift) for shift in (0, -TRANSITION, TRANSITION)))

    def exists_in(self, year: int | None) -> bool:
        """Whether the list of the year (or of a year beside it) has the code."""
        if year is None:
            return True
        after = self.since is None or year >= self.since - TRANSITION
        return after and (self.until is None or year < self.until + TRANSITION)

    @property
    def changed(self) -> int | None:
        """The year of the last renaming."""
        return self.renamed[0][0] if self.renamed else None

    @property
    def former(self) -> str | None:
        """The name before the last renaming."""
        return self.renamed[0][1] if self.renamed else None

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *(name for _, name in self.renamed))


@lru_cache(maxsize=8192)
def bare_name(name: str) -> str:
    """A subject's name for comparison: folded, without numbering, level marks and a final 支出."""
    text = _CODE.sub("", without_number(fold(name)))
    text = re.sub(r"[(（]\d{0,3}[类款项][)）]", "", text)
    text = re.sub(r"[()（）\"'、,，\s]", "", text)
    return re.sub(r"(类|支出)+$", "", text)


def _subjects(wanted: str) -> dict[str, Subject]:
    """Code → subject of one of the lists."""
    columns = ("list", "code", "name", "former", "since", "until", "printed")
    return {
        code: Subject(
            code,
            name,
            tuple((int(change[:4]), change[5:]) for change in former.split()),
            int(since) if since else None,
            int(until) if until else None,
            printed == "yes",
        )
        for of, code, name, former, since, until, printed in rows("subjects.tsv", *columns)
        if of == wanted
    }


@cache
def functional_subjects() -> dict[str, Subject]:
    """Code → subject of the functional classification."""
    return _subjects("functional")


@cache
def economic_subjects() -> dict[str, Subject]:
    """Code → subject of the departmental economic classification (部门预算支出经济分类, 3…)."""
    return _subjects("departmental")


@cache
def government_economic_subjects() -> dict[str, Subject]:
    """Code → subject of the governmental economic classification (政府预算支出经济分类, 5…)."""
    return _subjects("governmental")


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
def _section_names() -> dict[str, set[str]]:
    names: dict[str, set[str]] = {}
    for code, subject in functional_subjects().items():
        for name in subject.names if len(code) == 5 else ():
            names.setdefault(bare_name(name), set()).add(code)
    return names


def class_of_section(name: str) -> str | None:
    """The class code that a 款 belongs to by its exact (folded) name, ``None`` where no class or several have it."""
    classes = {code[:3] for code in _section_names().get(bare_name(name), ())}
    return classes.pop() if len(classes) == 1 else None


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


def functional_subject(code: str) -> Subject | None:
    """The subject of a functional code: as listed, or one of those that every 款 has; ``None`` when neither says."""
    listed = functional_subjects().get(code)
    if listed is not None or len(code) != 7:
        return listed
    section = functional_subjects().get(code[:5])
    if section is None:
        return None
    if code[5:] in GENERIC_ITEMS and _is_governing(section):
        return Subject(code, GENERIC_ITEMS[code[5:]], (), section.since, section.until, attested=True)
    return _others(code, section) if code[5:] == _OTHERS else None


def _others(code: str, section: Subject) -> Subject:
    """The item 99 of a 款, called after it: 其他财政事务支出 under 财政事务, its own name under 其他…支出."""

    def called(name: str) -> str:
        return name if name.startswith("其他") else f"其他{name.removesuffix('支出')}支出"

    renamed = tuple((year, called(name)) for year, name in section.renamed)
    return Subject(code, called(section.name), renamed, section.since, section.until)


def _is_governing(section: Subject) -> bool:
    """Whether a 款 is that of a governing department: 财政事务, 公安 …, not 科技条件与服务 or 就业补助."""
    return section.name.endswith("事务") or section.code.startswith(GOVERNING)


def economic_subject(code: str) -> Subject | None:
    """The subject of an economic code of either list."""
    return economic_subjects().get(code) or government_economic_subjects().get(code)


def functional_name(code: str, year: int | None) -> str | None:
    """The name that belongs to a functional code in a year, ``None`` when the list does not say."""
    subject = functional_subject(code)
    return subject.name_in(year) if subject is not None and subject.exists_in(year) else None


def economic_name(code: str) -> str | None:
    subject = economic_subject(code)
    return subject.name if subject else None


def outdated_class(name: str, year: int | None) -> Subject | None:
    """The class whose *former* name is printed in a year in which it no longer held."""
    wanted = bare_name(name)
    for code, subject in functional_subjects().items():
        if len(code) == 3 and subject.former and bare_name(subject.former) == wanted:
            changed = subject.changed
            return subject if year is not None and changed is not None and year >= changed + 1 else None
    return None
