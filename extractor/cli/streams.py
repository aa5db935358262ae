"""stdout and stderr that take every text: set up once, before anything is printed.

Talk and screens are in the encoding of the terminal; a character that it lacks is shown as ``\\u20bb7``.  Data on
stdout (``--json``, ``--format json``) is UTF-8 whatever the locale is: a program reads it.
"""

from __future__ import annotations

import io
import os
import sys

import click


def prepare() -> None:
    """Make stdout and stderr fit for any character; open them on nothing where they were closed.

    A closed stream leaves its number to the next file that is opened, and what is printed would go into it.
    """
    for number in (0, 1, 2):
        try:
            os.fstat(number)
        except OSError:
            os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # the lowest free number: this one
    if sys.stdout is None:
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    if sys.stderr is None:
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", closefd=False)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def put_data(text: str) -> None:
    """Data to stdout, with a line feed after it where there is none; a lone surrogate as ``\\ud83d``, as JSON writes it."""
    line = text if text.endswith("\n") or not text else text + "\n"
    click.echo(line.encode("utf-8", "backslashreplace"), nl=False)
