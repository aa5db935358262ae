"""``gouji review serve``: the page and its few requests, on 127.0.0.1 only.

Takes a workspace and its sources, gives an HTTP server of the standard library.  It asks nobody for anything.  A request
must name this server as its host (no DNS rebinding) and carry the token, or the cookie that was given for it
(:mod:`gouji.review.access`); one that writes with the cookie must come from this server's own page (no other
origin).  Nothing that a document says becomes a path: documents are numbered and files are looked up by name in a
fixed table.
"""

from __future__ import annotations

import json
import os
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gouji import __version__
from gouji.errors import GoujiError, of_system
from gouji.joined import files_of
from gouji.review.access import Access
from gouji.review.apply import apply
from gouji.review.corrections import AgainError, RemovalError
from gouji.review.page_data import decision_view, decisions_view, page_view, queue_view, table_view
from gouji.review.source import Sources
from gouji.review.workspace import ConflictError, GivenAnswer, Workspace
from gouji.review.write_corrected import finish
from gouji.schemas.review import Action, Typed

HOST = "127.0.0.1"
MAX_BODY = 256 * 1024
PATIENCE = 10.0
"""Seconds that a request under way may take to end when the server does."""
NO_TOKEN = {
    "zh": "没有凭证：请用 gouji review serve 启动时显示的完整地址（带 token）打开；服务重启后地址会变",
    "en": "no token: open the whole address that gouji review serve printed; it changes when the server is restarted",
}
MAX_LINES = 400
"""Lines of a text source that one request may ask for."""

ASSETS = {
    "/review.js": ("review.js", "text/javascript; charset=utf-8"),
    "/review.css": ("review.css", "text/css; charset=utf-8"),
}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_PAGE = re.compile(r"/page/(\d{1,6}(?:\.\d{1,3})?)/(\d{1,6})\.png")


class _Body(BaseModel):
    """What the page may post."""

    model_config = ConfigDict(extra="forbid")

    item_id: str
    action: Action
    reviewer: str = Field(max_length=200)
    base: str = ""
    version: str | None = None
    changes: list[Typed] = Field(default_factory=list, max_length=500)
    suggested: Typed | None = None
    again: str = ""
    why: str = ""
    seconds: float | None = None


class ReviewServer(ThreadingHTTPServer):
    """One queue served to browsers of this computer."""

    daemon_threads = True
    allow_reuse_address = os.name == "posix"
    """A port whose last connections are still fading out can be had at once; on Windows the option would let two
    servers share a port."""
    request_queue_size = 128
    """Connections that wait to be accepted: a page asks for all its pictures at once, and of the library's 5 some are reset."""

    def __init__(
        self,
        workspace: Workspace,
        sources: Sources,
        port: int,
        *,
        reviewer: str,
        folder: Path,
        lang: str = "zh",
    ) -> None:
        self._idle, self._busy = threading.Condition(), 0
        super().__init__((HOST, port), Handler)
        self.workspace, self.sources, self.lang = workspace, sources, lang
        self.reviewer, self.folder = reviewer, folder
        self.doc_ids = list(workspace.records)
        number = self.server_address[1]
        self.access = Access(number)
        self.hosts = {f"{HOST}:{number}", f"localhost:{number}"}
        self.origins = {f"http://{host}" for host in self.hosts}

    @property
    def url(self) -> str:
        """Where the page is, with the token: a secret."""
        return f"http://{HOST}:{self.server_address[1]}/?token={self.access.token}"

    @contextmanager
    def working(self) -> Iterator[None]:
        """A request is under way."""
        with self._idle:
            self._busy += 1
        try:
            yield
        finally:
            with self._idle:
                self._busy -= 1
                self._idle.notify_all()

    def server_close(self) -> None:
        """Take no more requests and let those under way end, so that no file is left half written."""
        super().server_close()
        with self._idle:
            self._idle.wait_for(lambda: not self._busy, PATIENCE)


class _RefusedError(Exception):
    """A request that is answered with an error status."""

    def __init__(self, status: HTTPStatus, **body: Any) -> None:
        self.status, self.body = status, body
        super().__init__(status.phrase)


class Handler(BaseHTTPRequestHandler):
    """Answers one connection."""

    server: ReviewServer
    protocol_version = "HTTP/1.1"
    server_version = f"gouji/{__version__}"
    sys_version = ""
    timeout = 60

    def do_GET(self) -> None:
        self._answer(self._get)

    def do_POST(self) -> None:
        self._answer(self._post)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: stderr is for people, and addresses are of no use to them."""

    def _answer(self, work: Callable[[], None]) -> None:
        try:
            with self.server.working():
                self._refuse_strangers()
                work()
        except _RefusedError as refused:
            self.close_connection = True
            self._send_refusal(refused)
        except GoujiError as error:
            self._send_json({"error": error.one_line()}, HTTPStatus.UNPROCESSABLE_ENTITY)
        except (BrokenPipeError, ConnectionResetError, TimeoutError):
            self.close_connection = True
        except OSError as error:
            told = of_system(error, str(self.server.folder))
            self._send_json({"error": told.one_line()}, HTTPStatus.INTERNAL_SERVER_ERROR)

    def _refuse_strangers(self) -> None:
        """Only this server's own name as host; only who was told the token; nothing that another site's page asks for."""
        if self.headers.get("Host", "") not in self.server.hosts:
            raise _RefusedError(HTTPStatus.MISDIRECTED_REQUEST, error="host")
        access = self.server.access
        if not (
            self._brings_token() or access.has_cookie(self.headers) or access.is_authorized(self.headers)
        ):
            raise _RefusedError(HTTPStatus.FORBIDDEN, error=NO_TOKEN[self.server.lang])
        origin = self.headers.get("Origin")
        if origin is not None and origin not in self.server.origins:
            raise _RefusedError(HTTPStatus.FORBIDDEN, error="origin")
        site = self.headers.get("Sec-Fetch-Site", "none")
        if site not in ("none", "same-origin") and urlsplit(self.path).path != "/":
            raise _RefusedError(HTTPStatus.FORBIDDEN, error="site")

    def _brings_token(self) -> bool:
        """Whether this is the first visit: the page, asked for with the token."""
        address = urlsplit(self.path)
        tokens = parse_qs(address.query).get("token", [])
        return (
            self.command == "GET"
            and address.path == "/"
            and any(self.server.access.is_token(token) for token in tokens)
        )

    # ---- reading -------------------------------------------------------------------------------

    def _get(self) -> None:
        address = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(address.query).items()}
        page = _PAGE.fullmatch(address.path)
        if address.path == "/":
            cookie = self.server.access.cookie() if self._brings_token() else None
            self._send(index_html(self.server.lang).encode(), "text/html; charset=utf-8", cookie=cookie)
        elif address.path in ASSETS:
            name, kind = ASSETS[address.path]
            self._send(asset(name).encode(), kind)
        elif address.path == "/favicon.ico":
            self._send(b"", "image/x-icon", HTTPStatus.NO_CONTENT)
        elif page:
            self._send_picture(*self._source(page[1]), int(page[2]))
        else:
            self._send_json(self._data(address.path, query))

    def _data(self, path: str, query: dict[str, str]) -> object:
        server = self.server
        match path:
            case "/api/queue":
                return queue_view(
                    server.workspace, server.workspace.decisions(), server.lang, server.reviewer
                )
            case "/api/decisions":
                return decisions_view(server.workspace.decisions())
            case "/api/table":
                return self._table(self._doc(query.get("doc")), query.get("id", ""))
            case "/api/lines":
                return self._lines(*self._source(query.get("doc", "")), query)
            case "/api/page":
                doc_id, file = self._source(query.get("doc", ""))
                size = page_view(server.sources, doc_id, _number(query.get("page")), file)
                return size or self._nothing()
            case "/api/effect":
                return self._effect(self._doc(query.get("doc")))
        return self._nothing()

    def _doc(self, number: str | None) -> str:
        index = _number(number)
        return self.server.doc_ids[index] if index < len(self.server.doc_ids) else self._nothing()

    def _source(self, number: str) -> tuple[str, int]:
        """The document and the number of its file (:func:`~gouji.review.page_data.source_number`)."""
        document, _, file = number.partition(".")
        doc_id, index = self._doc(document), _number(file or "0")
        known = len(files_of(self.server.workspace.records[doc_id].run))
        return (doc_id, index) if index < known else self._nothing()

    def _nothing(self) -> Any:
        raise _RefusedError(HTTPStatus.NOT_FOUND, error="not found")

    def _table(self, doc_id: str, table_id: str) -> object:
        tables = self.server.workspace.records[doc_id].tables
        found = next((table for table in tables if table.id == table_id), None)
        return table_view(found) if found is not None else self._nothing()

    def _lines(self, doc_id: str, file: int, query: dict[str, str]) -> object:
        lines = self.server.sources.lines(doc_id, file)
        first = max(1, _number(query.get("from")))
        last = min(len(lines), _number(query.get("to")), first + MAX_LINES)
        return {"first": first, "lines": lines[first - 1 : last], "total": len(lines)}

    def _effect(self, doc_id: str) -> object:
        """Which findings the answers so far make go and come."""
        workspace = self.server.workspace
        document = self.server.sources.document(doc_id)
        _, reviewed = apply(
            workspace.records[doc_id],
            workspace.items.values(),
            workspace.decisions(),
            document,
            self.server.lang,
        )
        return {
            "gone": [finding.message for finding in reviewed.gone],
            "come": [finding.message for finding in reviewed.come],
        }

    # ---- writing -------------------------------------------------------------------------------

    def _post(self) -> None:
        is_program = self.server.access.is_authorized(self.headers)
        if not is_program and self.headers.get("Origin") not in self.server.origins:
            raise _RefusedError(HTTPStatus.FORBIDDEN, error="origin")
        if self.headers.get_content_type() != "application/json":
            raise _RefusedError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, error="json only")
        body = self._read_body()
        if self.path == "/api/answer":
            self._post_answer(body)
        elif self.path == "/api/apply":
            done = finish(self.server.workspace, self.server.sources, self.server.folder, self.server.lang)
            self._send_json({"folder": str(self.server.folder), "documents": [_account(r) for r in done]})
        else:
            self._nothing()

    def _read_body(self) -> bytes:
        length = self.headers.get("Content-Length", "")
        if not length.isascii() or not length.isdigit() or int(length) > MAX_BODY:
            raise _RefusedError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, error="too large")
        return self.rfile.read(int(length))

    def _post_answer(self, body: bytes) -> None:
        """Write one answer; the reply is sent when it is on disk."""
        try:
            said = _Body.model_validate_json(body)
        except ValidationError as error:
            raise _RefusedError(HTTPStatus.BAD_REQUEST, error=error.errors()[0]["msg"]) from error
        answer = GivenAnswer(
            item_id=said.item_id,
            action=said.action,
            reviewer=said.reviewer,
            base=said.base,
            changes=tuple(said.changes),
            suggested=said.suggested,
            again=said.again,
            why=said.why,
            seconds=said.seconds,
            version=said.version,
        )
        try:
            (event,) = self.server.workspace.answer([answer])
        except AgainError as error:
            raise _RefusedError(
                HTTPStatus.PRECONDITION_REQUIRED, error=error.reason, again=error.path, new=error.new
            ) from error
        except RemovalError as error:
            raise _RefusedError(
                HTTPStatus.PRECONDITION_REQUIRED, error=error.reason, confirm=error.path
            ) from error
        except ConflictError as conflict:
            raise _RefusedError(
                HTTPStatus.CONFLICT, error=conflict.reason, decision=decision_view(conflict.decision)
            ) from conflict
        self._send_json({"decision": decision_view(self.server.workspace.decisions()[event.item_id])})

    # ---- sending -------------------------------------------------------------------------------

    def _send_picture(self, doc_id: str, file: int, number: int) -> None:
        picture = self.server.sources.picture(doc_id, number, file=file)
        self._send(picture if picture is not None else self._nothing(), "image/png", cache="max-age=3600")

    def _send_refusal(self, refused: _RefusedError) -> None:
        """For the page's script as JSON, for a person as a line."""
        if self.path.startswith("/api/"):
            self._send_json(refused.body, refused.status)
        else:
            self._send(f"{refused.body['error']}\n".encode(), "text/plain; charset=utf-8", refused.status)

    def _send_json(self, value: object, status: HTTPStatus = HTTPStatus.OK) -> None:
        data = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        self._send(data, "application/json; charset=utf-8", status)

    def _send(
        self,
        data: bytes,
        kind: str,
        status: HTTPStatus = HTTPStatus.OK,
        *,
        cache: str | None = None,
        cookie: str | None = None,
    ) -> None:
        self.send_response(status)
        if cookie:
            self.send_header("Set-Cookie", cookie)
        for name, value in HEADERS.items():
            self.send_header(name, cache if cache and name == "Cache-Control" else value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def _number(text: str | None) -> int:
    if text is None or not text.isascii() or not text.isdigit() or len(text) > 9:
        raise _RefusedError(HTTPStatus.BAD_REQUEST, error="number")
    return int(text)


def _account(reviewed: Any) -> dict[str, Any]:
    return {
        "name": reviewed.doc_id,
        "corrections": len(reviewed.corrections),
        "gone": [finding.message for finding in reviewed.gone],
        "come": [finding.message for finding in reviewed.come],
        "not_applied": [
            *reviewed.not_applied,
            *(f"{c.label}：{'；'.join(c.answers)}" for c in reviewed.conflicts),
        ],
    }


def asset(name: str) -> str:
    """A file of the page."""
    return (files("gouji.review") / "static" / name).read_text(encoding="utf-8")


def index_html(lang: str) -> str:
    """The page of the server: structure only, all words are set by its script."""
    return asset("index.html").replace("{{lang}}", lang)
