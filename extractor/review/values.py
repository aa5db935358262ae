"""Doubtful values as questions, and accepted ones for the audit sample.

Takes a record, gives items: values whose status is ``review`` or whose confidence is low, figures that
reached no cell, parts that were not read, answers of a model that the source did not bear out.  Values
that one look settles (a table that was put together wrongly, two readings of one sentence) are one
question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from gouji.figures import amount, in_yuan, is_code_column
from gouji.output.labels import kind_name, word
from gouji.reconcile.scorecard import CARD
from gouji.review.paths import STATEMENT_FIELDS
from gouji.review.printed_text import printed_figure, prints_text, value_of
from gouji.review.ranking import in_sample
from gouji.review.units import unit_questions
from gouji.review.value_places import (
    FIGURE_FIELDS,
    bare,
    item_name,
    place_key,
    values_of,
    version_name,
)
from gouji.schemas.record import Evidence, Place, Record, Statement, Table, TableKind
from gouji.schemas.review import Alternative, Item, Member, Reason

LOW = 0.7
"""An accepted value below this is asked about although nothing speaks against it."""

_CODES = {entry.reason: code for code, entry in CARD.items() if entry.reason}
_DISPUTE = re.compile(r"(?P<field>[a-z_]+)：语法读作 (?P<ours>[^，；]*)，模型读作 (?P<theirs>[^；]*)")
"""The sentence of :mod:`gouji.reconcile.statements` about two readings."""

HARD_CODES = frozenset({"many_broken", "contradicted_by_table", "broken_once"})
"""Reasons that rest on an identity that does not hold."""

FIELD_NAMES = {
    "value": "数值",
    "change": "增减额",
    "change_pct": "增减率",
    "share_pct": "占比",
    "completion_pct": "完成率",
    "budget_value": "预算数",
    "subject": "事项",
    "unit": "单位",
    "year": "年度",
    "base": "比较对象",
    "direction": "增减方向",
}


class Values:
    """The values of one record with what the questions need about each."""

    def __init__(self, record: Record) -> None:
        self.record = record
        self._tables = {table.id: table for table in record.tables}
        self._statements = {statement.id: statement for statement in record.statements}

    def doubtful(self) -> list[Item]:
        """One item per doubtful value, or per group that one look settles."""
        groups: dict[object, list[tuple[str, str | None, Evidence]]] = {}
        for path, value, evidence in values_of(self.record):
            if evidence is not None and is_doubtful(evidence):
                groups.setdefault(self._group(path, evidence), []).append((path, value, evidence))
        return [self._item(group) for group in groups.values()]

    def audit(self, share: float, seed: int) -> Iterator[Item]:
        """The sample of values that nobody doubts."""
        for path, value, evidence in values_of(self.record):
            if value is None or evidence is None or is_doubtful(evidence):
                continue
            name = self._id([(path, value, evidence)])
            if in_sample(name, share, seed):
                item = self._item([(path, value, evidence)])
                text = "随机抽查：用来估计已采信数值的准确率"
                yield item.model_copy(
                    update={
                        "kind": "audit",
                        "hard": False,
                        "reasons": [Reason(code="audit", text=text), *item.reasons],
                    }
                )

    def leftovers(self) -> Iterator[Item]:
        """Figures inside a table region that reached no cell."""
        for table in self.record.tables:
            for number, left in enumerate(table.leftovers):
                yield self._plain(
                    f"tables/{table.id}/leftovers/{number}",
                    "leftover",
                    f"{name_of(table)}：{left.text}",
                    Reason(code="leftover", text="此数在表内，但未能归入任何单元格"),
                    value=left.text,
                    unit=table.unit,
                    place=bare(left.place),
                    table=table.id,
                    money=in_yuan(left.text, table.unit),
                )

    def units(self) -> Iterator[Item]:
        """Tables of money that print no unit: the answer is the unit of the table."""
        for asked in unit_questions(self.record):
            path = f"tables/{asked.table.id}/unit"
            label = f"{name_of(asked.table)}：金额单位"
            text = f"表上未印单位，{asked.figure.where} 等金额不能与他处比较；请填 元、万元 等"
            if asked.unit is not None:
                text += f"（若为{asked.unit}，有 {asked.equal} 个数与他处相同）"
            place = bare(asked.figure.evidence)
            yield self._plain(
                path,
                "value",
                label,
                Reason(code="unit_unknown", text=text),
                target=path,
                members=[Member(path=path, label=label, place=place)],
                place=place,
                table=asked.table.id,
            )

    def unread(self) -> Iterator[Item]:
        """Pages and parts that were not read."""
        for number, part in enumerate(self.record.run.unread):
            place = None if part.page is None else Place(page=part.page)
            yield self._plain(
                f"run/unread/{number}",
                "unread",
                part.detail,
                Reason(code="unread", text=part.detail),
                place=place,
            )

    def rejected(self) -> Iterator[Item]:
        """What a model answered and the source did not bear out."""
        for number, answer in enumerate(self.record.rejected):
            fields = {k: str(v) for k, v in answer.answer.items() if v is not None}
            subject = fields.get("subject") or fields.get("name") or fields.get("term") or answer.task
            yield self._plain(
                f"rejected/{number}",
                "rejected",
                f"{answer.section} {subject}".strip(),
                Reason(code="rejected", text=f"模型的回答未被原文证实：{answer.reason}"),
                value=fields.get("value") or fields.get("text"),
                unit=fields.get("unit"),
                quote=fields.get("quote"),
                money=in_yuan(fields.get("value"), fields.get("unit")),
            )

    def _plain(self, path: str, kind: str, label: str, reason: Reason, **fields: object) -> Item:
        """An item about something that is no value of the record."""
        record = self.record
        anchor = (kind, place_key(fields.get("place")) or label)  # type: ignore[arg-type]
        return Item.model_validate(
            {
                "item_id": item_name(record.doc_id, *anchor),
                "version": version_name(label, fields.get("value")),
                "doc_id": record.doc_id,
                "doc_sha256": record.run.sha256,
                "path": path,
                "kind": kind,
                "label": label,
                "reasons": [reason],
                "confidence": 0.3,
                "run_version": record.run.version,
                **fields,
            }
        )

    def _group(self, path: str, evidence: Evidence) -> object:
        """What is asked together: a misread table, the doubtful cells of one row, the readings of one sentence."""
        parts = path.split("/")
        codes = {code_of(reason) for reason in evidence.reasons}
        if parts[0] == "tables" and "many_broken" in codes:
            return ("table", parts[1])
        if parts[0] == "tables" and parts[2] == "rows":
            return ("row", parts[1], parts[3])
        if parts[0] == "statements":
            return ("sentence", place_key(evidence) or path)
        if parts[0] == "metadata":
            return ("metadata",)
        return path

    def _item(self, group: Sequence[tuple[str, str | None, Evidence]]) -> Item:
        record = self.record
        members = [m for path, value, evidence in group for m in self._members(path, value, evidence)]
        path, _, evidence = min(group, key=lambda entry: entry[2].confidence)
        codes = {code_of(reason) for _, _, e in group for reason in e.reasons}
        first = next(m for m in members if m.path == path)
        others = [a for p, _, e in group for a in _disputes(p, e)]
        printed = [a for a in others if self._is_printed(a)]
        return Item(
            item_id=self._id(group),
            version=version_name(*(value for _, value, _ in group)),
            doc_id=record.doc_id,
            doc_sha256=record.run.sha256,
            path=path,
            target=path,
            kind="value",
            label=first.label if len(group) == 1 else self._title(group, first),
            value=first.value,
            unit=first.unit,
            members=members,
            alternatives=printed,
            hints=[a for a in others if a not in printed],
            reasons=_reasons(group),
            confidence=evidence.confidence,
            money=_largest(members),
            hard=bool(codes & HARD_CODES),
            place=bare(evidence),
            also=evidence.also,
            quote=self._quote(path),
            table=path.split("/")[1] if path.startswith("tables/") else None,
            run_version=record.run.version,
        )

    def _id(self, group: Sequence[tuple[str, str | None, Evidence]]) -> str:
        """Document, kind of path and source place; the number of a row counts only where no place is known.

        A reader that finds one more row above moves every index below it, but no place.
        """
        if self._group(group[0][0], group[0][2])[:1] == ("table",):  # type: ignore[index]
            table = self._tables[group[0][0].split("/")[1]]
            return item_name(self.record.doc_id, "table", table.where.model_dump_json())
        return item_name(self.record.doc_id, *sorted(str(self._anchor(path, e)) for path, _, e in group))

    def _anchor(self, path: str, evidence: Evidence) -> tuple[object, ...]:
        place = place_key(evidence)
        if place is None:
            return (path,)
        parts = path.split("/")
        if parts[0] == "tables" and parts[2] == "rows":
            return ("cell", *self._tables[parts[1]].columns[int(parts[5])], place)
        if parts[0] == "statements":
            statement = self._statements[parts[1]]
            return ("statement", parts[2], statement.subject, place)
        return (parts[0], parts[-1] if not parts[-1].isdigit() else "", place)

    def _title(self, group: Sequence[object], first: Member) -> str:
        table = self._tables.get(first.path.split("/")[1])
        named = name_of(table) if table is not None else first.label
        if first.path.startswith("metadata/"):
            named = "文档信息"
        return f"{named}：{len(group)} 个数一并核对"

    def _quote(self, path: str) -> str | None:
        parts = path.split("/")
        if parts[0] == "statements":
            return self._statements[parts[1]].quote
        return self.record.targets[int(parts[1])].quote if parts[0] == "targets" else None

    def _is_printed(self, other: Alternative) -> bool:
        """Whether the sentence prints the other reading; a reading that is not printed there is only a hint."""
        quote = self._quote(other.path) or ""
        if other.path.rpartition("/")[2] in FIGURE_FIELDS and value_of(other.value) is not None:
            return printed_figure(other.value, quote) is not None
        return prints_text(other.value, quote)

    def _members(self, path: str, value: str | None, evidence: Evidence) -> list[Member]:
        parts = path.split("/")
        place = bare(evidence)
        if parts[0] == "statements":
            return _statement_members(self._statements[parts[1]], place)
        if parts[0] == "tables":
            table = self._tables[parts[1]]
            return [
                Member(
                    path=path,
                    label=self._label(path, table),
                    value=value,
                    unit=_unit(table, parts),
                    place=place,
                )
            ]
        if parts[0] == "metadata":
            return [Member(path=path, label=word(parts[1], "zh"), value=value, place=place)]
        holder = getattr(self.record, parts[0])[int(parts[1])]
        named = next(
            (str(getattr(holder, f)) for f in ("subject", "name", "term") if getattr(holder, f, None)), ""
        )
        unit = getattr(holder, "unit", None)
        return [Member(path=path, label=named or parts[0], value=value, unit=unit, place=place)]

    def _label(self, path: str, table: Table) -> str:
        parts = path.split("/")
        if parts[2] == "form":
            return f"{name_of(table)} {'/'.join(parts[3:])}"
        row, column = int(parts[3]), int(parts[5])
        return f"{name_of(table)} {row_name(table, row)} {'/'.join(table.columns[column])}".strip()


MIXED_KINDS = frozenset(
    {TableKind.PROJECT_PERFORMANCE, TableKind.PROJECT_SELF_EVALUATION, TableKind.ENTITY_LIST}
)
"""Kinds of tables whose columns mix scores, counts, dates and money: the unit above them is not that of a cell."""


def _unit(table: Table, parts: list[str]) -> str | None:
    """The unit of a cell: that of its table, none for codes and for forms that are no money tables."""
    if table.kind in MIXED_KINDS or (parts[2] == "rows" and is_code_column(table.columns[int(parts[5])])):
        return None
    return table.unit


def is_doubtful(evidence: Evidence) -> bool:
    """Whether a person should look at the value."""
    return evidence.status == "review" or (evidence.status != "proved" and evidence.confidence < LOW)


def code_of(reason: str) -> str:
    """The code of a reason of the record: the scorecard's, or the kind of the sentence."""
    if reason in _CODES:
        return _CODES[reason]
    return "readers_disagree" if _DISPUTE.search(reason) else "reader_note"


def name_of(table: Table) -> str:
    """Number and title of a table, or what kind it is."""
    return " ".join(text for text in (table.number, table.title) if text) or kind_name(table.kind)


def row_name(table: Table, row: int) -> str:
    """The first words of a row, its code where there are none."""
    cells = [cell for cell in table.rows[row] if cell]
    return next((c for c in cells if amount(c.rstrip("%")) is None), cells[0] if cells else f"第{row + 1}行")


def _statement_members(statement: Statement, place: object) -> list[Member]:
    members = []
    for field in STATEMENT_FIELDS:
        value = getattr(statement, field)
        if value is None:
            continue
        unit = statement.unit if field in ("value", "change", "budget_value") else None
        members.append(
            Member.model_validate(
                {
                    "path": f"statements/{statement.id}/{field}",
                    "label": f"{statement.subject} {FIELD_NAMES[field]}",
                    "value": str(value),
                    "unit": unit or ("%" if field.endswith("_pct") else None),
                    "place": place,
                }
            )
        )
    return members


def _disputes(path: str, evidence: Evidence) -> Iterator[Alternative]:
    """The other reading of each field that the grammar and the model dispute."""
    base = path.rpartition("/")[0]
    for reason in evidence.reasons:
        for found in _DISPUTE.finditer(reason):
            if found["field"] in (*FIGURE_FIELDS, "unit", "year", "base", "direction", "subject"):
                yield Alternative(
                    path=f"{base}/{found['field']}", value=found["theirs"].strip(), source="模型"
                )


def _reasons(group: Iterable[tuple[str, str | None, Evidence]]) -> list[Reason]:
    """Every reason once, in their order; a doubt without words says at least that it is one."""
    found: dict[str, Reason] = {}
    for _, _, evidence in group:
        for text in evidence.reasons:
            found.setdefault(text, Reason(code=code_of(text), text=text))
    if not found:
        sure = [e for _, _, e in group if e.status == "review"]
        text = "读取时有疑问" if sure else f"置信度低（{min(e.confidence for _, _, e in group):.2f}）"
        return [Reason(code="reader_unsure" if sure else "low_confidence", text=text)]
    return list(found.values())


def _largest(members: Iterable[Member]) -> Decimal | None:
    sums = [value for m in members for value in [in_yuan(m.value, m.unit)] if value is not None]
    return max((abs(value) for value in sums), default=None)
