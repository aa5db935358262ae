"""An HTTP transport with an end: a deadline over the whole answer and a limit on its decoded size.

httpx timeouts restart with every byte, so a server that drips one space a second, for ever, never times
out; and a megabyte of gzip can be a gigabyte of blanks.  This transport reads the answer itself, stops at
the deadline or at the limit, counted in *decoded* bytes while they are decoded, and hands on what it read,
rewritten by the caller where that is wanted.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from gouji.llm.faults import Fault

if TYPE_CHECKING:
    import httpx2

MAX_BYTES = 8 * 1024 * 1024
"""A chat completion of 8 000 tokens is some 50 kB; megabytes are not an answer."""
_DECODED = frozenset({"gzip", "x-gzip", "deflate"})
_PLAIN = frozenset({"", "identity"})
_GZIP, _DEFLATE, _WINDOW = 0x1F, 8, 7
"""First byte of gzip; method and largest window in that of zlib."""
_HOP = frozenset({"content-encoding", "content-length", "transfer-encoding"})
Rewrite = Callable[["httpx2.Response"], bytes]


class AnswerLimitError(Exception):
    """The answer is longer than allowed, or in a compression that nobody asked for."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.text)
        self.fault = fault


def bounded_client(
    timeout: float,
    connect_timeout: float,
    max_bytes: int = MAX_BYTES,
    rewrite: Rewrite = lambda response: response.content,
    *,
    tls: bool = True,
) -> httpx2.Client:
    """An HTTP client whose every answer ends within ``timeout`` seconds and ``max_bytes`` decoded bytes.

    ``tls``: off for an address without it; reading the authorities takes a tenth of a second. ``rewrite``: gives the body to hand on; what it raises leaves as the cause of the SDK's error.
    """
    import httpx2

    class Transport(httpx2.HTTPTransport):
        def handle_request(self, request: httpx2.Request) -> httpx2.Response:
            deadline = time.monotonic() + timeout
            # Compression would save little on answers of this size, and is one more thing to go wrong.
            request.headers["Accept-Encoding"] = "identity"
            response = super().handle_request(request)
            assert isinstance(response.stream, httpx2.SyncByteStream)
            try:
                chunks = _in_time(response.stream, deadline, request)
                body = _decoded(chunks, response.headers.get("content-encoding", ""), max_bytes)
            finally:
                response.stream.close()
            headers = [(name, value) for name, value in response.headers.items() if name not in _HOP]
            read = httpx2.Response(response.status_code, headers=headers, content=body, request=request)
            changed = rewrite(read)
            if changed is body:
                return read
            return httpx2.Response(
                read.status_code,
                headers={"content-type": "application/json"},
                content=changed,
                request=request,
            )

    def _in_time(chunks: Iterable[bytes], deadline: float, request: httpx2.Request) -> Iterable[bytes]:
        for chunk in chunks:
            if time.monotonic() > deadline:
                raise httpx2.ReadTimeout("answer not finished in time", request=request)
            yield chunk

    limits = httpx2.Timeout(timeout, connect=connect_timeout)
    return httpx2.Client(
        transport=Transport(verify=tls), timeout=limits, follow_redirects=False, trust_env=True
    )


def _decoded(chunks: Iterable[bytes], encoding: str, max_bytes: int) -> bytes:
    """The body without its compression, never more than ``max_bytes`` of it in memory."""
    steps = [step.strip().lower() for step in encoding.split(",")]
    steps = [step for step in steps if step not in _PLAIN]
    if not set(steps) <= _DECODED or len(steps) > 1:
        raise AnswerLimitError(Fault("not_json", f"端点用了没有要求的压缩（{_word(encoding)}）", 200))
    body, started = bytearray(), False
    inflate = zlib.decompressobj(wbits=47) if steps else None  # 47: gzip or zlib, by its header
    for chunk in chunks:
        if inflate is not None and not body and not started and chunk:
            started = True
            if not _is_packed(chunk[0]):
                inflate = None  # a header of a proxy that has unpacked the body already
        while chunk:
            if inflate is None:
                body += chunk
                chunk = b""
            else:
                body += _inflated(inflate, chunk, max_bytes + 1 - len(body))
                chunk = inflate.unconsumed_tail
            if len(body) > max_bytes:
                raise AnswerLimitError(Fault("too_long", f"端点的回答解开后超过 {max_bytes >> 20} MB", 200))
    return bytes(body)


def _is_packed(first: int) -> bool:
    """Whether gzip or zlib begin so; no text of JSON, no stream and no page does."""
    return first == _GZIP or (first & 0x0F == _DEFLATE and first >> 4 <= _WINDOW)


def _inflated(inflate: zlib._Decompress, chunk: bytes, limit: int) -> bytes:
    try:
        return inflate.decompress(chunk, limit)
    except zlib.error:
        raise AnswerLimitError(Fault("garbled", "收到的压缩数据残缺", 200)) from None


def _word(text: str) -> str:
    return text[:20] if text.replace(",", "").replace(" ", "").isalnum() else "?"
