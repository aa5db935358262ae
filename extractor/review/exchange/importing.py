"""Answers from a file: every line is judged, every fault is named, and all is written or nothing.

Takes the rows of any format and a workspace, gives an :class:`Import`.  Faults: unknown ids, changed readings, rows
that show another question than their id names, verdicts that the question does not take, half-filled rows, what
is no figure where one belongs or is not printed there, two answers to one question by one person.  Answers of
several people that differ are written side by side and become a conflict for a person to settle.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from gouji.errors import ConfigError
from gouji.normalise import fold
from gouji.review.answers import CORRECTIONS, WORDS, action_named, agree, words_of
from gouji.review.decisions import as_asked_now, events_by_item, standing
from gouji.review.exchange.columns import QueueRow, refuse_unbound
from gouji.review.exchange.csv_queue import read_csv
from gouji.review.exchange.jsonl import read_jsonl
from gouji.review.exchange.label_studio import rows_of_export
from gouji.review.workspace import GivenAnswer, Workspace
from gouji.schemas.review import Action, Event, Item, Typed, modern

ImportLine = tuple[int, QueueRow | str | GivenAnswer]
Format = Literal["xlsx", "csv", "jsonl", "label-studio"]

ANNOTATION = "annotation"
"""The key under which a row says which annotation of its task it is: several of one task are several answers."""
_PAGE_FIELDS = ("item_id", "version", "base", "check", "label", "value", "verdict", "corrected", "again")
JSON_FIELDS = (*_PAGE_FIELDS, "suggested", "figure", "comment", "reviewer")


@dataclass(slots=True)
class Import:
    """What a file came to; ``faults`` are (line, sentence), and while there is one nothing is written."""

    events: list[tuple[int, Event]] = field(default_factory=list)
    faults: list[tuple[int, str]] = field(default_factory=list)
    blank: int = 0
    known: int = 0
    """Rows whose answer already stands, from this file or another."""
    written: list[Event] = field(default_factory=list)
    conflicts: list[tuple[int, str]] = field(default_factory=list)
    """(line, sentence) of written answers that contradict another: a person has to settle them."""


def read_file(path: Path) -> Iterable[ImportLine]:
    """The rows of a file, by its ending; raises :class:`ConfigError` when it is none of ours."""
    if not path.is_file():
        raise ConfigError(path, "没有这个文件", "检查路径")
    match path.suffix.lower():
        case ".xlsx" | ".xlsm":
            from gouji.review.exchange.xlsx_queue import read_xlsx

            return read_xlsx(path)
        case ".csv" | ".tsv" | ".txt":
            return read_csv(path)
        case ".jsonl" | ".ndjson":
            return ((number, _json_row(value)) for number, value in read_jsonl(path))
        case ".json":
            return rows_of_export(path)
    raise ConfigError(path, "不认识的格式", "XLSX、CSV、JSONL 或 Label Studio 的 JSON")


def _json_row(value: object) -> QueueRow | str | GivenAnswer:
    """A line of our JSONL (``verdict`` filled in) or an answer of the self-contained page (``action``)."""
    if not isinstance(value, dict):
        return "不是 JSON 对象"
    if "action" not in value:
        row = {key: str(value[key]) for key in JSON_FIELDS if value.get(key) is not None}
        return {"label": "", "value": "", **row} if {"label", "value"} <= value.keys() else row
    try:
        seconds, suggested = value.get("seconds"), value.get("suggested")
        return GivenAnswer(
            item_id=str(value.get("item_id", "")),
            action=_action(value["action"]),
            reviewer=str(value.get("reviewer", "")),
            base=str(value.get("base", "")),
            changes=tuple(Typed.model_validate(change) for change in value.get("changes") or []),
            suggested=None if suggested is None else Typed.model_validate(suggested),
            again=str(value.get("again") or ""),
            why=str(value.get("why", "")),
            seconds=float(seconds) if isinstance(seconds, int | float) else None,
            version=str(value.get("version") or "没有"),
        )
    except (ValidationError, TypeError, ValueError, OverflowError) as error:
        return f"答案的形状不对：{str(error).splitlines()[0]}"


def _action(value: Any) -> Any:
    if value not in WORDS:
        raise ValueError(f"没有“{value}”这种答案")
    return value


def import_rows(lines: Iterable[ImportLine], workspace: Workspace, reviewer: str) -> Import:
    """Judge every line; when none is at fault, write all answers at once."""
    found = Import()
    known = events_by_item(as_asked_now(workspace.items.values(), workspace.log.events()))
    first: dict[str, list[tuple[int, str, Event]]] = {}
    for number, row in lines:
        try:
            answer = _answer(row, workspace, reviewer)
            event = None if answer is None else workspace.event_of(answer)
            if event is None:
                found.blank += 1
                continue
            tag = row.get(ANNOTATION, "") if isinstance(row, dict) else ""
            before = first.setdefault(event.item_id, [])
            if _is_new(before, tag, event):
                before.append((number, tag, event))
                _judge(number, event, known.get(event.item_id, ()), found)
        except ConfigError as error:
            found.faults.append((number, _sentence(error)))
    if not found.faults:
        workspace.write_beside([event for _, event in found.events])
        found.written = [event for _, event in found.events]
        found.conflicts = _conflicts(workspace, found)
    return found


def _sentence(error: ConfigError) -> str:
    """The reason and, where the row can be mended in place, how."""
    return f"{error.reason}（{error.hint}）" if error.hint else error.reason


def _is_new(before: Sequence[tuple[int, str, Event]], tag: str, event: Event) -> bool:
    """Whether the file has not said this yet; two different answers of one person are a fault."""
    for at, other_tag, other in before:
        if agree(other, event):
            return False
        if tag == other_tag and other.reviewer == event.reviewer:
            raise ConfigError("", f"同一题在第 {at} 行另有不同答案")
    return True


def _judge(number: int, event: Event, known: Sequence[Event], found: Import) -> None:
    """Already known, or to be written: who agrees with what stands gives no second answer.

    A file that is read a second time says nothing new, even where its answers were replaced or taken back.
    """
    stands = any(agree(one, event) and one.version == event.version for one in standing(known))
    if stands or any(_is_same(one, event) for one in known):
        found.known += 1
    else:
        found.events.append((number, event))


def _is_same(one: Event, other: Event) -> bool:
    """One person's one answer, given in sight of the same events."""
    return agree(one, other) and (one.reviewer, one.base, one.version) == (
        other.reviewer,
        other.base,
        other.version,
    )


def _conflicts(workspace: Workspace, found: Import) -> list[tuple[int, str]]:
    decisions = workspace.decisions()
    lines = []
    for number, event in found.events:
        others = [one for one in decisions[event.item_id].rivals if one.event_id != event.event_id]
        if others:
            names = "、".join(dict.fromkeys(one.reviewer for one in others))
            lines.append((number, f"与 {names} 的答案矛盾，已记为待裁决，请看过双方后再定"))
    return lines


def _answer(row: QueueRow | str | GivenAnswer, workspace: Workspace, reviewer: str) -> GivenAnswer | None:
    """The answer of a row, ``None`` for a row that nobody filled in; raises :class:`ConfigError` with the fault."""
    if isinstance(row, str):
        raise ConfigError("", row)
    if isinstance(row, GivenAnswer):
        return row
    given = {
        key: row.get(key, "").strip() for key in ("verdict", "corrected", "again", "suggested", "comment")
    }
    if not any(given.values()):
        return None
    item, version = workspace.asked(row.get("item_id", ""), row.get("version"))
    if item is None:
        raise ConfigError("", f"队列中没有编号 {row.get('item_id', '')[:40] or '（空）'}")
    refuse_unbound(row, item, version)
    action = _verdict(item, given["verdict"])
    return GivenAnswer(
        item_id=item.item_id,
        action=action,
        reviewer=row.get("reviewer", "").strip() or reviewer,
        base=modern(row.get("base", "").strip(), "e"),
        changes=_changes(item, action, row),
        suggested=_suggested(item, action, row),
        again=given["again"] if action == "reject" else "",
        why=given["comment"],
        version=item.version,
    )


def _verdict(item: Item, verdict: str) -> Action:
    if not verdict:
        raise ConfigError("", "填了更正值、建议值或说明，但没有选结论")
    action = action_named(verdict)
    if action is None:
        raise ConfigError("", f"结论“{verdict[:20]}”不认识，应为 {words_of(item)}")
    return action


def _changes(item: Item, action: Action, row: QueueRow) -> tuple[Typed, ...]:
    corrected, again = row.get("corrected", "").strip(), row.get("again", "").strip()
    if action not in CORRECTIONS:
        if corrected or (again and action != "reject"):
            raise ConfigError(
                "", f"填了更正值，但结论是“{WORDS[action][0]}”，只有“更正”“识读有误”可以更正读数"
            )
        return ()
    if not corrected:
        raise ConfigError("", f"结论是“{WORDS[action][0]}”，但没有填更正值")
    return (Typed(path=_figure(item, row), new=corrected, again=again or None),)


def _suggested(item: Item, action: Action, row: QueueRow) -> Typed | None:
    text = row.get("suggested", "").strip()
    if text and action != "document_wrong":
        raise ConfigError("", f"填了建议值，但结论是“{WORDS[action][0]}”，只有“文件有误”可以带建议值")
    return Typed(path=_figure(item, row), new=text) if text else None


def _figure(item: Item, row: QueueRow) -> str:
    """The path of the figure that the row names, the suspect one when it names none."""
    named = row.get("figure", "").strip()
    paths = {m.path for m in item.members if fold(m.label) == fold(named)}
    if item.target is not None and (not named or item.target in paths):
        return item.target
    if not named:
        raise ConfigError("", "这一题没有可以更正的数，请用复核页面")
    if len(paths) != 1:
        raise ConfigError("", f"“哪个数”填的“{named[:40]}”不是这一题的数")
    return paths.pop()
