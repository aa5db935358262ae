"""Answers of real servers, made at will: a local endpoint that says the right thing in a chosen form.

Takes a kind of server (a function of the right answer and the mode it was asked in), gives an address and
counts what was asked.  Knows nothing of gouji's reader.
"""

from __future__ import annotations

import gzip
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Response = tuple[int, dict[str, str], bytes]
JSON = {"Content-Type": "application/json"}
STREAM = {"Content-Type": "text/event-stream"}
_SHOWN = re.compile(r"^L1\| 第(\d+)项收入([\d.]+)万元。$", re.MULTILINE)


def asked_mode(payload: dict[str, Any]) -> str:
    """The output mode of a request, by what stands in it."""
    if payload.get("tools"):
        return "tools"
    form = (payload.get("response_format") or {}).get("type")
    return {"json_schema": "json_schema", "json_object": "json_object"}.get(str(form), "md_json")


def right_answer(payload: dict[str, Any]) -> dict[str, Any]:
    """The one item of the request, as its line prints it."""
    number, value = _last_line(payload)
    return {
        "items": [
            {
                "first_line": 1, "last_line": 1, "quote": f"第{number}项收入{value}万元",
                "subject": f"第{number}项收入", "measure": "amount", "value": value, "unit": "万元",
                "year": None, "base": None, "direction": None, "change": None, "change_pct": None,
                "share_pct": None, "completion_pct": None, "budget_value": None, "reason": None,
            }
        ]
    }  # fmt: skip


def _last_line(payload: dict[str, Any]) -> tuple[str, str]:
    texts = [message["content"] for message in payload["messages"] if message["role"] == "user"]
    found = [match for text in texts for match in _SHOWN.findall(text)]
    return found[-1] if found else ("0", "0")


def completion(message: dict[str, Any], finish: str = "stop", **more: Any) -> dict[str, Any]:
    choice = {"index": 0, "finish_reason": finish, "message": {"role": "assistant", **message}}
    usage = {"prompt_tokens": 3000, "completion_tokens": 200, "total_tokens": 3200}
    return {"id": "x", "object": "chat.completion", "model": "m", "choices": [choice], "usage": usage, **more}


def in_mode(text: str, mode: str) -> dict[str, Any]:
    """The message of a server that honours the mode."""
    return tool_call(text) if mode == "tools" else {"content": text}


def tool_call(arguments: object) -> dict[str, Any]:
    function = {"name": "StatementsAnswer", "arguments": arguments}
    return {"content": None, "tool_calls": [{"id": "1", "type": "function", "function": function}]}


def ok(body: object, headers: dict[str, str] = JSON) -> Response:
    data = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    return 200, headers, data


def stream(
    message: dict[str, Any], *, done: bool, finish: bool = True, end: str = "\n\n", size: int = 7
) -> bytes:
    """Server-sent events of a message, in pieces of ``size`` characters."""
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
    text = message.get("content") or ""
    deltas += [{"content": text[at : at + size]} for at in range(0, len(text), size)]
    for call in message.get("tool_calls", []):
        name, arguments = call["function"]["name"], call["function"]["arguments"]
        deltas.append({"tool_calls": [{"index": 0, "id": "1", "function": {"name": name, "arguments": ""}}]})
        for at in range(0, len(arguments), size):
            deltas.append(
                {"tool_calls": [{"index": 0, "function": {"arguments": arguments[at : at + size]}}]}
            )
    events = [{"choices": [{"index": 0, "delta": delta, "finish_reason": None}]} for delta in deltas]
    if finish:
        events.append({"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
    lines = [f"data: {json.dumps(event, ensure_ascii=False)}{end}" for event in events]
    return "".join([*lines, *([f"data: [DONE]{end}"] if done else [])]).encode()


@dataclass
class Server:
    """What was asked of it so far."""

    respond: Callable[[dict[str, Any]], Response]
    url: str = ""
    payloads: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    listing: Response | None = None

    @property
    def modes(self) -> list[str]:
        return [asked_mode(payload) for payload in self.payloads]


@contextmanager
def serving(
    respond: Callable[[dict[str, Any]], Response], listing: Response | None = None
) -> Iterator[Server]:
    """The server on a loopback port. ``listing``: the answer to ``GET /models``; 404 without one."""
    state = Server(respond, listing=listing)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, format: str, *args: object) -> None: ...

        def do_GET(self) -> None:
            self._write(state.listing or (404, JSON, b'{"error": {"message": "not found"}}'))

        def do_POST(self) -> None:
            payload = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.payloads.append(payload)
            state.headers.append({name.lower(): value for name, value in self.headers.items()})
            self._write(state.respond(payload))

        def _write(self, response: Response) -> None:
            status, headers, body = response
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                self.wfile.write(body)
            except OSError:  # the client has had enough
                self.close_connection = True

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None: ...

    server = Quiet(("127.0.0.1", 0), Handler)
    state.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()


def bomb(size: int = 64 * 1024 * 1024) -> bytes:
    """Blanks that shrink to a thousandth."""
    return gzip.compress(b" " * size, 9)
