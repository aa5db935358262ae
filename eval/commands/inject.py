"""``gouji eval inject``: one digit of a confirmed relation changed, in the record or in the PDF itself, and judged again.

Takes documents or records and a seed; prints the share found by class of relation and size of table and writes every change as
JSON.  Exit code 2 when a document cannot be read.
"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gouji.cli.limits import limit_options

if TYPE_CHECKING:
    from gouji.eval.injection.model import Change, Outcome
    from gouji.workers import Bounds


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("--seed", type=int, help="随机种子；同一种子在同一份记录里改同样的数")
@click.option(
    "--again",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="再改一次此结果（JSON）里的数，用来比较两个版本",
)
@click.option(
    "--per-document",
    "count",
    default=12,
    show_default=True,
    type=click.IntRange(1, 10_000),
    help="每份文档改几处",
)
@click.option("--redraw", is_flag=True, help="在 PDF 里重绘该数，再从头抽取")
@click.option("--jobs", default=0, type=click.IntRange(0, 64), help="并行进程数（默认每核一个）")
@click.option("--json", "out", type=click.Path(dir_okay=False, path_type=Path), help="把每一处改动写成 JSON")
@limit_options
@click.pass_context
def command(
    ctx: click.Context,
    paths: tuple[Path, ...],
    seed: int | None,
    again: Path | None,
    count: int,
    redraw: bool,
    jobs: int,
    out: Path | None,
    bounds: Bounds,
) -> None:
    """随机改动一个已印证的恒等式里的一位数字，看能否查出、是否指明该数、能否给出原数。"""
    from rich.console import Console

    from gouji import __version__
    from gouji.batch import run_calls
    from gouji.errors import GoujiError
    from gouji.eval.injection.model import Injected
    from gouji.eval.injection.report import not_found, to_table
    from gouji.output.atomic import write_text
    from gouji.read.inputs import plain_name
    from gouji.workers import BoundedCall

    if (seed is None) == (again is None):
        raise click.UsageError("--seed 与 --again 给出其一")
    documents = _documents(paths)
    if redraw and any(path.suffix.lower() != ".pdf" for path in documents):
        raise click.UsageError("--redraw 只用于 PDF")
    earlier = _changes(again) if again else {}
    calls = [
        BoundedCall(path, inject_path, (path, seed, count, redraw, earlier.get(plain_name(path), [])))
        for path in documents
    ]
    outcomes: list[Outcome] = []
    failed = 0
    answers = run_calls(calls, jobs, bounds, lambda: click.echo(".", nl=False, err=True))
    with closing(answers):
        for answer in answers:
            if isinstance(answer, GoujiError):
                failed += 1
                click.echo(f"\ngouji: {answer.one_line()}", err=True)
            else:
                outcomes += answer
    click.echo("", err=True)
    Console(width=None if Console().is_terminal else 140).print(to_table(outcomes))
    for line in not_found(outcomes):
        click.echo(line)
    if out is not None:
        found = Injected(seed=seed, redraw=redraw, version=__version__, outcomes=tuple(outcomes))
        click.echo(write_text(out, found.model_dump_json(indent=1, exclude_defaults=True) + "\n"))
    if failed:
        ctx.exit(2)


def inject_path(path: Path, seed: int | None, count: int, redraw: bool, again: list[Change]) -> list[Outcome]:
    """The outcomes of one document, in a worker process."""
    from gouji.eval.injection.run import inject, inject_again

    return (
        inject_again(path, again, redraw=redraw) if seed is None else inject(path, seed, count, redraw=redraw)
    )


def _documents(paths: tuple[Path, ...]) -> list[Path]:
    """Files as given; of a folder its documents, or its records where it has none."""
    from gouji.read.inputs import documents_in

    found: list[Path] = []
    for path in paths:
        found += (documents_in(path) or sorted(path.glob("*.json"))) if path.is_dir() else [path]
    return found


def _changes(path: Path) -> dict[str, list[Change]]:
    from pydantic import ValidationError

    from gouji.errors import ConfigError
    from gouji.eval.injection.model import Injected

    try:
        earlier = Injected.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise ConfigError("--again", f"不是 gouji eval inject 的结果：{path}") from error
    changes: dict[str, list[Change]] = {}
    for one in earlier.outcomes:
        changes.setdefault(one.change.doc_id, []).append(one.change)
    return changes
