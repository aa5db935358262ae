"""The body of a chat completion as servers send it, as the one that was asked for.

Takes the bytes and content type of a reply with HTTP 200, gives a chat completion in OpenAI's form whose
message has its text as one string.  Read are: a byte order mark, a declared charset, streams that nobody
asked for (server-sent events or lines of JSON, with or without ``data: [DONE]``, as deltas, as growing
texts or as one whole message), content in parts, arguments as an object.  What is no answer raises
:class:`BodyError`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from typing import Any

from gouji.llm.faults import Fault, of_error
from gouji.llm.jsontext import Doubled, Json, NotJsonError, outermost, parse

_HTML = re.compile(
    r"\s*+(?:<!--(?:(?!-->).)*+-->\s*+)*+<(?:!doctype\s+html|html|head|body|script|meta|title)\b", re.I | re.S
)
"""Nothing in it is tried twice: the bytes are a stranger's."""
_COMMENT = re.compile(r"\s*+:")
_EVENT = re.compile(r"(data|event|id|retry)?:")
_DONE = "[DONE]"
"""What the end of a stream is as an event."""
_LINES = re.compile(r"\r\n|\n|\r")
"""Line ends of a stream; U+2028 and its like are characters of JSON."""
_REASONING = ("reasoning_content", "reasoning", "thinking")
_FINISH = {
    "length": ("length", "max_tokens", "max_length", "model_length"),
    "content_filter": ("content_filter", "sensitive", "safety", "prohibited_content"),
}
"""The ends that are none, in OpenAI's words and in those of others."""
_CHARSETS = frozenset({"gbk", "gb2312", "gb18030", "big5", "utf-16", "utf-16le", "utf-16be", "utf-8"})


class BodyError(Exception):
    """A reply with HTTP 200 that holds no answer of a model."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.text)
        self.fault = fault


def chat_completion(body: bytes, content_type: str = "") -> bytes:
    """The body as a chat completion with one choice, its message made of plain strings.

    Raises:
        BodyError: a page, an error, nothing, no choices, bytes of another encoding, something cut.
    """
    reply = _reply(decoded(body, content_type))
    choices = reply.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    if not isinstance(choice, dict):
        if _is_error(reply):
            raise BodyError(of_error(reply.get("error") or reply))
        raise BodyError(Fault("no_choices", "端点的回答里没有 choices（空的或没有）", 200))
    message = choice.get("message") or choice.get("delta") or {"content": choice.get("text")}
    if _has_doubled(message) or _is_twice(reply) or _is_twice(choice):
        raise BodyError(_doubled())
    plain = {
        "id": str(reply.get("id") or ""),
        "object": "chat.completion",
        "created": 0,
        "model": str(reply.get("model") or ""),
        "choices": [
            {
                "index": 0,
                "message": _message(message if isinstance(message, dict) else {"content": message}),
                "finish_reason": _finish(choice.get("finish_reason")),
            }
        ],
        "usage": _usage(reply.get("usage")),
    }
    return json.dumps(plain, ensure_ascii=False).encode("utf-8", "replace")


def _has_doubled(value: Json) -> bool:
    """Whether an object in it has two values for a key; around the message that says nothing of the answer."""
    if isinstance(value, dict):
        return isinstance(value, Doubled) or any(_has_doubled(part) for part in value.values())
    return isinstance(value, list) and any(_has_doubled(part) for part in value)


def _is_twice(value: dict[str, Any]) -> bool:
    return isinstance(value, Doubled) and bool(value.twice & {"choices", "message", "delta", "text"})


def _doubled() -> Fault:
    return Fault("not_json", "端点的回答给了 message 或其中的一个键两个不同的值", 200)


def _finish(said: object) -> str:
    return next((name for name, words in _FINISH.items() if str(said).lower() in words), "stop")


def decoded(body: bytes, content_type: str = "") -> str:
    """The text of a body: UTF-8 with or without a mark, or the charset that the server declares.

    Raises:
        BodyError: it is empty, a page, or in an encoding that nobody declared.
    """
    if not body.strip():
        raise BodyError(Fault("empty", "端点回的是空白，没有内容", 200))
    header = Message()
    header["content-type"] = content_type
    declared = str(header.get_param("charset", "utf-8")).lower()
    other = declared if declared in _CHARSETS - {"utf-8"} else None
    try:
        text = _as_utf8(body, other) if other else body.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = body.decode("utf-8", "replace")
        if _is_page(text):
            raise BodyError(_page()) from None
        raise BodyError(_encoding(body)) from None
    if _is_page(text):
        raise BodyError(_page())
    return text.lstrip("\ufeff")


def _as_utf8(body: bytes, other: str) -> str:
    """UTF-8 if it is that, for a proxy's header may be older than the server; else what is declared.

    Raises:
        UnicodeDecodeError: it is neither.
    """
    try:
        if b"\0" not in body:
            return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    return body.decode(other)


def _is_page(text: str) -> bool:
    return bool(_HTML.match(text.lstrip("\ufeff")))


def _page() -> Fault:
    return Fault("html", "端点回的是网页（HTML），不是模型的回答", 200)


def _encoding(body: bytes) -> Fault:
    """Another encoding all through, or UTF-8 with a few bytes broken on their way."""
    try:
        body.decode("gb18030")
    except UnicodeDecodeError:
        return Fault("garbled", "收到的字节残缺（不是 UTF-8）", 200)
    return Fault("encoding", "端点的回答不是 UTF-8（像是 GBK 编码）", 200)


def _reply(text: str) -> dict[str, Any]:
    """The reply as one object, a stream put together; comments of a stream (sent to keep it open) left out."""
    if _COMMENT.match(text):
        text = "\n".join(line for line in _LINES.split(text) if not line.startswith(":"))
    try:
        whole = parse(text, lax=True)
    except NotJsonError:
        whole = None
    if isinstance(whole, list):
        whole = whole[0] if len(whole) == 1 else {}
    if isinstance(whole, dict):
        return whole
    return _joined(list(_events(text)))


def _events(text: str) -> Iterator[dict[str, Any]]:
    """The objects of a stream: of its ``data:`` fields, or of bare lines.  A field on several lines ends at an
    empty one; many servers leave the empty lines out and put one object on each line."""
    lines = [*_LINES.split(text), ""]
    is_events = any(_EVENT.match(line) for line in lines)
    open_field: list[str] = []
    for line in lines:
        data = line.removeprefix("data:").strip() if line.startswith("data:") or not is_events else ""
        if data and not open_field and (data == "[DONE]" or _object(data) is not None):
            yield _object(data) or {"object": _DONE}
        elif data:
            open_field.append(data)
        elif open_field and not line:
            value = _object("\n".join(open_field))
            if value is None:
                raise BodyError(_broken(text, is_events=is_events))
            yield value
            open_field = []


def _object(text: str) -> dict[str, Any] | None:
    try:
        value = parse(text, lax=True)
    except NotJsonError:
        return None
    return value if isinstance(value, dict) else None


def _broken(text: str, *, is_events: bool) -> Fault:
    if is_events or text.lstrip()[:1] in ("{", "["):
        return Fault("garbled", "收到的 JSON 不完整", 200)
    return Fault("not_json", "端点回的不是 JSON", 200)


@dataclass(slots=True)
class _Call:
    name: str = ""
    arguments: list[str] = field(default_factory=list)


def _joined(events: list[dict[str, Any]]) -> dict[str, Any]:
    """One reply made of the pieces of a stream."""
    reply: dict[str, Any] = {}
    texts: dict[str, list[str]] = {name: [] for name in ("content", "refusal", *_REASONING)}
    calls: dict[str, _Call] = {}
    finish: object = None
    whole: dict[str, Any] | None = None
    for event in events:
        if _is_error(event):
            return event
        reply |= {name: event[name] for name in ("id", "model", "usage") if event.get(name)}
        choices = event.get("choices")
        choice = _first(choices if isinstance(choices, list) else [])
        if choice is None:
            continue
        finish = choice.get("finish_reason") or finish
        whole = choice["message"] if isinstance(choice.get("message"), dict) else whole
        delta = choice.get("delta")
        if (
            _has_doubled(delta)
            or _has_doubled(choice.get("message"))
            or _is_twice(event)
            or _is_twice(choice)
        ):
            raise BodyError(_doubled())
        _add(delta if isinstance(delta, dict) else {"content": choice.get("text")}, texts, calls)
        reply["choices"] = []
    if "choices" in reply:
        message = {**(whole or {}), **_assembled(texts, calls)}
        if not finish and not any(event.get("object") == _DONE for event in events) and _is_open(message):
            raise BodyError(Fault("garbled", "流在中途断了，回答没有收完", 200))
        reply["choices"] = [{"message": message, "finish_reason": finish}]
    return reply


def _first(choices: list[Any]) -> dict[str, Any] | None:
    """The piece of the first choice; a stream with several sends theirs by turns, or together."""
    return next((c for c in choices if isinstance(c, dict) and c.get("index") in (None, "0")), None)


def _is_open(message: dict[str, Any]) -> bool:
    """Whether the text of a stream that just stopped goes on."""
    calls = message.get("tool_calls")
    said = (calls[-1]["function"]["arguments"] if calls else None) or text_of(message.get("content"))
    said = said or next((text for name in _REASONING if (text := text_of(message.get(name)))), "")
    said = said.strip()
    if said.startswith(("{", "[")):
        return next(_whole(said), None) is None
    return not said.endswith(("}", "]", "`", ">", '"'))


def _whole(text: str) -> Iterator[str]:
    try:
        yield from outermost(text)
    except NotJsonError:
        return


def _add(delta: dict[str, Any], texts: dict[str, list[str]], calls: dict[str, _Call]) -> None:
    for name, pieces in texts.items():
        if piece := text_of(delta.get(name)):
            pieces.append(piece)
    for number, call in enumerate(delta.get("tool_calls") or []):
        function = call.get("function") if isinstance(call, dict) else None
        if isinstance(function, dict):
            kept = calls.setdefault(str(call.get("index", number)), _Call())
            kept.name = kept.name or str(function.get("name") or "")
            kept.arguments.append(_arguments(function.get("arguments")))


def _assembled(texts: dict[str, list[str]], calls: dict[str, _Call]) -> dict[str, Any]:
    message: dict[str, Any] = {name: _run(pieces) for name, pieces in texts.items() if pieces}
    if calls:
        message["tool_calls"] = [
            {"function": {"name": call.name, "arguments": _run(call.arguments)}} for call in calls.values()
        ]
    return message


def _run(pieces: list[str]) -> str:
    """The pieces as one text: deltas one after the other; of texts that each begin with the one before, the
    last (a stream that sends everything so far each time)."""
    grows = len(pieces) > 2 and all(b.startswith(a) for a, b in zip(pieces, pieces[1:], strict=False))
    return pieces[-1] if grows and len(set(pieces)) > 1 else "".join(pieces)


def _message(message: dict[str, Any]) -> dict[str, Any]:
    plain: dict[str, Any] = {"role": "assistant", "content": text_of(message.get("content"))}
    plain["refusal"] = text_of(message.get("refusal"))
    plain["reasoning_content"] = next((t for n in _REASONING if (t := text_of(message.get(n)))), None)
    listed = message.get("tool_calls")
    calls = [call for call in listed if isinstance(call, dict)] if isinstance(listed, list) else []
    functions = [call.get("function") or call for call in calls]
    if isinstance(message.get("function_call"), dict):
        functions.append(message["function_call"])
    if functions:
        plain["tool_calls"] = [
            {
                "id": f"call_{number}",
                "type": "function",
                "function": {
                    "name": str(function.get("name") or ""),
                    "arguments": _arguments(function.get("arguments")),
                },
            }
            for number, function in enumerate(functions)
            if isinstance(function, dict)
        ]
    return plain


def text_of(content: Json) -> str | None:
    """Content as one text: a string, or the text parts of a list of parts; an object is its JSON."""
    if content is None or isinstance(content, str):
        return content
    if isinstance(content, list):
        parts = [_part(part) for part in content]
        return "".join(part for part in parts if part) or None
    return json.dumps(content, ensure_ascii=False)


def _part(part: Json) -> str | None:
    if not isinstance(part, dict):
        return part if isinstance(part, str) else None
    if str(part.get("type", "text")) not in ("text", "output_text"):
        return None
    text = part.get("text")
    text = text.get("value") if isinstance(text, dict) else text
    return text if isinstance(text, str) else None


def _arguments(arguments: Json) -> str:
    return arguments if isinstance(arguments, str) else json.dumps(arguments or {}, ensure_ascii=False)


def _is_error(reply: dict[str, Any]) -> bool:
    return bool(reply.get("error")) or (
        "choices" not in reply
        and any(name in reply for name in ("code", "msg", "message", "detail", "errors"))
    )


def _usage(usage: Json) -> dict[str, int] | None:
    """The token counts as integers; what is no count is left out."""
    if not isinstance(usage, dict):
        return None
    names = ("prompt_tokens", "completion_tokens")
    counts = {
        name: int(str(usage[name])) for name in names if re.fullmatch(r"-?\d{1,9}", str(usage.get(name)))
    }
    return {**counts, "total_tokens": sum(counts.values())}
