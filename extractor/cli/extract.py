"""``gouji extract``: documents → records (JSON), workbooks (XLSX) and one screen per document.

Takes files and directories.  Exit code 0: all read; 2: some file, or some page of one, was not read
(one line each on stderr, the others are done); 128 + the signal's number (130, 143, 129) when stopped by Ctrl-C,
SIGTERM or SIGHUP, finished files are whole.
"""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gouji.cli.limits import limit_options
from gouji.cli.llm_options import llm_config, llm_options
from gouji.output.atomic import make_folder

if TYPE_CHECKING:
    from rich.console import Console

    from gouji.jobs import Job, JobOutcome
    from gouji.output.labels import Lang
    from gouji.workers import Bounds

_OF_ENDPOINT = "LLM："
"""How messages of the model path begin: the same words about two documents have the same cause."""


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), help="输出目录（默认 out；只用 --json 时不写文件）"
)
@click.option("--json", "as_json", is_flag=True, help="记录输出到 stdout：JSON Lines，每份文档一行")
@click.option("--max-pages", type=click.IntRange(min=1), default=1000, show_default=True, help="PDF 页数上限")
@click.option("--jobs", type=click.IntRange(min=1), help="同时读几份（默认：处理器核数）")
@click.option("--as-one", is_flag=True, help="这些文件是同一份公开（说明、表格、附件）：合为一份记录")
@click.option(
    "--group",
    "grouped",
    is_flag=True,
    help="按部门、年度、预算或决算归并：同一份公开的几个文件合为一份记录，归并列在 stderr",
)
@click.option("--force", is_flag=True, help="未变动的文档也重新读取")
@click.option(
    "--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="摘要和工作簿的语言"
)
@limit_options
@llm_options
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[Path, ...],
    out: Path | None,
    as_json: bool,
    max_pages: int,
    jobs: int | None,
    as_one: bool,
    grouped: bool,
    force: bool,
    lang: Lang,
    bounds: Bounds,
) -> None:
    """读取文档（文件或目录，格式见 gouji formats），写出记录（JSON）和工作簿（XLSX）。

    一个 .zip 是一份公开的几个文件，合为一份记录。
    """
    from dataclasses import replace

    from gouji.batch import cores
    from gouji.jobs import Job
    from gouji.options import Options
    from gouji.read.inputs import collect, name_documents

    if as_one and grouped:
        raise click.UsageError("--as-one 与 --group 只能选一个")
    folder = _output_folder(out, as_json)
    documents, errors = collect(paths)
    for error in errors:
        click.echo(f"gouji: {error.one_line()}", err=True)
    options = Options(max_pages=max_pages, lang=lang, llm=llm_config(ctx))
    workers = jobs or cores()
    if as_one and documents:
        groups = [documents]
    elif grouped:
        groups = _grouped(ctx, documents, max_pages, workers, bounds)
    else:
        groups = [[path] for path in documents]
    firsts = [paths[0] for paths in groups]
    todo = [
        Job(path, name, options, lang, folder, force, as_json, others=tuple(paths[1:]))
        for path, name, paths in zip(firsts, name_documents(firsts), groups, strict=True)
    ]
    bounds = replace(bounds, waits=options.asks_model)
    is_complete = _run(ctx, todo, workers, bounds, lang, as_json) and not errors
    if not is_complete:
        ctx.exit(2)


def _output_folder(out: Path | None, as_json: bool) -> Path | None:
    if out is None and as_json:
        return None
    return make_folder(out or Path("out"))


def _grouped(
    ctx: click.Context, documents: list[Path], max_pages: int, workers: int, bounds: Bounds
) -> list[list[Path]]:
    """The documents by disclosure, and on stderr which file went where."""
    from gouji.batch import Interrupted, run_calls
    from gouji.errors import GoujiError
    from gouji.grouping import Identity, group, identify
    from gouji.names import shown
    from gouji.read.source import Limits
    from gouji.workers import BoundedCall

    calls = [BoundedCall(path, identify, (path, Limits(max_pages=max_pages))) for path in documents]
    said: list[Identity | None] = []
    try:
        for answer in run_calls(calls, workers, bounds):
            # What cannot be read stays alone; whoever reads it says why.
            said.append(None if isinstance(answer, GoujiError) else answer)
    except Interrupted as stop:
        ctx.exit(stop.exit_code)
    groups = group(list(zip(documents, said, strict=True)))
    for identity, paths in groups:
        click.echo(f"gouji: 归并 {identity}：{'、'.join(shown(path) for path in paths)}", err=True)
    return [paths for _, paths in groups]


def _run(
    ctx: click.Context, todo: list[Job], workers: int, bounds: Bounds, lang: Lang, as_json: bool
) -> bool:
    """Read all; whether everything could be read."""
    from gouji.batch import Interrupted, run_jobs
    from gouji.cli.progress import progress
    from gouji.output.summary import summarise  # noqa: F401 (while the workers start, not when one is done)

    outcomes: list[JobOutcome] = []
    told: Counter[str] = Counter()
    with progress(len(todo)) as (talk, advance):
        try:
            with closing(run_jobs(todo, workers, bounds=bounds, tell=advance)) as results:
                for outcome in results:
                    outcomes.append(outcome)
                    _show(outcome, lang, as_json, talk, told)
        except Interrupted as stop:
            click.echo(
                f"gouji: 已中断：{advance.count}/{len(todo)} 份已完成，写出的文件都是完整的；再次运行将接着做",
                err=True,
            )
            ctx.exit(stop.exit_code)
    for message, times in told.items():
        if times > 1:
            click.echo(f"gouji: 另有 {times - 1} 份文件同样：{message}", err=True)
    return not any(outcome.problems for outcome in outcomes)


def _show(outcome: JobOutcome, lang: Lang, as_json: bool, talk: Console, told: Counter[str]) -> None:
    """Data to stdout; problems and notes, and with ``--json`` the summary too, to stderr.

    ``told``: what was said of the endpoint so far, and of how many documents; it is said with the first.
    """
    from dataclasses import replace

    from rich.console import Console

    from gouji.cli.streams import put_data
    from gouji.names import shown
    from gouji.output.labels import word
    from gouji.output.summary import render

    of_endpoint = dict.fromkeys(note for note in outcome.notes if note.startswith(_OF_ENDPOINT))
    again = {note for note in of_endpoint if note in told}
    told.update(of_endpoint.keys())
    notes = (f"{shown(outcome.job.path)}: {note}" for note in outcome.notes if note not in again)
    for line in (*outcome.problems, *notes):
        click.echo(f"gouji: {line}", err=True)
    if outcome.json_line is not None:
        put_data(outcome.json_line)
    if outcome.summary is None:
        return
    screen = talk if as_json else Console()
    fresh = tuple(message for message in outcome.summary.messages if message not in again)
    screen.print(render(replace(outcome.summary, messages=fresh), lang))
    if outcome.job.json_path is not None and outcome.job.xlsx_path is not None:
        screen.print(
            f"  {word(outcome.status, lang)}：{shown(outcome.job.json_path)}  {shown(outcome.job.xlsx_path)}\n",
            markup=False,
            highlight=False,
            soft_wrap=True,
        )
