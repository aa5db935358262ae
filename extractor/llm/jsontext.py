"""JSON as models write it: found in prose, in Python's spelling, its numbers as the digits that were sent.

Takes text, gives trees of dicts, lists, strings, booleans and ``None``; a number is a :class:`Digits`, a
string of the very characters of the text, so that no figure passes through a float.  Nothing is guessed:
an object that ends nowhere, a key given twice with two values and ``NaN`` are :class:`NotJsonError`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NoReturn

Json = dict[str, "Json"] | list["Json"] | str | bool | None

_OPENING = re.compile(r"[\[{]")
_STRING = r""" "(?:[^"\\]|\\.)*+" | '(?:[^'\\]|\\.)*+' """
_BRACKET = re.compile(rf"{_STRING} | \\. | ([\[{{]) | ([\]}}])", re.DOTALL | re.VERBOSE)
_WORD = re.compile(rf"{_STRING} | \\. | [A-Za-z_]\w* | ,(?=\s*[\]}}])", re.DOTALL | re.VERBOSE)
_NAMES = {"None": "null", "True": "true", "False": "false", ",": ""}
_IN_STRING = re.compile(r'\\.|"', re.DOTALL)


class Digits(str):
    """A JSON number as it was written: ``1234.50`` keeps its zero."""

    __slots__ = ()


class Doubled(dict[str, "Json"]):
    """An object that gave a key two values, and has the last; ``twice``: the keys."""

    __slots__ = ("twice",)
    twice: frozenset[str]


class NotJsonError(ValueError):
    """Not a JSON value; the text says why, in the words of a re-ask."""


def parse(text: str, *, lax: bool = False) -> Json:
    """One whole JSON value; control characters inside strings are let pass. ``lax``: as servers print what
    stands around an answer: ``NaN`` and ``Infinity`` are ``None``, an object with a key given twice :class:`Doubled`.

    Raises:
        NotJsonError: it is none, or an object gives one key two values.
    """
    try:
        value: Json = json.loads(
            text,
            strict=False,
            parse_float=Digits,
            parse_int=Digits,
            parse_constant=_nothing if lax else _no_number,
            object_pairs_hook=_last_counts if lax else unambiguous,
        )
    except NotJsonError:
        raise
    except (ValueError, RecursionError) as error:
        raise NotJsonError("不是完整的 JSON") from error
    return value


def parse_written(text: str) -> Json:
    """As :func:`parse`, and what Python prints as well: single quotes, ``None``, a comma after the last item."""
    try:
        return parse(text)
    except NotJsonError as error:
        respelt = _WORD.sub(_respelt, text)
        if respelt == text:
            raise
        try:
            return parse(respelt)
        except NotJsonError:
            raise error from None


def outermost(text: str) -> Iterator[str]:
    """The bracketed values of a text in order, none of them inside another.

    Raises:
        NotJsonError: a bracket is never closed: the answer was cut, and its inner parts are no answer.
    """
    at = 0
    while opening := _OPENING.search(text, at):
        at = _closing(text, opening.start())
        yield text[opening.start() : at]


def unambiguous(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    """The pairs as an object.

    Raises:
        NotJsonError: one key has two values.
    """
    found: dict[str, Json] = {}
    for key, value in pairs:
        if key in found and found[key] != value:
            raise NotJsonError(f"键 {key[:40]} 给了两个不同的值")
        found[key] = value
    return found


def _last_counts(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    try:
        return unambiguous(pairs)
    except NotJsonError:
        doubled = Doubled(pairs)
        doubled.twice = frozenset(k for k, v in pairs if v != doubled[k])
        return doubled


def _closing(text: str, start: int) -> int:
    depth = 0
    for found in _BRACKET.finditer(text, start):
        depth += bool(found[1]) - bool(found[2])
        if depth == 0 and found[2]:
            return found.end()
    raise NotJsonError("JSON 没有写完")


def _respelt(found: re.Match[str]) -> str:
    word = found.group()
    if word[0] != "'":
        return _NAMES.get(word, word)
    return f'"{_IN_STRING.sub(_requoted, word[1:-1])}"'


def _requoted(found: re.Match[str]) -> str:
    return {'"': '\\"', "\\'": "'"}.get(found.group(), found.group())


def _nothing(name: str) -> None:
    return None


def _no_number(name: str) -> NoReturn:
    raise NotJsonError(f"{name} 不是 JSON 的数")
