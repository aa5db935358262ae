"""``gouji eval gate``: fail when a measure is below its floor, and name what fell."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gouji.cli.limits import limit_options
from gouji.eval.commands.common import gold_option, load_docs, need_extra, run_now

if TYPE_CHECKING:
    from gouji.workers import Bounds


@click.command()
@click.argument("run", required=False, type=click.Path(exists=True, path_type=Path))
@gold_option
@click.option(
    "--thresholds",
    type=click.Path(dir_okay=False, path_type=Path),
    help="底线文件（默认 eval/thresholds.toml）",
)
@click.option("--raise", "lift", is_flag=True, help="把底线提到实测值（只升不降）")
@limit_options
@click.pass_context
def command(
    ctx: click.Context,
    run: Path | None,
    gold_dirs: tuple[Path, ...],
    thresholds: Path | None,
    lift: bool,
    bounds: Bounds,
) -> None:
    """底线检查：低于 thresholds.toml 即失败（退出码 1）。不给 RUN 时先对标注文档抽取评分。"""
    from gouji.eval import gate
    from gouji.eval.gold_folders import BUNDLED, find_gold
    from gouji.eval.runs import read_run
    from gouji.output.atomic import write_text

    need_extra()
    file = thresholds or gate.THRESHOLDS
    floors = gate.read_thresholds(file)
    scored = read_run(run) if run else run_now(load_docs(gold_dirs), bounds)[0]
    bundled = frozenset(path.parent.name for path in find_gold([BUNDLED]))
    values = gate.measured(scored, bundled)
    fell = gate.fallen(floors, values, bundled)
    for item in fell:
        click.echo(f"gouji: 低于底线 {item.line()}", err=True)
    for doc_id in gate.skipped(floors, values, bundled):
        click.echo(f"gouji: 未查（原文不在本机） {doc_id}", err=True)
    if fell:
        ctx.exit(1)
    if lift:
        click.echo(write_text(file, gate.as_toml(gate.raised(floors, values))))
    count = len(floors.headline) + sum(len(floors.documents.get(i, {})) for i in values.documents)
    click.echo(f"底线检查通过：{count} 项，{len(values.documents)} 份文档")
