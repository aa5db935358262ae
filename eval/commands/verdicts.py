"""``gouji eval verdicts FILES… --records DIR``: verdicts of judges who saw findings and pages alone, put by what they judged.

Each file is named after its document and lists ``key``, ``verdict``, ``why`` (and ``mechanism`` of a misunderstanding); the
findings are those of the records that were judged.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from gouji.schemas.record import Finding


@click.command()
@click.argument("verdicts", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--records",
    "folders",
    multiple=True,
    required=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="被裁定的记录所在的目录（可多次：几个版本）",
)
@click.option(
    "--into", type=click.Path(dir_okay=False, path_type=Path), help="并入的文件（默认 eval/adjudicated.json）"
)
@click.pass_context
def command(
    ctx: click.Context, verdicts: tuple[Path, ...], folders: tuple[Path, ...], into: Path | None
) -> None:
    """把盲评的裁定并入 adjudicated.json：按键认出问题，另记规则、数字和位置，换了键也认得。"""
    from gouji.eval.judged import ADJUDICATED, adjudicated, as_json, merged, read_blind, read_judgements
    from gouji.output.atomic import write_text

    target = into or ADJUDICATED
    judgements = read_judgements(target) if target.is_file() else {}
    files = [file for path in verdicts for file in (sorted(path.glob("*.json")) if path.is_dir() else [path])]
    unknown = 0
    for file in files:
        findings = _findings(file.stem, folders)
        said = read_blind(file)
        new = [adjudicated(one, findings[one.key]) for one in said if one.key in findings]
        for one in said:
            if one.key not in findings:
                unknown += 1
                click.echo(f"gouji: {file.stem}: 记录里没有 {one.key}", err=True)
        if new:
            judgements[file.stem] = merged(judgements.get(file.stem, []), new)
    click.echo(write_text(target, as_json(judgements)))
    click.echo(f"{len(judgements)} 份文档，{sum(map(len, judgements.values()))} 条裁定")
    if unknown:
        ctx.exit(1)


def _findings(doc_id: str, folders: tuple[Path, ...]) -> dict[str, Finding]:
    """Key → finding, of every record of the document."""
    from gouji.records import read_record

    found = {}
    for folder in folders:
        path = folder / f"{doc_id}.json"
        if path.is_file():
            found.update({finding.key: finding for finding in read_record(path).findings})
    return found
