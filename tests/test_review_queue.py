"""The queue: what is asked, under which id, in which order, and what one answer settles."""

from __future__ import annotations

from gouji.review.queue import Choice, build_queue
from gouji.review.ranking import gain
from gouji.review.values import is_doubtful
from gouji.schemas.record import Leftover, Record, Unread
from tests.review_support import (
    DISPUTE,
    NO_AUDIT,
    cell,
    disputed_statement,
    place,
    seed_record,
    small_record,
    small_table,
)

ORDOS = "ordos-2025-budget"


def test_a_sound_record_asks_nothing_but_the_sample() -> None:
    record = small_record()
    kinds = {item.kind for item in build_queue([record], NO_AUDIT)}
    assert "value" not in kinds
    everything = [item for item in build_queue([record], Choice(audit=1.0)) if item.kind == "audit"]
    assert len(everything) == 5


def test_a_doubtful_cell_is_asked_with_place_value_and_money() -> None:
    record = small_record(tables=[small_table(sure=False)])
    item = next(i for i in build_queue([record], NO_AUDIT) if i.kind == "value")
    assert (item.path, item.value, item.unit) == ("tables/t01/rows/0/cols/3", "20.00", "万元")
    assert item.place == place(3, 20, 25)
    assert item.money == 200_000
    assert item.label == "支出总表 社会保障和就业支出 基本支出"
    assert item.reasons[0].text == "读取时有疑问"


def test_a_dispute_gives_the_other_reading_as_a_candidate() -> None:
    record = small_record(statements=[disputed_statement()])
    item = next(i for i in build_queue([record], NO_AUDIT) if i.kind == "value")
    assert item.alternatives == [], "30.00 is not printed in the sentence"
    assert [(a.path, a.value, a.source) for a in item.hints] == [("statements/s001/value", "30.00", "模型")]
    statement = disputed_statement()
    statement.quote = "支出合计 300.00 万元，其中基本支出 30.00 万元"
    printed = next(
        i for i in build_queue([small_record(statements=[statement])], NO_AUDIT) if i.kind == "value"
    )
    assert ([a.value for a in printed.alternatives], printed.hints) == (["30.00"], [])
    item = printed.model_copy(update={"quote": "支出合计 300.00 万元"})
    assert item.quote == "支出合计 300.00 万元"
    assert any(reason.text == DISPUTE and reason.code == "readers_disagree" for reason in item.reasons)


def test_a_finding_on_a_doubtful_value_is_part_of_its_question() -> None:
    """Whether the value is read rightly decides the finding, so it is not asked twice."""
    sure = build_queue([sure_record(small_record())], NO_AUDIT)
    assert [item.kind for item in sure] == ["finding"]
    doubtful = build_queue([doubtful_record()], NO_AUDIT)
    assert [item.kind for item in doubtful] == ["value"]
    assert doubtful[0].hard
    assert doubtful[0].findings == sure[0].findings


def test_a_misread_table_is_one_question_and_a_broken_row_too() -> None:
    """One look settles a table that was put together wrongly; single doubts are asked row by row."""
    reason = "本表多数恒等式不成立，疑为读取有误"
    table = small_table()
    table.rows.append(["210", "卫生健康支出", "7.00", "4.00", "3.00"])
    table.evidence.append([cell(4, 9 * n, "7.00") for n in range(5)])
    for row in table.evidence:
        for column in (2, 3, 4):
            row[column] = row[column].model_copy(update={"status": "review", "reasons": [reason]})  # type: ignore[union-attr]
    whole = build_queue([small_record(tables=[table])], NO_AUDIT)
    assert [len(i.members) for i in whole if i.kind == "value"] == [6]
    assert next(i for i in whole if i.kind == "value").label == "支出总表：6 个数一并核对"
    for row in table.evidence:
        for column in (2, 3, 4):
            row[column] = row[column].model_copy(update={"reasons": ["列位不明"]})  # type: ignore[union-attr]
    rows = build_queue([small_record(tables=[table])], NO_AUDIT)
    assert [len(i.members) for i in rows if i.kind == "value"] == [3, 3]


def sure_record(record: Record) -> Record:
    made = small_record(tables=[small_table("21.00")])
    return made.model_copy(update={"findings": [f for f in made.findings if f.type == "table_arithmetic"]})


def doubtful_record() -> Record:
    """The finding of a sure reading on a record in which one figure is doubted."""
    sure = sure_record(small_record())
    assert len(sure.findings) == 1
    table = sure.tables[0]
    table.evidence[0][3] = cell(3, 20, "21.00", sure=False)
    return sure


def test_a_finding_names_the_value_that_the_rule_would_have_as_a_hint() -> None:
    item = build_queue([sure_record(small_record())], NO_AUDIT)[0]
    assert ("tables/t01/rows/0/cols/2", "51") in [(a.path, a.value) for a in item.hints]
    assert item.alternatives == [], "what is deduced is never a reading"
    assert {spot.path for spot in item.spots} | {item.path, "tables/t01/rows/0/cols/2"} >= {
        "tables/t01/rows/0/cols/3",
        "tables/t01/rows/0/cols/4",
    }
    assert item.money == 10_000


def test_leftovers_and_unread_pages_are_asked() -> None:
    left = Leftover(text="12.50", place=place(4, 0, 5))
    unread = Unread(page=7, reason="scan", detail="第7页是扫描图像，文字未读")
    record = small_record(leftovers=[left], unread=[unread])
    items = {item.kind: item for item in build_queue([record], NO_AUDIT)}
    assert (items["leftover"].value, items["leftover"].money) == ("12.50", 125_000)
    assert items["unread"].place is not None
    assert items["unread"].place.page == 7


def test_ids_are_unique_and_the_same_in_the_next_run() -> None:
    record = seed_record(ORDOS)
    one, two = build_queue([record]), build_queue([record.model_copy(deep=True)])
    assert [i.item_id for i in one] == [i.item_id for i in two]
    assert len({i.item_id for i in one}) == len(one)


def test_a_row_more_above_does_not_rename_the_questions_below() -> None:
    """The id follows the source place, not the number of the row."""
    table = small_table(sure=False)
    before = build_queue([small_record(tables=[table])], NO_AUDIT)
    longer = small_table(sure=False)
    longer.rows.insert(0, ["207", "文化", None, None, None])
    longer.evidence.insert(0, [cell(2, 0, "207"), cell(2, 4, "文化"), None, None, None])
    after = build_queue([small_record(tables=[longer])], NO_AUDIT)
    ids = {item.item_id for item in before if item.kind == "value"}
    assert ids == {item.item_id for item in after if item.kind == "value"}


def test_hard_failures_come_first_then_the_larger_gain() -> None:
    items = build_queue([seed_record(ORDOS)], NO_AUDIT)
    assert [item.rank for item in items] == list(range(1, len(items) + 1))
    hard = [item.hard for item in items]
    assert hard == sorted(hard, reverse=True)
    soft = [gain(item) for item in items if not item.hard]
    assert soft == sorted(soft, reverse=True)
    assert any(hard)
    assert not all(hard)


def test_findings_with_one_culprit_are_one_question() -> None:
    """Four findings of this budget blame the one printed total; one look settles them."""
    items = build_queue([seed_record(ORDOS)], NO_AUDIT)
    assert max(len(item.findings) for item in items) >= 2
    asked = [key for item in items for key in item.findings]
    assert len(seed_record(ORDOS).findings) == len(asked)


def test_the_sample_is_stable_and_near_its_share() -> None:
    """Each value is drawn by its own id: another seed draws others, a larger share keeps the smaller."""
    record = seed_record(ORDOS)

    def drawn(share: float, seed: int) -> set[str]:
        return {i.item_id for i in build_queue([record], Choice(share, seed)) if i.kind == "audit"}

    values = sum(text is not None for t in record.tables for cells in t.rows for text in cells)
    assert 0.01 * values < len(drawn(0.02, 0)) < 0.03 * values
    assert drawn(0.02, 0) == drawn(0.02, 0)
    assert drawn(0.02, 0) < drawn(0.1, 0)
    assert drawn(0.02, 0) != drawn(0.02, 1)


def test_no_accepted_value_is_doubtful_by_default() -> None:
    record = seed_record(ORDOS)
    sure = [e for t in record.tables for row in t.evidence for e in row if e and e.status == "proved"]
    assert sure
    assert not any(is_doubtful(evidence) for evidence in sure)
