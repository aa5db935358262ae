"""The narrative part of final accounts: revenue and expenditure against last year, outturn against budget."""

from __future__ import annotations

from gouji.eval.robustness.catalogue import economic_name, function_name
from gouji.eval.robustness.model import Clause
from gouji.eval.robustness.prose import (
    Prose,
    general_prior,
    other_prior,
    write_assets,
    write_operating,
    write_procurement,
)
from gouji.eval.robustness.tables import class_lines, numeral


def _overall(p: Prose) -> None:
    ledger, w = p.ledger, p.writer
    total = ledger.grand_total
    clause = w.amount("收入支出总计", total, before=f"{ledger.department}{ledger.year}年度")
    p.para(w.change(clause, total, ledger.prior, reason=True))


def _revenue(p: Prose) -> None:
    ledger, w = p.ledger, p.writer
    lines = [("财政拨款收入", ledger.general_revenue + ledger.fund)]
    lines += [(ledger.other_name, ledger.other)] if ledger.other else []
    p.para(w.amount("本年收入合计", ledger.revenue), "，其中：", *_shares(p, lines, ledger.revenue))


def _shares(p: Prose, lines: list[tuple[str, int]], whole: int) -> list[str | Clause]:
    parts: list[str | Clause] = []
    for name, amount in lines:
        parts += [p.writer.share(p.writer.amount(name, amount), amount, whole), "；"]
    parts[-1] = "。"
    return parts


def _expenditure(p: Prose) -> None:
    ledger, w = p.ledger, p.writer
    lines = [("基本支出", ledger.basic), ("项目支出", ledger.project)]
    p.para(w.amount("本年支出合计", ledger.expenditure), "，其中：", *_shares(p, lines, ledger.expenditure))


def _appropriation(p: Prose) -> None:
    ledger, w = p.ledger, p.writer
    total = ledger.general_revenue + ledger.fund + ledger.carry_in
    prior = sum(i.prior - other_prior(i) for i in ledger.items)
    clause = w.amount("财政拨款收入支出总计", total, before=f"{ledger.department}{ledger.year}年度")
    p.para(w.change(clause, total, prior, reason=True))


def _general(p: Prose) -> None:
    ledger, w = p.ledger, p.writer
    base = p.section
    prior = sum(general_prior(i) for i in ledger.items)
    p.heading("（一）一般公共预算财政拨款支出决算总体情况", 3, f"{base}/（一）")
    p.para(w.change(w.amount("一般公共预算财政拨款支出", ledger.general), ledger.general, prior, reason=True))
    p.heading("（二）一般公共预算财政拨款支出决算结构情况", 3, f"{base}/（二）")
    lines = [
        (f"{name}（类）", amount) for name, amount in class_lines(ledger, lambda i: i.general, every=False)
    ]
    head = w.amount("一般公共预算财政拨款支出", ledger.general)
    p.para(head, "，主要用于以下方面：", *_shares(p, lines, ledger.general))
    p.heading("（三）一般公共预算财政拨款支出决算具体情况", 3, f"{base}/（三）")
    items = [i for i in ledger.items if i.general]
    budget = sum(i.budget for i in items)
    subject = "一般公共预算财政拨款支出"
    p.para(
        w.budget_and_outturn(
            subject, _as_printed(p, [i.budget for i in items], budget), ledger.general, subject
        ),
        "其中：",
    )
    for at, item in enumerate(items, 1):
        p.under(f"{base}/（三）", str(at))
        subject = f"{function_name(item.code[:5])}（款）{item.name}（项）"
        before = f"{function_name(item.code[:3])}（类）{subject}。"
        p.para(f"{at}、", w.budget_and_outturn(subject, item.budget, item.general, before))
    p.section = base


def _as_printed(p: Prose, parts: list[int], total: int) -> int:
    """The total as the sum of the printed parts where prose and tables have different units."""
    return int(sum(p.printer.wan(part) for part in parts) * 1_000_000) if p.style.yuan else total


def _basic(p: Prose) -> None:
    ledger, w = p.ledger, p.writer

    def names(classes: tuple[str, ...]) -> str:
        return "、".join(economic_name(code) for code in ledger.economics if code[:3] in classes)

    p.para(w.amount("一般公共预算财政拨款基本支出", ledger.basic), "。其中：")
    p.para(w.amount("人员经费", ledger.personnel), f"，主要包括：{names(('301', '303'))}；")
    p.para(w.amount("公用经费", ledger.public), f"，主要包括：{names(('302', '310'))}。")


def _three_public(p: Prose) -> None:
    """Budget against outturn; no reason or 完成率 where the budget is zero."""
    ledger, w = p.ledger, p.writer
    _, budget, outturn = ledger.three_public
    subject = "“三公”经费财政拨款支出"
    p.para(w.budget_and_outturn(subject, budget.total, outturn.total, subject), "其中：")
    lines = (
        ("因公出国（境）费", budget.abroad, outturn.abroad),
        ("公务用车购置及运行维护费", budget.cars, outturn.cars),
        ("公务接待费", budget.reception, outturn.reception),
    )
    base = p.section
    for at, (name, planned, spent) in enumerate(lines, 1):
        p.under(base, str(at))
        if p.printer.wan(planned):
            p.para(f"{at}.", w.budget_and_outturn(name, planned, spent, name))
        else:
            p.para(f"{at}.", w.amount(name, spent, before="", after=""), "，全年无此项支出。")
    p.section = base


def _none(p: Prose, what: str, amount: int) -> None:
    ledger = p.ledger
    if amount:
        p.para(p.writer.amount(f"{what}支出", amount, before=f"{ledger.year}年度"), "。")
    else:
        p.para(f"{ledger.department}{ledger.year}年度无{what}收入和支出。")


def _performance(p: Prose) -> None:
    ledger, w = p.ledger, p.writer
    evaluated = [line for line in ledger.projects if line.source == "general"][:2]
    count = w.count("项目", len(evaluated), "个", before=f"绩效自评的{ledger.year}年度")
    p.para(count, "，", w.amount("涉及预算执行金额", sum(line.amount for line in evaluated)), "。")


FINAL_EXPLANATIONS = (
    ("收入支出决算总体情况说明", _overall),
    ("收入决算情况说明", _revenue),
    ("支出决算情况说明", _expenditure),
    ("财政拨款收入支出决算总体情况说明", _appropriation),
    ("一般公共预算财政拨款支出决算情况说明", _general),
    ("一般公共预算财政拨款基本支出决算情况说明", _basic),
    ("财政拨款“三公”经费支出决算情况说明", _three_public),
    (
        "政府性基金预算财政拨款收入支出决算情况说明",
        lambda p: _none(p, "政府性基金预算财政拨款", p.ledger.fund),
    ),
    ("国有资本经营预算财政拨款收入支出决算情况说明", lambda p: _none(p, "国有资本经营预算财政拨款", 0)),
    ("预算绩效管理情况", _performance),
    ("机关运行经费支出情况", write_operating),
    ("政府采购支出情况", lambda p: write_procurement(p, "")),
    ("国有资产占用情况", write_assets),
)


def write_final_explanations(p: Prose, parent: str) -> None:
    for at, (title, write) in enumerate(FINAL_EXPLANATIONS, 1):
        p.heading(f"{numeral(at)}、{title}", 2, f"{parent}/{numeral(at)}")
        write(p)
