"""``gouji eval wide``: documents without labels, measured, put together by layout, and what looks odd in them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gouji.checks.engine import run_checks
from gouji.cli import gouji
from gouji.errors import ConfigError
from gouji.eval.report.wide_page import wide_page
from gouji.eval.wide import view
from gouji.eval.wide.clusters import grouped, suspected, wide_of
from gouji.eval.wide.limits import Limits, beyond, read_limits
from gouji.eval.wide.measure import measure, shape_of
from gouji.eval.wide.model import Broken, Found, Wide, WideDocument, sums_of
from gouji.relations.identity import make_figure, total_of
from gouji.schemas.record import Coverage, KindCoverage, NotCheckable, OpenPlace, Record
from tests.checks_support import budget, cell, record_of
from tests.corpus import ROOT, SHARED, SHARED_ABSENT

CITIES = SHARED / "corpus" / "cities"


def document(name: str, *signatures: str, errors: int = 0, **more: object) -> WideDocument:
    found = [
        Found(rule="T01", mechanism=None, message="不符", difference="1", page=n + 2, line=None)
        for n in range(errors)
    ]
    coverage = Coverage(by_kind=[KindCoverage(kind="other", tables=1, figures=10, judged=4, broken=errors)])
    base = {
        "name": name,
        "coverage": coverage,
        "errors": found,
        "signatures": list(signatures),
    }
    return WideDocument.model_validate({**base, **more})


def checked(name: str, *edits: object) -> Record:
    data = budget()
    for edit in edits:
        edit(data)  # type: ignore[operator]
    record, source = record_of(data)
    found = run_checks(record, source)
    return record.model_copy(update={"doc_id": name, **found._asdict()})


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """A clean record and one with a mistake, in a folder of their own."""
    folder = tmp_path / "records"
    folder.mkdir()
    for name, edits in (("clean", ()), ("wrong", (cell("t07", 1, 2, "77.00"),))):
        (folder / f"{name}.json").write_text(checked(name, *edits).model_dump_json(), encoding="utf-8")
    return folder


def run(*arguments: object) -> Result:
    return CliRunner().invoke(gouji, ["eval", "wide", *map(str, arguments)])


def test_a_record_is_measured_by_its_errors_and_the_relations_that_break() -> None:
    wrong = measure(checked("wrong", cell("t07", 1, 2, "77.00")))
    assert wrong.errors and wrong.severities["error"] == len(wrong.errors)
    broken = next(one for one in wrong.relations if one.rule == "T02" and one.relation)
    assert (broken.broken, broken.documents) == (1, 1) and broken.held > 0
    assert broken.relation is not None and "各行" in broken.relation
    assert measure(checked("clean")).relations == []


def test_what_a_document_has_of_tables_is_the_same_in_every_year() -> None:
    older = budget()
    for table in older["tables"]:
        table["columns"] = [[part.replace("202", "201") for part in path] for path in table["columns"]]
    assert measure(record_of(older)[0]).signatures == measure(record_of(budget())[0]).signatures


def test_documents_are_of_one_layout_by_their_headers_whatever_their_names() -> None:
    one, other = document("a-1", "x", "y", "z"), document("b-9", "x", "y", "q")
    apart = document("a-2", "r", "s", "x")
    bare, blank = document("c", errors=1), document("d")
    names = [[d.name for d in group] for group in grouped([one, apart, bare, other, blank])]
    assert names == [["a-1", "b-9"], ["a-2"], ["c", "d"]]


def test_a_relation_that_breaks_in_most_of_its_instances_is_suspected() -> None:
    def says(name: str, *relations: Broken) -> WideDocument:
        return document(name, "x", relations=[r.model_dump() for r in relations])

    often, once = (
        Broken(rule="T01", relation="甲 = 乙", broken=2),
        Broken(rule="T02", relation="丙", broken=1),
    )
    rare = Broken(rule="T02", relation="丁", broken=3, held=40)
    shape = Broken(rule="T01", shape="power of ten", broken=2)
    found = suspected([says("a", often, once, rare, shape), says("b", often, shape)])
    assert [(one.relation or one.shape, one.broken, one.documents) for one in found] == [
        ("power of ten", 4, 2),
        ("甲 = 乙", 4, 2),
    ]
    whole = wide_of([says("a", often, once, rare, shape), says("b", often, shape)])
    assert whole.suspected == 4, "what a shape tells are the same breaks again"


@pytest.mark.parametrize(
    ("total", "parts", "shape"),
    [
        ("10.00", ["10.00", "10.00"], "multiple of the total"),
        ("10.00", ["20.00", "10.00"], "multiple of the total"),
        ("10.00", ["100.00"], "power of ten"),
        ("1000.00", ["0.10"], "power of ten"),
        ("10.00", ["7.00", "2.00"], None),
        ("0.00", ["7.00"], None),
    ],
)
def test_the_shape_of_a_difference(total: str, parts: list[str], shape: str | None) -> None:
    figures = [make_figure(value, "元", "t01", ("t01", 0, n)) for n, value in enumerate([total, *parts])]
    first, *rest = [figure for figure in figures if figure is not None]
    assert shape_of(total_of(first, rest)) == shape


def test_odd_documents_come_first_and_counts_add_up() -> None:
    whole = wide_of([document("calm", "a"), document("odd", "b", errors=3)], ["bad.pdf: damaged"])
    assert [d.name for d in whole.documents] == ["odd", "calm"]
    assert [c.name for c in whole.clusters] == ["odd", "calm"]
    total = sums_of(whole.documents)
    assert (total.documents, total.figures, total.judged, total.errors) == (2, 20, 8, 3)
    assert (total.coverage, total.errors_per_document) == (0.4, 1.5)
    assert view.pages_of(whole.documents[0]) == "p. 2, 3, 4"


@pytest.mark.parametrize(
    ("limits", "names"),
    [
        ({}, []),
        ({"min_coverage": 0.4, "max_errors_per_document": 1.5, "max_errors_in_one_document": 3}, []),
        ({"min_coverage": 0.41, "min_documents": 3}, ["min_documents", "min_coverage"]),
        ({"max_errors_per_document": 1.4, "max_unknown_tables": 0.9}, ["max_errors_per_document", "max_unknown_tables"]),
        ({"max_errors_in_one_document": 2, "max_suspected": 0}, ["max_errors_in_one_document"]),
    ],
)  # fmt: skip
def test_what_is_beyond_a_floor_or_ceiling_is_named(limits: dict[str, float], names: list[str]) -> None:
    whole = wide_of([document("calm", "a"), document("odd", "b", errors=3)])
    lines = beyond(Limits.model_validate(limits), whole)
    assert [line.partition(":")[0] for line in lines] == names


def test_a_limit_with_another_name_is_bad_input(tmp_path: Path) -> None:
    (tmp_path / "limits.toml").write_text("min_covrage = 0.4\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="min_covrage"):
        read_limits(tmp_path / "limits.toml")


def test_the_command_reads_records_and_writes_both_reports(records: Path, tmp_path: Path) -> None:
    done = run(records, "--json", tmp_path / "wide.json", "--html", tmp_path / "wide.html", "--jobs", 1)
    assert done.exit_code == 0, done.output
    assert "文档 2，错误" in done.stdout and "wrong" in done.stdout
    whole = Wide.model_validate(json.loads((tmp_path / "wide.json").read_text(encoding="utf-8")))
    assert [d.name for d in whole.documents] == ["wrong", "clean"]
    assert len(whole.clusters) == 1, "two records of one form"
    page = (tmp_path / "wide.html").read_text(encoding="utf-8")
    assert page.index("wrong") < page.index("<b>clean")


def test_exit_codes(records: Path, tmp_path: Path) -> None:
    assert run(records, "--max-errors-per-document", 100, "--min-coverage", 0.1, "--jobs", 1).exit_code == 0
    strict = run(records, "--min-coverage", 1, "--jobs", 1)
    assert strict.exit_code == 1 and "min_coverage" in strict.stderr
    (records / "bad.json").write_text("{}", encoding="utf-8")
    unread = run(records, "--jobs", 1)
    assert unread.exit_code == 2 and "bad.json" in unread.stderr and "clean" in unread.stdout
    (tmp_path / "empty").mkdir()
    assert isinstance(run(tmp_path / "empty").exception, ConfigError)


def test_text_of_a_document_is_no_markup_on_the_page_or_the_terminal() -> None:
    evil = "<script>alert(1)</script>"
    places = [OpenPlace(rule="T01", reason=evil, page=3)]
    coverage = Coverage(not_checkable=[NotCheckable(rival="misread", count=1, places=places)])
    found = Found(rule="T01", mechanism=evil, message=evil, difference=evil, page=1, line=None)
    broken = Broken(rule="T01", relation=evil, broken=9, pages=[evil])
    odd = document(evil, evil, errors=1)
    odd = odd.model_copy(update={"errors": [found], "coverage": coverage, "relations": [broken]})
    page = wide_page(wide_of([odd], [evil]), [evil], "zh")
    assert "<script" not in page and page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 9
    assert "script-src 'none'" in page and "default-src 'none'" in page
    assert "http:" not in page and "https:" not in page


@pytest.mark.corpus
@pytest.mark.skipif(not CITIES.is_dir(), reason=SHARED_ABSENT)
def test_the_disclosures_of_cities_stay_within_their_limits() -> None:
    """Whatever nobody labelled: the floors of what is compared, the ceilings of what is said to be wrong."""
    done = run(CITIES, "--limits", ROOT / "eval" / "wide.toml", "--jobs", 2)
    assert done.exit_code == 0, done.stderr
