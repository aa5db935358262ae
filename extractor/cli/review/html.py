"""``gouji review html``: the page as one file, to be mailed and answered without a server."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from gouji.cli.review.common import setup_of, workspace_options


@click.command()
@workspace_options
@click.option("-o", "--out", type=click.Path(path_type=Path), help="文件（默认：记录目录下的 review.html）")
def command(out: Path | None, **options: Any) -> None:
    """写出单个 HTML 文件。答案用页面上的“保存答案”存成文件，再由 gouji review import 读入。"""
    from gouji.output.atomic import make_folder, write_text
    from gouji.review.standalone_page import html

    setup = setup_of(options)
    path = out or setup.folder / "review.html"
    text = html(setup.workspace, setup.sources, lang=options["lang"])
    make_folder(path.parent)
    write_text(path, text)
    click.echo(f"{len(setup.workspace.items)} 题：{path}（{path.stat().st_size / 2**20:.1f} MB）", err=True)
