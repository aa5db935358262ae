"""Reliability and risk–coverage as inline SVG, by matplotlib.

Takes a calibration, gives SVG text without the XML head, deterministic, with text kept as text (so
that Chinese is set by the browser's own fonts).  Colours are the Okabe–Ito pair that the
colour-blind tell apart; marks differ in shape as well, so that print in grey still reads.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from eval.metrics.confidence import TARGET_PRECISION, Calibration
from eval.report.labels import word
from extractor.errors import ConfigError
from extractor.output.labels import Lang

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_BLUE, _ORANGE, _GREY = "#0072B2", "#D55E00", "#767676"
_SIZE = (5.0, 3.6)
_STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "gouji",
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
}


def reliability_svg(calibration: Calibration, lang: Lang) -> str:
    """Observed accuracy against confidence; the area of a mark is the share of values in its bin."""

    def draw(axes: Axes) -> None:
        axes.plot([0, 1], [0, 1], linestyle="--", color=_GREY, linewidth=1)
        sizes = [30 + 400 * bin_.count / calibration.count for bin_ in calibration.bins]
        axes.scatter(
            [bin_.confidence for bin_ in calibration.bins],
            [bin_.accuracy for bin_ in calibration.bins],
            s=sizes,
            color=_BLUE,
            alpha=0.8,
            zorder=3,
        )
        for bin_ in calibration.bins:
            axes.annotate(
                f"{bin_.count}",
                (bin_.confidence, bin_.accuracy),
                xytext=(0, -16),
                textcoords="offset points",
                fontsize=7,
                ha="center",
                color=_GREY,
            )
        axes.set(xlim=(-0.02, 1.03), ylim=(-0.08, 1.08))
        _names(axes, word("confidence", lang), word("accuracy", lang))

    return _svg(draw)


def risk_svg(calibration: Calibration, lang: Lang) -> str:
    """Share of wrong values among the accepted, as more and more are accepted."""

    def draw(axes: Axes) -> None:
        coverage = [point.coverage for point in calibration.curve]
        risk = [point.risk for point in calibration.curve]
        axes.step([0.0, *coverage], [risk[0], *risk], where="post", color=_BLUE, linewidth=1.6)
        axes.plot(coverage, risk, linestyle="none", marker="o", markersize=4, color=_BLUE)
        axes.axhline(1 - TARGET_PRECISION, linestyle=":", color=_ORANGE, linewidth=1.4)
        axes.annotate(
            f"{1 - TARGET_PRECISION:.0%}",
            (0.0, 1 - TARGET_PRECISION),
            xytext=(2, 3),
            textcoords="offset points",
            color=_ORANGE,
            fontsize=8,
        )
        axes.set(xlim=(-0.02, 1.03), ylim=(-0.002, max([0.02, *risk]) * 1.15))
        _names(axes, word("coverage", lang), word("wrong", lang))

    return _svg(draw)


def _names(axes: Axes, x: str, y: str) -> None:
    axes.set_xlabel(x)
    axes.set_ylabel(y, rotation_mode="anchor")
    axes.grid(color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)


def _svg(draw: Callable[[Axes], None]) -> str:
    """Run ``draw`` on one set of axes.  The fonts that matplotlib measures with need not have the glyphs."""
    try:
        from matplotlib import rc_context
        from matplotlib.backends.backend_svg import FigureCanvasSVG
        from matplotlib.figure import Figure
    except ImportError as error:
        raise ConfigError(
            "matplotlib", "the plots of the report need it", "pip install matplotlib"
        ) from error

    with rc_context(_STYLE), warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        figure = Figure(figsize=_SIZE, layout="constrained")
        FigureCanvasSVG(figure)
        draw(figure.add_subplot())
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    text = buffer.getvalue()
    return text[text.index("<svg") :]
