"""The fault model: how a reply fails on the wire or in its form, every N-th request.

Takes a fault's name and the reply that would have been right, gives what to send instead.
Faults of the connection itself (slow, reset, cut, endless) are acts of the handler.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

STATUS_FAULTS = {"429": 429, "500": 500, "503": 503}
WIRE_FAULTS = ("slow", "reset", "cut", "endless", "invalid_utf8")
FORM_FAULTS = ("truncated", "empty", "refusal", "prose", "wrong_schema", "whitespace")
FAULTS = (*STATUS_FAULTS, *WIRE_FAULTS, *FORM_FAULTS)


@dataclass(slots=True)
class Schedule:
    """Which requests suffer: every ``every``-th one after ``first``, ``limit`` times at most."""

    fault: str | None = None
    every: int = 10
    limit: int | None = None
    _count: int = 0
    _done: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def next(self) -> tuple[int, str | None]:
        """The number of this request (from 1) and its fault, if any."""
        with self._lock:
            self._count += 1
            due = self.fault is not None and self._count % self.every == 0
            if due and (self.limit is None or self._done < self.limit):
                self._done += 1
                return self._count, self.fault
            return self._count, None


@dataclass(frozen=True, slots=True)
class Shape:
    """The parts of a reply that a fault of form changes."""

    content: str | None
    finish_reason: str = "stop"
    refusal: str | None = None


def shaped(content: str, fault: str | None) -> Shape:
    """The reply as the fault leaves it."""
    if fault == "truncated":
        return Shape(content[: len(content) // 2], "length")
    if fault == "empty":
        return Shape("")
    if fault == "refusal":
        return Shape(None, "stop", "simulated refusal")
    if fault == "prose":
        return Shape(f"好的，以下是读取结果：\n{content}\n如有疑问请告知。")
    if fault == "wrong_schema":
        return Shape('{"result": [{"name": "收入", "money": 0}]}')
    if fault == "whitespace":
        return Shape(" \n" * 4000, "length")
    return Shape(content)
