"""What the verbs of ``gouji review`` share: the records, the log, the sources, the choice of items."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from gouji.review.source import Sources
    from gouji.review.workspace import Workspace

F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class ReviewSetup:
    """A workspace, its sources and the folder of its records."""

    workspace: Workspace
    sources: Sources
    folder: Path


def workspace_options(function: F) -> F:
    """RECORDS… and the options that say which queue is meant; all verbs of one review must get the same."""
    for decorate in reversed(
        (
            click.argument("records", nargs=-1, type=click.Path(path_type=Path)),
            click.option(
                "--log",
                type=click.Path(path_type=Path),
                help="答案日志（默认：记录目录下的 review.log.jsonl）",
            ),
            click.option(
                "--sources",
                multiple=True,
                type=click.Path(path_type=Path, file_okay=False),
                help="原文件所在目录（默认：抽取时的位置）",
            ),
            click.option(
                "--audit",
                type=click.FloatRange(0, 1),
                default=0.02,
                show_default=True,
                help="抽查已采信数值的比例",
            ),
            click.option("--seed", type=int, default=0, show_default=True, help="抽查的随机种子"),
            click.option(
                "--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="界面语言"
            ),
        )
    ):
        function = decorate(function)
    return function


def setup_of(options: dict[str, Any]) -> ReviewSetup:
    """The setup that the options of :func:`workspace_options` describe (default records: ``out``).

    Raises :class:`ConfigError` before anything is done when the log is not the one that was written.
    """
    from gouji.review.queue import Choice
    from gouji.review.workspace import open_workspace

    paths = list(options["records"]) or [Path("out")]
    choice = Choice(options["audit"], options["seed"])
    workspace = open_workspace(paths, options["log"], choice, options["sources"])
    workspace.log.events()
    folder = paths[0] if paths[0].is_dir() else paths[0].parent
    return ReviewSetup(workspace, workspace.sources, folder)
