"""The rules: one file each, with what must hold, on what ground, and the function that judges it, side by side.

To add a rule, write ``rules/<topic>/<what_it_checks>.py`` with

* a docstring that says what must hold and shows one line of a document that breaks it,
* the evaluator: takes the :class:`~gouji.checks.context.Context` of one document, yields an
  :class:`~gouji.checks.model.Outcome` for every place that it looked at,
* ``RULES``, a tuple of :class:`~gouji.checks.model.Rule` that names the evaluator (several entries where only the data
  differ: ``partial(evaluator, …)``),

and a case in ``tests/test_check_rules.py``.  Nothing else names the rule: the catalogue below finds every ``RULES``.
Modules without one hold what the rules of a topic share.

Topics: ``within`` one table, ``labels`` of rows and units, ``across`` tables, ``prose`` against tables and itself, ``sums``
and ``arithmetic`` told by the prose, ``counts``, ``performance`` forms, ``form`` of the publication with its dates.  The
letter of an id is a :data:`SERIES` of its own, after which findings are sorted.

What an evaluator reads: ``context.of_kind(…)`` gives the :class:`~gouji.relations.table_view.TableView` of each table
(``sides``, their ``rows`` and ``values``, ``figure``, ``sure_cell``) for what must hold row by row; ``context.bindings``
the one figure by which a table prints a concept (of the columns of a 三公 table that of the total row), for what must
hold across tables; ``context.prose`` the statements.  Words lead to concepts in :mod:`gouji.checks.concepts`.
``judged``, ``skipped`` and ``unsure`` of :mod:`gouji.checks.model` make the outcomes.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages
from typing import Final

from gouji.checks.model import Rule

SERIES: Final = {
    "T": "within one table",
    "L": "labels of a table",
    "X": "across tables",
    "P": "prose against tables",
    "Q": "prose against prose",
    "A": "arithmetic in prose",
    "C": "counts",
    "F": "performance forms",
    "M": "completeness and form",
    "D": "dates",
}
"""What the first letter of an id says, in the order in which an auditor reads a document."""


def _written() -> Iterator[Rule]:
    """Every rule of every module under this package."""
    for module in walk_packages(__path__, f"{__name__}."):
        yield from getattr(import_module(module.name), "RULES", ())


def _place(rule: Rule) -> tuple[int, str]:
    place = rule.read_as or rule.id
    return list(SERIES).index(place[0]), place


CATALOGUE: Final[tuple[Rule, ...]] = tuple(sorted(_written(), key=_place))
"""Every rule, in the order in which an auditor reads a document."""
