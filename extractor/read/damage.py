"""What the PDF library warns of, as what it costs the reader: nothing, part of a page, or pages.

Takes the library's warnings as it keeps them (lines of English), gives :class:`Damage`.  MuPDF goes on after
an error in a content stream and reports success; its warnings are the only trace of the text that is gone.
A warning that is not known to be harmless counts as damage: a page called unread costs a look, a figure lost
in silence costs the trust in all others.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_HARMLESS = re.compile(
    "|".join(
        (
            # colours: the text stays where and what it is
            r"ICC|colou?r ?profile|colou?r ?space|blending colorspace|output intent|transfer function",
            r"cannot find (?:ColorSpace|ExtGState|Pattern|Shading) resource",
            r"color key masking|soft mask|ignoring \d+ color components",
            # shapes of glyphs: characters come from the encoding, not from the outlines
            r"FT_|freetype|hinting|cannot (?:render|encache) glyph|cannot find (?:a )?substitute font|glyph width",
            r"bogus font .{0,60}ascent|substitut|ignored error when loading embedded font|unknown font format, guessing",
            r"non-embedded font|cannot encode character|ToUnicode.*not embedded|assuming Adobe-Identity",
            # structure that only an editor needs; MuPDF sets it right by itself
            r"gstate underflow in content stream|marked content|invalid marked content sequence / clip nesting",
            r"structure tree|Optional Content|outline|annotation|widget|appearance|bookmark|Root/Version",
            r"PDF stream Length incorrect|cannot find endstream token, falling back to scanning",
            r"line feed missing after stream begin marker|expected 'endobj' keyword|Circular dependencies!",
            # the pixels of a picture: nothing of it is read in any case
            r"jpeg|jpx|jpeg2000|jbig2|openjpeg|\bimage\b|ccitt|faxd",
            # the way to the objects, found again by searching the file; lost objects are reported one by one
            r"garbage bytes before version marker|broken xref|startxref|xref (?:format|marker|stream|section)",
            r"xref (?:subsection|table|offset|generation|has)|xref entries|repairing PDF document|trailer Size",
            r"Ignoring error during interpretation of annotation|\.\.\. repeated \d+ times",
        )
    ),
    re.IGNORECASE,
)
_PAGES = re.compile(r"page tree|non-page object|cannot find page|Page tree load failed", re.IGNORECASE)
_KIND = re.compile(r"^(?:syntax|format|library|limit|argument|generic|system|unsupported) error: ")
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Damage:
    """The library's words, shortened, on what cost text of the page and on what may have cost pages."""

    page: str | None = None
    pages: str | None = None


def judge(warnings: str) -> Damage:
    """What ``warnings``, the lines of one page or of opening the file, mean."""
    lost: list[str] = []
    pages: list[str] = []
    for line in warnings.splitlines():
        if _PAGES.search(line):
            pages.append(line)
        elif line.strip() and not _HARMLESS.search(line):
            lost.append(line)
    return Damage(_shortened(lost), _shortened(pages))


def _shortened(lines: list[str]) -> str | None:
    """The first warning without its class, cut; how many kinds there are beside it."""
    words = list(dict.fromkeys(_KIND.sub("", line).strip() for line in lines))
    if not words:
        return None
    first = words[0] if len(words[0]) <= _LONGEST else words[0][: _LONGEST - 1] + "…"
    return first if len(words) == 1 else f"{first} 等{len(words)}种"
