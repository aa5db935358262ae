"""The queue as Label Studio tasks with predictions, and its exported annotations back.

Takes items, gives tasks of plain text (its offsets into HTML are unusable: heartexlabs/label-studio #2777,
#4843) and the label configuration that goes with them.  The text is kept in our own task data and compared
when an annotation comes back, so that a span of another text is not taken over.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from gouji.errors import ConfigError
from gouji.output.atomic import write_text
from gouji.review.answers import WORDS
from gouji.review.exchange.columns import QueueRow, answers_text, check_of, reading_of
from gouji.schemas.review import Decision, Item

MODEL_VERSION = "gouji"
MARK = "值"

CHOICES = "".join(f'<Choice value="{words[0]}"/>' for words in WORDS.values())
CONFIG = f"""<View>
  <Header value="$label"/>
  <Header value="$reading" size="5"/>
  <Text name="context" value="$context" granularity="symbol"/>
  <Labels name="mark" toName="context"><Label value="值" background="#ffd84d"/></Labels>
  <Header value="可选结论：$answers" size="5"/>
  <Choices name="verdict" toName="context" choice="single" required="true" showInline="true">
    {CHOICES}
  </Choices>
  <Header value="更正为（原文所印的值，不带单位）" size="5"/>
  <TextArea name="corrected" toName="context" maxSubmissions="1"/>
  <Header value="更正为（原文该处没有找到时再填一次）" size="5"/>
  <TextArea name="again" toName="context" maxSubmissions="1"/>
  <Header value="应为（文件有误时的建议值，不改读数）" size="5"/>
  <TextArea name="suggested" toName="context" maxSubmissions="1"/>
  <Header value="哪个数（可空：$figure）" size="5"/>
  <TextArea name="figure" toName="context" maxSubmissions="1"/>
  <Header value="说明（合规须写理由）" size="5"/>
  <TextArea name="comment" toName="context" maxSubmissions="1"/>
</View>
"""


def tasks(items: Iterable[Item], decisions: Mapping[str, Decision]) -> list[dict[str, Any]]:
    """One task per item."""
    return [_task(item, decisions[item.item_id]) for item in items]


def _task(item: Item, decision: Decision) -> dict[str, Any]:
    context = item.quote or " ".join(t for t in (item.label, item.value or "", item.unit or "") if t)
    start = context.find(item.value) if item.value else -1
    return {
        "data": {
            "item_id": item.item_id,
            "version": item.version,
            "base": decision.head,
            "doc_id": item.doc_id,
            "check": check_of(item.item_id, item.version, item.label, item.value or ""),
            "answers": answers_text(item, "zh"),
            "label": item.label,
            "value": item.value or "",
            "figure": next((m.label for m in item.members if m.path == item.target), ""),
            "reading": reading_of(item),
            "context": context,
            "reasons": "；".join(reason.text for reason in item.reasons),
        },
        "predictions": [_prediction(item, context, start)] if item.value and start >= 0 else [],
    }


def _prediction(item: Item, context: str, start: int) -> dict[str, Any]:
    """The span of our reading; offsets count characters of exactly the text sent."""
    end = start + len(item.value or "")
    region = {
        "id": item.item_id[:10],
        "from_name": "mark",
        "to_name": "context",
        "type": "labels",
        "value": {"start": start, "end": end, "text": context[start:end], "labels": [MARK]},
    }
    return {"model_version": MODEL_VERSION, "score": round(item.confidence, 4), "result": [region]}


def write_label_studio(items: Iterable[Item], decisions: Mapping[str, Decision], path: Path) -> Path:
    """Write the tasks to ``path`` and the label configuration beside it; gives the path of the latter."""
    write_text(path, json.dumps(tasks(items, decisions), ensure_ascii=False, indent=1))
    return write_text(path.with_suffix(".label-config.xml"), CONFIG)


def rows_of_export(path: Path) -> list[tuple[int, QueueRow | str]]:
    """(task number, row) of a Label Studio export (JSON); a task that cannot be used is given as its reason.

    Raises :class:`ConfigError` when the file is no export.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise ConfigError(path, "不是 JSON", "请在 Label Studio 中以 JSON 格式导出") from error
    if not isinstance(data, list):
        raise ConfigError(path, "不是 Label Studio 的任务列表", "请在 Label Studio 中以 JSON 格式导出")
    return [(number, row) for number, task in enumerate(data, start=1) for row in _rows(task)]


GIVEN = ("item_id", "version", "base", "check", "label", "value", "reading", "figure")
"""What a task says of its question."""
WRITTEN = ("corrected", "again", "suggested", "figure", "comment")
"""What an annotator may write beside the verdict."""


def _rows(task: Any) -> list[QueueRow | str]:
    """A row for each annotation that was not cancelled; two of them are two answers."""
    if isinstance(task, dict) and "data" not in task and "item_id" in task:
        return [_flat(task)]
    if not isinstance(task, dict) or not isinstance(task.get("data"), dict):
        return ["任务没有 data"]
    data = {key: str(task["data"][key]) for key in GIVEN if task["data"].get(key) is not None}
    context = str(task["data"].get("context", ""))
    given = task.get("annotations")
    done = [a for a in given if isinstance(a, dict)] if isinstance(given, list) else []
    done = [a for a in done if not a.get("was_cancelled")]
    return [_row(a, data, context, number) for number, a in enumerate(done, start=1)] or [data]


def _flat(task: dict[str, Any]) -> QueueRow:
    """A task of the short export (JSON-MIN): data and answers side by side, one line per annotation."""
    row = {key: str(task[key]) for key in GIVEN if task.get(key) is not None}
    for key in ("verdict", *WRITTEN):
        value = task.get(key)
        if value is not None:
            row[key] = str(value)
    return row | {"annotation": str(task.get("annotation_id", "")), "reviewer": _who(task.get("annotator"))}


def _row(annotation: dict[str, Any], data: QueueRow, context: str, number: int) -> QueueRow | str:
    """One annotation as a row, or why it cannot be used."""
    row = {**data, "annotation": str(number), "reviewer": _who(annotation.get("completed_by"))}
    result = annotation.get("result")
    for region in result if isinstance(result, list) else []:
        value = region.get("value", {}) if isinstance(region, dict) else {}
        if region.get("type") == "labels" and context[
            value.get("start", 0) : value.get("end", 0)
        ] != value.get("text"):
            return "标注的文字与任务原文对不上"
        if region.get("from_name") == "verdict":
            choices = value.get("choices", [])
            if len(choices) > 1:
                return f"选了几个结论（{'、'.join(map(str, choices))}），只能选一个"
            row["verdict"] = str(next(iter(choices), ""))
        elif region.get("from_name") in WRITTEN:
            row[str(region["from_name"])] = "".join(map(str, value.get("text", [])))
    return row


def _who(person: Any) -> str:
    """The annotator by address, else by number; empty when the export names nobody."""
    if isinstance(person, dict):
        person = person.get("email") or person.get("id")
    return f"标注员 {person}" if isinstance(person, int) else str(person or "")
