"""One digit changed in a relation that a real document confirms: how often the checks find it, and at which place.

``model`` what a change and its outcome are, ``draw`` which figure of a record is changed to what, ``edit`` the change in
the record, ``redraw`` in the PDF itself, ``run`` judges again, ``report`` sums up.
"""
