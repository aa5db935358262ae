"""The gold label: the record's core as a person read it, and the judgements on our findings.

Takes and gives JSON as described in ``eval/gold/GUIDE.md``.  The parts have the same models as
the record (without evidence), so that gold and record cannot drift apart in shape.  A file that
``gouji eval gold draft`` wrote says ``"status": "unreviewed"`` and is refused by scoring until a
person changes it.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from gouji.schemas.record import (
    FindingType,
    GlossaryItem,
    Metadata,
    Project,
    Severity,
    Statement,
    Table,
    Target,
)

Part = Literal[
    "metadata",
    "tables",
    "statements",
    "duties",
    "internal_units",
    "projects",
    "targets",
    "glossary",
    "inconsistencies",
]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class GoldOperand(_Model):
    """One side of a contradiction: where it stands and the value as printed (or as recomputed)."""

    where: str
    value: str | None = None
    quote: str | None = None
    page: int | None = None


Mistake = Literal[
    "sum",
    "cross",
    "prose_table",
    "prose_sum",
    "rate",
    "words",
    "name",
    "count",
    "omission",
    "form",
    "semantics",
]
"""What an error or a rounding is about: a sum within a table, two tables, prose against a table …"""


class Inconsistency(_Model):
    """What a careful auditor would flag in the document itself.

    ``decidable``: whether it can be found from the document and the official lists alone; ``consequence_of``: the
    id of the error that it follows from.
    """

    model_config = ConfigDict(serialize_by_alias=True, validate_by_name=True, validate_by_alias=True)

    id: str
    mistake: Mistake | None = Field(default=None, alias="class")
    decidable: bool = True
    consequence_of: str | None = None
    type: FindingType
    severity: Severity
    description: str
    operands: list[GoldOperand] = Field(default_factory=list)


class Gold(_Model):
    """One hand-labelled document; ``unlabelled`` names the parts, ``unlabelled_pages`` the pages with tables that are not scored."""

    doc_id: str
    source: str
    metadata: Metadata
    tables: list[Table] = Field(default_factory=list)
    statements: list[Statement] = Field(default_factory=list)
    duties: list[str] = Field(default_factory=list)
    internal_units: list[str] = Field(default_factory=list)
    projects: list[Project] = Field(default_factory=list)
    targets: list[Target] = Field(default_factory=list)
    glossary: list[GlossaryItem] = Field(default_factory=list)
    inconsistencies: list[Inconsistency] = Field(default_factory=list)
    unlabelled: list[Part] = Field(default_factory=list)
    unlabelled_pages: list[int] = Field(default_factory=list)
    status: Literal["reviewed", "unreviewed"] = "reviewed"


Verdict = Literal["true", "false", "debatable"]


class Judgement(_Model):
    """What a person made of a finding that has no label.

    ``key`` is that of the finding (``gouji.checks.keys``; older files have a fingerprint, which is still
    read); ``rule``, ``type``, ``message`` and ``values`` let a person recognise it and let it be found again when
    its wording changes.  ``same_as`` names the label that it repeats, so that nothing is counted twice.
    ``verdict`` is empty only in a draft.
    """

    key: str
    rule: str
    type: FindingType
    severity: Severity
    message: str
    values: list[str] = Field(default_factory=list)
    verdict: Verdict | None = None
    reason: str = ""
    same_as: str | None = None

    @model_validator(mode="after")
    def _verdict_has_a_reason(self) -> Judgement:
        if self.verdict is not None and not self.reason.strip():
            raise ValueError(f"judgement {self.key}: a verdict needs a reason")
        return self


class Beyond(_Model):
    """A label that cannot be decided from the document alone: it needs outside knowledge or judgement."""

    id: str
    reason: str = Field(min_length=1)


class Adjudication(_Model):
    """``eval/gold/<doc_id>/adjudicated.json``.

    ``beyond`` lists labels that no reader of the document alone could decide; recall is reported
    with and without them.
    """

    doc_id: str
    findings: list[Judgement] = Field(default_factory=list)
    beyond: list[Beyond] = Field(default_factory=list)
