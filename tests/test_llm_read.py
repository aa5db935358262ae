"""The reading of a whole document: faults, splits, limits and the cache."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from gouji.eval.simulated_model.faults import FAULTS
from gouji.llm.cache import call_key
from gouji.llm.client import Call, EndpointError, Reply, StoppedError, Usage
from gouji.llm.faults import Fault
from gouji.llm.guard import Breaker, Budget, GuardedClient
from gouji.llm.session import open_session
from gouji.schemas.llm import StatementItem
from gouji.tasks.read import Work, read_with_llm
from gouji.tasks.result import LlmResult
from tests.llm_support import ROOT, SEED, call, config, gold, request, seed, simulated_model

seed_once = cache(seed)


def read_all(url: str, folder: Path, **changes: Any) -> LlmResult:
    record, sections = seed_once()
    llm = config(url, folder, **changes)
    with open_session(llm) as session:
        return read_with_llm(Work(sections, record.metadata), llm, session.client())


def statements(result: LlmResult) -> Counter[tuple[str, str | None, str]]:
    items = [c.item for c in result.candidates if isinstance(c.item, StatementItem)]
    return Counter((item.subject, item.value, item.quote) for item in items)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> LlmResult:
    """The reading of a model that answers right and never fails."""
    folder = tmp_path_factory.mktemp("clean")
    with simulated_model(folder) as model:
        return read_all(model.url, folder)


def test_a_right_model_gives_the_gold_statements(clean: LlmResult) -> None:
    """Recall at least 0.995 on this document, and every item grounded."""
    wanted = Counter((s["subject"], s["value"]) for s in gold()["statements"])
    given = Counter({(subject, value): n for (subject, value, _), n in statements(clean).items()})
    found = sum((wanted & Counter(dict(_by_pair(clean)))).values())
    assert found >= 0.995 * sum(wanted.values())
    assert all("quote" in c.checks and c.places for c in clean.candidates)
    assert given


def _by_pair(result: LlmResult) -> Counter[tuple[str, str | None]]:
    pairs: Counter[tuple[str, str | None]] = Counter()
    for (subject, value, _), times in statements(result).items():
        pairs[(subject, value)] += times
    return pairs


CURED = {"429", "500", "503", "slow", "reset", "cut", "endless", "invalid_utf8", "truncated", "empty", "prose",
         "wrong_schema", "whitespace"}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_at_every_tenth_request(fault: str, clean: LlmResult, tmp_path: Path) -> None:
    """The document finishes, nothing is lost or doubled, calls stay bounded, the run says what happened."""
    options = ["--fault", fault, "--fault-every", "10", "--slow-seconds", "2"]
    with simulated_model(tmp_path, *options) as model:
        result = read_all(model.url, tmp_path, timeout=1.0, section_chars=400)
        sent = len(model.entries())
    assert result.usage is not None
    hit = sum(entry["fault"] is not None for entry in model.entries())
    assert hit >= 1
    assert sent <= 3 * (result.usage.requests + hit)
    doubled = [key for key, times in statements(result).items() if times > statements(clean)[key]]
    assert doubled == []
    lost = statements(clean) - statements(result)
    if fault in CURED:
        assert lost == Counter()
    else:
        assert fault == "refusal" and sum(lost.values()) < sum(statements(clean).values()) / 2
        assert any("拒绝" in message for message in result.messages)
    if fault in ("429", "500", "503", "reset", "cut", "endless", "invalid_utf8", "slow"):
        assert any("重发" in message for message in result.messages)


def test_an_endpoint_that_is_down_leaves_the_grammar(tmp_path: Path) -> None:
    """Nothing listens: the breaker opens after three requests and the run says so."""
    result = read_all("http://127.0.0.1:9/v1", tmp_path, max_attempts=1, concurrency=1)
    assert result.candidates == ()
    assert any("端点失败" in message for message in result.messages)
    assert any("连续 3 次失败" in message for message in result.messages)


def test_second_run_makes_no_call(tmp_path: Path) -> None:
    """Everything is answered from the cache, the same, without openai being needed."""
    with simulated_model(tmp_path) as model:
        first = read_all(model.url, tmp_path)
        sent = len(model.entries())
        second = read_all(model.url, tmp_path)
        assert len(model.entries()) == sent
    assert second.candidates == first.candidates
    assert second.usage is not None and first.usage is not None
    assert (second.usage.requests, second.usage.cached) == (0, first.usage.requests)


def test_a_cached_run_does_not_import_openai(tmp_path: Path) -> None:
    """What makes a second run fast: the SDK is imported by the first live call only."""
    with simulated_model(tmp_path) as model:
        read_all(model.url, tmp_path)
        code = (
            "import sys; from pathlib import Path; from tests.test_llm_read import read_all;"
            f"read_all({model.url!r}, Path({str(tmp_path)!r}));"
            "sys.exit('openai' in sys.modules)"
        )
        assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize(
    "changes",
    [{"model": "other"}, {"base_url": "http://127.0.0.1:1/v1"}, {"temperature": 0.5}, {"output": "tools"}],
)
def test_the_key_covers_what_decides_the_answer(changes: dict[str, Any], tmp_path: Path) -> None:
    """Another model, endpoint, temperature or mode is another answer; the random fence is not."""
    llm = config("http://127.0.0.1:2/v1", tmp_path)
    key = call_key(llm, "statements", ["L1|a"])
    assert call_key(llm, "statements", ["L1|a"]) == key
    assert call_key(replace(llm, **changes), "statements", ["L1|a"]) != key
    assert call_key(llm, "statements", ["L1|b"]) != key
    assert call_key(llm, "statements", ["L1|a"], ["again"]) != key


class Scripted:
    """A client that replies from a list; it keeps what it was asked."""

    def __init__(self, *replies: Reply | Exception) -> None:
        self.replies = list(replies)
        self.calls: list[Call] = []

    def ask(self, call: Call) -> Reply:
        self.calls.append(call)
        reply = self.replies.pop(0) if self.replies else Reply("answer", '{"items": []}')
        if isinstance(reply, Exception):
            raise reply
        return reply


def one_request(client: Scripted, tmp_path: Path, *lines: str, **changes: Any) -> LlmResult:
    from gouji.schemas.record import Metadata

    grid = request(*(lines or ("收入预算总计 10.00 万元。",)))
    return read_with_llm(
        Work([], Metadata(), grids=[grid]), config("http://127.0.0.1:2/v1", tmp_path, **changes), client
    )


def answer(**fields: Any) -> Reply:
    item = dict.fromkeys(StatementItem.model_fields) | {
        "first_line": 1,
        "last_line": 1,
        "subject": "收入预算总计",
        "measure": "amount",
        "unit": "万元",
        "quote": "收入预算总计 10.00 万元",
        **fields,
    }
    return Reply("answer", json.dumps({"items": [item]}))


def test_a_wrong_item_is_asked_again_with_the_reason(tmp_path: Path) -> None:
    """The second question names the item and why it was refused; the corrected item is kept."""
    client = Scripted(answer(value="10.10"), answer(value="10.00"))
    result = one_request(client, tmp_path)
    assert len(client.calls) == 2
    assert "quote 里没有数字 10.10" in client.calls[1].messages[-1]["content"]
    assert client.calls[1].messages[-2]["role"] == "assistant"
    assert [c.reasks for c in result.candidates] == [1]
    assert result.rejections == ()


def test_two_reasks_at_most_then_review_with_the_answer(tmp_path: Path) -> None:
    """A stubborn model is asked three times in all; its answer stays with the reason."""
    client = Scripted(*[answer(value="10.10")] * 9)
    result = one_request(client, tmp_path)
    assert len(client.calls) == 3
    assert [(r.fault, getattr(r.item, "value", None)) for r in result.rejections] == [("value", "10.10")]


def test_an_amount_left_out_is_asked_for_once(tmp_path: Path) -> None:
    """An empty answer about a line with an amount is questioned, once."""
    client = Scripted()
    one_request(client, tmp_path)
    assert len(client.calls) == 2
    assert "还没有读出" in client.calls[1].messages[-1]["content"]


def test_a_truncated_answer_splits_the_request(tmp_path: Path) -> None:
    """Cut off: each half is asked on its own, down to single clauses, and no further."""
    client = Scripted(Reply("truncated", ""), *[Reply("truncated", "")] * 40)
    result = one_request(client, tmp_path, "收入 1.00 万元；支出 2.00 万元。", "结余 0 万元。")
    assert 3 <= len(client.calls) <= 2**7
    assert any("无法再分" in message for message in result.messages)


def test_a_refusal_is_said_and_not_repeated(tmp_path: Path) -> None:
    """A model that refuses is asked once."""
    client = Scripted(Reply("refused", "", "no"))
    result = one_request(client, tmp_path)
    assert len(client.calls) == 1
    assert any("拒绝" in message for message in result.messages)


def test_a_request_limit_stops_cleanly(tmp_path: Path) -> None:
    """The fifth request is never sent; what was read stays."""
    with simulated_model(tmp_path) as model:
        result = read_all(model.url, tmp_path, max_requests=2, concurrency=1)
        assert len(model.entries()) == 2
    assert result.candidates
    assert any("上限" in message for message in result.messages)


def test_max_cost_is_never_passed(tmp_path: Path) -> None:
    """Reservations of the worst case keep eight threads within the limit."""
    limit = Decimal("0.05")
    prices = {"price_in": Decimal(1), "price_out": Decimal(2), "max_tokens": 4000}
    with simulated_model(tmp_path) as model:
        result = read_all(model.url, tmp_path, max_cost=limit, concurrency=8, section_chars=600, **prices)
    assert result.usage is not None and result.usage.cost is not None
    assert limit / 2 < result.usage.cost <= limit, "what is set aside is used once it is free again"
    assert any("费用上限" in message for message in result.messages)


def test_a_request_waits_for_money_that_others_have_set_aside(tmp_path: Path) -> None:
    """The limit holds one worst case: the second request waits for the first and then fits; no third one does."""
    prices = {"price_in": Decimal(1), "price_out": Decimal(1), "max_tokens": 1000}
    asked = call(config("http://127.0.0.1:2/v1", tmp_path), request("a"))
    worst = Budget(config("http://127.0.0.1:2/v1", tmp_path, max_cost=Decimal(1), **prices)).reserve(asked)
    budget = Budget(config("http://127.0.0.1:2/v1", tmp_path, max_cost=worst * Decimal("1.5"), **prices))
    first = budget.reserve(asked)
    with ThreadPoolExecutor(1) as pool:
        second = pool.submit(budget.reserve, asked)
        with pytest.raises(TimeoutError):
            second.result(timeout=0.05)
        budget.settle(first, None)
        budget.settle(second.result(timeout=5), Reply("answer", "{}", usage=Usage(0, int(worst * 1_000_000))))
    with pytest.raises(StoppedError):
        budget.reserve(asked)


def test_the_breaker_opens_and_lets_one_try_through_later(tmp_path: Path) -> None:
    """Three failures in a row close the way for a minute; then one request may try."""
    now = [0.0]
    breaker = Breaker(3, 60, lambda: now[0])
    llm = config("http://127.0.0.1:2/v1", tmp_path)
    client = Scripted(*[EndpointError(Fault("server", "down", 500))] * 3)
    guarded = GuardedClient(client, breaker, Budget(llm))
    for _ in range(3):
        with pytest.raises(EndpointError):
            guarded.ask(call(llm, request("a")))
    with pytest.raises(StoppedError):
        guarded.ask(call(llm, request("a")))
    now[0] = 61.0
    assert guarded.ask(call(llm, request("a"))).kind == "answer"
    assert len(client.calls) == 4
    assert guarded.ask(call(llm, request("a"))).kind == "answer"


def test_settled_money_is_given_back(tmp_path: Path) -> None:
    """What a request did not use can be used by the next, what it used cannot."""
    llm = config(
        "http://127.0.0.1:2/v1",
        tmp_path,
        max_cost=Decimal("0.02"),
        price_in=Decimal(0),
        price_out=Decimal(1),
        max_tokens=15_000,
    )
    budget = Budget(llm)
    asked = call(llm, request("a"))
    reserved = budget.reserve(asked)
    budget.settle(reserved, Reply("answer", "{}", usage=Usage(10, 100)))
    assert budget.reserve(asked) == reserved
    budget.settle(reserved, Reply("answer", "{}", usage=Usage(10, 15_000)))
    with pytest.raises(StoppedError):
        budget.reserve(asked)


def test_results_do_not_depend_on_threads(clean: LlmResult, tmp_path: Path) -> None:
    """One thread or eight: the same candidates in the same order."""
    with simulated_model(tmp_path) as model:
        assert read_all(model.url, tmp_path, concurrency=8).candidates == clean.candidates


def test_seed_is_bundled() -> None:
    """The document of these tests is one of the bundled ones."""
    assert SEED in {path.name for path in (ROOT / "eval" / "gold").iterdir()}
