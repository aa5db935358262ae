"""The whole of reconcile: merge the readers, hear the identities, give every value its status.

Takes a record as the table parser and the grammar left it and, when a model was asked, its
result; gives a new record.  Never accepted: a figure that the source does not print where the quote
says (grounding rejected it), and a model's figure that contradicts the table parser.
"""

from __future__ import annotations

from collections.abc import Sequence

from gouji.grounding.source import fold_text
from gouji.reconcile.cells import reconcile_table
from gouji.reconcile.grids import adopt_grids
from gouji.reconcile.identities import IdentityIndex, Judge, index_identities
from gouji.reconcile.items import reconcile_items
from gouji.reconcile.scorecard import Point, verdict
from gouji.reconcile.statements import Weighed, weigh_statements
from gouji.schemas.llm import StrictModel
from gouji.schemas.record import Evidence, Record, RejectedAnswer, Statement
from gouji.tasks.reask import item_name
from gouji.tasks.result import LlmResult


def reconcile(record: Record, judge: Judge, llm: LlmResult | None = None) -> Record:
    """The record with source, confidence, status and reasons on every value.

    ``judge`` is called with the record once its readers are merged, and for every table that a model arranged anew.
    """
    candidates = llm.candidates if llm is not None else ()
    record = adopt_grids(record, llm.grids, judge) if llm is not None else record
    weighed = weigh_statements(record.statements, candidates)
    merged = record.model_copy(update={"statements": _numbered(weighed)})
    weighed = [
        Weighed(statement, entry.points, entry.conflict, entry.doubts)
        for statement, entry in zip(merged.statements, weighed, strict=True)
    ]
    index = index_identities(judge(merged))
    statements = [_settled(entry, index) for entry in weighed]
    tables = [reconcile_table(table, index) for table in merged.tables]
    done = merged.model_copy(update={"statements": statements, "tables": tables})
    return _with_usage(reconcile_items(done, candidates), llm)


def _kept_answers(record: Record, llm: LlmResult) -> list[RejectedAnswer]:
    """Rejected answers about something that the record does not hold, each once.

    A wrong answer about an item that was read otherwise, and borne out, needs nobody's eyes.
    """
    names, quotes = _borne_out(record)
    kept: dict[tuple[str, str], RejectedAnswer] = {}
    for rejection in llm.rejections:
        name = fold_text(item_name(rejection.item))
        quote = fold_text(str(getattr(rejection.item, "quote", "")))
        if name in names or any(quote in known or known in quote for known in quotes if quote):
            continue
        answer = RejectedAnswer(
            task=rejection.task,
            section=rejection.section,
            reason=rejection.reason,
            answer=_plain(rejection.item),
        )
        kept.setdefault((rejection.task, name or quote), answer)
    return list(kept.values())


def _borne_out(record: Record) -> tuple[set[str], set[str]]:
    """Names and quotes of everything in the record that is proved or accepted."""
    sure = [s for s in record.statements if s.evidence is None or s.evidence.status != "review"]
    names = {fold_text(s.subject) for s in sure} | {fold_text(t.subject) for t in record.targets}
    names |= {fold_text(p.name) for p in record.projects if p.name}
    names |= {fold_text(g.term) for g in record.glossary}
    names |= {fold_text(text) for text in (*record.duties, *record.internal_units)}
    quotes = {fold_text(s.quote) for s in sure} | {fold_text(t.quote) for t in record.targets}
    quotes |= {fold_text(g.definition) for g in record.glossary} | {fold_text(d) for d in record.duties}
    return names, quotes


def _plain(item: StrictModel) -> dict[str, str | int | None]:
    """The fields that were answered, lists left out (a whole grid is no value to look at)."""
    fields = item.model_dump(exclude_none=True).items()
    return {name: value for name, value in fields if isinstance(value, (str, int))}


def _numbered(weighed: Sequence[Weighed]) -> list[Statement]:
    """Ids in document order, once the model has added statements of its own."""
    if not any(entry.by_model_alone for entry in weighed):
        return [entry.statement for entry in weighed]
    return [
        entry.statement.model_copy(update={"id": f"s{number:03d}"}) for number, entry in enumerate(weighed, 1)
    ]


def _settled(entry: Weighed, index: IdentityIndex) -> Statement:
    """The statement with its verdict; a proved value outweighs a model that disagrees with it."""
    statement = entry.statement
    key = (statement.id, "value")
    points: list[Point] = list(entry.points)
    alone = entry.by_model_alone
    review = "readers_disagree" in points or (alone and "subject_loose" in points)
    if key in index.proved and not _doubtful_proof(entry):
        points.append("proved")
    elif statement.id in index.contradicted:
        points.append("contradicted_by_table" if alone else "broken_once")
        review = review or alone
    before = statement.evidence or Evidence(source=["grammar"])
    found = verdict(points, review=review or before.status == "review")
    told = [text for text in (entry.conflict, *entry.doubts) if text]
    reasons = list(dict.fromkeys([*before.reasons, *found.reasons, *told]))
    update = {"confidence": found.confidence, "status": found.status, "reasons": reasons}
    return statement.model_copy(update={"evidence": before.model_copy(update=update)})


def _doubtful_proof(entry: Weighed) -> bool:
    """The identity proves the value, not which subject it has or what else is said of it."""
    disputed = "readers_disagree" in entry.points and not (entry.conflict or "").startswith("value")
    return disputed or "reader_unsure" in entry.points or "subject_loose" in entry.points


def _with_usage(record: Record, llm: LlmResult | None) -> Record:
    if llm is None:
        return record
    run = record.run.model_copy(
        update={
            "llm": llm.usage,
            "messages": [*record.run.messages, *llm.messages],
            "seconds": {
                **record.run.seconds,
                **{f"llm.{task}": seconds for task, seconds in llm.seconds_by_task.items()},
            },
        }
    )
    return record.model_copy(update={"run": run, "rejected": _kept_answers(record, llm)})
