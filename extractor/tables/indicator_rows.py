"""Rows of indicator tables: each cell back in its column, merged cells on every row they cover.

A converter that loses empty or merged cells moves the rest of a row sideways.  What the cells say
(产出指标 | 数量指标 | … | 正向 | 大于等于 | 95 | % | 10) shows where they belong: the assignment of a row's cells to columns,
in order, is the cheapest of all by :func:`misfit`, the printed column breaking ties.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from gouji.domain.indicators import (
    CATEGORY,
    LEVEL1,
    LEVEL2,
    LEVEL2_HINTS,
    MERGED_ROLES,
    NATURES,
    OPERATORS,
    PLACEHOLDER,
    SENTENCE_MARK,
    UNITS,
    Role,
    belongs_under,
    role_of,
)
from gouji.domain.totals import UNNAMED, total_level
from gouji.figures import plain_number
from gouji.normalise import fold
from gouji.schemas.record import Place
from gouji.sums.alignment import align
from gouji.tables.body import Body, DataRow, Slot
from gouji.tables.settings import TableSettings

TAIL_ROLES = frozenset({Role.NATURE, Role.OPERATOR, Role.WEIGHT, Role.SCORE, Role.UNIT})
MERGEABLE = frozenset({Role.LEVEL3, Role.TEXT, Role.GOAL})
"""Columns of running text, which a converter may cut."""


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """A filled cell and the column in which the source prints it."""

    column: int
    slot: Slot


def misfit(text: str, role: Role, settings: TableSettings) -> float:
    """How badly a folded cell text fits a column role: 0 fits, ``settings.wrong`` cannot be."""
    number = plain_number(text)
    match role:
        case Role.LEVEL1:
            return (
                0.0 if LEVEL1.match(text) else (settings.unlikely if LEVEL2.match(text) else settings.wrong)
            )
        case Role.LEVEL2:
            if not LEVEL2.match(text):
                return settings.wrong
            return (
                0.0
                if not LEVEL1.match(text)
                else (settings.unlikely if text.endswith(")") else settings.ambiguous)
            )
        case Role.LEVEL3:
            if number is not None or text in NATURES or text in OPERATORS:
                return settings.wrong
            return settings.unlikely if LEVEL1.match(text) or LEVEL2.match(text) else 0.0
        case Role.NATURE:
            return 0.0 if text in NATURES else settings.ambiguous if text in OPERATORS else settings.wrong
        case Role.OPERATOR:
            return 0.0 if text in OPERATORS else settings.ambiguous if text in NATURES else settings.wrong
        case Role.UNIT:
            return _unit_misfit(text, number, settings)
        case Role.WEIGHT | Role.SCORE:
            return 0.0 if number is not None and _is_weight(number, settings) else settings.wrong
        case Role.BUDGET:
            return 0.0 if number is not None and not number.endswith("%") else settings.wrong
        case Role.VALUE | Role.ACTUAL:
            return (
                settings.unlikely
                if text in NATURES or text in UNITS
                else settings.unlikely * (len(text) > settings.long_value)
            )
        case Role.GOAL:
            likely = len(text) > settings.short_goal or SENTENCE_MARK.search(text)
            return (
                settings.wrong
                if _is_label(text) or number is not None
                else (0.0 if likely else settings.unlikely)
            )
        case Role.CATEGORY:
            return (
                settings.wrong
                if _is_label(text) or number is not None
                else (0.0 if CATEGORY.search(text) else settings.unlikely)
            )
        case Role.NAME | Role.ENTITY:
            return settings.wrong if _is_label(text) else (settings.unlikely if number is not None else 0.0)
        case _:
            return settings.unlikely if number is not None or text in NATURES or text in OPERATORS else 0.0


def _is_label(text: str) -> bool:
    """Words that only the indicator columns print."""
    return bool(LEVEL1.match(text) or LEVEL2.match(text) or text in NATURES or text in OPERATORS)


def _unit_misfit(text: str, number: str | None, settings: TableSettings) -> float:
    if text in UNITS:
        return 0.0
    return settings.wrong if number is not None or len(text) > settings.long_unit else settings.unlikely / 2


def _is_weight(number: str, settings: TableSettings) -> bool:
    return number.endswith("%") or abs(float(number)) <= settings.full_marks


def assign(cells: list[PrintedCell], roles: list[Role], settings: TableSettings) -> list[int]:
    """The column of each cell: order kept, cheapest total misfit; equal columns mean a merged pair."""
    printed = [cell.column for cell in cells]
    texts = [fold(cell.slot.text) for cell in cells]
    if _fits_as_printed(texts, printed, roles, settings):
        return printed
    costs = [{role: misfit(text, role, settings) for role in dict.fromkeys(roles)} for text in texts]

    def share(slot: int, first: int, end: int, way: _Way) -> tuple[float, _Way]:
        role, cost = roles[slot], 0.0
        for at in range(first, end):
            shift = slot - printed[at]
            cost += costs[at][role] + settings.far * abs(shift)
            cost += settings.new_shift if way.shift not in (None, shift) else 0.0
            if at > first:
                cost += settings.merge if role in MERGEABLE else 2 * settings.wrong
            way = _Way(shift, way.named or role is Role.LEVEL3, way.valued or role in TAIL_ROLES)
        return cost, way

    ends = align(
        len(cells), len(roles), share, _Way(), finish=lambda way: settings.no_indicator * way.lacks_indicator
    )
    return [slot for slot, (a, b) in enumerate(pairwise((0, *ends))) for _ in range(a, b)]


class _Way(NamedTuple):
    """What a cell's column costs depends on: how far the cell before was moved, and which columns are filled."""

    shift: int | None = None
    named: bool = False
    valued: bool = False

    @property
    def lacks_indicator(self) -> bool:
        """A row with an indicator's values needs the indicator."""
        return self.valued and not self.named


def _fits_as_printed(
    texts: list[str], printed: list[int], roles: list[Role], settings: TableSettings
) -> bool:
    """Whether the printed columns cost nothing, so that no other assignment can be cheaper."""
    rising = all(a < b for a, b in pairwise((-1, *printed, len(roles))))
    used = {roles[column] for column in printed} if rising else set()
    return (
        rising
        and (Role.LEVEL3 in used or not used & TAIL_ROLES)
        and all(
            misfit(text, roles[column], settings) == 0 for text, column in zip(texts, printed, strict=True)
        )
    )


def column_roles(body: Body) -> list[Role]:
    """The role of every column; one without a known label holds text."""
    roles = (role_of(path) for path in body.columns)
    return [Role.TEXT if role in (None, Role.STANDARD) else role for role in roles]


def realign_indicators(body: Body, settings: TableSettings) -> None:
    """Put the cells of every row back in their columns, then repeat merged cells on the rows they cover."""
    if not body.spans_known and any(body.columns):
        rows = [[PrintedCell(col, slot) for col, slot in enumerate(row) if slot.text] for row in body.rows]
        _join_labels(rows, body.breaks)
        body.columns = [path for path in body.columns if path]
        place_rows(rows, body, settings)
    roles = column_roles(body)
    fill(body, roles, settings)


def _join_labels(rows: list[list[PrintedCell]], breaks: list[int]) -> None:
    """Put a second-level label together that a page end tore (``服务对象`` / ``满意度指标``).

    Its rest stands alone in its column; the half above is no label, the two together are one.
    """
    for index in breaks:
        if not 0 < index < len(rows) or len(rows[index]) != 1:
            continue
        rest = rows[index][0]
        above = next((cell.slot for cell in rows[index - 1] if cell.column == rest.column), None)
        if (
            above is None
            or _is_label(fold(above.text))
            or not LEVEL2.match(fold(above.text + rest.slot.text))
        ):
            continue
        above.absorb(rest.slot)
        rows[index] = []


def _place(cells: list[PrintedCell], roles: list[Role], body: Body, settings: TableSettings) -> DataRow:
    row: DataRow = [Slot() for _ in roles]
    if body.spans_known or cells and total_level(cells[0].slot.text) in UNNAMED:
        columns = [min(max(cell.column, 0), len(roles) - 1) for cell in cells]
    else:
        columns = assign(cells, roles, settings)
    for cell, column in zip(cells, columns, strict=True):
        row[column].absorb(cell.slot)
    moved = sum(cell.column != column for cell, column in zip(cells, columns, strict=True))
    if moved:
        first = cells[0].slot.places[0] if cells[0].slot.places else None
        where = f"第{first.line}行" if first and first.line else "一行"
        body.decisions.append(f"{where}有{moved}格按指标表各列的用词归位")
    return row


def place_rows(rows: list[list[PrintedCell]], body: Body, settings: TableSettings) -> None:
    """Assign printed cells of a form's indicator rows to the body's columns."""
    roles = column_roles(body)
    body.rows = [_place(cells, roles, body, settings) for cells in rows]


def fill(body: Body, roles: list[Role], settings: TableSettings) -> None:
    """Walk down the rows: join torn cells, repeat merged ones, label what a lone label covers."""
    rows: list[DataRow] = []
    labelled = _prints_labels_on_each_row(body.rows, roles, settings)
    rest: Rest = {}
    for index, row in enumerate(body.rows):
        after_break = index in body.breaks
        blank_form = _blank_placeholders(row)
        if not any(slot.text for slot in row):
            continue
        if _is_total(row, roles):
            rows.append(row)
        elif not blank_form and _is_lone_label(row, roles):
            _label_upwards(rows, row, roles)
        elif rows and not body.spans_known and _is_rest(row, roles, after_break and labelled):
            _continue(rows, row, roles, only_text=not after_break)
        else:
            if body.spans_known:
                rest = _continue_ruled(rows, row, roles, {} if after_break else rest, after_break)
            _inherit(rows, row, roles, body.spans_known)
            rows.append(row)
    body.rows = [row for row in rows if not _is_placeholder(row, roles)]


def _blank_placeholders(row: DataRow) -> bool:
    """Empty the cells of the blank form that nobody filled in (``指标 1:``, ``……``)."""
    blank = [column for column, slot in enumerate(row) if slot.text and PLACEHOLDER.match(fold(slot.text))]
    for column in blank:
        row[column] = Slot()
    return bool(blank)


def _has(row: DataRow, roles: list[Role], wanted: frozenset[Role]) -> bool:
    return any(slot.text for slot, role in zip(row, roles, strict=True) if role in wanted)


def _is_total(row: DataRow, roles: list[Role]) -> bool:
    named = next((fold(slot.text) for slot in row if slot.text), "")
    levels = _has(row, roles, frozenset({Role.LEVEL1, Role.LEVEL2, Role.LEVEL3}))
    return total_level(named) in UNNAMED or (not levels and _has(row, roles, frozenset({Role.BUDGET})))


def _is_lone_label(row: DataRow, roles: list[Role]) -> bool:
    """A row that prints nothing but the second-level label of the rows above it."""
    used = {role for slot, role in zip(row, roles, strict=True) if slot.text}
    return used == {Role.LEVEL2}


def _label_upwards(rows: list[DataRow], label_row: DataRow, roles: list[Role]) -> None:
    """Give a lone label to the rows just above that read like it, nearest first."""
    column = roles.index(Role.LEVEL2)
    label = label_row[column]
    hint = next((p for stem, p in LEVEL2_HINTS.items() if fold(label.text).startswith(stem)), None)
    for row in reversed(rows):
        words = fold(
            "".join(s.text for s, r in zip(row, roles, strict=True) if r in (Role.LEVEL3, Role.VALUE))
        )
        if hint is None or not hint.search(words):
            return
        row[column] = Slot(label.text, list(label.places))


def _prints_labels_on_each_row(rows: list[DataRow], roles: list[Role], settings: TableSettings) -> bool:
    """Whether the table repeats the second-level label on (nearly) every row instead of merging cells."""
    indicators = [row for row in rows if _has(row, roles, frozenset({Role.LEVEL3}))]
    labels = sum(_has(row, roles, frozenset({Role.LEVEL2})) for row in indicators)
    return bool(indicators) and labels >= settings.labelled * len(indicators)


def _is_rest(row: DataRow, roles: list[Role], torn: bool) -> bool:
    """The second half of cells that a page end tore: text, but none of an indicator's own cells.

    In a table without weights and natures a row with both indicator and value is a half only where
    ``torn``: just after a page end, in a table whose own rows all print their labels.
    """
    own = frozenset(
        {Role.NATURE, Role.OPERATOR, Role.WEIGHT, Role.SCORE, Role.LEVEL1, Role.LEVEL2, Role.BUDGET}
    )
    if _has(row, roles, own) or not any(slot.text for slot in row):
        return False
    bare = not set(roles) & {Role.NATURE, Role.WEIGHT, Role.SCORE}
    whole = (
        bare
        and _has(row, roles, frozenset({Role.LEVEL3}))
        and _has(row, roles, frozenset({Role.VALUE, Role.ACTUAL}))
    )
    return torn or not whole


def _continue(rows: list[DataRow], row: DataRow, roles: list[Role], only_text: bool) -> None:
    for column, slot in enumerate(row):
        if slot.text and not (only_text and not rows[-1][column].text):
            _extend(rows, column, slot)


def _extend(rows: list[DataRow], column: int, slot: Slot) -> None:
    """Append the rest of a cell to the cell above; a merged cell is one value on all of its rows."""
    old = rows[-1][column]
    if old.text.endswith(slot.text):
        return
    whole = Slot(old.text, list(old.places))
    whole.absorb(slot)
    start = old.places[:1]
    for row in reversed(rows):
        if row[column].places[:1] != start:
            break
        row[column] = whole


Rest = dict[int, list[Place]]
"""Merged columns that a page end cut: where the rest of each cell is printed, ``[]`` where it is blank."""


def _continue_ruled(
    rows: list[DataRow], row: DataRow, roles: list[Role], rest: Rest, after_break: bool
) -> Rest:
    """Carry a project's merged cells over a page end of a ruled table; gives what is still carried.

    The page's first row tells: without 预算数 and 项目类别 it goes on with the project above, and what
    its merged cells print is the rest of the cells above.
    """
    starts = _has(row, roles, frozenset({Role.BUDGET, Role.CATEGORY}))
    if not rows or starts or not {Role.BUDGET, Role.CATEGORY} & set(roles):
        return {}
    merged = [column for column, role in enumerate(roles) if role in MERGED_ROLES]
    if after_break:
        rest = {column: row[column].places[:1] for column in merged}
    for column in merged:
        if column in rest and row[column].places[:1] == rest[column]:
            if row[column].text:
                _extend(rows, column, row[column])
            row[column] = rows[-1][column]
    return rest


def _inherit(rows: list[DataRow], row: DataRow, roles: list[Role], spans_known: bool) -> None:
    """Fill a row's merged cells from the row above, as far as they can cover it."""
    if not rows:
        return
    above = rows[-1]
    starts = _has(row, roles, frozenset({Role.BUDGET, Role.CATEGORY}))
    for column, role in enumerate(roles):
        if role in MERGED_ROLES and not starts and not spans_known:
            if row[column].text:
                _extend(rows, column, row[column])
            row[column] = rows[-1][column]
    if starts and not _same_project(above, row, roles):
        return
    _inherit_levels(above, row, roles)


def _same_project(above: DataRow, row: DataRow, roles: list[Role]) -> bool:
    names = [c for c, role in enumerate(roles) if role in (Role.NAME, Role.ENTITY, Role.BUDGET)]
    return all(above[c].value == row[c].value for c in names)


def _inherit_levels(above: DataRow, row: DataRow, roles: list[Role]) -> None:
    first = roles.index(Role.LEVEL1) if Role.LEVEL1 in roles else None
    second = roles.index(Role.LEVEL2) if Role.LEVEL2 in roles else None
    if first is None or second is None or not any(slot.text for slot in row):
        return
    opens_first = bool(row[first].text)
    if not opens_first:
        fits = not row[second].text or belongs_under(above[first].value, row[second].text)
        if fits and above[first].text:
            row[first] = above[first]
    if not row[second].text and not opens_first:
        row[second] = above[second]


def _is_placeholder(row: DataRow, roles: list[Role]) -> bool:
    """A row that states no indicator: labels only."""
    own = [r for s, r in zip(row, roles, strict=True) if s.text and r not in (Role.LEVEL1, Role.LEVEL2)]
    return all(role in MERGED_ROLES for role in own) and Role.BUDGET not in own
