"""The words of budget prose: units, directions, bases, labels, markers; the only place where they stand.

Takes nothing, gives tuples of alternatives, longest first where one is the beginning of another.  The words and their
sources stand in ``domain/data/prose_words.tsv``; expressions that are grammar rather than a word stand here.
"""

from __future__ import annotations

from typing import Literal, cast

from gouji.domain.indicators import COMPARISONS
from gouji.domain.words import WordsError, rows

Direction = Literal["increase", "decrease", "flat"]


def _meanings(group: str) -> tuple[tuple[str, str], ...]:
    """Word and meaning of each line of a group."""
    lines = rows("prose_words.tsv", "group", "word", "meaning")
    found = tuple((word, meaning) for of, word, meaning in lines if of == group)
    if not found:
        raise WordsError(f"prose_words.tsv: no word of group {group}")
    return found


def _words(group: str) -> tuple[str, ...]:
    return tuple(word for word, _ in _meanings(group))


MONEY_UNITS = _words("money units")
"""亿 and 万 alone are money only where no classifier follows (see the lexer)."""
COUNT_UNITS = _words("count units")
STATEMENT_COUNT_UNITS = frozenset(_words("statement count units"))
DIRECTIONS = cast(dict[str, Direction], dict(_meanings("directions")))
DIRECTION_FILLERS = _words("direction fillers")
"""Between a direction and its figure."""
DIRECTION_LEADS = _words("direction leads")
"""Between a subject and its direction."""
BASE_PREPOSITIONS = _words("base prepositions")
BASE_SUFFIXES = _words("base suffixes")
BASE_NOUNS = _words("base nouns")
BASE_TAILS = r"(?:的|累计|实际|同期|全年|完成|支出|收入|预算|决算|执行|安排|数|总额|金额|为)*"
"""Between the noun of a base and the amount of that base (``比上年累计支出433万元减少``)."""
BASE_SCOPES = _words("base scopes")
"""Before a base: on which terms it is compared."""
YEAR_ON_YEAR = "同比"
PREVIOUS = "上年"
"""What 同比 compares with."""
SHARE_LEADS = _words("share leads")
COMPLETION_LEADS = _words("completion leads")
COMPLETED_BUDGET = (
    r"(?:完成|占|为|达到)(?:了)?(?:年初|全年|当年|本年|调整后?|年度)?(?:支出|收入)?预算(?:数|安排)?为?"
)
"""Before the amount of the budget that was completed (``完成年初预算`` 27 万元 ``的`` 63.2%)."""
BUDGET_LABELS = _words("budget labels")
FINAL_LABELS = _words("final labels")
LINK_VERBS = _words("link verbs")
SUBJECT_LEADS = _words("subject leads")
OWN_NAMES = _words("own names")
ORGAN_SUFFIXES = _words("organ suffixes")
ORGAN_TAILS = _words("organ tails")
REASON_MARKERS = _words("reason markers")
"""In order: the fuller wording first.  The last two may also introduce a list (see the spans)."""
PURPOSE_MARKERS = _words("purpose markers")
REASON_CONTINUES = _words("reason continues")
BASE_AMOUNT_STOPS = _words("base amount stops")
"""A figure after one of these is a limit, a price or a full mark, no amount of the budget."""
COUNT_NOUNS = _words("count nouns")
"""Nouns that a count may precede (``5个项目``)."""
RATIO_ENDINGS = _words("ratio endings")
SCORE_WORDS = _words("score words")
TARGET_OPERATORS = tuple((word, {"≥": ">=", "≤": "<="}.get(sign, sign)) for word, sign in COMPARISONS)
"""What stands between the measured thing and its figure, and what it promises, as the record writes it."""
TARGET_TAILS = _meanings("target tails")
PLAN_VERBS = _words("plan verbs")
TRADITIONAL = str.maketrans(dict(_meanings("traditional")))
"""The characters of budget prose in their traditional form: read as the simplified one, quoted as printed."""
TRADITIONAL_SIGNS = _words("traditional signs")
"""One of these words, and a text is printed in traditional characters."""
