"""``gouji eval precision RECORDS``: of the findings that somebody has judged, how many are true, by rule and mechanism.

What is known comes from ``adjudicated.json``, from labels with their judgements (``--gold``) and from further files of
judged findings (``--judged``).  A rule that says *error* without having earned it is flagged.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gouji.eval.commands.common import gold_option, load_docs, need_extra

if TYPE_CHECKING:
    from gouji.eval.judged import JudgedFinding
    from gouji.eval.precision import Gone, Row
    from gouji.schemas.record import Record


MOST_CHARS = 100
"""Of the message of a finding that is listed to be judged."""


@click.command()
@click.argument("records", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@gold_option
@click.option(
    "--judged",
    "judged_paths",
    multiple=True,
    type=click.Path(exists=True, path_type=Path),
    help="另加的裁定（可多次）：按文档列出的一个文件，或每份文档一个文件的目录",
)
@click.option("--json", "out", type=click.Path(dir_okay=False, path_type=Path), help="另写成 JSON")
def command(
    records: tuple[Path, ...], gold_dirs: tuple[Path, ...], judged_paths: tuple[Path, ...], out: Path | None
) -> None:
    """裁定过的问题有多少属实：按规则、机制；“错误”级别没有挣到的，标出来。"""
    from gouji.eval.judged import accused_again
    from gouji.eval.precision import by_evaluator, gone, judge_record, row, rows
    from gouji.output.atomic import write_text

    need_extra()
    labels = {doc.doc_id: doc for doc in load_docs(gold_dirs)}
    entries = _entries(judged_paths)
    found = _records(records)
    judged = [
        one
        for doc_id, record in found.items()
        for one in judge_record(record, doc_id, entries.get(doc_id, []), labels.get(doc_id))
    ]
    table = rows(judged)
    errors = [one for one in judged if one.finding.severity == "error"]
    whole = row("合计", "", "error", errors)
    causes = Counter((one.finding.rule, one.misunderstood) for one in errors if one.misunderstood)
    left = gone((doc_id, record, entries.get(doc_id, [])) for doc_id, record in found.items())
    _print(table, whole, left)
    grounds = by_evaluator(judged)
    _print_grounds(grounds)
    for one in (one for one in errors if one.verdict is None):
        before = accused_again(one.finding, entries.get(one.doc_id, []))
        known = f"（同一处裁定过：{before.verdict} {before.why}）" if before is not None else ""
        click.echo(f"  未裁定 {one.doc_id} {one.finding.key} {one.finding.message[:MOST_CHARS]}{known}")
    for (rule, misunderstood), count in causes.most_common():
        click.echo(f"  {count}× {rule} {misunderstood}")
    if out is not None:
        data = {
            "rows": [{**asdict(one), "precision": one.precision, "standing": one.standing} for one in table],
            "grounds": [{**asdict(one), "precision": one.precision} for one in grounds],
            "errors": {**asdict(whole), "precision": whole.precision},
            "documents": [
                asdict(row(doc_id, "", "error", [one for one in errors if one.doc_id == doc_id]))
                for doc_id in found
            ],
            "true_lost": [[doc_id, entry.key] for doc_id, entry in left.true_lost],
        }
        click.echo(write_text(out, json.dumps(data, ensure_ascii=False, indent=1) + "\n"))


def _records(paths: tuple[Path, ...]) -> dict[str, Record]:
    from gouji.eval.runs import RUN_FILE
    from gouji.records import read_record

    files = [file for path in paths for file in (sorted(path.glob("*.json")) if path.is_dir() else [path])]
    return {file.stem: read_record(file) for file in files if file.name != RUN_FILE}


def _entries(paths: tuple[Path, ...]) -> dict[str, list[JudgedFinding]]:
    """The judgements of the repository, then those of the paths about findings that have none yet."""
    from gouji.eval.judged import ADJUDICATED, merged, read_judgements

    found: dict[str, list[JudgedFinding]] = {}
    for path in (*([ADJUDICATED] if ADJUDICATED.is_file() else []), *paths):
        for doc_id, entries in read_judgements(path).items():
            found[doc_id] = merged(entries, found.get(doc_id, []))
    return found


_STANDING = {
    "earned": "",
    "too few": "份数不足",
    "not earned": "未挣到 error",
    "note": "",
    "note that earned it": "可升为 error",
}


def _print(table: list[Row], whole: Row, left: Gone) -> None:
    from rich.console import Console
    from rich.table import Table

    shown = Table(header_style="bold")
    for heading in ("规则", "机制", "级别"):
        shown.add_column(heading, no_wrap=True)
    for heading in ("文档", "属实", "可争", "不实", "未裁定", "属实率"):
        shown.add_column(heading, justify="right", no_wrap=True)
    shown.add_column("", no_wrap=True)
    for one in (*table, whole):
        if one is whole:
            shown.add_section()
        share = "–" if one.precision is None else f"{one.precision:.3f}"
        counts = [one.documents, one.true, one.arguable, one.false, one.unjudged]
        note = "" if one is whole else _STANDING[one.standing]
        shown.add_row(one.rule, one.mechanism, one.severity, *(str(n or "") for n in counts), share, note)
    Console(width=None if Console().is_terminal else 140).print(shown)
    click.echo(
        f"裁定过、现已不报为错误：不实 {left.false}，可争 {left.arguable}，"
        f"属实 {len(left.true_lost) + left.true_elsewhere}（其中 {left.true_elsewhere} 处另有错误列出其数）"
    )
    for doc_id, entry in left.true_lost:
        click.echo(f"  丢失的属实问题 {doc_id} {entry.key} {entry.why}")


_GROUNDS = {"measured": "裁定", "proof": "证明", "note": "未挣到"}


def _print_grounds(grounds: list[Row]) -> None:
    """By evaluator and mechanism: what was judged, and on what ground it may say error (or may not)."""
    from gouji.checks.earned import EARNED

    measured = {(one.rule, one.mechanism): one for one in grounds}
    click.echo("各判定方法凭什么可称“错误”（裁定：五份以上、九成属实；证明：印出的数字已排除其他解释）：")
    for key in sorted({*EARNED, *measured}):
        one, entry = measured.get(key), EARNED.get(key)
        judged = (
            f"{one.documents} 份 {one.true}/{one.true + one.arguable + one.false}" if one is not None else "–"
        )
        ground = f"{_GROUNDS[entry.ground]}：{entry.reason}" if entry is not None else "未列"
        click.echo(f"  {' '.join(key).strip()}  {judged}  {ground}")
