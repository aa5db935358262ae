"""Escape rate: how many of a model's wrong answers end up as accepted values, and what review costs.

For each error rate the simulated model answers the bundled documents wrong at that rate; the
reading is reconciled and every accepted figure is held against the gold label.  A figure is *wrong*
when the label of its sentence says otherwise and the run without errors did not say the same (then it
is the grammar's mistake, not an escape).  Two settings are measured: with the grammar as the
second reader, as in use, and the model alone, which shows what grounding does by itself.

The model is simulated: the numbers measure the safeguards, not any language model.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gouji.config import LlmConfig
from gouji.eval.escape_result import EscapeReport, Point, Setting
from gouji.eval.simulated_model import MODEL_ID
from gouji.eval.simulated_model.process import running
from gouji.figures import amount
from gouji.grids.find import find_regions
from gouji.grounding.source import fold_text
from gouji.llm.session import open_session
from gouji.options import Options
from gouji.outline.model import Section
from gouji.outline.sections import outline
from gouji.pipeline import Checks, Clock, build_record
from gouji.read.source import Limits, read_document
from gouji.reconcile import reconcile
from gouji.reconcile.statements import same_subject
from gouji.schemas.record import Record, Statement
from gouji.tasks.read import Work, read_with_llm
from gouji.tasks.result import LlmResult

Mistakes = tuple[int, list[str]]
"""Of one answer: how often it had been asked before, and the kinds of its errors."""
FIELDS = ("value", "change", "change_pct", "share_pct", "completion_pct", "budget_value")
SETTINGS: tuple[Setting, ...] = ("with_grammar", "model_alone")


@dataclass(frozen=True, slots=True)
class Doc:
    """A labelled document, read by tables and grammar."""

    name: str
    record: Record
    sections: list[Section]
    gold: list[dict[str, Any]]


def load_docs(folder: Path) -> list[Doc]:
    """The documents under ``folder`` that have their text beside the label."""
    docs: list[Doc] = []
    for label in sorted(folder.glob("*/gold.json")):
        document = read_document(label.with_name("source.txt"), Limits())
        regions = find_regions(document)
        lines = frozenset[int]().union(*(region.line_ids for region in regions))
        name = label.parent.name
        record = build_record(document, Options(), Clock(), name)
        gold = json.loads(label.read_text(encoding="utf-8"))["statements"]
        docs.append(Doc(name, record, outline(document, lines), gold))
    return docs


def measure(docs: Sequence[Doc], rates: Sequence[float], seeds: Sequence[int] = (0,)) -> list[Point]:
    """One point per setting and rate, counts of all seeds together.

    The run at rate 0 is made in any case, as the baseline; there seeds make no difference.
    """
    points = {
        (setting, rate): Point(setting=setting, error_rate=rate) for rate in rates for setting in SETTINGS
    }
    base: dict[tuple[Setting, str], Record] = {}
    for rate in dict.fromkeys([0.0, *rates]):
        for seed in seeds if rate else seeds[:1]:
            said, mistakes = _answers(docs, rate, seed)
            for setting in SETTINGS:
                records = {doc.name: _settled(doc, said[doc.name], setting) for doc in docs}
                base.update({(setting, name): record for name, record in records.items() if not rate})
                if (setting, rate) in points:
                    point = points[setting, rate]
                    _note_errors(point, mistakes)
                    for doc in docs:
                        _count(point, doc, records[doc.name], base[setting, doc.name])
    return sorted(points.values(), key=lambda point: (point.error_rate, point.setting == "model_alone"))


def _answers(docs: Sequence[Doc], rate: float, seed: int) -> tuple[dict[str, LlmResult], list[Mistakes]]:
    """What the model said of each document, and the errors of each of its answers about statements."""
    with tempfile.TemporaryDirectory() as folder, _model(Path(folder), rate, seed) as (url, log):
        said = {doc.name: _ask(doc, url, Path(folder)) for doc in docs}
        entries = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    mine = [entry for entry in entries if entry.get("task") == "statements"]
    return said, [(entry["attempt"], [mistake["kind"] for mistake in entry["mistakes"]]) for entry in mine]


def _note_errors(point: Point, mistakes: Sequence[Mistakes]) -> None:
    """Errors made in first answers, by kind, and in all of them (re-asks included)."""
    first = Counter(kind for attempt, kinds in mistakes for kind in kinds if attempt == 0)
    point.errors_made += sum(len(kinds) for _, kinds in mistakes)
    point.errors_first_answer += first.total()
    point.errors_by_kind = dict(sorted((Counter(point.errors_by_kind) + first).items()))


@contextmanager
def _model(folder: Path, rate: float, seed: int) -> Iterator[tuple[str, Path]]:
    log = folder / "log.jsonl"
    with running("--log", str(log), "--error-rate", str(rate), "--seed", str(seed)) as url:
        yield url, log


def _ask(doc: Doc, url: str, folder: Path) -> LlmResult:
    config = LlmConfig(mode="always", base_url=url, model=MODEL_ID, cache=folder / "cache.sqlite")
    with open_session(config) as session:
        return read_with_llm(Work(doc.sections, doc.record.metadata), config, session.client())


def _settled(doc: Doc, said: LlmResult, setting: Setting) -> Record:
    """The reconciled record; ``model_alone`` keeps the tables but forgets the grammar's statements."""
    record = doc.record
    if setting == "model_alone":
        record = record.model_copy(update={"statements": []})
    return reconcile(record, Checks().identities, said)


def _count(point: Point, doc: Doc, record: Record, baseline: Record) -> None:
    for statement in record.statements:
        truth = _best([_as_statement(g) for g in doc.gold], statement)
        usual = _best(baseline.statements, statement)
        review = statement.evidence is not None and statement.evidence.status == "review"
        point.in_review += review
        for name in FIELDS:
            printed = getattr(statement, name)
            if printed is None:
                continue
            right = _agrees(statement, truth, name)
            point.right_values += right
            point.right_in_review += right and review
            if review:
                continue
            point.values_accepted += 1
            if not right and not _agrees(statement, usual, name):
                point.wrong_accepted += 1
                told = f"{doc.name} {statement.section} {statement.subject} {name}={printed}"
                point.escapes.append(f"{told} | {statement.quote[:60]}")
    kept = [answer for answer in record.rejected if answer.task == "statements"]
    point.rejected_kept += len(kept)
    before = [s for s in baseline.statements if s.evidence and s.evidence.status == "review"]
    rejected_before = [answer for answer in baseline.rejected if answer.task == "statements"]
    point.load_without_errors += len(before) + len(rejected_before)


def _as_statement(gold: dict[str, Any]) -> Statement:
    return Statement.model_validate(gold)


def _best(candidates: Sequence[Statement], statement: Statement) -> Statement | None:
    """The statement of the same sentence that is most like it."""
    quote = fold_text(statement.quote)
    same = [c for c in candidates if _overlap(fold_text(c.quote), quote)]
    return max(same, key=lambda c: (_is_same(c, statement), *_likeness(c, statement)), default=None)


def _is_same(one: Statement, other: Statement) -> bool:
    return amount(one.value) == amount(other.value) and fold_text(one.subject) == fold_text(other.subject)


def _overlap(one: str, other: str) -> bool:
    return one in other or other in one


def _likeness(one: Statement, other: Statement) -> tuple[int, ...]:
    return (
        int(same_subject(one.subject, other.subject)) + 2 * int(amount(one.value) == amount(other.value)),
        int(one.unit == other.unit),
        int(one.base == other.base) + int(amount(one.change) == amount(other.change)),
        int(one.section == other.section),
    )


def _agrees(statement: Statement, truth: Statement | None, name: str) -> bool:
    """The same figure of the same subject (by its very name: 公务接待费 is not 国内公务接待费), in the same
    unit and (for a change) the same direction."""
    if truth is None or fold_text(truth.subject) != fold_text(statement.subject):
        return False
    if amount(getattr(truth, name)) != amount(getattr(statement, name)):
        return False
    if name == "value" and truth.unit != statement.unit:
        return False
    return not name.startswith("change") or truth.direction == statement.direction


def report(points: Sequence[Point], docs: Sequence[Doc], seeds: Sequence[int]) -> EscapeReport:
    """The measured points with what they rest on."""
    return EscapeReport(
        seeds=list(seeds),
        documents=[doc.name for doc in docs],
        statements=sum(len(doc.gold) for doc in docs),
        points=list(points),
    )
