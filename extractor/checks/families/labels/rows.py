"""Rows as such: duplicates, numbering, signs, and tables that are empty without saying so."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from gouji.checks import terms
from gouji.checks.context import Context
from gouji.checks.families.labels.names import label_evidence
from gouji.checks.fold import MOST_PLACES
from gouji.checks.model import Figure, Outcome, Outcomes, Rule, Text, unsure
from gouji.checks.view import Row, Side, TableView
from gouji.normalise import fold
from gouji.schemas.record import Operand, TableKind

K = TableKind
_FIGURE_TABLES = frozenset(K) - {K.ENTITY_LIST, K.PROJECT_PERFORMANCE, K.PROJECT_SELF_EVALUATION, K.OTHER}


def duplicates(rule: Rule, context: Context) -> Outcomes:
    """No subject is printed on two rows of one table without anything to tell them apart."""
    for view in context.views:
        if view.table.kind not in _FIGURE_TABLES or view.table.kind in (K.PROCUREMENT, K.PROJECT_EXPENDITURE):
            continue
        for side in view.sides:
            yield from _duplicates(view, side)


def _duplicates(view: TableView, side: Side) -> Iterator[Outcome]:
    rows: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in side.rows:
        if row.code and len(row.code) >= 5:
            rows[(row.code, row.name)].append(row)
    several = {k: v for k, v in rows.items() if len(v) > 1}
    if not several:
        if rows:
            yield Outcome("passed", scope=view.id)
        return
    column = side.values[0] if side.values else None
    operands = [
        Operand(where=f"{view.id} {row.label} 第{n}行", value=f.printed)
        for group in several.values()
        for n, row in enumerate(group, 1)
        if column is not None and (f := view.figure(side, row, column)) is not None
    ]
    yield Outcome(
        "failed",
        scope=view.id,
        message=Text(
            f"{view.title}：{len(several)} 个科目各印了两行以上，编码名称相同，没有区分",
            f"{view.title}: {len(several)} subjects are printed on two or more rows",
        ),
        operands=tuple(operands),
    )


_CHINESE = "一二三四五六七八九十"
_UP_TO_99 = re.compile(r"([一二三四五六七八九]?)(十?)([一二三四五六七八九]?)")


def chinese_number(text: str) -> int | None:
    """``二十五`` → 25; ``None`` when it is not a number up to 99 (``十十``, ``二五``).

    >>> [chinese_number(text) for text in ("三", "十", "二十五", "十十", "二五", "三十二五")]
    [3, 10, 25, None, None, None]
    """
    found = _UP_TO_99.fullmatch(text)
    if not found or not text or (not found[2] and len(text) > 1):
        return None
    high, low = (_CHINESE.index(digit) + 1 if digit else 0 for digit in (found[1], found[3]))
    return (high or 1) * 10 + low if found[2] else high or low


_NUMBERED = re.compile(rf"^([(（])?([{_CHINESE}]+)([)）]|[、.．,，])")


def numbering(rule: Rule, context: Context) -> Outcomes:
    """The items of a summary table are numbered without gap or repetition."""
    for view in context.of_kind(K.REVENUE_EXPENDITURE_SUMMARY, K.APPROPRIATION_SUMMARY):
        for side in view.sides:
            yield from _numbering(view, side)


def _numbering(view: TableView, side: Side) -> Iterator[Outcome]:
    held: dict[bool, int] = {}
    fine = True
    for row in side.rows:
        found = _NUMBERED.match(row.name)
        number = chinese_number(found.group(2)) if found else None
        if found is None or number is None:
            if row.kind != "item" or (row.name and held and terms.CARRY_ROW.search(row.name)):
                held.clear()
            continue
        inner = found.group(1) is not None
        if not inner:
            held.pop(True, None)
        last = held.get(inner)
        held[inner] = number
        if last is None or number == last + 1 or (number == 1 and last != 1):
            continue
        fine = False
        repeated = number == last
        yield Outcome(
            "failed",
            scope=view.id,
            message=Text(
                f"{view.title}：“{row.name}”的序号{'与上一项重复' if repeated else f'由第 {last} 项跳来'}",
                f"{view.title}: the number of “{row.name}” {'is used twice' if repeated else 'skips'}",
            ),
            operands=(Operand(where=view.id, value=row.name, evidence=label_evidence(view, row)),),
            severity=None if repeated else "note",
            type="label",
        )
    if fine and side.rows:
        yield Outcome("passed", scope=view.id)


_SPOILT = re.compile(r"#{3,}|#(?:REF|N/A|VALUE|DIV/0|NAME|NUM|NULL|SPILL|CALC)[!?]?", re.IGNORECASE)
"""What a spreadsheet shows in place of a figure: a column too narrow, a formula that came to nothing."""


def spoilt_cells(rule: Rule, context: Context) -> Outcomes:
    """Every cell prints what it holds, not a sign of the spreadsheet that it was made in."""
    for view in context.views:
        spoilt = [
            Operand(
                where=f"{view.id} 第{row + 1}行/{'/'.join(column.path)}",
                value=text,
                evidence=view.evidence(row, column.index),
            )
            for row, cells in enumerate(view.table.rows)
            for column, text in zip(view.columns, cells, strict=False)
            if text and _SPOILT.fullmatch(fold(text))
        ]
        if not spoilt:
            if view.table.rows:
                yield Outcome("passed", scope=view.id)
            continue
        signs_ = "、".join(dict.fromkeys(operand.value or "" for operand in spoilt))
        yield Outcome(
            "failed",
            scope=view.id,
            message=Text(
                f"{view.title}有 {len(spoilt)} 个单元格印作 {signs_}，没有显示数字",
                f"{view.title}: {len(spoilt)} cells print {signs_} instead of a figure",
            ),
            operands=tuple(spoilt[:MOST_PLACES]),
        )


def signs(rule: Rule, context: Context) -> Outcomes:
    """No budgeted or settled amount is negative."""
    for view in context.views:
        if view.table.kind not in _FIGURE_TABLES:
            continue
        negative = [f for side in view.sides for f in _negative(view, side)]
        if negative:
            yield Outcome(
                "failed",
                scope=view.id,
                message=Text(
                    f"{view.title}有 {len(negative)} 个负数",
                    f"{view.title} has {len(negative)} negative figures",
                ),
                figures=tuple(negative),
            )
        elif view.table.rows:
            yield Outcome("passed", scope=view.id)


def _negative(view: TableView, side: Side) -> Iterator[Figure]:
    for row in side.rows:
        for column in side.values:
            figure = view.figure(side, row, column)
            if (
                figure is not None
                and figure.value < 0
                and figure.sure
                and not terms.CARRY_ROW.search(row.name)
            ):
                yield figure


_NOTHING = re.compile(r"无|没有|空表|为空|未安排|不存在|不涉及")
_MONEY_OF_KIND = {
    K.GOVERNMENT_FUND_EXPENDITURE: "政府性基金",
    K.STATE_CAPITAL_EXPENDITURE: "国有资本经营",
    K.THREE_PUBLIC: "三公",
    K.PROCUREMENT: "政府采购",
}
"""What the prose calls the money of a table that is often empty."""


def _said_in_prose(kind: K, context: Context) -> bool:
    """Whether a sentence of the document says that there is none of the table's money (无政府性基金预算支出)."""
    name = _MONEY_OF_KIND.get(kind)
    if name is None:
        return False
    none = r"(?:无|没有|未安排|不存在|不涉及)"
    near = r"[^。；：\d]{0,25}"
    return bool(re.search(f"{none}{near}{name}|{name}{near}{none}", context.text))


def empty_tables(rule: Rule, context: Context) -> Outcomes:
    """A table without figures says that it is empty and why."""
    for view in context.views:
        if not view.table.is_empty or view.table.kind not in _FIGURE_TABLES:
            continue
        said = "".join(view.table.notes) + "".join(c or "" for row in view.table.rows for c in row)
        if _NOTHING.search(said) or _said_in_prose(view.table.kind, context):
            yield Outcome("passed", scope=view.id)
        elif view.doubtful or context.unread:
            yield unsure(f"{view.title} 所在页未能读出", view.id)
        else:
            yield Outcome(
                "failed",
                scope=view.id,
                message=Text(
                    f"{view.title}为空表，没有说明“本部门无此项收支”",
                    f"{view.title} is empty without saying so",
                ),
                operands=(Operand(where=view.id),),
            )
