"""All table regions of a document, whatever its form.

Takes a :class:`Document`, gives its :class:`TableRegion` list in document order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from gouji.domain.units import Reach, unit_for_all
from gouji.grids.grid import TableRegion
from gouji.grids.settings import GRIDS, GridSettings
from gouji.isolation import Isolation, strictly
from gouji.layout.captions import clean
from gouji.read.model import Document, Line


def find_regions(
    doc: Document, isolation: Isolation | None = None, settings: GridSettings = GRIDS
) -> list[TableRegion]:
    """Tables of a PDF by its rules and words; of a text by its tabs, and by flat lines where there are none.

    ``isolation`` keeps what fails to its page or its lines; without it errors pass.
    ``settings``: the thresholds of each reader.
    """
    isolation = isolation or strictly()
    if doc.form == "pdf":
        from gouji.grids.page_tables import find_pdf_regions

        return _with_common_unit(doc, find_pdf_regions(doc, isolation, settings))
    return _with_common_unit(doc, _text_regions(doc, isolation, settings))


def _text_regions(doc: Document, isolation: Isolation, settings: GridSettings) -> list[TableRegion]:
    from gouji.grids.flat.find import find_flat_regions
    from gouji.grids.marked import find_tab_regions

    tabbed = find_tab_regions(doc, isolation, settings.marked)
    taken = frozenset().union(*(region.line_ids for region in tabbed))
    flat = find_flat_regions(doc, taken, isolation, settings.flat)
    return sorted([*tabbed, *flat], key=lambda region: region.where.lines or (0, 0))


def _with_common_unit(doc: Document, regions: Sequence[TableRegion]) -> list[TableRegion]:
    """The regions, each with the unit that the document states once for it among others (以下各表单位均为万元)."""
    if all(region.unit for region in regions):
        return list(regions)
    stated = list(_stated_for_all(doc.lines))
    return [replace(region, common_unit=_common_unit(stated, region)) for region in regions]


def _stated_for_all(lines: Sequence[Line]) -> list[tuple[int, str, Reach]]:
    """Line, unit and reach of every sentence about all tables; a line break may stand in it."""
    found: list[tuple[int, str, Reach]] = []
    texts = [clean(line.text) for line in lines]
    for index, text in enumerate(texts):
        if "单位" not in text and "表" not in text:
            continue
        below = next((t for t in texts[index + 1 : index + 3] if t), "")
        stated = unit_for_all(text) or (unit_for_all(text + below) if not unit_for_all(below) else None)
        if stated is not None:
            found.append((index, *stated))
    return found


def _common_unit(stated: Sequence[tuple[int, str, Reach]], region: TableRegion) -> str | None:
    """The unit stated for all that holds for a region, where the statements about it agree."""
    first = min(region.line_ids, default=0)
    units = {unit for index, unit, reach in stated if reach == "all" or index <= first}
    return units.pop() if len(units) == 1 else None
