"""The output mode: found out by what is honoured, with no request too many, remembered, and doctor agrees."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from gouji.config import OutputMode
from gouji.llm.negotiate import LADDER, best_output
from gouji.llm.probe import probe
from tests.llm_servers import JSON, Response, asked_mode, completion, in_mode, ok, right_answer, serving
from tests.llm_support import config
from tests.test_llm_servers import ASKED, FIGURES, error, run, text_of, values

Reaction = Callable[[dict[str, Any], str], Response]


def honour(payload: dict[str, Any], mode: str) -> Response:
    return ok(completion(in_mode(text_of(right_answer(payload)), mode)))


def loosely(payload: dict[str, Any], mode: str) -> Response:
    """Accepted and not enforced: the right thing, in a fence."""
    return ok(completion({"content": f"```json\n{text_of(right_answer(payload))}\n```"}))


def ignore(payload: dict[str, Any], mode: str) -> Response:
    """Accepted and not honoured: something else."""
    return ok(completion(in_mode('{"answer": 1}', mode)))


def refuse(status: int, message: str) -> Reaction:
    return lambda payload, mode: (status, JSON, json.dumps(error(message)).encode())


UNAVAILABLE = refuse(400, "This response_format type is unavailable now")
INTERNAL = refuse(500, "Internal Server Error")
SERVERS: dict[str, tuple[dict[str, Reaction], OutputMode, int]] = {
    "enforces the schema": ({}, "json_schema", 0),
    "llama-cpp-python": ({"json_schema": INTERNAL}, "tools", 2),
    "llama-cpp-python, in words": (
        {"json_schema": refuse(500, "response_format.type: Input should be 'text' or 'json_object'")}, "tools", 1),
    "DeepSeek": ({"json_schema": UNAVAILABLE}, "tools", 1),
    "no tools either": (
        {"json_schema": UNAVAILABLE, "tools": refuse(400, '"m" does not support tools')}, "json_object", 2),
    "text only": (
        {"json_schema": UNAVAILABLE, "tools": refuse(404, "No endpoints found that support tool use"),
         "json_object": UNAVAILABLE}, "md_json", 4),
    "says nothing but 400": (dict.fromkeys(("json_schema", "tools", "json_object"), refuse(400, "bad")), "md_json", 4),
    "accepts and ignores two": ({"json_schema": ignore, "tools": ignore}, "json_object", 2),
    "enforces tools only": ({"json_schema": loosely}, "tools", 0),
    "enforces nothing": (dict.fromkeys(LADDER, loosely), "md_json", 0),
}  # fmt: skip
"""What it does in which mode (else it honours it), the mode to be found, requests that this costs."""


def serve(reactions: dict[str, Reaction]) -> Callable[[dict[str, Any]], Response]:
    return lambda payload: reactions.get(asked_mode(payload), honour)(payload, asked_mode(payload))


def remembered(folder: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(folder / "cache.sqlite")) as db:
        return db.execute("SELECT url, output FROM outputs").fetchall()


@pytest.mark.parametrize("name", SERVERS)
def test_the_strictest_mode_that_is_honoured_is_found_and_remembered(name: str, tmp_path: Path) -> None:
    """The document's own requests find it out; the next document begins with it."""
    reactions, wanted, extra = SERVERS[name]
    with serving(serve(reactions)) as server:
        first = run(server, tmp_path)
        assert values(first) == list(FIGURES)
        assert len(server.payloads) == len(ASKED) + extra
        before = len(server.payloads)
        second = run(server, tmp_path, temperature=0.5)
        assert values(second) == list(FIGURES)
        assert set(server.modes[before:]) == {wanted}
        assert len(server.payloads) - before == len(ASKED)
        assert [output for _, output in remembered(tmp_path)] == [wanted]
    assert first.usage is not None and first.usage.requests <= len(ASKED) + extra
    assert not any("失败" in message for message in first.messages)


@pytest.mark.parametrize("name", SERVERS)
def test_doctor_agrees_with_extract(name: str, tmp_path: Path) -> None:
    """What doctor says extract will use is what extract, which knows nothing of doctor, then uses last."""
    with serving(serve(SERVERS[name][0])) as server:
        found = probe(config(server.url, tmp_path))
        run(server, tmp_path)
        run(server, tmp_path, temperature=0.5)
        assert found.output == server.modes[-1] == SERVERS[name][1]


def test_the_mode_of_another_model_is_another_mode(tmp_path: Path) -> None:
    """Remembered is what a model at an endpoint honours."""
    with serving(serve({"json_schema": UNAVAILABLE})) as server:
        run(server, tmp_path)
        run(server, tmp_path, model="other")
        assert server.modes.count("json_schema") == 2
        assert len(remembered(tmp_path)) == 2


@pytest.mark.parametrize("stops", [UNAVAILABLE, ignore])
def test_a_mode_that_stops_working_is_found_out_anew(stops: Reaction, tmp_path: Path) -> None:
    """Remembered, then refused or ignored: the next mode, and that is remembered now."""
    reactions: dict[str, Reaction] = {}
    with serving(serve(reactions)) as server:
        run(server, tmp_path)
        reactions["json_schema"] = stops
        result = run(server, tmp_path, temperature=0.5)
    assert values(result) == list(FIGURES)
    assert [output for _, output in remembered(tmp_path)] == ["tools"]


def test_after_a_month_the_strictest_mode_is_tried_again(tmp_path: Path) -> None:
    """A server that has learnt to enforce a schema is not asked in text for ever."""
    reactions = {"json_schema": UNAVAILABLE}
    with serving(serve(reactions)) as server:
        run(server, tmp_path)
        with closing(sqlite3.connect(tmp_path / "cache.sqlite")) as db:
            db.execute("UPDATE outputs SET since = since - 31 * 86400")
            db.commit()
        reactions.clear()
        run(server, tmp_path, temperature=0.5)
    assert server.modes[-1] == "json_schema"
    assert [output for _, output in remembered(tmp_path)] == ["json_schema"]


def test_a_mode_may_stop_in_the_middle(tmp_path: Path) -> None:
    """Settled by the first answer, refused at the second: nothing is lost."""
    reactions: dict[str, Reaction] = {}

    def respond(payload: dict[str, Any]) -> Response:
        response = serve(reactions)(payload)
        reactions["json_schema"] = UNAVAILABLE
        return response

    with serving(respond) as server:
        result = run(server, tmp_path, concurrency=1)
    assert (values(result), server.modes) == (list(FIGURES), ["json_schema", "json_schema", "tools", "tools"])


def test_what_the_user_sets_is_not_negotiated(tmp_path: Path) -> None:
    """One request in that mode; the message says which setting to change; nothing is remembered."""
    with serving(serve({"tools": refuse(400, "tools are not supported")})) as server:
        result = run(server, tmp_path, output="tools")
    assert server.modes == ["tools"]
    assert "不支持这种输出方式" in result.messages[0] and "output" in result.messages[0]
    assert remembered(tmp_path) == []


def test_a_server_that_is_down_is_not_asked_more_for_having_modes(tmp_path: Path) -> None:
    """HTTP 500 to everything: ``max_attempts`` sends for each request in all, as in one mode; nothing remembered."""
    with serving(serve(dict.fromkeys(LADDER, INTERNAL))) as server:
        result = run(server, tmp_path, max_attempts=5, concurrency=1)
        assert len(server.payloads) == 5 * len(ASKED)
    assert any("HTTP 500" in message for message in result.messages)
    assert remembered(tmp_path) == []


def test_a_model_that_never_answers_in_form_is_asked_within_bounds(tmp_path: Path) -> None:
    """Each mode once, then the re-asks of every request; what was paid for it is counted."""
    with serving(serve(dict.fromkeys(LADDER, ignore))) as server:
        result = run(server, tmp_path, max_reasks=1, concurrency=1)
    assert len(server.payloads) == 3 + 2 * len(ASKED)
    assert result.usage is not None
    assert (result.usage.requests, result.usage.prompt_tokens) == (
        len(server.payloads),
        3000 * len(server.payloads),
    )
    assert remembered(tmp_path) == []


def test_every_mode_carries_the_schema(tmp_path: Path) -> None:
    """As a schema, as a tool, beside ``json_object`` and in the prompt, in the prompt; always ours, in Chinese."""
    sent: dict[str, dict[str, Any]] = {}
    for mode in LADDER:
        with serving(serve({})) as server:
            run(server, tmp_path, output=mode)
            sent[mode] = server.payloads[0]
    assert sent["json_schema"]["response_format"]["json_schema"]["strict"] is True
    assert sent["tools"]["tools"][0]["function"]["strict"] is True
    assert sent["json_object"]["response_format"]["schema"]["title"] == "StatementsAnswer"
    assert "response_format" not in sent["md_json"] and "tools" not in sent["md_json"]
    for mode in ("json_object", "md_json"):
        assert '"StatementsAnswer"' in sent[mode]["messages"][0]["content"]
    assert not any("As a genius expert" in json.dumps(payload) for payload in sent.values())


def test_json_object_without_the_schema_where_that_is_refused(tmp_path: Path) -> None:
    """Some servers will not have ``schema`` beside ``json_object``: left out once and for all."""

    def respond(payload: dict[str, Any]) -> Response:
        if "schema" in payload.get("response_format", {}):
            return refuse(400, "Unknown parameter: 'response_format.schema'")(payload, "")
        return honour(payload, "json_object")

    with serving(respond) as server:
        result = run(server, tmp_path, output="json_object", concurrency=1)
    assert (values(result), len(server.payloads)) == (list(FIGURES), len(ASKED) + 1)


def test_modes_have_keys_of_their_own(tmp_path: Path) -> None:
    """An endpoint that honours Idempotency-Key must not give the first mode's answer to the second."""
    with serving(serve({"json_schema": ignore})) as server:
        run(server, tmp_path)
    keys = [headers["idempotency-key"] for headers in server.headers]
    assert len(set(keys)) == len(keys)


def test_the_choice_is_one_rule(tmp_path: Path) -> None:
    """Fits as it came before fits after repairs; else the stricter."""
    from gouji.llm.client import Reply

    def reply(kind: Any, *, loose: bool = False) -> Reply:
        return Reply(kind, "", loose=loose)

    assert (
        best_output([("json_schema", reply("answer", loose=True)), ("md_json", reply("answer"))]) == "md_json"
    )
    assert best_output([("tools", reply("answer")), ("md_json", reply("answer"))]) == "tools"
    assert best_output([("tools", reply("invalid"))]) is None
