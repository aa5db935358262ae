"""Flat text: figures of lost columns put back by sums down and across, and said to be in doubt where sums are silent."""

from __future__ import annotations

from gouji.figures import cell_text
from gouji.grids.flat.find import find_flat_regions
from gouji.read.model import Document, Line
from gouji.schemas.record import Table
from gouji.tables.interpret import read_tables


def tables_of(text: str) -> list[Table]:
    lines = tuple(Line(number, line) for number, line in enumerate(text.split("\n"), start=1))
    return read_tables(find_flat_regions(Document("x.txt", "x.txt", "0" * 64, "text", lines)))


def only(text: str) -> Table:
    (table,) = tables_of(text)
    return table


def doubtful(table: Table) -> set[tuple[int, int]]:
    return {
        (row, column)
        for row, cells in enumerate(table.evidence)
        for column, evidence in enumerate(cells)
        if evidence is not None and evidence.status == "review"
    }


APPROPRIATION = """财政拨款收支总表
单位：万元
收入 支出
项目 预算数 项目 合计 一般公共预算 政府性基金预算 国有资本经营预算
一、一般公共预算拨款 90.00 一、教育支出 30.00 30.00
二、政府性基金预算拨款 {fund} 二、卫生健康支出 60.00 60.00
三、其他支出 20.00 20.00
本年收入合计 110.00 本年支出合计 110.00 90.00 20.00
收入总计 110.00 支出总计 110.00 90.00 20.00
"""


def test_the_closing_line_of_a_block_says_which_column_its_names_fill() -> None:
    table = only(APPROPRIATION.format(fund="20.00"))
    other = next(row for row in table.rows if row[2] == "三、其他支出")
    assert other[3:] == ["20.00", None, "20.00", None]
    assert doubtful(table) == set()


def test_the_closing_line_of_two_blocks_of_one_side_ends_in_the_last() -> None:
    table = only(
        "收支预算总表\n单位：万元\n收入 支出\n项目名称 金额 功能分类 支出用途\n功能科目名称 金额 项目名称 金额\n"
        "一、财政拨款 50.00 一、教育支出 50.00 一、基本支出 30.00\n二、其他资金 二、科学技术支出 二、项目支出 20.00\n"
        "当年收入小计 50.00 当年支出小计 50.00\n"
    )
    assert table.rows[-1] == ["当年收入小计", "50.00", "当年支出小计", None, None, "50.00"]


CARS = """“三公”经费支出决算表
单位：万元
“三公”经费
合计 因公出国（境）费 公务用车购置及运行费 公务接待费
小计 公务用车购置费 公务用车运行费
预算数 决算数 预算数 决算数 预算数 决算数 预算数 决算数 预算数 决算数 预算数 决算数
7.00 5.00 4.00 3.00 4.00 3.00 3.00 2.00
"""


def test_a_car_is_run_rather_than_bought() -> None:
    (row,) = only(CARS).rows
    assert row == ["7.00", "5.00", None, None, "4.00", "3.00", None, None, "4.00", "3.00", "3.00", "2.00"]


def test_between_two_equal_columns_the_figure_is_in_doubt_and_so_is_the_empty_cell() -> None:
    table = only(
        "支出预算总表\n单位：万元\n科目编码 科目名称 合计 基本支出 项目支出\n"
        "205 教育支出 50.00 50.00\n20502 普通教育 50.00 50.00\n2050201 学前教育 50.00 50.00\n"
    )
    assert [row[2:] for row in table.rows] == [["50.00", "50.00", None]] * 3
    assert doubtful(table) == {(row, column) for row in range(3) for column in (3, 4)}
    reasons = table.evidence[0][3].reasons if table.evidence[0][3] else []
    assert reasons == ["空格已失，数字属基本支出、项目支出哪一列不能判定"]
    assert any("待核" in decision for decision in table.decisions)


def test_a_total_that_prints_both_columns_leaves_no_doubt() -> None:
    table = only(
        "支出预算总表\n单位：万元\n科目编码 科目名称 合计 基本支出 项目支出\n合计 80.00 50.00 30.00\n"
        "205 教育支出 50.00 50.00\n210 卫生健康支出 30.00 30.00\n"
    )
    assert [row[2:] for row in table.rows[1:]] == [["50.00", "50.00", None], ["30.00", None, "30.00"]]
    assert doubtful(table) == set()
    assert cell_text("80.00") == table.rows[0][2]


SOURCES = """收支总表
单位：万元
收入 支出
项目 预算数 项目 预算数
一、一般公共预算拨款收入 40.00 一、教育支出 50.00
二、政府性基金预算拨款收入 二、卫生健康支出
三、事业收入
四、其他收入 10.00
本年收入合计 50.00 本年支出合计 50.00

收入总表
单位：万元
科目编码 科目名称 合计 一般公共预算 政府性基金预算 事业收入 其他收入
合计 50.00 40.00 10.00
205 教育支出 50.00 40.00 10.00
20502 普通教育 50.00 40.00 10.00
"""


def test_a_source_without_an_amount_in_the_summary_has_an_empty_column() -> None:
    table = tables_of(SOURCES)[1]
    assert [row[2:] for row in table.rows] == [["50.00", "40.00", None, None, "10.00"]] * 3
    assert doubtful(table) == set()


def test_the_summary_of_another_document_states_nothing() -> None:
    table = only(SOURCES.partition("\n\n")[2])
    assert doubtful(table) == {(row, column) for row in range(3) for column in range(3, 7)}


def test_the_sources_of_appropriation_tell_its_columns_apart() -> None:
    table = only(
        "财政拨款收支总表\n单位：万元\n收入 支出\n项目 预算数 项目 合计 一般公共预算 政府性基金预算 国有资本经营预算\n"
        "一、一般公共预算拨款 90.00 一、教育支出 30.00 30.00\n二、政府性基金预算拨款 二、卫生健康支出 60.00 60.00\n"
        "收入总计 90.00 支出总计 90.00 90.00\n"
    )
    assert [row[3:] for row in table.rows][-1] == ["90.00", "90.00", None, None]
    assert doubtful(table) == set()


def test_an_exact_sum_beats_one_within_rounding() -> None:
    table = only(
        CARS.replace("7.00 5.00 4.00 3.00 4.00 3.00 3.00 2.00", "16.33 16.33 8.16 8.16 8.16 8.16 8.17 8.17")
    )
    assert table.rows[0][2:4] == [None, None]
    assert table.rows[0][8:] == ["8.16", "8.16", "8.17", "8.17"]


def test_a_total_with_a_running_number_is_the_sum_of_the_classes() -> None:
    table = only(
        "支出总表\n单位：万元\n序号 科目编码 科目名称 合计 基本支出 项目支出\n1 合计 80.00 50.00 30.00\n"
        "2 205 教育支出 50.00 50.00\n3 229 其他支出 30.00 30.00\n"
    )
    assert [row[3:] for row in table.rows[1:]] == [["50.00", "50.00", None], ["30.00", None, "30.00"]]
    assert doubtful(table) == set()


def test_uses_without_an_amount_in_the_summary_have_empty_columns() -> None:
    text = (
        "收支预算总表\n单位：万元\n收入 支出\n项目名称 金额 功能分类 支出用途\n功能科目名称 金额 项目名称 金额\n"
        "一、财政拨款 50.00 一、教育支出 50.00 一、基本支出 50.00\n二、其他资金 二、科学技术支出 二、项目支出\n"
        "当年收入小计 50.00 当年支出小计 50.00\n\n支出预算总表\n单位：万元\n合计 基本支出 项目支出\n50.00 50.00\n"
    )
    table = tables_of(text)[1]
    assert table.rows == [["50.00", "50.00", None]]
    assert doubtful(table) == set()


def test_a_code_and_a_name_on_different_lines_leave_the_figures_in_doubt() -> None:
    table = only(
        "一般公共预算基本支出表\n单位：万元\n人员经费 公用经费\n科目编码 科目名称 决算数 科目编码 科目名称 决算数\n"
        "301 工资福利支出 60.00 302 商品和服务支出 7.00\n301 02 302\n津贴补贴 60.00 02 印刷费 7.00\n"
    )
    assert all("302" not in (row[2], row[5]) for row in table.rows), "a class is no amount"
    assert (0, 2) not in doubtful(table)
    assert {row for row, _ in doubtful(table)} == {2}
