"""The flags of the LLM path, shared by every verb that may ask a model.

Takes a click command, gives it the flags; :func:`llm_config` turns what was given into a checked
configuration (flags over environment over ``gouji.toml``).  There is no flag for the key: command
lines are visible to every user of a machine.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from gouji.config import LlmConfig

F = TypeVar("F", bound=Callable[..., Any])


_META = "gouji.llm"


def _keep(ctx: click.Context, param: click.Parameter, value: object) -> None:
    """Put the flag aside under its setting's name; the command's own signature stays as it is."""
    ctx.meta.setdefault(_META, {})[str(param.name).removeprefix("llm_")] = value


_flag = partial(click.option, expose_value=False, callback=_keep)
_FLAGS = (
    _flag(
        "--config",
        "llm_file",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        help="配置文件（默认 gouji.toml）",
    ),
    _flag(
        "--llm",
        "llm_mode",
        type=click.Choice(["off", "auto", "always"]),
        help="模型：不用、只问未证实的、全问",
    ),
    _flag("--llm-url", "llm_base_url", help="OpenAI 兼容端点，如 http://localhost:11434/v1"),
    _flag("--llm-model", help="模型名"),
    _flag(
        "--llm-output",
        type=click.Choice(["auto", "json_schema", "tools", "json_object", "md_json"]),
        help="结构化输出的方式（默认 auto：自动选定并记住）",
    ),
    _flag("--llm-concurrency", type=click.IntRange(min=1), help="同时的请求数"),
    _flag("--llm-timeout", type=click.FloatRange(min=0.1), help="一次回答的秒数上限"),
    _flag("--max-cost", "llm_max_cost", help="每份文件的费用上限"),
)


def llm_options(function: F) -> F:
    """Add the flags to a command."""
    for flag in reversed(_FLAGS):
        function = flag(function)
    return function


def llm_config(ctx: click.Context) -> LlmConfig:
    """The configuration of a run from the flags of its command.

    Raises:
        ConfigError: see :func:`gouji.config.load_config`.
    """
    from gouji.config import load_config

    flags = dict(ctx.meta.get(_META, {}))
    return load_config(flags.pop("file", None), flags=flags)
