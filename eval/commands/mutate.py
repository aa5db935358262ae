"""``gouji eval mutate``: real text dumps, broken in ways that converters break them, read and counted.

Takes seed texts (default: the labelled ones), how many mutants and a seed; prints what was raised, what failed inside, what
took too long and which amounts stand nowhere in the record.  Exit code 1 when there is any of the first three.
"""

from __future__ import annotations

from pathlib import Path

import click

from gouji.eval.robustness.mutations import LIMIT

LABELLED = Path(__file__).parents[1] / "gold"


@click.command()
@click.argument("seeds", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--count", default=200, show_default=True, type=click.IntRange(1, 1_000_000), help="变体个数")
@click.option("--seed", default=7, show_default=True, help="随机种子；同一种子生成同样的变体")
@click.option("--jobs", default=2, show_default=True, type=click.IntRange(1, 64), help="并行进程数")
@click.option("--limit", default=LIMIT, show_default=True, help="每个变体可用的处理器时间（秒）")
@click.option("--show", default=20, show_default=True, help="每类最多列出几条")
@click.option("--keep", type=click.Path(file_okay=False, path_type=Path), help="把出问题的变体写到此目录")
@click.pass_context
def command(
    ctx: click.Context,
    seeds: tuple[Path, ...],
    count: int,
    seed: int,
    jobs: int,
    limit: float,
    show: int,
    keep: Path | None,
) -> None:
    """把文本打乱后再读：有无异常、丢失的文档、超时，有无数字不知去向。"""
    from gouji.eval.robustness.mutations import mutant, run, total

    paths = seeds or tuple(sorted(LABELLED.glob("*/source.txt")))
    texts = [(path.parent.name, path.read_text(encoding="utf-8")) for path in paths]
    outcomes = []
    for outcome in run(texts, seed, count, jobs=jobs, limit=limit):
        outcomes.append(outcome)
        if keep and (outcome.raised or outcome.internal or outcome.over_limit or outcome.nowhere):
            keep.mkdir(parents=True, exist_ok=True)
            (keep / f"{outcome.index}.txt").write_bytes(mutant(texts, seed, outcome.index).data)
        click.echo(f"\r{len(outcomes)}/{count}", nl=False, err=True)
    click.echo("", err=True)
    sums = total(outcomes)
    click.echo(f"变体 {sums.documents}，最慢 {sums.slowest:.1f} 秒")
    groups = (
        ("异常", sums.raised),
        ("不是文本", sums.refused),
        ("超时", sums.over_limit),
        ("内部错误", sums.internal),
    )
    for name, found in groups:
        _list(name, found, show)
    _list(f"金额 {sums.amounts}，不知去向 {sums.nowhere}（{sums.share:.4%}）", sums.nowhere_in, show)
    ctx.exit(1 if sums.raised or sums.over_limit or sums.internal else 0)


def _list(name: str, found: list[str], show: int) -> None:
    click.echo(f"{name}：{len(found)}")
    for text in found[:show]:
        click.echo(f"  {text}")
