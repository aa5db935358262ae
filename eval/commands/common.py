"""What the verbs share: options, loading of labels, extraction, the table of headline figures.

Exit codes: 0 done, 1 a floor was broken or a label is wrong, 2 bad input.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from gouji.config import LlmConfig
    from gouji.eval.gold_folders import GoldDoc
    from gouji.eval.model import Run
    from gouji.output.labels import Lang
    from gouji.schemas.record import Record
    from gouji.workers import Bounds

F = TypeVar("F", bound=Callable[..., Any])


def need_extra() -> None:
    """Raise :class:`~gouji.errors.ConfigError` at once, not after an hour of reading, where the extra ``eval`` is missing."""
    from gouji.errors import ConfigError

    missing = [name for name in ("scipy", "matplotlib") if find_spec(name) is None]
    if missing:
        raise ConfigError("gouji eval", f"缺少 {'、'.join(missing)}", 'pip install "gouji[eval]"')


def gold_option(function: F) -> F:
    """``--gold DIR``, repeatable; the bundled labels are always among them."""
    return click.option(
        "--gold",
        "gold_dirs",
        multiple=True,
        type=click.Path(exists=True, file_okay=False, path_type=Path),
        help="另加的标注目录（可多次）；自带的标注总在其中",
    )(function)


def lang_option(function: F) -> F:
    """``--lang zh|en``."""
    return click.option(
        "--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="报告的语言"
    )(function)


def load_docs(gold_dirs: Sequence[Path], only: Sequence[str] = (), *, bundled: bool = True) -> list[GoldDoc]:
    """Reviewed labels of the given directories and, unless told otherwise, the bundled ones."""
    from gouji.eval.gold_folders import BUNDLED, load_all

    return load_all([*([BUNDLED] if bundled else []), *gold_dirs], only)


def run_now(
    docs: Sequence[GoldDoc], bounds: Bounds, llm: LlmConfig | None = None
) -> tuple[Run, dict[str, Record]]:
    """Extract each document under the id of its label and score; each one is told on stderr."""
    from gouji.eval.runs import make_records, score_run
    from gouji.options import Options

    options = Options(llm=llm)
    bounds = replace(bounds, waits=options.asks_model)

    def tell(doc_id: str) -> None:
        click.echo(f"  {doc_id}", err=True)

    records, missing = make_records(docs, options, tell, bounds)
    return score_run(docs, records, missing, {}), records


def sources_of(docs: Sequence[GoldDoc]) -> dict[str, Path | None]:
    return {doc.doc_id: doc.source for doc in docs}


def print_headline(run: Run, lang: Lang) -> None:
    """The table of headline figures: together, then a row per document."""
    from rich.console import Console
    from rich.table import Table

    from gouji.eval.report.markdown import percent
    from gouji.eval.report.run_data import view_of

    view = view_of(run, lang)
    shown = Table(header_style="bold")
    shown.add_column("", no_wrap=True)
    for _, label in view["columns"]:
        shown.add_column(label, justify="right", overflow="fold")
    for doc in view["documents"]:
        shown.add_row(doc["doc_id"], *(percent(doc["values"].get(name)) for name, _ in view["columns"]))
    shown.add_section()
    together = {item["name"]: item for item in view["headline"]}
    shown.add_row("micro", *(percent(together[name]["micro"]) for name, _ in view["columns"]), style="bold")
    shown.add_row("macro", *(percent(together[name]["macro"]) for name, _ in view["columns"]))
    Console(width=None if Console().is_terminal else 200).print(shown)
    for line in run.missing:
        click.echo(f"gouji: {line}", err=True)
