"""What a check works on and what it says: figures, identities, rules, outcomes.

A :class:`Figure` is one printed number with its unit, its printed precision and its evidence; an
:class:`Identity` states that one figure equals a signed sum of others.  Tolerance comes from print:
a figure printed to the 0.01 may be off by half of that, so *n* rounded figures may differ by *n*
half-units and no more.  Money is ``Decimal`` in 元; counts and percentages have no unit scale.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import KW_ONLY, dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

from gouji.figures import amount, quantum, unit_scale
from gouji.reconcile.identities import Key
from gouji.schemas.record import DocType, Evidence, FindingType, Operand, Severity

if TYPE_CHECKING:
    from gouji.checks.context import Context

OutcomeState = Literal["passed", "failed", "not_applicable", "not_checkable"]
IdentityState = Literal["holds", "rounding", "broken"]

ONE = Decimal(1)
TWO = Decimal(2)
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence for the auditor, in both languages."""

    zh: str
    en: str

    def pick(self, lang: str) -> str:
        return self.en if lang == "en" else self.zh


MOST_PAIRED: Final = 40
"""Places that are compared pair by pair; real documents print a figure in some ten tables."""


@dataclass(frozen=True, slots=True)
class Figure:
    """One printed figure. ``value`` and ``step`` are in 元 for money, as printed otherwise.

    ``step`` is one unit of the last printed digit (0 for an exact count or a printed zero).
    ``key`` names the cell or statement field, so that localisation can tell figures apart.
    ``unit_known`` is false for money whose unit is printed nowhere; ``readable`` is false for a cell that prints
    something that is no number: its value is 0 and ``sure`` false.
    """

    value: Decimal
    step: Decimal
    where: str
    printed: str
    key: Key
    unit: str | None = None
    evidence: Evidence | None = None
    quote: str | None = None
    sure: bool = True
    unit_known: bool = True
    readable: bool = True

    @property
    def unit_open(self) -> bool:
        """Whether the amount depends on a unit that is not printed."""
        return not self.unit_known and self.value != 0

    @property
    def in_table(self) -> bool:
        """Whether the figure stands in a cell (or is made of cells) of a table."""
        return len(self.key) == 3

    @property
    def scale(self) -> Decimal:
        return unit_scale(self.unit) or ONE

    def operand(self) -> Operand:
        return Operand(where=self.where, value=self.printed, quote=self.quote, evidence=self.evidence)

    def negated(self) -> Figure:
        return replace(self, value=-self.value)


def make_figure(
    printed: str | None,
    unit: str | None,
    where: str,
    key: Key,
    *,
    evidence: Evidence | None = None,
    quote: str | None = None,
    sure: bool = True,
    exact: bool = False,
    unit_known: bool = True,
) -> Figure | None:
    """A figure from printed digits, ``None`` when they are not a figure. ``exact``: a count."""
    if printed is None:
        return None
    value = amount(printed)
    if value is None:
        return None
    scale = unit_scale(unit) or ONE
    step = ZERO if exact or value == 0 else quantum(printed) * scale
    return Figure(value * scale, step, where, printed, key, unit, evidence, quote, sure, unit_known)


@dataclass(frozen=True, slots=True)
class Identity:
    """``total = Σ sign × figure``; ``label`` says in words what is added up."""

    total: Figure
    parts: tuple[tuple[int, Figure], ...]

    @property
    def expected(self) -> Decimal:
        return sum((sign * part.value for sign, part in self.parts), ZERO)

    @property
    def gap(self) -> Decimal:
        return self.total.value - self.expected

    @property
    def slack(self) -> Decimal:
        return (self.total.step + sum((part.step for _, part in self.parts), ZERO)) / TWO

    @property
    def figures(self) -> tuple[Figure, ...]:
        return (self.total, *(part for _, part in self.parts))

    @property
    def sure(self) -> bool:
        return all(figure.sure for figure in self.figures)

    @property
    def _coarser(self) -> Decimal:
        """The larger printed unit of two figures printed to different digits (9628.22 万元 of 96282213.44 元)."""
        one, other = self.total.step, self.parts[0][1].step
        return max(one, other) if one != other and one and other else ZERO

    def judge(self) -> IdentityState:
        """Whether the identity holds, fails within what printing explains, or is broken."""
        gap = abs(self.gap)
        if gap == 0 or (len(self.parts) == 1 and gap <= self._coarser / TWO):
            return "holds"
        return "rounding" if gap <= self.slack else "broken"


def equal(one: Figure, other: Figure) -> Identity:
    """The identity that two places print the same figure."""
    return Identity(one, ((1, other),))


def majority(figures: Sequence[Figure]) -> Figure:
    """The figure whose value most places print (the first one when none leads)."""
    counts = Counter(figure.value for figure in figures)
    return max(figures, key=lambda f: counts[f.value])


def pairs_of(figures: Sequence[Figure], common: Figure) -> tuple[Identity, ...]:
    """Every place against every other; of more places than a document has, each against the common one."""
    if len(figures) > MOST_PAIRED:
        return tuple(equal(f, common) for f in figures if f is not common)
    return tuple(equal(a, b) for n, a in enumerate(figures) for b in figures[n + 1 :])


def any_alike(ones: Sequence[Figure], others: Sequence[Figure]) -> bool:
    """Whether some figure of the one list and some of the other are equal but for what printing explains.

    The same as ``equal(a, b).judge() != "broken"`` for any pair: each figure reaches half a unit of its last digit to
    both sides, and two are alike where they meet.
    """
    reached: list[Decimal | None] = [None, None]
    sides = [
        (f.value - f.step / TWO, f.value + f.step / TWO, n)
        for n, some in enumerate((ones, others))
        for f in some
    ]
    for low, high, side in sorted(sides):
        other = reached[1 - side]
        if other is not None and low <= other:
            return True
        own = reached[side]
        reached[side] = high if own is None else max(own, high)
    return False


def any_holds(ones: Sequence[Figure], others: Sequence[Figure]) -> bool:
    """Whether ``equal(a, b).judge()`` is ``"holds"`` for some figure of the one list and some of the other."""
    by_step: dict[Decimal, list[Decimal]] = {}
    for figure in others:
        by_step.setdefault(figure.step, []).append(figure.value)
    for values in by_step.values():
        values.sort()
    for value, step in {(figure.value, figure.step) for figure in ones}:
        for other, values in by_step.items():
            reach = max(step, other) / TWO if step != other and step and other else ZERO
            at = bisect_left(values, value - reach)
            if at < len(values) and values[at] <= value + reach:
                return True
    return False


def total_of(total: Figure, parts: Sequence[Figure]) -> Identity:
    return Identity(total, tuple((1, part) for part in parts))


def show(value: Decimal, scale: Decimal = ONE) -> str:
    """A difference or an expected value as digits in the given unit, without an exponent."""
    shown = value / scale
    text = f"{shown.normalize():f}"
    return "0" if text in {"-0", ""} else text


MisreadAs = Literal["row_sum", "code_tree", "table_sum", "code_name", "same_concept", "form"]
"""``row_sum``: columns of one row against their total, which a figure in another column leaves as it was; ``code_tree``:
类 = Σ款 = Σ项; ``table_sum``: another sum within one table; most sums of a table broken mean that it was misread.
``code_name``: rows out of step with their codes.  ``same_concept``: one row's columns taken for one concept.  ``form``:
indicator rows torn in two."""


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
    docs: tuple[DocType, ...] = ("budget", "final_accounts")
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

    ``scope`` is the table or section, by which rounding gaps are folded.  ``figures`` take part;
    ``identity`` is kept for localisation.  ``severity`` and ``type`` override the rule's.
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
    """Further identities that the same comparison rests on (for localisation only)."""
    mechanism: str | None = None
    """What told the rule that the figures belong together (:attr:`~gouji.schemas.record.Finding.mechanism`)."""


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


def unsure(reason: str, scope: str = "") -> Outcome:
    """The rule applies but its operands cannot be relied on; ``reason`` says what would help."""
    return Outcome("not_checkable", scope=scope, reason=reason)


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
