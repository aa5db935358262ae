"""``gouji eval escape``: how much of a model's error gets through, by error rate, as JSON and a plot."""

from __future__ import annotations

import json
from pathlib import Path

import click

from extractor.errors import ConfigError


@click.command()
@click.option("--error-rates", default="0,0.05,0.1,0.2,0.4", show_default=True, help="模拟模型的出错率")
@click.option("--seed", default=0, show_default=True, help="随机种子")
@click.option(
    "-o", "--out", type=click.Path(file_okay=False, path_type=Path), help="写出 escape.json 和 escape.svg"
)
@click.option("--json", "as_json", is_flag=True, help="JSON 输出到 stdout")
def command(error_rates: str, seed: int, out: Path | None, as_json: bool) -> None:
    """模拟模型按给定的出错率答错，看有多少错的数被采纳、多少对的数被送去复核。"""
    from eval import escape
    from eval.golddir import BUNDLED

    rates = _rates(error_rates)
    docs = escape.load_docs(BUNDLED)
    points = escape.measure(docs, rates, seed)
    text = json.dumps(escape.report(points, docs, seed), ensure_ascii=False, indent=1)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        (out / "escape.json").write_text(text + "\n", encoding="utf-8")
        (out / "escape.svg").write_text(escape.plot_svg(points), encoding="utf-8")
    if as_json:
        click.echo(text)
        return
    click.echo(escape.LABEL)
    click.echo("设置          出错率  出错数  采纳的数  其中错  错占比    对的送复核  每错复核项")
    for point in points:
        load = "—" if point.load_per_error is None else f"{point.load_per_error:.2f}"
        click.echo(
            f"{point.setting:<13} {point.error_rate:>5.0%} {point.errors_first_answer:>7} {point.values_accepted:>9}"
            f" {point.wrong_accepted:>7} {point.wrong_share:>8.3%} {point.right_review_share:>10.2%} {load:>10}"
        )


def _rates(text: str) -> list[float]:
    try:
        rates = [float(part) for part in text.split(",")]
    except ValueError as error:
        raise ConfigError("--error-rates", f"不是数字：{text}") from error
    if not all(0 <= rate <= 1 for rate in rates):
        raise ConfigError("--error-rates", "须在 0 与 1 之间")
    return rates
