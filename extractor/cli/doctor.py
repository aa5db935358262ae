"""``gouji doctor``: does the configured model endpoint work, and which output mode does it honour."""

from __future__ import annotations

import json

import click

from extractor.cli.llm_options import llm_config, llm_options

_NAMES = {"endpoint": "端点", "model": "模型", "cache": "缓存"}
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
    from extractor.llm.probe import best_mode, probe

    findings = probe(config)
    mode = best_mode(findings)
    if as_json:
        rows = [{"name": f.name, "state": f.state, "detail": f.detail} for f in findings]
        click.echo(json.dumps({"findings": rows, "best_output": mode}, ensure_ascii=False))
    else:
        for finding in findings:
            name = _NAMES.get(finding.name, finding.name)
            click.echo(f"{_SIGNS[finding.state]} {name}：{finding.detail}")
        if mode is not None and mode != config.output:
            click.echo(f'建议：output = "{mode}"（现为 {config.output}）')
    if mode is None or any(f.state == "no" for f in findings if f.name in ("endpoint", "model")):
        ctx.exit(1)
