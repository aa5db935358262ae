"""The catalogue: every rule, as data, in the order in which an auditor reads a document."""

from __future__ import annotations

from typing import Final

from gouji.checks.catalogue.across_tables import ACROSS_TABLES
from gouji.checks.catalogue.form_rules import COUNTS, FORM, LABELS
from gouji.checks.catalogue.performance_rules import PERFORMANCE
from gouji.checks.catalogue.prose_rules import PROSE
from gouji.checks.catalogue.within_table import WITHIN_TABLE
from gouji.checks.model import Rule

CATALOGUE: Final[tuple[Rule, ...]] = (
    *WITHIN_TABLE,
    *LABELS,
    *ACROSS_TABLES,
    *PROSE,
    *COUNTS,
    *PERFORMANCE,
    *FORM,
)
