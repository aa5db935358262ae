"""The words by which tables and prose name things: header roles, total rows, income sources, 三公 items.

Data only, in one place.  Source of the terms: 地方预决算公开操作规程（财预〔2016〕143号）及各省公开模板,
2017—2026.  Patterns are matched against :func:`gouji.normalise.fold` of the printed text.
"""

from __future__ import annotations

import re
from typing import Final

SEQUENCE: Final = re.compile(r"^(序号|行次|栏次|档次)$")
CODE: Final = re.compile(r"(科目)?(编码|代码|编号)$")
CODE_LEVEL: Final = re.compile(r"^[类款项]{1,3}$")
OTHER_CODE: Final = re.compile(r"(项目|单位|部门|目录).*(编码|代码|编号|序号)")
NAME: Final = re.compile(
    r"(名称|^项目|^项目\(按.*\)|^栏目|^支出项目|^收入项目|采购品目|采购物品名称|^单位|^项目单位)$"
)
NOT_MONEY: Final = re.compile(
    r"数量|单价|占比|比重|比例|增减|增长|率$|分值|得分|权重|日期|时间|台数|面积|计量单位|备注|份额说明|人数"
)
NUMBERS_ROW: Final = re.compile(r"^[栏行]次$")
"""The row of column numbers under a header, printed again on every page."""
CARRY_ROW: Final = re.compile(r"结转|结余|使用非财政拨款|动用")
ORDINAL: Final = (
    re.compile(r"^[一二三四五六七八九十]+[、.．,，]"),
    re.compile(r"^[(（][一二三四五六七八九十]+[)）]"),
    re.compile(r"^\d+[、.．]|^[(（]\d+[)）]"),
)
"""Numbering styles of item rows, outermost first."""

COLUMN_ROLES: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("basic", re.compile(r"^(一、)?基本支出$|^基本支出(小计|合计)$")),
    ("project", re.compile(r"^(二、)?项目支出$|^项目支出(小计|合计)$")),
    ("personnel", re.compile(r"人员(经费|支出)$")),
    ("public", re.compile(r"(日常)?公用(经费|支出)$")),
    ("operating", re.compile(r"经营支出$")),
    ("upward", re.compile(r"上(缴|解)上级(支出)?$")),
    ("subsidy", re.compile(r"对附属单位补助(支出)?$")),
    ("general", re.compile(r"^一般公共预算(财政)?(拨款)?(收入)?(资金)?$")),
    ("fund", re.compile(r"^政府性基金(预算)?(财政)?(拨款)?(收入)?$|^基金预算拨款$")),
    ("capital", re.compile(r"^国有资本经营(预算)?(财政)?(拨款)?(收入)?$")),
)

SOURCES: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("carry_in", re.compile(r"(上年|年初).*(结转|结余)|^结转资金")),
    ("carry_out", re.compile(r"结转下年|(年末|年终).*(结转|结余)|^结余分配")),
    ("general", re.compile(r"一般公共预算")),
    ("fund", re.compile(r"政府性基金|^基金预算")),
    ("capital", re.compile(r"国有资本经营")),
    ("appropriation", re.compile(r"^财政拨款(收入)?$")),
    ("special", re.compile(r"财政专户")),
    ("operating", re.compile(r"(事业单位)?经营收入")),
    ("superior", re.compile(r"上级补助")),
    ("subordinate", re.compile(r"附属单位(上缴|缴款)")),
    ("business", re.compile(r"事业(单位)?收入|^事业收入")),
    ("other", re.compile(r"^其他(收入|资金)$")),
    ("unit", re.compile(r"^单位资金(收入)?$")),
)

THREE_PUBLIC: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    ("vehicle_buy", re.compile(r"(公务)?用?车?购置费?$|公务用车购置(费|支出|预算支出)?$|^购置费$")),
    ("vehicle_run", re.compile(r"(用车运行|用车运维|^运行(维护)?)(维护)?费?(支出|预算支出)?$")),
    ("vehicle", re.compile(r"用车购置(及|和|与)运(行|维)")),
    ("abroad", re.compile(r"因公出国")),
    ("reception", re.compile(r"公务接待")),
    ("meeting", re.compile(r"^会议费")),
    ("training", re.compile(r"^培训费")),
    ("total", re.compile(r"\"?三公\"?经费")),
)

LOWER_IS_BETTER: Final = re.compile(
    r"成本|费用|支出|金额控制|丢失率|差错|投诉|失误|事故|违规|死亡|发病|损失|时限|时间|天数|时长|逾期|欠|返工|退货|负面|能耗|排放"
)
"""Indicators of which less is better, unless an operator says otherwise."""
