"""``gouji review stats``: how far the review is, and what it says about the rest."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from gouji.cli.review.common import setup_of, workspace_options
from gouji.cli.streams import put_data

if TYPE_CHECKING:
    from gouji.review.stats import Stats

NAMES = {
    "zh": {
        "open": "待答",
        "accepted": "正确",
        "corrected": "更正",
        "rejected": "不成立",
        "document_wrong": "文件有误",
        "lawful": "合规",
        "unsure": "存疑",
        "conflict": "答案矛盾",
        "total": "共 {} 题",
        "reopened": "重新打开 {}，不再问到的答案 {}",
        "accuracy": "抽查：{} 个中已判 {} 个，正确 {} 个，准确率 {}（95% 区间 {}–{}）",
        "no_accuracy": "抽查：抽出 {} 个，尚未判定，不能估计准确率",
        "time": "每题用时：中位 {} 秒，平均 {} 秒",
        "reviewer": "{}：{} 个答案，中位 {} 秒",
        "pair": "{} 与 {}：同答 {} 题，不同 {} 题",
        "clash": "待裁决 {}：{}",
        "doc": "{}：待答 {}/{}",
        "unchained": "{}：前 {} 行没有校验链（旧版所写），其中的改动看不出来",
    },
    "en": {
        "open": "open",
        "accepted": "right",
        "corrected": "corrected",
        "rejected": "rejected",
        "document_wrong": "document wrong",
        "lawful": "lawful",
        "unsure": "unsure",
        "conflict": "in conflict",
        "total": "{} questions",
        "reopened": "{} reopened, {} answers to questions no longer asked",
        "accuracy": "audit: {} drawn, {} judged, {} right, accuracy {} (95 % interval {}–{})",
        "no_accuracy": "audit: {} drawn, none judged yet, no estimate",
        "time": "seconds per question: median {}, mean {}",
        "reviewer": "{}: {} answers, median {} s",
        "pair": "{} and {}: both answered {}, differ in {}",
        "clash": "to settle {}: {}",
        "doc": "{}: {}/{} open",
        "unchained": "{}: the first {} lines are unchained (of an older version): a change in them cannot be seen",
    },
}


@click.command()
@workspace_options
@click.option("--json", "as_json", is_flag=True, help="输出 JSON")
def command(as_json: bool, **options: Any) -> None:
    """进度、抽查准确率及其区间、每题用时、谁与谁不一致。"""
    from gouji.review.stats import stats

    setup = setup_of(options)
    found = stats(list(setup.workspace.items.values()), setup.workspace.log.events())
    if unchained := setup.workspace.log.unchained:
        click.echo(NAMES[options["lang"]]["unchained"].format(setup.workspace.log.path, unchained), err=True)
    if as_json:
        counted = {**asdict(found), "conflicts": [c.model_dump() for c in found.conflicts]}
        put_data(json.dumps(counted, ensure_ascii=False, indent=2))
        return
    for line in lines_of(found, NAMES[options["lang"]]):
        click.echo(line)


def lines_of(found: Stats, names: dict[str, str]) -> list[str]:
    """The numbers as a person reads them."""
    states = "，".join(f"{names[state]} {found.states.get(state, 0)}" for state in list(names)[:8])
    lines = [f"{names['total'].format(found.total)}：{states}"]
    lines.append(names["reopened"].format(found.reopened, found.orphans))
    a = found.accuracy
    if a.judged:
        share = [f"{100 * part:.1f}%" for part in (a.right / a.judged, a.low, a.high)]
        lines.append(names["accuracy"].format(a.drawn, a.judged, a.right, *share))
    else:
        lines.append(names["no_accuracy"].format(a.drawn))
    if found.seconds_median is not None:
        lines.append(names["time"].format(f"{found.seconds_median:.1f}", f"{found.seconds_mean:.1f}"))
    for name, (count, seconds) in found.by_reviewer.items():
        lines.append(names["reviewer"].format(name, count, "–" if seconds is None else f"{seconds:.1f}"))
    lines += [names["pair"].format(p.one, p.other, p.both, p.differ) for p in found.pairs]
    lines += [names["clash"].format(c.label, "；".join(c.answers)) for c in found.conflicts]
    lines += [names["doc"].format(doc, is_open, count) for doc, (is_open, count) in found.by_doc.items()]
    return lines
