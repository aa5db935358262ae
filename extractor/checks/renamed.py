"""Rules that have been given another id: old id → new id, in one place.

Takes a rule id, gives the id that it bears today, or those that it bore.  Whoever renames a rule, or lets
another take it over, adds a line here; keys, baselines, answers and judgements that name the old one are
then still understood.  An id is never given to another rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

RENAMED: Mapping[str, str] = MappingProxyType({})
"""old id → new id; a rule may be renamed again, and two may become one."""


def current_rule(rule: str, renamed: Mapping[str, str] | None = None) -> str:
    """The id that ``rule`` bears today."""
    table = RENAMED if renamed is None else renamed
    while rule in table:
        rule = table[rule]
    return rule


def names_of(rule: str, renamed: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Every id that the rule bears or has borne, today's first."""
    table = RENAMED if renamed is None else renamed
    today = current_rule(rule, table)
    return (today, *(old for old in table if current_rule(old, table) == today))
