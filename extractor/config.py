"""Settings of the LLM path: ``gouji.toml``, then the environment, then the command line.

Takes mappings (a parsed file, an environment, the flags that were given), gives one frozen
:class:`LlmConfig`.  A later layer overrides an earlier one; an unknown key is an error, so that a
misspelt limit cannot be ignored.  The key is never read from the file: the file names the
environment variable that holds it.
"""

from __future__ import annotations

import json
import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Literal

from gouji.errors import ConfigError
from gouji.redact import is_http_url, public_tree, public_url

LlmMode = Literal["off", "auto", "always"]
OutputMode = Literal["json_schema", "tools", "json_object", "md_json"]
OutputChoice = OutputMode | Literal["auto"]

OUTPUTS = ("auto", "json_schema", "tools", "json_object", "md_json")
CONFIG_NAME = "gouji.toml"
ENV_PREFIX = "GOUJI_LLM_"
OPENAI_URL = "https://api.openai.com/v1"


@dataclass(frozen=True, slots=True)
class LlmConfig:
    """One endpoint and its limits.

    ``mode`` ``None`` means: ``auto`` when a model is named, else ``off``.  Prices are per million
    tokens in whatever currency ``max_cost`` is in; without prices a cost is unknown, not zero.
    """

    mode: LlmMode | None = None
    base_url: str = field(default=OPENAI_URL, repr=False)
    """May hold a password or a key; :attr:`public_url` is the form to show."""
    model: str = ""
    api_key: str = field(default="", repr=False)
    output: OutputChoice = "auto"
    """``auto``: found out and remembered for each endpoint (:mod:`gouji.llm.negotiate`)."""
    concurrency: int = 4
    timeout: float = 90.0
    """Seconds for one answer from the first byte sent to the last byte read, slow drips included."""
    connect_timeout: float = 10.0
    max_attempts: int = 5
    """Sends of one request on transport failures (429, 5xx, resets, timeouts)."""
    max_wait: float = 60.0
    """Longest pause between two sends; a Retry-After above it ends the attempts."""
    max_reasks: int = 2
    max_tokens: int = 8000
    max_requests: int = 400
    """Requests for one document, everything counted."""
    max_cost: Decimal | None = None
    price_in: Decimal | None = None
    price_out: Decimal | None = None
    temperature: float = 0.0
    extra: str = field(default="", repr=False)
    """What the request carries besides, as the text of a JSON object: ``{"enable_thinking": false}``."""
    section_chars: int = 2400
    """Source characters of one request; above it answers get cut off (langextract #358)."""
    cache: Path | None = None
    breaker_failures: int = 3
    breaker_seconds: float = 60.0
    run: str = field(default="", repr=False)
    """One for each start of the program, the same in all its processes: what has stopped one stops the others."""

    @property
    def effective_mode(self) -> LlmMode:
        if self.mode is not None:
            return self.mode
        return "auto" if self.model else "off"

    @property
    def cache_path(self) -> Path:
        return self.cache if self.cache is not None else default_cache()

    @property
    def public_url(self) -> str:
        """The address without the secrets in it."""
        return public_url(self.base_url)

    @property
    def public_extra(self) -> str:
        """The added parameters without the secrets in them, as JSON text."""
        return _json_text(public_tree(json.loads(self.extra or "{}")))

    def as_strings(self) -> dict[str, str]:
        """What decides the reading, for ``run.options``; never the key, nor any other secret."""
        mode = self.effective_mode
        if mode == "off":
            return {"llm": "off"}
        told = {"llm": mode, "llm_model": self.model, "llm_url": self.public_url, "llm_output": self.output}
        return told | ({"llm_extra": self.public_extra} if self.extra else {})

    def checked(self) -> LlmConfig:
        """Itself when it can be used.

        Raises:
            ConfigError: a mode that needs a model has none, or a limit is out of its range.
        """
        if self.effective_mode != "off" and not self.model:
            raise ConfigError("--llm", "没有指定模型", "设置 GOUJI_LLM_MODEL 或 gouji.toml 的 [llm] model")
        if not is_http_url(self.base_url):
            raise ConfigError(
                "base_url", f"不是 http(s) 地址：{self.public_url}", "如 http://localhost:8000/v1"
            )
        for name in ("concurrency", "timeout", "max_attempts", "max_tokens", "max_requests", "section_chars"):
            if getattr(self, name) <= 0:
                raise ConfigError(name, "须大于 0")
        if self.max_cost is not None and (self.price_in is None or self.price_out is None):
            raise ConfigError(
                "--max-cost", "没有价格，无法计费", "设置 price_in 和 price_out（每百万 token）"
            )
        return self


def load_config(
    path: Path | None = None, env: Mapping[str, str] | None = None, flags: Mapping[str, object] | None = None
) -> LlmConfig:
    """The settings for this run, checked.

    ``path``: a configuration file; ``None`` reads ``gouji.toml`` of the working directory if there.

    Raises:
        ConfigError: the file cannot be read, a key is unknown, a value does not fit.
    """
    env = os.environ if env is None else env
    table = _file_table(path)
    key_name = str(table.pop("api_key_env", ""))
    config = _with(LlmConfig(), table, str(path or CONFIG_NAME))
    config = _with(config, _env_table(env), "环境变量")
    config = _with(config, {k: v for k, v in (flags or {}).items() if v is not None}, "命令行")
    key = config.api_key or _key(config, key_name, env)
    return replace(config, api_key=key, run=secrets.token_hex(8)).checked()


def default_cache() -> Path:
    """``$XDG_CACHE_HOME/gouji/llm.sqlite``, by default under ``~/.cache``."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "gouji" / "llm.sqlite"


def _file_table(path: Path | None) -> dict[str, object]:
    file = path or Path(CONFIG_NAME)
    if path is None and not file.is_file():
        return {}
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(file, f"读不了配置：{error}") from error
    table = data.get("llm", {})
    if not isinstance(table, dict):
        raise ConfigError(file, "[llm] 不是一张表")
    if "api_key" in table:
        raise ConfigError(file, "密钥不写在文件里", '用 api_key_env = "变量名"')
    return dict(table)


def _env_table(env: Mapping[str, str]) -> dict[str, object]:
    prefix = len(ENV_PREFIX)
    return {name[prefix:].lower(): text for name, text in env.items() if name.startswith(ENV_PREFIX) and text}


def _key(config: LlmConfig, key_name: str, env: Mapping[str, str]) -> str:
    """The key that the file points at; ``OPENAI_API_KEY`` goes to OpenAI and nowhere else."""
    if key_name:
        if key_name not in env:
            raise ConfigError("api_key_env", f"没有环境变量 {key_name}")
        return env[key_name]
    return env.get("OPENAI_API_KEY", "") if config.base_url == OPENAI_URL else ""


def _with(config: LlmConfig, table: Mapping[str, object], origin: str) -> LlmConfig:
    known = {entry.name for entry in fields(LlmConfig)} - {"run"}
    unknown = sorted(set(table) - known)
    if unknown:
        raise ConfigError(origin, f"不认识的设置：{', '.join(unknown)}", f"可用：{', '.join(sorted(known))}")
    return replace(config, **{name: _value(name, value, origin) for name, value in table.items()})  # type: ignore[arg-type]


_CHOICES: dict[str, tuple[str, ...]] = {
    "mode": ("off", "auto", "always"),
    "output": OUTPUTS,
}
_INTEGERS = frozenset(
    {
        "concurrency",
        "max_attempts",
        "max_reasks",
        "max_tokens",
        "max_requests",
        "section_chars",
        "breaker_failures",
    }
)
_FLOATS = frozenset({"timeout", "connect_timeout", "max_wait", "temperature", "breaker_seconds"})
_DECIMALS = frozenset({"max_cost", "price_in", "price_out"})


_OURS = frozenset(
    "model messages stream response_format tools tool_choice max_tokens max_completion_tokens temperature n".split()
)
"""Parameters of a request that gouji sets itself, or that would change what comes back."""


def _extra(value: object, origin: str) -> str:
    """A table of ``gouji.toml``, or JSON text of the environment, as JSON text with its keys in order."""
    try:
        given = json.loads(value) if isinstance(value, str) else value
    except ValueError as error:
        raise ConfigError(origin, "extra 不是 JSON", '如 {"enable_thinking": false}') from error
    if not isinstance(given, dict):
        raise ConfigError(origin, "extra 不是一个对象", '如 {"enable_thinking": false}')
    if taken := sorted(_OURS & set(given)):
        raise ConfigError(origin, f"extra 里的 {'、'.join(taken)} 由 gouji 设定")
    return _json_text(given)


def _json_text(tree: object) -> str:
    return json.dumps(tree, ensure_ascii=False, sort_keys=True) if tree else ""


def _value(name: str, value: object, origin: str) -> object:
    if name == "extra":
        return _extra(value, origin)
    if name in _CHOICES:
        if value not in _CHOICES[name]:
            raise ConfigError(origin, f"{name} = {value}", f"可用：{', '.join(_CHOICES[name])}")
        return value
    try:
        if name in _INTEGERS:
            return int(str(value))
        if name in _FLOATS:
            return float(str(value))
        if name in _DECIMALS:
            return Decimal(str(value))
    except (ValueError, InvalidOperation) as error:
        raise ConfigError(origin, f"{name} = {value} 不是数字") from error
    return Path(str(value)) if name == "cache" else str(value)
