"""What was changed, and what became of it; the shape of the file that ``gouji eval inject --json`` writes."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from gouji.schemas.record import Place

Size = Literal["1-3", "4+", "prose"]
"""Data rows of the table that the changed figure stands in; ``prose``: it stands in a statement."""
Fate = Literal["named", "found", "elsewhere", "mild", "silent", "lost"]
"""``found``: a new error has the changed figure among its figures; ``named``: its suggestion points at it as well;
``elsewhere``: there are new errors, none of them with it; ``mild``: at most a new note or rounding has it; ``lost``: it
could not be changed there (another reading of the document, or the PDF was not redrawn)."""


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Change(_Model):
    """One digit of one figure: its relation, its place, what is printed and what stands there instead."""

    doc_id: str
    relation: str
    """Name of the rule that confirms the relation, with its mechanism where rules tell mechanisms apart."""
    rule: str
    parts: int
    """Non-zero parts of the relation; 1 where two places print the same figure."""
    size: Size
    key: tuple[str, int, int] | tuple[str, str]
    """Table, row and column, or statement and field."""
    where: str
    places: tuple[Place, ...]
    """The box or span of the cell; those of the sentence, for a statement."""
    printed: str
    changed: str

    @property
    def is_sum(self) -> bool:
        return self.parts >= 2


class Outcome(_Model):
    """The change and what became of it.

    ``proposed``: the one suggestion or the expected value is what had been printed; ``listed``: what had been printed is
    one of a few explanations that the suggestion lists, each with its figure.
    """

    change: Change
    fate: Fate
    proposed: bool = False
    listed: bool = False
    rules: tuple[str, ...] = ()
    """Rules of the new errors, those at the place first."""
    why: str = ""
    """Where it was not found: what the checks newly call not checkable; why it was lost."""


class Injected(_Model):
    """One run: the seed, whether the PDFs were redrawn, and every outcome."""

    seed: int | None
    """``None``: the changes of an earlier run once more."""
    redraw: bool
    version: str
    outcomes: tuple[Outcome, ...]
