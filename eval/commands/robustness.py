"""``gouji eval robustness``: synthetic disclosures of known truth, read and scored by style and by mistake.

Takes the number of documents and a seed; prints the results and writes them as JSON and Markdown.
"""

from __future__ import annotations

from pathlib import Path

import click

from gouji.eval.commands.common import need_extra


@click.command()
@click.option("--docs", default=200, show_default=True, type=click.IntRange(1, 100_000), help="文档份数")
@click.option("--seed", default=7, show_default=True, help="随机种子；同一种子生成同样的文档")
@click.option(
    "-o", "--output", type=click.Path(file_okay=False, path_type=Path), help="结果目录（JSON、Markdown）"
)
@click.option("--jobs", default=2, show_default=True, type=click.IntRange(1, 64), help="并行进程数")
@click.option("--keep", is_flag=True, help="保留生成的文档和真值（需要 -o）")
@click.option("--style", help="只用一种样式，如 jiangsu/pdf/ruled,narrow,landscape")
@click.option("--mistake", "mistakes", multiple=True, help="只植入这些错误（可重复；none：不植入）")
def command(
    docs: int,
    seed: int,
    output: Path | None,
    jobs: int,
    keep: bool,
    style: str | None,
    mistakes: tuple[str, ...],
) -> None:
    """用真值已知的合成文档测量读取和核对的稳健性（机构均为虚构）。"""
    import tempfile
    import time

    from gouji.eval.robustness import report
    from gouji.eval.robustness.run import run_suite
    from gouji.output.atomic import make_folder, write_text

    need_extra()
    if keep and output is None:
        raise click.UsageError("--keep 需要 -o")
    _check(style, mistakes)
    kinds = None if not mistakes else [kind for kind in mistakes if kind != "none"]
    started = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="gouji-robustness-") as scratch:
        directory = output / "documents" if keep and output else Path(scratch)
        outcomes = []
        for outcome in run_suite(docs, seed, directory, jobs=jobs, keep=keep, mistakes=kinds, style=style):
            outcomes.append(outcome)
            click.echo(f"\r{len(outcomes)}/{docs}", nl=False, err=True)
    click.echo("", err=True)
    seconds = time.perf_counter() - started
    markdown = report.to_markdown(outcomes, docs, seed, seconds)
    click.echo(markdown, nl=False)
    if output:
        make_folder(output)
        write_text(output / "robustness.md", markdown)
        data = report.to_json(report.summary(outcomes, docs, seed, seconds))
        write_text(output / "robustness.json", data)


def _check(style: str | None, mistakes: tuple[str, ...]) -> None:
    """Unknown words are bad input, said before anything runs."""
    import random

    from gouji.eval.robustness import MISTAKES
    from gouji.eval.robustness.style import style_of

    unknown = [kind for kind in mistakes if kind not in MISTAKES and kind != "none"]
    if unknown:
        raise click.BadParameter(f"{unknown[0]}；可选：{'、'.join(MISTAKES)}、none", param_hint="--mistake")
    if style is not None:
        try:
            style_of(style, random.Random(0))
        except ValueError as error:
            raise click.BadParameter(str(error), param_hint="--style") from error
