"""The server: local, deaf to strangers, sends nothing of the disk, and loses no answer when it is killed."""

from __future__ import annotations

import http.client
import json
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from gouji.pipeline import extract_as_one
from gouji.review.log import Log
from gouji.review.page_data import script_json
from gouji.review.server import ASSETS, ReviewServer, index_html
from gouji.review.source import Sources
from gouji.review.workspace import Workspace
from tests.corpus import ROOT
from tests.review_pdf import pdf_workspace, served
from tests.review_support import seed_record, small_record, small_table, workspace_of


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ReviewServer]:
    with served(pdf_workspace(tmp_path)) as running:
        yield running


@cache
def cookie_of(url: str) -> str:
    """What a browser gets that opens the printed address."""
    with urllib.request.urlopen(url, timeout=60) as reply:
        return str(reply.headers["Set-Cookie"].split(";")[0])


def ask(
    url: str, method: str, path: str, body: object = None, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """One request with the headers of a browser on the page unless others are given."""
    port = urlsplit(url).port
    assert port is not None
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    sent = {
        "Host": f"127.0.0.1:{port}",
        "Origin": f"http://127.0.0.1:{port}",
        "Content-Type": "application/json",
    }
    if "Cookie" not in headers:
        sent["Cookie"] = cookie_of(url)
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    data = None if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
    with closing(connection):
        connection.request(method, path, data, {name: value for name, value in sent.items() if value})
        reply = connection.getresponse()
        return reply.status, dict(reply.getheaders()), reply.read()


def port_of(server: ReviewServer) -> int:
    return int(server.server_address[1])


def answer_to(server: ReviewServer) -> dict[str, Any]:
    item = next(iter(server.workspace.items.values()))
    return {"item_id": item.item_id, "version": item.version, "action": "document_wrong", "reviewer": "张三"}


def test_it_listens_on_the_loopback_only(server: ReviewServer) -> None:
    assert server.server_address[0] == "127.0.0.1"
    other = socket.socket()
    other.settimeout(2)
    with other:
        assert other.connect_ex(("127.0.0.2", port_of(server))) != 0


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("GET", "/", {"Host": "evil.example"}, 421),
        ("GET", "/api/queue", {"Host": "evil.example:8370"}, 421),
        ("GET", "/api/queue", {"Origin": "http://evil.example"}, 403),
        ("GET", "/api/queue", {"Origin": "", "Sec_Fetch_Site": "cross-site"}, 403),
        ("GET", "/page/0/1.png", {"Origin": "", "Sec_Fetch_Site": "same-site"}, 403),
        ("POST", "/api/answer", {"Origin": "http://evil.example"}, 403),
        ("POST", "/api/answer", {"Origin": ""}, 403),
        ("POST", "/api/answer", {"Origin": "null"}, 403),
        ("POST", "/api/answer", {"Content_Type": "text/plain"}, 415),
        ("POST", "/api/apply", {"Origin": "https://127.0.0.1"}, 403),
    ],
)
def test_strangers_are_refused(
    server: ReviewServer, method: str, path: str, headers: dict[str, str], status: int
) -> None:
    """Another host name (DNS rebinding), another origin (CSRF), an embedding page; nothing is written."""
    body = answer_to(server) if method == "POST" else None
    assert ask(server.url, method, path, body, **headers)[0] == status
    assert server.workspace.log.events() == []


def test_its_own_page_is_served(server: ReviewServer) -> None:
    for path in ("/", *ASSETS, "/api/queue", "/page/0/1.png", "/api/page?doc=0&page=1", "/api/effect?doc=0"):
        assert ask(server.url, "GET", path, Origin="")[0] == 200, path
    status, _, body = ask(server.url, "POST", "/api/answer", answer_to(server))
    assert (status, json.loads(body)["decision"]["state"]) == (200, "document_wrong")


def test_every_reply_carries_the_policy(server: ReviewServer) -> None:
    for path in ("/", "/review.js", "/api/queue", "/nothing", "/page/0/1.png"):
        _, headers, _ = ask(server.url, "GET", path, Origin="")
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "script-src 'self'" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "Access-Control-Allow-Origin" not in headers


def test_the_page_has_no_inline_script_or_handler() -> None:
    page = index_html("zh")
    assert page.count("<script") == 1
    assert '<script src="/review.js" defer></script>' in page
    assert " on" not in page.replace(" on ", "")
    assert "style=" not in page


@pytest.mark.parametrize(
    "path",
    [
        "/../../../etc/passwd",
        "/static/../server.py",
        "/review.js/../server.py",
        "/page/0/../../x.png",
        "/page/0/99.png",
        "/page/7/1.png",
        "/api/table?doc=0&id=../../x",
        "/api/table?doc=99&id=t01",
        "/%2e%2e/%2e%2e/etc/passwd",
        "//etc/passwd",
    ],
)
def test_nothing_but_the_known_files_is_sent(server: ReviewServer, path: str) -> None:
    assert ask(server.url, "GET", path, Origin="")[0] == 404


@pytest.mark.parametrize(
    "query", ["doc=-1&id=t01", "doc=x&id=t01", "id=t01", "doc=1e9&id=t01", "doc=１&id=t01"]
)
def test_a_document_is_a_number(server: ReviewServer, query: str) -> None:
    from urllib.parse import quote

    assert ask(server.url, "GET", f"/api/table?{quote(query, safe='=&')}", Origin="")[0] == 400


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"item_id": "nonsense"}, 422),
        ({"action": "explode"}, 400),
        ({"reviewer": " "}, 422),
        ({"version": "old"}, 422),
        ({"extra": 1}, 400),
        ({"action": "correct", "changes": [{"path": "run/source", "new": "/etc/passwd"}]}, 422),
        ({"action": "correct", "changes": [{"path": "metadata/nonsense", "new": "x"}]}, 422),
        ({"action": "accept"}, 422),
        ({"action": "lawful", "why": " "}, 422),
        ({"base": "somebody"}, 409),
    ],
)
def test_a_bad_answer_is_refused_with_its_reason(
    server: ReviewServer, change: dict[str, Any], status: int
) -> None:
    got, _, body = ask(server.url, "POST", "/api/answer", {**answer_to(server), **change})
    assert got == status
    assert json.loads(body)["error"]
    assert server.workspace.log.events() == []


def test_a_figure_that_is_not_printed_there_is_asked_for_twice(server: ReviewServer) -> None:
    item = next(iter(server.workspace.items.values()))
    change: dict[str, Any] = {"path": item.target, "new": "41.00"}
    said = {**answer_to(server), "action": "misread", "changes": [change]}
    status, _, body = ask(server.url, "POST", "/api/answer", said)
    assert (status, json.loads(body)["again"]) == (428, item.target)
    for again, wanted in (("41.01", 422), ("41.00", 200)):
        change["again"] = again
        assert ask(server.url, "POST", "/api/answer", said)[0] == wanted
    assert [c.printed for e in server.workspace.log.events() for c in e.changes] == [False]


@pytest.mark.parametrize("text", ["abc", "#N/A", "2025-01-15", "41.00万元", "肆拾壹", "41.00 40.00", "=1+1"])
def test_what_is_no_figure_is_refused(server: ReviewServer, text: str) -> None:
    item = next(iter(server.workspace.items.values()))
    change = {"path": item.target, "new": text, "again": text}
    said = {**answer_to(server), "action": "misread", "changes": [change]}
    assert ask(server.url, "POST", "/api/answer", said)[0] == 422
    suggested = {"path": item.target, "new": text}
    assert ask(server.url, "POST", "/api/answer", {**answer_to(server), "suggested": suggested})[0] == 422
    assert server.workspace.log.events() == []


def test_a_body_without_end_is_refused(server: ReviewServer) -> None:
    assert ask(server.url, "POST", "/api/answer", b"x", Content_Length=str(10**9))[0] == 413
    assert ask(server.url, "POST", "/api/answer", b"{")[0] == 400


def test_another_file_is_never_shown(tmp_path: Path) -> None:
    """A record that names a file with other bytes than it was read from gets no picture and no line."""
    secret = tmp_path / "secret.txt"
    secret.write_text("秘密", encoding="utf-8")
    workspace = workspace_of(
        tmp_path / "out", small_record(tables=[small_table(sure=False)], source=str(secret))
    )
    with served(workspace) as running:
        _, _, body = ask(running.url, "GET", "/api/lines?doc=0&from=1&to=9", Origin="")
        assert json.loads(body)["lines"] == []
        assert ask(running.url, "GET", "/page/0/1.png", Origin="")[0] == 404


def test_data_in_the_page_cannot_close_its_element() -> None:
    text = script_json({"x": "</script><!--\u2028&"})
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text) == {"x": "</script><!--\u2028&"}


def test_two_browsers_at_once_one_wins_per_answer(server: ReviewServer) -> None:
    """Twenty simultaneous answers to one open question: one is written, the others are told."""
    statuses: list[int] = []
    body = answer_to(server)

    def one(number: int) -> None:
        said = {**body, "reviewer": f"r{number}"}
        statuses.append(ask(server.url, "POST", "/api/answer", said)[0])

    threads = [threading.Thread(target=one, args=(n,)) for n in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200] + [409] * 19
    assert len(server.workspace.log.events()) == 1


def start(folder: Path, port: int = 0) -> tuple[subprocess.Popen[str], str]:
    """``gouji review serve`` in a process of its own, and the address that it prints."""
    code = "from gouji.cli import main; main()"
    command = [sys.executable, "-c", code, "review", "serve", str(folder), "--port", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    line = process.stderr.readline()
    return process, line[line.index("http://") :].strip()


def hammer(url: str, workspace: Workspace, who: str, acknowledged: list[str], stop: threading.Event) -> None:
    """Answer and undo one question after another until the server dies; keep what it acknowledged."""
    for item in list(workspace.items.values()) * 50:
        if stop.is_set():
            return
        said = {"item_id": item.item_id, "version": item.version, "reviewer": who, "why": "字" * 500}
        try:
            status, _, body = ask(url, "POST", "/api/answer", {**said, "action": "unsure", "base": ""})
            head = json.loads(body)["decision"]["head"]
            if status == 200:
                acknowledged.append(head)
        except (OSError, http.client.HTTPException, ValueError):
            return


def test_killed_while_saving_twice_at_once(tmp_path: Path) -> None:
    """Two servers on one log, each with two clients, both killed with SIGKILL in the middle, three times."""
    workspace = workspace_of(tmp_path, seed_record("ordos-2025-budget"), seed_record("haidong-2025-budget"))
    acknowledged: list[str] = []
    for turn in range(3):
        servers = [start(tmp_path) for _ in range(2)]
        stop = threading.Event()
        clients = [
            threading.Thread(target=hammer, args=(url, workspace, f"r{turn}{n}", acknowledged, stop))
            for n, (_, url) in enumerate(servers * 2)
        ]
        for client in clients:
            client.start()
        before = len(acknowledged)
        deadline = time.monotonic() + 120  # a guard against a hang, no more
        while len(acknowledged) < before + 8 and time.monotonic() < deadline:
            time.sleep(0.01)
        for process, _ in servers:
            process.send_signal(signal.SIGKILL)
        stop.set()
        for client in clients:
            client.join()
        for process, _ in servers:
            process.communicate()
    events = Log(workspace.log.path).events()
    assert len(acknowledged) >= 24
    assert set(acknowledged) <= {event.event_id for event in events}
    states = workspace.decisions()
    assert sum(state.state == "unsure" for state in states.values()) == len({e.item_id for e in events})
    assert len({e.item_id for e in events}) == len(events), "no answer was written over another"


def test_sources_are_found_in_another_folder(tmp_path: Path) -> None:
    workspace = pdf_workspace(tmp_path)
    moved = tmp_path / "moved"
    moved.mkdir()
    (tmp_path / "made-2025-budget.pdf").rename(moved / "made-2025-budget.pdf")
    assert Sources(workspace.records).picture("made-2025-budget", 1) is None
    found = Sources(workspace.records, [moved]).picture("made-2025-budget", 1)
    assert found is not None
    assert found.startswith(b"\x89PNG")


def test_each_file_of_one_record_is_shown(tmp_path: Path) -> None:
    """The files of a record of several are asked for by number; one that is not there is not found."""
    pdf_workspace(tmp_path)
    prose, pdf = tmp_path / "说明.txt", tmp_path / "made-2025-budget.pdf"
    prose.write_text("虚构市财政局2025年部门预算说明\n2025年收入总计1.00万元。\n", encoding="utf-8")
    workspace = workspace_of(tmp_path / "both", extract_as_one([prose, pdf], doc_id="both"))
    with served(workspace) as running:
        _, _, body = ask(running.url, "GET", "/api/lines?doc=0&from=1&to=9", Origin="")
        assert json.loads(body)["lines"][1] == "2025年收入总计1.00万元。"
        assert ask(running.url, "GET", "/page/0/1.png", Origin="")[0] == 404
        assert ask(running.url, "GET", "/page/0.1/1.png", Origin="")[0] == 200
        assert ask(running.url, "GET", "/api/page?doc=0.1&page=1", Origin="")[0] == 200
        assert ask(running.url, "GET", "/page/0.2/1.png", Origin="")[0] == 404
    document = workspace.sources.document("both")
    assert document is not None and document.lines[0].address is not None
    assert document.lines[0].address.file == "说明.txt"
