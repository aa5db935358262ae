"""Floors and ceilings of a folder of unlabelled documents: takes a TOML file and options, gives what is beyond them."""

from __future__ import annotations

import tomllib
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gouji.errors import ConfigError
from gouji.eval.wide.model import Wide, sums_of


class Limits(BaseModel):
    """What must hold of a folder; ``None``: not asked."""

    model_config = ConfigDict(extra="forbid")

    min_documents: int | None = Field(default=None, ge=0)
    """Documents that were read: a folder that lost half its documents must not pass for a better one."""
    min_coverage: float | None = Field(default=None, ge=0.0, le=1.0)
    """Share of all amounts that stand in a judged, not trivial relation."""
    max_errors_per_document: float | None = Field(default=None, ge=0.0)
    """Error findings, on average."""
    max_errors_in_one_document: int | None = Field(default=None, ge=0)
    max_unknown_tables: float | None = Field(default=None, ge=0.0, le=1.0)
    """Share of all tables whose kind is not known."""
    max_suspected: int | None = Field(default=None, ge=0)
    """Breaks that one misreading of their layout would explain."""


def read_limits(path: Path) -> Limits:
    """The limits in a TOML file; raises :class:`ConfigError` for anything else."""
    try:
        return Limits.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise ConfigError(path, f"不是底线文件：{' '.join(str(error).split())}") from error


def beyond(limits: Limits, wide: Wide) -> list[str]:
    """One line for each limit that is broken: its name, what was measured, the limit."""
    total = sums_of(wide.documents)
    worst = max((len(document.errors) for document in wide.documents), default=0)
    unknown = total.unknown_tables / total.tables if total.tables else 0.0
    floors: list[tuple[str, float, float | None]] = [
        ("min_documents", total.documents, limits.min_documents),
        ("min_coverage", total.coverage or 0.0, limits.min_coverage),
    ]
    ceilings: list[tuple[str, float, float | None]] = [
        ("max_errors_per_document", total.errors_per_document, limits.max_errors_per_document),
        ("max_errors_in_one_document", worst, limits.max_errors_in_one_document),
        ("max_unknown_tables", unknown, limits.max_unknown_tables),
        ("max_suspected", wide.suspected, limits.max_suspected),
    ]
    broken = [entry for entry in floors if entry[2] is not None and entry[1] < entry[2]]
    broken += [entry for entry in ceilings if entry[2] is not None and entry[1] > entry[2]]
    return [f"{name}: {value:.4g} ({limit:.4g})" for name, value, limit in broken]
