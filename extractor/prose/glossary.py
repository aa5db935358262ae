"""名词解释: the terms that a document defines.

Takes the sections, gives :class:`~gouji.schemas.record.GlossaryItem` values with the definition verbatim.
A term ends at the first colon, or before 是指, 指 or 反映; text without a term goes on with the
definition above.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from gouji.domain.numbering import read_numbering
from gouji.outline.model import Section
from gouji.outline.paragraph import Paragraph
from gouji.prose.evidence import evidence_at
from gouji.schemas.record import GlossaryItem, Place

_LONGEST_TERM = 70
_COLON = re.compile(r"[：:]")
_VERB = re.compile(r"(?:是指|，指|指的是|(?<![所])指(?=[一-龥])|反映)")
_NOT_A_TERM = re.compile(r"[。；，]")
_NO_TERMS = ("附件", "附表", "附", "注", "备注", "说明")
_ANNEX = re.compile(r"附件|附表|附：")
_NOTHING = re.compile(r"无。?|暂无。?")


@dataclass(slots=True)
class _Term:
    name: str
    texts: list[str]
    places: list[Place]


def read_glossary(sections: Sequence[Section]) -> list[GlossaryItem]:
    """All definitions in the sections of that role, in order."""
    terms: list[_Term] = []
    for section in sections:
        if section.role != "glossary":
            continue
        own = section.titled
        for index, paragraph in enumerate(section.paragraphs):
            split = split_term(paragraph.text)
            if split is not None:
                terms.append(_term(paragraph, *split))
            elif (
                terms
                and not _ANNEX.match(paragraph.text)
                and not (own and index == 0)
                and not _NOTHING.fullmatch(paragraph.text)
            ):
                _append(terms[-1], paragraph)
    return [
        GlossaryItem(term=term.name, definition="\n".join(term.texts), evidence=evidence_at(term.places))
        for term in terms
    ]


def split_term(text: str) -> tuple[int, int, int] | None:
    """Where the term starts and ends and the definition starts, or ``None`` without a term.

    >>> split_term("一、基本支出：指为保障机构正常运转")
    (2, 6, 7)
    """
    label = read_numbering(text)
    start = label.length if label else 0
    colon = _COLON.search(text, start)
    verb = _VERB.search(text, start + 2)
    if colon and (verb is None or colon.start() <= verb.start()):
        end, body = colon.start(), colon.end()
    elif verb:
        end = body = verb.start() + (verb.group() == "，指")
        end = verb.start()
    else:
        return None
    if (
        text[start:end] in _NO_TERMS
        or not 1 < end - start <= _LONGEST_TERM
        or _NOT_A_TERM.search(text[start:end])
        or body >= len(text)
    ):
        return None
    return start, end, body


def _term(paragraph: Paragraph, start: int, end: int, body: int) -> _Term:
    text = paragraph.text
    return _Term(
        text[start:end].strip("“”" if text[start:end].count("“") == 1 and text[end - 1] == "”" else ""),
        [paragraph.quote(body, len(text)).lstrip("*")],
        paragraph.places(start, len(text)),
    )


def _append(term: _Term, paragraph: Paragraph) -> None:
    term.texts.append(paragraph.quote(0, len(paragraph.text)))
    term.places.extend(paragraph.places(0, len(paragraph.text)))
