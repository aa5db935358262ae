"""Prose against tables and prose against prose: every statement finds its cell, by concept or by subject.

A statement about a concept is held against every table that prints the concept; one about a
functional or economic subject against that subject's row.  The row is found by the names of 类, 款 and
项, exactly or, inside the same 款, by the only name that is nearly the same.  Units are converted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rapidfuzz import fuzz

from extractor.check.bindings import ECONOMIC_SCOPE, Binding, concept_label
from extractor.check.context import Context
from extractor.check.families.across import first_of_each_table
from extractor.check.model import Figure, Match, Outcome, Outcomes, Rule, Text, equal, show, skipped, unsure
from extractor.check.prose import FunctionalRef, Said
from extractor.check.view import Row
from extractor.domain.subjects import bare_name, class_of_label
from extractor.normalise import squash
from schemas.record import Operand

NEARLY = 72
"""Similarity (0–100) above which a single name inside the same 款 is taken for the printed one."""
CLEARLY = 8
"""How far the second-best name must stay behind."""


@dataclass(frozen=True, slots=True)
class Concepts:
    """The concepts that a rule holds against each other."""

    concepts: tuple[str, ...]


def prose_table(rule: Rule, context: Context) -> Outcomes:
    """Each statement about one of the concepts against each table that prints it."""
    spec = rule.spec
    assert isinstance(spec, Concepts)
    done = False
    for said in context.prose.amounts:
        if not _own_year(said, context):
            continue
        for named in said.concepts:
            options = named.split("|")
            if not set(options) & set(spec.concepts[:]) or options[0] not in spec.concepts:
                continue
            cells = [context.bindings.get(option, []) for option in options]
            if options == ["exp.total", "exp.year"] and not context.bindings.get("exp.carry_out"):
                cells = [[*cells[0], *cells[1]]]
            if any(cells):
                done = True
                yield from _against(said, cells, concept_label(options[0]), context)
    if not done:
        yield skipped("文字或表中没有这些数")


def _own_year(said: Said, context: Context) -> bool:
    return context.year is None or said.statement.year in (None, context.year)


def _against(
    said: Said, options: Sequence[Sequence[Binding]], what: str, context: Context
) -> Iterator[Outcome]:
    figure = said.figure()
    if figure is None:
        return
    scope = f"prose:{'/'.join(said.top)}"
    places = [binding for cells in options for binding in cells]
    if not figure.sure or any(not b.figure.sure for b in places):
        where = next((b.figure.where for b in places if not b.figure.sure), figure.where)
        yield unsure(f"{where} 的读数待复核，复核后可核对", scope)
        return
    verdicts = [[equal(figure, b.figure).judge() for b in cells] for cells in options]
    if any("broken" not in verdict and "holds" in verdict for verdict in verdicts[1:]):
        yield Outcome("passed", scope=scope)
        return
    first = next(cells for cells in options if cells)
    wrong = [b for b in first if equal(figure, b.figure).judge() == "broken"]
    near = [b for b in first if equal(figure, b.figure).judge() == "rounding"]
    pairs = tuple(equal(figure, b.figure) for b in first)
    if wrong:
        yield _mismatch(said, figure, wrong, what, scope, context, pairs, rounding=False)
    elif near:
        yield _mismatch(said, figure, near, what, scope, context, pairs, rounding=True)
    else:
        yield Outcome("passed", scope=scope, identity=pairs[0], extra=pairs[1:])


def _mismatch(
    said: Said,
    figure: Figure,
    cells: Sequence[Binding],
    what: str,
    scope: str,
    context: Context,
    pairs: tuple[object, ...],
    *,
    rounding: bool,
) -> Outcome:
    first = cells[0].figure
    identity = equal(figure, first)
    titles = context.titles(b.table for b in cells)
    unit = said.unit or ""
    return Outcome(
        "failed",
        scope=scope,
        message=Text(
            f"{said.statement.section}“{said.name}”说 {figure.printed}{unit}，{titles} {what}印 "
            f"{first.printed}{first.unit or ''}",
            f"{said.statement.section} “{said.name}” states {figure.printed} {unit}, {titles} prints {first.printed}",
        ),
        figures=(figure, *(b.figure for b in cells)),
        expected=show(first.value, figure.scale),
        difference=show(identity.gap, figure.scale),
        severity="rounding" if rounding else None,
        type="unit" if _unit_slip(figure, first) else "prose_vs_table",
        identity=identity,
        extra=tuple(equal(figure, b.figure) for b in cells[1:]),
    )


def _unit_slip(one: Figure, other: Figure) -> bool:
    """Whether two figures differ by 万 and nothing else: 4879.55 元 for 4879.55 万元."""
    small, large = sorted((abs(one.value), abs(other.value)))
    return small > 0 and abs(large / small / _WAN - 1) < _SAME_DIGITS


_WAN = 10_000
_SAME_DIGITS = Decimal("0.0005")
"""How far the ratio may be off 10 000: the digits of the shorter print."""


# ---------------------------------------------------------------- subjects


def row_of(said: Said, context: Context) -> Match | None:
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


def scopes_of(said: Said, context: Context) -> set[str]:
    """The table scopes against which a statement's section may be held."""
    joined = context.joined_scopes
    return joined.get(said.scope, {"all"} if said.scope == "project" else {said.scope})


def prose_subject(rule: Rule, context: Context) -> Outcomes:
    """Each statement about a functional subject against the rows of that subject."""
    done = False
    for said in context.prose.amounts:
        if said.ref is None or said.figure() is None or not _own_year(said, context):
            continue
        scopes = scopes_of(said, context)
        match = row_of(said, context)
        if match is None:
            continue
        places = [
            b
            for scope in sorted(scopes)
            for b in first_of_each_table(context.bindings.get(f"func:{scope}:{match.code}:total", []))
        ]
        if places:
            done = True
            yield from _against(said, [places], f"{match.code} {match.label}", context)
    if not done:
        yield skipped("文字没有按科目列示，或表中没有这些科目")


def basic_scope(said: Said, context: Context) -> str | None:
    """Which economic table an enumeration is about: that of the 基本支出 its section speaks of."""
    heads = [c for s in context.prose.by_top[said.top] for c in s.concepts]
    for scope in ("general", "app"):
        if any(c in heads for c in (f"{scope}.basic", f"{scope}.personnel", f"{scope}.public")):
            return scope
    return None


def economic_match(said: Said, context: Context, scope: str) -> Match | None:
    """The row of the economic table that an enumerated item names."""
    rows = context.economic_rows(scope)
    if said.economic in rows:
        return Match(said.economic, rows[said.economic], True)
    return _best_name(said.name, {c: n for c, n in rows.items() if len(c) >= 3})


def head_of(said: Said, context: Context) -> str | None:
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


def prose_economic(rule: Rule, context: Context) -> Outcomes:
    """Each enumerated item of basic expenditure against its row in the economic table."""
    done = False
    for said in context.prose.amounts:
        scope = basic_scope(said, context) if not said.concepts and said.ref is None else None
        match = economic_match(said, context, scope) if scope and said.figure() else None
        if match is None:
            continue
        role = head_of(said, context)
        places = context.bindings.get(f"econ:{scope}:{match.code}:{role}", []) if role else []
        places = places or context.bindings.get(f"econ:{scope}:{match.code}:total", [])
        if places:
            done = True
            yield from _against(said, [places], f"{match.code} {match.label}", context)
    if not done:
        yield skipped("文字没有列举基本支出明细，或没有经济分类表")


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
        yield from _unlisted(missing, items, "/".join(top), scope, context)


_FULL_LIST = 6
_MOST_MISSING = 3


def _unlisted(
    missing: list[Binding], items: list[Said], section: str, scope: str, context: Context
) -> Iterator[Outcome]:
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


# ---------------------------------------------------------------- prose against prose


def prose_prose(rule: Rule, context: Context) -> Outcomes:
    """The same concept in several sections prints the same figure."""
    spec = rule.spec
    assert isinstance(spec, Concepts)
    done = False
    for concept in spec.concepts:
        group = [s for s in context.prose.of(concept) if any(c.split("|")[0] == concept for c in s.concepts)]
        if len(group) > 1:
            done = True
            yield from compare_said(group, concept_label(concept))
    if not done:
        yield skipped("文字中没有两处说同一个数")


def compare_said(group: Sequence[Said], what: str) -> Iterator[Outcome]:
    """Statements about one thing against the value that most of them state."""
    figures = [f for s in group if (f := s.figure()) is not None]
    if any(not f.sure for f in figures):
        yield unsure(f"{what} 的文字读数待复核", "prose")
        figures = [f for f in figures if f.sure]
    if len(figures) < 2:
        return
    common = max(figures, key=lambda f: sum(1 for g in figures if g.value == f.value))
    for verdict, severity in (("broken", None), ("rounding", "rounding")):
        odd = [f for f in figures if equal(f, common).judge() == verdict]
        if odd:
            identity = equal(odd[0], common)
            rest = [f for f in figures if f not in odd]
            yield Outcome(
                "failed",
                scope=f"prose:{what}",
                message=Text(
                    f"{what}：{odd[0].where}为 {odd[0].printed}，{rest[0].where}为 {rest[0].printed}",
                    f"{what}: {odd[0].where} is {odd[0].printed}, {rest[0].where} is {rest[0].printed}",
                ),
                figures=(*odd, *rest),
                expected=common.printed,
                difference=show(identity.gap, odd[0].scale),
                severity="rounding" if severity else None,
                type="unit" if _unit_slip(odd[0], common) else "prose_vs_prose",
                identity=identity,
                extra=tuple(equal(a, b) for n, a in enumerate(figures) for b in figures[n + 1 :]),
            )
        elif verdict == "broken":
            yield Outcome("passed", scope=f"prose:{what}", identity=equal(common, common))


def subject_key(said: Said, context: Context) -> tuple[str, str] | None:
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


def subject_prose(rule: Rule, context: Context) -> Outcomes:
    """The same functional subject stated in several places prints the same figure."""
    groups: dict[tuple[str, str], list[Said]] = {}
    for said in context.prose.amounts:
        if not _own_year(said, context):
            continue
        key = subject_key(said, context)
        if key is not None and said.figure() is not None:
            groups.setdefault(key, []).append(said)
    several = [group for group in groups.values() if len(group) > 1]
    for group in several:
        yield from compare_said(group, group[0].name)
    yield from _economic_twins(context)
    if not several:
        yield skipped("没有一个科目说了两次")


_ECONOMIC_TWINS = {
    "30108": "2080505",
    "30109": "2080506",
    "30111": "2101103",
    "30113": "2210201",
}
"""Economic 款 that are paid out of one functional 项 only."""


def _economic_twins(context: Context) -> Iterator[Outcome]:
    """职业年金 etc. in the enumeration of basic expenditure against the functional item in the prose."""
    for said in context.prose.amounts:
        if said.concepts or said.ref is not None or basic_scope(said, context) is None:
            continue
        code = _ECONOMIC_TWINS.get(said.economic or "")
        if code is None:
            continue
        for other in context.prose.amounts:
            key = subject_key(other, context)
            if key is not None and key[1] == code and other.ref is not None and _own_year(other, context):
                yield from compare_said([said, other], said.name)


# ---------------------------------------------------------------- words about money


_LIST = re.compile(r"(人员经费|公用经费)[\d,.]+万?元[,，]?(?:主要)?(?:包括|用于)[:：]?([^。；;]{4,400})")


def listed_names(rule: Rule, context: Context) -> Outcomes:
    """Economic items that the prose lists without amounts are those that the table fills."""
    if context.document is None:
        yield unsure("需要正文：请对原文件而不是记录运行检查")
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


def whole_projects(rule: Rule, context: Context) -> Outcomes:
    """The budget of “all” projects with targets is the project expenditure."""
    done = False
    for said in context.prose.of("perf.total"):
        figure = said.figure()
        quotes = "".join(squash(s.statement.quote) for s in context.prose.by_section[said.statement.section])
        if figure is None or not re.search(r"均实行|全部(实行|纳入|编报)|全面实施", quotes):
            continue
        for other in context.prose.of("exp.project"):
            total = other.figure()
            if total is not None:
                done = True
                yield from compare_said([other, said], "项目支出")
                break
    if not done:
        yield skipped("文字没有说全部项目都有绩效目标")
