"""``python -m gouji.eval.score RECORD.json GOLD.json``: the tables of one record against its gold, cell by cell.

Takes two JSON files (a record of ``gouji extract`` or a gold label on either side); prints per table
whether it was found, kind, unit, header F1, row P/R, cell P/R/F1 and each differing cell.  The tool
for working on the readers; reports for people are made by ``gouji eval``.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click
from pydantic import TypeAdapter

from gouji.eval.metrics.counts import Counts
from gouji.eval.metrics.tables import TableScore, score_tables, table_totals
from gouji.records import parse_record
from gouji.schemas.record import Table


def load_tables(path: Path) -> list[Table]:
    """The tables of a record or gold file; raises ``RecordError``, ``pydantic.ValidationError`` on another shape."""
    text = path.read_bytes()
    data: dict[str, Any] = json.loads(text)
    if "run" in data:
        return parse_record(text, path).tables
    return TypeAdapter(list[Table]).validate_python(data["tables"])


def describe(score: TableScore, limit: int) -> list[str]:
    """Lines on one table: headline, header differences, then differing cells up to ``limit``."""
    table = score.gold or score.ours
    assert table is not None
    state = "ok " if score.all_right else "DIFF" if score.matched else "MISSED" if score.gold else "SPURIOUS"
    lines = [f"{state:8} {table.id} {table.kind} {table.title!r} {_marks(score)}"]
    cells = score.cells.equal
    lines.append(
        f"         header F1 {score.headers.f1:.4f} · rows P {score.rows.precision:.4f} R {score.rows.recall:.4f}"
        f" · cells {_prf(cells)} ({cells.right}/{cells.gold} gold, {cells.ours} ours)"
        f" · wrong column {score.wrong_column}"
    )
    lines += _header_lines(score)
    lines += [
        f"         - [{d.key}] {d.column}: gold {d.gold!r} ours {d.ours!r} ({d.reason})"
        for d in score.diffs[:limit]
    ]
    if len(score.diffs) > limit:
        lines.append(f"         … and {len(score.diffs) - limit} more")
    return lines


def _prf(counts: Counts) -> str:
    return f"P {counts.precision:.4f} R {counts.recall:.4f} F1 {counts.f1:.4f}"


def _marks(score: TableScore) -> str:
    """What is wrong about the table as a whole."""
    if score.gold is None or score.ours is None:
        return ""
    pairs = [
        ("kind", score.gold.kind, score.ours.kind),
        ("unit", score.gold.unit, score.ours.unit),
        ("is_empty", score.gold.is_empty, score.ours.is_empty),
        ("title", score.gold.title, score.ours.title),
        ("number", score.gold.number, score.ours.number),
    ]
    return " ".join(f"[{name}: gold {a!s} ours {b!s}]" for name, a, b in pairs if a != b)


def _header_lines(score: TableScore) -> list[str]:
    if score.gold is None or score.ours is None:
        return []
    paired_gold = {c for c, _ in score.column_pairs}
    paired_ours = {d for _, d in score.column_pairs}
    lost = [p for c, p in enumerate(score.gold.columns) if c not in paired_gold]
    extra = [p for d, p in enumerate(score.ours.columns) if d not in paired_ours]
    lines = [f"         header only in gold: {'/'.join(path)}" for path in lost]
    return lines + [f"         header only in ours: {'/'.join(path)}" for path in extra]


@click.command()
@click.argument("record", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("gold", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--limit", default=40, show_default=True, help="differing cells printed per table")
@click.option("--table", "only", help="only the table of this id (gold id, or ours if spurious)")
def main(record: Path, gold: Path, limit: int, only: str | None) -> None:
    """Score the tables of RECORD against GOLD."""
    scores = score_tables(load_tables(gold), load_tables(record))
    for score in scores:
        table = score.gold or score.ours
        if only is None or (table is not None and table.id == only):
            click.echo("\n".join(describe(score, limit)))
    click.echo("\nTOTAL (micro)")
    for name, counts in table_totals(scores).items():
        click.echo(f"  {name:12} {_prf(counts)}  ({counts.right} of {counts.gold} gold, {counts.ours} ours)")
    click.echo(
        f"  kind {sum(s.kind_right for s in scores)}  unit {sum(s.unit_right for s in scores)}", nl=False
    )
    click.echo(f"  all cells right {sum(s.all_right for s in scores)}  of {len(scores)} tables")


if __name__ == "__main__":
    main()
