"""One budget unit has one code in every table, and one code one unit.

Example: 市水务局本级 is 101001 in one table and 101002 in the others.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, skipped
from gouji.domain import bases
from gouji.normalise import fold
from gouji.relations.table_view import TableView
from gouji.schemas.record import Operand


def unit_codes(context: Context) -> Outcomes:
    """One unit has one code in every table, one code one unit."""
    codes: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for view in context.views:
        for code, name in units_of(view):
            codes[name][code].append(view.id)
    checked = False
    for name, by_code in codes.items():
        if len({t for tables in by_code.values() for t in tables}) > 1:
            checked = True
        if len(by_code) > 1:
            places = [(code, table) for code, tables in by_code.items() for table in dict.fromkeys(tables)]
            yield Outcome(
                "failed",
                message=Text(
                    f"单位代码不一：{name} 在{context.titles(by_code[min(by_code, key=lambda c: len(by_code[c]))])}印作 "
                    f"{min(by_code, key=lambda c: len(by_code[c]))}，其他表为 {max(by_code, key=lambda c: len(by_code[c]))}",
                    f"{name} has different unit codes in different tables",
                ),
                operands=tuple(Operand(where=f"{t} 单位代码", value=c) for c, t in places),
                twin="unit codes",
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


def units_of(view: TableView) -> Iterator[tuple[str, str]]:
    """(code, name) of every budget unit that a table lists."""
    header = ["".join(c.path) for c in view.columns]
    code = next((n for n, h in enumerate(header) if re.search(r"(单位|部门).{0,6}(编码|代码)", h)), None)
    name = next((n for n, h in enumerate(header) if re.search(r"项目单位|(单位|部门).{0,6}名称", h)), None)
    for cells in view.table.rows:
        for cell in cells:
            found = _UNIT_CELL.match(cell or "")
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
    return re.sub(r"[(（](本级|部门|机关)[)）]|本级$|机关$", "", fold(name))
