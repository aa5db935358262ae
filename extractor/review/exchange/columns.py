"""The columns of the queue as a sheet: one order for XLSX and CSV, the same way out and in.

Takes items and decisions, gives rows of text.  The key columns (``item_id``, ``version``, ``base``) let an
answer be matched to its question and to what the reviewer had seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from schemas.record import Place
from schemas.review import Action, Decision, Item

Row = dict[str, str]

COLUMNS: dict[str, tuple[str, str, int]] = {
    "rank": ("序号", "No.", 6),
    "doc_id": ("文档", "Document", 24),
    "label": ("问题", "Question", 48),
    "value": ("机器读作", "Read as", 18),
    "unit": ("单位", "Unit", 7),
    "verdict": ("结论", "Verdict", 9),
    "corrected": ("更正为", "Corrected to", 18),
    "comment": ("说明", "Remark", 24),
    "alternatives": ("候选值", "Candidates", 26),
    "reasons": ("原因", "Reasons", 48),
    "money": ("涉及金额（元）", "At stake (yuan)", 16),
    "confidence": ("把握", "Confidence", 8),
    "place": ("出处", "Place", 14),
    "quote": ("原文", "Quote", 40),
    "state": ("现状", "State", 9),
    "reviewer": ("复核人", "Reviewer", 10),
    "kind": ("类别", "Kind", 9),
    "path": ("位置", "Path", 26),
    "item_id": ("编号", "Id", 19),
    "version": ("版本", "Version", 19),
    "base": ("前一答案", "Seen answer", 19),
}
"""key → (Chinese header, English header, width in characters)."""

FILLED_IN = ("verdict", "corrected", "comment", "reviewer")
"""What a person writes; everything else is given."""

VERDICTS: dict[Action, tuple[str, str]] = {
    "accept": ("正确", "right"),
    "correct": ("更正", "correct"),
    "reject": ("不成立", "reject"),
    "unsure": ("存疑", "unsure"),
}
STATES: dict[str, tuple[str, str]] = {
    "open": ("待复核", "open"),
    "accepted": ("正确", "right"),
    "corrected": ("已更正", "corrected"),
    "rejected": ("不成立", "rejected"),
    "unsure": ("存疑", "unsure"),
}
KINDS: dict[str, tuple[str, str]] = {
    "value": ("数值", "value"),
    "finding": ("勾稽问题", "finding"),
    "leftover": ("未归格", "leftover"),
    "unread": ("未读", "unread"),
    "rejected": ("模型答案", "model answer"),
    "audit": ("抽查", "audit"),
}


def pick(words: tuple[str, ...], lang: str) -> str:
    """The word in ``lang``."""
    return words[1 if lang == "en" else 0]


def header(lang: str) -> list[str]:
    """The header row."""
    return [pick((zh, en), lang) for zh, en, _ in COLUMNS.values()]


def keys_of(cells: Iterable[str]) -> list[str | None]:
    """The key of each header cell, in either language; ``None`` for a column that a person added."""
    by_name = {name: key for key, (zh, en, _) in COLUMNS.items() for name in (zh, en)}
    return [by_name.get(cell.strip()) for cell in cells]


def action_of(verdict: str) -> Action | None:
    """The action that a verdict names, in either language or by its code."""
    wanted = verdict.strip().casefold()
    return next((action for action, words in VERDICTS.items() if wanted in (*words, action)), None)


def row_of(item: Item, decision: Decision, lang: str) -> Row:
    """One item as text cells; the columns to fill in are empty."""
    others = "；".join(f"{a.value}（{a.source}）" for a in item.alternatives)
    return {
        "rank": str(item.rank),
        "doc_id": item.doc_id,
        "label": item.label,
        "value": item.value or "",
        "unit": item.unit or "",
        "verdict": "",
        "corrected": "",
        "comment": "",
        "alternatives": others,
        "reasons": "；".join(reason.text for reason in item.reasons),
        "money": "" if item.money is None else f"{item.money:f}",
        "confidence": f"{item.confidence:.2f}",
        "place": place_text(item.place, lang),
        "quote": item.quote or "",
        "state": _state(decision, lang),
        "reviewer": "",
        "kind": pick(KINDS[item.kind], lang),
        "path": item.target or item.path,
        "item_id": item.item_id,
        "version": item.version,
        "base": decision.head,
    }


def _state(decision: Decision, lang: str) -> str:
    """The state, and whose answer it is; the reviewer column is for the person who fills in the next one."""
    state = pick(STATES[decision.state], lang)
    return f"{state}（{decision.event.reviewer}）" if decision.event and decision.state != "open" else state


def rows_of(items: Iterable[Item], decisions: Mapping[str, Decision], lang: str) -> list[Row]:
    """All items, in their order."""
    return [row_of(item, decisions[item.item_id], lang) for item in items]


def place_text(place: Place | None, lang: str) -> str:
    """``第3页`` or ``第12行``."""
    if place is None:
        return ""
    if place.page is not None:
        return f"p. {place.page}" if lang == "en" else f"第{place.page}页"
    return f"line {place.line}" if lang == "en" else f"第{place.line}行"
