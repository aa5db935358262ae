"""``gouji eval adjudicate RECORDS``: list the findings without a label that a person must judge."""

from __future__ import annotations

from pathlib import Path

import click

from eval.commands.common import gold_option, load_docs


@click.command()
@click.argument("records", type=click.Path(exists=True, file_okay=False, path_type=Path))
@gold_option
@click.option(
    "-o",
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    help="写出 <doc_id>/adjudicated.json 草稿的目录",
)
def command(records: Path, gold_dirs: tuple[Path, ...], out: Path) -> None:
    """列出没有标注、尚未裁定的勾稽问题：逐条填写 verdict（true/false/debatable）和 reason。

    草稿保留已有的裁定；填完后放到 eval/gold/<doc_id>/adjudicated.json。
    """
    from eval.adjudication import draft
    from eval.harness import match_table_names
    from eval.metrics.findings import unjudged
    from eval.runs import find_records, write_text

    docs = load_docs(gold_dirs)
    found, _ = find_records(records, docs)
    for doc in docs:
        if doc.doc_id not in found:
            continue
        record = found[doc.doc_id]
        names = match_table_names(doc.gold.tables, record.tables)
        fresh = unjudged(doc.gold.inconsistencies, record.findings, doc.adjudication, names)
        filled = doc.adjudication.model_copy(
            update={"findings": [*doc.adjudication.findings, *(draft(finding) for finding in fresh)]}
        )
        place = out / doc.doc_id
        place.mkdir(parents=True, exist_ok=True)
        write_text(place / "adjudicated.json", filled.model_dump_json(indent=1) + "\n")
        click.echo(f"{doc.doc_id}: {len(fresh)} 条待裁定")
