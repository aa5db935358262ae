"""Grids to tables, and what no table holds.

In the order in which a table goes through them: :mod:`~gouji.tables.interpret` (the steps),
:mod:`~gouji.tables.headers` (label paths), :mod:`~gouji.tables.body` (one body of all pages), then
:mod:`~gouji.tables.forms`, :mod:`~gouji.tables.indicator_rows` or :mod:`~gouji.tables.amount_rows` by what it is, and
:mod:`~gouji.tables.leftovers`.
"""
