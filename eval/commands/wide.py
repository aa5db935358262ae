"""``gouji eval wide DIR``: documents that nobody has labelled, and where the results look odd.

Exit codes: 0 done, 1 a limit is broken (one line each on stderr), 2 bad input or a document that was not read at all.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gouji.cli.limits import limit_options
from gouji.eval.commands.common import lang_option

if TYPE_CHECKING:
    from gouji.eval.wide.model import Wide
    from gouji.eval.wide.view import Grid
    from gouji.output.labels import Lang
    from gouji.workers import Bounds

MOST_DOCUMENTS = 15
"""Documents that the terminal lists; the JSON and the page have all."""


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--html", type=click.Path(dir_okay=False, path_type=Path), help="写出网页报告")
@click.option("--json", "json_file", type=click.Path(dir_okay=False, path_type=Path), help="写出 JSON")
@click.option(
    "--limits", "limits_file", type=click.Path(dir_okay=False, path_type=Path), help="底线文件（TOML）"
)
@click.option("--max-errors-per-document", type=click.FloatRange(min=0), help="平均每份错误的上限")
@click.option("--min-coverage", type=click.FloatRange(0, 1), help="已核对金额比例的下限")
@click.option("--jobs", type=click.IntRange(min=0), default=0, help="并行进程数（0：每核一个）")
@lang_option
@limit_options
@click.pass_context
def command(
    ctx: click.Context,
    folder: Path,
    html: Path | None,
    json_file: Path | None,
    limits_file: Path | None,
    max_errors_per_document: float | None,
    min_coverage: float | None,
    jobs: int,
    lang: Lang,
    bounds: Bounds,
) -> None:
    """不需标注：一个目录的文档（不接模型读取；没有文档时用其中的记录 .json），核对到多少、查出多少、何处反常。"""
    from gouji.eval.report.wide_page import wide_page
    from gouji.eval.wide.limits import Limits, beyond, read_limits
    from gouji.output.atomic import write_text

    limits = read_limits(limits_file) if limits_file is not None else Limits()
    asked = {"max_errors_per_document": max_errors_per_document, "min_coverage": min_coverage}
    limits = limits.model_copy(update={name: value for name, value in asked.items() if value is not None})
    wide = _measured(folder, jobs, bounds)
    broken = beyond(limits, wide)
    _show(wide, lang)
    if json_file is not None:
        write_text(json_file, wide.model_dump_json(indent=1) + "\n")
    if html is not None:
        write_text(html, wide_page(wide, broken, lang))
    for line in broken:
        click.echo(f"gouji: 越过底线 {line}", err=True)
    ctx.exit(2 if wide.failed else 1 if broken else 0)


def _measured(folder: Path, jobs: int, bounds: Bounds) -> Wide:
    from gouji.batch import run_calls
    from gouji.cli.progress import progress
    from gouji.errors import ConfigError, GoujiError
    from gouji.eval.wide.clusters import wide_of
    from gouji.eval.wide.measure import measure_path
    from gouji.eval.wide.model import WideDocument
    from gouji.read.inputs import documents_in, name_documents
    from gouji.workers import BoundedCall

    paths = documents_in(folder) or sorted(folder.rglob("*.json"))
    if not paths:
        raise ConfigError(folder, "目录里没有文档，也没有记录")
    named = zip(paths, name_documents(paths), strict=True)
    calls = [BoundedCall(path, measure_path, (path, name)) for path, name in named]
    documents: list[WideDocument] = []
    failed: list[str] = []
    with progress(len(calls)) as (_, advance):
        answers = run_calls(calls, jobs, bounds, advance)
        with closing(answers):
            for answer in answers:
                if isinstance(answer, GoujiError):
                    failed.append(answer.one_line())
                    click.echo(f"gouji: {answer.one_line()}", err=True)
                else:
                    documents.append(answer)
    return wide_of(documents, failed)


def _show(wide: Wide, lang: Lang) -> None:
    from rich.console import Console

    from gouji.eval.wide import view

    console = Console(width=None if Console().is_terminal else 200)
    click.echo("，".join(f"{name} {value}" for name, value in view.headline(wide, lang)))
    for grid in (view.kinds(wide, lang), view.clusters(wide, lang), view.rivals(wide, lang)):
        _print(grid, console)
    _print(view.suspicions(wide, lang), console)
    documents = view.documents(wide, lang)
    _print(view.Grid(documents.head, documents.rows[:MOST_DOCUMENTS]), console)


def _print(grid: Grid, console: object) -> None:
    """A grid as a table; text of documents is no markup and moves no cursor."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from gouji.output.findings import plain

    assert isinstance(console, Console)
    if not grid.rows:
        return
    shown = Table(header_style="bold")
    for n, name in enumerate(grid.head):
        shown.add_column(name, justify="left" if n == 0 else "right", overflow="fold")
    for row in grid.rows:
        shown.add_row(*(Text(plain(cell)) for cell in row))
    console.print(shown)
