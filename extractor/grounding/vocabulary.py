"""Words that tell what a printed figure is, for the grounding validators: ``domain/data/figure_words.tsv`` by group."""

from __future__ import annotations

from gouji.domain.words import words

_FILE = "figure_words.tsv"

MONEY_UNITS = words(_FILE, "money units")
RATIO_UNITS = words(_FILE, "ratio units")
COUNT_UNITS = words(_FILE, "count units")
"""Measure words that make a figure a count (or a score, 分)."""

DATE_MARKS = words(_FILE, "date marks")
"""A figure followed by one of these is a date or a document number, not a quantity."""

INCREASE = words(_FILE, "increase")
DECREASE = words(_FILE, "decrease")
FLAT = words(_FILE, "flat")

CHANGE_CUES = words(_FILE, "change cues")
SHARE_CUES = words(_FILE, "share cues")
COMPLETION_CUES = words(_FILE, "completion cues")
BUDGET_CUES = words(_FILE, "budget cues")
FULL_MARK_CUES = words(_FILE, "full mark cues")
"""A figure after one of these is the scale of a score, not the score."""
OUTTURN_CUES = words(_FILE, "outturn cues")

GENERIC = words(_FILE, "generic")
"""Words that name no subject: a stretch made of these alone does not bind the figure after it to another subject."""

QUALIFIERS = words(_FILE, "qualifiers")
"""Words that make a name another, narrower one: 政府性基金预算支出 is not 支出, 国内公务接待费 not 公务接待费."""

MONEY_NAMES = words(_FILE, "money names")
"""How names of money end: no count and no score has such a name (公务接待支出 …万元，接待 0 批次)."""

FILLERS = words(_FILE, "fillers")
"""What may stand between a name of generic words alone (支出预算) and its figure; 项目预算总金额 is no 项目."""

SHARE_MARK = "占"
