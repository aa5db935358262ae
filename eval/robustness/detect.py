"""Was the planted mistake found, under its name, in its place, with the right value?

Takes what was planted and the record's findings, gives a :class:`Detection`.  Findings of severity
``error`` count, and notes of the very type that was planted (a wrong name, a doubled row).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from gouji.eval.robustness.cells import Planted
from gouji.figures import plain_number
from gouji.normalise import fold
from gouji.schemas.record import Finding, Record

_STOPS = fold("。，；：") + ".0123456789、()一二三四五六七八九十"
"""What may stand around a clause: punctuation, and the number before it."""
_LEAST_OVERLAP = 6
"""Characters by which a line and a clause must overlap to be the same place."""


@dataclass(frozen=True, slots=True)
class Detection:
    """``found``: some finding names the planted place or value; ``typed``: one of those has its type.

    ``as_error``: an ``error`` names it.  ``localised``: a suggestion names the right value (only asked
    where the cell is identifiable).
    ``others``: error findings that do not name it: in a document with one mistake its consequences
    or false alarms, in a clean document (``planted`` is ``False``) false alarms all of them.
    """

    planted: bool
    found: bool
    typed: bool
    identifiable: bool
    localised: bool
    others: int
    as_error: bool = False
    rules: tuple[str, ...] = ()
    """Rules of the findings that do not name the planted mistake."""


def detect(planted: Planted | None, record: Record, names: Mapping[str, str]) -> Detection:
    """``names`` maps the truth's table ids to the record's."""
    errors = [finding for finding in record.findings if finding.severity == "error"]
    notes = [finding for finding in record.findings if finding.severity == "note"]
    if planted is None:
        rules = tuple(finding.rule for finding in errors)
        return Detection(False, False, False, False, False, len(errors), rules=rules)
    naming = [finding for finding in errors if _names(finding, planted, names)]
    noted = [f for f in notes if f.type == planted.type and _names(f, planted, names)]
    rest = [finding for finding in errors if finding not in naming]
    return Detection(
        planted=True,
        found=bool(naming or noted),
        typed=bool(noted) or any(finding.type == planted.type for finding in naming),
        as_error=bool(naming),
        identifiable=planted.identifiable,
        localised=any(_localises(finding, planted) for finding in errors),
        others=len(rest),
        rules=tuple(finding.rule for finding in rest),
    )


def _names(finding: Finding, planted: Planted, names: Mapping[str, str]) -> bool:
    """Whether a finding names the place of the mistake or the very figure that is wrong."""
    words = fold(" ".join([finding.message, finding.suggestion or "", *(_said(finding))]))
    if planted.quote:
        quote = fold(planted.quote).strip(_STOPS)
        quotes = [fold(op.quote).strip(_STOPS) for op in finding.operands if op.quote]
        return quote in words or any(_same_clause(part, quote, planted.printed or "") for part in quotes)
    if planted.table is None:
        return planted.right is not None and fold(planted.right) in words
    if planted.printed and any(plain_number(op.value or "") == planted.printed for op in finding.operands):
        return True
    table = names.get(planted.table, planted.table)
    label = fold((planted.label or "").split()[0]) if planted.label else ""
    if any(table in op.where and label in fold(op.where) for op in finding.operands):
        return True
    return planted.kind == "table_vs_table" and _names_row_above(finding, planted, table, label)


def _same_clause(part: str, quote: str, printed: str) -> bool:
    """One within the other, or both of one clause that a line end cuts: they overlap in what is printed."""
    if part in quote or quote in part:
        return True
    for one, other in ((part, quote), (quote, part)):
        for length in range(min(len(one), len(other)) - 1, _LEAST_OVERLAP - 1, -1):
            if one.endswith(other[:length]):
                return printed != "" and fold(printed) in other[:length]
    return False


def _names_row_above(finding: Finding, planted: Planted, table: str, code: str) -> bool:
    """The 类 or 款 of the planted 项: it was changed with it, by as much, and may be all that other tables print.

    Counted only with the very amount by which it is wrong.
    """
    if not (code.isdigit() and planted.printed and planted.right and finding.difference):
        return False
    off = abs(Decimal(planted.printed) - Decimal(planted.right))
    if abs(Decimal(finding.difference)) != off:
        return False
    above = [code[:n] for n in (3, 5) if n < len(code)]
    wheres = [op.where.split("/")[0].split() for op in finding.operands]
    return any(where[0] == table and where[1] in above for where in wheres if len(where) > 1)


def _said(finding: Finding) -> list[str]:
    return [text for op in finding.operands for text in (op.where, op.value, op.quote) if text]


def _localises(finding: Finding, planted: Planted) -> bool:
    """A suggestion (or the expected value) that gives the value which should stand there."""
    if planted.right is None:
        return False
    suggestion = (finding.suggestion or "").replace(",", "")
    return planted.right in suggestion
