"""The province of a region, to group results by.

Takes the ``region`` of a label as printed (包头市, 上海市普陀区, 江苏省), gives the province's short
name, or ``None`` when the name does not say (a county alone).
"""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path


@cache
def _names() -> tuple[tuple[str, str], ...]:
    """``(beginning of a name, province)``, longest beginning first (海南藏族 before 海南)."""
    table: dict[str, list[str]] = tomllib.loads(
        (Path(__file__).parent / "provinces.toml").read_text(encoding="utf-8")
    )
    pairs = [(name, province) for province, below in table.items() for name in (province, *below)]
    return tuple(sorted(pairs, key=lambda pair: -len(pair[0])))


def province_of(region: str | None) -> str | None:
    """Short name of the province (内蒙古), by how the region's name begins."""
    if not region:
        return None
    return next((province for name, province in _names() if region.startswith(name)), None)
