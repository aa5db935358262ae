"""A comparison of two runs as Markdown: measures, then item by item what got worse and better."""

from __future__ import annotations

from gouji.eval.compare import FEW, Comparison, Difference
from gouji.eval.model import ErrorItem
from gouji.eval.report.labels import measure_label, reason_label, word
from gouji.eval.report.markdown import escape, percent, table
from gouji.output.labels import Lang


def signed(value: float) -> str:
    """A difference in percentage points."""
    return f"{100 * value:+.2f}"


def difference_row(item: Difference, lang: Lang) -> list[str]:
    """Measure, A, B, difference, interval, worst document, documents."""
    interval = "—" if item.low is None or item.high is None else f"{signed(item.low)} … {signed(item.high)}"
    return [
        measure_label(item.name, lang),
        percent(item.a),
        percent(item.b),
        signed(item.difference) + (" *" if item.is_clear else ""),
        interval,
        f"{signed(item.worst)} {escape(item.worst_doc)}",
        str(item.documents),
    ]


def compare_markdown(found: Comparison, lang: Lang) -> str:
    """The whole comparison."""
    head = [word("measure", lang), "A", "B"]
    head += [word(key, lang) for key in ("difference", "interval", "worst", "n")]
    notes = [f"- {word('beside', lang)}: {len(found.documents)} · bootstrap seed {found.seed}"]
    notes += [f"- {word('few', lang)}"] if len(found.documents) < FEW else []
    notes += [] if found.same_gold else [f"- {word('other_gold', lang)}"]
    rows = [difference_row(item, lang) for item in found.differences]
    lines = [f"# {word('compare_title', lang)}", "", *notes, "", *table(head, rows)]
    for side, errors in (("worse", found.worse), ("better", found.better)):
        lines += [f"## {word(side, lang)} ({len(errors)})", "", *(_line(error, lang) for error in errors), ""]
    lines += [f"## {word('changed', lang)} ({len(found.changed)})", ""]
    lines += [f"{_line(old, lang)} → {escape(str(new.ours))}" for old, new in found.changed]
    return "\n".join(lines) + "\n"


def _line(error: ErrorItem, lang: Lang) -> str:
    return (
        f"- `{error.id}` {escape(error.doc_id)} · {escape(error.path)} · {reason_label(error.reason, lang)}"
        f" · {word('gold', lang)} {escape(str(error.gold))} · {word('ours', lang)} {escape(str(error.ours))}"
    )
