"""Which concept a table cell prints: 收入总计, 基本支出, 三公 小计, a subject's amount ….

Takes table views, gives :class:`Binding` values: (concept, figure, table).  Concepts are plain names
such as ``rev.total``, ``exp.basic``, ``general.personnel``, ``three.vehicle@current`` or, for the row of a
subject, ``func:all:2080505:total`` and ``econ:general:30113:total``.  The catalogue speaks of concepts only.

``rev.*``/``exp.*`` are about all funds, ``app.*`` about 财政拨款, ``general.*`` about 一般公共预算,
``fund.*`` and ``capital.*`` about 政府性基金 and 国有资本经营预算.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from extractor.check import terms
from extractor.check.indicators import performance_total
from extractor.check.model import Figure
from extractor.check.view import Column, Row, Side, TableView
from extractor.domain.subjects import class_of_label
from extractor.normalise import fold
from schemas.record import DocType, TableKind

K = TableKind


@dataclass(frozen=True, slots=True)
class Binding:
    """A place in a table that prints a concept; ``derived`` when it is a sum of cells."""

    concept: str
    figure: Figure
    table: str
    derived: bool = False
    label: str = ""


Binder = Callable[[TableView, DocType | None, int | None], Iterator[Binding]]

FUNCTIONAL_SCOPE: dict[TableKind, str] = {
    K.EXPENDITURE_SUMMARY: "all",
    K.APPROPRIATION_EXPENDITURE: "app",
    K.GENERAL_PUBLIC_EXPENDITURE: "general",
    K.GOVERNMENT_FUND_EXPENDITURE: "fund",
    K.STATE_CAPITAL_EXPENDITURE: "capital",
}
TOTAL_PREFIX = {"all": "exp", "app": "app", "general": "general", "fund": "fund", "capital": "capital"}
ECONOMIC_SCOPE: dict[TableKind, str] = {
    K.APPROPRIATION_BASIC_EXPENDITURE: "app",
    K.GENERAL_PUBLIC_BASIC_EXPENDITURE: "general",
    K.AGENCY_OPERATING_EXPENDITURE: "agency",
}


def bind_tables(
    views: tuple[TableView, ...], doc_type: DocType | None, year: int | None
) -> Iterator[Binding]:
    """Every binding of every table, in document order."""
    for view in views:
        binder = BINDERS.get(view.table.kind)
        if binder is not None:
            yield from binder(view, doc_type, year)


def source_of(label: str) -> str | None:
    """The income source that a label names (``general``, ``fund``, ``business`` …)."""
    bare = re.sub(
        r"^[一二三四五六七八九十]+[、.．]|^[(（][一二三四五六七八九十\d]+[)）]|^\d+[、.．]", "", label
    )
    for source, pattern in terms.SOURCES:
        if pattern.search(bare):
            return source
    return None


def main_column(side: Side, doc_type: DocType | None) -> Column | None:
    """The column that gives the year's own figure: 决算数 in final accounts, 预算数 in a budget, else 合计."""
    wanted = "决算" if doc_type == "final_accounts" else "预算"
    totals = [c for c in side.values if terms.TOTAL_COLUMN.search(c.leaf)]
    if totals:
        return totals[0]
    stated = [c for c in side.values if any(wanted in part for part in c.path)]
    shallow = [c for c in stated if c.role() is None]
    return next(iter(shallow or stated or list(side.values)), None)


def total_row(view: TableView, side: Side) -> Row | None:
    """The grand total, the only row of a one-row table, or the only root of a coded table."""
    grand = side.find_total()
    if grand is not None and any(view.figure(side, grand, c) for c in side.values):
        return grand
    filled = [row for row in side.rows if any(view.figure(side, row, c) for c in side.values)]
    if len(filled) == 1:
        return filled[0]
    shortest = min((len(r.code) for r in filled if r.code), default=0)
    roots = [row for row in filled if row.code and len(row.code) == shortest]
    others = [row for row in filled if row not in roots]
    only_root = len(roots) == 1 and all(r.code.startswith(roots[0].code) for r in others)
    return roots[0] if only_root and others else None


def _bind(view: TableView, concept: str, figure: Figure | None, label: str = "") -> Iterator[Binding]:
    if figure is not None:
        yield Binding(concept, figure, view.id, label=label)


def derived_sum(view: TableView, figures: list[Figure], where: str, mark: int) -> Figure | None:
    """A figure that the table does not print: the sum of cells it does print."""
    if not figures:
        return None
    value = sum((f.value for f in figures), Decimal(0))
    step = sum((f.step for f in figures), Decimal(0))
    first = figures[0]
    shown = f"{(value / first.scale).normalize():f}"
    return replace(
        first,
        value=value,
        step=step,
        where=f"{view.id} {where}",
        printed=shown,
        key=(view.id, -1, mark),
        sure=all(f.sure for f in figures),
    )


def _summary(view: TableView, doc_type: DocType | None, year: int | None) -> Iterator[Binding]:
    """收支总表 and 财政拨款收支总表: income rows, expenditure rows by class or by use."""
    app = view.table.kind == K.APPROPRIATION_SUMMARY
    for side in view.sides:
        outgoing = "支出" in side.name or (
            "收入" not in side.name and any("支出" in r.name for r in side.rows if r.kind != "item")
        )
        column = main_column(side, doc_type)
        if column is None:
            continue
        if outgoing:
            yield from _outgoing(view, side, column, app)
        else:
            yield from _incoming(view, side, column, app)


def _incoming(view: TableView, side: Side, column: Column, app: bool) -> Iterator[Binding]:
    prefix = "app.rev" if app else "rev"
    seen: set[str] = set()
    after_total = False
    for row in side.rows:
        figure = view.figure(side, row, column)
        name = _source_concept(row, prefix)
        if name is None or name in seen:
            continue
        after_total = after_total or name.endswith(".carry_in")
        if after_total and row.kind == "item" and not name.endswith(".carry_in"):
            continue
        seen.add(name)
        yield from _bind(view, name, figure, row.label)


def _source_concept(row: Row, prefix: str) -> str | None:
    if row.kind == "grand":
        return f"{prefix}.total"
    bare = re.sub(r"^[一二三四五六七八九十]+[、.]", "", row.name)
    if row.kind == "subtotal" or bare == "本年收入":
        return f"{prefix}.year"
    source = source_of(row.name)
    return f"{prefix}.{source}" if source else None


_OUT_ITEMS = (
    ("basic", re.compile(r"^(一、|\(一\))?基本支出$")),
    ("project", re.compile(r"^(二、|\(二\))?项目支出$")),
    ("reserve", re.compile(r"机动经费")),
)


def _outgoing(view: TableView, side: Side, column: Column, app: bool) -> Iterator[Binding]:
    prefix, scope = ("app.exp", "app") if app else ("exp", "all")
    for row in side.rows:
        figure = view.figure(side, row, column)
        bare = re.sub(r"^[一二三四五六七八九十]+[、.]", "", row.name)
        general = next((c for c in side.values if c.role() == "general" and c.index != column.index), None)
        if row.kind == "grand":
            yield from _bind(view, f"{prefix}.total", figure, row.label)
            if general is not None:
                yield from _bind(view, "general.total", view.figure(side, row, general), row.label)
        elif row.kind == "subtotal" or bare == "本年支出":
            yield from _bind(view, f"{prefix}.year", figure, row.label)
            if general is not None:
                yield from _bind(view, "general.year", view.figure(side, row, general), row.label)
        elif terms.CARRY_ROW.search(row.name):
            yield from _bind(view, f"{prefix}.carry_out", figure, row.label)
        else:
            yield from _out_item(view, side, row, column, scope)


def _out_item(view: TableView, side: Side, row: Row, column: Column, scope: str) -> Iterator[Binding]:
    figure = view.figure(side, row, column)
    for name, pattern in _OUT_ITEMS:
        if pattern.search(row.name):
            yield from _bind(view, f"{TOTAL_PREFIX[scope]}.{name}", figure, row.label)
            return
    code = class_of_label(row.name)
    if code is None:
        return
    yield from _bind(view, f"func:{scope}:{code}:total", figure, row.label)
    general = next((c for c in side.values if c.role() == "general" and c.index != column.index), None)
    if general is not None:
        yield from _bind(view, f"func:general:{code}:total", view.figure(side, row, general), row.label)


def _revenue(view: TableView, doc_type: DocType | None, year: int | None) -> Iterator[Binding]:
    """收入总表: the total row, column by column; or one row per source."""
    for side in view.sides[:1]:
        row = total_row(view, side)
        if row is None:
            continue
        carried = any(terms.CARRY_ROW.search("".join(c.path)) for c in side.values)
        for column in side.values:
            figure = view.figure(side, row, column)
            concept = _revenue_concept(column, carried, doc_type)
            if concept is not None:
                yield from _bind(view, concept, figure, row.label)


def _revenue_concept(column: Column, carried: bool, doc_type: DocType | None) -> str | None:
    joined = "".join(column.path)
    total = bool(terms.TOTAL_COLUMN.search(column.leaf))
    if terms.CARRY_ROW.search(joined):
        return "rev.carry_in" if total or len(column.path) == 1 else None
    if "本年收入" in joined and total:
        return "rev.year"
    if total or column.leaf in ("金额", "预算数", "决算数"):
        return "rev.total" if carried or doc_type != "final_accounts" else "rev.year"
    source = source_of(column.leaf)
    return f"rev.{source}" if source else None


def _functional(view: TableView, doc_type: DocType | None, year: int | None) -> Iterator[Binding]:
    """Expenditure by functional class: the total row and each coded row, by column role."""
    scope = FUNCTIONAL_SCOPE[view.table.kind]
    prefix = TOTAL_PREFIX[scope]
    for side in view.sides:
        total = main_column(side, doc_type)
        grand = total_row(view, side)
        for column in _current(side.values, year):
            role = "total" if total is not None and column.index == total.index else column.role()
            if role is None:
                continue
            if grand is not None:
                name = f"{prefix}.year" if role == "total" else f"{prefix}.{role}"
                yield from _bind(view, name, view.figure(side, grand, column), grand.label)
            for row in side.rows:
                if row.code and row is not grand:
                    name = f"func:{scope}:{row.code}:{role}"
                    yield from _bind(view, name, view.figure(side, row, column), row.label)


def _current(columns: tuple[Column, ...], year: int | None) -> list[Column]:
    """The columns of the document's own year, leaving out 上年, 执行数 and other years."""
    kept = []
    for column in columns:
        head = "".join(column.path)
        years = {int(y) for y in re.findall(r"(20\d\d)年?", head)}
        other = bool(years) and year is not None and year not in years
        if not other and "上年" not in "".join(column.path[:1]):
            kept.append(column)
    return kept


def _economic(view: TableView, doc_type: DocType | None, year: int | None) -> Iterator[Binding]:
    """Basic expenditure by economic class: totals, 人员经费, 公用经费, and each coded row."""
    scope = ECONOMIC_SCOPE[view.table.kind]
    sides = view.sides
    grands: dict[str, Figure] = {}
    for side in sides:
        total = main_column(side, doc_type)
        grand = side.find_total() or (total_row(view, side) if len(sides) == 1 else None)
        for column in _current(side.values, year):
            main = total is not None and column.index == total.index
            role = "total" if main else column.role()
            if grand is not None and role is not None:
                yield from _economic_total(view, side, grand, column, role, scope, grands)
            for row in side.rows if role is not None else ():
                if row.code and row is not grand:
                    name = f"econ:{scope}:{row.code}:{role}"
                    yield from _bind(view, name, view.figure(side, row, column), row.label)
    if scope != "agency" and {"personnel", "public"} <= grands.keys() and f"{scope}.basic" not in grands:
        both = [grands["personnel"], grands["public"]]
        figure = derived_sum(view, both, "人员经费合计＋公用经费合计", 1)
        if figure is not None:
            yield Binding(f"{scope}.basic", figure, view.id, derived=True)


def _economic_total(
    view: TableView, side: Side, grand: Row, column: Column, role: str, scope: str, grands: dict[str, Figure]
) -> Iterator[Binding]:
    figure = view.figure(side, grand, column) or _to_the_right(view, side, grand)
    if figure is None:
        return
    if scope == "agency":
        concept = "agency.total" if role == "total" else ""
    elif "人员经费" in grand.name or "公用经费" in grand.name:
        role = "personnel" if "人员" in grand.name else "public"
        grands[role] = figure
        concept = f"{scope}.{role}"
    else:
        concept = f"{scope}.basic" if role == "total" else f"{scope}.{role}"
        grands[concept] = figure
    if concept:
        yield from _bind(view, concept, figure, grand.label)


def _to_the_right(view: TableView, side: Side, grand: Row) -> Figure | None:
    """The figure of a total whose label stands in one block and whose figure in the next, unlabelled one."""
    later = view.sides[view.sides.index(side) + 1 :]
    if not later or any(other.rows[grand.index].name for other in later):
        return None
    return next((f for c in later[-1].values if (f := view.figure(later[-1], grand, c)) is not None), None)


def period_of(path: tuple[str, ...], doc_type: DocType | None, year: int | None) -> str:
    """Whose figure a 三公 column gives: ``current``, ``prior``, ``executed``, ``budget``, ``later``."""
    head = "".join(path)
    years = [int(y) for y in re.findall(r"(20\d\d)", head)]
    own = not years or year is None or years[0] == year
    if "上年" in head or (years and year is not None and years[0] == year - 1):
        return "executed" if "执行" in head or "决算" in head else "prior"
    if not own:
        return "other"
    if doc_type == "final_accounts":
        return "budget" if "预算数" in head or re.search(r"预算$", head) else "current"
    return "executed" if "执行" in head else "current"


def three_item(label: str) -> str | None:
    """The 三公 item that a label names (``abroad``, ``vehicle`` …)."""
    for item, pattern in terms.THREE_PUBLIC:
        if pattern.search(label):
            return item
    return None


def _three_public(view: TableView, doc_type: DocType | None, year: int | None) -> Iterator[Binding]:
    """三公 table, items as columns or as rows, one period or several."""
    for side in view.sides:
        if any(three_item(c.leaf) == "reception" or "公务接待" in "".join(c.path) for c in side.values):
            yield from _three_columns(view, side, doc_type, year)
        else:
            yield from _three_rows(view, side, doc_type, year)


def _three_columns(
    view: TableView, side: Side, doc_type: DocType | None, year: int | None
) -> Iterator[Binding]:
    row = total_row(view, side)
    wide = any(c.leaf.startswith("会议费") or c.leaf.startswith("培训费") for c in side.values)
    for column in side.values:
        item = _three_column_item(column.path, wide)
        if item is None:
            continue
        concept = f"agency.total@{period_of(column.path, doc_type, year)}"
        if item != "agency":
            concept = f"three.{item}@{period_of(column.path, doc_type, year)}"
        elif concept.endswith("@current"):
            concept = "agency.total"
        if row is not None:
            yield from _bind(view, concept, view.figure(side, row, column), row.label)
            continue
        figures = [f for r in side.rows if (f := view.figure(side, r, column)) is not None]
        figure = derived_sum(view, figures, f"各行之和/{'/'.join(column.path)}", column.index)
        if figure is not None:
            yield Binding(concept, figure, view.id, derived=True)


def _three_column_item(path: tuple[str, ...], wide: bool) -> str | None:
    """The item of a column; ``wide`` tables put 会议费 and 培训费 beside 三公 under one 合计."""
    names = [part for part in path if not terms.MEASURE_LEAF.search(part)]
    if any("运行经费" in n and "机关" in n for n in names):
        return "agency"
    for name in reversed(names):
        if terms.TOTAL_COLUMN.search(name) and "三公" not in name:
            continue
        item = three_item(name)
        if item is not None:
            return item
    if len(names) == 1 and wide and "三公" not in "".join(names):
        return None
    return "total" if names and terms.TOTAL_COLUMN.search(names[-1]) else None


def _three_rows(view: TableView, side: Side, doc_type: DocType | None, year: int | None) -> Iterator[Binding]:
    seen: set[str] = set()
    current = [c for c in side.values if period_of(c.path, doc_type, year) == "current"]
    column = next((c for c in current if terms.TOTAL_COLUMN.search(c.leaf)), current[0] if current else None)
    if column is None:
        return
    prior = [c for c in side.values if period_of(c.path, doc_type, year) in ("prior", "budget")]
    for row in side.rows:
        item = three_item(re.sub(r"^[一二三四五六七八九十\d]+[、.]|^其中:?|^[(（].[)）]", "", row.name))
        if row.kind == "grand" and not item:
            item = "total"
        if item is None or item in seen:
            continue
        seen.add(item)
        yield from _bind(view, f"three.{item}@current", view.figure(side, row, column), row.label)
        for other in prior[:1]:
            period = period_of(other.path, doc_type, year)
            yield from _bind(view, f"three.{item}@{period}", view.figure(side, row, other), row.label)


def _procurement(view: TableView, doc_type: DocType | None, year: int | None) -> Iterator[Binding]:
    """政府采购: the grand total; 货物, 工程, 服务 where they are rows."""
    side = view.sides[-1] if view.sides else None
    if side is None:
        return
    columns = [c for c in side.values if c.unit == view.table.unit] or list(side.values)
    column = next((c for c in columns if terms.TOTAL_COLUMN.search(c.leaf)), columns[0])
    for row in side.rows:
        bare = re.sub(r"^[一二三四五六七八九十]+[、.]|[A-C]$", "", row.name)
        concept = _PROCUREMENT_ROWS.get(bare)
        if row.kind == "grand":
            concept = "proc.total"
        if concept is not None:
            yield from _bind(view, concept, view.figure(side, row, column), row.label)


_PROCUREMENT_ROWS = {"货物": "proc.goods", "工程": "proc.works", "服务": "proc.services"}


def _projects(view: TableView, doc_type: DocType | None, year: int | None) -> Iterator[Binding]:
    """项目支出表: the total, this year's appropriation and the part carried over."""
    for side in view.sides[:1]:
        total = main_column(side, doc_type)
        row = side.find_total()
        if row is None or total is None:
            continue
        yield from _bind(view, "proj.total", view.figure(side, row, total), row.label)
        for concept, word in (("proj.year", "本年"), ("proj.carry", "结转")):
            columns = [c for c in side.values if word in c.path[0] and len(c.path) > 1]
            figures = [f for c in columns if (f := view.figure(side, row, c)) is not None]
            figure = derived_sum(
                view, figures, f"{row.label}/{columns[0].path[0] if columns else ''}", len(word)
            )
            if figure is not None:
                yield Binding(concept, figure, view.id, derived=len(figures) > 1)


def _performance(view: TableView, doc_type: DocType | None, year: int | None) -> Iterator[Binding]:
    """项目绩效目标表: the total that the budget column prints."""
    yield from _bind(view, "perf.total", performance_total(view), "合计")


BINDERS: dict[TableKind, Binder] = {
    K.REVENUE_EXPENDITURE_SUMMARY: _summary,
    K.APPROPRIATION_SUMMARY: _summary,
    K.REVENUE_SUMMARY: _revenue,
    K.EXPENDITURE_SUMMARY: _functional,
    K.APPROPRIATION_EXPENDITURE: _functional,
    K.GENERAL_PUBLIC_EXPENDITURE: _functional,
    K.GOVERNMENT_FUND_EXPENDITURE: _functional,
    K.STATE_CAPITAL_EXPENDITURE: _functional,
    K.APPROPRIATION_BASIC_EXPENDITURE: _economic,
    K.GENERAL_PUBLIC_BASIC_EXPENDITURE: _economic,
    K.AGENCY_OPERATING_EXPENDITURE: _economic,
    K.THREE_PUBLIC: _three_public,
    K.PROCUREMENT: _procurement,
    K.PROJECT_EXPENDITURE: _projects,
    K.PROJECT_PERFORMANCE: _performance,
}


def concept_label(concept: str) -> str:
    """The concept in words, for messages."""
    return _LABELS.get(concept.split("@")[0], concept)


_LABELS = {
    "rev.total": "收入总计",
    "exp.total": "支出总计",
    "rev.year": "本年收入合计",
    "exp.year": "本年支出合计",
    "rev.carry_in": "上年结转",
    "exp.carry_out": "年末结转",
    "rev.general": "一般公共预算拨款收入",
    "exp.basic": "基本支出",
    "exp.project": "项目支出",
    "app.rev.total": "财政拨款收入总计",
    "app.exp.total": "财政拨款支出总计",
    "app.rev.year": "财政拨款本年收入",
    "app.exp.year": "财政拨款本年支出",
    "app.year": "财政拨款支出合计",
    "app.basic": "财政拨款基本支出",
    "app.project": "财政拨款项目支出",
    "general.year": "一般公共预算支出合计",
    "general.basic": "一般公共预算基本支出",
    "general.project": "一般公共预算项目支出",
    "general.personnel": "人员经费",
    "general.public": "公用经费",
    "app.personnel": "人员经费",
    "app.public": "公用经费",
    "agency.total": "机关运行经费",
    "proc.total": "政府采购总额",
    "proc.goods": "政府采购货物",
    "proc.works": "政府采购工程",
    "proc.services": "政府采购服务",
    "proj.total": "项目支出总额",
    "proj.year": "项目支出中的本年拨款",
    "perf.total": "绩效目标项目预算合计",
    "proj.carry": "项目支出中的结转结余",
    "three.total": "“三公”经费合计",
    "three.abroad": "因公出国（境）费",
    "three.vehicle": "公务用车购置及运行维护费",
    "three.vehicle_buy": "公务用车购置费",
    "three.vehicle_run": "公务用车运行维护费",
    "three.reception": "公务接待费",
    "three.meeting": "会议费",
    "three.training": "培训费",
}


def label_key(name: str) -> str:
    """A subject's name in the form for comparison: folded, without 支出, levels, numbering, 的."""
    text = fold(name)
    text = re.sub(r"[(（]\d*[类款项][)）]", "", text)
    text = re.sub(r"^[一二三四五六七八九十]+[、.]|^[(（][一二三四五六七八九十]+[)）]|^\d+[、.]", "", text)
    return re.sub(r"的|支出|费用$|费$|[()（）、,，\"“”]", "", text)
