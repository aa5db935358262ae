"""Places as keys, and the values that are printed at a place.

Takes a record, gives an index (place, digits) → path, so that the operand of a finding can be led
back to the value that it was made of, and a correction put where it belongs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

from gouji.figures import amount
from gouji.review.paths import LISTS, STATEMENT_FIELDS, cell_path
from gouji.schemas.record import Evidence, Place, Record

PlaceKey = tuple[object, ...]
FIGURE_FIELDS = ("value", "change", "change_pct", "share_pct", "completion_pct", "budget_value")


def place_key(place: Place | None) -> PlaceKey | None:
    """A hashable form of a place; boxes to the whole point, so that rounding does not move it."""
    if place is None:
        return None
    if place.line is not None:
        return ("line", place.line, *(place.span or ()))
    if place.page is not None:
        return ("page", place.page, *(round(v) for v in place.bbox or ()))
    return None


def bare(place: Place | None) -> Place | None:
    """The place alone, without the confidence and reasons that evidence carries."""
    if place is None or (place.page is None and place.line is None):
        return None
    return Place(page=place.page, bbox=place.bbox, line=place.line, span=place.span, address=place.address)


def digest(*parts: object, length: int = 16) -> str:
    """A short stable name for what ``parts`` say."""
    text = "\x1f".join(repr(part) for part in parts)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]


def item_name(*parts: object) -> str:
    """The id of a question: a letter first, so that no spreadsheet takes it for a number."""
    return f"q{digest(*parts)}"


def version_name(*parts: object) -> str:
    """The version of a question, with its letter."""
    return f"v{digest(*parts)}"


def values_of(record: Record) -> Iterator[tuple[str, str | None, Evidence | None]]:
    """Every value that can be reviewed: path, what was read, evidence."""
    for field, printed in record.metadata_evidence.items():
        stated = getattr(record.metadata, field)
        yield f"metadata/{field}", None if stated is None else str(stated), printed
    for table in record.tables:
        for row, cells in enumerate(table.rows):
            grid = table.evidence[row] if row < len(table.evidence) else []
            for column, text in enumerate(cells):
                evidence = grid[column] if column < len(grid) else None
                if text is not None or evidence is not None:
                    yield cell_path(table.id, row, column), text, evidence
        for key, text in (table.form or {}).items():
            if text is not None:
                yield f"tables/{table.id}/form/{key}", text, table.form_evidence.get(key)
    for statement in record.statements:
        main = "value" if statement.value is not None else _first(statement)
        yield f"statements/{statement.id}/{main}", str(getattr(statement, main)), statement.evidence
    for name, fields in LISTS.items():
        for index, item in enumerate(getattr(record, name)):
            field = _main(name, item, fields)
            yield f"{name}/{index}/{field}", getattr(item, field), item.evidence
    for name in ("duties", "internal_units"):
        evidence_list = record.item_evidence.get(name, [])
        for index, text in enumerate(getattr(record, name)):
            yield f"{name}/{index}", text, evidence_list[index] if index < len(evidence_list) else None


def _first(statement: object) -> str:
    filled = [field for field in STATEMENT_FIELDS if getattr(statement, field) is not None]
    return filled[0] if filled else "subject"


def _main(name: str, item: object, fields: tuple[str, ...]) -> str:
    wanted = {"projects": ("amount", "executed_amount"), "targets": ("value", "deadline")}.get(name, ())
    filled = [field for field in wanted if getattr(item, field) is not None]
    return filled[0] if filled else ("definition" if name == "glossary" else fields[0])


class PlaceIndex:
    """(place, value) → path of the value of the record that is printed there, and the unit of a path."""

    def __init__(self, record: Record) -> None:
        self._units = {("tables", table.id): table.unit for table in record.tables}
        self._units |= {("statements", s.id): s.unit for s in record.statements}
        self._paths: dict[tuple[PlaceKey, object], str] = {}
        for path, value, evidence in values_of(record):
            self._add(evidence, value, path)
        for statement in record.statements:
            for field in FIGURE_FIELDS:
                self._add(statement.evidence, getattr(statement, field), f"statements/{statement.id}/{field}")
        for index, project in enumerate(record.projects):
            for field in ("amount", "executed_amount", "budget_amount", "score", "execution_rate"):
                self._add(project.evidence, getattr(project, field), f"projects/{index}/{field}")

    def unit(self, path: str | None) -> str | None:
        """The unit of the value at ``path``: that of its table or statement, ``%`` for a share."""
        if path is None:
            return None
        parts = path.split("/")
        return "%" if parts[-1].endswith("_pct") else self._units.get((parts[0], parts[1]))

    def _add(self, place: Place | None, value: str | None, path: str) -> None:
        key = place_key(place)
        if key is not None and value is not None:
            self._paths.setdefault((key, _comparable(value)), path)

    def path(self, place: Place | None, value: str | None) -> str | None:
        """The path of the value at ``place`` that reads ``value``, or ``None``."""
        key = place_key(place)
        return None if key is None or value is None else self._paths.get((key, _comparable(value)))


def _comparable(value: str) -> object:
    number = amount(value.rstrip("%"))
    return value if number is None else number.normalize()
