"""The statutory tables of a disclosure, built from a ledger: the parts that all families share.

Each function takes the ledger, the printer of the style and the words of the family, and gives
a :class:`TableSpec` whose rows are in gold form.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from gouji.eval.robustness.catalogue import EXPENDITURE_CLASSES, economic_name, economics, function_name
from gouji.eval.robustness.ledger import Item, Ledger, levels
from gouji.eval.robustness.model import Cell, TableSpec, cents, grouped
from gouji.eval.robustness.style import Style

NUMERALS = "〇一二三四五六七八九十"
Value = Callable[[Item], int]


def numeral(n: int) -> str:
    """1 → 一, 12 → 十二, 21 → 二十一."""
    if n <= 10:
        return NUMERALS[n]
    tens, ones = divmod(n, 10)
    return ("" if tens == 1 else NUMERALS[tens]) + "十" + (NUMERALS[ones] if ones else "")


@dataclass(frozen=True, slots=True)
class Printer:
    """How the style prints an amount of the ledger."""

    style: Style

    def money(self, amount: int) -> Cell:
        """A table cell; zero as the style prints it."""
        return cents(amount) if amount else (self.style.zeros or None)

    def wan(self, amount: int) -> Decimal:
        """The amount in 万元 with two places, half up."""
        scale = Decimal(1_000_000 if self.style.yuan else 100)
        return (Decimal(amount) / scale).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)

    def prose(self, value: Decimal) -> str:
        """Printed digits of a 万元 figure in prose."""
        text = f"{value:.2f}"
        if self.style.strip_zeros and "." in text:
            text = text.rstrip("0").rstrip(".")
        return grouped(text) if self.style.prose_separators else text

    @property
    def unit(self) -> str:
        return "元" if self.style.yuan else "万元"


def functional_table(
    table: TableSpec, ledger: Ledger, printer: Printer, values: Sequence[Value], codes: int, total: str
) -> TableSpec:
    """Fill a table by 功能分类: 类, 款 and 项 rows with one amount per value, and the total row.

    ``codes``: 1 or 3 code columns.  ``total``: ``first``/``last``, then ``_code`` or ``_name``: the
    column in which 合计 is printed (in the code column it covers the name column too).
    """
    items = tuple(item for item in ledger.items if any(value(item) for value in values))
    body = [_functional_row(code, items, printer, values, codes) for code in levels(items)]
    sums = [printer.money(sum(value(item) for item in items)) for value in values]
    return with_total(table, body, sums, codes + 1, total)


def _functional_row(
    code: str, items: tuple[Item, ...], printer: Printer, values: Sequence[Value], codes: int
) -> list[Cell]:
    parts: list[Cell] = [code] if codes == 1 else [code[:3], code[3:5] or None, code[5:] or None]
    inside = [item for item in items if item.code.startswith(code)]
    amounts = [printer.money(sum(value(item) for item in inside)) for value in values]
    return [*parts, function_name(code), *amounts]


def with_total(
    table: TableSpec, body: list[list[Cell]], sums: list[Cell], labels: int, total: str
) -> TableSpec:
    """Put the 合计 row first or last; ``labels``: how many columns stand before the amounts."""
    first, column = total.split("_")
    blank: list[Cell] = [None] * labels
    blank[0 if column == "code" else labels - 1] = "合计"
    row = [*blank, *sums]
    table.rows = [row, *body] if first == "first" else [*body, row]
    at = 0 if first == "first" else len(body)
    if column == "code":
        table.wide[at] = [(0, labels)]
    table.bold_rows.add(at)
    return table


def economic_rows(ledger: Ledger, printer: Printer, codes: int, every: bool = False) -> list[list[Cell]]:
    """类 and 款 rows: code(s), name, 合计, 人员经费, 公用经费; ``every``: also the 款 without an amount.

    ``codes``: 1, 2 (类 and 款 both printed) or -2 (款 rows leave 类 empty).
    """
    rows = []
    used = {code[:3] for code in ledger.economics}
    for code, name in economics().items():
        if code[:3] not in used or (not every and not _economic_amount(ledger, code)):
            continue
        amount = _economic_amount(ledger, code)
        personnel = code[:3] in ("301", "303")
        split_code: list[Cell] = [code[:3] if len(code) == 3 or codes == 2 else None, code[3:] or None]
        cells: list[Cell] = [code] if codes == 1 else split_code
        sides = [printer.money(amount if personnel else 0), printer.money(0 if personnel else amount)]
        rows.append([*cells, name, printer.money(amount), *sides])
    return rows


def _economic_amount(ledger: Ledger, code: str) -> int:
    return sum(amount for key, amount in ledger.economics.items() if key.startswith(code))


def economic_sums(ledger: Ledger, printer: Printer) -> list[Cell]:
    return [printer.money(amount) for amount in (ledger.basic, ledger.personnel, ledger.public)]


def two_sided_economics(ledger: Ledger, printer: Printer, codes: int, blocks: int) -> list[list[Cell]]:
    """The two-sided 基本支出 of final accounts: 人员经费 left, 公用经费 right, every 款 printed.

    ``codes``: 1 or 2 code columns; ``blocks``: 1 or 2 blocks on the right side.
    """

    def cells(code: str) -> list[Cell]:
        head: list[Cell] = [code] if codes == 1 else [code[:3], code[3:] or None]
        return [*head, economic_name(code), printer.money(_economic_amount(ledger, code))]

    left = [cells(code) for code in economics() if code[:3] in ("301", "303")]
    right = [cells(code) for code in economics() if code[:3] not in ("301", "303")]
    half = -(-len(right) // blocks)
    sides = [left, *(right[at * half : (at + 1) * half] for at in range(blocks))]
    height = max(len(side) for side in sides)
    empty: list[Cell] = [None] * (codes + 2)
    return [sum((side[at] if at < len(side) else empty for side in sides), []) for at in range(height)]


def class_lines(ledger: Ledger, value: Value, every: bool) -> list[tuple[str, int]]:
    """Amounts by 类 under their names; ``every``: the classes of the form without an amount too."""
    sums: dict[str, int] = {}
    for item in ledger.items:
        name = function_name(item.code[:3])
        sums[name] = sums.get(name, 0) + value(item)
    if every:
        return [(name, sums.get(name, 0)) for name in EXPENDITURE_CLASSES]
    return [(name, amount) for name, amount in sums.items() if amount]


def side_by_side(left: list[list[Cell]], right: list[list[Cell]]) -> list[list[Cell]]:
    """Two lists of lines beside each other, the shorter filled with empty cells."""
    height = max(len(left), len(right))
    wide_left, wide_right = len(left[0]), len(right[0])
    left = left + [[None] * wide_left] * (height - len(left))
    right = right + [[None] * wide_right] * (height - len(right))
    return [[*a, *b] for a, b in zip(left, right, strict=True)]


def numbered(
    lines: list[tuple[str, int]], printer: Printer, mark: str = "{}、", start: int = 1
) -> list[list[Cell]]:
    """Lines of a summary table: 一、名称 and the amount."""
    return [
        [mark.format(numeral(at)) + name, printer.money(amount)]
        for at, (name, amount) in enumerate(lines, start)
    ]


def empty_functional(table: TableSpec, printer: Printer, labels: int, how: str) -> TableSpec:
    """An empty table: ``none`` no rows, ``total`` a 合计 row with zeros, ``word`` a row that says so."""
    amounts = len(table.columns) - labels
    table.is_empty = True
    if how == "total":
        table.rows = [["合计", *[None] * (labels - 1), *["0.00"] * amounts]]
        table.wide[0] = [(0, labels)]
    elif how == "word":
        nothing: list[Cell] = [None] * (len(table.columns) - 1)
        table.rows = [["无", *nothing], ["合计", *nothing]]
        table.wide[1] = [(0, labels)]
    return table
