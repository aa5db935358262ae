"""Budget units: one code one name, one name one spelling."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, skipped
from gouji.checks.view import TableView
from gouji.normalise import fold
from gouji.schemas.record import Operand, TableKind

K = TableKind


def unit_codes(rule: Rule, context: Context) -> Outcomes:
    """One unit has one code in every table, one code one unit."""
    codes: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for view in context.views:
        for code, name in _units(view):
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


_UNIT_CELL = re.compile(r"^(\d{5,9})[-－](.{4,40})$")


def _units(view: TableView) -> Iterator[tuple[str, str]]:
    """(code, name) of every budget unit that a table lists."""
    header = ["".join(c.path) for c in view.columns]
    code = next((n for n, h in enumerate(header) if re.search(r"(单位|部门).{0,6}(编码|代码)", h)), None)
    name = next((n for n, h in enumerate(header) if re.search(r"项目单位|(单位|部门).{0,6}名称", h)), None)
    for cells in view.table.rows:
        for cell in cells:
            found = _UNIT_CELL.match(cell or "")
            if found:
                yield found.group(1), _unit_name(found.group(2))
        if (
            code is not None
            and name is not None
            and cells[name]
            and re.fullmatch(r"\d{5,9}", cells[code] or "")
        ):
            yield cells[code] or "", _unit_name(cells[name] or "")


@lru_cache(maxsize=4096)
def _unit_name(name: str) -> str:
    return re.sub(r"[(（](本级|部门|机关)[)）]|本级$|机关$", "", fold(name))


def unit_names(rule: Rule, context: Context) -> Outcomes:
    """A unit of the 单位情况表 has the same name in the other tables."""
    listed = {
        _unit_name(cell)
        for view in context.of_kind(K.ENTITY_LIST)
        for row in view.table.rows
        for cell in row
        if cell and len(cell) >= 6 and re.search(r"局|中心|院|所|站|校|队|处|委|馆|会$|本级", cell)
    }
    used = {name: view.id for view in context.views for _, name in _units(view)}
    if not listed or not used:
        yield skipped("没有单位情况表，或其他表不列单位")
        return
    for name in sorted(listed - used.keys()):
        near = [u for u in used if u not in listed and _variant(name, u)]
        if len(near) == 1:
            yield Outcome(
                "failed",
                message=Text(
                    f"单位名称不一：单位情况表作“{name}”，{context.title_of(used[near[0]])}等表作“{near[0]}”",
                    f"the unit list says “{name}”, other tables “{near[0]}”",
                ),
                operands=(
                    Operand(where=context.of_kind(K.ENTITY_LIST)[0].id, value=name),
                    Operand(where=used[near[0]], value=near[0]),
                ),
            )
    yield Outcome("passed")


def _variant(one: str, other: str) -> bool:
    """Whether one name is the other with a few characters put in (保险中心, 保险服务中心)."""
    short, long = sorted((one, other), key=len)
    rest = iter(long)
    return 0 < len(long) - len(short) <= 4 and all(character in rest for character in short)
