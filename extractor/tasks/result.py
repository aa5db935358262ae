"""What the model path gives for one document, and what it cost: tallies of requests summed up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from gouji.config import LlmConfig
from gouji.grounding.candidate import Candidate, Rejection
from gouji.grounding.grids import GridReading
from gouji.llm.client import Reply, Usage
from gouji.llm.guard import cost_of
from gouji.llm.prompts import prompt_versions
from gouji.schemas.record import LlmUsage


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
class Tally:
    """What one request tree cost; summed at the end, so that threads share nothing."""

    task: str
    requests: int = 0
    sends: int = 0
    cached: int = 0
    left: int = 0
    """Requests that an earlier run, killed, had left in flight."""
    unkept: int = 0
    """Replies that the cache could not keep."""
    usage: Usage = Usage()
    seconds: float = 0.0
    messages: list[str] = field(default_factory=list)
    causes: list[str] = field(default_factory=list)
    """What stops the whole run: said once, however many requests it stopped."""
    unanswered: bool = False
    """The endpoint failed, or nothing was sent any more: the request has no reply."""
    estimated: bool = False
    changed: set[str] = field(default_factory=set)
    """Changes of the output mode, in words."""

    def note(self, reply: Reply) -> None:
        self.requests += 0 if reply.cached else reply.requests
        self.sends += reply.sends
        self.cached += reply.cached
        self.left += reply.left
        self.unkept += reply.unkept
        self.seconds += reply.seconds
        if not reply.cached:
            self.usage = self.usage + reply.usage
            self.estimated |= reply.estimated
            if reply.refused_outputs and reply.kind == "answer":
                others = "、".join(reply.refused_outputs)
                self.changed.add(f"LLM：端点不遵守输出方式 {others}，改用 {reply.output}")


def usage_of(config: LlmConfig, tallies: Sequence[Tally], tasks: Iterable[str]) -> LlmUsage:
    total = sum((tally.usage for tally in tallies), Usage())
    return LlmUsage(
        model=config.model,
        requests=sum(tally.requests for tally in tallies),
        cached=sum(tally.cached for tally in tallies),
        prompt_tokens=total.prompt_tokens,
        completion_tokens=total.completion_tokens,
        cost=cost_of(total, config),
        unanswered=sum(tally.unanswered for tally in tallies),
        prompts=prompt_versions(set(tasks)),
    )


def messages_of(tallies: Sequence[Tally]) -> list[str]:
    """Each thing that happened, once, with how often; resends are said too."""
    counts = Counter(message for tally in tallies for message in tally.messages)
    told = list(dict.fromkeys(cause for tally in tallies for cause in tally.causes))
    told += [text if times == 1 else f"{text}（{times} 次）" for text, times in counts.items()]
    told += sorted({change for tally in tallies for change in tally.changed})
    if any(tally.estimated for tally in tallies):
        told.append("LLM：端点没有给出可信的用量，token 数和费用按字数从高估算")
    resent = sum(max(0, tally.sends - tally.requests) for tally in tallies)
    left = sum(tally.left for tally in tallies)
    if left:
        told.append(f"LLM：上次运行中断时有 {left} 个请求在途，已用同一 Idempotency-Key 再发")
    unkept = sum(tally.unkept for tally in tallies)
    if unkept:
        told.append(f"LLM：缓存写不进，{unkept} 个回答没有留存，再次运行会重新请求")
    return [*told, *([f"LLM：重发 {resent} 次"] if resent else [])]


def seconds_by_task(tallies: Sequence[Tally]) -> dict[str, float]:
    seconds: dict[str, float] = {}
    for tally in tallies:
        seconds[tally.task] = round(seconds.get(tally.task, 0.0) + tally.seconds, 3)
    return seconds
