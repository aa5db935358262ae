"""Which of our tables stands for which gold table: one-to-one, by kind, title, order and content.

Takes two lists of tables, gives index pairs.  Order keeps two tables of the same title apart;
content (the bag of headers and cells) keeps a table found although its title or kind was
misread, so that its cells are still scored and the misreading is counted where it belongs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rapidfuzz.fuzz import ratio

from gouji.eval.metrics.align import Pairs, assign
from gouji.normalise import fold
from gouji.schemas.record import Table

_TITLE_SAME = 0.8
_TITLE_LIKE = 0.5
_CONTENT_SAME = 0.5
_CONTENT_LIKE = 0.2
_WEIGHTS = {"kind": 0.35, "title": 0.25, "content": 0.30, "order": 0.10}


def match_tables(gold: Sequence[Table], ours: Sequence[Table]) -> Pairs:
    """Index pairs ``(gold, ours)``, in gold order."""
    bags = [_bag(table) for table in gold], [_bag(table) for table in ours]
    scores = [
        [
            _similarity(g, o, overlap(bags[0][i], bags[1][j]), _order(i, len(gold), j, len(ours)))
            for j, o in enumerate(ours)
        ]
        for i, g in enumerate(gold)
    ]
    return assign(scores)


def overlap(one: Counter[str], other: Counter[str]) -> float:
    """Shared share of two bags (Dice), 1.0 for two empty ones."""
    size = one.total() + other.total()
    return 2 * (one & other).total() / size if size else 1.0


def _bag(table: Table) -> Counter[str]:
    cells = Counter(fold(cell) for row in table.rows for cell in row if cell is not None)
    headers = Counter(fold(level) for path in table.columns for level in path)
    fields = Counter(fold(f"{name}={value}") for name, value in (table.form or {}).items() if value)
    return cells + headers + fields


def _order(i: int, n: int, j: int, m: int) -> float:
    """1.0 at the same relative place in the document, falling to 0.0 at the other end."""
    return 1.0 - abs(i / max(n - 1, 1) - j / max(m - 1, 1))


def _similarity(gold: Table, ours: Table, content: float, order: float) -> float:
    """0.0 unless kind, title or content says that both are the same table."""
    same_kind = gold.kind == ours.kind
    title = _title(gold.title, ours.title)
    admissible = (
        (same_kind and (title is None or title >= _TITLE_LIKE or content >= _CONTENT_LIKE))
        or ((title or 0.0) >= _TITLE_SAME and content >= _CONTENT_LIKE)
        or content >= _CONTENT_SAME
    )
    if not admissible:
        return 0.0
    parts = {"kind": float(same_kind), "title": title or 0.0, "content": content, "order": order}
    return sum(_WEIGHTS[name] * value for name, value in parts.items())


def _title(gold: str | None, ours: str | None) -> float | None:
    """Likeness of two titles; ``None`` where one of them has none (nothing to compare)."""
    if not gold or not ours:
        return None
    return ratio(fold(gold), fold(ours)) / 100
