"""Completeness and form: statutory tables, the contents page, blanks, misprints, headings, dates.

Rules about what the record holds need only the record; rules about the running text need the document and
are *not checkable* without it.
"""
