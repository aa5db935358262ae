"""``gouji review import``: answers back from a file, all or none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from gouji.cli.review.common import setup_of, workspace_options


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@workspace_options
@click.option("--reviewer", help="表中没有写复核人时用的姓名（默认：系统用户名）")
@click.pass_context
def command(ctx: click.Context, /, file: Path, reviewer: str | None, **options: Any) -> None:
    """读入 FILE 中的答案（XLSX、CSV、JSONL、Label Studio JSON）。逐行报告；有一行不对就都不写入，退出码 1。
    几个人的答案互相矛盾时都记下，列为待裁决，不以后到者为准。"""
    from gouji.review.exchange.importing import import_rows, read_file
    from gouji.review.workspace import user_name

    setup = setup_of(options)
    found = import_rows(read_file(file), setup.workspace, reviewer or user_name())
    for number, fault in found.faults:
        click.echo(f"{file.name} 第 {number} 行：{fault}", err=True)
    if found.faults:
        click.echo(f"没有写入任何答案：{len(found.faults)} 行有问题，改好后再导入", err=True)
        ctx.exit(1)
    for number, clash in found.conflicts:
        click.echo(f"{file.name} 第 {number} 行：{clash}", err=True)
    click.echo(f"写入 {len(found.written)} 个答案；{found.known} 个早已写入，{found.blank} 行未填", err=True)
