"""A measured folder → what a person is shown of it, the same for the terminal and for the page.

Takes a :class:`~gouji.eval.wide.model.Wide`, gives grids (a head and rows of text) and, for the page, the documents with
their findings.  Text of documents passes unescaped: who shows it escapes it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gouji.eval.wide.model import Broken, Sums, Wide, WideDocument, sums_of
from gouji.eval.wide.words import SHAPES, WORDS
from gouji.output.labels import RIVAL_NAMES, Lang, covered_name
from gouji.schemas.record import KindCoverage, Rival


@dataclass(frozen=True, slots=True)
class Grid:
    """A head and rows of text."""

    head: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


def share(value: float | None) -> str:
    """``48.4%``, and ``—`` where there is nothing to count."""
    return "—" if value is None else f"{value:.1%}"


def headline(wide: Wide, lang: Lang) -> list[tuple[str, str]]:
    """The figures of the whole folder: name, value."""
    total = sums_of(wide.documents)
    return [
        (_say("documents", lang), str(total.documents)),
        (_say("errors", lang), str(total.errors)),
        (_say("each", lang), f"{total.errors_per_document:.2f}"),
        (_say("coverage", lang), share(total.coverage)),
        (_say("figures", lang), str(total.figures)),
        (_say("confirmed", lang), str(total.confirmed)),
        (_say("broken", lang), str(total.broken)),
        (_say("undecided", lang), str(total.undecided)),
        (_say("tables", lang), str(total.tables)),
        (_say("unknown", lang), str(total.unknown_tables)),
        (_say("suspected", lang), str(wide.suspected)),
        (_say("failed", lang), str(len(wide.failed))),
    ]


def kinds(wide: Wide, lang: Lang) -> Grid:
    """One row for each kind of table, the most amounts first."""
    together: dict[str, KindCoverage] = {}
    for document in wide.documents:
        for row in document.coverage.by_kind:
            known = together.setdefault(row.kind, KindCoverage(kind=row.kind))
            for name, value in row.model_dump(exclude={"kind"}).items():
                setattr(known, name, getattr(known, name) + value)
    counts = ("tables", "figures", "coverage", "learned", "only_trivial", "confirmed", "broken", "undecided")
    rows = [
        (
            covered_name(row.kind, lang),
            *(str(row.tables), str(row.figures), share(row.judged / row.figures if row.figures else None)),
            *(str(row.learned), str(row.only_trivial)),
            *(str(row.confirmed), str(row.broken), str(row.undecided)),
        )
        for row in sorted(together.values(), key=lambda row: (-row.figures, row.kind))
    ]
    return Grid(_head("kind", *counts, lang=lang), rows)


def clusters(wide: Wide, lang: Lang) -> Grid:
    """One row for each layout, the most errors a document first."""
    rows = [(c.name, str(c.sums.documents), *_counts(c.sums)) for c in wide.clusters]
    return Grid(_head("cluster", "documents", *_COUNTED, lang=lang), rows)


_COUNTED = ("errors", "each", "coverage", "confirmed", "broken", "undecided")


def _counts(sums: Sums) -> tuple[str, ...]:
    each, covered = f"{sums.errors_per_document:.1f}", share(sums.coverage)
    return (str(sums.errors), each, covered, str(sums.confirmed), str(sums.broken), str(sums.undecided))


def suspicions(wide: Wide, lang: Lang) -> Grid:
    """What one misreading would explain, by layout."""
    rows = [
        (
            *(cluster.name, one.rule, _what(one, lang), str(one.broken)),
            *(str(one.held) if one.relation else "", str(one.documents), "；".join(one.pages)),
        )
        for cluster in wide.clusters
        for one in cluster.suspected
    ]
    head = ("cluster", "rule", "relation", "broken", "confirmed", "documents", "pages")
    return Grid(_head(*head, lang=lang), rows)


def _what(one: Broken, lang: Lang) -> str:
    return SHAPES[one.shape][lang == "en"] if one.shape else one.relation or ""


def rivals(wide: Wide, lang: Lang) -> Grid:
    """How often each rival explanation stood in the way."""
    counts: Counter[Rival] = Counter()
    for document in wide.documents:
        counts.update({item.rival: item.count for item in document.coverage.not_checkable})
    rows = [(RIVAL_NAMES[rival][lang == "en"], str(count)) for rival, count in counts.most_common()]
    return Grid(_head("reason", "places", lang=lang), rows)


def documents(wide: Wide, lang: Lang) -> Grid:
    """One row for each document, the oddest first, with the pages of its errors."""
    rows = [
        (
            *(document.name, str(len(document.errors)), share(document.coverage.share)),
            *(str(document.unread), pages_of(document)),
        )
        for document in wide.documents
    ]
    return Grid(_head("document", "errors", "coverage", "unread", "pages", lang=lang), rows)


def pages_of(document: WideDocument) -> str:
    """The pages (or lines) of the errors of a document, each once: ``p. 3, 7``."""
    pages = sorted({found.page for found in document.errors if found.page is not None})
    lines = sorted({found.line for found in document.errors if found.page is None and found.line is not None})
    said = [
        f"{letter} {', '.join(map(str, some))}" for letter, some in (("p.", pages), ("l.", lines)) if some
    ]
    return "; ".join(said)


def in_full(document: WideDocument, lang: Lang) -> dict[str, Any]:
    """One document for the page: its row, its errors, and what was not checkable."""
    return {
        "name": document.name,
        "errors": document.errors,
        "coverage": share(document.coverage.share),
        "pages": pages_of(document),
        "open": [
            (RIVAL_NAMES[item.rival][lang == "en"], item.count, item.places)
            for item in document.coverage.not_checkable
        ],
    }


def _head(*keys: str, lang: Lang) -> tuple[str, ...]:
    return tuple(_say(key, lang) for key in keys)


def _say(key: str, lang: Lang) -> str:
    return WORDS[key][lang == "en"]
