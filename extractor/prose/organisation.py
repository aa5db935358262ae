"""职责 and 内设机构: what the office does, and its internal units.

Takes the sections, gives the verbatim items with the place of each.  Duties are the numbered items
under the heading, or, where nothing is numbered, its paragraphs; units are the names listed after
内设机构包括, or the titles under a heading of that name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gouji.domain import numbering
from gouji.domain.numbering import Numbering, read_numbering
from gouji.outline.model import Section
from gouji.outline.paragraph import Paragraph
from gouji.prose.evidence import evidence_of
from gouji.schemas.record import Evidence


@dataclass(frozen=True, slots=True)
class ListedItem:
    """A verbatim item and where it is printed."""

    text: str
    evidence: Evidence


_INTRODUCES = re.compile(r"(?:[：:]|如下。?)$")
_DUTIES_TITLE = re.compile(r"^.{0,12}(?:职能|职责)。?$")
_FOUNDS = re.compile(
    r"^(?:根据|按照|依据).*(?:设立|制定|组建|成立|印发)|工作部门[，。]|职能配置|^.{0,40}是.{0,30}(?:组成部门|工作部门|事业单位|直属机构)"
)
_UNITS_AHEAD = re.compile(r"^(?:机构设置|内设机构|机构情况|人员编制)")
_ITEM_INSIDE = re.compile(rf"[。；](?={numbering.ITEM})")
_UNIT_LIST = re.compile(
    r"(?:内设|设有?|下设)(?:\d+个)?[^。；]{0,20}?(?:机构|处室|科室|职能科|部门|股室)[^。；：]{0,16}?(?:，)?"
    r"(?:具体)?(?:包括|分别是|分别为|具体为|为|有|是|：|:)+(?P<list>[^。；]+)"
)
_UNIT_PLAIN = re.compile(r"(?:内设|下设|设有|[院校局]设)(?P<list>[一-龥][^。；：]*?、[^。；：]+)")
"""The names right after the verb (``我局内设办公室、财务科、水政科3个科室``)."""
_UNIT_NAME = re.compile(r"(?:科|室|处|股|部|办|组|庭|局|队|中心|站|所|委|会)(?:[（(][^（()）]*[)）])?$")
_COUNT_AFTER = re.compile(r"(?:等|共)*(?:\d+|[一二三四五六七八九十]+)个.*$")
_UNIT_TITLE = re.compile(r"内设(?:机构|处室|科室)")
_TAIL = re.compile(r"等?(?:\d+个)?(?:内设)?(?:职能)?(?:机构|处室|科室|科|股室)?$")
_COUNTED_END = re.compile(r"等(?:\d+个[^、]*)?$|(?:共)?\d+个(?:内设)?(?:机构|处室|科室)$")
_NOT_A_NAME = re.compile(r"^\d|现有|\d+个|^共|所属|下属单位")
_LONGEST_NAME = 60


def read_duties(sections: Sequence[Section]) -> list[ListedItem]:
    """The duties in order; the first section of that role and what stands under it."""
    own = [section for section in sections if section.role == "duties"]
    numbered = [item for section in own for item in _numbered(section)]
    styles = {label.style for label, _, _ in numbered}
    if len(styles) > 1:
        numbered = [entry for entry in numbered if entry[0].style != "article"]
    if len(numbered) >= 2:
        return _merged(numbered)
    return [item for section in own for item in _unnumbered(section)]


def _numbered(section: Section) -> Iterable[tuple[Numbering, Paragraph, tuple[int, int]]]:
    """The numbered items of a section: its own paragraph when text follows the number, and those inside."""
    paragraph = section.paragraphs[0] if section.paragraphs else None
    if paragraph is None:
        return
    label = read_numbering(paragraph.text)
    if label is None or section.titled and not paragraph.text.endswith(("。", "；")):
        return
    if _INTRODUCES.search(paragraph.text) or _DUTIES_TITLE.search(paragraph.text[label.length :]):
        return
    cuts = [0, *(match.end() for match in _ITEM_INSIDE.finditer(paragraph.text)), len(paragraph.text)]
    for start, end in zip(cuts, cuts[1:], strict=False):
        inner = read_numbering(paragraph.text[start:end])
        if inner is not None:
            yield inner, paragraph, (start + inner.length, end)


def _merged(numbered: list[tuple[Numbering, Paragraph, tuple[int, int]]]) -> list[ListedItem]:
    """Items of the outer numbering; deeper ones belong to the item above them."""
    outer = numbered[0][0].style
    items: list[ListedItem] = []
    for label, paragraph, (start, end) in numbered:
        text = paragraph.quote(start, end)
        if label.style == outer or not items:
            items.append(ListedItem(text, evidence_of(paragraph, start, end)))
        else:
            evidence = items[-1].evidence
            more = evidence.model_copy(update={"also": [*evidence.also, *paragraph.places(start, end)]})
            items[-1] = ListedItem(f"{items[-1].text}\n{paragraph.quote(0, end)}", more)
    return items


def _unnumbered(section: Section) -> Iterable[ListedItem]:
    for paragraph in section.paragraphs[1 if section.titled else 0 :]:
        text = paragraph.text
        if _UNITS_AHEAD.match(text):
            return
        if text.endswith(("。", "；")) and not _FOUNDS.search(text) and not _INTRODUCES.search(text):
            yield ListedItem(paragraph.quote(0, len(text)), evidence_of(paragraph, 0, len(text)))


def read_units(sections: Sequence[Section]) -> list[ListedItem]:
    """The internal units in order."""
    found: list[ListedItem] = []
    for section in sections:
        if section.role not in ("organisation", "duties"):
            continue
        if _titled_units(section):
            found.append(_title_item(section))
        for paragraph in section.paragraphs:
            match = _UNIT_LIST.search(paragraph.text)
            if match:
                found.extend(_names(paragraph, match.start("list"), match.end("list")))
            elif plain := _UNIT_PLAIN.search(paragraph.text):
                found.extend(_plain_names(paragraph, plain.start("list"), plain.end("list")))
    return found


def _plain_names(paragraph: Paragraph, start: int, end: int) -> list[ListedItem]:
    """The names of a list that no word announces: two at least, each ending in a word for a unit."""
    items: list[ListedItem] = []
    for first, last in _split(paragraph.text, start, end):
        printed = paragraph.text[first:last]
        name = _COUNT_AFTER.sub("", printed).removesuffix("等")
        if len(name) > _LONGEST_NAME or not _UNIT_NAME.search(name) or _NOT_A_NAME.search(name):
            break
        items.append(ListedItem(name, evidence_of(paragraph, first, first + len(name))))
        if name != printed:
            break
    return items if len(items) > 1 else []


def _titled_units(section: Section) -> bool:
    """A title that is a name, right under a heading that speaks of internal units alone."""
    if len(section.headings) < 2 or not section.titled:
        return False
    parent = section.headings[-2].title
    alone = "构成" not in parent and "职责" not in parent and "预算单位" not in parent
    return bool(_UNIT_TITLE.search(parent)) and alone and len(section.headings[-1].title) <= _LONGEST_NAME


def _title_item(section: Section) -> ListedItem:
    paragraph = section.paragraphs[0]
    label = read_numbering(paragraph.text)
    start = label.length if label else 0
    end = len(paragraph.text.rstrip("。；"))
    return ListedItem(paragraph.quote(start, end), evidence_of(paragraph, start, end))


def _names(paragraph: Paragraph, start: int, end: int) -> Iterable[ListedItem]:
    """The names between enumeration commas; brackets and quotation marks hold together."""
    for first, last in _split(paragraph.text, start, end):
        name = _COUNTED_END.sub("", paragraph.text[first:last])
        if 1 < len(name) <= _LONGEST_NAME and not _NOT_A_NAME.search(name):
            yield ListedItem(name, evidence_of(paragraph, first, first + len(name)))


def _split(text: str, start: int, end: int) -> Iterable[tuple[int, int]]:
    depth, first = 0, start
    for index in range(start, end):
        depth += (text[index] in "（(“") - (text[index] in "）)”")
        if text[index] in "、，,和" and depth <= 0 and _separates(text, index):
            yield first, index
            first = index + 1
    yield first, end


def _separates(text: str, index: int) -> bool:
    """和 joins two names only where the first one ends in a word for a unit."""
    return text[index] != "和" or text[index - 1] in "科处室股办部会）"
