"""The words by which the columns and rows of a table of accounts are told apart: sequence, code, name, amounts, carried over.

The words and their sources stand in ``data/table_words.tsv``, what is grammar rather than a word (a level, an enumerator)
here.  Patterns are matched against :func:`gouji.normalise.fold` of the printed text.
"""

from __future__ import annotations

import re
from typing import Final

from gouji.domain.words import pattern
from gouji.normalise import fold

_FILE: Final = "table_words.tsv"

SEQUENCE: Final = pattern(_FILE, "sequence", "^(?:{})$")
CODE: Final = pattern(_FILE, "code", "(?:{})$")
"""The column of the code of a subject (科目编码)."""
CODE_LEVEL: Final = re.compile(r"^[类款项]{1,3}$")
GOVERNMENT_ECONOMIC: Final = pattern(_FILE, "second coding")
"""The coding of rows by 政府预算支出经济分类, printed beside that by 部门预算支出经济分类."""
OTHER_CODE: Final = re.compile(
    f"(?:{pattern(_FILE, 'other code of').pattern}).*(?:{pattern(_FILE, 'other code').pattern})"
)
"""The code of something that is no subject (项目编码, 单位代码)."""
NAME: Final = pattern(_FILE, "name", "(?:{})$")
_NO_MONEY: Final = pattern(_FILE, "no money")
_SHARE: Final = pattern(_FILE, "share")
NUMBERS_ROW: Final = re.compile(r"^[栏行]次$")
"""The row of column numbers under a header, printed again on every page."""
CARRY_ROW: Final = pattern(_FILE, "carried over")


def holds_money(label: str) -> bool:
    """Whether the figures under a label can be amounts: not under a code, a count, a share, a date or a remark.

    2024年度 and 本年度 stand above amounts, 年度 and 预算年度 above a year.

    >>> [holds_money(label) for label in ("预算数", "本年度", "预算年度", "科目编码", "占比（%）", "建筑面积")]
    [True, True, False, False, False, False]
    """
    return _NO_MONEY.search(fold(label)) is None and not holds_shares(label)


def holds_shares(label: str) -> bool:
    """Whether the figures under a label are shares or rates, in percent."""
    return _SHARE.search(fold(label)) is not None
