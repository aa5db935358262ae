"""What may be shown of an address and of added parameters: everything but the secrets in them.

Takes a URL or a JSON tree, gives the same with passwords, keys and tokens as ``***``.  Records, messages,
logs and cache keys are made of these forms only.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import SplitResult, parse_qsl, quote, urlsplit

HIDDEN = "***"
_SECRET_NAME = re.compile(
    r"key|token(?!iz)|secret|passw|pwd|auth(?!ors?(_|$))|cookie|credential|signature|session|bearer|headers?$|^x[-_]|(^|[-_])pin$|^(sig|sk|ak|pass)$",
    re.IGNORECASE,
)
_SECRET_NUMBER = re.compile(
    r"passw|pwd|secret|credential|(^|[-_])pin$|^(pass|key)$|(api|access|private)[-_]?(key|code)"
    r"|^((?!max|min|budget|num|total)[a-z]+[-_])?token$",
    re.IGNORECASE,
)
"""Names under which a number is a secret too: other numbers are settings, whatever their name (``budget_tokens``)."""
_SETTING = re.compile(r"^(api[-_]?version|version|v|model|deployment)$", re.IGNORECASE)
"""Parameters of an address that are shown; what another one holds nobody can tell by its name."""
_SECRET_PART = re.compile(r"(?=[a-z]*\d)(?=\d*[a-z])[a-z\d]{12,}|\w{24,}|\d{8,}", re.IGNORECASE | re.ASCII)
"""A run of letters and digits that no name of a path or a model has."""
_SECRET_VALUE = re.compile(
    r"^(?i:(sk|pk|rk|gsk|hf|ghp|xai|ak)[-_]\w|(bearer|basic) |[0-9a-f]{32,}$)|^eyJ|^AKIA"
    r"|^(?=.*\d)(?=.*[a-z])(?=.*[A-Z])[\w+/=.~-]{24,}$",
    re.ASCII,
)


def is_http_url(url: str) -> bool:
    """Whether it is an address that can be asked."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(_host(parts)) and not re.search(r"\s", url)
    except ValueError:
        return False


def public_url(url: str) -> str:
    """The address without user, password, fragment and secret parameters; never raises."""
    try:
        parts = urlsplit(url)
        host = _host(parts)
    except ValueError:
        return HIDDEN
    if not parts.scheme or not host:
        return HIDDEN
    path = "/".join(HIDDEN if _is_key(part) else part for part in parts.path.split("/"))
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    query = "&".join(
        f"{quote(name)}={quote(text) if _SETTING.match(name) and not _is_key(text) else HIDDEN}"
        for name, text in pairs
    )
    return f"{parts.scheme}://{host}{path}" + (f"?{query}" if query else "")


def public_tree(value: Any) -> Any:
    """A JSON tree with the values under secret names, and values that look like keys, hidden."""
    if isinstance(value, dict):
        return {
            name: HIDDEN if _is_secret(str(name), part) else public_tree(part) for name, part in value.items()
        }
    if isinstance(value, list):
        return [public_tree(part) for part in value]
    if isinstance(value, str):
        return HIDDEN if _SECRET_VALUE.search(value) else public_url(value) if "://" in value else value
    return value


def _is_key(text: str) -> bool:
    return bool(_SECRET_VALUE.search(text) or _SECRET_PART.search(text))


def _is_secret(name: str, value: object) -> bool:
    """Whether the value under the name is one to hide; switches are settings."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return bool(_SECRET_NUMBER.search(name))
    if isinstance(value, str):
        return bool(value) and bool(_SECRET_NAME.search(name) or _SECRET_VALUE.search(value))
    return isinstance(value, (dict, list)) and bool(_SECRET_NAME.search(name))


def _host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    return f"{host}:{parts.port}" if parts.port is not None else host
