"""Floors that only rise: ``eval/thresholds.toml``.

Takes measured values and floors, gives what fell.  ``[headline]`` holds the floor of each measure over
all bundled documents together (micro), ``[documents.<id>]`` those of one document.  A floor whose
measure was not measured at all is a failure too; a document that is not on this machine is skipped
by name (its source is not part of the repository).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, Decimal
from pathlib import Path

from gouji.errors import ConfigError
from gouji.eval.model import DocScore, Run
from gouji.eval.report.run_data import gate_values

THRESHOLDS = Path(__file__).parent / "thresholds.toml"
GATED = (
    "cells", "cells_exact", "figures", "tables", "kind", "unit", "headers", "rows", "tables_perfect",
    "metadata", "metadata_null", "statements", "statement_fields", "statement_figures", "statement_all",
    "grounded_right", "targets", "projects", "duties", "internal_units", "glossary",
    "recall.error", "recall.rounding", "recall.note", "recall_decidable.error",
    "recall_decidable.rounding", "precision.error", "precision.rounding",
    "no_hallucination", "no_loss", "accept99",
)  # fmt: skip
"""Measures that have a floor; all of them are better when higher."""
_STEP = Decimal("0.0001")
_HEAD = """\
# Floors of `gouji eval gate`: the run fails when a measure falls below its floor.
# Values are shares in [0, 1], rounded down to four places.  They are raised by
# `gouji eval gate --raise` from measured values and are never lowered.
"""

Floors = dict[str, float]


@dataclass(frozen=True, slots=True)
class Thresholds:
    headline: Floors = field(default_factory=dict)
    documents: dict[str, Floors] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fallen:
    """One measure below its floor; ``value`` is ``None`` where it was not measured."""

    scope: str
    measure: str
    floor: float
    value: float | None

    def line(self) -> str:
        value = "未测得" if self.value is None else f"{self.value:.6f}"
        return f"{self.scope}: {self.measure} {value} < {self.floor:.4f}"


def read_thresholds(path: Path = THRESHOLDS) -> Thresholds:
    """Raises :class:`ConfigError` for a file of another shape."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(path, "the floors cannot be read", str(error)) from error
    thresholds = Thresholds(data.get("headline", {}), data.get("documents", {}))
    tables = [thresholds.headline, *thresholds.documents.values()]
    if not all(isinstance(floor, float | int) and 0 <= floor <= 1 for t in tables for floor in t.values()):
        raise ConfigError(path, "every floor must be a number between 0 and 1")
    return thresholds


def measured(run: Run, bundled: frozenset[str]) -> Thresholds:
    """The gated values of a run: bundled documents together, and each document by itself."""
    own = [doc for doc in run.documents if doc.doc_id in bundled]
    return Thresholds(_gated(own), {doc.doc_id: _gated([doc]) for doc in run.documents})


def _gated(documents: list[DocScore]) -> Floors:
    values: Mapping[str, float] = gate_values(documents) if documents else {}
    return {name: values[name] for name in GATED if name in values}


def fallen(floors: Thresholds, values: Thresholds, bundled: frozenset[str]) -> list[Fallen]:
    """Everything below its floor; documents that are neither bundled nor measured are left out."""
    found = _below("总体", floors.headline, values.headline)
    for doc_id, own in floors.documents.items():
        if doc_id in values.documents or doc_id in bundled:
            found += _below(doc_id, own, values.documents.get(doc_id, {}))
    return found


def _below(scope: str, floors: Floors, values: Floors) -> list[Fallen]:
    return [
        Fallen(scope, name, floor, values.get(name))
        for name, floor in floors.items()
        if name not in values or values[name] < floor
    ]


def skipped(floors: Thresholds, values: Thresholds, bundled: frozenset[str]) -> list[str]:
    """Documents with floors that could not be measured here."""
    return [i for i in floors.documents if i not in values.documents and i not in bundled]


def raised(floors: Thresholds, values: Thresholds) -> Thresholds:
    """Each floor at the measured value rounded down, unless it is higher already."""
    documents = {
        doc_id: _higher(floors.documents.get(doc_id, {}), values.documents.get(doc_id, {}))
        for doc_id in sorted({*floors.documents, *values.documents})
    }
    return Thresholds(_higher(floors.headline, values.headline), documents)


def _higher(floors: Floors, values: Floors) -> Floors:
    names = [name for name in GATED if name in floors or name in values]
    names += [name for name in floors if name not in names]
    return {name: max(floors.get(name, 0.0), _down(values.get(name, 0.0))) for name in names}


def _down(value: float) -> float:
    return float(Decimal(repr(value)).quantize(_STEP, rounding=ROUND_FLOOR))


def as_toml(thresholds: Thresholds) -> str:
    """The file as text, in a stable order."""
    lines = [_HEAD, "[headline]", *_lines(thresholds.headline)]
    for doc_id, floors in sorted(thresholds.documents.items()):
        lines += ["", f'[documents."{doc_id}"]', *_lines(floors)]
    return "\n".join(lines) + "\n"


def _lines(floors: Floors) -> list[str]:
    return [f'"{name}" = {floor:.4f}' for name, floor in floors.items()]
