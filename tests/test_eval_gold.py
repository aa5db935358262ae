"""Labels: loading, checking, drafting, and the refusal to score what no person has read."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from gouji.errors import GoldError
from gouji.eval.gold_check import Problem, check_gold, stands_in
from gouji.eval.gold_draft import write_draft
from gouji.eval.gold_folders import BUNDLED, find_gold, load_all, load_gold
from gouji.eval.provinces import province_of
from tests.corpus import SEEDS, SHARED, SHARED_ABSENT, seed
from tests.scoring import bundled, perfect


@pytest.mark.parametrize("doc_id", SEEDS)
def test_bundled_labels_are_well_made(doc_id: str) -> None:
    assert check_gold(bundled(doc_id)) == []


@pytest.mark.corpus
@pytest.mark.skipif(not (SHARED / "gold").is_dir(), reason=SHARED_ABSENT)
def test_labels_beside_the_checkout_have_no_errors() -> None:
    docs = load_all([SHARED / "gold"])
    assert len(docs) >= 8
    assert [p for doc in docs for p in check_gold(doc) if p.level == "error"] == []


def copied(folder: Path, **changes: Any) -> Path:
    """A bundled label with changes, and its source beside it."""
    place = folder / "demo"
    place.mkdir(parents=True)
    data = json.loads((BUNDLED / "baotou-2026-budget" / "gold.json").read_text(encoding="utf-8"))
    data |= {"doc_id": "demo"} | changes
    (place / "gold.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    shutil.copy(seed("baotou-2026-budget"), place / "source.txt")
    return place / "gold.json"


def errors(path: Path) -> list[Problem]:
    return [problem for problem in check_gold(load_gold(path)) if problem.level == "error"]


def test_faults_of_a_label_are_named(tmp_path: Path) -> None:
    data = json.loads((BUNDLED / "baotou-2026-budget" / "gold.json").read_text(encoding="utf-8"))
    data["tables"][1]["rows"][2].append("1.00")
    data["tables"][2]["id"] = data["tables"][1]["id"]
    data["tables"][3]["where"] = {"lines": [5, 99999]}
    data["statements"][4]["quote"] = "原文里没有这句话 2235.47 万元"
    found = errors(copied(tmp_path, tables=data["tables"], statements=data["statements"]))
    assert {problem.where for problem in found} == {
        "tables/t01/rows/3",
        "tables/t01",
        f"tables/{data['tables'][3]['id']}",
        f"statements/{data['statements'][4]['id']}",
    }


def test_a_consequence_names_its_error(tmp_path: Path) -> None:
    data = json.loads((BUNDLED / "baotou-2026-budget" / "gold.json").read_text(encoding="utf-8"))
    first, second = data["inconsistencies"][:2]
    second["consequence_of"] = first["id"]
    assert errors(copied(tmp_path, inconsistencies=[first, second])) == []
    second["consequence_of"] = "x99"
    found = errors(copied(tmp_path / "again", inconsistencies=[first, second]))
    assert [problem.where for problem in found] == [f"inconsistencies/{second['id']}"]


def test_a_list_beside_the_labels_is_no_label(tmp_path: Path) -> None:
    """``true-places.json`` lies among the labels; a damaged file still counts as one, so that it is named."""
    (tmp_path / "true-places.json").write_text('{"doc": []}', encoding="utf-8")
    assert find_gold([tmp_path]) == []
    (tmp_path / "broken.json").write_text('{"doc_id', encoding="utf-8")
    with pytest.raises(GoldError, match="broken"):
        load_gold(*find_gold([tmp_path]))


def test_a_cell_with_separators_is_a_warning(tmp_path: Path) -> None:
    data = json.loads((BUNDLED / "baotou-2026-budget" / "gold.json").read_text(encoding="utf-8"))
    data["tables"][1]["rows"][0][1] = "2,235.47"
    problems = check_gold(load_gold(copied(tmp_path, tables=data["tables"])))
    assert [(p.level, p.where) for p in problems] == [("warning", "tables/t01/rows/1/2")]


@pytest.mark.parametrize(
    ("value", "quote", "expected"),
    [
        ("25", "共125台", False),
        ("25", "计25.5万元", False),
        ("25", "计 2 5 台", True),
        ("2235.47", "总计2,235.47万元", True),
        ("3", "三家单位", True),
        ("0.00", "为0.00万元", True),
        ("477.9", "增加 477.90 万元", False),
    ],
)
def test_a_value_stands_in_its_quote_as_a_whole_number(value: str, quote: str, expected: bool) -> None:
    assert stands_in(value, quote) is expected


def test_a_label_of_another_shape_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="not a gold label"):
        load_gold(copied(tmp_path, surprise=1))


def test_a_draft_is_refused_by_scoring_until_it_is_reviewed(tmp_path: Path) -> None:
    record = perfect(bundled("baotou-2026-budget").gold).model_copy(update={"doc_id": "mine"})
    path = write_draft(record, seed("baotou-2026-budget"), tmp_path)
    text = path.read_text(encoding="utf-8")
    assert '"evidence"' not in text
    with pytest.raises(GoldError, match="unreviewed"):
        load_all([tmp_path])
    assert [p.where for p in check_gold(load_gold(path)) if p.level == "error"] == ["mine"]
    path.write_text(text.replace('"unreviewed"', '"reviewed"'), encoding="utf-8")
    (doc,) = load_all([tmp_path])
    assert check_gold(doc) == []
    assert doc.gold.tables == bundled("baotou-2026-budget").gold.tables
    with pytest.raises(GoldError, match="there is a label already"):
        write_draft(record, seed("baotou-2026-budget"), tmp_path)


def test_both_layouts_are_found_and_the_first_directory_wins(tmp_path: Path) -> None:
    flat = tmp_path / "flat"
    flat.mkdir()
    source = BUNDLED / "ordos-2025-budget" / "gold.json"
    shutil.copy(source, flat / "ordos-2025-budget.json")
    shutil.copy(source, flat / "other.json")
    assert [p.name for p in find_gold([flat])] == ["ordos-2025-budget.json", "other.json"]
    both = {p.parent.name if p.name == "gold.json" else p.stem: p for p in find_gold([BUNDLED, flat])}
    assert both["ordos-2025-budget"] == source
    assert load_gold(both["other"]).source is None


def test_a_source_path_cannot_leave_the_gold_tree(tmp_path: Path) -> None:
    data = json.loads((BUNDLED / "ordos-2025-budget" / "gold.json").read_text(encoding="utf-8"))
    (tmp_path / "secret.txt").write_text("秘密", encoding="utf-8")
    folder = tmp_path / "tree" / "gold"
    folder.mkdir(parents=True)
    (folder / "x.json").write_text(json.dumps(data | {"source": "../secret.txt"}), encoding="utf-8")
    assert load_gold(folder / "x.json").source is None


@pytest.mark.parametrize(
    ("region", "province"),
    [
        ("包头市", "内蒙古"),
        ("上海市普陀区", "上海"),
        ("江苏省", "江苏"),
        ("海东市", "青海"),
        ("海南省", "海南"),
        ("海南藏族自治州", "青海"),
        ("普陀区", None),
        (None, None),
    ],
)
def test_provinces(region: str | None, province: str | None) -> None:
    assert province_of(region) == province
