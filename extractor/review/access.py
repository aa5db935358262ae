"""Who may ask the review server: a token for the first visit, a cookie for the ones after it.

Takes the headers of a request, gives whether it comes from somebody who was told the address.  Every user of the
computer can connect to 127.0.0.1; the token of 256 random bits stands in the address that is printed where the server is
started, and nowhere else: not in a log, not in the command line of a process, which others may list.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import Message
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

_SCHEMES = ("token", "bearer")
_REDIRECT = """<!doctype html>
<meta charset="utf-8"><meta name="referrer" content="no-referrer">
<meta http-equiv="refresh" content="0;url={url}">
<title>gouji</title><a href="{url}">gouji review</a>
"""


class Access:
    """The two secrets of one server: the token, and what a browser gets for it."""

    def __init__(self, port: int) -> None:
        self.token = secrets.token_urlsafe(32)
        self._session = secrets.token_urlsafe(32)
        self._name = f"gouji-review-{port}"
        """Cookies of all ports of a host lie in one jar: two servers must not take each other's away."""

    def is_token(self, text: str) -> bool:
        return _same(text, self.token)

    def is_authorized(self, headers: Message) -> bool:
        """``Authorization: token …`` or ``Bearer …``: a program, which no page of another site can pose as."""
        scheme, _, token = headers.get("Authorization", "").strip().partition(" ")
        return scheme.lower() in _SCHEMES and self.is_token(token.strip())

    def has_cookie(self, headers: Message) -> bool:
        """Whether a browser shows what it was given for the token."""
        pairs = (
            pair.strip().partition("=") for line in headers.get_all("Cookie", []) for pair in line.split(";")
        )
        return any(name == self._name and _same(value, self._session) for name, _, value in pairs)

    def cookie(self) -> str:
        """``Set-Cookie``: for no script, and for no request that another site makes."""
        return f"{self._name}={self._session}; Path=/; HttpOnly; SameSite=Strict"


def _same(given: str, secret: str) -> bool:
    """Compared in a time that says nothing about where they differ."""
    return secrets.compare_digest(given.encode("utf-8", "surrogateescape"), secret.encode())


@contextmanager
def redirect_file(url: str) -> Iterator[Path]:
    """A page that leads to ``url``, in a folder of the user's own: a browser is started with its path, so that the
    token of ``url`` stands in no command line."""
    with TemporaryDirectory(prefix="gouji-review-") as folder:
        path = Path(folder) / "open.html"
        path.touch(mode=0o600)
        path.write_text(_REDIRECT.format(url=escape(url)), encoding="utf-8")
        yield path
