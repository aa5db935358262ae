"""Which findings a user wants to see: by rule, by severity, without those already accepted.

Takes findings and the options of ``gouji check``, gives findings back.  A baseline is a JSON file of
finding keys (:mod:`gouji.checks.keys`), with the version of its form; files of the first form, which
said none and had keys of their own, are still understood.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gouji.checks.keys import current_key, finding_key
from gouji.checks.renamed import current_rule, names_of
from gouji.checks.rules import CATALOGUE
from gouji.errors import ConfigError
from gouji.normalise import fold
from gouji.schemas.record import Finding, Severity

RANK: dict[Severity, int] = {"error": 0, "rounding": 1, "note": 2}
BASELINE_VERSION: Final = 2


@dataclass(frozen=True, slots=True)
class Baseline:
    """The keys of the findings that somebody has accepted, as the file has them."""

    keys: frozenset[str] = frozenset()

    def accepts(self, finding: Finding) -> bool:
        """Whether the finding is among them, under this or an earlier name of its rule and form of key."""
        return finding_key(finding) in self.keys or not self.keys.isdisjoint(first_keys(finding))


def first_keys(finding: Finding) -> tuple[str, ...]:
    """The keys that baselines of the first form had for it: rule, ids of tables, labels, figures."""
    operands = sorted(f"{fold(op.where)}={fold(op.value or '')}" for op in finding.operands)
    said = operands or [fold(finding.message)]
    texts = ("\x1f".join([rule, *said]) for rule in names_of(finding.rule))
    return tuple(hashlib.sha256(text.encode()).hexdigest()[:12] for text in texts)


def rule_ids(texts: Iterable[str]) -> tuple[str, ...]:
    """Rule ids, earlier ids or prefixes from ``--select A01,T``; an entry that fits no rule is an error."""
    named = (part.strip().upper() for text in texts for part in text.split(",") if part.strip())
    wanted = tuple(current_rule(name) for name in named)
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
    baseline: Baseline | None = None,
) -> list[Finding]:
    """Findings of the selected rules, at least that severe, that no baseline accepts."""
    return [
        finding
        for finding in findings
        if (not select or finding.rule.startswith(tuple(select)))
        and not (ignore and finding.rule.startswith(tuple(ignore)))
        and RANK[finding.severity] <= RANK[least]
        and not (baseline is not None and baseline.accepts(finding))
    ]


def read_baseline(path: Path) -> Baseline:
    """The accepted keys; raises :class:`ConfigError` for a file that is not a baseline, or a later one."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(path, f"读不出基线文件：{error.strerror}") from error
    except ValueError as error:
        raise ConfigError(path, "基线文件不是 JSON") from error
    accepted = data.get("accepted") if isinstance(data, dict) else None
    version = data.get("version", 1) if isinstance(data, dict) else None
    if (
        not isinstance(version, int)
        or not isinstance(accepted, list)
        or not all(isinstance(item, dict) and "key" in item for item in accepted)
    ):
        raise ConfigError(path, "基线文件的格式不对", "用 --write-baseline 生成")
    if version > BASELINE_VERSION:
        reason = f"基线是第 {version} 版格式，本程序只认到第 {BASELINE_VERSION} 版"
        raise ConfigError(path, reason, "请升级 gouji，或重新用 --write-baseline 生成")
    return Baseline(frozenset(current_key(str(item["key"])) for item in accepted))


def baseline_text(findings: Iterable[Finding]) -> str:
    """A baseline that accepts these findings; rule and message are for the reader."""
    accepted = [{"key": finding_key(f), "rule": f.rule, "message": f.message} for f in findings]
    return (
        json.dumps({"version": BASELINE_VERSION, "accepted": accepted}, ensure_ascii=False, indent=1) + "\n"
    )
