"""Which figure belongs to which column, decided by the accounting identities (勾稽关系).

Takes, for each row of a table, the ordered figures that are printed and the ordered columns that
they may stand in (fewer figures than columns: the empty cells are lost); gives the placement that
satisfies most identities, and one Chinese sentence per decision that the print left open.

Identities:
- row: 合计 = Σ of its parts (基本支出 + 项目支出, 人员经费 + 公用经费, 小计 = Σ …), from :func:`row_identities`;
- column: a parent row equals the sum of its children (类 = Σ款 = Σ项, 合计 = Σ top level), from
  :func:`children_by_code`.

Printed mistakes exist: a failing identity costs, it does not forbid.  Figures keep their order and never
vanish.  Ties are broken by the caller's prior, then by the leftmost columns.  The search is a dynamic program up the
tree of codes: for every placement of a parent the cheapest placements of its children, whose column sums
are carried along.  It is exact while the children of one parent leave at most :data:`MAX_SUMS` different
sums open, and keeps the cheapest beyond that; it is the same on every run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations, islice
from operator import add

from extractor.normalise import amount, quantum

ROW_COST = 1.0
COLUMN_COST = 1.0
"""Cost of one failing identity; priors must stay well below it."""
EMPTY_PARENT_GAIN = 0.5
"""How much less it costs when the parent's cell is empty: a figure left out is likelier than a wrong sum."""
LEFTMOST_COST = 0.001
MOVE_COST = 0.3
"""Cost of moving a printed figure to another column in :func:`repair_rows`; two identities pay for it."""
MAX_CANDIDATES = 12
MAX_COMBINATIONS = 8_000
MAX_SUMS = 2_000
TOTALS: frozenset[str] = frozenset({"合计", "小计", "总计"})


@dataclass(frozen=True, slots=True)
class RowIdentity:
    """``total`` = Σ ``parts``; indexes of columns."""

    total: int
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FigureRow:
    """The figures of one row in printed order.

    ``name`` is for the sentences only.  ``prior`` maps a column to the (small) cost of a figure in it.
    ``fixed`` are the columns when the print leaves no doubt.
    """

    values: tuple[Decimal, ...]
    name: str = ""
    quantum: Decimal = Decimal("0.01")
    prior: Mapping[int, float] = field(default_factory=dict)
    fixed: tuple[int, ...] | None = None
    printed: tuple[int, ...] | None = None
    """Where the figures stand in print, for repairs: each figure moved costs :data:`MOVE_COST`."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """``places[r][k]`` is the column of the k-th figure of row r; ``None`` where a row has too many figures."""

    places: tuple[tuple[int, ...] | None, ...]
    decisions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Candidate:
    columns: tuple[int, ...]
    cost: float
    failures: int


def row_identities(paths: Sequence[Sequence[str]]) -> tuple[RowIdentity, ...]:
    """The identities that header paths imply, as indexes into ``paths``.

    In every group the column named 合计/小计/总计 equals its siblings; a sibling that is a group counts
    by its own 小计 (or 合计), or by all its columns when it has none.  Only figure columns may be given.
    """
    found: list[RowIdentity] = []
    for members in _by_measure(paths):
        inner = [paths[i] if members == tuple(range(len(paths))) else paths[i][:-1] for i in members]
        for identity in _identities_below(inner, (), range(len(members))):
            found.append(
                RowIdentity(members[identity.total], tuple(members[part] for part in identity.parts))
            )
    return tuple(found)


def _by_measure(paths: Sequence[Sequence[str]]) -> list[tuple[int, ...]]:
    """Columns by what they measure where every group is printed for each measure (预算数 | 决算数 under each label)."""
    last = [path[-1] if len(path) > 1 else "" for path in paths]
    measures = [label for label in dict.fromkeys(last) if label]
    counts = {last.count(label) for label in measures}
    if "" in last or len(measures) < 2 or len(counts) != 1 or counts == {1} or any(map(_is_total, measures)):
        return [tuple(range(len(paths)))]
    stems = {label: [tuple(path[:-1]) for path in paths if path[-1] == label] for label in measures}
    if any(stem != stems[measures[0]] for stem in stems.values()):
        return [tuple(range(len(paths)))]
    return [tuple(i for i, label in enumerate(last) if label == measure) for measure in measures]


def _identities_below(
    paths: Sequence[Sequence[str]], prefix: tuple[str, ...], members: Sequence[int]
) -> list[RowIdentity]:
    depth = len(prefix)
    groups: dict[str, list[int]] = {}
    for index in members:
        if len(paths[index]) > depth:
            groups.setdefault(paths[index][depth], []).append(index)
    found: list[RowIdentity] = []
    total: int | None = None
    parts: list[int] = []
    for label, inside in groups.items():
        leaf = len(inside) == 1 and len(paths[inside[0]]) == depth + 1
        if leaf and total is None and _is_total(label):
            total = inside[0]
        elif leaf:
            parts.append(inside[0])
        else:
            found.extend(_identities_below(paths, (*prefix, label), inside))
            own = next((i for i in inside if len(paths[i]) == depth + 2 and _is_total(paths[i][-1])), None)
            parts.extend([own] if own is not None else inside)
    if total is not None and len(parts) > 1:
        found.append(RowIdentity(total, tuple(parts)))
    return found


def _is_total(label: str) -> bool:
    return label in TOTALS or label.endswith(("经费合计", "收入合计", "支出合计"))


def children_by_code(codes: Sequence[str | None], totals: Sequence[int] = ()) -> dict[int, tuple[int, ...]]:
    """Parent row → child rows, from code prefixes in printed order.

    A code printed again directly below its first row is a detail of that row.  Rows in ``totals`` are parents of
    all top-level rows.  Rows without a code take no part.
    """
    parent: dict[int, int] = {}
    open_rows: list[int] = []
    for row, code in enumerate(codes):
        if not code:
            continue
        while open_rows and not code.startswith(codes[open_rows[-1]] or "\0"):
            open_rows.pop()
        if open_rows:
            parent[row] = open_rows[-1]
        if not (open_rows and codes[open_rows[-1]] == code):
            open_rows.append(row)
    children: dict[int, list[int]] = {}
    for child, above in parent.items():
        children.setdefault(above, []).append(child)
    top = [row for row, code in enumerate(codes) if code and row not in parent]
    for total in totals:
        children[total] = [row for row in top if row != total]
    return {above: tuple(rows) for above, rows in sorted(children.items()) if rows}


def assign_figures(
    rows: Sequence[FigureRow],
    width: int,
    identities: Sequence[RowIdentity] = (),
    children: Mapping[int, Sequence[int]] | None = None,
    labels: Sequence[str] = (),
) -> Assignment:
    """Place the figures of every row in the columns 0 … ``width`` - 1.

    ``labels`` names the columns in the sentences.  A row with more figures than columns cannot be placed: its entry is
    ``None``, and the caller keeps its figures as leftovers.
    """
    candidates = [_candidates(row, width, identities) for row in rows]
    choice = [0] * len(rows)
    if children and any(len(found) > 1 for found in candidates):
        choice = _solve(rows, candidates, width, children)
    places = tuple(
        found[pick].columns if found else None for found, pick in zip(candidates, choice, strict=True)
    )
    names = list(labels) or [f"第{i + 1}列" for i in range(width)]
    said: dict[tuple[str, str], list[str]] = {}
    for row, found, pick in zip(rows, candidates, choice, strict=True):
        told = _decision(row, found, pick, names, alone=not children) if len(found) > 1 else None
        if told is not None:
            said.setdefault(told, []).append(row.name)
    return Assignment(places, tuple(_sentence(where, why, whose) for (where, why), whose in said.items()))


def _candidates(row: FigureRow, width: int, identities: Sequence[RowIdentity]) -> list[_Candidate]:
    """The placements of one row, best first: fewest failing row identities, then prior, then leftmost."""
    count = len(row.values)
    if row.fixed is not None:
        return [_Candidate(row.fixed, 0.0, 0)]
    if count > width:
        return []
    found = [
        _candidate(row, columns, identities)
        for columns in islice(combinations(range(width), count), MAX_COMBINATIONS)
    ]
    return sorted(found, key=lambda c: (c.cost, c.columns))[:MAX_CANDIDATES]


def _candidate(row: FigureRow, columns: tuple[int, ...], identities: Sequence[RowIdentity]) -> _Candidate:
    values = dict(zip(columns, row.values, strict=True))
    failures = sum(not _holds(values, identity, row.quantum) for identity in identities)
    cost = failures * ROW_COST + LEFTMOST_COST * sum(columns)
    cost += sum(row.prior.get(column, 0.0) for column in columns)
    if row.printed is not None:
        cost += MOVE_COST * sum(a != b for a, b in zip(columns, row.printed, strict=True))
    return _Candidate(columns, cost, failures)


def _holds(values: Mapping[int, Decimal], identity: RowIdentity, step: Decimal) -> bool:
    zero = Decimal(0)
    gap = values.get(identity.total, zero) - sum((values.get(part, zero) for part in identity.parts), zero)
    return abs(gap) <= _tolerance(len(identity.parts), step)


def _tolerance(parts: int, step: Decimal) -> Decimal:
    """Each printed figure is rounded by at most half a unit of its last digit."""
    return step * (parts + 1) / 2 if parts else step / 2


Sums = tuple[int, ...]
Picks = tuple[tuple[int, int], ...]
States = dict[Sums, tuple[float, Picks]]


@dataclass(slots=True)
class _Tree:
    """The dynamic program: ``best(row)[k]`` is the cost of the subtree when the row takes its k-th placement."""

    rows: Sequence[FigureRow]
    candidates: Sequence[Sequence[_Candidate]]
    width: int
    children: Mapping[int, Sequence[int]]
    scale: Decimal
    picks: dict[tuple[int, int], Picks] = field(default_factory=dict)
    """(row, placement) → the placements of its children."""

    def best(self, row: int) -> list[float]:
        costs = [candidate.cost for candidate in self.candidates[row]]
        below = [child for child in self.children.get(row, ()) if self.candidates[child]]
        if not below:
            return costs
        sums = self._sums(below)
        judged = bool(self.rows[row].values)
        step = int(_tolerance(len(below), self.rows[row].quantum) / self.scale)
        for k, candidate in enumerate(self.candidates[row]):
            own = self._vector(row, candidate)
            cost, picks = min(
                (cost + (_mismatch(own, total, step, candidate.columns) if judged else 0.0), picks)
                for total, (cost, picks) in sums.items()
            )
            costs[k] += cost
            self.picks[(row, k)] = picks
        return costs

    def _sums(self, below: Sequence[int]) -> States:
        """Column sums that the children can have → (cheapest cost, their placements)."""
        states: States = {(0,) * self.width: (0.0, ())}
        for child in below:
            costs = self.best(child)
            vectors = [self._vector(child, candidate) for candidate in self.candidates[child]]
            grown: States = {}
            for total, (cost, picks) in states.items():
                for k, vector in enumerate(vectors):
                    key = tuple(map(add, total, vector))
                    option = (cost + costs[k], (*picks, (child, k)))
                    if key not in grown or option < grown[key]:
                        grown[key] = option
            states = dict(sorted(grown.items(), key=lambda item: item[1])[:MAX_SUMS])
        return states

    def _vector(self, row: int, candidate: _Candidate) -> Sums:
        out = [0] * self.width
        for column, value in zip(candidate.columns, self.rows[row].values, strict=True):
            out[column] = int(value / self.scale)
        return tuple(out)

    def choose(self, row: int, pick: int, choice: list[int]) -> None:
        """Write the placements below a row's chosen one into ``choice``."""
        choice[row] = pick
        for child, k in self.picks.get((row, pick), ()):
            self.choose(child, k, choice)


def _mismatch(own: Sums, total: Sums, step: int, columns: tuple[int, ...]) -> float:
    """The cost of the column identities that fail between a parent and the sums of its children."""
    cost = 0.0
    for column, (value, below) in enumerate(zip(own, total, strict=True)):
        if abs(value - below) > step:
            cost += COLUMN_COST if column in columns else COLUMN_COST - EMPTY_PARENT_GAIN
    return cost


def _solve(
    rows: Sequence[FigureRow],
    candidates: Sequence[Sequence[_Candidate]],
    width: int,
    children: Mapping[int, Sequence[int]],
) -> list[int]:
    """The cheapest placement of all rows; a row under several totals counts under the first."""
    owned: set[int] = set()
    tree: dict[int, list[int]] = {}
    for above, below in children.items():
        tree[above] = [child for child in below if child not in owned and child != above]
        owned.update(tree[above])
    scale = min((row.quantum for row in rows), default=Decimal("0.01")) / 2
    program = _Tree(rows, candidates, width, tree, scale)
    choice = [0] * len(rows)
    for row, found in enumerate(candidates):
        if row not in owned and found:
            costs = program.best(row)
            program.choose(row, costs.index(min(costs)), choice)
    return choice


def _decision(
    row: FigureRow, found: Sequence[_Candidate], pick: int, names: Sequence[str], alone: bool
) -> tuple[str, str] | None:
    """Where the figures of a row went and why; nothing where they stay as printed."""
    chosen = found[pick]
    if row.printed is not None and chosen.columns == row.printed:
        return None
    rival = min((c.failures for k, c in enumerate(found) if k != pick), default=chosen.failures + 1)
    if chosen.failures < rival:
        why = "只有这样合计等于各部分之和"
    elif alone:
        why = "勾稽关系不能区分，按列的先后与先验定"
    else:
        why = "行内勾稽不能区分，使上下级科目之和不符处最少，再按先验定"
    verb = "列位已移" if row.printed is not None else "空格已失"
    return f"{verb}，各数依次归{'、'.join(names[c] for c in chosen.columns)}", why


MAX_NAMED = 3
"""How many rows a sentence names before it only counts them."""


def _sentence(where: str, why: str, rows: Sequence[str]) -> str:
    named = "".join(f"“{name}”" for name in rows[:MAX_NAMED] if name) or "未名"
    head = f"{named}行" if len(rows) <= MAX_NAMED else f"{named}等{len(rows)}行"
    return f"{head}：{where}；{why}。"


@dataclass(frozen=True, slots=True)
class Repair:
    """Rows with their figures put back, the indexes of the rows that changed, and why."""

    rows: tuple[tuple[str | None, ...], ...]
    changed: tuple[int, ...]
    decisions: tuple[str, ...]


def repair_rows(
    rows: Sequence[Sequence[str | None]],
    identities: Sequence[RowIdentity],
    children: Mapping[int, Sequence[int]] | None = None,
    names: Sequence[str] = (),
    labels: Sequence[str] = (),
) -> Repair:
    """Undo the shifts of a converter that lost an empty cell of a tab-separated row.

    ``rows`` are the figure columns alone, as printed (``None``: empty), all equally long.  The printed column is the prior
    (:data:`MOVE_COST` per figure moved), so that a row moves only where at least one more identity then holds
    per three figures moved.  Rows with a cell that is no figure, and rows without figures, stay.
    """
    width = max((len(row) for row in rows), default=0)
    figure_rows = [_printed_row(row, names[i] if i < len(names) else "") for i, row in enumerate(rows)]
    result = assign_figures(figure_rows, width, identities, children, labels)
    out: list[tuple[str | None, ...]] = []
    changed: list[int] = []
    for index, (row, figures, places) in enumerate(zip(rows, figure_rows, result.places, strict=True)):
        if places is None or figures.printed is None or places == figures.printed:
            out.append(tuple(row))
            continue
        texts = [row[column] for column in figures.printed]
        moved = dict(zip(places, texts, strict=True))
        out.append(tuple(moved.get(column) for column in range(width)))
        changed.append(index)
    return Repair(tuple(out), tuple(changed), result.decisions)


def _printed_row(row: Sequence[str | None], name: str) -> FigureRow:
    """A printed row as figures; one with a word among its cells is fixed where it stands."""
    printed = tuple(column for column, text in enumerate(row) if text is not None)
    values = [amount(row[column]) for column in printed]
    known = tuple(value for value in values if value is not None)
    if len(known) != len(values):
        columns = tuple(c for c, value in zip(printed, values, strict=True) if value is not None)
        return FigureRow(known, name, fixed=columns)
    step = max((quantum(row[column]) for column in printed), default=Decimal("0.01"))
    fixed = () if not known else None
    return FigureRow(known, name, quantum=min(step, Decimal(1)), printed=printed, fixed=fixed)


def repair_row(
    row: Sequence[str | None], identities: Sequence[RowIdentity], labels: Sequence[str] = ()
) -> tuple[tuple[str | None, ...], str | None]:
    """:func:`repair_rows` for one row by its row identities alone: the row, and the decision if it moved."""
    repaired = repair_rows([row], identities, labels=labels)
    return repaired.rows[0], (repaired.decisions[0] if repaired.decisions else None)
