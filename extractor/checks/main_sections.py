"""The main sections of the prose: the stretches that speak of one whole (收入, 财政拨款支出, 政府性基金, 三公 …).

Takes the statements of a record, gives for each the body that it stands in and its main section as a path.

A document of several bodies (汇编) begins again: a part or chapter comes back after another one.  Each is a scope of
its own.  Within a body a part (第二部分) only holds chapters.  A chapter is a main section where it states a whole itself
or where what stands under it is about one whole.  Where its sections open with wholes of different kinds (三、说明 with
（一）收支总体、（四）财政拨款支出、（八）政府性基金), it only holds them, and each of them is a main section.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from gouji.domain.concepts import SUBJECT_CONCEPTS
from gouji.domain.numbering import PART
from gouji.normalise import fold
from gouji.schemas.record import Statement

Path = tuple[str, ...]
_OUTERMOST = re.compile(rf"{PART}|[一二三四五六七八九十]+")
"""Parts and chapters; smaller numbers begin again within a body."""
_TELLS_ALL: Final = 3
"""Kinds of whole that a body tells at least; a section out of its order tells one or two."""

_WHOLES: Final = {
    "rev.total": "rev",
    "rev.year": "rev",
    "exp.total": "exp",
    "exp.year": "exp",
    "app.rev.total": "app.rev",
    "app.rev.year": "app.rev",
    "app.exp.total": "app.exp",
    "app.exp.year": "app.exp",
    "app.year": "app.exp",
    "general.year": "app.exp",
    "general.basic": "basic",
    "app.basic": "basic",
    "fund.year": "fund",
    "capital.year": "capital",
    "three.total@current": "three",
    "three.wide@current": "three",
    "agency.total": "agency",
    "proc.total": "procurement",
    "proj.total": "projects",
    "perf.total": "projects",
}
"""Concept → what kind of whole a section is about that opens with it.  一般公共预算 and 财政拨款 are one kind: most
sections that are named after the one also print the other."""


def wholes_of(subject: str) -> frozenset[str]:
    """The kinds of whole that a subject may name."""
    text = re.sub(r"^其中:?", "", fold(subject))
    for entry in SUBJECT_CONCEPTS:
        if entry.pattern.search(text):
            named = (concept for several in entry.concepts for concept in several.split("|"))
            return frozenset(_WHOLES[concept] for concept in named if concept in _WHOLES)
    return frozenset()


def path_of(section: str) -> Path:
    return tuple(part for part in section.split("/") if part)


def bodies(statements: Sequence[Statement]) -> list[int]:
    """For each statement the number of the body that it stands in, from 0."""
    runs: list[list[int]] = [[]]
    last = ""
    seen: set[str] = set()
    for position, statement in enumerate(statements):
        first = next(iter(path_of(statement.section)), "")
        if _OUTERMOST.fullmatch(first):
            if first != last and first in seen:
                runs.append([])
                seen = set()
            seen.add(first)
            last = first
        runs[-1].append(position)
    found: list[int] = []
    body = 0
    for run in runs:
        wholes = {kind for n in run for kind in wholes_of(statements[n].subject)}
        body += bool(found) and len(wholes) >= _TELLS_ALL
        found += [body] * len(run)
    return found


def main_sections(statements: Sequence[Statement]) -> list[Path]:
    """For each statement its main section; that of a later body begins with the number of the body."""
    places = [
        (body, path_of(statement.section))
        for body, statement in zip(bodies(statements), statements, strict=True)
    ]
    opens: dict[tuple[int, Path], frozenset[str]] = {}
    stated: set[tuple[int, Path]] = set()
    children: dict[tuple[int, Path], dict[Path, None]] = {}
    for (body, path), statement in zip(places, statements, strict=True):
        if statement.measure != "amount":
            continue
        wholes = wholes_of(statement.subject)
        if wholes:
            stated.add((body, path))
        for depth in range(len(path)):
            opens.setdefault((body, path[: depth + 1]), wholes)
            children.setdefault((body, path[:depth]), {})[path[: depth + 1]] = None

    def holds_only(node: tuple[int, Path]) -> bool:
        """Whether a section states no whole of its own and those under it open with wholes of different kinds."""
        if node in stated:
            return False
        kinds = [opened for child in children.get(node, ()) if (opened := opens[(node[0], child)])]
        return any(not one & other for n, one in enumerate(kinds) for other in kinds[n + 1 :])

    def main(body: int, path: Path) -> Path:
        depth = 2 if path and path[0].startswith("第") else 1
        while depth < len(path) and holds_only((body, path[:depth])):
            depth += 1
        return ((f"[{body + 1}]",) if body else ()) + path[:depth]

    return [main(body, path) for body, path in places]
