"""``gouji doctor``: does the configured model endpoint work, and which output mode does it honour."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from gouji.cli.llm_options import llm_config, llm_options
from gouji.cli.streams import put_data

if TYPE_CHECKING:
    from gouji.config import LlmConfig
    from gouji.llm.probe import EndpointDiagnosis

_NAMES = {"endpoint": "端点", "model": "模型"}
_SIGNS = {"ok": "✓", "no": "✗", "unknown": "?"}


@click.command()
@llm_options
@click.option("--json", "as_json", is_flag=True, help="JSON 输出到 stdout")
@click.pass_context
def command(ctx: click.Context, as_json: bool) -> None:
    """检查模型端点：能否连接、模型在不在、哪种结构化输出真的有效。退出码 0 可用，1 不可用。"""
    config = llm_config(ctx)
    if not config.model:
        click.echo("没有配置模型：全部按表格和语法读取（--llm off）。配置方法见 docs/llm.md")
        return
    from gouji.llm.probe import probe

    found = probe(config)
    if as_json:
        rows = [{"name": f.name, "state": f.state, "detail": f.detail} for f in found.results]
        told = {"findings": rows, "best_output": found.best, "output": found.output}
        put_data(json.dumps(told, ensure_ascii=False))
    else:
        for result in found.results:
            name = _NAMES.get(result.name, result.name)
            click.echo(f"{_SIGNS[result.state]} {name}：{result.detail}")
        if advice := _advice(config, found):
            click.echo(advice)
    _remember(config, found)
    if found.output is None:
        ctx.exit(1)


def _remember(config: LlmConfig, found: EndpointDiagnosis) -> None:
    """What was found out is what the next run begins with."""
    if config.output != "auto" or found.best is None:
        return
    from gouji.llm.cache import ReplyCache

    cache = ReplyCache(config.cache_path)
    try:
        cache.remember_output(config.public_url, config.model, found.best)
    finally:
        cache.close()


def _advice(config: LlmConfig, found: EndpointDiagnosis) -> str:
    if config.output == "auto":
        return f"gouji extract 将用：{found.output}（已记住）" if found.output else ""
    if found.best in (None, config.output):
        return ""
    return f'建议：output = "auto" 或 "{found.best}"（现为 {config.output}）'
