"""Likeness of texts, for matching and for the fields in which wording may differ.

Takes two texts, gives a float in [0, 1].  Never used on figures: one digit off would look like
nine tenths right (anchors §4.1).
"""

from __future__ import annotations

from rapidfuzz.distance import Levenshtein
from rapidfuzz.fuzz import partial_ratio, ratio

from gouji.normalise import fold


def likeness(one: str | None, other: str | None) -> float:
    """Share of common characters of the folded texts; 0.0 where one is absent."""
    if not one or not other:
        return 0.0
    return ratio(fold(one), fold(other)) / 100


def overlap(one: str | None, other: str | None) -> float:
    """How far the shorter of two quotes stands in the longer one; 1.0 when it is contained."""
    if not one or not other:
        return 0.0
    left, right = fold(one), fold(other)
    if left in right or right in left:
        return 1.0
    return partial_ratio(left, right) / 100


def anls(gold: str | None, ours: str | None) -> float:
    """Normalised Levenshtein similarity with the threshold of 0.5 of the DocVQA family.

    Both absent is 1.0, one absent 0.0, less than half alike 0.0.
    """
    if not gold or not ours:
        return float(not gold and not ours)
    similarity: float = Levenshtein.normalized_similarity(fold(gold), fold(ours))
    return similarity if similarity > 0.5 else 0.0


def same_text(gold: str | None, ours: str | None) -> bool:
    """Equal after folding; absent agrees only with absent."""
    if gold is None or ours is None:
        return gold is ours
    return fold(gold) == fold(ours)
