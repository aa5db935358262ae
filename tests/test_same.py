"""``make same``: what it calls a difference, and that it sees one."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import click
import pytest

from gouji.eval.same import Cache, compared, read_tree, read_with, report
from gouji.eval.same_diff import differences, summary

ROOT = Path(__file__).parents[1]


def lines(old: Any, new: Any) -> list[str]:
    return [difference.line() for difference in differences(old, new)]


def finding(key: str, rule: str = "T01", message: str = "m") -> dict[str, str]:
    return {"id": "f001", "key": key, "rule": rule, "severity": "error", "message": message}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ({"a": [1, {"b": None}]}, {"a": [1, {"b": None}]}, []),
        ({"a": 1}, {"a": 1.0}, ["a: 1 → 1.0"]),
        ({"a": 1}, {"a": True}, ["a: 1 → true"]),
        ({"a": 1}, {"b": 1}, ["a − 1", "b + 1"]),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, ['record (order): ["a", "b"] → ["b", "a"]']),
        ({"bbox": [1.0, 2.0]}, {"bbox": [1.0, 3.0]}, ["bbox: [1.0, 2.0] → [1.0, 3.0]"]),
        ({"rows": [["x"], ["y"]]}, {"rows": [["n"], ["x"], ["y"]]}, ['rows[0] + ["n"]']),
        ({"rows": [["x", "1"], ["y"]]}, {"rows": [["x", "2"], ["y"]]}, ['rows[0][1]: "1" → "2"']),
        ({"t": [{"id": "a"}]}, {"t": [{"id": "b"}]}, ['t − {"id": "a"}', 't + {"id": "b"}']),
        ({"refused": "no"}, {"doc_id": "d"}, ['refused − "no"', 'doc_id + "d"']),
    ],
)
def test_what_differs(old: Any, new: Any, said: list[str]) -> None:
    assert lines(old, new) == said
    assert (lines(old, new) == []) == (json.dumps(old) == json.dumps(new))


def test_items_are_paired_by_their_names() -> None:
    old = {"findings": [finding("k1"), finding("k2")], "checks": [{"rule": "T01", "passed": 1}]}
    new = {
        "findings": [finding("k2", message="n"), finding("k3", "T02")],
        "checks": [{"rule": "T01", "passed": 2}],
    }
    assert lines(old, new) == [
        "findings − T01 error: m",
        'findings[k2].message: "m" → "n"',
        "findings + T02 error: m",
        "checks[T01].passed: 1 → 2",
    ]
    assert summary([differences(old, new)] * 2) == [
        "checks[].passed: 2 in 2 documents",
        "findings + T02: 2 in 2 documents",
        "findings − T01: 2 in 2 documents",
        "findings[].message: 2 in 2 documents",
    ]


def test_the_order_of_named_items_counts() -> None:
    assert lines({"findings": [finding("a"), finding("b")]}, {"findings": [finding("b"), finding("a")]}) == [
        'findings (order): ["a", "b"] → ["b", "a"]'
    ]


def test_one_more_statement_does_not_rename_the_others() -> None:
    old = {"statements": [{"id": "s1", "q": "x"}, {"id": "s2", "q": "y"}]}
    new = {"statements": [{"id": "s1", "q": "n"}, {"id": "s2", "q": "x"}, {"id": "s3", "q": "y"}]}
    assert lines(old, new) == [
        'statements[0] + {"id": "s1", "q": "n"}',
        'statements[0].id: "s1" → "s2"',
        'statements[1].id: "s2" → "s3"',
    ]


def test_time_and_version_are_not_compared_and_a_refusal_is() -> None:
    old = {"record": {"doc_id": "d", "run": {"seconds": {"read": 1}, "version": "1", "pages": 1}}}
    new = {"record": {"doc_id": "d", "run": {"seconds": {}, "version": "2", "pages": 1}}}
    assert compared(old, new) == []
    assert [d.line() for d in compared({"refused": "a"}, {"refused": "b"})] == ['refused: "a" → "b"']
    assert compared({"refused": "a"}, new)


def test_a_long_list_is_cut_and_says_so() -> None:
    found = {"d": differences({"a": ["x"] * 5}, {"a": ["y"] * 5})}
    assert list(report(found, 3, 2)) == [
        "d: 5 differences",
        '  a[0]: "x" → "y"',
        '  a[1]: "x" → "y"',
        "  … 3 more (ALL=1)",
        "\nby kind:",
        "  a[]: 5 in 1 documents",
        "3 documents compared, 2 identical, 1 different",
    ]


def made_tree(root: Path, entry: str, mapping: str = "") -> Path:
    """A tree with the command line ``entry`` that gives one record for each document, and refuses ``no.txt``."""
    code = (
        "import json, sys\nfrom pathlib import Path\ndef main():\n"
        "    for path in sorted(Path(sys.argv[2]).iterdir()):\n"
        "        if path.stem == 'no': print(f'gouji: {path}: cannot', file=sys.stderr)\n"
        "        else: print(json.dumps({'doc_id': path.stem, 'source': str(path), 'run': {}}))\n"
        "    sys.exit(2)\n"
    )
    folder = root / "extractor"
    folder.mkdir(parents=True)
    (folder / "__init__.py").touch()
    (folder / "cli.py").write_text(code, encoding="utf-8")
    text = f'[project.scripts]\ngouji = "{entry}"\n{mapping}'
    (root / "pyproject.toml").write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("entry", "mapping"),
    [
        ("extractor.cli:main", ""),
        ("gouji.cli:main", '[tool.setuptools.package-dir]\ngouji = "extractor"\n'),
        ("gouji.cli:main", '[tool.setuptools.package-dir]\ngouji = "extractor"\n"gouji.more" = "more"\n'),
        ("gouji.cli:main", ""),
    ],
)
def test_a_tree_runs_by_its_own_entry_point(tmp_path: Path, entry: str, mapping: str) -> None:
    """Whatever its package is called; what it reads is known by name, without the folder it lay in."""
    root, scratch = made_tree(tmp_path / "tree", entry, mapping), tmp_path / "scratch"
    if entry.startswith("gouji") and not mapping:
        mapped = "from setuptools import setup\nsetup(name='t', package_dir={'gouji': 'extractor'})\n"
        (root / "setup.py").write_text(mapped, encoding="utf-8")
    (root / "more").mkdir()
    (root / "more" / "__init__.py").touch()
    scratch.mkdir()
    inputs = {name: tmp_path / f"{name}.txt" for name in ("yes", "no")}
    for path in inputs.values():
        path.write_text(path.name, encoding="utf-8")
    results: dict[str, Any] = {}
    read_with(read_tree("t", root, scratch), inputs, 1, scratch, results.__setitem__)
    assert results == {
        "yes": {"record": {"doc_id": "yes", "source": "yes.txt", "run": {}}},
        "no": {"refused": "cannot"},
    }


def test_code_of_another_tree_is_noticed(tmp_path: Path) -> None:
    """A tree whose package is a link to somewhere else does not pass for itself."""
    other = made_tree(tmp_path / "other", "extractor.cli:main")
    root = tmp_path / "tree"
    root.mkdir()
    shutil.copy(other / "pyproject.toml", root)
    (root / "extractor").symlink_to(other / "extractor")
    document = tmp_path / "a.txt"
    document.touch()
    with pytest.raises(click.ClickException, match="extractor.cli comes from"):
        read_with(read_tree("t", root, tmp_path), {"a": document}, 1, tmp_path, lambda *_: None)


def test_the_cache_knows_a_document_by_name_and_content(tmp_path: Path) -> None:
    document, cache = tmp_path / "a.txt", Cache(tmp_path / "cache", "c0ffee")
    document.write_text("1", encoding="utf-8")
    cache.put(document, {"refused": "否"})
    assert cache.get(document) == {"refused": "否"}
    assert not Cache(tmp_path / "cache", "other").path(document).exists()
    document.write_text("2", encoding="utf-8")
    assert not cache.path(document).exists()


def same(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gouji.eval.same", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_unknown_commit_is_a_usage_error() -> None:
    assert same("no-such-commit").returncode == 2


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="needs a git checkout")
def test_one_document_end_to_end(tmp_path: Path) -> None:
    """The kept result of the base is what is compared: once identical, then with a changed figure."""
    arguments = ("HEAD", "--only", "made", "--made", "1", "--cache", str(tmp_path))
    first = same(*arguments)
    # the tree under test may be at work and differ from its HEAD: then it must say where
    assert (first.returncode, "1 identical" in first.stdout) in ((0, True), (1, False)), first.stderr
    (kept,) = tmp_path.glob("*/*.json.gz")
    result = json.loads(gzip.decompress(kept.read_bytes()))
    result["record"]["tables"][0]["title"] = "X"
    kept.write_bytes(gzip.compress(json.dumps(result).encode()))
    second = same(*arguments)
    assert second.returncode == 1
    assert 'tables[t01].title: "X" → ' in second.stdout
    assert "base" not in second.stderr
