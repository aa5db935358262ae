"""Which figure belongs to which column, decided by the accounting identities (勾稽关系).

Takes, for each row of a table, the ordered figures that are printed and the ordered columns that
they may stand in (fewer figures than columns: the empty cells are lost); gives the placement that
satisfies most identities, one Chinese sentence per decision that the print left open, and the figures whose column
nothing decides.

Identities:
- row: 合计 = Σ of its parts (基本支出 + 项目支出, 人员经费 + 公用经费, 小计 = Σ …);
- column: a parent row equals the sum of its children (类 = Σ款 = Σ项, 合计 = Σ top level);
- table: a figure that another table of the document states for a column of this row.

Printed mistakes exist: a failing identity costs, it does not forbid.  Figures keep their order and never
vanish.  Ties are broken by what is usual (``lean``), then by the leftmost columns; a figure that stands elsewhere when
ties are broken the other way round is placed by nothing better than that, and is said to be in doubt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations, islice

from gouji.sums.header_sums import ColumnSum
from gouji.sums.placement_search import SLACK, Candidate, TreeSearch

ROW_COST = 1.0
"""Cost of one failing identity; priors must stay well below it."""
ROUNDED_COST = 0.02
"""Cost of an identity that holds only within rounding: where another placement makes it exact, that one is meant."""
STATED_COST = 0.7
"""Cost of a figure that differs from what another table states for its column."""
LEFTMOST_COST = 0.000_01
MAX_CANDIDATES = 12
MAX_COMBINATIONS = 8_000


@dataclass(frozen=True, slots=True)
class FigureRow:
    """The figures of one row in printed order.

    ``name`` is for the sentences only.  ``prior`` maps a column to the (small) cost of a figure in it; ``lean`` does
    the same for what is merely usual and proves nothing.
    ``fixed`` are the columns when the print leaves no doubt.
    ``stated`` is what other tables state for columns of this row (0: nothing is printed there).
    """

    values: tuple[Decimal, ...]
    name: str = ""
    quantum: Decimal = Decimal("0.01")
    prior: Mapping[int, float] = field(default_factory=dict)
    lean: Mapping[int, float] = field(default_factory=dict)
    fixed: tuple[int, ...] | None = None
    stated: Mapping[int, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Assignment:
    """``places[r][k]`` is the column of the k-th figure of row r; ``None`` where a row has too many figures.

    ``doubts[r]`` are the columns of row r between which nothing decides: a figure stands in one of them.
    """

    places: tuple[tuple[int, ...] | None, ...]
    decisions: tuple[str, ...] = ()
    doubts: tuple[frozenset[int], ...] = ()


def assign_figures(
    rows: Sequence[FigureRow],
    width: int,
    identities: Sequence[ColumnSum] = (),
    children: Mapping[int, Sequence[int]] | None = None,
    labels: Sequence[str] = (),
) -> Assignment:
    """Place the figures of every row in the columns 0 … ``width`` - 1.

    ``labels`` names the columns in the sentences.  A row with more figures than columns cannot be placed: its entry is
    ``None``, and the caller keeps its figures as leftovers.
    """
    scale = min((row.quantum for row in rows), default=Decimal("0.01")) / 2
    problem = [_ScaledRow(row, width, identities, scale) for row in rows]
    found = [row.candidates("left") for row in problem]
    picked = _solved(problem, found, children or {})
    against = _solved(problem, [row.candidates("right") for row in problem], children or {})
    names = list(labels) or [f"第{i + 1}列" for i in range(width)]
    places: list[tuple[int, ...] | None] = []
    doubts: list[frozenset[int]] = []
    said: dict[tuple[str, str], list[str]] = {}
    for row, ways, chosen, rival in zip(rows, found, picked, against, strict=True):
        places.append(chosen.columns if chosen else None)
        doubts.append(_moved(chosen, rival))
        told = _decision(ways, chosen, names, bool(doubts[-1]), alone=not children) if chosen else None
        if told is not None:
            said.setdefault(told, []).append(row.name)
    sentences = tuple(_sentence(where, why, whose) for (where, why), whose in said.items())
    return Assignment(tuple(places), sentences, tuple(doubts))


def _moved(chosen: Candidate | None, rival: Candidate | None) -> frozenset[int]:
    """The columns between which the figures of a row differ in two placements."""
    if chosen is None or rival is None:
        return frozenset()
    pairs = zip(chosen.columns, rival.columns, strict=True)
    return frozenset(column for pair in pairs if pair[0] != pair[1] for column in pair)


_Way = tuple[float, tuple[int, ...], int]


class _ScaledRow:
    """A row as whole numbers of ``scale``, with all that makes a placement of it dear."""

    __slots__ = ("identities", "row", "stated", "step", "values", "width")

    def __init__(self, row: FigureRow, width: int, identities: Sequence[ColumnSum], scale: Decimal) -> None:
        self.row, self.width, self.identities = row, width, identities
        self.values = [int(value / scale) for value in row.values]
        self.step = int(row.quantum / scale)
        self.stated = {column: int(value / scale) for column, value in row.stated.items()}

    def candidates(self, side: str) -> list[Candidate]:
        """The placements of the row, best first: fewest failing row identities, then prior, then ``side``.

        Columns that no identity ties together are filled stretch by stretch; the best of every stretch make the best.
        """
        count = len(self.values)
        if self.row.fixed is not None:
            return [Candidate(self.row.fixed, 0.0, 0, self._vector(self.row.fixed))]
        if count > self.width:
            return []
        begun: dict[int, list[_Way]] = {0: [(0.0, (), 0)]}
        for start, stop in self._stretches():
            grown: dict[int, list[_Way]] = {}
            for used, ways in begun.items():
                least = max(0, count - used - (self.width - stop))
                for more in range(least, min(stop - start, count - used) + 1):
                    for part in islice(combinations(range(start, stop), more), MAX_COMBINATIONS):
                        price, failures = self._price(part, used, (start, stop), side)
                        grown.setdefault(used + more, []).extend(
                            (cost + price, (*columns, *part), failed + failures)
                            for cost, columns, failed in ways
                        )
            begun = {used: sorted(ways)[:MAX_CANDIDATES] for used, ways in grown.items()}
        return [
            Candidate(columns, cost, failures, self._vector(columns))
            for cost, columns, failures in begun.get(count, ())
        ]

    def _stretches(self) -> list[tuple[int, int]]:
        """Runs of columns that share no identity with other columns."""
        reach = list(range(1, self.width + 1))
        for identity in self.identities:
            columns = (identity.total, *identity.parts)
            for column in range(min(columns), max(columns) + 1):
                reach[column] = max(reach[column], max(columns) + 1)
        found: list[tuple[int, int]] = []
        start = stop = 0
        for column in range(self.width):
            if column == stop and column:
                found.append((start, stop))
                start = column
            stop = max(stop, reach[column])
        return [*found, (start, self.width)] if self.width else []

    def _price(
        self, part: tuple[int, ...], used: int, stretch: tuple[int, int], side: str
    ) -> tuple[float, int]:
        """What the figures from ``used`` on cost in these columns of a stretch, and how many identities fail."""
        values = dict(zip(part, self.values[used:], strict=False))
        failures, cost = 0, 0.0
        for identity in self.identities:
            if stretch[0] <= identity.total < stretch[1]:
                gap = values.get(identity.total, 0) - sum([values.get(i, 0) for i in identity.parts])
                if abs(gap) > self.step * (len(identity.parts) + 1) // 2:
                    failures += 1
                elif gap:
                    cost += ROUNDED_COST
        cost += failures * ROW_COST + sum([self.row.prior.get(column, 0.0) for column in part])
        for column, value in self.stated.items():
            if stretch[0] <= column < stretch[1]:
                cost += STATED_COST * (abs(values.get(column, 0) - value) > self.step)
        if side == "left":
            cost += LEFTMOST_COST * sum(part) + sum([self.row.lean.get(column, 0.0) for column in part])
        else:
            cost += LEFTMOST_COST * (self.width * len(part) - sum(part))
        return cost, failures

    def _vector(self, columns: tuple[int, ...]) -> tuple[int, ...]:
        out = [0] * self.width
        for column, value in zip(columns, self.values, strict=True):
            out[column] = value
        return tuple(out)


def _solved(
    problem: Sequence[_ScaledRow], found: list[list[Candidate]], children: Mapping[int, Sequence[int]]
) -> list[Candidate | None]:
    """The chosen placement of every row (``None``: it has none).

    Where placements that break as few row identities as can be make all parents equal their children, no other ones
    can be cheaper; only otherwise those that break more are looked at.
    """
    if not children or all(len(ways) < 2 for ways in found):
        return [ways[0] if ways else None for ways in found]
    steps, judged = [row.step for row in problem], [bool(row.values) for row in problem]
    fewest = [min((c.failures for c in ways), default=0) for ways in found]
    sound = [[c for c in ways if c.failures == least] for ways, least in zip(found, fewest, strict=True)]
    choice, gaps = TreeSearch(sound, children, steps, judged).solve()
    if gaps >= SLACK:
        sound = found
        choice, _ = TreeSearch(sound, children, steps, judged).solve()
    return [ways[pick] if ways else None for ways, pick in zip(sound, choice, strict=True)]


def _decision(
    found: Sequence[Candidate], chosen: Candidate, names: Sequence[str], doubtful: bool, alone: bool
) -> tuple[str, str] | None:
    """Where the figures of a row went and why; nothing where there was no choice."""
    if len(found) < 2:
        return None
    rival = min((c.failures for c in found if c.columns != chosen.columns), default=chosen.failures + 1)
    if chosen.failures < rival:
        why = "只有这样合计等于各部分之和"
    elif doubtful:
        why = "勾稽关系不能区分，暂按列的先后与常例定，待核"
    elif alone:
        why = "勾稽关系不能区分，按列的先后与先验定"
    else:
        why = "行内勾稽不能区分，使上下级科目之和不符处最少，再按先验定"
    return f"空格已失，各数依次归{'、'.join(names[c] for c in chosen.columns)}", why


MAX_NAMED = 3
"""How many rows a sentence names before it only counts them."""


def _sentence(where: str, why: str, rows: Sequence[str]) -> str:
    named = "".join(f"“{name}”" for name in rows[:MAX_NAMED] if name) or "未名"
    head = f"{named}行" if len(rows) <= MAX_NAMED else f"{named}等{len(rows)}行"
    return f"{head}：{where}；{why}。"
