"""Where each metadata field is printed, and what a reviewer can do about it."""

from __future__ import annotations

from pathlib import Path

import pytest

from gouji.errors import ConfigError
from gouji.layout.metadata import metadata_evidence, read_metadata
from gouji.normalise import squash
from gouji.read.model import Document, Line
from gouji.read.source import read_document
from gouji.review.apply import apply
from gouji.review.paths import coerce
from gouji.schemas.record import Evidence, Metadata, Record
from tests.corpus import SEEDS, seed
from tests.evidence import places_of, text_at
from tests.review_support import give, only, small_record, workspace_of

VERBATIM = ("title", "department", "region", "fiscal_year", "contact_person", "contact_phone")


def document(text: str) -> Document:
    lines = tuple(Line(number, line) for number, line in enumerate(text.split("\n"), start=1))
    return Document(name="d", source="d.txt", sha256="", form="text", lines=lines)


def printed(doc: Document, evidence: Evidence) -> str:
    return squash("".join(text_at(doc, place) for place in places_of(evidence)))


@pytest.mark.parametrize("name", SEEDS)
def test_every_field_that_is_stated_points_at_its_print(name: str) -> None:
    doc = read_document(seed(name))
    metadata = read_metadata(doc)
    evidence = metadata_evidence(doc, metadata)
    stated = metadata.model_dump(exclude_none=True)
    assert set(evidence) == set(stated)
    for field in VERBATIM:
        if field in stated:
            assert squash(str(stated[field])) in printed(doc, evidence[field]), field
    for field in ("approval_date", "publication_date"):
        if field in stated:
            year, month, day = (str(int(part)) for part in stated[field].split("-"))
            assert all(part in printed(doc, evidence[field]) for part in (year, month, day))


def test_a_title_over_several_lines_is_told_in_all_of_them() -> None:
    doc = document("某某市\n教育局\n2024年度部门决算\n正文")
    found = metadata_evidence(doc, Metadata(title="某某市教育局2024年度部门决算"))["title"]
    assert [place.line for place in places_of(found)] == [1, 2, 3]


def test_a_name_from_the_running_text_is_less_sure_than_one_behind_a_label() -> None:
    prose = document("2024年度部门决算\n某某市教育局2024年决算收入1万元。")
    labelled = document("2024年度部门决算\n某某市教育局2024年决算收入1万元。\n部门：某某市教育局")
    metadata = Metadata(department="某某市教育局")
    low, high = (metadata_evidence(doc, metadata)["department"] for doc in (prose, labelled))
    assert (low.line, high.line) == (2, 3)
    assert low.confidence < 0.7 < high.confidence


def test_what_is_printed_nowhere_has_no_evidence() -> None:
    assert metadata_evidence(document("空"), Metadata(department="某某市教育局", fiscal_year=2024)) == {}


def doubtful_record() -> Record:
    evidence = {"department": Evidence(line=1, span=(0, 6), source=["grammar"], confidence=0.6)}
    return small_record().model_copy(
        update={"metadata": Metadata(department="某某市教育局"), "metadata_evidence": evidence}
    )


def test_a_reviewer_corrects_a_field(tmp_path: Path) -> None:
    workspace = workspace_of(tmp_path, doubtful_record())
    give(workspace, only(workspace, "value"), "correct", ("metadata/department", "某某市体育局"))
    record, reviewed = apply(workspace.records["small"], workspace.items.values(), workspace.decisions())
    assert record.metadata.department == "某某市体育局"
    assert record.metadata_evidence["department"].source == ["human"]
    assert [(c.path, c.machine) for c in reviewed.corrections] == [("metadata/department", "某某市教育局")]


def test_a_reviewer_takes_out_what_is_not_stated(tmp_path: Path) -> None:
    workspace = workspace_of(tmp_path, doubtful_record())
    give(workspace, only(workspace, "value"), "reject")
    record, _ = apply(workspace.records["small"], workspace.items.values(), workspace.decisions())
    assert record.metadata.department is None


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("metadata/fiscal_year", "二〇二四"),
        ("metadata/publication_date", "2024年1月2日"),
        ("metadata/doc_type", "决算"),
        ("metadata/scope", "bureau"),
    ],
)
def test_a_field_takes_only_what_it_can_hold(path: str, value: str) -> None:
    with pytest.raises(ConfigError):
        coerce(path, value)
