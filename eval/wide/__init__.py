"""Documents that nobody has labelled, measured all the same: what was compared, what was found, and where it looks odd.

:mod:`~gouji.eval.wide.measure` takes a record, gives a :class:`~gouji.eval.wide.model.WideDocument`;
:mod:`~gouji.eval.wide.clusters` puts documents of one layout together and says where one misreading would explain many
breaks; :mod:`~gouji.eval.wide.limits` holds floors and ceilings; :mod:`~gouji.eval.wide.view` is
what the terminal and :mod:`gouji.eval.report.wide_page` show.
"""
