"""The tables of a Jiangsu department budget: 公开01表…, one amount column, several on a page."""

from __future__ import annotations

from gouji.eval.robustness.family_words import JIANGSU
from gouji.eval.robustness.model import Cell, TableSpec
from gouji.eval.robustness.tables import class_lines, numbered, side_by_side
from gouji.eval.robustness.tables_budget import BudgetTables


def jiangsu(b: BudgetTables) -> list[TableSpec]:
    ledger, money = b.ledger, b.printer.money
    one: tuple[list[str], str, str] = ([], "功能科目代码", "功能科目名称")
    economic = [["科目编码"], ["科目名称"]]
    tables = [_jiangsu_summary(b), _jiangsu_revenue(b)]
    columns = [["合计"], ["基本支出"], ["项目支出"], ["单位预留机动经费"], ["结转下年资金"]]
    expenditure = b.new("expenditure_summary", columns, "rrrrr", (1, 1, 1, 1, 1))
    expenditure.rows = [
        [money(ledger.expenditure), money(ledger.basic), money(ledger.project), money(0), money(0)]
    ]
    appropriation = b.new(
        "appropriation_summary",
        [
            ["收入", "项目名称"],
            ["收入", "金额"],
            ["支出", "支出用途", "项目名称"],
            ["支出", "支出用途", "金额"],
        ],
        "lrlr",
        (2.6, 1.6, 2.6, 1.6),
    )
    total = ledger.general + ledger.fund
    left: list[list[Cell]] = [
        ["一、一般公共预算", money(ledger.general)],
        ["二、政府性基金预算", money(ledger.fund)],
    ]
    right: list[list[Cell]] = [
        ["一、基本支出", money(ledger.basic)],
        ["二、项目支出", money(total - ledger.basic)],
    ]
    appropriation.rows = [*side_by_side(left, right), ["收入合计", money(total), "支出合计", money(total)]]
    tables += [expenditure, appropriation]
    tables.append(b.functional("appropriation_expenditure", (lambda i: i.total - i.other,), [["金额"]], one))
    for key in (
        "appropriation_basic_expenditure",
        "general_public_expenditure",
        "general_public_basic_expenditure",
    ):
        if key == "general_public_expenditure":
            tables.append(b.functional(key, (lambda i: i.general,), [["金额"]], one))
            continue
        basic = b.basic(economic, [["金额"]], 1)
        basic.kind, basic.title = key, JIANGSU.titles[key]
        tables.append(basic)
    tables.append(_jiangsu_three(b))
    fund = b.functional("government_fund_expenditure", (lambda i: i.total * i.fund,), [["金额"]], one)
    if not b.style.fund:
        fund.rows, fund.wide, fund.bold_rows, fund.is_empty = [["此表为空", None, None]], {}, set(), True
        fund.notes.append("说明：本部门无相关收支项目。")
    tables.append(fund)
    tables.append(_jiangsu_operating(b))
    return tables


def _jiangsu_summary(b: BudgetTables) -> TableSpec:
    ledger, money = b.ledger, b.printer.money
    columns = [["收入", "项目名称"], ["收入", "金额"], ["支出", "功能分类", "功能科目名称"]]
    columns += [["支出", "功能分类", "金额"], ["支出", "支出用途", "项目名称"], ["支出", "支出用途", "金额"]]
    table = b.new("revenue_expenditure_summary", columns, "lrlrlr", (2.3, 1.5, 2.8, 1.5, 2.3, 1.5))
    income: list[tuple[str, int]] = [
        ("一、财政拨款", ledger.general_revenue + ledger.fund),
        ("1.一般公共预算", ledger.general_revenue),
        ("2.政府性基金预算", ledger.fund),
        ("二、财政专户管理资金", 0),
        ("三、其他资金", ledger.other),
    ]
    left: list[list[Cell]] = [[name, money(amount)] for name, amount in income]
    middle = numbered(class_lines(ledger, lambda i: i.total, every=True), b.printer)
    right: list[list[Cell]] = [
        ["一、基本支出", money(ledger.basic)],
        ["二、项目支出", money(ledger.project)],
        ["三、单位预留机动经费", money(0)],
    ]
    rows = side_by_side(side_by_side(left, middle), right)
    # merged over the three columns before the amount, as the form prints them
    rows.append(
        ["当年收入小计", money(ledger.revenue), "当年支出小计", None, None, money(ledger.expenditure)]
    )
    rows.append(["上年结转资金", money(ledger.carry_in), "结转下年资金", None, None, money(0)])
    rows.append(["收入合计", money(ledger.grand_total), "支出合计", None, None, money(ledger.grand_total)])
    for at in range(len(rows) - 3, len(rows)):
        table.wide[at] = [(2, 3)]
        table.bold_rows.add(at)
    table.rows = rows
    return table


def _jiangsu_revenue(b: BudgetTables) -> TableSpec:
    ledger, money = b.ledger, b.printer.money
    table = b.new("revenue_summary", [["项目名称"], [""], ["金额"]], "llr", (2.2, 3, 1.6))
    general, fund, other = ledger.general_revenue, ledger.fund, ledger.other
    lines: list[tuple[str, str, int]] = [
        ("一般公共预算资金", "小计", general),
        ("一般公共预算资金", "公共财政拨款(补助)资金", general),
        ("一般公共预算资金", "专项收入", 0),
        ("政府性基金", "小计", fund),
        ("财政专户管理资金", "小计", 0),
        ("其他资金", "小计", other),
        ("其他资金", "事业收入", 0),
        ("其他资金", "其他收入", other),
        ("上年结转和结余资金", "小计", ledger.carry_in),
    ]
    table.rows = [["收入总计", None, money(ledger.grand_total)]]
    table.rows += [[group, name, money(amount)] for group, name, amount in lines]
    table.wide[0] = [(0, 2)]
    table.merge_down = (0,)
    table.bold_rows.add(0)
    return table


def _jiangsu_three(b: BudgetTables) -> TableSpec:
    cars, head = "公务用车购置及运行维护费", "“三公”经费"
    columns = [["合计"], [head, "小计"], [head, "因公出国（境）费"]]
    columns += [[head, cars, part] for part in ("小计", "公务用车购置费", "公务用车运行维护费")]
    columns += [[head, "公务接待费"], ["会议费"], ["培训费"]]
    table = b.new("three_public", columns, "r" * 9, (1.2,) * 9)
    year, economics = b.ledger.three_public[2], b.ledger.economics
    meeting, training = economics.get("30215", 0), economics.get("30216", 0)
    amounts = [year.total + meeting + training, *year.printed(), meeting, training]
    table.rows = [[b.printer.money(amount) for amount in amounts]]
    return table


def _jiangsu_operating(b: BudgetTables) -> TableSpec:
    columns = [["科目编码"], ["科目名称"], ["机关运行经费支出"]]
    table = b.basic(columns[:2], columns[2:], 1)
    table.kind, table.title = "agency_operating_expenditure", JIANGSU.titles["agency_operating_expenditure"]
    amount = b.printer.money(b.ledger.public)
    rows = [
        row for row in table.rows if (row[0] or "") not in ("合计",) and (row[0] or "")[:3] in ("302", "310")
    ]
    total: list[Cell] = ["合计", None, amount]
    first = b.style.total_first
    table.rows = [total, *rows] if first else [*rows, total]
    at = 0 if first else len(rows)
    table.wide, table.bold_rows = {at: [(0, 2)]}, {at}
    return table
