"""A path → :class:`~gouji.schemas.record.Record` or its findings: the steps in their order, each timed.

Takes one document and the options of the run, gives its record.  Every step is a pure function of
the one before it; this module only calls them, writes no file and prints nothing.  A step that fails costs
what it would have given, never the document (:mod:`gouji.isolation`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from os import PathLike
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, ParamSpec, TypeVar

from gouji import __version__
from gouji.checks.engine import (
    Evaluation,
    Verdicts,
    evaluate,
    findings_of,
    identities_of,
    run_checks,
    text_rules,
)
from gouji.checks.selection import RANK
from gouji.grids.find import find_regions
from gouji.grids.grid import TableRegion
from gouji.isolation import Isolation, Part
from gouji.joined import file_names, join_documents, join_metadata, join_records, unread_of
from gouji.layout.metadata import metadata_evidence, read_metadata
from gouji.options import Options
from gouji.outline.model import Section
from gouji.outline.sections import outline
from gouji.prose import ProseResult, read_prose
from gouji.read.archive import is_archive, unpack
from gouji.read.model import Document
from gouji.read.source import Limits, load, read_document
from gouji.reconcile import reconcile
from gouji.reconcile.identities import JudgedIdentity
from gouji.records import read_record
from gouji.schemas.record import (
    Evidence,
    Finding,
    GlossaryItem,
    Metadata,
    Project,
    Record,
    RunInfo,
    Statement,
    Table,
    Target,
    Unread,
)
from gouji.tables.amount_rows import PUT_BACK
from gouji.tables.interpret import read_tables
from gouji.tables.leftovers import add_leftovers, stray_rows
from gouji.tasks.ask import ask_model

P = ParamSpec("P")
T = TypeVar("T")
S = TypeVar("S")


@dataclass(slots=True)
class Clock:
    """Calls steps and keeps the seconds of each, in the order in which they ran, and what failed."""

    seconds: dict[str, float] = field(default_factory=dict)
    isolation: Isolation = field(default_factory=Isolation)
    _inside: float = 0.0
    """Seconds of the steps that the running step has called."""

    def run(self, step: str, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        with self._timed(step):
            return function(*args, **kwargs)

    def keep(
        self, step: str, name: str, otherwise: S, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T | S:
        """As :meth:`run`; ``otherwise`` when the step fails as a whole, which costs what ``name`` says."""
        with self._timed(step):
            return self.isolation.run(Part(name), otherwise, function, *args, **kwargs)

    @contextmanager
    def _timed(self, step: str) -> Iterator[None]:
        """A step called again adds up; one called by another step counts for itself alone."""
        started, outside, self._inside = time.perf_counter(), self._inside, 0.0
        yield
        spent = time.perf_counter() - started
        self.seconds[step] = round(self.seconds.get(step, 0.0) + spent - self._inside, 4)
        self._inside = outside + spent


@dataclass(slots=True)
class Checks:
    """The catalogue of rules on one document: evaluated once, and again only where a rule could see what has changed.

    How its tables add up is formed once; figures that change are judged by the same structure.
    """

    document: Document | None = None
    clock: Clock = field(default_factory=Clock)
    _last: Evaluation | None = None

    def evaluated(self, record: Record) -> Evaluation:
        kept = self._last.on(record) if self._last is not None else None
        safe = self.clock.isolation
        self._last = kept or self.clock.run(
            "evaluate", evaluate, record, self.document, isolation=safe, before=self._last
        )
        return self._last

    def identities(self, record: Record) -> list[JudgedIdentity]:
        """What :func:`~gouji.reconcile.reconcile` asks for."""
        return identities_of(self.evaluated(record))

    def findings(self, record: Record, lang: str) -> Verdicts:
        return findings_of(self.evaluated(record), lang=lang, isolation=self.clock.isolation)


def extract(
    source: str | PathLike[str] | Document, options: Options | None = None, *, doc_id: str | None = None
) -> Record:
    """Read one budget or final account: every value with its place, every figure tied to the others.

    In this process and without any limit of time or memory: for a document from strangers use
    :func:`gouji.workers.run_call`, as the command line does.

    Args:
        source: The file (a .zip of the files of one disclosure is read by :func:`extract_as_one`), or what :func:`~gouji.read.source.read_document` gave.
        options: What may be set; by default no model is asked and messages are Chinese.
        doc_id: The name of the record (default: the file name without its extension).

    Returns:
        The record: metadata, tables, statements of the prose, findings, and in ``run.unread`` what could
        not be read.  Figures are printed digits, in the unit that their table or statement names.

    Raises:
        SourceError: The file cannot be read at all (:func:`~gouji.read.source.read_document`).  A step that
            fails costs what it would have given and is listed in ``run.unread``; it raises nothing.
    """
    options = options or Options()
    clock = Clock()
    if isinstance(source, Document):
        document = source
    elif is_archive(source):
        return extract_as_one([source], options, doc_id=doc_id)
    else:
        document = clock.run("read", read_document, source, Limits(max_pages=options.max_pages))
    return build_record(document, options, clock, doc_id or document.name)


def check(
    source: Record | Document | str | PathLike[str], *, lang: Literal["zh", "en"] = "zh"
) -> list[Finding]:
    """What contradicts itself in a document: its figures tied to each other, one finding for each break.

    In this process and without limits, as :func:`extract`.

    Args:
        source: A document, a record of one (also after its values were corrected), or the file of either; a
            file whose name ends in ``.json`` is a record.
        lang: The language of messages and suggestions.

    Returns:
        The findings, worst first: rule, severity, message, every place with its figure, the difference in the
        unit of the figures, and the basis.  An empty list says that nothing was found, not that everything
        could be compared: ``Record.checks`` lists by rule what could not, and why.

    Raises:
        SourceError: The document cannot be read; :class:`~gouji.errors.RecordError` for a record.
    """
    return checked(source, lang).findings


def checked(source: Record | Document | str | PathLike[str], lang: Literal["zh", "en"] = "zh") -> Record:
    """As :func:`check`, but the record, with findings and ``checks`` as they are now.

    A record that was extracted before is judged anew; of the rules about the running text, which it does not
    hold, it keeps what its extraction gave, in the language of that.
    """
    if isinstance(source, Document) or not (
        isinstance(source, Record) or Path(source).suffix.lower() == ".json"
    ):
        return extract(source, Options(lang=lang))
    record = source if isinstance(source, Record) else read_record(source)
    safe = Isolation()
    findings, checks, coverage = run_checks(record, lang=lang, isolation=safe)
    blind = text_rules(checks, record.checks)
    kept = [f for f in findings if f.rule not in blind] + [f for f in record.findings if f.rule in blind]
    order = {result.rule: n for n, result in enumerate(checks)}
    kept.sort(key=lambda f: (RANK[f.severity], order.get(f.rule, len(order))))
    earlier = {result.rule: result for result in record.checks}
    run = record.run.model_copy(update={"unread": [*record.run.unread, *safe.failures]})
    update = {
        "findings": [f.model_copy(update={"id": f"f{n:03d}"}) for n, f in enumerate(kept, 1)],
        "checks": [earlier.get(c.rule, c) if c.rule in blind else c for c in checks],
        "coverage": coverage,
        "run": run,
    }
    return record.model_copy(update=update)


@dataclass(frozen=True, slots=True)
class _Tables:
    """A document and what its tables gave."""

    document: Document
    regions: list[TableRegion]
    tables: list[Table]
    metadata: Metadata


@dataclass(frozen=True, slots=True)
class _Draft:
    """A record whose readings nobody has settled yet, the prose that it was read from, and what was not read."""

    record: Record
    sections: list[Section]
    unread: list[Unread]


def build_record(document: Document, options: Options, clock: Clock, doc_id: str) -> Record:
    """Everything after reading: the steps that work on a :class:`Document` alone."""
    found = _read_tables(document, clock)
    draft = _read_prose(found, found.metadata, options, clock, doc_id)
    return _settled(draft, document, options, clock)


def extract_as_one(
    paths: Sequence[str | PathLike[str]], options: Options | None = None, *, doc_id: str | None = None
) -> Record:
    """As :func:`extract`, for the files of one disclosure (说明, 表格, 附件): one record of all of them.

    Args:
        paths: The files in their order, or one .zip of them; the name of a file stands in the evidence
            (``address.file``), the numbers of pages and lines are those of the file.
        options: As for :func:`extract`.
        doc_id: The name of the record (default: that of the first file).

    Raises:
        SourceError: One of the files cannot be read at all.
    """
    options = options or Options()
    clock = Clock()
    limits = Limits(max_pages=options.max_pages)
    with TemporaryDirectory(prefix="gouji-") as folder:
        files = _files(paths, limits, Path(folder))
        documents = [clock.run("read", read_document, path, limits) for path in files]
    if len(files) != len(paths):  # unpacked: a name inside the archive, not one of the folder that is gone
        documents = [replace(d, source=Path(d.source).name) for d in documents]
    found: list[_Tables] = []
    for document in documents:
        found.append(_read_tables(document, clock, sum(len(one.tables) for one in found) + 1))
    metadata = join_metadata([one.metadata for one in found])
    doc_id = doc_id or Path(paths[0]).stem
    drafts = [_read_prose(one, metadata, options, clock, doc_id) for one in found]
    record = join_records([draft.record for draft in drafts], documents, doc_id)
    names = file_names(documents)
    unread = [
        item for draft, name in zip(drafts, names, strict=True) for item in unread_of(draft.unread, name)
    ]
    draft = _Draft(record, [section for one in drafts for section in one.sections], unread)
    return _settled(draft, join_documents(documents), options, clock)


def _files(paths: Sequence[str | PathLike[str]], limits: Limits, folder: Path) -> list[Path]:
    """The files themselves; of an archive those in it."""
    files: list[Path] = []
    for number, path in enumerate(map(Path, paths)):
        if is_archive(path):
            own = folder / f"zip{number}"
            own.mkdir()
            files.extend(unpack(path, load(path, limits), own))
        else:
            files.append(path)
    return files


def _read_tables(document: Document, clock: Clock, first: int = 1) -> _Tables:
    """Tables, numbered from ``first`` on, and the metadata of one document."""
    safe = clock.isolation
    regions = clock.keep("grids", "表格的识别", [], find_regions, document, safe)
    tables = clock.keep("tables", "表格", [], read_tables, regions, safe, first=first)
    tables = clock.keep("unplaced", "未归格数的查对", tables, add_leftovers, document, regions, tables)
    metadata = clock.keep("metadata", "封面信息", Metadata(), read_metadata, document, tables)
    return _Tables(document, regions, tables, metadata)


def _read_prose(found: _Tables, metadata: Metadata, options: Options, clock: Clock, doc_id: str) -> _Draft:
    """The prose of one document beside its tables, read with the year and department of ``metadata``."""
    safe, document = clock.isolation, found.document
    table_lines = frozenset[int]().union(*(region.line_ids for region in found.regions))
    sections = clock.keep("outline", "正文的章节", [], outline, document, table_lines)
    prose = clock.keep(
        "prose",
        "正文",
        ProseResult(),
        read_prose,
        sections,
        year=metadata.fiscal_year,
        department=metadata.department,
        doc_type=metadata.doc_type,
        isolation=safe,
    )
    record = Record(
        doc_id=doc_id,
        source=document.source,
        metadata=metadata,
        tables=found.tables,
        statements=prose.statements,
        duties=prose.duties,
        internal_units=prose.internal_units,
        projects=prose.projects,
        targets=prose.targets,
        glossary=prose.glossary,
        item_evidence=prose.item_evidence,
        metadata_evidence=safe.run(Part("封面信息的出处"), {}, metadata_evidence, document, found.metadata),
        run=run_info(document, options, clock),
    )
    stray = safe.run(
        Part("表格之外各行的查对"), [], lambda: stray_rows(document, found.regions, _quoted(record))
    )
    return _Draft(record, sections, [*document.unread, *stray])


def _settled(draft: _Draft, document: Document, options: Options, clock: Clock) -> Record:
    """The readings made to agree, the model asked, the rules judged."""
    safe, sections, unread = clock.isolation, draft.sections, draft.unread
    record = _with_unread(draft.record, unread, safe)
    rules = Checks(document, clock)
    settled = clock.keep("reconcile", "各读数的互证", record, reconcile, record, rules.identities)
    said = clock.keep("llm", "模型的回答", None, ask_model, settled, sections, options.llm)
    if said is not None:
        settled = clock.keep("reconcile", "各读数的互证", settled, reconcile, record, rules.identities, said)
    record = _with_unread(settled, unread, safe)
    nothing = Verdicts([], [], None)
    verdicts = clock.keep("check", "勾稽核对", nothing, rules.findings, record, options.lang)
    record = _with_unread(record, unread, safe)
    seconds = {**record.run.seconds, **clock.seconds}
    messages = [*record.run.messages, *_put_back(record.tables)]
    run = record.run.model_copy(update={"seconds": seconds, "messages": messages})
    return record.model_copy(update={**verdicts._asdict(), "run": run})


def _put_back(tables: Sequence[Table]) -> list[str]:
    """What is said of figures that stand in another column than the source prints them in."""
    return [
        f"{table.number or ''}{table.title or table.id}：{decision}"
        for table in tables
        for decision in table.decisions
        if decision.startswith(PUT_BACK)
    ]


def _with_unread(record: Record, unread: Sequence[Unread], safe: Isolation) -> Record:
    """The record that lists what failed so far beside what could not be read."""
    run = record.run.model_copy(update={"unread": [*unread, *safe.failures]})
    return record.model_copy(update={"run": run})


def _quoted(record: Record) -> list[Evidence]:
    """The evidence of all that was read from the prose."""
    items: list[Statement | Project | Target | GlossaryItem] = [*record.statements, *record.projects]
    items += [*record.targets, *record.glossary]
    lists = [evidence for group in record.item_evidence.values() for evidence in group]
    return [*(item.evidence for item in items if item.evidence is not None), *lists]


def run_info(document: Document, options: Options, clock: Clock) -> RunInfo:
    """How this record came about: version, source, options, seconds by step, what was not read."""
    is_pdf = document.form == "pdf"
    return RunInfo(
        version=__version__,
        source=document.source,
        sha256=document.sha256,
        form=document.form,
        pages=len(document.pages) if is_pdf else None,
        lines=None if is_pdf else max((line.number for line in document.lines), default=0),
        options=options.as_strings(),
        seconds=clock.seconds,
        unread=list(document.unread),
        messages=list(document.messages),
    )
