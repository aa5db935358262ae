"""A checker of evidence and conservation, independent of the readers.

``text_at`` looks at a place in the source again; ``wrong_evidence`` lists the cells whose evidence does not
print them; ``lost_figures`` the figures of a table region that reached neither cell nor leftovers.
"""

from __future__ import annotations

from collections.abc import Iterator

from gouji.figures import cell_text, plain_number
from gouji.grids.grid import TableRegion
from gouji.normalise import squash, strip_markup
from gouji.read.model import Cell, Document
from gouji.schemas.record import Evidence, Place, Table
from gouji.tables.headers import header_height, is_column_numbers

SLACK = 0.6
"""Points by which a word may stick out of a box that was rounded to two decimals."""


def text_at(doc: Document, place: Place) -> str:
    """The text that the source prints at a place."""
    if place.line is not None and place.span is not None:
        line = next(line for line in doc.lines if line.number == place.line)
        return line.text[place.span[0] : place.span[1]]
    assert place.page is not None and place.bbox is not None
    x0, y0, x1, y1 = place.bbox
    page = next(page for page in doc.pages if page.number == place.page)
    inside = [
        word
        for word in page.words
        if x0 - SLACK <= word.bbox.cx <= x1 + SLACK and y0 - SLACK <= word.bbox.cy <= y1 + SLACK
    ]
    return "".join(word.text for word in inside)


def places_of(evidence: Evidence) -> list[Place]:
    return [Place(**evidence.model_dump(include={"page", "bbox", "line", "span"})), *evidence.also]


def wrong_evidence(doc: Document, table: Table) -> list[str]:
    """Cells without evidence, or whose evidence prints something else."""
    wrong = []
    for row, (cells, proofs) in enumerate(zip(table.rows, table.evidence, strict=True)):
        for col, (cell, evidence) in enumerate(zip(cells, proofs, strict=True)):
            if cell is None and evidence is not None and evidence.status == "review" and not evidence.line:
                continue  # an empty cell of which the reader is not sure that it is empty
            if (cell is None) != (evidence is None):
                wrong.append(f"{table.id} row {row} col {col}: {cell!r} with evidence {evidence}")
            elif cell is not None and evidence is not None:
                printed = cell_text("\n".join(text_at(doc, place) for place in places_of(evidence)))
                if squash(printed or "") != squash(cell):
                    wrong.append(f"{table.id} row {row} col {col}: {cell!r}, the source prints {printed!r}")
    for name, evidence in table.form_evidence.items():
        printed = squash(strip_markup("".join(text_at(doc, place) for place in places_of(evidence))))
        value = squash((table.form or {}).get(name) or "")
        if value.replace(",", "") not in printed.replace(",", ""):
            wrong.append(f"{table.id} {name}: {value!r}, the source prints {printed!r}")
    return wrong


def lost_figures(region: TableRegion, table: Table) -> list[str]:
    """Figures of the region's grids whose place no cell, form field or leftover names."""
    known = {_key(place) for row in table.evidence for e in row if e is not None for place in places_of(e)}
    known |= {_key(place) for e in table.form_evidence.values() for place in places_of(e)}
    known |= {_key(leftover.place) for leftover in table.leftovers}
    return [
        f"{table.id}: {cell.text!r} at {place}"
        for cell in _data_cells(region)
        if plain_number(cell.text) is not None
        for place in cell.places
        if _key(place) not in known
    ]


def _key(place: Place) -> tuple[object, ...]:
    return (place.page, place.bbox, place.line, place.span)


def _data_cells(region: TableRegion) -> Iterator[Cell]:
    for grid in region.grids:
        height = header_height(grid)
        for index, row in enumerate(grid.rows):
            if index >= height and not is_column_numbers(row):
                yield from row
