"""Places of the running text: what a rule about it needs, how it names a line, where a pattern stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Text
from gouji.normalise import squash
from gouji.read.model import Line
from gouji.schemas.record import Evidence, Operand

NEEDS_TEXT = "需要正文：请对原文件而不是记录运行检查"


def line_name(line: Line) -> str:
    """The page of a line, or its number in a document without pages, for messages."""
    return f"第{line.page}页" if line.page else f"第{line.number}行"


def line_evidence(line: Line) -> Evidence:
    """The place of a whole line of the running text."""
    place = line.place()
    return Evidence(**place.model_dump(), confidence=1.0)


def run_on(context: Context, more: int) -> Iterator[tuple[Line, str, str]]:
    """Every line of the running text: its own words, and these with ``more`` characters of the next line."""
    for place, (line, own) in enumerate(context.squashed, 1):
        after = context.squashed[place][1] if place < len(context.squashed) else ""
        yield line, own, own + after[:more]


@dataclass(frozen=True, slots=True)
class TextPattern:
    """A pattern of the running text (without whitespace) and what it means."""

    pattern: str
    zh: str
    en: str
    over_lines: bool = False
    """Whether it is searched for over the end of a wrapped line too; repeated words are not."""


def line_matches(pattern: str, context: Context) -> Iterator[tuple[Line, re.Match[str]]]:
    """Every place of the running text that matches a pattern; what stands in several cells of a table is no text."""
    compiled = re.compile(pattern)
    if compiled.search(context.line_by_line) is None:
        return
    for line, text in context.squashed:
        for match in compiled.finditer(text):
            if not _in_several_cells(line, match, context):
                yield line, match


def _in_several_cells(line: Line, match: re.Match[str], context: Context) -> bool:
    """Whether the words of a match on a page stand in different cells of a table that was read there."""
    boxes = context.cell_boxes.get(line.page or 0, ())
    owners = set()
    end = 0
    for word in line.words if boxes else ():
        start, end = end, end + len(squash(word.text))
        if start < match.end() and match.start() < end:
            x, y = word.bbox.cx, word.bbox.cy
            inside = (n for n, (x0, y0, x1, y1) in enumerate(boxes) if x0 <= x <= x1 and y0 <= y <= y1)
            owners.add(next(inside, None))
    return len(owners) > 1


def text_finding(entry: TextPattern, match: re.Match[str], line: Line) -> Outcome:
    """A match in a line of the running text, as an outcome."""
    text = squash(line.text)
    around = text[max(0, match.start() - 12) : match.end() + 8]
    where = line_name(line)
    return Outcome(
        "failed",
        message=Text(f"{where}“{around}”：{entry.zh}", f"{where} “{around}”: {entry.en}"),
        operands=(
            Operand(
                where=where, value=match.group(0), quote=line.text.strip()[:200], evidence=line_evidence(line)
            ),
        ),
        twin=entry.zh,
    )
