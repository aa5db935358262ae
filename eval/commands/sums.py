"""``gouji eval sums``: the sums that arithmetic alone finds in the tables of a benchmark, for its scorer.

Takes a ``.jl`` or ``.jl.gz`` of tables (``file_name``, ``table_array``, ``number_format``), writes one line of JSON a
table: ``{"file_name", "sums": [[[row, column], [[row, column], …]], …]}``.  ``--change-digit SEED`` changes one digit in
one annotated sum of every table instead and prints how often the sum is still found and the cell named.
"""

from __future__ import annotations

import json
import time
from pathlib import Path

import click


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("-o", "--out", type=click.Path(dir_okay=False, path_type=Path), help="写出的 JSONL")
@click.option(
    "--change-digit", "seed", type=int, metavar="SEED", help="每张表改动一位数字，看能否仍找到并指出该格"
)
def command(file: Path, out: Path | None, seed: int | None) -> None:
    """只凭数字找出表中的加总关系（不看文字），写成评分程序读的格式。"""
    if (out is None) == (seed is None):
        raise click.UsageError("给出 -o 或 --change-digit，二者取一")
    if seed is not None:
        _change_digits(file, seed)
    elif out is not None:
        _find(file, out)


def _find(file: Path, out: Path) -> None:
    from gouji.eval.sums_benchmark import read_tables, sums_of, values_of
    from gouji.output.atomic import write_text

    tables = found = 0
    slowest = (0.0, "")
    lines = []
    for table in read_tables(file):
        started = time.process_time()
        sums = sums_of(values_of(table))
        slowest = max(slowest, (time.process_time() - started, table["file_name"]))
        lines.append(json.dumps({"file_name": table["file_name"], "sums": sums}, ensure_ascii=False) + "\n")
        tables += 1
        found += len(sums)
    write_text(out, "".join(lines))
    click.echo(f"{tables} 张表，{found} 处加总；最慢的一张 {slowest[0]:.1f} 秒（{slowest[1]}）")


def _change_digits(file: Path, seed: int) -> None:
    from gouji.eval.changed_digits import change_digits
    from gouji.eval.sums_benchmark import read_tables

    changes = [change for table in read_tables(file) if (change := change_digits(table, seed))]
    groups = (
        ("全部", changes),
        ("关系仅一例", [c for c in changes if c.instances == 1]),
        ("关系两例", [c for c in changes if c.instances == 2]),
        ("关系三例及以上", [c for c in changes if c.instances > 2]),
    )
    click.echo("改动一位数字    处数  原已找到  仍找到  该格在所疑之内  只疑该格")
    for name, group in groups:
        if group:
            shares = [
                sum(hits) / len(group)
                for hits in (
                    [c.found_before for c in group],
                    [c.found for c in group],
                    [c.among for c in group],
                    [c.named for c in group],
                )
            ]
            click.echo(f"{name}  {len(group)}  " + "  ".join(f"{share:.3f}" for share in shares))
