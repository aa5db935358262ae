"""The tables of a Shanghai 区级部门预算: 元, 类/款/项 in three columns, blank lines before the total."""

from __future__ import annotations

from gouji.eval.robustness.model import Cell, TableSpec
from gouji.eval.robustness.tables import class_lines, numbered, side_by_side
from gouji.eval.robustness.tables_budget import ALL, GENERAL, BudgetTables, heads_under, wan_cells


def shanghai(b: BudgetTables) -> list[TableSpec]:
    ledger, printer = b.ledger, b.printer
    labels = (["项目"], "功能分类科目编码", "功能分类科目名称")
    three = ("合计", "基本支出", "项目支出")
    summary = b.new(
        "revenue_expenditure_summary",
        [["本年收入", "项目"], ["本年收入", "预算数"], ["本年支出", "项目"], ["本年支出", "预算数"]],
        "lrlr",
        (3, 1.6, 3, 1.6),
    )
    total = ledger.general_revenue + ledger.fund
    other = {ledger.other_name: ledger.other}
    income: list[tuple[str, int]] = [
        ("一、财政拨款收入", total),
        ("1.一般公共预算", ledger.general_revenue),
        ("2.政府性基金预算", ledger.fund),
        ("3.国有资本经营预算", 0),
        ("二、事业收入", other.get("事业收入", 0)),
        ("三、事业单位经营收入", 0),
        ("四、其他收入", other.get("其他收入", 0)),
    ]
    left: list[list[Cell]] = [[name, printer.money(amount)] for name, amount in income]
    right = numbered(class_lines(ledger, ALL[0], every=False), printer)
    totals = ["收入总计", printer.money(ledger.revenue), "支出总计", printer.money(ledger.expenditure)]
    summary.rows = [*side_by_side(left, right), totals]
    revenue = b.functional(
        "revenue_summary",
        (
            lambda i: i.total,
            lambda i: i.total - i.other,
            lambda i: i.other if ledger.other_name == "事业收入" else 0,
            lambda i: 0,
            lambda i: i.other if ledger.other_name == "其他收入" else 0,
        ),
        heads_under("收入预算", "合计", "财政拨款收入", "事业收入", "事业单位经营收入", "其他收入"),
        labels,
    )
    expenditure = b.functional("expenditure_summary", ALL, heads_under("支出预算", *three), labels)
    appropriation = _shanghai_appropriation(b)
    general = b.functional(
        "general_public_expenditure", GENERAL, heads_under("一般公共预算支出", *three), labels
    )
    empties = b.fund_tables(
        (heads_under("政府性基金预算支出", *three), heads_under("国有资本经营预算支出", *three)),
        labels,
        "word",
    )
    basic = b.basic(
        [
            ["项目", "部门预算经济分类科目编码", "类"],
            ["项目", "部门预算经济分类科目编码", "款"],
            ["项目", "经济分类科目名称"],
        ],
        heads_under("一般公共预算基本支出", "合计", "人员经费", "公用经费"),
        2,
    )
    summary.blank_before_last = appropriation.blank_before_last = b.style.blank_rows
    return [summary, revenue, expenditure, appropriation, general, *empties, basic, _shanghai_three(b)]


def _shanghai_appropriation(b: BudgetTables) -> TableSpec:
    ledger, money = b.ledger, b.printer.money
    sides = ["合计", "一般公共预算", "政府性基金预算", "国有资本经营预算"]
    columns = [["财政拨款收入", "项目"], ["财政拨款收入", "预算数"], ["财政拨款支出", "项目"]]
    table = b.new(
        "appropriation_summary",
        columns + [["财政拨款支出", side] for side in sides],
        "lrlrrrr",
        (2.4, 1.6, 2.6, 1.6, 1.6, 1.6, 1.6),
    )
    left: list[list[Cell]] = [
        ["一、一般公共预算", money(ledger.general_revenue)],
        ["二、政府性基金预算", money(ledger.fund)],
        ["三、国有资本经营预算", money(0)],
    ]
    fund = dict(class_lines(ledger, lambda i: i.total if i.fund else 0, every=False))
    right = numbered(class_lines(ledger, lambda i: i.total - i.other, every=False), b.printer)
    for line, (name, amount) in zip(
        right, class_lines(ledger, lambda i: i.total - i.other, every=False), strict=True
    ):
        line += [money(amount - fund.get(name, 0)), money(fund.get(name, 0)), money(0)]
    total = ledger.general + ledger.fund
    last = [money(total), money(ledger.general), money(ledger.fund), money(0)]
    table.rows = [*side_by_side(left, right), ["收入总计", money(total), "支出总计", *last]]
    return table


def _shanghai_three(b: BudgetTables) -> TableSpec:
    head = "“三公”经费预算数"
    cars = "公务用车购置及运行费"
    columns = heads_under(head, "合计", "因公出国(境)费", "公务接待费")
    columns += [[head, cars, part] for part in ("小计", "购置费", "运行费")] + [["机关运行经费预算数"]]
    table = b.new("three_public", columns, "r" * 7, (1.4,) * 7)
    table.unit, table.unit_line = "万元", "单位:万元"
    operating = f"{b.printer.wan(b.ledger.public):.2f}"
    table.rows = [[*wan_cells(b.printer, b.ledger.three_public[2]), operating]]
    return table
