"""``gouji review export``: the queue in a file that a person or another tool works in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gouji.cli.named_format import format_named
from gouji.cli.review.common import ReviewSetup, setup_of, workspace_options

if TYPE_CHECKING:
    from gouji.schemas.review import Decision, Item

ENDINGS = {"xlsx": ".xlsx", "csv": ".csv", "jsonl": ".jsonl", "label-studio": ".tasks.json"}


@click.command()
@workspace_options
@click.option(
    "--format", "form", type=click.Choice(list(ENDINGS)), help="格式（默认：由 -o 的扩展名，否则 xlsx）"
)
@click.option("-o", "--out", type=click.Path(path_type=Path), help="文件（默认：记录目录下的 review.<格式>）")
@click.option("--all", "everything", is_flag=True, help="连同已答的题（默认只导出待答的）")
@click.option(
    "--pages/--no-pages", default=True, show_default=True, help="XLSX：另写一个页面文件，出处链接到它"
)
def command(form: str | None, out: Path | None, everything: bool, pages: bool, **options: Any) -> None:
    """导出待答的题。填好后用 gouji review import 读入。"""
    from gouji.output.atomic import make_folder, write_atomically
    from gouji.schemas.review import UNSETTLED

    setup = setup_of(options)
    decisions = setup.workspace.decisions()
    items = [
        i for i in setup.workspace.items.values() if everything or decisions[i.item_id].state in UNSETTLED
    ]
    form = form or format_named(out, ENDINGS, "xlsx")
    path = out or setup.folder / f"review{ENDINGS[form]}"
    make_folder(path.parent)
    if form == "xlsx":
        _xlsx(setup, items, decisions, path, options["lang"], pages)
    elif form == "csv":
        from gouji.review.exchange.columns import rows_of
        from gouji.review.exchange.csv_queue import write_csv

        rows = rows_of(items, decisions, options["lang"])
        write_atomically(path, lambda part: write_csv(rows, part, options["lang"]))
    elif form == "jsonl":
        from gouji.review.exchange.jsonl import write_jsonl

        write_atomically(path, lambda part: write_jsonl(items, decisions, part))
    else:
        from gouji.review.exchange.label_studio import write_label_studio

        click.echo(f"标注配置：{write_label_studio(items, decisions, path)}", err=True)
    click.echo(f"{len(items)} 题：{path}", err=True)


def _xlsx(
    setup: ReviewSetup,
    items: Sequence[Item],
    decisions: dict[str, Decision],
    path: Path,
    lang: str,
    pages: bool,
) -> None:
    """The workbook and, beside it, the page that its links lead to."""
    from gouji.output.atomic import write_atomically, write_text
    from gouji.review.exchange.columns import rows_of
    from gouji.review.exchange.xlsx_queue import write_xlsx

    links = {}
    if pages:
        from gouji.review.standalone_page import html

        beside = path.with_suffix(".html")
        write_text(beside, html(setup.workspace, setup.sources, lang=lang))
        links = {item.item_id: beside.name for item in items}
    rows = rows_of(items, decisions, lang)
    write_atomically(path, lambda part: write_xlsx(rows, documents(setup, lang), part, lang, links))


def documents(setup: ReviewSetup, lang: str) -> list[list[str]]:
    """The rows of the documents sheet."""
    names = {
        "zh": ["文档", "标题", "题数", "待答", "文件"],
        "en": ["Document", "Title", "Questions", "Open", "File"],
    }
    from gouji.schemas.review import UNSETTLED

    decisions = setup.workspace.decisions()
    rows = [names[lang]]
    for record in setup.workspace.records.values():
        mine = [i for i in setup.workspace.items.values() if i.doc_id == record.doc_id]
        is_open = sum(decisions[i.item_id].state in UNSETTLED for i in mine)
        title = record.metadata.title or ""
        rows.append([record.doc_id, title, str(len(mine)), str(is_open), Path(record.source).name])
    return rows
