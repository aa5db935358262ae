"""``gouji review gold``: label files from documents that a person has gone through."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from gouji.cli.review.common import bench_of, desk_options
from gouji.errors import GoldError


@click.command()
@desk_options
@click.option("-o", "--out", type=click.Path(path_type=Path), help="标注目录（默认：记录目录下的 gold）")
@click.pass_context
def command(ctx: click.Context, /, out: Path | None, **options: Any) -> None:
    """由答案生成标注。只有人全部看过的部分才算标注，其余列入 unlabelled。退出码 1：有文档没有生成。"""
    from gouji.review.apply import apply
    from gouji.review.finish import answered
    from gouji.review.gold import coverage, gold_of, write_gold

    bench = bench_of(options)
    desk, decisions = bench.desk, bench.desk.decisions()
    failed = 0
    for doc_id in answered(desk, decisions):
        record = desk.records[doc_id]
        document = bench.sources.document(doc_id)
        corrected, reviewed = apply(record, desk.items.values(), decisions, document, options["lang"])
        cover = coverage(record, desk.items.values(), decisions)
        seen = "，".join(f"{part} {done}/{count}" for part, (done, count) in cover.parts.items() if count)
        try:
            path = write_gold(gold_of(record, corrected, reviewed, cover), out or bench.folder / "gold")
        except GoldError as error:
            failed += 1
            click.echo(f"gouji: {error.one_line()}；已看 {seen}", err=True)
            continue
        click.echo(f"{path}：已标注 {'、'.join(cover.labelled)}；已看 {seen}")
    if failed:
        ctx.exit(1)
