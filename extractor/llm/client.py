"""The narrow door to a model: one request in, one classified reply out.

Nothing above this module knows openai or instructor.  Who deals with which failure:

=====================================  ==================  ==========================================
failure                                owner               what happens, at most how often
=====================================  ==================  ==========================================
rate limit, 408, 409, 5xx, reset,      ``retry`` (tenacity)  sent again after Retry-After or a growing
timeout, garbled bytes                                     pause; ``max_attempts`` sends
output mode refused or not honoured    ``negotiate``         the next mode, each once; remembered
what cannot change (key, quota, model, ``guard`` (breaker)   named once, with what to do; nothing more is
a web page, no choices: ``faults``)                        sent in this run
endpoint down (many in a row)          ``guard`` (breaker)   no request is sent for ``breaker_seconds``
answer cut off (``length``)            ``read``              the request is split in two, until one line
not readable (``answers``), empty      ``read``              asked again with the reason, ``max_reasks``
item without evidence                  ``read``              asked again with the reason, ``max_reasks``
refusal, content filter                nobody              the grammar's reading stands, the record says so
money or request limit                 ``guard`` (budget)    no request is sent any more for this document
=====================================  ==================  ==========================================

The SDK's own retries and instructor's re-asks are both off, so no two owners multiply.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from gouji.config import OutputMode
from gouji.llm.faults import Fault
from gouji.llm.prompts import Message
from gouji.schemas.llm import StrictModel

ReplyKind = Literal["answer", "invalid", "truncated", "refused"]


class Account(Protocol):
    """Where the sends of one request are booked, one by one."""

    def lost(self) -> None:
        """A send whose answer did not arrive, and which may be on the bill."""

    def check(self) -> None:
        """Before another send.

        Raises:
            StoppedError: with what was lost so far it could break a limit.
        """


@dataclass(frozen=True, slots=True)
class Call:
    """One request: what is asked, for which response model, and the key it is known by.

    ``prompt`` renders the messages when they are sent: an answer from the cache needs none.
    """

    task: str
    prompt: Callable[[], tuple[Message, ...]]
    response_model: type[StrictModel]
    key: str
    output: OutputMode | None = None
    """The output mode to ask in; ``None``: the configured one, or the strictest."""
    trial: bool = False
    """Whether another mode can be asked in should this one not work."""
    sends_on_error: int | None = None
    """How often to send while the answer is HTTP 500 or 501: some servers say so to a mode they do not know."""

    account: Account | None = None
    """Who is told of sends that get lost, and asked before each resend."""

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
    requests: int = 1
    """In how many output modes it was asked until one worked."""
    cached: bool = False
    left: bool = False
    """An earlier run died while this request was in flight; it went out again under the same key."""
    unkept: bool = False
    """The cache could not be written: the next run will have to ask again."""
    estimated: bool = False
    """The endpoint told no usage, or one that cannot be: ``usage`` is counted from the characters."""
    output: OutputMode | None = None
    """The output mode that it came in."""
    loose: bool = False
    """Read after repairs that a server which enforces the schema never makes necessary."""
    refused_outputs: tuple[OutputMode, ...] = ()
    """Output modes that were tried for this request and did not work."""

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
    """The endpoint gave no usable reply.

    ``code``: its HTTP status, 0 when there was none. ``lasting``: no request of this run can succeed.
    ``about_output``: another output mode may work.
    """

    def __init__(self, fault: Fault, sends: int = 1, *, lasting: bool = False) -> None:
        super().__init__(fault.text)
        self.fault, self.sends, self.lasting = fault, sends, lasting

    @property
    def code(self) -> int:
        return self.fault.code

    @property
    def about_output(self) -> bool:
        return self.fault.kind in ("mode", "request") or self.fault.code in (500, 501)

    @property
    def told(self) -> str:
        """The cause, and what to do about it."""
        return f"{self.fault.text}；{self.fault.advice}" if self.fault.advice else self.fault.text


class StoppedError(Exception):
    """Nothing was sent: ``cause`` is ``cost``, ``requests``, ``down``, or ``lasting`` (see :class:`EndpointError`)."""

    def __init__(self, cause: Literal["cost", "requests", "down", "lasting"], reason: str) -> None:
        super().__init__(reason)
        self.cause, self.reason = cause, reason
