"""Findings as SARIF 2.1.0, the format that code hosts and editors show beside a file.

Takes checked documents, gives one SARIF log.  A place on a page becomes a page number in the message and a
``properties`` box (SARIF has no page coordinates); a place in a text source becomes a region.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from gouji import __version__
from gouji.checks.keys import finding_key
from gouji.checks.model import Rule
from gouji.checks.rules import CATALOGUE
from gouji.checks.selection import first_keys
from gouji.output.findings import Checked, place_of
from gouji.output.labels import Lang
from gouji.schemas.record import Finding, Operand, Record

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
LEVELS = {"error": "error", "rounding": "note", "note": "note"}


def to_sarif(all_checked: Sequence[Checked], lang: Lang = "zh") -> str:
    """The log as JSON text."""
    used = {finding.rule for checked in all_checked for finding in checked.findings}
    rules = [_rule(rule, lang) for rule in CATALOGUE if rule.id in used]
    index = {rule["id"]: n for n, rule in enumerate(rules)}
    results = [
        _result(finding, checked.record, index, lang)
        for checked in all_checked
        for finding in checked.findings
    ]
    driver = {"name": "gouji", "version": __version__, "rules": rules}
    run = {"tool": {"driver": driver}, "invocations": [_invocation(all_checked)], "results": results}
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


def _invocation(all_checked: Sequence[Checked]) -> dict[str, Any]:
    """Whether everything was read: SARIF's place for what a tool could not look at (§3.20.14, §3.20.21)."""
    notifications: list[dict[str, Any]] = []
    for checked in all_checked:
        record = checked.record
        parts = [("error", part.reason, part.detail, part.page) for part in record.run.unread]
        parts += [("note", "message", message, None) for message in record.run.messages]
        for level, reason, text, page in parts:
            location: dict[str, Any] = {
                "physicalLocation": {"artifactLocation": {"uri": quote(record.source)}}
            }
            if page is not None:
                location["properties"] = {"page": page}
            notifications.append(
                {
                    "descriptor": {"id": f"read/{reason}"},
                    "level": level,
                    "message": {"text": text},
                    "locations": [location],
                }
            )
    complete = not any(checked.record.run.unread for checked in all_checked)
    return {"executionSuccessful": complete, "toolExecutionNotifications": notifications}


def _rule(rule: Rule, lang: Lang) -> dict[str, Any]:
    described: dict[str, Any] = {
        "id": rule.id,
        "name": rule.name,
        "shortDescription": {"text": rule.title.pick(lang)},
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {"basis": rule.basis, "type": rule.type},
    }
    if rule.explain is not None:
        described["fullDescription"] = {"text": rule.explain.pick(lang)}
    return described


def _result(finding: Finding, record: Record, index: dict[str, int], lang: Lang) -> dict[str, Any]:
    text = finding.message if not finding.suggestion else f"{finding.message}（{finding.suggestion}）"
    places = [_location(operand, record, lang) for operand in finding.operands]
    return {
        "ruleId": finding.rule,
        "ruleIndex": index[finding.rule],
        "level": LEVELS[finding.severity],
        "message": {"text": text},
        "locations": places[:1] or [_location(Operand(where=""), record, lang)],
        "relatedLocations": [{**place, "id": n} for n, place in enumerate(places[1:], 1)],
        # Under both names, so that who has followed an alert by the first form goes on with the second.
        "partialFingerprints": {"gouji/v1": first_keys(finding)[0], "gouji/v2": finding_key(finding)},
        "properties": {
            "severity": finding.severity,
            "type": finding.type,
            "expected": finding.expected,
            "difference": finding.difference,
        },
    }


def _location(operand: Operand, record: Record, lang: Lang) -> dict[str, Any]:
    physical: dict[str, Any] = {"artifactLocation": {"uri": quote(record.source)}}
    evidence = operand.evidence
    if evidence is not None and evidence.line is not None:
        region: dict[str, Any] = {"startLine": evidence.line}
        if evidence.span is not None:
            region |= {"startColumn": evidence.span[0] + 1, "endColumn": evidence.span[1] + 1}
        physical["region"] = region
    described = f"{place_of(operand, record, lang)} {operand.value or ''}".strip()
    location: dict[str, Any] = {"physicalLocation": physical, "message": {"text": described or record.source}}
    if evidence is not None and evidence.page is not None:
        location["properties"] = {"page": evidence.page, "bbox": list(evidence.bbox or ())}
    return location
