"""What a model answered, held against the source: a candidate that the source bears out, or a rejection with its reason.

A model proposes and never decides.  A quote must be printed, a figure must stand in it whole, and no figure belongs
to two items.  Pure text against text: nothing here knows who answered.
"""
