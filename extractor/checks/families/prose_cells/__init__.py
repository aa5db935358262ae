"""Prose against tables and prose against prose: every statement finds its cell, by concept or by subject."""

from __future__ import annotations

from gouji.checks.families.prose_cells.cells import (
    agency_operating,
    prose_economic,
    prose_subject,
    prose_table,
    whole_projects,
)
from gouji.checks.families.prose_cells.names import listed_names, purpose, subject_names, unlisted
from gouji.checks.families.prose_cells.rows import row_of
from gouji.checks.families.prose_cells.stated import Concepts
from gouji.checks.families.prose_cells.twice import compare_said, prose_prose, subject_prose

__all__ = [
    "Concepts",
    "agency_operating",
    "compare_said",
    "listed_names",
    "prose_economic",
    "prose_prose",
    "prose_subject",
    "prose_table",
    "purpose",
    "row_of",
    "subject_names",
    "subject_prose",
    "unlisted",
    "whole_projects",
]
