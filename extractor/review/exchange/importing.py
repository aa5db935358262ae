"""Answers from a file: every line is judged, every fault is named, and all is written or nothing.

Takes the rows of any format and a desk, gives an :class:`Import`.  Faults: unknown ids, changed readings,
verdicts that are none, half-filled rows, two answers to one question, answers that somebody else gave first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from extractor.errors import ConfigError
from extractor.normalise import cell_text
from extractor.output.guard import STARTS
from extractor.review.desk import Answer, Desk
from extractor.review.exchange.columns import VERDICTS, Row, action_of
from extractor.review.exchange.csv_queue import read_csv
from extractor.review.exchange.jsonl import read_jsonl
from extractor.review.exchange.label_studio import rows_of_export
from schemas.review import Change, Decision, Event, Item

Line = tuple[int, Row | str | Answer]
Format = Literal["xlsx", "csv", "jsonl", "label-studio"]


@dataclass(slots=True)
class Import:
    """What a file came to; ``faults`` are (line, sentence), and while there is one nothing is written."""

    answers: list[tuple[int, Answer]] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)
    blank: int = 0
    known: int = 0
    """Rows whose answer already stands, from this file or another."""
    written: list[Event] = field(default_factory=list)


def read_file(path: Path) -> Iterable[Line]:
    """The rows of a file, by its ending; raises :class:`ConfigError` when it is none of ours."""
    if not path.is_file():
        raise ConfigError(path, "没有这个文件", "检查路径")
    match path.suffix.lower():
        case ".xlsx" | ".xlsm":
            from extractor.review.exchange.xlsx_queue import read_xlsx

            return read_xlsx(path)
        case ".csv" | ".tsv" | ".txt":
            return read_csv(path)
        case ".jsonl" | ".ndjson":
            return ((number, _json_row(value)) for number, value in read_jsonl(path))
        case ".json":
            return rows_of_export(path)
    raise ConfigError(path, "不认识的格式", "XLSX、CSV、JSONL 或 Label Studio 的 JSON")


def _json_row(value: object) -> Row | str | Answer:
    """A line of our JSONL (``verdict`` filled in) or an answer of the self-contained page (``action``)."""
    if not isinstance(value, dict):
        return "不是 JSON 对象"
    if "action" not in value:
        fields = ("item_id", "version", "base", "verdict", "corrected", "comment", "reviewer", "value")
        return {key: str(value[key]) for key in fields if value.get(key) is not None}
    try:
        changes = tuple(Change.model_validate(change) for change in value.get("changes") or [])
        seconds = value.get("seconds")
        return Answer(
            item_id=str(value.get("item_id", "")),
            action=_action(value["action"]),
            reviewer=str(value.get("reviewer", "")),
            base=str(value.get("base", "")),
            changes=changes,
            why=str(value.get("why", "")),
            seconds=float(seconds) if isinstance(seconds, int | float) else None,
            version=None if value.get("version") is None else str(value["version"]),
        )
    except (ValidationError, TypeError, ValueError) as error:
        return f"答案的形状不对：{str(error).splitlines()[0]}"


def _action(value: Any) -> Any:
    if value not in VERDICTS:
        raise ValueError(f"没有“{value}”这种答案")
    return value


def import_rows(lines: Iterable[Line], desk: Desk, reviewer: str) -> Import:
    """Judge every line; when none is at fault, write all answers at once."""
    found = Import()
    decisions = desk.decisions()
    first: dict[str, tuple[int, Answer]] = {}
    for number, row in lines:
        try:
            answer = _answer(row, desk.items, reviewer)
        except ConfigError as error:
            found.faults.append((number, error.reason))
            continue
        if answer is None:
            found.blank += 1
        elif answer.item_id in first:
            at, before = first[answer.item_id]
            if _said(before) != _said(answer):
                found.faults.append((number, f"同一题在第 {at} 行另有不同答案"))
        else:
            first[answer.item_id] = (number, answer)
            _judge(number, answer, desk, decisions, found)
    if not found.faults:
        found.written = desk.answer([answer for _, answer in found.answers])
    return found


def _judge(number: int, answer: Answer, desk: Desk, decisions: Mapping[str, Decision], found: Import) -> None:
    """Sort one answer into already known, at fault, or to be written."""
    decision = decisions[answer.item_id]
    event = decision.event
    try:
        made = desk.event_of(answer)
    except ConfigError as error:
        found.faults.append((number, error.reason))
        return
    if event and decision.state != "open" and (event.action, event.changes) == (made.action, made.changes):
        found.known += 1
    elif decision.head != answer.base:
        who = event.reviewer if event else "有人"
        found.faults.append((number, f"导出之后{who}已另有答案（{decision.state}），请重新导出后再定"))
    else:
        found.answers.append((number, answer))


def _answer(row: Row | str | Answer, items: Mapping[str, Item], reviewer: str) -> Answer | None:
    """The answer of a row, ``None`` for a row that nobody filled in; raises :class:`ConfigError` with the fault."""
    if isinstance(row, str):
        raise ConfigError("", row)
    if isinstance(row, Answer):
        if row.item_id not in items:
            raise ConfigError("", f"队列中没有编号 {row.item_id[:40]}")
        return row
    verdict, corrected = row.get("verdict", "").strip(), row.get("corrected", "").strip()
    comment = row.get("comment", "").strip()
    if not (verdict or corrected or comment):
        return None
    item = items.get(row.get("item_id", "").strip())
    if item is None:
        raise ConfigError("", f"队列中没有编号 {row.get('item_id', '')[:40] or '（空）'}")
    if not verdict:
        raise ConfigError("", "填了更正值或说明，但没有选结论")
    action = action_of(verdict)
    if action is None:
        raise ConfigError(
            "", f"结论“{verdict[:20]}”不认识，应为 {'、'.join(w[0] for w in VERDICTS.values())}"
        )
    changes = _changes(item, action, corrected)
    return Answer(
        item_id=item.item_id,
        action=action,
        reviewer=_reviewer(row, reviewer),
        base=row.get("base", "").strip(),
        changes=changes,
        why=comment,
        version=row.get("version", "").strip() or None,
    )


def _reviewer(row: Row, reviewer: str) -> str:
    return row.get("reviewer", "").strip() or reviewer


def _changes(item: Item, action: str, corrected: str) -> tuple[Change, ...]:
    if action != "correct":
        if corrected:
            raise ConfigError("", "填了更正值，但结论不是“更正”")
        return ()
    if not corrected:
        raise ConfigError("", "结论是“更正”，但没有填更正值")
    if corrected.startswith(("=", "@", "＝", "＠")) or (corrected.startswith(STARTS) and "(" in corrected):
        raise ConfigError("", "更正值是公式，不是原文所印的值")
    if item.target is None:
        raise ConfigError("", "这一题不能在表格里更正，请用复核页面")
    return (Change(path=item.target, new=cell_text(corrected)),)


def _said(answer: Answer) -> object:
    return answer.action, tuple((change.path, change.new) for change in answer.changes)
