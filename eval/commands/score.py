"""``gouji eval score RECORDS``: score records that exist already; nothing is extracted."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gouji.eval.commands.common import gold_option, lang_option, load_docs, need_extra, print_headline

if TYPE_CHECKING:
    from gouji.output.labels import Lang


@click.command()
@click.argument("records", type=click.Path(exists=True, file_okay=False, path_type=Path))
@gold_option
@click.option("-o", "--out", type=click.Path(path_type=Path), help="写出 run.json 的目录（默认就在 RECORDS）")
@lang_option
def command(records: Path, gold_dirs: tuple[Path, ...], out: Path | None, lang: Lang) -> None:
    """给已有的记录评分（RECORDS：gouji extract 的输出目录，或一次评测的目录）。"""
    from gouji.errors import ConfigError
    from gouji.eval.runs import find_records, score_run, write_run

    need_extra()
    docs = load_docs(gold_dirs)
    found, missing = find_records(records, docs)
    if not found:
        raise ConfigError(records, "no record of a labelled document there")
    run = score_run(docs, found, missing, {})
    print_headline(run, lang)
    click.echo(write_run(run, out or records))
