"""A path → :class:`~schemas.record.Record`: the steps in their order, each timed.

Takes one document and the options of the run, gives its record.  Every step is a pure function of
the one before it; this module only calls them, writes no file and prints nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import ParamSpec, TypeVar

from extractor import __version__
from extractor.check.engine import run_checks
from extractor.llm.step import ask_model
from extractor.options import Options
from extractor.prose import read_prose
from extractor.read.model import Document
from extractor.read.source import Limits, read
from extractor.reconcile import reconcile
from extractor.segment.metadata import read_metadata
from extractor.segment.metadata_places import metadata_evidence
from extractor.segment.outline import outline
from extractor.segment.regions import find_regions
from extractor.tables.interpret import read_tables
from schemas.record import Record, RunInfo

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(slots=True)
class Clock:
    """Calls steps and keeps the seconds of each, in the order in which they ran."""

    seconds: dict[str, float] = field(default_factory=dict)

    def run(self, step: str, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        started = time.perf_counter()
        result = function(*args, **kwargs)
        self.seconds[step] = round(time.perf_counter() - started, 4)
        return result


def extract(path: Path, options: Options | None = None, *, doc_id: str | None = None) -> Record:
    """Read one document; raises :class:`~extractor.errors.SourceError` when it cannot be read.

    ``doc_id`` names the record (default: the file name without its extension).
    """
    options = options or Options()
    clock = Clock()
    document = clock.run("read", read, path, Limits(max_pages=options.max_pages))
    return build_record(document, options, clock, doc_id or path.stem)


def build_record(document: Document, options: Options, clock: Clock, doc_id: str) -> Record:
    """Everything after reading: the steps that work on a :class:`Document` alone."""
    regions = clock.run("segment", find_regions, document)
    tables = clock.run("tables", read_tables, regions)
    metadata = clock.run("metadata", read_metadata, document, tables)
    table_lines = frozenset[int]().union(*(region.line_ids for region in regions))
    sections = clock.run("outline", outline, document, table_lines)
    prose = clock.run(
        "prose",
        read_prose,
        sections,
        year=metadata.fiscal_year,
        department=metadata.department,
        doc_type=metadata.doc_type,
    )
    record = Record(
        doc_id=doc_id,
        source=document.source,
        metadata=metadata,
        tables=tables,
        statements=prose.statements,
        duties=prose.duties,
        internal_units=prose.internal_units,
        projects=prose.projects,
        targets=prose.targets,
        glossary=prose.glossary,
        item_evidence=prose.item_evidence,
        metadata_evidence=metadata_evidence(document, metadata),
        run=run_info(document, options, clock),
    )
    said = clock.run("llm", ask_model, record, sections, options.llm)
    record = clock.run("reconcile", reconcile, record, said)
    findings, checks = clock.run("check", run_checks, record, document, lang=options.lang)
    seconds = {**record.run.seconds, **clock.seconds}
    run = record.run.model_copy(update={"seconds": seconds})
    return record.model_copy(update={"findings": findings, "checks": checks, "run": run})


def run_info(document: Document, options: Options, clock: Clock) -> RunInfo:
    """How this record came about: version, source, options, seconds by step, what was not read."""
    is_pdf = document.form == "pdf"
    return RunInfo(
        version=__version__,
        source=document.source,
        sha256=document.sha256,
        form=document.form,
        pages=len(document.pages) if is_pdf else None,
        lines=None if is_pdf else len(document.lines),
        options=options.as_strings(),
        seconds=clock.seconds,
        unread=list(document.unread),
        messages=list(document.messages),
    )
