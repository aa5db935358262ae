"""A form of another make: its indicators called 指标内容, and a table of its own in its head."""

from __future__ import annotations

from pathlib import Path

from gouji.pipeline import extract

PAGE = """<html><body><h1>某县教育局2026年部门预算</h1>
<p>2026年部门整体支出绩效目标表</p>
<table border="1">
<tr><td colspan="2">部门（单位）名称</td><td colspan="4">某县教育局</td></tr>
<tr><td rowspan="4">年度主要任务</td><td rowspan="2">任务名称</td><td rowspan="2">主要内容</td>
<td colspan="3">预算金额（万元）</td></tr>
<tr><td>总额</td><td>财政拨款</td><td>其他资金</td></tr>
<tr><td>1、校舍维修</td><td>维修三所学校的校舍。</td><td>120.50</td><td>100.00</td><td>20.50</td></tr>
<tr><td>金额合计</td><td></td><td>120.50</td><td>100.00</td><td>20.50</td></tr>
<tr><td>年度总体目标</td><td colspan="5">完成校舍维修，改善办学条件。</td></tr>
<tr><td rowspan="3">年度绩效指标</td><td>一级指标</td><td>二级指标</td><td>指标内容</td><td colspan="2">指标值</td></tr>
<tr><td rowspan="2">产出指标</td><td>数量指标</td><td>维修校舍的学校</td><td colspan="2">3所</td></tr>
<tr><td>质量指标</td><td>验收合格率</td><td colspan="2">100%</td></tr>
</table></body></html>"""


def test_a_table_in_the_head_of_a_form_goes_into_it_field_by_field(tmp_path: Path) -> None:
    source = tmp_path / "form.html"
    source.write_text(PAGE, encoding="utf-8")
    (table,) = extract(source).tables
    assert table.form is not None
    assert table.columns == [["一级指标"], ["二级指标"], ["指标内容"], ["指标值"]]
    assert table.rows == [
        ["产出指标", "数量指标", "维修校舍的学校", "3所"],
        ["产出指标", "质量指标", "验收合格率", "100%"],
    ]
    task = "年度主要任务/1、校舍维修"
    assert table.form["部门（单位）名称"] == "某县教育局"
    assert table.form[f"{task}/主要内容"] == "维修三所学校的校舍。"
    assert table.form[f"{task}/预算金额（万元）/总额"] == "120.50"
    assert table.form[f"{task}/预算金额（万元）/其他资金"] == "20.50"
    assert table.form["年度主要任务/金额合计/预算金额（万元）/财政拨款"] == "100.00"
    assert table.form["年度总体目标"] == "完成校舍维修，改善办学条件。"
    assert table.unit == "万元"


WHOLE = """<html><body><h1>某市园林局2026年部门预算</h1>
<p>部门整体支出绩效目标表</p>
<table border="1">
<tr><td colspan="2">部门名称</td><td colspan="5">某市园林局</td></tr>
<tr><td rowspan="3" colspan="2">总体资金情况（万元）</td><td rowspan="2">预算支出总额</td><td colspan="2">财政拨款</td>
<td colspan="2">其他资金</td></tr>
<tr><td>基本支出</td><td>项目支出</td><td>基本支出</td><td>项目支出</td></tr>
<tr><td>900.00</td><td>700.00</td><td>200.00</td><td></td><td></td></tr>
<tr><td rowspan="5">整体绩效目标</td><td>整体绩效目标</td><td colspan="5">管好全市的公园。</td></tr>
<tr><td>其他说明</td><td colspan="5"></td></tr>
<tr><td>活动</td><td colspan="2">绩效指标</td><td>指标性质</td><td>指标值</td><td>度量单位</td></tr>
<tr><td rowspan="2">公园养护</td><td colspan="2">产出指标质量指标养护合格率</td><td>≥</td><td>98</td><td>%</td></tr>
<tr><td colspan="2">效益指标社会效益指标游客满意</td><td>定性</td><td>优</td><td></td></tr>
</table></body></html>"""


def test_levels_within_the_names_and_one_row_of_funds_without_a_name(tmp_path: Path) -> None:
    source = tmp_path / "whole.html"
    source.write_text(WHOLE, encoding="utf-8")
    (table,) = extract(source).tables
    assert table.form is not None
    assert table.columns == [["活动"], ["绩效指标"], ["指标性质"], ["指标值"], ["度量单位"]]
    assert table.rows == [
        ["公园养护", "产出指标质量指标养护合格率", "≥", "98", "%"],
        ["公园养护", "效益指标社会效益指标游客满意", "定性", "优", None],
    ]
    funds = "总体资金情况（万元）"
    assert table.form[f"{funds}/预算支出总额"] == "900.00"
    assert table.form[f"{funds}/财政拨款/项目支出"] == "200.00"
    assert table.form[f"{funds}/其他资金/基本支出"] is None
    assert table.form["整体绩效目标"] == "管好全市的公园。"
