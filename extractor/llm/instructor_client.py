"""The default adapter: ``instructor`` over ``openai`` chat completions, for any compatible endpoint.

Takes a :class:`~gouji.llm.client.Call`, gives a classified reply.  What comes over the wire is made a
plain chat completion before the SDK sees it (:mod:`completion_body`), and its answer is read by our own reader
(:mod:`answers`) before instructor parses it: instructor is given the answer in the form it wants.  What
instructor 1.17 does not send is put in by its hooks (measured, each with a test): ``strict``, and our
Chinese schema text in the place of its English one.  ``context=`` is never passed: it would run document
text as a template.
"""

from __future__ import annotations

import json
import logging
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from gouji.config import LlmConfig, OutputMode
from gouji.llm.answers import ONLY_THOUGHTS, ReadAnswer, Repair, Said, UnreadableError, read_answer
from gouji.llm.bounded_http import AnswerLimitError, bounded_client
from gouji.llm.client import Call, Reply
from gouji.llm.completion_body import BodyError, chat_completion
from gouji.llm.faults import of_exception, of_status, said_of
from gouji.llm.jsontext import NotJsonError, parse
from gouji.llm.parameters import Parameters, refused_parameter
from gouji.llm.prompts import Message
from gouji.llm.retry import Sleep, TransportError, retry_after_seconds, send_with_retries
from gouji.llm.tokens import believed
from gouji.schemas.llm import StrictModel

if TYPE_CHECKING:
    import httpx2
    import openai
    from instructor import Instructor
    from instructor.core.hooks import Hooks
    from openai.types.chat import ChatCompletion

_SCHEMA_TEXT: dict[OutputMode, str] = {
    "json_object": "只输出一个 JSON 对象，符合下面的 JSON Schema，不要输出 Schema 本身：\n{schema}",
    "md_json": (
        "只输出一个 JSON 对象，放在 ```json 代码块里，符合下面的 JSON Schema，不要输出 Schema 本身：\n{schema}"
    ),
}
_MODES: dict[OutputMode, str] = {
    "json_schema": "JSON_SCHEMA",
    "tools": "TOOLS",
    "json_object": "JSON",
    "md_json": "MD_JSON",
}
_CHAT = "/chat/completions"
_KEPT = 20_000
"""Characters of an unreadable answer that are kept for the re-ask and the cache."""


def open_endpoint(config: LlmConfig, timeout: float | None = None) -> openai.OpenAI:
    """The SDK's client on the endpoint: no retries of its own, bounded answers, nothing logged."""
    import openai

    _quieten()
    parts = urlsplit(config.base_url)
    path = parts.path.rstrip("/").removesuffix(_CHAT)
    return openai.OpenAI(
        api_key=config.api_key or "none",
        base_url=urlunsplit((parts.scheme, parts.netloc, path, "", "")),
        default_query=dict(parse_qsl(parts.query, keep_blank_values=True)),
        max_retries=0,
        timeout=timeout or config.timeout,
        http_client=bounded_client(
            timeout or config.timeout, config.connect_timeout, rewrite=_plain, tls=parts.scheme == "https"
        ),
    )


def _plain(response: httpx2.Response) -> bytes:
    """The body of a reply as the SDK is to see it."""
    if response.status_code != 200 or not response.request.url.path.endswith(_CHAT):
        return response.content
    return chat_completion(response.content, response.headers.get("content-type", ""))


@dataclass(slots=True)
class _Heard:
    """What came back for one send: the completion, and its answer or the reason why it cannot be read."""

    completion: ChatCompletion | None = None
    said: Said = Said()
    """What the completion held before our reading took its place."""
    reading: ReadAnswer | None = None
    reason: str = ""


class InstructorClient:
    """An :class:`~gouji.llm.client.LlmClient` over one endpoint; safe to share between threads."""

    def __init__(self, config: LlmConfig, sleep: Sleep = time.sleep) -> None:
        self._config = config
        self._parameters = Parameters(config)
        self._sleep = sleep
        self._openai = open_endpoint(config)
        self._modes: dict[OutputMode, Instructor] = {}
        self._proved = False

    def close(self) -> None:
        self._openai.close()

    def ask(self, call: Call) -> Reply:
        """Send it, with transport retries, and classify what comes back."""
        started = time.monotonic()
        failed = 0

        def send() -> Reply:
            nonlocal failed
            if failed and call.account is not None:
                call.account.check()
            try:
                return self._send(call)
            except TransportError as error:
                failed += 1
                if error.fault.may_be_charged and call.account is not None:
                    call.account.lost()
                allowed = call.sends_on_error
                error.final = allowed is not None and error.fault.code in (500, 501) and failed >= allowed
                raise

        attempts, max_wait = self._config.max_attempts, self._config.max_wait
        reply, sends = send_with_retries(send, attempts, max_wait, self._sleep)
        return replace(reply, seconds=time.monotonic() - started, sends=sends)

    def _mode(self, call: Call) -> OutputMode:
        if call.output is not None:
            return call.output
        return "json_schema" if self._config.output == "auto" else self._config.output

    def _send(self, call: Call) -> Reply:
        """One send; another right away when the endpoint refuses a parameter that we can do without."""
        mode = self._mode(call)
        while True:
            refused, heard = self._parameters.refused, _Heard()
            try:
                self._create(call, mode, heard)
            except TransportError as error:
                if error.fault.kind == "content_filter":
                    return Reply("refused", "", "content_filter", output=mode)
                self._parameters.refuse(error.parameter)
                if self._parameters.refused == refused:
                    raise
            else:
                self._proved = True
                return self._classified(call, mode, heard)

    def _create(self, call: Call, mode: OutputMode, heard: _Heard) -> None:
        """Send and read once; what is wrong with the *answer* is in ``heard``, not raised."""
        import openai
        from instructor.core.exceptions import InstructorError

        key = call.key if mode == "json_schema" else f"{call.key}-{mode}"
        try:
            self._instructor(mode).create(
                model=self._config.model,
                messages=[{**message} for message in call.messages],  # type: ignore[misc]
                response_model=call.response_model,
                max_retries=0,
                extra_headers={"Idempotency-Key": key},
                hooks=self._hooks(call, mode, heard),
                **self._parameters.body(),
            )
        except (InstructorError, openai.OpenAIError, ValueError) as error:
            if heard.completion is None:
                raise self._transport(error, mode) from None

    def _instructor(self, mode: OutputMode) -> Instructor:
        import instructor

        if mode not in self._modes:
            self._modes[mode] = instructor.from_openai(
                self._openai, mode=getattr(instructor.Mode, _MODES[mode])
            )
        return self._modes[mode]

    def _hooks(self, call: Call, mode: OutputMode, heard: _Heard) -> Hooks:
        """Hooks of this one call: adjust what is sent, read what comes back."""
        from instructor.core.hooks import Hooks

        def adjust(*_: Any, **kwargs: Any) -> None:
            make_strict(kwargs)
            if mode in _SCHEMA_TEXT:
                kwargs["messages"][:] = plain_messages(call.messages, call.response_model, mode)
            if mode == "json_object" and self._parameters.takes_schema:
                kwargs["response_format"]["schema"] = call.response_model.model_json_schema()

        def read(completion: ChatCompletion, **_: Any) -> None:
            heard.completion, heard.said = completion, _said(completion)
            try:
                heard.reading = read_answer(heard.said, call.response_model, tool=mode == "tools")
            except UnreadableError as error:
                heard.reason = str(error)
            else:
                _put(completion, heard.reading.answer, mode)

        hooks = Hooks()
        hooks.on("completion:kwargs", adjust)
        hooks.on("completion:response", read)
        return hooks

    def _classified(self, call: Call, mode: OutputMode, heard: _Heard) -> Reply:
        """Say what a completion is: an answer, or why it is none."""
        completion, reading = heard.completion, heard.reading
        assert completion is not None
        said = heard.said
        text = "".join(said.arguments) or said.content
        told = completion.usage.model_dump() if completion.usage else {}
        counts = {name: count for name, count in told.items() if isinstance(count, int)}
        length = len(said.content) + len(said.reasoning) + sum(map(len, said.arguments))
        usage, estimated = believed(counts, call, length, self._config.max_tokens)
        reply = Reply("invalid", text[:_KEPT], heard.reason, usage, estimated=estimated, output=mode)
        choice = completion.choices[0]
        if choice.finish_reason == "content_filter":
            return replace(reply, kind="refused", detail="content_filter")
        # Some servers call every end so: an answer that is closed and fits is whole, whatever its end is called.
        is_whole = reading is not None and text.rstrip("` \n").endswith(("}", "]"))
        if choice.finish_reason == "length" and not is_whole:
            if text.strip() and heard.reason != ONLY_THOUGHTS:
                return replace(reply, kind="truncated", detail="finish_reason=length")
            # Half the text would need as many thoughts: splitting the request helps nobody.
            return replace(reply, detail="还没有回答就到了 max_tokens：加大它，或让模型少思考")
        if reading is not None:
            content = reading.answer.model_dump_json()
            asked_for: set[Repair] = {"prose"} if mode == "md_json" else set()  # a fence, as our prompt says
            loose = bool(reading.repairs - asked_for)
            return replace(reply, kind="answer", content=content, detail="", loose=loose)
        if choice.message.refusal:
            return replace(reply, kind="refused", detail=choice.message.refusal[:200])
        return reply

    def _transport(self, error: BaseException, mode: OutputMode) -> TransportError:
        """An SDK error as a failed send: its status and pause, never its body (it may quote the document)."""
        import openai

        cause: BaseException | None = error
        while cause is not None and not isinstance(
            cause, (openai.APIStatusError, BodyError, AnswerLimitError)
        ):
            cause = cause.__cause__
        if isinstance(cause, openai.APIStatusError):
            pause = retry_after_seconds(cause.response.headers.get("retry-after"), time.time())
            fault = of_status(cause.status_code, _error_text(cause.response.content), pause)
            parameter = refused_parameter(cause, mode) if fault.kind in ("mode", "request") else None
            return TransportError(fault, pause, parameter, proved=self._proved)
        fault = cause.fault if isinstance(cause, (BodyError, AnswerLimitError)) else of_exception(error)
        return TransportError(fault, proved=self._proved)


def _error_text(body: bytes) -> str:
    """What an error body says, for telling causes apart."""
    text = body.decode("utf-8", "replace")
    try:
        return said_of(parse(text.lstrip("\ufeff")))
    except NotJsonError:
        return "" if text.lstrip().startswith("<") else said_of(text)


def _said(completion: ChatCompletion) -> Said:
    message = completion.choices[0].message
    functions = (getattr(call, "function", None) for call in message.tool_calls or [])
    arguments = tuple(function.arguments for function in functions if function is not None)
    reasoning = (message.model_extra or {}).get("reasoning_content")
    return Said(message.content or "", str(reasoning or ""), arguments)


def _put(completion: ChatCompletion, answer: StrictModel, mode: OutputMode) -> None:
    """The answer in the place where instructor looks for it in this mode."""
    from openai.types.chat import ChatCompletionMessageToolCall

    message, text = completion.choices[0].message, answer.model_dump_json()
    if mode == "tools":
        function = {"name": type(answer).__name__, "arguments": text}
        call = {"id": "call_0", "type": "function", "function": function}
        message.content, message.tool_calls = None, [ChatCompletionMessageToolCall.model_validate(call)]
    else:
        message.content, message.tool_calls = text, None


def make_strict(kwargs: dict[str, Any]) -> None:
    """Set ``strict`` on the schema of a request in place; instructor sends none."""
    schema = kwargs.get("response_format", {}).get("json_schema")
    if schema is not None:
        schema["strict"] = True
    for tool in kwargs.get("tools") or []:
        tool["function"]["strict"] = True


def plain_messages(
    messages: tuple[Message, ...], model: type[StrictModel], mode: OutputMode
) -> list[dict[str, str]]:
    """Our messages, the schema at the end of the system prompt, in Chinese: where nothing else carries it."""
    schema = json.dumps(model.model_json_schema(), ensure_ascii=False)
    system, *rest = messages
    text = f"{system['content']}\n{_SCHEMA_TEXT[mode].format(schema=schema)}"
    return [
        {"role": "system", "content": text},
        *({"role": message["role"], "content": message["content"]} for message in rest),
    ]


def _quieten() -> None:
    """instructor logs the offending input at ERROR, httpx2 addresses; neither belongs in logs."""
    for name in ("instructor", "openai", "httpx2", "httpcore2"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
