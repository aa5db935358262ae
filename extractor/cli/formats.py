"""``gouji formats``: what this installation reads, and what would add the rest."""

from __future__ import annotations

import json

import click

from gouji.cli.streams import put_data
from gouji.read.formats import FORMATS


@click.command()
@click.option("--json", "as_json", is_flag=True, help="JSON 输出到 stdout")
def command(as_json: bool) -> None:
    """列出能读的文件格式。以内容认格式，不看扩展名；✗ 的一行说明装什么就能读。"""
    if as_json:
        rows = [
            {"name": f.name, "label": f.label, "extensions": f.extensions, "installed": f.is_installed}
            | ({} if f.is_installed else {"add": f.add})
            for f in FORMATS
        ]
        put_data(json.dumps({"formats": rows}, ensure_ascii=False))
        return
    for form in FORMATS:
        installed = form.is_installed
        line = f"{'✓' if installed else '✗'} {form.label}（{' '.join(form.extensions)}）"
        click.echo(line if installed else f"{line}：{form.add}")
