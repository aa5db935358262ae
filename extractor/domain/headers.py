"""The vocabulary of table headers, as data.

Source: the published table formats of 财政部 and the provinces (财预〔2016〕143号, the yearly
部门预算/部门决算公开 formats) and the 项目绩效目标表/自评表 of 财预〔2020〕10号.
Words are compared after :func:`gouji.normalise.fold`.
"""

from __future__ import annotations

import re

HEADER_WORDS: frozenset[str] = frozenset(
    "序号 行次 栏次 档次 项目 收入 支出 类 款 项 合计 小计 总计 金额 备注 数量 单价 单位 价值 名称 编码 代码 科目 功能分类 经济分类 "
    "支出用途 决算数 预算数 执行数 购置费 运行费 会议费 培训费 类型 部门 性质 权重 分值 得分 符号 值 总额 占比 增减额 增减率 "
    "比重 本年收入 本年支出 上年结转 结转下年 基本支出 项目支出 人员经费 公用经费 其他收入 事业收入 经营收入 经营支出 其他 "
    "财政拨款 年初预算 调整预算 决算 预算 上年 本年 用途 内容 说明 完成率 执行率 "
    # revenue: 收入决算表 and the 预算 formats that name the sources
    "其中:教育收费 使用非财政拨款结余(含专用结余) 政府性基金 国有资本经营收益 资金来源 单位(科目名称) "
    # this year against last: the format of the central departments
    "增减 增减% 增减幅度 变动幅度 比上年增减 同比增减 与上年对比增减 与上年对比 与上年相比 "
    # 政府采购, 政府购买服务, 资产
    "项目属性 采购项目 采购目录 政府采购目录 采购方式 是否面向中小企业 政府购买服务项目 政府购买服务目录 购买服务内容 "
    "直接受益对象 所属服务领域 账面原值 原值 净值 账面净值 面积 "
    # indicators
    "指标内容 评分标准 指标解释 实际值 全年实际值".split()
)
"""Whole header cells."""

HEADER_TAIL = re.compile(
    r"(?:名称|编码|代码|编号|科目|分类|类别|类型|性质|方向|规格|形式|单位|部门|金额|合计|小计|总计|数|数额|总额|经费|费|费用|收入|支出|预算|决算"
    r"|拨款|资金|结余|结转|补助|指标|指标值|目标值|完成值|完成情况|得分|分值|权重|描述|说明|依据|措施|情况|品目|序号|数量|单价|份额|核拨"
    r"|目标|用途|备注|比例|比率|占比|率|\(%\)|\((?:万元|元|亿元)\)|年度?|年末|年初|月底)$"
)
"""What a header cell ends in; it must also carry no mark of a data cell."""

DATA_MARK = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.．,，]|\([一二三四五六七八九十]{1,3}\)|\d{1,2}[、.．](?!\d)|其中[:：])"
)
"""Enumerators open a data cell (一、 （一） 1. 其中：), never a header cell."""

TOTAL = re.compile(r"^(?:总计|合计|小计|本年\S{2}合计|收入总计|支出总计|收入合计|支出合计|总\S?分)$")

MEASURE = re.compile(r"^(\d{4}年)?(年初|全年|调整|上年)?(预算数|决算数|执行数|金额|统计数|预算|决算)$")
"""A leaf label that says which figure of an item a column gives, not which part of a whole."""

SUBSET = re.compile(r"^其中")
"""A column or row that is contained in its neighbour and must not be added to it."""

WHOLE_ITEM = re.compile(r"(?:支出|收入|预算|拨款|资金|结转|结余|支付|预备费|补助|经费|费)$")
"""What an item of a 收支总表 ends in; one that does not was cut by the page end."""

COLUMN_NUMBER_LABEL: frozenset[str] = frozenset({"栏次", "档次", "行次", "列次"})

NO_AMOUNT = re.compile(
    r"编码|代码|编号|序号|[栏行]次|备注|年度|年份|日期|时间|数量|单价|规格|比重|占比|增减|增长|率$"
)
"""Labels of columns whose figures are no amounts."""

CODE_HEADER = re.compile(
    r"^(?:(?:支出|收入)?(?:部门)?(?:预算)?(?:功能|经济)?(?:分类)?(?:科目)?(?:编码|代码)|类|款|项)$"
)
"""Labels above the columns of a code; a row of nothing else divides no column and is header all the same."""

CODE_PART_WORDS: tuple[str, ...] = ("类", "款", "项")
"""The three parts of a 收支分类科目 code, when each has a column of its own."""


def is_header_word(folded: str) -> bool:
    """Whether a folded cell text reads like the label of a column."""
    if folded in HEADER_WORDS:
        return True
    return len(folded) <= 40 and not DATA_MARK.match(folded) and bool(HEADER_TAIL.search(folded))


EMPTY_TABLE = re.compile(r"^(?:无|空|此表为空|本表为空|本表无数据)$")
"""What a table without data prints in place of its rows."""
