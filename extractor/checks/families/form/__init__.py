"""Completeness and form: statutory tables, the contents page, blanks, misprints, headings, dates.

Rules about what the record holds need only the record; rules about the running text need the document and
are *not checkable* without it.
"""

from __future__ import annotations

from gouji.checks.families.form.amounts import (
    blank_change,
    missing_units,
    mixed_units,
    nothing_here,
    odd_zeros,
    three_public_reasons,
)
from gouji.checks.families.form.contents import contents_tables
from gouji.checks.families.form.dates import dates_stated, published_in_time
from gouji.checks.families.form.headings import (
    department_lines,
    heading_department,
    heading_numbers,
    plan_years,
)
from gouji.checks.families.form.tables import Statutory, statutory_tables
from gouji.checks.families.form.text import TextPattern, text_patterns
from gouji.checks.families.places import NEEDS_TEXT, line_evidence

__all__ = [
    "NEEDS_TEXT",
    "Statutory",
    "TextPattern",
    "blank_change",
    "contents_tables",
    "dates_stated",
    "department_lines",
    "heading_department",
    "heading_numbers",
    "line_evidence",
    "missing_units",
    "mixed_units",
    "nothing_here",
    "odd_zeros",
    "plan_years",
    "published_in_time",
    "statutory_tables",
    "text_patterns",
    "three_public_reasons",
]
