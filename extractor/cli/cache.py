"""``gouji cache``: what the cache of model replies holds, and how to empty it."""

from __future__ import annotations

import click

from gouji.cli.llm_options import llm_config, llm_options


@click.command()
@llm_options
@click.option("--clear", is_flag=True, help="清空")
@click.pass_context
def command(ctx: click.Context, clear: bool) -> None:
    """模型回答的缓存：位置、条数、省下的 token。"""
    from gouji.llm.cache import ReplyCache

    path = llm_config(ctx).cache_path
    if not path.exists():
        click.echo(f"{path}：还没有缓存")
        return
    cache = ReplyCache(path)
    try:
        if clear:
            click.echo(f"{path}：清空 {cache.clear()} 条")
            return
        stats = cache.stats()
        click.echo(
            f"{path}：{stats.replies} 条，{stats.bytes / 1024:.0f} KB，"
            f"输入 {stats.prompt_tokens} token，输出 {stats.completion_tokens} token，"
            f"中断时在途 {stats.in_flight} 个"
        )
    finally:
        cache.close()
