"""Prose to statements, projects, targets, duties, units and glossary, by grammar alone.

Takes the sections of :func:`gouji.outline.sections.outline`, gives a :class:`ProseResult`.  No model
is asked; every item has the place where it is printed.
"""

from __future__ import annotations

from gouji.prose.result import ProseResult, read_prose

__all__ = ["ProseResult", "read_prose"]
