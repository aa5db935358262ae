"""The ``gouji`` command: one module per verb, imported only when the verb is called.

Takes the command line, gives an exit code: 0 done, 1 findings or failures, 2 bad input, 128 + the number of the
signal that stopped it.  stdout carries data, stderr carries talk.
"""

from __future__ import annotations

import os
import signal
import sys
from contextlib import suppress
from typing import Any, NoReturn

import click

from gouji import __version__
from gouji.cli.lazy import LazyGroup
from gouji.cli.streams import prepare
from gouji.errors import GoujiError, of_system

VERBS: dict[str, tuple[str, str]] = {
    "extract": ("gouji.cli.extract", "读取文档，写出记录（JSON）和工作簿（XLSX）"),
    "check": ("gouji.cli.check", "勾稽检查：列出文档或记录中的问题"),
    "rules": ("gouji.cli.rules", "列出、说明勾稽规则"),
    "review": ("gouji.cli.review", "复核：页面、导出导入、应用更正"),
    "eval": ("gouji.cli.eval", "评测：用人工标注衡量，写出报告，守住底线"),
    "formats": ("gouji.cli.formats", "列出本机能读的文件格式，其余的要装什么"),
    "doctor": ("gouji.cli.doctor", "检查模型端点：能否连接，哪种结构化输出有效"),
    "cache": ("gouji.cli.cache", "模型回答的缓存：查看、清空"),
    "schema": ("gouji.cli.schema", "输出记录的 JSON Schema"),
}
"""verb → (module, one-line help).  The module has a click command named ``command``."""


class Program(LazyGroup):
    """The whole command: where a run that was stopped ends."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as stop:
            click.echo("gouji: 已中断", err=True)
            ctx.exit(getattr(stop, "exit_code", 128 + signal.SIGINT))


@click.group(cls=Program, verbs=VERBS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="gouji")
def gouji() -> None:
    """勾稽：读取部门预算、决算公开，核对每一个数。"""


def main() -> None:
    """Console entry point: our own errors, and the system's, become one line on stderr and an exit code."""
    prepare()
    try:
        gouji(standalone_mode=True)
    except GoujiError as error:
        _end(error)
    except OSError as error:
        _end(of_system(error, "stdout"))


def _end(error: GoujiError) -> NoReturn:
    """Say it, if stderr takes it, and end; what still waits in a stream that failed is given up."""
    with suppress(OSError):
        click.echo(f"gouji: {error.one_line()}", err=True)
    open_streams = [stream for stream in (sys.stdout, sys.stderr) if stream]
    for stream in open_streams:
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    sys.exit(error.exit_code)
