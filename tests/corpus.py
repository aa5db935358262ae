"""Where the documents of the tests are: the bundled seeds, and the corpus beside the repository when present."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GOLD = ROOT / "eval" / "gold"
SHARED = ROOT.parent / "shared"
SEEDS = sorted(path.parent.name for path in GOLD.glob("*/source.txt"))
PDFS = sorted(SHARED.glob("corpus/pdf/*.pdf"))
SHARED_ABSENT = "../shared/corpus is not beside this checkout: its PDFs are third-party and not bundled"


def seed(name: str) -> Path:
    """The source of a bundled seed document."""
    return GOLD / name / "source.txt"
