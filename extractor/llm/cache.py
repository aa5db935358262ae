"""Replies kept in SQLite by content hash: what was paid for once is never asked again.

Takes the key of a call, gives the reply that was kept.  Each reply is committed before it is
used (WAL, ``synchronous=NORMAL`` survives a killed process), so an interrupted run resumes where
it stopped.  Transport failures are never kept.  The table is plain JSON: readable with any tool.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
import time
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from extractor import __version__
from extractor.config import LlmConfig
from extractor.errors import ConfigError
from extractor.llm.client import Call, LlmClient, Reply, Usage
from extractor.llm.prompts import prompt_hash
from schemas.llm import ANSWERS, schema_hash

CODE_VERSION = f"{__version__}/1"
"""Raised when a request is put together differently, so that old replies are not taken for new ones."""

_TABLE = """
CREATE TABLE IF NOT EXISTS replies (
    key TEXT PRIMARY KEY, task TEXT NOT NULL, model TEXT NOT NULL, kind TEXT NOT NULL, content TEXT NOT NULL,
    detail TEXT NOT NULL, prompt_tokens INTEGER NOT NULL, completion_tokens INTEGER NOT NULL,
    seconds REAL NOT NULL, created REAL NOT NULL
) WITHOUT ROWID"""
_BUSY_MS = 30_000
"""Several documents are read at once, each in its own process, all with this one file."""


def call_key(config: LlmConfig, task: str, source: Iterable[str], history: Iterable[str] = ()) -> str:
    """The content hash of a request: everything that decides the answer, and no random fence.

    ``source``: tags and texts of the request; ``history``: earlier answers and reasons of a re-ask.
    """
    parts = {
        "code": CODE_VERSION,
        "url": config.base_url,
        "model": config.model,
        "output": config.output,
        "temperature": config.temperature,
        "max_tokens": config.max_tokens,
        "task": task,
        "prompt": prompt_hash(task),
        "schema": schema_hash(ANSWERS[task]),
        "source": list(source),
        "history": list(history),
    }
    return hashlib.sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class CacheStats:
    replies: int
    prompt_tokens: int
    completion_tokens: int
    bytes: int


class ReplyCache:
    """The SQLite file; one connection, shared by the threads of a process under a lock."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            self._db.execute(f"PRAGMA busy_timeout={_BUSY_MS}")
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._db.execute(_TABLE)
        except (OSError, sqlite3.Error) as error:
            raise ConfigError(path, f"缓存打不开：{error}", "换一个 cache 路径，或删去这个文件") from error

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def get(self, key: str) -> Reply | None:
        query = "SELECT kind, content, detail, prompt_tokens, completion_tokens FROM replies WHERE key = ?"
        with self._lock, closing(self._db.execute(query, (key,))) as rows:
            row = rows.fetchone()
        if row is None:
            return None
        kind, content, detail, sent, received = row
        return Reply(kind, content, detail, Usage(sent, received), 0.0, 0, cached=True)

    def put(self, call: Call, model: str, reply: Reply) -> None:
        values = (
            call.key,
            call.task,
            model,
            reply.kind,
            reply.content,
            reply.detail,
            reply.usage.prompt_tokens,
            reply.usage.completion_tokens,
            reply.seconds,
            time.time(),
        )
        with self._lock:
            self._db.execute(f"INSERT OR REPLACE INTO replies VALUES ({','.join('?' * len(values))})", values)

    def stats(self) -> CacheStats:
        query = "SELECT count(*), total(prompt_tokens), total(completion_tokens) FROM replies"
        with self._lock, closing(self._db.execute(query)) as rows:
            count, sent, received = rows.fetchone()
        return CacheStats(int(count), int(sent), int(received), self.path.stat().st_size)

    def clear(self) -> int:
        """Forget everything; how many replies there were."""
        with self._lock:
            return self._db.execute("DELETE FROM replies").rowcount


class CachedClient:
    """A client that answers from the cache and keeps what the client behind it replies."""

    def __init__(self, inner: LlmClient, cache: ReplyCache, model: str) -> None:
        self._inner, self._cache, self._model = inner, cache, model

    def ask(self, call: Call) -> Reply:
        kept = self._cache.get(call.key)
        if kept is not None:
            return kept
        reply = self._inner.ask(call)
        self._cache.put(call, self._model, reply)
        return reply
