"""Grounding: what a model may not get past, and what it must not be refused."""

from __future__ import annotations

from typing import Any

import pytest

from gouji.eval.simulated_model.book import answer, load_book
from gouji.eval.simulated_model.request import Asked, Shown
from gouji.grounding.candidate import Candidate, Rejection
from gouji.grounding.figures import find_figures
from gouji.grounding.grids import ground_grid
from gouji.grounding.owners import FigureOwners
from gouji.grounding.source import SourceText
from gouji.grounding.statements import ground_statement
from gouji.grounding.targets import ground_target
from gouji.grounding.texts import ground_outline
from gouji.schemas.llm import GridAnswer, OutlineItem, StatementItem, TargetItem
from gouji.schemas.record import Metadata
from gouji.tasks.planner import plan
from tests.llm_support import GOLD, gold, pieces, seed

LINES = (
    "收入预算总计 1,222.36 万元，与上年相比增加 131.31 万元，增长",
    "12.04%。主要原因是人员增加。其中：基本支出 700.00 万元，占 57.27%；",
    "项目支出 522.36 万元，包括基本工资 222.36 万元、津贴补贴 300 万元。",
    "公务接待费 0 万元，与上年持平；公务用车 3 辆。公务接待费 0 万元。",
)
SOURCE = SourceText(pieces(*LINES))


def item(subject: str, value: str | None, quote: str, line: int = 1, **fields: Any) -> StatementItem:
    blank = dict.fromkeys(StatementItem.model_fields)
    given = {
        "first_line": line,
        "last_line": line,
        "measure": "amount",
        "unit": "万元",
        "subject": subject,
        "value": value,
        "quote": quote,
    }
    return StatementItem.model_validate({**blank, **given, **fields})


def fault(statement: StatementItem, owners: FigureOwners | None = None) -> str | None:
    outcome = ground_statement(statement, SOURCE, owners or FigureOwners())
    return outcome.fault if isinstance(outcome, Rejection) else None


TOTAL = "收入预算总计 1,222.36 万元，与上年相比增加 131.31 万元，增长12.04%。"
RIGHT = item(
    "收入预算总计", "1222.36", TOTAL, direction="increase", change="131.31", change_pct="12.04", base="上年"
)


def test_a_right_item_over_two_lines_is_grounded_with_its_places() -> None:
    """Quote, value, unit, subject, fields and direction are found; the place names both lines."""
    outcome = ground_statement(RIGHT, SOURCE, FigureOwners())
    assert isinstance(outcome, Candidate)
    assert outcome.checks == {"quote", "value", "unit", "subject", "fields", "direction"}
    assert [place.line for place in outcome.places] == [1, 2]
    assert outcome.at is not None and outcome.at.span == (7, 15)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"value": "222.36"}, "value"),
        ({"value": "1222.63"}, "value"),
        ({"value": "1222.360"}, None),
        ({"unit": "元"}, "unit"),
        ({"direction": "decrease"}, "direction"),
        ({"direction": None}, "direction"),
        ({"change": "131.13"}, "field"),
        ({"change_pct": "1.04"}, "field"),
        ({"value": "131.31"}, "value"),
        ({"quote": "收入预算总计 1,222.63 万元"}, "quote"),
        ({"subject": "项目支出"}, "subject"),
        ({"share_pct": "12.04", "change_pct": None}, "field"),
    ],
)
def test_one_wrong_field_is_refused(changes: dict[str, Any], expected: str | None) -> None:
    """Part of a number, swapped digits, wrong unit, turned direction, the change taken for the value."""
    assert fault(RIGHT.model_copy(update=changes)) == expected


def test_a_neighbours_figure_is_refused() -> None:
    """In an enumeration each figure belongs to the name right before it."""
    quote = "基本工资 222.36 万元、津贴补贴 300 万元"
    assert fault(item("基本工资", "300", quote, 3)) == "subject"
    assert fault(item("津贴补贴", "300", quote, 3)) is None


def test_a_figure_has_one_owner() -> None:
    """The same place cannot be two items; the next mention resolves to the next place."""
    owners = FigureOwners()
    first = item("公务接待费", "0", "公务接待费 0 万元", 4)
    assert fault(first, owners) is None
    assert fault(first, owners) is None
    assert fault(first, owners) == "owned"


def test_repeated_mentions_resolve_in_order() -> None:
    """Two equal sentences give two places, first the first."""
    owners = FigureOwners()
    statement = item("公务接待费", "0", "公务接待费 0 万元", 4)
    outcomes = [ground_statement(statement, SOURCE, owners) for _ in range(2)]
    starts = [o.at.span[0] for o in outcomes if isinstance(o, Candidate) and o.at and o.at.span]
    assert starts == sorted(set(starts)) and len(starts) == 2


def test_two_bases_may_share_a_value() -> None:
    """与年初预算相比…，与上年相比…: one value, two comparisons."""
    source = SourceText(
        pieces("支出总计 10.00 万元，与年初预算相比增加 1.00 万元，与上年相比减少 2.00 万元。")
    )
    quote = "支出总计 10.00 万元，与年初预算相比增加 1.00 万元，与上年相比减少 2.00 万元"
    owners = FigureOwners()
    one = item("支出总计", "10.00", quote, base="年初预算", direction="increase", change="1.00")
    two = item("支出总计", "10.00", quote, base="上年", direction="decrease", change="2.00")
    assert isinstance(ground_statement(one, source, owners), Candidate)
    assert isinstance(ground_statement(two, source, owners), Candidate)


def test_flat_without_a_figure_is_grounded() -> None:
    """持平 has no change figure; the word stands after the value."""
    quote = "公务接待费 0 万元，与上年持平"
    assert fault(item("公务接待费", "0", quote, 4, direction="flat", base="上年")) is None
    assert fault(item("公务接待费", "0", quote, 4, direction="decrease", base="上年")) == "direction"


def test_a_reason_that_is_not_printed_is_emptied() -> None:
    """Text fields do not sink an item, but invented text does not stay in it."""
    outcome = ground_statement(RIGHT.model_copy(update={"reason": "政策调整"}), SOURCE, FigureOwners())
    assert isinstance(outcome, Candidate)
    assert isinstance(outcome.item, StatementItem)
    assert (outcome.item.reason, outcome.doubts) == (None, ("reason 不是原文，已略去",))


@pytest.mark.parametrize(
    ("year", "known", "kept"),
    [(2031, "", None), (2031, "年度：2031", 2031), (2030, "年度：2031", 2030), (2029, "年度：2031", None)],
)
def test_a_year_needs_to_be_given(year: int, known: str, kept: int | None) -> None:
    """Printed, the fiscal year of the document, or the year before it where the quote says 上年."""
    dated = RIGHT.model_copy(update={"year": year})
    outcome = ground_statement(dated, SOURCE, FigureOwners(), known=known)
    assert isinstance(outcome, Candidate)
    assert isinstance(outcome.item, StatementItem)
    assert (outcome.item.year, bool(outcome.doubts)) == (kept, kept is None)


def test_the_quote_in_a_candidate_is_our_own_copy() -> None:
    """A model that writes half-width brackets and drops spaces still quotes; the record keeps the print."""
    source = SourceText(pieces("因公出国（境）费  ０ 万元。"))
    outcome = ground_statement(item("因公出国(境)费", "0", "因公出国(境)费0万元"), source, FigureOwners())
    assert isinstance(outcome, Candidate)
    assert isinstance(outcome.item, StatementItem)
    assert outcome.item.quote == "因公出国（境）费  ０ 万元"


def test_squashed_neighbours_do_not_become_one_number() -> None:
    """64.22 17.93 printed side by side are two figures, 2, 76 2.55 broken by spaces is one."""
    assert [f.value for f in SourceText(pieces("合计 64.22 17.93 万元")).figures] == [
        f.value for f in find_figures("合计64.22，17.93万元")
    ]
    assert [str(f.value) for f in SourceText(pieces("收入 2, 76 2.55 万元")).figures] == ["2762.55"]


@pytest.mark.parametrize("name", ["baotou-2026-budget", "baotou-center-2022-final", "haidong-2025-budget"])
def test_gold_statements_are_all_grounded(name: str) -> None:
    """What a careful reader labelled must never be refused (placed by the simulated model's book)."""
    _, sections = seed(name)
    book = load_book([GOLD / name])
    refused: list[str] = []
    given = 0
    for request in plan(sections, Metadata(department=gold(name)["metadata"]["department"]), 2400):
        if request.task != "statements":
            continue
        lines = tuple(Shown(int(line.tag[1:] or 0), line.text) for line in request.lines())
        source, owners = request.source(), FigureOwners()
        for entry in answer(book, Asked("statements", lines, 0, "json_schema")):
            outcome = ground_statement(StatementItem.model_validate(entry), source, owners)
            given += 1
            if isinstance(outcome, Rejection):
                refused.append(f"{outcome.reason}: {entry['quote']}")
    assert refused == []
    assert given >= 0.99 * len(gold(name)["statements"])


def test_targets_need_their_figure_and_unit() -> None:
    """参保率 95% cannot become 98% or 95 个."""
    source = SourceText(pieces("确保参保率稳定在 95%以上，2月底前出台办法。"))

    def target(value: str, unit: str) -> TargetItem:
        return TargetItem(
            first_line=1,
            last_line=1,
            quote="参保率稳定在 95%以上",
            subject="参保率",
            operator=">=",
            value=value,
            unit=unit,
            deadline=None,
        )

    assert isinstance(ground_target(target("95", "%"), source, FigureOwners()), Candidate)
    assert isinstance(ground_target(target("98", "%"), source, FigureOwners()), Rejection)
    assert isinstance(ground_target(target("95", "个"), source, FigureOwners()), Rejection)


def test_outline_items_are_verbatim() -> None:
    """A duty in other words is no duty of this document."""
    source = SourceText(pieces("（一）拟订规划并组织实施。"))
    good = OutlineItem(first_line=1, last_line=1, quote="x", kind="duty", text="拟订规划并组织实施。")
    assert isinstance(ground_outline(good, source), Candidate)
    assert isinstance(ground_outline(good.model_copy(update={"text": "拟定计划并实施。"}), source), Rejection)


def grid(*cells: str | None, line: int = 1) -> GridAnswer:
    return GridAnswer.model_validate(
        {"columns": [["编码"], ["名称"], ["合计"], ["基本"]], "items": [{"line": line, "cells": list(cells)}]}
    )


@pytest.mark.parametrize(
    ("cells", "ok"),
    [
        (("208", "社会保障", "1131.31", "31.31"), True),
        (("208", "社会保障", "1131.31 31.31", None), False),
        (("208", "社会保障", "1131.13", "31.31"), False),
        (("208", "社会保障", "1131.31", None), False),
        (("208", "社会保障", None, "1131.31", "31.31"), False),
    ],
)
def test_a_grid_row_is_cut_anew_but_never_changed(cells: tuple[str | None, ...], ok: bool) -> None:
    """The characters of a row are conserved; glued figures are taken apart."""
    source = SourceText(pieces("208␟社会 保障␟1,1 31.31 31.31"))
    assert (ground_grid(grid(*cells), source).faults == ()) is ok


def test_a_grid_row_given_twice_is_kept_by_neither() -> None:
    """Doubled rows would double money."""
    source = SourceText(pieces("208␟甲␟1.00␟1.00"))
    answer = grid("208", "甲", "1.00", "1.00")
    double = answer.model_copy(update={"items": [*answer.items, *answer.items]})
    assert ground_grid(double, source).rows == {}
