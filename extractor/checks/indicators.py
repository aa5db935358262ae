"""Performance forms as indicators: project, target, unit, weight, actual value, score.

Takes the performance and self-evaluation tables, gives one :class:`Indicator` a row and one
:class:`ProjectForm` a project.  Column roles come from :mod:`gouji.domain.indicators`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from gouji.domain.indicators import SIGNS, Role, role_of
from gouji.domain.kinds import FORM_KINDS
from gouji.domain.units import label_unit
from gouji.figures import amount, in_yuan, unit_scale
from gouji.normalise import fold, squash
from gouji.relations.identity import Figure, make_figure
from gouji.relations.table_view import TableView
from gouji.schemas.record import Evidence, Operand, TableKind

_VALUE = re.compile(r"^(?P<operator>\D{0,4})(?P<number>\d+(?:\.\d+)?)(?P<unit>\D*)$")
_MONEY = {"万": "万元"}


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of a form; numbers where the cell is one."""

    table: str
    row: int
    level1: str
    level2: str
    name: str
    operator: str
    printed_operator: str
    value: Decimal | None
    printed: str
    unit: str
    weight: Decimal | None
    actual: Decimal | None
    printed_actual: str
    score: Decimal | None
    printed_score: str
    deviation: str
    standard: str
    """By what the points are given or taken off (评（扣）分标准)."""
    sure: bool
    evidence: Evidence | None = None

    @property
    def money(self) -> Decimal | None:
        """The target in 元 when its unit is money."""
        return in_yuan(str(self.value), _MONEY.get(self.unit, self.unit)) if self.value is not None else None

    def operand(self, what: str = "", value: str | None = None) -> Operand:
        where = f"{self.table} {self.name}" + (f"/{what}" if what else "")
        return Operand(where=where, value=self.printed if value is None else value, evidence=self.evidence)


@dataclass(frozen=True, slots=True)
class ProjectForm:
    """One project with its indicators."""

    table: str
    title: str
    project: str
    entity: str
    budget: Figure | None
    fields: dict[str, str | None] = field(default_factory=dict)
    indicators: tuple[Indicator, ...] = ()
    self_evaluation: bool = False
    evidence: dict[str, Evidence] = field(default_factory=dict)
    unit: str | None = None
    """The unit of money that the table prints."""

    def figure(self, key: str, *, money: bool = True) -> Figure | None:
        """A head field as a figure (``年度资金总额/全年执行数``); a score is no money."""
        evidence = self.evidence.get(key)
        sure = evidence is None or evidence.status != "review"
        unit = (label_unit(key) or self.unit) if money else None
        return make_figure(
            self.fields.get(key),
            unit,
            f"{self.table} {key}",
            (self.table, key),
            evidence=evidence,
            sure=sure,
            unit_known=unit is not None or not money,
        )

    def fund(self, word: str) -> Figure | None:
        """The project's total in the fund matrix: 年初预算数, 全年预算数, 全年执行数."""
        for key in self.fields:
            if word in key and ("年度资金总额" in key or key == word):
                return self.figure(key)
        return None


def forms_of(views: tuple[TableView, ...]) -> list[ProjectForm]:
    """Every project that a performance table or form describes."""
    forms: list[ProjectForm] = []
    for view in views:
        if view.table.kind in FORM_KINDS:
            forms.extend(_forms(view))
    return forms


def roles_of(view: TableView) -> dict[Role, int]:
    """The column of each role; the first column wins."""
    roles: dict[Role, int] = {}
    for column in view.columns:
        role = role_of(column.path)
        if role is not None:
            roles.setdefault(role, column.index)
    return roles


def _forms(view: TableView) -> Iterator[ProjectForm]:
    roles = roles_of(view)
    if Role.LEVEL3 not in roles:
        return
    rows: dict[tuple[str, str, str], list[Indicator]] = {}
    for index, cells in enumerate(view.table.rows):
        name = _text(cells, roles, Role.LEVEL3)
        if name:
            key = tuple(_text(cells, roles, r) for r in (Role.NAME, Role.ENTITY, Role.BUDGET))
            rows.setdefault((key[0], key[1], key[2]), []).append(_indicator(view, index, cells, roles))
    for (project, entity, budget), indicators in rows.items():
        yield _form(view, project, entity, budget, indicators)


def _form(
    view: TableView, project: str, entity: str, budget: str, indicators: list[Indicator]
) -> ProjectForm:
    fields = view.table.form or {}
    project = project or fields.get("项目名称") or ""
    printed = budget or fields.get("预算数") or fields.get("年度资金总额/全年预算数") or ""
    unit = view.table.unit if unit_scale(view.table.unit) else None
    held = view.table.form_evidence
    evidence = held.get("预算数") or held.get("年度资金总额/全年预算数")
    if budget and indicators:
        evidence = view.evidence(indicators[0].row, roles_of(view)[Role.BUDGET])
    sure = evidence is None or evidence.status != "review"
    where = f"{view.id} {project} 预算数"
    key = (view.id, project)
    figure = make_figure(printed, unit, where, key, evidence=evidence, sure=sure, unit_known=unit is not None)
    self_evaluation = view.table.kind == TableKind.PROJECT_SELF_EVALUATION
    return ProjectForm(
        view.id,
        view.title,
        project,
        entity,
        figure,
        dict(fields),
        tuple(indicators),
        self_evaluation,
        unit=unit,
    )


def performance_total(view: TableView) -> Figure | None:
    """The 合计 that a performance table prints in its budget column: a first or last row without indicator."""
    roles = roles_of(view)
    column = roles.get(Role.BUDGET)
    if column is None or Role.LEVEL3 not in roles or not view.table.rows:
        return None
    for index in (0, len(view.table.rows) - 1):
        cells = view.table.rows[index]
        if cells[roles[Role.LEVEL3]] is None and cells[column] is not None:
            return view.cell(index, view.columns[column], "合计")
    return None


def torn_rows(view: TableView) -> bool:
    """Whether a performance table reads like one taken apart.

    A row carries a level but no indicator (one printed row became several), or one project of one unit has two
    budgets (a merged cell was given to the rows of its neighbour).
    """
    roles = roles_of(view)
    if view.table.kind not in FORM_KINDS or Role.LEVEL3 not in roles:
        return False
    budgets: dict[tuple[str, str], set[str]] = {}
    for cells in view.table.rows:
        project = _text(cells, roles, Role.NAME), _text(cells, roles, Role.ENTITY)
        budgets.setdefault(project, set()).add(_text(cells, roles, Role.BUDGET))
    if any(len(printed) > 1 for (name, _), printed in budgets.items() if name):
        return True
    return any(
        not _text(cells, roles, Role.LEVEL3)
        and (_text(cells, roles, Role.LEVEL1) or _text(cells, roles, Role.LEVEL2))
        for cells in view.table.rows
    )


def _text(cells: list[str | None], roles: dict[Role, int], role: Role) -> str:
    column = roles.get(role)
    return squash(cells[column] or "") if column is not None and column < len(cells) else ""


def _indicator(view: TableView, index: int, cells: list[str | None], roles: dict[Role, int]) -> Indicator:
    printed = _text(cells, roles, Role.VALUE)
    operator, value, unit = split_value(printed)
    stated = _text(cells, roles, Role.OPERATOR) or _text(cells, roles, Role.NATURE)
    own_unit = _text(cells, roles, Role.UNIT) or _text(cells, roles, Role.UNIT_OR_WORDS)
    actual = _text(cells, roles, Role.ACTUAL)
    score = _text(cells, roles, Role.SCORE)
    return Indicator(
        table=view.id,
        row=index,
        level1=_text(cells, roles, Role.LEVEL1),
        level2=_text(cells, roles, Role.LEVEL2),
        name=_text(cells, roles, Role.LEVEL3),
        operator=SIGNS.get(fold(stated), stated) or operator,
        printed_operator=stated,
        value=value,
        printed=printed,
        unit=own_unit or unit,
        weight=amount(_text(cells, roles, Role.WEIGHT)),
        actual=split_value(actual)[1],
        printed_actual=actual,
        score=amount(score),
        printed_score=score,
        deviation=_text(cells, roles, Role.TEXT),
        standard=_text(cells, roles, Role.STANDARD),
        sure=all(view.sure_cell(index, c) for c in roles.values()),
        evidence=view.evidence(index, roles.get(Role.VALUE, roles[Role.LEVEL3])),
    )


def split_value(text: str) -> tuple[str, Decimal | None, str]:
    """``≤150.8万元`` → (``≤``, 150.8, ``万元``); a wording without a single figure gives no value."""
    found = _VALUE.match(squash(text))
    sign = SIGNS.get(fold(found["operator"])) if found else None
    if not found or (found["operator"] and sign is None):
        return "", None, ""
    return sign or "", Decimal(found["number"]), found["unit"]
