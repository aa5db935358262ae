"""Write the three reports of a run, or of a comparison, from one view each.

Takes scored runs and the labels (for the sources beside the errors), writes ``report.json``,
``report.md`` and ``report.html`` (or ``compare.*``) into a directory.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from gouji.eval.compare import Comparison
from gouji.eval.escape_result import EscapeReport
from gouji.eval.model import ErrorItem, Run
from gouji.eval.report.compare_text import compare_markdown
from gouji.eval.report.escape_section import escape_view
from gouji.eval.report.html import error_view, html, render, safe_json
from gouji.eval.report.labels import measure_label, word
from gouji.eval.report.markdown import markdown
from gouji.eval.report.run_data import view_of
from gouji.eval.report.source_excerpts import Images, contexts
from gouji.output.atomic import make_folder, write_text
from gouji.output.labels import Lang

Sources = Mapping[str, Path | None]
"""Document id → source file, ``None`` where it is not on this machine."""


def write_report(
    run: Run, sources: Sources, folder: Path, lang: Lang, escape: EscapeReport | None = None
) -> list[Path]:
    """The three files, in the order JSON, Markdown, HTML; ``escape`` becomes a section of each."""
    make_folder(folder)
    view = view_of(run, lang, escape_view(escape, lang))
    images = Images()
    beside = {doc.doc_id: contexts(doc.errors, sources.get(doc.doc_id), images) for doc in run.documents}
    errors = [error.model_dump(exclude_defaults=True) for doc in run.documents for error in doc.errors]
    data = json.dumps(view | {"errors": errors}, ensure_ascii=False, indent=1)
    return [
        write_text(folder / "report.json", data + "\n"),
        write_text(folder / "report.md", markdown(view, run, lang)),
        write_text(folder / "report.html", html(view, run, beside, images, lang, escape)),
    ]


def write_comparison(found: Comparison, sources: Sources, folder: Path, lang: Lang) -> list[Path]:
    """The same three for two runs."""
    make_folder(folder)
    data = json.dumps(_plain(found), ensure_ascii=False, indent=1)
    page = render(
        "compare.html.j2",
        "report.js",
        lang,
        found=found,
        label=lambda name: measure_label(name, lang),
        payload=safe_json(_payload(found, sources, lang)),
    )
    return [
        write_text(folder / "compare.json", data + "\n"),
        write_text(folder / "compare.md", compare_markdown(found, lang)),
        write_text(folder / "compare.html", page),
    ]


def _plain(found: Comparison) -> dict[str, Any]:
    return {
        "differences": [asdict(item) for item in found.differences],
        "better": [_bare(error) for error in found.better],
        "worse": [_bare(error) for error in found.worse],
        "changed": [[_bare(old), _bare(new)] for old, new in found.changed],
        "documents": found.documents,
        "seed": found.seed,
        "same_gold": found.same_gold,
    }


def _bare(error: ErrorItem) -> dict[str, Any]:
    return error.model_dump(exclude_defaults=True)


def _payload(found: Comparison, sources: Sources, lang: Lang) -> dict[str, Any]:
    """Errors of both runs for the browser, their reason being what happened to them."""
    images = Images()
    sides: list[tuple[str, Sequence[ErrorItem]]] = [
        ("worse", found.worse),
        ("better", found.better),
        ("changed", [new for _, new in found.changed]),
    ]
    views = []
    for side, errors in sides:
        for doc_id in found.documents:
            mine = [error for error in errors if error.doc_id == doc_id]
            beside = contexts(mine, sources.get(doc_id), images)
            for error, context in zip(mine, beside, strict=True):
                shown = error_view(error, context, lang)
                views.append(shown | {"reason": word(side, lang), "side": shown["reason"]})
    keys = ("gold", "ours", "page", "line", "shown", "none", "no_source", "no_room")
    return {"errors": views, "images": images.data, "words": {key: word(key, lang) for key in keys}}
