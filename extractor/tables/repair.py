"""Rows of amount tables that a converter shifted: the accounting identities say where a figure belongs.

Takes a :class:`Body` whose columns are known, moves runs of a row's figures sideways when that makes
identities hold which the printed columns break, and records each decision.  Identities come from the
header tree: under one label, 合计/小计 equals the sum of its siblings.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from gouji.domain.headers import is_total_label
from gouji.normalise import amount, fold
from gouji.tables.headers import Path
from gouji.tables.rows import Body, DataRow, Slot

TOLERANCE = Decimal("0.02")
"""Rounding of two parts printed with two decimals; the checks judge rounding exactly, not this step."""
MAX_SHIFT = 2
"""A converter loses one empty cell, rarely two."""


@dataclass(frozen=True, slots=True)
class Identity:
    """``total`` = sum of ``parts`` (column indexes)."""

    total: int
    parts: tuple[int, ...]


def identities(columns: list[Path]) -> list[Identity]:
    """The sums that the header states: each 合计/小计 against the columns beside it under one label."""
    found: list[Identity] = []
    _collect(columns, list(range(len(columns))), 0, found)
    return found


def _collect(columns: list[Path], members: list[int], depth: int, found: list[Identity]) -> int | None:
    """Collect the identities below one label; gives the column of its total, if it has one."""
    groups: dict[str, list[int]] = {}
    for col in members:
        if len(columns[col]) > depth:
            groups.setdefault(fold(columns[col][depth]), []).append(col)
    total: int | None = None
    parts: list[int] = []
    for label, cols in groups.items():
        leaf = len(cols) == 1 and len(columns[cols[0]]) == depth + 1
        if leaf and is_total_label(label):
            total = cols[0] if total is None else total
        elif leaf:
            parts.append(cols[0])
        else:
            inner = _collect(columns, cols, depth + 1, found)
            parts.extend([inner] if inner is not None else cols)
    if total is not None and len(parts) > 1:
        found.append(Identity(total, tuple(col for col in parts if col > total)))
    return total


def realign(body: Body) -> None:
    """Move shifted figures of each row to the columns in which the identities hold."""
    if body.spans_known:
        return
    sums = [identity for identity in identities(body.columns) if identity.parts]
    if not sums:
        return
    for index, row in enumerate(body.rows):
        better = _best_shift(row, sums)
        if better is not None:
            body.rows[index] = better
            place = next((slot.places[0] for slot in row if slot.places), None)
            where = f"第{place.line}行" if place and place.line else f"第{index + 1}行"
            body.decisions.append(f"{where}的金额按合计与分项的勾稽关系移回所属列")


def _best_shift(row: DataRow, sums: list[Identity]) -> DataRow | None:
    """The row with one run of figures moved such that more identities hold and none fails, or ``None``.

    Moving must make an identity hold, not merely leave one without figures: a misprinted total stays
    where it is printed.  A converter's shift, undone, leaves nothing broken; a move that does is a guess.
    """
    held, broken = _verdict(row, sums)
    if not broken:
        return None
    best: tuple[int, int, DataRow] | None = None
    for moved, distance in _shifts(row):
        now_held, now_broken = _verdict(moved, sums)
        rank = (-now_held, distance)
        if now_broken == 0 and now_held > held and (best is None or rank < best[:2]):
            best = (*rank, moved)
    return best[2] if best else None


def _verdict(row: DataRow, sums: list[Identity]) -> tuple[int, int]:
    """How many identities the row's figures keep and break; details that are not printed do neither."""
    held = broken = 0
    for identity in sums:
        parts = [amount(row[col].text) for col in identity.parts]
        printed = [value for value in parts if value is not None]
        total = amount(row[identity.total].text)
        if not any(printed):
            continue
        if total is not None and abs(total - sum(printed, Decimal(0))) <= TOLERANCE:
            held += 1
        else:
            broken += 1
    return held, broken


def _shifts(row: DataRow) -> Iterator[tuple[DataRow, int]]:
    """Every row that differs by moving one run of neighbouring figures by up to :data:`MAX_SHIFT`."""
    figures = [col for col, slot in enumerate(row) if amount(slot.text) is not None]
    for first in range(len(figures)):
        for last in range(first, len(figures)):
            run = figures[first : last + 1]
            for distance in (1, -1, MAX_SHIFT, -MAX_SHIFT):
                moved = _moved(row, run, distance)
                if moved is not None:
                    yield moved, abs(distance) * len(run)


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
