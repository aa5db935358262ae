"""What was charged: one charge for each Idempotency-Key, and the same answer again for a repeat.

Endpoints that honour the header keep the answer of a key and give it again without a second charge;
a repeat that arrives while the answer is still being made waits for it.  ``honours`` off is the other
kind of endpoint: every request is answered anew and charged anew.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Body = dict[str, Any]


@dataclass(slots=True)
class Ledger:
    """Shared by the handler threads."""

    honours: bool = True
    _kept: dict[str, Body] = field(default_factory=dict)
    _open: set[str] = field(default_factory=set)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    def answer(self, key: str, make: Callable[[], Body]) -> tuple[Body, bool]:
        """The answer, and whether it is charged now; ``make`` is called for a charge and never else."""
        if not self.honours or not key:
            return make(), True
        with self._changed:
            self._changed.wait_for(lambda: key not in self._open)
            if key in self._kept:
                return self._kept[key], False
            self._open.add(key)
        try:
            body = make()
            self._kept[key] = body
            return body, True
        finally:
            with self._changed:
                self._open.discard(key)
                self._changed.notify_all()
