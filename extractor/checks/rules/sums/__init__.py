"""Sums in prose: enumerations, heads against items, changes of the parts against the change of the whole."""
