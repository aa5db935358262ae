"""How many of the findings that somebody has judged are true, by rule and mechanism.

Takes records with what is known about their documents (labels, judgements of labelled documents, judged findings), gives
:class:`Row` values.  A rule says *error* where it has shown :data:`EARNED` on :data:`ENOUGH` documents; arguable ones count
against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from gouji.checks.rules import CATALOGUE
from gouji.eval.gold_folders import GoldDoc
from gouji.eval.judged import JudgedFinding, Verdict, is_reported, judged_of
from gouji.schemas.record import Finding, Record, Severity

EARNED: Final = 0.9
"""Share of true ones from which a rule may say *error*."""
ENOUGH: Final = 5
"""Documents with a judged finding, below which a share is chance."""

Standing = Literal["earned", "too few", "not earned", "note", "note that earned it"]


@dataclass(frozen=True, slots=True)
class Judged:
    """One finding of a document as the checks are today, and what is known about it."""

    doc_id: str
    finding: Finding
    verdict: Verdict | None
    misunderstood: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """The findings of one rule, mechanism and severity; ``documents``: with at least one that was judged."""

    rule: str
    mechanism: str
    severity: Severity
    documents: int
    true: int
    arguable: int
    false: int
    unjudged: int

    @property
    def precision(self) -> float | None:
        judged = self.true + self.arguable + self.false
        return self.true / judged if judged else None

    @property
    def standing(self) -> Standing:
        """Whether the severity is earned."""
        good = self.precision is not None and self.precision >= EARNED
        if self.severity != "error":
            promoted = self.severity == "note" and good and self.documents >= ENOUGH
            return "note that earned it" if promoted else "note"
        if self.precision is not None and not good:
            return "not earned"
        return "earned" if self.documents >= ENOUGH else "too few"


@dataclass(frozen=True, slots=True)
class Gone:
    """Judged findings that no finding of today repeats; a true one is lost where none lists its figures either."""

    true_lost: tuple[tuple[str, JudgedFinding], ...]
    true_elsewhere: int
    arguable: int
    false: int


def judge_record(
    record: Record, doc_id: str, entries: Sequence[JudgedFinding], gold: GoldDoc | None
) -> list[Judged]:
    """Each finding with its verdict: of who judged the finding itself, else of the labels of its document."""
    labelled = _by_labels(record, gold) if gold is not None else [None] * len(record.findings)
    entry_of = judged_of(record.findings, entries)
    return [
        Judged(doc_id, finding, verdict)
        if entry is None
        else Judged(doc_id, finding, "true", "")
        if _is_rounding(finding, entry)
        else Judged(doc_id, finding, entry.verdict, entry.misunderstood)
        for finding, entry, verdict in zip(record.findings, entry_of, labelled, strict=True)
    ]


def _is_rounding(finding: Finding, entry: JudgedFinding) -> bool:
    """Whether a judge refused as an error, because it is only rounding, what is called no more than that."""
    return finding.severity == "rounding" and entry.misunderstood.startswith("rounding")


def _by_labels(record: Record, doc: GoldDoc) -> list[Verdict | None]:
    """A finding that a label calls an error is true, one that it calls a note arguable as an error; what was judged beside the
    labels is what it was judged to be."""
    from gouji.eval.adjudication import judge
    from gouji.eval.harness import match_table_names
    from gouji.eval.metrics.findings import match, outcome

    labels, names = doc.gold.inconsistencies, match_table_names(doc.gold.tables, record.tables)
    judgements = judge(record.findings, doc.adjudication)
    met = match(labels, record.findings, judgements, names)
    said: dict[str, Verdict] = {"repeat": "true", "true": "true", "false": "false", "debatable": "arguable"}
    verdicts: list[Verdict | None] = []
    for i, (finding, judgement) in enumerate(zip(record.findings, judgements, strict=True)):
        if i in met:
            said_so = labels[met[i]].severity
            borne_out = said_so == "error" or said_so == finding.severity == "rounding"
            verdicts.append("true" if borne_out else "arguable")
        else:
            verdicts.append(said.get(outcome(finding, judgement, False, labels, names)))
    return verdicts


def rows(judged: Iterable[Judged]) -> list[Row]:
    """Sum up by rule, mechanism and severity."""
    groups: dict[tuple[str, str, Severity], list[Judged]] = {}
    for one in judged:
        key = (one.finding.rule, one.finding.mechanism or "", one.finding.severity)
        groups.setdefault(key, []).append(one)
    return [row(*key, groups[key]) for key in sorted(groups)]


def by_evaluator(judged: Iterable[Judged]) -> list[Row]:
    """The errors by evaluator and mechanism: rules that differ in their concepts only earn together; ``rule`` is its name."""
    names = {rule.id: rule.name for rule in CATALOGUE}
    groups: dict[tuple[str, str], list[Judged]] = {}
    for one in judged:
        if one.finding.severity == "error":
            name = names.get(one.finding.rule, one.finding.rule)
            groups.setdefault((name, one.finding.mechanism or ""), []).append(one)
    return [row(name, mechanism, "error", groups[name, mechanism]) for name, mechanism in sorted(groups)]


def row(rule: str, mechanism: str, severity: Severity, judged: Sequence[Judged]) -> Row:
    """One row over some findings."""
    verdicts = [one.verdict for one in judged]
    return Row(
        rule,
        mechanism,
        severity,
        len({one.doc_id for one in judged if one.verdict is not None}),
        verdicts.count("true"),
        verdicts.count("arguable"),
        verdicts.count("false"),
        verdicts.count(None),
    )


def gone(documents: Iterable[tuple[str, Record, Sequence[JudgedFinding]]]) -> Gone:
    """What was judged and is not among the errors of the records any more."""
    lost: list[tuple[str, JudgedFinding]] = []
    elsewhere = arguable = false = 0
    for doc_id, record, entries in documents:
        errors = [finding for finding in record.findings if finding.severity == "error"]
        kept = {id(entry) for entry in judged_of(errors, entries) if entry is not None}
        for entry in (entry for entry in entries if id(entry) not in kept):
            arguable += entry.verdict == "arguable"
            false += entry.verdict == "false"
            if entry.verdict == "true" and is_reported(entry, errors):
                elsewhere += 1
            elif entry.verdict == "true":
                lost.append((doc_id, entry))
    return Gone(tuple(lost), elsewhere, arguable, false)
