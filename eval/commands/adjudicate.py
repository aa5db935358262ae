"""``gouji eval adjudicate RECORDS``: list the findings without a label that a person must judge."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gouji.eval.commands.common import gold_option, load_docs, need_extra

if TYPE_CHECKING:
    from gouji.eval.gold_folders import GoldDoc
    from gouji.schemas.record import Record


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
@click.option("--rekey", is_flag=True, help="只把已有裁定的键换成现行的键，不添草稿")
@click.option("--matches", is_flag=True, help="另列出每条问题与标注的对应，最勉强的在前")
def command(records: Path, gold_dirs: tuple[Path, ...], out: Path, rekey: bool, matches: bool) -> None:
    """列出没有标注、尚未裁定的勾稽问题：逐条填写 verdict（true/false/debatable）和 reason。

    草稿保留已有的裁定；填完后放到 eval/gold/<doc_id>/adjudicated.json。对应错了的，也在其中裁定。
    """
    from gouji.eval.adjudication import draft, rekeyed
    from gouji.eval.harness import match_table_names
    from gouji.eval.metrics.findings import unjudged
    from gouji.eval.runs import find_records
    from gouji.output.atomic import make_folder, write_text

    need_extra()
    docs = load_docs(gold_dirs)
    found, _ = find_records(records, docs)
    for doc in docs:
        if doc.doc_id not in found:
            continue
        record = found[doc.doc_id]
        names = match_table_names(doc.gold.tables, record.tables)
        known = rekeyed(record.findings, doc.adjudication)
        fresh = unjudged(doc.gold.inconsistencies, record.findings, doc.adjudication, names)
        drafts = [] if rekey else [draft(finding) for finding in fresh]
        filled = known.model_copy(update={"findings": [*known.findings, *drafts]})
        place = out / doc.doc_id
        make_folder(place)
        write_text(place / "adjudicated.json", filled.model_dump_json(indent=1) + "\n")
        click.echo(f"{doc.doc_id}: {len(fresh)} 条待裁定")
        for line in _matches(doc, record, names) if matches else ():
            click.echo(line)


def _matches(doc: GoldDoc, record: Record, names: dict[str, str]) -> list[str]:
    """Likeness, label and finding of each pair, the loosest first."""
    from gouji.checks.keys import finding_key
    from gouji.eval.adjudication import judge
    from gouji.eval.metrics.claims import claim_of_finding, claim_of_label, similarity
    from gouji.eval.metrics.findings import match

    labels, findings = doc.gold.inconsistencies, record.findings
    met = match(labels, findings, judge(findings, doc.adjudication), names)
    pairs = [
        (similarity(claim_of_label(labels[k]), claim_of_finding(findings[i], names)), i, k)
        for i, k in met.items()
    ]
    return [
        f"  {like:.2f} {labels[k].id} {labels[k].type}/{labels[k].severity} {labels[k].description}\n"
        f"       {finding_key(findings[i])} {findings[i].rule} {findings[i].type}/{findings[i].severity} "
        f"{findings[i].message}"
        for like, i, k in sorted(pairs)
    ]
