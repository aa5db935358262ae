"""``gouji review gold``: label files from documents that a person has gone through."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from gouji.cli.review.common import setup_of, workspace_options
from gouji.errors import GoldError


@click.command()
@workspace_options
@click.option("-o", "--out", type=click.Path(path_type=Path), help="标注目录（默认：记录目录下的 gold）")
@click.pass_context
def command(ctx: click.Context, /, out: Path | None, **options: Any) -> None:
    """由答案生成标注。只有人全部看过的部分才算标注，其余列入 unlabelled。退出码 1：有文档没有生成。"""
    from gouji.review.apply import apply
    from gouji.review.gold import coverage, gold_of, write_gold
    from gouji.review.write_corrected import answered

    setup = setup_of(options)
    workspace, decisions = setup.workspace, setup.workspace.decisions()
    failed = 0
    for doc_id in answered(workspace, decisions):
        record = workspace.records[doc_id]
        document = setup.sources.document(doc_id)
        corrected, reviewed = apply(record, workspace.items.values(), decisions, document, options["lang"])
        cover = coverage(record, workspace.items.values(), decisions)
        seen = "，".join(f"{part} {done}/{count}" for part, (done, count) in cover.parts.items() if count)
        try:
            path = write_gold(gold_of(record, corrected, reviewed, cover), out or setup.folder / "gold")
        except GoldError as error:
            failed += 1
            click.echo(f"gouji: {error.one_line()}；已看 {seen}", err=True)
            continue
        click.echo(f"{path}：已标注 {'、'.join(cover.labelled)}；已看 {seen}")
    if failed:
        ctx.exit(1)
