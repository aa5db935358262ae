"""A document → its changes, each judged again from nothing but what a reading would give.

Takes the path of a document or of its record, gives :class:`~gouji.eval.injection.model.Outcome` values.  A change in the record
goes through reconcile and the checks once more; a change in the PDF through the whole extraction.
"""

from __future__ import annotations

import random
import re
import tempfile
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from gouji.checks.keys import finding_key, printed_value, question_of
from gouji.eval.injection.draw import draw
from gouji.eval.injection.edit import edited, found_key, fresh, same_place
from gouji.eval.injection.model import Change, Outcome
from gouji.eval.injection.redraw import NotRedrawnError, redrawn
from gouji.figures import amount
from gouji.output.atomic import write_bytes
from gouji.pipeline import Checks, extract
from gouji.read.inputs import plain_name
from gouji.reconcile import reconcile
from gouji.records import read_record
from gouji.schemas.record import Finding, Operand, Record

_NUMBER = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
_ONE = " 若为 "
"""Words of a suggestion that names one figure."""


def inject(path: Path, seed: int, count: int, *, redraw: bool = False) -> list[Outcome]:
    """At most ``count`` changes of one document, drawn by ``seed`` and the name of the document."""
    read = _read(path)
    rules = Checks()
    settled = judged_again(read, rules)
    changes = draw(settled, random.Random(f"{seed}/{read.doc_id}"), count)
    return _outcomes(path, read, settled, changes, rules, redraw=redraw)


def inject_again(path: Path, changes: Sequence[Change], *, redraw: bool = False) -> list[Outcome]:
    """The changes of an earlier run made once more, to compare two versions on the same ones."""
    read, rules = _read(path), Checks()
    return _outcomes(path, read, judged_again(read, rules), changes, rules, redraw=redraw)


def _read(path: Path) -> Record:
    """The record under the name of its file, by which ``--again`` finds the changes of a document."""
    record = read_record(path) if path.suffix.lower() == ".json" else extract(path)
    return record.model_copy(update={"doc_id": plain_name(path)})


def judged_again(record: Record, rules: Checks | None = None) -> Record:
    """The record with the status of every figure and the findings, from the readings alone; no running text.

    ``rules``: those of the same document with other figures.
    """
    rules = rules or Checks()
    settled = reconcile(fresh(record), rules.identities)
    return settled.model_copy(update=rules.findings(settled, "zh")._asdict())


def _outcomes(
    path: Path, read: Record, settled: Record, changes: Sequence[Change], rules: Checks, *, redraw: bool
) -> list[Outcome]:
    found = []
    for change in changes:
        if redraw:
            found.append(_in_the_pdf(path, read, change))
            continue
        record = edited(read, change)
        if record is None:
            found.append(Outcome(change=change, fate="lost", why="此处没有这个数"))
        else:
            found.append(outcome(change, settled, judged_again(record, rules)))
    return found


def _in_the_pdf(path: Path, before: Record, change: Change) -> Outcome:
    """The outcome for the PDF with the figure drawn anew, if it is read as it was drawn."""
    try:
        data = redrawn(path, change)
    except NotRedrawnError as error:
        return Outcome(change=change, fate="lost", why=f"未重绘：{error}")
    with tempfile.TemporaryDirectory(prefix="gouji-inject-") as scratch:
        copy = Path(scratch) / path.name
        write_bytes(copy, data)
        after = extract(copy)
    if {part.page for part in after.run.unread} - {part.page for part in before.run.unread}:
        return Outcome(change=change, fate="lost", why="未重绘：重写后的页面没有读全")
    if found_key(after, change, change.changed) is None:
        return Outcome(change=change, fate="lost", why="未重绘：读出的不是改后的数")
    return outcome(change, before, after)


def outcome(change: Change, before: Record, after: Record) -> Outcome:
    """What became of a change, from the findings without and with it."""
    known = {question_of(finding_key(f)) for f in before.findings if f.severity == "error"}
    errors = [f for f in after.findings if f.severity == "error" and question_of(finding_key(f)) not in known]
    here = [finding for finding in errors if at_the_place(finding, change)]
    if here:
        return Outcome(
            change=change,
            fate="named" if any(_names(finding, change) for finding in here) else "found",
            proposed=any(_proposes(finding, change) for finding in here),
            listed=any(_lists(finding, change) for finding in here),
            rules=tuple(dict.fromkeys(f.rule for f in [*here, *errors])),
        )
    mild = any(f.severity != "error" and at_the_place(f, change) for f in after.findings)
    return Outcome(
        change=change,
        fate="elsewhere" if errors else "mild" if mild else "silent",
        rules=tuple(dict.fromkeys(f.rule for f in errors)),
        why=_doubts(before, after),
    )


def at_the_place(finding: Finding, change: Change) -> bool:
    """Whether the changed figure is among the figures of the finding."""
    return any(_is_changed(operand, change) for operand in finding.operands)


def _is_changed(operand: Operand, change: Change) -> bool:
    if printed_value(operand.value) != printed_value(change.changed):
        return False
    return operand.where == change.where or same_place(operand.evidence, change)


def _names(finding: Finding, change: Change) -> bool:
    """Whether the suggestion says that it is the changed figure which is wrong."""
    said = finding.suggestion or ""
    return any(said.startswith(f"{o.where}：") for o in finding.operands if _is_changed(o, change))


def _proposes(finding: Finding, change: Change) -> bool:
    """Whether the one value suggested, or the value that the other side of the relation gives, is what had been printed."""
    right = amount(change.printed)
    said = (finding.suggestion or "").split("，")[0]
    return right == amount(finding.expected) or (_ONE in said and right in _numbers(said))


def _lists(finding: Finding, change: Change) -> bool:
    """Whether the figure and what had been printed are among several explanations that the suggestion lists."""
    listed = (finding.suggestion or "").split("：", 1)[-1].split("，或 ")
    ours = [o for o in finding.operands if _is_changed(o, change)]
    return any(
        one.startswith(f"{o.where} ") and amount(change.printed) in _numbers(one)
        for one in listed
        for o in ours
    )


def _numbers(text: str) -> list[Decimal]:
    return [Decimal(found.replace(",", "")) for found in _NUMBER.findall(text)]


def _doubts(before: Record, after: Record) -> str:
    """What the checks call not checkable now and did not before."""
    known = {(result.rule, reason) for result in before.checks for reason in result.reasons}
    new = [
        f"{result.rule} {reason}"
        for result in after.checks
        for reason in result.reasons
        if (result.rule, reason) not in known
    ]
    return "；".join(new)
