"""Which row of which table a statement names: by the names of 类, 款 and 项, exactly or nearly."""

from __future__ import annotations

from rapidfuzz import fuzz

from gouji.checks.context import Context
from gouji.checks.model import Match
from gouji.checks.statement_view import FunctionalRef, StatementView
from gouji.domain.subjects import bare_name, class_of_label

NEARLY = 72
"""Similarity (0–100) above which a single name inside the same 款 is taken for the printed one."""


CLEARLY = 8
"""How far the second-best name must stay behind."""


def row_of(said: StatementView, context: Context) -> Match | None:
    """The functional row that a statement names, in the tables of its section's scopes."""
    if said.position not in context.matches:
        rows = context.functional_rows(scopes_of(said, context))
        context.matches[said.position] = find_functional(said.ref, rows) if said.ref else None
    return context.matches[said.position]


def find_functional(ref: FunctionalRef, rows: dict[str, str]) -> Match | None:
    """The row that a functional reference names."""
    code = class_of_label(ref.cls) if ref.cls else None
    if ref.level == 1:
        return Match(code, rows[code], True) if code in rows and code is not None else None
    under = code or ""
    if ref.level == 2:
        return _best_name(ref.section, {c: n for c, n in rows.items() if len(c) == 5 and c.startswith(under)})
    sections = {c: n for c, n in rows.items() if len(c) == 5 and c.startswith(under)}
    section = _best_name(ref.section, sections) if ref.section else None
    within = {
        c: n for c, n in rows.items() if len(c) == 7 and c.startswith(section.code if section else under)
    }
    if section is None and ref.section and sections:
        return None
    return _best_name(ref.item, within)


def _best_name(name: str, rows: dict[str, str]) -> Match | None:
    wanted = bare_name(name)
    exact = [code for code, label in rows.items() if bare_name(label) == wanted]
    if len(exact) == 1:
        return Match(exact[0], rows[exact[0]], True)
    if exact:
        return None
    begun = [c for c, n in rows.items() if len(wanted) >= 2 and bare_name(n).startswith(wanted)]
    if len(begun) == 1:
        return Match(begun[0], rows[begun[0]], False)
    scored = sorted(((fuzz.ratio(wanted, bare_name(n)), c) for c, n in rows.items()), reverse=True)
    if not scored or scored[0][0] < NEARLY or (len(scored) > 1 and scored[1][0] > scored[0][0] - CLEARLY):
        return None
    return Match(scored[0][1], rows[scored[0][1]], False)


def scopes_of(said: StatementView, context: Context) -> set[str]:
    """The table scopes against which a statement's section may be held."""
    joined = context.joined_scopes
    return joined.get(said.scope, {"all"} if said.scope == "project" else {said.scope})


def basic_scope(said: StatementView, context: Context) -> str | None:
    """Which economic table an enumeration is about: that of the 基本支出 its section speaks of."""
    heads = context.prose.concepts_of(said.top)
    for scope in ("general", "app"):
        if any(c in heads for c in (f"{scope}.basic", f"{scope}.personnel", f"{scope}.public")):
            return scope
    return None


def economic_match(said: StatementView, context: Context, scope: str) -> Match | None:
    """The row of the economic table that an enumerated item names."""
    rows = context.economic_rows(scope)
    if said.economic in rows:
        return Match(said.economic, rows[said.economic], True)
    return _best_name(said.name, {c: n for c, n in rows.items() if len(c) >= 3})


def head_of(said: StatementView, context: Context) -> str | None:
    """``personnel`` or ``public``: under which head an item is enumerated."""
    head = None
    for other in context.prose.by_top[said.top]:
        if other.position > said.position:
            break
        for concept in other.concepts:
            part = concept.split(".")[-1]
            if part in ("personnel", "public"):
                head = part
            elif concept.endswith(".basic"):
                head = None
    return head


def subject_key(said: StatementView, context: Context) -> tuple[str, str] | None:
    """What a statement is about when it names a subject: (scope group, code or name)."""
    if said.ref is None:
        return None
    scopes = scopes_of(said, context)
    match = row_of(said, context)
    group = "all" if "all" in scopes else sorted(scopes)[0]
    if match is not None:
        return group, match.code
    name = class_of_label(said.ref.cls) if said.ref.level == 1 else f"{said.ref.section}/{said.ref.item}"
    return group, name or said.ref.leaf


def part_of(said: StatementView, context: Context) -> str | None:
    """``basic`` or ``project`` where the section opens with that part of expenditure: its subjects are of that part."""
    section = [s for s in context.prose.by_top[said.top] if s.statement.section == said.statement.section]
    parts = [concept.split("|")[0].rpartition(".")[2] for concept in section[0].concepts] if section else []
    return next((part for part in parts if part in ("basic", "project")), None)
