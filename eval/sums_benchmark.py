"""Sums found by arithmetic alone in the tables of a public benchmark (AggreCol: Jiang et al., EDBT 2022).

Takes tables as lines of JSON (``file_name``, ``table_array``, ``number_format`` and, where a digit is to be changed,
the annotated ``sums``), gives the sums found in each: ``[[row, column], [[row, column], …]]``, total and parts.
"""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from gouji.errors import ConfigError
from gouji.sums.found_sums import Direction, FoundSum, found_sums
from gouji.sums.noticed_units import noticed_figures

MARKS = {"Comma": ",", "Point": ".", "Space": " ", "None": ""}
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")

Cell = tuple[int, int]
Sum = tuple[Cell, tuple[Cell, ...]]
Values = list[list[Decimal | None]]


def read_tables(path: Path) -> Iterator[dict[str, Any]]:
    """The tables of a ``.jl`` or ``.jl.gz`` file.

    Raises :class:`~gouji.errors.ConfigError` for a line that is no table.
    """
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                table = json.loads(line)
                table["file_name"], table["table_array"], table["number_format"]
            except (ValueError, KeyError, TypeError) as error:
                raise ConfigError(str(path), f"第 {number} 行不是表：{error!r}", "") from error
            yield table


def value_of(text: str, thousands: str, point: str) -> Decimal | None:
    """The value of a cell, ``None`` where it is no number; ``(1,234)`` is negative, % and signs of currency are dropped.

    >>> value_of("$ (1,234.50)", ",", "."), value_of("n/a", ",", ".")
    (Decimal('-1234.50'), None)
    """
    digits = re.sub(r"[\s$€£]", " ", text).strip().rstrip("%").strip()
    negative = len(digits) > 2 and digits[0] == "(" and digits[-1] == ")"
    digits = digits[1:-1].strip() if negative else digits
    if thousands:
        digits = digits.replace(thousands, "")
    digits = digits.replace(point, ".")
    if not NUMBER.fullmatch(digits):
        return None
    return -Decimal(digits) if negative else Decimal(digits)


def values_of(table: dict[str, Any]) -> Values:
    """The values of a table by rows."""
    thousands, point = (MARKS[word] for word in table["number_format"].split())
    return [[value_of(text, thousands, point) for text in row] for row in table["table_array"]]


def sums_of(values: Values) -> list[Sum]:
    """The sums found, as cells."""
    return [one for found in found_sums(noticed_figures(values)) for one in cells_of(found)]


def cells_of(found: FoundSum) -> Iterator[Sum]:
    """The cells of every instance of a sum: its total and its parts."""
    for instance in found.instances:
        line = [(k, instance.at) for k in (found.total, *found.parts)]
        cells = line if found.lines is Direction.ROWS else [(at, k) for k, at in line]
        yield cells[0], tuple(cells[1:])
