"""The tables that a department must publish (财预〔2016〕143号); they and their sources stand in ``data/mandated_tables.tsv``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gouji.domain.words import rows
from gouji.schemas.record import TableKind


@dataclass(frozen=True, slots=True)
class MandatedTable:
    """One table that the format demands, by its usual name: any of these kinds will do."""

    name: str
    kinds: frozenset[TableKind]


MANDATED_TABLES: Final = tuple(
    MandatedTable(name, frozenset(map(TableKind, kinds.split())))
    for name, kinds in rows("mandated_tables.tsv", "name", "kinds")
)
