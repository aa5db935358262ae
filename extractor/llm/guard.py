"""What keeps a run within bounds: the money and request budget of a document, and the circuit breaker.

Both sit before the wire: a request they refuse raises :class:`StoppedError` and is never sent.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal

from gouji.config import LlmConfig
from gouji.llm.client import Call, EndpointError, LlmClient, Reply, StoppedError, Usage
from gouji.llm.tokens import worst_usage

_MILLION = Decimal(1_000_000)


def cost_of(usage: Usage, config: LlmConfig) -> Decimal | None:
    """What the tokens cost, or ``None`` without prices."""
    if config.price_in is None or config.price_out is None:
        return None
    return (usage.prompt_tokens * config.price_in + usage.completion_tokens * config.price_out) / _MILLION


class Budget:
    """The limits of one document.

    A request sets its worst case aside first, so threads cannot overshoot; one for which nothing is left
    but what others have set aside waits until they are settled.
    """

    def __init__(self, config: LlmConfig) -> None:
        self._config = config
        self._settled = threading.Condition()
        self._spent = Decimal(0)
        self._reserved = Decimal(0)
        self._requests = 0

    def reserve(self, call: Call) -> Decimal:
        """The money set aside for a request.

        Raises:
            StoppedError: the request could break a limit.
        """
        worst = self._worst_cost(call)
        with self._settled:
            self._settled.wait_for(lambda: not self._must_wait(worst))
            limit = self._config.max_cost
            if limit is not None and self._spent + worst > limit:
                raise StoppedError("cost", f"已到费用上限 {limit}")
            if self._requests >= self._config.max_requests:
                raise StoppedError("requests", f"已到每份文件 {self._config.max_requests} 次请求的上限")
            self._requests += 1
            self._reserved += worst
        return worst

    def _must_wait(self, worst: Decimal) -> bool:
        """Whether the request fits the limit, but not beside what is set aside now."""
        limit = self._config.max_cost
        return limit is not None and self._spent + worst <= limit < self._spent + self._reserved + worst

    def lose(self, worst: Decimal) -> None:
        """The endpoint has worked, but its answer got lost or is no text: it may have cost its worst case, and
        what is set aside is for the next send."""
        with self._settled:
            self._spent += worst

    def check(self) -> None:
        """Whether what is set aside still fits the limit.

        Raises:
            StoppedError: what got lost has used it up.
        """
        with self._settled:
            limit = self._config.max_cost
            if limit is not None and self._spent + self._reserved > limit:
                raise StoppedError("cost", f"已到费用上限 {limit}（没有收到回答的发送也可能计费）")

    def settle(self, reserved: Decimal, reply: Reply | None) -> None:
        """Replace what was set aside by what it cost."""
        real = cost_of(reply.usage, self._config) if reply else None
        with self._settled:
            self._reserved -= reserved
            self._spent += real or Decimal(0)
            self._settled.notify_all()

    def _worst_cost(self, call: Call) -> Decimal:
        return cost_of(worst_usage(call, self._config.max_tokens), self._config) or Decimal(0)


@dataclass(frozen=True, slots=True)
class _Account:
    """The sends of one request, booked on the budget of its document."""

    budget: Budget
    worst: Decimal

    def lost(self) -> None:
        self.budget.lose(self.worst)

    def check(self) -> None:
        self.budget.check()


class Breaker:
    """Closed, open after ``failures`` endpoint errors in a row, half-open after ``seconds``."""

    def __init__(
        self,
        failures: int,
        seconds: float,
        clock: Callable[[], float] = time.monotonic,
        on_stop: Callable[[str], None] = lambda told: None,
    ) -> None:
        self._limit, self._seconds, self._clock, self._on_stop = failures, seconds, clock, on_stop
        self._lock = threading.Lock()
        self._failed = 0
        self._open_until = 0.0
        self._lasting: str | None = None

    def check(self) -> None:
        """Pass, or raise when the endpoint is known to be down; after the pause one request may try."""
        with self._lock:
            if self._lasting is not None:
                raise StoppedError("lasting", self._lasting)
            if self._failed < self._limit:
                return
            if self._clock() < self._open_until:
                raise StoppedError("down", f"端点连续 {self._failed} 次失败，暂不再请求")
            self._open_until = self._clock() + self._seconds

    def close_for_good(self, told: str) -> None:
        """No request of this run can succeed; ``told``: why, and what to do."""
        with self._lock:
            self._lasting = self._lasting or told
        self._on_stop(told)

    def note(self, ok: bool) -> None:
        with self._lock:
            self._failed = 0 if ok else self._failed + 1
            if self._failed >= self._limit:
                self._open_until = self._clock() + self._seconds


class GuardedClient:
    """A client behind the breaker of the endpoint and the budget of a document."""

    def __init__(self, inner: LlmClient, breaker: Breaker, budget: Budget) -> None:
        self._inner, self._breaker, self._budget = inner, breaker, budget

    def ask(self, call: Call) -> Reply:
        self._breaker.check()
        reserved = self._budget.reserve(call)
        reply: Reply | None = None
        try:
            reply = self._inner.ask(replace(call, account=_Account(self._budget, reserved)))
        except EndpointError as error:
            self._note(error, call)
            raise
        finally:
            self._budget.settle(reserved, reply)
        self._breaker.note(ok=True)
        return reply

    def _note(self, error: EndpointError, call: Call) -> None:
        """A refused output mode is no failure of the endpoint while there is another to try."""
        if call.trial and error.about_output:
            return
        if error.lasting:
            self._breaker.close_for_good(error.told)
        self._breaker.note(ok=False)
