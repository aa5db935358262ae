"""Generate one synthetic disclosure, or a suite of them, with the truth of each.

``generate(seed, index)`` gives the bytes and the gold-shaped truth of document ``index``; the
same arguments always give the same bytes.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gouji.eval.robustness.cells import Planted
from gouji.eval.robustness.families import compose
from gouji.eval.robustness.ledger import draw_ledger
from gouji.eval.robustness.mistakes import MISTAKES, plant
from gouji.eval.robustness.render_pdf import render_pdf
from gouji.eval.robustness.render_text import render_text
from gouji.eval.robustness.style import FAMILIES, Style, draw_style, style_of
from gouji.eval.robustness.truth import truth

_TRIES = 20


@dataclass(frozen=True, slots=True)
class Generated:
    """One document: its bytes, its truth (gold shape), the style and what was planted (``None``: clean)."""

    doc_id: str
    filename: str
    data: bytes
    truth: dict[str, object]
    style: Style
    mistake: str | None
    planted: Planted | None


def generate(
    seed: int, index: int, style: Style | str | None = None, mistake: str | None = None
) -> Generated:
    """Document ``index`` of suite ``seed``.

    ``style``: a :class:`Style`, or words for :func:`gouji.eval.robustness.style.style_of`; drawn when ``None``.
    ``mistake``: a kind of :data:`MISTAKES`, planted exactly once.  Raises ``ValueError`` for an
    unknown kind, or when the style has no place for it.
    """
    if mistake is not None and mistake not in MISTAKES:
        raise ValueError(f"unknown mistake {mistake!r}; one of {', '.join(MISTAKES)}")
    for attempt in range(_TRIES):
        generated = _attempt(seed, index, style, mistake, attempt)
        if generated is not None:
            return generated
    raise ValueError(f"no place for mistake {mistake!r} in document {index} of suite {seed}")


def _attempt(
    seed: int, index: int, style: Style | str | None, mistake: str | None, attempt: int
) -> Generated | None:
    rng = random.Random(f"gouji/{seed}/{index}/{attempt}")
    chosen = style_of(style, rng) if isinstance(style, str) else style or draw_style(rng, _family(index))
    ledger = draw_ledger(rng, chosen)
    doc_id = f"synthetic-{seed}-{index:04d}"
    disclosure = compose(doc_id, chosen, ledger, rng)
    planted = None
    if mistake is not None:
        planted = plant(disclosure, mistake, random.Random(f"mistake/{seed}/{index}/{attempt}"))
        if planted is None:
            return None
    if chosen.form == "pdf":
        filename, data = f"{doc_id}.pdf", render_pdf(disclosure, chosen)
    else:
        text = render_text(disclosure, chosen, random.Random(f"text/{seed}/{index}"))
        filename, data = f"{doc_id}.txt", text.encode()
    return Generated(doc_id, filename, data, truth(disclosure, filename), chosen, mistake, planted)


def _family(index: int) -> str:
    """Families in turn, so that every suite of seven documents or more has each."""
    names = sorted(FAMILIES)
    return names[index % len(names)]


def plan(docs: int, mistakes: Sequence[str] | None = None) -> list[str | None]:
    """Which mistake each document carries: every other document is clean, the rest take the kinds in turn."""
    kinds = tuple(MISTAKES) if mistakes is None else tuple(mistakes)
    if not kinds:
        return [None] * docs
    return [kinds[at // 2 % len(kinds)] if at % 2 else None for at in range(docs)]


def suite(docs: int, seed: int, mistakes: Sequence[str] | None = None) -> Iterator[Generated]:
    """``docs`` documents of one seed; half of them clean.  ``mistakes``: the kinds to plant (all)."""
    for index, mistake in enumerate(plan(docs, mistakes)):
        yield generate(seed, index, mistake=mistake)
