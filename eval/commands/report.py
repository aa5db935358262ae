"""``gouji eval report RUN``: the three reports of a scored run."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gouji.eval.commands.common import gold_option, lang_option, load_docs, need_extra, sources_of

if TYPE_CHECKING:
    from gouji.output.labels import Lang


@click.command()
@click.argument("run", type=click.Path(exists=True, path_type=Path))
@gold_option
@click.option("-o", "--out", type=click.Path(path_type=Path), default=Path("report"), show_default=True)
@lang_option
def command(run: Path, gold_dirs: tuple[Path, ...], out: Path, lang: Lang) -> None:
    """由一次评测写出报告：report.json、report.md、report.html。"""
    from gouji.eval.escape_result import read_escape
    from gouji.eval.report.write import write_report
    from gouji.eval.runs import read_run

    need_extra()
    docs = load_docs(gold_dirs)
    for path in write_report(read_run(run), sources_of(docs), out, lang, read_escape(run)):
        click.echo(path)
