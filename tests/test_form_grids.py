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
