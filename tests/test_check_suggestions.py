"""What a finding proposes where several figures would mend it: by other places, by the rate beside it, by one slip, or a few."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gouji.checks.context import Context
from gouji.checks.locate import slip_of, suggest
from gouji.checks.model import Outcome
from gouji.checks.witnesses import Witnesses
from gouji.relations.identity import Figure, make_figure, total_of
from tests.checks_support import Data, budget, cell, check, record_of, state
from tests.test_check_engine import changed


def figure(printed: str, row: int) -> Figure:
    found = make_figure(printed, "万元", f"第{row}行", ("t01", row, 0))
    assert found is not None
    return found


def suggestion(total: str, *parts: str) -> str:
    sum_ = total_of(figure(total, 0), [figure(part, n) for n, part in enumerate(parts, 1)])
    outcome = Outcome("failed", identity=sum_)
    said = suggest([outcome], lambda *_: 0).of(outcome)
    return said.zh if said is not None else ""


def test_one_slip_of_the_pen_is_preferred() -> None:
    """125.00 would have to be 119.00 and 77.00 83.00, two digits each; 42.00 needs one other digit."""
    assert suggestion("125.00", "77.00", "42.00").startswith("第2行：42.00 若为 48.00，")


def test_where_nothing_tells_each_figure_is_listed_with_what_it_needs() -> None:
    said = suggestion("55.55", "22.22", "34.33")
    assert said == (
        "哪一数有误无从判断，下列之一即可成立：第0行 55.55 应为 56.55，或 第1行 22.22 应为 21.22，或 第2行 34.33 应为 33.33"
    )
    assert not suggestion("99.99", "11.11", "22.22", "33.33", "11.11", "12.12")


@pytest.mark.parametrize(
    ("printed", "wanted", "slip"),
    [
        ("12.34", "12.84", ("digit", 0)),
        ("12.34", "13.24", ("swapped", 0)),
        ("123.40", "12.34", ("tens", 1)),
        ("123400", "12.34", ("tens", 4)),
        ("12.34", "112.34", ("lost", 0)),
        ("12.34", "15.64", (None, 0)),
        ("-12.34", "12.34", (None, 0)),
    ],
)
def test_a_slip_of_the_pen(printed: str, wanted: str, slip: tuple[str | None, int]) -> None:
    assert slip_of(printed, wanted) == slip


def favour(data: Data, key: tuple[str, int, int] | tuple[str, str], needed: str) -> int:
    record, document = record_of(data)
    context = Context(record, document)
    figures = {
        f.key: f
        for view in context.views
        for side in view.sides
        for row in side.rows
        for column in side.values
        if (f := view.figure(side, row, column)) is not None
    }
    figures |= {f.key: f for s in context.prose.amounts for n in ("value", "change") if (f := s.figure(n))}
    return Witnesses(context).favour(figures[key], Decimal(needed) * 10000, [key])


def test_another_place_of_the_same_name_speaks_for_what_it_prints() -> None:
    assert favour(changed(cell("t06", 6, 2, "45.00")), ("t06", 6, 2), "40.00") > 0
    assert favour(budget(), ("t06", 6, 2), "45.00") < 0


def test_the_rate_of_a_sentence_speaks_for_the_amount_that_gives_it() -> None:
    data = changed(
        state("s04", value="209.00"), state("s04", change="10.00"), state("s04", change_pct="3.57")
    )
    data["tables"] = []
    data["statements"] = [one for one in data["statements"] if one["id"] == "s04"]
    data["statements"][0].update(direction="increase", unit="万元")
    assert favour(data, ("s04", "value"), "290.00") == 1


def test_a_sum_of_the_prose_names_the_part_that_a_table_prints_otherwise() -> None:
    found = [f for f in check(changed(state("s04", value="209.00")))[0] if f.severity == "error"]
    assert found and all("若为 290.00" in (f.suggestion or "") for f in found)
