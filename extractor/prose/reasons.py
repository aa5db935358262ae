"""The stretches of a paragraph that explain and do not state: reasons and purposes.

Takes squashed text, gives :class:`StatedReason` values and the same text with reasons and purposes
blanked out (offsets unchanged), so that a figure inside an explanation is not read as a statement.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from gouji.domain.numbering import SPOKEN, opens_list
from gouji.prose.quantities import quantities
from gouji.prose.vocabulary import BASE_PREPOSITIONS, PURPOSE_MARKERS, REASON_CONTINUES, REASON_MARKERS

BLANK = "\x00"
_EDGE = "，,。；;：:！？（("
_REASON = re.compile("|".join(f"(?:{marker})" for marker in REASON_MARKERS))
_PURPOSE = re.compile("|".join(f"(?:{marker})" for marker in (*PURPOSE_MARKERS, r"[一-龥]{0,8}事项[：:]")))
_SHARE = re.compile(r"[，,](?=占[^，。；]*?\d+(?:\.\d+)?%)")
_HEAD_AHEAD = re.compile(
    r"[，,](?![^，。；]*(?:增|减|新|追加|下达|安排|拨|补|年))(?=(?:其中)?[一-龥“”（）()、]{2,24}(?:费|费用|经费|支出|收入)"
    r"(?:预算|支出|决算)?为?\d[\d,]*(?:\.\d+)?(?:万|亿)?元)|[，,](?=[一二三四五六七八九十]、)"
)
"""The name of another fee with its amount: the reason is over although only a comma stands before it."""
_PURPOSE_AHEAD = re.compile(r"[，,](?=主要用于)")
_BASE_AHEAD = re.compile(rf"[，,](?=(?:{'|'.join(BASE_PREPOSITIONS)})(?:上年|去年|年初|\d{{4}}年))")
_GOES_ON = re.compile("|".join((*map(re.escape, REASON_CONTINUES), SPOKEN)))
_YEAR_OPENS = re.compile(r"\d{4}年")
_LISTS = re.compile(r"主要(?:是|为)$")
_LEFT_OUT = re.compile(r"^(?:是|为|：|:|，|,|因为|由于)+")
_NOT_A_REASON = re.compile(r"问题及|问题和|问题、|存在的")


@dataclass(frozen=True, slots=True)
class StatedReason:
    """A stated cause at ``start:end`` (marker included); ``text`` without the marker and the stop."""

    start: int
    end: int
    text: str
    about: str
    """The words of the same clause before the marker (``决算数小于预算数的``)."""
    loose: bool = False
    """Only 主要是 or 主要为 stands before it: without a change it says what the amount consists of."""


def explain(text: str) -> tuple[list[StatedReason], str]:
    """The reasons of ``text``, and ``text`` with reasons and purposes blanked."""
    reasons: list[StatedReason] = []
    blanked = text
    for match in _REASON.finditer(text):
        if reasons and match.start() < reasons[-1].end:
            continue
        reason = _reason(text, match)
        if reason is not None:
            reasons.append(reason)
            blanked = _blank(blanked, reason.start, reason.end)
    for match in _PURPOSE.finditer(blanked):
        end = _purpose_end(blanked, match)
        if end:
            blanked = _blank(blanked, match.start(), end)
    return reasons, blanked


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + BLANK * (end - start) + text[end:]


def _reason(text: str, match: re.Match[str]) -> StatedReason | None:
    start = _clause_start(text, match.start())
    about = text[start : match.start()]
    if _NOT_A_REASON.search(about) or quantities(about):
        return None
    if about and not (about.endswith("的") or len(about) <= 30 and match.group() not in ("主要是", "主要为")):
        return None
    end = _reason_end(text, match.end())
    body = text[match.end() : end]
    if _LISTS.search(match.group()) and _is_list(body):
        return None
    cleaned = _LEFT_OUT.sub("", body).rstrip("。；;，,")
    if not cleaned:
        return None
    return StatedReason(start, end, cleaned, about, loose=bool(_LISTS.fullmatch(match.group())))


def _is_list(body: str) -> bool:
    """``主要为提前下达资金472万元、运行经费65万元`` lists amounts and gives no cause."""
    return any(quantity.kind == "money" for quantity in quantities(body))


def _clause_start(text: str, position: int) -> int:
    while position > 0 and text[position - 1] not in _EDGE:
        position -= 1
    return position


def _reason_end(text: str, start: int) -> int:
    enumerated = opens_list(_LEFT_OUT.sub("", text[start : start + 12]))
    end = _sentence_end(text, start)
    while end + 1 < len(text) and _goes_on(text, end + 1, enumerated):
        end = _sentence_end(text, end + 1)
    return end


def _sentence_end(text: str, start: int) -> int:
    """Where the next stop stands (semicolons count unless the enumeration goes on), or a share clause."""
    share = _SHARE.search(text, start)
    over = [m.start() for p in (_PURPOSE_AHEAD, _HEAD_AHEAD) if (m := p.search(text, start))]
    for index in range(start, len(text)):
        if share and index == share.start() or index in over:
            return index
        if text[index] == "。" or text[index] in "；;" and not _GOES_ON.match(text, index + 1):
            return index
    return len(text)


def _goes_on(text: str, start: int, enumerated: bool) -> bool:
    """The next sentence belongs to the reason too."""
    stop = text.find("。", start)
    sentence = text[start : stop if stop >= 0 else len(text)]
    if text[start - 1] in "；;，," or sentence.startswith("其中"):
        return False
    if _GOES_ON.match(sentence):
        return "：" not in sentence[:6]
    plain = not quantities(sentence) and len(sentence) > 8
    return plain and (enumerated or bool(_YEAR_OPENS.match(sentence)))


def _purpose_end(text: str, match: re.Match[str]) -> int:
    """Where the purpose ends, or 0 when it is none: in the middle of a word, or a list of amounts."""
    if match.start() and text[match.start() - 1] not in _EDGE + BLANK:
        return 0
    base = _BASE_AHEAD.search(text, match.end())
    end = len(text)
    for index in range(match.end(), len(text)):
        if text[index] in "。；;：:" + BLANK or base and index == base.start():
            end = index
            break
    return 0 if _is_list(text[match.end() : end]) else end
