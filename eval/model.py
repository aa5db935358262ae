"""What a scored run is: measures, errors, documents, provenance; the shape of ``run.json``.

Pydantic models, because the file is written by one command (``eval run``) and read by others
(``report``, ``compare``, ``gate``).  Every measure keeps its counts, so that micro averages, other
groupings and intervals can be computed later without scoring again.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from gouji.eval.metrics.counts import Counts, Ratio
from gouji.schemas.record import Place


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Measure(_Model):
    """``right`` out of ``gold`` labelled and ``ours`` given (F1); a plain ratio where ``ours`` is ``None``."""

    right: float
    gold: int
    ours: int | None = None

    @classmethod
    def of(cls, counts: Counts | Ratio) -> Measure:
        if isinstance(counts, Counts):
            return cls(right=counts.right, gold=counts.gold, ours=counts.ours)
        return cls(right=counts.right, gold=counts.of)

    def __add__(self, other: Measure) -> Measure:
        ours = None if self.ours is None or other.ours is None else self.ours + other.ours
        return Measure(right=self.right + other.right, gold=self.gold + other.gold, ours=ours)

    @property
    def value(self) -> float | None:
        """F1 or ratio in [0, 1]; ``None`` where there was nothing to judge."""
        if self.ours is None:
            return self.right / self.gold if self.gold else None
        total = self.gold + self.ours
        return 2 * self.right / total if total else None

    @property
    def precision(self) -> float | None:
        return self.right / self.ours if self.ours else None

    @property
    def recall(self) -> float | None:
        return self.right / self.gold if self.gold else None


PartName = Literal[
    "metadata", "tables", "statements", "targets", "projects", "duties", "internal_units", "glossary",
    "inconsistencies", "grounding",
]  # fmt: skip


class SourcePlace(Place):
    """Where to look in the source; ``lines`` when only a range is known, ``exact`` when it is the value itself."""

    lines: tuple[int, int] | None = None
    exact: bool = False


class ErrorItem(_Model):
    """One thing that is wrong: what the gold says, what we say, why it counts, where to look.

    ``id`` is the same in every run on the same label, so that two runs can be compared item by item.
    ``reason`` is a code of ``gouji.eval.report.labels.REASONS``.
    """

    id: str
    doc_id: str
    part: PartName
    kind: str
    path: str
    gold: str | None = None
    ours: str | None = None
    reason: str
    quote: str | None = None
    place: SourcePlace = Field(default_factory=SourcePlace)
    confidence: float | None = None
    status: str | None = None


class Score(_Model):
    """One part (or one document): measures by name, and everything that is wrong."""

    measures: dict[str, Measure] = Field(default_factory=dict)
    errors: list[ErrorItem] = Field(default_factory=list)
    trust: list[Trust] = Field(default_factory=list)


class Trust(_Model):
    """Values of one confidence, part and status: how many there are and how many are right."""

    part: PartName
    confidence: float
    status: str
    count: int
    right: int


class DocScore(_Model):
    """One document: measures by name, cells by table kind, errors, and confidences."""

    doc_id: str
    title: str | None
    province: str | None
    region: str | None
    doc_type: str | None
    form: Literal["pdf", "text"]
    unlabelled: list[str] = Field(default_factory=list)
    measures: dict[str, Measure]
    by_kind: dict[str, Measure]
    """Cell measure (``equal``) by table kind."""
    errors: list[ErrorItem]
    trust: list[Trust]
    seconds: float | None = None
    tokens: int | None = None
    cost: str | None = None
    leftovers: int = 0
    findings: int = 0
    unjudged: int = 0
    """Findings without a label that no person has judged yet."""


class Provenance(_Model):
    """What a run's numbers depend on."""

    created: str
    commit: str | None
    dirty: bool | None
    gouji: str
    python: str
    platform: str
    packages: dict[str, str]
    gold: dict[str, str]
    """Document id → SHA-256 of the label."""
    gold_hash: str
    schema_hash: str
    options: dict[str, str] = Field(default_factory=dict)
    models: dict[str, str] = Field(default_factory=dict)
    prompts: dict[str, str] = Field(default_factory=dict)
    seed: int


class Run(_Model):
    """A scored run over several documents."""

    provenance: Provenance
    documents: list[DocScore]
    missing: list[str] = Field(default_factory=list)
    """Labelled documents that could not be scored, each with the reason."""


Score.model_rebuild()
