"""What CI runs: the test command twice, here and in a clone that stands alone, and nothing left of it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.corpus import ROOT

MAKEFILE = """
test:
\t@{ [ -d ../shared ] && echo "5 passed in 1.00s"; } || { echo "4 passed, 1 skipped in 1.00s"; exit ALONE; }
"""
pytestmark = pytest.mark.skipif(
    any(shutil.which(name) is None for name in ("bash", "git", "make")), reason="needs bash, git and make"
)


def ci(folder: Path, *, alone: int, git: bool = True) -> tuple[subprocess.CompletedProcess[str], list[Path]]:
    """``.ci/run`` on a tree whose tests end with ``alone`` where no ../shared is; what it left behind."""
    tree, temporary, programs = folder / "here" / "tree", folder / "temporary", folder / "programs"
    for made in (tree / ".ci", folder / "here" / "shared", temporary, programs):
        made.mkdir(parents=True)
    shutil.copy(ROOT / ".ci" / "run", tree / ".ci" / "run")
    (tree / "Makefile").write_text(MAKEFILE.replace("ALONE", str(alone)), encoding="utf-8")
    (programs / "chromium").write_text("#!/bin/sh\n", encoding="utf-8")
    (programs / "chromium").chmod(0o755)
    if git:
        author = ("-c", "user.name=a", "-c", "user.email=a@b")
        for command in (("init", "-q"), ("add", "-A"), (*author, "commit", "-qm", "tree")):
            subprocess.run(["git", *command], cwd=tree, check=True)
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "MAKE"))},
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "TMPDIR": str(temporary),
        "GIT_CEILING_DIRECTORIES": str(folder),
    }
    done = subprocess.run(
        ["bash", ".ci/run"], cwd=tree, env=environment, capture_output=True, text=True, check=False
    )
    return done, sorted(temporary.iterdir())


@pytest.mark.parametrize("git", [True, False])
def test_both_runs_are_told_and_nothing_is_left(tmp_path: Path, git: bool) -> None:
    done, left = ci(tmp_path, alone=0, git=git)
    assert done.stdout.splitlines()[-2:] == [
        "this checkout: 5 passed in 1.00s",
        "a clone alone: 4 passed, 1 skipped in 1.00s",
    ], done.stderr
    assert (done.returncode, left) == (0, [])


def test_what_fails_only_alone_fails(tmp_path: Path) -> None:
    done, left = ci(tmp_path, alone=1)
    assert "a clone alone: 4 passed, 1 skipped in 1.00s" in done.stdout
    assert (done.returncode, left) == (1, [])
