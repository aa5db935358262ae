"""What each budget family prints around its tables: titles, numbers, captions, the place of 合计.

Data only, taken from published disclosures of the regions (Shanghai 区级部门预算, Jiangsu 公开01表…,
Inner Mongolia 表1…, Hebei 部门预算…, Qinghai 部门公开表1…).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """What a family prints around its tables."""

    number: str
    unit_line: str
    department_line: str | None
    caption: str
    total: str
    codes: int
    titles: dict[str, str]


SHANGHAI = Words(
    number="",
    unit_line="单位：{}",
    department_line="编制部门：{department}",
    caption="title",
    total="code",
    codes=3,
    titles={
        "revenue_expenditure_summary": "{year}年部门财务收支预算总表",
        "revenue_summary": "{year}年部门收入预算总表",
        "expenditure_summary": "{year}年部门支出预算总表",
        "appropriation_summary": "{year}年部门财政拨款收支预算总表",
        "general_public_expenditure": "{year}年部门一般公共预算支出功能分类预算表",
        "government_fund_expenditure": "{year}年部门政府性基金预算支出功能分类预算表",
        "state_capital_expenditure": "{year}年部门国有资本经营预算支出功能分类预算表",
        "general_public_basic_expenditure": "{year}年部门一般公共预算基本支出部门预算经济分类预算表",
        "three_public": "{year}年部门“三公”经费和机关运行经费预算表",
    },
)
JIANGSU = Words(
    number="公开{:02d}表",
    unit_line="单位：{}",
    department_line="部门：{department}",
    caption="joined",
    total="code",
    codes=1,
    titles={
        "revenue_expenditure_summary": "收支预算总表",
        "revenue_summary": "收入预算总表",
        "expenditure_summary": "支出预算总表",
        "appropriation_summary": "财政拨款收支预算总表",
        "appropriation_expenditure": "财政拨款支出预算表",
        "appropriation_basic_expenditure": "财政拨款基本支出预算表",
        "general_public_expenditure": "一般公共预算支出预算表",
        "general_public_basic_expenditure": "一般公共预算基本支出预算表",
        "three_public": "一般公共预算“三公”经费、会议费、培训费支出预算表",
        "government_fund_expenditure": "政府性基金支出预算表",
        "state_capital_expenditure": "国有资本经营预算支出预算表",
        "agency_operating_expenditure": "一般公共预算机关运行经费支出预算表",
    },
)
INNER_MONGOLIA = Words(
    number="表{}",
    unit_line="单位：{}",
    department_line="部门：{department}（部门）",
    caption="number_title",
    total="code",
    codes=1,
    titles={
        "revenue_expenditure_summary": "收支总表",
        "revenue_summary": "收入总表",
        "expenditure_summary": "支出总表",
        "appropriation_summary": "财政拨款收支总表",
        "general_public_expenditure": "一般公共预算支出表",
        "general_public_basic_expenditure": "一般公共预算基本支出表",
        "three_public": "一般公共预算“三公”经费支出表",
        "government_fund_expenditure": "政府性基金预算支出表",
        "state_capital_expenditure": "国有资本经营预算支出表",
        "project_expenditure": "项目支出表",
        "project_performance": "项目绩效目标表",
    },
)
HEBEI = Words(
    number="",
    unit_line="单位：{}",
    department_line="{department}",
    caption="title",
    total="name",
    codes=1,
    titles={
        "revenue_expenditure_summary": "部门预算收支总表",
        "revenue_summary": "部门预算收入总表",
        "expenditure_summary": "部门预算支出总表",
        "appropriation_summary": "部门预算财政拨款收支总表",
        "general_public_expenditure": "部门预算一般公共预算财政拨款支出表",
        "general_public_basic_expenditure": "部门预算一般公共预算财政拨款基本支出表",
        "government_fund_expenditure": "部门预算政府性基金预算财政拨款支出表",
        "state_capital_expenditure": "部门预算国有资本经营预算财政拨款支出表",
        "three_public": "部门预算财政拨款“三公”经费支出表",
    },
)
QINGHAI = Words(
    number="部门公开表{}",
    unit_line="单位：{}",
    department_line=None,
    caption="number_title",
    total="code",
    codes=1,
    titles={
        "revenue_expenditure_summary": "收支总表",
        "revenue_summary": "收入总表",
        "expenditure_summary": "支出总表",
        "appropriation_summary": "财政拨款收支总表",
        "general_public_expenditure": "一般公共预算支出表",
        "general_public_basic_expenditure": "一般公共预算基本支出表",
        "three_public": "一般公共预算“三公”经费支出表",
        "government_fund_expenditure": "政府性基金预算支出表",
        "state_capital_expenditure": "国有资本经营预算支出表",
    },
)
