"""Who has a request on the wire: the owner of an in-flight mark, and whether it is still alive.

Takes and gives plain values for the ``in_flight`` table of :mod:`gouji.llm.cache`.  A mark whose
owner is gone is what a killed run leaves behind.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, field


def _host() -> str:
    return os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")


@dataclass(frozen=True, slots=True)
class Owner:
    """One open cache: the machine, the process, and a token of its own (process numbers are used again)."""

    host: str = field(default_factory=_host)
    pid: int = field(default_factory=os.getpid)
    token: str = field(default_factory=lambda: secrets.token_hex(8))

    def sees_alive(self, other: Owner, age: float, lease: float) -> bool:
        """Whether ``other`` may still be waiting for its answer; ``age`` of its mark and ``lease`` in seconds.

        A process of this machine is looked up; one of another machine (or container) cannot be and is
        taken for gone: better a request sent again under its own key than one that is never sent.
        """
        if age > lease or other.host != self.host:
            return False
        if other.pid == self.pid:
            return other.token == self.token
        return _is_running(other.pid)


def _is_running(pid: int) -> bool:
    """Whether the process exists. Only POSIX can ask without harm; elsewhere the lease decides alone."""
    if os.name != "posix":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
