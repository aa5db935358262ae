"""The desk: records, their queue and the log of answers, as the verbs and the page need them together.

Takes a folder of records and a log, gives items with their decisions, and takes answers.  An answer is
checked before it is written: the item exists, the reviewer had seen the last answer to it, the paths
belong to its document and the old values are those of the record.
"""

from __future__ import annotations

import getpass
import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from extractor.errors import ConfigError
from extractor.normalise import cell_text
from extractor.records import parse_record
from extractor.review.log import Log
from extractor.review.paths import coerce, slot
from extractor.review.queue import Choice, build_queue
from extractor.review.state import as_asked_now, decide, decision_of, events_by_item
from schemas.record import Record
from schemas.review import Action, Change, Decision, Event, Item

LOG_NAME = "review.log.jsonl"
MAX_WHY = 2_000
MAX_VALUE = 10_000
"""Characters of a remark and of a corrected value; longer ones are refused, not cut."""


class ConflictError(ConfigError):
    """Somebody else has answered the question since the reviewer opened it."""

    def __init__(self, item: Item, decision: Decision) -> None:
        self.item, self.decision = item, decision
        who = decision.event.reviewer if decision.event else "?"
        state = decision.state
        super().__init__(item.item_id, f"{who} 已先作答（{state}）", "刷新后再定，没有覆盖任何答案")


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer as it comes from the page or a file, not yet checked."""

    item_id: str
    action: Action
    reviewer: str
    base: str = ""
    changes: tuple[Change, ...] = ()
    why: str = ""
    seconds: float | None = None
    version: str | None = None
    """The version that the reviewer saw; ``None`` when the current one is meant."""


@dataclass(slots=True)
class Desk:
    """One queue under review."""

    records: dict[str, Record]
    items: dict[str, Item]
    log: Log
    files: dict[str, Path] = field(default_factory=dict)
    """Document → the file that its record was loaded from."""

    def decisions(self) -> dict[str, Decision]:
        """The state of every item now."""
        return decide(self.items.values(), self.log.events())

    def answer(self, answers: Sequence[Answer]) -> list[Event]:
        """Write the answers, all or none; raises :class:`ConfigError` for the first that does not fit."""
        events = [self.event_of(answer) for answer in answers]
        self.log.append(events, lambda known: self._refuse_conflicts(known, events))
        return events

    def event_of(self, answer: Answer) -> Event:
        """The event that an answer would write; raises :class:`ConfigError` when it does not fit its item."""
        item = self.items.get(answer.item_id)
        if item is None:
            raise ConfigError(answer.item_id[:60], "队列中没有这个编号", "请用当前队列重新导出")
        if answer.version is not None and answer.version != item.version:
            raise ConfigError(item.item_id, "读数已变，答案是针对旧读数的", "请用当前队列重新导出")
        reviewer = " ".join(answer.reviewer.split())[:80]
        if not reviewer:
            raise ConfigError(item.item_id, "没有复核人姓名", "请填写姓名")
        return Event(
            event_id=uuid.uuid4().hex,
            item_id=item.item_id,
            doc_id=item.doc_id,
            version=item.version,
            at=datetime.now(UTC).isoformat(timespec="seconds"),
            reviewer=reviewer,
            action=answer.action,
            base=answer.base,
            value=item.value,
            changes=self._changes(item, answer),
            why=_limited(item, answer.why.strip(), MAX_WHY),
            seconds=None if answer.seconds is None else round(min(max(answer.seconds, 0.0), 86_400.0), 1),
        )

    def _changes(self, item: Item, answer: Answer) -> list[Change]:
        if answer.action != "correct":
            if answer.changes:
                raise ConfigError(item.item_id, "只有“更正”可以带更正值", "请改选“更正”")
            return []
        if not answer.changes:
            raise ConfigError(item.item_id, "选了“更正”但没有更正值", "请填写原文所印的值")
        return [self._change(item, change) for change in answer.changes]

    def _change(self, item: Item, change: Change) -> Change:
        """The change with the machine's own value as ``old`` and the person's in normal form."""
        old = slot(self.records[item.doc_id], change.path).value
        new = cell_text(_limited(item, change.new or "", MAX_VALUE))
        if new == old:
            raise ConfigError(item.item_id, f"更正值与读数相同（{old or '空'}）", "相同时请选“正确”")
        if new is None and not change.path.startswith("tables/"):
            raise ConfigError(item.item_id, "更正值是空的", "原文没有这个值时请选“不成立”")
        coerce(change.path, new)
        return Change(path=change.path, old=old, new=new)

    def _refuse_conflicts(self, known: Sequence[Event], events: Sequence[Event]) -> None:
        by_item = events_by_item(as_asked_now(self.items.values(), known))
        for event in events:
            item = self.items[event.item_id]
            decision = decision_of(item, by_item.get(event.item_id, ()))
            if event.action == "undo" and not decision.event:
                raise ConfigError(item.item_id, "没有可以撤销的答案", "")
            if decision.head != event.base:
                raise ConflictError(item, decision)


def _limited(item: Item, text: str, limit: int) -> str:
    if len(text) > limit:
        raise ConfigError(item.item_id, f"文字超过 {limit} 字", "请缩短")
    return text


def open_desk(paths: Iterable[Path], log: Path | None = None, choice: Choice | None = None) -> Desk:
    """The desk over the records at ``paths`` (files or folders); the log lies beside them unless named."""
    paths = list(paths)
    loaded = load_records(paths)
    if not loaded:
        raise ConfigError(paths[0] if paths else "out", "没有记录", "先运行 gouji extract")
    records = {record.doc_id: record for record, _ in loaded}
    queue = build_queue(records.values(), choice)
    place = log or default_log(paths)
    files = {record.doc_id: path for record, path in loaded}
    return Desk(records, {item.item_id: item for item in queue}, Log(place), files)


def default_log(paths: Sequence[Path]) -> Path:
    """``review.log.jsonl`` in the folder of the first path."""
    first = paths[0]
    return (first if first.is_dir() else first.parent) / LOG_NAME


def load_records(paths: Iterable[Path]) -> list[tuple[Record, Path]]:
    """The records at ``paths``; in a folder, every ``*.json`` that is one.

    Raises :class:`RecordError` for a named file that is no record or a later one, :class:`ConfigError` for two
    records of one document.
    """
    found: dict[str, tuple[Record, Path]] = {}
    for path in paths:
        files = sorted(path.glob("*.json")) if path.is_dir() else [path]
        for file in files:
            record = _record(file, must=not path.is_dir())
            if record is None:
                continue
            if record.doc_id in found and found[record.doc_id][1] != file:
                raise ConfigError(file, f"与 {found[record.doc_id][1]} 是同一文档", "只留一份")
            found[record.doc_id] = (record, file)
    return list(found.values())


def _record(file: Path, *, must: bool) -> Record | None:
    """The record in ``file``; other JSON in a folder is passed over, a broken record is not."""
    try:
        data = file.read_bytes()
        keys = json.loads(data)
        if not must and not (isinstance(keys, dict) and {"doc_id", "tables", "run"} <= keys.keys()):
            return None
    except OSError as error:
        raise ConfigError(file, f"打不开：{error.strerror}", "检查路径和权限") from error
    except ValueError as error:
        raise ConfigError(file, "不是记录（gouji extract 写出的 JSON）", "重新抽取") from error
    return parse_record(data, file)


def user_name() -> str:
    """The name under which this computer's user answers unless another is given."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "reviewer"
