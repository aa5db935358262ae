"""What every test stands on: no test reaches beyond the loopback, no error of ours is caught, skips are counted."""

from __future__ import annotations

import ipaddress
import os
import socket
from collections import Counter
from typing import Any

import pytest

from gouji.isolation import STRICT_VARIABLE

os.environ[STRICT_VARIABLE] = "1"
"""For every fixture and every process that a test starts; a test of the boundary itself takes it away."""


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection to anything but the loopback fails the test that makes it."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_loopback(address[0]):
            raise AssertionError(f"a test tried to reach {address[0]}")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """At the end of a run: how many tests were skipped, by what they need."""
    skipped = terminalreporter.stats.get("skipped", [])
    needs = Counter(need_of(report.longrepr) for report in skipped)
    if needs:
        terminalreporter.section(f"{len(skipped)} skipped")
    for need, count in needs.most_common():
        terminalreporter.write_line(f"{count:5}  {need}")


def need_of(longrepr: Any) -> str:
    """The reason of a skip, from its (file, line, reason)."""
    reason = longrepr[2] if isinstance(longrepr, tuple) else longrepr
    return str(reason).removeprefix("Skipped: ")
