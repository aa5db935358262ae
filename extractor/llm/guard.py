"""What keeps a run within bounds: the money and request budget of a document, and the circuit breaker.

Both sit before the wire: a request they refuse raises :class:`StoppedError` and is never sent.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from decimal import Decimal

from extractor.config import LlmConfig
from extractor.llm.client import Call, EndpointError, LlmClient, Reply, StoppedError, Usage

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

    def settle(self, reserved: Decimal, reply: Reply | None) -> None:
        """Replace what was set aside by what it cost; a send without a reply is taken as free."""
        real = cost_of(reply.usage, self._config) if reply else None
        with self._settled:
            self._reserved -= reserved
            self._spent += real or Decimal(0)
            self._settled.notify_all()

    def _worst_cost(self, call: Call) -> Decimal:
        """A token for each character of prompt and schema (Chinese runs at 1 to 1.7 characters a token), and
        the longest answer."""
        prompt = sum(len(message["content"]) for message in call.messages)
        schema = len(json.dumps(call.response_model.model_json_schema(), ensure_ascii=False))
        return cost_of(Usage(prompt + schema, self._config.max_tokens), self._config) or Decimal(0)


class Breaker:
    """Closed, open after ``failures`` endpoint errors in a row, half-open after ``seconds``."""

    def __init__(self, failures: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._limit, self._seconds, self._clock = failures, seconds, clock
        self._lock = threading.Lock()
        self._failed = 0
        self._open_until = 0.0

    def check(self) -> None:
        """Pass, or raise when the endpoint is known to be down; after the pause one request may try."""
        with self._lock:
            if self._failed < self._limit:
                return
            if self._clock() < self._open_until:
                raise StoppedError("down", f"端点连续 {self._failed} 次失败，暂不再请求")
            self._open_until = self._clock() + self._seconds

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
            reply = self._inner.ask(call)
        except EndpointError:
            self._breaker.note(ok=False)
            raise
        finally:
            self._budget.settle(reserved, reply)
        self._breaker.note(ok=True)
        return reply
