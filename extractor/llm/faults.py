"""What an endpoint does wrong, named: the cause in the user's words, what to do, and whether to ask again.

Takes HTTP statuses, error objects and exceptions, gives :class:`Fault`.  The server's own words are read
to tell causes apart and are never passed on: they may quote the document, or the key.
"""

from __future__ import annotations

import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

FaultKind = Literal[
    "auth", "forbidden", "quota", "model", "path", "redirect", "tls",
    "context", "request", "mode", "error", "html", "not_json", "encoding", "no_choices", "empty",
    "too_long", "content_filter", "rate", "server", "network", "broken", "timeout", "garbled",
]  # fmt: skip
ALWAYS = frozenset({"auth", "forbidden", "quota", "model", "path", "redirect", "tls"})
"""No request of this run can succeed."""
UNLESS_PROVED = frozenset(
    {"context", "request", "mode", "error", "html", "not_json", "encoding", "no_choices", "empty", "too_long"}
)
"""The same, as long as the endpoint has answered nothing; afterwards they concern one request."""
CURABLE = frozenset({"rate", "server", "network", "broken", "timeout", "garbled"})
"""Another try may cure these: statuses of RFC 9110 (529: overload, at some providers), broken transfers."""
MAY_BE_CHARGED = frozenset({"broken", "timeout", "garbled", "encoding", "too_long"})
"""Faults on the way back: the model may have answered, and its answer may be on the bill."""
_GATEWAY_TIMEOUT = 504
CURABLE_ONCE_PROVED = frozenset({"html", "not_json", "empty", "too_long"})
"""A hiccup of a server that has answered before; of one that never has, they are its nature."""

_BUSY = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
_ADVICE: dict[FaultKind, str] = {
    "auth": "检查 GOUJI_LLM_API_KEY，或 api_key_env 所指的变量",
    "forbidden": "检查密钥的权限，或是否被网关、防火墙拦下",
    "quota": "充值或换一个密钥",
    "model": "检查 GOUJI_LLM_MODEL；gouji doctor 列出可用的模型",
    "path": "检查 base_url（多半以 /v1 结尾）",
    "redirect": "检查 base_url：是否应为 https，是否要先登录",
    "tls": "检查证书，或 base_url 应为 http 还是 https",
    "context": "调小 max_tokens 或 section_chars，或加大服务器的上下文长度",
    "request": "运行 gouji doctor；检查 extra 里的参数",
    "mode": "不设 output，由 gouji 自己选定",
    "error": "运行 gouji doctor；检查 base_url 和模型名",
    "html": "检查 base_url（多半以 /v1 结尾），以及是否有登录页或代理拦截",
    "not_json": "检查 base_url 是否 OpenAI 兼容端点",
    "encoding": "让服务器以 UTF-8 回答",
    "no_choices": "检查 base_url 是否 OpenAI 兼容端点，以及网关后面的模型是否在运行",
    "empty": "检查服务器的日志，以及中间的代理",
    "too_long": "检查 base_url，以及服务器是否正常",
}
_WORDS: tuple[tuple[FaultKind, str], ...] = (
    (
        "context",
        r"context.?length|maximum context|context (window|size)|prompt (is )?too long|too many (input )?tokens"
        r"|input.{0,30}too long|input length|超(出|过).{0,20}(上下文|长度)|上下文.{0,10}超",
    ),
    (
        "content_filter",
        r"content.?filter|content.?policy|responsibleai|inspection.?fail|content exists risk|sensitive"
        r"|敏感|内容安全|安全审核|违规",
    ),
    (
        "quota",
        r"insufficient.?(quota|balance|credit|fund)|exceeded your current quota|quota.{0,20}exhaust"
        r"|out of credit|credit balance|arrear|余额不足|欠费|额度.{0,6}(用尽|不足|用完)",
    ),
    ("rate", r"rate.?limit|too many requests|throttl|限流|频率|频繁"),
    (
        "auth",
        r"invalid.?api.?key|incorrect api key|api.?key.{0,30}(invalid|not valid|missing|required)"
        r"|unauthori[sz]ed|authentication|(密钥|令牌).{0,10}(无效|错误|过期)|无效的(密钥|令牌)",
    ),
    (
        "model",
        r"model.?not.?(found|exist)|model.{0,100}(not found|not exist|no longer|is not available)"
        r"|(unknown|no such|invalid) model|模型.{0,60}(不存在|未找到|无可用渠道)",
    ),
    (
        "mode",
        r"response.?format|json.?(schema|object|mode)|tool|function.?call|structured|grammar|guided|schema",
    ),
    ("server", r"overload|busy|temporar|unavailable|try again|time.?out|internal|繁忙|稍后"),
)
_PATTERNS = tuple((kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in _WORDS)
_TOLD = 600
"""Characters of an error's text that are looked at: behind them servers quote the request."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One failed send: ``text`` names the cause, ``code`` is the HTTP status, 0 when there was none."""

    kind: FaultKind
    text: str
    code: int = 0

    @property
    def advice(self) -> str:
        """What the user can do about it; empty when it is to wait."""
        return _ADVICE.get(self.kind, "")

    @property
    def may_be_charged(self) -> bool:
        """Whether the model may have worked for it, though no answer arrived."""
        return self.kind in MAY_BE_CHARGED or self.code == _GATEWAY_TIMEOUT

    def lasts(self, *, proved: bool) -> bool:
        """Whether no later request can succeed. ``proved``: the endpoint has answered in this run."""
        return self.kind in ALWAYS or (not proved and self.kind in UNLESS_PROVED)

    def curable(self, *, proved: bool) -> bool:
        """Whether the same request may succeed when it is sent again."""
        return self.kind in CURABLE or (proved and self.kind in CURABLE_ONCE_PROVED)


def of_status(status: int, said: str, retry_after: float | None = None) -> Fault:
    """The fault of an HTTP error. ``said``: code, type and message of its body, as one text."""
    word = _named(said)
    if word == "quota" and retry_after is not None and "insufficient_quota" not in said:
        word = "rate"  # a limit per minute, in the words of a spent quota
    return Fault(_kind_of_status(status, word), _text(_kind_of_status(status, word), status), status)


def of_error(error: object) -> Fault:
    """The fault of an error object that came with HTTP 200: by the status that it names, else by its words."""
    said = said_of(error)
    status = _status_in(error)
    if status is not None:
        return of_status(status, said)
    word = _named(said)
    kind = word if word is not None else "error"
    return Fault(kind, f"{_text(kind, 0)}（HTTP 200 里的 error）", 200)


def said_of(error: object) -> str:
    """Code, type, parameter and message of an error object, for :func:`of_status`."""
    if isinstance(error, dict):
        nested = error.get("error")
        own = [error.get(name) for name in ("code", "type", "param", "message", "msg", "detail")]
        parts = [str(part) for part in own if part]
        return " ".join([*([said_of(nested)] if nested else []), *parts])[:_TOLD]
    return str(error or "")[:_TOLD]


def of_exception(error: BaseException) -> Fault:
    """The fault of a connection: certificate, refusal, name, time, or whatever broke it."""
    import openai

    chain = list(_chain(error))
    if any(isinstance(link, ssl.SSLError) for link in chain):
        return Fault("tls", "TLS 握手失败（证书不被信任，或端口不是 HTTPS）")
    if any(type(link).__name__ in ("ConnectTimeout", "PoolTimeout") for link in chain):
        return Fault("network", "连不上：主机没有应答")
    if any(isinstance(link, (openai.APITimeoutError, TimeoutError)) for link in chain):
        return Fault("timeout", "超过时限没有答完")
    if any(isinstance(link, ConnectionRefusedError) for link in chain):
        return Fault("network", "连不上：连接被拒绝")
    if any(type(link).__name__ == "gaierror" for link in chain):
        return Fault("network", "连不上：找不到主机")
    if any(type(link).__name__ == "ConnectError" for link in chain):
        return Fault("network", "连不上")
    return Fault("broken", "连接中断，或收到的不是 HTTP")


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _named(said: str) -> FaultKind | None:
    return next((kind for kind, pattern in _PATTERNS if pattern.search(said)), None)


def _status_in(error: object) -> int | None:
    if not isinstance(error, dict):
        return None
    found = (error.get(name) for name in ("status", "status_code", "code"))
    numbers = [int(str(value)) for value in found if re.fullmatch(r"[45]\d\d", str(value))]
    return numbers[0] if numbers else None


_BY_STATUS: dict[int, FaultKind] = {
    401: "auth", 402: "quota", 403: "forbidden", 404: "path", 405: "path", 407: "forbidden", 410: "model",
    413: "context", 429: "rate",
}  # fmt: skip
_WORD_WINS: dict[int, frozenset[FaultKind]] = {
    401: frozenset(),
    402: frozenset(),
    403: frozenset({"quota", "content_filter", "model"}),
    404: frozenset({"model", "mode"}),
    429: frozenset({"quota"}),
}
"""Statuses that say enough by themselves, and the words that tell more."""
_OF_SERVER = frozenset({"context", "content_filter", "quota", "model", "mode"})


def _kind_of_status(status: int, word: FaultKind | None) -> FaultKind:
    if 300 <= status < 400:
        return "redirect"
    plain: FaultKind = _BY_STATUS.get(status, "server" if status in _BUSY or status >= 500 else "request")
    wins = _WORD_WINS.get(status, _OF_SERVER | {"auth"} if status < 500 else _OF_SERVER)
    if status in (502, 503, 504, 529):
        wins = frozenset({"model", "quota"})
    return word if word is not None and word in wins else plain


def _text(kind: FaultKind, status: int) -> str:
    text = {
        "auth": "端点拒绝了密钥",
        "forbidden": "端点不许访问",
        "quota": "账户额度用尽",
        "model": "端点没有这个模型",
        "path": "地址不对，端点没有这个路径",
        "redirect": "端点要求转到别的地址",
        "context": "请求超出模型的上下文长度",
        "content_filter": "端点的内容审查没有放行",
        "mode": "端点不支持这种输出方式",
        "request": "端点不接受请求",
        "error": "端点回的是错误，不是回答",
        "rate": "端点限流",
        "server": "服务器出错或过载",
    }[kind]
    return f"{text}（HTTP {status}）" if status else text
