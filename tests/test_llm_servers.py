"""Every kind of server in every output mode: what is right is read, what is hopeless is asked once and named."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from gouji.cli import gouji
from gouji.cli.doctor import command
from gouji.config import OutputChoice
from gouji.errors import ConfigError
from gouji.llm.instructor_client import InstructorClient
from gouji.llm.negotiate import LADDER
from gouji.llm.session import open_session
from gouji.schemas.llm import StatementItem
from gouji.schemas.record import Metadata
from gouji.tasks.read import Work, read_with_llm
from gouji.tasks.result import LlmResult
from tests.llm_servers import (
    JSON,
    STREAM,
    Response,
    Server,
    asked_mode,
    bomb,
    completion,
    in_mode,
    ok,
    right_answer,
    serving,
    stream,
    tool_call,
)
from tests.llm_support import config, request

FIGURES = ("12345678901234567.89", "1234.50", "0.10")
ASKED = [request(f"第{number}项收入{figure}万元。") for number, figure in enumerate(FIGURES, 1)]
Kind = Callable[[dict[str, Any], str], Response]
"""The right answer and the mode that was asked for → what the server sends."""


def text_of(answer: dict[str, Any]) -> str:
    return json.dumps(answer, ensure_ascii=False)


def said(change: Callable[[str], str]) -> Kind:
    """A server whose text is the right one, changed; in the place of the mode."""
    return lambda answer, mode: ok(completion(in_mode(change(text_of(answer)), mode)))


def answered(change: Callable[[dict[str, Any]], object]) -> Kind:
    return lambda answer, mode: ok(completion(in_mode(json.dumps(change(answer), ensure_ascii=False), mode)))


def streamed(**form: Any) -> Kind:
    return lambda answer, mode: ok(stream(in_mode(text_of(answer), mode), **form), STREAM)


def each_item(change: Callable[[dict[str, Any]], dict[str, Any]]) -> Kind:
    return answered(lambda answer: {"items": [change(item) for item in answer["items"]]})


def raw_numbers(text: str) -> str:
    """The figures as JSON numbers, digit for digit."""
    for figure in FIGURES:
        text = text.replace(f'"value": "{figure}"', f'"value": {figure}')
    return text


def whole_event(answer: dict[str, Any], mode: str) -> Response:
    body = text_of(completion(in_mode(text_of(answer), mode)))
    return ok(f"event: message\ndata: {body}\n\ndata: [DONE]\n\n".encode(), STREAM)


def growing(answer: dict[str, Any], mode: str) -> Response:
    """Each event has everything so far."""
    text = text_of(answer)
    texts = [text[:5], text[: len(text) // 2], text]
    events = [{"choices": [{"delta": {"content": part}, "finish_reason": None}]} for part in texts]
    return ok("".join(f"data:{text_of(event)}\n\n" for event in events).encode(), STREAM)


def json_lines(answer: dict[str, Any], mode: str) -> Response:
    text = text_of(answer)
    pieces = [text[at : at + 9] for at in range(0, len(text), 9)]
    lines = [text_of({"choices": [{"delta": {"content": piece}}]}) for piece in pieces]
    return ok("\n".join(lines).encode(), {"Content-Type": "application/x-ndjson"})


def reasoned(name: str) -> Kind:
    return lambda answer, mode: ok(completion({"content": "", name: text_of(answer)}))


def parts(answer: dict[str, Any], mode: str) -> Response:
    text = text_of(answer)
    thought = {"type": "thinking", "text": '{"items": []}'}
    return ok(
        completion(
            {"content": [thought, {"type": "text", "text": text[:9]}, {"type": "text", "text": text[9:]}]}
        )
    )


def gbk_declared(answer: dict[str, Any], mode: str) -> Response:
    body = text_of(completion(in_mode(text_of(answer), mode)))
    return ok(body.encode("gbk"), {"Content-Type": "application/json; charset=GBK"})


def around(change: Callable[[str], str]) -> Kind:
    """The body as text, changed around the message."""
    return lambda answer, mode: ok(change(text_of(completion(in_mode(text_of(answer), mode)))).encode())


def with_end(choice: dict[str, Any]) -> Kind:
    def kind(answer: dict[str, Any], mode: str) -> Response:
        events = stream(in_mode(text_of(answer), mode), done=False, finish=False)
        return ok(events + f"data: {text_of({'choices': [choice]})}\n\n".encode(), STREAM)

    return kind


def by_turns(answer: dict[str, Any], mode: str) -> Response:
    """Two choices, each event one piece of one of them."""
    lines = stream(in_mode(text_of(answer), mode), done=False).decode().split("\n\n")
    other = [line.replace('"index": 0, "delta"', '"index": 1, "delta"') for line in lines]
    return ok("\n\n".join(line for pair in zip(lines, other, strict=True) for line in pair).encode(), STREAM)


READ: dict[str, Kind] = {
    "as it should be": said(lambda text: text),
    "byte order mark": lambda answer, mode: ok(
        b"\xef\xbb\xbf" + text_of(completion(in_mode(text_of(answer), mode))).encode()
    ),
    "mark in the text": said(lambda text: "\ufeff" + text),
    "events": streamed(done=True),
    "events without [DONE]": streamed(done=False),
    "events without any end": streamed(done=False, finish=False),
    "events with bare line ends": streamed(done=True, end="\r\n"),
    "one event with the whole message": whole_event,
    "events that grow": growing,
    "lines of JSON": json_lines,
    "events called JSON": lambda answer, mode: ok(stream(in_mode(text_of(answer), mode), done=True), JSON),
    "thoughts before": said(lambda text: f'<think>也许是 {{"items": []}}？</think>\n\n{text}'),
    "the end of thoughts": said(lambda text: f'也许是 {{"items": []}}？\n</think>\n{text}'),
    "thoughts and fence": said(lambda text: f"<think>[</think>\n```json\n{text}\n```"),
    "fence": said(lambda text: f"```json\n{text}\n```"),
    "prose around": said(lambda text: f"好的，结果如下：\n{text}\n如有疑问请告知。"),
    "reasoning_content only": reasoned("reasoning_content"),
    "reasoning only": reasoned("reasoning"),
    "parts": parts,
    "list for object": answered(lambda answer: answer["items"]),
    "properties": answered(lambda answer: {"properties": answer}),
    "schema filled in": answered(lambda answer: {"type": "object", "properties": answer, "required": ["items"]}),
    "under the model's name": answered(lambda answer: {"StatementsAnswer": answer}),
    "list of one object": answered(lambda answer: [answer]),
    "tool call in any mode": lambda answer, mode: ok(completion(tool_call(text_of(answer)))),
    "tool call with an object": lambda answer, mode: ok(completion(tool_call(answer))),
    "content in any mode": lambda answer, mode: ok(completion({"content": text_of(answer)})),
    "tool call written out": said(lambda text: f'<tool_call>{{"name": "x", "arguments": {text}}}</tool_call>'),
    "Python": said(lambda text: repr(json.loads(text))),
    "numbers": said(raw_numbers),
    "numbers in a tool call object": lambda answer, mode: ok(
        raw_numbers(text_of(completion(tool_call(answer)))).encode()
    ),
    "numbers in Python": said(lambda text: repr(json.loads(text)).replace("'value': '", "'value': ")
                              .replace("', 'unit'", ", 'unit'")),
    "unit after the figure": each_item(lambda item: {**item, "value": f"{item['value']}万元"}),
    "unit only after the figure": each_item(lambda item: {**item, "value": f"{item['value']} 万元", "unit": None}),
    "camel case": each_item(lambda item: {**item, "firstLine": item["first_line"]} | {"first_line": item["first_line"]}),
    "keys in capitals": each_item(lambda item: {f" {name.upper()}": value for name, value in item.items()}),
    "lines as text": each_item(lambda item: {**item, "first_line": "L1", "last_line": "1"}),
    "nulls left out": each_item(lambda item: {name: value for name, value in item.items() if value is not None}),
    "words in capitals": each_item(lambda item: {**item, "measure": "Amount"}),
    "comma after the last": said(lambda text: text.replace("}]}", "},],}")),
    "encoded twice": said(lambda text: json.dumps(text)),
    "gzip": lambda answer, mode: (
        200,
        {**JSON, "Content-Encoding": "gzip"},
        gzip.compress(text_of(completion(in_mode(text_of(answer), mode))).encode()),
    ),
    "GBK as declared": gbk_declared,
    "UTF-8 declared as GBK": lambda answer, mode: ok(
        completion(in_mode(text_of(answer), mode)), {"Content-Type": "application/json; charset=gbk"}),
    "a key of the envelope given twice": around(lambda body: body.replace('"id": "x"', '"id": "x", "id": "y"')),
    "a usage given twice": around(
        lambda body: body.replace('"prompt_tokens": 3000', '"prompt_tokens": 3, "prompt_tokens": 3000')),
    "a comment before JSON": around(lambda body: f": OPENROUTER PROCESSING\n\n: OPENROUTER PROCESSING\n\n{body}"),
    "an empty message at the end of events": with_end({"message": {"content": ""}, "finish_reason": "stop"}),
    "an empty message of calls at the end": with_end(
        {"message": {"content": None, "tool_calls": []}, "delta": {}, "finish_reason": "stop"}),
    "two choices by turns": by_turns,
    "gzip only in the header": lambda answer, mode: ok(
        completion(in_mode(text_of(answer), mode)), {**JSON, "Content-Encoding": "gzip"}),
    "deflate only in the header": lambda answer, mode: ok(
        completion(in_mode(text_of(answer), mode)), {**JSON, "Content-Encoding": "deflate"}),
    "text/plain": lambda answer, mode: ok(completion(in_mode(text_of(answer), mode)), {"Content-Type": "text/plain"}),
    "no usage": lambda answer, mode: ok({**completion(in_mode(text_of(answer), mode)), "usage": None}),
    "null finish": lambda answer, mode: ok(completion(in_mode(text_of(answer), mode), finish=None)),  # type: ignore[arg-type]
}  # fmt: skip

BROTLI = base64.b64decode("CwWAeyJhIjogMX0D")


def failing(status: int, body: object, headers: dict[str, str] = JSON) -> Kind:
    data = body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode()
    return lambda answer, mode: (status, headers, data)


def error(message: str, code: object = None, kind: str = "") -> dict[str, Any]:
    return {"error": {"message": message, "code": code, "type": kind}}


PAGE = "<!DOCTYPE html>\n<html><head><title>登录</title></head><body>请先登录</body></html>".encode()
HOPELESS: dict[str, tuple[Kind, str]] = {
    "a page with 200": (failing(200, PAGE, {"Content-Type": "text/html"}), "网页"),
    "a page called JSON": (failing(200, b"\xef\xbb\xbf\n" + PAGE), "网页"),
    "a GBK page": (failing(200, PAGE.decode().encode("gbk"), {"Content-Type": "text/html"}), "网页"),
    "error with 200": (failing(200, error("something is wrong")), "错误"),
    "error text with 200": (failing(200, {"error": "no"}), "错误"),
    "code and msg with 200": (failing(200, {"code": 40013, "msg": "参数", "data": None}), "错误"),
    "error in a stream": (failing(200, b'data: {"error": {"message": "x"}}\n\ndata: [DONE]\n\n', STREAM), "错误"),
    "key in an error with 200": (failing(200, error("invalid api key", "401")), "密钥"),
    "401": (failing(401, error("Incorrect API key provided: sk-abc")), "密钥"),
    "401 page": (failing(401, PAGE, {"Content-Type": "text/html"}), "密钥"),
    "403": (failing(403, b"Forbidden", {"Content-Type": "text/plain"}), "不许访问"),
    "402": (failing(402, error("Insufficient Balance")), "额度"),
    "quota": (failing(429, error("You exceeded your current quota", "insufficient_quota")), "额度"),
    "quota in Chinese": (failing(429, error("您的账户已欠费，余额不足", "1113")), "额度"),
    "quota with a pause": (
        failing(429, error("quota", "insufficient_quota"), {**JSON, "Retry-After": "1"}), "额度"),
    "wrong model": (failing(404, error("The model `m` does not exist", "model_not_found")), "模型"),
    "wrong model with 400": (failing(400, error("Model Not Exist")), "模型"),
    "no channel": (failing(503, error("当前分组 default 下对于模型 m 无可用渠道")), "模型"),
    "wrong path": (failing(404, b"404 page not found", {"Content-Type": "text/plain"}), "路径"),
    "405": (failing(405, {"detail": "Method Not Allowed"}), "路径"),
    "redirect": (failing(302, b"", {"Location": "https://login.example/"}), "别的地址"),
    "empty choices": (failing(200, {"id": "x", "choices": []}), "choices"),
    "null choices": (failing(200, {"id": "x", "choices": None}), "choices"),
    "no choices": (failing(200, {"id": "x"}), "choices"),
    "a list": (failing(200, []), "choices"),
    "only [DONE]": (failing(200, b"data: [DONE]\n\n", STREAM), "choices"),
    "empty body": (failing(200, b""), "空白"),
    "blank body": (failing(200, b" \n" * 99), "空白"),
    "GBK": (failing(200, text_of(completion({"content": "收入预算总计"})).encode("gbk")), "UTF-8"),
    "prose": (failing(200, b"It works!", {"Content-Type": "text/plain"}), "不是 JSON"),
    "comments before something": (
        failing(200, b"<!-- nginx -->\n" * 64 + b"<div>down</div>", {"Content-Type": "text/html"}), "不是 JSON"),
    "comments before a page": (failing(200, b"<!-- - -->\n" * 64 + PAGE, {"Content-Type": "text/html"}), "网页"),
    "a comment without end": (failing(200, b"<!--" * 9_000, {"Content-Type": "text/html"}), "不是 JSON"),
    "a key of the message given twice": (
        around(lambda body: body.replace('"role": "assistant"', '"role": "assistant", "content": "{}"')
                                .replace('"tool_calls"', '"content": "x", "tool_calls"')
                                .replace('"content": null, ', "")), "两个不同的值"),
    "two messages": (around(lambda body: body.replace('"message":', '"message": {"content": "{}"}, "message":')),
                     "两个不同的值"),
    "a picture": (failing(200, b"GIF89a\x01\x00", {"Content-Type": "image/gif"}), "不是 JSON"),
    "context": (
        failing(400, error("This model's maximum context length is 4096 tokens", "context_length_exceeded")),
        "上下文"),
    "context of vLLM": (
        failing(400, error("'max_tokens' is too large: 8000. This model's maximum context length is 4096")),
        "上下文"),
    "context of llama.cpp": (
        failing(400, error("the request exceeds the available context size", 400, "exceed_context_size_error")),
        "上下文"),
    "413": (failing(413, b"", {}), "上下文"),
    "bomb": (failing(200, bomb(), {**JSON, "Content-Encoding": "gzip"}), "MB"),
    "brotli": (failing(200, BROTLI, {**JSON, "Content-Encoding": "br"}), "压缩（br）"),
}  # fmt: skip
FILTERED: dict[str, Kind] = {
    "finish": lambda answer, mode: ok(completion({"content": ""}, finish="content_filter")),
    "finish of others": lambda answer, mode: ok(completion({"content": "抱歉"}, finish="sensitive")),
    "Azure": failing(400, error("filtered", "content_filter")),
    "DeepSeek": failing(400, error("Content Exists Risk")),
    "Qwen": failing(400, error("Input data may contain inappropriate content.", "data_inspection_failed")),
}
MODES: tuple[OutputChoice, ...] = ("auto", *LADDER)


def run(server: Server, folder: Path, output: OutputChoice = "auto", **changes: Any) -> LlmResult:
    """Three requests of a document, from four threads, without pauses between sends."""
    llm = config(server.url, folder, output=output, **changes)
    live = InstructorClient(llm, sleep=lambda seconds: None)
    try:
        with open_session(llm, live) as session:
            return read_with_llm(Work([], Metadata(), grids=ASKED), llm, session.client())
    finally:
        live.close()


def of_kind(kind: Kind) -> Callable[[dict[str, Any]], Response]:
    return lambda payload: kind(right_answer(payload), asked_mode(payload))


def values(result: LlmResult) -> list[str | None]:
    return [c.item.value for c in result.candidates if isinstance(c.item, StatementItem)]


@pytest.mark.parametrize("output", MODES)
@pytest.mark.parametrize("kind", READ)
def test_what_is_right_in_the_body_is_read(kind: str, output: OutputChoice, tmp_path: Path) -> None:
    """Every figure with the very digits that were sent; nothing is asked twice, no mode is blamed."""
    with serving(of_kind(READ[kind])) as server:
        result = run(server, tmp_path, output)
    assert values(result) == list(FIGURES)
    assert [c.item.unit for c in result.candidates if isinstance(c.item, StatementItem)] == ["万元"] * 3
    assert len(server.payloads) == len(ASKED)
    assert [m for m in result.messages if "估算" not in m] == []
    if output != "auto":
        assert set(server.modes) == {output}


@pytest.mark.parametrize("output", MODES)
@pytest.mark.parametrize("kind", HOPELESS)
def test_what_cannot_change_is_asked_once_and_named(kind: str, output: OutputChoice, tmp_path: Path) -> None:
    """One request for three paragraphs and four threads; one message, which names the cause and what to do."""
    respond, cause = HOPELESS[kind]
    with serving(of_kind(respond)) as server:
        result = run(server, tmp_path, output)
    assert len(server.payloads) == 1
    assert len(result.messages) == 1
    assert cause in result.messages[0]
    assert "；" in result.messages[0], "what to do"
    assert "回答仍" not in result.messages[0] and "sk-" not in result.messages[0]
    assert result.candidates == ()


def test_the_other_documents_of_a_batch_do_not_ask_again(tmp_path: Path) -> None:
    """The second document says the same without a request; another start of the program tries anew."""
    with serving(of_kind(HOPELESS["401"][0])) as server:
        first, second = (run(server, tmp_path, run="batch") for _ in range(2))
        assert first.messages == second.messages
        assert len(server.payloads) == 1
        run(server, tmp_path, run="another")
        assert len(server.payloads) == 2


@pytest.mark.parametrize("output", MODES)
@pytest.mark.parametrize("kind", FILTERED)
def test_a_content_filter_concerns_its_paragraph(kind: str, output: OutputChoice, tmp_path: Path) -> None:
    """Each paragraph is asked once, none again; the message blames neither the model nor the transport."""
    with serving(of_kind(FILTERED[kind])) as server:
        result = run(server, tmp_path, output)
    assert len(server.payloads) == len(ASKED)
    assert all("内容审查" in message for message in result.messages)


def test_a_limit_of_rate_is_no_spent_quota(tmp_path: Path) -> None:
    """429 with a pause is sent again, and the run goes on."""
    limited = [True]

    def respond(payload: dict[str, Any]) -> Response:
        if limited and limited.pop():
            return (
                429,
                {**JSON, "Retry-After": "1"},
                json.dumps(error("Rate limit reached for requests")).encode(),
            )
        return ok(completion(in_mode(text_of(right_answer(payload)), asked_mode(payload))))

    with serving(respond) as server:
        result = run(server, tmp_path)
    assert (values(result), len(server.payloads)) == (list(FIGURES), 4)


@pytest.mark.parametrize(
    "change",
    [
        lambda item: {**item, "value": f"{item['value']}元"},
        lambda item: {**item, "value": f"约{item['value']}万元"},
        lambda item: {**item, "value": "1.23e4"},
    ],
)
def test_a_figure_is_never_mended(change: Callable[[dict[str, Any]], dict[str, Any]], tmp_path: Path) -> None:
    """Another unit than the item's, a word before the figure, another spelling: said, not guessed."""
    with serving(of_kind(each_item(change))) as server:
        result = run(server, tmp_path, "json_schema", max_reasks=0)
    assert values(result) == []
    assert len(result.rejections) == len(ASKED)


def doctor(url: str, folder: Path, *options: str) -> tuple[int, dict[str, Any], str]:
    """Exit code, what it found, and what it prints without ``--json``; a traceback fails the test."""
    arguments = ["--llm-url", url, "--llm-model", "m", "--llm-timeout", "2", *options]
    env = {"GOUJI_LLM_CACHE": str(folder / "cache.sqlite")}
    results = [
        CliRunner().invoke(command, [*arguments, *more], env=env, catch_exceptions=False)
        for more in (["--json"], [])
    ]
    return results[0].exit_code, json.loads(results[0].output), results[1].output


@pytest.mark.parametrize("kind", READ)
def test_doctor_reads_what_extract_reads(kind: str, tmp_path: Path) -> None:
    """Exit code 0, no mode refused, and the mode it names is the one that extract then uses."""
    with serving(of_kind(READ[kind])) as server:
        code, found, text = doctor(server.url, tmp_path)
        assert (code, "Traceback" in text) == (0, False)
        assert {row["state"] for row in found["findings"] if row["name"] in LADDER} == {"ok"}
        before = len(server.payloads)
        run(server, tmp_path, model="m")
        assert {found["output"]} == set(server.modes[before:])


LISTINGS: dict[str, Response | None] = {
    "none": None,
    "a page": (200, {"Content-Type": "text/html"}, PAGE),
    "the models": ok({"object": "list", "data": [{"id": "m"}]}),
    "nothing": ok(b""),
    "null": ok(b"null"),
    "events": ok(b"data: {}\n\n", STREAM),
    "a bomb": (200, {**JSON, "Content-Encoding": "gzip"}, bomb()),
    "401": (401, JSON, b"{}"),
}


@pytest.mark.parametrize("listing", LISTINGS)
@pytest.mark.parametrize("kind", ["a page with 200", "wrong model"])
def test_doctor_survives_every_list_of_models(kind: str, listing: str, tmp_path: Path) -> None:
    """Whatever ``/models`` says, what counts is whether a request is answered."""
    with serving(of_kind(HOPELESS[kind][0]), LISTINGS[listing]) as server:
        assert doctor(server.url, tmp_path)[0] == 1
    with serving(of_kind(READ["fence"]), LISTINGS[listing]) as server:
        assert doctor(server.url, tmp_path)[0] == 0


@pytest.mark.parametrize("kind", HOPELESS)
def test_doctor_names_what_extract_names(kind: str, tmp_path: Path) -> None:
    """Exit code 1, one request, the same words."""
    respond, cause = HOPELESS[kind]
    with serving(of_kind(respond)) as server:
        code, found, text = doctor(server.url, tmp_path)
        assert len(server.payloads) == 2, "one with --json, one without"
    assert (code, found["output"]) == (1, None)
    assert cause in text and "Traceback" not in text
    assert any(row["state"] == "no" and cause in row["detail"] for row in found["findings"])


@pytest.mark.parametrize("kind", FILTERED)
def test_doctor_and_a_content_filter(kind: str, tmp_path: Path) -> None:
    """Nothing is known of the modes, and that is said."""
    with serving(of_kind(FILTERED[kind])) as server:
        code, found, text = doctor(server.url, tmp_path)
    assert (code, "内容审查" in text) == (1, True)
    assert {row["state"] for row in found["findings"] if row["name"] in LADDER} == {"unknown"}


def test_doctor_and_addresses_that_are_none(tmp_path: Path) -> None:
    """Nobody listens, TLS where there is none, no host of that name, no HTTP at all: a line each, exit code 1."""
    with serving(of_kind(READ["fence"])) as server:
        port = server.url.split(":")[2]
        for url, cause in (
            ("http://127.0.0.1:9/v1", "拒绝"),
            (f"https://127.0.0.1:{port}", "TLS"),
            ("http://no-such-host.invalid/v1", "主机"),
        ):
            code, _, text = doctor(url, tmp_path)
            assert (code, cause in text) == (1, True), text
    for url in ("http://[::1", "ftp://x/v1", "http://", "http://h h/v1", "http://h:99999/v1"):
        result = CliRunner().invoke(command, ["--llm-url", url, "--llm-model", "m"])
        assert isinstance(result.exception, ConfigError), url


UNREADABLE: dict[str, tuple[Kind, str]] = {
    "two answers": (said(lambda text: f'{{"items": []}}\n{text}'), "几个不同的 JSON"),
    "two values for a key": (said(lambda text: text.replace('"value"', '"value": "9", "value"')), "两个不同的值"),
    "two spellings of a key": (each_item(lambda item: {**item, "Value": "9"}), "两个不同的值"),
    "cut": (said(lambda text: text[:-2]), "没有写完"),
    "only thoughts": (said(lambda text: f"<think>{text}"), "只有思考"),
    "prose": (said(lambda text: "好的"), "没有 JSON"),
    "code": (said(lambda text: "{'items': __import__('os').getcwd()}"), "不是完整的 JSON"),
    "glued texts": (said(lambda text: text.replace('"amount"', "'amo' 'unt'")), "不是完整的 JSON"),
    "NaN": (said(lambda text: '{"items": NaN}'), "NaN"),
    "nested too deep": (said(lambda text: "[" * 100_000 + "]" * 100_000), "JSON"),
    "nothing": (said(lambda text: ""), "空"),
}  # fmt: skip


@pytest.mark.parametrize("kind", UNREADABLE)
def test_what_stays_unreadable_is_said_with_the_reason(kind: str, tmp_path: Path) -> None:
    """The reason goes to the model in the re-ask and to the record in the end."""
    respond, reason = UNREADABLE[kind]
    with serving(of_kind(respond)) as server:
        result = run(server, tmp_path, "md_json", max_reasks=1)
    assert result.candidates == ()
    assert len(server.payloads) == 2 * len(ASKED)
    told = [message for message in result.messages if "估算" not in message]
    assert told and all("读不出" in message and reason in message for message in told)
    assert reason in server.payloads[-1]["messages"][-1]["content"]


DRAFTED: dict[str, Callable[[str], str]] = {
    "two values for a key": lambda text: text.replace('"value"', '"value": "9", "value"'),
    "two answers": lambda text: f'{{"items": []}}\n{text}',
    "cut": lambda text: text[:-2],
    "prose": lambda text: "抱歉，我不能确定",
    "only thoughts": lambda text: f"<think>{text}",
}


@pytest.mark.parametrize("output", LADDER)
@pytest.mark.parametrize("kind", DRAFTED)
def test_a_draft_never_replaces_a_final_answer(kind: str, output: OutputChoice, tmp_path: Path) -> None:
    """A whole answer among the thoughts counts only where there is no other."""

    def respond(answer: dict[str, Any], mode: str) -> Response:
        text = text_of(answer)
        return ok(completion({**in_mode(DRAFTED[kind](text), mode), "reasoning_content": text}))

    with serving(of_kind(respond)) as server:
        result = run(server, tmp_path, output, max_reasks=0)
    assert result.candidates == ()
    assert all("读不出" in message for message in result.messages)


@pytest.mark.parametrize("output", LADDER)
@pytest.mark.parametrize("kind", ["prose", "refusal", *FILTERED])
def test_what_was_no_answer_is_asked_for_by_the_next_run(
    kind: str, output: OutputChoice, tmp_path: Path
) -> None:
    """Only what can be used is kept; another run has another chance, and pays once for what it gets."""
    refusal: Kind = lambda answer, mode: ok(completion({"content": None, "refusal": "no"}))  # noqa: E731
    bad = {**FILTERED, "prose": UNREADABLE["prose"][0], "refusal": refusal}[kind]
    with serving(of_kind(bad)) as server:
        assert run(server, tmp_path, output, max_reasks=0).candidates == ()
        assert len(server.payloads) == len(ASKED)
        server.respond = of_kind(READ["as it should be"])
        for _ in range(2):
            assert values(run(server, tmp_path, output)) == list(FIGURES)
        assert len(server.payloads) == 2 * len(ASKED)


STOPS: dict[str, tuple[Kind, dict[str, str]]] = {
    "key": (HOPELESS["401"][0], {}),
    "quota": (HOPELESS["402"][0], {}),
    "down": (failing(500, error("oops")), {"GOUJI_LLM_MAX_ATTEMPTS": "1"}),
    "a page": (HOPELESS["a page with 200"][0], {}),
}


@pytest.mark.parametrize("stop", STOPS)
def test_a_document_without_replies_is_not_finished(stop: str, tmp_path: Path) -> None:
    """Once the endpoint is mended the same command asks again; once all is answered it does not."""
    bad, settings = STOPS[stop]
    path = tmp_path / "文件.txt"
    path.write_text("一、收支情况\n第1项收入100.00万元。\n", encoding="utf-8")
    env = {"GOUJI_LLM_CACHE": str(tmp_path / "cache.sqlite"), "GOUJI_LLM_MODEL": "m", **settings}
    with serving(of_kind(bad)) as server:
        arguments = ["extract", str(path), "-o", str(tmp_path / "out"), "--llm", "always"]

        def extracted() -> int:
            result = CliRunner().invoke(
                gouji, arguments, env={**env, "GOUJI_LLM_BASE_URL": server.url}, catch_exceptions=False
            )
            assert result.exit_code == 0
            record = json.loads((tmp_path / "out" / "文件.json").read_text(encoding="utf-8"))
            return int(record["run"]["llm"]["unanswered"])

        assert extracted() > 0
        asked = len(server.payloads)
        server.respond = of_kind(lambda answer, mode: ok(completion(in_mode('{"items": []}', mode))))
        assert extracted() == 0
        assert (mended := len(server.payloads)) > asked
        assert extracted() == 0
        assert len(server.payloads) == mended


@pytest.mark.parametrize("output", MODES)
@pytest.mark.parametrize("kind", ["as it should be", "fence", "tool call in any mode"])
def test_a_whole_answer_is_read_whatever_its_end_is_called(
    kind: str, output: OutputChoice, tmp_path: Path
) -> None:
    """``finish_reason: length`` behind an object that is closed and fits: taken, nothing is halved."""

    def respond(answer: dict[str, Any], mode: str) -> Response:
        status, headers, body = READ[kind](answer, mode)
        return status, headers, body.replace(b'"finish_reason": "stop"', b'"finish_reason": "length"')

    with serving(of_kind(respond)) as server:
        result = run(server, tmp_path, output)
    assert (values(result), len(server.payloads)) == (list(FIGURES), len(ASKED))


@pytest.mark.parametrize("text", ['{"items": [', '例如 {"items": []}，这里'])
def test_halves_that_are_cut_off_too_are_not_halved_for_ever(text: str, tmp_path: Path) -> None:
    """A model that never comes to an end: a path down to one clause, and no tree of halves for each paragraph."""
    asked = [
        request("".join(f"第{n}项收入{p}{n}.00万元；" for n in range(10, 42)) + "。") for p in range(1, 9)
    ]
    with serving(lambda payload: ok(completion({"content": text}, finish="length"))) as server:
        llm = config(server.url, tmp_path, output="md_json", concurrency=1)
        with (
            closing(InstructorClient(llm, sleep=lambda seconds: None)) as live,
            open_session(llm, live) as session,
        ):
            result = read_with_llm(Work([], Metadata(), grids=asked), llm, session.client())
        depth = 6
        assert len(server.payloads) <= 2 * (1 + 2 * depth) + 6
    assert any("截断" in message for message in result.messages), result.messages
    assert result.candidates == ()


def test_halves_that_can_be_answered_are_all_read(tmp_path: Path) -> None:
    """Answers that are cut off above one clause, and a first clause that never ends: the others are read."""

    def respond(payload: dict[str, Any]) -> Response:
        lines = payload["messages"][-1]["content"]
        figures = [figure for figure in FIGURES if figure in lines]
        if len(figures) > 1 or FIGURES[0] in lines:
            return ok(completion({"content": '{"items": ['}, finish="length"))
        answer = right_answer(
            {
                "messages": [
                    {
                        "role": "user",
                        "content": f"L1| 第{FIGURES.index(figures[0]) + 1}项收入{figures[0]}万元。",
                    }
                ]
            }
        )
        return ok(completion({"content": text_of(answer)}))

    asked = [request(*(f"第{n}项收入{figure}万元。" for n, figure in enumerate(FIGURES, 1)))]
    with serving(respond) as server:
        llm = config(server.url, tmp_path, output="md_json")
        with (
            closing(InstructorClient(llm, sleep=lambda seconds: None)) as live,
            open_session(llm, live) as session,
        ):
            result = read_with_llm(Work([], Metadata(), grids=asked), llm, session.client())
    assert values(result) == list(FIGURES[1:])


def test_what_stops_a_batch_is_said_once(tmp_path: Path) -> None:
    """Five documents, one wrong key: the cause with the first of them, the others counted; each record has it."""
    for number in range(5):
        (tmp_path / f"{number}.txt").write_text(
            f"一、收支情况\n第{number}项收入100.00万元。\n", encoding="utf-8"
        )
    with serving(of_kind(HOPELESS["401"][0])) as server:
        env = {"GOUJI_LLM_CACHE": str(tmp_path / "cache.sqlite"), "GOUJI_LLM_MODEL": "m"}
        arguments = ["extract", str(tmp_path), "-o", str(tmp_path / "out"), "--llm", "always", "--jobs", "1"]
        result = CliRunner().invoke(
            gouji, arguments, env={**env, "GOUJI_LLM_BASE_URL": server.url}, catch_exceptions=False
        )
    assert result.stdout.count("密钥") == 1
    told = [line for line in result.stderr.splitlines() if "密钥" in line]
    assert len(told) == 2 and "0.txt" in told[0] and "另有 4 份" in told[1]
    records = [
        json.loads(path.read_text(encoding="utf-8")) for path in sorted((tmp_path / "out").glob("*.json"))
    ]
    assert [any("密钥" in message for message in r["run"]["messages"]) for r in records] == [True] * 5


@pytest.mark.parametrize(
    "text", ['{"items": [{"first_line": 1', "好的，结果", "<think>先", '{"items": [{"first_line": {}']
)
def test_a_stream_that_stops_is_a_broken_transfer(text: str, tmp_path: Path) -> None:
    """No end said and none to be seen: sent again; the model is not told that it forgot something."""
    with serving(of_kind(READ["as it should be"])) as server:
        whole, broken = server.respond, [True]

        def respond(payload: dict[str, Any]) -> Response:
            if broken and broken.pop():
                return ok(stream({"content": text}, done=False, finish=False), STREAM)
            return whole(payload)

        server.respond = respond
        result = run(server, tmp_path, "md_json")
    assert values(result) == list(FIGURES)
    assert result.messages == ("LLM：重发 1 次",)


HUGE: dict[str, Callable[[str], str]] = {
    "lists": lambda text: '{"items": [' + "[]," * 100_000 + "[]]}",
    "objects": lambda text: '{"items": [' + '{"x":1},' * 40_000 + "{}]}",
    "keys": lambda text: "{" + "".join(f'"k{n}":1,' for n in range(30_000)) + '"items": []}',
    "characters": lambda text: text.replace('"reason": null', f'"reason": "{"字" * 500_000}"'),
}  # fmt: skip


@pytest.mark.parametrize("kind", HUGE)
def test_an_answer_of_a_size_that_none_has_is_not_validated(kind: str, tmp_path: Path) -> None:
    """It is said that it is too large, before each of its values is checked and complained of."""
    with serving(of_kind(said(HUGE[kind]))) as server:
        result = run(server, tmp_path, "md_json", max_reasks=0)
    told = [message for message in result.messages if "估算" not in message]
    assert result.candidates == () and told
    assert all("超过" in message for message in told)


def test_blanks_between_figure_and_unit_are_read_once(tmp_path: Path) -> None:
    """A figure, a letter and very many blanks: refused, and not looked at blank by blank from each blank."""
    figure = "1 a" + " " * 60_000 + "1"
    with serving(of_kind(each_item(lambda item: {**item, "value": figure, "unit": None}))) as server:
        result = run(server, tmp_path, "json_schema", max_reasks=0)
    assert values(result) == []
