"""The outline of the prose: headings, and the section under each with its lines and paragraphs."""

from __future__ import annotations

from dataclasses import dataclass

from gouji.outline.paragraph import Paragraph
from gouji.read.model import Line


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its number as printed (``第二部分``, ``一``, ``（一）``, ``1``, ``（1）``), title and depth."""

    label: str
    title: str
    depth: int
    line_id: int


@dataclass(frozen=True, slots=True)
class Section:
    """Prose under one heading. ``path`` joins the heading labels with ``/``: ``第二部分/一/（一）/1``.

    ``lines`` are the body lines in order, the heading's own line first when text follows the
    number on it; lines broken by the page are not joined yet.
    """

    path: str
    headings: tuple[Heading, ...]
    lines: tuple[Line, ...]
    role: str = "prose"
    """``prose``, ``duties``, ``organisation``, ``plan``, ``report``, ``glossary``, ``contact``, ``contents``."""
    paragraphs: tuple[Paragraph, ...] = ()
    """The same lines joined over line and page ends; the first one is the run-in item or the heading."""
    titled: bool = False
    """The first paragraph is a mere heading: no clause of it states anything."""
