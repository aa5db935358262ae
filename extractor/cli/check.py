"""``gouji check``: the linter. Documents or records in, findings out.

Exit code 0: everything was read and nothing is at or above ``--fail-on``; 1: findings; 2: bad input or options,
or some document or some part of one was not read (one line each on stderr, the others are reported), whatever was
found in the rest: a report on half a document must not pass for one on the whole.  stdout carries the report,
stderr carries talk.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gouji.cli.limits import limit_options
from gouji.cli.named_format import format_named
from gouji.errors import ConfigError, GoujiError

if TYPE_CHECKING:
    from gouji.output.findings import Checked
    from gouji.output.labels import Lang
    from gouji.schemas.record import Finding, Record, Severity
    from gouji.workers import Bounds

LEVELS = ("error", "rounding", "note")
ENDINGS = {"text": ".txt", "json": ".json", "sarif": ".sarif", "csv": ".csv", "xlsx": ".xlsx"}
"""Formats of the report, with the ending of their files."""


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(list(ENDINGS)),
    help="格式（默认：由 -o 的扩展名，否则 text）",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="写到文件（xlsx 必须给出）")
@click.option("--select", multiple=True, help="只用这些规则（编号或前缀，逗号分隔）")
@click.option("--ignore", multiple=True, help="不用这些规则")
@click.option("--severity", type=click.Choice(LEVELS), default="note", show_default=True, help="最低级别")
@click.option("--baseline", type=click.Path(path_type=Path), help="已接受的问题（JSON）")
@click.option("--write-baseline", type=click.Path(path_type=Path), help="把现有问题写成基线")
@click.option("--fail-on", type=click.Choice([*LEVELS, "never"]), default="error", show_default=True)
@click.option(
    "--annotate",
    type=click.Path(path_type=Path),
    help="写出标注了问题位置的副本（只限一份 PDF、docx 或 xlsx）",
)
@click.option("--notes", is_flag=True, help="文本格式也列出提示")
@click.option("--explain", is_flag=True, help="文本格式列出每个位置和依据")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@limit_options
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[Path, ...],
    form: str | None,
    output: Path | None,
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    severity: Severity,
    baseline: Path | None,
    write_baseline: Path | None,
    fail_on: str,
    annotate: Path | None,
    notes: bool,
    explain: bool,
    lang: Lang,
    bounds: Bounds,
) -> None:
    """勾稽检查：文档（.pdf .txt .md）或记录（.json）→ 按表和章节列出问题。"""
    from gouji.checks.selection import baseline_text, chosen, read_baseline, rule_ids
    from gouji.output.atomic import write_text
    from gouji.output.findings import Checked, not_read

    wanted, unwanted = rule_ids(select), rule_ids(ignore)
    known = read_baseline(baseline) if baseline is not None else None
    form = form or format_named(output, ENDINGS, "text")
    if form == "xlsx" and output is None:
        raise ConfigError("--format xlsx", "需要用 -o 给出文件名")
    all_checked: list[Checked] = []
    found: list[Finding] = []
    inputs, errors = _inputs(paths)
    for record in _read_all(inputs, lang, bounds, errors):
        kept = chosen(record.findings, select=wanted, ignore=unwanted, least=severity)
        new = chosen(kept, baseline=known)
        found.extend(kept)
        all_checked.append(Checked(record, tuple(new), tuple(record.checks), len(kept) - len(new)))
    if write_baseline is not None:
        write_text(write_baseline, baseline_text(found))
    reported = [*all_checked, *map(not_read, errors)]
    _write(reported, form, output, lang, notes=notes, explain=explain)
    if annotate is not None:
        _annotate(paths, all_checked, annotate, lang, bounds)
    unread = _say_unread(all_checked, lang)
    if errors or unread:
        ctx.exit(2)
    shown = [f for checked in all_checked for f in checked.findings]
    failing = fail_on != "never" and any(LEVELS.index(f.severity) <= LEVELS.index(fail_on) for f in shown)
    ctx.exit(1 if failing else 0)


def _say_unread(all_checked: list[Checked], lang: Lang) -> bool:
    """Name on stderr what was not read, as ``extract`` does; whether there was anything."""
    from gouji.output.summary import unread_problem

    problems = [
        f"{checked.record.source}: {problem}"
        for checked in all_checked
        if (problem := unread_problem(checked.record, lang)) is not None
    ]
    for checked in all_checked:
        for message in checked.record.run.messages:
            click.echo(f"gouji: {checked.record.source}: {message}", err=True)
    for line in problems:
        click.echo(f"gouji: {line}", err=True)
    return bool(problems)


def _inputs(paths: tuple[Path, ...]) -> tuple[list[Path], list[GoujiError]]:
    """Files as given and the documents of directories, in order; one error, told, for each path without any."""
    from gouji.read.inputs import collect

    records = [path for path in paths if path.suffix.lower() == ".json" and path.is_file()]
    documents, errors = collect([path for path in paths if path not in records])
    for error in errors:
        click.echo(f"gouji: {error.one_line()}", err=True)
    return [*records, *documents], list(errors)


def _read_all(inputs: list[Path], lang: Lang, bounds: Bounds, errors: list[GoujiError]) -> Iterator[Record]:
    """Each input with its findings as they are now; one that cannot be read is told and goes into ``errors``."""
    from gouji.batch import run_calls
    from gouji.cli.progress import progress
    from gouji.workers import BoundedCall

    calls = [BoundedCall(path, check_path, (path, lang)) for path in inputs]
    with progress(len(calls)) as (_, advance):
        answers = run_calls(calls, 0, bounds, advance)
        with closing(answers):
            for answer in answers:
                if isinstance(answer, GoujiError):
                    click.echo(f"gouji: {answer.one_line()}", err=True)
                    errors.append(answer)
                else:
                    yield answer


def check_path(path: Path, lang: Lang) -> Record:
    """:func:`gouji.pipeline.checked`, which only the worker process loads."""
    from gouji.pipeline import checked

    return checked(path, lang)


def _write(
    all_checked: list[Checked], form: str, output: Path | None, lang: Lang, *, notes: bool, explain: bool
) -> None:
    from gouji.cli.streams import put_data
    from gouji.output.atomic import write_text
    from gouji.output.findings import screen, to_csv, to_json, write_workbook
    from gouji.output.sarif import to_sarif

    if form == "xlsx":
        assert output is not None
        write_workbook(all_checked, output, lang)
        return
    if form == "text":
        text = "\n".join(screen(checked, lang, notes=notes, explain=explain) for checked in all_checked)
    else:
        text = {
            "json": to_json(all_checked),
            "sarif": to_sarif(all_checked, lang),
            "csv": to_csv(all_checked, lang),
        }[form]
    if output is None and form == "text":
        click.echo(text, nl=False)
    elif output is None:
        put_data(text)
    else:
        write_text(output, text, "utf-8-sig" if form == "csv" else "utf-8")


def _annotate(
    paths: tuple[Path, ...], all_checked: list[Checked], target: Path, lang: Lang, bounds: Bounds
) -> None:
    from gouji.output.annotate import annotate
    from gouji.workers import run_call

    if len(all_checked) != 1 or paths[0].suffix.lower() not in (".pdf", ".docx", ".docm", ".xlsx", ".xlsm"):
        raise ConfigError("--annotate", "需要恰好一份 PDF、docx 或 xlsx")
    found = all_checked[0].findings
    boxes = run_call(paths[0], annotate, paths[0], target, found, lang, bounds=bounds)
    click.echo(f"{target}: {boxes} 处标注", err=True)
