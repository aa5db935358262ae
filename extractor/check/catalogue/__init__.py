"""The catalogue: every rule, as data, in the order in which an auditor reads a document."""

from __future__ import annotations

from typing import Final

from extractor.check.catalogue.across_tables import ACROSS_TABLES
from extractor.check.catalogue.form_rules import COUNTS, FORM, LABELS
from extractor.check.catalogue.performance_rules import PERFORMANCE
from extractor.check.catalogue.prose_rules import PROSE
from extractor.check.catalogue.within_table import WITHIN_TABLE
from extractor.check.model import Rule

CATALOGUE: Final[tuple[Rule, ...]] = (
    *WITHIN_TABLE,
    *LABELS,
    *ACROSS_TABLES,
    *PROSE,
    *COUNTS,
    *PERFORMANCE,
    *FORM,
)
