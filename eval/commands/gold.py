"""``gouji eval gold check`` and ``gouji eval gold draft``: labels well made, labels begun."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gouji.cli.limits import limit_options
from gouji.eval.commands.common import gold_option

if TYPE_CHECKING:
    from gouji.workers import Bounds


@click.group()
def command() -> None:
    """标注：检查（check）、预填草稿（draft）。"""


@command.command()
@gold_option
@click.pass_context
def check(ctx: click.Context, gold_dirs: tuple[Path, ...]) -> None:
    """检查标注：形状、行宽、编号、引文见于原文、数值见于引文。有错误时退出码 1。"""
    from gouji.eval.gold_check import check_gold
    from gouji.eval.gold_folders import BUNDLED, find_gold, load_gold

    errors = 0
    for path in find_gold([BUNDLED, *gold_dirs]):
        doc = load_gold(path)
        problems = check_gold(doc)
        wrong = sum(problem.level == "error" for problem in problems)
        errors += wrong
        click.echo(f"{doc.doc_id}: {wrong} 个错误，{len(problems) - wrong} 个提示")
        for problem in problems:
            click.echo(f"  {'错误' if problem.level == 'error' else '提示'} {problem.where}: {problem.text}")
    ctx.exit(1 if errors else 0)


@command.command()
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("-o", "--out", type=click.Path(path_type=Path), default=Path("gold"), show_default=True)
@click.option("--doc-id", help="文档编号（默认：文件名）")
@limit_options
def draft(source: Path, out: Path, doc_id: str | None, bounds: Bounds) -> None:
    """由一次抽取预填标注草稿；标为 unreviewed，人工核对改为 reviewed 之前评分拒收。"""
    from gouji.eval.gold_draft import write_draft
    from gouji.pipeline import extract
    from gouji.read.inputs import plain_name
    from gouji.workers import run_call

    named = partial(extract, doc_id=doc_id or plain_name(source))
    record = run_call(source, named, source, bounds=bounds)
    click.echo(write_draft(record, source, out))
