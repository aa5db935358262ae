"""Where a rule about the running text points to, and what it needs."""

from __future__ import annotations

from gouji.read.model import Line
from gouji.schemas.record import Evidence

NEEDS_TEXT = "需要正文：请对原文件而不是记录运行检查"


def line_name(line: Line) -> str:
    """The page of a line, or its number in a document without pages, for messages."""
    return f"第{line.page}页" if line.page else f"第{line.number}行"


def line_evidence(line: Line) -> Evidence:
    """The place of a whole line of the running text."""
    place = line.place()
    return Evidence(page=place.page, bbox=place.bbox, line=place.line, span=place.span, confidence=1.0)
