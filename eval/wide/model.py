"""What a folder of unlabelled documents comes to: the shape of the JSON of ``gouji eval wide``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from gouji.schemas.record import Coverage, Severity


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Found(_Model):
    """An error finding, with the page (or line) of its first place that has one."""

    rule: str
    mechanism: str | None
    message: str
    difference: str | None
    page: int | None
    line: int | None


ResidualShape = Literal["multiple of the total", "power of ten", "one amount again and again"]
"""What many breaks of one cause have in common: a total counted in its own parts, a unit or decimal point, one amount."""


class Broken(_Model):
    """Breaks of one rule that one cause would explain, in one document or (``documents`` > 1) in a layout.

    ``relation``: what is added up, by headers and row, or ``shape``: what the differences have in common; the other
    one is ``None``.  ``held``: how often the same relation holds there.
    """

    rule: str
    relation: str | None = None
    shape: ResidualShape | None = None
    broken: int = 0
    held: int = 0
    documents: int = 1
    pages: list[str] = Field(default_factory=list)
    """``document p. 7``, the first few."""


class WideDocument(_Model):
    """One document: what its tables are, how much of it was compared, its errors, and the relations that break in it."""

    name: str
    signatures: list[str] = Field(default_factory=list)
    """Kind and header of each table, digits left out: what documents of one layout share."""
    coverage: Coverage
    errors: list[Found] = Field(default_factory=list)
    severities: dict[Severity, int] = Field(default_factory=dict)
    unread: int = 0
    """Parts that could not be read."""
    relations: list[Broken] = Field(default_factory=list)
    """Those that break at least once, and those in which differences of one shape come again."""


class Sums(_Model):
    """The counts of several documents."""

    documents: int = 0
    tables: int = 0
    unknown_tables: int = 0
    figures: int = 0
    judged: int = 0
    confirmed: int = 0
    broken: int = 0
    undecided: int = 0
    errors: int = 0
    rounding: int = 0
    notes: int = 0

    @property
    def coverage(self) -> float | None:
        """Share of the amounts that stand in a judged relation."""
        return self.judged / self.figures if self.figures else None

    @property
    def errors_per_document(self) -> float:
        return self.errors / self.documents if self.documents else 0.0


class Cluster(_Model):
    """Documents of one layout: their tables share most of their headers."""

    name: str
    documents: list[str]
    sums: Sums
    suspected: list[Broken] = Field(default_factory=list)
    """Where one misreading would explain many breaks."""


class Wide(_Model):
    """The whole folder; documents and clusters with the odd ones first."""

    documents: list[WideDocument]
    clusters: list[Cluster]
    failed: list[str] = Field(default_factory=list)
    """One line for each document that could not be read at all."""

    @property
    def suspected(self) -> int:
        """Breaks of relations that break in most of their instances (those told by a shape are the same ones again)."""
        return sum(
            one.broken for cluster in self.clusters for one in cluster.suspected if one.relation is not None
        )


def sums_of(documents: Iterable[WideDocument]) -> Sums:
    """The counts of ``documents`` together."""
    total = Sums()
    for document in documents:
        total.documents += 1
        for row in document.coverage.by_kind:
            total.tables += row.tables
            total.unknown_tables += row.tables if row.kind == "other" else 0
            total.figures += row.figures
            total.judged += row.judged
            total.confirmed += row.confirmed
            total.broken += row.broken
            total.undecided += row.undecided
        total.errors += len(document.errors)
        total.rounding += document.severities.get("rounding", 0)
        total.notes += document.severities.get("note", 0)
    return total
