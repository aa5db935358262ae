"""Which concept a table cell prints: 收入总计, 基本支出, 三公 小计, a subject's amount ….

Takes table views, gives :class:`Binding` values: (concept, figure, table).  Concepts are plain names
such as ``rev.total``, ``exp.basic``, ``general.personnel``, ``three.vehicle@current`` or, for the row of a
subject, ``func:all:2080505:total`` and ``econ:general:30113:total``.  The catalogue speaks of concepts only.

``rev.*``/``exp.*`` are about all funds, ``app.*`` about 财政拨款, ``general.*`` about 一般公共预算,
``fund.*`` and ``capital.*`` about 政府性基金 and 国有资本经营预算.
"""

from __future__ import annotations

from gouji.checks.bindings.model import Binding, concept_label
from gouji.checks.bindings.places import ECONOMIC_SCOPE, FUNCTIONAL_SCOPE
from gouji.checks.bindings.tables import bind_tables

__all__ = [
    "Binding",
    "ECONOMIC_SCOPE",
    "FUNCTIONAL_SCOPE",
    "bind_tables",
    "concept_label",
]
