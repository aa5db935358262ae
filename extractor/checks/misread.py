"""Misread or misprint: whether a broken identity points at our reading of a table, not at the document.

Takes the outcomes of all rules, turns a failed one into *not checkable* where its cells are likely to be misread.
What the sums of a table themselves show of it is found in :mod:`gouji.relations`; here stands what needs the document
or the layout.  A table in which most identities break was misread as a whole.  What a sum lacks is ours where the
page prints it and no table holds it.  In a table whose columns and rows we had to infer (flat text, PDF without ruled
lines; cells of a ruled PDF or between tabs are certain), a single break is ours when one slip of *reading* mends it: a
figure one column off, digits cut off, a row whose code was cut, a row that is printed but was not read.  A wrong figure of the publisher is mended by none of them,
short of a coincidence to the last digit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from gouji.checks.context import Context
from gouji.checks.indicators import torn_rows
from gouji.checks.inferred_tables import InferredTable, inferred_tables
from gouji.checks.model import Evaluated, Outcome, Rule
from gouji.reconcile.identities import mostly_broken
from gouji.relations.identity import Figure, Identity

MOST_NAMES: Final = 2
"""More rows than this whose name belongs to another code: codes and names of the table are out of step."""
SUMS: Final = frozenset({"row_sum", "code_tree", "table_sum"})
"""Sums within one table."""


@dataclass(frozen=True, slots=True)
class _Break:
    """A broken identity, and the cells among its figures that lie in tables whose layout we inferred."""

    rule: Rule
    identity: Identity
    cells: tuple[tuple[int, Figure, InferredTable], ...]
    """Coefficient in ``total − Σ parts``, the figure, its table."""


Test = Callable[[_Break], bool]


def doubt_misread(evaluated: Evaluated, context: Context) -> Evaluated:
    """``evaluated`` with the failures that a misreading explains made *not checkable*."""
    broken_tables = _mostly_broken(evaluated)
    inferred = inferred_tables(context)
    shuffled = _out_of_step(evaluated, inferred)
    torn = {id_ for id_, reading in inferred.items() if torn_rows(reading.view)}
    doubted: Evaluated = []
    for rule, outcomes in evaluated:
        doubted.append(
            (rule, [_doubted(rule, o, broken_tables, shuffled, torn, inferred, context) for o in outcomes])
        )
    return doubted


def _mostly_broken(evaluated: Evaluated) -> set[str]:
    """Tables in which most of the sums within the table break."""
    counts: dict[str, list[int]] = {}
    for rule, outcomes in evaluated:
        for outcome in outcomes if rule.misread_as in SUMS else ():
            if outcome.identity is not None and outcome.state in ("passed", "failed"):
                held = counts.setdefault(outcome.scope, [0, 0])
                held[0] += 1
                held[1] += outcome.state == "failed" and outcome.severity != "rounding"
    return {scope for scope, (formed, broken) in counts.items() if mostly_broken(formed, broken)}


def _out_of_step(evaluated: Evaluated, inferred: dict[str, InferredTable]) -> set[str]:
    """Tables of inferred layout in which several rows bear the name of another code."""
    counts: dict[str, int] = {}
    for rule, outcomes in evaluated:
        for outcome in outcomes if rule.misread_as == "code_name" else ():
            if outcome.state == "failed" and (outcome.severity or rule.severity) == "error":
                counts[outcome.scope] = counts.get(outcome.scope, 0) + 1
    return {scope for scope, count in counts.items() if count > MOST_NAMES and scope in inferred}


def _doubted(
    rule: Rule,
    outcome: Outcome,
    broken_tables: set[str],
    shuffled: set[str],
    torn: set[str],
    inferred: dict[str, InferredTable],
    context: Context,
) -> Outcome:
    severity = outcome.severity or rule.severity
    if (
        outcome.state != "failed"
        or severity == "rounding"
        or (severity == "note" and outcome.identity is None)
    ):
        return outcome
    if rule.misread_as in SUMS and outcome.scope in broken_tables:
        return _unsure(outcome, f"{context.title_of(outcome.scope)} 多数恒等式不成立，疑为读取有误")
    if rule.misread_as == "code_name" and (outcome.scope in shuffled or _code_shared(outcome, inferred)):
        return _unsure(outcome, f"{context.title_of(outcome.scope)} 多行编码与名称错位，疑为读取有误")
    if torn and rule.misread_as == "form" and torn.intersection(_tables_of(outcome)):
        return _unsure(outcome, f"{context.title_of(sorted(torn)[0])} 有指标行被拆开，疑为读取有误")
    identity = outcome.identity or _unsplit(rule, outcome)
    if identity is None or not inferred:
        return outcome
    cells = tuple(_inferred_cells(identity, inferred))
    why = _explained(_Break(rule, identity, cells)) if cells else None
    if why is None:
        return outcome
    title = context.title_of(cells[0][1].key[0])
    return _unsure(outcome, f"{title} 无完整表格线或分隔，{why}即成立，疑为读取有误")


def _code_shared(outcome: Outcome, inferred: dict[str, InferredTable]) -> bool:
    """Whether the row whose name is odd shares its code with another row: the code was cut, the name is right."""
    reading = inferred.get(outcome.scope)
    codes = [operand.where.split(" ")[-1] for operand in outcome.operands]
    return reading is not None and any(reading.shared(code) for code in codes)


def _tables_of(outcome: Outcome) -> set[str]:
    places = [operand.where for operand in outcome.operands] + [figure.where for figure in outcome.figures]
    return {outcome.scope, *(where.split(" ")[0] for where in places)}


def _unsplit(rule: Rule, outcome: Outcome) -> Identity | None:
    """A total over blank columns: the break is between the total and nothing."""
    return Identity(outcome.figures[0], ()) if rule.misread_as == "row_sum" and outcome.figures else None


def _unsure(outcome: Outcome, reason: str) -> Outcome:
    return replace(outcome, state="not_checkable", reason=f"{reason}；核对读数后可检查", rival="misread")


def _inferred_cells(
    identity: Identity, inferred: dict[str, InferredTable]
) -> Iterator[tuple[int, Figure, InferredTable]]:
    for sign, figure in ((1, identity.total), *((-sign, part) for sign, part in identity.parts)):
        reading = inferred.get(figure.key[0])
        if reading is not None and len(figure.key) == 3 and figure.key[1] >= 0:
            yield sign, figure, reading


def _explained(broken: _Break) -> str | None:
    """The slip of reading that mends the break, in words; ``None`` when there is none."""
    return next((words for words, test in _TESTS if test(broken)), None)


def _cut_figure(broken: _Break) -> bool:
    """A figure without the decimals that all others of the table have."""
    return any(reading.oddly_printed(figure) for _, figure, reading in broken.cells)


def _moved_figure(broken: _Break) -> bool:
    """A figure that belongs one column further: what the cell should print stands beside it in the row."""
    if broken.rule.misread_as == "row_sum" and broken.identity.parts:
        return False
    gap = broken.identity.gap
    doubled = [f.value for _, f, _ in broken.cells]
    for sign, figure, reading in broken.cells:
        needed = figure.value - gap / sign
        single = needed != 0 or doubled.count(figure.value) == 1
        if single and reading.beside(figure, needed, broken.identity.slack):
            return True
    return _left_out(broken, lambda reading, total: reading.beside_blank(total, gap, broken.identity.slack))


def _torn_code(broken: _Break) -> bool:
    """A row under the subject of the sum whose code is a 类, 款 or 项 and a digit more or less: cut, or two in one."""
    if broken.rule.misread_as != "code_tree":
        return False
    _, total, reading = broken.cells[0]
    return reading.torn_code_near(total)


def _cut_code(broken: _Break) -> bool:
    """A row among the rows of another subject, under which its code does not put it, or with another's code."""
    gap, slack = broken.identity.gap, broken.identity.slack
    if broken.rule.misread_as in SUMS and any(r.shares_code(f) for _, f, r in broken.cells):
        return True
    if _left_out(broken, lambda reading, total: reading.stranger_below(total, gap, slack)):
        return True
    rows = {figure.key[1] for _, figure, _ in broken.cells if len(figure.key) == 3}
    return any(
        abs(figure.value + gap) <= slack and sign < 0 and reading.inside_another(figure, rows)
        for sign, figure, reading in broken.cells
    )


def _torn_table(broken: _Break) -> bool:
    """Rows of the subject at the head of the next table: one printed table read as two."""
    return _left_out(broken, lambda reading, total: reading.continues(total))


def _unread_rows(broken: _Break) -> bool:
    """Figures that the pages of the table print, that no table holds, and that make up the gap."""
    return _left_out(broken, lambda reading, total: reading.unclaimed_make(broken.identity.gap / total.scale))


def _left_out(broken: _Break, test: Callable[[InferredTable, Figure], bool]) -> bool:
    """For a sum within one table whose parts fall short of the total."""
    if broken.rule.misread_as not in SUMS or broken.identity.gap <= 0:
        return False
    sign, total, reading = broken.cells[0]
    return sign > 0 and test(reading, total)


_TESTS: Final[tuple[tuple[str, Test], ...]] = (
    ("某数若未读全", _cut_figure),
    ("某数若移到同行另一栏", _moved_figure),
    ("某行编码若读全", _torn_code),
    ("某行编码若归入所在科目", _cut_code),
    ("下一张表开头的行若计入", _torn_table),
    ("原页印有而未读入的数若计入", _unread_rows),
)
