"""What accounting identities say about the readings that take part in them.

Takes judged identities over the figures of a record, gives for each figure and table what follows for its *reading*.
Which identities a document states, and whether they hold, is the business of :mod:`gouji.checks`; here only counts
which figures take part and how it came out.  A table in which most identities break points at our reading; a single
broken one points at the publisher.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from gouji.relations.identity import Key
from gouji.schemas.record import Record

MANY_BROKEN: Final = 0.5
"""Share of the identities of a table; broken beyond it they point at our reading, not at the publisher."""
ENOUGH: Final = 8
"""Identities of a table, of which fewer say nothing about the reading of it as a whole."""


@dataclass(frozen=True, slots=True)
class JudgedIdentity:
    """One identity: the figures that take part, whether it holds, and whether that proves anything."""

    keys: tuple[Key, ...]
    state: Literal["holds", "rounding", "broken"]
    telling: bool
    """No sum of zeros and none of one part within a table or a sentence: those prove nothing."""

    @property
    def tables(self) -> frozenset[str]:
        return frozenset(str(key[0]) for key in self.keys if len(key) == 3)


Judge = Callable[[Record], Sequence[JudgedIdentity]]
"""Gives every identity that can be formed on a record, each once."""


@dataclass(frozen=True, slots=True)
class IdentityIndex:
    """What the identities say about each figure and each table."""

    proved: frozenset[Key]
    rounding: frozenset[Key]
    broken: frozenset[Key]
    misread: frozenset[str]
    contradicted: frozenset[str]
    """Statements that a table contradicts: their value is in a broken identity with a cell."""


def mostly_broken(formed: int, broken: int) -> bool:
    """Whether so many of the identities of a table break that the table was misread."""
    return formed >= ENOUGH and broken > MANY_BROKEN * formed


def index_identities(identities: Sequence[JudgedIdentity]) -> IdentityIndex:
    """Sum the identities up by figure and by table."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for identity in identities:
        for table in identity.tables if len(identity.tables) == 1 else ():
            counts[table][0] += 1
            counts[table][1] += identity.state == "broken"
    return IdentityIndex(
        _keys(i for i in identities if i.state == "holds" and i.telling),
        _keys(i for i in identities if i.state == "rounding"),
        _keys(i for i in identities if i.state == "broken"),
        frozenset(table for table, (formed, broken) in counts.items() if mostly_broken(formed, broken)),
        frozenset(_contradicted(identities)),
    )


def _keys(identities: Iterable[JudgedIdentity]) -> frozenset[Key]:
    return frozenset(key for identity in identities for key in identity.keys)


def _contradicted(identities: Sequence[JudgedIdentity]) -> Iterable[str]:
    for identity in identities:
        statements = [str(key[0]) for key in identity.keys if len(key) == 2 and key[1] == "value"]
        if identity.state == "broken" and identity.tables and len(statements) == 1:
            yield statements[0]
