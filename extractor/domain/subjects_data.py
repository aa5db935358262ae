"""Codes and names of 收支分类科目, as data: functional classes, departmental and governmental economic classes.

Source: 财政部《政府收支分类科目》 of 2017—2026.  No complete published list was at hand: the lines were written from
knowledge of these lists and checked against what documents print.  A line or item with ``*`` is printed so, code and
name together, by a disclosure or by a page of the list itself: each is quoted with its document in
``tests/domain_evidence.py`` (the labelled and other documents of the corpus; disclosures of 上海市普陀区 2026 kept in the
repository zxj6827111-blip/GovBudgetChecker; pages of the lists of 2023 and 2024, 财预〔2022〕107号 and 财预〔2023〕83号, at
www.xzcs2022.com; the 对照表 of the two economic classifications).  Without ``*`` nothing printed was found yet: such a line
may be used to recognise a name, and never makes an ``error`` (:attr:`gouji.domain.subjects.Subject.attested`).

Format: a line ``code name`` is a 类 or a 款; the indented lines below a 款 are its 项, ``two digits name``, several a line
(for the economic lists: the 款 below a 类).  After a name: ``<2019:旧名`` gives the name before that budget year (several:
newest first), ``+2019`` the first budget year of the code, ``-2019`` the first budget year without it, ``*`` as above.

Not repeated: every 款 of a governing department (:data:`GOVERNING`) has 01 行政运行, 02 一般行政管理事务, 03 机关服务 and
50 事业运行 (:data:`GENERIC_ITEMS`), and every 款 has 99 其他…支出, called after the 款 unless a line says otherwise.
"""

from __future__ import annotations

from typing import Final

from gouji.domain.subjects_economic import DEPARTMENTAL, GOVERNMENTAL
from gouji.domain.subjects_economy import ECONOMY
from gouji.domain.subjects_general import GENERAL
from gouji.domain.subjects_livelihood import LIVELIHOOD

FUNCTIONAL: Final = GENERAL + LIVELIHOOD + ECONOMY
ECONOMIC: Final = DEPARTMENTAL
GOVERNMENT_ECONOMIC: Final = GOVERNMENTAL

GENERIC_ITEMS: Final = {"01": "行政运行", "02": "一般行政管理事务", "03": "机关服务", "50": "事业运行"}

GOVERNING: Final = (
    *("20136", "204", "20701", "20702", "20703", "20706", "20708", "20811", "20816"),
    *(
        "21301",
        "21302",
        "21303",
        "21305",
        "21401",
        "21402",
        "21403",
        "21501",
        "21502",
        "21503",
        "21505",
        "21507",
    ),
    *("21701", "22404"),
)
"""款 (or whole classes) of governing departments that are not called …事务; the others have items of their own
under these numbers (2060503 科技条件专项)."""

CLASS_ALIASES: Final = {
    "文化体育旅游与传媒": "207",
    "文化旅游体育与传媒": "207",
    "文化体育与传媒": "207",
    "医疗卫生与计划生育": "210",
    "医疗卫生": "210",
    "资源勘探信息等": "215",
    "国土海洋气象等": "220",
    "国土资源气象等": "220",
    "城市社区": "212",
    "社会保障和就业": "208",
    "灾害防治及应急管理": "224",
    "转移性支付": "230",
}
"""Further spellings under which a class stands in summary tables (name without 支出) → code."""

PAID_AS: Final[dict[str, tuple[str, ...]]] = {
    "30108": ("2080505",),
    "30109": ("2080506",),
    "30110": ("2101101", "2101102"),
    "30111": ("2101103",),
    "30113": ("2210201",),
}
"""Economic 款 whose money is that of the functional 项 together: 养老, 职业年金, 医疗, 公务员医疗补助, 住房公积金.

Source: 《政府收支分类科目》, explanation of these 项 and 款; since 2018."""
