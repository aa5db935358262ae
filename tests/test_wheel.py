"""The wheel: one import name, all that is needed at run time inside, importable and typed from a fresh place."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path, PurePosixPath
from zipfile import ZipFile

import pytest

from gouji import __version__
from tests.test_package import ROOT, tracked

USER = '''\
"""What a user may write."""

from gouji import Document, Finding, GoujiError, Options, Record, check, extract, read_document, read_record


def findings(path: str) -> list[Finding]:
    document: Document = read_document(path)
    record: Record = extract(document, Options(lang="en"))
    units: list[str | None] = [table.unit for table in record.tables]
    return check(record) if units else check(read_record("a.json"), lang="en")


def tell(path: str) -> int:
    try:
        return len(findings(path)) + len(extract(path).to_frames()["cells"])
    except GoujiError as error:
        print(error.one_line())
        return error.exit_code
'''


def run(*command: str | Path, path: Path, cwd: Path) -> str:
    """stdout and stderr of a command with ``path`` before all other places of modules."""
    environment = {**os.environ, "PYTHONPATH": str(path), "PYTHONDONTWRITEBYTECODE": ""}
    done = subprocess.run(
        list(map(str, command)), capture_output=True, text=True, cwd=cwd, env=environment, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from the files of the tree and nothing else."""
    folder = tmp_path_factory.mktemp("wheel")
    for file in tracked():
        target = folder / "source" / file.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
    command = [sys.executable, "-m", "pip", "wheel", "-v", "--no-deps", "--no-index", "--no-build-isolation"]
    said = run(*command, "--wheel-dir", folder, "./source", path=folder, cwd=folder)
    warnings = [line for line in said.splitlines() if "warning" in line.lower()]
    assert warnings == []
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_one_name_and_what_it_needs(wheel: Path) -> None:
    names = {PurePosixPath(name) for name in ZipFile(wheel).namelist()}
    assert {name.parts[0] for name in names} == {"gouji", f"gouji-{__version__}.dist-info"}
    data = {name for name in names if name.suffix != ".py" and name.parts[0] == "gouji"}
    folders = {
        "extractor": "gouji",
        "prompts": "gouji/prompts",
        "eval": "gouji/eval",
        "schemas": "gouji/schemas",
    }
    wanted = {
        PurePosixPath(inside, *file.relative_to(ROOT / folder).parts)
        for folder, inside in folders.items()
        for file in tracked(folder)
        if file.name != "README.md" and (folder != "eval" or file.suffix != ".md")
    }
    assert PurePosixPath("gouji/py.typed") in data
    assert sorted(map(str, wanted - names)) == []


def test_what_the_wheel_installs_is_imported_and_typed(wheel: Path, tmp_path: Path) -> None:
    """In a folder of its own, from which it comes before the tree; a user's script under ``mypy --strict``."""
    installed = tmp_path / "installed"
    command = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index", "--no-compile"]
    run(*command, "--target", installed, wheel, path=tmp_path, cwd=tmp_path)
    document = installed / "gouji" / "eval" / "gold" / "baotou-2026-budget" / "source.txt"
    code = f"import gouji; print(gouji.__file__); print(len(gouji.extract({str(document)!r}).tables) > 5)"
    said = run(sys.executable, "-c", code, path=installed, cwd=tmp_path)
    assert said.splitlines() == [str(installed / "gouji" / "__init__.py"), "True"]
    assert "extract" in run(installed / "bin" / "gouji", "--help", path=installed, cwd=tmp_path)
    (tmp_path / "script.py").write_text(USER, encoding="utf-8")
    said = run(sys.executable, "-m", "mypy", "--strict", "script.py", path=installed, cwd=tmp_path)
    assert "no issues found" in said
