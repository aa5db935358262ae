"""What a binding is, and how a concept is called in messages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gouji.checks.model import Figure
from gouji.checks.view import TableView
from gouji.schemas.record import DocType


@dataclass(frozen=True, slots=True)
class Binding:
    """A place in a table that prints a concept; ``derived`` when it is a sum of cells."""

    concept: str
    figure: Figure
    table: str
    derived: bool = False
    label: str = ""


Binder = Callable[[TableView, DocType | None, int | None], Iterator[Binding]]


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
