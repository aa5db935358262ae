"""``gouji eval compare A B``: paired differences, and what got better or worse item by item."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gouji.eval.commands.common import gold_option, lang_option, load_docs, need_extra, sources_of

if TYPE_CHECKING:
    from gouji.output.labels import Lang


@click.command()
@click.argument("a", type=click.Path(exists=True, path_type=Path))
@click.argument("b", type=click.Path(exists=True, path_type=Path))
@gold_option
@click.option("-o", "--out", type=click.Path(path_type=Path), help="写出 compare.json、.md、.html 的目录")
@lang_option
def command(a: Path, b: Path, gold_dirs: tuple[Path, ...], out: Path | None, lang: Lang) -> None:
    """对比两次评测（B − A）：逐文档配对，逐条列出变好与变差。"""
    from gouji.errors import ConfigError
    from gouji.eval.compare import compare
    from gouji.eval.provenance import SEED
    from gouji.eval.report.compare_text import compare_markdown
    from gouji.eval.report.write import write_comparison
    from gouji.eval.runs import read_run

    need_extra()
    found = compare(read_run(a), read_run(b), SEED)
    if not found.documents:
        raise ConfigError(b, "the two runs have no document in common")
    if out is None:
        click.echo(compare_markdown(found, lang), nl=False)
        return
    for path in write_comparison(found, sources_of(load_docs(gold_dirs)), out, lang):
        click.echo(path)
