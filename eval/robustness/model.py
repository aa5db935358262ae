"""A disclosure before it is set: headings, paragraphs of clauses, tables; and the truth of each.

The builders of a family give a :class:`Disclosure`; a mistake edits it; the renderers set it;
:mod:`gouji.eval.robustness.truth` writes down what it says.  The parts are mutable on purpose: a
planted mistake changes what is printed and what is true of the print at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

Cell = str | None


@dataclass(slots=True)
class Piece:
    """A stretch of a clause; ``field`` names the statement field whose printed form it is."""

    text: str
    field: str | None = None


@dataclass(slots=True)
class Clause:
    """One statement: its pieces in order, and the fields that no piece prints (subject, unit, year …)."""

    pieces: list[Piece]
    fields: dict[str, str | int | None]
    tail: str = ""
    """Punctuation that belongs to the sentence, not to the quote."""

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


@dataclass(slots=True)
class Heading:
    text: str
    level: int
    """1 part, 2 一、, 3 （一）, 4 1."""


@dataclass(slots=True)
class Paragraph:
    section: str
    parts: list[str | Clause]

    @property
    def text(self) -> str:
        texts = (part if isinstance(part, str) else part.text + part.tail for part in self.parts)
        return "".join(texts)


@dataclass(slots=True)
class Contents:
    """The contents page: entries with their level; the tables that it lists by title."""

    entries: list[tuple[int, str]]


@dataclass(slots=True)
class FormRow:
    """A row of a form's head: text, grid columns and grid rows that each cell covers.

    ``start``: the first grid column of the row, where a cell of a row above reaches down.
    """

    cells: list[tuple[str, int, int]]
    start: int = 0


@dataclass(slots=True)
class TableSpec:
    """One table: what it says (gold form) and how it is to be set.

    ``rows`` hold printed digits without separators.  ``align``: l, r or c per column; ``widths``
    relative; ``merge_down``: columns in which equal neighbours print as one merged cell (within
    equal cells of the columns before); ``wide``: row → columns that its first cell covers.
    """

    id: str
    kind: str
    title: str | None
    number: str | None
    unit: str | None
    columns: list[list[str]]
    rows: list[list[Cell]]
    align: str
    widths: list[float]
    notes: list[str] = field(default_factory=list)
    is_empty: bool = False
    form: dict[str, Cell] | None = None
    caption: str = "number_title"
    """``number_title``: number, then title on a line each; ``joined``: 公开01表：title; ``title``."""
    department_line: str | None = None
    unit_line: str | None = None
    column_row: list[str] | None = None
    grid: list[int] | None = None
    """Grid columns under each column, where a form's head is finer than the table below it."""
    merge_down: tuple[int, ...] = ()
    wide: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    blank_before_last: int = 0
    head_rows: list[FormRow] = field(default_factory=list)
    rows_after: list[FormRow] = field(default_factory=list)
    bold_rows: set[int] = field(default_factory=set)
    listed: bool = True
    """Whether the contents page lists it by title."""
    pages: list[int] = field(default_factory=list)
    lines: tuple[int, int] | None = None


Block = Heading | Paragraph | Contents | TableSpec


@dataclass(slots=True)
class Disclosure:
    doc_id: str
    metadata: dict[str, str | int | None]
    cover: list[str]
    blocks: list[Block]
    duties: list[str] = field(default_factory=list)
    internal_units: list[str] = field(default_factory=list)
    glossary: list[dict[str, str]] = field(default_factory=list)
    inconsistencies: list[dict[str, object]] = field(default_factory=list)

    @property
    def tables(self) -> list[TableSpec]:
        return [block for block in self.blocks if isinstance(block, TableSpec)]

    @property
    def paragraphs(self) -> list[Paragraph]:
        return [block for block in self.blocks if isinstance(block, Paragraph)]

    def clauses(self) -> list[tuple[Paragraph, Clause]]:
        return [(p, part) for p in self.paragraphs for part in p.parts if isinstance(part, Clause)]

    def table(self, kind: str) -> TableSpec | None:
        return next((table for table in self.tables if table.kind == kind), None)


def cents(amount: int) -> str:
    """Printed digits of a whole number of hundredths: 223547 → ``2235.47``."""
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100}.{abs(amount) % 100:02d}"


def grouped(digits: str) -> str:
    """Printed digits with thousands separators; anything that is no figure is given back."""
    whole, dot, decimals = digits.partition(".")
    sign = "-" if whole.startswith("-") else ""
    body = whole.removeprefix("-")
    if not body.isdigit():
        return digits
    return f"{sign}{int(body):,}{dot}{decimals}"


def percent(part: Decimal, whole: Decimal) -> Decimal:
    """``part`` of ``whole`` in percent, two places, half up, as the disclosures compute it."""
    return (part * 100 / whole).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
