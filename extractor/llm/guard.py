"""What keeps a run within bounds: the money and request budget of a document, and the circuit breaker.

Both sit before the wire: a request they refuse raises :class:`StoppedError` and is never sent.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from decimal import Decimal

from extractor.config import LlmConfig
from extractor.llm.client import Call, EndpointError, LlmClient, Reply, StoppedError, Usage

CHARS_PER_TOKEN = Decimal("1.2")
"""Chinese text runs at 1 to 1.7 characters a token with current tokenisers; the low end keeps the estimate safe."""
_MILLION = Decimal(1_000_000)


def cost_of(usage: Usage, config: LlmConfig) -> Decimal | None:
    """What the tokens cost, or ``None`` without prices."""
    if config.price_in is None or config.price_out is None:
        return None
    return (usage.prompt_tokens * config.price_in + usage.completion_tokens * config.price_out) / _MILLION


class Budget:
    """The limits of one document. A request reserves its worst case first, so threads cannot overshoot."""

    def __init__(self, config: LlmConfig) -> None:
        self._config = config
        self._lock = threading.Lock()
        self._spent = Decimal(0)
        self._requests = 0

    def reserve(self, call: Call) -> Decimal:
        """The money set aside for a request.

        Raises:
            StoppedError: the request could break a limit.
        """
        worst = self._worst_cost(call)
        limit = self._config.max_cost
        with self._lock:
            if self._requests >= self._config.max_requests:
                raise StoppedError("requests", f"已到每份文件 {self._config.max_requests} 次请求的上限")
            if limit is not None and self._spent + worst > limit:
                raise StoppedError("cost", f"已到费用上限 {limit}")
            self._requests += 1
            self._spent += worst
        return worst

    def settle(self, reserved: Decimal, reply: Reply | None) -> None:
        """Replace what was set aside by what it cost; a send without a reply is taken as free."""
        real = cost_of(reply.usage, self._config) if reply else Decimal(0)
        with self._lock:
            self._spent += (real if real is not None else Decimal(0)) - reserved

    def _worst_cost(self, call: Call) -> Decimal:
        size = sum(len(message["content"]) for message in call.messages)
        usage = Usage(int(size / CHARS_PER_TOKEN), self._config.max_tokens)
        return cost_of(usage, self._config) or Decimal(0)


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
