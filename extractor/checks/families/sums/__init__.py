"""Sums in prose: enumerations, heads against items, changes of the parts against the change of the whole.

A head is held against its items only when the items can be all of them.
"""

from __future__ import annotations

from gouji.checks.families.sums.changes import PartOf, parts_within, same_changes
from gouji.checks.families.sums.concepts import ProseSum, concept_sums, said_identity
from gouji.checks.families.sums.levels import Placed, functional_sums
from gouji.checks.families.sums.lists import count_sums, enumerations

__all__ = [
    "PartOf",
    "Placed",
    "ProseSum",
    "concept_sums",
    "count_sums",
    "enumerations",
    "functional_sums",
    "parts_within",
    "said_identity",
    "same_changes",
]
