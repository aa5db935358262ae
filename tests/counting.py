"""Work counted instead of timed: the calls that a piece of code makes, the same on every machine."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType


class TooMuchWorkError(AssertionError):
    """More calls than were allowed; raised while the work goes on, so that none of it can run for ever."""


def calls(work: Callable[[], object], limit: int = 50_000_000) -> int:
    """How many functions, ours and built-in ones, ``work`` calls; raises :class:`TooMuchWorkError` above ``limit``."""
    count = 0

    def note(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        if event in ("call", "c_call"):
            count += 1
            if count > limit:
                raise TooMuchWorkError(f"more than {limit} calls")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        work()
    finally:
        sys.setprofile(before)
    return count
