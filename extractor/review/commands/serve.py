"""``gouji review serve``: the page on 127.0.0.1 until Ctrl-C."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from extractor.errors import ConfigError
from extractor.review.commands.common import bench_of, desk_options


@click.command()
@desk_options
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8370, show_default=True, help="端口（0：任选）"
)
@click.option("--reviewer", help="复核人姓名（默认：系统用户名，页面上可改）")
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), help="复核结果目录（默认：记录目录下的 reviewed）"
)
@click.option("--open", "browse", is_flag=True, help="打开浏览器")
def command(port: int, reviewer: str | None, out: Path | None, browse: bool, **options: Any) -> None:
    """打开复核页面。RECORDS：记录文件或目录（默认 out）。只在本机可访问，Ctrl-C 结束。"""
    from extractor.review.desk import user_name
    from extractor.review.finish import FOLDER
    from extractor.review.server import HOST, ReviewServer

    bench = bench_of(options)
    folder = out or bench.folder / FOLDER
    try:
        server = ReviewServer(
            bench.desk,
            bench.sources,
            port,
            reviewer=reviewer or user_name(),
            folder=folder,
            lang=options["lang"],
        )
    except OSError as error:
        raise ConfigError(f"{HOST}:{port}", f"不能监听：{error.strerror}", "换一个 --port") from error
    click.echo(f"{len(bench.desk.items)} 题，{server.url}", err=True)
    if browse:
        click.launch(server.url)
    try:
        server.serve_forever(poll_interval=0.1)
    except KeyboardInterrupt:
        click.echo("已结束；答案都在日志里", err=True)
    finally:
        server.server_close()
