"""The catalogue: every rule, as data, in the order in which an auditor reads a document."""

from __future__ import annotations

from typing import Final

from gouji.check.catalogue.across_tables import ACROSS_TABLES
from gouji.check.catalogue.form_rules import COUNTS, FORM, LABELS
from gouji.check.catalogue.performance_rules import PERFORMANCE
from gouji.check.catalogue.prose_rules import PROSE
from gouji.check.catalogue.within_table import WITHIN_TABLE
from gouji.check.model import Rule

CATALOGUE: Final[tuple[Rule, ...]] = (
    *WITHIN_TABLE,
    *LABELS,
    *ACROSS_TABLES,
    *PROSE,
    *COUNTS,
    *PERFORMANCE,
    *FORM,
)
