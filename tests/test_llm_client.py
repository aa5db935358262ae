"""What really goes over the wire, and how each reply and failure is classified."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from gouji.llm.client import EndpointError, Reply
from gouji.llm.faults import Fault
from gouji.llm.instructor_client import InstructorClient
from gouji.llm.retry import TransportError, retry_after_seconds, send_with_retries
from gouji.schemas.llm import StatementsAnswer
from tests.llm_support import call, config, request

Respond = Callable[[int, dict[str, Any]], tuple[int, dict[str, str], bytes]]
EMPTY = '{"items": []}'
LIMITED = Fault("rate", "limited", 429)


def chat(content: str | None, finish: str = "stop", refusal: str | None = None, **message: Any) -> bytes:
    body = {
        "id": "x",
        "object": "chat.completion",
        "created": 1,
        "model": "stub",
        "choices": [
            {
                "index": 0,
                "finish_reason": finish,
                "message": {"role": "assistant", "content": content, "refusal": refusal, **message},
            }
        ],
        "usage": {"prompt_tokens": 2011, "completion_tokens": 7, "total_tokens": 2018},
    }
    return json.dumps(body, ensure_ascii=False).encode()


class Stub:
    """A local endpoint that keeps every request it got."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond
        self.payloads: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.url = ""


@contextmanager
def stub(respond: Respond) -> Iterator[Stub]:
    state = Stub(respond)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: object) -> None: ...

        def do_POST(self) -> None:
            payload = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            state.payloads.append(payload)
            state.headers.append({k.lower(): v for k, v in self.headers.items()})
            status, headers, body = state.respond(len(state.payloads), payload)
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    state.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()


def always(body: bytes, status: int = 200) -> Respond:
    return lambda number, payload: (status, {"Content-Type": "application/json"}, body)


def ask(url: str, folder: Path, *lines: str, **changes: Any) -> Reply:
    llm = config(url, folder, **changes)
    client = InstructorClient(llm, sleep=lambda seconds: None)
    try:
        return client.ask(call(llm, request(*(lines or ("收入预算总计 10 万元。",)))))
    finally:
        client.close()


def test_strict_is_really_sent(tmp_path: Path) -> None:
    """instructor 1.17 sends json_schema without strict; the hook adds it, and the schema is strict."""
    with stub(always(chat(EMPTY))) as server:
        ask(server.url, tmp_path)
    sent = server.payloads[0]["response_format"]
    assert sent["type"] == "json_schema"
    assert sent["json_schema"]["strict"] is True
    item = sent["json_schema"]["schema"]["$defs"]["StatementItem"]
    assert item["additionalProperties"] is False
    assert item["required"] == list(item["properties"])


def test_tools_mode_is_strict_and_parsed(tmp_path: Path) -> None:
    """In tools mode the one function is strict and the answer is taken from its arguments."""
    tool = {"id": "1", "type": "function", "function": {"name": "StatementsAnswer", "arguments": EMPTY}}
    with stub(always(chat(None, tool_calls=[tool]))) as server:
        reply = ask(server.url, tmp_path, output="tools")
    assert server.payloads[0]["tools"][0]["function"]["strict"] is True
    assert (reply.kind, reply.content) == ("answer", '{"items":[]}')


def test_md_json_sends_our_chinese_prompt_and_no_response_format(tmp_path: Path) -> None:
    """The fallback for servers without json_schema: the schema stands in our own system prompt."""
    with stub(always(chat(f"好的：\n```json\n{EMPTY}\n```"))) as server:
        reply = ask(server.url, tmp_path, output="md_json")
    payload = server.payloads[0]
    assert "response_format" not in payload
    assert "As a genius expert" not in json.dumps(payload)
    assert '"StatementsAnswer"' in payload["messages"][0]["content"]
    assert reply.kind == "answer"


def test_document_text_is_never_run_as_a_template(tmp_path: Path) -> None:
    """``context=`` would turn {{ 7*7 }} into 49 and fail on {%; both arrive as they are printed."""
    with stub(always(chat(EMPTY))) as server:
        ask(server.url, tmp_path, "收入 {{ 7*7 }} 万元", "{% for x in y %} 支出")
    text = server.payloads[0]["messages"][-1]["content"]
    assert "{{ 7*7 }}" in text
    assert "{% for x in y %}" in text


def test_no_call_passes_context() -> None:
    """No source file of the LLM path hands ``context=`` to instructor."""
    folder = Path(__file__).parents[1] / "extractor" / "llm"
    assert [
        p.name for p in folder.glob("*.py") if "context=" in p.read_text().replace("``context=``", "")
    ] == []


def test_a_refusal_is_not_an_empty_answer(tmp_path: Path) -> None:
    """A refusal is told apart and asked once only."""
    with stub(always(chat(None, refusal="不能回答"))) as server:
        reply = ask(server.url, tmp_path)
    assert (reply.kind, reply.detail, len(server.payloads)) == ("refused", "不能回答", 1)


def test_an_answer_is_truncated_only_while_it_is_open(tmp_path: Path) -> None:
    """finish_reason=length behind an object that is closed is an answer: nothing can follow it."""
    for content, kind in ((EMPTY, "answer"), (EMPTY[:-1], "truncated"), (f"例如 {EMPTY}，", "truncated")):
        with stub(always(chat(content, finish="length"))) as server:
            assert ask(server.url, tmp_path).kind == kind


def test_endless_whitespace_is_invalid_not_truncated(tmp_path: Path) -> None:
    """Splitting the source would not help a model that writes blanks."""
    with stub(always(chat(" \n" * 999, finish="length"))) as server:
        assert ask(server.url, tmp_path).kind == "invalid"


def test_thoughts_that_are_cut_are_invalid_not_truncated(tmp_path: Path) -> None:
    """Half the request would need as many thoughts; the reason says what to change."""
    with stub(always(chat("<think>先看第一行", finish="length"))) as server:
        reply = ask(server.url, tmp_path)
    assert (reply.kind, "max_tokens" in reply.detail) == ("invalid", True)


@pytest.mark.parametrize("content", ["", "好的", '{"item": []}', '{"items": [{"x": 1}]}', '{"items": NaN}'])
def test_an_answer_outside_the_schema_is_invalid(tmp_path: Path, content: str) -> None:
    """Empty, prose, wrong keys and NaN come back as invalid, with a reason and without a second call."""
    with stub(always(chat(content))) as server:
        reply = ask(server.url, tmp_path)
    assert (reply.kind, len(server.payloads)) == ("invalid", 1)
    assert reply.detail


def test_sdk_and_instructor_do_not_retry(tmp_path: Path) -> None:
    """Five attempts are five calls, not five times three times three."""
    with (
        stub(always(b'{"error": {"message": "down"}}', 500)) as server,
        pytest.raises(EndpointError) as error,
    ):
        ask(server.url, tmp_path, max_attempts=5)
    assert (len(server.payloads), error.value.code, error.value.sends) == (5, 500, 5)


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422])
def test_what_another_try_cannot_cure_is_sent_once(tmp_path: Path, status: int) -> None:
    """A wrong key or model is not asked again."""
    with (
        stub(always(b'{"error": {"message": "no"}}', status)) as server,
        pytest.raises(EndpointError) as error,
    ):
        ask(server.url, tmp_path)
    assert (len(server.payloads), error.value.code) == (1, status)


def refusing(*names: str) -> Respond:
    """An endpoint that will not have some parameters, as OpenAI says it of its reasoning models."""

    def respond(number: int, payload: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
        bad = next((name for name in names if name in payload), None)
        if bad is None:
            return 200, {"Content-Type": "application/json"}, chat(EMPTY)
        error = {"message": f"Unsupported parameter: '{bad}'", "param": bad, "code": "unsupported_parameter"}
        return 400, {"Content-Type": "application/json"}, json.dumps({"error": error}).encode()

    return respond


def test_a_parameter_that_the_endpoint_refuses_is_renamed_or_left_out(tmp_path: Path) -> None:
    """max_tokens becomes max_completion_tokens, temperature goes; the second call knows it."""
    llm = config("", tmp_path)
    with stub(refusing("max_tokens", "temperature")) as server:
        client = InstructorClient(replace(llm, base_url=server.url), sleep=lambda seconds: None)
        replies = [client.ask(call(llm, request(f"收入 {n} 万元。"))) for n in range(2)]
        client.close()
    assert [reply.kind for reply in replies] == ["answer", "answer"]
    assert len(server.payloads) == 4
    assert server.payloads[-1]["max_completion_tokens"] == llm.max_tokens
    assert not {"max_tokens", "temperature"} & set(server.payloads[-1])


def test_a_refused_parameter_that_we_need_is_an_error(tmp_path: Path) -> None:
    """No endless talk about what cannot be left out."""
    with (
        stub(refusing("messages")) as server,
        pytest.raises(EndpointError) as error,
    ):
        ask(server.url, tmp_path)
    assert (len(server.payloads), error.value.code) == (1, 400)


def test_extra_parameters_are_sent(tmp_path: Path) -> None:
    """What turns thinking off is the endpoint's own word: it is sent as it stands in the settings."""
    with stub(always(chat(EMPTY))) as server:
        ask(server.url, tmp_path, extra='{"thinking": {"type": "disabled"}}')
    assert server.payloads[0]["thinking"] == {"type": "disabled"}


def test_a_failure_is_cured_by_the_next_send(tmp_path: Path) -> None:
    """One 503 and then an answer: one reply, two sends, the same idempotency key."""

    def respond(number: int, payload: dict[str, Any]) -> tuple[int, dict[str, str], bytes]:
        return (503, {}, b"{}") if number == 1 else (200, {"Content-Type": "application/json"}, chat(EMPTY))

    with stub(respond) as server:
        reply = ask(server.url, tmp_path)
    assert (reply.kind, reply.sends) == ("answer", 2)
    assert len({headers["idempotency-key"] for headers in server.headers}) == 1


def test_an_error_never_carries_the_document(tmp_path: Path) -> None:
    """Servers echo requests in error bodies; ours says the status and nothing else."""
    with (
        stub(always('{"error": {"message": "机密收入 10 万元"}}'.encode(), 400)) as server,
        pytest.raises(EndpointError) as error,
    ):
        ask(server.url, tmp_path)
    assert "机密" not in str(error.value)


def test_an_answer_that_never_ends_is_cut_by_size(tmp_path: Path) -> None:
    """Nine megabytes of blanks are not read to the end."""
    with stub(always(b" " * (9 * 1024 * 1024))) as server, pytest.raises(EndpointError):
        ask(server.url, tmp_path, max_attempts=1)


def test_retry_after_is_obeyed_up_to_the_limit() -> None:
    """The pause that the server asks for is taken as it is; a longer one ends the attempts."""
    slept: list[float] = []
    failures = iter([TransportError(LIMITED, 1.5), TransportError(LIMITED, 0.25)])

    def send() -> str:
        for failure in failures:
            raise failure
        return "ok"

    assert send_with_retries(send, 5, 10, slept.append) == ("ok", 3)
    assert slept == [1.5, 0.25]

    def too_long() -> str:
        raise TransportError(LIMITED, 600)

    with pytest.raises(EndpointError) as error:
        send_with_retries(too_long, 5, 10, slept.append)
    assert error.value.sends == 1


def test_retry_after_as_a_date() -> None:
    """RFC 9110 allows seconds or a date; nonsense is no pause."""
    assert retry_after_seconds("Thu, 01 Jan 1970 00:00:30 GMT", 10.0) == 20.0
    assert retry_after_seconds("2", 0.0) == 2.0
    assert retry_after_seconds("soon", 0.0) is None


def test_usage_is_counted(tmp_path: Path) -> None:
    """Tokens of a reply are the provider's own numbers."""
    with stub(always(chat(EMPTY))) as server:
        usage = ask(server.url, tmp_path).usage
    assert (usage.prompt_tokens, usage.completion_tokens) == (2011, 7)


def test_instructor_does_not_log_documents(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """instructor logs failing inputs at ERROR by itself; here nothing reaches a handler."""
    with stub(always(chat("收入预算总计 10 万元"))) as server:
        ask(server.url, tmp_path)
    assert [record for record in caplog.records if record.name.startswith(("instructor", "openai"))] == []


def test_answer_model_refuses_extra_keys() -> None:
    """The parsed model is as strict as the schema that was sent."""
    with pytest.raises(ValueError, match="extra"):
        StatementsAnswer.model_validate_json('{"items": [], "note": "x"}')
