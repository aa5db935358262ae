"""Column labels: the words of other provinces' formats are header words, and the formats know their labels."""

from __future__ import annotations

import re
from itertools import groupby

import pytest

from gouji.domain.formats import FORMATS, patterns_of
from gouji.domain.headers import is_header_word
from gouji.domain.words import rows
from gouji.grids.flat.header import read_header
from gouji.grids.flat.tokens import tokens_of
from gouji.grids.settings import FlatSettings
from gouji.normalise import fold
from gouji.read.model import Line
from gouji.schemas.record import TableKind as K

WORDS = """
项目 行次 栏次 金额 决算数 预算数 年初预算数 调整预算数 全年预算数 全年执行数 统计数 科目编码 科目名称 功能分类科目编码
支出功能分类科目编码 支出功能分类科目 经济分类科目编码 部门预算支出经济分类科目 政府预算支出经济分类科目 经济分类科目名称 科目代码 类 款 项
合计 小计 总计 本年收入合计 本年支出合计 财政拨款收入 一般公共预算财政拨款收入 政府性基金预算财政拨款收入
国有资本经营预算财政拨款收入 财政专户管理资金收入 财政专户管理资金 事业收入 其中：教育收费 教育收费 事业单位经营收入 经营收入
上级补助收入 附属单位上缴收入 其他收入 单位资金 单位自有资金 自有资金 使用非财政拨款结余 使用非财政拨款结余（含专用结余） 上年结转
上年结转结余 上年结转和结余 年初结转和结余 年末结转和结余 结转下年 本年收入 本年支出 一般公共预算 政府性基金预算 国有资本经营预算
一般公共预算拨款 政府性基金 国有资本经营收益 基本支出 项目支出 人员经费 公用经费 日常公用经费 人员支出 公用支出 上缴上级支出
事业单位经营支出 经营支出 对附属单位补助支出 对下级单位补助支出 项目支出结转和结余 财政拨款结转 非财政拨款结转 因公出国（境）费
因公出国（境）费用 公务用车购置及运行费 公务用车购置及运行维护费 公务用车购置费 公务用车运行费 公务用车运行维护费 公务接待费 会议费
培训费 机关运行经费 三公经费合计 “三公”经费合计 2023年决算数 2024年预算数 2024年执行数 2025年预算数比2024年执行数 增减额 增减%
增减（%） 增减幅度 增减率 比上年增减 变动幅度 上年预算数 本年预算数 2024年年初预算数 上年执行数 与上年对比增减 同比增减 单位代码
单位名称 单位（科目名称） 部门（单位）名称 预算单位 项目代码 项目编码 项目名称 项目单位 项目类别 项目属性 项目分类 资金性质 资金来源
采购项目 采购品目 采购目录 政府采购目录 采购方式 采购组织形式 采购数量 计量单位 数量 单价 金额（万元） 政府购买服务项目 购买服务内容
资产类别 资产名称 资产总额 账面原值 净值 价值 面积 一级指标 二级指标 三级指标 指标值 指标性质 度量单位 绩效指标 指标内容 评分标准
分值 权重 实际完成值 得分 备注 年度指标值 全年实际值 指标方向 指标解释 绩效目标 编制人数 实有人数 在职人数
""".split()
"""Leaf and group labels of 预算公开 and 决算公开 formats of several provinces and years."""


@pytest.mark.parametrize("word", WORDS)
def test_a_label_is_a_header_word(word: str) -> None:
    assert is_header_word(fold(word))


@pytest.mark.parametrize(
    "cell",
    [
        "一、财政拨款收入",
        "（一）一般公共预算",
        "其中：一般公共预算",
        "1.基本支出",
        "201",
        "虚构市财政局",
        "1,234.56",
        "住房公积金",
    ],
)
def test_a_data_cell_is_none(cell: str) -> None:
    assert not is_header_word(fold(cell))


def test_keys_are_unique_and_every_format_uses_known_labels() -> None:
    lines = rows("column_labels.tsv", "key", "content", "form")
    keys = [key for key, _ in groupby((key, content) for key, content, _ in lines)]
    assert len({key for key, _ in keys}) == len(keys), (
        "the lines of a key stand together and say one thing of it"
    )
    used = {key for one in FORMATS for path in one.paths for key in path}
    assert used <= {key for key, _ in keys}
    assert len({one.kind for one in FORMATS}) == len(FORMATS)


def _columns(kind: K, *lines: str) -> list[tuple[str, ...]]:
    pieces = [piece for n, text in enumerate(lines) for piece in tokens_of(Line(number=n + 1, text=text))]
    return [column.path for column in read_header(pieces, kind, FlatSettings()).columns]


def test_last_year_and_the_change_stand_beside_this_years_parts() -> None:
    """The 一般公共预算支出表 of the central departments."""
    assert _columns(
        K.GENERAL_PUBLIC_EXPENDITURE,
        "科目编码 科目名称 2023年执行数 2024年预算数 2024年预算数比2023年执行数",
        "合计 基本支出 项目支出 增减额 增减%",
    ) == [
        ("科目编码",),
        ("科目名称",),
        ("2023年执行数",),
        ("2024年预算数", "合计"),
        ("2024年预算数", "基本支出"),
        ("2024年预算数", "项目支出"),
        ("2024年预算数比2023年执行数", "增减额"),
        ("2024年预算数比2023年执行数", "增减%"),
    ]


def test_two_years_with_parts_each_stay_two_groups() -> None:
    paths = _columns(
        K.GENERAL_PUBLIC_EXPENDITURE,
        "科目编码 科目名称 2023年预算数 2024年预算数",
        "合计 基本支出 项目支出 合计 基本支出 项目支出",
    )
    assert [path[0] for path in paths[2:]] == ["2023年预算数"] * 3 + ["2024年预算数"] * 3


def test_education_fees_are_part_of_the_operating_revenue() -> None:
    """收入决算表: 事业收入 is a group where 小计 and 其中：教育收费 are printed under it, else a column."""
    line = (
        "科目编码 科目名称 本年收入合计 财政拨款收入 上级补助收入 事业收入 经营收入 附属单位上缴收入 其他收入"
    )
    parts = _columns(K.REVENUE_SUMMARY, line, "小计 其中：教育收费")
    assert parts[5:7] == [("事业收入", "小计"), ("事业收入", "其中：教育收费")]
    assert _columns(K.REVENUE_SUMMARY, line)[5] == ("事业收入",)


@pytest.mark.parametrize(
    ("kind", "text", "key"),
    [
        (K.EXPENDITURE_SUMMARY, "对下级单位补助支出", "对附属单位补助支出"),
        (K.REVENUE_SUMMARY, "单位自有资金", "单位资金"),
        (K.REVENUE_SUMMARY, "用事业基金弥补收支差额", "弥补收支差额"),
        (K.REVENUE_SUMMARY, "使用非财政拨款结余（含专用结余）", "非财政拨款结余"),
        (K.THREE_PUBLIC, "三公经费合计", "合计"),
        (K.PROJECT_EXPENDITURE, "支出项目类别", "项目类别"),
        (K.GENERAL_PUBLIC_EXPENDITURE, "政府预算支出经济分类科目", "科目"),
    ],
)
def test_a_label_of_another_province_is_known(kind: K, text: str, key: str) -> None:
    assert key in [name for name, pattern in patterns_of(kind) if pattern.fullmatch(re.sub(r"\s", "", text))]
