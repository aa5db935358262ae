"""Candidates from the table parser, the grammar and a model become one value each, with its status.

``reconcile(record, judge, llm)`` is pure: it gives a new record in which every cell and statement has a
source, a confidence, a status and reasons.  See :mod:`scorecard` for what a confidence is made of.
"""

from __future__ import annotations

from gouji.reconcile.engine import reconcile

__all__ = ["reconcile"]
