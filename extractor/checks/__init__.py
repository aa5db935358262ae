"""勾稽: record → findings.  What the document's own figures, words and form must agree with, and where they do not.

:mod:`~gouji.checks.engine` runs the catalogue (:mod:`~gouji.checks.rules`, one file a rule) over a
:class:`~gouji.checks.context.Context`: the record as the rules see it (:mod:`~gouji.relations.table_view`,
:mod:`~gouji.checks.statement_view`, :mod:`~gouji.checks.concepts`, :mod:`~gouji.checks.indicators`,
:mod:`~gouji.checks.contents`).  Then the outcomes are looked at together: what an open unit or year, or a misread
table, leaves uncheckable (:mod:`~gouji.checks.open_units`, :mod:`~gouji.checks.open_years`, :mod:`~gouji.checks.misread`),
where the mistake is (:mod:`~gouji.checks.locate`), and which findings are one (:mod:`~gouji.checks.consequences`,
:mod:`~gouji.checks.rounding_groups`).  :mod:`~gouji.checks.keys` names a finding beyond the run,
:mod:`~gouji.checks.selection` picks those that a user wants to see.
"""
