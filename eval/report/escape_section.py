"""The section of the report on a model's errors that get through: words, rows and plots.

Takes a measurement (``escape.json`` beside the run), gives the view of it and its plots.  Everything
here is about a simulated model and says so: in the heading, in the note and in the plots themselves.
"""

from __future__ import annotations

from typing import Any

from gouji.eval.escape_result import LOAD_GOAL, WRONG_GOAL, EscapeReport, Point
from gouji.eval.report.plots import Panel, Series, lines_svg
from gouji.output.labels import Lang

_WORDS: dict[str, tuple[str, str]] = {
    "title": ("模型出错的后果（模拟）", "What a model's errors come to (simulation)"),
    "note": (
        "模拟模型，不是语言模型：它按标注作答，并按给定的比例答错。数字衡量的是防护，不是任何模型。",
        "A simulated model, no language model: it answers from the labels, wrong at the given rate. The numbers"
        " measure the safeguards, not any model.",
    ),
    "rate": ("出错率", "error rate"),
    "errors": ("出错数", "errors made"),
    "accepted": ("采纳的数", "values accepted"),
    "wrong": ("其中错", "of these wrong"),
    "wrong_share": ("采纳的数中错的占比，%", "wrong among accepted values, %"),
    "right_review_share": ("对的数被送复核的占比，%", "right values sent to review, %"),
    "load_per_error": ("每个错带来的复核项", "items to review for each error"),
    "with_grammar": ("语法与模型", "grammar and model"),
    "model_alone": ("只有模型", "model alone"),
    "simulation": ("模拟", "simulation"),
    "goal": ("目标", "goal"),
    "escaped": ("漏过的数", "What got through"),
    "basis": ("文件", "documents"),
    "statements": ("陈述", "statements"),
    "seeds": ("随机种子", "seeds"),
}
COLUMNS = ("rate", "errors", "accepted", "wrong", "wrong_share", "right_review_share", "load_per_error")
_MARKS = {"with_grammar": "o", "model_alone": "s"}


def words(lang: Lang) -> dict[str, str]:
    return {key: pair[1] if lang == "en" else pair[0] for key, pair in _WORDS.items()}


def escape_view(found: EscapeReport | None, lang: Lang) -> dict[str, Any] | None:
    """Plain values for the three reports; ``None`` when nothing was measured."""
    if found is None:
        return None
    goals = {"wrong_goal": WRONG_GOAL, "load_goal": LOAD_GOAL}
    escaped = list(dict.fromkeys(text for point in found.points for text in point.escapes))
    return {"words": words(lang), "columns": COLUMNS, **goals, "escaped": escaped, **found.model_dump()}


def escape_panels(found: EscapeReport, lang: Lang) -> list[Panel]:
    """The three plots: what is wrong among the accepted, what is right in review, the review load."""
    said = words(lang)
    return [
        Panel(said["wrong_share"], _series(found, "wrong_share", 100, lang), 100 * WRONG_GOAL, said["goal"]),
        Panel(said["right_review_share"], _series(found, "right_review_share", 100, lang)),
        Panel(said["load_per_error"], _series(found, "load_per_error", 1, lang), LOAD_GOAL, said["goal"]),
    ]


def escape_svgs(found: EscapeReport, lang: Lang) -> list[tuple[str, str]]:
    """Caption and SVG of each plot."""
    return [(panel.title, lines_svg([panel], _axis(lang))) for panel in escape_panels(found, lang)]


def escape_sheet(found: EscapeReport, lang: Lang) -> str:
    """All plots side by side as one SVG file, titled."""
    return lines_svg(escape_panels(found, lang), _axis(lang), title=words(lang)["title"])


def _series(found: EscapeReport, name: str, scale: float, lang: Lang) -> list[Series]:
    said = words(lang)
    return [
        Series(said[setting], marker, [_at(point, name, scale) for point in found.of(setting)])  # type: ignore[arg-type]
        for setting, marker in _MARKS.items()
    ]


def _at(point: Point, name: str, scale: float) -> tuple[float, float | None]:
    value = getattr(point, name)
    return 100 * point.error_rate, None if value is None else scale * value


def _axis(lang: Lang) -> str:
    said = words(lang)
    return f"{said['rate']}，%（{said['simulation']}）" if lang == "zh" else "error rate, % (simulation)"
