"""What a check says: rules of the catalogue, and the outcome of each application.

The figures and identities that it works on are those of :mod:`gouji.relations.identity`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import KW_ONLY, dataclass, field, replace
from typing import TYPE_CHECKING, Literal, get_args

from gouji.relations.identity import Figure, Identity, show
from gouji.schemas.record import DocType, FindingType, Operand, Rival, Severity

if TYPE_CHECKING:
    from gouji.checks.context import Context

OutcomeState = Literal["passed", "failed", "not_applicable", "not_checkable"]


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence for the auditor, in both languages."""

    zh: str
    en: str

    def pick(self, lang: str) -> str:
        return self.en if lang == "en" else self.zh


MisreadAs = Literal["row_sum", "code_tree", "table_sum", "code_name", "form"]
"""``row_sum``: columns of one row against their total, which a figure in another column leaves as it was; ``code_tree``:
类 = Σ款 = Σ项; ``table_sum``: another sum within one table; most sums of a table broken mean that it was misread.
``code_name``: rows out of step with their codes.  ``form``: indicator rows torn in two."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of the catalogue: what must hold, the function that judges it, on what ground, how bad a break is.

    ``docs`` are the document kinds it applies to.  ``since`` is the first budget year for which the ground holds.
    """

    id: str
    title: Text
    evaluate: Callable[[Context], Outcomes]
    """Takes one document, yields what became of every place that the rule looked at."""
    _: KW_ONLY
    basis: str
    type: FindingType
    severity: Severity = "error"
    docs: tuple[DocType, ...] = get_args(DocType)
    since: int = 2015
    explain: Text | None = None
    between_years: bool = False
    """Whether it holds one year against another by what the sentence itself says."""
    consequences: Literal["rows", "cells"] | None = None
    """How one mistake breaks several of its comparisons: a wrong row those of the rows above it, a wrong cell those of
    other concepts that it prints (:mod:`gouji.checks.consequences`)."""
    misread_as: MisreadAs | None = None
    """How a misread table shows in what it compares; without it only a figure that the reader may have cut off or moved is
    doubted (:mod:`gouji.checks.misread`)."""
    reads_text: bool = False
    """Whether it also looks at the running text, which a record does not hold, and is judged without it as well."""
    read_as: str = ""
    """The id in whose place an auditor reads it, where that is not its own."""

    @property
    def name(self) -> str:
        """Topic and file of the evaluator under ``checks/rules``: ``within.row_totals``."""
        function = getattr(self.evaluate, "func", self.evaluate)
        return ".".join(str(function.__module__).split(".")[-2:])


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one application of a rule came to.

    ``scope`` is the table or section, by which rounding gaps are folded.  ``figures`` take part, whether it
    passed or failed; ``identity`` is kept for localisation.  ``severity`` and ``type`` override the rule's.
    """

    state: OutcomeState
    scope: str = ""
    message: Text | None = None
    figures: tuple[Figure, ...] = ()
    operands: tuple[Operand, ...] = ()
    expected: str | None = None
    difference: str | None = None
    severity: Severity | None = None
    type: FindingType | None = None
    identity: Identity | None = None
    reason: str | None = None
    suggestion: Text | None = None
    twin: str | None = None
    """Failures of one rule with the same ``twin`` are one mistake seen in several places."""
    extra: tuple[Identity, ...] = field(default=())
    """Further identities that the same comparison rests on (for localisation and coverage)."""
    mechanism: str | None = None
    """What told the rule that the figures belong together (:attr:`~gouji.schemas.record.Finding.mechanism`)."""
    rival: Rival | None = None
    """Of one that is not checkable: the explanation that could not be excluded."""


@dataclass(frozen=True, slots=True)
class Match:
    """The row that a statement names: its code and label, and whether the names are exactly alike."""

    code: str
    label: str
    exact: bool


Outcomes = Iterator[Outcome]
Evaluated = list[tuple[Rule, list[Outcome]]]
"""Every rule with what its applications came to, in the order of the catalogue."""


def skipped(reason: str, scope: str = "") -> Outcome:
    """The rule does not apply to this document."""
    return Outcome("not_applicable", scope=scope, reason=reason)


def unsure(reason: str, scope: str = "", *, rival: Rival = "misread") -> Outcome:
    """The rule applies but its operands cannot be relied on; ``reason`` says what would help.

    ``rival`` is the explanation that could not be excluded: mostly that a figure was not or not surely read.
    """
    return Outcome("not_checkable", scope=scope, reason=reason, rival=rival)


def undecided(identity: Identity, reason: str, scope: str, rival: Rival) -> Outcome:
    """A break that a rival explains.  Where that is our reading, what it says of the reading stays known to reconcile;
    figures that do not belong together say nothing of each other."""
    return replace(unsure(reason, scope, rival=rival), identity=identity if rival == "misread" else None)


def judged(
    identity: Identity,
    scope: str,
    message: Text,
    *,
    type_: FindingType | None = None,
    mechanism: str | None = None,
) -> Outcome:
    """The outcome of one identity: passed, failed (error or rounding), or not checkable."""
    if not identity.sure:
        places = "、".join(figure.where for figure in identity.figures if not figure.sure)
        return replace(unsure(f"{places} 的读数待复核，复核后可核对", scope), identity=identity)
    verdict = identity.judge()
    if verdict == "holds":
        return Outcome("passed", scope=scope, identity=identity)
    scale = identity.total.scale
    return Outcome(
        "failed",
        scope=scope,
        message=message,
        figures=identity.figures,
        expected=show(identity.expected, scale),
        difference=show(identity.gap, scale),
        severity="rounding" if verdict == "rounding" else None,
        type=type_,
        identity=identity,
        mechanism=mechanism,
    )
