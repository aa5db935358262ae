"""``gouji review serve``: the page on 127.0.0.1 until Ctrl-C."""

from __future__ import annotations

import errno
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import click

from gouji.cli.review.common import setup_of, workspace_options
from gouji.errors import ConfigError

_ENDINGS = ("SIGINT", "SIGTERM", "SIGHUP")
_REFUSALS = {
    errno.EADDRINUSE: ("端口已被占用", "先结束占用它的程序，或换一个 --port（0：任选）"),
    errno.EACCES: ("没有权限用这个端口", "换一个 1024 以上的 --port"),
}


@click.command()
@workspace_options
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8370, show_default=True, help="端口（0：任选）"
)
@click.option("--reviewer", help="复核人姓名（默认：系统用户名，页面上可改）")
@click.option(
    "-o", "--out", type=click.Path(path_type=Path), help="复核结果目录（默认：记录目录下的 reviewed）"
)
@click.option("--open", "browse", is_flag=True, help="打开浏览器")
def command(port: int, reviewer: str | None, out: Path | None, browse: bool, **options: Any) -> None:
    """打开复核页面。RECORDS：记录文件或目录（默认 out）。只在本机可访问，且须用显示的完整地址（带 token）；Ctrl-C 结束。"""
    from gouji.review.access import redirect_file
    from gouji.review.server import HOST, ReviewServer
    from gouji.review.workspace import user_name
    from gouji.review.write_corrected import FOLDER

    setup = setup_of(options)
    folder = out or setup.folder / FOLDER
    try:
        server = ReviewServer(
            setup.workspace,
            setup.sources,
            port,
            reviewer=reviewer or user_name(),
            folder=folder,
            lang=options["lang"],
        )
    except OSError as error:
        reason, hint = _REFUSALS.get(error.errno or 0, (error.strerror, "换一个 --port"))
        raise ConfigError(f"{HOST}:{port}", f"不能监听：{reason}", hint) from error
    with ExitStack() as stack:
        stack.callback(server.server_close)
        stack.enter_context(_ended_by_signals(server.shutdown))
        click.echo(f"{len(setup.workspace.items)} 题，{server.url}", err=True)
        if browse:
            click.launch(str(stack.enter_context(redirect_file(server.url))))
        server.serve_forever(poll_interval=0.1)
    click.echo("已结束；答案都在日志里", err=True)


@contextmanager
def _ended_by_signals(shutdown: Callable[[], None]) -> Iterator[None]:
    """Ctrl-C, SIGTERM and SIGHUP end the server as it should end; what the user had ignored (nohup) stays ignored."""

    def end(number: int, frame: FrameType | None) -> None:
        threading.Thread(
            target=shutdown, daemon=True
        ).start()  # it waits for the loop that it interrupts here

    numbers = [getattr(signal, name) for name in _ENDINGS if hasattr(signal, name)]
    before = {n: signal.signal(n, end) for n in numbers if signal.getsignal(n) is not signal.SIG_IGN}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
