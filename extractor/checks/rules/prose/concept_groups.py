"""Which concepts one rule of the prose holds against each other, against the tables (P…) and in the prose (Q…)."""

from __future__ import annotations

from typing import Final

CONCEPT_GROUPS: Final[tuple[tuple[str, str, str, tuple[str, ...]], ...]] = (
    (
        "01",
        "收入",
        "income",
        (
            "rev.total",
            "rev.year",
            "rev.carry_in",
            "rev.general",
            "rev.fund",
            "rev.capital",
            "rev.business",
            "rev.operating",
            "rev.superior",
            "rev.subordinate",
            "rev.other",
            "rev.special",
        ),
    ),
    (
        "02",
        "支出",
        "expenditure",
        ("exp.total", "exp.year", "exp.basic", "exp.project", "exp.reserve", "exp.carry_out"),
    ),
    (
        "03",
        "财政拨款收支",
        "appropriations",
        (
            "app.rev.total",
            "app.rev.year",
            "app.rev.general",
            "app.exp.total",
            "app.exp.year",
            "app.year",
        ),
    ),
    ("04", "一般公共预算支出", "general-budget expenditure", ("general.year", "general.project")),
    (
        "05",
        "基本支出",
        "basic expenditure",
        (
            "general.basic",
            "general.personnel",
            "general.public",
            "app.basic",
            "app.personnel",
            "app.public",
            "app.project",
        ),
    ),
    (
        "06",
        "“三公”经费",
        "“three public” expenses",
        (
            "three.total@current",
            "three.wide@current",
            "three.abroad@current",
            "three.vehicle@current",
            "three.vehicle_buy@current",
            "three.vehicle_run@current",
            "three.reception@current",
            "three.meeting@current",
            "three.training@current",
        ),
    ),
    (
        "07",
        "政府性基金和国有资本经营支出",
        "fund and state-capital expenditure",
        ("fund.year", "capital.year"),
    ),
    ("08", "机关运行经费", "agency operating expenditure", ("agency.total",)),
    ("09", "政府采购", "procurement", ("proc.total", "proc.goods", "proc.works", "proc.services")),
    ("10", "项目支出总额", "project totals", ("proj.total", "proj.year", "proj.carry", "perf.total")),
)
"""Number, names of the group, its concepts."""
