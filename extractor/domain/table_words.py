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
