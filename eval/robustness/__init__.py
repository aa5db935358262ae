"""Synthetic disclosures whose truth is known: styles, page breaks, flattenings, planted mistakes.

``generate(seed, index, style=None, mistake=None)`` gives one document, ``suite(docs, seed)`` many;
:mod:`gouji.eval.robustness.run` extracts and scores them.  Every bureau in it is invented.
"""

from gouji.eval.robustness.cells import Planted
from gouji.eval.robustness.generate import Generated, generate, suite
from gouji.eval.robustness.mistakes import MISTAKES
from gouji.eval.robustness.style import FAMILIES, Style

__all__ = ["FAMILIES", "MISTAKES", "Generated", "Planted", "Style", "generate", "suite"]
