"""Documents → clusters of one layout, and where one misreading would explain many breaks of a cluster.

Documents are of one layout when their tables share most headers (digits left out), not when their names are alike: a
city prescribes the form of all its bodies.  A document without tables shares none; those make one cluster.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final

from gouji.eval.wide.model import Broken, Cluster, Wide, WideDocument, sums_of

ALIKE: Final = 0.4
"""Shared tables of all tables of two documents (Jaccard) from which they are of one layout.  On 43 documents of nine
places the clusters are the same for anything from 0.3 to 0.5."""
ENOUGH: Final = 3
"""Breaks of one relation or shape, of which fewer may well be as many mistakes."""
MOST: Final = 0.5
"""Share of the instances of a relation that break, beyond which it is not understood rather than broken."""
MOST_PAGES: Final = 8


def wide_of(documents: Sequence[WideDocument], failed: Sequence[str] = ()) -> Wide:
    """The whole: documents and clusters, those with the most errors first."""
    clusters = [_cluster(group) for group in grouped(documents)]
    clusters.sort(key=lambda c: (-c.sums.errors_per_document, c.sums.coverage or 0.0, c.name))
    ordered = sorted(documents, key=lambda d: (-len(d.errors), d.coverage.share or 0.0, d.name))
    return Wide(documents=ordered, clusters=clusters, failed=list(failed))


def grouped(documents: Sequence[WideDocument]) -> list[list[WideDocument]]:
    """The documents by layout, each group and the groups in the order of ``documents``."""
    leader = list(range(len(documents)))

    def first(n: int) -> int:
        while leader[n] != n:
            n = leader[n]
        return n

    holders: dict[str, list[int]] = defaultdict(list)
    for n, document in enumerate(documents):
        shared: Counter[int] = Counter()
        for signature in document.signatures or [""]:
            shared.update(holders[signature])
            holders[signature].append(n)
        for other, count in shared.items():
            union = len(document.signatures) + len(documents[other].signatures) - count
            if count >= ALIKE * union:
                one, two = sorted((first(n), first(other)))
                leader[two] = one
    groups: dict[int, list[WideDocument]] = defaultdict(list)
    for n, document in enumerate(documents):
        groups[first(n)].append(document)
    return list(groups.values())


def _cluster(group: list[WideDocument]) -> Cluster:
    """``name``: that of the first document, and how many more there are."""
    first = group[0].name
    return Cluster(
        name=first if len(group) == 1 else f"{first} +{len(group) - 1}",
        documents=[document.name for document in group],
        sums=sums_of(group),
        suspected=suspected(group),
    )


def suspected(group: Sequence[WideDocument]) -> list[Broken]:
    """What breaks in most of its instances, or again and again in one shape, over the documents of a layout."""
    together: dict[tuple[str, str | None, str | None], Broken] = {}
    for document in group:
        for one in document.relations:
            known = together.get((one.rule, one.relation, one.shape))
            together[one.rule, one.relation, one.shape] = one if known is None else _joined(known, one)
    found = [
        one
        for one in together.values()
        if one.broken >= ENOUGH and (one.shape is not None or one.broken > MOST * (one.broken + one.held))
    ]
    return sorted(found, key=lambda one: (-one.broken, one.rule, one.relation or "", one.shape or ""))


def _joined(one: Broken, other: Broken) -> Broken:
    return one.model_copy(
        update={
            "broken": one.broken + other.broken,
            "held": one.held + other.held,
            "documents": one.documents + other.documents,
            "pages": [*one.pages, *other.pages][:MOST_PAGES],
        }
    )
