"""Text dumps with HTML: pages set in layout tables are taken apart, hidden rows left out, before anything is read.

Takes the lines of a text, gives lines in which every ``<table>`` is one of data.  A layout table only places
other things on a page; each of its cells becomes a line (or several) of its own.  A piece of a line keeps its
number and stands at its own columns, padded with spaces on the left, so that places stay those of the file.
Rows and cells that a browser does not show, and comments, become spaces.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from gouji.figures import is_amount
from gouji.read.model import Line

_TABLE = re.compile(r"<table\b", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)\b([^<>]*)>", re.IGNORECASE)
_GROUPS = frozenset({"thead", "tbody", "tfoot"})
_CELLS = frozenset({"td", "th"})
_ENDS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "td": (_GROUPS | {"tr", "table"}, _GROUPS | _CELLS | {"tr"}),
    "th": (_GROUPS | {"tr", "table"}, _GROUPS | _CELLS | {"tr"}),
    "tr": (_GROUPS | {"table"}, _GROUPS | {"tr"}),
    "thead": (frozenset({"table"}), _GROUPS),
    "tbody": (frozenset({"table"}), _GROUPS),
    "tfoot": (frozenset({"table"}), _GROUPS),
    "table": (frozenset(), frozenset()),
}
"""Part of a table → the closing and the opening tags that end it where its own end tag is left out."""
_BREAKS = _ENDS.keys() | frozenset("caption p div br li ul ol h1 h2 h3 h4 h5 h6 hr section article".split())
_UNSHOWN = re.compile(r"display\s*:\s*none|visibility\s*:\s*collapse|\bhidden(?=[\s=/]|$)", re.IGNORECASE)
_INVISIBLE = re.compile(r"visibility\s*:\s*hidden", re.IGNORECASE)
_PROSE = 200
"""Characters in a table of one column above which it is a frame around prose."""
_FIGURES = 4
"""Amounts alone in a table's own cells from which on a table inside one of them is a cell's content."""
_MOST_PADDING = 40_000_000
"""Characters of padding; beyond it a page set on one endless line stays as it is."""


@dataclass(slots=True)
class _Table:
    """One ``<table>``: the tables directly in it, and of its own cells the number by row, of amounts, of characters."""

    inner: list[_Table] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    amounts: int = 0
    length: int = 0
    is_layout: bool = False

    @property
    def is_grid(self) -> bool:
        return len(self.rows) > 1 and max(self.rows) > 1


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """The lines, and what the reader should know of them."""

    lines: tuple[Line, ...]
    messages: tuple[str, ...] = ()


def unwrap(texts: Sequence[str]) -> Unwrapped:
    """The lines of a text without layout tables and without what is hidden; a text without tables as it is."""
    whole = "\n".join(texts)
    if not _TABLE.search(whole):
        return Unwrapped(_numbered(texts))
    shown, hidden = _without_hidden(_COMMENT.sub(lambda match: _blank(match.group()), whole))
    messages = (f"HTML 表格中有 {hidden} 处隐藏的行或单元格，未读取",) if hidden else ()
    tables = _tables(shown)
    if not any(table.is_layout for table in tables):
        return Unwrapped(_numbered(shown.split("\n")), messages)
    pieces = list(_pieces(shown, tables))
    if sum(column for _, column, _ in pieces) > _MOST_PADDING:
        return Unwrapped(_numbered(texts), (*messages, "套在版面表格中的内容在同一行上，过长，未能拆开"))
    return Unwrapped(tuple(Line(n, " " * column + text) for n, column, text in pieces), messages)


def _numbered(texts: Sequence[str]) -> tuple[Line, ...]:
    return tuple(Line(number, text) for number, text in enumerate(texts, start=1))


def _blank(text: str) -> str:
    """As many spaces; line ends stay, or every line number after them would be wrong."""
    return re.sub(r"[^\n]", " ", text)


def _without_hidden(text: str) -> tuple[str, int]:
    """``text`` with the parts of tables that are not shown blanked, and how many there were."""
    pieces: list[str] = []
    at = count = 0
    for tag in _TAG.finditer(text):
        name, style = tag.group(2).lower(), tag.group(3)
        if tag.start() < at or tag.group(1) or name not in _ENDS:
            continue
        if _UNSHOWN.search(style):
            start, end = tag.start(), _end(text, tag)[1]
        elif _INVISIBLE.search(style):  # it keeps its place, or the cells after it would shift
            start, end = tag.end(), _end(text, tag)[0]
        else:
            continue
        pieces += [text[at:start], _blank(text[start:end])]
        at, count = end, count + 1
    return "".join((*pieces, text[at:])), count


def _end(text: str, opening: re.Match[str]) -> tuple[int, int]:
    """Where the content of a part of a table ends, and where its end tag does."""
    name = opening.group(2).lower()
    closing, following = _ENDS[name]
    depth = 0
    for tag in _TAG.finditer(text, opening.end()):
        found, closes = tag.group(2).lower(), bool(tag.group(1))
        if depth == 0 and closes and found == name:
            return tag.start(), tag.end()
        if depth == 0 and found in (closing if closes else following):
            return tag.start(), tag.start()
        if found == "table":
            depth += -1 if closes else 1
    return len(text), len(text)


def _tables(text: str) -> list[_Table]:
    """Every table in the order of its opening tag, each known as layout or not."""
    found: list[_Table] = []
    open_tables: list[_Table] = []
    at = 0
    for tag in _TAG.finditer(text):
        name, closes = tag.group(2).lower(), bool(tag.group(1))
        if open_tables:
            own = text[at : tag.start()]
            open_tables[-1].amounts += is_amount(own.strip())
            open_tables[-1].length += sum(not char.isspace() for char in own)
        at = tag.end()
        if name == "table" and not closes:
            table = _Table()
            if open_tables:
                open_tables[-1].inner.append(table)
            found.append(table)
            open_tables.append(table)
        elif open_tables and name == "table":
            open_tables.pop()
        elif open_tables and not closes and name == "tr":
            open_tables[-1].rows.append(0)
        elif open_tables and not closes and name in _CELLS:
            rows = open_tables[-1].rows
            rows[-1:] = [rows[-1] + 1] if rows else [1]
    holds_grid: set[int] = set()
    for table in reversed(found):  # inner tables before those around them
        held = any(inner.is_grid or id(inner) in holds_grid for inner in table.inner)
        if held:
            holds_grid.add(id(table))
        frame = not table.inner and max(table.rows, default=0) <= 1 and table.length >= _PROSE
        table.is_layout = table.amounts < _FIGURES if held else frame
    return found


def _pieces(text: str, tables: Sequence[_Table]) -> Iterator[tuple[int, int, str]]:
    """The lines of ``text`` parted at the tags of layout tables: number, first column, piece."""
    number, line_start, begin, at = 1, 0, 0, 0
    parts: list[str] = []
    for start, end, breaks in (*_cuts(text, tables), (len(text), len(text), True)):
        while (newline := text.find("\n", at, start)) >= 0:
            yield _piece(number, begin - line_start, (*parts, text[at:newline]))
            number, line_start, parts = number + 1, newline + 1, []
            at = begin = newline + 1
        parts.append(text[at:start])
        newlines = text.count("\n", start, end)
        if breaks or newlines:
            if start == len(text) or any(part.strip() for part in parts):
                yield _piece(number, begin - line_start, parts)
            parts, begin = [], end
        else:
            parts.append(" " * (end - start))
        if newlines:  # a tag may run over lines
            number, line_start = number + newlines, text.rindex("\n", start, end) + 1
        at = end


def _piece(number: int, column: int, parts: Sequence[str]) -> tuple[int, int, str]:
    text = "".join(parts)
    return (number, column, text) if text.strip() else (number, 0, "")


def _cuts(text: str, tables: Sequence[_Table]) -> Iterator[tuple[int, int, bool]]:
    """The tags of layout tables, outside the tables of data in them: extent, and whether a line ends there."""
    kinds = iter(tables)
    open_kinds: list[bool] = []
    data = 0
    for tag in _TAG.finditer(text):
        name, closes = tag.group(2).lower(), bool(tag.group(1))
        if name == "table" and not closes:
            table = next(kinds)
            inside = bool(open_kinds)
            is_data = not table.is_layout and not (inside and not data and not table.is_grid)
            open_kinds.append(is_data)
            data += is_data
            cut = not data
        elif name == "table" and open_kinds:
            cut = not data
            data -= open_kinds.pop()
        else:
            cut = bool(open_kinds) and not data
        if cut:
            yield tag.start(), tag.end(), name in _BREAKS
