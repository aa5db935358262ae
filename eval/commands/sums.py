"""``gouji eval sums``: the sums that arithmetic alone finds in the tables of a benchmark, for its scorer.

Takes a ``.jl`` or ``.jl.gz`` of tables (``file_name``, ``table_array``, ``number_format``), writes one line of JSON a
table: ``{"file_name", "sums": [[[row, column], [[row, column], …]], …]}``.
"""

from __future__ import annotations

import json
import time
from pathlib import Path

import click


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "-o", "--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="写出的 JSONL"
)
def command(file: Path, out: Path) -> None:
    """只凭数字找出表中的加总关系（不看文字），写成评分程序读的格式。"""
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
