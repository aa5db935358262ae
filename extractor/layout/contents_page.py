"""Whether lines are a table of contents: by the look of its entries, never by a word.

Takes texts without spaces, says yes or no.  目录 is an ordinary word of budgets (服务目录, 采购目录, 数据目录编制),
and what is taken for contents is read neither as a table nor as prose: in doubt the lines are content.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from gouji.domain.numbering import read_numbering, table_number
from gouji.layout.page_number import is_page_number

TITLE = "目录"
_HEAD_LINES = 4
_LEADERS = re.compile(r"(?:[.·．]{4,}|[…⋯]{2,})[-—–]*\d*[-—–]*$")
_PAGED = re.compile(r"\D\d{1,3}$")
_NAMES_A_PART = re.compile(r"(?:表|部分|情况|说明|解释|概况|总则|附件|附表|职责|职能|机构|预算|决算)$")
_OF_A_TABLE = re.compile(
    r"\d\.\d{2}(?!\d)|\d,\d{3}|\D\d{5,}$|[（(]?(?:金额|计量)?单位[:：].{0,8}元|^(?:合计|总计|小计|共计)(?:[:：]?[-\d]|$)"
)
"""What a table prints and contents never do: an amount, a row of counts run together, a unit of money, a sum."""
_PAGE = re.compile(r"(?<![\d件表])\d{1,3}$")
"""The number that ends a line; after 附件 or 表 it counts those."""
_LONGEST = 60
_FEWEST = 3


def is_contents_page(texts: Sequence[str]) -> bool:
    """Whether a page of these printed lines is one of contents.

    Most lines must be entries: ended by dot leaders, or, under the heading 目录, numbered, ended by a page
    number or by the name of a part.  Contents print no amounts, no sums and no sentences, and pages do not go back.
    """
    lines = [text for text in texts if text and not is_page_number(text)]
    headed = TITLE in lines[:_HEAD_LINES]
    rest = [text for text in lines if text != TITLE]
    if len(rest) < (1 if headed else _FEWEST) or any(_OF_A_TABLE.search(text) for text in rest):
        return False
    pages = [int(found[0]) for text in rest if (found := _PAGE.search(text)) and not _LEADERS.search(text)]
    if any(later < earlier for earlier, later in pairwise(pages)):
        return False
    entries = sum(bool(_LEADERS.search(text)) or headed and is_entry(text) for text in rest)
    return entries >= (1 if headed else _FEWEST) and 2 * entries >= len(rest)


def is_entry(text: str) -> bool:
    """Whether a line looks like an entry of contents."""
    if len(text) > _LONGEST or "。" in text:
        return False
    if _LEADERS.search(text) or _PAGED.search(text) or _NAMES_A_PART.search(text):
        return True
    return table_number(text) is not None or read_numbering(text) is not None
