"""Names in prose against names in tables: subjects named otherwise, left out of a list, or put to another purpose."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gouji.checks.bindings import ECONOMIC_SCOPE, Binding
from gouji.checks.context import Context
from gouji.checks.families.places import NEEDS_TEXT
from gouji.checks.families.prose_cells.rows import basic_scope, economic_match, row_of, scopes_of
from gouji.checks.model import Outcome, Outcomes, Rule, Text, skipped, unsure
from gouji.checks.prose import Said
from gouji.checks.view import Row
from gouji.domain.subjects import bare_name
from gouji.normalise import squash
from gouji.schemas.record import Operand


def unlisted(rule: Rule, context: Context) -> Outcomes:
    """Rows of the basic-expenditure table that a full enumeration in the prose leaves out."""
    for top, group in context.prose.by_top.items():
        items = [s for s in group if s.statement.measure == "amount" and not s.concepts and s.ref is None]
        scope = basic_scope(items[0], context) if items else None
        if scope is None or len(items) < _FULL_LIST:
            continue
        named = {m.code for s in items if (m := economic_match(s, context, scope))}
        if len(named) < _FULL_LIST:
            continue
        classes = {code for code in named if len(code) == 3}
        missing = [
            bindings[0]
            for concept, bindings in context.bindings.items()
            if concept.startswith(f"econ:{scope}:") and concept.endswith(":total")
            for code in [concept.split(":")[2]]
            if len(code) == 5
            and code not in named
            and code[:3] not in classes
            and bindings[0].figure.value != 0
        ]
        yield from _unlisted(missing, items, "/".join(top), context)


_FULL_LIST = 6
_MOST_MISSING = 3


def _unlisted(missing: list[Binding], items: list[Said], section: str, context: Context) -> Iterator[Outcome]:
    if not missing:
        yield Outcome("passed", scope=section)
        return
    if len(missing) > _MOST_MISSING or any(not b.figure.sure for b in missing):
        yield skipped("文字只列举了部分明细")
        return
    for binding in missing:
        twins = [f for s in items if (f := s.figure()) and f.value == binding.figure.value]
        yield Outcome(
            "failed",
            scope=section,
            message=Text(
                f"{context.title_of(binding.table)} 有 {binding.label} {binding.figure.printed}，{section} 的列举中没有",
                f"{context.title_of(binding.table)} has {binding.label} {binding.figure.printed}, "
                f"which {section} does not list",
            ),
            figures=(binding.figure, *twins),
        )


def subject_names(rule: Rule, context: Context) -> Outcomes:
    """A subject that the prose names otherwise than the table does (found by the nearly same name)."""
    groups: dict[tuple[str, str], list[Said]] = {}
    for said in context.prose.amounts:
        match = None
        if said.ref is not None:
            match = row_of(said, context)
        elif not said.concepts and (scope := basic_scope(said, context)):
            match = economic_match(said, context, scope)
        if match is None:
            continue
        if match.exact:
            yield Outcome("passed")
        else:
            groups.setdefault((match.code, match.label), []).append(said)
    for (code, label), said_so in groups.items():
        yield Outcome(
            "failed",
            message=Text(
                f"{said_so[0].statement.section}写作“{said_so[0].name}”，表中为“{code} {label}”",
                f"{said_so[0].statement.section} says “{said_so[0].name}”, the table “{code} {label}”",
            ),
            figures=tuple(f for s in said_so if (f := s.figure())),
        )


_LIST = re.compile(r"(人员经费|公用经费)[\d,.]+万?元[,，]?(?:主要)?(?:包括|用于)[:：]?([^。；;]{4,400})")


def listed_names(rule: Rule, context: Context) -> Outcomes:
    """Economic items that the prose lists without amounts are those that the table fills."""
    if context.document is None:
        yield unsure(NEEDS_TEXT)
        return
    done = False
    for found in _LIST.finditer(context.text):
        names = [n for n in re.split(r"[、，,]", found.group(2)) if n]
        if any(re.search(r"\d", n) for n in names) or len(names) < _FEW_NAMES:
            continue
        for scope in ("general", "app"):
            outcomes = list(_listed(found.group(1), names, scope, context))
            if outcomes:
                done = True
                yield from outcomes
                break
    if not done:
        yield skipped("文字没有列举基本支出科目名称")


def _listed(head: str, names: list[str], scope: str, context: Context) -> Iterator[Outcome]:
    """Listed but blank, or filled but not listed, in the half of the table that the head speaks of."""
    wanted = {bare_name(name): name for name in names}
    filled: dict[str, Binding] = {}
    rows: dict[str, Row] = {}
    for view in context.views:
        if ECONOMIC_SCOPE.get(view.table.kind) != scope:
            continue
        for side in view.sides:
            for row in side.rows:
                if len(row.code) == 5 and (row.code[:3] in ("301", "303")) == (head == "人员经费"):
                    rows[bare_name(row.name)] = row
    for concept, bindings in context.bindings.items():
        if concept.startswith(f"econ:{scope}:") and concept.endswith(":total") and bindings[0].figure.value:
            name = bare_name(bindings[0].label.removeprefix(concept.split(":")[2]))
            if name in rows:
                filled[name] = bindings[0]
    blank = [rows[n] for n in wanted if n in rows and n not in filled]
    unlisted_ = [b for n, b in filled.items() if n not in wanted]
    known = sum(1 for n in wanted if n in rows)
    if known < len(wanted) * _MOSTLY:
        return
    if not blank or any(not b.figure.sure for b in filled.values()):
        yield Outcome("passed")
        return
    listed, missing = "、".join(r.name for r in blank), "、".join(b.label for b in unlisted_)
    yield Outcome(
        "failed",
        message=Text(
            f"{head}列举中有“{listed}”，表中该科目为空"
            + (f"；表中有数的 {missing} 没有列举" if missing else ""),
            f"“{listed}” is listed under {head} but blank in the table",
        ),
        operands=(Operand(where="正文", quote=f"{head}…{'、'.join(names)}"[:200]),),
        figures=tuple(b.figure for b in unlisted_),
    )


_FEW_NAMES = 3
_MOSTLY = 0.7
"""Share of the listed names that must be rows of the table before a list is held against it."""


def purpose(rule: Rule, context: Context) -> Outcomes:
    """“主要用于…基本支出” is not said of a subject that is all project expenditure."""
    done = False
    for said in context.prose.amounts:
        match = row_of(said, context) if said.ref is not None else None
        found = re.search(r"主要用于[:：]?[^。；]{0,60}?(基本支出|项目支出)", squash(said.statement.quote))
        if match is None or found is None or "项目" in said.name:
            continue
        for scope in sorted(scopes_of(said, context)):
            basic = context.bindings.get(f"func:{scope}:{match.code}:basic", [])
            project = context.bindings.get(f"func:{scope}:{match.code}:project", [])
            other, own = (project, basic) if found.group(1) == "基本支出" else (basic, project)
            if not (own or other) or any(not b.figure.sure for b in (*own, *other)):
                continue
            done = True
            if own and own[0].figure.value:
                yield Outcome("passed")
            elif other and other[0].figure.value:
                yield Outcome(
                    "failed",
                    message=Text(
                        f"{said.where_name}写“主要用于…{found.group(1)}”，表中全部是{'项目' if other is project else '基本'}支出 "
                        f"{other[0].figure.printed}",
                        f"{said.where_name} is said to be {found.group(1)}, the table has all of it in the other column",
                    ),
                    figures=tuple(f for f in (said.figure(), other[0].figure) if f is not None),
                )
            break
    if not done:
        yield skipped("文字没有写科目的用途")
