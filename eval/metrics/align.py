"""One-to-one matching of two lists: by best total (assignment) or order-keeping (alignment).

Takes a similarity for each pair, gives index pairs ``(gold, ours)``.  A pair with no
similarity is never made.  The scorer's own: it shares no code with what it scores, and skips on both sides.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Pairs = list[tuple[int, int]]
_T = TypeVar("_T", bound=Hashable)


def assign(similarity: Sequence[Sequence[float]]) -> Pairs:
    """Pairs that maximise the total similarity (Hungarian method); pairs of 0 or less are dropped."""
    import numpy as np
    from scipy.optimize import linear_sum_assignment

    if not similarity or not similarity[0]:
        return []
    scores = np.clip(np.asarray(similarity, dtype=float), 0.0, None)
    rows, columns = linear_sum_assignment(scores, maximize=True)
    return [(int(r), int(c)) for r, c in zip(rows, columns, strict=True) if scores[r, c] > 0.0]


def align(similarity: NDArray[np.float64]) -> Pairs:
    """Order-keeping pairs that maximise the total similarity (Needleman–Wunsch without gap cost)."""
    import numpy as np

    n, m = similarity.shape
    best = np.zeros((n + 1, m + 1))
    for i in range(1, n + 1):
        row = np.maximum(best[i - 1, 1:], best[i - 1, :-1] + np.maximum(similarity[i - 1], 0.0))
        best[i, 1:] = np.maximum.accumulate(row)
    return _trace(best, similarity)


def _trace(best: NDArray[np.float64], similarity: NDArray[np.float64]) -> Pairs:
    pairs: Pairs = []
    i, j = similarity.shape
    while i > 0 and j > 0:
        if best[i, j] == best[i, j - 1]:
            j -= 1
        elif best[i, j] == best[i - 1, j]:
            i -= 1
        else:
            pairs.append((i - 1, j - 1))
            i, j = i - 1, j - 1
    pairs.reverse()
    return pairs


def align_equal(gold: Sequence[_T], ours: Sequence[_T]) -> Pairs:
    """Longest common subsequence: order-keeping pairs of equal items."""
    import numpy as np

    if not gold or not ours:
        return []
    return align(np.asarray([[float(a == b) for b in ours] for a in gold]))


def pair_equal(gold: Sequence[_T], ours: Sequence[_T]) -> Pairs:
    """Pairs of equal items wherever they stand; among duplicates the first meets the first."""
    places: dict[_T, list[int]] = {}
    for j, item in enumerate(ours):
        places.setdefault(item, []).append(j)
    return [(i, places[item].pop(0)) for i, item in enumerate(gold) if places.get(item)]
