"""``make bench``: pages per second and peak memory of our reading, beside other readers.

Takes the PDFs of ``../shared/corpus/pdf`` (or a PDF that it makes, when they are not there), gives a
table on the terminal and a JSON file.  Every reader runs over all files in a process of its own, so
that neither its imports nor its memory count against another; imports are not timed.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from gouji.eval.benchmarks.made_pdf import make_pdf

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / ".." / "shared" / "corpus" / "pdf"
HELP_RUNS = 5
MADE_PAGES = 200

Reader = Callable[[Path], int]
"""Reads one file, gives its number of pages."""


def our_tables() -> Reader:
    """gouji as far as the tables, what the other readers can be compared with."""
    import pymupdf  # noqa: F401

    from gouji.grids.find import find_regions
    from gouji.read.source import read_document
    from gouji.tables.interpret import read_tables

    def read_file(path: Path) -> int:
        document = read_document(path)
        read_tables(find_regions(document))
        return len(document.pages)

    return read_file


def our_pipeline() -> Reader:
    """Everything that ``gouji extract`` does with a document, short of writing files."""
    import pymupdf  # noqa: F401

    from gouji.pipeline import extract

    return lambda path: extract(path).run.pages or 0


def plain_text() -> Reader:
    """PyMuPDF: the text of each page."""
    return _by_page(lambda page: page.get_text())


def words_and_drawings() -> Reader:
    """PyMuPDF: words and vector drawings, the least that any table reader needs."""
    return _by_page(lambda page: (page.get_text("words"), page.get_cdrawings()))


def find_tables() -> Reader:
    """PyMuPDF: its table finder, without the layout model, and the cells of what it finds."""
    os.environ["PYMUPDF_SUGGEST_LAYOUT_ANALYZER"] = "0"
    return _by_page(lambda page: [table.extract() for table in page.find_tables(use_layout=False).tables])


def pdfplumber_tables() -> Reader:
    """pdfplumber: ``extract_tables`` of each page."""
    import pdfplumber

    def read(path: Path) -> int:
        with pdfplumber.open(path) as document:
            for page in document.pages:
                page.extract_tables()
                page.close()
            return len(document.pages)

    return read


def _by_page(use: Callable[[Any], object]) -> Reader:
    import pymupdf

    opener: Any = pymupdf.open

    def read(path: Path) -> int:
        with opener(path) as document:
            for page in document:
                use(page)
            return int(document.page_count)

    return read


READERS: dict[str, Callable[[], Reader]] = {
    "gouji tables": our_tables,
    "gouji whole pipeline": our_pipeline,
    "pymupdf text": plain_text,
    "pymupdf words+drawings": words_and_drawings,
    "pymupdf find_tables": find_tables,
    "pdfplumber extract_tables": pdfplumber_tables,
}


@dataclass(frozen=True, slots=True)
class Timing:
    """One reader: its best round over all files, and the most memory its process held."""

    reader: str
    pages: int
    seconds: float
    pages_per_second: float
    peak_mb: float


def measure(reader: str, paths: Sequence[Path], rounds: int) -> Timing:
    """Run in a fresh process: read all files ``rounds`` times, keep the fastest round."""
    read = READERS[reader]()
    best, pages = float("inf"), 0
    for _ in range(rounds):
        started = time.perf_counter()
        pages = sum(read(path) for path in paths)
        best = min(best, time.perf_counter() - started)
    return Timing(reader, pages, round(best, 3), round(pages / best, 1), round(_peak_mb(), 1))


def _peak_mb() -> float:
    """Peak resident memory of this process; Linux counts in KiB, macOS in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (2**20 if sys.platform == "darwin" else 2**10)


def help_seconds() -> float:
    """The median wall time of ``gouji --help``, a process from start to end."""
    code = "from gouji.cli import main; main()"
    times = []
    for _ in range(HELP_RUNS):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-c", code, "--help"], check=True, capture_output=True, cwd=ROOT)
        times.append(time.perf_counter() - started)
    return round(sorted(times)[HELP_RUNS // 2], 3)


def run(paths: Sequence[Path], rounds: int) -> dict[str, object]:
    """All readers that are installed, one after another, each in its own process."""
    context = multiprocessing.get_context("spawn")
    timings: list[Timing] = []
    absent: list[str] = []
    for reader in READERS:
        if reader.startswith("pdfplumber") and find_spec("pdfplumber") is None:
            absent.append(reader)
            continue
        with context.Pool(1) as pool:
            timings.append(pool.apply(measure, (reader, paths, rounds)))
    return {
        "files": len(paths),
        "rounds": rounds,
        "help_seconds": help_seconds(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "versions": {name: metadata.version(name) for name in ("gouji", "pymupdf")},
        "not_installed": absent,
        "timings": [asdict(timing) for timing in timings],
    }


def table(result: dict[str, Any]) -> str:
    """The result as lines of text; the last two columns say how many times faster gouji is."""
    timings = result["timings"]
    tables, whole = (timing["pages_per_second"] for timing in timings[:2])
    lines = [
        f"{'reader':<28}{'pages':>7}{'seconds':>9}{'pages/s':>9}{'peak MB':>9}{'tables ×':>10}{'whole ×':>9}"
    ]
    for timing in timings:
        rate = timing["pages_per_second"]
        lines.append(
            f"{timing['reader']:<28}{timing['pages']:>7}{timing['seconds']:>9.2f}{rate:>9.1f}"
            f"{timing['peak_mb']:>9.0f}{tables / rate:>10.2f}{whole / rate:>9.2f}"
        )
    lines += [f"{reader}: not installed (make bench installs it)" for reader in result["not_installed"]]
    lines.append(f"gouji --help: {result['help_seconds']:.2f} s")
    lines.append(f"{result['files']} files, best of {result['rounds']} rounds; {result['machine']}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "paths", nargs="*", type=Path, help="PDFs (default: the shared corpus, else a made PDF)"
    )
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("-o", "--out", type=Path, default=Path("out/bench.json"))
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        paths = options.paths or sorted(CORPUS.glob("*.pdf")) or [make_pdf(Path(folder), MADE_PAGES)]
        result = run(paths, options.rounds)
    sys.stdout.write(table(result) + "\n")
    options.out.parent.mkdir(parents=True, exist_ok=True)
    options.out.write_text(json.dumps(result, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(f"JSON: {options.out}\n")


if __name__ == "__main__":
    main()
