"""Transport retries by tenacity: the one owner of 429, 5xx, resets, timeouts and garbled bytes.

Takes a function that sends one request, gives its result or :class:`EndpointError`.  A Retry-After
of the server is obeyed up to ``max_wait``; beyond it the attempts end, because a person waits.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, TypeVar

from gouji.llm.client import EndpointError
from gouji.llm.faults import Fault

if TYPE_CHECKING:
    from tenacity import RetryCallState

T = TypeVar("T")
Sleep = Callable[[float], None]

FIRST_WAIT = 0.5
"""Seconds before the second send; doubled each time, with up to as much again of jitter."""


class TransportError(Exception):
    """One send failed: the fault, the seconds that the server asks to wait, the parameter that it will not
    have, and whether the endpoint has answered before (``proved``)."""

    def __init__(
        self,
        fault: Fault,
        retry_after: float | None = None,
        parameter: str | None = None,
        *,
        proved: bool = False,
    ) -> None:
        super().__init__(fault.text)
        self.fault, self.retry_after, self.parameter, self.proved = fault, retry_after, parameter, proved
        self.final = False
        """Not to be sent again, whatever the fault."""

    @property
    def curable(self) -> bool:
        return not self.final and self.fault.curable(proved=self.proved)


def send_with_retries(
    send: Callable[[], T], max_attempts: int, max_wait: float, sleep: Sleep = time.sleep
) -> tuple[T, int]:
    """The result of ``send`` and how many sends it took.

    Raises:
        EndpointError: the last failure, when attempts are used up or a failure is not curable.
    """
    from tenacity import Retrying, retry_if_exception, stop_after_attempt

    sends = 0

    def once() -> T:
        nonlocal sends
        sends += 1
        return send()

    retrying = Retrying(
        stop=stop_after_attempt(max_attempts),
        wait=lambda state: _pause(state, max_wait),
        retry=retry_if_exception(lambda error: _is_retried(error, max_wait)),
        sleep=sleep,
        reraise=True,
    )
    try:
        return retrying(once), sends
    except TransportError as error:
        lasting = error.fault.lasts(proved=error.proved)
        raise EndpointError(error.fault, sends, lasting=lasting) from None


def retry_after_seconds(header: str | None, now: float) -> float | None:
    """The pause of a Retry-After header, given in seconds or as an HTTP date."""
    if not header:
        return None
    try:
        return max(0.0, float(header))
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(header).timestamp() - now)
    except (TypeError, ValueError):
        return None


def _is_retried(error: BaseException, max_wait: float) -> bool:
    return isinstance(error, TransportError) and error.curable and (error.retry_after or 0) <= max_wait


def _pause(state: RetryCallState, max_wait: float) -> float:
    from tenacity import wait_random_exponential

    error = state.outcome.exception() if state.outcome else None
    asked = error.retry_after if isinstance(error, TransportError) else None
    if asked is not None:
        return asked
    return FIRST_WAIT / 2 + wait_random_exponential(multiplier=FIRST_WAIT, max=max_wait)(state)
