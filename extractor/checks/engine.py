"""Record → findings and check results: every rule of the catalogue, evaluated once.

:func:`run_checks` is pure: it reads a record (and, for the rules about form, the document that the
record was read from) and gives findings worst first and one result per rule.  Rounding gaps of a rule
in one table or section are folded into one finding; the place of a mistake is proposed by
:mod:`gouji.checks.locate`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from gouji.checks.consequences import fold_consequences, withdraw_rounding
from gouji.checks.context import Context
from gouji.checks.fold import fold_rounding
from gouji.checks.keys import with_keys
from gouji.checks.locate import Suggestions, suggest
from gouji.checks.misread import doubt_misread
from gouji.checks.model import Evaluated, Outcome, Rule, unsure
from gouji.checks.rules import CATALOGUE
from gouji.checks.units import doubt_units
from gouji.checks.years import doubt_years
from gouji.isolation import Isolation, Part
from gouji.read.model import Document
from gouji.schemas.record import CheckResult, Finding, Operand, Record

MOST_REASONS: Final = 5
_ORDER = {"error": 0, "rounding": 1, "note": 2}


def run_checks(
    record: Record,
    document: Document | None = None,
    *,
    lang: str = "zh",
    rules: Sequence[Rule] = CATALOGUE,
    isolation: Isolation | None = None,
) -> tuple[list[Finding], list[CheckResult]]:
    """All findings of a record and, per rule, how often it held, failed or could not be judged.

    ``document`` is needed by the rules about the running text only; without it they are not checkable.
    ``lang`` is the language of messages, titles and suggestions (``zh`` or ``en``).  A rule that fails is not
    checkable; ``isolation`` lists it too.
    """
    safe = isolation or Isolation()
    context = Context(record, document)
    evaluated = [(rule, _outcomes(rule, context, safe)) for rule in rules]
    evaluated, suggestions, folded = safe.run(
        Part("勾稽问题的定位与归并"), (evaluated, Suggestions({}), evaluated), _located, evaluated, context
    )
    findings = [
        finding
        for rule, outcomes in folded
        for finding in safe.run(Part(f"规则 {rule.id}"), [], _findings, rule, outcomes, suggestions, lang)
    ]
    findings.sort(key=lambda f: _ORDER[f.severity])
    numbered = [f.model_copy(update={"id": f"f{n:03d}"}) for n, f in enumerate(findings, 1)]
    return with_keys(numbered, record.tables), [_result(rule, outcomes, lang) for rule, outcomes in evaluated]


def _located(evaluated: Evaluated, context: Context) -> tuple[Evaluated, Suggestions, Evaluated]:
    """The outcomes in the light of each other, what may be wrong, and the outcomes with consequences folded."""
    evaluated = doubt_years(doubt_units(evaluated, context.title_of), context)
    evaluated = doubt_misread(evaluated, context)
    bindings = [binding for places in context.bindings.values() for binding in places]
    suggestions = suggest(o for _, outcomes in evaluated for o in outcomes)
    evaluated = withdraw_rounding(evaluated, suggestions.diagnoses())
    return evaluated, suggestions, fold_consequences(evaluated, bindings)


def _outcomes(rule: Rule, context: Context, safe: Isolation) -> list[Outcome]:
    """What a rule comes to; where a part is lost, a rule without operands may have lost them with it."""
    failed = [unsure(f"规则 {rule.id} 未能执行：程序内部错误")]
    outcomes = safe.run(Part(f"规则 {rule.id}"), failed, _evaluate, rule, context)
    if context.lost and all(o.state == "not_applicable" for o in outcomes) and _is_due(rule, context):
        return [unsure(f"{context.lost}，无从核对")]
    return outcomes


def _is_due(rule: Rule, context: Context) -> bool:
    """Whether a rule is for documents of this kind and year."""
    kind = context.doc_type is None or context.doc_type in rule.docs
    return kind and (context.year is None or context.year >= rule.since)


def _evaluate(rule: Rule, context: Context) -> list[Outcome]:
    if context.doc_type is not None and context.doc_type not in rule.docs:
        return [Outcome("not_applicable", reason="文种不适用")]
    if context.year is not None and context.year < rule.since:
        return [Outcome("not_applicable", reason=f"{rule.since} 年起适用")]
    return list(rule.evaluate(context))


def _findings(rule: Rule, outcomes: list[Outcome], suggestions: Suggestions, lang: str) -> list[Finding]:
    failed = [o for o in outcomes if o.state == "failed"]
    return [_finding(rule, outcome, suggestions, lang) for outcome in fold_rounding(rule, failed)]


def _finding(rule: Rule, outcome: Outcome, suggestions: Suggestions, lang: str) -> Finding:
    operands: list[Operand] = list(outcome.operands)
    seen = {(o.where, o.value) for o in operands}
    for figure in outcome.figures:
        if (figure.where, figure.printed) not in seen:
            seen.add((figure.where, figure.printed))
            operands.append(figure.operand())
    text = outcome.suggestion or suggestions.of(outcome)
    message = outcome.message or rule.title
    return Finding(
        id="",
        rule=rule.id,
        type=outcome.type or rule.type,
        severity=outcome.severity or rule.severity,
        message=message.pick(lang),
        operands=operands,
        expected=outcome.expected,
        difference=outcome.difference,
        basis=rule.basis or None,
        suggestion=text.pick(lang) if text is not None else None,
    )


def _result(rule: Rule, outcomes: list[Outcome], lang: str) -> CheckResult:
    states = [o.state for o in outcomes]
    reasons = list(dict.fromkeys(o.reason for o in outcomes if o.reason and o.state != "passed"))
    return CheckResult(
        rule=rule.id,
        title=rule.title.pick(lang),
        passed=states.count("passed"),
        failed=states.count("failed"),
        not_applicable=states.count("not_applicable") if states else 1,
        not_checkable=states.count("not_checkable"),
        reasons=reasons[:MOST_REASONS],
    )
