"""Real constrained decoding: llguidance, the engine behind structured outputs in several servers.

Each response schema is compiled; what gold would answer is accepted token by token, and an answer that
breaks the schema is stopped at the very byte where it does.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from gouji.eval.simulated_model.book import answer, grid_columns, load_book
from gouji.eval.simulated_model.request import Asked, Shown
from gouji.llm.prompts import examples
from gouji.schemas.llm import ANSWERS
from gouji.schemas.record import Metadata
from gouji.tasks.planner import plan
from tests.llm_support import GOLD, gold, seed

llguidance = pytest.importorskip("llguidance", reason="needs llguidance (dev extra)")


def matcher(task: str) -> Any:
    """A byte-level matcher: every byte is a token, so the place of a refusal is exact."""
    schema = json.dumps(ANSWERS[task].model_json_schema(), ensure_ascii=False)
    grammar = llguidance.LLMatcher.grammar_from_json_schema(schema, {"whitespace_flexible": True})
    compiled = llguidance.LLMatcher(llguidance.LLTokenizer("byte"), grammar)
    assert not compiled.is_error(), compiled.get_error()
    return compiled


def accepted(task: str, text: str) -> tuple[int, bool]:
    """How many bytes were accepted, and whether the text could end there."""
    machine = matcher(task)
    tokens = llguidance.LLTokenizer("byte").tokenize_bytes(text.encode())
    for number, token in enumerate(tokens):
        if not machine.consume_token(token):
            return number, False
    return len(tokens), bool(machine.is_accepting())


def gold_answers(task: str) -> list[dict[str, Any]]:
    """What the simulated model answers, right, on a bundled document."""
    name = "baotou-2026-budget"
    _, sections = seed(name)
    book = load_book([GOLD / name])
    found: list[dict[str, Any]] = []
    for request in plan(sections, Metadata(department=gold(name)["metadata"]["department"]), 2400):
        if request.task == task:
            lines = tuple(Shown(int(line.tag[1:] or 0), line.text) for line in request.lines())
            items = answer(book, Asked(task, lines, 0, "json_schema"))
            found.append({"items": items})
    return found


@pytest.mark.parametrize("task", ["statements", "targets", "projects", "glossary", "outline"])
def test_gold_answers_are_accepted_token_by_token(task: str) -> None:
    """Every byte of every right answer is allowed, and the answer may end where it ends."""
    answers = gold_answers(task)
    assert any(one["items"] for one in answers)
    for one in answers:
        text = json.dumps(one, ensure_ascii=False)
        assert accepted(task, text) == (len(text.encode()), True)


@pytest.mark.parametrize("task", sorted(ANSWERS))
def test_examples_are_accepted(task: str) -> None:
    """What the few-shot turns show is what the decoder allows (the grid schema included)."""
    for example in examples(task):
        text = json.dumps(ANSWERS[task].model_validate(example.answer).model_dump(), ensure_ascii=False)
        assert accepted(task, text)[1]


BROKEN = {
    "a number where digits are a string": lambda item: {**item, "value": 12.5},
    "an unknown direction": lambda item: {**item, "direction": "up"},
    "an unknown key": lambda item: {**item, "note": "x"},
    "a missing key": lambda item: {k: v for k, v in item.items() if k != "quote"},
    "a string for a line number": lambda item: {**item, "first_line": "1"},
}


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_broken_answers_are_stopped(name: str) -> None:
    """Each break is refused before the end of the text."""
    item = examples("statements")[0].answer["items"][0]
    text = json.dumps({"items": [BROKEN[name](item)]}, ensure_ascii=False)
    count, complete = accepted("statements", text)
    assert not complete
    assert count < len(text.encode())


@pytest.mark.parametrize("text", ['{"items": []', '{"items": []} trailing', "好的", '{"items": null}', "[]"])
def test_fragments_and_prose_are_no_answer(text: str) -> None:
    """A cut answer, words around it and other shapes never count as complete."""
    assert not accepted("statements", text)[1]


def test_grid_columns_of_gold_are_accepted() -> None:
    """A whole table of gold fits the grid schema."""
    table = next(t for t in gold()["tables"] if t["rows"])
    lines = tuple(Shown(n, "␟".join(c or "" for c in row)) for n, row in enumerate(table["rows"], 1))
    asked = Asked("grid", lines, 0, "json_schema")
    book = load_book([GOLD / "ordos-2025-budget"])
    whole = {"columns": grid_columns(book, asked), "items": answer(book, asked)}
    assert len(whole["items"]) == len(table["rows"])
    text = json.dumps(whole, ensure_ascii=False)
    assert accepted("grid", text) == (len(text.encode()), True)
