"""The tables of the five budget families (shanghai, jiangsu, inner_mongolia, hebei, qinghai).

Takes ledger, printer and generator, gives the tables in the order in which the family prints them.
Headings, units and numberings follow real disclosures of these regions.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from gouji.eval.robustness.family_words import Words
from gouji.eval.robustness.ledger import Item, Ledger, ThreePublic
from gouji.eval.robustness.model import Cell, TableSpec
from gouji.eval.robustness.style import Style
from gouji.eval.robustness.tables import (
    Printer,
    Value,
    class_lines,
    economic_rows,
    economic_sums,
    empty_functional,
    functional_table,
    numbered,
    numeral,
    side_by_side,
    with_total,
)

ALL: tuple[Value, ...] = (lambda i: i.total, lambda i: i.basic, lambda i: i.project)
GENERAL: tuple[Value, ...] = (lambda i: i.general, lambda i: i.basic, lambda i: i.general - i.basic)
FUND: tuple[Value, ...] = (lambda i: i.total * i.fund, lambda i: 0, lambda i: i.total * i.fund)


def _general(item: Item) -> int:
    return item.general


def _fund(item: Item) -> int:
    return item.total if item.fund else 0


@dataclass(slots=True)
class BudgetTables:
    """Builds the tables of one budget; ``number`` counts the statutory tables."""

    ledger: Ledger
    style: Style
    printer: Printer
    words: Words
    rng: random.Random
    count: int = 0

    def new(self, key: str, columns: list[list[str]], align: str, widths: Sequence[float]) -> TableSpec:
        self.count += 1
        kind = key.split("#")[0]
        number = self.words.number.format(self.count) if self.words.number else None
        return TableSpec(
            id="",
            kind=kind,
            title=self.words.titles[key].format(year=self.ledger.year),
            number=number,
            unit=self.printer.unit,
            columns=columns,
            rows=[],
            align=align,
            widths=list(widths),
            caption=self.words.caption,
            department_line=self.words.department_line,
            unit_line=self.words.unit_line.format(self.printer.unit),
            blank_before_last=0,
        )

    # -- summaries -----------------------------------------------------------------

    def revenue_lines(self) -> list[tuple[str, int]]:
        ledger = self.ledger
        names = ["一般公共预算拨款收入", "政府性基金预算拨款收入", "国有资本经营预算拨款收入"]
        names += ["财政专户管理资金收入", "事业收入", "上级补助收入", "附属单位上缴收入"]
        names += ["事业单位经营收入", "其他收入"]
        amounts = {names[0]: ledger.general_revenue, names[1]: ledger.fund, ledger.other_name: ledger.other}
        return [(name, amounts.get(name, 0)) for name in names]

    def summary(self, heads: tuple[str, str, str, str]) -> TableSpec:
        """收支总表 with 本年合计, carry-over and grand totals; ``heads``: 收入, 项目, 预算数, 支出."""
        income, item, amount, outgo = heads
        columns = [[income, item], [income, amount], [outgo, item], [outgo, amount]]
        table = self.new("revenue_expenditure_summary", columns, "lrlr", (3, 1.6, 3, 1.6))
        ledger, money = self.ledger, self.printer.money
        table.rows = side_by_side(
            numbered(self.revenue_lines(), self.printer),
            numbered(class_lines(ledger, lambda i: i.total, every=True), self.printer),
        )
        table.rows += [
            ["本年收入合计", money(ledger.revenue), "本年支出合计", money(ledger.expenditure)],
            ["上年结转结余", money(ledger.carry_in), "年终结转结余", money(0)],
            ["收入总计", money(ledger.grand_total), "支出总计", money(ledger.grand_total)],
        ]
        table.bold_rows |= {len(table.rows) - 3, len(table.rows) - 1}
        return table

    def appropriation(self, amount: str, item: str = "项目", split: bool = False) -> TableSpec:
        """财政拨款收支总表; ``split``: the expenditure side by the three budgets."""
        ledger, money = self.ledger, self.printer.money
        total = ledger.general_revenue + ledger.fund
        left: list[list[Cell]] = [
            ["一、本年收入", money(total)],
            ["（一）一般公共预算拨款", money(ledger.general_revenue)],
            ["（二）政府性基金预算拨款", money(ledger.fund)],
            ["（三）国有资本经营预算拨款", money(0)],
            ["二、上年结转", money(ledger.carry_in)],
            ["（一）一般公共预算拨款", money(ledger.carry_in)],
            ["（二）政府性基金预算拨款", money(0)],
            ["（三）国有资本经营预算拨款", money(0)],
        ]
        right = [["一、本年支出", *self._by_budget(ledger.general, ledger.fund, split)]]
        general = dict(class_lines(ledger, _general, every=True))
        fund = dict(class_lines(ledger, _fund, every=True))
        for at, name in enumerate(general, 1):
            amounts = self._by_budget(general[name], fund[name], split)
            right.append([f"（{numeral(at)}）{name}", *amounts])
        right.append(["二、年终结转结余", *self._by_budget(0, 0, split)])
        sides = ["合计", "一般公共预算", "政府性基金预算", "国有资本经营预算"] if split else [amount]
        columns = [["收入", item], ["收入", amount], ["支出", item], *(["支出", side] for side in sides)]
        table = self.new(
            "appropriation_summary", columns, "lrl" + "r" * len(sides), (2.6, 1.5, 3) + (1.4,) * len(sides)
        )
        table.rows = side_by_side(left, right)
        last = self._by_budget(ledger.general, ledger.fund, split)
        table.rows.append(["收入总计", money(total + ledger.carry_in), "支出总计", *last])
        table.bold_rows.add(len(table.rows) - 1)
        return table

    def _by_budget(self, general: int, fund: int, split: bool) -> list[Cell]:
        money = self.printer.money
        return [money(general + fund), *([money(general), money(fund), money(0)] if split else [])]

    # -- by function -----------------------------------------------------------------

    def code_columns(
        self, head: list[str], code: str, name: str
    ) -> tuple[list[list[str]], str, tuple[float, ...]]:
        if self.words.codes == 3:
            return [[*head, code, part] for part in "类款项"] + [[*head, name]], "cccl", (0.7, 0.6, 0.6, 3.6)
        return [[*head, code], [*head, name]], "ll", (1.3, 3.6)

    def functional(
        self,
        key: str,
        values: Sequence[Value],
        heads: list[list[str]],
        labels: tuple[list[str], str, str],
    ) -> TableSpec:
        columns, align, widths = self.code_columns(*labels)
        table = self.new(key, columns + heads, align + "r" * len(heads), widths + (1.6,) * len(heads))
        total = ("first" if self.style.total_first else "last") + "_" + self.words.total
        return functional_table(table, self.ledger, self.printer, values, self.words.codes, total)

    def fund_tables(
        self, heads: tuple[list[list[str]], list[list[str]]], labels: tuple[list[str], str, str], empty: str
    ) -> list[TableSpec]:
        """政府性基金 (empty unless the style has one) and 国有资本经营 (always empty)."""
        fund = self.functional("government_fund_expenditure", FUND, heads[0], labels)
        count = len(fund.columns) - len(heads[0])
        if not self.style.fund:
            fund.rows, fund.wide, fund.bold_rows = [], {}, set()
            empty_functional(fund, self.printer, count, empty)
            fund.notes.append(f"注：本部门{self.ledger.year}年无政府性基金预算支出，故本表为空表。")
        capital = self.functional("state_capital_expenditure", FUND, heads[1], labels)
        capital.rows, capital.wide, capital.bold_rows = [], {}, set()
        empty_functional(capital, self.printer, count, empty)
        capital.notes.append(f"注：本部门{self.ledger.year}年无国有资本经营预算支出，故本表为空表。")
        return [fund, capital]

    # -- basic expenditure, 三公 ---------------------------------------------------------

    def basic(
        self, labels: list[list[str]], heads: list[list[str]], codes: int, every: bool = False
    ) -> TableSpec:
        widths = ((1.3, 3.2) if len(labels) == 2 else (0.8, 0.8, 3.2)) + (1.6,) * len(heads)
        table = self.new(
            "general_public_basic_expenditure",
            labels + heads,
            "c" * (len(labels) - 1) + "l" + "r" * len(heads),
            widths,
        )
        rows = [row[: len(table.columns)] for row in economic_rows(self.ledger, self.printer, codes, every)]
        sums = economic_sums(self.ledger, self.printer)[: len(heads)]
        total = ("first" if self.style.total_first else "last") + "_" + self.words.total
        return with_total(table, rows, sums, len(labels), total)

    def three_public_cells(self, year: ThreePublic) -> list[Cell]:
        return [self.printer.money(amount) for amount in year.printed()]

    def projects(self) -> TableSpec:
        """项目支出表 with the sources of the money."""
        general = ["一般公共预算", "政府性基金预算", "国有资本经营预算"]
        columns = [["类型"], ["项目编码"], ["项目名称"], ["项目单位"], ["合计"]]
        columns += [["本年拨款", name] for name in general] + [["财政拨款结转结余", name] for name in general]
        columns += [["财政专户管理资金"], ["单位资金"]]
        table = self.new("project_expenditure", columns, "llllrrrrrrrrr", (1.2, 1.9, 2.6, 2, *(1.25,) * 9))
        money = self.printer.money
        sums = [0] * 9
        for line in self.ledger.projects:
            at = {"general": 1, "fund": 2, "carry": 4, "other": 8}[line.source]
            amounts = [line.amount if column in (0, at) else 0 for column in range(9)]
            sums = [a + b for a, b in zip(sums, amounts, strict=True)]
            kind = "专项资金项目" if line.source in ("carry", "fund") else "部门预算项目"
            unit = self.ledger.units[line.unit]
            table.rows.append([kind, line.code, line.name, unit, *(money(a) for a in amounts)])
        table.rows.append(["合计", None, None, None, *(money(a) for a in sums)])
        table.wide[len(table.rows) - 1] = [(0, 4)]
        table.bold_rows.add(len(table.rows) - 1)
        return table

    def revenue_by_unit(self) -> TableSpec:
        """收入总表 by budget unit: this year's revenue by source, what was carried in."""
        sources = ["一般公共预算", "政府性基金预算", "国有资本经营预算", "财政专户管理资金", "事业收入"]
        sources += ["事业单位经营收入", "上级补助收入", "附属单位上缴收入", "其他收入"]
        columns = [["部门(单位)代码"], ["部门(单位)名称"], ["合计"], ["本年收入", "小计"]]
        columns += [["本年收入", source] for source in sources]
        columns += [["上年结转结余", "小计"], ["上年结转结余", "一般公共预算"]]
        table = self.new("revenue_summary", columns, "ll" + "r" * 13, (1.3, 2.4, *(1.25,) * 13))
        ledger, money = self.ledger, self.printer.money
        carried = [ledger.carry_in, *[0] * (len(ledger.units) - 1)]
        sums = [0] * 13
        for at, unit in enumerate(ledger.units):
            general = ledger.unit_general[at] - carried[at]
            fund, other = (ledger.fund, ledger.other) if at == 0 else (0, 0)
            year = {"一般公共预算": general, "政府性基金预算": fund, ledger.other_name: other}
            of_year = [year.get(source, 0) for source in sources]
            row = [sum(of_year) + carried[at], sum(of_year), *of_year, carried[at], carried[at]]
            sums = [a + b for a, b in zip(sums, row, strict=True)]
            table.rows.append([f"60700{at + 1}", unit, *(money(a) for a in row)])
        table.rows.append(["合计", None, *(money(a) for a in sums)])
        table.wide[len(table.rows) - 1] = [(0, 2)]
        table.bold_rows.add(len(table.rows) - 1)
        return table

    def three_years(self) -> TableSpec:
        """“三公”经费 by unit: last year's budget and outturn, this year's budget."""
        year = self.ledger.year
        columns = [["单位名称"]]
        for head in (f"{year - 1}年预算数", f"{year - 1}年执行数", f"{year}年预算数"):
            columns += [[head, "“三公”经费合计"], [head, "因公出国(境)费"]]
            columns += [
                [head, "公务用车购置及运行费", part]
                for part in ("小计", "公务用车购置费", "公务用车运行维护费")
            ]
            columns += [[head, "公务接待费"]]
        table = self.new("three_public", columns, "l" + "r" * 18, (2.4, *(1,) * 18))
        years = [cell for each in self.ledger.three_public for cell in self.three_public_cells(each)]
        table.rows = [[self.ledger.units[0], *years], ["合计", *years]]
        table.bold_rows.add(1)
        return table


def wan_cells(printer: Printer, year: ThreePublic) -> list[Cell]:
    """三公 in 万元 for a table whose unit is 万元 although the others are in 元."""
    parts = [printer.wan(amount) for amount in (year.abroad, year.purchase, year.running, year.reception)]
    abroad, purchase, running, reception = parts
    cars = purchase + running
    values = [abroad + cars + reception, abroad, reception, cars, purchase, running]
    return [f"{value:.2f}" if value else "0" for value in values]


def heads_under(head: str | None, *names: str) -> list[list[str]]:
    """Header paths: each name, under ``head`` if there is one."""
    return [[head, name] if head else [name] for name in names]
