"""What is skipped says what it needs, and a run counts it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests import corpus
from tests.conftest import pytest_terminal_summary
from tests.corpus import SHARED_ABSENT, from_shared

TESTS = Path(__file__).parent


def skips(path: Path) -> Iterator[tuple[int, object]]:
    """(line, reason) of every call that can skip; the value of a constant of ``tests.corpus`` for its name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr not in ("skip", "skipif", "importorskip"):
                continue
            first = node.args[0] if node.args and node.func.attr == "skip" else None
            given = next((word.value for word in node.keywords if word.arg == "reason"), first)
            named = getattr(corpus, given.id, None) if isinstance(given, ast.Name) else None
            yield node.lineno, given.value if isinstance(given, ast.Constant) else named


def test_every_skip_says_what_it_needs() -> None:
    found = [(path.name, *skip) for path in sorted(TESTS.glob("*.py")) for skip in skips(path)]
    assert found
    assert [skip for skip in found if not str(skip[2]).startswith("needs ")] == []


def test_skips_are_counted_by_need() -> None:
    lines: list[str] = []
    reasons = ["Skipped: needs A", "Skipped: needs B", "Skipped: needs A"]
    stats = {"skipped": [SimpleNamespace(longrepr=("f.py", 1, reason)) for reason in reasons]}
    reporter: Any = SimpleNamespace(stats=stats, section=lines.append, write_line=lines.append)
    pytest_terminal_summary(reporter)
    assert lines == ["3 skipped", "    2  needs A", "    1  needs B"]
    lines.clear()
    reporter.stats = {}
    pytest_terminal_summary(reporter)
    assert lines == []


def test_without_the_shared_files_one_parameter_is_skipped_and_says_so() -> None:
    (absent,) = from_shared([])
    assert [mark.kwargs["reason"] for mark in absent.marks] == [SHARED_ABSENT]
    here = from_shared([Path("a/b.pdf")])
    assert [(param.id, [mark.name for mark in param.marks]) for param in here] == [("b", ["corpus"])]


@pytest.mark.parametrize("name", ["SHARED_ABSENT", "BROWSER_ABSENT", "SELENIUM_ABSENT"])
def test_the_words_for_a_need_are_in_one_place(name: str) -> None:
    """No test spells out a need that has a name."""
    words = getattr(corpus, name)
    assert [
        p.name for p in TESTS.glob("*.py") if p.name != "corpus.py" and words in p.read_text("utf-8")
    ] == []
