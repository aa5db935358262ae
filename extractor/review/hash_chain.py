"""The hash chain of the review log: a line of the file ↔ an event, and whether the lines are the ones written.

Takes lines as bytes, gives the JSON of their events.  A line ends in ``"prev"``, the hash of the line before
it, and ``"hash"``, the SHA-256 of the line up to there, so that a line that is changed, taken out, put in or moved
breaks the chain at a place that can be named.  The first chained line carries the hash of everything before it:
nothing in a new log, the lines of an older version in an old one.  A chain shows what was done by accident or with an
editor; who computes all hashes anew, or cuts off the end, is not seen by it.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from typing import Any

_LINKS = re.compile(rb',"prev":"([0-9a-f]{64})","hash":"([0-9a-f]{64})"\}$')
_HASH_PART = len(b',"hash":""}') + 64


class BrokenChainError(Exception):
    """A line is not the one that was written there; the text says what is wrong with it."""


@dataclass(slots=True)
class Chain:
    """What the lines so far come to; :meth:`link` makes the next line, :meth:`follow` takes it in."""

    lines: int = 0
    unchained: int = 0
    """Lines of an older version at the beginning, without hashes."""
    head: str = ""
    """The hash of the last chained line; empty before the first."""
    _read: Any = field(default_factory=hashlib.sha256)
    """Of every byte so far, line ends included."""

    def copy(self) -> Chain:
        return Chain(self.lines, self.unchained, self.head, self._read.copy())

    def digest(self) -> str:
        """The SHA-256 of all the lines so far."""
        return str(self._read.hexdigest())

    def link(self, event: bytes) -> bytes:
        """The line, without its end, that carries the JSON object ``event`` next."""
        linked = event[:-1] + b',"prev":"' + (self.head or self.digest()).encode() + b'"'
        return linked + b',"hash":"' + hashlib.sha256(linked).hexdigest().encode() + b'"}'

    def follow(self, line: bytes) -> bytes:
        """Take in the next line, without its end; gives the JSON of its event.

        Raises :class:`BrokenChainError`, and is what it was before.
        """
        event, head = self._checked(line)
        self.lines += 1
        self.unchained += not head
        self.head = head
        self._read.update(line + b"\n")
        return event

    def _checked(self, line: bytes) -> tuple[bytes, str]:
        links = _LINKS.search(line)
        if links is None:
            if self.head:
                raise BrokenChainError("没有校验值：是后来插入或改写的")
            return line, ""
        prev, own = links[1].decode(), links[2].decode()
        if hashlib.sha256(line[:-_HASH_PART]).hexdigest() != own:
            raise BrokenChainError("与它的校验值不符：内容被改动过")
        if prev != (self.head or self.digest()):
            raise BrokenChainError("与前面接不上：此前有行被删除、插入、改动或调换")
        return line[: links.start()] + b"}", own
