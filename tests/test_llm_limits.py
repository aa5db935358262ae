"""Limits and secrets of the LLM path: money without a usage, decoded bytes, time, what may be shown and to whom."""

from __future__ import annotations

import gzip
import json
import logging
import os
import stat
import zlib
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx2
import pytest
from click.testing import CliRunner

from gouji.cli.doctor import command as doctor_command
from gouji.cli.extract import command as extract_command
from gouji.config import LlmConfig, load_config
from gouji.errors import ConfigError
from gouji.llm import bounded_http as bounded
from gouji.llm.bounded_http import AnswerLimitError, bounded_client
from gouji.llm.cache import ReplyCache, call_key
from gouji.llm.guard import cost_of
from gouji.llm.tokens import prompt_characters, worst_usage
from gouji.redact import HIDDEN, public_tree, public_url
from tests.llm_servers import JSON, Response, asked_mode, bomb, completion, in_mode, ok, right_answer, serving
from tests.llm_support import call, config
from tests.test_llm_servers import ASKED, READ, of_kind, run, text_of

USAGES: dict[str, Any] = {
    "none": None,
    "empty": {},
    "zero": {"prompt_tokens": 0, "completion_tokens": 0},
    "negative": {"prompt_tokens": -5000, "completion_tokens": -5000, "total_tokens": -10000},
    "too small": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    "text": {"prompt_tokens": "many", "completion_tokens": None},
    "endless": {"prompt_tokens": 10**30, "completion_tokens": 1e999},
    "a list": [1, 2],
}


def telling(usage: Any) -> Any:
    def respond(payload: dict[str, Any]) -> Response:
        body = completion(in_mode(text_of(right_answer(payload)), asked_mode(payload)))
        return ok({**body, "usage": usage})

    return respond


@pytest.mark.parametrize("kind", USAGES)
def test_max_cost_holds_whatever_the_usage(kind: str, tmp_path: Path) -> None:
    """A character is at most a token: what is spent is estimated from above, and the limit is never passed."""
    prices = {"price_in": Decimal(1), "price_out": Decimal(2), "max_tokens": 1000}
    worst = cost_of(
        worst_usage(call(config("http://h/v1", tmp_path), ASKED[0]), 1000), config("", tmp_path, **prices)
    )
    assert worst is not None
    with serving(telling(USAGES[kind])) as server:
        result = run(server, tmp_path, max_cost=worst * Decimal("1.7"), **prices)
        assert len(server.payloads) == 1, "the prompt of the first is spent, another worst case does not fit"
    assert result.usage is not None and result.usage.cost is not None
    least = min(prompt_characters(call(config("http://h/v1", tmp_path), asked)) for asked in ASKED)
    assert result.usage.prompt_tokens >= least
    assert 0 < result.usage.completion_tokens <= 1000
    assert result.usage.cost <= worst * Decimal("1.7")
    assert any("估算" in message for message in result.messages)
    assert any("费用上限" in message for message in result.messages)


def test_a_usage_that_can_be_is_believed(tmp_path: Path) -> None:
    """The endpoint's own counts, as long as they are possible; nothing is said of estimates."""
    usage = {"prompt_tokens": 3000, "completion_tokens": 222}
    with serving(telling(usage)) as server:
        result = run(server, tmp_path)
    assert result.usage is not None
    assert (result.usage.prompt_tokens, result.usage.completion_tokens) == (9000, 666)
    assert result.messages == ()


def test_an_answer_that_was_lost_counts_as_paid(tmp_path: Path) -> None:
    """Broken bytes on the way back: the endpoint has worked, so the worst case is spent."""
    prices = {"price_in": Decimal(1), "price_out": Decimal(1)}
    worst = cost_of(worst_usage(call(config("", tmp_path), ASKED[0]), 8000), config("", tmp_path, **prices))
    assert worst is not None
    with serving(lambda payload: ok(b'{"choices": [{"mess')) as server:
        result = run(
            server, tmp_path, max_cost=worst * Decimal("1.5"), max_attempts=1, concurrency=1, **prices
        )
        assert len(server.payloads) == 1
    assert any("费用上限" in message for message in result.messages)


def get(respond: Response, **limits: Any) -> httpx2.Response:
    with (
        serving(of_kind(READ["fence"]), respond) as server,
        bounded_client(5, 5, tls=False, **limits) as client,
    ):
        return client.get(f"{server.url}/models")


@pytest.mark.parametrize("coding", ["gzip", "deflate", "x-gzip"])
def test_the_limit_is_on_decoded_bytes(coding: str) -> None:
    """64 MB in 64 kB are stopped at the limit, and no more than the limit is ever held."""
    import tracemalloc

    body = zlib.compress(b" " * (64 << 20), 9) if coding == "deflate" else bomb()
    tracemalloc.start()
    with pytest.raises(AnswerLimitError, match="1 MB"):
        get((200, {**JSON, "Content-Encoding": coding}, body), max_bytes=1 << 20)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16 << 20


def test_compressed_bytes_that_break_are_a_broken_transfer() -> None:
    """Sent again, not decoded by guess; a whole body is decoded."""
    packed = {**JSON, "Content-Encoding": "gzip"}
    with pytest.raises(AnswerLimitError) as error:
        get((200, packed, b"\x1f\x8b" + b"x" * 40))
    assert error.value.fault.kind == "garbled"
    assert get((200, packed, gzip.compress(b'{"data": []}'))).json() == {"data": []}


def test_a_body_that_drips_ends_at_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    """The time of the whole answer counts, not that since the last byte. The clock is ours, a second a look."""
    looks = iter(range(10_000))
    monkeypatch.setattr(bounded.time, "monotonic", lambda: float(next(looks)))
    drops = [b" "] * 9

    class Drips(httpx2.HTTPTransport):
        def handle_request(self, request: httpx2.Request) -> httpx2.Response:
            return httpx2.Response(200, content=iter(drops))

    monkeypatch.setattr(httpx2, "HTTPTransport", Drips)
    with bounded_client(20, 5, tls=False) as client:
        assert client.get("http://h/v1").content == b" " * 9
    with bounded_client(5, 5, tls=False) as client, pytest.raises(httpx2.ReadTimeout):
        client.get("http://h/v1")


SECRETS = ("geheim-passwort", "sk-ABCDEF0123456789", "eyJhbGciOiJIUzI1NiJ9.e30.x", "Bearer 9f8e7d6c")
EXTRA = {
    "api_key": SECRETS[0],
    "headers": {"X-Token": SECRETS[1]},
    "metadata": {"note": SECRETS[2], "thinking": {"type": "disabled", "budget_tokens": 100}},
    "reasoning_effort": "low",
    "list": [SECRETS[3], {"Authorization": SECRETS[0]}],
}


def secret_config(url: str, folder: Path) -> LlmConfig:
    address = (
        url.replace("http://", f"http://user:{SECRETS[0]}@") + f"?api_key={SECRETS[0]}&api-version=2024-06-01"
    )
    return config(address, folder, extra=json.dumps(EXTRA), api_key=SECRETS[1])


def test_secrets_reach_the_endpoint_and_nothing_else(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A password and a key in the address, keys in the added parameters: not in record, cache, log or screen."""
    caplog.set_level(logging.DEBUG)
    with serving(of_kind(READ["fence"])) as server:
        llm = secret_config(server.url, tmp_path)
        env = {
            "GOUJI_LLM_BASE_URL": llm.base_url, "GOUJI_LLM_EXTRA": llm.extra, "GOUJI_LLM_API_KEY": llm.api_key,
            "GOUJI_LLM_MODEL": "m", "GOUJI_LLM_CACHE": str(llm.cache), "XDG_CACHE_HOME": str(tmp_path),
        }  # fmt: skip
        source = tmp_path / "source.txt"
        source.write_text(
            "一、收支情况\n\n2024年度收入总计100.00万元，比上年增加10.00万元。\n", encoding="utf-8"
        )
        out = tmp_path / "out"
        screens = [
            CliRunner().invoke(doctor_command, [], env=env).output,
            CliRunner().invoke(doctor_command, ["--json"], env=env).output,
            CliRunner()
            .invoke(extract_command, [str(source), "-o", str(out), "--llm", "always"], env=env)
            .output,
        ]
        assert server.headers[-1]["authorization"].startswith("Basic ")
        assert server.payloads[-1]["headers"] == EXTRA["headers"]
    written = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert any(b'"llm_url"' in data for data in written)
    everything = "\n".join([*screens, caplog.text, repr(llm), *(data.decode("latin-1") for data in written)])
    assert [secret for secret in SECRETS if secret in everything] == []
    assert "2024-06-01" in everything and "budget_tokens" in everything


def test_secrets_are_in_no_message_of_a_failure(tmp_path: Path) -> None:
    """Refused, unknown, misspelt: the address is shown without them."""
    for url in (
        "http://u:geheim-passwort@127.0.0.1:9/v1?key=geheim-passwort",
        "ftp://u:geheim-passwort@h/v1",
    ):
        result = CliRunner().invoke(doctor_command, ["--llm-url", url, "--llm-model", "m"])
        told = f"{result.output} {result.exception!r} {result.exception}"
        assert "geheim-passwort" not in told
    with pytest.raises(ConfigError) as error:
        load_config(None, {"GOUJI_LLM_EXTRA": '{"key": "geheim-passwort"', "GOUJI_LLM_MODEL": "m"})
    assert "geheim-passwort" not in str(error.value)


def test_a_new_key_is_no_new_question(tmp_path: Path) -> None:
    """What is secret decides no answer: the cache key has none of it, and holds when the password changes."""
    one, other = (
        config(
            f"http://u:{word}@h/v1?api_key={word}&v=1",
            tmp_path,
            extra=json.dumps({"api_key": word, "seed": 1}),
        )
        for word in ("alpha", "beta")
    )
    assert call_key(one, "statements", ["L1|a"]) == call_key(other, "statements", ["L1|a"])
    third = config("http://u:x@h/v1?api_key=x&v=2", tmp_path, extra=one.extra)
    assert call_key(third, "statements", ["L1|a"]) != call_key(one, "statements", ["L1|a"])


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://api.openai.com/v1", "https://api.openai.com/v1"),
        ("http://u:p@h:8000/v1/", "http://h:8000/v1/"),
        ("http://u@[::1]:8000/v1", "http://[::1]:8000/v1"),
        ("https://h/v1?api-version=2024-06-01&sig=x", f"https://h/v1?api-version=2024-06-01&sig={HIDDEN}"),
        ("https://h/proxy/sk-0123456789abcdef/v1", f"https://h/proxy/{HIDDEN}/v1"),
        (
            "https://h/openai/deployments/gpt-4o-mini-2024-07-18",
            "https://h/openai/deployments/gpt-4o-mini-2024-07-18",
        ),
        ("http://[", HIDDEN),
        ("geheim", HIDDEN),
    ],
)
def test_what_is_shown_of_an_address(url: str, shown: str) -> None:
    """Everything that tells endpoints apart, nothing that opens them."""
    assert public_url(url) == shown


def test_settings_are_shown() -> None:
    """What is no secret stays readable, whatever its name."""
    tree = {
        "max_tokens": 5,
        "budget_tokens": 100,
        "stop": ["<|im_end|>"],
        "author": "x",
        "adapter": "lora-2024-v3",
    }
    assert public_tree(tree) == tree


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX (umask)")
@pytest.mark.parametrize("umask", [0o077, 0o027])
def test_the_cache_respects_the_umask(umask: int, tmp_path: Path) -> None:
    """Answers quote documents: nobody can read them whom the user's umask keeps out."""
    before = os.umask(umask)
    try:
        cache = ReplyCache(tmp_path / "a" / "b" / "llm.sqlite")
        cache.remember_output("http://h/v1", "m", "tools")
        files = list((tmp_path / "a").rglob("*"))
        modes = [stat.S_IMODE(path.stat().st_mode) for path in [tmp_path / "a", *files]]
        cache.close()
    finally:
        os.umask(before)
    assert len(files) >= 3, "the database, its journal, their directory"
    assert [mode for mode in modes if mode & umask] == []


BROKEN: dict[str, Response] = {
    "never as long as it says": (200, {**JSON, "Content-Length": "9999", "Connection": "close"}, b'{"choices": ['),
    "broken JSON": ok(b'{"choices": [{"mess'),
    "broken gzip": (200, {**JSON, "Content-Encoding": "gzip"}, gzip.compress(b"{}" * 99)[:30] + b"\xff" * 9),
    "a gateway that waited too long": (504, JSON, b"{}"),
}  # fmt: skip


@pytest.mark.parametrize("concurrency", [1, 3])
@pytest.mark.parametrize("kind", BROKEN)
def test_max_cost_holds_for_every_send(kind: str, concurrency: int, tmp_path: Path) -> None:
    """Each send whose answer gets lost counts as its worst case, and none goes out that could break the limit."""
    prices = {"price_in": Decimal(1), "price_out": Decimal(1)}
    worst = cost_of(worst_usage(call(config("", tmp_path), ASKED[0]), 8000), config("", tmp_path, **prices))
    assert worst is not None
    with serving(lambda payload: BROKEN[kind]) as server:
        result = run(
            server,
            tmp_path,
            "json_schema",
            max_cost=worst * Decimal("3.5"),
            concurrency=concurrency,
            **prices,
        )
        assert len(server.payloads) == 3
    assert any("费用上限" in message for message in result.messages)
    assert result.usage is not None and result.usage.unanswered == len(ASKED)


def test_what_was_never_sent_costs_nothing(tmp_path: Path) -> None:
    """Nobody listens: the cause is the address, not the money."""
    prices = {"price_in": Decimal(1), "price_out": Decimal(1), "max_cost": Decimal(1)}
    with serving(lambda payload: ok(b"")) as server:
        pass
    result = run(server, tmp_path, "json_schema", **prices)
    assert all("费用" not in message for message in result.messages)
    assert any("拒绝" in message for message in result.messages)


@pytest.mark.parametrize(
    "address",
    [
        "https://h/v1?code=9f8e7",
        "https://h/v1?k=9f8e7",
        "https://h/v1?access=9f8e7",
        "https://h/v1?hash=9f8e7",
        "https://h/v1?model=m&x=9f8e7",
        "https://h/9f8e7a6b5c4d3e2f/v1",
        "https://h/openai/0a1b2c3d-9f8e7-4a5b-8c7d-9f8e7a6b5c4d/v1",
        "https://h/k_9f8e7abcdefghijklmnopqr/v1",
    ],
)
def test_what_nobody_knows_in_an_address_is_hidden(address: str) -> None:
    """Of parameters only those known to be settings are shown, of a path what reads as a name."""
    assert "9f8e7" not in public_url(address)
    assert public_url(address).startswith("https://h/")


def test_names_in_an_address_are_shown() -> None:
    """Paths of providers and dated models stay readable."""
    for address in (
        "https://dashscope.aliyuncs.com/compatible-mode/v1",
        "https://r.openai.azure.com/openai/deployments/gpt-4o-2024-08-06?api-version=2024-06-01",
        "https://generativelanguage.googleapis.com/v1beta/openai",
    ):
        assert public_url(address) == address


@pytest.mark.parametrize(
    "tree",
    [
        {"password": 99887765},
        {"token": 99887765},
        {"access_token": 99887765},
        {"pin": 99887765},
        {"X-Api": "99887765"},
        {"a": [{"client_secret": 99887765.5}]},
    ],
)
def test_numbers_under_secret_names_are_hidden(tree: dict[str, Any]) -> None:
    """A password may be all digits."""
    assert "99887765" not in json.dumps(public_tree(tree))
