"""How the cost of the checks grows with a document: its tables, the rows of one table, the sentences of its prose.

``python -m gouji.eval.benchmarks.check_cost [-o PICTURE.svg] [RECORD.json …]``: made documents of growing size, each twice
the one before, a hundredth of their figures wrong, and the given records.  Prints milliseconds of processor time and how
much twice the size costs; draws both against a line that n·log n takes.  Exit code 1 where growth is steeper.
"""

from __future__ import annotations

import math
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Final

import click

from gouji.checks.engine import run_checks
from gouji.output.atomic import write_text
from gouji.records import read_record
from gouji.schemas.record import Metadata, Record, RunInfo, Statement, Table, TableKind, Where

RUNS: Final = 3
STEEPEST: Final = 1.25
"""Growth as a multiple of what n·log n would take: a busy machine measures no better."""
WRONG: Final = 0.01
TYPICAL_MS: Final = 200.0
_COLUMNS: Final = [["科目编码"], ["科目名称"], ["合计"], ["基本支出"], ["项目支出"]]
_KINDS: Final = (TableKind.EXPENDITURE_SUMMARY, TableKind.GENERAL_PUBLIC_EXPENDITURE)

Line = tuple[str, list[tuple[int, float]]]
"""What grows, and the milliseconds at each size."""


def coded_rows(count: int) -> list[list[str | None]]:
    """About ``count`` rows of a code tree 类 = Σ款 = Σ项 that holds."""
    rows: list[list[str | None]] = []
    classes = max(1, round(count / 21))
    for cls in range(201, 201 + classes):
        below: list[list[str | None]] = []
        sums = [0, 0]
        for section in range(1, 5):
            items = [((cls * section * n) % 89 + 1, (cls + section + n) % 53 + 1) for n in range(1, 5)]
            own = [sum(pair[0] for pair in items), sum(pair[1] for pair in items)]
            sums = [sums[0] + own[0], sums[1] + own[1]]
            below.append(_row(f"{cls}{section:02}", *own))
            below += [_row(f"{cls}{section:02}{n:02}", *pair) for n, pair in enumerate(items, 1)]
        rows += [_row(str(cls), *sums), *below]
    return rows


def _row(code: str, basic: int, project: int) -> list[str | None]:
    return [code, f"科目{code}", f"{basic + project}.00", f"{basic}.00", f"{project}.00"]


def _table(number: int, rows: list[list[str | None]], rng: random.Random) -> Table:
    rows = [list(row) for row in rows]
    for row in rows:
        if rng.random() < WRONG:
            row[2] = f"{rng.randrange(1000)}.00"
    return Table(
        id=f"t{number:02}",
        kind=_KINDS[number % 2],
        title=f"表{number}",
        unit="万元",
        where=Where(lines=(number, number)),
        columns=_COLUMNS,
        rows=rows,
    )


def _said(number: int, rng: random.Random) -> Statement:
    amount, change = rng.randrange(100, 999), rng.randrange(1, 99)
    return Statement(
        id=f"s{number}",
        section=f"第二部分/{number // 10}",
        subject="本年支出合计" if number % 10 == 0 else f"项目{number}支出",
        value=f"{amount}.00",
        unit="万元",
        year=2026,
        direction="increase",
        change=f"{change}.00",
        change_pct=f"{100 * change / (amount - change):.2f}",
        quote=f"支出{amount}.00万元，比上年增加{change}.00万元",
    )


def made(tables: int, rows: int, sentences: int) -> Record:
    """A record of so many tables with so many rows each, and so many sentences."""
    rng = random.Random(tables * 31 + rows)
    body = coded_rows(rows)
    run = RunInfo(version="made", source="made.txt", sha256="", form="text")
    return Record(
        doc_id="made",
        source="made.txt",
        metadata=Metadata(doc_type="budget", fiscal_year=2026),
        tables=[_table(n, body, rng) for n in range(1, tables + 1)],
        statements=[_said(n, rng) for n in range(sentences)],
        run=run,
    )


def milliseconds(record: Record) -> float:
    """The least processor time of some evaluations with their findings."""
    times = []
    for _ in range(RUNS):
        started = time.process_time()
        run_checks(record)
        times.append(time.process_time() - started)
    return 1000 * min(times)


GROWING: Final[tuple[tuple[str, tuple[int, ...], Callable[[int], Record]], ...]] = (
    ("tables of 21 rows", (8, 16, 32, 64, 128), lambda n: made(n, 21, 20)),
    ("rows of one table", (105, 210, 420, 840, 1680), lambda n: made(1, n, 20)),
    ("sentences", (100, 200, 400, 800, 1600), lambda n: made(2, 21, n)),
)


def growth(points: list[tuple[int, float]]) -> float:
    """How far the curve rises over n·log n from the first size on: 1 where it stays below."""
    n, first = points[0]
    return max(ms / (first * m * math.log(m) / (n * math.log(n))) for m, ms in points)


def picture(lines: list[Line], records: list[tuple[int, float]]) -> str:
    """An SVG: size against milliseconds, both in powers of ten; dashed what n·log n takes from the first point on."""
    width, height, left, top = 640, 400, 60, 20
    xs = [n for _, points in lines for n, _ in points] + [n for n, _ in records]
    ys = [ms for _, points in lines for _, ms in points] + [ms for _, ms in records]
    low, high = (
        (math.floor(math.log10(min(xs))), math.floor(math.log10(min(ys)))),
        (
            math.ceil(math.log10(max(xs))),
            math.ceil(math.log10(max(ys))),
        ),
    )

    def at(n: float, ms: float) -> tuple[float, float]:
        x = left + (math.log10(n) - low[0]) / (high[0] - low[0]) * (width - left - 170)
        y = height - 40 - (math.log10(ms) - low[1]) / (high[1] - low[1]) * (height - 40 - top)
        return round(x, 1), round(y, 1)

    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="12">',
        f'<rect width="{width}" height="{height}" fill="#fff"/>',
    ]
    for power in range(low[0], high[0] + 1):
        x, y = at(10**power, 10 ** low[1])
        out.append(f'<text x="{x}" y="{y + 18}" text-anchor="middle">{10**power}</text>')
    for power in range(low[1], high[1] + 1):
        (x, y), (end, _) = at(10 ** low[0], 10.0**power), at(10 ** high[0], 10.0**power)
        out.append(f'<path d="M{x} {y}H{end}" stroke="#e3e6ea"/>')
        out.append(f'<text x="{x - 6}" y="{y + 4}" text-anchor="end">{10.0**power:g} ms</text>')
    for n, ms in records:
        x, y = at(n, ms)
        out.append(f'<circle cx="{x}" cy="{y}" r="2.5" fill="#9aa4b1"/>')
    legend = [("#9aa4b1", "documents, by rows")] if records else []
    for colour, (name, points) in zip(("#1f6feb", "#d1572f", "#2da44e"), lines, strict=True):
        path = " ".join("{},{}".format(*at(n, ms)) for n, ms in points)
        n, ms = points[0]
        ideal = " ".join("{},{}".format(*at(m, ms * m * math.log(m) / (n * math.log(n)))) for m, _ in points)
        out.append(
            f'<polyline points="{ideal}" fill="none" stroke="{colour}" stroke-dasharray="3 3" opacity="0.5"/>'
        )
        out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        legend.append((colour, name))
    for line, (colour, name) in enumerate([*legend, ("#666", "dashed: n·log n")]):
        out.append(f'<text x="{width - 160}" y="{top + 20 + 18 * line}" fill="{colour}">{name}</text>')
    return "\n".join([*out, "</svg>", ""])


@click.command()
@click.option("-o", "--output", type=click.Path(path_type=Path), help="SVG of the curves.")
@click.argument("records", nargs=-1, type=click.Path(exists=True, path_type=Path))
def main(output: Path | None, records: tuple[Path, ...]) -> None:
    """Measure, print, draw."""
    run_checks(made(1, 21, 5))  # what is read once for all documents
    lines: list[Line] = []
    steep = False
    for name, sizes, make in GROWING:
        points = [(size, milliseconds(make(size))) for size in sizes]
        over = growth(points)
        steep = steep or over > STEEPEST
        lines.append((name, points))
        shown = "  ".join(f"{size}: {ms:.0f}" for size, ms in points)
        click.echo(f"{name:20} {shown} ms   at most {over:.2f} of n·log n from the first")
    real = []
    for path in records:
        record = read_record(path)
        real.append((max(1, sum(len(table.rows) for table in record.tables)), milliseconds(record)))
    if real:
        times = sorted(ms for _, ms in real)
        within = sum(ms <= TYPICAL_MS for ms in times)
        click.echo(
            f"{len(real)} documents: median {median(times):.0f} ms, most {times[-1]:.0f} ms, {within} within {TYPICAL_MS:.0f} ms"
        )
    if output is not None:
        write_text(output, picture(lines, real))
    sys.exit(int(steep))


if __name__ == "__main__":
    main()
