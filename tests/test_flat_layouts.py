"""Flat text: head fields of forms, names in two columns under one label, rows too wide to try every placement."""

from __future__ import annotations

from decimal import Decimal

from gouji.sums.header_sums import header_sums
from gouji.sums.placement import FigureRow, assign_figures
from tests.test_flat_sums import only, tables_of

EVALUATION = """项目支出绩效自评表
（2023年度）
项目名称 桥梁养护
主管部门 某市某局 实施单位 某中心
项目资金（万元） 年初预算数 全年预算数 全年执行数 分值 执行率 得分
年度资金总额 80.00 80.00 72.00 10 90.00% 9
其中：财政拨款 80.00 80.00 72.00 - 90.00% -
其他资金 - -
一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分
产出指标 数量指标 养护座数 ≥4座 4座 50 50
效益指标 社会效益指标 通行时间 ≤5分钟 5分钟 40 40
总分 100 99
"""


def test_the_funds_of_a_form_stand_under_their_heads() -> None:
    form = only(EVALUATION).form or {}
    assert form["年度"] == "2023年度"
    assert form["实施单位"] == "某中心"
    assert form["年度资金总额/全年执行数"] == "72.00"
    assert form["年度资金总额/分值"] == "10"
    assert form["年度资金总额/执行率"] == "90.00%"
    assert form["其中：财政拨款/得分"] == "-"
    assert form["其他资金/全年预算数"] is None
    assert (form["总分/分值"], form["总分/得分"]) == ("100", "99")
    assert "年度资金总额" not in form


GOALS = """桥梁养护绩效目标表
单位：万元
项目编码 990100304143210000005 项目名称 桥梁养护
预算规模及
资金用途
预算数 9.00 其中：财政资金 9.00 其他资金
主要用于桥梁养护相关支出。
资金支出计
划（%）
3月底 6月底 10月底 12月底
20% 50% 80% 100%
绩效目标 1.保障桥梁安全。
一级指标 二级指标 三级指标 绩效指标描述 指标值 指标值确定依据
产出指标 数量指标 养护座数 反映养护座数 ≥4座 年度计划
效益指标 社会效益指标 通行时间 反映通行时间 ≤5分钟 年度计划
"""


def test_a_vertical_label_broken_over_lines_covers_the_rows_below() -> None:
    assert only(GOALS).form == {
        "项目编码": "990100304143210000005",
        "项目名称": "桥梁养护",
        "预算数": "9.00",
        "其中：财政资金": "9.00",
        "其他资金": None,
        "用途": "主要用于桥梁养护相关支出。",
        "资金支出计划/3月底": "20%",
        "资金支出计划/6月底": "50%",
        "资金支出计划/10月底": "80%",
        "资金支出计划/12月底": "100%",
        "绩效目标": "1.保障桥梁安全。",
    }


def test_groups_with_a_subtotal_beside_them_make_a_second_name_column() -> None:
    table = only(
        "收入预算总表\n单位：万元\n项目名称 金额\n收入总计 60.00\n一般公共预算资金 小计 50.00\n公共财政拨款(补助)资金 50.00\n"
        "专项收入\n其他资金 小计 10.00\n其他收入 10.00\n"
    )
    assert table.columns == [["项目名称"], [""], ["金额"]]
    assert table.rows == [
        ["收入总计", None, "60.00"],
        ["一般公共预算资金", "小计", "50.00"],
        ["一般公共预算资金", "公共财政拨款(补助)资金", "50.00"],
        ["一般公共预算资金", "专项收入", None],
        ["其他资金", "小计", "10.00"],
        ["其他资金", "其他收入", "10.00"],
    ]


def test_a_row_too_wide_for_every_placement_is_filled_year_by_year() -> None:
    """18 columns and 12 figures have 18 564 placements; no identity ties one year to another."""
    year = [("合计",), ("出国",), ("车", "小计"), ("车", "购置"), ("车", "运行"), ("接待",)]
    paths = [(label, *path) for label in ("前年", "上年", "本年") for path in year]
    figures = ("23.92", "8.45", "8.45", "15.47", "17.43", "4.54", "4.54", "12.89", "25.17", "7.98", "7.98")
    rare = {3: 0.05, 9: 0.05, 15: 0.05}
    row = FigureRow(tuple(Decimal(f) for f in (*figures, "17.19")), prior=rare)
    (places,) = assign_figures([row], len(paths), header_sums(paths)).places
    assert places == (0, 2, 4, 5, 6, 8, 10, 11, 12, 14, 16, 17)


def test_runs_of_an_indicator_row_are_not_its_cells() -> None:
    """Digits and letters parted by spaces, a vertical label left of the header, room left for more indicators."""
    table = only(
        "项目支出绩效自评表（2022年度）\n项目名称 桥梁养护\n"
        "绩效指标（90） 一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分 偏差原因分析及改进措施\n"
        "产出指标（50） 数量指标 养护座数 6 座 6 座 25 25\n……\n质量指标 DIP 系统合格率 100% 100% 25 20 天气原因\n"
        "效益指标（40） 经济效益指标 指标 1:\n社会效益指标 通行时间 ≤ 5 分钟 5 分钟 40 40\n总 分 100 85\n"
    )
    assert table.rows == [
        ["产出指标（50）", "数量指标", "养护座数", "6座", "6座", "25", "25", None],
        ["产出指标（50）", "质量指标", "DIP系统合格率", "100%", "100%", "25", "20", "天气原因"],
        ["效益指标（40）", "社会效益指标", "通行时间", "≤5分钟", "5分钟", "40", "40", None],
    ]
    form = table.form or {}
    assert (form["绩效指标"], form["总分/得分"], form["年度"]) == ("90", "85", "2022年度")


PAGES = """收入总表
单位：万元
科目编码 科目名称 合计 事业单位 财政拨款收入
经营收入
205 教育支出 50.00 10.00 40.00
450 某市某局
单位：万元
科目编码 科目名称 合计 事业单位 财政拨款收入
经营收入
20502 普通教育 50.00 10.00 40.00
"""


def test_a_page_top_without_a_caption_is_no_row_and_a_parted_label_is_one() -> None:
    table = only(PAGES)
    assert [row[0] for row in table.rows] == ["205", "20502"]
    assert ["事业单位经营收入"] in table.columns


def test_a_list_of_units_ends_where_the_next_heading_opens() -> None:
    table = only("单位情况表\n序号 单位名称 单位性质\n1 某局本级 行政单位\n2 某中心 事业单位\n三、\n2\n")
    assert [row[0] for row in table.rows] == ["1", "2"]


def test_a_header_that_states_the_unit_is_a_header_and_spaced_totals_are_one_word() -> None:
    table = only(
        "某局固定资产占用情况表\n450 某市某局\n截止时间：2030-12-31\n项 目 数 量 价 值 (金 额 单 位 : 万 元)\n"
        "1、房屋 2 30.00\n2、车辆 1 12.00\n合 计 3 42.00\n"
    )
    assert [path[-1] for path in table.columns] == ["项目", "数量", "价值(金额单位:万元)"]
    assert table.rows[-1] == ["合计", "3", "42.00"]
    assert table.unit == "万元"


def test_a_page_number_does_not_end_a_table() -> None:
    text = (
        "公开05表：财政拨款\n支出预算表\n单位：万元\n科目编码 科目名称 金额\n205 教育支出 50.00\n{}\n\n20502 普通教育 50.00\n{}\n\n"
        "第三部分 说明\n"
    )
    table = only(text.format(15, 16))
    assert (table.number, table.title) == ("公开05表", "财政拨款支出预算表")
    assert [row[0] for row in table.rows] == ["205", "20502"]


def test_a_group_printed_before_its_left_neighbours_goes_where_the_sums_put_it() -> None:
    header = "“三公”经费预算数\n公务用车购置及运行费\n合计 因公出国(境)费 公务接待费\n小计 购置费 运行费\n"
    table = only("“三公”经费预算表\n单位：万元\n" + header + "10.81 0 0.83 9.98 0 9.98\n")
    assert [path[-1] for path in table.columns] == [
        "合计",
        "因公出国(境)费",
        "公务接待费",
        "小计",
        "购置费",
        "运行费",
    ]
    misprinted = only("“三公”经费预算表\n单位：万元\n" + header + "10.81 0 0.83 9.98 0 9.89\n")
    assert misprinted.columns == table.columns
    silent = only("“三公”经费预算表\n单位：万元\n" + header + "9.98 0 9.98 9.98 0 0\n")
    assert [path[-1] for path in silent.columns][:3] == ["小计", "购置费", "运行费"]


def test_keys_and_torn_amounts_on_lines_of_their_own_are_one_row() -> None:
    broken = GOALS.replace(
        "预算数 9.00 其中：财政资金 9.00 其他资金",
        "预算数\n83779\n38.00\n其中：财政资金\n83779\n38.00\n其他资金",
    )
    form = only(broken).form or {}
    assert (form["预算数"], form["其中：财政资金"], form["其他资金"]) == ("8377938.00", "8377938.00", None)
    assert form["用途"] == "主要用于桥梁养护相关支出。"


def test_a_plan_of_few_shares_ends_at_the_end_of_the_year() -> None:
    form = only(GOALS.replace("20% 50% 80% 100%", "80% 100%")).form or {}
    plan = [form[f"资金支出计划/{month}"] for month in ("3月底", "6月底", "10月底", "12月底")]
    assert plan == [None, None, "80%", "100%"]


def test_a_table_whose_title_lacks_the_word_needs_a_header_that_is_known() -> None:
    table = only(
        "部门机构设置情况\n序号 单位名称 单位性质 单位规格\n1 某局本级 行政 正处级\n2 某中心 事业 正科级\n\n二、其他情况\n"
    )
    assert (table.title, len(table.rows)) == ("部门机构设置情况", 2)
    assert tables_of("部门机构设置情况\n某局内设 3 个科室 2 个中心\n1 办公室 5 人\n") == []


def test_a_title_over_two_lines_ends_the_table_before_it() -> None:
    first = "公开05表：支出预算表\n单位：万元\n科目编码 科目名称 合计 基本支出 项目支出\n205 教育支出 5.00 3.00 2.00\n"
    second = "公开09表：一般公共预算“三公”经费、会议费\n支出预算表\n单位：万元\n合计 因公出国（境）费 公务接待费 会议费\n9.00 2.00 3.00 4.00\n"
    tables = tables_of(first + second)
    assert [table.number for table in tables] == ["公开05表", "公开09表"]
    assert tables[0].rows == [["205", "教育支出", "5.00", "3.00", "2.00"]]


BODY = "科目编码 科目名称 合计 基本支出 项目支出\n205 教育支出 5.00 3.00 2.00\n"


def test_the_unit_may_stand_between_number_and_title_or_be_torn() -> None:
    above = only("表3\n部门：某局\n单位：万元\n支出总表\n" + BODY)
    torn = only("支出总表\n单\n位：\n万元\n" + BODY)
    assert (above.number, above.unit, torn.unit) == ("表3", "万元", "万元")
    assert above.rows == torn.rows == [["205", "教育支出", "5.00", "3.00", "2.00"]]
