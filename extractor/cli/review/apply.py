"""``gouji review apply``: corrected records, and the findings that went and came."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gouji.cli.review.common import setup_of, workspace_options

if TYPE_CHECKING:
    from gouji.schemas.review import Reviewed


@click.command()
@workspace_options
@click.option("-o", "--out", type=click.Path(path_type=Path), help="输出目录（默认：记录目录下的 reviewed）")
@click.pass_context
def command(ctx: click.Context, /, out: Path | None, **options: Any) -> None:
    """写出更正后的记录，重新核对，列出消失和新出的问题。退出码 1：有答案未能写入，或答案互相矛盾。"""
    from gouji.review.write_corrected import FOLDER, finish

    setup = setup_of(options)
    folder = out or setup.folder / FOLDER
    done = finish(setup.workspace, setup.sources, folder, options["lang"])
    for reviewed in done:
        for line in account(reviewed):
            click.echo(line)
    click.echo(f"{len(done)} 份文档的复核结果：{folder}", err=True)
    if any(reviewed.not_applied or reviewed.conflicts for reviewed in done):
        ctx.exit(1)


def account(reviewed: Reviewed) -> list[str]:
    """What became of one document, line by line."""
    head = f"{reviewed.doc_id}：已答 {reviewed.answered}，待答 {reviewed.open}"
    lines = [f"{head}，更正 {len(reviewed.corrections)}，删除 {len(reviewed.removed)}"]
    for change in (*reviewed.corrections, *reviewed.removed):
        mark = "，原文此处未见" if change.printed is False else ""
        lines.append(
            f"  改  {change.label}：{change.machine or '空'} → {change.person or '空'}（{change.reviewer}{mark}）"
        )
    lines += [f"  消失  {finding.message}" for finding in reviewed.gone]
    lines += [f"  新出  {finding.message}" for finding in reviewed.come]
    for judged in reviewed.confirmed:
        advice = f"；建议 {judged.suggested.new}" if judged.suggested is not None else ""
        lines.append(f"  文件有误  {judged.finding.message}（{judged.reviewer}{advice}）")
    lines += [f"  合规  {j.finding.message}（{j.reviewer}：{j.why}）" for j in reviewed.dismissed]
    lines += [f"  矛盾，未采用  {c.label}：{'；'.join(c.answers)}" for c in reviewed.conflicts]
    lines += [f"  未能写入  {text}" for text in reviewed.not_applied]
    return lines
