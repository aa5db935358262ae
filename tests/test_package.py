"""The project as a whole: light help, lazy imports, one-way dependencies, pins, licence, clean files."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
import tomllib
from importlib import import_module, metadata
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from packaging.requirements import Requirement

from gouji import __version__
from gouji.cli import VERBS, gouji
from tests.corpus import SHARED

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
HEAVY = (
    "pymupdf",
    "openai",
    "instructor",
    "openpyxl",
    "scipy",
    "numpy",
    "pandas",
    "rich",
    "pydantic",
    "jinja2",
)
STEPS = tuple(
    f"gouji.{step}"
    for step in (
        "read",
        "layout",
        "grids",
        "sums",
        "tables",
        "outline",
        "prose",
        "checks",
        "llm",
        "grounding",
        "tasks",
        "reconcile",
    )
)


def python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)


def tracked(*patterns: str) -> list[Path]:
    """The files that git tracks, or those of the tree where there is no git (an unpacked archive)."""
    listed = subprocess.run(
        ["git", "ls-files", *patterns], capture_output=True, text=True, cwd=ROOT, check=False
    )
    names = listed.stdout.splitlines()
    return [ROOT / name for name in names if (ROOT / name).is_file()]


@pytest.mark.parametrize("arguments", [["--help"], ["extract", "--help"], ["review", "--help"]], ids=" ".join)
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    """What makes it fast: no library but click is loaded, and no step of the pipeline."""
    code = (
        "import sys; from gouji.cli import gouji;"
        f"gouji({arguments!r}, standalone_mode=False);"
        f"steps = [name for name in sys.modules if name.startswith({STEPS!r})];"
        f"print([name for name in {HEAVY!r} if name in sys.modules] + steps)"
    )
    assert python(code).stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_a_command_with_help(verb: str) -> None:
    """The table of verbs names modules that exist, and each tells what it does."""
    assert isinstance(import_module(VERBS[verb][0]).command, click.Command)
    result = CliRunner().invoke(gouji, [verb, "--help"])
    assert result.exit_code == 0
    assert verb in CliRunner().invoke(gouji, ["--help"]).stdout


def test_an_unknown_verb_is_a_usage_error() -> None:
    assert CliRunner().invoke(gouji, ["nonsense"]).exit_code == 2


def test_versions_agree() -> None:
    assert PROJECT["version"] == __version__ == metadata.version("gouji")
    assert __version__ in CliRunner().invoke(gouji, ["--version"]).stdout


def constraints() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    assert all(re.fullmatch(r"[a-z0-9-]+==[\w.]+", line) for line in pins)
    return dict(line.split("==") for line in pins)


def test_every_requirement_is_pinned_to_a_version_that_it_allows() -> None:
    pins = constraints()
    extras = [line for lines in PROJECT["optional-dependencies"].values() for line in lines]
    for line in (*PROJECT["dependencies"], *extras):
        requirement = Requirement(line)
        name = re.sub(r"[-_.]+", "-", requirement.name).lower()
        assert name in pins, f"{name} has no pin"
        assert requirement.specifier.contains(pins[name]), f"{line} does not allow {pins[name]}"


def test_the_licence_is_the_agpl() -> None:
    """As PyMuPDF asks of those who use it freely."""
    assert PROJECT["license"] == "AGPL-3.0-or-later"
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert text.startswith("GNU AFFERO GENERAL PUBLIC LICENSE\nVersion 3")


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_a_readme_begins_with_the_two_commands(name: str) -> None:
    """The first code block is `make extract`, `make test`, and every make target it names exists."""
    text = (ROOT / name).read_text(encoding="utf-8")
    blocks = re.findall(r"```\w*\n(.*?)```", text, re.DOTALL)
    assert re.findall(r"make \w+", blocks[0]) == ["make extract", "make test"]
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make (\w+)`", text)) <= targets


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_a_readme_tells_of_every_verb(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert [verb for verb in VERBS if f"gouji {verb}" not in text] == []


def test_no_unfinished_words_machine_paths_or_package_hosts_in_the_code() -> None:
    """Nothing is left for later, and no file knows the machine or the index that it was written on."""
    forbidden = re.compile(
        r"TO"
        r"DO|FIX"
        r"ME|NotImpl"
        r"ementedError|/ro"
        r"ot/|/ho"
        r"me/|/wo"
        r"rk/|/t"
        r"mp/|py"
        r"pi\.org|index-"
        r"url"
    )
    code = tracked(
        "extractor", "schemas", "eval", "prompts", "tests", "Makefile", ".ci", "*.toml", "*.txt", "*.md"
    )
    wrong = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in code
        if path.suffix in (".py", ".toml", ".md", ".txt", ".json", ".jinja", ".html", "")
        and (match := forbidden.search(path.read_text(encoding="utf-8", errors="replace")))
    ]
    assert wrong == []


def test_no_third_party_document_is_tracked() -> None:
    """PDFs are cases of our own making, and none is one of the real ones, whatever it is called here."""
    ours = ROOT / "tests" / "cases"
    pdfs = tracked("*.pdf")
    assert [path for path in pdfs if ours not in path.parents] == []
    real = {hashlib.sha256(path.read_bytes()).hexdigest() for path in (SHARED / "corpus").glob("*/*.pdf")}
    assert [path for path in pdfs if hashlib.sha256(path.read_bytes()).hexdigest() in real] == []
