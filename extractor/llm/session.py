"""One process's connection to the endpoint: the client, its cache and its breaker, opened when needed.

``with open_session(config) as session: read_with_llm(work, config, session.client())``: every
document gets its own budget; the cache, the breaker and the output mode are shared.  openai and instructor are
imported at the first request that the cache cannot answer, and not before.
"""

from __future__ import annotations

import threading
from types import TracebackType

from gouji.config import LlmConfig
from gouji.llm.cache import CachedClient, ReplyCache
from gouji.llm.client import Call, LlmClient, Reply
from gouji.llm.guard import Breaker, Budget, GuardedClient
from gouji.llm.negotiate import NegotiatingClient, Negotiation


class Session:
    """Opened by :func:`open_session`; safe to use from several threads."""

    def __init__(self, config: LlmConfig, live: LlmClient | None = None) -> None:
        self.config = config
        self._cache = ReplyCache(config.cache_path)
        self._live = live if live is not None else _LazyClient(config)
        self._breaker = Breaker(config.breaker_failures, config.breaker_seconds, on_stop=self._stopped)
        if config.run and (told := self._cache.stop_of(config.run)):
            self._breaker.close_for_good(told)
        self._negotiation = Negotiation(config, self._cache)

    def client(self) -> LlmClient:
        """A client for one document, with a budget of its own."""
        guarded = GuardedClient(self._live, self._breaker, Budget(self.config))
        return CachedClient(NegotiatingClient(guarded, self._negotiation), self._cache, self.config)

    def _stopped(self, told: str) -> None:
        """The other documents of the run, each in a process of its own, need not ask to learn it."""
        if self.config.run:
            self._cache.note_stop(self.config.run, told)

    def __enter__(self) -> Session:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._cache.close()
        if isinstance(self._live, _LazyClient):
            self._live.close()


def open_session(config: LlmConfig, live: LlmClient | None = None) -> Session:
    """A session on the endpoint of ``config``; ``live`` takes the place of the network in tests."""
    return Session(config, live)


class _LazyClient:
    """Makes the real client at the first request."""

    def __init__(self, config: LlmConfig) -> None:
        self._config = config
        self._lock = threading.Lock()
        self._client: LlmClient | None = None

    def ask(self, call: Call) -> Reply:
        return self._opened().ask(call)

    def _opened(self) -> LlmClient:
        with self._lock:
            if self._client is None:
                from gouji.llm.instructor_client import InstructorClient

                self._client = InstructorClient(self._config)
            return self._client

    def close(self) -> None:
        close = getattr(self._client, "close", None)
        if close is not None:
            close()
