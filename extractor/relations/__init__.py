"""How the tables of a document add up, and what a break of it means.

:mod:`~gouji.relations.table_view` is a table by meaning instead of by position, :mod:`~gouji.relations.identity` what its
figures are and say of each other.
"""
