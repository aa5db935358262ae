"""The scorecard: what each piece of independent evidence is worth. Data, one place, no logic but the sum.

A confidence starts at :data:`BASE` and moves by points for evidence that was *found*; what a
model says about its own certainty is no evidence (it collapses to "all sure").  Proof is not a
matter of points: a figure is proved when an accounting identity over independently read figures
holds, and then its confidence is at least :data:`PROVED`.  The points were set by hand before any
measurement; the eval harness reports how well they are calibrated.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from gouji.schemas.record import Status

Point = Literal[
    "parsed_cell",
    "grammar",
    "two_readers",
    "llm_grounded",
    "subject_bound",
    "subject_loose",
    "proved",
    "rounding",
    "broken_once",
    "many_broken",
    "contradicted_by_table",
    "readers_disagree",
    "reasked",
    "doubt",
    "reader_unsure",
]

BASE = 0.5
PROVED = 0.98
ACCEPTED = 0.6
"""Below this a value goes to review."""


@dataclass(frozen=True, slots=True)
class Weight:
    """Points for one piece of evidence, and how it reads in ``reasons`` (empty: not worth saying)."""

    points: float
    reason: str = ""


CARD: dict[Point, Weight] = {
    "parsed_cell": Weight(0.35),
    "grammar": Weight(0.35),
    "two_readers": Weight(0.1, "语法与模型读数一致"),
    "llm_grounded": Weight(0.2, "模型所读，引文、数字和单位均在原文"),
    "subject_bound": Weight(0.15),
    "subject_loose": Weight(-0.15, "事项名称不在数字近旁"),
    "proved": Weight(0.3, "勾稽恒等式成立"),
    "rounding": Weight(0.05),
    "broken_once": Weight(-0.05, "所在恒等式不成立，同表其余成立"),
    "many_broken": Weight(-0.45, "本表多数恒等式不成立，疑为读取有误"),
    "contradicted_by_table": Weight(-0.4, "与表格读数不符"),
    "readers_disagree": Weight(-0.4, "语法与模型读数不一致"),
    "reasked": Weight(-0.05, "模型再问后才读对"),
    "doubt": Weight(-0.05),
    "reader_unsure": Weight(-0.3),
}


@dataclass(frozen=True, slots=True)
class ScoredStatus:
    confidence: float
    status: Status
    reasons: tuple[str, ...]


def verdict(evidence: Iterable[Point], review: bool = False) -> ScoredStatus:
    """The confidence, status and reasons of a value.

    ``review``: something was found that no amount of other evidence short of proof outweighs.
    """
    found = list(dict.fromkeys(evidence))
    points = round(min(0.99, max(0.01, BASE + sum(CARD[name].points for name in found))), 2)
    reasons = tuple(CARD[name].reason for name in found if CARD[name].reason)
    if "proved" in found:
        return ScoredStatus(max(points, PROVED), "proved", reasons)
    if review or points < ACCEPTED:
        return ScoredStatus(min(points, 0.5), "review", reasons)
    return ScoredStatus(points, "accepted", reasons)
