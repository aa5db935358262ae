"""The report as one HTML file that works from ``file://`` and fetches nothing.

Takes the view, the run and the contexts of its errors; gives the page.  Text from documents reaches
the page in two ways only: through Jinja with autoescape, and as JSON in a script element that is
never executed, from which the page's own script makes text nodes.  A content security policy allows
that one script (by hash), inline style and ``data:`` images, and nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from gouji.eval.escape_result import EscapeReport
from gouji.eval.model import ErrorItem, Run
from gouji.eval.report.escape_section import escape_svgs
from gouji.eval.report.labels import item_label, kind_label, part_label, reason_label, word
from gouji.eval.report.markdown import counts, percent
from gouji.eval.report.plots import reliability_svg, risk_svg
from gouji.eval.report.run_data import calibration_of
from gouji.eval.report.source_excerpts import Context, Images
from gouji.output.labels import Lang

_FOLDER = Path(__file__).parent
_STEPS = (0.5, 0.8, 0.95, 0.99, 1.0)
"""Classes of the heat map: below the first is the darkest, from the last up the lightest."""


def html(
    view: dict[str, Any],
    run: Run,
    contexts: Mapping[str, Sequence[Context]],
    images: Images,
    lang: Lang,
    escape: EscapeReport | None = None,
) -> str:
    """The page; ``contexts`` are parallel to the errors of each document."""
    calibration = calibration_of(run)
    curves = escape_svgs(escape, lang) if escape else ()
    plots = (reliability_svg(calibration, lang), risk_svg(calibration, lang)) if calibration else None
    payload = {
        "errors": [
            error_view(error, context, lang)
            for doc in run.documents
            for error, context in zip(doc.errors, contexts[doc.doc_id], strict=True)
        ],
        "images": images.data,
        "words": {key: word(key, lang) for key in _SCRIPT_WORDS},
    }
    return render(
        "report.html.j2", "report.js", lang, view=view, plots=plots, curves=curves, payload=safe_json(payload)
    )


_SCRIPT_WORDS = ("gold", "ours", "page", "line", "shown", "none", "no_source", "no_room", "all", "source")


def render(template: str, script: str | None, lang: Lang, **values: Any) -> str:
    """A template with the shared style, one script allowed by its hash (or none), and the shared helpers."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    code = (_FOLDER / "templates" / script).read_text(encoding="utf-8") if script is not None else ""
    digest = base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
    return environment.get_template(template).render(
        lang=lang,
        script=code,
        script_hash=digest if script is not None else None,
        style=(_FOLDER / "templates" / "report.css").read_text(encoding="utf-8"),
        word=lambda key: word(key, lang),
        part=lambda key: part_label(key, lang),
        percent=percent,
        counts=counts,
        shade=shade,
        **values,
    )


def error_view(error: ErrorItem, context: Context, lang: Lang) -> dict[str, Any]:
    """One error for the page's script; empty fields left out to keep the file small."""
    fields = {
        "id": error.id,
        "doc": error.doc_id,
        "part": part_label(error.part, lang),
        "kind": _kind(error, lang),
        "reason": reason_label(error.reason, lang),
        "path": error.path,
        "gold": error.gold,
        "ours": error.ours,
        "quote": error.quote,
        "confidence": error.confidence,
        **asdict(context),
    }
    return {name: value for name, value in fields.items() if value not in (None, (), "")}


def _kind(error: ErrorItem, lang: Lang) -> str:
    return kind_label(error.kind, lang) if error.part == "tables" else item_label(error.kind, lang)


def safe_json(value: Any) -> str:
    """JSON that cannot end the script element it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def shade(value: float | None) -> str:
    """The heat map class of a value: ``h0`` (lowest) … ``h5`` (perfect), ``hx`` for nothing."""
    if value is None:
        return "hx"
    return f"h{sum(value >= step for step in _STEPS)}"
