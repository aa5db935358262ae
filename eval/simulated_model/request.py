"""What a chat request asks: its task, the lines that it shows, and how often it was asked before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from gouji.schemas.llm import ANSWERS

_LINE = re.compile(r"^(H|L\d+)\| (.*)$", re.MULTILINE)
_TASK_OF_MODEL = {model.__name__: task for task, model in ANSWERS.items()}


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of the request: ``number`` is 0 for headings and background."""

    number: int
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A parsed request. ``attempt`` counts the re-asks before it; ``form`` is how JSON must come back."""

    task: str | None
    lines: tuple[Shown, ...]
    attempt: int
    form: str

    @property
    def body(self) -> tuple[Shown, ...]:
        return tuple(line for line in self.lines if line.number)


def parse_request(payload: dict[str, Any]) -> Asked:
    """The request as the simulated model understands it."""
    form, name = _form(payload)
    messages = [m for m in payload.get("messages", []) if isinstance(m.get("content"), str)]
    users = [m["content"] for m in messages if m["role"] == "user"]
    shown = [index for index, text in enumerate(users) if "<<<" in text and ">>>" in text]
    lines = _lines(users[shown[-1]]) if shown else ()
    attempt = len(users) - 1 - shown[-1] if shown else 0
    task = _TASK_OF_MODEL.get(name) or _task_in_text(messages)
    return Asked(task, lines, attempt, form)


def _form(payload: dict[str, Any]) -> tuple[str, str]:
    """How the answer must come back, and the name of its model where the request gives one."""
    wanted = payload.get("response_format") or {}
    if wanted.get("type") == "json_schema":
        return "json_schema", str(wanted["json_schema"].get("name", ""))
    if payload.get("tools"):
        return "tools", str(payload["tools"][0]["function"]["name"])
    return ("json_object" if wanted.get("type") == "json_object" else "plain"), ""


def _task_in_text(messages: list[dict[str, Any]]) -> str | None:
    """Without a named schema the task is known by the model name in the schema text of the prompt."""
    system = "".join(m["content"] for m in messages if m["role"] == "system")
    return next((task for name, task in _TASK_OF_MODEL.items() if f'"{name}"' in system), None)


def _lines(text: str) -> tuple[Shown, ...]:
    return tuple(Shown(0 if tag == "H" else int(tag[1:]), body) for tag, body in _LINE.findall(text))
