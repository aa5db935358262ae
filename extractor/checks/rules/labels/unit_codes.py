"""One budget unit has one code in every table.

Example: 市水务局本级 is 101001 in one table and 101002 in the others.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, skipped, unsure
from gouji.domain import bases
from gouji.normalise import fold
from gouji.relations.table_view import TableView
from gouji.schemas.record import Operand


def unit_codes(context: Context) -> Outcomes:
    """One unit has one code in every table.

    Nothing is said where the name may stand for two units: when it is the beginning of the name that another table gives
    that code, when no other table confirms one of the codes, and for a department and the body at its head.
    """
    codes: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for view in context.views:
        for code, name in units_of(view):
            if view.id not in codes[name][code]:
                codes[name][code].append(view.id)
    checked = False
    for name, by_code in codes.items():
        tables = {t for where in by_code.values() for t in where}
        checked = checked or len(tables) > 1
        usual, *others = sorted(by_code, key=lambda code: -len(by_code[code]))
        if not others:
            continue
        cut = any(
            other != name and other.startswith(name) and code in held
            for other, held in codes.items()
            for code in by_code
        )
        one_body = any(one.startswith(two) for one in by_code for two in by_code if one != two)
        if len(tables) == 1 or cut or one_body:
            yield unsure(f"“{name}”在表中有几个代码，可能是两个单位，名称未印全", rival="scope")
            continue
        places = [(code, table) for code in by_code for table in by_code[code]]
        yield Outcome(
            "failed",
            message=Text(
                f"单位代码不一：{name} 在{context.titles(by_code[others[-1]])}印作 {others[-1]}，其他表为 {usual}",
                f"{name} has different unit codes in different tables",
            ),
            operands=tuple(Operand(where=f"{t} 单位代码", value=c) for c, t in places),
            twin="unit codes",
            mechanism="label",
        )
    if checked:
        yield Outcome("passed")
    elif not codes:
        yield skipped("表中没有单位代码")


RULES: Final = (
    Rule(
        "L08",
        Text("单位代码前后一致", "Unit codes agree across tables"),
        unit_codes,
        basis=bases.TIMELY_EXACT_REGULAR,
        type="table_vs_table",
    ),
)


_UNIT_CELL = re.compile(r"^(\d{5,9})[-－](.{4,40})$")
_OF_UNITS = re.compile(r"单位|部门")
_OF_SUBJECTS = re.compile(r"科目|分类|计量")
"""部门支出经济分类科目 and 计量单位 name no unit."""


def units_of(view: TableView) -> Iterator[tuple[str, str]]:
    """(code, name) of every budget unit that a table lists, in columns headed as those of units."""
    header = {n: "".join(column.path) for n, column in enumerate(view.columns)}
    header = {
        n: text for n, text in header.items() if _OF_UNITS.search(text) and not _OF_SUBJECTS.search(text)
    }
    code = next((n for n, h in header.items() if re.search(r"(单位|部门).{0,6}(编码|代码)", h)), None)
    name = next((n for n, h in header.items() if re.search(r"项目单位|(单位|部门).{0,6}名称", h)), None)
    for cells in view.table.rows:
        for n in header:
            found = _UNIT_CELL.match(cells[n] or "")
            if found:
                yield found.group(1), unit_name(found.group(2))
        if (
            code is not None
            and name is not None
            and cells[name]
            and re.fullmatch(r"\d{5,9}", cells[code] or "")
        ):
            yield cells[code] or "", unit_name(cells[name] or "")


@lru_cache(maxsize=4096)
def unit_name(name: str) -> str:
    """The name of a unit without what says that it is the head of its department (本级, （机关）)."""
    return re.sub(r"(?:\((?:本级|部门|机关)\)|本级|机关)+$", "", fold(name))
