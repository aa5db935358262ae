"""Rows of a flat table printed as several lists side by side: 收入 | 支出, 功能分类 | 支出用途, 人员经费 | 公用经费.

Takes the body lines and the columns, gives one list of tokens per column and row.  The converter dropped the empty
cells, so a line of one name may belong to any side.  Every line is cut into segments (a name with the figures behind
it); the segments of all lines are then given to the sides, order kept, by a shortest path over the rows: enumerators
(一、二、（一）…) and codes must go on counting in their side, words of revenue speak for the revenue side, words of the
functional classes for expenditure.

Which column of its side a figure stands in, the sums of rows and of columns tell.  Down a side the names count
(一、（一）1.) and close (合计, 总计): a name is the sum of the names counted below it, a closing line the sum of what it
closes.  The closing line of several sides under one header cell (支出: 功能分类 | 支出用途) is one cell across them, whose
figure stands in the last one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations

from gouji.domain.formats import ECONOMIC_CLASS, EXPENDITURE_CLASSES, REVENUE_WORDS
from gouji.domain.numbering import item_number, without_number
from gouji.domain.totals import WHOLE, TotalLevel, is_total, total_level
from gouji.figures import is_dash, is_figure, value_of
from gouji.grids.flat.header import FlatColumn, HeaderNode
from gouji.grids.flat.rows import FlatRows, RawRow, doubts_of, figure_row
from gouji.grids.flat.stated import StatedAmounts, stated_by
from gouji.grids.flat.tokens import Token, Tokens, mend_figures, tokens_of
from gouji.grids.settings import FlatSettings
from gouji.read.model import Line
from gouji.sums.header_sums import header_sums
from gouji.sums.placement import FigureRow, assign_figures
from gouji.sums.row_tree import children_by_number, outermost, rows_closed


@dataclass(frozen=True, slots=True)
class Side:
    """One of the lists: its side (收入方, 支出方) by vocabulary and the indexes of its columns."""

    name: str
    root: HeaderNode
    """The outermost header cell; sides under one cell are parts of one side."""
    key_columns: tuple[int, ...]
    name_column: int | None
    figure_columns: tuple[int, ...]


@dataclass(slots=True)
class Segment:
    """A name with the figures printed behind it."""

    keys: list[Token] = field(default_factory=list)
    words: list[Token] = field(default_factory=list)
    figures: list[Token] = field(default_factory=list)

    @property
    def name(self) -> str:
        return "".join(token.bare for token in self.words)


def sides_of(columns: Sequence[FlatColumn]) -> list[Side]:
    """The sides of a table: a name column that follows a figure column opens the next one."""
    groups: list[list[int]] = []
    for index, column in enumerate(columns):
        if column.role == "seq" and index == 0:
            continue
        opens = column.role != "figure" and (not groups or columns[index - 1].role == "figure")
        if opens or not groups:
            groups.append([])
        groups[-1].append(index)
    return [_side(columns, group) for group in groups]


def _side(columns: Sequence[FlatColumn], group: Sequence[int]) -> Side:
    keys = tuple(i for i in group if columns[i].role in ("part", "code", "seq"))
    names = [i for i in group if columns[i].role in ("name", "text", "group")]
    root = columns[group[-1]].nodes[0]
    figures = tuple(i for i in group if columns[i].role == "figure")
    return Side(root.key or "", root, keys, names[0] if names else None, figures)


def is_sided(columns: Sequence[FlatColumn]) -> bool:
    """Whether a header shows at least two sides, each with a name and a figure column."""
    sides = [side for side in sides_of(columns) if side.name_column is not None and side.figure_columns]
    return len(sides) > 1


def ordinal(segment: Segment) -> tuple[str | None, int | None]:
    """The kind and value of what a name counts by: ``一、`` ``（一）`` ``1.`` or a code."""
    if segment.keys:
        return "code", int("".join(key.bare for key in segment.keys))
    number = item_number(segment.name)
    if number is None or number.style not in LEVELS:
        return None, None
    return number.style, number.ordinal


HALF_ROW = "编码与名称不在一行，此行的拼合待核"
LINE_NUMBER = "行次"
LEVELS: tuple[str, ...] = ("chinese", "chinese_paren", "arabic")


def fill_figures(
    rows: Sequence[Sequence[Segment]],
    choice: Sequence[Sequence[int]],
    sides: Sequence[Side],
    columns: Sequence[FlatColumn],
    out: list[list[Tokens]],
    settings: FlatSettings,
) -> tuple[tuple[str, ...], tuple[dict[int, str], ...]]:
    """Place the figures of each side by the identities of its own columns; gives decisions and doubts per row."""
    _take_line_numbers(rows, choice, sides, columns, out)
    stated = _stated(rows, choice, sides)
    homes = _homes(rows, choice, sides)
    decisions: list[str] = []
    doubts: list[dict[int, str]] = [{} for _ in rows]
    for index, side in enumerate(sides):
        inside = [
            (row, segment)
            for row, (segments, home) in enumerate(zip(rows, homes, strict=True))
            for segment, at in zip(segments, home, strict=False)
            if at == index
        ]
        decisions.extend(_fill_side(inside, side, columns, out, doubts, stated, settings))
    return tuple(decisions), tuple(doubts)


def _take_line_numbers(
    rows: Sequence[Sequence[Segment]],
    choice: Sequence[Sequence[int]],
    sides: Sequence[Side],
    columns: Sequence[FlatColumn],
    out: list[list[Tokens]],
) -> None:
    """Put the 行次 in front of each segment's amounts into its column."""
    for row, (segments, chosen) in enumerate(zip(rows, choice, strict=True)):
        for segment, at in zip(segments, chosen, strict=False):
            column = next((i for i in sides[at].figure_columns if columns[i].key == LINE_NUMBER), None)
            if column is not None and segment.figures and segment.figures[0].bare.isdigit():
                out[row][column] = (segment.figures.pop(0),)


def _stated(
    rows: Sequence[Sequence[Segment]], choice: Sequence[Sequence[int]], sides: Sequence[Side]
) -> dict[str, Decimal]:
    """What the revenue side states about its sources; the expenditure side prints them as columns."""
    return stated_by(
        (segment.name, value_of(segment.figures[-1].bare) if segment.figures else None)
        for segments, chosen in zip(rows, choice, strict=True)
        for segment, at in zip(segments, chosen, strict=False)
        if sides[at].name == "收入方" and all(is_figure(token.bare) for token in segment.figures)
    )


def _homes(
    rows: Sequence[Sequence[Segment]], choice: Sequence[Sequence[int]], sides: Sequence[Side]
) -> list[list[int]]:
    """The side in which the figures of each segment stand.

    From the first closing line on (本年支出合计, 结转下年, 支出总计) that is the last side under the header cell.
    """
    closed: set[int] = set()
    homes: list[list[int]] = []
    for segments, chosen in zip(rows, choice, strict=True):
        home = list(chosen)
        for index, segment in enumerate(segments[: len(home)]):
            root = sides[home[index]].root
            if is_total(segment.name):
                closed.add(id(root))
            stop = home[index + 1] if index + 1 < len(home) else len(sides)
            while id(root) in closed and home[index] + 1 < stop and sides[home[index] + 1].root is root:
                home[index] += 1
        homes.append(home)
    return homes


def _fill_side(
    inside: Sequence[tuple[int, Segment]],
    side: Side,
    columns: Sequence[FlatColumn],
    out: list[list[Tokens]],
    doubts: list[dict[int, str]],
    stated: StatedAmounts,
    settings: FlatSettings,
) -> tuple[str, ...]:
    open_columns = [i for i in side.figure_columns if columns[i].key != LINE_NUMBER]
    labels = [columns[i] for i in open_columns]
    figures: list[FigureRow] = []
    for _, segment in inside:
        raw = RawRow(words=segment.words, figures=segment.figures)
        figures.append(figure_row(raw, None, labels, stated=stated, settings=settings))
    result = assign_figures(
        figures,
        len(labels),
        header_sums([column.path for column in labels]),
        _children([segment for _, segment in inside]) if len(labels) > 1 else {},
        [column.path[-1] for column in labels],
    )
    for (row, segment), places, open_ in zip(inside, result.places, result.doubts, strict=True):
        for token, place in zip(segment.figures, places or (), strict=False):
            out[row][open_columns[place]] = (token,)
        doubts[row].update(doubts_of(open_, open_columns, columns))
        if _is_half(segment, side):
            doubts[row].update(dict.fromkeys(open_columns, HALF_ROW))
    return result.decisions


def _is_half(segment: Segment, side: Side) -> bool:
    """Whether a segment with figures lacks its code or its name in a side that prints both: its row was torn."""
    whole = bool(segment.keys) and bool(segment.words)
    return bool(side.key_columns and segment.figures) and not whole and not is_total(segment.name)


def _children(names: Sequence[Segment]) -> dict[int, tuple[int, ...]]:
    """Row → the rows that add up to it, by the counting of the names and the closing lines of one side."""
    levels = [total_level(segment.name) for segment in names]
    styles = [ordinal(segment)[0] for segment in names]
    depths = [
        LEVELS.index(style) if level is None and style in LEVELS else None
        for level, style in zip(levels, styles, strict=True)
    ]
    closed = {total: outermost(rows, depths) for total, rows in rows_closed(levels).items() if rows}
    return children_by_number(depths) | closed


_CODE = re.compile(r"^(?:\d{3}|\d{5}|\d{7})$")
Counts = tuple[tuple[str, int], ...]


def read_sided_rows(lines: Sequence[Line], columns: Sequence[FlatColumn], settings: FlatSettings) -> FlatRows:
    """The rows of a table of sides."""
    sides = sides_of(columns)
    listed = columns[0].role == "seq"
    numbered = any(column.key == "行次" for column in columns)
    numbers, rows = [], list[list[Segment]]()
    for line in lines:
        number, segments = _segments(line, listed, numbered, settings)
        if rows and not number and _goes_on(rows[-1], segments):
            rows[-1][-1].words.extend(segments[0].words)
            rows[-1][-1].figures.extend(segments[0].figures)
        elif segments or number:
            numbers.append(number)
            rows.append(segments)
    choice = _shortest_path(rows, sides, settings)
    out: list[list[Tokens]] = []
    for number, segments, chosen in zip(numbers, rows, choice, strict=True):
        cells: list[Tokens] = [()] * len(columns)
        if listed:
            cells[0] = tuple(number)
        for segment, index in zip(segments, chosen, strict=False):
            _fill_words(segment, sides[index], cells)
        out.append(cells)
    decisions, doubts = fill_figures(rows, choice, sides, columns, out, settings)
    return FlatRows(tuple(tuple(cells) for cells in out), decisions, doubts)


def _segments(
    line: Line, listed: bool, numbered: bool, settings: FlatSettings
) -> tuple[list[Token], list[Segment]]:
    """Cut a line: a name begins after a figure, at an enumerator, at a code, or after a closing word.

    With ``listed`` the running number in front is given apart; with ``numbered`` a 行次 behind an amount belongs
    to the next side, whose name is not printed.
    """
    segments: list[Segment] = []
    tokens = mend_figures(tokens_of(line))
    size = int(listed and bool(tokens) and bool(re.fullmatch(r"\d{1,4}", tokens[0].bare)))
    for token in tokens[size:]:
        last = segments[-1] if segments else None
        text = token.bare
        fresh = last is None or bool(last.figures)
        opens = last is not None and (last.words or (last.keys and text in ECONOMIC_CLASS))
        if _CODE.match(text) and (fresh or opens):
            segments.append(Segment(keys=[token]))
        elif last is not None and not last.words and last.keys and re.fullmatch(r"\d{2}", text):
            last.keys.append(token)
        elif numbered and last is not None and last.figures and _is_next_line(text, last.figures[-1].bare):
            segments.append(Segment(figures=[token]))
        elif last is not None and (is_figure(text) or is_dash(text)):
            last.figures.append(token)
        elif last is None and is_figure(text):
            segments.append(Segment(figures=[token]))
        elif last is None or last.figures or _starts_name(last, text, settings):
            segments.append(Segment(words=[token]))
        else:
            last.words.append(token)
    return tokens[:size], segments


def _is_next_line(text: str, before: str) -> bool:
    """Whether a whole number behind a figure is the 行次 of the next side: after an amount, or a larger 行次."""
    return (
        text.isdigit() and text != "0" and ("." in before or (before.isdigit() and int(text) > int(before)))
    )


def _starts_name(last: Segment, text: str, settings: FlatSettings) -> bool:
    """Whether a word after a name without figures begins the next name."""
    if not last.words:
        return False
    turns = _word_cost(last.name, "支出方", settings) > 0 and _word_cost(text, "收入方", settings) > 0
    return turns or item_number(text) is not None or total_level(last.name) in WHOLE | {TotalLevel.YEAR}


def _goes_on(above: Sequence[Segment], segments: Sequence[Segment]) -> bool:
    """Whether a line only ends the last name above: its bracket is still open."""
    return bool(above) and not above[-1].figures and len(segments) == 1 and _is_open(above[-1].name)


def _is_open(name: str) -> bool:
    return name.count("（") + name.count("(") > name.count("）") + name.count(")")


def _shortest_path(
    rows: Sequence[Sequence[Segment]], sides: Sequence[Side], settings: FlatSettings
) -> list[tuple[int, ...]]:
    """The cheapest way to give the segments of all rows to the sides (states: what each side counts)."""
    start: tuple[Counts, ...] = tuple(() for _ in sides)
    states: dict[tuple[Counts, ...], tuple[float, list[tuple[int, ...]]]] = {start: (0.0, [])}
    for segments in rows:
        following: dict[tuple[Counts, ...], tuple[float, list[tuple[int, ...]]]] = {}
        ways = list(combinations(range(len(sides)), min(len(segments), len(sides))))
        for state, (cost, path) in states.items():
            for way in ways:
                price, counters = _price(segments, way, sides, state, settings)
                known = following.get(counters)
                if known is None or cost + price < known[0] - 1e-9:
                    following[counters] = (cost + price, [*path, way])
        best = sorted(following.items(), key=lambda item: (item[1][0], item[1][1]))[: settings.states]
        states = dict(best)
    return min(states.values(), key=lambda item: (item[0], item[1]))[1]


def _price(
    segments: Sequence[Segment],
    way: Sequence[int],
    sides: Sequence[Side],
    state: tuple[Counts, ...],
    settings: FlatSettings,
) -> tuple[float, tuple[Counts, ...]]:
    counters = list(state)
    price = 0.0
    for segment, index in zip(segments, way, strict=False):
        side = sides[index]
        step, counters[index] = _count(segment, counters[index], settings)
        price += step + _word_cost(segment.name, side.name, settings) + settings.right_list * index
        price += settings.surplus_figure * max(0, len(segment.figures) - len(side.figure_columns))
        price += settings.miscount * bool(segment.keys and not side.key_columns)
        price += settings.other_side * _other_half(segment, state[index])
    return price, tuple(counters)


def _other_half(segment: Segment, counter: Counts) -> bool:
    """Whether an economic class belongs to the other half of 基本支出 than the codes above it in the side."""
    above = next((str(number) for style, number in counter if style == "code"), "")
    half = ECONOMIC_CLASS.get("".join(key.bare for key in segment.keys)[:3])
    return half is not None and ECONOMIC_CLASS.get(above[:3], half) != half


def _count(segment: Segment, counter: Counts, settings: FlatSettings) -> tuple[float, Counts]:
    """What it costs to print this name next in a side, and what the side counts after it."""
    style, number = ordinal(segment)
    if style is None or number is None:
        return 0.0, counter
    levels = dict(counter)
    order = [name for name, _ in counter]
    if style in levels:
        cost = (
            0.0
            if number == levels[style] + 1
            else settings.miscount * (0.5 if number > levels[style] else 1.0)
        )
        kept = order[: order.index(style)]
    else:
        cost = 0.0 if number == 1 or style == "code" else settings.miscount
        kept = order
    return cost, (*((name, levels[name]) for name in kept), (style, number))


def _word_cost(name: str, side: str, settings: FlatSettings) -> float:
    bare = without_number(name)
    spending = bare.startswith((*EXPENDITURE_CLASSES, "支出"))
    earning = not spending and any(word in bare for word in REVENUE_WORDS)
    if side == "收入方":
        return settings.other_side * spending
    if side == "支出方":
        return settings.other_side * earning
    return 0.0


def _fill_words(segment: Segment, side: Side, cells: list[Tokens]) -> None:
    if side.key_columns and not segment.keys and is_total(segment.name):
        cells[side.key_columns[0]] = tuple(segment.words)
    elif side.name_column is not None:
        cells[side.name_column] = tuple(segment.words)
    for column, key in zip(side.key_columns, segment.keys, strict=False):
        cells[column] = (key,)
