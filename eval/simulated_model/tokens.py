"""Tokens as an endpoint counts them, near enough: a Chinese character is one, four other characters are one."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

ASCII_TOKEN = 0.25


def tokens(text: str) -> int:
    """How many tokens a text is charged as."""
    return round(sum(map(_weight, text)))


def within(text: str, limit: int) -> str:
    """The text, or as much of it as ``limit`` tokens hold."""
    return "".join(
        char for char, total in zip(text, accumulate(map(_weight, text)), strict=True) if total <= limit
    )


def limit_of(payload: dict[str, Any]) -> int | None:
    """The longest answer that a request allows, under either name."""
    limit = payload.get("max_completion_tokens", payload.get("max_tokens"))
    return int(limit) if limit is not None else None


def _weight(char: str) -> float:
    return ASCII_TOKEN if char.isascii() else 1.0
