"""Performance forms of other places, drawn as they are printed: the head goes to the form, the levels to the columns."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest

from gouji.domain.forms import is_key
from gouji.normalise import fold
from gouji.pipeline import extract
from gouji.schemas.record import Table
from tests.pdf_paper import Sheet

SHANGHAI = [
    ["项目名称", ">", "拆违经费", ">", "项目性质", "阶段\n性项\n目", "项目类别", "特定目标类"],
    [
        "主管部门",
        ">",
        "虚构区城市管理\n行政执法局",
        ">",
        "实施单位",
        ">",
        "虚构区城市管理行政\n执法局执法大队",
        ">",
    ],
    ["计划开始日期", ">", "2024-01-01", ">", "计划完成日期", ">", "2026-12-31", ">"],
    ["项目资金\n（元）", ">", "项目资金总额", ">", "10,308,000.00", "年度资金申请总额", ">", "3,498,000.00"],
    ["^", "^", "其中：财政资金", ">", "10,308,000.00", "其中：当年财政拨款", ">", "3,498,000.00"],
    ["绩效\n指标", "一级指标", "二级指标", ">", "三级指标", ">", "年度(/项目)指标值", ">"],
    ["^", "成本指标", "经济成本指标", ">", "成本控制合理性", ">", "合理", ">"],
    ["^", "产出指标", "数量指标", ">", "完成年度拆违计划", ">", "=100.00(%)", ">"],
    ["^", "^", "质量指标", ">", "违法建筑销项正确率", ">", "=100.00(%)", ">"],
    ["^", "效益指标", "社会效益指标", ">", "群众政策知晓度", ">", "≥90.00(%)", ">"],
    ["^", "满意度指标", "服务对象满意度\n指标", ">", "群众满意度", ">", "≥90.00(%)", ">"],
]
"""财政项目支出绩效目标申报表 of 上海市普陀区 2026, as tests/fixtures of zxj6827111-blip/GovBudgetChecker keep it, other names."""


CENTRAL = [
    ["项目名称", ">", "信息系统运维", ">", ">", ">"],
    ["主管部门及代码", ">", "[101]虚构部", ">", "实施单位", "虚构中心"],
    ["项目资金\n（万元）", ">", "中期资金总额：", "300.00", "年度资金总额：", "120.00"],
    ["^", "^", "其中：财政拨款", "240.00", "其中：财政拨款", "100.00"],
    ["^", "^", "其他资金", "60.00", "其他资金", "20.00"],
    ["年度\n总体\n目标", "目标1：保证系统稳定。", ">", ">", ">", ">"],
    ["绩效\n指标", "一级指标", "二级指标", "三级指标", "指标值", "分值权重"],
    ["^", "产出指标", "数量指标", "系统数量", "≥3个", "40"],
    ["^", "满意度指标", "服务对象满意度指标", "用户满意度", "≥90%", "10"],
]
"""项目支出绩效目标申报表 of 财预〔2015〕88号 附件: funds as label and figure, without heads above."""
PLAIN = [
    ["单位名称", ">", "虚构市财政局", ">", ">", ">"],
    ["项目名称", ">", "会计考试经费", ">", ">", ">"],
    ["预算金额（万元）", ">", "50.00", ">", "其中：财政资金", "50.00"],
    ["绩效目标", ">", "组织考试。", ">", ">", ">"],
    ["一级指标", "二级指标", "三级指标", "指标值", "指标值说明", "备注"],
    ["产出指标", "数量指标", "考试场次", "≥4场", "计划", ""],
    ["满意度指标", "服务对象满意度指标", "考生满意度", "≥95%", "调查", ""],
]


def _form(rows: list[list[str]], widths: list[float], path: Path) -> Table:
    paper = pymupdf.open()
    sheet = Sheet(paper.new_page(width=700, height=842), 700.0)
    sheet.line("2026年部门预算")
    sheet.line("财政项目支出绩效目标申报表", "centre")
    sheet.line("（2026年度）", "centre")
    sheet.table(rows, widths)
    paper.save(path)
    return extract(path).tables[0]


def test_indicator_rows_as_wide_as_their_heads_are_rows(tmp_path: Path) -> None:
    """Heads and rows cover two lattice columns each: the rows do not divide the heads, they are data."""
    table = _form(SHANGHAI, [50, 60, 80, 30, 90, 80, 90, 100], tmp_path / "form.pdf")
    assert table.kind == "project_performance"
    assert table.columns == [["一级指标"], ["二级指标"], ["三级指标"], ["年度(/项目)指标值"]]
    assert [row[0] for row in table.rows] == ["成本指标", "产出指标", "产出指标", "效益指标", "满意度指标"]
    assert [row[3] for row in table.rows] == ["合理", "=100.00(%)", "=100.00(%)", "≥90.00(%)", "≥90.00(%)"]
    assert table.form is not None
    assert table.form["项目名称"] == "拆违经费"
    assert table.form["项目性质"] == "阶段性项目"
    assert table.form["计划完成日期"] == "2026-12-31"
    assert table.form["项目资金总额"] == "10308000.00"
    assert table.form["其中：当年财政拨款"] == "3498000.00"


def test_funds_without_heads_are_label_and_figure(tmp_path: Path) -> None:
    """A label that stands twice belongs to the total above it; the goal beside its label is kept."""
    table = _form(CENTRAL, [50, 80, 110, 110, 90, 60], tmp_path / "form.pdf")
    assert table.form is not None
    funds = {key: value for key, value in table.form.items() if value and value.endswith(".00")}
    assert funds == {
        "中期资金总额": "300.00",
        "年度资金总额": "120.00",
        "其中：财政拨款": "240.00",
        "年度资金总额/其中：财政拨款": "100.00",
        "其他资金": "60.00",
        "年度资金总额/其他资金": "20.00",
    }
    assert table.form["年度总体目标"] == "目标1：保证系统稳定。"
    assert [row[2] for row in table.rows] == ["系统数量", "用户满意度"]


def test_a_unit_behind_a_field_changes_nothing(tmp_path: Path) -> None:
    table = _form(PLAIN, [80, 100, 110, 80, 80, 60], tmp_path / "form.pdf")
    assert table.form is not None
    assert table.form["单位名称"] == "虚构市财政局"
    assert table.form["项目名称"] == "会计考试经费"
    assert table.form["预算金额（万元）"] == table.form["其中：财政资金"] == "50.00"
    assert table.form["绩效目标"] == "组织考试。"


@pytest.mark.parametrize(
    "key", ["项目名称", "项目性质", "项目类别", "主管部门：", "实施单位及代码", "预算金额（万元）"]
)
def test_a_field_of_the_head_is_a_key(key: str) -> None:
    assert is_key(fold(key))


@pytest.mark.parametrize("word", ["一级指标", "数量指标", "拆违经费", "10.00"])
def test_other_words_are_none(word: str) -> None:
    assert not is_key(fold(word))
