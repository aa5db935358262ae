"""The narrative part of a disclosure: headings, explanations of the figures, duties, glossary.

Takes ledger and style, gives the sections; which of them stand where is the business of
:mod:`gouji.eval.robustness.families`.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from gouji.eval.robustness.catalogue import economic_name, function_name
from gouji.eval.robustness.clauses import Writer
from gouji.eval.robustness.ledger import Item, Ledger, ThreePublic
from gouji.eval.robustness.model import Block, Clause, Heading, Paragraph, Piece
from gouji.eval.robustness.style import Style
from gouji.eval.robustness.tables import Printer, class_lines, numeral

GLOSSARY = (
    (
        "财政拨款",
        "指单位从同级财政部门取得的各类财政拨款，包括一般公共预算拨款、政府性基金预算拨款、国有资本经营预算拨款。",
    ),
    ("基本支出", "指为保障机构正常运转、完成日常工作任务而发生的人员支出和公用支出。"),
    ("项目支出", "指在基本支出之外为完成特定工作任务和事业发展目标所发生的支出。"),
    ("“三公”经费", "指用财政拨款安排的因公出国（境）费、公务用车购置及运行费和公务接待费。"),
    (
        "机关运行经费",
        "指为保障行政单位运行用于购买货物和服务的各项资金，包括办公及印刷费、邮电费、差旅费、会议费等。",
    ),
)
_DUTIES = (
    "贯彻落实国家和省有关{duty}的法律、法规和方针政策，起草有关规范性文件并组织实施。",
    "拟订全地区{duty}的发展规划和年度计划，并监督实施。",
    "负责{duty}的监督检查，依法查处违法违规行为。",
    "指导下级有关部门开展业务工作，组织干部教育培训。",
    "完成上级交办的其他任务。",
)


@dataclass(slots=True)
class Prose:
    """Collects blocks; ``section`` is the path of heading numbers under which the next clause stands."""

    ledger: Ledger
    style: Style
    printer: Printer
    writer: Writer
    rng: random.Random
    contact: tuple[str, str] = ("", "")
    blocks: list[Block] = field(default_factory=list)
    section: str = ""

    def heading(self, text: str, level: int, section: str) -> None:
        self.blocks.append(Heading(text, level))
        self.section = section

    def para(self, *parts: str | Clause) -> None:
        self.blocks.append(Paragraph(self.section, list(parts)))

    def part(self, number: int, title: str) -> str:
        name = f"第{numeral(number)}部分"
        self.heading(f"{name} {title}", 1, name)
        return name

    def under(self, parent: str, number: str) -> str:
        self.section = f"{parent}/{number}" if parent else number
        return self.section


def duties(ledger: Ledger) -> list[str]:
    return [text.format(duty=ledger.bureau.duty) for text in _DUTIES]


def write_duties(p: Prose, numbering: str = "（{}）") -> None:
    for at, duty in enumerate(duties(p.ledger), 1):
        p.para(numbering.format(numeral(at)) + duty)


def write_units(p: Prose) -> None:
    """内设机构 and the number of budget units."""
    ledger = p.ledger
    p.para(f"1.根据部门职责分工，本部门内设机构包括{'、'.join(ledger.bureau.offices)}。")
    clause = p.writer.count(
        "预算单位", len(ledger.units), "家", before="从预算单位构成看，纳入部门预算编制范围的"
    )
    clause.pieces.insert(1, Piece("共计"))
    p.para("2.", clause, "，具体包括：" + "、".join(ledger.units) + "。")


def write_glossary(p: Prose) -> None:
    for at, (term, definition) in enumerate(GLOSSARY, 1):
        p.para(f"{numeral(at)}、{term}：{definition}")


def other_prior(item: Item) -> int:
    return item.other * item.prior // item.total


def general_prior(item: Item) -> int:
    return 0 if item.fund else item.prior - other_prior(item)


def write_overall(p: Prose, nested: bool) -> None:
    """收支预算总体情况: the totals, revenue by source, expenditure by class, each against last year."""
    ledger, w = p.ledger, p.writer
    head = w.amount("收入、支出预算总计", ledger.grand_total, before=f"{ledger.department}{ledger.year}年度")
    p.para(w.change(head, ledger.grand_total, ledger.prior, reason=True), "其中：")
    base = p.section
    if nested:
        p.blocks.append(Heading("（一）收入预算", 3))
        p.under(base, "（一）")
    p.para(w.amount("收入预算总计", ledger.grand_total), "。包括：")
    fund_prior = sum(item.prior for item in ledger.items if item.fund)
    sources: list[tuple[str, int, int]] = [
        ("一般公共预算拨款收入", ledger.general_revenue, sum(general_prior(i) for i in ledger.items)),
        ("政府性基金预算拨款收入", ledger.fund, fund_prior),
        (ledger.other_name, ledger.other, sum(other_prior(i) for i in ledger.items)),
    ]
    start = p.section
    for at, (name, amount, prior) in enumerate(sources, 1):
        p.under(start, f"{at}")
        p.para(f"{at}.", w.change(w.amount(name, amount), amount, prior))
    p.under(start, "4")
    p.para("4.", w.amount("上年结转结余", ledger.carry_in), "。")
    p.section = base
    if nested:
        p.blocks.append(Heading("（二）支出预算", 3))
        p.under(base, "（二）")
    p.para(w.amount("支出预算总计", ledger.expenditure), "。包括：")
    start = p.section
    classes = class_lines(ledger, lambda i: i.total, every=False)
    priors = dict(class_lines(ledger, lambda i: i.prior, every=False))
    for at, (name, amount) in enumerate(classes, 1):
        p.under(start, f"{at}")
        p.para(f"{at}.", w.change(w.amount(f"{name}（类）", amount), amount, priors[name], reason=at == 1))


def write_revenue(p: Prose) -> None:
    ledger, w = p.ledger, p.writer
    total = ledger.grand_total
    p.para(w.amount("收入预算合计", total, before=f"{ledger.department}{ledger.year}年度"), "，其中：")
    lines: list[tuple[str, int]] = [
        ("一般公共预算拨款收入", ledger.general_revenue),
        ("政府性基金预算拨款收入", ledger.fund),
    ]
    lines += [(ledger.other_name, ledger.other), ("上年结转结余", ledger.carry_in)]
    for name, amount in lines:
        p.para(w.share(w.amount(name, amount), amount, total), "；")


def write_expenditure(p: Prose) -> None:
    ledger, w = p.ledger, p.writer
    p.para(
        w.amount("支出预算合计", ledger.expenditure, before=f"{ledger.department}{ledger.year}年度"),
        "，其中：",
    )
    for name, amount in (("基本支出", ledger.basic), ("项目支出", ledger.project)):
        p.para(w.share(w.amount(name, amount), amount, ledger.expenditure), "；")


def write_appropriation(p: Prose) -> None:
    ledger, w = p.ledger, p.writer
    total = ledger.general + ledger.fund
    prior = sum(i.prior - other_prior(i) for i in ledger.items)
    clause = w.amount("财政拨款收、支总预算", total, before=f"{ledger.department}{ledger.year}年度")
    p.para(w.change(clause, total, prior, reason=True))


def write_general(p: Prose, numbering: str = "{}.") -> None:
    """一般公共预算支出: the total and every 项, each against last year."""
    ledger, w = p.ledger, p.writer
    prior = sum(general_prior(i) for i in ledger.items)
    clause = w.amount(
        "一般公共预算财政拨款支出预算", ledger.general, before=f"{ledger.department}{ledger.year}年"
    )
    p.para(w.change(clause, ledger.general, prior, reason=True), "其中：")
    base = p.section
    for at, item in enumerate((i for i in ledger.items if i.general), 1):
        p.under(base, str(at))
        subject = f"{function_name(item.code[:5])}（款）{item.name}（项）"
        clause = w.amount(subject, item.general, before=f"{function_name(item.code[:3])}（类）")
        p.para(numbering.format(at), w.change(clause, item.general, general_prior(item), reason=True))
    p.section = base


def _enumeration(p: Prose, codes: list[str]) -> list[str | Clause]:
    parts: list[str | Clause] = []
    for code in codes:
        parts += [p.writer.amount(economic_name(code), p.ledger.economics[code]), "、"]
    parts[-1] = "。"
    return parts


def write_basic(p: Prose, head: str = "一般公共预算财政拨款基本支出预算") -> None:
    ledger, w = p.ledger, p.writer
    p.para(w.amount(head, ledger.basic, before=f"{ledger.department}{ledger.year}年度"), "，其中：")
    base = p.section
    sides = (("人员经费", ledger.personnel, ("301", "303")), ("公用经费", ledger.public, ("302", "310")))
    for at, (name, amount, classes) in enumerate(sides, 1):
        p.under(base, f"（{numeral(at)}）")
        codes = [code for code in ledger.economics if code[:3] in classes]
        p.para(f"（{numeral(at)}）", w.amount(name, amount), "。主要包括：", *_enumeration(p, codes))
    p.section = base


def write_three_public(p: Prose) -> None:
    """三公 of a budget: total and parts, each against last year's budget."""
    ledger, w = p.ledger, p.writer
    this, last = ledger.three_public[2], ledger.three_public[0]
    clause = w.amount(
        "“三公”经费预算支出",
        _wan_total(p, this),
        before=f"{ledger.department}{ledger.year}年度一般公共预算拨款安排的",
    )
    p.para(w.change(clause, _wan_total(p, this), _wan_total(p, last), reason=True), "其中：")
    base = p.section
    cars, running = "公务用车购置及运行维护费", "公务用车运行维护费"
    lines = (
        ("因公出国（境）费", this.abroad, last.abroad),
        (cars, this.cars, last.cars),
        ("公务接待费", this.reception, last.reception),
    )
    for at, (name, amount, prior) in enumerate(lines, 1):
        p.under(base, str(at))
        p.para(f"{at}.", w.change(w.amount(name, amount), amount, prior, reason=True))
        if name == cars:
            p.para(
                "其中：",
                w.amount("公务用车购置费", this.purchase),
                "；",
                w.amount(running, this.running),
                "。",
            )
    p.section = base


def _wan_total(p: Prose, year: ThreePublic) -> int:
    """The total in the ledger's unit; Shanghai's table is in 万元 beside tables in 元 and adds up rounded parts."""
    parts = (year.abroad, year.cars, year.reception)
    return _sum_wan(p, parts) if p.style.family == "shanghai" else year.total


def write_no_fund(p: Prose, what: str, amount: int) -> None:
    ledger, w = p.ledger, p.writer
    p.para(w.amount(f"{what}支出预算", amount, before=f"{ledger.department}{ledger.year}年"), "。")


def write_projects(p: Prose) -> None:
    ledger, w = p.ledger, p.writer
    count = w.count("项目", len(ledger.projects), "个", before=f"{ledger.year}年预算安排")
    p.para(count, "，", w.amount("项目预算总金额", ledger.project), "。")


def write_operating(p: Prose) -> None:
    ledger, w = p.ledger, p.writer
    clause = w.amount("机关运行经费预算支出", ledger.public, before=f"{ledger.year}年{ledger.department}")
    p.para(clause, "，主要用于办公、邮电、差旅、维修等日常运行支出。")


def write_procurement(p: Prose, word: str = "预算") -> None:
    ledger, w = p.ledger, p.writer
    goods, works, services = ledger.procurement
    head = w.amount(f"政府采购支出{word}总额", _sum_wan(p, ledger.procurement), before=f"{ledger.year}年度")
    parts = [
        w.amount(name, amount)
        for name, amount in (("采购货物支出", goods), ("采购工程支出", works), ("采购服务支出", services))
    ]
    p.para(head, "，其中：", parts[0], "、", parts[1], "、", parts[2], "。")


def _sum_wan(p: Prose, parts: tuple[int, ...]) -> int:
    """The sum of the parts as printed in 万元, in the ledger's unit."""
    scale = 1_000_000 if p.style.yuan else 100
    return int(sum(p.printer.wan(part) for part in parts) * scale)


def write_assets(p: Prose) -> None:
    ledger, w = p.ledger, p.writer
    general, law, special = ledger.vehicles
    head = w.count("车辆", sum(ledger.vehicles), "辆", before=f"截至上年末，{ledger.department}共有")
    parts = [
        w.count(name, number, "辆")
        for name, number in (("一般公务用车", general), ("执法执勤用车", law), ("特种专业技术用车", special))
    ]
    p.para(head, "，其中：", parts[0], "、", parts[1], "、", parts[2], "。")


def write_goals(p: Prose) -> None:
    ledger, w = p.ledger, p.writer
    count = w.count("预算项目", len(ledger.projects), "个", before=f"{ledger.year}年填报绩效目标的")
    p.para(count, "，", w.amount("项目预算资金", ledger.project, before="涉及"), "。")


EXPLANATIONS: tuple[tuple[str, Callable[[Prose], None]], ...] = (
    ("收支预算总体情况说明", lambda p: write_overall(p, nested=True)),
    ("收入预算情况说明", write_revenue),
    ("支出预算情况说明", write_expenditure),
    ("财政拨款收支预算总体情况说明", write_appropriation),
    ("一般公共预算支出预算情况说明", write_general),
    ("一般公共预算基本支出预算情况说明", write_basic),
    ("一般公共预算“三公”经费支出预算情况说明", write_three_public),
    ("政府性基金预算支出预算情况说明", lambda p: write_no_fund(p, "政府性基金预算", p.ledger.fund)),
    ("国有资本经营预算支出预算情况说明", lambda p: write_no_fund(p, "国有资本经营预算", 0)),
    ("项目支出预算情况说明", write_projects),
    ("机关运行经费支出预算情况说明", write_operating),
    ("政府采购支出预算情况说明", write_procurement),
    ("国有资产占用情况说明", write_assets),
    ("项目绩效目标情况说明", write_goals),
)


def write_explanations(p: Prose, parent: str, start: int = 1, skip: tuple[str, ...] = ()) -> None:
    """The sections 一、二、三… of the explanation, under ``parent`` (a path, may be empty)."""
    chosen = [(title, write) for title, write in EXPLANATIONS if title not in skip]
    for at, (title, write) in enumerate(chosen, start):
        number = numeral(at)
        p.heading(f"{number}、{title}", 2, f"{parent}/{number}" if parent else number)
        write(p)
