"""Tables of money that print no unit, as questions: one a table, whose answer is the table's unit.

Takes a record, gives for each such table its first figure and, where other tables print the same digits up to a power
of ten, the unit that would make the amounts equal: evidence for the reviewer, never an answer of ours.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from gouji.checks.concepts import BINDERS
from gouji.checks.context import Context
from gouji.domain.kinds import FORM_KINDS
from gouji.domain.units import MONEY_UNITS
from gouji.figures import unit_scale
from gouji.relations.identity import Figure
from gouji.schemas.record import Record, Table

"""Tables whose figures are targets and scores; only the budget of a project is money."""


@dataclass(frozen=True, slots=True)
class UnitQuestion:
    """A table without a unit; ``equal`` counts the amounts that agree with other places in ``unit``."""

    table: Table
    figure: Figure
    unit: str | None
    equal: int


def unit_questions(record: Record) -> Iterator[UnitQuestion]:
    """The tables whose amounts other places print too, and whose unit nobody gave yet."""
    missing = [t for t in record.tables if t.unit is None and t.unit_evidence is None and not t.is_empty]
    if not missing:
        return
    context = Context(record)
    for table in missing:
        figures = [b.figure for several in context.bindings.values() for b in several if b.table == table.id]
        if table.kind in FORM_KINDS:
            figures = [form.budget for form in context.forms if form.table == table.id and form.budget]
        elif table.kind not in BINDERS:
            continue
        asked = next((figure for figure in figures if figure.unit_open), None)
        if asked is not None:
            unit, equal = _evidence(context, table.id)
            yield UnitQuestion(table, asked, unit, equal)


def _evidence(context: Context, table_id: str) -> tuple[str | None, int]:
    """The unit in which most amounts of the table agree with what other tables print, and how many."""
    votes: Counter[str] = Counter()
    scales = {unit_scale(unit): unit for unit in MONEY_UNITS}
    for several in context.bindings.values():
        for mine in (b.figure for b in several if b.table == table_id and b.figure.unit_open):
            others = [b.figure for b in several if b.table != table_id and b.figure.unit_known]
            votes.update({unit for o in others if (unit := scales.get(o.value / mine.value)) is not None})
    return votes.most_common(1)[0] if votes else (None, 0)
