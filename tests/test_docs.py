"""What the guides for maintainers say is there: every path that they name exists, every name stands where they say."""

from __future__ import annotations

import re

import pytest

from tests.test_package import ROOT

GUIDES = ("CONTRIBUTING.md", "docs/architecture.md")
FOLDERS = ("", "extractor", "docs")
"""A path is written from the root, or from ``extractor/``."""
PATH = re.compile(r"`([\w./*-]+(?:/|\.(?:py|tsv|toml|md|j2|json|txt)))`")


@pytest.mark.parametrize("guide", GUIDES)
def test_every_path_that_a_guide_names_exists(guide: str) -> None:
    text = (ROOT / guide).read_text(encoding="utf-8")
    named = {path for path in PATH.findall(text) if "/" in path}
    assert named
    missing = [path for path in sorted(named) if not any(list((ROOT / at).glob(path)) for at in FOLDERS)]
    assert missing == []


def test_the_names_that_contributing_gives_stand_in_the_files_it_gives() -> None:
    """``CASES`` in ``tests/test_check_rules.py``: a name and a path in one sentence."""
    text = " ".join((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split())
    pairs = re.findall(r"`(\w+)` (?:in|of) `([\w./]+\.py)`", text)
    assert len(pairs) >= 4
    wrong = [(n, p) for n, p in pairs if not re.search(rf"\b{n}\b", (ROOT / p).read_text(encoding="utf-8"))]
    assert wrong == []


def test_no_way_of_adding_something_takes_more_than_ten_lines() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    for section in text.split("\n## ")[1:]:
        title, _, body = section.partition("\n")
        assert len(body.strip().splitlines()) <= 10, title
