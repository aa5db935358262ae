"""What a model is asked about a document: statements, projects, glossary, targets, outline, irregular tables.

:mod:`ask` decides what of a record is worth asking, :mod:`planner` cuts sections into requests, :mod:`grids` makes
them of tables, :mod:`read` asks, has every item grounded and asks again what was wrong.
"""
