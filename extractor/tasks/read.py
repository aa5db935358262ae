"""The LLM reading of one document: requests out, grounded candidates in.

Takes the sections (and irregular grids) of a document and a client, gives candidates, rejections,
usage and messages.  Never raises for the endpoint's sake: what could not be asked or answered is
said in ``messages`` and the grammar's reading stands.  Results come in document order, whatever
the order in which threads finish.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache

from gouji.config import LlmConfig
from gouji.grounding.candidate import Candidate, Rejection
from gouji.grounding.grids import GridReading, ground_grid
from gouji.grounding.owners import FigureOwners
from gouji.grounding.source import SourceText
from gouji.grounding.statements import ground_statement
from gouji.grounding.targets import ground_target
from gouji.grounding.texts import ground_glossary, ground_outline, ground_project
from gouji.llm.cache import call_key
from gouji.llm.client import Call, EndpointError, LlmClient, Reply, StoppedError
from gouji.llm.prompts import Message, render
from gouji.outline.model import Section
from gouji.schemas.llm import (
    ANSWERS,
    GlossaryEntry,
    GridAnswer,
    OutlineItem,
    ProjectItem,
    StatementItem,
    StrictModel,
    TargetItem,
)
from gouji.schemas.record import Metadata, Statement
from gouji.tasks.planner import Request, plan
from gouji.tasks.reask import Grounded, is_again, is_known, is_repeat, reasons_of, resolves
from gouji.tasks.result import LlmResult, Tally, messages_of, seconds_by_task, usage_of

KEPT_ANSWER = 12_000
"""Characters of the earlier answer that a re-ask repeats to the model."""
MAX_SPLITS = 6
"""How often a request may be halved after answers that were cut off: 2 400 characters become 40."""
MAX_CUT = 8
"""Answers of a request cut off in a row after which it is halved no further: a path down to one clause, and another."""
_HOPELESS = 2
"""Requests whose parts, however small, were all cut off: after them none is halved, until one is answered."""


@dataclass(frozen=True, slots=True)
class Work:
    """What to read: prose sections, irregular grids as rows of cell texts, what is settled already."""

    sections: Sequence[Section]
    metadata: Metadata
    proved: Sequence[Statement] | None = None
    done: frozenset[str] = frozenset()
    grids: Sequence[Request] = ()


def read_with_llm(work: Work, config: LlmConfig, client: LlmClient) -> LlmResult:
    """Ask everything that the plan asks for, within the limits, and ground every answer."""
    started = time.monotonic()
    requests = plan(work.sections, work.metadata, config.section_chars, work.proved, work.done)
    requests += work.grids
    reader = _Reader(config, client)
    with ThreadPoolExecutor(max_workers=config.concurrency) as pool:
        parts = list(pool.map(reader.read, requests))
    outcomes = [outcome for part in parts for outcome in part.outcomes]
    tallies = [part.tally for part in parts]
    return LlmResult(
        tuple(_undoubled([o for o in outcomes if isinstance(o, Candidate)])),
        tuple(o for o in outcomes if isinstance(o, Rejection)),
        tuple(part.grid for part in parts if part.grid is not None),
        usage_of(config, tallies, (request.task for request in requests)),
        tuple(messages_of(tallies)),
        time.monotonic() - started,
        seconds_by_task(tallies),
    )


def _undoubled(candidates: list[Candidate]) -> list[Candidate]:
    """A figure read twice, where requests overlap, counts once."""
    seen: set[object] = set()
    kept: list[Candidate] = []
    for c in candidates:
        place = c.at.model_dump_json() if c.at else None
        key = (c.task, place, c.item.model_dump_json(exclude={"first_line", "last_line"}))
        if key not in seen:
            seen.add(key)
            kept.append(c)
    return kept


@dataclass(slots=True)
class _Part:
    outcomes: list[Grounded]
    tally: Tally
    grid: GridReading | None = None
    cut: int = 0
    """Answers in a row that were cut off."""


@dataclass(slots=True)
class _Conversation:
    """One request and its re-asks."""

    request: Request
    history: list[str] = field(default_factory=list)
    """Answers and the reasons to ask again, by turns."""

    def again(self, answer: str, reasons: str) -> None:
        self.history += [answer[:KEPT_ANSWER], reasons]

    def prompt(self) -> Callable[[], tuple[Message, ...]]:
        """Renders the messages as they are now, when it is called."""
        request = self.request
        said = [
            Message(role="user" if turn % 2 else "assistant", content=text or "{}")
            for turn, text in enumerate(self.history)
        ]
        return cache(lambda: (*render(request.task, request.lines(), request.notes), *said))


class _Splitting:
    """Whether halving helps with this model; shared by the threads of a document."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._failed = 0

    def allowed(self) -> int:
        with self._lock:
            return MAX_SPLITS if self._failed < _HOPELESS else 0

    def note(self, *, answered: bool) -> None:
        with self._lock:
            self._failed = 0 if answered else self._failed + 1


class _Reader:
    """Asks requests; threads can share it."""

    def __init__(self, config: LlmConfig, client: LlmClient) -> None:
        self._config = config
        self._client = client
        self._splitting = _Splitting()

    def read(self, request: Request) -> _Part:
        tally = Tally(request.task)
        part = _Part([], tally)
        try:
            self._splitting.note(answered=self._read(request, part, self._splitting.allowed()))
        except StoppedError as stop:
            tally.unanswered = True
            if stop.cause == "lasting":
                tally.causes.append(_stopped(stop.reason))
            else:
                tally.messages.append(f"LLM：{stop.reason}，其余部分只按语法读取")
        except EndpointError as error:
            tally.unanswered = True
            tally.requests += 1
            tally.sends += error.sends
            if error.lasting:
                tally.causes.append(_stopped(error.told))
            else:
                tally.messages.append(f"LLM：端点失败（{error.told}），{_where(request)} 只按语法读取")
        return part

    def _read(self, request: Request, part: _Part, splits: int) -> bool:
        """Whether any part of the request got an answer that was not cut off."""
        talk = _Conversation(request)
        source, owners = request.source(), FigureOwners()
        open_rejections: list[Rejection] = []
        for reask in range(self._config.max_reasks + 1):
            reply = self._ask(talk, part.tally)
            if reply.kind == "truncated":
                return self._split(request, part, splits)
            part.cut = 0
            if reply.kind == "refused":
                by_filter = reply.detail == "content_filter"
                who = "端点的内容审查没有放行" if by_filter else "模型拒绝回答"
                part.tally.messages.append(f"LLM：{who} {_where(request)}")
                break
            if reply.kind == "invalid":
                reasons = f"上次的回答不能用（{reply.detail}）。请只输出符合结构的 JSON。"
            else:
                answer = reply.parsed(ANSWERS[request.task])
                open_rejections = self._ground(answer, source, owners, open_rejections, part, talk, reask)
                reasons = reasons_of(open_rejections, source, owners, request.task, first=reask == 0)
            if not reasons:
                break
            talk.again(reply.content, reasons)
        else:
            what = f"读不出（{reply.detail}）" if reply.kind == "invalid" else "有不实之处"
            part.tally.messages.append(
                f"LLM：{_where(request)} 再问 {self._config.max_reasks} 次后，回答仍{what}"
            )
        part.outcomes += open_rejections
        return True

    def _ask(self, talk: _Conversation, tally: Tally) -> Reply:
        request = talk.request
        lines = [f"{line.tag}|{line.text}" for line in request.lines()]
        key = call_key(self._config, request.task, [*request.notes, *lines], talk.history)
        call = Call(request.task, talk.prompt(), ANSWERS[request.task], key)
        reply = self._client.ask(call)
        tally.note(reply)
        return reply

    def _split(self, request: Request, part: _Part, splits: int) -> bool:
        """Ask for the halves, unless so many answers in a row were cut off that length is not the reason."""
        part.cut += 1
        halves = request.halves() if splits and part.cut <= MAX_CUT else None
        if halves is None:
            part.tally.messages.append(f"LLM：{_where(request)} 的回答被截断，且无法再分")
            return False
        first, second = halves
        answered = self._read(first, part, splits - 1)
        return self._read(second, part, splits - 1) or answered

    def _ground(
        self,
        answer: StrictModel,
        source: SourceText,
        owners: FigureOwners,
        before: list[Rejection],
        part: _Part,
        talk: _Conversation,
        reask: int,
    ) -> list[Rejection]:
        """Candidates go to ``part``; returned are the rejections that are still open."""
        if isinstance(answer, GridAnswer):
            return self._ground_grid(answer, source, part, reask)
        items: list[StrictModel] = answer.items  # type: ignore[attr-defined]
        outcomes = [ground_item(item, source, owners, talk.request, reask) for item in items]
        found = [o for o in outcomes if isinstance(o, Candidate) and not is_known(o, part.outcomes)]
        part.outcomes += found
        known = [o for o in part.outcomes if isinstance(o, Candidate)]
        fresh = [o for o in outcomes if isinstance(o, Rejection) and not (reask and is_repeat(o, known))]
        still = [r for r in before if not any(resolves(c, r) for c in found) and not is_again(r, fresh)]
        return [*still, *fresh]

    def _ground_grid(
        self, answer: GridAnswer, source: SourceText, part: _Part, reask: int
    ) -> list[Rejection]:
        found = ground_grid(answer, source)
        part.grid = found if part.grid is None else part.grid.merged(found)
        return [
            Rejection("grid", answer, "shape", fault, source.pieces[0].section, reask)
            for fault in found.faults
        ]


def ground_item(
    item: StrictModel, source: SourceText, owners: FigureOwners, request: Request, reask: int = 0
) -> Grounded:
    """An item of any task, held against the source and what the request says of the document."""
    background = " ".join(request.background)
    if isinstance(item, StatementItem):
        return ground_statement(item, source, owners, reask, " ".join([background, *request.notes]))
    if isinstance(item, TargetItem):
        return ground_target(item, source, owners, reask)
    if isinstance(item, ProjectItem):
        return ground_project(item, source, background, reask)
    if isinstance(item, GlossaryEntry):
        return ground_glossary(item, source, reask)
    assert isinstance(item, OutlineItem)
    return ground_outline(item, source, reask)


def _stopped(told: str) -> str:
    return f"LLM：{told}。不再请求，其余部分只按表格和语法读取"


def _where(request: Request) -> str:
    paths = list(dict.fromkeys(piece.section for piece in request.pieces))
    name = {"statements": "数量", "targets": "目标", "projects": "项目", "glossary": "名词解释"}
    label = name.get(request.task, {"outline": "职责与机构", "grid": "表格"}.get(request.task, request.task))
    return f"“{paths[0]}”等 {len(paths)} 节的{label}" if len(paths) > 1 else f"“{paths[0]}”的{label}"
