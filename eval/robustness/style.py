"""How a synthetic disclosure looks: the family of form that it follows and everything that varies beside it.

Takes a seeded random generator, gives a :class:`Style`.  Each family is a way in which
real disclosures are laid out (see ``FAMILIES``); the other fields are what real ones vary.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, fields, replace
from typing import Literal

Form = Literal["pdf", "tabbed", "flat"]
Ruling = Literal["ruled", "three_line", "unruled"]
Breaks = Literal["repeat", "missing"]

FAMILIES: dict[str, str] = {
    "shanghai": "2026年部门财务收支预算总表; 元; 类/款/项 in three columns; prose before the tables",
    "jiangsu": "公开01表; 万元; one code column; several tables on a page",
    "inner_mongolia": "表1; 万元; two-row headers; 人员经费/公用经费; projects with performance goals",
    "hebei": "序号 and 栏次; 万元; tables before the prose; one performance form per project",
    "qinghai": "部门公开表1; 万元; economic codes in two columns; 总计 first",
    "shanghai_final": "nine tables of the final accounts; 类/款/项; two-sided 基本支出",
    "national_final": "公开01表 with 行次 and 栏次; nine tables of the final accounts; two-sided 基本支出",
}


@dataclass(frozen=True, slots=True)
class Style:
    """One way to set a document; every field is independent of the others unless said so.

    ``yuan``: amounts in 元, else 万元.  ``separators``: thousands separators in tables.
    ``zeros``: how an amount of zero prints in a table (``""`` leaves the cell empty).
    ``narrow``: columns so narrow that figures break inside (number splits).
    ``cut_rows``: a row may be cut by the end of the page.  ``stacked``: several tables on a page.
    ``total_first``: the 合计 row stands above its parts.  ``blank_rows``: empty lines before the last row.
    ``page_numbers``: pages are numbered, and paragraphs kept whole (a quote over a page end would not be
    found in the source otherwise).  ``strip_zeros``: prose drops trailing zeros.  ``prose_separators``: thousands separators in prose.
    """

    family: str
    form: Form = "pdf"
    ruling: Ruling = "ruled"
    landscape: bool = False
    yuan: bool = False
    separators: bool = True
    zeros: Literal["", "0.00", "0"] = ""
    breaks: Breaks = "missing"
    cut_rows: bool = False
    narrow: bool = False
    stacked: bool = False
    total_first: bool = False
    blank_rows: int = 0
    strip_zeros: bool = True
    prose_separators: bool = False
    fund: bool = False
    carry: bool = False
    other_revenue: bool = False
    serif_digits: bool = True
    page_numbers: bool = True

    @property
    def final(self) -> bool:
        return self.family.endswith("_final")

    @property
    def name(self) -> str:
        """Short and stable, for tables of results: family, form and ruling."""
        ruling = f"/{self.ruling}" if self.form == "pdf" else ""
        return f"{self.family}/{self.form}{ruling}"

    def traits(self) -> list[str]:
        """The composable traits that are on, one word each (for results by trait)."""
        traits = [f"form:{self.form}", f"family:{self.family}"]
        if self.form == "pdf":
            traits += [f"ruling:{self.ruling}", f"breaks:{self.breaks}"]
            traits.append("landscape" if self.landscape else "portrait")
        names = (
            "cut_rows",
            "narrow",
            "stacked",
            "total_first",
            "fund",
            "carry",
            "other_revenue",
            "separators",
        )
        traits += [name for name in names if getattr(self, name)]
        traits.append("元" if self.yuan else "万元")
        return traits


def _chance(rng: random.Random, share: float) -> bool:
    return rng.random() < share


def draw_style(rng: random.Random, family: str | None = None, form: Form | None = None) -> Style:
    """A style drawn at random; ``family`` and ``form`` fix those fields."""
    family = family or rng.choice(sorted(FAMILIES))
    form = form or rng.choices(("pdf", "tabbed", "flat"), weights=(6, 3, 2))[0]
    return Style(
        family=family,
        form=form,
        ruling=rng.choices(("ruled", "three_line", "unruled"), weights=(6, 2, 2))[0],
        landscape=_chance(rng, 0.7 if family.startswith("shanghai") else 0.3),
        yuan=family == "shanghai" or _chance(rng, 0.1),
        separators=_chance(rng, 0.7),
        zeros=rng.choices(("", "0.00", "0"), weights=(6, 3, 1))[0],
        breaks=rng.choice(("repeat", "missing")),
        cut_rows=_chance(rng, 0.3),
        narrow=_chance(rng, 0.2),
        stacked=_chance(rng, 0.8 if family == "jiangsu" else 0.2),
        total_first=_chance(rng, 0.8 if family in ("jiangsu", "hebei", "qinghai") else 0.2),
        blank_rows=rng.choice((0, 0, 3, 6)) if family.startswith("shanghai") else 0,
        strip_zeros=_chance(rng, 0.6),
        prose_separators=_chance(rng, 0.3),
        fund=_chance(rng, 0.25),
        carry=family not in ("shanghai", "jiangsu") and _chance(rng, 0.3),
        other_revenue=_chance(rng, 0.25),
        serif_digits=_chance(rng, 0.5),
        page_numbers=_chance(rng, 0.6),
    )


def style_of(text: str, rng: random.Random) -> Style:
    """A style from words: ``"jiangsu/pdf/ruled,narrow,landscape"``; what is not said is drawn.

    Raises ``ValueError`` for a word that is no field.
    """
    head, *words = text.split(",")
    family, *rest = head.split("/")
    if family not in FAMILIES:
        raise ValueError(f"unknown family {family!r}; one of {', '.join(sorted(FAMILIES))}")
    style = draw_style(rng, family)
    known = {field.name for field in fields(Style)}
    changes: dict[str, object] = {}
    for key, value in zip(("form", "ruling"), rest, strict=False):
        changes[key] = value
    for word in words:
        name, _, value = word.partition("=")
        negative = name.startswith("no_")
        name = name.removeprefix("no_")
        if name not in known:
            raise ValueError(f"unknown style word {word!r}")
        changes[name] = (int(value) if value.isdigit() else value) if value else not negative
    return replace(style, **changes)  # type: ignore[arg-type]
