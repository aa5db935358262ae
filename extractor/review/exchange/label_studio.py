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

from extractor.errors import ConfigError
from extractor.output.atomic import write_text
from extractor.review.exchange.columns import VERDICTS, Row
from schemas.review import Decision, Item

MODEL_VERSION = "gouji"
MARK = "值"

CONFIG = """<View>
  <Header value="$label"/>
  <Header value="$reading" size="5"/>
  <Text name="context" value="$context" granularity="symbol"/>
  <Labels name="mark" toName="context"><Label value="值" background="#ffd84d"/></Labels>
  <Choices name="verdict" toName="context" choice="single" required="true" showInline="true">
    <Choice value="正确"/><Choice value="更正"/><Choice value="不成立"/><Choice value="存疑"/>
  </Choices>
  <Header value="更正为（原文所印的值）" size="5"/>
  <TextArea name="corrected" toName="context" maxSubmissions="1"/>
  <Header value="说明（可空）" size="5"/>
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
            "label": item.label,
            "reading": f"{item.value or '（空）'} {item.unit or ''}".strip(),
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


def rows_of_export(path: Path) -> list[tuple[int, Row | str]]:
    """(task number, row) of a Label Studio export (JSON); a task that cannot be used is given as its reason.

    Raises :class:`ConfigError` when the file is no export.
    """
    try:
        data = json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        raise ConfigError(path, "不是 JSON", "请在 Label Studio 中以 JSON 格式导出") from error
    if not isinstance(data, list):
        raise ConfigError(path, "不是 Label Studio 的任务列表", "请在 Label Studio 中以 JSON 格式导出")
    return [(number, _row(task)) for number, task in enumerate(data, start=1)]


def _row(task: Any) -> Row | str:
    """The last annotation that was not cancelled."""
    if not isinstance(task, dict) or not isinstance(task.get("data"), dict):
        return "任务没有 data"
    data = {str(key): str(value) for key, value in task["data"].items() if value is not None}
    given = task.get("annotations")
    done = (
        [a for a in given if isinstance(a, dict) and not a.get("was_cancelled")]
        if isinstance(given, list)
        else []
    )
    row = {
        "item_id": data.get("item_id", ""),
        "version": data.get("version", ""),
        "base": data.get("base", ""),
    }
    if not done:
        return row
    last, context = done[-1], data.get("context", "")
    for region in last.get("result", []) if isinstance(last.get("result"), list) else []:
        value = region.get("value", {}) if isinstance(region, dict) else {}
        if region.get("type") == "labels" and context[
            value.get("start", 0) : value.get("end", 0)
        ] != value.get("text"):
            return "标注的文字与任务原文对不上"
        if region.get("from_name") == "verdict":
            row["verdict"] = str(next(iter(value.get("choices", [])), ""))
        elif region.get("from_name") in ("corrected", "comment"):
            row[str(region["from_name"])] = "".join(map(str, value.get("text", [])))
    who = last.get("completed_by")
    if isinstance(who, dict):
        row["reviewer"] = str(who.get("email") or who.get("id") or "")
    return row


CHOICES = tuple(words[0] for words in VERDICTS.values())
