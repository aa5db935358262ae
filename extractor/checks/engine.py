"""Record → what every rule of the catalogue comes to → identities, findings and check results.

:func:`evaluate` reads a record (and, for the rules about form, the document that the record was read from).
:func:`identities_of` takes from that what the identities say about the readings, for :mod:`gouji.reconcile`;
:func:`findings_of` gives findings worst first, one result per rule, and how much was compared.  Rounding gaps of a rule in one table or section
are folded into one finding; the place of a mistake is proposed by :mod:`gouji.checks.locate`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from gouji.checks.consequences import fold_consequences, withdraw_followers, withdraw_rounding
from gouji.checks.context import Context
from gouji.checks.coverage import coverage_of
from gouji.checks.earned import may_accuse
from gouji.checks.keys import with_keys
from gouji.checks.locate import Suggestions, suggest
from gouji.checks.misread import doubt_misread
from gouji.checks.model import Evaluated, Outcome, OutcomeState, Rule, unsure
from gouji.checks.open_units import doubt_units
from gouji.checks.open_years import doubt_years
from gouji.checks.rounding_groups import fold_rounding
from gouji.checks.rules import CATALOGUE
from gouji.checks.rules.text_places import NEEDS_TEXT
from gouji.checks.unchanged import settled_evidence
from gouji.checks.witnesses import Witnesses
from gouji.isolation import Isolation, Part
from gouji.read.model import Document
from gouji.reconcile.identities import JudgedIdentity
from gouji.relations.identity import Key
from gouji.schemas.record import CheckResult, Coverage, Evidence, Finding, Operand, Record

MOST_REASONS: Final = 5
_ABOUT_FIGURES: Final = frozenset({"table_arithmetic", "table_vs_table", "prose_vs_table", "prose_vs_prose"})
_ORDER = {"error": 0, "rounding": 1, "note": 2}


class Verdicts(NamedTuple):
    """What a record is told: what contradicts itself, one result per rule, and how much was compared at all."""

    findings: list[Finding]
    checks: list[CheckResult]
    coverage: Coverage | None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What the rules came to on a record; ``evidence``: what has taken the place of its evidence since, by ``id``."""

    context: Context
    outcomes: Evaluated
    evidence: Mapping[int, Evidence] = field(default_factory=dict)

    def on(self, record: Record) -> Evaluation | None:
        """The same evaluation for ``record``; ``None`` where a rule could see what is different in it."""
        if record is self.context.record:
            return replace(self, evidence={})
        evidence = settled_evidence(self.context.record, record)
        return None if evidence is None else replace(self, evidence=evidence)


def evaluate(
    record: Record,
    document: Document | None = None,
    *,
    rules: Sequence[Rule] = CATALOGUE,
    isolation: Isolation | None = None,
    before: Evaluation | None = None,
) -> Evaluation:
    """Every rule on a record.

    ``document`` is needed by the rules about the running text only; without it they are not checkable.  A rule that
    fails is not checkable; ``isolation`` lists it too.  ``before``: an evaluation of the same document with other
    figures (before a correction, a repair, an answer), whose structure is kept where it still fits.
    """
    safe = isolation or Isolation()
    context = Context(record, document, before.context if before is not None else None)
    return Evaluation(context, [(rule, _outcomes(rule, context, safe)) for rule in rules])


def identities_of(evaluation: Evaluation) -> list[JudgedIdentity]:
    """Every identity that the rules about figures formed, each once."""
    judged: dict[tuple[Key, ...], JudgedIdentity] = {}
    for rule, outcomes in evaluation.outcomes:
        for outcome in outcomes if rule.type in _ABOUT_FIGURES else ():
            if outcome.identity is not None:
                keys = tuple(figure.key for figure in outcome.identity.figures)
                telling = outcome.identity.total.value != 0 and outcome.identity.tells
                judged[keys] = JudgedIdentity(keys, outcome.identity.judge(), telling)
    return list(judged.values())


def findings_of(evaluation: Evaluation, *, lang: str = "zh", isolation: Isolation | None = None) -> Verdicts:
    """All findings, per rule how often it held, failed or could not be judged, and the coverage.

    ``lang`` is the language of messages, titles and suggestions (``zh`` or ``en``).
    """
    safe = isolation or Isolation()
    context, evaluated = evaluation.context, evaluation.outcomes
    evaluated, suggestions, folded = safe.run(
        Part("勾稽问题的定位与归并"), (evaluated, Suggestions({}), evaluated), located, evaluated, context
    )
    findings = [
        _with_evidence(finding, evaluation.evidence)
        for rule, outcomes in folded
        for finding in safe.run(Part(f"规则 {rule.id}"), [], _findings, rule, outcomes, suggestions, lang)
    ]
    findings.sort(key=lambda f: _ORDER[f.severity])
    numbered = [f.model_copy(update={"id": f"f{n:03d}"}) for n, f in enumerate(findings, 1)]
    results = [_result(rule, outcomes, lang) for rule, outcomes in evaluated]
    covered = safe.run(Part("勾稽覆盖的统计"), None, coverage_of, evaluated, context)
    return Verdicts(with_keys(numbered, context.record.tables), results, covered)


def run_checks(
    record: Record,
    document: Document | None = None,
    *,
    lang: str = "zh",
    rules: Sequence[Rule] = CATALOGUE,
    isolation: Isolation | None = None,
) -> Verdicts:
    """:func:`evaluate` and :func:`findings_of` in one, for a record whose values have their status."""
    safe = isolation or Isolation()
    evaluation = evaluate(record, document, rules=rules, isolation=safe)
    return findings_of(evaluation, lang=lang, isolation=safe)


def text_rules(checks: Iterable[CheckResult], earlier: Iterable[CheckResult]) -> set[str]:
    """Rules that look at the running text, judged without it (``checks``): what they gave ``earlier``, with it, stands."""
    without = {result.rule for result in checks if NEEDS_TEXT in result.reasons}
    return without | {rule.id for rule in CATALOGUE if rule.reads_text} & {result.rule for result in earlier}


def _with_evidence(finding: Finding, now: Mapping[int, Evidence]) -> Finding:
    operands = [
        operand.model_copy(update={"evidence": now.get(id(operand.evidence), operand.evidence)})
        for operand in finding.operands
    ]
    return finding.model_copy(update={"operands": operands})


def located(evaluated: Evaluated, context: Context) -> tuple[Evaluated, Suggestions, Evaluated]:
    """The outcomes in the light of each other, what may be wrong, and the outcomes with consequences folded."""
    evaluated = doubt_years(doubt_units(evaluated, context.title_of), context)
    evaluated = doubt_misread(evaluated, context)
    bindings = [binding for places in context.bindings.values() for binding in places]
    suggestions = suggest((o for _, outcomes in evaluated for o in outcomes), Witnesses(context).favour)
    evaluated = withdraw_followers(withdraw_rounding(evaluated, suggestions.diagnoses()))
    return evaluated, suggestions, fold_consequences(evaluated, bindings)


def _outcomes(rule: Rule, context: Context, safe: Isolation) -> list[Outcome]:
    """What a rule comes to; where a part is lost, a rule without operands may have lost them with it."""
    failed = [unsure(f"规则 {rule.id} 未能执行：程序内部错误", rival="other")]
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
    severity = outcome.severity or rule.severity
    if severity == "error" and not may_accuse(rule.name, outcome.mechanism):
        severity = "note"
    return Finding(
        id="",
        rule=rule.id,
        type=outcome.type or rule.type,
        severity=severity,
        message=message.pick(lang),
        operands=operands,
        expected=outcome.expected,
        difference=outcome.difference,
        basis=rule.basis or None,
        suggestion=text.pick(lang) if text is not None else None,
        mechanism=outcome.mechanism,
    )


def _result(rule: Rule, outcomes: list[Outcome], lang: str) -> CheckResult:
    states = [o.state for o in outcomes]
    reasons = _reasons(outcomes, "not_checkable")
    return CheckResult(
        rule=rule.id,
        title=rule.title.pick(lang),
        passed=states.count("passed"),
        failed=states.count("failed"),
        not_applicable=states.count("not_applicable") if states else 1,
        not_checkable=states.count("not_checkable"),
        reasons=reasons[:MOST_REASONS],
        more_reasons=max(0, len(reasons) - MOST_REASONS),
        inapplicable=_reasons(outcomes, "not_applicable")[:MOST_REASONS],
    )


def _reasons(outcomes: Iterable[Outcome], state: OutcomeState) -> list[str]:
    """The different reasons why places are in a state."""
    return list(dict.fromkeys(o.reason for o in outcomes if o.reason and o.state == state))
