"""What an endpoint really honours: asked, not believed.

Takes a configuration, gives :class:`Finding` values: reachable, key accepted, model there, and for
each structured-output mode whether an answer that the *prompt* forbids is forced by the *schema*.  A
server that ignores ``response_format`` follows the prompt, and is found out by that.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from extractor.config import LlmConfig, OutputMode
from extractor.llm.parameters import Parameters, refused_parameter

State = Literal["ok", "no", "unknown"]
MODES: tuple[OutputMode, ...] = ("json_schema", "tools", "md_json")
_LIMIT = 2000
"""Tokens of an answer to a probe: a model that thinks needs room for its thoughts before the JSON."""
_MARK = "gouji_probe_7f3a"
_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {_MARK: {"type": "string", "enum": ["勾稽"]}},
    "required": [_MARK],
    "additionalProperties": False,
}
_PROMPT = '请只输出这个 JSON：{"answer": 1}'
"""The prompt asks for another key than the schema allows: only a server that enforces the schema
answers with the schema's key."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was tried and what came of it."""

    name: str
    state: State
    detail: str


def probe(config: LlmConfig) -> list[Finding]:
    """Try the endpoint; a few small requests, none of them with document text."""
    import openai

    from extractor.llm.bounded import bounded_client

    with openai.OpenAI(
        api_key=config.api_key or "none",
        base_url=config.base_url,
        max_retries=0,
        http_client=bounded_client(min(config.timeout, 60.0), config.connect_timeout),
    ) as client:
        reach = _reachable(client, config)
        if reach[0].state == "no":
            return reach
        return [*reach, *(_mode(client, config, mode) for mode in MODES)]


def best_mode(findings: list[Finding]) -> OutputMode | None:
    """The strictest mode that the endpoint honours."""
    honoured = {finding.name for finding in findings if finding.state == "ok"}
    return next((mode for mode in MODES if mode in honoured), None)


def _reachable(client: Any, config: LlmConfig) -> list[Finding]:
    import openai

    try:
        names = [model.id for model in client.models.list().data]
    except openai.AuthenticationError:
        return [Finding("endpoint", "no", f"{config.base_url} 拒绝了密钥（HTTP 401）")]
    except openai.APIStatusError as error:
        detail = f"可连接，但不列出模型（HTTP {error.status_code}）"
        return [Finding("endpoint", "ok", config.base_url), Finding("model", "unknown", detail)]
    except openai.OpenAIError as error:
        return [Finding("endpoint", "no", f"{config.base_url} 连不上：{type(error).__name__}")]
    there = config.model in names
    shown = "、".join(names[:8]) + ("……" if len(names) > 8 else "")
    detail = config.model if there else f"没有 {config.model}；可用：{shown}"
    return [Finding("endpoint", "ok", config.base_url), Finding("model", "ok" if there else "no", detail)]


def _mode(client: Any, config: LlmConfig, mode: OutputMode) -> Finding:
    import openai

    parameters = Parameters(config, min(config.max_tokens, _LIMIT))
    messages = [{"role": "user", "content": _PROMPT}]
    while True:
        sent = parameters.body()
        try:
            reply = client.chat.completions.create(
                model=config.model, messages=messages, **sent, **_request(mode)
            )
        except openai.APIStatusError as error:
            parameters.refuse(refused_parameter(error))
            if parameters.body() == sent:
                return Finding(mode, "no", f"HTTP {error.status_code}")
        except openai.OpenAIError as error:
            return Finding(mode, "no", type(error).__name__)
        else:
            return _judged(mode, reply)


def _request(mode: OutputMode) -> dict[str, Any]:
    if mode == "json_schema":
        schema = {"name": "Probe", "strict": True, "schema": _SCHEMA}
        return {"response_format": {"type": "json_schema", "json_schema": schema}}
    if mode == "tools":
        function = {"name": "Probe", "strict": True, "parameters": _SCHEMA}
        choice = {"type": "function", "function": {"name": "Probe"}}
        return {"tools": [{"type": "function", "function": function}], "tool_choice": choice}
    return {}


def _judged(mode: OutputMode, reply: Any) -> Finding:
    message = reply.choices[0].message if reply.choices else None
    if message is None:
        return Finding(mode, "no", "没有回答")
    if mode == "md_json":
        return (
            Finding(mode, "ok", "纯文本回答，由 gouji 自己找出 JSON")
            if message.content
            else Finding(mode, "no", "回答是空的")
        )
    text = message.tool_calls[0].function.arguments if message.tool_calls else message.content
    if _MARK in str(text or ""):
        return Finding(mode, "ok", "模式被强制执行")
    return Finding(mode, "no", "请求被接受，但模式没有强制执行")
