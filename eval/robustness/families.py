"""A whole disclosure of each family: cover, contents, parts in the family's order, tables among them.

Takes seed material (style, ledger, generator), gives a :class:`Disclosure` without mistakes.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from gouji.eval.robustness.budget_families import budget_tables
from gouji.eval.robustness.clauses import Writer
from gouji.eval.robustness.final_families import final_tables
from gouji.eval.robustness.ledger import Ledger
from gouji.eval.robustness.model import Contents, Disclosure, Heading, TableSpec
from gouji.eval.robustness.prose import (
    GLOSSARY,
    Prose,
    duties,
    write_assets,
    write_basic,
    write_duties,
    write_explanations,
    write_general,
    write_glossary,
    write_goals,
    write_operating,
    write_overall,
    write_procurement,
    write_three_public,
    write_units,
)
from gouji.eval.robustness.prose_final import write_final_explanations
from gouji.eval.robustness.style import Style
from gouji.eval.robustness.tables import Printer, numeral

_SURNAMES, _GIVEN = "赵钱孙李周吴郑王", "一二三四五六七八"


def _entity_table(ledger: Ledger) -> TableSpec:
    rows: list[list[str | None]] = [
        [str(at), unit, "财政拨款的行政单位" if at == 1 else "财政拨款的事业单位"]
        for at, unit in enumerate(ledger.units, 1)
    ]
    return TableSpec(
        id="",
        kind="entity_list",
        title="单位情况表",
        number=None,
        unit=None,
        columns=[["序号"], ["单位名称"], ["单位性质"]],
        rows=rows,
        align="cll",
        widths=[0.7, 3, 2.4],
        caption="title",
        listed=False,
    )


def _listed(tables: list[TableSpec]) -> list[tuple[int, str]]:
    titles = [table.title or "" for table in tables if table.listed]
    return [(2, f"{numeral(at)}、{title}") for at, title in enumerate(titles, 1)]


def _inner_mongolia(p: Prose, tables: list[TableSpec]) -> None:
    name = p.part(1, "单位概况")
    p.heading("一、主要职能、职责", 2, f"{name}/一")
    write_duties(p)
    p.heading("二、机构设置及预算单位构成情况", 2, f"{name}/二")
    write_units(p)
    p.blocks.append(_entity_table(p.ledger))
    name = p.part(2, f"{p.ledger.year}年度部门预算情况说明")
    write_explanations(p, name)
    p.part(3, "名词解释")
    write_glossary(p)
    p.part(4, "预算公开联系方式及信息反馈渠道")
    person, phone = p.contact
    p.para(f"本单位预算公开信息反馈和联系方式：联系人：{person} 联系电话：{phone}")
    p.part(5, f"{p.ledger.year}年度部门预算表")
    p.blocks += tables


def _jiangsu(p: Prose, tables: list[TableSpec]) -> None:
    name = p.part(1, "部门概况")
    p.heading("一、主要职能", 2, f"{name}/一")
    write_duties(p, "{}、")
    p.heading("二、部门机构设置和预算单位构成情况", 2, f"{name}/二")
    write_units(p)
    p.part(2, f"{p.ledger.year}年度部门预算表")
    p.blocks += tables
    name = p.part(3, f"{p.ledger.year}年度部门预算情况说明")
    write_explanations(p, name, skip=("项目支出预算情况说明", "项目绩效目标情况说明"))
    p.part(4, "名词解释")
    write_glossary(p)


def _qinghai(p: Prose, tables: list[TableSpec]) -> None:
    name = p.part(1, "部门概况")
    p.heading("一、主要职能", 2, f"{name}/一")
    write_duties(p)
    p.heading("二、部门预算单位构成", 2, f"{name}/二")
    write_units(p)
    p.part(2, "部门预算表")
    p.blocks += tables
    name = p.part(3, "部门预算情况说明")
    write_explanations(p, name)
    p.part(4, "名词解释")
    write_glossary(p)


def _hebei(p: Prose, tables: list[TableSpec]) -> None:
    p.heading("部门预算公开表", 1, "")
    p.blocks += [table for table in tables if table.form is None]
    p.heading("部门预算信息公开情况说明", 1, "")
    p.heading("一、部门职责及机构设置情况", 2, "一")
    write_duties(p, "{}、")
    p.heading("二、部门预算安排的总体情况", 2, "二")
    write_overall(p, nested=False)
    p.heading("三、一般公共预算支出安排情况", 2, "三")
    write_general(p)
    p.heading("四、基本支出安排情况", 2, "四")
    write_basic(p)
    p.heading("五、机关运行经费安排情况", 2, "五")
    write_operating(p)
    p.heading("六、财政拨款“三公”经费预算情况及增减变化原因", 2, "六")
    write_three_public(p)
    p.heading("七、部门项目预算安排情况及绩效目标", 2, "七")
    write_goals(p)
    p.blocks += [table for table in tables if table.form is not None]
    p.heading("八、政府采购预算情况", 2, "八")
    write_procurement(p)
    p.heading("九、国有资产信息", 2, "九")
    write_assets(p)
    p.heading("十、名词解释", 2, "十")
    write_glossary(p)


def _shanghai(p: Prose, tables: list[TableSpec]) -> None:
    ledger = p.ledger
    p.heading(f"{ledger.department}主要职能", 1, "一")
    write_duties(p, "（{}）")
    p.heading(f"{ledger.department}机构设置", 1, "二")
    write_units(p)
    p.heading("名词解释", 1, "三")
    write_glossary(p)
    p.heading(f"{ledger.year}年部门预算编制说明", 1, "四")
    w = p.writer
    total, prior = ledger.expenditure, ledger.prior
    p.para(w.amount("收入预算", ledger.revenue, before=f"{ledger.year}年，{ledger.department}"), "。")
    p.para(w.change(w.amount("支出预算", total), total, prior, reason=True))
    p.para("一般公共预算拨款支出主要内容如下：")
    write_general(p, "{}、")
    write_basic(p)
    p.blocks += tables
    p.heading("其他相关情况说明", 1, "六")
    p.heading(f"一、{ledger.year}年“三公”经费预算情况说明", 2, "六/一")
    write_three_public(p)
    p.heading("二、机关运行经费预算", 2, "六/二")
    write_operating(p)
    p.heading("三、政府采购预算情况", 2, "六/三")
    write_procurement(p)
    p.heading("四、绩效目标设置情况", 2, "六/四")
    write_goals(p)
    p.heading("五、国有资产占有使用情况", 2, "六/五")
    write_assets(p)


def _final(p: Prose, tables: list[TableSpec]) -> None:
    ledger = p.ledger
    name = p.part(1, f"{ledger.department}概况")
    p.heading("一、主要职能", 2, f"{name}/一")
    write_duties(p)
    p.heading("二、部门决算单位构成", 2, f"{name}/二")
    write_units(p)
    p.part(2, f"{ledger.department}{ledger.year}年度部门决算表")
    p.blocks += [table for table in tables if table.form is None]
    name = p.part(3, f"{ledger.department}{ledger.year}年度部门决算情况说明")
    write_final_explanations(p, name)
    p.blocks += [table for table in tables if table.form is not None]
    p.part(4, "名词解释")
    write_glossary(p)


_ASSEMBLE: dict[str, Callable[[Prose, list[TableSpec]], None]] = {
    "shanghai": _shanghai,
    "jiangsu": _jiangsu,
    "inner_mongolia": _inner_mongolia,
    "hebei": _hebei,
    "qinghai": _qinghai,
    "shanghai_final": _final,
    "national_final": _final,
}
_COVERS = {
    "shanghai": ("{place}{year}年部门预算", "预算主管部门：{department}"),
    "jiangsu": ("{department}", "{year}年部门预算"),
    "inner_mongolia": ("{year}年度{department}(部门)预算公开",),
    "hebei": ("{department}{year}年部门预算信息公开情况说明",),
    "qinghai": ("{department}", "{year}年部门预算"),
    "shanghai_final": ("{department}", "{year}年度部门决算"),
    "national_final": ("{year}年度{department}部门决算公开",),
}


def _metadata(
    ledger: Ledger, style: Style, cover: list[str], contact: tuple[str, str] | None
) -> dict[str, str | int | None]:
    with_dates = style.family == "inner_mongolia"
    date = f"{ledger.year}-02-{10 + ledger.vehicles[0]:02d}" if with_dates else None
    title = (
        cover[0]
        if style.family in ("shanghai", "inner_mongolia", "hebei", "national_final")
        else "".join(cover)
    )
    return {
        "title": title,
        "department": ledger.department,
        "region": ledger.place,
        "doc_type": "final_accounts" if style.final else "budget",
        "scope": "department",
        "fiscal_year": ledger.year,
        "approval_date": date,
        "publication_date": date,
        "contact_person": contact[0] if contact else None,
        "contact_phone": contact[1] if contact else None,
    }


def compose(doc_id: str, style: Style, ledger: Ledger, rng: random.Random) -> Disclosure:
    """The disclosure of one department in one style, every identity holding."""
    printer = Printer(style)
    base, compare = _compare(style, ledger)
    writer = Writer(printer, rng, ledger.year, base, compare)
    contact = ("".join((rng.choice(_SURNAMES), rng.choice(_GIVEN))), f"0000-{rng.randint(1000000, 9999999)}")
    p = Prose(ledger, style, printer, writer, rng, contact=contact)
    build = final_tables if style.final else budget_tables
    tables = build(ledger, style, printer, rng)
    _ASSEMBLE[style.family](p, tables)
    words = {"place": ledger.place, "department": ledger.department, "year": ledger.year}
    cover = [line.format(**words) for line in _COVERS[style.family]]
    shown = contact if style.family == "inner_mongolia" else None
    metadata = _metadata(ledger, style, cover, shown)
    if metadata["approval_date"]:
        day = str(metadata["approval_date"])[8:].lstrip("0")
        cover += [f"{word}时间：{ledger.year}年2月{day}日" for word in ("批复", "公开")]
    disclosure = Disclosure(doc_id, metadata, cover, [_contents(p, tables), *p.blocks])
    for at, table in enumerate(disclosure.tables, 1):
        table.id = f"t{at:02d}"
    disclosure.duties = duties(ledger)
    disclosure.internal_units = list(ledger.bureau.offices)
    disclosure.glossary = [{"term": term, "definition": text} for term, text in GLOSSARY]
    return disclosure


def _compare(style: Style, ledger: Ledger) -> tuple[str, str]:
    if style.final:
        return f"{ledger.year - 1}年度", f"与{ledger.year - 1}年度相比"
    if style.family == "shanghai":
        return f"{ledger.year - 1}年预算", f"比{ledger.year - 1}年预算"
    if style.family == "hebei":
        return f"{ledger.year - 1}年", f"较{ledger.year - 1}年"
    return "上年", "与上年相比"


def _contents(p: Prose, tables: list[TableSpec]) -> Contents:
    """Parts and sections in order; the tables under the part in which they stand."""
    entries: list[tuple[int, str]] = []
    placed = False
    for block in p.blocks:
        if isinstance(block, Heading) and block.level <= 2:
            entries.append((block.level, block.text))
        elif isinstance(block, TableSpec) and block.listed and not placed:
            entries += _listed(tables)
            placed = True
    return Contents(entries)
