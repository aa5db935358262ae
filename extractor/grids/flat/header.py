"""A torn header of flat text → columns with header paths.

Takes the tokens of the header lines in reading order and the kind of the table, gives a :class:`FlatHeader`.
A converter breaks each header cell over lines and prints the header row by row, so the text of one label is whole
once the spaces are dropped, but which label stands under which is lost.  Two steps put it back: the squashed text is
tiled with the labels that the format of the kind knows (cheapest tiling), and each label is hung under the first
group printed before it that may hold it and does not hold it yet.  Siblings keep the order of print.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from gouji.domain.column_labels import Content, label_of
from gouji.domain.formats import (
    GROUPS_WITH_SUBTOTAL,
    MEASURES,
    REMARK,
    REPEATED_GROUPS,
    format_of,
    patterns_of,
)
from gouji.grids.flat.tokens import Token, Tokens, adjoins, cell_of, plain, text_of
from gouji.grids.settings import FlatSettings
from gouji.normalise import squash
from gouji.read.model import EMPTY, Cell
from gouji.schemas.record import TableKind

REMARKS = ("其中", "注:", "(")
"""Unknown header text that opens so adds to a label, and is no column."""


@dataclass(slots=True)
class HeaderNode:
    """One header cell with the cells under it."""

    key: str | None
    tokens: Tokens
    children: list[HeaderNode] = field(default_factory=list)
    parent: HeaderNode | None = None
    cell: Cell = EMPTY

    @property
    def text(self) -> str:
        return text_of(self.tokens)


def _labels(tokens: list[Token], kind: TableKind | None, settings: FlatSettings) -> list[HeaderNode]:
    """LabelMatch the text of the tokens with known labels; what is left over becomes unknown labels or is dropped."""
    owner = [(index, offset) for index, token in enumerate(tokens) for offset in _offsets(token)]
    text = plain("".join(token.bare for token in tokens))
    matches = _joined_labels(_cheapest_labels(text, owner, tokens, kind, settings), owner)
    nodes: list[HeaderNode] = []
    for start, end, label in matches:
        runs = _runs(tokens, owner[start:end])
        if label is not None and label != REMARK:
            nodes.append(HeaderNode(label, tuple(runs)))
        if label is None and not text[start:end].startswith(REMARKS):
            nodes.extend(HeaderNode(None, tuple(cell)) for cell in _cells_of_run(runs))
    return _without_fragments(_rejoined(nodes, kind))


def _rejoined(nodes: list[HeaderNode], kind: TableKind | None) -> list[HeaderNode]:
    """Unknown words that, put before or behind a label on another line, make a longer form of it: 事业单位 … 经营收入."""
    patterns = patterns_of(kind)
    out = list(nodes)
    for node in nodes:
        if node.key is not None:
            continue
        for other in nodes:
            if other.key is None or other.tokens[0].line is node.tokens[0].line:
                continue
            first, second = (node, other) if nodes.index(node) < nodes.index(other) else (other, node)
            whole = plain(first.text + second.text)
            if any(key == other.key and pattern.fullmatch(whole) for key, pattern in patterns):
                other.tokens = (*first.tokens, *second.tokens)
                out.remove(node)
                break
    return out


def _offsets(token: Token) -> list[int]:
    return [offset for offset, char in enumerate(token.text) if squash(char)]


def _runs(tokens: list[Token], chars: Sequence[tuple[int, int]]) -> list[Token]:
    """The parts of tokens that a stretch of characters covers."""
    runs: list[Token] = []
    for index, offset in chars:
        part = tokens[index].part(offset, offset + 1)
        if runs and runs[-1].line is part.line and runs[-1].end == part.start:
            runs[-1] = Token(part.line, runs[-1].start, part.end)
        else:
            runs.append(part)
    return runs


LabelMatch = tuple[int, int, str | None]


def _cheapest_labels(
    text: str,
    owner: list[tuple[int, int]],
    tokens: list[Token],
    kind: TableKind | None,
    settings: FlatSettings,
) -> list[LabelMatch]:
    """The cheapest tiling of ``text``: an unknown character costs 1, labels and awkward borders little."""
    size = len(text)
    starts = {i for i in range(size) if i == 0 or owner[i][0] != owner[i - 1][0]} | {size}
    best: list[tuple[float, int, str | None]] = [(0.0, size, None)] * (size + 1)
    for i in range(size - 1, -1, -1):
        best[i] = (best[i + 1][0] + 1.0, i + 1, None)
        for end, label in _matches(text, i, starts, kind, settings):
            cost = settings.label + settings.label_split * ((i not in starts) + (end not in starts))
            cost += settings.label_gap * _inner_gaps(owner, tokens, i, end)
            if best[end][0] + cost < best[i][0]:
                best[i] = (best[end][0] + cost, end, label)
    matches: list[LabelMatch] = []
    i = 0
    while i < size:
        _, end, key = best[i]
        if key is None and matches and matches[-1][2] is None:
            matches[-1] = (matches[-1][0], end, None)
        else:
            matches.append((i, end, key))
        i = end
    return matches


def _matches(
    text: str, start: int, borders: set[int], kind: TableKind | None, settings: FlatSettings
) -> list[tuple[int, str]]:
    """Where labels that begin at ``start`` may end: the longest reading, and each token border."""
    ends = [
        end for end in range(start + 1, min(len(text), start + settings.longest_label) + 1) if end in borders
    ]
    found: dict[int, str] = {}
    for key, pattern in patterns_of(kind):
        longest = pattern.match(text, start)
        if longest is None or longest.end() == start:
            continue
        found.setdefault(longest.end(), key)
        for end in ends:
            if end < longest.end() and pattern.fullmatch(text, start, end):
                found.setdefault(end, key)
    return sorted(found.items())


def _inner_gaps(owner: list[tuple[int, int]], tokens: list[Token], start: int, end: int) -> int:
    """Spaces of one line inside a label, letter-spacing (one character on either side) left out."""
    gaps = 0
    for i in range(start + 1, end):
        left, right = owner[i - 1][0], owner[i][0]
        if left != right and adjoins(tokens[left], tokens[right]):
            gaps += len(tokens[left].bare) > 1 and len(tokens[right].bare) > 1
    return gaps


def _joined_labels(matches: list[LabelMatch], owner: list[tuple[int, int]]) -> list[LabelMatch]:
    """Give unknown characters inside the token of a known label to that label (``项目（按…）``)."""
    out: list[LabelMatch] = []
    for start, end, key in matches:
        if out and key is None and out[-1][2] is not None and owner[start][0] == owner[start - 1][0]:
            stop = next((i for i in range(start, end) if owner[i][0] != owner[start][0]), end)
            out[-1] = (out[-1][0], stop, out[-1][2])
            start = stop
        if out and key is not None and out[-1][2] is None and owner[start][0] == owner[start - 1][0]:
            first = out[-1][0]
            while first < start and owner[first][0] != owner[start][0]:
                first += 1
            out[-1] = (out[-1][0], first, None)
            start = first
            if out[-1][0] == out[-1][1]:
                out.pop()
        if start < end:
            out.append((start, end, key))
    return out


def _cells_of_run(runs: list[Token]) -> list[list[Token]]:
    """Unknown text as cells: a space on a line parts cells, a line break does not."""
    cells: list[list[Token]] = []
    for run in runs:
        if cells and cells[-1][-1].line is not run.line and len(cells[-1]) < 3:
            cells[-1].append(run)
        else:
            cells.append([run])
    return cells


def _without_fragments(nodes: list[HeaderNode]) -> list[HeaderNode]:
    """Drop unknown words that only repeat part of a neighbour."""
    kept: list[HeaderNode] = []
    for index, node in enumerate(nodes):
        if node.key is None:
            near = [n.text for n in nodes[max(0, index - 1) : index + 2] if n is not node]
            if any(node.text in text for text in near):
                continue
        kept.append(node)
    return kept


SAME_SLOT: dict[str, str] = {"小计": "合计", "金额": "合计", "项目名称": "项目", "单位代码": "单位代码"}
"""Labels that exclude one another under one group."""


@dataclass(frozen=True, slots=True)
class FlatColumn:
    """One column: its header nodes from the outermost group down, and what it holds."""

    nodes: tuple[HeaderNode, ...]
    role: Content

    @property
    def key(self) -> str | None:
        return self.nodes[-1].key

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(node.text for node in self.nodes)


@dataclass(frozen=True, slots=True)
class FlatHeader:
    """The columns in order, and the tokens at the header's end that are data (a total row without figures)."""

    columns: tuple[FlatColumn, ...]
    rest: Tokens = ()

    def rows(self) -> list[tuple[Cell, ...]]:
        """The header rows of a grid; a cell that covers several positions is the same object at each."""
        depth = max((len(column.nodes) for column in self.columns), default=0)
        return [
            tuple(column.nodes[min(level, len(column.nodes) - 1)].cell for column in self.columns)
            for level in range(depth)
        ]


def read_header(tokens: Sequence[Token], kind: TableKind | None, settings: FlatSettings) -> FlatHeader:
    """The columns that header tokens name; unknown words become columns of their own."""
    nodes = _labels(list(tokens), kind, settings)
    nodes, rest = _split_total(nodes, kind)
    roots = _hang(nodes, kind)
    for node in nodes:
        node.cell = cell_of(node.tokens)
    columns: list[FlatColumn] = []
    for root in roots:
        _leaves(root, (), columns)
    return FlatHeader(tuple(columns), tuple(rest))


def _leaves(node: HeaderNode, above: tuple[HeaderNode, ...], out: list[FlatColumn]) -> None:
    path = (*above, node)
    if not node.children:
        out.append(FlatColumn(path, _role(node)))
    for child in node.children:
        _leaves(child, path, out)


def _role(node: HeaderNode) -> Content:
    if node.key is None:
        return "group"
    role = label_of(node.key).role
    if role == "group":
        return "name" if node.key in ("科目", "项目栏") else "figure"
    return role


def _hang(nodes: list[HeaderNode], kind: TableKind | None) -> list[HeaderNode]:
    """Hang each node under the first fitting group printed before it; gives the roots in order."""
    roots: list[HeaderNode] = []
    for node in nodes:
        node.parent = _parent_of(node, list(_walk(roots)), kind)
        (roots if node.parent is None else node.parent.children).append(node)
    for node in nodes:
        _lift_name(node, roots)
        if len({child.key for child in node.children}) == len(node.children):
            node.children.sort(key=_code_first)
    return roots


def _lift_name(group: HeaderNode, roots: list[HeaderNode]) -> None:
    """A 科目名称 printed before the 科目编码 of its group stands on the group's own row: beside it, not below it.

    Codes stand left of names, so within one row of a header the code is printed first.
    """
    keys = [child.key for child in group.children]
    late = "科目名称" in keys and "科目编码" in keys[keys.index("科目名称") :]
    if group.key != "科目" or not late:
        return
    name = group.children.pop(keys.index("科目名称"))
    beside = roots if group.parent is None else group.parent.children
    beside.insert(beside.index(group) + 1, name)
    name.parent = group.parent


def _code_first(node: HeaderNode) -> int:
    """Codes stand left of names in every format; the print order stays otherwise (the sort is stable)."""
    return -2 if node.key == "序号" else -1 if node.key == "科目编码" else 0


def _walk(nodes: Sequence[HeaderNode]) -> Iterator[HeaderNode]:
    """All nodes in the order of their columns."""
    for node in nodes:
        yield node
        yield from _walk(node.children)


def _parent_of(node: HeaderNode, before: Sequence[HeaderNode], kind: TableKind | None) -> HeaderNode | None:
    """The nearest level of the format first; at one level the leftmost group, and inside it the deepest."""
    paths = [path for path in format_of(kind).paths if node.key in path[1:]]
    levels: dict[int, set[str]] = {}
    for path in paths:
        for depth, above in enumerate(reversed(path[: path.index(node.key or "", 1)])):
            levels.setdefault(depth, set()).add(above)
    for _, keys in sorted(levels.items()):
        for other in before:
            if _takes(other, node, keys):
                inner = [child for child in other.children if _takes(child, node, keys)]
                return inner[0] if inner else other
    printed = [other for keys in levels.values() for other in before if other.key in keys & REPEATED_GROUPS]
    return printed[-1] if printed and printed[-1].children else None


def _takes(group: HeaderNode, node: HeaderNode, keys: set[str]) -> bool:
    """Whether a node may stand under a group; the 小计 that makes a label a group is printed on a row below it."""
    if group.key not in keys or _holds(group, node):
        return False
    if group.key in MEASURES and group.parent is not None:
        return False
    if group.children or group.key not in GROUPS_WITH_SUBTOTAL:
        return True
    return node.key == "小计" and node.tokens[0].line is not group.tokens[-1].line


def _holds(group: HeaderNode, node: HeaderNode) -> bool:
    slot = SAME_SLOT.get(node.key or "", node.key)
    return any(SAME_SLOT.get(child.key or "", child.key) == slot for child in group.children)


def _split_total(nodes: list[HeaderNode], kind: TableKind | None) -> tuple[list[HeaderNode], list[Token]]:
    """Take a 合计 at the end off the header when every group has one: it is the first data row."""
    if len(nodes) < 2 or nodes[-1].key != "合计" or nodes[-1].text not in ("合计", "总计"):
        return nodes, []
    before, last = nodes[:-1], nodes[-1]
    others = [node for node in before if node.key is not None and label_of(node.key).role == "figure"]
    if len(others) > 1 and all(
        token.line is not last.tokens[0].line for node in before for token in node.tokens
    ):
        alone = not any(node.key == "合计" for node in before)
        if alone:
            return before, list(last.tokens)
    if not any(node.key == "合计" for node in before):
        return nodes, []
    trial = [HeaderNode(node.key, node.tokens) for node in nodes]
    _hang(trial, kind)
    if trial[-1].parent is not None:
        return nodes, []
    return before, list(nodes[-1].tokens)
