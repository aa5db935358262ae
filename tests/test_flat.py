"""Flat text (no tabs, empty cells gone): regions, torn headers, rows, sides, wrapped indicator tables."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gouji.figures import cell_text, plain_number
from gouji.grids.flat.find import find_flat_regions
from gouji.grids.flat.header import read_header
from gouji.grids.flat.tokens import mend_figures, tokens_of
from gouji.grids.grid import TableRegion
from gouji.grids.marked import find_tab_regions
from gouji.grids.settings import FlatSettings
from gouji.normalise import squash
from gouji.read.model import Document, Line
from gouji.read.text import read_text
from gouji.schemas.record import TableKind as K
from gouji.tables.headers import header_paths

GOLD = Path(__file__).parents[1] / "eval" / "gold"
FLAT = GOLD / "haidong-2025-budget"


def document(text: str) -> Document:
    lines = tuple(Line(number, line) for number, line in enumerate(text.split("\n"), start=1))
    return Document("x.txt", "x.txt", "0" * 64, "text", lines)


def columns_of(text: str, kind: K) -> list[list[str]]:
    tokens = [token for line in document(text).lines for token in tokens_of(line)]
    return [list(column.path) for column in read_header(tokens, kind, FlatSettings()).columns]


def only(text: str) -> TableRegion:
    (region,) = find_flat_regions(document(text))
    return region


def rows_of(region: TableRegion) -> list[list[str | None]]:
    grid = region.grids[0]
    return [[cell_text(cell.text) for cell in row] for row in grid.rows[grid.header_rows or 0 :]]


@pytest.fixture(scope="module")
def real() -> tuple[Document, list[TableRegion]]:
    path = FLAT / "source.txt"
    doc = read_text(path, path.read_bytes())
    return doc, find_flat_regions(doc)


def test_every_cell_of_the_real_flat_document(real: tuple[Document, list[TableRegion]]) -> None:
    gold = json.loads((FLAT / "gold.json").read_text(encoding="utf-8"))["tables"]
    regions = real[1]
    assert [(r.title, r.number, r.unit) for r in regions] == [
        (t["title"], t["number"], t["unit"]) for t in gold
    ]
    for region, table in zip(regions, gold, strict=True):
        grid = region.grids[0]
        assert header_paths(grid, grid.header_rows or 0) == table["columns"]
        assert rows_of(region) == table["rows"]
        assert region.where.lines is not None
        assert list(region.where.lines) == table["where"]["lines"]


def test_every_cell_stands_where_its_places_say(real: tuple[Document, list[TableRegion]]) -> None:
    lines = {line.number: line.text for line in real[0].lines}
    cells = [cell for region in real[1] for row in region.grids[0].rows for cell in row if cell.text]
    assert len(cells) > 1400
    for cell in cells:
        found = "".join(lines[p.line or 0][slice(*(p.span or (0, 0)))] for p in cell.places)
        assert squash(found) == squash(cell.text)


def test_no_figure_of_the_real_document_is_lost(real: tuple[Document, list[TableRegion]]) -> None:
    assert [item.text for region in real[1] for item in region.grids[0].leftovers] == []


def test_lines_of_two_tables_and_of_prose_stay_apart(real: tuple[Document, list[TableRegion]]) -> None:
    """The torn indicator table surrounds glossary lines; they belong to no table."""
    doc, regions = real
    owned = [index for region in regions for index in region.line_ids]
    assert len(owned) == len(set(owned))
    glossary = next(i for i, line in enumerate(doc.lines) if "名词解释" in line.text)
    assert glossary not in owned
    assert any(index > glossary for index in regions[-1].line_ids)


@pytest.mark.parametrize("name", ["baotou-2026-budget", "ordos-2025-budget", "qinhuangdao-2026-budget"])
def test_no_flat_table_in_tab_separated_documents(name: str) -> None:
    path = GOLD / name / "source.txt"
    doc = read_text(path, path.read_bytes())
    taken = frozenset(index for region in find_tab_regions(doc) for index in region.line_ids)
    assert find_flat_regions(doc, taken) == []


def test_header_torn_over_lines() -> None:
    text = (
        "功能分类科目\n合计 基本支出 项目支出\n\n事业单位经营\n支出\n对附属单位补\n\n助支出科目编码 科目名称"
    )
    assert columns_of(text, K.EXPENDITURE_SUMMARY) == [
        ["功能分类科目", "科目编码"],
        ["功能分类科目", "科目名称"],
        ["合计"],
        ["基本支出"],
        ["项目支出"],
        ["事业单位经营支出"],
        ["对附属单位补助支出"],
    ]


def test_repeated_labels_go_to_one_group_after_the_other() -> None:
    text = "收入 支出\n项    目 预算数 项目（按功能分类） 合计\n一般公共\n预算 政府性基\n金预算"
    assert columns_of(text, K.APPROPRIATION_SUMMARY) == [
        ["收入", "项目"],
        ["收入", "预算数"],
        ["支出", "项目（按功能分类）"],
        ["支出", "合计"],
        ["支出", "一般公共预算"],
        ["支出", "政府性基金预算"],
    ]


def test_a_label_opens_a_group_only_with_a_subtotal() -> None:
    names = "科目编码 科目名称 合计 本年收入 上年结转\n"
    grouped = columns_of(names + "小计 事业收入 其他收入", K.REVENUE_SUMMARY)
    assert grouped[3:] == [
        ["本年收入", "小计"],
        ["本年收入", "事业收入"],
        ["本年收入", "其他收入"],
        ["上年结转"],
    ]
    assert columns_of(names + "事业收入", K.REVENUE_SUMMARY)[3:] == [["本年收入"], ["上年结转"], ["事业收入"]]


def test_unknown_labels_become_columns() -> None:
    text = "科目编码 科目名称 合计 基本支出 项目支出 备用金安排"
    assert columns_of(text, K.EXPENDITURE_SUMMARY)[-1] == ["备用金安排"]


TABLE = """附表5

一般公共预算支出表
单位：万元

科目编码 科目名称 合计 基本支出 项目支出

合　计 100.00 60.00 40.00

204 公共安全支出 100.00 60.00 40.00

20406 司法与某某
管理事务

100.00 60.00 40.00

2040601 行政运行 60.00 60.00

2040604 基层司法业务 40.00 40.00

注：本表含上年结转。
"""


def test_wrapped_names_and_lost_cells() -> None:
    region = only(TABLE)
    assert (region.title, region.number, region.unit) == ("一般公共预算支出表", "附表5", "万元")
    assert region.notes == ("注：本表含上年结转。",)
    assert rows_of(region)[2:] == [
        ["20406", "司法与某某管理事务", "100.00", "60.00", "40.00"],
        ["2040601", "行政运行", "60.00", "60.00", None],
        ["2040604", "基层司法业务", "40.00", None, "40.00"],
    ]


def test_pages_with_repeated_caption_are_one_table() -> None:
    head, _, body = TABLE.partition("2040601")
    repeated = "一般公共预算支出表\n单位：万元\n\n科目编码 科目名称 合计 基本支出 项目支出\n\n2040601"
    assert rows_of(only(head + "\n- 3 -\n\n" + repeated + body)) == rows_of(only(TABLE))


def test_prose_after_a_table_is_left_alone() -> None:
    prose = "\n第三部分 情况说明\n\n一、关于某某局2030年收支预算情况的说明\n2030 年预算 100.00 万元，其中基本支出 60.00 万元。\n"
    assert only(TABLE + prose).line_ids == only(TABLE).line_ids


def test_contents_page_is_no_table() -> None:
    contents = "目录\n一、收支总表\n二、收入总表\n三、支出总表\n四、一般公共预算支出表\n第一部分 概况\n某某局是政府工作部门。"
    assert find_flat_regions(document(contents)) == []


def test_figures_without_a_column_are_leftovers() -> None:
    region = only(
        TABLE.replace("204 公共安全支出 100.00 60.00 40.00", "204 公共安全支出 100.00 60.00 40.00 7.77")
    )
    assert {item.text for item in region.grids[0].leftovers} == {"100.00", "60.00", "40.00", "7.77"}
    assert ["204", "公共安全支出", None, None, None] in rows_of(region)


SIDED = """表1
收支总表
单位：元
收入 支出
项目 预算数 项目 预算数
一、一般公共预算拨款收入 1,000.00 一、一般公共服务支出
二、事业收入 二、教育支出 600.00
三、卫生健康支出 400.00
本  年  收  入  合  计 1,000.00 本  年  支  出  合  计 1,000.00
三、上年结转 四、结转下年
收入总计 1,000.00 支出总计 1,000.00
"""


def test_single_names_go_to_their_side() -> None:
    assert rows_of(only(SIDED)) == [
        ["一、一般公共预算拨款收入", "1000.00", "一、一般公共服务支出", None],
        ["二、事业收入", None, "二、教育支出", "600.00"],
        [None, None, "三、卫生健康支出", "400.00"],
        ["本年收入合计", "1000.00", "本年支出合计", "1000.00"],
        ["三、上年结转", None, "四、结转下年", None],
        ["收入总计", "1000.00", "支出总计", "1000.00"],
    ]


BASIC = """表6
一般公共预算基本支出表
单位：万元
经济分类科目 2030年基本支出
科目编码 科目名称 合计 人员经费 公用经费
类 款
301 工资福利支出 30.00 30.00
01 基本工资 30.00 30.00
302 商品和服务支出 5.00 5.00
01 办公费 5.00 5.00
"""


def test_economic_classes_tell_staff_from_running_costs() -> None:
    assert rows_of(only(BASIC)) == [
        ["301", None, "工资福利支出", "30.00", "30.00", None],
        [None, "01", "基本工资", "30.00", "30.00", None],
        ["302", None, "商品和服务支出", "5.00", None, "5.00"],
        [None, "01", "办公费", "5.00", None, "5.00"],
    ]


INDICATORS = """2030年项目支出绩效目标表
单位
名称
项目名
称
预算数
（万
元）
绩效目标 一级指标 二级指标 三级指标 绩效
指标
性质
绩效
指标
值
度量
单位
分值
权重
合计- - 12.5
0
701
001-
某县
某局
990100
30T000
000000
101-道
路修缮
12.5
0
修好县内主要道
路，保障出行。
产出指标
数量指标
修缮里程 ≥ 20 公里 40
质量指标 验收合格
率 = 100 % 30.0
0
满意度指
标
服务对象满
意度
群众满意
程度
定性 优 20
"""


def test_wrapped_indicator_table() -> None:
    region = only(INDICATORS)
    project = ["701001-某县某局", "99010030T000000000101-道路修缮", "12.50", "修好县内主要道路，保障出行。"]
    assert region.unit == "万元"
    assert rows_of(region) == [
        ["合计-", "-", "12.50", *[None] * 8],
        [*project, "产出指标", "数量指标", "修缮里程", "≥", "20", "公里", "40"],
        [*project, "产出指标", "质量指标", "验收合格率", "=", "100", "%", "30.00"],
        [*project, "满意度指标", "服务对象满意度", "群众满意程度", "定性", "优", None, "20"],
    ]
    grid = region.grids[0]
    assert grid.rows[-1][1] is grid.rows[-2][1], "a merged cell is one object"


def test_rows_torn_into_prose_come_back() -> None:
    torn = "第四部分 名词解释\n财政拨款：指本级财政当年拨付的资金，包括公\n效益指标 社会效益\n通行时间缩短 ≥ 5 % 10\n务用车等支出。\n"
    region = only(INDICATORS + torn)
    assert rows_of(region)[-1][4:] == ["效益指标", "社会效益", "通行时间缩短", "≥", "5", "%", "10"]
    first = INDICATORS.count("\n")
    assert not {first, first + 1, first + 4} & region.line_ids
    assert {first + 2, first + 3} <= region.line_ids


@pytest.mark.parametrize(
    ("printed", "figures"),
    [
        ("2, 76 2.55 10.00", ["2762.55", "10.00"]),
        ("1,215.34 1,215.34", ["1215.34", "1215.34"]),
        ("12 .50 3", ["12.50", "3"]),
        ("100 200", ["100", "200"]),
    ],
)
def test_figures_broken_by_spaces(printed: str, figures: list[str]) -> None:
    tokens = mend_figures(tokens_of(Line(1, printed)))
    assert [plain_number(token.text) for token in tokens] == figures


def test_taken_lines_are_not_read() -> None:
    doc = document(TABLE)
    assert find_flat_regions(doc, frozenset(range(len(doc.lines)))) == []


def test_form_with_head_fields_keeps_them_and_repeats_levels() -> None:
    text = (
        "项目支出绩效自评表\n（2030年度）\n项目名称 桥梁养护\n项目资金（万元） 年初预算数 全年执行数\n年度资金总额 8.00 7.50\n"
        "一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分\n产出指标 数量指标 养护座数 ≥4座 4座 50 50\n质量指标 合格率 ≥98% 98% 50 49\n"
    )
    region = only(text)
    texts = [[cell_text(cell.text) for cell in row if cell.text] for row in region.grids[0].rows]
    assert ["项目名称", "桥梁养护"] in texts
    assert texts[-1] == ["产出指标", "质量指标", "合格率", "≥98%", "98%", "50", "49"]


def test_one_form_after_the_other_are_two_tables() -> None:
    form = (
        "项目支出绩效自评表\n项目名称 {}\n一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分\n"
        "产出指标 数量指标 座数 ≥4座 4座 50 50\n"
    )
    regions = find_flat_regions(document(form.format("甲") + form.format("乙")))
    assert [region.grids[0].rows[0][1].text for region in regions] == ["甲", "乙"]


def test_words_left_of_codes_find_their_columns() -> None:
    text = (
        "项目支出表\n单位：万元\n类型 项目编码 项目名称 项目单位 合计 本年拨款 单位资金\n一般公共预算 政府性基金预算\n"
        "部门项目 990100304143210000005 桥梁养护 某县某局 9.00 5.00 4.00\n合计 9.00 5.00 4.00\n"
    )
    region = only(text)
    assert rows_of(region)[0][:5] == ["部门项目", "990100304143210000005", "桥梁养护", "某县某局", "9.00"]
    assert rows_of(region)[1][0] == "合计"
    assert [cell for cell in rows_of(region)[1] if cell][1:] == ["9.00", "5.00", "4.00"]


def test_line_numbers_stand_between_name_and_amount() -> None:
    text = (
        "收入支出决算总表\n公开01表\n部门：某局\n金额单位：万元\n收入 支出\n项目 行次 金额 项目 行次 金额\n栏次 1 栏次 2\n"
        "一、一般公共预算财政拨款收入 1 9.00 一、一般公共服务支出 32 9.00\n2 二、外交支出 33\n总计 3 9.00 总计 62 9.00\n"
    )
    region = only(text)
    assert region.number == "公开01表"
    assert rows_of(region) == [
        ["一、一般公共预算财政拨款收入", "1", "9.00", "一、一般公共服务支出", "32", "9.00"],
        [None, "2", None, "二、外交支出", "33", None],
        ["总计", "3", "9.00", "总计", "62", "9.00"],
    ]
