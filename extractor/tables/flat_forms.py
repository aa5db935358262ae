"""Indicator tables (项目支出绩效目标表) in reading order, their cells wrapped over many short lines.

Takes the body lines and the columns, gives rows in which the merged cells (单位, 项目, 预算数, 绩效目标, 一级、二级指标)
are repeated.  The order of reading is a sentence of a small grammar::

    table     = total? project*
    project   = head group*                 head  = unit? code-name category? budget? goal?
    group     = first-level? second-level? row+
    row       = words operator value unit? weight | words 定性 words weight

Words of the first and second level, operators and project codes are its terminals (data in
:mod:`extractor.domain.formats`).  Text that stands where the grammar has no place for it goes on with a
merged cell above (a page ended inside it); which one, the width of its printed lines tells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from extractor.domain.formats import (
    FIRST_LEVEL,
    MISPRINTED_OPERATORS,
    NATURES,
    OPERATORS,
    QUALITATIVE,
    SECOND_LEVEL,
)
from extractor.normalise import amount
from extractor.read.model import Line
from extractor.tables.flat_headers import Column
from extractor.tables.flat_rows import BodyRows
from extractor.tables.flat_text import Piece, glyph_width, is_figure, joined, pieces_of, text_of

_FIRST = re.compile(rf"(?:{'|'.join(FIRST_LEVEL)})(?:[(（]\d+分?[)）])?")
_SECOND = re.compile(
    rf"(?:{'|'.join(sorted(SECOND_LEVEL, key=len, reverse=True))})(?:指标)?(?:[(（]\d+分?[)）])?"
)
_PROJECT = re.compile(r"(?<![0-9A-Z])(\d{6}[0-9A-Z]{12,18})[-—－]")
_CATEGORY = re.compile(r"^\d{1,2}[-—－](?!\d)")
TOTALS = ("合计", "总计")
MAX_TORN = 4
MAX_WORDS = 120
"""Longest name of an indicator in characters; longer text is no name."""
TAIL_KEYS: frozenset[str] = frozenset(
    {"指标性质", "指标方向", "指标值", "值", "度量单位", "值的单位", "分值"}
)
Pieces = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator row: what the grammar read, by column key."""

    cells: dict[str, Pieces]


@dataclass(slots=True)
class Project:
    """One project: the cells of its head and its indicator rows."""

    head: dict[str, Pieces] = field(default_factory=dict)
    rows: list[Indicator] = field(default_factory=list)
    loose: list[Piece] = field(default_factory=list)
    """Text of merged cells printed after the first rows."""


def is_indicator_header(columns: Sequence[Column]) -> bool:
    """Whether the columns are those of an indicator table with operator, value and unit."""
    keys = {column.key for column in columns}
    return "三级指标" in keys and bool(keys & {"指标性质", "指标方向"}) and bool(keys & {"指标值", "值"})


@dataclass(slots=True)
class _Scanner:
    """Reads tokens from pieces; ``at`` is the next piece."""

    pieces: list[Piece]
    keys: list[str]
    at: int = 0

    def text(self, index: int) -> str:
        return self.pieces[index].bare if index < len(self.pieces) else ""

    def level(self, index: int, pattern: re.Pattern[str]) -> int:
        """How many whole pieces from ``index`` on make up a word of a level; 0 for none, the longest reading."""
        word = ""
        found = 0
        for size in range(1, MAX_TORN + 1):
            if index + size > len(self.pieces):
                break
            word += self.text(index + size - 1)
            if pattern.fullmatch(word):
                found = size
        return found

    def first_level(self, index: int, current: str | None) -> int:
        """Pieces of a first-level word; 成本指标 and 满意度指标 may also be second-level words."""
        size = self.level(index, _FIRST)
        if not size or not self.level(index, _SECOND):
            return size
        opens = self.level(index + size, _SECOND) > 0
        word = text_of(self.pieces[index : index + size])
        return (
            size if opens or (current is not None and word[:3] != current[:3] and "成本" not in word) else 0
        )

    def operator(self, index: int) -> bool:
        """Whether an operator (or the misprint of one before a figure) stands at ``index``."""
        text = self.text(index)
        if text in OPERATORS or (text in NATURES and {"指标性质", "指标方向"} <= set(self.keys)):
            return True
        return (
            text in MISPRINTED_OPERATORS and is_figure(self.text(index + 1)) and not self._ends_figure(index)
        )

    def _ends_figure(self, index: int) -> bool:
        """Whether a lone digit is the rest of a torn figure above it."""
        return (
            index > 0
            and _is_torn(self.text(index - 1))
            and self.pieces[index - 1].line is not self.pieces[index].line
        )

    def tail(self) -> dict[str, Pieces] | None:
        """Operator, value, unit and weight from ``at`` on, in the order of the columns; ``None`` if they are not there."""
        start, cells = self.at, {}
        qualitative = False
        for key in self.keys:
            taken = self._take(key, qualitative)
            if taken is None:
                self.at = start
                return None
            qualitative = qualitative or text_of(taken) in QUALITATIVE
            cells[key] = taken
        return cells

    def _take(self, key: str, qualitative: bool) -> Pieces | None:
        if key in ("指标性质", "指标方向"):
            known = self.operator(self.at) or self.text(self.at) in NATURES
            return self._next(1) if known else None if key == "指标性质" else ()
        if key in ("指标值", "值"):
            return self._value(qualitative)
        if key in ("度量单位", "值的单位"):
            return () if qualitative else self._unit()
        if key == "分值":
            return self._figure() or ()
        return ()

    def _next(self, count: int) -> Pieces:
        taken = tuple(self.pieces[self.at : self.at + count])
        self.at += count
        return taken

    def _value(self, qualitative: bool) -> Pieces | None:
        """A figure, whose digits may go on in the next line; words where the indicator is 定性."""
        if not qualitative and is_figure(self.text(self.at)):
            size = 1
            while re.fullmatch(r"\d+", self.text(self.at + size)) and self._is_word(self.at + size + 1):
                size += 1
            return self._next(size)
        size = 0
        while self._is_word(self.at + size) and size < MAX_TORN:
            size += 1
        return self._next(size) if size else None

    def _unit(self) -> Pieces:
        size = 0
        while self._is_word(self.at + size) and size < MAX_TORN and is_figure(self.text(self.at + size + 1)):
            size += 1
            if is_figure(self.text(self.at + size)):
                break
        return self._next(size)

    def _is_word(self, index: int) -> bool:
        """Whether a piece is a word that can stand in a value or unit cell."""
        text = self.text(index)
        return (
            bool(text)
            and not is_figure(text)
            and not self.level(index, _FIRST)
            and not self.level(index, _SECOND)
        )

    def _figure(self) -> Pieces | None:
        """A figure with the digits that the narrow cell broke off (``20.0`` / ``0``)."""
        if not is_figure(self.text(self.at)):
            return None
        return self._next(1 + self.broken(self.at))

    def broken(self, index: int) -> int:
        """1 where the last digit of the figure at ``index`` stands alone on the next line."""
        following = self.text(index + 1)
        apart = index + 1 < len(self.pieces) and self.pieces[index].line is not self.pieces[index + 1].line
        return int(apart and _is_torn(self.text(index)) and bool(re.fullmatch(r"\d", following)))


def first_level_size(pieces: Sequence[Piece], index: int) -> int:
    """How many pieces from ``index`` on make up a first-level word; 0 for none."""
    return _Scanner(list(pieces), []).first_level(index, None)


def second_level_size(pieces: Sequence[Piece], index: int) -> int:
    """How many pieces from ``index`` on make up a second-level word; 0 for none."""
    return _Scanner(list(pieces), []).level(index, _SECOND)


def _is_torn(text: str) -> bool:
    """A figure with a single decimal, which these tables do not print: its last digit is in the next line."""
    return bool(re.fullmatch(r"[\d,]+\.\d?", text))


@dataclass(slots=True)
class _Reading:
    """What a pass over the pieces gives; ``end`` is the piece after the last complete row."""

    projects: list[Project]
    end: int
    rest: list[Piece] = field(default_factory=list)
    """Text after the last row."""


def _read(pieces: list[Piece], columns: Sequence[Column], fresh: bool = True) -> _Reading:
    """One pass of the grammar; with ``fresh`` false it stops at the first text that is no row."""
    keys = [column.key or "" for column in columns]
    tail_keys = [key for key in keys[keys.index("三级指标") + 1 :] if key in TAIL_KEYS]
    scan = _Scanner(pieces, tail_keys)
    projects, run = [Project()], list[Piece]()
    first: Pieces = ()
    second: Pieces = ()
    seen: set[str] = set()
    named, end = False, 0
    while scan.at < len(pieces):
        size = 0 if named and run else scan.first_level(scan.at, text_of(first) or None)
        other = 0 if size or (named and run) else scan.level(scan.at, _SECOND)
        if size or other:
            word = text_of(pieces[scan.at : scan.at + size])
            if run and not fresh:
                break
            _settle(run, projects, opens=bool(size) and word in seen)
            if projects[-1].rows == [] and size:
                seen = set()
            run = []
            if size:
                first, second = scan._next(size), ()
                seen.add(word)
            else:
                second = scan._next(other)
            named = bool(other)
        elif run and scan.operator(scan.at):
            tail = scan.tail()
            if tail is None:
                run.append(pieces[scan.at])
                scan.at += 1
                continue
            cells = {"一级指标": first, "二级指标": second, "三级指标": tuple(run), **tail}
            projects[-1].rows.append(Indicator(cells))
            run, named, end = [], False, scan.at
        else:
            run.append(pieces[scan.at])
            scan.at += 1
            if not fresh and len(text_of(run)) > MAX_WORDS:
                break
    return _Reading(projects, end, run)


def _settle(run: list[Piece], projects: list[Project], opens: bool) -> None:
    """Text before a level word: the head of a new project, or the rest of a merged cell."""
    if not run:
        return
    chars = "".join(piece.bare for piece in run)
    match = _PROJECT.search(chars)
    if match or opens or not projects[-1].rows:
        if projects[-1].rows:
            projects.append(Project())
        projects[-1].loose = list(run)
        projects[-1].head = {}
        return
    projects[-1].loose.extend(run)


def read_indicator_rows(lines: Sequence[Line], columns: Sequence[Column]) -> BodyRows:
    """The rows of an indicator table; the first row is the total where one is printed."""
    pieces = [piece for line in lines for piece in pieces_of(line)]
    reading = _read(pieces, columns)
    heads = _Heads(columns)
    total = heads.read(reading.projects)
    decisions = heads.fill(reading.projects, total)
    rows: list[tuple[Pieces, ...]] = []
    if total:
        rows.append(tuple(total.get(column.key or "", ()) for column in columns))
    for project in reading.projects:
        for row in project.rows:
            cells = {**project.head, **row.cells}
            rows.append(tuple(cells.get(column.key or "", ()) for column in columns))
    if not total and text_of(reading.rest).startswith(TOTALS):
        closing, _ = heads.total(reading.rest)
        rows.append(tuple(closing.get(column.key or "", ()) for column in columns))
    return BodyRows(tuple(rows), tuple(decisions))


def find_torn_rest(lines: Sequence[Line], columns: Sequence[Column]) -> list[int]:
    """Indexes of lines in other text that are indicator rows: they open with a level word and read on as rows."""
    found: list[int] = []
    index = 0
    while index < len(lines):
        pieces = [piece for line in lines[index : index + MAX_TORN] for piece in pieces_of(line)]
        scan = _Scanner(pieces, [])
        if pieces and pieces[0].line is lines[index] and (scan.level(0, _FIRST) or scan.level(0, _SECOND)):
            rest = [piece for line in lines[index:] for piece in pieces_of(line)]
            reading = _read(rest, columns, fresh=False)
            if reading.end:
                last = rest[reading.end - 1].line
                stop = next(i for i in range(index, len(lines)) if lines[i] is last)
                found.extend(range(index, stop + 1))
                index = stop
        index += 1
    return found


@dataclass(slots=True)
class _Heads:
    """Turns the loose text of projects into the cells of their heads."""

    columns: Sequence[Column]
    width: int = 0
    """Widest printed line of a project name, in half characters, learned where something bounds the name."""

    def keys(self) -> list[str]:
        keys = [column.key or "" for column in self.columns]
        return keys[: keys.index("一级指标")]

    def read(self, projects: list[Project]) -> dict[str, Pieces]:
        """Fill ``project.head``; gives the cells of the total row printed before the first project."""
        total: dict[str, Pieces] = {}
        first = projects[0]
        if text_of(first.loose).startswith(TOTALS):
            total, first.loose = self.total(first.loose)
        self.width = max((self._bounded_width(project.loose) for project in projects), default=0)
        for project in projects:
            project.head = self._head(project.loose)
        return total

    def total(self, pieces: list[Piece]) -> tuple[dict[str, Pieces], list[Piece]]:
        """``合计- - - 766.7 / 7``: the words before the figure in the columns before 预算数."""
        stop = next((i for i, piece in enumerate(pieces) if is_figure(piece.bare)), None)
        if stop is None:
            return {}, pieces
        size = 1 + _Scanner(pieces, []).broken(stop)
        cells: dict[str, Pieces] = {
            key: (piece,) for key, piece in zip(self.keys(), pieces[:stop], strict=False) if key != "预算数"
        }
        cells["预算数"] = tuple(pieces[stop : stop + size])
        return cells, pieces[stop + size :]

    def _bounded_width(self, loose: list[Piece]) -> int:
        """The width of a name that a category or a budget figure ends."""
        code = _code_span(loose)
        if code is None:
            return 0
        name: list[Piece] = []
        for piece in loose[code[1] :]:
            if _CATEGORY.match(piece.bare) or is_figure(piece.bare):
                return max((glyph_width(run.text) for run in joined(name)), default=0)
            name.append(piece)
        return 0

    def _head(self, loose: list[Piece]) -> dict[str, Pieces]:
        code = _code_span(loose)
        if code is None:
            return self._uncoded(loose)
        cells: dict[str, Pieces] = {}
        if code[0]:
            cells["单位名称"] = tuple(loose[: code[0]])
        at = code[1]
        name = list(loose[code[0] : at])
        at = self._until(loose, at, name, narrow=True)
        cells["项目名称"] = tuple(name)
        if at < len(loose) and _CATEGORY.match(loose[at].bare) and "项目类别" in self.keys():
            category: list[Piece] = [loose[at]]
            at = self._until(loose, at + 1, category, narrow=True)
            cells["项目类别"] = tuple(category)
        if at < len(loose) and is_figure(loose[at].bare):
            size = 1 + _Scanner(loose, []).broken(at)
            cells["预算数"] = tuple(loose[at : at + size])
            at += size
        return self._goal(loose[at:], cells)

    def _until(self, loose: list[Piece], at: int, cell: list[Piece], narrow: bool) -> int:
        """Take pieces into a cell up to a category, a figure alone, or a line wider than the column."""
        while at < len(loose):
            text = loose[at].bare
            alone = at + 1 == len(loose) or loose[at + 1].line is not loose[at].line
            if _CATEGORY.match(text) or (is_figure(text) and alone):
                break
            if narrow and self.width and _line_width(loose, at) > self.width:
                break
            cell.append(loose[at])
            at += 1
        return at

    def _goal(self, rest: list[Piece], cells: dict[str, Pieces]) -> dict[str, Pieces]:
        """The goal, and the name's and goal's text from the next page: narrow lines first are the name's."""
        breaks = _page_break(rest, self.width)
        if breaks is not None:
            start, stop = breaks
            cells["项目名称"] = (*cells.get("项目名称", ()), *rest[start:stop])
            rest = rest[:start] + rest[stop:]
        if rest:
            cells["绩效目标"] = tuple(rest)
        return cells

    def _uncoded(self, loose: list[Piece]) -> dict[str, Pieces]:
        """A head without codes: the printed runs in the order of the columns, the figure is the budget."""
        keys = self.keys()
        stop = next((i for i, piece in enumerate(loose) if is_figure(piece.bare)), None)
        cells: dict[str, Pieces] = {}
        if stop is None or "预算数" not in keys:
            for key, piece in zip(keys, loose, strict=False):
                cells[key] = (piece,)
            return cells
        before = keys[: keys.index("预算数")]
        for index, key in enumerate(before):
            last = index == len(before) - 1
            cells[key] = tuple(loose[index:stop] if last else loose[index : min(index + 1, stop)])
        size = 1 + _Scanner(loose, []).broken(stop)
        cells["预算数"] = tuple(loose[stop : stop + size])
        after = keys[keys.index("预算数") + 1 :]
        if after and loose[stop + size :]:
            cells[after[0]] = tuple(loose[stop + size :])
        return cells

    def fill(self, projects: list[Project], total: dict[str, Pieces]) -> list[str]:
        """Repeat merged cells of the project above; the budget only where the total then adds up."""
        repeated: dict[str, list[str]] = {}
        above: dict[str, Pieces] = {}
        for project in projects:
            for key in self.keys():
                if key in above and key != "预算数" and key not in project.head:
                    project.head[key] = above[key]
                    repeated.setdefault(key, []).append(_name(project))
            above = {**project.head}
        decisions = [
            f"{key}：项目“{'”“'.join(names[:3])}”{f'等{len(names)}项' if len(names) > 3 else ''}未另印，与上一项目为同一合并格。"
            for key, names in repeated.items()
        ]
        decisions.extend(self._shared_budgets(projects, total))
        return decisions

    def _shared_budgets(self, projects: list[Project], total: dict[str, Pieces]) -> list[str]:
        """Equal budgets of neighbours may be printed once: repeated where the sum then meets the total."""
        wanted = amount(text_of(total.get("预算数", ())))
        gap = [i for i, project in enumerate(projects) if not project.head.get("预算数") and i > 0]
        if wanted is None or not gap:
            return []
        values = [amount(text_of(project.head.get("预算数", ()))) for project in projects]
        shared = list(values)
        for index in gap:
            shared[index] = shared[index - 1]
        if sum((v for v in shared if v is not None), Decimal(0)) != wanted:
            return []
        for index in gap:
            projects[index].head["预算数"] = projects[index - 1].head["预算数"]
        names = "、".join(f"“{_name(projects[index])}”" for index in gap)
        return [f"项目{names}未另印预算数：与上一项目同数合并，各项目之和方等于合计{wanted}。"]


def _name(project: Project) -> str:
    return text_of(project.head.get("项目名称", ()))


def _code_span(pieces: list[Piece]) -> tuple[int, int] | None:
    """(first piece of the project code, piece after the one that holds its dash)."""
    match = _PROJECT.search("".join(piece.bare for piece in pieces))
    if not match:
        return _spaced_code(pieces)
    return _piece_at(pieces, match.start(1)), _piece_at(pieces, match.end() - 1) + 1


def _spaced_code(pieces: list[Piece]) -> tuple[int, int] | None:
    """A project code that follows another digit directly (``…(本级)`` missing): it starts at a piece's start."""
    for index in range(len(pieces)):
        text = "".join(piece.bare for piece in pieces[index : index + 2 * MAX_TORN])
        match = _PROJECT.match(text)
        if match:
            return index, index + _piece_at(pieces[index:], match.end() - 1) + 1
    return None


def _piece_at(pieces: Sequence[Piece], offset: int) -> int:
    """The index of the piece that holds a character of the joined text."""
    for index, piece in enumerate(pieces):
        offset -= len(piece.bare)
        if offset < 0:
            return index
    return len(pieces) - 1


def _line_width(pieces: Sequence[Piece], index: int) -> int:
    """The printed width of the run of pieces that share a line with ``pieces[index]``."""
    line = pieces[index].line
    same = [piece for piece in pieces if piece.line is line]
    return sum(glyph_width(run.text) for run in joined(same))


def _page_break(pieces: Sequence[Piece], width: int) -> tuple[int, int] | None:
    """Lines of the name column between wide lines of the goal: (start, stop) of a run of at least two.

    A cell's lines are all full but the last, so two or more narrow lines in a row inside the goal cannot be its own.
    """
    if not width:
        return None
    narrow = [_line_width(pieces, i) <= width for i in range(len(pieces))]
    start = None
    for index, is_narrow in enumerate(narrow):
        if is_narrow and start is None:
            start = index
        elif not is_narrow and start is not None:
            if start > 0 and pieces[index - 1].line is not pieces[start].line:
                return start, index
            start = None
    return None
