"""No figure of a text is lost: what a table's lines print and no cell holds becomes a leftover.

Takes a text document, its regions and the tables read from them; gives the tables with the figures that
stand nowhere as leftovers, and the lines that look like rows of a table but belong to none as unread.
A figure stands in a cell when the cell's evidence covers its print and the cell's text has its digits as a number of
their own: of ``0.20`` and ``2.00`` glued to ``0.202.00`` neither stands.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import accumulate

from gouji.domain.column_numbers import is_number_row
from gouji.figures import AMOUNT, NUMBER, PrintedAmount, amounts, plain_number
from gouji.grids.grid import TableRegion
from gouji.normalise import squash
from gouji.read.model import Document, Line
from gouji.schemas.record import Evidence, Leftover, Place, Table, Unread
from gouji.tables.settings import TABLES, TableSettings

STRAY = "stray_rows"
GLUED = "格内粘连了几个数，未能分开"
_NUMBER = re.compile(NUMBER)
_SENTENCE = re.compile(r"[，。；：;]|[:,](?!\d)|元")
"""What running text has and a row of a table has not."""
_ASIDE = re.compile(
    r"(?:(?:金额|货币|计量)?单位[：:]?\s*)?[(（]?\s*(?:人民币)?(?:亿|百万|万|千|百)?元\s*[)）]|(?:金额|货币|计量)?单位[：:]\s*(?:人民币)?(?:亿|百万|万|千|百)?元|其中[：:]"
)
"""What a row, a header or a caption has of the marks of a sentence: 单位：万元, （万元）, 其中：."""
_SIDE_BY_SIDE = re.compile(rf"{AMOUNT}[ \u3000\t|]+{AMOUNT}(?![0-9A-Za-z.,%％])")
_NAMED = re.compile(rf"(?P<name>[^，。；！？、]*?[^\W\d_][)）]?)[ \u3000]*(?P<amount>{AMOUNT})")
_NUMBERING = re.compile(r"(?:[表图第]|附件)$")
_MONTH = re.compile(r"20\d\d\.(?:0?[1-9]|1[0-2])")
_WORD = re.compile(r"[^\W\d_]")
_TAG = re.compile(r"<[^<>]*>")


def line_amounts(text: str) -> Iterator[PrintedAmount]:
    """The amounts of a line, tags left out."""
    return amounts(_TAG.sub(lambda tag: " " * len(tag[0]), text))


def is_row(text: str) -> bool:
    """Whether a line reads like a row of a table: an amount among marked cells, several amounts, or nothing else.

    Two amounts side by side are no sentence, whatever else the line prints.
    """
    found = list(line_amounts(text))
    bare = _ASIDE.sub(" ", _TAG.sub(" ", text))
    if not found or (_SENTENCE.search(bare) and not _SIDE_BY_SIDE.search(bare)):
        return False
    marked = "\t" in text.strip() or text.count("|") > 1
    return marked or len(found) > 1 or not _WORD.search(text)


def is_named_amount(text: str, settings: TableSettings = TABLES) -> bool:
    """Whether a line is a short name and one amount, which makes a row where the next line is the same."""
    bare = _ASIDE.sub("", _TAG.sub(" ", text)).strip()
    found = _NAMED.fullmatch(bare)
    if found is None or _SENTENCE.search(bare) or len(list(line_amounts(text))) != 1:
        return False
    name = squash(found["name"])
    return (
        len(name) <= settings.long_name
        and not _NUMBERING.search(name)
        and not _MONTH.fullmatch(found["amount"])
    )


def add_leftovers(document: Document, regions: Sequence[TableRegion], tables: Sequence[Table]) -> list[Table]:
    """``tables`` (parallel to ``regions``) with every amount of their lines in a cell or in the leftovers.

    A PDF is given back as it is: its readers see to that by the boxes of the words.
    """
    if document.form == "pdf":
        return list(tables)
    return [
        _with_leftovers(table, [document.lines[i] for i in sorted(region.line_ids)])
        for region, table in zip(regions, tables, strict=True)
    ]


def _with_leftovers(table: Table, lines: Sequence[Line]) -> Table:
    held = _Held()
    for value, evidence in _values(table):
        held.add(evidence, value)
    for item in table.leftovers:
        held.add(item.place, item.text)
    named = _numbers(" ".join([*(label for path in table.columns for label in path), *_said(table)]))
    lost = [
        Leftover(text=printed.text, place=Place(line=line.number, span=(printed.start, printed.end)))
        for line in lines
        if not _numbers_columns(line.text)
        for printed in line_amounts(line.text)
        if printed.digits not in named and not held.has(line.number, printed)
    ]
    if not lost:
        return table
    return table.model_copy(
        update={"leftovers": [*table.leftovers, *lost], "evidence": _doubted(table, lost)}
    )


def _numbers_columns(text: str) -> bool:
    """Whether a line numbers the columns (序 1.00 2.00), which is header and no figure."""
    return is_number_row(
        re.split(r"[\t|]", text) if "\t" in text or "|" in text else text.split(), inside=True
    )


def _values(table: Table) -> Iterator[tuple[str, Evidence]]:
    for row, line in zip(table.rows, table.evidence, strict=True):
        yield from (
            (value, e) for value, e in zip(row, line, strict=True) if value is not None and e is not None
        )
    form = table.form or {}
    yield from ((form[name] or "", evidence) for name, evidence in table.form_evidence.items())


def _said(table: Table) -> Iterator[str]:
    yield from (text for text in (table.title, table.number, *table.notes) if text)


def _numbers(text: str) -> frozenset[str]:
    return frozenset(found.replace(",", "").replace("，", "") for found in _NUMBER.findall(text))


@dataclass(slots=True)
class _Held:
    """What evidence covers of each line, and the text that it is evidence of."""

    spans: dict[int, dict[tuple[int, int], set[str]]] = field(default_factory=dict)
    _sorted: dict[int, tuple[list[tuple[int, int]], list[int]]] = field(default_factory=dict)

    def add(self, place: Place, text: str) -> None:
        for one in (place, *(place.also if isinstance(place, Evidence) else ())):
            if one.line is not None and one.span is not None:
                self.spans.setdefault(one.line, {}).setdefault(one.span, set()).add(text)

    def has(self, line: int, printed: PrintedAmount) -> bool:
        """Whether one of the texts that cover an amount has it as a number of its own."""
        return any(
            _reads(text, printed) for span in self._over(line, printed) for text in self.spans[line][span]
        )

    def covers(self, line: int, printed: PrintedAmount) -> bool:
        return any(True for _ in self._over(line, printed))

    def _over(self, line: int, printed: PrintedAmount) -> Iterator[tuple[int, int]]:
        if line not in self.spans:
            return
        if line not in self._sorted:
            spans = sorted(self.spans[line])
            self._sorted[line] = spans, list(accumulate((end for _, end in spans), max))
        spans, furthest = self._sorted[line]
        at = bisect_right(spans, (printed.start, len(spans) and furthest[-1])) - 1
        while at >= 0 and furthest[at] >= printed.end:
            if spans[at][1] >= printed.end:
                yield spans[at]
            at -= 1


def _reads(text: str, printed: PrintedAmount) -> bool:
    return plain_number(text) is not None or printed.digits in _numbers(text)


def _doubted(table: Table, lost: Iterable[Leftover]) -> list[list[Evidence | None]]:
    """The evidence with the cells in review that cover a lost amount: it is glued to something there."""
    glued: dict[int | None, list[tuple[int, int]]] = {}
    for item in lost:
        if item.place.span is not None:
            glued.setdefault(item.place.line, []).append(item.place.span)

    def covers(place: Place) -> bool:
        start, end = place.span or (0, 0)
        return any(start <= first and last <= end for first, last in glued.get(place.line, ()))

    def doubted(evidence: Evidence | None) -> Evidence | None:
        if evidence is None or not any(covers(place) for place in (evidence, *evidence.also)):
            return evidence
        return evidence.model_copy(update={"status": "review", "reasons": [*evidence.reasons, GLUED]})

    return [[doubted(evidence) for evidence in row] for row in table.evidence]


def stray_rows(
    document: Document,
    regions: Sequence[TableRegion],
    quoted: Iterable[Evidence],
    settings: TableSettings = TABLES,
) -> list[Unread]:
    """Lines of a text that read like rows of a table but belong to none, with an amount that is not ``quoted``."""
    if document.form == "pdf":
        return []
    taken = frozenset[int]().union(*(region.line_ids for region in regions))
    known = _Held()
    for evidence in quoted:
        known.add(evidence, "")
    runs: list[list[Line]] = []
    end = -1
    for index, line in enumerate(document.lines):
        if (
            index in taken
            or not (is_row(line.text) or is_named_amount(line.text, settings))
            or all(map(partial(known.covers, line.number), line_amounts(line.text)))
        ):
            continue
        if runs and not any(between.text.strip() for between in document.lines[end + 1 : index]):
            runs[-1].append(line)
        else:
            runs.append([line])
        end = index
    return [_stray(run, settings) for run in runs if len(run) >= settings.named_lines or is_row(run[0].text)]


def _stray(run: Sequence[Line], settings: TableSettings) -> Unread:
    figures = [printed.text for line in run for printed in line_amounts(line.text)]
    shown = "、".join(figures[: settings.shown]) + (
        f" 等{len(figures)}个数" if len(figures) > settings.shown else ""
    )
    first, last = run[0].number, run[-1].number
    where = f"第{first}行" if first == last else f"第{first}–{last}行"
    return Unread(reason=STRAY, lines=(first, last), detail=f"{where}像表格的行，但不属于任何表格：{shown}")
