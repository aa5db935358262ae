"""Ties: accounting identities over the figures of a record, as reconcile needs them.

Takes a record, gives one :class:`Tie` per identity that the catalogue of checks can form.  The
arithmetic of the 勾稽 rules stands in :mod:`gouji.checks` and is not repeated here; only what an
identity says about its *readings* is used: which figures take part, and whether it holds.  A table in
which most identities break (the same measure as the checks use) points at our reading; a single
broken one points at the publisher.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from gouji.isolation import Isolation, Part, strictly
from gouji.schemas.record import Record

if TYPE_CHECKING:
    from gouji.checks.context import Context
    from gouji.checks.model import Outcome, Rule

Key = tuple[str, int, int] | tuple[str, str]
"""``(table id, row, column)`` of a cell or ``(statement id, field)``."""


@dataclass(frozen=True, slots=True)
class Tie:
    """One identity: the figures that take part, whether it holds, and whether that proves anything."""

    keys: tuple[Key, ...]
    state: Literal["holds", "rounding", "broken"]
    telling: bool
    """Not a sum of zeros, and over at least two places read apart."""

    @property
    def tables(self) -> frozenset[str]:
        return frozenset(str(key[0]) for key in self.keys if len(key) == 3)


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the ties say about each figure and each table."""

    proved: frozenset[Key]
    rounding: frozenset[Key]
    broken: frozenset[Key]
    misread: frozenset[str]
    contradicted: frozenset[str]
    """Statements that a table contradicts: their value is in a broken tie with a cell."""


def ties_of(record: Record, isolation: Isolation | None = None) -> list[Tie]:
    """Every identity that the rules can form on the record, each once; a rule that fails forms none."""
    from gouji.checks.context import Context
    from gouji.checks.rules import CATALOGUE

    safe = isolation or strictly()
    context = Context(record, None)
    ties: dict[tuple[Key, ...], Tie] = {}
    for rule in CATALOGUE:
        if rule.type not in ("table_arithmetic", "table_vs_table", "prose_vs_table", "prose_vs_prose"):
            continue
        for outcome in safe.run(Part(f"规则 {rule.id}"), [], _evaluate, rule, context):
            if outcome.identity is None:
                continue
            keys = tuple(figure.key for figure in outcome.identity.figures)
            telling = outcome.identity.total.value != 0 and len(set(keys)) > 1
            ties[keys] = Tie(keys, outcome.identity.judge(), telling)
    return list(ties.values())


def _evaluate(rule: Rule, context: Context) -> list[Outcome]:
    return list(rule.evaluate(context))


def ledger(ties: Sequence[Tie]) -> Ledger:
    """Sum the ties up by figure and by table."""
    from gouji.checks.misread import ENOUGH, MANY_BROKEN

    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for tie in ties:
        for table in tie.tables if len(tie.tables) == 1 else ():
            counts[table][0] += 1
            counts[table][1] += tie.state == "broken"
    misread = {t for t, (all_, bad) in counts.items() if all_ >= ENOUGH and bad > MANY_BROKEN * all_}
    return Ledger(
        _keys(tie for tie in ties if tie.state == "holds" and tie.telling),
        _keys(tie for tie in ties if tie.state == "rounding"),
        _keys(tie for tie in ties if tie.state == "broken"),
        frozenset(misread),
        frozenset(_contradicted(ties)),
    )


def _keys(ties: Iterable[Tie]) -> frozenset[Key]:
    return frozenset(key for tie in ties for key in tie.keys)


def _contradicted(ties: Sequence[Tie]) -> Iterable[str]:
    for tie in ties:
        statements = [str(key[0]) for key in tie.keys if len(key) == 2 and key[1] == "value"]
        if tie.state == "broken" and tie.tables and len(statements) == 1:
            yield statements[0]
