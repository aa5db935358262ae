"""Grids to tables: kinds, header paths, torn and shifted rows, indicator tables, forms."""

from __future__ import annotations

import pytest

from gouji.domain.kinds import kind_of_table
from gouji.grids.marked import find_tab_regions
from gouji.read.model import Document, Line
from gouji.schemas.record import Table, TableKind
from gouji.tables.interpret import read_tables


def table(text: str) -> Table:
    lines = tuple(Line(number, line) for number, line in enumerate(text.split("\n"), start=1))
    doc = Document(name="d", source="d.txt", sha256="", form="text", lines=lines)
    (found,) = read_tables(find_tab_regions(doc))
    return found


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("部门收支总体情况表", TableKind.REVENUE_EXPENDITURE_SUMMARY),
        ("2024年收入支出决算总表", TableKind.REVENUE_EXPENDITURE_SUMMARY),
        ("收入预算总表", TableKind.REVENUE_SUMMARY),
        ("支出决算表", TableKind.EXPENDITURE_SUMMARY),
        ("财政拨款收支总体情况表", TableKind.APPROPRIATION_SUMMARY),
        ("财政拨款支出预算表", TableKind.APPROPRIATION_EXPENDITURE),
        ("财政拨款基本支出预算表", TableKind.APPROPRIATION_BASIC_EXPENDITURE),
        ("一般公共预算财政拨款支出决算表", TableKind.GENERAL_PUBLIC_EXPENDITURE),
        ("一般公共预算财政拨款基本支出决算明细表", TableKind.GENERAL_PUBLIC_BASIC_EXPENDITURE),
        ("一般公共预算财政拨款项目支出决算明细表", TableKind.GENERAL_PUBLIC_PROJECT_EXPENDITURE),
        ("政府性基金预算财政拨款收入支出决算表", TableKind.GOVERNMENT_FUND_EXPENDITURE),
        ("国有资本经营预算支出表", TableKind.STATE_CAPITAL_EXPENDITURE),
        ("一般公共预算“三公”经费、会议费、培训费支出预算表", TableKind.THREE_PUBLIC),
        ("一般公共预算机关运行经费支出预算表", TableKind.AGENCY_OPERATING_EXPENDITURE),
        ("政府采购支出预算表", TableKind.PROCUREMENT),
        ("部门固定资产占用情况表", TableKind.FIXED_ASSETS),
        ("项目支出表", TableKind.PROJECT_EXPENDITURE),
        ("项目支出绩效自评表", TableKind.PROJECT_SELF_EVALUATION),
        ("项目绩效目标表", TableKind.PROJECT_PERFORMANCE),
        ("部门预算单位构成", TableKind.ENTITY_LIST),
        ("天气预报表", TableKind.OTHER),
    ],
)
def test_kind_of_title(title: str, kind: TableKind) -> None:
    """The published names of the statutory tables and their provincial variants."""
    assert kind_of_table(title, [["项目"], ["金额"]]) is kind


def test_header_groups_cover_their_columns() -> None:
    """A label without drawn borders covers the open columns to its right that have a label below."""
    got = table(
        "收支总表\n收 入\t\t支 出\t\n项 目\t预算数\t项 目\t预算数\n一、财政拨款\t1.00\t一、教育支出\t1.00\n"
    )
    assert got.columns == [["收入", "项目"], ["收入", "预算数"], ["支出", "项目"], ["支出", "预算数"]]


def test_column_number_row_is_header_not_data() -> None:
    """A 栏次 row belongs to the header and to no path."""
    got = table("支出总表\n序号\t科目编码\t合计\n栏次\t1\t2\n1\t205\t3.00\n")
    assert (got.columns, got.rows) == ([["序号"], ["科目编码"], ["合计"]], [["1", "205", "3.00"]])


def test_words_below_complete_labels_are_data() -> None:
    """In a table of words the second row is data even if it reads like labels."""
    got = table(
        "单位情况表\n单位名称\t单位性质\n虚构市教育局\t财政拨款的行政单位\n虚构市考试中心\t事业单位\n"
    )
    assert len(got.rows) == 2


def test_group_labels_moved_left_are_anchored_by_the_repetition_below() -> None:
    """Three years over two columns each: the later years stand where their columns start."""
    got = table(
        "“三公”经费表\n单位名称\t2024年\t2025年\t\t\t\n\t合计\t接待费\t合计\t接待费\t\n甲局\t1.00\t1.00\t2.00\t2.00\t\n"
    )
    assert got.columns[1:5] == [
        ["2024年", "合计"],
        ["2024年", "接待费"],
        ["2025年", "合计"],
        ["2025年", "接待费"],
    ]


def test_header_cell_moved_left_is_moved_back() -> None:
    """A group never has an open first column: 上年结转 changes places with 其他收入."""
    got = table(
        "收入总表\n合计\t本年收入\t\t上年结转\t\n\t小计\t事业收入\t\t其他收入\n3.00\t2.00\t2.00\t\t1.00\n"
    )
    assert got.columns[3:] == [["本年收入", "其他收入"], ["上年结转"]]


def test_repeated_header_maps_its_columns() -> None:
    """A second page that lacks a column is put under the labels that it repeats."""
    got = table(
        "支出总表\n编码\t合计\t基本支出\t项目支出\n205\t3.00\t2.00\t1.00\n\n编码\t合计\t项目支出\n206\t4.00\t4.00\n"
    )
    assert got.rows == [["205", "3.00", "2.00", "1.00"], ["206", "4.00", None, "4.00"]]


def test_torn_row_is_made_whole() -> None:
    """Names and figures that a page end tore are joined; only the first row of a page can be such a half."""
    got = table(
        "收入总表\n代码\t名称\t合计\t财政拨款\n607\t虚构市教\t2, 76\t2, 76\n\n\t育局\t2.55\t2.55\n608\t乙局\t1.00\t1.00\n"
    )
    assert got.rows == [["607", "虚构市教育局", "2762.55", "2762.55"], ["608", "乙局", "1.00", "1.00"]]


def test_item_cut_inside_a_word_is_joined() -> None:
    """``十七、国土海洋气象等支`` | ``出``: the rest has no ordinal and the item above breaks off."""
    got = table("收支总表\n支出\t金额\n一、教育支出\t1.00\n二、国土海洋气象等支\t\n\n出\t\n三、其他支出\t\n")
    assert [row[0] for row in got.rows] == ["一、教育支出", "二、国土海洋气象等支出", "三、其他支出"]


SHIFTED = "收入总表\n代码\t合计\t本年收入\t\t\t上年结转\t\n\t\t小计\t拨款\t其他收入\t小计\t拨款\n"
"""72.00 printed under 其他收入 makes 合计 = 本年收入 + 上年结转 only one column further right."""
FIRST = "607\t848.95\t776.95\t776.95\t72.00\t\t\n"


def test_shifted_figure_goes_where_other_rows_show_that_the_identity_holds() -> None:
    """Two rows as printed, or two with the same slip; the decision says what moved from where to where."""
    as_printed = "608\t12.00\t9.00\t9.00\t\t3.00\t3.00\n609\t25.00\t20.00\t20.00\t\t5.00\t5.00\n"
    slipped = "608\t12.00\t9.00\t9.00\t3.00\t\t\n609\t25.00\t20.00\t20.00\t5.00\t\t\n"
    one = "608\t12.00\t9.00\t9.00\t\t3.00\t3.00\n"
    for others in (as_printed, slipped, one):
        got = table(SHIFTED + FIRST + others)
        assert got.rows[0] == ["607", "848.95", "776.95", "776.95", None, "72.00", None]
        assert "72.00 由“本年收入/其他收入”移回“上年结转/小计”" in got.decisions[0]
        assert got.evidence[0][5] is not None and got.evidence[0][5].status == "accepted"


def test_a_repair_never_rests_on_the_row_that_it_mends() -> None:
    """A row alone, or with rows of the same figures, proves no shift: the figure stays and is in doubt, and accuses nobody."""
    for others in ("", "\t848.95\t776.95\t776.95\t\t72.00\t72.00\n", "608\t9.00\t9.00\t9.00\t\t\t\n"):
        got = table(SHIFTED + FIRST + others)
        assert got.rows[0] == ["607", "848.95", "776.95", "776.95", "72.00", None, None], others
        assert not got.decisions
        doubted = got.evidence[0][4]
        assert doubted is not None and doubted.status == "review" and "上年结转/小计" in doubted.reasons[0]


def test_rows_of_one_part_move_a_figure_and_leave_it_in_doubt() -> None:
    """合计 over one filled part elsewhere is consistent with the repair, and no proof of it."""
    head = "“三公”经费表\n单位\t合计\t因公出国费\t公务用车费\t\t\t公务接待费\n\t\t\t小计\t购置费\t运行费\t\n"
    got = table(head + "甲\t0.12\t\t\t\t0.12\t\n乙\t0.72\t\t\t\t\t0.72\n丙\t0.88\t\t\t\t\t0.88\n")
    assert got.rows[0] == ["甲", "0.12", None, None, None, None, "0.12"]
    moved = got.evidence[0][6]
    assert moved is not None and moved.status == "review" and "只有一项" in moved.reasons[0]


def test_misprinted_total_stays_where_it_is_printed() -> None:
    """A broken identity is no reason to move a figure when no identity holds afterwards."""
    got = table("采购表\n品目\t合计\t一般公共预算\t政府性基金\n纸\t2700\t27.00\t\n")
    assert got.rows == [["纸", "2700", "27.00", None]]


INDICATORS = "项目绩效目标表\n项目名称\t预算数\t绩效目标\t一级指标\t二级指标\t三级指标\t指标性质\t指标方向\t目标值\t计量单位\t分值\n"


def test_indicator_rows_are_put_back_by_their_words() -> None:
    """Rows moved left or right find their columns; merged cells are repeated; labels are inherited."""
    got = table(
        INDICATORS
        + "校舍维修\t9.00\t保证校舍安全，改善办学条件。\t产出指标\t数量指标\t维修校舍数\t正向\t大于等于\t3\t所\t20\n"
        + "\t\t\t\t\t\t维修面积\t正向\t大于等于\t900\t平方米\n"
        + "满意度指标\t服务对象满意度指标\t师生满意度\t正向\t大于等于\t95\t%\t10\t\t\t\n"
    )
    merged = ["校舍维修", "9.00", "保证校舍安全，改善办学条件。"]
    assert got.rows == [
        [*merged, "产出指标", "数量指标", "维修校舍数", "正向", "大于等于", "3", "所", "20"],
        [*merged, "产出指标", "数量指标", "维修面积", "正向", "大于等于", "900", "平方米", None],
        [*merged, "满意度指标", "服务对象满意度指标", "师生满意度", "正向", "大于等于", "95", "%", "10"],
    ]


def test_label_is_not_inherited_against_its_meaning() -> None:
    """社会效益 cannot stand under 产出指标: the lost first-level label stays unknown."""
    got = table(
        INDICATORS
        + "校舍维修\t9.00\t保证校舍安全，改善办学条件。\t产出指标\t数量指标\t维修校舍数\t正向\t大于等于\t3\t所\t20\n"
        + "\t\t\t\t社会效益指标\t入学率\t正向\t大于等于\t99\t%\t10\n"
    )
    assert got.rows[1][3:6] == [None, "社会效益指标", "入学率"]


def test_form_fields_and_indicator_rows() -> None:
    """Head fields, the 项目资金 matrix, 总分 and placeholder rows of a self-evaluation form."""
    got = table(
        "项目支出绩效自评表\n（2023年度）\n"
        "项目名称\t校舍维修\t\t\t\t\t\t\t\n"
        "项目资金（万元）\t\t全年预算数\t全年执行数\t分值\t执行率\t得分\t\t\n"
        "\t年度资金总额\t10\t8\t10\t80%\t8\t\t\n"
        "年度总体目标\t预期目标\t\t\t实际完成情况\t\t\t\t\n"
        "\t修好校舍\t\t\t已修好\t\t\t\t\n"
        "绩效指标（90）\t一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施\n"
        "\t产出指标（50）\t数量指标\t维修校舍数\t3所\t3所\t50\t50\t\n"
        "\t\t\t指标2：\t\t\t\t\t\n"
        "总 分\t\t\t\t\t\t100\t98\t\n"
    )
    assert got.form == {
        "年度": "2023年度",
        "项目名称": "校舍维修",
        "年度资金总额/全年预算数": "10",
        "年度资金总额/全年执行数": "8",
        "年度资金总额/分值": "10",
        "年度资金总额/执行率": "80%",
        "年度资金总额/得分": "8",
        "预期目标": "修好校舍",
        "实际完成情况": "已修好",
        "绩效指标": "90",
        "总分/分值": "100",
        "总分/得分": "98",
    }
    assert got.unit == "万元"
    assert got.rows == [["产出指标（50）", "数量指标", "维修校舍数", "3所", "3所", "50", "50", None]]


def test_empty_table_by_its_zeros_and_its_note() -> None:
    """A table that prints only zeros under 合计 is empty; one of words is not."""
    got = table("政府性基金预算支出表\n科目编码\t科目名称\t合计\n\t合计\t0.00\n\n本部门无政府性基金预算。\n")
    assert got.is_empty
    assert not table("单位情况表\n序号\t单位名称\n1\t虚构市教育局\n").is_empty


def test_a_second_level_label_torn_by_the_page_end_is_one_label() -> None:
    """``服务对象`` at the foot of a page, ``满意度指标`` alone at the top of the next: no 一级指标 of its own."""
    found = table(
        "\n".join(
            [
                "项目绩效目标表",
                "项目名称\t预算数\t一级指标\t二级指标\t三级指标\t指标值\t分值",
                "应急演练\t20\t产出指标\t数量指标\t演练次数\t≥4次\t50",
                "\t\t满意度指标\t服务对象\t群众满意度\t≥90%\t50",
                "",
                "\t\t\t满意度指标\t\t\t",
                "装备购置\t30\t产出指标\t数量指标\t装备数量\t≥9台\t50",
            ]
        )
    )
    assert [row[2:5] for row in found.rows] == [
        ["产出指标", "数量指标", "演练次数"],
        ["满意度指标", "服务对象满意度指标", "群众满意度"],
        ["产出指标", "数量指标", "装备数量"],
    ]


def test_a_misprinted_subtotal_moves_no_figure() -> None:
    """282.40 stands for 282.04: two sums break, and no move of the figures mends both."""
    found = table(
        "\n".join(
            [
                "一般公共预算支出表",
                "科目编码\t科目名称\t合计\t基本支出\t\t\t项目支出",
                "\t\t\t小计\t人员经费\t公用经费\t",
                "221\t住房保障支出\t282.04\t282.40\t282.04\t\t",
                "22102\t住房改革支出\t282.04\t282.04\t282.04\t\t",
            ]
        )
    )
    assert found.rows[0] == ["221", "住房保障支出", "282.04", "282.40", "282.04", None, None]
