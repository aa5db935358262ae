"""The narrow door to a model: one request in, one classified reply out.

Nothing above this module knows openai or instructor.  Who deals with which failure:

=====================================  ==================  ==========================================
failure                                owner               what happens, at most how often
=====================================  ==================  ==========================================
429, 408, 409, 5xx, reset, timeout,    ``retry`` (tenacity)  sent again after Retry-After or a growing
garbled bytes                                              pause; ``max_attempts`` sends
400, 401, 403, 404, other 4xx          nobody              :class:`EndpointError`, the breaker counts it
endpoint down (many in a row)          ``guard`` (breaker)   no request is sent for ``breaker_seconds``
answer cut off (``length``)            ``read``              the request is split in two, until one line
not JSON, wrong schema, empty          ``read``              asked again with the reason, ``max_reasks``
item without evidence                  ``read``              asked again with the reason, ``max_reasks``
refusal                                nobody              the grammar's reading stands, the record says so
money or request limit                 ``guard`` (budget)    no request is sent any more for this document
=====================================  ==================  ==========================================

The SDK's own retries and instructor's re-asks are both off, so no two owners multiply.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from extractor.llm.prompts import Message
from schemas.llm import StrictModel

ReplyKind = Literal["answer", "invalid", "truncated", "refused"]


@dataclass(frozen=True, slots=True)
class Call:
    """One request: what is asked, for which response model, and the key it is known by.

    ``prompt`` renders the messages when they are sent: an answer from the cache needs none.
    """

    task: str
    prompt: Callable[[], tuple[Message, ...]]
    response_model: type[StrictModel]
    key: str

    @property
    def messages(self) -> tuple[Message, ...]:
        return self.prompt()


@dataclass(frozen=True, slots=True)
class Usage:
    prompt_tokens: int = 0
    completion_tokens: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.prompt_tokens + other.prompt_tokens, self.completion_tokens + other.completion_tokens
        )


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back, classified. ``content``: canonical JSON of an ``answer``, else the raw text."""

    kind: ReplyKind
    content: str
    detail: str = ""
    usage: Usage = Usage()
    seconds: float = 0.0
    sends: int = 1
    """How many times the request went over the wire."""
    cached: bool = False
    left: bool = False
    """An earlier run died while this request was in flight; it went out again under the same key."""
    unkept: bool = False
    """The cache could not be written: the next run will have to ask again."""

    def parsed(self, model: type[StrictModel]) -> StrictModel:
        """The answer as a value; only an ``answer`` has one."""
        return model.model_validate_json(self.content)


class LlmClient(Protocol):
    """Anything that can answer a :class:`Call`.

    Raises:
        EndpointError: no reply after all attempts, or the endpoint refuses the request.
        StoppedError: a limit is reached or the endpoint is known to be down; nothing was sent.
    """

    def ask(self, call: Call) -> Reply: ...


class EndpointError(Exception):
    """The endpoint gave no usable reply; ``code`` is its HTTP status, 0 when there was none."""

    def __init__(self, code: int, reason: str, sends: int = 1) -> None:
        super().__init__(f"{code or '无响应'}: {reason}")
        self.code, self.reason, self.sends = code, reason, sends


class StoppedError(Exception):
    """Nothing was sent: ``cause`` is ``cost``, ``requests`` or ``down``."""

    def __init__(self, cause: Literal["cost", "requests", "down"], reason: str) -> None:
        super().__init__(reason)
        self.cause, self.reason = cause, reason
