"""The report as Markdown: stable order, one fact a line, so that two runs diff well.

Takes the view and the run, gives text.  Document text is escaped so that it cannot make markup.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

from gouji.eval.model import Run
from gouji.eval.report.labels import part_label, reason_label, word
from gouji.output.labels import Lang

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>()#+!|~-])")


def escape(text: str) -> str:
    """Markdown specials made plain, line breaks dropped."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def percent(value: float | None) -> str:
    """``0.98765`` as ``98.77``, and ``—`` for nothing to judge; never rounded up to a perfect score."""
    if value is None:
        return "—"
    shown = f"{100 * value:.2f}"
    return "99.99" if shown == "100.00" and value < 1.0 else shown


def markdown(view: dict[str, Any], run: Run, lang: Lang) -> str:
    """The whole report."""
    parts = [
        [f"# {word('title', lang)}", ""],
        _measures(view, lang),
        _documents(view, lang),
        _heat(view, lang),
        *[_group(view, group, lang) for group in view["groups"]],
        _confidence(view, lang),
        _escape(view["escape"]),
        _errors(run, lang),
        _provenance(view, lang),
    ]
    return "\n".join(line for part in parts for line in part) + "\n"


def table(head: list[str], rows: list[list[str]]) -> list[str]:
    """A Markdown table with a blank line after it; the first column is text, the others figures."""
    rule = ["---"] + ["---:"] * (len(head) - 1)
    return ["| " + " | ".join(line) + " |" for line in (head, rule, *rows)] + [""]


def _measures(view: dict[str, Any], lang: Lang) -> list[str]:
    head = [word(key, lang) for key in ("measure", "micro", "macro", "interval", "lowest", "counts", "n")]
    rows = [
        [
            item["label"],
            percent(item["micro"]),
            percent(item["macro"]),
            "—" if item["low"] is None else f"{percent(item['low'])}–{percent(item['high'])}",
            f"{percent(item['lowest'])} {escape(item['lowest_doc'])}",
            counts(item["total"]),
            str(item["documents"]),
        ]
        for item in view["measures"]
    ]
    note = [f"> {word('few', lang)}", ""] if view["few"] else []
    return [f"## {word('measures', lang)}", "", *note, *table(head, rows)]


def counts(total: dict[str, Any]) -> str:
    """``right/gold`` and, for an F1, how many we gave."""
    right = f"{total['right']:.4g}" if total["right"] % 1 else f"{int(total['right'])}"
    ours = "" if total["ours"] is None else f" ({total['ours']})"
    return f"{right}/{total['gold']}{ours}"


def _documents(view: dict[str, Any], lang: Lang) -> list[str]:
    head = [word("document", lang), *(label for _, label in view["columns"]), word("errors_n", lang)]
    rows = [
        [
            escape(doc["doc_id"]),
            *(percent(doc["values"].get(name)) for name, _ in view["columns"]),
            str(doc["errors"]),
        ]
        for doc in view["documents"]
    ]
    lines = [f"## {word('documents', lang)}", "", *table(head, rows)]
    lines += [f"- {word('missing', lang)}: {escape(text)}" for text in view["missing"]]
    for doc in view["documents"]:
        if doc["unlabelled"]:
            names = ", ".join(part_label(part, lang) for part in doc["unlabelled"])
            lines.append(f"- {escape(doc['doc_id'])}: {word('unlabelled', lang)}: {names}")
    return [*lines, ""]


def _heat(view: dict[str, Any], lang: Lang) -> list[str]:
    head = [word("kind", lang), *map(escape, view["heat"]["documents"]), word("all", lang)]
    rows = [
        [row["label"], *(percent(cell and cell["value"]) for cell in (*row["cells"], row["all"]))]
        for row in view["heat"]["rows"]
    ]
    return [f"## {word('heat', lang)}", "", *table(head, rows)]


def _group(view: dict[str, Any], group: dict[str, Any], lang: Lang) -> list[str]:
    head = [group["name"], word("n", lang), *(label for _, label in view["columns"])]
    rows = [
        [row["value"], str(row["documents"]), *(percent(row["values"].get(n)) for n, _ in view["columns"])]
        for row in group["rows"]
    ]
    return [f"## {group['name']}", "", *table(head, rows)]


def _confidence(view: dict[str, Any], lang: Lang) -> list[str]:
    found = view["confidence"]
    if found is None:
        return [f"## {word('confidence', lang)}", "", word("no_confidence", lang), ""]
    lines = [
        f"- {word('values', lang)}: {found['count']}",
        f"- {word('ece', lang)}: {found['ece']:.4f}",
        f"- {word('brier', lang)}: {found['brier']:.4f}",
        f"- {word('accept99', lang)}: {percent(found['accept99'])}",
        "",
    ]
    head = [word(key, lang) for key in ("status", "values", "accuracy")]
    rows = [
        [word(name, lang), str(item["count"]), percent(item["right"] / item["count"])]
        for name, item in found["statuses"].items()
    ]
    return [f"## {word('confidence', lang)}", "", *lines, *table(head, rows)]


def _escape(found: dict[str, Any] | None) -> list[str]:
    """What a simulated model's errors came to; nothing where nothing was measured."""
    if found is None:
        return []
    said = found["words"]
    rows = [
        [
            said[point["setting"]],
            f"{100 * point['error_rate']:.4g} %",
            str(point["errors_first_answer"]),
            str(point["values_accepted"]),
            str(point["wrong_accepted"]),
            f"{100 * point['wrong_share']:.3f}",
            percent(point["right_review_share"]),
            "—" if point["load_per_error"] is None else f"{point['load_per_error']:.2f}",
        ]
        for point in found["points"]
    ]
    basis = f"{said['basis']} {len(found['documents'])} · {said['statements']} {found['statements']}"
    seeds = f"{said['seeds']} {' '.join(map(str, found['seeds']))}"
    return [
        f"## {said['title']}",
        "",
        f"> {said['note']}",
        "",
        f"{basis} · {seeds} · {escape(found['model'])}",
        "",
        *table(["", *(said[name] for name in found["columns"])], rows),
        *(f"- {said['escaped']}: {escape(text)}" for text in found["escaped"]),
        "",
    ]


def _errors(run: Run, lang: Lang) -> list[str]:
    """Counts by part and reason, then every error on its own line."""
    errors = [error for doc in run.documents for error in doc.errors]
    tally = Counter((error.part, error.reason) for error in errors)
    rows = [
        [part_label(part, lang), reason_label(reason, lang), str(count)]
        for (part, reason), count in sorted(tally.items())
    ]
    head = [word(key, lang) for key in ("part", "reason", "errors_n")]
    lines = [f"## {word('errors', lang)} ({len(errors)})", "", *table(head, rows)]
    for error in errors:
        lines.append(
            f"- `{error.id}` {escape(error.doc_id)} · {escape(error.path)} · "
            f"{reason_label(error.reason, lang)} · {word('gold', lang)} {_value(error.gold)} · "
            f"{word('ours', lang)} {_value(error.ours)}"
        )
    return [*lines, ""]


def _value(text: str | None) -> str:
    return "∅" if text is None else escape(text[:80])


def _provenance(view: dict[str, Any], lang: Lang) -> list[str]:
    found = view["provenance"]
    dirty = word("dirty", lang) if found["dirty"] else ""
    lines = [
        f"- gouji {found['gouji']} · git {found['commit']}{dirty}",
        f"- Python {found['python']} · {found['platform']} · seed {found['seed']}",
        f"- gold {found['gold_hash']}",
        f"- schema {found['schema_hash']}",
    ]
    for name in ("packages", "options", "models", "prompts"):
        pairs = ", ".join(f"{key}={value}" for key, value in sorted(found[name].items()))
        lines += [f"- {name}: {escape(pairs)}"] if pairs else []
    return [f"## {word('provenance', lang)}", "", *lines]
