"""Printed lines of a one-sided flat table → rows of codes, words and figures that have no columns yet.

Takes the body lines and the columns, gives :class:`RawRow`.  A row opens with a code, a running number or a total;
a line of text alone continues the name above it, a line of figures alone brings the figures of the name above it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from gouji.grids.flat.header import Column
from gouji.grids.flat.text import Piece, is_figure, mend_figures, pieces_of, text_of
from gouji.read.model import Line

TOTAL = re.compile(r"^(?:本年)?(?:收入|支出)?(?:合计|总计|小计)$|(?:小计|合计|总计)$")
EMPTY_TABLE = re.compile(r"^(?:无|空|此表为空|本表为空|本表无数据)$")
"""Words that a table without data prints in its first cell."""
DASHES = frozenset({"-", "—", "－", "--", "——", "–"})
_GLUED = re.compile(r"(\d{3}|\d{5}|\d{6}|\d{7}|\d{9})(?=[\u4e00-\u9fff（(])(?!年|月|个|项|人|万|元|台|辆)")
_CODE = re.compile(r"(?=.*\d{3})[0-9A-Z]{3,25}$")
_ENUMERATOR = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.．,，]|[（(][一二三四五六七八九十]{1,3}[)）]|\d{1,2}[、.．](?!\d)|其中[:：])"
)


@dataclass(slots=True)
class RawRow:
    """One printed row before its pieces have columns."""

    keys: list[Piece] = field(default_factory=list)
    words: list[Piece] = field(default_factory=list)
    figures: list[Piece] = field(default_factory=list)
    tail: list[Piece] = field(default_factory=list)
    """Text printed after the figures: the end of a wrapped name, or the start of the next one."""

    @property
    def name(self) -> str:
        return text_of(self.words)

    @property
    def is_total(self) -> bool:
        """A row of sums; a running number in front of it is no code."""
        return all(len(key.bare) < 3 for key in self.keys) and bool(TOTAL.search(self.name))


def assemble(lines: Sequence[Line], columns: Sequence[Column]) -> list[RawRow]:
    """Printed lines → rows, wrapped names and figures on lines of their own joined."""
    keyed = any(column.role in ("code", "part", "seq") for column in columns)
    named = any(column.role in ("name", "text", "group") for column in columns)
    width = sum(column.role == "figure" for column in columns)
    rows: list[RawRow] = []
    for line in lines:
        part = _split(line, columns)
        current = rows[-1] if rows else None
        if _is_figures_alone(part, current, keyed or named):
            _add_figures(rows, part.keys + part.figures, width)
        elif part.keys or current is None or part.is_total:
            rows.append(part)
        elif keyed and not _opens(part) or not keyed and _continues_name(current, part):
            _continue(current, part)
        else:
            rows.append(part)
    return _settle_tails(rows)


def _split(line: Line, columns: Sequence[Column]) -> RawRow:
    """One line as leading codes, words, trailing figures."""
    pieces = mend_figures([part for piece in pieces_of(line) for part in _unglue(piece)])
    row = RawRow()
    rest = list(pieces)
    if any(column.role == "seq" for column in columns) and rest and re.fullmatch(r"\d{1,4}", rest[0].bare):
        row.keys.append(rest.pop(0))
    parts = sum(column.role == "part" for column in columns)
    codes = sum(column.role == "code" for column in columns)
    while rest and parts and _is_part(rest[0].bare, row.keys):
        row.keys.append(rest.pop(0))
        parts -= 1
    while rest and codes and _is_code(rest):
        taken = _code_pieces(rest)
        row.keys.append(_merged(rest[:taken]))
        del rest[:taken]
        codes -= 1
    while rest and (is_figure(rest[-1].bare) or (rest[-1].bare in DASHES and len(rest) > 1)):
        row.figures.insert(0, rest.pop())
    row.words = rest
    return row


def _unglue(piece: Piece) -> list[Piece]:
    match = _GLUED.match(piece.text)
    if not match:
        return [piece]
    return [piece.part(0, match.end()), piece.part(match.end(), len(piece.text))]


def _is_part(text: str, before: Sequence[Piece]) -> bool:
    """Whether a piece is the next part of a code: three digits for the 类, then two each."""
    return bool(re.fullmatch(r"\d{2}", text) or (not before and re.fullmatch(r"\d{3}|\d{5}|\d{7}", text)))


def _is_code(rest: Sequence[Piece]) -> bool:
    return bool(_CODE.match(rest[0].bare))


def _code_pieces(rest: Sequence[Piece]) -> int:
    """How many pieces make up a code that a space broke (``208050 2``): a whole code has 3, 5 or 7 digits."""
    first = rest[0].bare
    if first.isdigit() and len(first) in (4, 6) and len(rest) > 1 and re.fullmatch(r"\d", rest[1].bare):
        return 2
    return 1


def _merged(pieces: Sequence[Piece]) -> Piece:
    return Piece(pieces[0].line, pieces[0].start, pieces[-1].end)


def _is_figures_alone(part: RawRow, current: RawRow | None, worded: bool) -> bool:
    """A line of figures without words; with a code in front it is a row whose name stands elsewhere."""
    if part.words or not (part.keys or part.figures):
        return False
    return not worded or (current is not None and not part.keys)


def _add_figures(rows: list[RawRow], figures: list[Piece], width: int) -> None:
    """Give figures on a line of their own to the row above that lacks them, or open a row of figures."""
    current = rows[-1] if rows else None
    if current is not None and not current.figures and (current.words or current.keys):
        current.figures = list(figures)
        return
    if current is not None and len(current.figures) + len(figures) <= width:
        current.figures.extend(figures)
        return
    rows.append(RawRow(figures=list(figures)))


def _opens(part: RawRow) -> bool:
    """Whether words without a code open a row of their own in a table of codes."""
    return part.is_total or bool(_ENUMERATOR.match(part.name))


def _continues_name(current: RawRow, part: RawRow) -> bool:
    """In a table without codes a line continues the name above only where brackets are still open."""
    name = current.name.replace("（", "(").replace("）", ")")
    return not current.figures and name.count("(") > name.count(")")


def _continue(current: RawRow, part: RawRow) -> None:
    if current.figures:
        current.tail.extend(part.words)
        current.figures.extend(part.figures)
        return
    current.words.extend(part.words)
    current.figures.extend(part.figures)


def _settle_tails(rows: list[RawRow]) -> list[RawRow]:
    """Text after the figures ends the name above, or opens the name of the next row when that has none."""
    for index, row in enumerate(rows):
        if not row.tail:
            continue
        following = rows[index + 1] if index + 1 < len(rows) else None
        if following is not None and following.keys and not following.words:
            following.words = row.tail
        else:
            row.words = row.words + row.tail
        row.tail = []
    return rows
