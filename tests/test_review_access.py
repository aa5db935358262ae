"""Only who was told the address gets anything from the review server; it starts, stops and starts again cleanly."""

from __future__ import annotations

import http.client
import http.cookiejar
import json
import re
import secrets
import signal
import stat
import subprocess
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
import pytest
from click.testing import CliRunner

from gouji.cli import gouji
from gouji.errors import ConfigError
from gouji.review.access import Access, redirect_file
from gouji.review.server import ASSETS, ReviewServer
from tests.full_disk import fill, small_disk
from tests.review_pdf import pdf_workspace, served
from tests.review_support import small_record, small_table, workspace_of
from tests.test_review_server import answer_to, ask, cookie_of, port_of, start


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ReviewServer]:
    with served(pdf_workspace(tmp_path)) as running:
        yield running


PLACES = [
    *(("GET", path) for path in ("/", *ASSETS, "/page/0/1.png", "/favicon.ico", "/nothing")),
    *(("GET", f"/api/{name}") for name in ("queue", "decisions", "table?doc=0&id=t01", "effect?doc=0")),
    ("POST", "/api/answer"),
    ("POST", "/api/apply"),
]


@pytest.mark.parametrize(("method", "path"), PLACES, ids=lambda value: str(value))
def test_without_the_token_there_is_one_line_and_nothing_else(
    server: ReviewServer, method: str, path: str
) -> None:
    body = answer_to(server) if method == "POST" else None
    status, headers, reply = ask(server.url, method, path, body, Cookie="")
    assert status == 403
    assert "token" in reply.decode()
    assert len(reply.decode().splitlines()) == 1
    assert "Set-Cookie" not in headers
    assert server.workspace.log.events() == []
    assert not server.folder.exists()


@pytest.mark.parametrize("guess", ["", "x", "令牌", "0" * 43, "{session}"])
def test_a_wrong_token_or_cookie_is_none(server: ReviewServer, guess: str) -> None:
    """Whichever way it comes; what the cookie holds is no token and the token no cookie."""
    name, _, session = cookie_of(server.url).partition("=")
    guess = guess.format(session=session)
    quoted = urllib.request.quote(guess)  # type: ignore[attr-defined]
    latin = guess.encode().decode("latin-1")
    for path, headers in (
        (f"/?token={quoted}", {"Cookie": ""}),
        ("/api/queue", {"Cookie": "", "Authorization": f"token {latin}"}),
        ("/api/queue", {"Cookie": "", "Authorization": latin}),
        ("/api/queue", {"Cookie": f"{name}={server.access.token}"}),
        ("/api/queue", {"Cookie": f"{name}x={session}"}),
    ):
        assert ask(server.url, "GET", path, **headers)[0] == 403, (path, headers)


def test_the_token_opens_the_page_and_nothing_else_by_itself(server: ReviewServer) -> None:
    token = f"token={server.access.token}"
    assert ask(server.url, "GET", f"/?{token}", Cookie="", Origin="")[0] == 200
    assert ask(server.url, "GET", f"/api/queue?{token}", Cookie="")[0] == 403
    assert ask(server.url, "POST", f"/api/apply?{token}", {}, Cookie="")[0] == 403


def test_the_token_is_exchanged_for_a_cookie_that_no_script_and_no_other_site_can_use(
    server: ReviewServer,
) -> None:
    _, headers, _ = ask(server.url, "GET", f"/?token={server.access.token}", Cookie="", Origin="")
    value, *attributes = headers["Set-Cookie"].split("; ")
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} == set(attributes)
    assert server.access.token not in value
    assert ask(server.url, "GET", "/api/queue", Cookie=f"other=1; {value}; more=2", Origin="")[0] == 200


def test_the_address_is_a_secret_of_its_own_each_time(tmp_path: Path) -> None:
    tokens = {Access(1).token for _ in range(20)}
    assert len(tokens) == 20
    assert min(map(len, tokens)) >= 43


def test_secrets_are_compared_in_constant_time(server: ReviewServer, monkeypatch: pytest.MonkeyPatch) -> None:
    name = cookie_of(server.url).partition("=")[0]
    compared: list[bytes] = []
    compare = secrets.compare_digest

    def noted(given: Any, secret: Any) -> bool:
        compared.append(given)
        return compare(given, secret)

    monkeypatch.setattr(secrets, "compare_digest", noted)
    ask(server.url, "GET", "/?token=one", Cookie=f"{name}=two", Authorization="Bearer three")
    assert compared == [b"one", b"two", b"three"]


@pytest.mark.parametrize("scheme", ["token", "Bearer", "bearer"])
def test_a_program_may_send_the_token_as_authorization(server: ReviewServer, scheme: str) -> None:
    """It is asked for no origin: no page of another site can send this header."""
    headers = {"Authorization": f"{scheme} {server.access.token}", "Cookie": "", "Origin": ""}
    assert ask(server.url, "GET", "/api/queue", **headers)[0] == 200
    assert ask(server.url, "POST", "/api/answer", answer_to(server), **headers)[0] == 200
    assert ask(server.url, "GET", "/api/queue", **{**headers, "Origin": "http://evil.example"})[0] == 403


@pytest.mark.parametrize("headers", [{}, {"Cookie": ""}], ids=["cookie", "no-cookie"])
def test_another_host_name_is_refused_before_the_token_is_looked_at(
    server: ReviewServer, headers: dict[str, str]
) -> None:
    """DNS rebinding: the page of evil.example, sent here by its own name server."""
    path = f"/?token={server.access.token}"
    status, got, _ = ask(server.url, "GET", path, Host=f"evil.example:{port_of(server)}", **headers)
    assert status == 421
    assert "Set-Cookie" not in got


def test_two_servers_on_one_host_do_not_take_each_others_cookie_away(tmp_path: Path) -> None:
    """One browser, two pages: cookies know no ports."""
    record = small_record(tables=[small_table(sure=False)])
    with (
        served(workspace_of(tmp_path / "a", record)) as one,
        served(workspace_of(tmp_path / "b", record)) as two,
    ):
        jar = http.cookiejar.CookieJar()
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
        for url in (one.url, two.url):
            browser.open(url, timeout=10).close()
        for url in (one.url, two.url, one.url):
            with browser.open(f"http://{urlsplit(url).netloc}/api/queue", timeout=10) as reply:
                assert reply.status == 200
        assert len(list(jar)) == 2
        assert ask(one.url, "GET", "/api/queue", Cookie=cookie_of(two.url))[0] == 403


def test_the_token_is_written_nowhere(server: ReviewServer, tmp_path: Path) -> None:
    """Neither in the log, nor in what apply writes, nor in what the page gets."""
    secret = [server.access.token, cookie_of(server.url).partition("=")[2]]
    assert ask(server.url, "POST", "/api/answer", answer_to(server))[0] == 200
    assert ask(server.url, "POST", "/api/apply", {})[0] == 200
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    sent = b"".join(
        ask(server.url, "GET", path)[2] for path in ("/", *ASSETS, "/api/queue", "/api/decisions")
    )
    assert len(list(server.folder.iterdir())) == 2
    assert not any(text.encode() in written + sent for text in secret)


# ---- a browser that is opened ------------------------------------------------------------------


def test_a_browser_is_started_with_a_private_file_and_not_with_the_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Command lines of processes are for everybody to read."""
    workspace_of(tmp_path, small_record(tables=[small_table(sure=False)]))
    opened: list[Path] = []
    seen: dict[str, Any] = {}

    def serve(self: ReviewServer, poll_interval: float = 0) -> None:
        path = opened[0]
        seen["text"] = path.read_text(encoding="utf-8")
        seen["modes"] = [stat.S_IMODE(p.stat().st_mode) for p in (path, path.parent)]
        seen["url"] = self.url

    monkeypatch.setattr(click, "launch", lambda url: opened.append(Path(url)))
    monkeypatch.setattr(ReviewServer, "serve_forever", serve)
    result = CliRunner().invoke(gouji, ["review", "serve", str(tmp_path), "--port", "0", "--open"])
    assert result.exit_code == 0, result.output
    assert seen["url"] in result.stderr
    assert f"url={seen['url']}" in seen["text"]
    assert seen["modes"] == [0o600, 0o700]
    token = seen["url"].partition("token=")[2]
    assert token not in str(opened[0])
    assert not opened[0].exists()
    assert result.stdout == ""


def test_a_redirect_file_escapes_its_address() -> None:
    with redirect_file('http://127.0.0.1:1/?token="><script>') as path:
        assert "<script>" not in path.read_text(encoding="utf-8")


# ---- start, stop, start again ------------------------------------------------------------------


def small_workspace(folder: Path) -> Path:
    return workspace_of(folder, small_record(tables=[small_table(sure=False)])).log.path.parent


def end(process: subprocess.Popen[str], number: int) -> str:
    process.send_signal(number)
    _, talk = process.communicate(timeout=60)
    return talk


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_it_cleanly_and_the_port_is_free_at_once(tmp_path: Path, number: int) -> None:
    """A connection is open when it ends, so that the port is left with one that fades out (TIME_WAIT)."""
    folder = small_workspace(tmp_path)
    process, url = start(folder)
    port = urlsplit(url).port
    assert port
    for _ in range(2):
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as browser:
            browser.request("GET", "/api/queue", headers={"Cookie": cookie_of(url)})
            assert browser.getresponse().read()
            talk = end(process, number)
        assert process.returncode == 0
        assert talk.splitlines() == ["已结束；答案都在日志里"]
        process, url = start(folder, port)
        assert urlsplit(url).port == port
    end(process, number)


def test_an_ignored_hangup_stays_ignored(tmp_path: Path) -> None:
    """``nohup gouji review serve``."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        process, url = start(small_workspace(tmp_path))
    finally:
        signal.signal(signal.SIGHUP, before)
    process.send_signal(signal.SIGHUP)
    assert ask(url, "GET", "/api/queue")[0] == 200
    end(process, signal.SIGTERM)


def test_a_port_that_is_taken_is_one_line(tmp_path: Path) -> None:
    folder = small_workspace(tmp_path)
    with served(workspace_of(tmp_path / "other", small_record(tables=[small_table(sure=False)]))) as running:
        port = str(port_of(running))
        result = CliRunner().invoke(gouji, ["review", "serve", str(folder), "--port", port])
    assert isinstance(result.exception, ConfigError)
    assert result.exception.exit_code == 2
    line = result.exception.one_line()
    assert re.fullmatch(rf"127\.0\.0\.1:{port}: 不能监听：端口已被占用 \(.*--port.*\)", line)


def test_a_request_under_way_is_let_to_end(tmp_path: Path) -> None:
    """What it writes is whole when the process ends."""
    order: list[str] = []
    with served(workspace_of(tmp_path, small_record(tables=[small_table(sure=False)]))) as server:
        with server.working():
            closing_thread = threading.Thread(target=lambda: (server.server_close(), order.append("closed")))
            closing_thread.start()
            closing_thread.join(timeout=0.2)
            order.append("written")
        closing_thread.join(timeout=60)
    assert order == ["written", "closed"]


# ---- what goes wrong underneath ----------------------------------------------------------------


def test_a_log_that_is_changed_while_it_runs_is_told_on_the_page(server: ReviewServer) -> None:
    first = answer_to(server)
    assert ask(server.url, "POST", "/api/answer", first)[0] == 200
    log = server.workspace.log.path
    log.write_bytes(log.read_bytes().replace("张三".encode(), "李四".encode()))
    for method, path, body in (
        ("GET", "/api/queue", None),
        ("POST", "/api/answer", first),
        ("POST", "/api/apply", {}),
    ):
        status, _, reply = ask(server.url, method, path, body)
        assert status == 422
        assert "第 1 行与它的校验值不符" in json.loads(reply)["error"]
    assert not server.folder.exists()


def test_an_answer_on_a_full_disk_is_told_on_the_page_and_taken_when_there_is_space(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk, served(pdf_workspace(disk)) as server:
        fill(disk)
        said = {**answer_to(server), "why": "字" * 1900}
        status, _, reply = ask(server.url, "POST", "/api/answer", said)
        assert status == 422
        assert "磁盘已满" in json.loads(reply)["error"]
        assert str(server.workspace.log.path) in json.loads(reply)["error"]
        (disk / "filler").unlink()
        assert ask(server.url, "POST", "/api/answer", said)[0] == 200
