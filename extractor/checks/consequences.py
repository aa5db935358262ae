"""One wrong row and everything that only disagrees because of it become one finding.

A table whose 项 is wrong, and whose 款, 类 and 合计 add up to the wrong amount, disagrees with the other tables at
every level.  Takes the failed outcomes, finds for each table the deepest rows that another
table contradicts, and folds into the finding of such a row every comparison of rows above it that the same change
would mend.  The finding names the deepest row; the others become its places.  Likewise one cell that several rules
blame, because it prints several concepts: 支出总表's 合计 differs from 本年支出合计 and from 支出总计.

Only rules that say so (:attr:`~gouji.checks.model.Rule.consequences`) are folded.  Totals of tables and statements keep
findings of their own: an auditor mends them in another place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from operator import itemgetter
from typing import Final

from gouji.checks.concepts import Binding
from gouji.checks.locate import Diagnosis
from gouji.checks.model import Evaluated, Outcome, Rule, Text
from gouji.checks.rounding_groups import MOST_PLACES
from gouji.relations.identity import Identity, Key

_TOTALS: Final = ("rev", "exp", "app", "general", "fund", "capital")


@dataclass(frozen=True, slots=True)
class _Broken:
    """A failed comparison seen from one of its cells: the row's code (``""``: a total) and the change it needs.

    ``mild``: it is only a note, under which no error is hidden.
    """

    place: tuple[int, int]
    key: Key
    code: str
    needed: Decimal
    slack: Decimal
    mild: bool


def fold_consequences(evaluated: Evaluated, bindings: Iterable[Binding]) -> Evaluated:
    """``evaluated`` with the consequences of one wrong row folded into the finding of that row."""
    codes = {b.figure.key: _code(b.concept) for b in bindings}
    rows = {key: code for key, code in codes.items() if code is not None}
    into: dict[tuple[int, int], tuple[int, int]] = {}
    for kind, follows in (("rows", _above), ("cells", _same_cell)):
        broken = list(_broken(evaluated, kind, rows))
        near = _near(broken)
        for root in sorted(broken, key=lambda one: (-len(one.code), one.mild)):
            for other in near(root) if root.place not in into else ():
                hides = root.mild and not other.mild
                if (
                    other.place != root.place
                    and other.place not in into
                    and not hides
                    and follows(other, root)
                ):
                    into[other.place] = root.place
    return _merged(evaluated, into) if into else evaluated


def _near(broken: Iterable[_Broken]) -> Callable[[_Broken], list[_Broken]]:
    """Which of ``broken`` can follow from one of them: those in its table whose code its own begins with."""
    by_code: dict[tuple[object, str], list[tuple[int, _Broken]]] = defaultdict(list)
    for index, one in enumerate(broken):
        by_code[one.key[0], one.code].append((index, one))

    def near(root: _Broken) -> list[_Broken]:
        starts = (root.code[:length] for length in range(len(root.code) + 1))
        found = (entry for start in starts for entry in by_code.get((root.key[0], start), ()))
        return [one for _, one in sorted(found, key=itemgetter(0))]

    return near


def withdraw_rounding(evaluated: Evaluated, diagnoses: Iterable[Diagnosis]) -> Evaluated:
    """``evaluated`` without the rounding gaps that vanish when a figure blamed for an error is put right."""
    needed = {(d.figure.key, d.figure.value): d for d in diagnoses}

    def cause(outcome: Outcome) -> Diagnosis | None:
        identity = outcome.identity
        if outcome.state != "failed" or outcome.severity != "rounding" or identity is None:
            return None
        for sign, figure in ((1, identity.total), *((-weight, part) for weight, part in identity.parts)):
            blamed = needed.get((figure.key, figure.value))
            if blamed is not None and identity.gap + sign * (blamed.value - figure.value) == 0:
                return blamed
        return None

    def settled(outcome: Outcome) -> Outcome:
        blamed = cause(outcome)
        if blamed is None:
            return outcome
        reason = f"{blamed.figure.where} {blamed.figure.printed} 另有不符，改正后即成立"
        return replace(outcome, state="not_checkable", reason=reason, rival="other")

    return [(rule, [settled(outcome) for outcome in outcomes]) for rule, outcomes in evaluated]


def withdraw_followers(evaluated: Evaluated) -> Evaluated:
    """``evaluated`` without the sums of rows that break only because the header sums of their own figures do.

    The total and a part of such a sum are both accused beside their own columns; with the amounts that these call for
    it holds, and says nothing that they do not.
    """
    needed: dict[Key, Decimal] = {}
    for rule, outcomes in evaluated:
        for outcome in outcomes if rule.misread_as == "row_sum" else ():
            if _is_error(rule, outcome) and outcome.identity is not None:
                needed[outcome.identity.total.key] = outcome.identity.expected

    def settled(rule: Rule, outcome: Outcome) -> Outcome:
        identity = outcome.identity
        if rule.misread_as not in ("code_tree", "table_sum") or not _is_error(rule, outcome):
            return outcome
        if identity is None or identity.total.key not in needed:
            return outcome
        if not any(part.key in needed for _, part in identity.parts):
            return outcome
        total = needed[identity.total.key]
        parts = (sign * needed.get(part.key, part.value) for sign, part in identity.parts)
        if abs(total - sum(parts, Decimal(0))) > identity.slack:
            return outcome
        reason = f"{identity.total.where} {identity.total.printed} 及其下某数另有不符，改正后即成立"
        return replace(outcome, state="not_checkable", reason=reason, rival="other")

    return [(rule, [settled(rule, outcome) for outcome in outcomes]) for rule, outcomes in evaluated]


def _is_error(rule: Rule, outcome: Outcome) -> bool:
    return outcome.state == "failed" and (outcome.severity or rule.severity) == "error"


def _code(concept: str) -> str | None:
    """The code of the functional row that a concept is about, ``""`` for a total over all rows."""
    name = concept.split(":")
    if name[0] == "func":
        return name[2]
    return "" if concept.split("@")[0].split(".")[0] in _TOTALS else None


def _broken(evaluated: Evaluated, kind: str, rows: dict[Key, str]) -> Iterable[_Broken]:
    for at, (rule, outcomes) in enumerate(evaluated):
        for n, outcome in enumerate(outcomes if rule.consequences == kind else ()):
            severity = outcome.severity or rule.severity
            if outcome.state == "failed" and severity != "rounding" and outcome.identity is not None:
                yield from _seen_from((at, n), outcome.identity, rows, severity == "note")


def _seen_from(
    place: tuple[int, int], identity: Identity, rows: dict[Key, str], mild: bool
) -> Iterable[_Broken]:
    for sign, figure in ((-1, identity.total), *identity.parts):
        code = rows.get(figure.key)
        if code is not None:
            yield _Broken(place, figure.key, code, identity.gap * sign, identity.slack, mild)


def _above(other: _Broken, root: _Broken) -> bool:
    """The same row or one above it in the same table, mended by the same change."""
    inside = root.code.startswith(other.code) and root.code != "" and other.key[0] == root.key[0]
    return inside and _same_change(other, root)


def _same_cell(other: _Broken, root: _Broken) -> bool:
    return other.key == root.key and _same_change(other, root)


def _same_change(one: _Broken, other: _Broken) -> bool:
    return abs(one.needed - other.needed) <= one.slack + other.slack


def _merged(evaluated: Evaluated, into: dict[tuple[int, int], tuple[int, int]]) -> Evaluated:
    followers: dict[tuple[int, int], list[Outcome]] = {}
    for place, root in into.items():
        while root in into:
            root = into[root]
        followers.setdefault(root, []).append(evaluated[place[0]][1][place[1]])
    merged: Evaluated = []
    for at, (rule, outcomes) in enumerate(evaluated):
        kept = [
            _with(outcome, followers.get((at, n), []))
            for n, outcome in enumerate(outcomes)
            if (at, n) not in into
        ]
        merged.append((rule, kept))
    return merged


def _with(root: Outcome, followers: Sequence[Outcome]) -> Outcome:
    if not followers:
        return root
    figures = {f.key: f for one in (root, *followers) for f in one.figures}
    identities = [i for one in followers for i in (one.identity, *one.extra) if i is not None]
    message = root.message
    if message is not None:
        count = len(followers)
        message = Text(
            f"{message.zh}；同额不符的另有 {count} 处",
            f"{message.en}; {count} more comparisons differ by the same amount",
        )
    return replace(
        root,
        message=message,
        figures=tuple(figures.values())[:MOST_PLACES],
        extra=(*root.extra, *identities),
        twin=None,
    )
