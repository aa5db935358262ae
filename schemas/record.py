"""The record: what gouji gives back for one document.

Its core has the shape of the gold labels (the same keys, the same normal form of
cells); beside it stand the evidence of every value, the findings, the checks and
the run.  Money is carried as printed digits (``str``); :func:`gouji.figures.amount`
turns them into ``Decimal``.  Nothing in this module reads a document.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from pandas import DataFrame


class _Model(BaseModel):
    """Common settings: unknown keys are errors, so that a misspelt field cannot hide."""

    model_config = ConfigDict(extra="forbid")


class TableKind(StrEnum):
    """The statutory tables (地方预决算公开操作规程, 财预〔2016〕143号) and the forms beside them."""

    REVENUE_EXPENDITURE_SUMMARY = "revenue_expenditure_summary"
    REVENUE_SUMMARY = "revenue_summary"
    EXPENDITURE_SUMMARY = "expenditure_summary"
    APPROPRIATION_SUMMARY = "appropriation_summary"
    APPROPRIATION_EXPENDITURE = "appropriation_expenditure"
    APPROPRIATION_BASIC_EXPENDITURE = "appropriation_basic_expenditure"
    GENERAL_PUBLIC_EXPENDITURE = "general_public_expenditure"
    GENERAL_PUBLIC_BASIC_EXPENDITURE = "general_public_basic_expenditure"
    GENERAL_PUBLIC_PROJECT_EXPENDITURE = "general_public_project_expenditure"
    THREE_PUBLIC = "three_public"
    GOVERNMENT_FUND_EXPENDITURE = "government_fund_expenditure"
    STATE_CAPITAL_EXPENDITURE = "state_capital_expenditure"
    PROJECT_EXPENDITURE = "project_expenditure"
    PROJECT_PERFORMANCE = "project_performance"
    PROJECT_SELF_EVALUATION = "project_self_evaluation"
    AGENCY_OPERATING_EXPENDITURE = "agency_operating_expenditure"
    PROCUREMENT = "procurement"
    FIXED_ASSETS = "fixed_assets"
    ENTITY_LIST = "entity_list"
    OTHER = "other"


RECORD_VERSION: Final = 2
"""Version of the shape of a record.  1: without version and without keys of findings; 2: with both."""

DocType = Literal["budget", "final_accounts", "evaluation", "self_evaluation"]
"""预算, 决算; a report on performance by the finance office or its experts (绩效评价), or by the body itself (绩效自评)."""
Scope = Literal["department", "unit", "government"]
"""Whose accounts: a department with its units, one unit, or a whole government (政府预决算)."""
Status = Literal["proved", "accepted", "review"]
Layout = Literal["ruled", "marked", "inferred"]
"""What fixes the columns and rows of a table: drawn lines, marks between the cells (tabs, bars, tags), or
nothing but how the text stands, so that a reader had to infer them."""
Source = Literal["table_parser", "grammar", "llm", "human"]
Form = Literal["pdf", "text", "html", "xlsx", "xls", "docx"]
"""What a document is: pages (``pdf``), or lines; a form that is read through another (``doc``) has the name of that one."""


class Address(_Model):
    """Where a value stands in a file that has no pages: by the names that its own program shows.

    Of a workbook ``sheet`` and ``cell`` (``B7``); of a text or a web page ``paragraph``, or ``table`` and ``cell``
    (column by letter, row by number, merged cells counted as the positions that they cover).  Paragraphs and tables
    count from 1; a table inside a cell of table 2 is ``2.1``.
    """

    file: str | None = None
    """The name of the file, in a record of several."""
    sheet: str | None = None
    paragraph: int | None = None
    table: str | None = None
    cell: str | None = None
    stored: str | None = None
    """The number that a cell of a workbook holds, where it displays fewer digits of it."""


class Place(_Model):
    """Where a value is printed: a box on a page (points, top-left origin), or a span of a text line.

    ``page`` and ``line`` count from 1; ``span`` is ``[start, end)`` in characters of that line.  In a file of Office
    or a web page the lines are those of the text as it is read (a row of a table is one), and ``address`` says where
    that is in the file itself.
    """

    page: int | None = None
    bbox: tuple[float, float, float, float] | None = None
    line: int | None = None
    span: tuple[int, int] | None = None
    address: Address | None = None


class Evidence(Place):
    """The place of a value, the further places when it is printed in pieces, and how far it is trusted."""

    also: list[Place] = Field(default_factory=list)
    source: list[Source] = Field(default_factory=list)
    confidence: float = Field(ge=0.0, le=1.0, default=0.5)
    status: Status = "accepted"
    reasons: list[str] = Field(default_factory=list)


class Metadata(_Model):
    title: str | None = None
    department: str | None = None
    region: str | None = None
    doc_type: DocType | None = None
    scope: Scope | None = None
    fiscal_year: int | None = None
    approval_date: str | None = None
    publication_date: str | None = None
    contact_person: str | None = None
    contact_phone: str | None = None


class Where(_Model):
    """The extent of a table: ``lines`` of a text source (first, last) or ``pages`` of a PDF; the ``file`` of several."""

    lines: tuple[int, int] | None = None
    pages: list[int] | None = None
    file: str | None = None


class Leftover(_Model):
    """A figure inside a table region that reached no cell, so that nothing is lost silently."""

    text: str
    place: Place


class Table(_Model):
    """One table; ``rows[r][c]`` and ``evidence[r][c]`` are parallel, ``None`` is an empty cell."""

    id: str
    kind: TableKind
    title: str | None = None
    number: str | None = None
    unit: str | None = None
    where: Where
    columns: list[list[str]]
    rows: list[list[str | None]]
    notes: list[str] = Field(default_factory=list)
    is_empty: bool = False
    form: dict[str, str | None] | None = None
    evidence: list[list[Evidence | None]] = Field(default_factory=list)
    form_evidence: dict[str, Evidence] = Field(default_factory=dict)
    unit_evidence: Evidence | None = None
    """Who gave the unit, where it is not the print (a reviewer of a table without one)."""
    leftovers: list[Leftover] = Field(default_factory=list)
    decisions: list[str] = Field(default_factory=list)
    """How the reading was decided where the print left it open (one sentence each)."""
    layout: Layout | None = None
    """``None``: not known (a label, a record of an earlier version)."""


class Statement(_Model):
    """One quantity that the prose states about a budget subject."""

    id: str
    section: str
    subject: str
    measure: Literal["amount", "count", "ratio", "score"] = "amount"
    value: str | None = None
    unit: str | None = None
    year: int | None = None
    base: str | None = None
    direction: Literal["increase", "decrease", "flat"] | None = None
    change: str | None = None
    change_pct: str | None = None
    share_pct: str | None = None
    completion_pct: str | None = None
    budget_value: str | None = None
    reason: str | None = None
    quote: str
    evidence: Evidence | None = None


class Project(_Model):
    """A narrative project description; the last six fields belong to self-evaluation summaries."""

    name: str | None = None
    overview: str | None = None
    basis: str | None = None
    entity: str | None = None
    plan: str | None = None
    period_start: str | None = None
    period_end: str | None = None
    amount: str | None = None
    unit: str | None = None
    score: str | None = None
    budget_amount: str | None = None
    executed_amount: str | None = None
    execution_rate: str | None = None
    problems: str | None = None
    improvements: str | None = None
    completion: str | None = None
    evidence: Evidence | None = None


class Target(_Model):
    """A quantified commitment in prose; ``by`` is a deadline without a figure."""

    section: str
    subject: str
    operator: Literal[">=", "<=", ">", "<", "=", "by"]
    value: str | None = None
    unit: str | None = None
    deadline: str | None = None
    quote: str
    evidence: Evidence | None = None


class GlossaryItem(_Model):
    term: str
    definition: str
    evidence: Evidence | None = None


FindingType = Literal[
    "prose_vs_table",
    "prose_vs_prose",
    "table_arithmetic",
    "table_vs_table",
    "percent",
    "direction",
    "unit",
    "date",
    "missing",
    "duplicate",
    "label",
    "template_leftover",
]
Severity = Literal["error", "rounding", "note"]


class Operand(_Model):
    where: str
    value: str | None = None
    quote: str | None = None
    evidence: Evidence | None = None


_MECHANISM: Final = (
    "What told the rule that the figures belong together, in short English words: header (labels of columns), codes"
    " (类款项), total word (合计, 总计), numbering (一、（一）), single (one comparison and no second to confirm it),"
    " section, across (several tables).  Precision is measured by it; it takes no part in the key."
)


class Finding(_Model):
    """A contradiction in the document itself, with every place that takes part in it.

    ``id`` counts the findings of one run; ``key`` names what the finding is about and is the same in the next
    run (:mod:`gouji.checks.keys`).
    """

    id: str
    key: str = Field(default="", pattern=r"^[\w-]*$")
    rule: str
    type: FindingType
    severity: Severity
    message: str
    operands: list[Operand] = Field(default_factory=list)
    expected: str | None = None
    difference: str | None = None
    basis: str | None = None
    suggestion: str | None = None
    mechanism: str | None = Field(default=None, pattern=r"^[a-z][a-z ]*$", description=_MECHANISM)


class CheckResult(_Model):
    """One rule of the catalogue on this document: how often it held, failed, or could not be judged.

    ``reasons``: why places were not checkable, ``inapplicable``: why the rule was not for them; each lists the first
    few different ones, ``more_reasons`` counts the other ``reasons``.  (Records of before listed both in ``reasons``.)
    """

    rule: str
    title: str
    passed: int = 0
    failed: int = 0
    not_applicable: int = 0
    not_checkable: int = 0
    reasons: list[str] = Field(default_factory=list)
    more_reasons: int = 0
    inapplicable: list[str] = Field(default_factory=list)


Rival = Literal[
    "misread", "unit", "scope", "nesting", "withheld", "partial_enumeration", "small_table", "other"
]
"""What else than an error of the document may explain a break, so that nothing is said there.

``misread``: a figure was not, or not surely, read; ``unit``: its unit is printed nowhere; ``scope``: year, phase, fund
or body may differ; ``nesting``: which rows make up a total is open; ``withheld``: the document says that items of this
table are left out (涉密); ``partial_enumeration``: a list that may not be whole; ``small_table``: too few rows to confirm
how they add up; ``other``: something else is missing (the running text, an annex, a date).
"""


class KindCoverage(_Model):
    """What was compared of the tables of one kind, of the ``prose``, or ``across`` places (these hold relations only).

    ``figures``: printed amounts other than zero; ``judged``: those in at least one relation that was judged and is not
    trivial (:mod:`gouji.checks.coverage` says what is); ``learned``: those of them that stand in sums which the figures
    alone show, and in no other; ``only_trivial``: those of the others that stand in trivial ones.  Relations: ``confirmed`` (those within what printing explains included), ``broken``, ``undecided``.
    """

    kind: str
    tables: int = 0
    figures: int = 0
    judged: int = 0
    learned: int = 0
    only_trivial: int = 0
    confirmed: int = 0
    broken: int = 0
    undecided: int = 0

    @property
    def relations(self) -> int:
        return self.confirmed + self.broken + self.undecided


class OpenPlace(_Model):
    """A place that was not checkable, with what would help; ``count``: how often the rule says the same."""

    rule: str
    reason: str
    page: int | None = None
    count: int = 1


class NotCheckable(_Model):
    """What could not be judged because one rival explanation stands; ``more``: places that are not listed."""

    rival: Rival
    count: int
    places: list[OpenPlace] = Field(default_factory=list)
    more: int = 0


class Coverage(_Model):
    """How much of the document was compared, by kind of table, and what was not, by rival."""

    by_kind: list[KindCoverage] = Field(default_factory=list)
    not_checkable: list[NotCheckable] = Field(default_factory=list)

    @property
    def figures(self) -> int:
        return sum(row.figures for row in self.by_kind)

    @property
    def judged(self) -> int:
        return sum(row.judged for row in self.by_kind)

    @property
    def share(self) -> float | None:
        """``judged`` of ``figures``; ``None`` for a document without amounts."""
        return self.judged / self.figures if self.figures else None


class Unread(_Model):
    """A part of the source that could not be read, and why."""

    page: int | None = None
    table: str | None = None
    """The id of a table that stands in the record without its cells."""
    lines: tuple[int, int] | None = None
    """First and last line of a text source."""
    reason: str
    detail: str


class LlmUsage(_Model):
    model: str
    requests: int = 0
    cached: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cost: Decimal | None = None
    unanswered: int = 0
    """Requests that the endpoint, or a limit, left without a reply; another run may get one."""
    prompts: dict[str, str] = Field(default_factory=dict)


class RejectedAnswer(_Model):
    """What a model answered and the source did not bear out: kept for the reviewer, never a value."""

    task: str
    section: str
    reason: str
    answer: dict[str, str | int | None]


class SourceFile(_Model):
    """One of the files that a record was read from."""

    source: str
    sha256: str
    form: Form
    pages: int | None = None


class RunInfo(_Model):
    version: str
    source: str
    sha256: str
    form: Form
    pages: int | None = None
    lines: int | None = None
    options: dict[str, str] = Field(default_factory=dict)
    seconds: dict[str, float] = Field(default_factory=dict)
    llm: LlmUsage | None = None
    unread: list[Unread] = Field(default_factory=list)
    messages: list[str] = Field(default_factory=list)
    files: list[SourceFile] | None = None
    """Of a record of several files each of them; ``source`` is then the first, ``sha256`` that of all digests."""


class Record(_Model):
    """Everything read from one document."""

    schema_version: Literal[2] = RECORD_VERSION
    doc_id: str
    source: str
    metadata: Metadata
    tables: list[Table] = Field(default_factory=list)
    statements: list[Statement] = Field(default_factory=list)
    duties: list[str] = Field(default_factory=list)
    internal_units: list[str] = Field(default_factory=list)
    projects: list[Project] = Field(default_factory=list)
    targets: list[Target] = Field(default_factory=list)
    glossary: list[GlossaryItem] = Field(default_factory=list)
    findings: list[Finding] = Field(default_factory=list)
    checks: list[CheckResult] = Field(default_factory=list)
    coverage: Coverage | None = None
    """``None``: a record of before it was counted."""
    item_evidence: dict[str, list[Evidence]] = Field(default_factory=dict)
    """Evidence of the plain-text lists (``duties``, ``internal_units``), parallel to them."""
    metadata_evidence: dict[str, Evidence] = Field(default_factory=dict)
    """Evidence of the metadata by field; a field that was concluded from many lines has none."""
    rejected: list[RejectedAnswer] = Field(default_factory=list)
    run: RunInfo

    def to_frames(self) -> dict[str, DataFrame]:
        """The record as tidy tables, for a notebook or a data set of many documents.

        Returns:
            pandas frames by name: ``documents`` (one row), ``tables``, ``cells`` (one row for each printed cell:
            table, row and column from 0, code and label of its row, header path, ``printed``, ``amount``,
            unit, page or line, status), ``statements``, ``projects``, ``targets``, ``findings``, ``operands``
            (the places of a finding), ``checks``, ``unread``; each begins with ``doc_id``.  ``amount`` is a
            :class:`~decimal.Decimal` in the ``unit`` of the row (that of the table: a column of counts or
            percentages says so in its header), ``None`` where no plain figure is printed.  All columns have dtype
            ``object``.

        Raises:
            ImportError: pandas is not installed; it comes with the extra ``frames``.
        """
        from gouji.schemas.frames import to_frames

        return to_frames(self)
