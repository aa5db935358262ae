"""The HTTP side of the simulated model: ``/v1/models`` and ``/v1/chat/completions`` on the loopback.

Standard library only: the faults need the bare socket (resets, cut bodies, bytes that never end),
which an ASGI server keeps out of reach.
"""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from gouji.eval.simulated_model import FINGERPRINT, MODEL_ID
from gouji.eval.simulated_model.book import GoldDoc, answer, grid_columns
from gouji.eval.simulated_model.errors import Mistake, corrupt
from gouji.eval.simulated_model.faults import STATUS_FAULTS, Schedule, Shape, shaped
from gouji.eval.simulated_model.ledger import Ledger
from gouji.eval.simulated_model.request import Asked, parse_request
from gouji.eval.simulated_model.tokens import limit_of, tokens, within
from gouji.grounding.source import fold_text

ENDLESS_BYTES = 64 * 1024 * 1024
"""Where the endless fault ends after all, should a client have no limit of its own."""


@dataclass(slots=True)
class Simulation:
    """What the server knows and how it misbehaves; one value, shared by the handler threads."""

    book: list[GoldDoc]
    error_rate: float = 0.0
    seed: int = 0
    schedule: Schedule = field(default_factory=Schedule)
    latency: float = 0.0
    slow: float = 5.0
    retry_after: str = "0.05"
    honours: frozenset[str] = frozenset({"json_schema", "tools", "json_object"})
    obey: bool = False
    """The worst case of an injection: do what the document says and answer 0 everywhere."""
    log: Path | None = None
    ledger: Ledger = field(default_factory=Ledger)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, entry: dict[str, Any]) -> None:
        if self.log is not None:
            with self.lock, self.log.open("a", encoding="utf-8") as file:
                file.write(json.dumps(entry, ensure_ascii=False, default=str) + "\n")


def completion(simulation: Simulation, payload: dict[str, Any]) -> tuple[str, list[Mistake], Asked]:
    """The JSON text of the answer and the errors that were made in it."""
    asked = parse_request(payload)
    if asked.task is None:
        return json.dumps({"answer": 1}), [], asked
    items = answer(simulation.book, asked)
    body = fold_text("".join(line.text for line in asked.body))
    items, mistakes = corrupt(items, asked.task, body, simulation.error_rate, simulation.seed, asked.attempt)
    if simulation.obey and "忽略" in body:
        items = [{**item, "value": "0"} if "value" in item else item for item in items]
    content: dict[str, Any] = {"items": items}
    if asked.task == "grid":
        content["columns"] = grid_columns(simulation.book, asked)
    return json.dumps(content, ensure_ascii=False), mistakes, asked


def reply_body(
    payload: dict[str, Any], asked: Asked, shape: Shape, honours: frozenset[str]
) -> dict[str, Any]:
    """A chat completion as OpenAI writes it; an answer longer than the request allows is cut off."""
    content, finish_reason = shape.content, shape.finish_reason
    limit = limit_of(payload)
    if content is not None and limit is not None and tokens(content) > limit:
        content, finish_reason = within(content, limit), "length"
    if asked.form not in honours and content:
        content = f"```json\n{content}\n```"
    message: dict[str, Any] = {"role": "assistant", "content": content, "refusal": shape.refusal}
    if asked.form == "tools" and "tools" in honours and content is not None:
        name = payload["tools"][0]["function"]["name"]
        call = {"id": "call_1", "type": "function", "function": {"name": name, "arguments": content}}
        message = {"role": "assistant", "content": None, "refusal": None, "tool_calls": [call]}
    prompt = sum(tokens(str(m.get("content"))) for m in payload["messages"])
    answered = tokens(content or "")
    return {
        "id": "chatcmpl-simulation",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": MODEL_ID,
        "system_fingerprint": FINGERPRINT,
        "choices": [{"index": 0, "message": message, "finish_reason": finish_reason, "logprobs": None}],
        "usage": {"prompt_tokens": prompt, "completion_tokens": answered, "total_tokens": prompt + answered},
    }


class Handler(BaseHTTPRequestHandler):
    """One connection; the simulation hangs on the server."""

    protocol_version = "HTTP/1.1"
    simulation: Simulation
    disable_nagle_algorithm = True

    def log_message(self, format: str, *args: object) -> None:
        """Nothing on stderr: a test run makes thousands of requests."""

    def do_GET(self) -> None:
        if self.path.rstrip("/").endswith("/models"):
            model = {"id": MODEL_ID, "object": "model", "created": 0, "owned_by": "simulation"}
            self._send(200, {"object": "list", "data": [model]})
        else:
            self._send(404, {"error": {"message": "not found"}})

    def do_POST(self) -> None:
        payload = json.loads(self.rfile.read(int(self.headers.get("Content-Length", "0"))))
        simulation = self.simulation
        if payload.get("model") != MODEL_ID:
            error = {"message": "The model does not exist", "code": "model_not_found"}
            self._send(404, {"error": error})
            return
        number, fault = simulation.schedule.next()
        entry = {"request": number, "key": self.headers.get("Idempotency-Key", ""), "fault": fault}
        if fault in STATUS_FAULTS:
            simulation.note({**entry, "paid": False})
            self._send(STATUS_FAULTS[fault], {"error": {"message": "simulated"}}, simulation.retry_after)
        elif fault == "reset":
            simulation.note({**entry, "paid": False})
            self._reset()
        else:
            self._answer(payload, entry, fault)

    def _answer(self, payload: dict[str, Any], entry: dict[str, Any], fault: str | None) -> None:
        """Make the answer or find the one kept for its key; it is charged when it is made, whether or not
        it arrives."""
        simulation = self.simulation
        told: dict[str, Any] = {}

        def make() -> dict[str, Any]:
            text, mistakes, asked = completion(simulation, payload)
            errors = [{"kind": m.kind, "right": m.right, "wrong": m.wrong} for m in mistakes]
            told.update({"task": asked.task, "attempt": asked.attempt, "mistakes": errors})
            time.sleep(simulation.slow if fault == "slow" else simulation.latency)
            return reply_body(payload, asked, shaped(text, fault), simulation.honours)

        body, charged = simulation.ledger.answer(str(entry["key"]), make)
        simulation.note({**entry, **told, "paid": charged})
        try:
            self._write(body, fault)
        except OSError:  # the client went away: its deadline, or it was killed
            self.close_connection = True

    def _write(self, body: dict[str, Any], fault: str | None) -> None:
        data = json.dumps(body, ensure_ascii=False).encode()
        if fault == "invalid_utf8":
            data = data.replace(b'"role"', b'"ro\xff\xfele"', 1)
        if fault == "cut":
            self._headers(200, len(data))
            self.wfile.write(data[: len(data) // 2])
            self.close_connection = True
        elif fault == "endless":
            self._headers(200, ENDLESS_BYTES)
            for _ in range(ENDLESS_BYTES // 65536):
                self.wfile.write(b" " * 65536)
        else:
            self._headers(200, len(data))
            self.wfile.write(data)

    def _send(self, status: int, body: dict[str, Any], retry_after: str | None = None) -> None:
        data = json.dumps(body).encode()
        self._headers(status, len(data), retry_after)
        self.wfile.write(data)

    def _headers(self, status: int, length: int, retry_after: str | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(length))
        self.send_header("X-Gouji-Simulation", "1")
        if retry_after is not None:
            self.send_header("Retry-After", retry_after)
        self.end_headers()

    def _reset(self) -> None:
        """Close with RST: what a crashed proxy looks like."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()
        self.wfile = _Nowhere()  # type: ignore[assignment]


class _Nowhere:
    """Takes the flush of a connection that has just been reset."""

    closed = True

    def flush(self) -> None: ...

    def close(self) -> None: ...


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away (its deadline, our reset) is part of the simulation."""


def serve(simulation: Simulation, port: int = 0) -> ThreadingHTTPServer:
    """A bound server on 127.0.0.1 (never another address); the caller runs ``serve_forever``."""
    handler = type("BoundHandler", (Handler,), {"simulation": simulation})
    return _Server(("127.0.0.1", port), handler)
