"""Findings as a screen, as JSON, as CSV and as a workbook.

Takes a record's findings, gives text or a file.  Everything in a finding comes from a document: text in a
spreadsheet never becomes a formula, control characters never reach a terminal.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gouji import __version__
from gouji.checks.keys import finding_key
from gouji.checks.selection import RANK
from gouji.errors import GoujiError
from gouji.output.coverage import coverage_line, coverage_lines
from gouji.output.labels import Lang, place_name, unread_name, word
from gouji.output.summary import unread_lines
from gouji.schemas.record import (
    CheckResult,
    Finding,
    Form,
    Metadata,
    Operand,
    Record,
    RunInfo,
    Severity,
    Unread,
)

if TYPE_CHECKING:
    from gouji.output.workbook import Book

SEVERITY_NAMES: dict[Severity, tuple[str, str]] = {
    "error": ("错误", "error"),
    "rounding": ("尾差", "rounding"),
    "note": ("提示", "note"),
}
COLUMNS = (
    ("文档", "document"),
    ("编号", "id"),
    ("级别", "severity"),
    ("规则", "rule"),
    ("类型", "type"),
    ("问题", "message"),
    ("位置", "places"),
    ("印出", "values"),
    ("应为", "expected"),
    ("差额", "difference"),
    ("依据", "basis"),
    ("建议", "suggestion"),
    ("键", "key"),
)
UNREAD = "unread"
"""The type of a row that is no finding: a part that was not read, so that a list of findings is no clean bill."""
WHOLE = "document"
"""The reason of an unread part that is the whole document."""
UNREAD_COLUMNS = (("文档", "document"), ("页", "page"), ("原因", "reason"), ("说明", "detail"))
RESULT_COLUMNS = (
    "文档",
    "规则",
    "名称",
    "成立",
    "不成立",
    "不适用",
    "无法核对",
    "无法核对的原因",
    "不适用的原因",
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_TABLE_ID = re.compile(r"^t\d+$")


@dataclass(frozen=True, slots=True)
class Checked:
    """One document with the findings that are to be shown and the results of the rules."""

    record: Record
    findings: tuple[Finding, ...]
    checks: tuple[CheckResult, ...]
    accepted: int = 0


def not_read(error: GoujiError) -> Checked:
    """What a report says of a document that could not be read at all: nothing but that, and why."""
    reason = f"{error.reason} ({error.hint})" if error.hint else error.reason
    unread = Unread(reason=WHOLE, detail=" ".join(f"文件没有读出：{reason}".split()))
    source = error.subject
    form: Form = "pdf" if source.lower().endswith(".pdf") else "text"
    run = RunInfo(version=__version__, source=source, sha256="", form=form, unread=[unread])
    return Checked(Record(doc_id=source, source=source, metadata=Metadata(), run=run), (), ())


def plain(text: str) -> str:
    """Text for a terminal: no control or direction-changing characters."""
    return _CONTROL.sub("", text).replace("\n", " ")


def place_of(operand: Operand, record: Record, lang: Lang = "zh") -> str:
    """Where an operand is printed, for a person: table title, row and column, page or line."""
    head, _, rest = operand.where.partition(" ")
    where = operand.where
    if _TABLE_ID.match(head):
        table = next((t for t in record.tables if t.id == head), None)
        title = " ".join(part for part in (table.number, table.title) if part) if table else ""
        where = f"{title or head} {rest}".strip()
    if operand.evidence is not None and (name := place_name(operand.evidence, lang)):
        where += f"（{name}）" if lang == "zh" else f" ({name})"
    return plain(where)


def group_of(finding: Finding, record: Record) -> str:
    """The table or section that a finding belongs to: that of its first place."""
    where = finding.operands[0].where if finding.operands else ""
    head = where.split(" ")[0]
    if _TABLE_ID.match(head):
        table = next((t for t in record.tables if t.id == head), None)
        if table is not None:
            return plain(" ".join(part for part in (table.number, table.title) if part) or head)
    parts = head.split("/")
    return plain("/".join(parts[:2]) if parts[0].startswith("第") else parts[0])


def screen(checked: Checked, lang: Lang = "zh", *, notes: bool = False, explain: bool = False) -> str:
    """One screen: a head line, findings grouped by table and section, worst first, and what was not checked."""
    record = checked.record
    lines = [_head(checked, lang)]
    lines.extend(f"  {word('not_read', lang)}：{plain(line)}" for line in unread_lines(record, lang))
    shown = [f for f in checked.findings if notes or f.severity != "note"]
    groups: dict[str, list[Finding]] = {}
    for finding in shown:
        groups.setdefault(group_of(finding, record), []).append(finding)
    for name, findings in sorted(groups.items(), key=lambda item: min(RANK[f.severity] for f in item[1])):
        lines.append(f"\n  {name or '—'}")
        for finding in sorted(findings, key=lambda f: RANK[f.severity]):
            lines.extend(_finding_lines(finding, record, lang, explain=explain))
    lines.extend(_tail(checked, len(checked.findings) - len(shown), lang, explain=explain))
    return "\n".join(lines) + "\n"


def _head(checked: Checked, lang: Lang) -> str:
    if any(part.reason == WHOLE for part in checked.record.run.unread):
        return plain(checked.record.source)
    counts = [
        f"{SEVERITY_NAMES[s][lang == 'en']} {sum(f.severity == s for f in checked.findings)}" for s in RANK
    ]
    accepted = (
        ("，已接受 " if lang == "zh" else ", accepted ") + str(checked.accepted) if checked.accepted else ""
    )
    return f"{plain(checked.record.source)}：{'，'.join(counts)}{accepted}"


def _finding_lines(finding: Finding, record: Record, lang: Lang, *, explain: bool) -> list[str]:
    name = SEVERITY_NAMES[finding.severity][lang == "en"]
    lines = [f"    {name} {finding.rule}  {plain(finding.message)}{_difference(finding, lang)}"]
    if finding.suggestion:
        lines.append(f"         {'→'} {plain(finding.suggestion)}")
    if explain:
        lines.extend(
            f"         {place_of(op, record, lang)}: {plain(op.value or op.quote or '')}"
            for op in finding.operands[:12]
        )
        lines.append(f"         {'依据' if lang == 'zh' else 'Basis'}：{plain(finding.basis or '—')}")
    return lines


def _difference(finding: Finding, lang: Lang) -> str:
    if finding.difference is None or finding.severity == "rounding":
        return ""
    return f"（差 {finding.difference}）" if lang == "zh" else f" (off by {finding.difference})"


def _tail(checked: Checked, hidden: int, lang: Lang, *, explain: bool) -> list[str]:
    """What is not shown, and how much was compared."""
    lines: list[str] = []
    if hidden:
        text = f"另有提示 {hidden} 条（--notes 显示）" if lang == "zh" else f"{hidden} notes more (--notes)"
        lines.append(f"\n  {text}")
    line = coverage_line(checked.record, lang)
    if line is not None:
        lines.append(f"  {line}")
    if explain:
        lines.extend(f"    {plain(line)}" for line in coverage_lines(checked.record, lang))
    return lines


def rows(checked: Checked, lang: Lang = "zh") -> Iterable[tuple[str, ...]]:
    """One row a part that was not read and one a finding, in the order of :data:`COLUMNS`."""
    for part in checked.record.run.unread:
        page = "" if part.page is None else word("page", lang).format(part.page)
        message = part.detail if lang == "zh" else f"{page} {unread_name(part.reason, lang)}".strip()
        blank = [""] * (len(COLUMNS) - 7)
        yield (checked.record.source, "", word("not_read", lang), "", UNREAD, message, page, *blank)
    for f in checked.findings:
        yield (
            checked.record.source,
            f.id,
            SEVERITY_NAMES[f.severity][lang == "en"],
            f.rule,
            f.type,
            f.message,
            "；".join(place_of(op, checked.record, lang) for op in f.operands),
            "；".join(op.value or "" for op in f.operands),
            f.expected or "",
            f.difference or "",
            f.basis or "",
            f.suggestion or "",
            finding_key(f),
        )


def to_csv(all_checked: Sequence[Checked], lang: Lang = "zh") -> str:
    """CSV with a header; a text that a spreadsheet would take for a formula is quoted with an apostrophe."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow([names[lang == "en"] for names in COLUMNS])
    for checked in all_checked:
        for row in rows(checked, lang):
            writer.writerow([neutral(cell) for cell in row])
    return buffer.getvalue()


def neutral(text: str) -> str:
    """A text that no spreadsheet takes for a formula; a plain signed number stays as it is."""
    text = _CONTROL.sub("", text)
    if text.startswith(_FORMULA) and not re.fullmatch(r"[-+]?\d+(\.\d+)?%?", text):
        return f"'{text}"
    return text


def to_json(all_checked: Sequence[Checked]) -> str:
    """One object: per document what was not read, its findings (with their keys) and the result of every rule."""
    documents = [
        {
            "source": c.record.source,
            "unread": [part.model_dump(mode="json", exclude_none=True) for part in c.record.run.unread],
            "messages": list(c.record.run.messages),
            "findings": [
                {**f.model_dump(mode="json", exclude_none=True), "key": finding_key(f)} for f in c.findings
            ],
            "checks": [r.model_dump(mode="json") for r in c.checks],
            "coverage": c.record.coverage and c.record.coverage.model_dump(mode="json"),
        }
        for c in all_checked
    ]
    return json.dumps({"documents": documents}, ensure_ascii=False, indent=1) + "\n"


def write_workbook(all_checked: Sequence[Checked], path: Path, lang: Lang = "zh") -> None:
    """A workbook: findings, rule results, what was not read; every cell is text."""
    from gouji.output.workbook import Book

    book = Book()
    found = [row for checked in all_checked for row in rows(checked, lang)]
    _text_sheet(
        book, "勾稽" if lang == "zh" else "findings", [names[lang == "en"] for names in COLUMNS], found
    )
    results = [row for checked in all_checked for row in _result_rows(checked)]
    _text_sheet(book, "规则" if lang == "zh" else "rules", RESULT_COLUMNS, results)
    unread = [row for checked in all_checked for row in _unread_rows(checked, lang)]
    _text_sheet(book, word("not_read", lang), [names[lang == "en"] for names in UNREAD_COLUMNS], unread)
    book.save(path)


def _text_sheet(book: Book, name: str, header: Sequence[str], texts: Iterable[Sequence[str]]) -> None:
    """A sheet of texts under a header that stays in sight."""
    from gouji.output.cells import CellValue, clean
    from gouji.output.workbook import BOLD, PLAIN

    sheet = book.sheet(name)
    for row, cells in enumerate((header, *texts), 1):
        for column, text in enumerate(cells, 1):
            sheet.put(row, column, CellValue(clean(text)), BOLD if row == 1 else PLAIN)
    sheet.freeze(2)


def _unread_rows(checked: Checked, lang: Lang) -> Iterable[tuple[str, ...]]:
    """One row a part that was not read, in the order of :data:`UNREAD_COLUMNS`; one that says so where all was."""
    for part in checked.record.run.unread:
        page = "" if part.page is None else str(part.page)
        yield (checked.record.source, page, unread_name(part.reason, lang), part.detail)
    if not checked.record.run.unread:
        yield (checked.record.source, "", word("nothing_unread", lang), "")


def _result_rows(checked: Checked) -> Iterable[tuple[str, ...]]:
    """One row a rule, in the order of :data:`RESULT_COLUMNS`."""
    for check in checked.checks:
        counts = (check.passed, check.failed, check.not_applicable, check.not_checkable)
        more = [f"另有 {check.more_reasons} 种"] if check.more_reasons else []
        reasons = ("；".join([*check.reasons, *more]), "；".join(check.inapplicable))
        yield (checked.record.source, check.rule, check.title, *(str(n) for n in counts), *reasons)
