"""Within one table: columns against their total, children against parents, items against totals.

Takes a rule and the context, gives one outcome per identity.  Which rows make up a total is not
always printed; where several readings are possible the one that holds best is taken, and when none
comes near (a gap of more than half of the total) the total is *not checkable*, never a finding.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from extractor.check import terms
from extractor.check.context import Context
from extractor.check.model import Figure, Identity, Outcome, Outcomes, Rule, Text, judged, total_of, unsure
from extractor.check.view import Column, ColumnGroup, Row, Side, TableView, Tree
from schemas.record import Severity, TableKind

HALF = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Within:
    """Which tables a within-table rule looks at; empty ``kinds`` means every table with figures."""

    kinds: tuple[TableKind, ...] = ()
    leave_out: tuple[TableKind, ...] = ()


def _tables(rule: Rule, context: Context) -> Iterator[TableView]:
    spec = rule.spec
    assert isinstance(spec, Within)
    for view in context.views:
        kind = view.table.kind
        if spec.kinds and kind not in spec.kinds:
            continue
        if kind not in spec.leave_out and view.table.rows:
            yield view


def row_totals(rule: Rule, context: Context) -> Outcomes:
    """合计列 = 各分列之和, row by row, wherever the header says which columns make up which."""
    for view in _tables(rule, context):
        for side in view.sides:
            for group in view.groups_of(side):
                yield from _group(view, side, group)


def _group(view: TableView, side: Side, group: ColumnGroup) -> Outcomes:
    used = any(view.figure(side, row, part) for row in side.rows for part in group.parts)
    if not used:
        return
    grand = side.find_total()
    split = grand is not None and any(view.figure(side, grand, part) for part in group.parts)
    for row in side.rows:
        total = view.figure(side, row, group.total)
        parts = [f for c in group.parts if (f := view.figure(side, row, c)) is not None]
        if total is None or (total.value == 0 and not parts):
            continue
        doubtful = [c for c in (group.total, *group.parts) if not view.sure_cell(row.index, c.index)]
        if doubtful:
            yield unsure(f"{view.title} {row.label} 的 {doubtful[0].leaf} 读数待复核，复核后可核对", view.id)
            continue
        identity = total_of(total, parts)
        if not parts:
            yield _unsplit(view, row, group.total, identity, "error" if split else "note")
            continue
        names = "＋".join(c.leaf for c in group.parts if view.figure(side, row, c))
        yield judged(identity, view.id, _row_message(view, row, group.total, names, identity))


def _unsplit(view: TableView, row: Row, column: Column, identity: Identity, severity: Severity) -> Outcome:
    """A printed total whose columns are all blank, in a table that otherwise fills them."""
    message = Text(
        f"{view.title} {row.label}：{column.leaf}印 {identity.total.printed}，其下各列均空",
        f"{view.title} {row.label}: {column.leaf} prints {identity.total.printed}, the columns below it are blank",
    )
    return Outcome(
        "failed",
        view.id,
        message,
        (identity.total,),
        severity=severity,
        type="missing",
        expected="0",
        twin=f"{view.id} blank {column.index}" if severity == "note" else None,
    )


def _row_message(view: TableView, row: Row, column: Column, names: str, identity: Identity) -> Text:
    sums = "+".join(part.printed for _, part in identity.parts) or "0"
    return Text(
        f"{view.title} {row.label}：{column.leaf}印 {identity.total.printed}，{names}为 {sums}",
        f"{view.title} {row.label}: {column.leaf} prints {identity.total.printed}, its columns add up to {sums}",
    )


def code_tree(rule: Rule, context: Context) -> Outcomes:
    """类 = Σ款 = Σ项 by code, in every money column."""
    for view in _tables(rule, context):
        for side in view.sides:
            if side.coded:
                yield from _tree(view, side)


def _tree(view: TableView, side: Side) -> Outcomes:
    tree = tree_of(view, side)
    for parent, under in tree.children:
        children = list(under)
        for column in side.values:
            total = view.figure(side, parent, column)
            below = _printed_below(view, side, children, column)
            parts = _parts(view, side, below, column) + _continued(view, side, parent, column)
            if total is None or (total.value == 0 and not parts):
                continue
            if not _sure(view, [parent, *children], column):
                yield unsure(f"{view.title} {parent.label} 各行的 {column.leaf} 读数待复核", view.id)
            elif parts:
                identity = total_of(total, parts)
                yield judged(identity, view.id, _tree_message(view, parent, column, identity))


def _continued(view: TableView, side: Side, parent: Row, column: Column) -> list[Figure]:
    """Children that are printed in the next block of a table set in several blocks (302 … continued)."""
    place = side.values.index(column)
    figures: list[Figure] = []
    for other in view.sides:
        if other is side or len(other.values) != len(side.values) or not other.coded:
            continue
        own = {row.code for row in other.rows}
        rows = [r for r in other.rows if r.code.startswith(parent.code) and r.code != parent.code]
        rows = [r for r in rows if not any(r.code[:n] in own for n in range(len(parent.code), len(r.code)))]
        figures.extend(_parts(view, other, rows, other.values[place]))
    return figures


def _printed_below(view: TableView, side: Side, rows: list[Row], column: Column) -> list[Row]:
    """The children, a blank one replaced by its own children where those print the column."""
    printed: list[Row] = []
    tree = tree_of(view, side)
    for row in rows:
        if view.figure(side, row, column) is not None:
            printed.append(row)
            continue
        deeper = list(tree.below(row))
        if view.figure(side, row, column) is None and _parts(view, side, deeper, column):
            printed.extend(_printed_below(view, side, deeper, column))
        else:
            printed.append(row)
    return printed


def _parts(view: TableView, side: Side, rows: list[Row], column: Column) -> list[Figure]:
    return [f for row in rows if (f := view.figure(side, row, column)) is not None]


def _sure(view: TableView, rows: list[Row], column: Column) -> bool:
    return all(view.sure_cell(row.index, column.index) for row in rows)


def _tree_message(view: TableView, parent: Row, column: Column, identity: Identity) -> Text:
    sums = "+".join(part.printed for _, part in identity.parts) or "0"
    return Text(
        f"{view.title} {parent.label}（{column.leaf}）印 {identity.total.printed}，下级之和 {sums}",
        f"{view.title} {parent.label} ({column.leaf}) prints {identity.total.printed}, its children add up to {sums}",
    )


def tree_of(view: TableView, side: Side) -> Tree:
    """The coded rows of a side as a tree; each row hangs under the nearest printed code above it."""
    if id(side) not in view.trees:
        rows = _distinct_rows(view, side)
        codes = {row.code for row in rows}
        below: dict[str, list[Row]] = {}
        for row in rows:
            parent = next(
                (row.code[:n] for n in range(len(row.code) - 1, 1, -1) if row.code[:n] in codes), ""
            )
            below.setdefault(parent, []).append(row)
        children = tuple((row, tuple(below[row.code])) for row in rows if row.code in below)
        view.trees[id(side)] = Tree(tuple(rows), children, tuple(below.get("", ())))
    return view.trees[id(side)]


def _distinct_rows(view: TableView, side: Side) -> list[Row]:
    """Coded rows, one per printed subject: a total row followed by its own details counts once."""
    rows: list[Row] = []
    coded = [row for row in side.rows if row.code]
    index = 0
    while index < len(coded):
        run = [coded[index]]
        while index + len(run) < len(coded) and coded[index + len(run)].code == run[0].code:
            run.append(coded[index + len(run)])
        rows.extend(run[:1] if len(run) == 1 or _first_is_total(view, side, run) else run)
        index += len(run)
    return rows


def _first_is_total(view: TableView, side: Side, run: list[Row]) -> bool:
    for column in side.values:
        first = view.figure(side, run[0], column)
        if first is None or first.value == 0:
            continue
        rest = _parts(view, side, run[1:], column)
        return bool(rest) and total_of(first, rest).judge() != "broken"
    return all(_same_row(view, side, run[0], other) for other in run[1:])


def _same_row(view: TableView, side: Side, one: Row, other: Row) -> bool:
    cells = view.table.rows
    return all(cells[one.index][c.index] == cells[other.index][c.index] for c in side.values)


def grand_totals(rule: Rule, context: Context) -> Outcomes:
    """合计行 = 各行之和, column by column, for tables whose rows are subjects, units or projects."""
    for view in _tables(rule, context):
        for side in view.sides:
            total = side.find_total()
            if total is not None:
                yield from _grand(view, side, total)


def _grand(view: TableView, side: Side, total: Row) -> Outcomes:
    figures = [(c, f) for c in side.values if (f := view.figure(side, total, c)) is not None]
    if not figures:
        return
    best = _best_reading(view, side, total, [c for c, _ in figures])
    if best is None:
        return
    for column, figure in figures:
        parts = _parts(view, side, best, column)
        if figure.value == 0 and not parts:
            continue
        if not _sure(view, [total, *best], column):
            yield unsure(f"{view.title} {column.leaf}列读数待复核，复核后可核对合计", view.id)
            continue
        readings = [total_of(figure, parts), total_of(figure, parts + _other_blocks(view, side, column))]
        identity = min(readings, key=lambda one: abs(one.gap))
        if abs(identity.gap) > max(abs(figure.value), abs(identity.expected)) * HALF:
            yield unsure(f"{view.title} {column.leaf}列的合计由哪些行组成无法确定", view.id)
            continue
        yield judged(identity, view.id, _grand_message(view, total, column, identity))


def _other_blocks(view: TableView, side: Side, column: Column) -> list[Figure]:
    """The topmost rows of the other blocks under one heading (公用经费 set in two blocks, one total)."""
    place = side.values.index(column)
    own = {row.code for row in side.rows if row.code}
    figures: list[Figure] = []
    for other in view.sides:
        same = other is not side and side.name and other.name == side.name
        if same and other.coded and len(other.values) == len(side.values):
            roots = [r for r in tree_of(view, other).roots if not any(r.code.startswith(c) for c in own)]
            figures.extend(_parts(view, other, roots, other.values[place]))
    return figures


def _best_reading(view: TableView, side: Side, total: Row, columns: list[Column]) -> list[Row] | None:
    """The set of rows that explains the total best over all columns; ``None`` without candidates."""
    items = [
        r
        for r in side.rows
        if r.index != total.index and r.kind == "item" and not terms.SUBSET.search(r.name)
    ]
    if side.coded:
        tree = tree_of(view, side)
        candidates = [list(tree.roots)]
        deepest = max((len(r.code) for r in items), default=0)
        candidates.append([r for r in tree.rows if len(r.code) == deepest])
        if any(len({len(r.code) for r in c}) > 1 for c in candidates[:1]):
            candidates.append(_without_equal(view, side, total, items, columns))
    else:
        subtotals = [r for r in side.rows if r.kind == "subtotal"]
        numbered = [r for r in items if r.depth >= 0]
        candidates = [items, subtotals, _without_equal(view, side, total, items, columns)]
        if numbered:
            candidates.append([r for r in numbered if r.depth == min(n.depth for n in numbered)])
    candidates = [rows for rows in candidates if rows]
    if not candidates:
        return None
    return min(candidates, key=lambda rows: _misfit(view, side, total, rows, columns))


def _without_equal(
    view: TableView, side: Side, total: Row, items: list[Row], columns: list[Column]
) -> list[Row]:
    """The rows without those that repeat the total itself (a 部门 row above its 单位 rows)."""
    first = view.figure(side, total, columns[0])
    keep = []
    for row in items:
        figure = view.figure(side, row, columns[0])
        if not (figure and first and figure.value == first.value and len(items) > 2):
            keep.append(row)
    return keep


def _misfit(
    view: TableView, side: Side, total: Row, rows: list[Row], columns: list[Column]
) -> tuple[int, Decimal]:
    broken, gap = 0, Decimal(0)
    for column in columns:
        figure = view.figure(side, total, column)
        if figure is None:
            continue
        identity = total_of(figure, _parts(view, side, rows, column))
        broken += identity.judge() == "broken"
        gap += abs(identity.gap)
    return broken, gap


def _grand_message(view: TableView, total: Row, column: Column, identity: Identity) -> Text:
    parts = identity.parts
    sums = "+".join(part.printed for _, part in parts) if len(parts) <= 8 else f"{len(parts)} 行之和"
    return Text(
        f"{view.title} {total.name}（{column.leaf}）印 {identity.total.printed}，各行 {sums}",
        f"{view.title} {total.name} ({column.leaf}) prints {identity.total.printed}, its rows add up to {sums}",
    )


def outline_totals(rule: Rule, context: Context) -> Outcomes:
    """收支总表: numbered items against 本年合计, 本年合计 with 结转 against 总计, （一）（二） against 一."""
    for view in _tables(rule, context):
        for side in view.sides:
            if not side.coded:
                for column in side.values:
                    yield from _outline(view, side, column)


def _outline(view: TableView, side: Side, column: Column) -> Outcomes:
    yield from _numbered_children(view, side, column)
    held: list[Row] = []
    subtotal: Row | None = None
    for row in side.rows:
        if row.kind == "subtotal":
            yield from _outline_identity(view, side, column, row, [held])
            subtotal, held = row, []
        elif row.kind == "grand":
            readings = [
                _top(held),
                held,
                held[:1],
                [r for r in held if r.depth < 0],
                [r for r in held if r.depth == 0],
            ]
            if subtotal is not None:
                readings = [[subtotal, *reading] for reading in readings]
            yield from _outline_identity(view, side, column, row, readings)
            subtotal, held = None, []
        elif row.name and not terms.SUBSET.search(row.name):
            held.append(row)


def _top(rows: list[Row]) -> list[Row]:
    """The rows at the outermost numbering, plus those without a number that stand beside them."""
    depths = [row.depth for row in rows if row.depth >= 0]
    return [row for row in rows if row.depth < 0 or row.depth == min(depths, default=-1)]


def _outline_identity(
    view: TableView, side: Side, column: Column, total: Row, readings: list[list[Row]]
) -> Outcomes:
    figure = view.figure(side, total, column)
    if figure is None:
        return
    options = [rows for rows in [_top(readings[0]), *readings] if _parts(view, side, rows, column)]
    if not options:
        return
    rows = min(options, key=lambda option: _misfit(view, side, total, option, [column]))
    if not _sure(view, [total, *rows], column):
        yield unsure(f"{view.title} {total.name} 及其组成行读数待复核", view.id)
        return
    identity = total_of(figure, _parts(view, side, rows, column))
    if abs(identity.gap) > max(abs(figure.value), abs(identity.expected)) * HALF:
        yield unsure(f"{view.title} {total.name}（{column.leaf}）由哪些行组成无法确定", view.id)
        return
    yield judged(identity, view.id, _grand_message(view, total, column, identity))


def _numbered_children(view: TableView, side: Side, column: Column) -> Outcomes:
    """A numbered item that prints its own figure against the deeper-numbered items under it."""
    rows = [r for r in side.rows if r.kind == "item"]
    for position, parent in enumerate(rows):
        if parent.depth < 0:
            continue
        children: list[Row] = []
        for row in rows[position + 1 :]:
            if row.depth < 0 or row.depth <= parent.depth or row.index > _next_break(side, parent):
                break
            if row.depth == (children[0].depth if children else row.depth):
                children.append(row)
        total = view.figure(side, parent, column)
        parts = _parts(view, side, children, column)
        if total is None or not parts or any(terms.SUBSET.search(r.name) for r in children):
            continue
        if _sure(view, [parent, *children], column):
            identity = total_of(total, parts)
            yield judged(identity, view.id, _tree_message(view, parent, column, identity))


def _next_break(side: Side, row: Row) -> int:
    return next((r.index for r in side.rows if r.index > row.index and r.kind != "item"), len(side.rows))


def carried_forward(rule: Rule, context: Context) -> Outcomes:
    """年初结转和结余 + 本年收入 − 本年支出 = 年末结转和结余, per row of the fund tables of final accounts."""
    for view in _tables(rule, context):
        for side in view.sides:
            columns = {name: _column(side, word) for name, word in _FLOW.items()}
            opening, income, spent, closing = (columns[n] for n in ("opening", "income", "spent", "closing"))
            if opening is None or income is None or spent is None or closing is None:
                continue
            for row in side.rows:
                yield from _flow(view, side, row, (opening, income, spent, closing))


_FLOW = {"opening": "年初结转", "income": "本年收入", "spent": "本年支出", "closing": "年末结转"}


def _column(side: Side, word: str) -> Column | None:
    found = [c for c in side.values if any(word in part for part in c.path)]
    return next((c for c in found if terms.TOTAL_COLUMN.search(c.leaf)), found[0] if found else None)


def _flow(view: TableView, side: Side, row: Row, columns: tuple[Column, Column, Column, Column]) -> Outcomes:
    figures = [view.figure(side, row, c) for c in columns]
    opening, income, spent, closing = figures
    if income is None and spent is None:
        return
    known = [(sign, f) for sign, f in ((1, opening), (1, income), (-1, spent)) if f is not None]
    anchor = closing or (spent and view.figure(side, row, columns[2]))
    if anchor is None or not known:
        return
    if closing is None:
        known = [(sign, f) for sign, f in known if f is not spent]
    if not known:
        return
    identity = Identity(anchor, tuple(known))
    message = Text(
        f"{view.title} {row.label}：年初结转＋本年收入－本年支出与年末结转不符",
        f"{view.title} {row.label}: opening + income − expenditure does not give closing",
    )
    yield judged(identity, view.id, message)
