"""The two families of final accounts: Shanghai's nine tables, the national 公开01表–公开09表.

Takes ledger, style and generator, gives the tables in printed order.  The national form is that of
财政部's yearly 部门决算公开 notice (行次 columns, 栏次 row, two-sided 基本支出).
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from gouji.eval.robustness.forms import self_evaluations
from gouji.eval.robustness.ledger import Item, Ledger
from gouji.eval.robustness.model import Cell, TableSpec
from gouji.eval.robustness.style import Style
from gouji.eval.robustness.tables import (
    Printer,
    Value,
    class_lines,
    functional_table,
    numbered,
    numeral,
    side_by_side,
    two_sided_economics,
)

TITLES = (
    ("revenue_expenditure_summary", "收入支出决算总表"),
    ("revenue_summary", "收入决算表"),
    ("expenditure_summary", "支出决算表"),
    ("appropriation_summary", "财政拨款收入支出决算总表"),
    ("general_public_expenditure", "一般公共预算财政拨款支出决算表"),
    ("general_public_basic_expenditure", "一般公共预算财政拨款基本支出决算表"),
    ("three_public", "财政拨款“三公”经费支出决算表"),
    ("government_fund_expenditure", "政府性基金预算财政拨款收入支出决算表"),
    ("state_capital_expenditure", "国有资本经营预算财政拨款支出决算表"),
)
_ALL: tuple[Value, ...] = (lambda i: i.total, lambda i: i.basic, lambda i: i.project)
_GENERAL: tuple[Value, ...] = (lambda i: i.general, lambda i: i.basic, lambda i: i.general - i.basic)
_FUNDS = ("一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款")


class FinalTables:
    """Builds the nine tables; ``national``: 公开0N表 with 行次 and 栏次."""

    def __init__(self, ledger: Ledger, style: Style, printer: Printer, rng: random.Random) -> None:
        self.ledger, self.style, self.printer, self.rng = ledger, style, printer, rng
        self.national = style.family == "national_final"
        self.money = printer.money

    def new(self, at: int, columns: list[list[str]], align: str, widths: Sequence[float]) -> TableSpec:
        kind, title = TITLES[at - 1]
        unit = self.printer.unit
        return TableSpec(
            id="",
            kind=kind,
            title=title,
            number=f"公开{at:02d}表" if self.national else None,
            unit=unit,
            columns=columns,
            rows=[],
            align=align,
            widths=list(widths),
            caption="title_number" if self.national else "title",
            department_line=f"部门：{self.ledger.department}" if self.national else None,
            unit_line=f"金额单位：{unit}" if self.national else f"单位：{unit}",
        )

    def revenue_of(self, item: Item) -> int:
        """An item's revenue: what it spends, the first carried project corrected by the carry-over."""
        carried = next((i for i in self.ledger.items if self.ledger.carried(i)), None)
        return item.total + (self.ledger.carry_out - self.ledger.carry_in if item is carried else 0)

    def _income(self, lines: list[tuple[str, int]]) -> list[list[Cell]]:
        return numbered(lines, self.printer)

    def summary(self) -> TableSpec:
        ledger, money = self.ledger, self.money
        other = {ledger.other_name: ledger.other}
        names = ["上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入"]
        general: list[tuple[str, int]] = [
            (f"{_FUNDS[0]}收入", ledger.general_revenue),
            (f"{_FUNDS[1]}收入", ledger.fund),
        ]
        general += [(f"{_FUNDS[2]}收入", 0), *((name, other.get(name, 0)) for name in names)]
        left = self._income(general)
        right = numbered(class_lines(ledger, lambda i: i.total, every=True), self.printer)
        rows = side_by_side(left, right)
        rows += [
            ["本年收入合计", money(ledger.revenue), "本年支出合计", money(ledger.expenditure)],
            ["使用非财政拨款结余", money(0), "结余分配", money(0)],
            ["年初结转和结余", money(ledger.carry_in), "年末结转和结余", money(ledger.carry_out)],
            ["总计", money(ledger.grand_total), "总计", money(ledger.grand_total)],
        ]
        amount = "金额" if self.national else "决算数"
        columns = [["收入", "项目"], ["收入", amount], ["支出", "项目"], ["支出", amount]]
        table = self.new(1, columns, "lrlr", (3, 1.6, 3, 1.6))
        table.rows = rows
        return self._line_numbers(table)

    def _line_numbers(self, table: TableSpec) -> TableSpec:
        """The 行次 column on each side and the 栏次 row, which the national form has."""
        if not self.national:
            return table
        height = len(table.rows)
        table.columns = [
            table.columns[0],
            ["收入", "行次"],
            table.columns[1],
            table.columns[2],
            ["支出", "行次"],
            *table.columns[3:],
        ]
        table.rows = [
            [row[0], str(at), row[1], row[2], str(at + height), *row[3:]]
            for at, row in enumerate(table.rows, 1)
        ]
        table.align = table.align[0] + "c" + table.align[1:3] + "c" + table.align[3:]
        widths = table.widths
        table.widths = [widths[0], 0.6, widths[1], widths[2], 0.6, *widths[3:]]
        count = len(table.columns) - 5
        table.column_row = ["栏次", "", "1", "栏次", "", *(str(at) for at in range(2, 2 + count))]
        return table

    def _labels(self) -> tuple[list[list[str]], str, tuple[float, ...], int]:
        if self.national:
            return [["项目", "科目编码"], ["项目", "科目名称"]], "ll", (1.2, 3.4), 1
        head = ["项目", "支出功能分类", "科目编码"]
        return [[*head, part] for part in "类款项"] + [["项目", "科目名称"]], "cccl", (0.7, 0.6, 0.6, 3.4), 3

    def functional(self, at: int, heads: list[list[str]], values: Sequence[Value]) -> TableSpec:
        labels, align, widths, codes = self._labels()
        table = self.new(at, labels + heads, align + "r" * len(heads), widths + (1.5,) * len(heads))
        total = ("first" if self.national or self.style.total_first else "last") + "_code"
        table = functional_table(table, self.ledger, self.printer, values, codes, total)
        if self.national:
            table.column_row = ["栏次", "", *(str(n) for n in range(1, len(heads) + 1))]
        return table

    def revenue(self) -> TableSpec:
        ledger = self.ledger
        heads = [
            ["本年收入合计"],
            ["财政拨款收入"],
            ["上级补助收入"],
            ["事业收入"],
            ["经营收入"],
            ["附属单位上缴收入"],
            ["其他收入"],
        ]
        other = {"事业收入": 3, "其他收入": 6}[ledger.other_name]
        values: list[Value] = [self.revenue_of, lambda i: self.revenue_of(i) - i.other]
        values += [(lambda i: i.other) if at == other else (lambda i: 0) for at in range(2, 7)]
        return self.functional(2, heads, values)

    def expenditure(self) -> TableSpec:
        heads = [
            ["本年支出合计"],
            ["基本支出"],
            ["项目支出"],
            ["上缴上级支出"],
            ["经营支出"],
            ["对附属单位补助支出"],
        ]
        return self.functional(3, heads, (*_ALL, *((lambda i: 0),) * 3))

    def appropriation(self) -> TableSpec:
        ledger, money = self.ledger, self.money
        left = self._income([(_FUNDS[0], ledger.general_revenue), (_FUNDS[1], ledger.fund), (_FUNDS[2], 0)])
        general = dict(class_lines(ledger, lambda i: i.general, every=True))
        fund = dict(class_lines(ledger, lambda i: i.total * i.fund, every=True))

        def four(a: int, b: int) -> list[Cell]:
            return [money(a + b), money(a), money(b), money(0)]

        right: list[list[Cell]] = [
            [f"{numeral(at)}、{name}", *four(general[name], fund[name])] for at, name in enumerate(general, 1)
        ]
        rows = side_by_side(left, right)
        year = ledger.general_revenue + ledger.fund
        nothing: list[Cell] = [None, None, None, None, None]
        rows.append(["本年收入合计", money(year), "本年支出合计", *four(ledger.general, ledger.fund)])
        end = ["年末财政拨款结转和结余", *four(ledger.carry_out, 0)]
        rows.append(["年初财政拨款结转和结余", money(ledger.carry_in), *end])
        rows.append([_FUNDS[0], money(ledger.carry_in), *nothing])
        rows.append([_FUNDS[1], money(0), *nothing])
        rows.append([_FUNDS[2], money(0), *nothing])
        rows.append(
            [
                "总计",
                money(year + ledger.carry_in),
                "总计",
                *four(ledger.general + ledger.carry_out, ledger.fund),
            ]
        )
        amount = "金额" if self.national else "决算数"
        columns = [
            ["收入", "项目"],
            ["收入", amount],
            ["支出", "项目"],
            *(["支出", name] for name in ("合计", *_FUNDS)),
        ]
        table = self.new(4, columns, "lrlrrrr", (2.8, 1.5, 2.8, 1.5, 1.5, 1.5, 1.5))
        table.rows = rows
        return self._line_numbers(table)

    def basic(self) -> TableSpec:
        codes, blocks = (1, 2) if self.national else (2, 1)
        rows = two_sided_economics(self.ledger, self.printer, codes, blocks)
        ends: list[Cell] = ["人员经费合计", *[None] * codes, self.money(self.ledger.personnel)]
        wide = (codes + 2) * blocks
        ends += ["公用经费合计", *[None] * (wide - 2), self.money(self.ledger.public)]
        if self.national:
            columns = [["人员经费", name] for name in ("科目编码", "科目名称", "决算数")]
            columns += [["公用经费", name] for name in ("科目编码", "科目名称", "决算数")] * 2
            widths: tuple[float, ...] = (1, 2.8, 1.4) * 3
        else:
            side = [["经济分类", "科目编码", "类"], ["经济分类", "科目编码", "款"], ["科目名称"], ["决算数"]]
            columns, widths = side * 2, (0.8, 0.7, 2.8, 1.5) * 2
        table = self.new(6, columns, ("c" * codes + "lr") * (blocks + 1), widths)
        table.rows = [*rows, ends]
        table.wide[len(rows)] = [(0, codes + 1), (codes + 2, wide - 1)]
        table.bold_rows.add(len(rows))
        return table

    def three_public(self) -> TableSpec:
        _, budget, outturn = self.ledger.three_public
        cars = "公务用车购置及运行费"
        parts = [
            ["合计"],
            ["因公出国（境）费"],
            *([cars, p] for p in ("小计", "公务用车购置费", "公务用车运行费")),
            ["公务接待费"],
        ]
        if self.national:
            columns = [[head, *part] for head in ("预算数", "决算数") for part in parts]
            cells = [*map(self.money, budget.printed()), *map(self.money, outturn.printed())]
        else:
            columns = [["财政拨款“三公”经费", *part, kind] for part in parts for kind in ("预算数", "决算数")]
            both = zip(budget.printed(), outturn.printed(), strict=True)
            cells = [self.money(amount) for pair in both for amount in pair]
        table = self.new(7, columns, "r" * 12, (1,) * 12)
        table.rows = [cells]
        if self.national:
            table.column_row = [str(at) for at in range(1, 13)]
        return table

    def fund(self) -> TableSpec:
        fund: Value = lambda i: i.total * i.fund  # noqa: E731
        nothing: Value = lambda i: 0  # noqa: E731
        heads = [
            ["年初结转和结余"],
            ["本年收入"],
            *(["本年支出", p] for p in ("小计", "基本支出", "项目支出")),
            ["年末结转和结余"],
        ]
        table = self.functional(8, heads, (nothing, fund, fund, nothing, fund, nothing))
        if not self.style.fund:
            self._empty(table, "政府性基金预算财政拨款收入和支出")
        return table

    def capital(self) -> TableSpec:
        if self.national:
            table = self.functional(
                9, [["本年支出", p] for p in ("合计", "基本支出", "项目支出")], ((lambda i: 0),) * 3
            )
        else:
            heads = [
                ["年初结转和结余"],
                ["本年收入"],
                *(["本年支出", p] for p in ("小计", "基本支出", "项目支出")),
            ]
            table = self.functional(9, [*heads, ["年末结转和结余"]], ((lambda i: 0),) * 6)
            table.title = "国有资本经营预算财政拨款收入支出决算表"
        self._empty(table, "国有资本经营预算财政拨款收入和支出")
        return table

    def _empty(self, table: TableSpec, what: str) -> None:
        labels = 2 if self.national else 4
        table.is_empty = True
        table.rows = [["合计", *[None] * (len(table.columns) - 1)]]
        table.wide, table.bold_rows = {0: [(0, labels)]}, set()
        table.notes.append(f"注：{self.ledger.department}{self.ledger.year}年度无{what}，故本表无数据。")


def final_tables(ledger: Ledger, style: Style, printer: Printer, rng: random.Random) -> list[TableSpec]:
    """The nine tables and the 自评表 of the projects."""
    build = FinalTables(ledger, style, printer, rng)
    three = ("合计", "基本支出", "项目支出")
    heads = [["本年支出", name] for name in three] if build.national else [[name] for name in three]
    general = build.functional(5, heads, _GENERAL)
    tables = [build.summary(), build.revenue(), build.expenditure(), build.appropriation(), general]
    tables += [build.basic(), build.three_public(), build.fund(), build.capital()]
    return tables + self_evaluations(ledger, printer, rng)
