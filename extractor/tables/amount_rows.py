"""Rows of amount tables that a converter shifted: the accounting identities say where a figure belongs.

Takes a :class:`Body` whose columns are known, moves runs of a row's figures sideways when that makes
identities hold which the printed columns break, and records each decision.  The header states the identities
(:mod:`gouji.sums.header_sums`).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from gouji.domain.headers import CODE_HEADER
from gouji.domain.table_words import holds_money
from gouji.figures import amount, is_blank_mark
from gouji.normalise import fold
from gouji.sums.header_sums import ColumnSum, header_sums
from gouji.tables.body import Body, DataRow, Slot
from gouji.tables.settings import TableSettings


def realign_amounts(body: Body, settings: TableSettings) -> None:
    """Move shifted figures of each row to the columns in which the identities hold."""
    if body.spans_known:
        return
    figures = _figure_columns(body)
    stated = header_sums([body.columns[col] for col in figures])
    sums = [ColumnSum(figures[one.total], tuple(figures[part] for part in one.parts)) for one in stated]
    if not sums:
        return
    for index, row in enumerate(body.rows):
        better = _best_shift(row, sums, settings)
        if better is not None:
            body.rows[index] = better
            place = next((slot.places[0] for slot in row if slot.places), None)
            where = f"第{place.line}行" if place and place.line else f"第{index + 1}行"
            body.decisions.append(f"{where}的金额按合计与分项的勾稽关系移回所属列")


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


def _best_shift(row: DataRow, sums: list[ColumnSum], settings: TableSettings) -> DataRow | None:
    """The row with one run of figures moved such that more identities hold and none fails, or ``None``.

    Moving must make an identity hold, not merely leave one without figures: a misprinted total stays
    where it is printed.  A converter's shift, undone, leaves nothing broken; a move that does is a guess.
    """
    held, broken = _verdict(row, sums, settings)
    if not broken:
        return None
    best: tuple[int, int, DataRow] | None = None
    for moved, distance in _shifts(row, settings):
        now_held, now_broken = _verdict(moved, sums, settings)
        rank = (-now_held, distance)
        if now_broken == 0 and now_held > held and (best is None or rank < best[:2]):
            best = (*rank, moved)
    return best[2] if best else None


def _verdict(row: DataRow, sums: list[ColumnSum], settings: TableSettings) -> tuple[int, int]:
    """How many identities the row's figures keep and break; details that are not printed do neither."""
    held = broken = 0
    for identity in sums:
        parts = [amount(row[col].text) for col in identity.parts]
        printed = [value for value in parts if value is not None]
        total = amount(row[identity.total].text)
        if not any(printed):
            continue
        if total is not None and abs(total - sum(printed, Decimal(0))) <= settings.rounding:
            held += 1
        else:
            broken += 1
    return held, broken


def _shifts(row: DataRow, settings: TableSettings) -> Iterator[tuple[DataRow, int]]:
    """Every row that differs by moving one run of neighbouring figures by up to ``settings.shift`` columns."""
    figures = [col for col, slot in enumerate(row) if amount(slot.text) is not None]
    for first in range(len(figures)):
        for last in range(first, len(figures)):
            run = figures[first : last + 1]
            for distance in [way for far in range(1, settings.shift + 1) for way in (far, -far)]:
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
