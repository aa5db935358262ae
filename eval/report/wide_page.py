"""The page of ``gouji eval wide``: one HTML file without any script, which fetches nothing.

Takes a measured folder and the limits that are broken, gives the page.  Text of documents reaches it through Jinja with
autoescape alone.
"""

from __future__ import annotations

from collections.abc import Sequence

from gouji.eval.report.html import render
from gouji.eval.wide import view
from gouji.eval.wide.model import Wide
from gouji.eval.wide.words import WORDS
from gouji.output.labels import Lang


def wide_page(wide: Wide, beyond: Sequence[str], lang: Lang) -> str:
    """The page, odd documents first."""
    return render(
        "wide.html.j2",
        None,
        lang,
        say={key: pair[lang == "en"] for key, pair in WORDS.items()},
        headline=view.headline(wide, lang),
        beyond=beyond,
        failed=wide.failed,
        sections=[
            ("suspected", "suspected_help", view.suspicions(wide, lang)),
            ("clusters", "clusters_help", view.clusters(wide, lang)),
            ("kinds", None, view.kinds(wide, lang)),
            ("rivals", None, view.rivals(wide, lang)),
        ],
        documents=[view.in_full(document, lang) for document in wide.documents],
    )
