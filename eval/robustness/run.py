"""Run the suite: generate, extract and score each document, in worker processes.

Takes number of documents, seed and a directory, gives one :class:`Outcome` per document.  Each
document lies in ``DIR/<doc_id>/`` as ``source.pdf``/``source.txt`` and ``gold.json``, so that a kept
suite is a gold directory for ``gouji eval run --gold DIR``.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field, replace
from pathlib import Path

from gouji.batch import run_calls
from gouji.errors import GoujiError
from gouji.eval.gold_folders import GoldDoc
from gouji.eval.model import Measure
from gouji.eval.robustness.detect import Detection, detect
from gouji.eval.robustness.generate import Generated, generate, plan
from gouji.output.atomic import make_folder, write_bytes, write_text
from gouji.schemas.gold import Adjudication, Gold
from gouji.workers import BoundedCall


@dataclass(frozen=True, slots=True)
class Outcome:
    """One document of the suite: what it was, how well it was read, what became of its planted mistake.

    ``failure``: the error that stopped the extraction, else ``None``.  ``worst``: title of the table with
    most differing cells and how many; empty when every table is right.
    """

    doc_id: str
    style: str
    traits: tuple[str, ...]
    mistake: str | None
    bytes: int
    seconds: float
    measures: dict[str, Measure] = field(default_factory=dict)
    failure: str | None = None
    worst: str = ""
    detection: Detection | None = None


@dataclass(frozen=True, slots=True)
class _Job:
    seed: int
    index: int
    mistake: str | None
    style: str | None
    directory: Path
    keep: bool


def save(generated: Generated, directory: Path) -> Path:
    """Write source and gold.json of one document; gives the source."""
    folder = directory / generated.doc_id
    make_folder(folder)
    source = folder / f"source{Path(generated.filename).suffix}"
    write_bytes(source, generated.data)
    truth = {**generated.truth, "source": source.name}
    text = json.dumps(truth, ensure_ascii=False, indent=1)
    write_text(folder / "gold.json", text + "\n")
    return source


def gold_doc(generated: Generated, source: Path) -> GoldDoc:
    """The truth as the scorer takes it."""
    gold = Gold.model_validate({**generated.truth, "source": source.name})
    digest = hashlib.sha256(generated.data).hexdigest()
    return GoldDoc(gold, source.parent / "gold.json", source, Adjudication(doc_id=gold.doc_id), digest)


def run_one(job: _Job) -> Outcome:
    """Generate, extract and score one document; an extraction error is an outcome, not an exception."""
    generated = generate(job.seed, job.index, job.style, job.mistake)
    source = save(generated, job.directory)
    style = generated.style
    bare = Outcome(
        generated.doc_id, style.name, tuple(style.traits()), generated.mistake, len(generated.data), 0.0
    )
    started = time.perf_counter()
    try:
        return _scored(generated, source, bare, started)
    except GoujiError as error:
        return replace(bare, failure=error.one_line(), seconds=time.perf_counter() - started)
    finally:
        if not job.keep:
            for path in source.parent.iterdir():
                path.unlink()
            source.parent.rmdir()


def _scored(generated: Generated, source: Path, bare: Outcome, started: float) -> Outcome:
    from gouji.eval.harness import score_document
    from gouji.eval.metrics.tables import score_tables
    from gouji.pipeline import extract

    doc = gold_doc(generated, source)
    record = extract(source, doc_id=generated.doc_id)
    seconds = time.perf_counter() - started
    score = score_document(doc, record)
    tables = score_tables(doc.gold.tables, record.tables)
    wrong = max(tables, key=lambda t: len(t.diffs), default=None)
    named = wrong.gold or wrong.ours if wrong else None
    worst = f"{named.title or named.id}: {len(wrong.diffs)}" if wrong and named and wrong.diffs else ""
    names = {t.gold.id: t.ours.id for t in tables if t.gold and t.ours}
    found = detect(generated.planted, record, names)
    return replace(bare, seconds=seconds, measures=score.measures, worst=worst, detection=found)


def run_suite(
    docs: int,
    seed: int,
    directory: Path,
    *,
    jobs: int = 2,
    keep: bool = False,
    mistakes: Sequence[str] | None = None,
    style: str | None = None,
    run: Callable[[_Job], Outcome] = run_one,
) -> Iterator[Outcome]:
    """Outcomes in the order of the documents, from ``jobs`` worker processes.

    An extraction that breaks down is the finding of a robustness suite, not its end: the worker's
    exception becomes the outcome's ``failure``.
    """
    work = [
        _Job(seed, index, mistake, style, directory, keep)
        for index, mistake in enumerate(plan(docs, mistakes))
    ]
    answers = run_calls([BoundedCall(directory, run, (job,)) for job in work], jobs)
    with closing(answers):
        for job, answer in zip(work, answers, strict=True):
            yield _broken(job, answer) if isinstance(answer, GoujiError) else answer


def _broken(job: _Job, error: GoujiError) -> Outcome:
    """The outcome of a document on which the program itself broke down."""
    generated = generate(job.seed, job.index, job.style, job.mistake)
    style = generated.style
    return Outcome(
        generated.doc_id,
        style.name,
        tuple(style.traits()),
        job.mistake,
        len(generated.data),
        0.0,
        failure=error.reason,
    )
