"""收支分类科目: the lists hang together, agree with what documents print, and renames never overlap."""

from __future__ import annotations

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from gouji.checks.rules.labels import code_names
from gouji.domain.subjects import (
    ECONOMIC_SINCE,
    GENERIC_ITEMS,
    GOVERNING,
    Subject,
    bare_name,
    economic_subject,
    economic_subjects,
    functional_name,
    functional_subject,
    functional_subjects,
    government_economic_subjects,
    outdated_class,
)
from gouji.domain.words import rows
from tests.corpus import GOLD, SEEDS, SHARED, from_shared
from tests.domain_evidence import PRINTED

EXCEPTIONS: dict[tuple[str, str], str] = {
    ("30104", "其他社会保障缴费"): "经济分类 2018 年前的编码",
    ("30307", "医疗费"): "经济分类 2018 年前的编码",
    ("30311", "住房公积金"): "经济分类 2018 年前的编码",
    ("30312", "提租补贴"): "经济分类 2018 年前的编码",
    ("310", "其他资本性支出"): "经济分类 2018 年前的编码",
}
"""Printed pairs that the lists need not hold, with the reason."""


def _subject(code: str) -> Subject | None:
    return functional_subject(code) if code.startswith("2") else economic_subject(code)


def _agrees(code: str, name: str, year: int) -> bool:
    subject = _subject(code)
    if subject is None or not subject.exists_in(year):
        return False
    return bare_name(name) in {bare_name(one) for one in subject.names_near(year)}


def test_every_printed_pair_is_in_the_lists() -> None:
    wrong = [
        (printed.source, code, name)
        for printed in PRINTED
        for code, name in printed.pairs()
        if not _agrees(code, name, printed.year) and (code, name) not in EXCEPTIONS
    ]
    assert wrong == []


def test_exceptions_are_needed() -> None:
    printed = {(c, n): p.year for p in PRINTED for c, n in p.pairs()}
    for (code, name), year in ((pair, printed[pair]) for pair in EXCEPTIONS):
        assert year < ECONOMIC_SINCE
        assert not _agrees(code, name, year), (code, name)


def test_attested_lines_are_quoted_and_quoted_lines_attested() -> None:
    """``printed`` stands for a quoted pair, and every quoted pair is marked so."""
    quoted: dict[str, set[str]] = {}
    for printed in PRINTED:
        for code, name in printed.pairs():
            quoted.setdefault(code, set()).add(bare_name(name))
    listed = {**functional_subjects(), **economic_subjects(), **government_economic_subjects()}
    for code, subject in listed.items():
        proof = quoted.get(code, set()) & {bare_name(name) for name in subject.names}
        assert subject.attested == bool(proof), (code, subject.name, quoted.get(code))


NOT_SUBJECTS = re.compile("^万元$|医疗保障局")
"""What stands behind three digits without being a subject: the unit of an indicator, a budget unit (506-…)."""

LABELS = [pytest.param(GOLD / name / "gold.json", id=name) for name in SEEDS] + from_shared(
    sorted(path for path in SHARED.glob("gold/*.json") if not (GOLD / path.stem / "gold.json").exists())
)


def _labelled(path: Path) -> tuple[int, list[tuple[str, str]]]:
    """Year, and (code, name) of every row of the labelled tables whose code cell stands beside its name."""
    data = json.loads(path.read_text(encoding="utf-8"))
    pairs = [
        (code, name)
        for table in data["tables"]
        for cells in table["rows"]
        for code, name in zip(cells, cells[1:], strict=False)
        if re.fullmatch(r"[235]\d\d(\d\d){0,2}", code or "") and re.search("[\u4e00-\u9fff]{2}", name or "")
    ]
    return data["metadata"]["fiscal_year"], [pair for pair in pairs if not NOT_SUBJECTS.search(pair[1])]


@pytest.mark.parametrize("path", LABELS)
def test_labelled_tables_agree(path: Path) -> None:
    """Every subject that a labelled document prints stands in the lists of its year."""
    year, pairs = _labelled(path)
    assert [pair for pair in pairs if not _agrees(*pair, year) and pair not in EXCEPTIONS] == []


def test_the_bundled_labels_print_subjects_to_agree_with() -> None:
    """So that the test above cannot pass on nothing, whatever lies beside the checkout."""
    assert len({pair for name in SEEDS for pair in _labelled(GOLD / name / "gold.json")[1]}) > 50


@pytest.mark.parametrize(
    ("subjects", "lengths", "first"),
    [
        (functional_subjects, (3, 5, 7), "2"),
        (economic_subjects, (3, 5), "3"),
        (government_economic_subjects, (3, 5), "5"),
    ],
)
def test_every_code_has_its_parents(subjects, lengths: tuple[int, ...], first: str) -> None:  # type: ignore[no-untyped-def]
    listed = subjects()
    for code, subject in listed.items():
        assert code.isdigit() and len(code) in lengths and code.startswith(first), code
        assert len(code) == 3 or code[:-2] in listed, code
        assert re.search("[\u4e00-\u9fff]", subject.name), code


def test_no_code_stands_twice() -> None:
    """The lists have as many subjects as the file has lines."""
    columns = ("list", "code", "name", "former", "since", "until", "printed")
    lists = (functional_subjects(), economic_subjects(), government_economic_subjects())
    assert sum(map(len, lists)) == len(rows("subjects.tsv", *columns))


def test_names_are_unique_among_siblings() -> None:
    """In one year no 类, and no 款 or 项 of one parent, bears another's name."""
    for subjects in (functional_subjects(), economic_subjects(), government_economic_subjects()):
        for year in (2017, 2019, 2022, 2026):
            held: dict[tuple[str, str], str] = {}
            for code, subject in subjects.items():
                if (subject.since or 0) > year or (subject.until or 9999) <= year:
                    continue
                key = (code[:-2] if len(code) > 3 else "", subject.name_in(year))
                assert key not in held, (year, code, held.get(key))
                held[key] = code


def test_class_names_of_all_years_name_one_class() -> None:
    seen: dict[str, str] = {}
    for code, subject in functional_subjects().items():
        if len(code) == 3:
            for name in subject.names:
                assert seen.setdefault(bare_name(name), code) == code


def test_renames_run_backwards_and_lie_within_the_life_of_the_code() -> None:
    for subject in (*functional_subjects().values(), *economic_subjects().values()):
        years = [year for year, _ in subject.renamed]
        assert years == sorted(years, reverse=True) and len(set(years)) == len(years), subject
        assert len(set(subject.names)) == len(subject.names), subject
        assert all(2017 < year <= 2026 for year in years), subject
        if subject.since and subject.until:
            assert subject.since < subject.until, subject
        assert not years or subject.since is None or min(years) > subject.since, subject


def test_a_section_of_a_dead_parent_is_dead() -> None:
    subjects = functional_subjects()
    for code, subject in subjects.items():
        parent = subjects.get(code[:-2])
        if parent is not None and parent.until is not None:
            assert subject.until is not None and subject.until <= parent.until, code


def test_a_chain_of_renames_gives_the_name_of_each_year() -> None:
    names = [functional_name("21305", year) for year in (2019, 2022, 2024, None)]
    assert names[0] == "扶贫"
    assert names[2] == names[3] == "巩固脱贫攻坚成果衔接乡村振兴"
    assert functional_name("210", 2018) == "医疗卫生与计划生育支出"
    assert functional_name("2210299", 2024) == "其他住房改革支出"
    assert functional_name("2070199", 2018) == "其他文化支出"
    assert functional_name("2079999", 2026) == "其他文化旅游体育与传媒支出"


def test_either_name_is_right_in_the_years_around_a_rename() -> None:
    subject = functional_subject("2080501")
    assert subject is not None
    assert subject.names_near(2026) == ("行政单位离退休",)
    assert set(subject.names_near(2020)) == {"行政单位离退休", "归口管理的行政单位离退休"}
    assert subject.names_near(2018) == ("归口管理的行政单位离退休",)
    assert set(subject.names_near(None)) == set(subject.names)


def test_a_code_is_silent_in_years_without_it() -> None:
    assert functional_name("20138", 2017) is None
    assert functional_name("2013816", 2026) == "食品安全监管"
    assert functional_name("20115", 2017) == "工商行政管理事务"
    assert functional_name("2011501", 2026) is None
    assert functional_name("2013899", 2017) is None


def test_items_that_every_section_has_are_not_listed_again() -> None:
    for code, subject in functional_subjects().items():
        if len(code) == 7 and code[5:] in GENERIC_ITEMS and code.startswith(GOVERNING):
            assert subject.name != GENERIC_ITEMS[code[5:]] or subject.renamed, code


def test_a_former_class_name_is_outdated_only_afterwards() -> None:
    found = outdated_class("医疗卫生与计划生育", 2026)
    assert found is not None and found.code == "210" and found.changed == 2019
    assert outdated_class("医疗卫生与计划生育", 2018) is None
    assert outdated_class("医疗卫生与计划生育", 2019) is None


def _said_of(code: str, name: str, year: int) -> tuple[str, str | None]:
    """Status and severity that rule L01 gives a row that prints this name at this code."""
    row = SimpleNamespace(code=code, name=name, index=0)
    view = SimpleNamespace(id="t01", title="支出总表", label_evidence=_nothing)
    (outcome,) = code_names._code_name(
        cast(Any, view), cast(Any, row), [], year, economic=code.startswith(("3", "5"))
    )
    return outcome.state, outcome.severity


def _nothing(row: Any) -> None:
    return None


def test_only_an_attested_subject_makes_an_error() -> None:
    """Another subject's name at a proven code is an error; at an unproven one a note, as the list may be wrong."""
    proven, unproven = functional_subject("2210201"), functional_subject("2130142")
    assert proven is not None and proven.attested
    assert unproven is not None and not unproven.attested
    assert _said_of("2210201", "提租补贴", 2026) == ("failed", "error")
    assert _said_of("2130142", "提租补贴", 2026) == ("failed", None)
    assert _said_of("2210201", "住房公积金支出", 2026) == ("passed", None)
    assert _said_of("30113", "基本工资", 2026) == ("failed", "error")


@pytest.mark.parametrize(
    ("code", "name", "year", "status"),
    [
        ("2080501", "归口管理的行政单位离退休", 2019, "passed"),
        ("2080501", "归口管理的行政单位离退休", 2020, "passed"),
        ("21305", "扶贫", 2021, "passed"),
        ("21305", "巩固脱贫衔接乡村振兴", 2025, "passed"),
        ("21305", "扶贫", 2026, "failed"),
        ("2040607", "法律援助", 2019, "passed"),
        ("2040607", "法律援助", 2026, "failed"),
        ("2070114", "旅游行业业务管理", 2019, "passed"),
        ("2010308", "信访事务", 2023, "passed"),
    ],
)
def test_a_name_of_its_time_is_no_finding(code: str, name: str, year: int, status: str) -> None:
    assert _said_of(code, name, year)[0] == status
