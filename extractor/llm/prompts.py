"""Prompts rendered from ``prompts/<task>/<version>/``: document text is data, never template.

Takes the tagged lines of a request, gives chat messages.  Templates are ours and are compiled
once; what a document prints is only ever a *value* in them, so ``{{ }}`` or ``{% %}`` in a
document stays four characters of text.  Every request has its own random fence; a document
cannot close a fence that it cannot know.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, TypedDict

from gouji.schemas.llm import ANSWERS, schema_hash

if TYPE_CHECKING:
    from jinja2 import Environment

VERSIONS: dict[str, str] = dict.fromkeys(ANSWERS, "v1")
"""task → the version in use."""

_BREAKS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
"""Control characters, line separators and direction marks: a line stays one line, read left to right."""
_SPECIAL = re.compile(r"<(?=\|)|\[(?=/?INST\])|<(?=/?s>)")
"""The opening character of chat-template tokens (``<|im_start|>``, ``[INST]``, ``</s>``)."""
_GAP = "\u200b"


class Message(TypedDict):
    role: str
    content: str


@dataclass(frozen=True, slots=True)
class TaggedLine:
    """One line of a request: ``L7`` for source text, ``H`` for headings and background."""

    tag: str
    text: str


@dataclass(frozen=True, slots=True)
class Example:
    """One few-shot example: the request as a document would give it, and its right answer."""

    notes: tuple[str, ...]
    lines: tuple[TaggedLine, ...]
    answer: dict[str, Any]


def random_fence() -> str:
    return "原文-" + secrets.token_hex(8)


def render(
    task: str,
    lines: Iterable[TaggedLine],
    notes: Iterable[str] = (),
    new_fence: Callable[[], str] = random_fence,
) -> list[Message]:
    """System prompt, few-shot turns and the request, in this order."""
    tagged = [TaggedLine(line.tag, harmless(line.text)) for line in lines]
    fence = _unused_fence(tagged, new_fence)
    messages = [Message(role="system", content=_template(task, "system").render(fence=fence))]
    for example in examples(task):
        messages.append(_user(task, example.lines, example.notes, fence))
        messages.append(Message(role="assistant", content=json.dumps(example.answer, ensure_ascii=False)))
    messages.append(_user(task, tagged, notes, fence))
    return messages


def harmless(text: str) -> str:
    """Document text for a prompt: one line, no control characters, chat-template tokens broken.

    The breaks are zero-width, so that a verbatim copy still equals the source once squashed.
    """
    return _SPECIAL.sub(lambda found: found.group() + _GAP, _BREAKS.sub(" ", text))


@cache
def examples(task: str) -> tuple[Example, ...]:
    raw = json.loads(_source(f"{task}/{VERSIONS[task]}/examples.json"))
    return tuple(
        Example(tuple(item["notes"]), tuple(TaggedLine(*line) for line in item["lines"]), item["answer"])
        for item in raw
    )


@cache
def prompt_hash(task: str) -> str:
    """Twelve hex digits over every file that the prompt of a task is made of."""
    version = VERSIONS[task]
    names = [f"{task}/{version}/{name}" for name in ("system.j2", "user.j2", "examples.json")]
    names.append("shared/v1/rules.j2")
    return hashlib.sha256("\0".join(_source(name) for name in names).encode()).hexdigest()[:12]


def prompt_versions(tasks: Iterable[str]) -> dict[str, str]:
    """What stands in the record: ``{"statements": "v1 prompt 1a2b schema 3c4d"}``."""
    return {
        task: f"{VERSIONS[task]} prompt {prompt_hash(task)} schema {schema_hash(ANSWERS[task])}"
        for task in sorted(tasks)
    }


def _user(task: str, lines: Iterable[TaggedLine], notes: Iterable[str], fence: str) -> Message:
    text = _template(task, "user").render(fence=fence, lines=list(lines), notes=[harmless(n) for n in notes])
    return Message(role="user", content=text)


def _unused_fence(lines: list[TaggedLine], new_fence: Callable[[], str]) -> str:
    fence = new_fence()
    while any(fence in line.text for line in lines):
        fence = random_fence()
    return fence


@cache
def _environment() -> Environment:
    from jinja2 import FunctionLoader, StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    return SandboxedEnvironment(
        loader=FunctionLoader(_source),
        undefined=StrictUndefined,
        keep_trailing_newline=False,
        autoescape=False,
    )


def _template(task: str, part: str) -> Any:
    return _environment().get_template(f"{task}/{VERSIONS[task]}/{part}.j2")


@cache
def _source(name: str) -> str:
    return (files("gouji.prompts") / name).read_text(encoding="utf-8")
