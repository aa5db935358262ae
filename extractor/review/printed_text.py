"""What the document prints where a value stands, so that a typed figure can be compared with it.

Takes a document as it was read, its record and a path; gives the text of the evidence region: the printed
line of the value (the row of the table, the sentence), never the whole page.  A figure that stands elsewhere
on the page is not printed *here*.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from gouji.figures import NUMBER, amount, is_figure
from gouji.normalise import fold
from gouji.read.model import BBox, Document, Page, Word
from gouji.review.paths import slot
from gouji.schemas.record import Evidence, Place, Record

LONG_LINE = 400
"""Characters: a longer line (HTML without breaks, a paragraph) is looked at around the value only."""
AROUND = 60
_FIGURE = re.compile(rf"[-+△▲(]?{NUMBER}%?\)?")
_FILLED_UP = re.compile(r"0\d")
"""Digits filled up with zeros are a code."""
_WIDE = {ord("０") + digit: str(digit) for digit in range(10)} | {
    ord(wide): narrow for wide, narrow in zip("．，％＋－−–﹣（）", ".,%+----()", strict=True)
}


def narrow(text: str) -> str:
    """Full-width digits and signs as plain ones; everything else (``①``, ``½``) stays what it is."""
    return text.translate(_WIDE)


def is_one_figure(text: str) -> bool:
    """Whether ``text`` is one figure in plain digits (a percentage included) and nothing else."""
    body = narrow(text).strip().removesuffix("%").rstrip()
    if body.startswith("(") and body.endswith(")"):
        body = body[1:-1]
    body = body[1:] if body[:1] in tuple("+-△▲") else body
    return body[:1].isdigit() and is_figure(body) and not _FILLED_UP.match(body)


def region(document: Document | None, record: Record, path: str, place: Place | None) -> str | None:
    """The printed text where the value at ``path`` stands; ``None`` when nothing of the source is at hand.

    Of a cell the printed line that it stands on; else the sentence or line.  ``place`` is where the question stands: it is looked at when the value
    itself has no place.  Raises :class:`ConfigError` when the record has no such path.
    """
    own = _pieces(slot(record, path).evidence)
    parts = path.split("/")
    if parts[0] == "tables" and parts[2] != "unit":
        return None if document is None else _cell_text(document, record, parts, own, place)
    quote = _quote(record, parts)
    texts = [quote] if quote else []
    if document is not None:
        places = own or ([place] if place is not None else [])
        texts += [text for where in places for text in _texts(document, where)]
    return "\n".join(texts) if texts else None


def _quote(record: Record, parts: Sequence[str]) -> str | None:
    """The sentence that a statement or target quotes word for word."""
    if parts[0] == "statements":
        return next((s.quote for s in record.statements if s.id == parts[1]), None)
    return record.targets[int(parts[1])].quote if parts[0] == "targets" else None


def _cell_text(
    document: Document, record: Record, parts: Sequence[str], own: list[Place], place: Place | None
) -> str | None:
    """The printed line of one cell; of a cell without a place, of its row."""
    table = next(t for t in record.tables if t.id == parts[1])
    pieces: list[Place] = []
    if parts[2] == "rows":
        row = int(parts[3])
        grid = table.evidence[row] if row < len(table.evidence) else []
        pieces = [piece for cell in grid for piece in _pieces(cell)]
    places = own or pieces or ([place] if place is not None else [])
    texts = dict.fromkeys(text for where in places for text in _texts(document, where))
    return "\n".join(texts) if texts else None


def _pieces(evidence: Evidence | None) -> list[Place]:
    if evidence is None:
        return []
    return [p for p in (evidence, *evidence.also) if p.page is not None or p.line is not None]


def _texts(document: Document, place: Place) -> Iterator[str]:
    """The printed line at ``place``."""
    if place.line is not None:
        line = next((line for line in document.lines if line.number == place.line), None)
        if line is not None:
            yield _cut(line.text, place.span)
    elif place.page is not None:
        page = next((page for page in document.pages if page.number == place.page), None)
        if page is not None:
            yield _band(page, place.bbox)


def _cut(text: str, span: tuple[int, int] | None) -> str:
    """The line, of a long one what stands around the value; never cut inside a figure."""
    if len(text) <= LONG_LINE or span is None:
        return text
    start, end = max(0, span[0] - AROUND), min(len(text), span[1] + AROUND)
    return re.sub(r"^[\d.,]+|[\d.,]+$", "", text[start:end])


def _band(page: Page, bbox: tuple[float, float, float, float] | None) -> str:
    """The words that stand on the printed line of ``bbox``."""
    if bbox is None:
        return " ".join(line.text for line in page.lines)
    box, sideways = BBox(*bbox), page.turn % 2 == 1
    words: Sequence[Word] = page.words or [word for line in page.lines for word in line.words]
    return " ".join(word.text for word in words if _shares(word.bbox, box, across=sideways))


def _shares(word: BBox, box: BBox, *, across: bool) -> bool:
    """Whether the two overlap by at least half of the shorter one, from left to right (``across``) or top to bottom."""
    if across:
        shared, own = min(word.x1, box.x1) - max(word.x0, box.x0), min(word.width, box.width)
    else:
        shared, own = min(word.y1, box.y1) - max(word.y0, box.y0), min(word.height, box.height)
    return own > 0 and shared >= own / 2


def figures(text: str) -> Iterator[str]:
    """Every figure of ``text``, its digits as printed."""
    for found in _FIGURE.finditer(narrow(text)):
        token = found[0]
        bracketed = token.startswith("(") and token.endswith(")")
        yield token if bracketed else token.strip("()")


def value_of(figure: str) -> Decimal | None:
    """The value of a printed figure, a percentage by its digits."""
    bare = figure.strip()
    return amount(bare[:-1] if bare.endswith("%") else bare)


def printed_figure(figure: str, text: str, *, shares: bool = True) -> str | None:
    """The figure of ``text`` that has the value of ``figure``, as printed there, the likest first.

    ``shares``: whether a printed ``5%`` may be meant; it is never an amount.
    """
    wanted = value_of(figure)
    same = [t for t in figures(text) if value_of(t) == wanted and (shares or not t.endswith("%"))]
    same.sort(
        key=lambda token: (token.endswith("%") != figure.endswith("%"), token.replace(",", "") != figure)
    )
    return same[0] if same and wanted is not None else None


def prints_text(wanted: str, text: str) -> bool:
    """Whether ``text`` has these words, whatever the spacing and width."""
    return fold(wanted) in fold(text)
