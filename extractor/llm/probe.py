"""What an endpoint really honours: asked as ``extract`` asks, read as ``extract`` reads.

Takes a configuration, gives :class:`ProbeResult` values: reachable, model there, and for each output mode
whether an answer in it fits the schema.  The same client, the same reader and the same choice among the
modes as in a run; the choice is remembered for the next one.  None of the requests has document text.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from gouji.config import LlmConfig, OutputMode
from gouji.llm.client import Call, EndpointError, LlmClient, Reply
from gouji.llm.negotiate import LADDER, best_output
from gouji.llm.prompts import TaggedLine, render
from gouji.schemas.llm import ANSWERS

if TYPE_CHECKING:
    import openai

ProbeState = Literal["ok", "no", "unknown"]
_TASK = "statements"
_LINE = "2024年度收入总计100.00万元。"
_LIST_SECONDS = 20.0
_SHOWN = 8
"""Models named when the configured one is not among them."""


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """One thing that was tried and what came of it."""

    name: str
    state: ProbeState
    detail: str


@dataclass(frozen=True, slots=True)
class EndpointDiagnosis:
    """``output``: the mode in which ``extract`` will ask, ``None`` when it cannot ask at all; ``best``: the
    strictest that is honoured."""

    results: tuple[ProbeResult, ...]
    output: OutputMode | None
    best: OutputMode | None


def probe(config: LlmConfig) -> EndpointDiagnosis:
    """Try the endpoint: its list of models, and one small request in each output mode.

    Never raises for the endpoint's sake.
    """
    from gouji.llm.instructor_client import InstructorClient, open_endpoint

    with open_endpoint(config, min(config.timeout, _LIST_SECONDS)) as endpoint:
        listed = _models(endpoint)
    # One send each: what an endpoint does now is the question, not whether patience helps.
    client = InstructorClient(replace(config, max_attempts=1))
    try:
        tried, modes, failure = _modes(client)
    finally:
        client.close()
    best = best_output(tried)
    works = {mode for mode, reply in tried if reply.kind == "answer"}
    output = best if config.output == "auto" else config.output if config.output in works else None
    return EndpointDiagnosis((*_reached(config, listed, bool(works), failure), *modes), output, best)


def _modes(
    client: LlmClient,
) -> tuple[list[tuple[OutputMode, Reply]], list[ProbeResult], EndpointError | None]:
    """The replies and results of the modes, and the failure that is none of a mode."""
    tried: list[tuple[OutputMode, Reply]] = []
    results: list[ProbeResult] = []
    run = secrets.token_hex(8)
    failure: EndpointError | None = None
    for mode in LADDER:
        try:
            reply = client.ask(_call(mode, run))
        except EndpointError as error:
            if error.lasting and not error.about_output:
                return tried, results, error
            failure = error
            results.append(ProbeResult(mode, "no" if error.about_output else "unknown", error.fault.text))
            if not tried and not error.about_output:
                break
        else:
            tried.append((mode, reply))
            results.append(_judged(mode, reply))
    return tried, results, None if tried else failure


def _reached(
    config: LlmConfig, listed: list[str] | None, works: bool, failure: EndpointError | None
) -> list[ProbeResult]:
    """Endpoint and model: what answers is there, whatever the list says."""
    if failure is not None and failure.fault.kind != "model":
        reached = ProbeResult("endpoint", "no", f"{config.public_url}：{failure.told}")
    else:
        reached = ProbeResult("endpoint", "ok", config.public_url)
    if listed is None:
        detail = failure.told if failure and failure.fault.kind == "model" else "端点不列出模型"
        state: ProbeState = (
            "ok" if works else "no" if failure and failure.fault.kind == "model" else "unknown"
        )
        return (
            [reached, ProbeResult("model", state, f"{config.model}；{detail}")]
            if reached.state == "ok"
            else [reached]
        )
    if config.model in listed:
        return [reached, ProbeResult("model", "ok", config.model)]
    shown = "、".join(listed[:_SHOWN]) + ("……" if len(listed) > _SHOWN else "")
    detail = f"列表里没有 {config.model}；可用：{shown}"
    if works:
        return [reached, ProbeResult("model", "unknown", f"{detail}（但端点有回答）")]
    return [reached, ProbeResult("model", "no", detail)]


def _call(mode: OutputMode, run: str) -> Call:
    """A request as the reading of a document makes it, never answered from a memory of the endpoint."""
    messages = tuple(render(_TASK, [TaggedLine("L1", _LINE)]))
    return Call(_TASK, lambda: messages, ANSWERS[_TASK], f"probe-{run}", output=mode, trial=True)


def _judged(mode: OutputMode, reply: Reply) -> ProbeResult:
    if reply.kind == "answer":
        loosely = "；形式要修补（模式没有强制执行）" if reply.loose and mode != "md_json" else ""
        return ProbeResult(mode, "ok", f"回答符合结构{loosely}")
    if reply.kind == "invalid":
        return ProbeResult(mode, "no", f"请求被接受，但回答读不出：{reply.detail}")
    if reply.kind == "truncated":
        return ProbeResult(mode, "unknown", "回答被截断：加大 max_tokens，或让模型少思考")
    said = "端点的内容审查没有放行" if reply.detail == "content_filter" else "模型拒绝回答"
    return ProbeResult(mode, "unknown", said)


def _models(endpoint: openai.OpenAI) -> list[str] | None:
    """The names that the endpoint lists; ``None`` when it lists none that can be read."""
    import httpx2
    import openai as sdk

    from gouji.llm.bounded_http import AnswerLimitError
    from gouji.llm.jsontext import NotJsonError, parse

    try:
        response = endpoint.get("/models", cast_to=httpx2.Response)
        tree: Any = parse(response.content.decode("utf-8-sig"))
    except (sdk.OpenAIError, httpx2.HTTPError, AnswerLimitError, NotJsonError, UnicodeDecodeError):
        return None
    listed = tree.get("data", tree.get("models")) if isinstance(tree, dict) else tree
    if not isinstance(listed, list):
        return None
    named = (item.get("id") or item.get("name") if isinstance(item, dict) else item for item in listed)
    return [str(name) for name in named if name]
