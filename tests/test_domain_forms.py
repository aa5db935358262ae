"""Performance forms of other places, drawn as they are printed: the head goes to the form, the levels to the columns."""

from __future__ import annotations

from pathlib import Path

import pymupdf
import pytest

from extractor.domain.forms import is_key
from extractor.normalise import fold
from extractor.pipeline import extract
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
    ["绩效\n指标", "一级指标", "二级指标", ">", "三级指标", ">", "年度(/项目)指标值", ">"],
    ["^", "成本指标", "经济成本指标", ">", "成本控制合理性", ">", "合理", ">"],
    ["^", "产出指标", "数量指标", ">", "完成年度拆违计划", ">", "=100.00(%)", ">"],
    ["^", "^", "质量指标", ">", "违法建筑销项正确率", ">", "=100.00(%)", ">"],
    ["^", "效益指标", "社会效益指标", ">", "群众政策知晓度", ">", "≥90.00(%)", ">"],
    ["^", "满意度指标", "服务对象满意度\n指标", ">", "群众满意度", ">", "≥90.00(%)", ">"],
]
"""财政项目支出绩效目标申报表 of 上海市普陀区 2026, as tests/fixtures of zxj6827111-blip/GovBudgetChecker keep it, other names."""


def test_indicator_rows_as_wide_as_their_heads_are_rows(tmp_path: Path) -> None:
    """Heads and rows cover two lattice columns each: the rows do not divide the heads, they are data."""
    paper = pymupdf.open()
    sheet = Sheet(paper.new_page(width=700, height=842), 700.0)
    sheet.line("2026年部门预算")
    sheet.line("财政项目支出绩效目标申报表", "centre")
    sheet.line("（2026年度）", "centre")
    sheet.table(SHANGHAI, [50, 60, 80, 30, 90, 80, 90, 100])
    path = tmp_path / "form.pdf"
    paper.save(path)
    table = extract(path).tables[0]
    assert table.kind == "project_performance"
    assert table.columns == [["一级指标"], ["二级指标"], ["三级指标"], ["年度(/项目)指标值"]]
    assert [row[0] for row in table.rows] == ["成本指标", "产出指标", "产出指标", "效益指标", "满意度指标"]
    assert [row[3] for row in table.rows] == ["合理", "=100.00(%)", "=100.00(%)", "≥90.00(%)", "≥90.00(%)"]
    assert table.form is not None
    assert table.form["项目名称"] == "拆违经费"
    assert table.form["项目性质"] == "阶段性项目"
    assert table.form["计划完成日期"] == "2026-12-31"


@pytest.mark.parametrize(
    "key", ["项目名称", "项目性质", "项目类别", "主管部门", "实施单位及代码", "项目资金总额"]
)
def test_a_field_of_the_head_is_a_key(key: str) -> None:
    assert is_key(fold(key))


@pytest.mark.parametrize("word", ["一级指标", "数量指标", "拆违经费", "10.00"])
def test_other_words_are_none(word: str) -> None:
    assert not is_key(fold(word))
