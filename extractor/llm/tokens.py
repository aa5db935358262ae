"""Tokens: what a request can cost at most, and what to believe of what an endpoint says that it cost.

Takes a call and the texts of its reply, gives :class:`~gouji.llm.client.Usage`.  A character is at
most a token (Chinese runs at 1 to 1.7 characters a token, English at 4), so characters are the upper bound
where nothing better is told.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from gouji.llm.client import Call, Usage

_DENSEST = 16
"""Characters a token at the very most, over a text: fewer tokens than that were not counted, but made up."""
_FRAME = 200
"""Characters that a mode's own sentence and the chat template add."""
_ABSURD = 100_000_000
"""More tokens than any model takes or gives."""


def prompt_characters(call: Call) -> int:
    """Characters of the prompt with the schema, which is sent in every mode, and of what stands around them."""
    prompt = sum(len(message["content"]) for message in call.messages)
    return _FRAME + prompt + len(json.dumps(call.response_model.model_json_schema(), ensure_ascii=False))


def worst_usage(call: Call, max_tokens: int) -> Usage:
    """The most that a request can use."""
    return Usage(prompt_characters(call), max_tokens)


def believed(
    told: Mapping[str, int], call: Call, answer_characters: int, max_tokens: int
) -> tuple[Usage, bool]:
    """The usage to reckon with, and whether any of it is an estimate of ours.

    ``told``: the endpoint's counts, as far as it gives any; one that is missing, or that cannot be for this
    many characters, is replaced by the upper bound. ``answer_characters``: of the answer and its thoughts.
    """
    prompt, estimated_prompt = _count(told.get("prompt_tokens"), prompt_characters(call))
    answered, estimated_answer = _count(told.get("completion_tokens"), answer_characters)
    if estimated_answer:
        answered = min(answered, max_tokens)
    return Usage(prompt, answered), estimated_prompt or estimated_answer


def _count(told: int | None, characters: int) -> tuple[int, bool]:
    if told is None or not characters // _DENSEST <= told <= _ABSURD:
        return characters, True
    return told, False
