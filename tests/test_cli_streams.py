"""stdout and stderr take every text: other encodings, closed streams; data is UTF-8 whatever the locale is."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

ROOT = Path(__file__).parents[1]
PROGRAM = "from gouji.cli import main; main()"
TEXT = "第一部分 部门概况\n一、主要职能\n𠮷林省医疗保障局贯彻执行国家法律法规。\n"
NARROW = [
    {"PYTHONIOENCODING": "gbk"},
    {"PYTHONIOENCODING": "ascii:strict"},
    {"PYTHONIOENCODING": "latin-1"},
    {"LC_ALL": "C"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
]


def gouji(*arguments: str | Path, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        capture_output=True,
        cwd=ROOT,
        env={**os.environ, **(env or {})},
        check=False,
    )


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "𠮷林.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.mark.parametrize("env", NARROW, ids=lambda env: " ".join(map("=".join, env.items())))
def test_a_narrow_encoding_stops_nothing(document: Path, tmp_path: Path, env: dict[str, str]) -> None:
    """Screens and messages lose no document to a character that the terminal lacks; files have their names."""
    missing = tmp_path / "𠮷.pdf"
    done = gouji("extract", document, missing, "-o", tmp_path / "out", env=env)
    assert done.returncode == 2
    assert b"Traceback" not in done.stderr
    assert b"U00020bb7" in done.stderr or "𠮷".encode() in done.stderr
    assert (tmp_path / "out" / "𠮷林.json").is_file()
    assert gouji("check", document, env=env).returncode == 0


@pytest.mark.parametrize("env", NARROW[:3], ids=lambda env: env["PYTHONIOENCODING"])
def test_data_is_utf_8(document: Path, env: dict[str, str]) -> None:
    """A program that reads it need not know the locale."""
    record = json.loads(gouji("extract", document, "--json", env=env).stdout.decode("utf-8"))
    assert record["doc_id"] == "𠮷林"
    for form in ("json", "sarif", "csv"):
        text = gouji("check", document, "--format", form, env=env).stdout.decode("utf-8-sig")
        assert "𠮷林" in text or quote("𠮷林") in text
    for verb in (("schema",), ("rules", "--json")):
        json.loads(gouji(*verb, env=env).stdout.decode("utf-8"))


@pytest.mark.skipif(os.name != "posix", reason="needs a POSIX shell")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-"])
def test_closed_streams_stop_nothing(document: Path, tmp_path: Path, closed: str) -> None:
    """Nor does what is printed get into a file that was opened in their place."""
    out = tmp_path / "out"
    command = f'exec "$0" -c "$1" extract "$2" /nowhere.pdf -o "$3" {closed}'
    done = subprocess.run(
        ["sh", "-c", command, sys.executable, PROGRAM, document, out],
        cwd=ROOT,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 2
    json.loads((out / "𠮷林.json").read_bytes())
    assert sorted(path.name for path in out.iterdir()) == ["𠮷林.json", "𠮷林.xlsx"]
