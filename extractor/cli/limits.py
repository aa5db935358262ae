"""What one document may take: the options of every verb that reads documents.

Takes nothing, gives a decorator; the verb gets ``bounds``, a :class:`~gouji.workers.Bounds`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click

TIMEOUT = 300
"""Seconds; equal to the default of :class:`~gouji.workers.Bounds`, which is not loaded for ``--help``."""
MEMORY = 2048
"""MiB; likewise."""


def limit_options(function: Callable[..., None]) -> Callable[..., None]:
    """``--timeout`` and ``--max-memory``, given to the verb as ``bounds``."""

    @click.option(
        "--timeout",
        type=click.FloatRange(min=1),
        default=TIMEOUT,
        show_default=True,
        metavar="秒",
        help="一份文档最多读多久，超时即终止，其余照常",
    )
    @click.option(
        "--max-memory",
        type=click.IntRange(min=128),
        default=MEMORY,
        show_default=True,
        metavar="MB",
        help="读一份文档最多用多少内存（只在 Linux 上有效）",
    )
    @wraps(function)
    def with_bounds(*args: Any, timeout: float, max_memory: int, **kwargs: Any) -> None:
        from gouji.workers import Bounds

        function(*args, bounds=Bounds(timeout, max_memory), **kwargs)

    return with_bounds
