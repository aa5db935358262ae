"""The columns of the queue as a sheet: one order for XLSX and CSV, the same way out and in.

Takes items and decisions, gives rows of text.  The key columns (``item_id``, ``version``, ``base``) let an
answer be matched to its question and to what the reviewer had seen; ``check`` ties them to the question and
the reading that the row shows, so that hidden and visible columns cannot come apart unnoticed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gouji.errors import ConfigError
from gouji.normalise import fold
from gouji.output.cells import clean
from gouji.output.labels import place_name
from gouji.review.answers import WORDS, actions_of
from gouji.review.printed_text import value_of
from gouji.review.value_places import digest
from gouji.schemas.record import Place
from gouji.schemas.review import Alternative, Decision, Item

QueueRow = dict[str, str]

COLUMNS: dict[str, tuple[str, str, int]] = {
    "rank": ("序号", "No.", 6),
    "doc_id": ("文档", "Document", 24),
    "label": ("问题", "Question", 48),
    "value": ("机器读作", "Read as", 18),
    "unit": ("单位", "Unit", 7),
    "answers": ("可选结论", "Verdicts", 24),
    "verdict": ("结论", "Verdict", 10),
    "corrected": ("更正为", "Corrected to", 18),
    "again": ("更正为（再填一次）", "Corrected to (again)", 18),
    "suggested": ("应为（建议）", "Should be (suggestion)", 18),
    "figure": ("哪个数", "Which figure", 30),
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
    "check": ("校验", "Check", 19),
}
"""key → (Chinese header, English header, width in characters)."""

SHORT = 17
"""Characters of the checksum of question and reading; those of the other columns follow, four for each."""
HEADER_WITHIN = 20
"""Rows from the top among which the header is looked for."""

FILLED_IN = ("verdict", "corrected", "again", "suggested", "figure", "comment", "reviewer")
"""What a person writes; everything else is given (``figure`` is given too and may be changed)."""

STATES: dict[str, tuple[str, str]] = {
    "open": ("待复核", "open"),
    "accepted": ("正确", "right"),
    "corrected": ("已更正", "corrected"),
    "rejected": ("不成立", "rejected"),
    "document_wrong": ("文件有误", "document wrong"),
    "lawful": ("合规", "lawful"),
    "unsure": ("存疑", "unsure"),
    "conflict": ("答案矛盾", "in conflict"),
}
CHANGED = "读数已变，或版本列被改动，答案是针对旧读数的"
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
    return [by_name.get(cell.strip().lstrip("\ufeff")) for cell in cells]


def is_header(keys: Iterable[str | None]) -> bool:
    """Whether these are the columns of a queue."""
    return {"item_id", "verdict"} <= set(keys)


BOUND = ("doc_id", "rank", "place", "quote")
"""Columns that a row is bound to beside question and reading, as far as they are still in the sheet."""


def check_of(item_id: str, version: str, label: str, value: str) -> str:
    """The checksum of a row: which question it is, and what it shows of it.

    Spacing, width and lost decimals (``1100`` for ``1100.00``) are a spreadsheet's doing and do not count.
    """
    number = value_of(value)
    shown = fold(clean(value)) if number is None else f"{number.normalize()}{'%' * value.endswith('%')}"
    return f"c{digest(item_id, version, fold(clean(label)), shown)}"


def _visible(row: QueueRow) -> list[str]:
    """Checksums of the further columns that tell questions of one wording and value apart; empty: column not there."""
    return [digest(key, fold(clean(row[key])), length=4) if key in row else "" for key in BOUND]


def reading_of(item: Item) -> str:
    """The reading with its unit, as a task shows it."""
    return f"{item.value or '（空）'} {item.unit or ''}".strip()


def refuse_unbound(row: QueueRow, item: Item, version: str | None) -> None:
    """Raise :class:`ConfigError` unless the row shows the question ``item`` that its id names.

    ``version``: that of the row, in today's form.  Sheets of earlier versions have no checksum: what they show is
    compared with the question itself.
    """
    if not version:
        raise ConfigError("", "没有版本列，不能确认答的是哪一读数，请重新导出")
    if "value" not in row and row.get("reading") == reading_of(
        item
    ):  # a Label Studio task of an earlier version
        row = {**row, "value": item.value or ""}
    if "label" not in row or "value" not in row:
        raise ConfigError("", "没有“问题”或“机器读作”列，不能确认答的是哪一题，请重新导出")
    given = row.get("check", "").strip()
    if version != item.version and not given:
        raise ConfigError("", CHANGED)
    shown = check_of(row["item_id"].strip().lower(), version, row["label"], row["value"])
    wanted = given[:SHORT] or check_of(row["item_id"].strip().lower(), version, item.label, item.value or "")
    sealed = [given[at : at + 4] for at in range(SHORT, len(given), 4)]
    moved = any(now and now != then for now, then in zip(_visible(row), sealed, strict=False))
    if shown != wanted or moved:
        raise ConfigError("", "所示的问题与隐藏的编号对不上（只对可见列排过序，或粘贴过），没有采用")
    if version != item.version:
        raise ConfigError("", CHANGED)


def row_of(item: Item, decision: Decision, lang: str) -> QueueRow:
    """One item as text cells; the columns to fill in are empty."""
    named = next((m for m in item.members if m.path == item.target), None)
    row = {
        "rank": str(item.rank),
        "doc_id": item.doc_id,
        "label": item.label,
        "value": item.value or "",
        "unit": item.unit or "",
        "answers": answers_text(item, lang),
        "verdict": "",
        "corrected": "",
        "again": "",
        "suggested": "",
        "figure": named.label if named is not None and len(item.members) > 1 else "",
        "comment": "",
        "alternatives": "；".join([*map(_candidate, item.alternatives), *map(_hint, item.hints)]),
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
    return row | {
        "check": check_of(item.item_id, item.version, item.label, row["value"]) + "".join(_visible(row))
    }


def _candidate(other: Alternative) -> str:
    return f"{other.value}（{other.source}）"


def _hint(other: Alternative) -> str:
    """What is deduced, or read but not printed there: not to be taken for the print."""
    return f"{other.value}（{other.source}，非原文所印，仅供参考）"


def answers_text(item: Item, lang: str) -> str:
    """The verdicts that the question takes."""
    return "、".join(pick(WORDS[action], lang) for action in actions_of(item))


def _state(decision: Decision, lang: str) -> str:
    """The state, and whose answer it is; the reviewer column is for the person who fills in the next one."""
    state = pick(STATES[decision.state], lang)
    return f"{state}（{decision.event.reviewer}）" if decision.event and decision.state != "open" else state


def rows_of(items: Iterable[Item], decisions: Mapping[str, Decision], lang: str) -> list[QueueRow]:
    """All items, in their order."""
    return [row_of(item, decisions[item.item_id], lang) for item in items]


def place_text(place: Place | None, lang: str) -> str:
    """``第3页``, ``第12行``, ``工作表“收支总表”B7``."""
    if place is None:
        return ""
    if place.page is not None and place.address is None:
        return f"p. {place.page}" if lang == "en" else f"第{place.page}页"
    return place_name(place, "en" if lang == "en" else "zh")
