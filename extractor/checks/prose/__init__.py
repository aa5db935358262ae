"""A typed view over the statements: figures, sections, which concept or subject each one is about.

Takes the record's statements, gives :class:`Said` values.  A statement is bound to a concept by its
*subject* and by what its section is about, never by the nearest amount; one that names no concept
stays unbound and is only checked for its own arithmetic.
"""

from __future__ import annotations

from gouji.checks.prose.index import ProseIndex
from gouji.checks.prose.said import FunctionalRef, Said, contains

__all__ = [
    "FunctionalRef",
    "ProseIndex",
    "Said",
    "contains",
]
