"""The rules: one file each, with what must hold, on what ground, and the function that judges it, side by side.

To add a rule, write ``rules/<topic>/<what_it_checks>.py`` with

* a docstring that says what must hold and shows one line of a document that breaks it,
* the evaluator: takes the :class:`~gouji.checks.context.Context` of one document, yields an
  :class:`~gouji.checks.model.Outcome` for every place that it looked at,
* ``RULES``, a tuple of :class:`~gouji.checks.model.Rule` that names the evaluator (several entries where only the data
  differ: ``partial(evaluator, …)``),

and a case in ``tests/test_check_rules.py``.  Nothing else names the rule: the catalogue below finds every ``RULES``.
Modules without one hold what the rules of a topic share.
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
