"""docs/architecture.md is held to the code: its paths, the order of its packages, the names of what there is one of."""

from __future__ import annotations

import re
import tomllib
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
MOST_FILES = 6
"""From the page to the record, for whoever follows one ruled table."""


def section(title: str) -> str:
    """What stands under a heading of the second level."""
    return PAGE.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]


def rows(title: str) -> list[list[str]]:
    """The cells of the table under a heading, its head left out."""
    lines = [line for line in section(title).splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def layers() -> list[set[str]]:
    """The layers of the import contract, from the ground up."""
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    (contract,) = tools["importlinter"]["contracts"]
    return [{name.strip() for name in re.split(r"[|:]", layer)} for layer in reversed(contract["layers"])]


def test_every_path_is_there() -> None:
    named = re.findall(r"`((?:extractor|schemas|prompts|eval|tests)/[\w/.*]*|[\w./]+\.(?:py|md|toml))`", PAGE)
    assert len(named) > 40
    assert [path for path in named if not (ROOT / path).exists() and not list(ROOT.glob(path))] == []


def test_the_packages_stand_in_the_order_of_the_import_contract() -> None:
    """Each row names packages of layers that are not below those of the row above; no layer is left out."""
    level = {name: number for number, names in enumerate(layers()) for name in names}
    listed = [
        {Path(path).stem for path in re.findall(r"`([\w/.]+)`", first)}
        for first, *_ in rows("The packages, from the ground up")
    ]
    missing = set(level) - {name for names in listed for name in names}
    assert missing == set()
    steps = [[level[name] for name in names if name in level] for names in listed]
    assert all(steps)
    floors = [min(step) for step in steps]
    assert floors == sorted(floors)


def test_one_ruled_table_is_followed_through_few_files() -> None:
    """Every step names a file, and the functions that it names are defined there."""
    steps = re.findall(r"^\d\. (.*?)(?=^\d\. |\n\n)", section("Following one ruled table"), re.M | re.S)
    assert 0 < len(steps) <= MOST_FILES
    for step in steps:
        path, *names = re.findall(r"`([^`]+)`", step)
        text = (ROOT / path).read_text(encoding="utf-8")
        assert [name for name in names if name.isidentifier() and not re.search(rf"\b{name}\b", text)] == []


def test_what_there_is_one_of_is_where_the_page_says() -> None:
    listed = rows("One of each")
    assert len(listed) >= 10
    for _, where in listed:
        module, _, name = where.strip("`").partition(":")
        assert hasattr(import_module(module), name) if name else import_module(module)
