"""What a request carries beside its messages: the limit, the temperature, and what the user adds.

Endpoints disagree about two of these.  OpenAI's reasoning models want ``max_completion_tokens`` where
everybody else knows ``max_tokens``, and take no temperature but their own.  Nobody has to know: a
parameter that the endpoint refuses by name (HTTP 400) is renamed or left out, once, for the process.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from gouji.config import LlmConfig, OutputMode

if TYPE_CHECKING:
    import openai

LIMIT, NEW_LIMIT, TEMPERATURE = "max_tokens", "max_completion_tokens", "temperature"
SCHEMA = "response_format.schema"
"""The schema beside ``json_object``: llama.cpp and llama-cpp-python enforce it, others may refuse it."""


class Parameters:
    """Of one endpoint; shared by threads (a name is only ever added to the refused ones)."""

    def __init__(self, config: LlmConfig) -> None:
        self._limit = config.max_tokens
        self._temperature = config.temperature
        self._extra: dict[str, Any] = json.loads(config.extra or "{}")
        self.refused: frozenset[str] = frozenset()

    @property
    def takes_schema(self) -> bool:
        return SCHEMA not in self.refused

    def body(self) -> dict[str, Any]:
        """The arguments of a call of the SDK."""
        given: dict[str, Any] = {NEW_LIMIT if LIMIT in self.refused else LIMIT: self._limit}
        if TEMPERATURE not in self.refused:
            given[TEMPERATURE] = self._temperature
        return given | ({"extra_body": dict(self._extra)} if self._extra else {})

    def refuse(self, name: str | None) -> None:
        """Do without the parameter from now on."""
        if name is not None:
            self.refused |= {name}


def refused_parameter(error: openai.APIStatusError, mode: OutputMode) -> str | None:
    """The parameter that the endpoint will not have, if that is what is wrong."""
    if error.status_code not in (400, 422):
        return None
    said = str(error.message)
    named = (name for name in (LIMIT, TEMPERATURE) if error.param == name or f"'{name}'" in said)
    return next(named, SCHEMA if mode == "json_object" else None)
