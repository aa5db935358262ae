"""``gouji eval run``: extract every labelled document, score, write the three reports."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gouji.cli.limits import limit_options
from gouji.cli.llm_options import llm_config, llm_options
from gouji.eval.commands.common import (
    gold_option,
    lang_option,
    load_docs,
    need_extra,
    print_headline,
    run_now,
    sources_of,
)

if TYPE_CHECKING:
    from gouji.output.labels import Lang
    from gouji.workers import Bounds


@click.command()
@click.argument("doc_ids", nargs=-1)
@gold_option
@click.option("-o", "--out", type=click.Path(path_type=Path), default=Path("out/eval"), show_default=True)
@lang_option
@limit_options
@llm_options
@click.pass_context
def command(
    ctx: click.Context,
    doc_ids: tuple[str, ...],
    gold_dirs: tuple[Path, ...],
    out: Path,
    lang: Lang,
    bounds: Bounds,
) -> None:
    """抽取有标注的文档并评分，写出记录、分数和三份报告。"""
    from gouji.eval.escape_result import read_escape
    from gouji.eval.report.write import write_report
    from gouji.eval.runs import write_run

    need_extra()
    docs = load_docs(gold_dirs, doc_ids)
    run, records = run_now(docs, bounds, llm_config(ctx))
    write_run(run, out, records)
    print_headline(run, lang)
    for path in write_report(run, sources_of(docs), out / "report", lang, read_escape(out)):
        click.echo(path)
