"""All table regions of a document, whatever its form.

Takes a :class:`Document`, gives its :class:`TableRegion` list in document order.
"""

from __future__ import annotations

from extractor.read.model import Document
from extractor.segment.model import TableRegion


def find_regions(doc: Document) -> list[TableRegion]:
    """Tables of a PDF by its rules and words; of a text by its tabs, and by flat lines where there are none."""
    if doc.form == "pdf":
        from extractor.segment.pdf_regions import find_pdf_regions

        return find_pdf_regions(doc)
    return _text_regions(doc)


def _text_regions(doc: Document) -> list[TableRegion]:
    from extractor.segment.flat_regions import find_flat_regions
    from extractor.segment.tab_regions import find_tab_regions

    tabbed = find_tab_regions(doc)
    taken = frozenset().union(*(region.line_ids for region in tabbed))
    flat = find_flat_regions(doc, taken)
    return sorted([*tabbed, *flat], key=lambda region: region.where.lines or (0, 0))
