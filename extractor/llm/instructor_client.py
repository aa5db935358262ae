"""The default adapter: ``instructor`` over ``openai`` chat completions, for any compatible endpoint.

Takes a :class:`~extractor.llm.client.Call`, gives a classified reply.  What instructor 1.17 does
not do is done in its hooks (measured, each with a test): ``strict`` is set on the schema that is
sent, a refusal is told from an empty answer, the Chinese schema text of ``md_json`` replaces
instructor's English one.  ``context=`` is never passed: it would run document text as a template.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from extractor.config import LlmConfig, OutputMode
from extractor.llm.bounded import bounded_client
from extractor.llm.client import Call, Reply, Usage
from extractor.llm.parameters import Parameters, refused_parameter
from extractor.llm.prompts import Message
from extractor.llm.retry import Sleep, TransportError, retry_after_seconds, send_with_retries
from schemas.llm import StrictModel

if TYPE_CHECKING:
    from instructor.core.hooks import Hooks
    from openai import APIStatusError
    from openai.types.chat import ChatCompletion

_SCHEMA_TEXT = (
    "只输出一个 JSON 对象，放在 ```json 代码块里，符合下面的 JSON Schema，不要输出 Schema 本身：\n{schema}"
)
_MODES: dict[OutputMode, str] = {"json_schema": "JSON_SCHEMA", "tools": "TOOLS", "md_json": "MD_JSON"}


class InstructorClient:
    """An :class:`~extractor.llm.client.LlmClient` over one endpoint; safe to share between threads."""

    def __init__(self, config: LlmConfig, sleep: Sleep = time.sleep) -> None:
        import instructor
        import openai

        _quieten()
        self._config = config
        self._parameters = Parameters(config)
        self._sleep = sleep
        self._openai = openai.OpenAI(
            api_key=config.api_key or "none",
            base_url=config.base_url,
            max_retries=0,
            timeout=config.timeout,
            http_client=bounded_client(config.timeout, config.connect_timeout),
        )
        mode = getattr(instructor.Mode, _MODES[config.output])
        self._instructor = instructor.from_openai(self._openai, mode=mode)

    def close(self) -> None:
        self._openai.close()

    def ask(self, call: Call) -> Reply:
        """Send it, with transport retries, and classify what comes back."""
        started = time.monotonic()
        reply, sends = send_with_retries(
            lambda: self._send(call), self._config.max_attempts, self._config.max_wait, self._sleep
        )
        return Reply(reply.kind, reply.content, reply.detail, reply.usage, time.monotonic() - started, sends)

    def _send(self, call: Call) -> Reply:
        """One send; another right away when the endpoint refuses a parameter that we can do without."""
        while True:
            sent = self._parameters.body()
            seen: list[ChatCompletion] = []
            try:
                return _classified(partial(self._create, call, seen, sent), seen)
            except TransportError as error:
                self._parameters.refuse(error.parameter)
                if self._parameters.body() == sent:
                    raise

    def _create(self, call: Call, seen: list[ChatCompletion], parameters: dict[str, Any]) -> StrictModel:
        return self._instructor.create(
            model=self._config.model,
            messages=[{**message} for message in call.messages],  # type: ignore[misc]
            response_model=call.response_model,
            max_retries=0,
            extra_headers={"Idempotency-Key": call.key},
            hooks=self._hooks(call, seen),
            **parameters,
        )

    def _hooks(self, call: Call, seen: list[ChatCompletion]) -> Hooks:
        """Hooks of this one call: adjust what is sent, keep what comes back."""
        from instructor.core.hooks import Hooks

        def adjust(*_: Any, **kwargs: Any) -> None:
            make_strict(kwargs)
            if self._config.output == "md_json":
                kwargs["messages"][:] = plain_messages(call.messages, call.response_model)

        hooks = Hooks()
        hooks.on("completion:kwargs", adjust)
        hooks.on("completion:response", lambda response, **_: seen.append(response))
        return hooks


def make_strict(kwargs: dict[str, Any]) -> None:
    """Set ``strict`` on the schema of a request in place; instructor sends none."""
    schema = kwargs.get("response_format", {}).get("json_schema")
    if schema is not None:
        schema["strict"] = True
    for tool in kwargs.get("tools") or []:
        tool["function"]["strict"] = True


def plain_messages(messages: tuple[Message, ...], model: type[StrictModel]) -> list[dict[str, str]]:
    """The messages of ``md_json``: ours, the schema at the end of the system prompt, in Chinese."""
    schema = json.dumps(model.model_json_schema(), ensure_ascii=False)
    system, *rest = messages
    text = f"{system['content']}\n{_SCHEMA_TEXT.format(schema=schema)}"
    return [
        {"role": "system", "content": text},
        *({"role": message["role"], "content": message["content"]} for message in rest),
    ]


def _classified(create: Callable[[], StrictModel], seen: list[ChatCompletion]) -> Reply:
    """Run one send and say what it was; transport failures leave as :class:`TransportError`."""
    import openai
    from instructor.core.exceptions import (
        IncompleteOutputException,
        InstructorError,
        InstructorRetryException,
    )
    from pydantic import ValidationError

    try:
        answer = create()
    except IncompleteOutputException:
        blank = not _content(seen).strip()
        return _reply("invalid" if blank else "truncated", seen, "finish_reason=length")
    except (
        InstructorRetryException,
        openai.OpenAIError,
        ValidationError,
        InstructorError,
        ValueError,
    ) as error:
        cause = _root(error)
        if not seen:
            raise _transport(cause) from error
        refusal = _refusal(seen)
        if refusal is not None:
            return _reply("refused", seen, refusal)
        return _reply("invalid", seen, _short(cause))
    return Reply("answer", answer.model_dump_json(), usage=_usage(seen))


def _reply(kind: Any, seen: list[ChatCompletion], detail: str) -> Reply:
    return Reply(kind, _content(seen), detail, _usage(seen))


def _root(error: BaseException) -> BaseException:
    """The first cause that says something: the SDK's status error or pydantic's faults."""
    from openai import APIStatusError
    from pydantic import ValidationError

    while error.__cause__ is not None and not isinstance(error, (APIStatusError, ValidationError)):
        error = error.__cause__
    return error


def _transport(error: BaseException) -> TransportError:
    """An SDK error as a failed send: its status and pause, never its body (it may quote the document)."""
    import openai

    if isinstance(error, openai.APIStatusError):
        return _status_error(error)
    return TransportError(0, type(error).__name__)


def _status_error(error: APIStatusError) -> TransportError:
    header = error.response.headers.get("retry-after")
    pause = retry_after_seconds(header, time.time())
    return TransportError(error.status_code, f"HTTP {error.status_code}", pause, refused_parameter(error))


def _message(seen: list[ChatCompletion]) -> Any:
    choices = getattr(seen[-1], "choices", None) if seen else None
    return choices[0].message if choices else None


def _content(seen: list[ChatCompletion]) -> str:
    message = _message(seen)
    calls = getattr(message, "tool_calls", None) or []
    text = calls[0].function.arguments if calls else getattr(message, "content", None)
    return str(text or "")[:20_000]


def _refusal(seen: list[ChatCompletion]) -> str | None:
    message = _message(seen)
    refusal = getattr(message, "refusal", None)
    choices = getattr(seen[-1], "choices", None) if seen else None
    if refusal is None and choices and choices[0].finish_reason == "content_filter":
        return "content_filter"
    return str(refusal)[:200] if refusal else None


def _usage(seen: list[ChatCompletion]) -> Usage:
    usage = getattr(seen[-1], "usage", None) if seen else None
    if usage is None:
        return Usage()
    return Usage(int(usage.prompt_tokens or 0), int(usage.completion_tokens or 0))


def _short(error: BaseException) -> str:
    """What is wrong with an answer, for the re-ask: the places and kinds of the faults, not the input."""
    from pydantic import ValidationError

    if isinstance(error, ValidationError):
        faults = error.errors(include_input=False, include_url=False)[:5]
        return "；".join(f"{'.'.join(map(str, f['loc'])) or 'JSON'}: {f['msg']}" for f in faults)[:400]
    return type(error).__name__


def _quieten() -> None:
    """instructor logs the offending input at ERROR; documents do not belong in logs."""
    for name in ("instructor", "openai", "httpx2", "httpcore2"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
