"""Within one table, apart from sums: codes and names, duplicates, numbering, signs, emptiness, prices.

Mostly notes: a printed name may differ from the official one for many reasons, and only a few of these contradict the
document itself.
"""
