"""Score one record, or many: the one place where all metrics come together.

Takes labels and records, gives :class:`gouji.eval.model.DocScore`.  Parts that a label leaves out
(``unlabelled``) are not scored and are named in the result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from gouji.eval.gold_folders import GoldDoc
from gouji.eval.metrics.faults import distinct
from gouji.eval.metrics.findings import score_findings, unjudged
from gouji.eval.metrics.grounding import score_grounding
from gouji.eval.metrics.lists import score_glossary, score_list, score_projects
from gouji.eval.metrics.match import match_tables
from gouji.eval.metrics.metadata import score_metadata
from gouji.eval.metrics.statements import score_statements, score_targets
from gouji.eval.metrics.table_measures import cells_by_kind, measure_tables
from gouji.eval.metrics.tables import TableScore, score_tables
from gouji.eval.model import DocScore, Score
from gouji.eval.provinces import province_of
from gouji.eval.source import SourceText, read_source
from gouji.schemas.record import Record, Table


def score_document(doc: GoldDoc, ours: Record) -> DocScore:
    """Every measure of one document."""
    source = read_source(doc.source) if doc.source else None
    ours = _on_labelled_pages(ours, doc.gold.unlabelled_pages)
    tables = [] if "tables" in doc.gold.unlabelled else score_tables(doc.gold.tables, ours.tables)
    names = match_table_names(doc.gold.tables, ours.tables)
    merged = merge(_parts(doc, ours, source, tables, names))
    findings = [] if "inconsistencies" in doc.gold.unlabelled else ours.findings
    llm = ours.run.llm
    return DocScore(
        doc_id=doc.doc_id,
        title=doc.gold.metadata.title or doc.gold.metadata.department,
        province=province_of(doc.gold.metadata.region),
        region=doc.gold.metadata.region,
        doc_type=doc.gold.metadata.doc_type,
        form="pdf" if doc.form == "pdf" else "text",
        unlabelled=list(doc.gold.unlabelled),
        measures=merged.measures,
        by_kind=cells_by_kind(tables),
        errors=distinct(merged.errors),
        trust=merged.trust,
        leftovers=sum(len(table.leftovers) for table in ours.tables),
        findings=len(ours.findings),
        unjudged=len(unjudged(doc.gold.inconsistencies, findings, doc.adjudication, names)),
        seconds=round(sum(ours.run.seconds.values()), 3) if ours.run.seconds else None,
        tokens=llm.prompt_tokens + llm.completion_tokens if llm else None,
        cost=str(llm.cost) if llm and llm.cost is not None else None,
    )


def _on_labelled_pages(ours: Record, unlabelled: Sequence[int]) -> Record:
    """The record without the tables that stand on nothing but pages whose tables nobody labelled."""
    tables = [t for t in ours.tables if not t.where.pages or not set(t.where.pages) <= set(unlabelled)]
    return ours.model_copy(update={"tables": tables})


def _parts(
    doc: GoldDoc, ours: Record, source: SourceText | None, tables: list[TableScore], names: dict[str, str]
) -> Iterable[Score]:
    """The score of each labelled part."""
    gold, doc_id = doc.gold, doc.doc_id
    scores: dict[str, Callable[[], Score]] = {
        "metadata": lambda: score_metadata(doc_id, gold.metadata, ours.metadata),
        "tables": lambda: measure_tables(doc_id, tables),
        "statements": lambda: score_statements(doc_id, gold.statements, ours.statements, source),
        "targets": lambda: score_targets(doc_id, gold.targets, ours.targets),
        "projects": lambda: score_projects(doc_id, gold.projects, ours.projects),
        "glossary": lambda: score_glossary(doc_id, gold.glossary, ours.glossary),
        "duties": lambda: score_list(
            doc_id, "duties", gold.duties, ours.duties, ours.item_evidence.get("duties", [])
        ),
        "internal_units": lambda: score_list(
            doc_id,
            "internal_units",
            gold.internal_units,
            ours.internal_units,
            ours.item_evidence.get("internal_units", []),
        ),
        "inconsistencies": lambda: score_findings(
            doc_id, gold.inconsistencies, ours.findings, doc.adjudication, names
        ),
    }
    yield from (score() for part, score in scores.items() if part not in gold.unlabelled)
    yield score_grounding(gold, ours, source)


def merge(scores: Iterable[Score]) -> Score:
    """All parts together; measure names are distinct by construction."""
    whole = Score()
    for score in scores:
        whole.measures.update(score.measures)
        whole.errors.extend(score.errors)
        whole.trust.extend(score.trust)
    return whole


def match_table_names(gold: Sequence[Table], ours: Sequence[Table]) -> dict[str, str]:
    """Our table ids → the gold's, for places in findings."""
    return {ours[j].id: gold[i].id for i, j in match_tables(gold, ours)}
