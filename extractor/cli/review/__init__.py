"""``gouji review …``: the queue of questions, the page, exports and imports, and what the answers come to.

A verb is one module with a click command named ``command``, imported when it is called.
"""

from __future__ import annotations

import click

from gouji.cli.lazy import LazyGroup

VERBS: dict[str, tuple[str, str]] = {
    "serve": ("gouji.cli.review.serve", "在本机打开复核页面（127.0.0.1）"),
    "html": ("gouji.cli.review.html", "写出单个文件的复核页面，可离线作答"),
    "export": ("gouji.cli.review.export", "导出队列：XLSX、CSV、JSONL、Label Studio"),
    "import": ("gouji.cli.review.import_", "导入答案，逐行报告，要么全部写入，要么都不写"),
    "apply": ("gouji.cli.review.apply", "写出更正后的记录，重新核对"),
    "gold": ("gouji.cli.review.gold", "由复核过的文档生成标注文件"),
    "stats": ("gouji.cli.review.stats", "进度、抽查准确率、用时、分歧"),
}
"""verb → (module, one-line help)."""


@click.group(cls=LazyGroup, verbs=VERBS)
def command() -> None:
    """复核：看机器没有把握的地方，答案回到数据里。"""
