"""Helpers of the LLM tests: the simulated model in its own process, requests and configurations."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gouji.config import LlmConfig
from gouji.eval.simulated_model.process import running
from gouji.grids.find import find_regions
from gouji.grounding.source import Piece
from gouji.llm.cache import call_key
from gouji.llm.client import Call
from gouji.llm.prompts import render
from gouji.options import Options
from gouji.outline.model import Section
from gouji.outline.sections import outline
from gouji.pipeline import Clock, build_record
from gouji.read.model import Document, Line
from gouji.read.source import Limits, read_document
from gouji.schemas.llm import ANSWERS
from gouji.schemas.record import Record
from gouji.tasks.planner import Request

ROOT = Path(__file__).parents[1]
GOLD = ROOT / "eval" / "gold"
SEED = "ordos-2025-budget"


@dataclass(frozen=True)
class Model:
    """A running simulated model."""

    url: str
    log: Path

    def entries(self) -> list[dict[str, Any]]:
        if not self.log.exists():
            return []
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]


@contextmanager
def simulated_model(folder: Path, *options: str) -> Iterator[Model]:
    """Start ``python -m gouji.eval.simulated_model`` on a free loopback port; it ends with the block."""
    log = folder / "server.jsonl"
    with running("--log", str(log), *options) as url:
        yield Model(url, log)


def config(url: str, folder: Path, **changes: Any) -> LlmConfig:
    """A configuration for tests: short waits, a cache in the test's own folder."""
    values: dict[str, Any] = {
        "mode": "always",
        "base_url": url,
        "model": "gouji-simulated-model",
        "cache": folder / "cache.sqlite",
        "timeout": 5.0,
        "max_wait": 2.0,
        **changes,
    }
    return LlmConfig(**values)


def sections_of(document: Document) -> list[Section]:
    regions = find_regions(document)
    return outline(document, frozenset[int]().union(*(region.line_ids for region in regions)))


def seed(name: str = SEED) -> tuple[Record, list[Section]]:
    """A bundled document as tables and grammar read it, and its sections."""
    document = read_document(GOLD / name / "source.txt", Limits())
    return build_record(document, Options(), Clock(), name), sections_of(document)


def gold(name: str = SEED) -> dict[str, Any]:
    data: dict[str, Any] = json.loads((GOLD / name / "gold.json").read_text(encoding="utf-8"))
    return data


def pieces(*lines: str, section: str = "第二部分/一", headings: str = "收支情况") -> tuple[Piece, ...]:
    return tuple(
        Piece(number, Line(number, text), 0, len(text), section, headings)
        for number, text in enumerate(lines, 1)
    )


def request(*lines: str, task: str = "statements") -> Request:
    return Request(task, pieces(*lines), ("部门：虚构市测试局",), ("年度：2030",))


def call(llm: LlmConfig, asked: Request) -> Call:
    key = call_key(llm, asked.task, [f"{line.tag}|{line.text}" for line in asked.lines()])
    messages = tuple(render(asked.task, asked.lines(), asked.notes))
    return Call(asked.task, lambda: messages, ANSWERS[asked.task], key)
