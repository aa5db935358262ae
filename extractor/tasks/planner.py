"""Which requests to make: sections cut and packed into requests of a size that models answer whole.

Takes sections (and, in ``auto``, the statements that are proved already), gives requests in
document order.  A long section is cut at clause borders, short neighbours share a request, every
request repeats the headings it stands under and the department and year of the document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gouji.figures import amount
from gouji.grounding.figures import find_figures
from gouji.grounding.source import Piece, SourceText, fold_char, fold_text
from gouji.llm.prompts import TaggedLine
from gouji.normalise import squash
from gouji.outline.model import Section
from gouji.read.model import Line
from gouji.schemas.record import Metadata, Statement

_CLAUSE_END = re.compile(r"[。；;！？!?]|，(?=其中)|、(?=[^0-9]{0,30}[0-9])")
_SENTENCE_END = re.compile(r"[。；;！？!?：:]\s*$")
_SENTENCE = re.compile(r"[。；;！？!?]")
_PROJECT = re.compile(r"项目概述|立项依据|实施主体|实施方案|实施周期|自评综述|项目自评")
_NO_PROSE = frozenset({"contents", "glossary", "contact", "duties"})
"""Roles of sections that state no quantity and no target of this document."""
_PERFORMANCE = re.compile(r"绩效|目标|任务")
_LISTS: dict[str, frozenset[str]] = {
    "glossary": frozenset({"glossary"}),
    "outline": frozenset({"duties", "organisation"}),
}
"""Tasks that belong to sections of a role; the others go by their wording."""
_PROJECT_SIZE = 3
"""Project descriptions are long and belong together: their requests may be this many times larger."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request: numbered pieces of the source and the background lines above them."""

    task: str
    pieces: tuple[Piece, ...]
    background: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def lines(self) -> list[TaggedLine]:
        """What the prompt shows: background, then each section's heading above its lines."""
        shown = [TaggedLine("H", text) for text in self.background]
        path: str | None = None
        for piece in self.pieces:
            if piece.section != path:
                path = piece.section
                shown.append(TaggedLine("H", f"{path} {piece.headings}".strip()))
            shown.append(TaggedLine(f"L{piece.number}", piece.text))
        return shown

    def source(self) -> SourceText:
        return SourceText(self.pieces)

    def halves(self) -> tuple[Request, Request] | None:
        """The request cut in two for an answer that was cut off; ``None`` when there is no border left."""
        pieces = self.pieces if len(self.pieces) > 1 else _cut_in_two(self.pieces[0])
        if len(pieces) < 2:
            return None
        middle = _middle(pieces)
        return self._with(pieces[:middle]), self._with(pieces[middle:])

    def _with(self, pieces: tuple[Piece, ...]) -> Request:
        return Request(self.task, _numbered(pieces), self.background, self.notes)


def plan(
    sections: Sequence[Section],
    metadata: Metadata,
    size: int,
    proved: Sequence[Statement] | None = None,
    done: frozenset[str] = frozenset(),
) -> list[Request]:
    """All requests of a document, in order.

    ``size``: source characters of one request. ``proved``: in ``auto``, the statements that need
    no second opinion. ``done``: in ``auto``, the tasks that the grammar has settled.
    """
    background, notes = _background(metadata)
    requests: list[Request] = []
    for task in ("statements", "targets", "outline", "glossary", "projects"):
        if task in done:
            continue
        wanted = _project_sections(sections) if task == "projects" else _sections_for(task, sections)
        limit = size * _PROJECT_SIZE if task == "projects" else size
        blocks = [block for s in wanted for block in _blocks(s, task, limit, proved)]
        requests += [Request(task, _numbered(p), background, notes) for p in _packed(blocks, limit)]
    return requests


def _background(metadata: Metadata) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Document text (department) goes behind the fence with the source; the year is ours."""
    department = (f"部门：{metadata.department}",) if metadata.department else ()
    year = (f"年度：{metadata.fiscal_year}",) if metadata.fiscal_year else ()
    kind = {"budget": "文件：预算公开", "final_accounts": "文件：决算公开"}.get(metadata.doc_type or "")
    return department, (*year, *((kind,) if kind else ()))


def _sections_for(task: str, sections: Sequence[Section]) -> list[Section]:
    return [section for section in sections if _concerns(task, section)]


def _concerns(task: str, section: Section) -> bool:
    if task in _LISTS:
        return section.role in _LISTS[task]
    text = _text(section)
    if section.role in _NO_PROSE or not any(ch.isdigit() for ch in text):
        return False
    return task == "statements" or section.role in ("plan", "report") or bool(_PERFORMANCE.search(text))


def _project_sections(sections: Sequence[Section]) -> list[Section]:
    """Sections worded like a project, and those beside them: 项目概述 and 年度预算 are numbered apart."""
    worded = [s for s in sections if s.role not in _NO_PROSE and _PROJECT.search(_text(s))]
    paths = {s.path for s in worded}
    parents = {path.rpartition("/")[0] for path in paths if path.count("/") >= 2}
    return [s for s in sections if s.path in paths | parents or s.path.rpartition("/")[0] in parents]


def _text(section: Section) -> str:
    return squash("".join(h.title for h in section.headings) + "".join(line.text for line in section.lines))


def _blocks(
    section: Section, task: str, size: int, proved: Sequence[Statement] | None
) -> list[tuple[Piece, ...]]:
    """The pieces of a section, cut into blocks that each fit a request."""
    headings = " ".join(title_of(heading.title) for heading in section.headings[-3:] if heading.title)
    pieces = [
        piece
        for line in section.lines
        if squash(line.text)
        for piece in _cut_line(line, section.path, headings, size)
    ]
    if task == "statements":
        pieces = _unsettled(pieces, proved)
    blocks: list[list[Piece]] = [[]]
    for piece in pieces:
        if blocks[-1] and _length(blocks[-1]) + len(piece.text) > size:
            blocks.append([])
        blocks[-1].append(piece)
    return [tuple(block) for block in blocks if block]


def title_of(text: str) -> str:
    """What of a heading is a title: a numbered paragraph is its own heading, and ends as one at its first
    figure or sentence."""
    at = [index for index, char in enumerate(text) if fold_char(char)]
    key = fold_text(text)
    stops = [f.start for f in find_figures(key) if f.is_quantity]
    stops += [found.start() for found in _SENTENCE.finditer(key)]
    return text[: at[min(stops)]].rstrip() if stops else text


def _unsettled(pieces: list[Piece], proved: Sequence[Statement] | None) -> list[Piece]:
    """Lines with a quantity that no proved statement accounts for, and the lines their sentence began on."""
    source = SourceText(tuple(pieces))
    settled = _settled(source, proved or ())
    open_lines = {
        source.piece_at(f.start).number
        for f in source.figures
        if f.start not in settled and (f.is_quantity or proved is None)
    }
    numbered = {id(piece): index for index, piece in enumerate(pieces)}
    keep: set[int] = set()
    for piece in pieces:
        if piece.number in open_lines:
            keep |= _sentence_lines(pieces, numbered[id(piece)])
    return [piece for index, piece in enumerate(pieces) if index in keep]


def _sentence_lines(pieces: list[Piece], index: int) -> set[int]:
    """A line and its neighbours up to where its first sentence begins and its last one ends."""
    first = last = index
    while first > 0 and not _SENTENCE_END.search(pieces[first - 1].text):
        first -= 1
    while last + 1 < len(pieces) and not _SENTENCE_END.search(pieces[last].text):
        last += 1
    return set(range(first, last + 1))


def _settled(source: SourceText, proved: Iterable[Statement]) -> set[int]:
    """Positions of the figures that proved statements own."""
    settled: set[int] = set()
    for statement in proved:
        texts = (
            statement.value,
            statement.change,
            statement.change_pct,
            statement.share_pct,
            statement.completion_pct,
            statement.budget_value,
        )
        values = {amount(text) for text in texts if text is not None}
        for start, end in source.find(statement.quote):
            settled |= {f.start for f in source.figures if start <= f.start < end and f.value in values}
    return settled


def _packed(blocks: list[tuple[Piece, ...]], size: int) -> list[tuple[Piece, ...]]:
    """Consecutive blocks share a request while they fit."""
    packed: list[tuple[Piece, ...]] = []
    for block in blocks:
        if packed and _length(packed[-1]) + _length(block) <= size:
            packed[-1] += block
        else:
            packed.append(block)
    return packed


def _cut_line(line: Line, section: str, headings: str, size: int) -> list[Piece]:
    """One piece, or several when the line alone is too long: cut after clause ends."""
    whole = Piece(line.number, line, 0, len(line.text), section, headings)
    if len(line.text) <= size:
        return [whole]
    bounds = [0]
    for found in _CLAUSE_END.finditer(line.text):
        if found.end() - bounds[-1] >= size // 2:
            bounds.append(found.end())
    if bounds[-1] != len(line.text):
        bounds.append(len(line.text))
    return [
        Piece(line.number, line, a, b, section, headings) for a, b in zip(bounds, bounds[1:], strict=False)
    ]


def _cut_in_two(piece: Piece) -> tuple[Piece, ...]:
    """A single piece cut at the clause border nearest to its middle."""
    middle = (piece.start + piece.end) // 2
    borders = [f.end() + piece.start for f in _CLAUSE_END.finditer(piece.text)]
    borders = [at for at in borders if piece.start < at < piece.end]
    if not borders:
        return (piece,)
    at = min(borders, key=lambda border: abs(border - middle))
    first = Piece(piece.number, piece.line, piece.start, at, piece.section, piece.headings)
    second = Piece(piece.number, piece.line, at, piece.end, piece.section, piece.headings)
    return first, second


def _middle(pieces: tuple[Piece, ...]) -> int:
    """The index that halves the characters, moved to a sentence end where one is near."""
    half, so_far = _length(pieces) / 2, 0
    at = len(pieces) // 2
    for index, piece in enumerate(pieces):
        so_far += len(piece.text)
        if so_far >= half:
            at = index + 1
            break
    at = min(max(1, at), len(pieces) - 1)
    near = [i for i in range(1, len(pieces)) if _SENTENCE_END.search(pieces[i - 1].text)]
    return min(near, key=lambda i: abs(i - at), default=at)


def _numbered(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Pieces numbered from 1 within the request, whatever their numbers in the document."""
    return tuple(
        Piece(number, p.line, p.start, p.end, p.section, p.headings) for number, p in enumerate(pieces, 1)
    )


def _length(pieces: Iterable[Piece]) -> int:
    return sum(len(piece.text) for piece in pieces)


def quoted_characters(section: Section, texts: Iterable[str]) -> float:
    """The share of a section's characters that stand in the given verbatim texts (0 to 1)."""
    body = fold_text("".join(line.text for line in section.lines))
    covered = sum(len(fold_text(text)) for text in texts if fold_text(text) in body)
    return min(1.0, covered / len(body)) if body else 1.0
