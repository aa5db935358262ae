"""``gouji eval …``: the edge at which the command line reaches the eval harness.

The engine never imports ``eval`` (dependencies: schemas ← extractor ← eval).  This module is the one
exception, and only by name: the table below is looked up when a verb is called, so that neither
``gouji --help`` nor any other verb loads the harness.  A new verb is one module with a click command
named ``command``, plus one line here.
"""

from __future__ import annotations

import click

from gouji.cli.lazy import LazyGroup

VERBS: dict[str, tuple[str, str]] = {
    "run": ("gouji.eval.commands.run", "抽取有标注的文档并评分，写出报告"),
    "score": ("gouji.eval.commands.score", "给已有的记录评分"),
    "report": ("gouji.eval.commands.report", "由一次评测写出 JSON、Markdown、HTML 报告"),
    "compare": ("gouji.eval.commands.compare", "对比两次评测"),
    "gate": ("gouji.eval.commands.gate", "底线检查（thresholds.toml）"),
    "gold": ("gouji.eval.commands.gold", "检查标注、预填标注草稿"),
    "escape": ("gouji.eval.commands.escape", "模拟模型答错时，有多少错的数被采纳（出错率曲线）"),
    "robustness": ("gouji.eval.commands.robustness", "合成文档测试：按样式、按植入的错误"),
    "inject": ("gouji.eval.commands.inject", "在已印证的恒等式里改一位数字，看能否查出"),
    "wide": ("gouji.eval.commands.wide", "不需标注：任一目录的文档，核对到多少、查出多少、何处反常"),
    "mutate": ("gouji.eval.commands.mutate", "打乱文本后再读：异常、超时、不知去向的数字"),
    "precision": ("gouji.eval.commands.precision", "按规则和机制：裁定过的问题有多少属实"),
    "verdicts": ("gouji.eval.commands.verdicts", "把盲评的裁定并入 adjudicated.json"),
    "adjudicate": ("gouji.eval.commands.adjudicate", "列出待裁定的勾稽问题"),
    "sums": ("gouji.eval.commands.sums", "只凭数字找出表中的加总关系（公开评测集）"),
}
"""verb → (module, one-line help)."""


@click.group(cls=LazyGroup, verbs=VERBS)
def command() -> None:
    """评测：用人工标注衡量抽取结果，写出报告，守住底线。"""
