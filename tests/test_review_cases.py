"""Review sheets as they come back from people, for the queue of one made record (tests/cases/review).

The sheets were filled in before findings had answers of their own.  As they are, nothing of them may be taken
over; with the words and ids of today, each is read as meant or refused with the row named.
"""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from gouji.errors import ConfigError
from gouji.review.exchange.importing import Import, import_rows, read_file
from gouji.review.workspace import Workspace, open_workspace
from gouji.review.write_corrected import finish
from gouji.schemas.record import Record
from gouji.schemas.review import Item
from tests.review_support import NO_AUDIT

CASES = Path(__file__).parent / "cases" / "review"
RECORD = CASES / "p00-planted-base.json"
WORDS = {"更正": "识读有误", "正确": "文件有误", "不成立": "存疑"}
"""The old verdicts on findings → words of today (a lawful reason is nowhere given)."""
PRINTED = {"1,000.00": "1,234.50", "1000.00": "1,234.50", "1000": "1,234.50"}
"""What was typed → a figure that the line prints."""

Change = Callable[[str], str]


def opened(folder: Path) -> Workspace:
    shutil.copy(RECORD, folder / RECORD.name)
    return open_workspace([folder], choice=NO_AUDIT, sources=[CASES])


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    (tmp_path / "out").mkdir()
    return opened(tmp_path / "out")


@cache
def old_rows() -> dict[str, tuple[str, str]]:
    """Old id → (old version, label)."""
    lines = (CASES / "r-60.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return {row["item_id"]: (row["version"], row["label"]) for row in rows if row["kind"] == "finding"}


def renewed(workspace: Workspace, words: dict[str, str]) -> Change:
    """Old ids and versions → those of the queue; typed words → others, wherever they fill a cell."""
    by_label = {item.label: item for item in workspace.items.values()}
    names: dict[str, str] = {}
    for old, (version, label) in old_rows().items():
        names |= {old: by_label[label].item_id, version: by_label[label].version}
    pattern = re.compile("|".join(names), re.IGNORECASE)

    def put(text: str) -> str:
        text = pattern.sub(lambda m: cased(m[0], names[m[0].lower()]), text)
        for old, new in words.items():
            before, after = (r"<t[^>]*>\s*", "</t>") if "</" in text else (r"[,;\t\"]", r"[,;\t\"]")
            text = re.sub(rf"({before}){' ?'.join(old)}(?=[。\s]*{after})", rf"\g<1>{new}", text)
        return text

    return put


def cased(old: str, new: str) -> str:
    return new.upper() if old.isupper() else new


def rewritten(name: str, folder: Path, change: Change) -> Path:
    """A copy of the case with its text changed and everything else (merges, formulas, dimensions) as it was."""
    target = folder / name
    if target.suffix != ".xlsx":
        data = (CASES / name).read_bytes()
        encoding = next(e for e in ("utf-16", "utf-8-sig", "gb18030") if readable(data, e))
        target.write_bytes(change(data.decode(encoding)).encode(encoding))
        return target
    with zipfile.ZipFile(CASES / name) as old, zipfile.ZipFile(target, "w") as new:
        for entry in old.namelist():
            data = old.read(entry)
            is_text = entry.endswith("sharedStrings.xml") or entry.startswith("xl/worksheets/sheet")
            new.writestr(entry, change(data.decode()).encode() if is_text else data)
    return target


def readable(data: bytes, encoding: str) -> bool:
    if encoding == "utf-16" and data[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return False
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def brought(workspace: Workspace, path: Path) -> Import:
    return import_rows(read_file(path), workspace, "王五")


SHEETS = sorted(p.name for p in CASES.glob("r-*"))


@pytest.mark.parametrize("name", SHEETS)
def test_an_old_sheet_puts_no_figure_into_the_record(workspace: Workspace, tmp_path: Path, name: str) -> None:
    """Most of these stored 1000.00, a date or 壹仟万元 as the reading of a printed 1100.00."""
    try:
        found = brought(workspace, CASES / name)
    except ConfigError:
        found = Import()
    assert [event for event in found.written if event.changes] == []
    finish(workspace, workspace.sources, tmp_path / "reviewed")
    for path in (tmp_path / "reviewed").glob("p00-planted-base.json"):
        made = Record.model_validate_json(path.read_bytes())
        assert [t.rows for t in made.tables] == [t.rows for t in workspace.records["p00-planted-base"].tables]


# name → {row: part of the complaint}; a row that is not named is blank or right.
REFUSED: dict[str, dict[int, str]] = {
    "r-00-basic.xlsx": {2: "原文此处未见 1000.00"},
    "r-12-verdict-spaces-fullwidth.xlsx": {},
    "r-13-verdict-synonyms.xlsx": {2: "“对”不认识", 3: "“√”不认识", 4: "“是”不认识"},
    "r-14-corrected-number-1000.xlsx": {2: "原文此处未见 1000.00"},
    "r-15-corrected-float-noise.xlsx": {2: "原文此处未见 1000.00"},
    "r-16-corrected-date.xlsx": {2: "像是日期"},
    "r-17-corrected-percent-0.05.xlsx": {2: "0.05"},
    "r-18-corrected-with-unit.xlsx": {2: "带了单位"},
    "r-19-corrected-yuan-unit.xlsx": {2: "带了单位"},
    "r-20-corrected-fullwidth.xlsx": {2: "原文此处未见 1000.00"},
    "r-21-corrected-formula.xlsx": {2: "是公式"},
    "r-22-corrected-chinese.xlsx": {2: "是中文数字"},
    "r-23-corrected-empty-verdict.xlsx": {2: "没有选结论"},
    "r-24-correct-equal-old.xlsx": {2: "与读数相同"},
    "r-26-merged-verdict-cells.xlsx": {2: "合并", 3: "合并", 4: "合并"},
    "r-30-version-as-number.xlsx": {2: "版本列被改动"},
    "r-31-comment-only.xlsx": {2: "没有选结论"},
    "r-56-ls-two-choices.json": {1: "选了几个结论"},
    "r-57-ls-corrected-without-verdict.json": {1: "没有选结论"},
    "r-60.jsonl": {1: "是科学计数"},
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_answer_is_refused_with_its_row(workspace: Workspace, tmp_path: Path, name: str) -> None:
    found = brought(workspace, rewritten(name, tmp_path, renewed(workspace, WORDS)))
    assert [row for row, _ in found.faults] == list(REFUSED[name])
    for row, sentence in found.faults:
        assert all(part in sentence for part in REFUSED[name][row].split())
    assert bool(found.written) == (not found.faults)


MEANT = [
    "r-00-basic.xlsx",
    "r-01-sorted.xlsx",
    "r-04-title-row-inserted.xlsx",
    "r-05-blank-rows-and-total.xlsx",
    "r-06-column-inserted.xlsx",
    "r-07-column-deleted-visible.xlsx",
    "r-09-sheet-renamed.xlsx",
    "r-10-sheet-moved-last.xlsx",
    "r-11-copy-to-new-workbook-values-only.xlsx",
    "r-27-filtered-hidden-rows.xlsx",
    "r-29-doubled-rows-pasted-below.xlsx",
    "r-33-wps-dimension-A1.xlsx",
    "r-40-csv-gbk.csv",
    "r-41-csv-utf16-tab.csv",
    "r-42-csv-semicolon.csv",
    "r-43-csv-utf8-nobom.csv",
    "r-45-csv-decimals-lost-in-reading.csv",
    "r-46-csv-id-uppercase.csv",
    "r-51-ls-two-agree.json",
    "r-52-ls-second-cancelled.json",
]


@pytest.mark.parametrize("name", MEANT)
def test_a_rearranged_sheet_is_read_as_meant(workspace: Workspace, tmp_path: Path, name: str) -> None:
    """With a figure that the line prints, every answer lands on its own question, in the printed digits."""
    quoted = {old: f'"{new}"' for old, new in PRINTED.items()} if name.endswith(".csv") else PRINTED
    found = brought(workspace, rewritten(name, tmp_path, renewed(workspace, {**WORDS, **quoted})))
    assert found.faults == []
    said = {
        question(workspace, e.item_id): (e.action, [(c.old, c.new) for c in e.changes]) for e in found.written
    }
    wanted = {"1100.00": ("misread", [("1100.00", "1234.50")]), "1264.50": ("document_wrong", [])}
    expected = len(said) if ".json" in name else 2
    assert {key: said[key] for key in list(wanted)[:expected] if key in said} == dict(
        list(wanted.items())[:expected]
    )
    assert len({e.item_id for e in found.written}) == len(found.written)


def question(workspace: Workspace, item_id: str) -> str | None:
    item: Item = workspace.items[item_id]
    return item.value


def test_skipped_and_unfinished_annotations_are_blank(workspace: Workspace, tmp_path: Path) -> None:
    for name in ("r-53-ls-draft-only.json", "r-54-ls-skipped.json"):
        found = brought(workspace, rewritten(name, tmp_path, renewed(workspace, WORDS)))
        assert (found.faults, found.written, found.blank) == ([], [], 10)


def test_the_annotator_is_named(workspace: Workspace, tmp_path: Path) -> None:
    found = brought(
        workspace, rewritten("r-55-ls-completed-by-object.json", tmp_path, renewed(workspace, WORDS))
    )
    assert [(e.reviewer, e.action) for e in found.written] == [("li@x.cn", "document_wrong")]


def test_a_sheet_without_ids_is_refused(workspace: Workspace) -> None:
    with pytest.raises(ConfigError, match="没有“编号”"):
        brought(workspace, CASES / "r-08-id-column-deleted.xlsx")


def test_an_answer_without_its_version_is_refused(workspace: Workspace, tmp_path: Path) -> None:
    found = brought(workspace, rewritten("r-59-ls-json-min.json", tmp_path, renewed(workspace, WORDS)))
    assert len(found.faults) == 10
    assert all("没有版本" in sentence or "没有编号" in sentence for _, sentence in found.faults)
