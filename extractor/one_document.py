"""One document → its files: what a worker process does.

Takes a job, gives its outcome.  This module imports the whole pipeline, :mod:`gouji.batch` does
not: while a worker reads, the process that started it has nothing heavy to load.
"""

from __future__ import annotations

import hashlib
from typing import Literal

from gouji import __version__
from gouji.errors import GoujiError, RecordError
from gouji.jobs import Job, JobOutcome
from gouji.joined import joined_digest
from gouji.names import shown
from gouji.output.jsonout import to_line, write_json
from gouji.output.summary import summarise, unread_problem
from gouji.pipeline import extract, extract_as_one
from gouji.read.source import Limits, load
from gouji.records import read_record
from gouji.schemas.record import Record


def read_job(job: Job) -> JobOutcome:
    """Read one document and write its files; errors in the document become a failed outcome."""
    try:
        record = None if job.force else finished_record(job)
        if record is not None:
            return _outcome(job, "skipped", record)
        if job.others:
            record = extract_as_one([job.path, *job.others], job.options, doc_id=job.doc_id)
        else:
            record = extract(job.path, job.options, doc_id=job.doc_id)
        write_outputs(job, record)
    except GoujiError as error:
        return JobOutcome(job, "failed", problems=(error.one_line(),))
    except OSError as error:
        return JobOutcome(
            job, "failed", problems=(f"{shown(job.path)}: 读写失败：{error} (检查磁盘空间和权限)",)
        )
    return _outcome(job, "done", record)


def finished_record(job: Job) -> Record | None:
    """The record of an earlier run, when the file, the version and the options are still the same, and no request
    was left without a reply: what the endpoint has answered since is in the cache, the rest is asked."""
    json_path, xlsx_path = job.json_path, job.xlsx_path
    if json_path is None or xlsx_path is None or not (json_path.is_file() and xlsx_path.is_file()):
        return None
    try:
        record = read_record(json_path)
    except RecordError:
        return None
    digests = [hashlib.sha256(load(path, Limits())).hexdigest() for path in (job.path, *job.others)]
    sha256 = joined_digest(digests) if job.others else digests[0]
    key = (sha256, __version__, job.options.as_strings())
    same = (record.run.sha256, record.run.version, record.run.options) == key
    unanswered = record.run.llm.unanswered if record.run.llm else 0
    return record if same and record.doc_id == job.doc_id and not unanswered else None


def write_outputs(job: Job, record: Record) -> None:
    """Workbook, then JSON: the JSON is what marks a document as finished."""
    json_path, xlsx_path = job.json_path, job.xlsx_path
    if json_path is None or xlsx_path is None:
        return
    from gouji.output.xlsx import write_xlsx

    write_xlsx(record, xlsx_path, job.lang)
    write_json(record, json_path)


def _outcome(job: Job, status: Literal["done", "skipped"], record: Record) -> JobOutcome:
    unread = unread_problem(record, job.lang)
    return JobOutcome(
        job=job,
        status=status,
        problems=(f"{shown(job.path)}: {unread}",) if unread else (),
        notes=tuple(record.run.messages),
        summary=summarise(record, job.lang),
        json_line=to_line(record) if job.want_json else None,
    )
