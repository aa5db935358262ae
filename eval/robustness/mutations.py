"""Mutated dumps: real texts broken as converters, editors and bad transfers break them, read without strictness.

Takes seed texts, a seed and a count, gives one :class:`Outcome` per mutant: what was raised, what failed inside,
whether it took longer than the limit, and which amounts stand nowhere.  The same seed makes the same mutants.

An amount is a number with decimals or thousands separators (:func:`gouji.tables.leftovers.line_amounts`).  It *stands*
when one of these holds, and nowhere otherwise:

1. the evidence of a cell or form field, or the place of a leftover, covers its print, and the text there has
   its digits as a number of their own (glued digits do not count) or is one number as a whole;
2. the evidence of a statement, project, target, definition, duty, office or metadata field covers its print;
3. its line is part of a section of the prose that was read, and does not read like a row of a table;
4. its line is listed as not read;
5. its line belongs to a table whose title, number, notes or column labels have its digits.
"""

from __future__ import annotations

import random
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from types import FrameType

from gouji.errors import GoujiError
from gouji.figures import PrintedAmount, plain_number
from gouji.grids.find import find_regions
from gouji.isolation import REASON, Isolation
from gouji.options import Options
from gouji.outline.sections import outline
from gouji.pipeline import Clock, build_record
from gouji.read.model import Document
from gouji.read.text import read_text
from gouji.schemas.record import Evidence, GlossaryItem, Place, Project, Record, Statement, Table, Target
from gouji.tables.leftovers import is_row, line_amounts

LIMIT = 60.0
"""Seconds of processor time that one mutant may take: a busy machine makes none slow."""
MOST_CHANGES = 12
ODD = "\u200b\u00a0\u3000\ufeff\u202e\u2028\x0c\x0b\ue000\U00020bb7⼀０１，．－△【】"
SPANS = (
    'colspan="2"', 'colspan="0"', 'colspan="-1"', 'colspan="99999"', 'rowspan="3"', 'rowspan="99999"', "",
)  # fmt: skip
TAGS = (
    "<table>",
    "</table>",
    "<tr>",
    "</tr>",
    "<td>",
    "</td>",
    "<b>",
    "<!--",
    "-->",
    "<![x[",
    "<",
    "&#x110000;",
    "&amp",
)
"""Pieces of markup that are dropped into a line."""

Lines = list[str]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One broken text, the seed text it is made of and what was done to it."""

    base: str
    changes: tuple[str, ...]
    data: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a mutant.  ``refused``: the one line of a file that is no text any more."""

    index: int
    base: str
    changes: tuple[str, ...]
    seconds: float
    raised: str = ""
    refused: str = ""
    over_limit: bool = False
    internal: tuple[str, ...] = ()
    amounts: int = 0
    nowhere: tuple[str, ...] = field(default=())
    """``line: text`` of each amount that stands nowhere."""


class OverLimit(BaseException):
    """The limit is reached; no ``Exception``, so that no boundary takes it for an error of a part."""


# ---- making ------------------------------------------------------------------------------------


def mutant(seeds: Sequence[tuple[str, str]], seed: int, index: int, *, excerpt: int = 0) -> Mutant:
    """Mutant ``index`` of ``seed``; ``excerpt``: of so many consecutive lines only (0: the whole text)."""
    rng = random.Random(f"{seed}/{index}")
    base, text = rng.choice(seeds)
    lines = text.split("\n")
    if excerpt:
        first = rng.randrange(max(1, len(lines) - excerpt))
        lines = lines[first : first + excerpt]
    changes: list[str] = []
    for _ in range(rng.randint(1, MOST_CHANGES)):
        change = rng.choice(CHANGES)
        if change is _splice:
            other = rng.choice(seeds)[1].split("\n")
            lines = _splice(lines, rng, other)
        else:
            lines = change(lines, rng)
        changes.append(change.__name__.strip("_"))
    data, how = _encoded("\n".join(lines), rng)
    return Mutant(base, (*changes, *how), data)


def _at(lines: Lines, rng: random.Random, wanted: str = "") -> int:
    """A line, one that holds ``wanted`` where there is one."""
    found = [i for i, line in enumerate(lines) if wanted in line] if wanted else []
    return rng.choice(found) if found else rng.randrange(max(1, len(lines)))


def _some(lines: Lines, rng: random.Random, change: Callable[[str], str], wanted: str = "") -> Lines:
    """``change`` on a run of lines or on lines here and there."""
    out = list(lines) or [""]
    for _ in range(rng.choice((1, 1, 3, 10))):
        at = _at(out, rng, wanted)
        for index in range(at, min(len(out), at + rng.choice((1, 1, 5, 20)))):
            out[index] = change(out[index])
    return out


def _drop_lines(lines: Lines, rng: random.Random) -> Lines:
    at = _at(lines, rng)
    return lines[:at] + lines[at + rng.choice((1, 2, 5, 30)) :]


def _double_lines(lines: Lines, rng: random.Random) -> Lines:
    at, size = _at(lines, rng), rng.choice((1, 2, 10, 40))
    return lines[:at] + lines[at : at + size] * rng.choice((2, 2, 3)) + lines[at + size :]


def _swap_lines(lines: Lines, rng: random.Random) -> Lines:
    out = list(lines) or [""]
    one, other = _at(out, rng), _at(out, rng)
    out[one], out[other] = out[other], out[one]
    return out


def _move_lines(lines: Lines, rng: random.Random) -> Lines:
    at, size = _at(lines, rng), rng.choice((1, 3, 20))
    moved, rest = lines[at : at + size], lines[:at] + lines[at + size :]
    to = _at(rest, rng)
    return rest[:to] + moved + rest[to:]


def _cut_line(lines: Lines, rng: random.Random) -> Lines:
    return _some(lines, rng, lambda line: line[: rng.randint(0, len(line))])


def _break_line(lines: Lines, rng: random.Random) -> Lines:
    at = _at(lines, rng)
    line = lines[at] if lines else ""
    cut = rng.randint(0, len(line))
    return [*lines[:at], line[:cut], line[cut:], *lines[at + 1 :]]


def _join_lines(lines: Lines, rng: random.Random) -> Lines:
    at, size = _at(lines, rng), rng.choice((2, 3, 8))
    return [*lines[:at], rng.choice(("", " ", "\t")).join(lines[at : at + size]), *lines[at + size :]]


def _drop_marks(lines: Lines, rng: random.Random) -> Lines:
    return _some(lines, rng, lambda line: line.replace("\t", "", rng.choice((1, -1))), "\t")


def _double_marks(lines: Lines, rng: random.Random) -> Lines:
    return _some(lines, rng, lambda line: line.replace("\t", "\t\t", rng.choice((1, -1))), "\t")


def _other_marks(lines: Lines, rng: random.Random) -> Lines:
    mark = rng.choice(("|", " ", "  ", " | ", ",", "\u3000"))
    return _some(lines, rng, lambda line: line.replace("\t", mark), "\t")


def _bars(lines: Lines, rng: random.Random) -> Lines:
    def barred(line: str) -> str:
        cells = line.split("\t")
        return rng.choice(("|", "", "||")) + "|".join(cells) + rng.choice(("|", ""))

    return _some(lines, rng, barred, "\t")


def _glue_cells(lines: Lines, rng: random.Random) -> Lines:
    def glued(line: str) -> str:
        cells = line.split("\t")
        at = rng.randrange(len(cells))
        return "\t".join([*cells[:at], rng.choice(("", " ")).join(cells[at : at + 2]), *cells[at + 2 :]])

    return _some(lines, rng, glued, "\t")


def _swap_cells(lines: Lines, rng: random.Random) -> Lines:
    def swapped(line: str) -> str:
        cells = line.split("\t")
        rng.shuffle(cells)
        return "\t".join(cells)

    return _some(lines, rng, swapped, "\t")


def _insert_blanks(lines: Lines, rng: random.Random) -> Lines:
    return _insert(lines, rng, lambda: rng.choice(("", " ", "\t", "\u3000", "\r", "   \t ")))


def _insert_odd(lines: Lines, rng: random.Random) -> Lines:
    def odd(line: str) -> str:
        at = rng.randint(0, len(line))
        return line[:at] + rng.choice(ODD) * rng.choice((1, 1, 5)) + line[at:]

    return _some(lines, rng, odd)


def _insert_frames(lines: Lines, rng: random.Random) -> Lines:
    frames = ("|||", "|---|---|", "\t\t\t", "|", "---", "目录", "表1", "单位：万元", "合计", "12", "第一部分")
    return _insert(lines, rng, lambda: rng.choice(frames))


def _insert(lines: Lines, rng: random.Random, make: Callable[[], str]) -> Lines:
    out = list(lines)
    for _ in range(rng.choice((1, 3, 10))):
        out.insert(_at(out, rng), make())
    return out


def _digits(lines: Lines, rng: random.Random) -> Lines:
    def changed(line: str) -> str:
        return "".join(
            rng.choice((*"0123456789.,-", "")) if c.isdigit() and rng.random() < 0.1 else c for c in line
        )

    return _some(lines, rng, changed)


def _tags(lines: Lines, rng: random.Random) -> Lines:
    def tagged(line: str) -> str:
        at = rng.randint(0, len(line))
        return line[:at] + rng.choice(TAGS) + line[at:]

    return _some(lines, rng, tagged)


def _html(lines: Lines, rng: random.Random) -> Lines:
    """A run of row lines as an HTML table with spans that make no sense."""
    at, size = _at(lines, rng, "\t"), rng.choice((2, 5, 15))
    rows = []
    for line in lines[at : at + size]:
        cells = (f"<td {rng.choice(SPANS)} {rng.choice(SPANS)}>{cell}</td>" for cell in line.split("\t"))
        rows.append(f"<tr>{''.join(cells)}{rng.choice(('</tr>', '</tr>', ''))}")
    closing = rng.choice(("</table>", "</table>", ""))
    return [*lines[:at], f"<table>{rng.choice(('', chr(10))).join(rows)}{closing}", *lines[at + size :]]


def _cut_text(lines: Lines, rng: random.Random) -> Lines:
    text = "\n".join(lines)
    start = rng.randint(0, len(text) // 3)
    return text[start : rng.randint(start, len(text))].split("\n")


def _splice(lines: Lines, rng: random.Random, other: Lines) -> Lines:
    at, start = _at(lines, rng), rng.randrange(max(1, len(other)))
    return lines[:at] + other[start : start + rng.choice((5, 50, 500))] + lines[at:]


CHANGES: tuple[Callable[..., Lines], ...] = (
    _drop_lines, _double_lines, _swap_lines, _move_lines, _cut_line, _break_line, _join_lines, _drop_marks,
    _double_marks, _other_marks, _bars, _glue_cells, _swap_cells, _insert_blanks, _insert_odd, _insert_frames, _digits,
    _tags, _html, _cut_text, _splice,
)  # fmt: skip


def _encoded(text: str, rng: random.Random) -> tuple[bytes, tuple[str, ...]]:
    """The bytes: mostly UTF-8; a few in GB18030, mixed, with other line ends, or with a few bytes broken."""
    how = rng.choices(("", "gb18030", "mixed", "crlf", "cr", "bytes"), (70, 6, 6, 6, 6, 6))[0]
    if how == "gb18030":
        return text.encode("gb18030", errors="replace"), (how,)
    if how == "mixed":
        cut = rng.randint(0, len(text))
        return text[:cut].encode() + text[cut:].encode("gb18030", errors="replace"), (how,)
    if how in ("crlf", "cr"):
        return text.replace("\n", "\r\n" if how == "crlf" else "\r").encode(), (how,)
    data = bytearray(text.encode())
    if how == "bytes" and data:
        for _ in range(rng.choice((1, 5))):
            data[rng.randrange(len(data))] = rng.randrange(256)
    return bytes(data), (how,) if how else ()


# ---- measuring ---------------------------------------------------------------------------------


def run(
    seeds: Sequence[tuple[str, str]], seed: int, count: int, *, jobs: int = 2, limit: float = LIMIT
) -> Iterator[Outcome]:
    """Make and read ``count`` mutants, in their order."""
    work = partial(run_one, tuple(seeds), seed, limit=limit)
    if jobs == 1:
        yield from map(work, range(count))
        return
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        yield from pool.map(work, range(count), chunksize=4)


def run_one(
    seeds: Sequence[tuple[str, str]], seed: int, index: int, *, limit: float = LIMIT, excerpt: int = 0
) -> Outcome:
    """Make and read one mutant; whatever happens is its outcome.  Uses the profiling timer of the main thread."""
    made = mutant(seeds, seed, index, excerpt=excerpt)
    bare = partial(Outcome, index, made.base, made.changes)
    started = time.process_time()

    def seconds() -> float:
        return round(time.process_time() - started, 2)

    try:
        with _limited(limit):
            document = read_text(Path(f"mutant-{seed}-{index}.txt"), made.data)
            record = build_record(
                document, Options(), Clock(isolation=Isolation(strict=False)), document.name
            )
            took = seconds()
            found, lost = standing(document, record)
    except OverLimit:
        return bare(seconds(), over_limit=True)
    except GoujiError as error:
        return bare(seconds(), refused=error.one_line())
    except Exception as error:  # noqa: BLE001 - what this measures
        return bare(seconds(), raised=f"{type(error).__name__}: {error}")
    internal = tuple(part.detail for part in record.run.unread if part.reason == REASON)
    return bare(took, internal=internal, amounts=found, nowhere=tuple(lost))


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    def stop(_number: int, _frame: FrameType | None) -> None:
        raise OverLimit

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def standing(document: Document, record: Record) -> tuple[int, list[str]]:
    """How many amounts a text prints, and ``line: text`` of those that stand nowhere in its record."""
    held = _held(record)
    quoted = _spans(_quoted(record))
    regions = find_regions(document, Isolation(strict=False))
    said = {
        line: words
        for region, table in zip(regions, record.tables, strict=False)
        for words in [_words(table)]
        for line in region.line_ids
    }
    prose = _prose(document, frozenset(said))
    unread = [part.lines for part in record.run.unread if part.lines is not None]
    count, lost = 0, []
    for index, line in enumerate(document.lines):
        for printed in line_amounts(line.text):
            count += 1
            stands = (
                any(_shows(text, printed) for text in _over(held, line.number, printed))
                or any(True for _ in _over(quoted, line.number, printed))
                or index in prose
                or any(first <= line.number <= last for first, last in unread)
                or (index in said and printed.digits in said[index])
            )
            if not stands:
                lost.append(f"{line.number}: {printed.text} | {line.text.strip()[:120]}")
    return count, lost


def _prose(document: Document, taken: frozenset[int]) -> set[int]:
    """The indexes of the lines that a section of the prose holds and that do not read like rows."""
    sections = outline(document, taken)
    numbers = {line.number for section in sections for line in section.lines}
    return {i for i, line in enumerate(document.lines) if line.number in numbers and not is_row(line.text)}


Spans = dict[int, list[tuple[int, int, str]]]


def _held(record: Record) -> Spans:
    pairs: list[tuple[str, Place]] = []
    for table in record.tables:
        for row, line in zip(table.rows, table.evidence, strict=True):
            pairs += [(v, e) for v, e in zip(row, line, strict=True) if v is not None and e is not None]
        pairs += [((table.form or {}).get(name) or "", e) for name, e in table.form_evidence.items()]
        pairs += [(item.text, item.place) for item in table.leftovers]
    return _spans(pairs)


def _quoted(record: Record) -> list[tuple[str, Place]]:
    items: list[Statement | Project | Target | GlossaryItem] = [*record.statements, *record.projects]
    items += [*record.targets, *record.glossary]
    lists = [evidence for group in record.item_evidence.values() for evidence in group]
    evidence = [*(item.evidence for item in items), *lists, *record.metadata_evidence.values()]
    return [("", one) for one in evidence if one is not None]


def _spans(pairs: Sequence[tuple[str, Place]]) -> Spans:
    spans: dict[int, set[tuple[int, int, str]]] = {}
    for text, place in pairs:
        for one in (place, *(place.also if isinstance(place, Evidence) else ())):
            if one.line is not None and one.span is not None:
                spans.setdefault(one.line, set()).add((*one.span, text))
    return {line: sorted(found) for line, found in spans.items()}


def _over(spans: Spans, line: int, printed: PrintedAmount) -> Iterator[str]:
    for start, end, text in spans.get(line, ()):
        if start <= printed.start and printed.end <= end:
            yield text


def _shows(text: str, printed: PrintedAmount) -> bool:
    """Whether a text has the digits of an amount with no other digit touching them, or is one number."""
    if plain_number(text) is not None:
        return True
    bare, digits = f" {text.replace(',', '')} ", printed.digits
    at = bare.find(digits)
    while at >= 0:
        before, after = bare[at - 1], bare[at + len(digits) : at + len(digits) + 2]
        if not (before.isdigit() or before == ".") and not (
            after[0].isdigit() or (after[0] == "." and after[1].isdigit())
        ):
            return True
        at = bare.find(digits, at + 1)
    return False


def _words(table: Table) -> str:
    labels = [label for path in table.columns for label in path]
    return " ".join(text for text in (table.title, table.number, *table.notes, *labels) if text).replace(
        ",", ""
    )


# ---- telling -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Totals:
    """Counts over a run; every list holds ``index: what``."""

    documents: int
    raised: list[str]
    refused: list[str]
    over_limit: list[str]
    internal: list[str]
    amounts: int
    nowhere: int
    nowhere_in: list[str]
    slowest: float

    @property
    def share(self) -> float:
        """The share of the amounts that stand nowhere."""
        return self.nowhere / self.amounts if self.amounts else 0.0


def total(outcomes: Sequence[Outcome]) -> Totals:
    """The sums of a run."""
    return Totals(
        documents=len(outcomes),
        raised=[f"{o.index}: {o.raised}" for o in outcomes if o.raised],
        refused=[f"{o.index}: {o.refused}" for o in outcomes if o.refused],
        over_limit=[f"{o.index}: {o.base} {' '.join(o.changes)}" for o in outcomes if o.over_limit],
        internal=[f"{o.index}: {detail}" for o in outcomes for detail in o.internal],
        amounts=sum(o.amounts for o in outcomes),
        nowhere=sum(len(o.nowhere) for o in outcomes),
        nowhere_in=[f"{o.index}:{text}" for o in outcomes for text in o.nowhere],
        slowest=max((o.seconds for o in outcomes), default=0.0),
    )
