"""The data files of the domain (``data/*.tsv``) → their rows, checked.

Takes the name of a file and the columns that its reader knows, gives the cells of each row in that order.  A file is
UTF-8 text with tabs between its columns: the names of the columns first, then a row a line; a line that begins with
``#`` is a comment.  The last column is always ``source``: where the word is printed, or which law or circular prescribes
it; no row may lack it.  Every file is read once.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).with_name("data")


class WordsError(ValueError):
    """A data file is not what its reader expects; the message names file and line."""


@cache
def rows(name: str, *columns: str) -> tuple[tuple[str, ...], ...]:
    """The rows of ``data/<name>``: one ``str`` for each of ``columns``, the source left out.

    Raises:
        WordsError: The file has other columns, or a row with more or fewer cells, with a space around a cell, or
            without a source.
    """
    expected = (*columns, "source")
    found: list[tuple[str, ...]] = []
    header: tuple[str, ...] | None = None
    for number, line in enumerate((FOLDER / name).read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        cells = tuple(line.split("\t"))
        problem = None
        if header is None and cells != expected:
            problem = f"columns {', '.join(cells)}, not {', '.join(expected)}"
        elif len(cells) != len(expected):
            problem = f"{len(cells)} cells, not {len(expected)}"
        elif any(cell != cell.strip() for cell in cells):
            problem = "a space around a cell"
        elif not cells[-1]:
            problem = "no source"
        if problem is not None:
            raise WordsError(f"{name}, line {number}: {problem}")
        if header is None:
            header = cells
        else:
            found.append(cells[:-1])
    return tuple(found)


def words(name: str, group: str) -> tuple[str, ...]:
    """The words of one group of a file with the columns ``group``, ``word``, in the order of the file.

    Raises:
        WordsError: As :func:`rows`; there is no such group.
    """
    found = tuple(word for of, word in rows(name, "group", "word") if of == group)
    if not found:
        raise WordsError(f"{name}: no word of group {group}")
    return found


def pattern(name: str, group: str, form: str = "{}") -> re.Pattern[str]:
    """One expression for all words of a group, each an expression itself; ``form`` says where they stand (``^(?:{})$``)."""
    return re.compile(form.replace("{}", "|".join(words(name, group))))
