"""Rows of amount tables that a converter shifted: the accounting identities say where a figure belongs.

Takes a :class:`Body` whose columns are known, moves runs of a row's figures sideways when that makes identities hold
which the printed columns break, and records each decision.  The header states the identities
(:mod:`gouji.sums.header_sums`); that a table keeps them other rows must show, or blocks of the same labels: a repair
never rests on the instance that it mends.  Where nothing else bears the identity out, the figures stay where they are
printed and are in doubt.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from gouji.domain.headers import CODE_HEADER
from gouji.domain.table_words import holds_money
from gouji.figures import amount, is_blank_mark
from gouji.normalise import fold
from gouji.sums.header_sums import ColumnSum, header_sums
from gouji.tables.body import Body, DataRow, Slot
from gouji.tables.settings import TableSettings

PUT_BACK: Final = "移回所属栏："
"""How a decision begins that says which figure was put back, from which column to which."""

Vector = tuple[Decimal, ...]
"""The figures of an identity that holds, total first, without zeros: two alike are one instance."""
Template = tuple[str, ...]
"""The labels of an identity, total first, without what names its block: 预算数 | 决算数, 2024年 | 2025年 add up alike."""


@dataclass(frozen=True, slots=True)
class _Shift:
    """A row with one run of its figures moved, and the identities that this mends."""

    row: DataRow
    run: tuple[int, ...]
    distance: int
    mended: tuple[ColumnSum, ...]

    @property
    def slip(self) -> tuple[int, int]:
        """A converter that loses a cell does so in row after row."""
        return self.run[0], self.distance

    @property
    def columns(self) -> frozenset[int]:
        """The columns from which and to which figures are moved."""
        return frozenset(self.run) | {col + self.distance for col in self.run}


def realign_amounts(body: Body, settings: TableSettings) -> None:
    """Move shifted figures of each row to the columns in which the identities hold."""
    if body.spans_known:
        return
    figures = _figure_columns(body)
    stated = header_sums([body.columns[col] for col in figures])
    sums = [ColumnSum(figures[one.total], tuple(figures[part] for part in one.parts)) for one in stated]
    shifts = {
        index: shift
        for index, row in enumerate(body.rows if sums else ())
        if (shift := _best_shift(row, sums, settings)) is not None
    }
    borne = _Borne(body, sums, shifts)
    for index, shift in shifts.items():
        instances = min((borne.instances(one, shift) for one in shift.mended), key=len)
        to = {col: col + shift.distance for col in shift.run}
        tells = any(len(vector) > 2 for vector in instances)
        if not tells and len(instances) < settings.instances:
            for col, target in to.items():
                body.rows[index][
                    col
                ].doubt = f"疑应在“{_label(body, target)}”栏：移去则合计成立，别行无可印证"
            continue
        if not tells and not any(len(vector) > 2 for vector in borne.same_slip(shift)):
            for target in to.values():
                shift.row[target].doubt = "移回所属栏，印证的别行都只有一项"
        said = "、".join(
            f"{shift.row[target].value} 由“{_label(body, col)}”移回“{_label(body, target)}”"
            for col, target in to.items()
        )
        body.decisions.append(f"{PUT_BACK}{_place(body, index)}的{said}；别行同样的合计成立")
        body.rows[index] = shift.row


def _label(body: Body, col: int) -> str:
    return "/".join(fold(label) for label in body.columns[col] if label) or f"第{col + 1}栏"


def _place(body: Body, index: int) -> str:
    """Line and label of a row as the print has them."""
    row = body.rows[index]
    place = next((slot.places[0] for slot in row if slot.places), None)
    where = f"第{place.line}行" if place and place.line else f"第{index + 1}行"
    name = next((text for slot in row if (text := fold(slot.text)) and amount(text) is None), "")
    return f"{where}“{name}”" if name else where


class _Borne:
    """What bears the identities of a table out: the rows in which they hold exactly."""

    def __init__(self, body: Body, sums: Sequence[ColumnSum], shifts: dict[int, _Shift]) -> None:
        self._body, self._sums = body, sums
        self._templates = {one: _template(body, one) for one in sums}
        self._printed: dict[Template, set[Vector]] = defaultdict(set)
        self._moved: dict[tuple[tuple[int, int], Template], set[Vector]] = defaultdict(set)
        for index, row in enumerate(body.rows if shifts else ()):
            shift = shifts.get(index)
            for one in sums:
                vector = _exact(shift.row if shift is not None else row, one)
                if vector and shift is None:
                    self._printed[self._templates[one]].add(vector)
                elif vector and shift is not None:
                    self._moved[shift.slip, self._templates[one]].add(vector)

    def instances(self, mended: ColumnSum, shift: _Shift) -> set[Vector]:
        """The distinct instances of an identity that hold none of the figures that are moved into it: as printed, and
        where the same slip is mended in other rows or in another block of the row."""
        template = self._templates[mended]
        found = self._printed[template] | self._moved[shift.slip, template]
        return found - self._of_row(shift, {mended.total, *mended.parts})

    def same_slip(self, shift: _Shift) -> set[Vector]:
        """The instances that the same slip, mended in other rows, makes hold."""
        found = (self._moved[shift.slip, template] for template in self._templates.values())
        return set[Vector]().union(*found) - self._of_row(shift, shift.columns)

    def _of_row(self, shift: _Shift, columns: AbstractSet[int]) -> set[Vector]:
        """The instances of the mended row that have a figure in some of the columns."""
        found = (_exact(shift.row, one) for one in self._sums if columns & {one.total, *one.parts})
        return {vector for vector in found if vector is not None}


def _template(body: Body, identity: ColumnSum) -> Template:
    paths = [[fold(label) for label in body.columns[col]] for col in (identity.total, *identity.parts)]
    block = set(paths[0]).intersection(*paths)
    return tuple("/".join(label for label in path if label not in block) for path in paths)


def _exact(row: DataRow, identity: ColumnSum) -> Vector | None:
    """The figures of an identity that a row keeps to the last digit, ``None`` where it does not or prints none."""
    total = amount(row[identity.total].text)
    parts = [value for col in identity.parts if (value := amount(row[col].text))]
    return (total, *parts) if total and total == sum(parts, Decimal(0)) else None


def _figure_columns(body: Body) -> list[int]:
    """The columns of amounts: the label names no code or number, and what is printed is not mostly words."""
    found: list[int] = []
    for col, path in enumerate(body.columns):
        leaf = fold(path[-1]) if path else ""
        if not leaf or not holds_money(leaf) or CODE_HEADER.match(leaf):
            continue
        printed = [text for row in body.rows if (text := row[col].text) and not is_blank_mark(text)]
        if 2 * sum(amount(text) is not None for text in printed) >= len(printed):
            found.append(col)
    return found


def _best_shift(row: DataRow, sums: list[ColumnSum], settings: TableSettings) -> _Shift | None:
    """The row with one run of figures moved such that more identities hold and none fails, or ``None``.

    Moving must make an identity hold, not merely leave one without figures: a misprinted total stays
    where it is printed.  A converter's shift, undone, leaves nothing broken; a move that does is a guess.
    """
    held, broken = _verdict(row, sums, settings)
    if not broken:
        return None
    best: tuple[int, int, _Shift] | None = None
    for moved, run, distance in _shifts(row, settings):
        now_held, now_broken = _verdict(moved, sums, settings)
        rank = (-len(now_held), abs(distance) * len(run))
        if not now_broken and len(now_held) > len(held) and (best is None or rank < best[:2]):
            new = [one for one in now_held if one not in held]
            mended = tuple(one for one in new if one in broken) or tuple(new)
            best = (*rank, _Shift(moved, run, distance, mended))
    return best[2] if best else None


def _verdict(
    row: DataRow, sums: list[ColumnSum], settings: TableSettings
) -> tuple[list[ColumnSum], list[ColumnSum]]:
    """The identities that the row's figures keep and break; details that are not printed do neither."""
    held: list[ColumnSum] = []
    broken: list[ColumnSum] = []
    for identity in sums:
        parts = [amount(row[col].text) for col in identity.parts]
        printed = [value for value in parts if value is not None]
        total = amount(row[identity.total].text)
        if not any(printed):
            continue
        holds = total is not None and abs(total - sum(printed, Decimal(0))) <= settings.rounding
        (held if holds else broken).append(identity)
    return held, broken


def _shifts(row: DataRow, settings: TableSettings) -> Iterator[tuple[DataRow, tuple[int, ...], int]]:
    """Every row that differs by moving one run of neighbouring figures by up to ``settings.shift`` columns: the row, the
    columns of the run, and how far it is moved."""
    figures = [col for col, slot in enumerate(row) if amount(slot.text) is not None]
    for first in range(len(figures)):
        for last in range(first, len(figures)):
            run = figures[first : last + 1]
            for distance in [way for far in range(1, settings.shift + 1) for way in (far, -far)]:
                moved = _moved(row, run, distance)
                if moved is not None:
                    yield moved, tuple(run), distance


def _moved(row: DataRow, run: list[int], distance: int) -> DataRow | None:
    if run[0] + distance < 0 or run[-1] + distance >= len(row):
        return None
    moved = list(row)
    for col in run:
        moved[col] = Slot()
    for col in run:
        if moved[col + distance].text:
            return None
        moved[col + distance] = row[col]
    filled_before = [slot.text for slot in row if slot.text]
    return moved if [slot.text for slot in moved if slot.text] == filled_before else None
