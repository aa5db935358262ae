"""IndicatorRow tables of flat text: rows with their merged cells repeated, and rows torn into other text.

Takes body lines and columns, gives one list of tokens per column and row.  :mod:`.indicator_grammar` reads the order;
the text that it leaves with each project becomes the project's cells here (unit, code and name, category, budget,
goal).  Codes open the unit, project and category cells; where nothing but the column's edge ends a name, the width of
its printed lines tells; merged cells that a project does not print are those of the project above.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from gouji.domain.indicators import LEVEL1_IN_TEXT, LEVEL2_IN_TEXT, Role, role_of
from gouji.figures import amount, is_figure
from gouji.grids.flat.header import FlatColumn
from gouji.grids.flat.indicator_grammar import (
    PROJECT_CODE,
    Project,
    Scanner,
    opens_total,
    read_indicators,
)
from gouji.grids.flat.rows import FlatRows
from gouji.grids.flat.tokens import Token, Tokens, glyph_width, joined, text_of, tokens_of
from gouji.grids.settings import FlatSettings
from gouji.read.model import Line

_CATEGORY = re.compile(r"^\d{1,2}[-—－](?!\d)")


@dataclass(slots=True)
class ProjectFields:
    """Turns the loose text of projects into the cells of their heads."""

    columns: Sequence[FlatColumn]
    settings: FlatSettings
    width: int = 0
    """Widest printed line of a project name, in half characters, learned where something bounds the name."""

    def keys(self) -> list[str]:
        keys = [column.key or "" for column in self.columns]
        return keys[: keys.index("一级指标")]

    def read(self, projects: list[Project]) -> dict[str, Tokens]:
        """Fill ``project.head``; gives the cells of the total row printed before the first project."""
        total: dict[str, Tokens] = {}
        first = projects[0]
        if opens_total(first.loose):
            total, first.loose = self.total(first.loose)
        self.width = max((self._bounded_width(project.loose) for project in projects), default=0)
        for project in projects:
            project.head = self._head(project.loose)
        return total

    def total(self, tokens: list[Token]) -> tuple[dict[str, Tokens], list[Token]]:
        """``合计- - - 766.7 / 7``: the words before the figure in the columns before 预算数."""
        stop = next((i for i, token in enumerate(tokens) if is_figure(token.bare)), None)
        if stop is None:
            return {}, tokens
        size = 1 + Scanner(tokens, {}, self.settings).broken(stop)
        cells: dict[str, Tokens] = {
            key: (token,) for key, token in zip(self.keys(), tokens[:stop], strict=False) if key != "预算数"
        }
        cells["预算数"] = tuple(tokens[stop : stop + size])
        return cells, tokens[stop + size :]

    def _bounded_width(self, loose: list[Token]) -> int:
        """The width of a name that a category or a budget figure ends."""
        code = _code_span(loose, self.settings)
        if code is None:
            return 0
        name: list[Token] = []
        for token in loose[code[1] :]:
            if _CATEGORY.match(token.bare) or is_figure(token.bare):
                return max((glyph_width(run.text) for run in joined(name)), default=0)
            name.append(token)
        return 0

    def _head(self, loose: list[Token]) -> dict[str, Tokens]:
        code = _code_span(loose, self.settings)
        if code is None:
            return self._uncoded(loose)
        cells: dict[str, Tokens] = {}
        if code[0]:
            cells["单位名称"] = tuple(loose[: code[0]])
        at = code[1]
        name = list(loose[code[0] : at])
        at = self._until(loose, at, name, narrow=True)
        cells["项目名称"] = tuple(name)
        if at < len(loose) and _CATEGORY.match(loose[at].bare) and "项目类别" in self.keys():
            category: list[Token] = [loose[at]]
            at = self._until(loose, at + 1, category, narrow=True)
            cells["项目类别"] = tuple(category)
        if at < len(loose) and is_figure(loose[at].bare):
            size = 1 + Scanner(loose, {}, self.settings).broken(at)
            cells["预算数"] = tuple(loose[at : at + size])
            at += size
        return self._goal(loose[at:], cells)

    def _until(self, loose: list[Token], at: int, cell: list[Token], narrow: bool) -> int:
        """Take tokens into a cell up to a category, a figure alone, or a line wider than the column."""
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

    def _goal(self, rest: list[Token], cells: dict[str, Tokens]) -> dict[str, Tokens]:
        """The goal, and the name's and goal's text from the next page: narrow lines first are the name's."""
        breaks = _page_break(rest, self.width)
        if breaks is not None:
            start, stop = breaks
            cells["项目名称"] = (*cells.get("项目名称", ()), *rest[start:stop])
            rest = rest[:start] + rest[stop:]
        if rest:
            cells["绩效目标"] = tuple(rest)
        return cells

    def _uncoded(self, loose: list[Token]) -> dict[str, Tokens]:
        """A head without codes: the printed runs in the order of the columns, the figure is the budget."""
        keys = self.keys()
        stop = next((i for i, token in enumerate(loose) if is_figure(token.bare)), None)
        cells: dict[str, Tokens] = {}
        if stop is None or "预算数" not in keys:
            for key, token in zip(keys, loose, strict=False):
                cells[key] = (token,)
            return cells
        before = keys[: keys.index("预算数")]
        for index, key in enumerate(before):
            last = index == len(before) - 1
            cells[key] = tuple(loose[index:stop] if last else loose[index : min(index + 1, stop)])
        size = 1 + Scanner(loose, {}, self.settings).broken(stop)
        cells["预算数"] = tuple(loose[stop : stop + size])
        after = keys[keys.index("预算数") + 1 :]
        if after and loose[stop + size :]:
            cells[after[0]] = tuple(loose[stop + size :])
        return cells

    def fill(self, projects: list[Project], total: dict[str, Tokens]) -> list[str]:
        """Repeat merged cells of the project above; the budget only where the total then adds up."""
        repeated: dict[str, list[str]] = {}
        above: dict[str, Tokens] = {}
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

    def _shared_budgets(self, projects: list[Project], total: dict[str, Tokens]) -> list[str]:
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


def _code_span(tokens: list[Token], settings: FlatSettings) -> tuple[int, int] | None:
    """(first token of the project code, token after the one that holds its dash)."""
    match = PROJECT_CODE.search("".join(token.bare for token in tokens))
    if not match:
        return _spaced_code(tokens, settings)
    return _token_at(tokens, match.start(1)), _token_at(tokens, match.end() - 1) + 1


def _spaced_code(tokens: list[Token], settings: FlatSettings) -> tuple[int, int] | None:
    """A project code that follows another digit directly (``…(本级)`` missing): it starts at a token's start."""
    for index in range(len(tokens)):
        text = "".join(token.bare for token in tokens[index : index + 2 * settings.torn_label])
        match = PROJECT_CODE.match(text)
        if match:
            return index, index + _token_at(tokens[index:], match.end() - 1) + 1
    return None


def _token_at(tokens: Sequence[Token], offset: int) -> int:
    """The index of the token that holds a character of the joined text."""
    for index, token in enumerate(tokens):
        offset -= len(token.bare)
        if offset < 0:
            return index
    return len(tokens) - 1


def _line_width(tokens: Sequence[Token], index: int) -> int:
    """The printed width of the run of tokens that share a line with ``tokens[index]``."""
    line = tokens[index].line
    same = [token for token in tokens if token.line is line]
    return sum(glyph_width(run.text) for run in joined(same))


def _page_break(tokens: Sequence[Token], width: int) -> tuple[int, int] | None:
    """Lines of the name column between wide lines of the goal: (start, stop) of a run of at least two.

    A cell's lines are all full but the last, so two or more narrow lines in a row inside the goal cannot be its own.
    """
    if not width:
        return None
    narrow = [_line_width(tokens, i) <= width for i in range(len(tokens))]
    start = None
    for index, is_narrow in enumerate(narrow):
        if is_narrow and start is None:
            start = index
        elif not is_narrow and start is not None:
            if start > 0 and tokens[index - 1].line is not tokens[start].line:
                return start, index
            start = None
    return None


def is_indicator_header(columns: Sequence[FlatColumn]) -> bool:
    """Whether the columns are those of an indicator table with operator, value and unit."""
    roles = {role_of((column.key or "",)) for column in columns}
    return {Role.LEVEL3, Role.VALUE} <= roles and bool(roles & {Role.NATURE, Role.OPERATOR})


def read_indicator_rows(
    lines: Sequence[Line], columns: Sequence[FlatColumn], settings: FlatSettings
) -> FlatRows:
    """The rows of an indicator table; the first row is the total where one is printed."""
    tokens = [token for line in lines for token in tokens_of(line)]
    reading = read_indicators(tokens, columns, settings=settings)
    heads = ProjectFields(columns, settings)
    total = heads.read(reading.projects)
    decisions = heads.fill(reading.projects, total)
    rows: list[tuple[Tokens, ...]] = []
    if total:
        rows.append(tuple(total.get(column.key or "", ()) for column in columns))
    for project in reading.projects:
        for row in project.rows:
            cells = {**project.head, **row.cells}
            rows.append(tuple(cells.get(column.key or "", ()) for column in columns))
    if not total and opens_total(reading.rest):
        closing, _ = heads.total(reading.rest)
        rows.append(tuple(closing.get(column.key or "", ()) for column in columns))
    return FlatRows(tuple(rows), tuple(decisions))


def find_torn_rest(lines: Sequence[Line], columns: Sequence[FlatColumn], settings: FlatSettings) -> list[int]:
    """Indexes of lines in other text that are indicator rows: they open with a level word and read on as rows."""
    found: list[int] = []
    index = 0
    while index < len(lines):
        tokens = [token for line in lines[index : index + settings.torn_label] for token in tokens_of(line)]
        scan = Scanner(tokens, {}, settings)
        if (
            tokens
            and tokens[0].line is lines[index]
            and (scan.level(0, LEVEL1_IN_TEXT) or scan.level(0, LEVEL2_IN_TEXT))
        ):
            rest = [token for line in lines[index:] for token in tokens_of(line)]
            reading = read_indicators(rest, columns, fresh=False, settings=settings)
            if reading.end:
                last = rest[reading.end - 1].line
                stop = next(i for i in range(index, len(lines)) if lines[i] is last)
                found.extend(range(index, stop + 1))
                index = stop
        index += 1
    return found
