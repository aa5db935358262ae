"""Pages of a PDF written as content streams: text in the built-in CJK font, rules as lines.

Takes positioned text and rules (points, top-left origin), gives PDF bytes.  Writing the streams
directly is what makes two hundred documents a matter of seconds.
"""

from __future__ import annotations

from functools import cache

CJK = "china-s"
_NEVER_FIRST = "，。：；、）”%"


@cache
def char_width(char: str, latin: str) -> float:
    """Width of a character at size 1: a full em in the CJK font, its own width in the Latin one."""
    if not _is_latin(char):
        return 1.0
    import pymupdf

    return float(pymupdf.get_text_length(char, fontname=latin, fontsize=1))


def _is_latin(char: str) -> bool:
    return " " <= char <= "~"


def text_width(text: str, size: float, latin: str) -> float:
    return sum(char_width(char, latin) for char in text) * size


def wrap(text: str, width: float, size: float, latin: str) -> list[str]:
    """Break between any two characters, as spreadsheet cells do; closing punctuation hangs over."""
    lines, line, used = [], "", 0.0
    for char in text:
        step = char_width(char, latin) * size
        if line and used + step > width and char not in _NEVER_FIRST:
            lines.append(line)
            line, used = "", 0.0
        line, used = line + char, used + step
    return [*lines, line]


class Canvas:
    """Collects the pages of one document; ``latin`` is the font of digits and Latin letters."""

    def __init__(self, latin: str) -> None:
        self.latin = latin
        self.sizes: list[tuple[float, float]] = []
        self.streams: list[list[str]] = []

    @property
    def page_number(self) -> int:
        return len(self.sizes)

    def new_page(self, width: float, height: float) -> None:
        self.sizes.append((width, height))
        self.streams.append([])

    def text(self, x: float, y: float, text: str, size: float, bold: bool = False) -> None:
        """One line of text with its baseline at ``y``."""
        if not text.strip():
            return
        height = self.sizes[-1][1]
        mode = "2 Tr 0.25 w" if bold else "0 Tr"
        parts = [f"BT {mode} 1 0 0 1 {x:.2f} {height - y:.2f} Tm"]
        run, latin = "", _is_latin(text[0])
        for char in text:
            if _is_latin(char) != latin:
                parts.append(self._run(run, latin, size))
                run, latin = "", not latin
            run += char
        parts.append(self._run(run, latin, size))
        self.streams[-1].append(" ".join([*parts, "ET"]))

    def _run(self, run: str, latin: bool, size: float) -> str:
        font = self.latin if latin else CJK
        encoded = run.encode("latin-1").hex() if latin else run.encode("utf-16-be").hex()
        return f"/{font} {size:g} Tf <{encoded}> Tj"

    def line(self, x0: float, y0: float, x1: float, y1: float, width: float = 0.5) -> None:
        height = self.sizes[-1][1]
        self.streams[-1].append(f"{width:g} w {x0:.2f} {height - y0:.2f} m {x1:.2f} {height - y1:.2f} l S")

    def rectangle(self, x0: float, y0: float, x1: float, y1: float, width: float = 0.5) -> None:
        height = self.sizes[-1][1]
        self.streams[-1].append(f"{width:g} w {x0:.2f} {height - y1:.2f} {x1 - x0:.2f} {y1 - y0:.2f} re S")

    def to_bytes(self) -> bytes:
        """The PDF; the same calls give the same bytes (no date, no id)."""
        import pymupdf

        with pymupdf.Document() as document:  # type: ignore[no-untyped-call]
            for (width, height), stream in zip(self.sizes, self.streams, strict=True):
                page = document.new_page(width=width, height=height)
                page.insert_font(fontname=CJK)
                page.insert_font(fontname=self.latin)
                xref = document.get_new_xref()
                document.update_object(xref, "<<>>")
                document.update_stream(xref, "\n".join(stream).encode("ascii"))
                page.set_contents(xref)
            document.set_metadata({})
            data: bytes = document.tobytes(deflate=True, garbage=0, no_new_id=True)
            return data
