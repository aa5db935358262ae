"""Reliability, risk–coverage and curves by error rate as inline SVG, by matplotlib.

Takes a calibration or series of points, gives SVG text without the XML head, deterministic, with text kept as text (so
that Chinese is set by the browser's own fonts).  Colours are the Okabe–Ito pair that the
colour-blind tell apart; marks differ in shape as well, so that print in grey still reads.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gouji.eval.metrics.confidence import TARGET_PRECISION, Calibration
from gouji.eval.report.labels import word
from gouji.output.labels import Lang

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


@dataclass(frozen=True, slots=True)
class Series:
    """One curve: its name, its mark and its points; a point without a value is left out."""

    name: str
    marker: str
    points: Sequence[tuple[float, float | None]]


@dataclass(frozen=True, slots=True)
class Panel:
    """One plot of several curves, with the value that is not to be passed."""

    title: str
    series: Sequence[Series]
    goal: float | None = None
    goal_name: str = ""


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


def lines_svg(panels: Sequence[Panel], x: str, title: str = "") -> str:
    """Curves over a common axis ``x``; with a ``title`` the panels get theirs too, as a sheet of its own."""

    def draw_panel(axes: Axes, panel: Panel) -> None:
        for series, colour in zip(panel.series, (_BLUE, _ORANGE), strict=True):
            shown = [(at, value) for at, value in series.points if value is not None]
            axes.plot(
                [at for at, _ in shown],
                [value for _, value in shown],
                color=colour,
                marker=series.marker,
                markersize=5,
                linewidth=1.6,
                label=series.name,
                clip_on=False,
            )
        if panel.goal is not None:
            label = f"{panel.goal_name} {panel.goal:.4g}"
            axes.axhline(panel.goal, linestyle=":", color=_GREY, linewidth=1.4, label=label)
        top = max([value for s in panel.series for _, value in s.points if value is not None], default=0.0)
        axes.set(ylim=(0, 1.25 * max(top, panel.goal or 0.0) or 1.0))
        axes.set_title(panel.title if title else "", fontsize=9)
        _names(axes, x, "")
        axes.legend(frameon=False, fontsize=8)

    def draw(*axes: Axes) -> None:
        for each, panel in zip(axes, panels, strict=True):
            draw_panel(each, panel)

    return _svg(draw, len(panels), title)


def _names(axes: Axes, x: str, y: str) -> None:
    axes.set_xlabel(x)
    axes.set_ylabel(y, rotation_mode="anchor")
    axes.grid(color="#dddddd", linewidth=0.6)
    axes.set_axisbelow(True)


def _svg(draw: Callable[..., None], panels: int = 1, title: str = "") -> str:
    """Run ``draw`` on that many sets of axes side by side.  The fonts that matplotlib measures with need not have the glyphs."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with rc_context(_STYLE), warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        figure = Figure(figsize=(panels * _SIZE[0], _SIZE[1]), layout="constrained")
        FigureCanvasSVG(figure)
        if title:
            figure.suptitle(title)
        draw(*(figure.add_subplot(1, panels, number) for number in range(1, panels + 1)))
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    text = buffer.getvalue()
    return text[text.index("<svg") :]
