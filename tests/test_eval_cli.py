"""``gouji eval`` from the command line: run, score, report, compare, adjudicate; reports that hold no markup of documents."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gouji.cli import gouji
from gouji.errors import ConfigError
from gouji.eval.gold_folders import load_gold
from gouji.eval.model import Run
from gouji.eval.report.html import safe_json, shade
from gouji.eval.report.markdown import escape, percent
from gouji.eval.runs import read_run, score_run, write_run
from gouji.schemas.record import Finding, Operand, Record
from tests.scoring import bundled, perfect

DOCS = ("baotou-center-2022-final", "qinhuangdao-2026-budget")


def gouji_eval(*args: str | Path) -> Result:
    result = CliRunner().invoke(gouji, ["eval", *map(str, args)], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result


def damaged(record: Record) -> Record:
    """Four wrong things: a figure, a missing table, a missed statement, an unlabelled finding."""
    copy = record.model_copy(deep=True)
    row = next(r for r in copy.tables[2].rows if r[3])
    row[3] = "<script>alert(1)</script>"
    del copy.tables[-1]
    del copy.statements[3]
    operands = [Operand(where="t01 合计", value="123456.78"), Operand(where="t02 合计", value="87654.32")]
    copy.findings.append(
        Finding(
            id="n",
            rule="R9",
            type="table_vs_table",
            severity="error",
            message="两表合计不同",
            operands=operands,
        )
    )
    return copy


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A perfect run and a damaged one on the same two labels."""
    folder = tmp_path_factory.mktemp("runs")
    docs = [bundled(doc_id) for doc_id in DOCS]
    records = {doc.doc_id: perfect(doc.gold, confidence=0.9) for doc in docs}
    good, bad = folder / "good", folder / "bad"
    write_run(score_run(docs, records, [], {}), good, records)
    worse = {doc_id: damaged(record) for doc_id, record in records.items()}
    write_run(score_run(docs, worse, [], {}), bad, worse)
    return good, bad


def test_help_names_every_verb_and_loads_no_harness() -> None:
    code = "import sys; from gouji.cli import gouji; gouji(['eval','--help'], standalone_mode=False);"
    code += (
        "print('LOADED', sorted(m for m in sys.modules if m.startswith(('gouji.eval', 'scipy', 'pymupdf'))))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "LOADED []" in done.stdout
    for verb in ("run", "score", "report", "compare", "gate", "gold", "adjudicate"):
        assert re.search(rf"^\s+{verb}\s", done.stdout, re.MULTILINE), verb


def test_run_extracts_scores_and_writes_everything(tmp_path: Path) -> None:
    out = tmp_path / "run"
    result = gouji_eval("run", DOCS[0], "-o", out)
    assert DOCS[0] in result.output and "micro" in result.output
    run = read_run(out)
    assert [doc.doc_id for doc in run.documents] == [DOCS[0]]
    assert run.documents[0].measures["cells"].gold > 400
    assert Record.model_validate_json((out / "records" / f"{DOCS[0]}.json").read_bytes()).doc_id == DOCS[0]
    names = {path.name for path in (out / "report").iterdir()}
    assert names == {"report.json", "report.md", "report.html"}


def test_score_reads_records_and_agrees_with_the_run(runs: tuple[Path, Path], tmp_path: Path) -> None:
    result = gouji_eval("score", runs[1], "-o", tmp_path)
    again, before = read_run(tmp_path), read_run(runs[1])
    assert again.documents == before.documents
    assert len(again.missing) == 3 and "没有记录" in result.output


def test_run_names_code_labels_and_packages(runs: tuple[Path, Path]) -> None:
    found = read_run(runs[0]).provenance
    assert set(found.gold) == set(DOCS)
    assert found.gold[DOCS[0]] == bundled(DOCS[0]).sha256
    assert found.packages["scipy"] != "absent" and found.seed > 0
    assert found.commit is None or re.fullmatch(r"[0-9a-f]{40}", found.commit)


def test_report_holds_every_error_once_and_in_both_languages(runs: tuple[Path, Path], tmp_path: Path) -> None:
    errors = [error.id for doc in read_run(runs[1]).documents for error in doc.errors]
    assert len(errors) == len(set(errors)) > 8
    for lang, title in (("zh", "勾稽 评测报告"), ("en", "gouji evaluation report")):
        gouji_eval("report", runs[1], "-o", tmp_path / lang, "--lang", lang)
        page = (tmp_path / lang / "report.html").read_text(encoding="utf-8")
        text = (tmp_path / lang / "report.md").read_text(encoding="utf-8")
        data = json.loads((tmp_path / lang / "report.json").read_text(encoding="utf-8"))
        assert title in page and title in text
        assert sorted(error["id"] for error in data["errors"]) == sorted(errors)
        assert all(f"`{error}`" in text and f'"{error}"' in page for error in errors)


def test_document_text_stays_text(runs: tuple[Path, Path], tmp_path: Path) -> None:
    gouji_eval("report", runs[1], "-o", tmp_path)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "alert(1)" in page and "<script>alert" not in page
    assert "<script>alert" not in (tmp_path / "report.md").read_text(encoding="utf-8")
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", page)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    assert policy is not None
    assert policy[1].startswith("default-src 'none'; img-src data:;")


def test_markdown_of_the_same_run_is_the_same(runs: tuple[Path, Path], tmp_path: Path) -> None:
    for name in ("a", "b"):
        gouji_eval("report", runs[1], "-o", tmp_path / name)
    texts = [(tmp_path / name / "report.md").read_text(encoding="utf-8") for name in ("a", "b")]
    assert texts[0] == texts[1]


def test_compare_says_what_got_worse_and_better(runs: tuple[Path, Path], tmp_path: Path) -> None:
    good, bad = runs
    text = gouji_eval("compare", good, bad).output
    assert "变差 (0)" not in text and "变好 (0)" in text
    gouji_eval("compare", bad, good, "-o", tmp_path)
    data = json.loads((tmp_path / "compare.json").read_text(encoding="utf-8"))
    errors = sum(len(doc.errors) for doc in read_run(bad).documents)
    assert (len(data["better"]), data["worse"], data["changed"]) == (errors, [], [])
    cells = next(item for item in data["differences"] if item["name"] == "cells")
    assert cells["b"] == 1.0 and 0 < cells["low"] <= cells["difference"] <= cells["high"]
    assert (tmp_path / "compare.html").stat().st_size > 5_000


def test_compare_with_itself_is_no_difference(runs: tuple[Path, Path]) -> None:
    text = gouji_eval("compare", runs[1], runs[1]).output
    assert "变差 (0)" in text and "变好 (0)" in text and "+0.00 … +0.00" in text


def test_compare_warns_of_other_labels(runs: tuple[Path, Path], tmp_path: Path) -> None:
    run: Run = read_run(runs[0])
    run.provenance.gold[DOCS[0]] = "0" * 64
    write_run(run, tmp_path)
    assert "标注不同" in gouji_eval("compare", tmp_path, runs[1]).output


def test_adjudicate_lists_what_a_person_must_read(runs: tuple[Path, Path], tmp_path: Path) -> None:
    gouji_eval("adjudicate", runs[1], "-o", tmp_path)
    data = json.loads((tmp_path / DOCS[0] / "adjudicated.json").read_text(encoding="utf-8"))
    open_items = [item["message"] for item in data["findings"] if item["verdict"] is None]
    assert open_items == ["两表合计不同"]  # what was judged before stays in the file


def test_gold_check_and_draft(tmp_path: Path) -> None:
    assert "0 个错误" in gouji_eval("gold", "check").output
    source = bundled(DOCS[0]).source
    gouji_eval("gold", "draft", source, "--doc-id", "mine", "-o", tmp_path)
    assert load_gold(tmp_path / "mine" / "gold.json").gold.status == "unreviewed"
    refused = CliRunner().invoke(gouji, ["eval", "run", "mine", "--gold", str(tmp_path)])
    assert "unreviewed" in str(refused.exception)


@pytest.mark.parametrize(
    ("value", "shown"), [(1.0, "100.00"), (0.99999, "99.99"), (0.98765, "98.77"), (None, "—"), (0.0, "0.00")]
)
def test_percentages_are_never_rounded_up_to_perfect(value: float | None, shown: str) -> None:
    assert percent(value) == shown


def test_escaping() -> None:
    assert escape("a|b\n*c* <i>") == r"a\|b \*c\* \<i\>"
    assert "</script" not in safe_json({"x": "</script><!--"})
    assert json.loads(safe_json({"x": "</script>&"})) == {"x": "</script>&"}
    assert [shade(v) for v in (None, 0.0, 0.5, 0.949, 0.95, 0.995, 1.0)] == [
        "hx",
        "h0",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
    ]


def test_a_missing_extra_is_one_line_that_names_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gouji.eval.commands.common.find_spec", lambda _: None)
    with pytest.raises(ConfigError, match=r"缺少 scipy、matplotlib .*gouji\[eval\]"):
        CliRunner().invoke(gouji, ["eval", "score", str(tmp_path)], catch_exceptions=False)
