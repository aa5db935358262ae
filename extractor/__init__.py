"""gouji 勾稽: Chinese government budgets and final accounts → records in which every value says where it is printed.

>>> from gouji import check, extract
>>> record = extract("budget.pdf")                     # doctest: +SKIP
>>> record.tables[0].rows[0]                           # doctest: +SKIP
['208', '社会保障和就业支出', '169.09', '169.09', None]
>>> [finding.message for finding in check(record)]     # doctest: +SKIP

What ``__all__`` names is the interface; it is loaded when it is asked for, so that ``import gouji`` and
``gouji --help`` cost nothing.  Everything else may move.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gouji.config import LlmConfig
    from gouji.errors import (
        ConfigError,
        EncryptedError,
        GoujiError,
        RecordError,
        SourceError,
        TooLargeError,
    )
    from gouji.options import Options
    from gouji.pipeline import check, extract, extract_as_one
    from gouji.read.model import Document
    from gouji.read.source import read_document
    from gouji.records import read_record
    from gouji.schemas.record import Evidence, Finding, Record, Statement, Table

__version__ = "0.1.0"

__all__ = [
    "ConfigError",
    "Document",
    "EncryptedError",
    "Evidence",
    "Finding",
    "GoujiError",
    "LlmConfig",
    "Options",
    "Record",
    "RecordError",
    "SourceError",
    "Statement",
    "Table",
    "TooLargeError",
    "check",
    "extract",
    "extract_as_one",
    "read_document",
    "read_record",
]

_HOMES = {
    "gouji.config": ("LlmConfig",),
    "gouji.errors": (
        "ConfigError",
        "EncryptedError",
        "GoujiError",
        "RecordError",
        "SourceError",
        "TooLargeError",
    ),
    "gouji.options": ("Options",),
    "gouji.pipeline": ("check", "extract", "extract_as_one"),
    "gouji.read.model": ("Document",),
    "gouji.read.source": ("read_document",),
    "gouji.records": ("read_record",),
    "gouji.schemas.record": ("Evidence", "Finding", "Record", "Statement", "Table"),
}
"""Where each public name is defined."""


def __getattr__(name: str) -> object:
    """A public name, from the module that defines it (PEP 562)."""
    home = next((module for module, names in _HOMES.items() if name in names), None)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(home), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
