"""All table regions of a document, whatever its form.

Takes a :class:`Document`, gives its :class:`TableRegion` list in document order.
"""

from __future__ import annotations

from extractor.read.model import Document
from extractor.segment.model import TableRegion
from extractor.segment.tab_regions import find_tab_regions


def find_regions(doc: Document) -> list[TableRegion]:
    """Tables of a PDF by its rules and words, of a text by its tabs, else by its flat lines."""
    if doc.form == "pdf":
        from extractor.segment.pdf_regions import find_pdf_regions

        return find_pdf_regions(doc)
    regions = find_tab_regions(doc)
    if regions:
        return regions
    from extractor.segment.flat_regions import find_flat_regions

    return find_flat_regions(doc)
