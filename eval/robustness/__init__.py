"""Synthetic disclosures whose truth is known: styles, page breaks, flattenings, planted mistakes.

``generate(seed, index, style=None, mistake=None)`` gives one document, ``suite(docs, seed)`` many;
:mod:`eval.robustness.run` extracts and scores them.  Every bureau in it is invented.
"""

from eval.robustness.cells import Planted
from eval.robustness.generate import Generated, generate, suite
from eval.robustness.mistakes import MISTAKES
from eval.robustness.style import FAMILIES, Style

__all__ = ["FAMILIES", "MISTAKES", "Generated", "Planted", "Style", "generate", "suite"]
