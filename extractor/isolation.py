"""The one boundary at which an error of ours is caught: a part that fails costs itself, never the document.

Takes a call and what stands in for its result, gives the result or the stand-in, and keeps an
:class:`~gouji.schemas.record.Unread` (reason ``internal``) of what failed: step, part and type of the error, no
traceback.  Parts are the regions of a page or text, tables, sections, rules, whole steps.

Three kinds of error are not ours and pass: what a user can act on (:class:`~gouji.errors.GoujiError`), the
machine's (``OSError``: a full disk) and the document's limit (``MemoryError``: what is still to come would meet it
again).  ``RecursionError`` is a part nested too deep; when it arrives here the stack is free again, so it costs the part.

With ``GOUJI_STRICT=1`` in the environment, and in every call that is given no boundary, nothing is caught:
the tests run so, and whoever looks for the cause.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ParamSpec, TypeVar

from gouji.errors import GoujiError
from gouji.schemas.record import Unread

P = ParamSpec("P")
T = TypeVar("T")
S = TypeVar("S")

STRICT_VARIABLE = "GOUJI_STRICT"
REASON = "internal"


def is_strict() -> bool:
    """Whether the environment asks for errors as they are."""
    return os.environ.get(STRICT_VARIABLE, "") not in ("", "0")


@dataclass(frozen=True, slots=True)
class Part:
    """What is lost when a call fails: its name for the auditor, and the page or the table that it is."""

    name: str
    page: int | None = None
    table: str | None = None


@dataclass(slots=True)
class Isolation:
    """What failed so far in one document; ``strict`` lets errors through."""

    strict: bool = field(default_factory=is_strict)
    failures: list[Unread] = field(default_factory=list)

    def run(
        self, part: Part, otherwise: S, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs
    ) -> T | S:
        """``function(*args, **kwargs)``; ``otherwise`` when it fails, and ``part`` is unread."""
        try:
            return function(*args, **kwargs)
        except (GoujiError, OSError, MemoryError):
            raise
        except Exception as error:  # noqa: BLE001 - the documented boundary, see the head of this module
            if self.strict:
                raise
            self._note(part, error)
            return otherwise

    def _note(self, part: Part, error: Exception) -> None:
        """Keep that ``part`` failed, once however often it was tried."""
        detail = f"{part.name}：程序内部错误 {type(error).__name__}"
        failure = Unread(page=part.page, table=part.table, reason=REASON, detail=detail)
        if failure not in self.failures:
            self.failures.append(failure)


def strictly() -> Isolation:
    """The boundary of a call that was given none: nothing is caught."""
    return Isolation(strict=True)
