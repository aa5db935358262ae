"""The model's step of the pipeline: what to ask about one document, asked.

Takes the record with the status that each value has without a model and the sections of its prose, gives
what the model said, or ``None`` when no model is to be asked.  In ``auto`` only what is not proved
is asked: lines with a quantity that no proved statement owns, lists that the grammar left open.
"""

from __future__ import annotations

from collections.abc import Sequence

from gouji.config import LlmConfig
from gouji.llm.client import LlmClient
from gouji.outline.model import Section
from gouji.schemas.record import Record, Table
from gouji.tasks.grids import grid_requests
from gouji.tasks.planner import quoted_characters
from gouji.tasks.read import Work, read_with_llm
from gouji.tasks.result import LlmResult

SETTLED = 0.8
"""Share of the characters of a list's sections that the grammar must have read for it to be settled;
numbers, headings and lead-ins (主要职责是：) make up the rest."""


def ask_model(
    record: Record, sections: Sequence[Section], config: LlmConfig | None, client: LlmClient | None = None
) -> LlmResult | None:
    """Ask what ``config`` says; ``client`` replaces the endpoint (tests, evaluation)."""
    if config is None or config.effective_mode == "off":
        return None
    work = work_for(record, sections, always=config.effective_mode == "always")
    if client is not None:
        return read_with_llm(work, config, client)
    from gouji.llm.session import open_session

    with open_session(config) as session:
        return read_with_llm(work, config, session.client())


def work_for(record: Record, sections: Sequence[Section], *, always: bool) -> Work:
    """What is to be read by the model; tables only where the parser's reading is in doubt."""
    grids = grid_requests(table for table in record.tables if _doubtful(table))
    if always:
        return Work(sections, record.metadata, grids=grids)
    proved = [s for s in record.statements if s.evidence is not None and s.evidence.status == "proved"]
    return Work(sections, record.metadata, proved, frozenset(_done(record, sections)), grids)


def _doubtful(table: Table) -> bool:
    """A table with figures that reached no cell, or with cells in review."""
    cells = (evidence for row in table.evidence for evidence in row if evidence is not None)
    return bool(table.leftovers) or any(evidence.status == "review" for evidence in cells)


def _done(record: Record, sections: Sequence[Section]) -> list[str]:
    """The text tasks that the grammar has settled."""
    texts = {
        "glossary": ({"glossary"}, [t for g in record.glossary for t in (g.term, g.definition)]),
        "outline": ({"duties", "organisation"}, [*record.duties, *record.internal_units]),
    }
    done = [task for task, (roles, read) in texts.items() if _covered(sections, roles, read)]
    return [*done, *(["projects"] if record.projects else [])]


def _covered(sections: Sequence[Section], roles: set[str], texts: list[str]) -> bool:
    mine = [section for section in sections if section.role in roles]
    size = sum(len(line.text) for section in mine for line in section.lines)
    read = sum(
        quoted_characters(section, texts) * sum(len(line.text) for line in section.lines) for section in mine
    )
    return bool(mine) and read >= SETTLED * size
