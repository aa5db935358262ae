"""How the tables of a document add up, and what a break of it means.

A relation is a hypothesis that words, codes and numbering state and that the document itself must bear out:
:mod:`~gouji.relations.columns` forms those of total columns over all tables, :mod:`~gouji.relations.rows` those of rows
that sum other rows of a table; :mod:`~gouji.relations.support` says what bears one out, and which rival explanation of a
break stands instead of a mistake (:class:`~gouji.relations.support.Undecided`).  A rival may acquit, never accuse.
What the figures show where no word states it (:mod:`~gouji.relations.learned`) is such a rival, and counts as compared.

:mod:`~gouji.relations.table_view` is a table by meaning instead of by position, :mod:`~gouji.relations.identity` what its
figures are and say of each other.
"""
