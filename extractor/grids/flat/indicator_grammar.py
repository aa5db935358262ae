"""The grammar of indicator tables (项目支出绩效目标表) whose cells are wrapped over many short lines.

Takes the tokens of the body in reading order and the columns, gives projects with their indicator rows.
The order of reading is a sentence of a small grammar::

    table     = total? project*
    project   = head group*                 head  = unit? code-name category? budget? goal?
    group     = first-level? second-level? row+
    row       = words operator value unit? weight | words 定性 words weight

Words of the first and second level, operators and project codes are its terminals (data in
:mod:`gouji.domain.indicators`).  Text that stands where the grammar has no place for it is kept with its project
as loose text: the project's head, or the rest of a merged cell after a page's end.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from gouji.domain.indicators import (
    LEVEL1_IN_TEXT,
    LEVEL2_IN_TEXT,
    MISPRINTED_OPERATORS,
    NATURES,
    OPERATORS,
    QUALITATIVE,
    Role,
    role_of,
)
from gouji.domain.totals import WHOLE, total_level
from gouji.figures import is_figure
from gouji.grids.flat.header import FlatColumn
from gouji.grids.flat.tokens import Token, Tokens, text_of
from gouji.grids.settings import FlatSettings
from gouji.normalise import fold

PROJECT_CODE = re.compile(r"(?<![0-9A-Z])(\d{6}[0-9A-Z]{12,18})[-—－]")
TAIL_ROLES = frozenset({Role.NATURE, Role.OPERATOR, Role.VALUE, Role.UNIT, Role.UNIT_OR_WORDS, Role.WEIGHT})
"""The columns of an indicator's target, which end its row."""


def opens_total(tokens: Sequence[Token]) -> bool:
    """Whether text begins with the word of a total and its figure (``合计- - - 766.7``)."""
    return total_level(re.split(r"[-－—\d]", text_of(tokens), maxsplit=1)[0]) in WHOLE


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """One indicator row: what the grammar read, by column key."""

    cells: dict[str, Tokens]


@dataclass(slots=True)
class Project:
    """One project: the cells of its head and its indicator rows."""

    head: dict[str, Tokens] = field(default_factory=dict)
    rows: list[IndicatorRow] = field(default_factory=list)
    loose: list[Token] = field(default_factory=list)
    """Text of merged cells printed after the first rows."""


@dataclass(slots=True)
class Scanner:
    """Reads the tokens in order; ``at`` is the next one."""

    tokens: list[Token]
    tails: dict[str, Role]
    """Key and role of the columns that end a row."""
    settings: FlatSettings
    at: int = 0

    def text(self, index: int) -> str:
        return self.tokens[index].bare if index < len(self.tokens) else ""

    def level(self, index: int, pattern: re.Pattern[str]) -> int:
        """How many whole tokens from ``index`` on make up a word of a level; 0 for none, the longest reading."""
        word = ""
        found = 0
        for size in range(1, self.settings.torn_label + 1):
            if index + size > len(self.tokens):
                break
            word += self.text(index + size - 1)
            if pattern.match(fold(word)):
                found = size
        return found

    def first_level(self, index: int, current: str | None) -> int:
        """Tokens of a first-level word; 成本指标 and 满意度指标 may also be second-level words."""
        size = self.level(index, LEVEL1_IN_TEXT)
        if not size or not self.level(index, LEVEL2_IN_TEXT):
            return size
        opens = self.level(index + size, LEVEL2_IN_TEXT) > 0
        word = text_of(self.tokens[index : index + size])
        return (
            size if opens or (current is not None and word[:3] != current[:3] and "成本" not in word) else 0
        )

    def operator(self, index: int) -> bool:
        """Whether an operator (or the misprint of one before a figure) stands at ``index``."""
        text = fold(self.text(index))
        both = {Role.NATURE, Role.OPERATOR} <= set(self.tails.values())
        if text in OPERATORS or (text in NATURES and both):
            return True
        return (
            text in MISPRINTED_OPERATORS and is_figure(self.text(index + 1)) and not self._ends_figure(index)
        )

    def _ends_figure(self, index: int) -> bool:
        """Whether a lone digit is the rest of a torn figure above it."""
        return (
            index > 0
            and _is_torn(self.text(index - 1))
            and self.tokens[index - 1].line is not self.tokens[index].line
        )

    def tail(self) -> dict[str, Tokens] | None:
        """Operator, value, unit and weight from ``at`` on, in the order of the columns; ``None`` if they are not there."""
        start, cells = self.at, {}
        qualitative = False
        for key, role in self.tails.items():
            taken = self._take(role, qualitative)
            if taken is None:
                self.at = start
                return None
            qualitative = qualitative or fold(text_of(taken)) in QUALITATIVE
            cells[key] = taken
        return cells

    def _take(self, role: Role, qualitative: bool) -> Tokens | None:
        match role:
            case Role.NATURE | Role.OPERATOR:
                known = self.operator(self.at) or fold(self.text(self.at)) in NATURES
                return self._next(1) if known else None if role is Role.NATURE else ()
            case Role.VALUE:
                return self._value(qualitative)
            case Role.UNIT | Role.UNIT_OR_WORDS:
                return () if qualitative else self._unit()
            case _:
                return self._figure() or ()

    def _next(self, count: int) -> Tokens:
        taken = tuple(self.tokens[self.at : self.at + count])
        self.at += count
        return taken

    def _value(self, qualitative: bool) -> Tokens | None:
        """A figure, whose digits may go on in the next line; words where the indicator is 定性."""
        if not qualitative and is_figure(self.text(self.at)):
            size = 1
            while re.fullmatch(r"\d+", self.text(self.at + size)) and self._is_word(self.at + size + 1):
                size += 1
            return self._next(size)
        size = 0
        while self._is_word(self.at + size) and size < self.settings.torn_label:
            size += 1
        return self._next(size) if size else None

    def _unit(self) -> Tokens:
        size = 0
        while (
            self._is_word(self.at + size)
            and size < self.settings.torn_label
            and is_figure(self.text(self.at + size + 1))
        ):
            size += 1
            if is_figure(self.text(self.at + size)):
                break
        return self._next(size)

    def _is_word(self, index: int) -> bool:
        """Whether a token is a word that can stand in a value or unit cell."""
        text = self.text(index)
        return (
            bool(text)
            and not is_figure(text)
            and not self.level(index, LEVEL1_IN_TEXT)
            and not self.level(index, LEVEL2_IN_TEXT)
        )

    def _figure(self) -> Tokens | None:
        """A figure with the digits that the narrow cell broke off (``20.0`` / ``0``)."""
        if not is_figure(self.text(self.at)):
            return None
        return self._next(1 + self.broken(self.at))

    def broken(self, index: int) -> int:
        """1 where the last digit of the figure at ``index`` stands alone on the next line."""
        following = self.text(index + 1)
        apart = index + 1 < len(self.tokens) and self.tokens[index].line is not self.tokens[index + 1].line
        return int(apart and _is_torn(self.text(index)) and bool(re.fullmatch(r"\d", following)))


def first_level_size(tokens: Sequence[Token], index: int, settings: FlatSettings) -> int:
    """How many tokens from ``index`` on make up a first-level word; 0 for none."""
    return Scanner(list(tokens), {}, settings).first_level(index, None)


def second_level_size(tokens: Sequence[Token], index: int, settings: FlatSettings) -> int:
    """How many tokens from ``index`` on make up a second-level word; 0 for none."""
    return Scanner(list(tokens), {}, settings).level(index, LEVEL2_IN_TEXT)


def _is_torn(text: str) -> bool:
    """A figure with a single decimal, which these tables do not print: its last digit is in the next line."""
    return bool(re.fullmatch(r"[\d,]+\.\d?", text))


@dataclass(slots=True)
class IndicatorReading:
    """What a pass over the tokens gives; ``end`` is the token after the last complete row."""

    projects: list[Project]
    end: int
    rest: list[Token] = field(default_factory=list)
    """Text after the last row."""


def read_indicators(
    tokens: list[Token], columns: Sequence[FlatColumn], fresh: bool = True, *, settings: FlatSettings
) -> IndicatorReading:
    """One pass of the grammar; with ``fresh`` false it stops at the first text that is no row."""
    keys = [column.key or "" for column in columns]
    behind = ((key, role_of((key,))) for key in keys[keys.index("三级指标") + 1 :])
    scan = Scanner(tokens, {key: role for key, role in behind if role in TAIL_ROLES}, settings)
    projects, run = [Project()], list[Token]()
    first: Tokens = ()
    second: Tokens = ()
    seen: set[str] = set()
    named, end = False, 0
    while scan.at < len(tokens):
        size = 0 if named and run else scan.first_level(scan.at, text_of(first) or None)
        other = 0 if size or (named and run) else scan.level(scan.at, LEVEL2_IN_TEXT)
        if size or other:
            word = text_of(tokens[scan.at : scan.at + size])
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
                run.append(tokens[scan.at])
                scan.at += 1
                continue
            cells = {"一级指标": first, "二级指标": second, "三级指标": tuple(run), **tail}
            projects[-1].rows.append(IndicatorRow(cells))
            run, named, end = [], False, scan.at
        else:
            run.append(tokens[scan.at])
            scan.at += 1
            if not fresh and len(text_of(run)) > settings.longest_indicator:
                break
    return IndicatorReading(projects, end, run)


def _settle(run: list[Token], projects: list[Project], opens: bool) -> None:
    """Text before a level word: the head of a new project, or the rest of a merged cell."""
    if not run:
        return
    chars = "".join(token.bare for token in run)
    match = PROJECT_CODE.search(chars)
    if match or opens or not projects[-1].rows:
        if projects[-1].rows:
            projects.append(Project())
        projects[-1].loose = list(run)
        projects[-1].head = {}
        return
    projects[-1].loose.extend(run)
