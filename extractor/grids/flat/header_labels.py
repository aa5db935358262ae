"""The torn text of a header → its labels.

Takes the pieces of the header lines in reading order and the kind of the table, gives one :class:`HeaderNode` per
label: the squashed text is tiled with the labels that the format of the kind knows (cheapest tiling; there are no slots
to fill, so that it is no alignment as in :mod:`gouji.sums.alignment`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from gouji.domain.formats import REMARK, patterns_of
from gouji.grids.flat.text import Piece, adjoins, plain, text_of
from gouji.grids.grid import EMPTY, Cell
from gouji.normalise import squash
from gouji.schemas.record import TableKind

TOKEN_COST = 0.05
SPLIT_COST = 0.15
"""Cost of a label border inside a piece."""
GAP_COST = 0.2
"""Cost of a space of one line inside a label (letter-spaced characters are free)."""
MAX_LABEL = 40
REMARKS = ("其中", "注:", "(")
"""Unknown header text that opens so adds to a label, and is no column."""


@dataclass(slots=True)
class HeaderNode:
    """One header cell with the cells under it."""

    key: str | None
    pieces: tuple[Piece, ...]
    children: list[HeaderNode] = field(default_factory=list)
    parent: HeaderNode | None = None
    cell: Cell = EMPTY

    @property
    def text(self) -> str:
        return text_of(self.pieces)


def tokens(pieces: list[Piece], kind: TableKind | None) -> list[HeaderNode]:
    """Tile the text of the pieces with known labels; what is left over becomes unknown labels or is dropped."""
    owner = [(index, offset) for index, piece in enumerate(pieces) for offset in _offsets(piece)]
    text = plain("".join(piece.bare for piece in pieces))
    tiles = _joined_tiles(_tile(text, owner, pieces, kind), owner)
    nodes: list[HeaderNode] = []
    for start, end, label in tiles:
        runs = _runs(pieces, owner[start:end])
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
            if other.key is None or other.pieces[0].line is node.pieces[0].line:
                continue
            first, second = (node, other) if nodes.index(node) < nodes.index(other) else (other, node)
            whole = plain(first.text + second.text)
            if any(key == other.key and pattern.fullmatch(whole) for key, pattern in patterns):
                other.pieces = (*first.pieces, *second.pieces)
                out.remove(node)
                break
    return out


def _offsets(piece: Piece) -> list[int]:
    return [offset for offset, char in enumerate(piece.text) if squash(char)]


def _runs(pieces: list[Piece], chars: Sequence[tuple[int, int]]) -> list[Piece]:
    """The parts of pieces that a stretch of characters covers."""
    runs: list[Piece] = []
    for index, offset in chars:
        part = pieces[index].part(offset, offset + 1)
        if runs and runs[-1].line is part.line and runs[-1].end == part.start:
            runs[-1] = Piece(part.line, runs[-1].start, part.end)
        else:
            runs.append(part)
    return runs


Tile = tuple[int, int, str | None]


def _tile(text: str, owner: list[tuple[int, int]], pieces: list[Piece], kind: TableKind | None) -> list[Tile]:
    """The cheapest tiling of ``text``: an unknown character costs 1, labels and awkward borders little."""
    size = len(text)
    starts = {i for i in range(size) if i == 0 or owner[i][0] != owner[i - 1][0]} | {size}
    best: list[tuple[float, int, str | None]] = [(0.0, size, None)] * (size + 1)
    for i in range(size - 1, -1, -1):
        best[i] = (best[i + 1][0] + 1.0, i + 1, None)
        for end, label in _matches(text, i, starts, kind):
            cost = TOKEN_COST + SPLIT_COST * ((i not in starts) + (end not in starts))
            cost += GAP_COST * _inner_gaps(owner, pieces, i, end)
            if best[end][0] + cost < best[i][0]:
                best[i] = (best[end][0] + cost, end, label)
    tiles: list[Tile] = []
    i = 0
    while i < size:
        _, end, key = best[i]
        if key is None and tiles and tiles[-1][2] is None:
            tiles[-1] = (tiles[-1][0], end, None)
        else:
            tiles.append((i, end, key))
        i = end
    return tiles


def _matches(text: str, start: int, borders: set[int], kind: TableKind | None) -> list[tuple[int, str]]:
    """Where labels that begin at ``start`` may end: the longest reading, and each piece border."""
    ends = [end for end in range(start + 1, min(len(text), start + MAX_LABEL) + 1) if end in borders]
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


def _inner_gaps(owner: list[tuple[int, int]], pieces: list[Piece], start: int, end: int) -> int:
    """Spaces of one line inside a label, letter-spacing (one character on either side) left out."""
    gaps = 0
    for i in range(start + 1, end):
        left, right = owner[i - 1][0], owner[i][0]
        if left != right and adjoins(pieces[left], pieces[right]):
            gaps += len(pieces[left].bare) > 1 and len(pieces[right].bare) > 1
    return gaps


def _joined_tiles(tiles: list[Tile], owner: list[tuple[int, int]]) -> list[Tile]:
    """Give unknown characters inside the piece of a known label to that label (``项目（按…）``)."""
    out: list[Tile] = []
    for start, end, key in tiles:
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


def _cells_of_run(runs: list[Piece]) -> list[list[Piece]]:
    """Unknown text as cells: a space on a line parts cells, a line break does not."""
    cells: list[list[Piece]] = []
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
