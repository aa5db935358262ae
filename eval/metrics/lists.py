"""Duties, internal units, projects and glossary against gold.

Lists of verbatim text are aligned in order and must agree after folding; projects are paired by
name; glossary items by term.
"""

from __future__ import annotations

from collections.abc import Sequence

from gouji.eval.metrics.align import Pairs, align_equal, assign, pair_equal
from gouji.eval.metrics.cells import same_figure
from gouji.eval.metrics.counts import Counts, Ratio
from gouji.eval.metrics.faults import fault, trusts
from gouji.eval.metrics.text import anls, likeness, same_text
from gouji.eval.model import ErrorItem, Measure, PartName, Score
from gouji.normalise import fold
from gouji.schemas.record import Evidence, GlossaryItem, Project

_NAME_LIKE = 0.6
_FIGURES = ("amount", "score", "budget_amount", "executed_amount", "execution_rate", "completion")
PROJECT_FIELDS = tuple(name for name in Project.model_fields if name != "evidence")


def score_list(
    doc_id: str, part: PartName, gold: Sequence[str], ours: Sequence[str], evidence: Sequence[Evidence] = ()
) -> Score:
    """One list of verbatim items; the measure carries the name of the part."""
    pairs = align_equal([fold(item) for item in gold], [fold(item) for item in ours])
    met_gold, met_ours = {i for i, _ in pairs}, {j for _, j in pairs}
    errors = [
        fault(doc_id, part, f"{i + 1}", "missing", gold=item, quote=item)
        for i, item in enumerate(gold)
        if i not in met_gold
    ]
    errors += [
        fault(doc_id, part, f"+{j + 1}", "spurious", ours=item, quote=item)
        for j, item in enumerate(ours)
        if j not in met_ours
    ]
    judged = [(place, j in met_ours) for j, place in enumerate(evidence[: len(ours)])]
    measures = {str(part): Measure.of(Counts(len(pairs), len(gold), len(ours)))}
    return Score(measures=measures, errors=errors, trust=trusts(part, judged))


def score_glossary(doc_id: str, gold: Sequence[GlossaryItem], ours: Sequence[GlossaryItem]) -> Score:
    """``glossary`` wants term and definition verbatim, ``glossary_terms`` the term alone."""
    pairs = pair_equal([fold(item.term) for item in gold], [fold(item.term) for item in ours])
    right = [(i, j) for i, j in pairs if same_text(gold[i].definition, ours[j].definition)]
    sizes = len(gold), len(ours)
    likenesses = sum(anls(gold[i].definition, ours[j].definition) for i, j in pairs)
    measures = {
        "glossary": Measure.of(Counts(len(right), *sizes)),
        "glossary_terms": Measure.of(Counts(len(pairs), *sizes)),
        "definitions": Measure.of(Ratio(likenesses, len(pairs))),
    }
    good = {j for _, j in right}
    return Score(
        measures=measures,
        errors=_glossary_errors(doc_id, gold, ours, pairs),
        trust=trusts("glossary", ((item.evidence, j in good) for j, item in enumerate(ours))),
    )


def _glossary_errors(
    doc_id: str, gold: Sequence[GlossaryItem], ours: Sequence[GlossaryItem], pairs: Pairs
) -> list[ErrorItem]:
    met_gold, met_ours = {i for i, _ in pairs}, {j for _, j in pairs}
    errors = [
        fault(
            doc_id,
            "glossary",
            gold[i].term,
            "field",
            gold=gold[i].definition,
            ours=ours[j].definition,
            quote=gold[i].definition,
            evidence=ours[j].evidence,
        )
        for i, j in pairs
        if not same_text(gold[i].definition, ours[j].definition)
    ]
    errors += [
        fault(doc_id, "glossary", item.term, "missing", gold=item.definition, quote=item.definition)
        for i, item in enumerate(gold)
        if i not in met_gold
    ]
    return errors + [
        fault(doc_id, "glossary", item.term, "spurious", ours=item.definition, evidence=item.evidence)
        for j, item in enumerate(ours)
        if j not in met_ours
    ]


def score_projects(doc_id: str, gold: Sequence[Project], ours: Sequence[Project]) -> Score:
    """``projects`` counts names found, ``project_all`` whole projects, ``project_fields`` stated fields."""
    likes = [[likeness(g.name, o.name) for o in ours] for g in gold]
    pairs = assign([[like if like >= _NAME_LIKE else 0.0 for like in row] for row in likes])
    whole = [(i, j) for i, j in pairs if all(_same(name, gold[i], ours[j]) for name in PROJECT_FIELDS)]
    sizes = len(gold), len(ours)
    good = {j for _, j in whole}
    return Score(
        measures={
            "projects": Measure.of(Counts(len(pairs), *sizes)),
            "project_all": Measure.of(Counts(len(whole), *sizes)),
            "project_fields": Measure.of(_fields([(gold[i], ours[j]) for i, j in pairs])),
        },
        errors=_project_errors(doc_id, gold, ours, pairs),
        trust=trusts("projects", ((item.evidence, j in good) for j, item in enumerate(ours))),
    )


def _same(name: str, gold: Project, ours: Project) -> bool:
    one, other = getattr(gold, name), getattr(ours, name)
    return same_figure(one, other) if name in _FIGURES else same_text(one, other)


def _fields(pairs: Sequence[tuple[Project, Project]]) -> Ratio:
    """Agreeing fields among those that either side states."""
    stated = [
        (name, g, o)
        for g, o in pairs
        for name in PROJECT_FIELDS
        if getattr(g, name) is not None or getattr(o, name) is not None
    ]
    return Ratio(sum(_same(*item) for item in stated), len(stated))


def _project_errors(
    doc_id: str, gold: Sequence[Project], ours: Sequence[Project], pairs: Pairs
) -> list[ErrorItem]:
    met_gold, met_ours = {i for i, _ in pairs}, {j for _, j in pairs}
    errors = [
        fault(
            doc_id,
            "projects",
            f"{gold[i].name}/{name}",
            "field",
            gold=getattr(gold[i], name),
            ours=getattr(ours[j], name),
            kind=name,
            quote=getattr(gold[i], name),
            evidence=ours[j].evidence,
        )
        for i, j in pairs
        for name in PROJECT_FIELDS
        if not _same(name, gold[i], ours[j])
    ]
    errors += [
        fault(doc_id, "projects", item.name or f"{i + 1}", "missing", gold=item.name, quote=item.name)
        for i, item in enumerate(gold)
        if i not in met_gold
    ]
    return errors + [
        fault(
            doc_id, "projects", item.name or f"+{j + 1}", "spurious", ours=item.name, evidence=item.evidence
        )
        for j, item in enumerate(ours)
        if j not in met_ours
    ]
