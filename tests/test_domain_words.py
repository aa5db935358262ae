"""The data files of the domain: what the loader refuses, and that every file is well formed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from gouji.domain import words as loader
from gouji.domain.words import FOLDER, WordsError, pattern, rows, words


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Files of a test in place of ours; what was read of ours is forgotten before and after."""
    monkeypatch.setattr(loader, "FOLDER", tmp_path)
    rows.cache_clear()
    yield tmp_path
    rows.cache_clear()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("group\tword\n", r"a\.tsv, line 1: columns group, word, not group, word, source"),
        ("group\tword\tsource\na\t合计\n", r"a\.tsv, line 2: 2 cells, not 3"),
        ("# talk\ngroup\tword\tsource\na\t合计\t\n", r"a\.tsv, line 3: no source"),
        ("group\tword\tsource\na\t合计 \t法\n", r"a\.tsv, line 2: a space around a cell"),
        ("group\tword\tsource\nb\t合计\t法\n", r"a\.tsv: no word of group a"),
    ],
)
def test_a_file_that_is_not_as_its_reader_expects_names_the_line(
    folder: Path, text: str, complaint: str
) -> None:
    (folder / "a.tsv").write_text(text, encoding="utf-8")
    with pytest.raises(WordsError, match=complaint):
        words("a.tsv", "a")


def test_words_of_a_group_stand_in_the_order_of_the_file_and_make_one_expression(folder: Path) -> None:
    (folder / "a.tsv").write_text(
        "group\tword\tsource\n# talk\na\t合计\t法\n\nb\t数\t法\na\t小计?\t法\n", encoding="utf-8"
    )
    assert words("a.tsv", "a") == ("合计", "小计?")
    assert pattern("a.tsv", "a", "^(?:{})$").pattern == "^(?:合计|小计?)$"


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.tsv")), ids=lambda path: path.name)
def test_every_file_is_well_formed_and_says_nothing_twice(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    header = next(line for line in lines if line and not line.startswith("#")).split("\t")
    assert header[-1] == "source"
    found = rows(path.name, *header[:-1])
    assert found
    assert len(set(found)) == len(found)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.tsv")), ids=lambda path: path.stem)
def test_every_group_of_words_is_asked_for(path: Path) -> None:
    """A word in a group that no reader names would change nothing, and nobody would say so."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    if not lines[0].startswith("group\t"):
        return
    code = "\n".join(file.read_text(encoding="utf-8") for file in FOLDER.parents[1].rglob("*.py"))
    groups = {line.split("\t")[0] for line in lines[1:]}
    assert [group for group in sorted(groups) if not re.search(f"[\"']{group}[\"']", code)] == []
