"""Runs on disk: extract, score, write, read.

``RUN/records/<doc_id>.json`` are the records, ``RUN/run.json`` the scores.  Generate once, score
many: scoring only ever reads records.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from pydantic import ValidationError

from gouji.batch import run_calls
from gouji.errors import ConfigError, GoujiError
from gouji.eval.gold_folders import GoldDoc
from gouji.eval.harness import score_document
from gouji.eval.model import Run
from gouji.eval.provenance import provenance
from gouji.options import Options
from gouji.output.atomic import make_folder, write_text
from gouji.pipeline import extract
from gouji.records import read_record as read_any_version
from gouji.schemas.record import Record
from gouji.workers import DEFAULT_BOUNDS, BoundedCall, Bounds

RUN_FILE = "run.json"
RECORDS = "records"


def make_records(
    docs: Sequence[GoldDoc], options: Options, tell: Callable[[str], None], bounds: Bounds = DEFAULT_BOUNDS
) -> tuple[dict[str, Record], list[str]]:
    """Extract every labelled document, in worker processes; those not here or failing are named with the reason."""
    records: dict[str, Record] = {}
    missing = [f"{doc.doc_id}: 原文不在本机（{doc.gold.source}）" for doc in docs if doc.source is None]
    here = [(doc.doc_id, doc.source) for doc in docs if doc.source is not None]
    calls = [
        BoundedCall(source, partial(extract, doc_id=doc_id), (source, options)) for doc_id, source in here
    ]
    answers = run_calls(calls, 0, bounds)
    with closing(answers):
        for (doc_id, _), answer in zip(here, answers, strict=True):
            if isinstance(answer, GoujiError):
                missing.append(f"{doc_id}: {answer.one_line()}")
            else:
                records[doc_id] = answer
                tell(doc_id)
    return records, missing


def find_records(folder: Path, docs: Sequence[GoldDoc]) -> tuple[dict[str, Record], list[str]]:
    """Records of a directory by document: by file name, else by the ``doc_id`` that they carry."""
    if not folder.is_dir():
        raise ConfigError(folder, "no such directory of records")
    inner = folder / RECORDS if (folder / RECORDS).is_dir() else folder
    loaded = {path.stem: read_record(path) for path in sorted(inner.glob("*.json")) if path.name != RUN_FILE}
    by_id = {record.doc_id: record for record in loaded.values()} | loaded
    records = {doc.doc_id: by_id[doc.doc_id] for doc in docs if doc.doc_id in by_id}
    return records, [f"{doc.doc_id}: 没有记录" for doc in docs if doc.doc_id not in records]


def read_record(path: Path) -> Record:
    """One record; raises :class:`RecordError` for anything else, :class:`ConfigError` for ragged tables."""
    record = read_any_version(path)
    for table in record.tables:
        if any(len(row) != len(table.columns) for row in table.rows):
            raise ConfigError(path, f"table {table.id} has rows of another width than its header")
    return record


def score_run(
    docs: Sequence[GoldDoc], records: dict[str, Record], missing: list[str], options: dict[str, str]
) -> Run:
    """Score what there is."""
    scored = [doc for doc in docs if doc.doc_id in records]
    return Run(
        provenance=provenance(scored, records.values(), options),
        documents=[score_document(doc, records[doc.doc_id]) for doc in scored],
        missing=missing,
    )


def write_run(run: Run, folder: Path, records: dict[str, Record] | None = None) -> Path:
    """Write ``run.json`` (and the records); a crash leaves no half file."""
    make_folder(folder)
    if records is not None:
        make_folder(folder / RECORDS)
        for doc_id, record in records.items():
            write_text(folder / RECORDS / f"{doc_id}.json", record.model_dump_json(indent=1))
    return write_text(folder / RUN_FILE, run.model_dump_json(indent=1, exclude_defaults=True))


def read_run(path: Path) -> Run:
    """A run by its directory or by its ``run.json``."""
    file = path / RUN_FILE if path.is_dir() else path
    try:
        return Run.model_validate_json(file.read_bytes())
    except OSError as error:
        raise ConfigError(path, "no run there", "make one with gouji eval run -o DIR") from error
    except ValidationError as error:
        raise ConfigError(file, "not a run of this version", "score the records again") from error
