"""Where the documents of the tests are: the bundled seeds, and the corpus beside the repository when present.

Every reason of a skip begins with ``needs`` and is the same words for the same thing: the end of a run counts by it.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "eval" / "gold"
SHARED = ROOT.parent / "shared"
SEEDS = sorted(path.parent.name for path in GOLD.glob("*/source.txt"))
PDFS = sorted(SHARED.glob("corpus/pdf/*.pdf"))
SHARED_ABSENT = "needs ../shared beside the checkout (third-party PDFs and their labels, not bundled)"
BROWSER_ABSENT = "needs chromium and chromedriver (Debian packages)"
SELENIUM_ABSENT = "needs selenium (dev extra)"
needs_corpus = pytest.mark.skipif(not PDFS, reason=SHARED_ABSENT)


def from_shared(paths: Iterable[Path]) -> list[Any]:
    """Parameters for files of ``../shared``, named by their stem; one skipped parameter where there are none."""
    found = [pytest.param(path, id=path.stem, marks=pytest.mark.corpus) for path in paths]
    absent = pytest.param(SHARED, id="shared", marks=pytest.mark.skip(reason=SHARED_ABSENT))
    return found or [absent]


def seed(name: str) -> Path:
    """The source of a bundled seed document."""
    return GOLD / name / "source.txt"
