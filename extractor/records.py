"""Records on disk → :class:`~gouji.schemas.record.Record`, whatever version of gouji wrote them.

Takes the bytes of a JSON file, gives a record in today's shape.  A record says its ``schema_version``; one that
says none was written before there was one and is version 1.  An earlier record is led through
:data:`MIGRATIONS`, one step a version; a later one is refused, as nobody can know what it means.
Everything that reads a record reads it here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field, TypeAdapter, ValidationError
from pydantic_core import from_json, to_json

from gouji.checks.keys import with_keys
from gouji.errors import RecordError
from gouji.schemas.record import RECORD_VERSION, Finding, Record, Table

Raw = dict[str, Any]


class _Versioned(BaseModel):
    """All that is looked at before the version is known."""

    schema_version: int = Field(default=1, ge=1)


def read_record(path: str | PathLike[str]) -> Record:
    """The record in a JSON file that ``gouji extract`` or an earlier version of it wrote.

    Args:
        path: The JSON file of one record.

    Returns:
        The record in today's shape.

    Raises:
        RecordError: The file cannot be read, holds no record, or one of a later version.
    """
    path = Path(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RecordError(path, error.strerror or "读不出", "检查路径和权限") from error
    return parse_record(data, path)


def parse_record(data: bytes, name: str | Path) -> Record:
    """The record in ``data``; ``name`` is for the message of the :class:`RecordError`."""
    try:
        version = _Versioned.model_validate_json(data).schema_version
        if version > RECORD_VERSION:
            reason = f"记录是第 {version} 版格式，本程序只认到第 {RECORD_VERSION} 版"
            raise RecordError(name, reason, "请升级 gouji，或用本程序重新抽取")
        return Record.model_validate_json(data if version == RECORD_VERSION else _migrated(data, version))
    except ValidationError as error:
        raise RecordError(name, "不是 gouji 的记录", "gouji extract 写出记录") from error


def _migrated(data: bytes, version: int) -> bytes:
    raw: Raw = from_json(data)
    for step in range(version, RECORD_VERSION):
        raw = MIGRATIONS[step](raw) | {"schema_version": step + 1}
    return to_json(raw)


def _findings_get_keys(raw: Raw) -> Raw:
    """Version 1 → 2: ``findings[].key``."""
    findings = TypeAdapter(list[Finding]).validate_python(raw.get("findings", []))
    tables = TypeAdapter(list[Table]).validate_python(raw.get("tables", []))
    return raw | {"findings": [f.model_dump(mode="json") for f in with_keys(findings, tables)]}


MIGRATIONS: Mapping[int, Callable[[Raw], Raw]] = {1: _findings_get_keys}
"""version → what makes of a record of that version one of the next."""
