"""An HTTP transport with an end: a deadline over the whole answer and a limit on its size.

httpx timeouts restart with every byte, so a server that drips one space a second, for ever,
never times out.  This transport closes the answer at the deadline or at the size limit.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import httpx2

MAX_BYTES = 8 * 1024 * 1024
"""A chat completion of 8 000 tokens is some 50 kB; megabytes are not an answer."""


def bounded_client(timeout: float, connect_timeout: float, max_bytes: int = MAX_BYTES) -> httpx2.Client:
    """An HTTP client whose every answer ends within ``timeout`` seconds and ``max_bytes``."""
    import httpx2

    class Stream(httpx2.SyncByteStream):
        def __init__(self, inner: httpx2.SyncByteStream, deadline: float, request: httpx2.Request) -> None:
            self._inner, self._deadline, self._request = inner, deadline, request

        def __iter__(self) -> Iterator[bytes]:
            size = 0
            for chunk in self._inner:
                size += len(chunk)
                if size > max_bytes:
                    raise httpx2.ReadError(f"answer longer than {max_bytes} bytes", request=self._request)
                if time.monotonic() > self._deadline:
                    raise httpx2.ReadTimeout("answer not finished in time", request=self._request)
                yield chunk

        def close(self) -> None:
            self._inner.close()

    class Transport(httpx2.HTTPTransport):
        def handle_request(self, request: httpx2.Request) -> httpx2.Response:
            deadline = time.monotonic() + timeout
            response = super().handle_request(request)
            assert isinstance(response.stream, httpx2.SyncByteStream)
            response.stream = Stream(response.stream, deadline, request)
            return response

    limits = httpx2.Timeout(timeout, connect=connect_timeout)
    return httpx2.Client(transport=Transport(), timeout=limits, follow_redirects=False, trust_env=True)
