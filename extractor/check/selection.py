"""Which findings a user wants to see: by rule, by severity, without those already accepted.

Takes findings and the options of ``gouji check``, gives findings back.  A baseline is a JSON file of
finding keys; a key says what a finding is about, not how it is numbered or worded.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from extractor.check.catalogue import CATALOGUE
from extractor.errors import ConfigError
from extractor.normalise import fold
from schemas.record import Finding, Severity

RANK: dict[Severity, int] = {"error": 0, "rounding": 1, "note": 2}


def finding_key(finding: Finding) -> str:
    """Twelve hexadecimal digits over rule, places and figures (the message only where there are none)."""
    operands = sorted(f"{fold(op.where)}={fold(op.value or '')}" for op in finding.operands)
    text = "\x1f".join([finding.rule, *(operands or [fold(finding.message)])])
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def rule_ids(texts: Iterable[str]) -> tuple[str, ...]:
    """Rule ids or prefixes from ``--select A01,T``; an entry that fits no rule is an error."""
    wanted = tuple(part.strip().upper() for text in texts for part in text.split(",") if part.strip())
    for entry in wanted:
        if not any(rule.id.startswith(entry) for rule in CATALOGUE):
            raise ConfigError(entry, "没有这样的规则", "gouji rules 列出全部规则")
    return wanted


def chosen(
    findings: Sequence[Finding],
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    least: Severity = "note",
    accepted: frozenset[str] = frozenset(),
) -> list[Finding]:
    """Findings of the selected rules, at least that severe, that no baseline accepts."""
    return [
        finding
        for finding in findings
        if (not select or finding.rule.startswith(tuple(select)))
        and not (ignore and finding.rule.startswith(tuple(ignore)))
        and RANK[finding.severity] <= RANK[least]
        and finding_key(finding) not in accepted
    ]


def read_baseline(path: Path) -> frozenset[str]:
    """The accepted keys; raises :class:`ConfigError` for a file that is not a baseline."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(path, f"读不出基线文件：{error.strerror}") from error
    except ValueError as error:
        raise ConfigError(path, "基线文件不是 JSON") from error
    accepted = data.get("accepted") if isinstance(data, dict) else None
    if not isinstance(accepted, list) or not all(
        isinstance(item, dict) and "key" in item for item in accepted
    ):
        raise ConfigError(path, "基线文件的格式不对", "用 --write-baseline 生成")
    return frozenset(str(item["key"]) for item in accepted)


def baseline_text(findings: Iterable[Finding]) -> str:
    """A baseline that accepts these findings; rule and message are for the reader."""
    accepted = [{"key": finding_key(f), "rule": f.rule, "message": f.message} for f in findings]
    return json.dumps({"accepted": accepted}, ensure_ascii=False, indent=1) + "\n"
