"""Contracts with small and medium enterprises: what the shares by kind give is the amount that the paragraph states.

Example: 货物 171.70 of which 9.16 %, 服务 1792.72 of which 90.84 %, together 1644.23; 授予中小企业合同金额 1820.69.
The shares by kind that make 100 % are shares of the contracts, printed as shares of the expenditure.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, skipped
from gouji.checks.rules.performance.forms import HUNDRED
from gouji.domain import bases
from gouji.figures import NUMBER, amount
from gouji.relations.identity import ZERO, show
from gouji.schemas.record import Operand

_KINDS = ("货物", "工程", "服务")
_SPENT = rf"政府采购KIND(?:支出|金额|预算)?(?:总额)?[为:：]?({NUMBER})万元"
_GRANTED = re.compile(rf"授予中小企业(?:的)?合同(?:总)?金额[为:：]?({NUMBER})万元")
_SHARE = rf"KIND采购授予中小企业(?:的)?合同金额占KIND(?:采购)?支出(?:总)?(?:金额|总额)?的({NUMBER})[%％]"
_FAR = 700
"""Characters of the one paragraph in which all of it stands."""
_STEP = Decimal("0.01")


def procurement_shares(context: Context) -> Outcomes:
    """Amounts by kind times their shares against the contracts with small and medium enterprises."""
    done = False
    for granted in _GRANTED.finditer(context.text):
        around = context.text[max(0, granted.start() - _FAR // 2) : granted.end() + _FAR // 2]
        spent = {kind: _only(_SPENT.replace("KIND", kind), around) for kind in _KINDS}
        shares = {kind: _only(_SHARE.replace("KIND", kind), around) for kind in _KINDS}
        total = amount(granted[1])
        told = [kind for kind in _KINDS if shares[kind] is not None and spent[kind] is not None]
        if total is None or not told or any(value is None for value in spent.values()):
            continue
        done = True
        yield _judged(context, granted[1], total, {k: spent[k] or ZERO for k in _KINDS}, shares)
    if not done:
        yield skipped("文字没有按货物、工程、服务写授予中小企业的占比")


RULES: Final = (
    Rule(
        "A11",
        Text("中小企业合同金额＝各类采购支出×占比之和", "Contracts with small enterprises by kind"),
        procurement_shares,
        basis=bases.COMPLETE_AND_EXACT,
        type="percent",
        reads_text=True,
    ),
)


def _only(pattern: str, text: str) -> Decimal | None:
    """The figure of a pattern that the text has once, or always alike."""
    found = set(re.findall(pattern, text))
    return amount(found.pop()) if len(found) == 1 else None


def _judged(
    context: Context,
    printed: str,
    total: Decimal,
    spent: dict[str, Decimal],
    shares: dict[str, Decimal | None],
) -> Outcome:
    told = [kind for kind in _KINDS if shares[kind] is not None]
    untold = sum((spent[kind] for kind in _KINDS if kind not in told), ZERO)
    least = sum((spent[kind] * (shares[kind] or ZERO) / HUNDRED for kind in told), ZERO)
    slack = sum((spent[kind] * _STEP / 2 / HUNDRED for kind in told), ZERO) + _STEP
    if least - slack <= total <= least + untold + slack:
        return Outcome("passed")
    sums = "＋".join(f"{show(spent[kind])}×{show(shares[kind] or ZERO)}%" for kind in told)
    whole = sum((shares[kind] or ZERO for kind in told), ZERO)
    base = "；各占比相加为 100%，似为占授予中小企业合同金额的比重" if abs(whole - HUNDRED) <= _STEP else ""
    where = next(
        (said.statement.section for said in context.prose.amounts if "中小企业" in said.name),
        "政府采购支出说明",
    )
    return Outcome(
        "failed",
        scope=where,
        message=Text(
            f"{where}：按所写占比，{sums}＝{show(least.quantize(_STEP))} 万元，授予中小企业合同金额为 {printed} 万元{base}",
            f"{where}: by the shares stated {show(least.quantize(_STEP))}, the contracts are {printed}",
        ),
        operands=(
            Operand(where=f"{where} 授予中小企业合同金额", value=printed),
            *(Operand(where=f"{where} {kind}占比", value=show(shares[kind] or ZERO)) for kind in told),
            *(Operand(where=f"{where} {kind}支出", value=show(spent[kind])) for kind in told),
        ),
        expected=show(least.quantize(_STEP)),
        mechanism="sentence",
    )
