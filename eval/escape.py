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
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from eval.simulated_model import MODEL_ID
from extractor.config import LlmConfig
from extractor.llm.read import Work, read_with_llm
from extractor.llm.result import LlmResult
from extractor.llm.session import open_session
from extractor.llm.source import fold_text
from extractor.normalise import amount
from extractor.pipeline import Clock, Options, build_record
from extractor.read.source import Limits, read
from extractor.reconcile import reconcile
from extractor.reconcile.statements import same_subject
from extractor.segment.model import Section
from extractor.segment.outline import outline
from extractor.segment.regions import find_regions
from schemas.record import Record, Statement

FIELDS = ("value", "change", "change_pct", "share_pct", "completion_pct", "budget_value")
ROOT = Path(__file__).parents[1]
GOALS = {"wrong_accepted_share_at_0.2": 0.001, "load_per_error": 1.3}
LABEL = "模拟模型（非语言模型）：数字衡量的是防护，不是任何模型"


@dataclass(frozen=True, slots=True)
class Doc:
    """A labelled document, read by tables and grammar."""

    name: str
    record: Record
    sections: list[Section]
    gold: list[dict[str, Any]]


@dataclass(slots=True)
class Point:
    """What one error rate came to, in one setting; values are figures of statements."""

    setting: str
    error_rate: float
    values_accepted: int = 0
    wrong_accepted: int = 0
    right_values: int = 0
    right_in_review: int = 0
    in_review: int = 0
    rejected_kept: int = 0
    load_without_errors: int = 0
    errors_made: int = 0
    errors_first_answer: int = 0
    escapes: list[str] = field(default_factory=list)

    @property
    def wrong_share(self) -> float:
        return self.wrong_accepted / self.values_accepted if self.values_accepted else 0.0

    @property
    def right_review_share(self) -> float:
        return self.right_in_review / self.right_values if self.right_values else 0.0

    @property
    def load_per_error(self) -> float | None:
        """Items to review beyond those of the run without errors, for each error of a first answer."""
        extra = self.in_review + self.rejected_kept - self.load_without_errors
        return extra / self.errors_first_answer if self.errors_first_answer else None

    def as_json(self) -> dict[str, Any]:
        shares = {
            "wrong_share": self.wrong_share,
            "right_review_share": self.right_review_share,
            "load_per_error": self.load_per_error,
        }
        return {**asdict(self), **shares}


def load_docs(folder: Path) -> list[Doc]:
    """The documents under ``folder`` that have their text beside the label."""
    docs: list[Doc] = []
    for label in sorted(folder.glob("*/gold.json")):
        document = read(label.with_name("source.txt"), Limits())
        regions = find_regions(document)
        lines = frozenset[int]().union(*(region.line_ids for region in regions))
        name = label.parent.name
        record = build_record(document, Options(), Clock(), name)
        gold = json.loads(label.read_text(encoding="utf-8"))["statements"]
        docs.append(Doc(name, record, outline(document, lines), gold))
    return docs


def measure(docs: Sequence[Doc], rates: Sequence[float], seed: int = 0) -> list[Point]:
    """One point per setting and rate; the run at rate 0 is made in any case, as the baseline."""
    points: list[Point] = []
    base: dict[tuple[str, str], Record] = {}
    for rate in dict.fromkeys([0.0, *rates]):
        with tempfile.TemporaryDirectory() as folder, _model(Path(folder), rate, seed) as (url, log):
            said = {doc.name: _ask(doc, url, Path(folder)) for doc in docs}
            first, every = _errors(log)
        for setting in ("with_grammar", "model_alone"):
            point = Point(setting, rate, errors_made=every, errors_first_answer=first)
            for doc in docs:
                record = _settled(doc, said[doc.name], setting)
                baseline = base.setdefault((setting, doc.name), record)
                _count(point, doc, record, baseline)
            if rate in rates:
                points.append(point)
    return points


@contextmanager
def _model(folder: Path, rate: float, seed: int) -> Iterator[tuple[str, Path]]:
    log = folder / "log.jsonl"
    command = [sys.executable, "-m", "eval.simulated_model", "--port", "0", "--log", str(log)]
    command += ["--error-rate", str(rate), "--seed", str(seed)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process.stdout.readline().split()[-1], log
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def _ask(doc: Doc, url: str, folder: Path) -> LlmResult:
    config = LlmConfig(mode="always", base_url=url, model=MODEL_ID, cache=folder / "cache.sqlite")
    with open_session(config) as session:
        return read_with_llm(Work(doc.sections, doc.record.metadata), config, session.client())


def _errors(log: Path) -> tuple[int, int]:
    """Errors made in first answers about statements, and in all of them (re-asks included)."""
    entries = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    mine = [entry for entry in entries if entry.get("task") == "statements"]
    first = sum(len(entry["mistakes"]) for entry in mine if entry["attempt"] == 0)
    return first, sum(len(entry["mistakes"]) for entry in mine)


def _settled(doc: Doc, said: LlmResult, setting: str) -> Record:
    """The reconciled record; ``model_alone`` keeps the tables but forgets the grammar's statements."""
    record = doc.record
    if setting == "model_alone":
        record = record.model_copy(update={"statements": []})
    return reconcile(record, said)


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
    return max(same, key=lambda c: _likeness(c, statement), default=None)


def _overlap(one: str, other: str) -> bool:
    return one in other or other in one


def _likeness(one: Statement, other: Statement) -> tuple[int, ...]:
    return (
        int(same_subject(one.subject, other.subject)) + 2 * int(amount(one.value) == amount(other.value)),
        int(one.unit == other.unit),
        int(one.base == other.base) + int(amount(one.change) == amount(other.change)),
        int(one.section == other.section),
        int(fold_text(one.subject) == fold_text(other.subject)),
    )


def _agrees(statement: Statement, truth: Statement | None, name: str) -> bool:
    """The same figure of the same subject, in the same unit and (for a change) the same direction."""
    if truth is None or not same_subject(truth.subject, statement.subject):
        return False
    if amount(getattr(truth, name)) != amount(getattr(statement, name)):
        return False
    if name == "value" and truth.unit != statement.unit:
        return False
    return not name.startswith("change") or truth.direction == statement.direction


def report(points: Sequence[Point], docs: Sequence[Doc], seed: int) -> dict[str, Any]:
    """The measured numbers with what they rest on."""
    return {
        "label": LABEL,
        "model": MODEL_ID,
        "seed": seed,
        "documents": [doc.name for doc in docs],
        "statements": sum(len(doc.gold) for doc in docs),
        "goals": GOALS,
        "points": [point.as_json() for point in points],
    }


def plot_svg(points: Sequence[Point]) -> str:
    """Wrong values accepted, right values in review and review load against the error rate."""
    import io

    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    figure: Any = Figure(figsize=(9.0, 3.2), layout="constrained")
    panels = figure.subplots(1, 3)
    series: dict[str, Callable[[Point], float | None]] = {
        "wrong values accepted, %": lambda p: 100 * p.wrong_share,
        "right values in review, %": lambda p: 100 * p.right_review_share,
        "review items per error": lambda p: p.load_per_error,
    }
    for axes, (title, value) in zip(panels, series.items(), strict=True):
        for setting, colour, mark in (("with_grammar", "#0072B2", "o"), ("model_alone", "#D55E00", "s")):
            mine = [p for p in points if p.setting == setting and value(p) is not None]
            axes.plot(
                [100 * p.error_rate for p in mine],
                [value(p) for p in mine],
                color=colour,
                marker=mark,
                label=setting,
            )
        axes.set(title=title, xlabel="errors of the simulated model, %")
        axes.set_ylim(bottom=0)
    panels[0].legend(frameon=False)
    figure.suptitle("Simulation, no language model", fontsize=8)
    text = io.StringIO()
    canvas: Any = FigureCanvasSVG
    canvas(figure).print_svg(text, metadata={"Date": None})
    return text.getvalue()
