"""The tables of Inner Mongolia (表1…), Hebei (序号 and 栏次) and Qinghai (部门公开表1…) budgets."""

from __future__ import annotations

from gouji.eval.robustness.forms import performance_forms, performance_list
from gouji.eval.robustness.model import TableSpec
from gouji.eval.robustness.tables import Value
from gouji.eval.robustness.tables_budget import ALL, GENERAL, BudgetTables, heads_under

GENERAL_FULL: tuple[Value, ...] = (
    lambda i: i.general,
    lambda i: i.basic,
    lambda i: i.personnel,
    lambda i: i.public,
    lambda i: i.general - i.basic,
)


def inner_mongolia(b: BudgetTables) -> list[TableSpec]:
    labels: tuple[list[str], str, str] = ([], "科目编码", "科目名称")
    tables = [b.summary(("收入", "项目", "预算数", "支出")), b.revenue_by_unit()]
    heads = heads_under(
        None, "合计", "基本支出", "项目支出", "事业单位经营支出", "上缴上级支出", "对附属单位补助支出"
    )
    nothing: tuple[Value, ...] = (lambda i: 0,) * 3
    tables.append(b.functional("expenditure_summary", (*ALL, *nothing), heads, labels))
    tables.append(b.appropriation("预算数"))
    parts = [["合计"], *heads_under("基本支出", "小计", "人员经费", "公用经费"), ["项目支出"]]
    tables.append(b.functional("general_public_expenditure", GENERAL_FULL, parts, labels))
    head = "部门预算支出经济分类科目"
    basic = heads_under("本年一般公共预算基本支出", "合计", "人员经费", "公用经费")
    tables.append(b.basic(heads_under(head, "科目编码", "科目名称"), basic, 1))
    tables.append(b.three_years())
    three = ("合计", "基本支出", "项目支出")
    fund = heads_under("本年政府性基金预算支出", *three), heads_under("本年国有资本经营预算支出", *three)
    tables += b.fund_tables(fund, labels, "total")
    tables += [b.projects(), performance_list(b)]
    return tables


def hebei(b: BudgetTables) -> list[TableSpec]:
    labels = (["功能分类科目"], "科目编码", "科目名称")
    other = b.ledger.other_name
    summary = b.summary(("收入", "项目", "预算数", "支出"))
    revenue = b.functional(
        "revenue_summary",
        (
            lambda i: i.total,
            lambda i: i.total - b.ledger.carried(i),
            lambda i: i.total - i.other - b.ledger.carried(i),
            lambda i: 0,
            lambda i: i.other if other == "事业收入" else 0,
            lambda i: 0,
            lambda i: i.other if other == "其他收入" else 0,
            b.ledger.carried,
        ),
        [
            ["合计"],
            *heads_under(
                "本年收入", "小计", "财政拨款收入", "财政专户收入", "事业收入", "经营收入", "其他收入"
            ),
            ["上年结转"],
        ],
        labels,
    )
    heads = heads_under(
        None, "合计", "基本支出", "项目支出", "经营支出", "上解上级支出", "对附属单位补助支出"
    )
    nothing: tuple[Value, ...] = (lambda i: 0,) * 3
    expenditure = b.functional("expenditure_summary", (*ALL, *nothing), heads, labels)
    appropriation = b.appropriation("金额", split=True)
    three = heads_under(None, "合计", "基本支出", "项目支出")
    general = b.functional("general_public_expenditure", GENERAL, three, labels)
    basic = b.basic(
        heads_under("支出部门经济分类科目", "科目编码", "科目名称"),
        heads_under("一般公共预算基本支出", "合计", "人员经费", "公用经费"),
        1,
    )
    empties = b.fund_tables((three, three), labels, "none")
    tables = [summary, revenue, expenditure, appropriation, general, basic, *empties, _hebei_three(b)]
    for table in tables:
        _number_rows(table)
    return tables + performance_forms(b)


def _number_rows(table: TableSpec) -> None:
    """Put the 序号 column before and the 栏次 row under the header, as the Hebei forms have them."""
    table.columns = [["序号"], *table.columns]
    table.rows = [[str(at), *row] for at, row in enumerate(table.rows, 1)]
    table.align, table.widths = "c" + table.align, [0.6, *table.widths]
    table.wide = {at: [(column + 1, span) for column, span in spans] for at, spans in table.wide.items()}
    table.column_row = ["栏次", *(str(at) for at in range(1, len(table.columns)))]


def _hebei_three(b: BudgetTables) -> TableSpec:
    heads = ("合计", "一般公共预算财政拨款", "政府性基金预算拨款", "国有资本经营预算财政拨款")
    table = b.new(
        "three_public", [["项目"], *heads_under("资金性质", *heads)], "lrrrr", (3.2, 1.5, 1.7, 1.7, 1.9)
    )
    year, money = b.ledger.three_public[2], b.printer.money
    lines: list[tuple[str, int]] = [
        ("“三公”经费小计", year.total),
        ("一、因公出国（境）费", year.abroad),
        ("二、公务用车购置及运维费", year.cars),
        ("其中：公务用车购置费", year.purchase),
        ("公务用车运行维护费", year.running),
        ("三、公务接待费", year.reception),
    ]
    table.rows = [[name, money(amount), money(amount), money(0), money(0)] for name, amount in lines]
    return table


def qinghai(b: BudgetTables) -> list[TableSpec]:
    labels = (["功能分类科目"], "科目编码", "科目名称")
    tables = [b.summary(("收入", "项目", "预算数", "支出")), b.revenue_by_unit()]
    heads = heads_under(
        None, "合计", "基本支出", "项目支出", "事业单位经营支出", "上缴上级支出", "对附属单位补助支出"
    )
    nothing: tuple[Value, ...] = (lambda i: 0,) * 3
    tables.append(b.functional("expenditure_summary", (*ALL, *nothing), heads, labels))
    tables.append(b.appropriation("预算数", split=True))
    year = f"{b.ledger.year}年预算数"
    three = ("合计", "基本支出", "项目支出")
    tables.append(
        b.functional(
            "general_public_expenditure",
            GENERAL,
            heads_under(year, *three),
            (["支出功能分类科目"], *labels[1:]),
        )
    )
    code = [["经济分类科目", "科目编码", part] for part in "类款"]
    heads = heads_under(f"{b.ledger.year}年基本支出", "合计", "人员经费", "公用经费")
    tables.append(b.basic([*code, ["经济分类科目", "科目名称"]], heads, -2, every=True))
    columns: list[list[str]] = []
    for head in ("上年预算数", year):
        columns += heads_under(head, "合计", "因公出国（境）费用")
        columns += [
            [head, "公务用车购置及运行费", part] for part in ("小计", "公务用车购置费", "公务用车运行费")
        ]
        columns += [[head, "公务接待费"]]
    table = b.new("three_public", columns, "r" * 12, (1,) * 12)
    last, _, this = b.ledger.three_public
    table.rows = [[*b.three_public_cells(last), *b.three_public_cells(this)]]
    tables.append(table)
    tables += b.fund_tables((heads_under(year, *three), heads_under(year, *three)), labels, "total")
    return tables
