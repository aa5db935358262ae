"""Reconcile: readers merged, proof by identities, and what is never accepted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from gouji.grounding.candidate import Candidate, GroundingCheck, Rejection
from gouji.grounding.grids import GridReading, ground_grid
from gouji.pipeline import Checks
from gouji.reconcile import reconcile
from gouji.reconcile.grids import adopt_grids
from gouji.reconcile.identities import IdentityIndex, Judge, JudgedIdentity, index_identities
from gouji.reconcile.scorecard import ACCEPTED, CARD, PROVED, verdict
from gouji.schemas.llm import GlossaryEntry, GridAnswer, OutlineItem, StatementItem, TargetItem
from gouji.schemas.record import Evidence, Metadata, Place, Record, RunInfo, Statement, Table, Target, Where
from gouji.tasks.grids import grid_requests
from gouji.tasks.result import LlmResult
from tests.llm_support import GOLD, gold

ALL: frozenset[GroundingCheck] = frozenset({"quote", "value", "unit", "subject", "fields", "direction"})
RUN = RunInfo(version="0", source="x", sha256="0", form="text")


def statement(subject: str, value: str, number: int = 1, **fields: Any) -> Statement:
    quote = fields.pop("quote", f"{subject} {value} 万元")
    evidence = Evidence(line=number, span=(0, len(quote)), source=["grammar"], confidence=0.9)
    return Statement(
        id=f"s{number:03d}",
        section="一",
        subject=subject,
        value=value,
        unit="万元",
        quote=quote,
        evidence=evidence,
        **fields,
    )


def candidate(
    subject: str, value: str, number: int = 1, checks: frozenset[GroundingCheck] = ALL, **fields: Any
) -> Candidate:
    quote = fields.pop("quote", f"{subject} {value} 万元")
    item = StatementItem.model_validate(
        {
            **dict.fromkeys(StatementItem.model_fields),
            "first_line": number,
            "last_line": number,
            "quote": quote,
            "subject": subject,
            "measure": "amount",
            "value": value,
            "unit": "万元",
            **fields,
        }
    )
    place = Place(line=number, span=(0, len(quote)))
    return Candidate("statements", item, "一", (place,), place, checks)


def record(*statements: Statement, tables: list[Table] | None = None) -> Record:
    return Record(
        doc_id="x", source="x", metadata=Metadata(), statements=list(statements), tables=tables or [], run=RUN
    )


def result(*candidates: Candidate, rejections: tuple[Rejection, ...] = ()) -> LlmResult:
    return LlmResult(candidates=candidates, rejections=rejections)


def settled(read: Record, said: LlmResult | None = None, identities: Sequence[JudgedIdentity] = ()) -> Record:
    return reconcile(read, lambda _: identities, said)


def evidence(done: Record, index: int = 0) -> Evidence:
    found = done.statements[index].evidence
    assert found is not None
    return found


def test_two_readers_that_agree_raise_the_confidence() -> None:
    """Grammar and model on the same figure: accepted, both named, higher than grammar alone."""
    alone = evidence(settled(record(statement("收入", "10.00"))))
    both = evidence(settled(record(statement("收入", "10.00")), result(candidate("收入", "10.00"))))
    assert (both.status, both.source) == ("accepted", ["grammar", "llm"])
    assert both.confidence > alone.confidence


def test_a_model_fills_what_the_grammar_left_empty() -> None:
    """The change that the grammar missed comes from the model, grounded."""
    done = settled(
        record(statement("收入", "10.00")),
        result(candidate("收入", "10.00", direction="increase", change="1.00")),
    )
    assert (done.statements[0].change, done.statements[0].direction) == ("1.00", "increase")


@pytest.mark.parametrize("fields", [{"direction": "decrease"}, {"change": "2.00"}, {"unit": "元"}])
def test_readers_that_disagree_go_to_review(fields: dict[str, Any]) -> None:
    """The grammar's reading stands in the record, the disagreement in the reasons."""
    before = statement("收入", "10.00", direction="increase", change="1.00")
    given = {"direction": "increase", "change": "1.00", **fields}
    done = settled(record(before), result(candidate("收入", "10.00", **given)))
    assert evidence(done).status == "review"
    assert (done.statements[0].direction, done.statements[0].unit) == ("increase", "万元")
    assert any("语法读作" in reason for reason in evidence(done).reasons)


def test_a_model_alone_is_accepted_when_its_subject_is_bound() -> None:
    """Grounded with its subject: accepted with the model named as the only source."""
    done = settled(record(), result(candidate("收入", "10.00")))
    assert (evidence(done).status, evidence(done).source) == ("accepted", ["llm"])


def test_a_model_alone_with_a_loose_subject_goes_to_review() -> None:
    """The figure is printed, but nobody can say whose it is."""
    done = settled(record(), result(candidate("收入", "10.00", checks=ALL - {"subject"})))
    assert evidence(done).status == "review"


def test_a_field_that_was_emptied_costs_confidence() -> None:
    """The figure is grounded, the year was made up: accepted, less sure, and said."""
    sure = candidate("收入", "10.00")
    doubted = replace(sure, doubts=("year 不是原文，已略去",))
    plain, less = (evidence(settled(record(), result(c))) for c in (sure, doubted))
    assert (less.status, less.confidence < plain.confidence) == ("accepted", True)
    assert "year 不是原文，已略去" in less.reasons


def judged(state: Any, *keys: Any) -> JudgedIdentity:
    return JudgedIdentity(keys, state, True)


def test_a_model_that_contradicts_the_table_is_never_accepted() -> None:
    """A figure of the model alone in a broken tie with a cell goes to review."""
    broken = judged("broken", ("s001", "value"), ("t01", 0, 1))
    done = settled(record(), result(candidate("收入", "10.00")), identities=[broken])
    assert evidence(done).status == "review"
    assert "与表格读数不符" in evidence(done).reasons


def test_a_grammar_figure_that_contradicts_the_table_stays() -> None:
    """The publisher's own slip: the print is sure, the finding is made by the checks."""
    broken = judged("broken", ("s001", "value"), ("t01", 0, 1))
    assert evidence(settled(record(statement("收入", "10.00")), identities=[broken])).status == "accepted"


def test_an_identity_proves() -> None:
    """A prose figure equal to its cell is proved, and a model cannot unprove its value."""
    holds = judged("holds", ("s001", "value"), ("t01", 0, 1))
    done = settled(record(statement("收入", "10.00")), identities=[holds])
    assert (evidence(done).status, evidence(done).confidence >= PROVED) == ("proved", True)
    disputed = candidate("收入", "99.00", quote="收入 10.00 万元")
    assert (
        evidence(settled(record(statement("收入", "10.00")), result(disputed), identities=[holds])).status
        == "proved"
    )


def test_a_proof_does_not_settle_another_subject() -> None:
    """10.00 is proved, but whether it is 收入 or 支出 is what the readers disagree on."""
    holds = judged("holds", ("s001", "value"), ("t01", 0, 1))
    other = candidate("项目支出", "10.00", quote="基本工资 10.00 万元")
    done = settled(record(statement("基本工资", "10.00")), result(other), identities=[holds])
    assert evidence(done).status == "review"


def test_a_proof_does_not_bind_a_loose_subject() -> None:
    """An identity over the value of a model's item says nothing of the name that the item gives it."""
    holds = judged("holds", ("s001", "value"), ("t01", 0, 1))
    loose = candidate("收入", "10.00", checks=ALL - {"subject"})
    assert evidence(settled(record(), result(loose), identities=[holds])).status == "review"
    assert (
        evidence(settled(record(), result(candidate("收入", "10.00")), identities=[holds])).status == "proved"
    )


def table(rows: list[list[str | None]]) -> Table:
    return Table(
        id="t01",
        kind="revenue_summary",  # type: ignore[arg-type]
        where=Where(lines=(1, 9)),
        columns=[["科目编码"], ["科目名称"], ["合计"]],
        rows=rows,
    )


def test_cells_in_identities_that_hold_are_proved_and_empty_ones_stay_empty() -> None:
    """The evidence grid is parallel to the rows."""
    done = settled(
        record(tables=[table([["1", "甲", "3.00"], ["2", "乙", None]])]),
        identities=[judged("holds", ("t01", 0, 2), ("t01", 1, 2))],
    )
    grid = done.tables[0].evidence
    assert grid[0][2] is not None and grid[0][2].status == "proved"
    assert grid[1][2] is None
    assert grid[0][1] is not None and grid[0][1].status == "accepted"


def test_one_broken_identity_points_at_the_publisher_many_at_us() -> None:
    """Nine of ten hold: nothing goes to review. Nine of ten break: the unproved cells do."""
    rows: list[list[str | None]] = [[str(n), f"科目{n}", f"{n}.00"] for n in range(1, 11)]

    def statuses(broken: int) -> set[str]:
        identities = [
            judged("broken" if n < broken else "holds", ("t01", n, 2), ("t01", n, 0)) for n in range(10)
        ]
        cells = settled(record(tables=[table(rows)]), identities=identities).tables[0].evidence
        return {e.status for row in cells for e in row[2:] if e is not None}

    assert statuses(1) == {"proved", "accepted"}
    assert "review" in statuses(9)


def test_zeros_prove_nothing() -> None:
    """0 = 0 + 0 holds for any reading that lost its figures."""
    zero = JudgedIdentity((("t01", 0, 2), ("t01", 1, 2)), "holds", telling=False)
    assert index_identities([zero]) == IdentityIndex(
        frozenset(), frozenset(), frozenset(), frozenset(), frozenset()
    )


def test_one_part_proves_nothing_and_a_sum_proves_no_code_and_no_name() -> None:
    """合计 over its only part, 0 = 0 + 0 and the code of a row are accepted; what 10 = 6 + 4 ties together is proved."""
    columns = [["科目编码"], ["科目名称"], ["合计"], ["基本支出"], ["项目支出"]]
    rows: list[list[str | None]] = [
        ["2010301", "行政运行", "10.00", "6.00", "4.00"],
        ["2080505", "养老保险", "7.00", "7.00", "0.00"],
        ["2210201", "住房公积金", "0.00", "0.00", "0.00"],
    ]
    made = Table(
        id="t01",
        kind="general_public_expenditure",  # type: ignore[arg-type]
        where=Where(lines=(1, 9)),
        columns=columns,
        rows=rows,
        unit="万元",
    )
    read = record(tables=[made])
    cells = reconcile(read, Checks().identities).tables[0].evidence
    proved = {
        (r, c)
        for r, row in enumerate(cells)
        for c, e in enumerate(row)
        if e is not None and e.status == "proved"
    }
    assert proved == {(0, 2), (0, 3), (0, 4)}


def test_the_parsers_own_doubt_stays() -> None:
    """A cell that the table parser sent to review is not accepted for want of other evidence."""
    doubted = table([["1", "甲", "3.00"]])
    doubted.evidence = [[None, None, Evidence(source=["table_parser"], status="review", reasons=["错位"])]]
    cell = settled(record(tables=[doubted])).tables[0].evidence[0][2]
    assert cell is not None and (cell.status, cell.reasons[0]) == ("review", "错位")


def rejected(subject: str, quote: str) -> Rejection:
    return Rejection(
        "statements", candidate(subject, "9.99", quote=quote).item, "value", "没有这个数字", "一", 2
    )


def test_a_rejected_answer_is_kept_with_its_reason() -> None:
    """Dropped to review: the answer stays, no value is made of it."""
    done = settled(record(), result(rejections=(rejected("支出", "支出 1.00 万元"),)))
    assert done.statements == []
    assert [(r.reason, r.answer["value"]) for r in done.rejected] == [("没有这个数字", "9.99")]


def test_a_rejected_answer_about_a_value_that_is_borne_out_needs_nobody() -> None:
    """The grammar read the sentence; the model's wrong reading of it is no question."""
    before = record(statement("支出", "1.00"))
    assert settled(before, result(rejections=(rejected("支出", "支出 1.00 万元"),))).rejected == []


def test_text_items_of_both_readers_are_one() -> None:
    """Targets, terms and duties found twice stand once, with both sources."""
    quoted = {"first_line": 1, "last_line": 1}
    target = TargetItem(
        **quoted, quote="参保率95%以上", subject="参保率", operator=">=", value="95", unit="%", deadline=None
    )
    term = GlossaryEntry(**quoted, quote="甲：指乙。", term="甲", definition="指乙。")
    duty = OutlineItem(**quoted, quote="拟订规划。", kind="duty", text="拟订规划。")
    said = result(*(
        Candidate(task, item, "一", (Place(line=1, span=(0, 9)),), None, ALL)
        for task, item in (("targets", target), ("glossary", term), ("outline", duty))
    ))  # fmt: skip
    once = settled(record(), said)
    twice = settled(once, said)
    for done in (once, twice):
        assert [t.subject for t in done.targets] == ["参保率"]
        assert [g.term for g in done.glossary] == ["甲"]
        assert done.duties == ["拟订规划。"]
        assert len(done.item_evidence["duties"]) == 1


def test_reconcile_is_pure_and_repeatable() -> None:
    """The record that went in is untouched; doing it again changes nothing."""
    before = record(statement("收入", "10.00"))
    copy = before.model_copy(deep=True)
    once = settled(before, result(candidate("支出", "5.00", 2)))
    assert before == copy
    assert [s.id for s in once.statements] == ["s001", "s002"]
    assert settled(once).statements == once.statements


@pytest.mark.parametrize("name", sorted(path.parent.name for path in GOLD.glob("*/gold.json")))
def test_on_gold_much_is_proved_and_no_right_value_is_doubted(name: str) -> None:
    """Gold is what the document prints: nothing of it may go to review, and identities prove a good part."""
    data = {k: v for k, v in gold(name).items() if k not in ("inconsistencies", "unlabelled")}
    rules = Checks()
    done = reconcile(Record(**data, run=RUN), rules.identities)
    states = [s.evidence.status for s in done.statements if s.evidence]
    assert "review" not in states
    assert states.count("proved") >= len(states) / 5
    assert all(e.status != "review" for t in done.tables for row in t.evidence for e in row if e)
    assert len(rules.identities(done)) >= 10


def test_the_scorecard_is_monotone() -> None:
    """More evidence for a value never lowers it, evidence against it never raises it."""
    for name, entry in CARD.items():
        base = verdict(["grammar"]).confidence
        moved = verdict(["grammar", name]).confidence
        assert moved >= base if entry.points > 0 else moved <= base
    assert verdict(["llm_grounded", "subject_loose"]).confidence < ACCEPTED


def shifted() -> tuple[Record, GridReading]:
    """合计 = 基本 + 项目 in four rows; in three of them the parser put the figures a column too far left."""
    rows: list[list[str | None]] = [["合计", "60.00", "36.00", "24.00"]]
    right: dict[int, tuple[str | None, ...]] = {}
    for n, (total, project) in enumerate((("10.00", "10.00"), ("20.00", "20.00"), ("30.00", "30.00")), 2):
        rows.append([f"科目{n}", total, project, None])
        right[n] = (f"科目{n}", total, None, project)
    columns = (("科目名称",), ("合计",), ("基本支出",), ("项目支出",))
    wrong = Table(
        id="t01",
        kind="expenditure_summary",  # type: ignore[arg-type]
        where=Where(lines=(1, 9)),
        columns=[list(path) for path in columns],
        rows=rows,
        unit="万元",
    )
    return record(tables=[wrong]), GridReading("t01", columns, right)


def test_a_models_grid_is_taken_only_when_identities_say_so() -> None:
    """More identities that hold and fewer that break: taken, and said. Otherwise the parser's grid stands."""
    before, grid = shifted()

    def holding(right: bool) -> Judge:
        def judge(of: Record) -> list[JudgedIdentity]:
            moved = of.tables[0].rows[1][3] is not None
            return [judged("holds" if moved is right else "broken", ("t01", 1, 1), ("t01", 1, 3))]

        return judge

    taken = adopt_grids(before, [grid], holding(True))
    assert taken.tables[0].rows[1] == ["科目2", "10.00", None, "10.00"]
    assert any("模型重排" in text for text in taken.tables[0].decisions)
    assert adopt_grids(before, [grid], holding(False)) == before


def test_a_grid_of_another_width_is_never_taken() -> None:
    """A model may not add or drop a column."""
    before, grid = shifted()
    narrow = GridReading("t01", grid.columns[:3], {2: ("科目2", "10.00", "10.00")})
    assert adopt_grids(before, [narrow], Checks().identities) == before


def test_doubtful_tables_are_asked_as_rows_of_cells() -> None:
    """Only tables with leftovers or cells in review; the request shows the cells and conserves them."""
    before, grid = shifted()
    request = grid_requests(before.tables)[0]
    assert [line.text for line in request.lines() if line.tag == "L2"] == ["科目2␟10.00␟10.00␟"]
    answer = GridAnswer.model_validate(
        {"columns": grid.columns, "items": [{"line": n, "cells": row} for n, row in grid.rows.items()]}
    )
    assert ground_grid(answer, request.source()).rows == grid.rows


def boxed(x0: float, x1: float, y0: float = 100.0) -> Place:
    return Place(page=3, bbox=(x0, y0, x1, y0 + 12.0))


@pytest.mark.parametrize(
    ("place", "sources"),
    [
        (boxed(72.0, 520.0, 99.0), [["grammar", "llm"]]),
        (boxed(72.0, 520.0, 111.5), [["grammar"], ["llm"]]),
        (boxed(400.0, 520.0), [["grammar"], ["llm"]]),
    ],
)
def test_in_a_pdf_the_readers_meet_by_overlapping_boxes(place: Place, sources: list[list[str]]) -> None:
    """One reader boxes words, the other lines: the same line is one statement, the next line another."""
    own = Evidence(**boxed(90.0, 300.0).model_dump(), source=["grammar"])
    before = statement("收入", "10.00").model_copy(update={"evidence": own})
    other = candidate("收入", "10.00")
    moved = Candidate(other.task, other.item, "二", (place,), place, other.checks)
    done = settled(record(before), result(moved))
    assert [s.evidence.source for s in done.statements if s.evidence] == sources


def test_a_target_quoted_longer_by_the_other_reader_is_the_same_target() -> None:
    """The grammar quotes the clause, the model the sentence: one commitment, not two."""
    short = Target(section="一", subject="参保率", operator=">=", value="95", unit="%", quote="参保率95%以上")
    long = TargetItem(
        first_line=1,
        last_line=1,
        quote="确保参保率95%以上，其余从略",
        subject="全市参保率",
        operator=">=",
        value="95",
        unit="%",
        deadline=None,
    )
    other = long.model_copy(update={"value": "98"})
    said = [
        Candidate("targets", item, "一", (Place(line=1, span=(0, 9)),), None, ALL) for item in (long, other)
    ]
    before = record().model_copy(update={"targets": [short]})
    assert [t.value for t in settled(before, result(*said)).targets] == ["95", "98"]
