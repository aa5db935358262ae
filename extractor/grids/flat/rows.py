"""Rows of a one-sided flat table: codes, name and figures put back together, figures placed by identities.

Takes the body lines and the columns, gives one list of tokens per column and row.  Printed lines become rows of codes,
words and figures that have no columns yet (:func:`assemble`): a row opens with a code, a running number or a total; a
line of text alone continues the name above it, a line of figures alone brings the figures of the name above it.  The
figures of all rows are then placed together (:mod:`gouji.sums.placement`) with what their economic class, custom and
the other tables of the document say.  Lists whose names stand in two columns under one label (``一般公共预算资金 | 小计``,
below it ``| 专项收入``) are :func:`read_grouped_rows`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from decimal import Decimal
from types import MappingProxyType

from gouji.domain.formats import ECONOMIC_CLASS, rare_columns
from gouji.domain.headers import DATA_MARK
from gouji.domain.totals import WHOLE, TotalLevel, is_total, total_level
from gouji.figures import is_dash, is_figure, quantum, value_of
from gouji.grids.flat.header import FlatColumn, HeaderNode
from gouji.grids.flat.stated import DIVIDED, StatedAmounts, columns_stated, empty_priors
from gouji.grids.flat.tokens import Token, Tokens, mend_figures, text_of, tokens_of
from gouji.grids.settings import FlatSettings
from gouji.normalise import fold
from gouji.read.model import Line
from gouji.schemas.record import TableKind
from gouji.sums.header_sums import header_sums
from gouji.sums.placement import Assignment, FigureRow, assign_figures
from gouji.sums.row_tree import children_by_code

EMPTY_TABLE = re.compile(r"^(?:无|空|此表为空|本表为空|本表无数据)$")
"""Words that a table without data prints in its first cell."""
_GLUED = re.compile(r"(\d{3}|\d{5}|\d{6}|\d{7}|\d{9})(?=[\u4e00-\u9fff（(])(?!年|月|个|项|人|万|元|台|辆)")
_CODE = re.compile(r"(?=.*\d{3})[0-9A-Z]{3,25}$")


@dataclass(slots=True)
class RawRow:
    """One printed row before its tokens have columns."""

    keys: list[Token] = field(default_factory=list)
    words: list[Token] = field(default_factory=list)
    figures: list[Token] = field(default_factory=list)
    tail: list[Token] = field(default_factory=list)
    """Text printed after the figures: the end of a wrapped name, or the start of the next one."""

    @property
    def name(self) -> str:
        return text_of(self.words)

    @property
    def is_total(self) -> bool:
        """A row of sums; a running number in front of it is no code."""
        return all(len(key.bare) < 3 for key in self.keys) and is_total(self.name)


def assemble(lines: Sequence[Line], columns: Sequence[FlatColumn]) -> list[RawRow]:
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


def _split(line: Line, columns: Sequence[FlatColumn]) -> RawRow:
    """One line as leading codes, words, trailing figures."""
    tokens = mend_figures([part for token in tokens_of(line) for part in _unglue(token)])
    row = RawRow()
    rest = list(tokens)
    if any(column.role == "seq" for column in columns) and rest and re.fullmatch(r"\d{1,4}", rest[0].bare):
        row.keys.append(rest.pop(0))
    parts = sum(column.role == "part" for column in columns)
    codes = sum(column.role == "code" for column in columns)
    while rest and parts and _is_part(rest[0].bare, row.keys):
        row.keys.append(rest.pop(0))
        parts -= 1
    while rest and codes and _is_code(rest):
        taken = _code_tokens(rest)
        row.keys.append(_merged(rest[:taken]))
        del rest[:taken]
        codes -= 1
    while rest and (is_figure(rest[-1].bare) or (is_dash(rest[-1].bare) and len(rest) > 1)):
        row.figures.insert(0, rest.pop())
    row.words = rest
    return row


def _unglue(token: Token) -> list[Token]:
    match = _GLUED.match(token.text)
    if not match:
        return [token]
    return [token.part(0, match.end()), token.part(match.end(), len(token.text))]


def _is_part(text: str, before: Sequence[Token]) -> bool:
    """Whether a token is the next part of a code: three digits for the 类, then two each."""
    return bool(re.fullmatch(r"\d{2}", text) or (not before and re.fullmatch(r"\d{3}|\d{5}|\d{7}", text)))


def _is_code(rest: Sequence[Token]) -> bool:
    return bool(_CODE.match(rest[0].bare))


def _code_tokens(rest: Sequence[Token]) -> int:
    """How many tokens make up a code that a space broke (``208050 2``): a whole code has 3, 5 or 7 digits."""
    first = rest[0].bare
    if first.isdigit() and len(first) in (4, 6) and len(rest) > 1 and re.fullmatch(r"\d", rest[1].bare):
        return 2
    return 1


def _merged(tokens: Sequence[Token]) -> Token:
    return Token(tokens[0].line, tokens[0].start, tokens[-1].end)


def _is_figures_alone(part: RawRow, current: RawRow | None, worded: bool) -> bool:
    """A line of figures without words; with a code in front it is a row whose name stands elsewhere."""
    if part.words or not (part.keys or part.figures):
        return False
    return not worded or (current is not None and not part.keys)


def _add_figures(rows: list[RawRow], figures: list[Token], width: int) -> None:
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
    return part.is_total or bool(DATA_MARK.match(fold(part.name)))


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


def place_figures(
    rows: Sequence[RawRow],
    columns: Sequence[FlatColumn],
    kind: TableKind | None,
    stated: StatedAmounts,
    settings: FlatSettings,
) -> Assignment:
    """The figure column of every figure, for all rows together."""
    figure_columns = [column for column in columns if column.role == "figure"]
    codes = full_codes(rows, any(column.role == "part" for column in columns))
    totals = [i for i, row in enumerate(rows) if row.is_total and total_level(row.name) in WHOLE]
    children, top = children_by_code(codes, details=True)
    whole = totals or ([0] if len(rows) == 1 else [])
    known = columns_stated(figure_columns, stated) if kind in DIVIDED else {}
    figures = [
        figure_row(row, code, figure_columns, kind, stated, settings=settings)
        for row, code in zip(rows, codes, strict=True)
    ]
    return assign_figures(
        [replace(row, stated=known) if i in whole else row for i, row in enumerate(figures)],
        len(figure_columns),
        header_sums([column.path for column in figure_columns]),
        children | {total: below for total in totals if (below := tuple(r for r in top if r != total))},
        [column.path[-1] for column in figure_columns],
    )


def full_codes(rows: Sequence[RawRow], in_parts: bool) -> list[str | None]:
    """The whole code of each row; where only the 款 is printed, under the 类 above it."""
    codes: list[str | None] = []
    above = ""
    for row in rows:
        keys = [key.bare for key in row.keys if not (len(key.bare) < 3 and not in_parts)]
        if not keys:
            codes.append(None)
            continue
        code = "".join(keys)
        if in_parts and len(keys[0]) == 2:
            code = above[:3] + code
        elif in_parts:
            above = code
        codes.append(code)
    return codes


def figure_row(
    row: RawRow,
    code: str | None,
    columns: Sequence[FlatColumn],
    kind: TableKind | None = None,
    stated: StatedAmounts = MappingProxyType({}),
    *,
    settings: FlatSettings,
) -> FigureRow:
    """The figures of a row, and the columns that its economic class, custom or another table speak against."""
    values = tuple(Decimal(0) if is_dash(token.bare) else value_of(token.bare) for token in row.figures)
    step = min((quantum(token.bare) for token in row.figures), default=Decimal("0.01"))
    prior: dict[int, float] = {}
    half = ECONOMIC_CLASS.get((code or "")[:3])
    if half is not None:
        other = {"人员经费": "公用经费", "公用经费": "人员经费"}[half]
        prior = {i: settings.other_class for i, column in enumerate(columns) if column.key == other}
    prior |= {
        i: settings.rare_column
        for i, column in enumerate(columns)
        if _column_keys(column) & rare_columns(kind)
    }
    prior |= empty_priors(columns, stated, settings)
    fixed = tuple(range(len(values))) if len(values) == len(columns) else None
    return FigureRow(values, row.name or (code or ""), step, prior, fixed=() if not values else fixed)


def _column_keys(column: FlatColumn) -> set[str]:
    return {node.key for node in column.nodes if node.key is not None}


def doubts_of(open_: Set[int], at: Sequence[int], columns: Sequence[FlatColumn]) -> dict[int, str]:
    """The columns of a row between which nothing decides, with the sentence for the review; ``at``: their indexes."""
    names = "、".join(dict.fromkeys(columns[at[i]].path[-1] for i in sorted(open_)))
    return {at[i]: f"空格已失，数字属{names}哪一列不能判定" for i in open_}


@dataclass(frozen=True, slots=True)
class FlatRows:
    """Rows as one tuple of tokens per column, how the open ones were decided, and figures without a column."""

    rows: tuple[tuple[Tokens, ...], ...]
    decisions: tuple[str, ...] = ()
    doubts: tuple[Mapping[int, str], ...] = ()
    """Per row, the columns of which it is not certain whether the figure stands in them, and why."""


def read_rows(
    lines: Sequence[Line],
    columns: Sequence[FlatColumn],
    kind: TableKind | None = None,
    stated: StatedAmounts = MappingProxyType({}),
    *,
    settings: FlatSettings,
) -> FlatRows:
    """The rows of a table whose figure columns stand right of its words; ``stated`` is what other tables state."""
    rows = assemble(lines, columns)
    placed = place_figures(rows, columns, kind, stated, settings)
    keyed = _keyed(rows, columns)
    figure_columns = [i for i, column in enumerate(columns) if column.role == "figure"]
    out = []
    for row, cells, at in zip(rows, keyed, placed.places, strict=True):
        filled = list(cells)
        for token, index in zip(row.figures, at or (), strict=False):
            filled[figure_columns[index]] = (token,)
        out.append(tuple(filled))
    doubts = [doubts_of(open_, figure_columns, columns) for open_ in placed.doubts]
    return FlatRows(tuple(out), placed.decisions, tuple(doubts))


def _keyed(rows: Sequence[RawRow], columns: Sequence[FlatColumn]) -> list[list[Tokens]]:
    """The words and codes of each row in their columns; a total stands in the first column (after 序号)."""
    seq = [i for i, column in enumerate(columns) if column.role == "seq"]
    parts = [i for i, column in enumerate(columns) if column.role == "part"]
    codes = [i for i, column in enumerate(columns) if column.role == "code"]
    names = [i for i, column in enumerate(columns) if column.role in ("name", "text", "group")]
    out = []
    for row in rows:
        cells: list[Tokens] = [()] * len(columns)
        keys = list(row.keys)
        if seq and keys and len(keys[0].bare) <= 4 and keys[0].bare.isdigit():
            cells[seq[0]] = (keys.pop(0),)
        _place_parts(list(keys), parts, cells)
        for index, token in zip(codes, keys if not parts else [], strict=False):
            cells[index] = (token,)
        if (row.is_total or EMPTY_TABLE.match(row.name)) and not seq:
            cells[0] = tuple(row.words)
        else:
            _place_words(row.words, names, cells)
        out.append(cells)
    return out


def _place_parts(keys: Sequence[Token], parts: Sequence[int], cells: list[Tokens]) -> None:
    """类 款 项 by their digits: three digits are a 类; two digits take the next part to the right."""
    at = 0
    for key in keys:
        if at >= len(parts):
            return
        if at == 0 and len(key.bare) == 2:
            at = 1 if len(parts) > 1 else 0
        cells[parts[at]] = (key,)
        at += 1


def _place_words(words: Sequence[Token], names: Sequence[int], cells: list[Tokens]) -> None:
    """Words in their columns: with one column all of them, otherwise one printed run each."""
    if not names or not words:
        return
    if len(names) == 1:
        cells[names[0]] = tuple(words)
        return
    first, *rest = words
    groups: list[list[Token]] = [[first]]
    for word in rest:
        if word.line is groups[-1][-1].line and len(groups) < len(names):
            groups.append([word])
        else:
            groups[-1].append(word)
    for index, group in zip(names, groups, strict=False):
        cells[index] = tuple(group)


def is_grouped(lines: Sequence[Line], columns: Sequence[FlatColumn]) -> bool:
    """Whether the only name column holds groups with a 小计 beside them, and figures fill one column."""
    roles = [column.role for column in columns]
    if roles not in (["name", "figure"], ["text", "figure"]):
        return False
    return sum(_opens_group(row) for row in assemble(lines, columns)) > 1


def _opens_group(row: RawRow) -> bool:
    """``一般公共预算资金 小计``: a name and a word of its own that says that its parts follow."""
    return len(row.words) > 1 and total_level(row.words[-1].bare) is TotalLevel.SUBTOTAL


def read_grouped_rows(
    lines: Sequence[Line], columns: Sequence[FlatColumn]
) -> tuple[list[FlatColumn], FlatRows]:
    """The columns with a second, unlabelled name column, and the rows with the group repeated on each."""
    name, figure = columns
    second = FlatColumn((HeaderNode(None, ()),), "text")
    group: Tokens = ()
    out: list[tuple[Tokens, ...]] = []
    for row in assemble(lines, columns):
        figures = tuple(row.figures[:1])
        if _opens_group(row):
            group = tuple(row.words[:-1])
            out.append((group, (row.words[-1],), figures))
        elif group and not is_total(text_of(row.words)):
            out.append((group, tuple(row.words), figures))
        else:
            out.append((tuple(row.words), (), figures))
    return [name, second, figure], FlatRows(tuple(out))
