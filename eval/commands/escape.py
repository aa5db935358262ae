"""``gouji eval escape``: how much of a model's error gets through, by error rate, as JSON and a plot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from gouji.cli.streams import put_data
from gouji.errors import ConfigError
from gouji.eval.commands.common import need_extra

if TYPE_CHECKING:
    from gouji.eval.escape_result import EscapeReport
    from gouji.output.labels import Lang

T = TypeVar("T", int, float)


@click.command()
@click.option("--error-rates", default="0,0.05,0.1,0.2,0.4", show_default=True, help="模拟模型的出错率")
@click.option(
    "--seed", "seeds", default="0", show_default=True, help="随机种子，可以有几个（1,2,3），一并统计"
)
@click.option(
    "-o",
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="写出 escape.json 和 escape.svg；写进一次评测的目录，gouji eval report 就把它列入报告",
)
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="图的语言")
@click.option("--json", "as_json", is_flag=True, help="JSON 输出到 stdout")
def command(error_rates: str, seeds: str, out: Path | None, lang: Lang, as_json: bool) -> None:
    """模拟模型按给定的出错率答错，看有多少错的数被采纳、多少对的数被送去复核。"""
    from gouji.eval import escape_rate
    from gouji.eval.gold_folders import BUNDLED

    need_extra()
    rates = _numbers("--error-rates", error_rates, float)
    if not all(0 <= rate <= 1 for rate in rates):
        raise ConfigError("--error-rates", "须在 0 与 1 之间")
    drawn = _numbers("--seed", seeds, int)
    docs = escape_rate.load_docs(BUNDLED)
    found = escape_rate.report(escape_rate.measure(docs, rates, drawn), docs, drawn)
    if out is not None:
        _write(found, out, lang)
    if as_json:
        put_data(found.model_dump_json(indent=1))
    else:
        click.echo(_table(found))


def _write(found: EscapeReport, out: Path, lang: Lang) -> None:
    from gouji.eval.escape_result import FILE
    from gouji.eval.report.escape_section import escape_sheet
    from gouji.output.atomic import make_folder, write_text

    make_folder(out)
    write_text(out / FILE, found.model_dump_json(indent=1) + "\n")
    write_text(out / "escape.svg", escape_sheet(found, lang))


def _table(found: EscapeReport) -> str:
    lines = [found.label, "设置          出错率  出错数  采纳的数  其中错  错占比    对的送复核  每错复核项"]
    for point in found.points:
        load = "—" if point.load_per_error is None else f"{point.load_per_error:.2f}"
        lines.append(
            f"{point.setting:<13} {point.error_rate:>5.0%} {point.errors_first_answer:>7} {point.values_accepted:>9}"
            f" {point.wrong_accepted:>7} {point.wrong_share:>8.3%} {point.right_review_share:>10.2%} {load:>10}"
        )
    return "\n".join(lines)


def _numbers(option: str, text: str, kind: Callable[[str], T]) -> list[T]:
    try:
        return [kind(part) for part in text.split(",")]
    except ValueError as error:
        raise ConfigError(option, f"不是数字：{text}") from error
