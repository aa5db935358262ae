"""The workspace: records, their queue and the log of answers, as the verbs and the page need them together.

Takes a folder of records and a log, gives items with their decisions, and takes answers.  An answer is
checked before it is written, wherever it comes from: the item exists and takes such an answer, the reviewer had
seen the last answer to it, the paths belong to its document, the old values are those of the record, and what
was typed is a figure where one belongs and printed there, or typed twice.
"""

from __future__ import annotations

import getpass
import json
import math
import unicodedata
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from gouji.errors import ConfigError, SourceError
from gouji.read.model import Document
from gouji.records import parse_record
from gouji.review.answers import CORRECTIONS, WORDS, action_named, actions_of, words_of
from gouji.review.corrections import checked, refuse_unconfirmed, removal, suggestion
from gouji.review.decisions import as_asked_now, decide, decision_of, events_by_item
from gouji.review.log import Log
from gouji.review.printed_text import region
from gouji.review.queue import Choice, build_queue
from gouji.review.source import Sources
from gouji.schemas.record import Record
from gouji.schemas.review import PROTOCOL, Action, Change, Decision, Event, Item, Typed, modern

LOG_NAME = "review.log.jsonl"
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
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
class GivenAnswer:
    """An answer as it comes from the page or a file, not yet checked."""

    item_id: str
    action: Action
    reviewer: str
    base: str = ""
    changes: tuple[Typed, ...] = ()
    """Corrected readings."""
    suggested: Typed | None = None
    """What the document should say, where it is wrong."""
    again: str = ""
    """The verdict a second time, where ``reject`` takes out what is printed."""
    why: str = ""
    seconds: float | None = None
    version: str | None = None
    """The version that the reviewer saw; ``None`` when the current one is meant."""


@dataclass(slots=True)
class Workspace:
    """One queue under review."""

    records: dict[str, Record]
    items: dict[str, Item]
    log: Log
    sources: Sources
    """The documents, with which what was typed is compared."""
    files: dict[str, Path] = field(default_factory=dict)
    """Document → the file that its record was loaded from."""

    _former: dict[str, str] = field(init=False)
    """Ids of earlier versions → today's."""
    _deduced: dict[tuple[str, str], list[str]] = field(init=False)
    """(document, path) → what the rules would have the figure be, whichever question says so."""

    def __post_init__(self) -> None:
        self._former = {old: name for name, item in self.items.items() for old in item.former}
        self._deduced = {}
        for item in self.items.values():
            for hint in item.hints:
                self._deduced.setdefault((item.doc_id, hint.path), []).append(hint.value)

    def asked(self, item_id: str, version: str | None) -> tuple[Item | None, str | None]:
        """The question that an id of today or of an earlier version names, and the version in today's form."""
        name, seen = (
            str(modern(item_id.strip().lower(), "q")),
            modern(version and version.strip().lower(), "v"),
        )
        item = self.items.get(name)
        if item is None and name in self._former:
            item = self.items[self._former[name]]
            seen = item.version if seen == item.former[name] else seen
        return item, seen

    def decisions(self) -> dict[str, Decision]:
        """The state of every item now."""
        return decide(self.items.values(), self.log.events())

    def answer(self, answers: Sequence[GivenAnswer]) -> list[Event]:
        """Write the answers, all or none; raises :class:`ConfigError` for the first that does not fit.

        An answer whose reviewer had not seen the last one is refused (:class:`ConflictError`).
        """
        events = [self.event_of(answer) for answer in answers]
        self.log.append(events, lambda known: self._refuse_conflicts(known, events))
        return events

    def write_beside(self, events: Sequence[Event]) -> None:
        """Write answers that were given without sight of one another; those that differ become conflicts."""
        self.log.append(events)

    def event_of(self, answer: GivenAnswer) -> Event:
        """The event that an answer would write; raises :class:`ConfigError` when it does not fit its item."""
        item, version = self.asked(answer.item_id, answer.version)
        if item is None:
            raise ConfigError(answer.item_id[:60], "队列中没有这个编号", "请用当前队列重新导出")
        if version is not None and version != item.version:
            raise ConfigError(item.item_id, "读数已变，答案是针对旧读数的", "请用当前队列重新导出")
        if answer.action != "undo" and answer.action not in actions_of(item):
            word = WORDS[answer.action][0]
            raise ConfigError(item.item_id, f"“{word}”不是这一题的答案", f"这一题请选 {words_of(item)}")
        reviewer = _name(answer.reviewer)
        if not reviewer:
            raise ConfigError(item.item_id, "没有复核人姓名", "请填写姓名")
        return Event(
            event_id=f"e{uuid.uuid4().hex}",
            item_id=item.item_id,
            doc_id=item.doc_id,
            version=item.version,
            at=datetime.now(UTC).isoformat(timespec="seconds"),
            reviewer=reviewer,
            action=answer.action,
            base=answer.base,
            value=item.value,
            changes=self._changes(item, answer),
            removed=self._removed(item, answer),
            suggested=self._suggested(item, answer),
            why=_reason(item, answer),
            protocol=PROTOCOL,
            seconds=_seconds(item, answer),
        )

    def _changes(self, item: Item, answer: GivenAnswer) -> list[Change]:
        word = WORDS["misread" if item.kind == "finding" else "correct"][0]
        if answer.action not in CORRECTIONS:
            if answer.changes:
                raise ConfigError(item.item_id, f"只有“{word}”可以带更正值", f"请改选“{word}”")
            return []
        if not answer.changes:
            raise ConfigError(item.item_id, f"选了“{word}”但没有更正值", "请填写原文所印的值")
        record, document = self.records[item.doc_id], self._document(item.doc_id)
        for typed in answer.changes:
            _limited(item, typed.new or "", MAX_VALUE)
        return [
            checked(
                record,
                typed,
                region(document, record, typed.path, item.place),
                self._deduced.get((item.doc_id, typed.path), ()),
            )
            for typed in answer.changes
        ]

    def _removed(self, item: Item, answer: GivenAnswer) -> list[Change]:
        """What ``reject`` takes out; said a second time unless the print bears it out."""
        if answer.again.strip() and (answer.action != "reject" or action_named(answer.again) != "reject"):
            raise ConfigError(item.item_id, "再次确认的与结论不同", "请看着原文重填")
        if answer.action != "reject" or item.kind not in ("value", "audit"):
            return []
        record, document = self.records[item.doc_id], self._document(item.doc_id)
        found = [
            removal(record, member.path, region(document, record, member.path, item.place))
            for member in item.members
            if member.value is not None
        ]
        if not answer.again.strip():
            refuse_unconfirmed(found)
        return found

    def _document(self, doc_id: str) -> Document | None:
        """The document, ``None`` when it is not here or can no longer be read."""
        try:
            return self.sources.document(doc_id)
        except SourceError:
            return None

    def _suggested(self, item: Item, answer: GivenAnswer) -> Change | None:
        if answer.suggested is None:
            return None
        if answer.action != "document_wrong":
            raise ConfigError(item.item_id, "只有“文件有误”可以带建议值", "请改选“文件有误”，或清空建议值")
        _limited(item, answer.suggested.new or "", MAX_VALUE)
        return suggestion(self.records[item.doc_id], answer.suggested)

    def _refuse_conflicts(self, known: Sequence[Event], events: Sequence[Event]) -> None:
        by_item = events_by_item(as_asked_now(self.items.values(), known))
        for event in events:
            item = self.items[event.item_id]
            decision = decision_of(item, by_item.get(event.item_id, ()))
            if event.action == "undo" and not decision.event:
                raise ConfigError(item.item_id, "没有可以撤销的答案", "")
            if decision.head != event.base:
                raise ConflictError(item, decision)


def _name(typed: str) -> str:
    """A reviewer's name in what can be seen of it; empty without a letter or digit."""
    seen = "".join(sign for sign in typed if unicodedata.category(sign) not in _UNSEEN or sign.isspace())
    name = " ".join(seen.split())[:80]
    return name if any(sign.isalnum() for sign in name) else ""


def _seconds(item: Item, answer: GivenAnswer) -> float | None:
    if answer.seconds is None:
        return None
    if not math.isfinite(answer.seconds):
        raise ConfigError(item.item_id, "用时不是数", "留空即可")
    return round(min(max(answer.seconds, 0.0), 86_400.0), 1)


def _reason(item: Item, answer: GivenAnswer) -> str:
    """The remark; a finding is only called lawful with a reason."""
    why = _limited(item, answer.why.strip(), MAX_WHY)
    if answer.action == "lawful" and not why:
        raise ConfigError(item.item_id, "选了“合规”但没有写理由", "请在说明中写明理由")
    return why


def _limited(item: Item, text: str, limit: int) -> str:
    if len(text) > limit:
        raise ConfigError(item.item_id, f"文字超过 {limit} 字", "请缩短")
    return text


def open_workspace(
    paths: Iterable[Path],
    log: Path | None = None,
    choice: Choice | None = None,
    sources: Sequence[Path] = (),
) -> Workspace:
    """The workspace over the records at ``paths`` (files or folders); the log lies beside them unless named.

    ``sources``: folders in which the documents lie when they are not where they were read.
    """
    paths = list(paths)
    loaded = load_records(paths)
    if not loaded:
        raise ConfigError(paths[0] if paths else "out", "没有记录", "先运行 gouji extract")
    records = {record.doc_id: record for record, _ in loaded}
    queue = build_queue(records.values(), choice)
    place = log or default_log(paths)
    files = {record.doc_id: path for record, path in loaded}
    items = {item.item_id: item for item in queue}
    return Workspace(records, items, Log(place), Sources(records, sources), files)


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
