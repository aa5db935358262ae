"""A record → JSON text and its file.

Takes a record, gives its JSON: for a file, laid out so that a row of a table is one line and a
``diff`` of two readings shows the rows that differ; for a pipe, one line.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from gouji.output.atomic import write_text
from gouji.schemas.record import Record

LINE_WIDTH = 110
"""What fits in this many characters stays on one line."""

_ENCODE = json.JSONEncoder(ensure_ascii=False).encode
"""``json.dumps`` makes an encoder each time that it is called, for every value of a record."""

SHORTEST_ITEM = 3
"""Characters of the shortest item with its separator: ``0, ``."""

_LEAN = frozenset({"evidence", "form_evidence", "unit_evidence", "item_evidence", "metadata_evidence"})
"""Keys under which unset fields are left out: a page has no line, a line has no page."""

_RARE = frozenset({"address", "file", "files"})
"""Keys that are left out unset wherever they stand: only some records have them."""


def record_data(record: Record) -> dict[str, Any]:
    """The record as plain JSON values; every key present, save unset ones inside evidence."""
    data: dict[str, Any] = _without_unset(record.model_dump(mode="json"), lean=False)
    return data


def to_line(record: Record) -> str:
    """The record on one line, for ``--json``."""
    return json.dumps(record_data(record), ensure_ascii=False, separators=(",", ":"))


def to_text(record: Record) -> str:
    """The record for a file: indented, short lists and objects on one line."""
    return _laid_out(record_data(record), 0) + "\n"


def write_json(record: Record, path: Path) -> None:
    """Write the record to ``path``, UTF-8."""
    write_text(path, to_text(record))


def _without_unset(value: Any, *, lean: bool) -> Any:
    if isinstance(value, dict):
        return {
            key: _without_unset(item, lean=lean or key in _LEAN)
            for key, item in value.items()
            if not ((lean or key in _RARE) and (item is None or item == []))
        }
    if isinstance(value, list):
        return [_without_unset(item, lean=lean) for item in value]
    return value


def _laid_out(value: Any, depth: int) -> str:
    """JSON of ``value``: on one line when that is short enough, else one item a line."""
    outer = "  " * depth
    if not isinstance(value, dict | list) or not value or len(value) * SHORTEST_ITEM <= LINE_WIDTH:
        line = _ENCODE(value)
        if not isinstance(value, dict | list) or not value or len(outer) + len(line) <= LINE_WIDTH:
            return line
    inner = f",\n{outer}  "
    if isinstance(value, dict):
        items = (f"{_ENCODE(key)}: {_laid_out(item, depth + 1)}" for key, item in value.items())
        return f"{{\n{outer}  {inner.join(items)}\n{outer}}}"
    return f"[\n{outer}  {inner.join(_laid_out(item, depth + 1) for item in value)}\n{outer}]"
