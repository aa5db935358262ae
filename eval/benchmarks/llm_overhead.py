"""``python -m gouji.eval.benchmarks.llm_overhead``: what our LLM path adds to a request, and how it scales.

Two measurements against a canned endpoint on the loopback, in a process of its own.  *Overhead*: the
time of a whole request of ours (prompt, key, cache, budget, breaker, instructor, openai, parsing,
grounding) against a bare HTTP post of the same body, at zero latency.  *Throughput*: requests a second
at 500 ms latency with 1, 8 and 32 requests in flight, as ratios to one in flight.
"""

from __future__ import annotations

import json
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import click

from gouji.config import LlmConfig
from gouji.grounding.source import Piece
from gouji.llm.session import open_session
from gouji.read.model import Line
from gouji.schemas.record import Metadata
from gouji.tasks.planner import Request
from gouji.tasks.read import Work, read_with_llm

LINE = "基本工资 457.27 万元，比上年增加 12.30 万元，增长 2.76%。"
ITEM: dict[str, Any] = {
    "first_line": 1,
    "last_line": 1,
    "quote": LINE,
    "subject": "基本工资",
    "measure": "amount",
    "value": "457.27",
    "unit": "万元",
    "year": None,
    "base": "上年",
    "direction": "increase",
    "change": "12.30",
    "change_pct": "2.76",
    "share_pct": None,
    "completion_pct": None,
    "budget_value": None,
    "reason": None,
}
WARM, REPEATS, LATENCY = 5, 100, 0.5
IN_FLIGHT = {1: 12, 8: 64, 32: 192}
"""Requests in flight → requests made, some seconds each."""


def _serve(latency: float, pipe: Connection) -> None:
    """A canned endpoint: the same right answer to everything, after ``latency`` seconds."""
    message = {"role": "assistant", "content": json.dumps({"items": [ITEM]}, ensure_ascii=False)}
    body = json.dumps(
        {
            "id": "x",
            "object": "chat.completion",
            "created": 1,
            "model": "canned",
            "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
            "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
        }
    ).encode()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, format: str, *args: object) -> None:
            """Silence: a benchmark prints its result and nothing else."""

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            time.sleep(latency)
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    ThreadingHTTPServer.request_queue_size = 256
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    pipe.send(server.server_address[1])
    server.serve_forever()


@contextmanager
def canned_endpoint(latency: float) -> Iterator[str]:
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(latency, theirs), daemon=True)
    process.start()
    try:
        yield f"http://127.0.0.1:{ours.recv()}/v1"
    finally:
        process.terminate()
        process.join()


def _request(number: int) -> Request:
    """Each request has a heading of its own, so that the cache never answers."""
    piece = Piece(1, Line(1, LINE), 0, len(LINE), f"第二部分/{number}", "基本支出")
    return Request("statements", (piece,), ("部门：虚构市测试局",), ("年度：2031",))


def _config(url: str, folder: Path) -> LlmConfig:
    return LlmConfig(
        mode="always",
        base_url=url,
        model="canned",
        cache=folder / "cache.sqlite",
        concurrency=1,
        max_requests=1000,
    )


def overhead() -> dict[str, float]:
    """Milliseconds of one request of ours and of the bare post, medians, and their ratio."""
    import httpx2

    with tempfile.TemporaryDirectory() as name, canned_endpoint(0.0) as url:
        config = _config(url, Path(name))
        with open_session(config) as session:
            ours = [_timed_read(config, session.client(), number) for number in range(WARM + REPEATS)]
        body = {"model": "canned", "messages": [{"role": "user", "content": LINE * 60}]}
        with httpx2.Client() as client:
            bare = [_timed_post(client, f"{url}/chat/completions", body) for _ in range(WARM + REPEATS)]
    mine, raw = statistics.median(ours[WARM:]) * 1000, statistics.median(bare[WARM:]) * 1000
    return {"ours_ms": round(mine, 2), "bare_post_ms": round(raw, 2), "added_ms": round(mine - raw, 2)}


def _timed_read(config: LlmConfig, client: Any, number: int) -> float:
    started = time.perf_counter()
    result = read_with_llm(Work([], Metadata(), grids=[_request(number)]), config, client)
    elapsed = time.perf_counter() - started
    if len(result.candidates) != 1:
        raise click.ClickException(
            f"the canned answer was not grounded: {result.messages} {result.rejections}"
        )
    return elapsed


def _timed_post(client: Any, url: str, body: dict[str, Any]) -> float:
    started = time.perf_counter()
    client.post(url, json=body).raise_for_status()
    return time.perf_counter() - started


def throughput() -> dict[int, float]:
    """Requests a second at :data:`LATENCY`, by requests in flight."""
    rates: dict[int, float] = {}
    for in_flight, count in IN_FLIGHT.items():
        with tempfile.TemporaryDirectory() as name, canned_endpoint(LATENCY) as url:
            config = replace(_config(url, Path(name)), concurrency=in_flight)
            with open_session(config) as session:
                client = session.client()
                read_with_llm(Work([], Metadata(), grids=[_request(-1)]), config, client)
                requests = [_request(number) for number in range(count)]
                started = time.perf_counter()
                read_with_llm(Work([], Metadata(), grids=requests), config, client)
                rates[in_flight] = count / (time.perf_counter() - started)
    return rates


@click.command()
@click.option("-o", "--out", type=click.Path(dir_okay=False, path_type=Path), help="JSON file.")
def main(out: Path | None) -> None:
    """Measure and print; nothing here is a model."""
    added = overhead()
    rates = throughput()
    ratios = {str(n): round(rate / rates[1], 2) for n, rate in rates.items()}
    report = {
        "overhead": added,
        "latency_s": LATENCY,
        "requests_per_second": {str(n): round(rate, 2) for n, rate in rates.items()},
        "ratio_to_one_in_flight": ratios,
    }
    text = json.dumps(report, indent=1)
    if out is not None:
        out.write_text(text + "\n", encoding="utf-8")
    click.echo(text)


if __name__ == "__main__":
    main()
