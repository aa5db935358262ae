"""The format of a file that is to be written: the name of the file says it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def format_named(path: Path | None, endings: Mapping[str, str], default: str) -> str:
    """The format whose ending (``.csv``) the name of the file has; ``default`` where it has none of them.

    ``endings``: format → ending, lower case.
    """
    name = path.name.lower() if path is not None else ""
    return next((form for form, ending in endings.items() if name.endswith(ending)), default)
