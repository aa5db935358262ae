"""Replies kept in SQLite by content hash: a usable answer that was paid for is never asked for again.

Takes the key of a call, gives the reply that was kept.  A request is marked as in flight before it is
sent, and its reply is committed, the mark going in the same transaction, before anything is done with
it (WAL: a commit survives a killed process; replies are synced to disk, so they survive a power cut too).
So a run that died leaves marks for what was on the wire and nothing else; the next run sends those again
under the same Idempotency-Key and says how many there were.  A request that another thread or process has in flight is
waited for, not sent twice.  Transport failures are never kept.  Beside the replies stands which output mode
each endpoint honours.  The tables are plain text: readable with any tool, and by nobody but the user:
replies quote documents that may not be published yet.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from gouji import __version__
from gouji.config import LlmConfig
from gouji.errors import ConfigError, GoujiError, OutputError
from gouji.llm.client import Call, LlmClient, Reply, Usage
from gouji.llm.prompts import prompt_hash
from gouji.schemas.llm import ANSWERS, schema_hash

CODE_VERSION = f"{__version__}/2"
"""Raised when a request is put together differently, so that old replies are not taken for new ones."""

_TABLE = """
CREATE TABLE IF NOT EXISTS replies (
    key TEXT PRIMARY KEY, task TEXT NOT NULL, model TEXT NOT NULL, kind TEXT NOT NULL, content TEXT NOT NULL,
    detail TEXT NOT NULL, prompt_tokens INTEGER NOT NULL, completion_tokens INTEGER NOT NULL,
    seconds REAL NOT NULL, created REAL NOT NULL
) WITHOUT ROWID"""
_MARKS = """
CREATE TABLE IF NOT EXISTS in_flight (
    key TEXT PRIMARY KEY, host TEXT NOT NULL, pid INTEGER NOT NULL, owner TEXT NOT NULL, since REAL NOT NULL
) WITHOUT ROWID"""
_OUTPUTS = """
CREATE TABLE IF NOT EXISTS outputs (
    url TEXT NOT NULL, model TEXT NOT NULL, output TEXT NOT NULL, settled INTEGER NOT NULL, since REAL NOT NULL,
    PRIMARY KEY (url, model)
) WITHOUT ROWID"""
_OUTPUT_SECONDS = 30 * 86_400
"""Servers learn: after a month the strictest mode is tried again."""
_STOPS = """
CREATE TABLE IF NOT EXISTS stops (run TEXT PRIMARY KEY, told TEXT NOT NULL, since REAL NOT NULL) WITHOUT ROWID"""
_STOP_SECONDS = 86_400
"""After a day no run is asked about any more."""
_USABLE = ("answer", "truncated")
"""The kinds of reply that are kept.  One that could not be used is asked for again by the next run: the model, or a
filter, may say something else; one that was cut off says how the request has to be split."""
_KEPT = f"FROM replies WHERE key = ? AND kind IN {_USABLE}"
Claim = Literal["new", "left", "busy", "kept"]
"""``new``: mark made; ``left``: made over the mark of a run that died; ``busy``: somebody has it on the
wire; ``kept``: its reply is here."""
PRIVATE = 0o600
"""The mode of a new file; SQLite gives it to the files beside it too.  An older one keeps the mode that it has."""
_POLL = 0.05
"""Seconds between two looks for the answer that somebody else waits for."""
_BUSY_MS = 30_000
"""Several documents are read at once, each in its own process, all with this one file."""


def _host() -> str:
    return os.uname().nodename if hasattr(os, "uname") else os.environ.get("COMPUTERNAME", "")


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose mark an in-flight request is: one open cache: the machine, the process, and a token of its own (process numbers are used again)."""

    host: str = field(default_factory=_host)
    pid: int = field(default_factory=os.getpid)
    token: str = field(default_factory=lambda: secrets.token_hex(8))

    def sees_alive(self, other: Owner, age: float, lease: float) -> bool:
        """Whether ``other`` may still be waiting for its answer; ``age`` of its mark and ``lease`` in seconds.

        A process of this machine is looked up; one of another machine (or container) cannot be and is
        taken for gone: better a request sent again under its own key than one that is never sent.
        """
        if age > lease or other.host != self.host:
            return False
        if other.pid == self.pid:
            return other.token == self.token
        return _is_running(other.pid)


def _is_running(pid: int) -> bool:
    """Whether the process exists. Only POSIX can ask without harm; elsewhere the lease decides alone."""
    if os.name != "posix":
        return True
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def call_key(config: LlmConfig, task: str, source: Iterable[str], history: Iterable[str] = ()) -> str:
    """The content hash of a request: everything that decides the answer, no random fence, no secret.

    ``source``: tags and texts of the request; ``history``: earlier answers and reasons of a re-ask.
    """
    parts = {
        "code": CODE_VERSION,
        "url": config.public_url,
        "model": config.model,
        "output": config.output,
        "temperature": config.temperature,
        "max_tokens": config.max_tokens,
        "extra": config.public_extra,
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
    in_flight: int = 0
    """Requests that were sent and whose answer has not been kept (yet)."""


class ReplyCache:
    """The SQLite file; one connection, shared by the threads of a process under a lock."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()
        self._owner = Owner()
        with self._named():
            path.parent.mkdir(parents=True, exist_ok=True)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE))
            self._db = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
            self._db.execute(f"PRAGMA busy_timeout={_BUSY_MS}")
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute(_TABLE)
            self._db.execute(_MARKS)
            self._db.execute(_OUTPUTS)
            self._db.execute(_STOPS)

    @contextmanager
    def _named(self) -> Iterator[None]:
        """What the disk or SQLite refuses inside is told with the file and what to do."""
        try:
            yield
        except OSError as error:
            raise OutputError.of(self.path, error) from error
        except sqlite3.Error as error:
            raise _in_words(self.path, error) from error

    def close(self) -> None:
        with self._lock:
            self._db.close()

    def get(self, key: str) -> Reply | None:
        with self._lock:
            row = self._one(f"SELECT kind, content, detail, prompt_tokens, completion_tokens {_KEPT}", key)
        if row is None:
            return None
        kind, content, detail, sent, received = row
        return Reply(kind, content, detail, Usage(sent, received), 0.0, 0, cached=True)

    def claim(self, key: str, lease: float) -> Claim:
        """Mark a request as in flight, unless its reply is kept or somebody else has it on the wire.

        ``lease``: seconds after which a mark is believed no longer, whoever made it.
        """
        with self._transaction():
            if self._one(f"SELECT 1 {_KEPT}", key):
                return "kept"
            mark = self._one("SELECT host, pid, owner, since FROM in_flight WHERE key = ?", key)
            now = time.time()
            if mark and self._owner.sees_alive(Owner(*mark[:3]), now - mark[3], lease):
                return "busy"
            values = (key, self._owner.host, self._owner.pid, self._owner.token, now)
            self._db.execute("INSERT OR REPLACE INTO in_flight VALUES (?,?,?,?,?)", values)
        return "left" if mark else "new"

    def put(self, call: Call, model: str, reply: Reply) -> None:
        """Keep the reply; the request is in flight no longer."""
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
        with self._transaction(durable=True):
            self._db.execute(f"INSERT OR REPLACE INTO replies VALUES ({','.join('?' * len(values))})", values)
            self._db.execute("DELETE FROM in_flight WHERE key = ?", (call.key,))

    def drop(self, key: str) -> None:
        """The request ended without a reply, or was never sent."""
        with suppress(sqlite3.OperationalError), self._transaction():
            self._db.execute("DELETE FROM in_flight WHERE key = ? AND owner = ?", (key, self._owner.token))

    def output_of(self, url: str, model: str) -> tuple[str, bool] | None:
        """The output mode that the model at the endpoint has honoured, and whether a better one is out of the
        question; ``url``: in its public form."""
        query = "SELECT output, settled FROM outputs WHERE url = ? AND model = ? AND since > ?"
        try:
            with self._lock:
                row = self._one(query, url, model, time.time() - _OUTPUT_SECONDS)
        except sqlite3.OperationalError:
            return None
        return (str(row[0]), bool(row[1])) if row else None

    def remember_output(self, url: str, model: str, output: str | None, *, settled: bool = True) -> None:
        """Keep the mode, or forget it; a cache that cannot be written finds it out again the next time."""
        with suppress(sqlite3.OperationalError), self._transaction():
            self._db.execute("DELETE FROM outputs WHERE url = ? AND model = ?", (url, model))
            if output is not None:
                values = (url, model, output, settled, time.time())
                self._db.execute("INSERT INTO outputs VALUES (?,?,?,?,?)", values)

    def stop_of(self, run: str) -> str | None:
        """What has stopped all requests of a run, in another process of it."""
        try:
            with self._lock:
                row = self._one("SELECT told FROM stops WHERE run = ?", run)
        except sqlite3.OperationalError:
            return None
        return str(row[0]) if row else None

    def note_stop(self, run: str, told: str) -> None:
        """No request of the run can succeed."""
        with suppress(sqlite3.OperationalError), self._transaction():
            self._db.execute("DELETE FROM stops WHERE since < ?", (time.time() - _STOP_SECONDS,))
            self._db.execute("INSERT OR IGNORE INTO stops VALUES (?,?,?)", (run, told, time.time()))

    def stats(self) -> CacheStats:
        query = "SELECT count(*), total(prompt_tokens), total(completion_tokens) FROM replies"
        with self._named(), self._lock:
            count, sent, received = self._one(query)
            (marks,) = self._one("SELECT count(*) FROM in_flight")
        return CacheStats(int(count), int(sent), int(received), self.path.stat().st_size, int(marks))

    def clear(self) -> int:
        """Forget everything, the output modes too; how many replies there were."""
        with self._named(), self._transaction():
            self._db.execute("DELETE FROM in_flight")
            self._db.execute("DELETE FROM outputs")
            return self._db.execute("DELETE FROM replies").rowcount

    def _one(self, query: str, *values: str | float) -> Any:
        with closing(self._db.execute(query, values)) as rows:
            return rows.fetchone()

    @contextmanager
    def _transaction(self, *, durable: bool = False) -> Iterator[None]:
        """All or nothing, and nobody else writes in between. ``durable``: on the disk when it ends; a mark
        is worth nothing after a power cut, a reply is what was paid for."""
        with self._lock:
            self._db.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise


def _in_words(path: Path, error: sqlite3.Error) -> GoujiError:
    """A full disk is no reason to delete what was paid for."""
    name = getattr(error, "sqlite_errorname", "")
    if name == "SQLITE_FULL" or name.startswith("SQLITE_IOERR"):
        return OutputError(path, f"缓存写不进去：{error}", "腾出磁盘空间，或换一个 cache 路径")
    return ConfigError(path, f"缓存打不开：{error}", "换一个 cache 路径，或移走这个文件")


class CachedClient:
    """A client that answers from the cache, keeps what the client behind it replies, and sends no request
    that is on the wire already."""

    def __init__(
        self,
        inner: LlmClient,
        cache: ReplyCache,
        config: LlmConfig,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._inner, self._cache, self._model, self._sleep = inner, cache, config.model, sleep
        self._lease = config.max_attempts * (config.timeout + config.max_wait)

    def ask(self, call: Call) -> Reply:
        while True:
            kept = self._cache.get(call.key)
            if kept is not None:
                return kept
            claim = self._claim(call.key)
            if claim in ("new", "left"):
                return self._send(call, left=claim == "left")
            if claim == "busy":
                self._sleep(_POLL)

    def _claim(self, key: str) -> Claim:
        """A cache that cannot be written (a full disk) makes no answer impossible."""
        try:
            return self._cache.claim(key, self._lease)
        except sqlite3.OperationalError:
            return "new"

    def _send(self, call: Call, *, left: bool) -> Reply:
        reply: Reply | None = None
        try:
            reply = self._inner.ask(call)
        finally:
            if reply is None:
                self._cache.drop(call.key)
        return replace(reply, left=left, unkept=not self._keep(call, reply))

    def _keep(self, call: Call, reply: Reply) -> bool:
        """Whether nothing was lost: a reply that nobody can use is not kept on purpose."""
        if reply.kind not in _USABLE:
            self._cache.drop(call.key)
            return True
        try:
            self._cache.put(call, self._model, reply)
        except sqlite3.OperationalError:
            return False
        return True
