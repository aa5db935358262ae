"""How long the whole catalogue takes on the largest of the bundled documents.

Takes the bundled gold documents as records (a label is a record's core) with their source texts, gives the
median of several runs per document on stdout: ``python -m gouji.eval.benchmarks.check_speed``.  Target: < 100 ms.
"""

from __future__ import annotations

import statistics
import sys
import time
from pathlib import Path

from gouji.checks.engine import run_checks
from gouji.read.model import Document, Line
from gouji.schemas.gold import Gold
from gouji.schemas.record import Record, RunInfo

GOLD = Path(__file__).parents[1] / "gold"
RUNS = 7
TARGET = 0.1
"""Seconds for the slowest document."""


def record_of(folder: Path) -> tuple[Record, Document]:
    """A gold document as a record without evidence, and its text."""
    gold = Gold.model_validate_json((folder / "gold.json").read_bytes())
    run = RunInfo(version="gold", source=gold.source, sha256="", form="text")
    parts = {name: getattr(gold, name) for name in Gold.model_fields if name in Record.model_fields}
    lines = (folder / "source.txt").read_text(encoding="utf-8").split("\n")
    text = tuple(Line(number, line) for number, line in enumerate(lines, 1))
    return Record(**parts, run=run), Document(gold.doc_id, gold.source, "", "text", text)


def seconds(folder: Path, runs: int = RUNS) -> float:
    """Median processor time of one evaluation of the catalogue."""
    record, document = record_of(folder)
    times = []
    for _ in range(runs):
        started = time.process_time()
        run_checks(record, document)
        times.append(time.process_time() - started)
    return statistics.median(times)


def main() -> int:
    """Print one line a document; exit code 1 when the slowest takes longer than the target."""
    slowest = 0.0
    for folder in sorted(path.parent for path in GOLD.glob("*/gold.json")):
        taken = seconds(folder)
        slowest = max(slowest, taken)
        sys.stdout.write(f"{taken * 1000:7.1f} ms  {folder.name}\n")
    return 0 if slowest < TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
