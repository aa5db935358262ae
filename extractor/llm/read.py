"""The LLM reading of one document: requests out, grounded candidates in.

Takes the sections (and irregular grids) of a document and a client, gives candidates, rejections,
usage and messages.  Never raises for the endpoint's sake: what could not be asked or answered is
said in ``messages`` and the grammar's reading stands.  Results come in document order, whatever
the order in which threads finish.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from extractor.config import LlmConfig
from extractor.llm.cache import call_key
from extractor.llm.candidate import Candidate, Rejection
from extractor.llm.client import Call, EndpointError, LlmClient, Reply, StoppedError, Usage
from extractor.llm.ground import Claims, ground_statement, ground_target
from extractor.llm.ground_text import (
    GridReading,
    ground_glossary,
    ground_grid,
    ground_outline,
    ground_project,
)
from extractor.llm.guard import cost_of
from extractor.llm.planner import Request, plan
from extractor.llm.prompts import Message, prompt_versions, render
from extractor.llm.source import SourceText, fold_text
from extractor.segment.model import Section
from schemas.llm import (
    ANSWERS,
    GlossaryEntry,
    GridAnswer,
    OutlineItem,
    ProjectItem,
    StatementItem,
    StrictModel,
    TargetItem,
)
from schemas.record import LlmUsage, Metadata, Statement

Outcome = Candidate | Rejection
MAX_REASONS = 30
"""Reasons in one re-ask; a request with more wrong items than this is hopeless anyway."""
KEPT_ANSWER = 12_000
"""Characters of the earlier answer that a re-ask repeats to the model."""
MAX_SPLITS = 6
"""How often a request may be halved after answers that were cut off: 2 400 characters become 40."""


@dataclass(frozen=True, slots=True)
class LlmResult:
    """Everything the model path has to say about one document."""

    candidates: tuple[Candidate, ...] = ()
    rejections: tuple[Rejection, ...] = ()
    grids: tuple[GridReading, ...] = ()
    usage: LlmUsage | None = None
    messages: tuple[str, ...] = ()
    seconds: float = 0.0
    seconds_by_task: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class _Tally:
    """What one request tree cost; summed at the end, so that threads share nothing."""

    task: str
    requests: int = 0
    sends: int = 0
    cached: int = 0
    usage: Usage = Usage()
    seconds: float = 0.0
    messages: list[str] = field(default_factory=list)

    def note(self, reply: Reply) -> None:
        self.requests += not reply.cached
        self.sends += reply.sends
        self.cached += reply.cached
        self.seconds += reply.seconds
        if not reply.cached:
            self.usage = self.usage + reply.usage


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
        _usage(config, tallies, requests),
        tuple(_messages(tallies)),
        time.monotonic() - started,
        _seconds_by_task(tallies),
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


def _usage(config: LlmConfig, tallies: list[_Tally], requests: Sequence[Request]) -> LlmUsage:
    total = sum((tally.usage for tally in tallies), Usage())
    return LlmUsage(
        model=config.model,
        requests=sum(tally.requests for tally in tallies),
        cached=sum(tally.cached for tally in tallies),
        prompt_tokens=total.prompt_tokens,
        completion_tokens=total.completion_tokens,
        cost=cost_of(total, config),
        prompts=prompt_versions({request.task for request in requests}),
    )


def _messages(tallies: list[_Tally]) -> list[str]:
    """Each thing that happened, once, with how often; resends are said too."""
    counts = Counter(message for tally in tallies for message in tally.messages)
    told = [text if times == 1 else f"{text}（{times} 次）" for text, times in counts.items()]
    resent = sum(max(0, tally.sends - tally.requests) for tally in tallies)
    return [*told, *([f"LLM：重发 {resent} 次"] if resent else [])]


def _seconds_by_task(tallies: list[_Tally]) -> dict[str, float]:
    seconds: dict[str, float] = {}
    for tally in tallies:
        seconds[tally.task] = round(seconds.get(tally.task, 0.0) + tally.seconds, 3)
    return seconds


@dataclass(slots=True)
class _Part:
    outcomes: list[Outcome]
    tally: _Tally
    grid: GridReading | None = None


@dataclass(slots=True)
class _Conversation:
    """One request and its re-asks."""

    request: Request
    messages: list[Message]
    history: list[str] = field(default_factory=list)

    def again(self, answer: str, reasons: str) -> None:
        self.messages.append(Message(role="assistant", content=answer[:KEPT_ANSWER] or "{}"))
        self.messages.append(Message(role="user", content=reasons))
        self.history += [answer[:KEPT_ANSWER], reasons]


class _Reader:
    """Asks requests; holds nothing that changes, so that threads can share it."""

    def __init__(self, config: LlmConfig, client: LlmClient) -> None:
        self._config = config
        self._client = client

    def read(self, request: Request) -> _Part:
        tally = _Tally(request.task)
        part = _Part([], tally)
        try:
            self._read(request, part, MAX_SPLITS)
        except StoppedError as stop:
            tally.messages.append(f"LLM：{stop.reason}，其余部分只按语法读取")
        except EndpointError as error:
            tally.sends += error.sends
            tally.messages.append(f"LLM：端点失败（{error.reason}），{_where(request)} 只按语法读取")
        return part

    def _read(self, request: Request, part: _Part, splits: int) -> None:
        talk = _Conversation(request, render(request.task, request.lines(), request.notes))
        source, claims = request.source(), Claims()
        open_rejections: list[Rejection] = []
        for reask in range(self._config.max_reasks + 1):
            reply = self._ask(talk, part.tally)
            if reply.kind == "truncated":
                self._split(request, part, splits)
                return
            if reply.kind == "refused":
                part.tally.messages.append(f"LLM：模型拒绝回答 {_where(request)}")
                break
            if reply.kind == "invalid":
                reasons = f"上次的回答不能用（{reply.detail}）。请只输出符合结构的 JSON。"
            else:
                answer = reply.parsed(ANSWERS[request.task])
                open_rejections = self._ground(answer, source, claims, open_rejections, part, talk, reask)
                reasons = _reasons(open_rejections, source, claims, request.task, first=reask == 0)
            if not reasons:
                break
            talk.again(reply.content, reasons)
        else:
            part.tally.messages.append(
                f"LLM：{_where(request)} 再问 {self._config.max_reasks} 次后仍有不实之处"
            )
        part.outcomes += open_rejections

    def _ask(self, talk: _Conversation, tally: _Tally) -> Reply:
        request = talk.request
        lines = [f"{line.tag}|{line.text}" for line in request.lines()]
        key = call_key(self._config, request.task, [*request.notes, *lines], talk.history)
        call = Call(request.task, tuple(talk.messages), ANSWERS[request.task], key)
        reply = self._client.ask(call)
        tally.note(reply)
        return reply

    def _split(self, request: Request, part: _Part, splits: int) -> None:
        halves = request.halves() if splits else None
        if halves is None:
            part.tally.messages.append(f"LLM：{_where(request)} 的回答被截断，且无法再分")
            return
        for half in halves:
            self._read(half, part, splits - 1)

    def _ground(
        self,
        answer: StrictModel,
        source: SourceText,
        claims: Claims,
        before: list[Rejection],
        part: _Part,
        talk: _Conversation,
        reask: int,
    ) -> list[Rejection]:
        """Candidates go to ``part``; returned are the rejections that are still open."""
        if isinstance(answer, GridAnswer):
            return self._ground_grid(answer, source, part, reask)
        background = " ".join(talk.request.background)
        outcomes = [_ground_item(item, source, claims, background, reask) for item in answer.items]  # type: ignore[attr-defined]
        found = [o for o in outcomes if isinstance(o, Candidate) and not _is_known(o, part.outcomes)]
        part.outcomes += found
        known = [o for o in part.outcomes if isinstance(o, Candidate)]
        fresh = [o for o in outcomes if isinstance(o, Rejection) and not (reask and _is_repeat(o, known))]
        still = [r for r in before if not any(_resolves(c, r) for c in found) and not _again(r, fresh)]
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


def _ground_item(
    item: StrictModel, source: SourceText, claims: Claims, background: str, reask: int
) -> Outcome:
    if isinstance(item, StatementItem):
        return ground_statement(item, source, claims, reask)
    if isinstance(item, TargetItem):
        return ground_target(item, source, claims, reask)
    if isinstance(item, ProjectItem):
        return ground_project(item, source, background, reask)
    if isinstance(item, GlossaryEntry):
        return ground_glossary(item, source, reask)
    assert isinstance(item, OutlineItem)
    return ground_outline(item, source, reask)


def _is_known(candidate: Candidate, outcomes: Sequence[Outcome]) -> bool:
    """A text item repeated by a re-ask (a figure is kept from being claimed twice by its owner)."""
    return any(
        isinstance(o, Candidate) and o.at == candidate.at and o.item == candidate.item for o in outcomes
    )


def _is_repeat(rejection: Rejection, known: Sequence[Candidate]) -> bool:
    """A re-ask that gives again what is grounded already: the figures are owned by that very item."""
    if rejection.fault not in ("owned", "field"):
        return False
    return any(
        _name(c.item) == _name(rejection.item) and _value(c.item) == _value(rejection.item) for c in known
    )


def _resolves(candidate: Candidate, rejection: Rejection) -> bool:
    """Whether a later candidate is the corrected form of a rejected item."""
    same_name = _name(candidate.item) == _name(rejection.item)
    quotes = fold_text(_quote(candidate.item)), fold_text(_quote(rejection.item))
    overlaps = bool(quotes[0] and quotes[1]) and (quotes[0] in quotes[1] or quotes[1] in quotes[0])
    same_value = _value(candidate.item) == _value(rejection.item)
    return (same_name and (overlaps or same_value)) or (overlaps and same_value)


def _again(rejection: Rejection, fresh: Sequence[Rejection]) -> bool:
    return any(_name(r.item) == _name(rejection.item) and r.fault == rejection.fault for r in fresh)


def item_name(item: StrictModel) -> str:
    """What an item is about: its subject, name, term or text."""
    names = (getattr(item, field_name, None) for field_name in ("subject", "name", "term", "text"))
    return next((str(name) for name in names if name), "")


def _name(item: StrictModel) -> str:
    return fold_text(item_name(item))


def _value(item: StrictModel) -> str | None:
    value = getattr(item, "value", None) or getattr(item, "amount", None)
    return None if value is None else str(value)


def _quote(item: StrictModel) -> str:
    return str(getattr(item, "quote", ""))


def _reasons(
    rejections: Sequence[Rejection], source: SourceText, claims: Claims, task: str, *, first: bool
) -> str:
    """The text of a re-ask, or nothing when there is nothing to ask again."""
    told = [
        f"- {_name(r.item) or '（无名）'} {_value(r.item) or ''}：{r.reason}"
        for r in rejections[:MAX_REASONS]
    ]
    missed: list[str] = []
    if task == "statements" and first:
        figures = claims.unclaimed(source)[:MAX_REASONS]
        missed = [f"- L{source.piece_at(f.start).number} {source.copy(f.start, f.end)}" for f in figures]
    parts: list[str] = []
    if told:
        parts += ["下列各项与原文不符，请改正后重新给出；原文没有的就去掉：", *told]
    if missed:
        parts += ["下列金额还没有读出；如果是预算事项的数量，请补上：", *missed]
    if not parts:
        return ""
    return "\n".join([*parts, "只输出符合结构的 JSON，只含改正和补充的项。"])


def _where(request: Request) -> str:
    paths = list(dict.fromkeys(piece.section for piece in request.pieces))
    name = {"statements": "数量", "targets": "目标", "projects": "项目", "glossary": "名词解释"}
    label = name.get(request.task, {"outline": "职责与机构", "grid": "表格"}.get(request.task, request.task))
    return f"“{paths[0]}”等 {len(paths)} 节的{label}" if len(paths) > 1 else f"“{paths[0]}”的{label}"
