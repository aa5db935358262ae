"""The one reader of a model's answers: what a message says, as a value of the response model.

Takes a message (text, reasoning, tool calls) and the model that was asked for, gives a :class:`ReadAnswer`.
Form is forgiven, content never: an answer may stand in prose, after thoughts, in another mode's place, in
Python's spelling, with numbers for strings, with keys of another case, without its wrapper or in one more;
a figure keeps its very digits, and two answers that differ are none.  What stays unreadable is
:class:`UnreadableError` with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from gouji.figures import MINUS, NUMBER
from gouji.grounding.source import fold_text
from gouji.llm.jsontext import Digits, Json, NotJsonError, outermost, parse, parse_written, unambiguous
from gouji.schemas.llm import StrictModel

Repair = Literal["place", "prose", "spelling", "wrapper", "keys", "missing", "types", "unit"]
"""What a server that holds a model to the schema never lets happen."""

ONLY_THOUGHTS = "只有思考，没有回答"
_THOUGHT_END = re.compile(r"</(?:think|thinking|thought|reasoning)>", re.IGNORECASE)
_THOUGHT = re.compile(r"\s*<(?:think|thinking|thought|reasoning)>", re.IGNORECASE)
_WRAPPERS = frozenset(
    "properties parameters arguments function answer result results output response data json content".split()
)
_BESIDE = frozenset("type title description required additionalproperties name id strict schema defs".split())
"""Keys of a schema or of a tool call: they may stand beside a wrapped answer."""
_MAX_WRAPPERS = 4
_FIGURE = re.compile(rf"\s*+([+{MINUS}]?(?>{NUMBER}))\s*+([^\d\s.,，．+\-][^\d.,，．]*+)")
"""Figure and unit, blanks behind it included; nothing in it is tried twice."""
_MOST_CHARACTERS = 400_000
_MOST_VALUES = 20_000
"""Characters and values of an answer: ten times what the longest output of a model holds."""
_IN_UNIT = ("value", "amount", "budget_amount", "executed_amount", "change", "budget_value")
"""Figures in the item's own unit; the first two are the ones that the unit is said of."""
_OWN_UNIT = {
    "change_pct": "%",
    "share_pct": "%",
    "completion_pct": "%",
    "execution_rate": "%",
    "score": "分",
}
_LINE = re.compile(r"[Ll]?(\d{1,9})(?:\.0+)?")
_YEAR = re.compile(r"(\d{4})年度?")


class UnreadableError(Exception):
    """No answer, or more than one; the text is the reason, fit for a re-ask."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a message holds, as texts."""

    content: str = ""
    reasoning: str = ""
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """The answer, and what had to be forgiven to read it."""

    answer: StrictModel
    repairs: frozenset[Repair] = frozenset()


def read_answer(said: Said, model: type[StrictModel], *, tool: bool = False) -> ReadAnswer:
    """The answer in the message, wherever it stands. ``tool``: it was to be a tool call.

    Raises:
        UnreadableError: there is none, or there are several that differ.
    """
    places: list[tuple[tuple[str, ...], bool]] = [
        (tuple(text for text in said.arguments if text.strip() not in ("", "{}")), tool),
        ((said.content,) if said.content.strip() else (), not tool),
        ((said.reasoning,) if said.reasoning.strip() else (), False),
    ]
    # What stands in a later place is a draft: it never replaces a final answer that cannot be read.
    said_in = next(((texts, right_place) for texts, right_place in places if texts), None)
    if said_in is None:
        raise UnreadableError("回答是空的")
    texts, right_place = said_in
    return _only(texts, model, frozenset() if right_place else frozenset({"place"}))


def _only(texts: tuple[str, ...], model: type[StrictModel], repairs: frozenset[Repair]) -> ReadAnswer:
    """The one answer that the texts give, however often they give it."""
    found: list[ReadAnswer] = []
    reason = ""
    for text in texts:
        if len(text) > _MOST_CHARACTERS:
            raise UnreadableError(f"回答超过 {_MOST_CHARACTERS} 个字符")
        for tree, forgiven in _trees(text):
            try:
                reading = _fitted(tree, model, repairs | forgiven)
            except UnreadableError as error:
                reason = reason or str(error)
            else:
                found.append(reading)
    if any(reading.answer != found[0].answer for reading in found):
        raise UnreadableError("回答里有几个不同的 JSON，不知道哪个算数")
    if not found:
        raise UnreadableError(reason or "回答里没有 JSON")
    return found[0]


def _trees(text: str) -> Iterator[tuple[Json, frozenset[Repair]]]:
    """The JSON values of a text, thoughts left out: the whole text, or what stands in prose."""
    body = _without_thoughts(text.strip().strip("\ufeff\u200b").strip())
    try:
        tree = parse(body)
    except NotJsonError as error:
        yield from _in_prose(body, str(error))
    else:
        if isinstance(tree, str):  # a JSON text inside a JSON string: encoded twice
            yield from _in_prose(tree, "回答里没有 JSON")
        else:
            yield tree, frozenset()


def _without_thoughts(text: str) -> str:
    """What stands behind the thoughts.  A document may print ``</think>`` too: an answer that begins with a
    bracket has no thoughts before it, and an end of thoughts is one that an answer follows."""
    if text[:1] in ("{", "["):
        return text
    ends = [found.end() for found in _THOUGHT_END.finditer(text)]
    if not ends and _THOUGHT.match(text):
        raise UnreadableError(ONLY_THOUGHTS)
    end = next((at for at in ends if text[at:].lstrip()[:1] in ("{", "[", "`")), ends[-1] if ends else 0)
    return text[end:].strip()


def _in_prose(text: str, reason: str) -> Iterator[tuple[Json, frozenset[Repair]]]:
    """The JSON values in a text. ``reason``: why it is none as a whole."""
    readable = False
    try:
        for part in outermost(text):
            repairs: set[Repair] = set() if part == text else {"prose"}
            try:
                tree = parse(part)
            except NotJsonError as error:
                reason = str(error)
                try:
                    tree = parse_written(part)
                except NotJsonError:
                    continue
                repairs.add("spelling")
            readable = True
            yield tree, frozenset(repairs)
    except NotJsonError as error:
        raise UnreadableError(str(error)) from None
    if not readable:
        raise UnreadableError(reason if "{" in text or "[" in text else "回答里没有 JSON")


def _fitted(tree: Json, model: type[StrictModel], repairs: frozenset[Repair]) -> ReadAnswer:
    fit = _Fit(set(repairs))
    try:
        return ReadAnswer(model.model_validate(fit.model(tree, model), strict=True), frozenset(fit.repairs))
    except ValidationError as error:
        faults = error.errors(include_input=False, include_url=False)[:5]
        told = "；".join(f"{'.'.join(map(str, f['loc'])) or 'JSON'}: {f['msg']}" for f in faults)
        raise UnreadableError(f"不符合结构：{told}"[:400]) from None
    except (NotJsonError, RecursionError) as error:
        raise UnreadableError(str(error)[:200] or "JSON 嵌套过深") from None


@dataclass(slots=True)
class _Fit:
    """Brings a tree into the form of a model; what does not fit stays as it is and fails validation."""

    repairs: set[Repair] = field(default_factory=set)
    values: int = 0

    def _count(self, values: int) -> None:
        """Validation reports each value that does not fit: a wrong answer must not have a million of them."""
        self.values += values
        if self.values > _MOST_VALUES:
            raise NotJsonError(f"回答里的值超过 {_MOST_VALUES} 个")

    def model(self, value: Json, model: type[StrictModel]) -> object:
        names = {_bare(name): name for name in model.model_fields}
        value = self._unwrapped(value, names, model)
        if isinstance(value, list):
            lists = [name for name, info in model.model_fields.items() if get_origin(info.annotation) is list]
            if len(lists) != 1 or len(model.model_fields) != 1:
                return value
            self.repairs.add("wrapper")
            value = {lists[0]: value}
        if not isinstance(value, dict):
            return value
        self._count(len(value))
        if not set(value) <= set(names.values()):
            self.repairs.add("keys")
            value = unambiguous([(names.get(_bare(key), key), part) for key, part in value.items()])
        fitted: dict[str, object] = {
            name: self._value(part, model.model_fields[name]) if name in model.model_fields else part
            for name, part in value.items()
        }
        for name, info in model.model_fields.items():
            if name not in fitted and _is_nullable(info.annotation):
                self.repairs.add("missing")
                fitted[name] = None
        self._without_units(fitted)
        return fitted

    def _unwrapped(self, value: Json, names: dict[str, str], model: type[StrictModel]) -> Json:
        """The answer inside ``{"properties": …}``, a tool call written out, the model's own name, a list of one."""
        wrappers = _WRAPPERS | {_bare(model.__name__), _bare(str(getattr(model, "task", "")))}
        for _ in range(_MAX_WRAPPERS):
            if isinstance(value, list) and len(value) == 1 and _has_keys(value[0], names):
                value = value[0]
            if not isinstance(value, dict) or any(_bare(key) in names for key in value):
                break
            inner = [part for key, part in value.items() if _bare(key) in wrappers]
            rest = [key for key in value if _bare(key) not in wrappers | _BESIDE]
            if len(inner) != 1 or rest:
                break
            value = parse(inner[0]) if isinstance(inner[0], str) else inner[0]
            self.repairs.add("wrapper")
        return value

    def _value(self, value: Json, info: FieldInfo) -> object:
        return self._as(value, info.annotation)

    def _as(self, value: Json, wanted: Any) -> object:
        if get_origin(wanted) in (Union, UnionType):
            if value is None:
                return None
            return self._as(value, next(part for part in get_args(wanted) if part is not NoneType))
        if get_origin(wanted) is list and isinstance(value, list):
            self._count(len(value))
            return [self._as(part, get_args(wanted)[0]) for part in value]
        if get_origin(wanted) is Literal:
            return self._choice(value, get_args(wanted))
        if isinstance(wanted, type) and issubclass(wanted, StrictModel):
            return self.model(value, wanted)
        if wanted is int:
            return self._integer(value)
        if wanted is str and isinstance(value, Digits):
            self.repairs.add("types")
            return str(value)
        return value

    def _choice(self, value: Json, choices: tuple[str, ...]) -> object:
        if not isinstance(value, str) or value in choices:
            return value
        folded = [choice for choice in choices if choice.casefold() == value.strip().casefold()]
        self.repairs.add("types")
        return folded[0] if folded else str(value)

    def _integer(self, value: Json) -> object:
        """A line or a year, also as ``"3"``, ``3.0``, ``L3``, ``2024年``."""
        if not isinstance(value, str):
            return value
        if not (isinstance(value, Digits) and value.isdigit()):
            self.repairs.add("types")
        found = _LINE.fullmatch(value.strip()) or _YEAR.fullmatch(value.strip())
        return int(found[1]) if found else str(value)

    def _without_units(self, item: dict[str, object]) -> None:
        """``12.00万元`` in the unit 万元 is ``12.00``; without a unit it says its own. Digits are never touched."""
        for name, suffix in _OWN_UNIT.items():
            self._split(item, name, suffix)
        if "unit" not in item:
            return
        for name in _IN_UNIT:
            unit = item["unit"]
            if unit is None and name in _IN_UNIT[:2]:
                found = _FIGURE.fullmatch(str(item.get(name) or ""))
                unit = found[2].strip() if found else None
            if isinstance(unit, str) and self._split(item, name, unit):
                item["unit"] = unit

    def _split(self, item: dict[str, object], name: str, unit: str) -> bool:
        text = item.get(name)
        found = _FIGURE.fullmatch(text) if isinstance(text, str) else None
        if found is None or fold_text(found[2].rstrip()) != fold_text(unit.strip()):
            return False
        self.repairs.add("unit")
        item[name] = found[1]
        return True


def _bare(key: str) -> str:
    """A key without case, blanks, strokes and marks: ``First Line``, ``firstLine`` and ``first_line`` are one."""
    return re.sub(r"[\s_\-$\ufeff]", "", key).casefold()


def _has_keys(value: Json, names: dict[str, str]) -> bool:
    return isinstance(value, dict) and {_bare(key) for key in value} == set(names)


def _is_nullable(wanted: Any) -> bool:
    return get_origin(wanted) in (Union, UnionType) and NoneType in get_args(wanted)
