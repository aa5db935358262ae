"""No amount begins with superfluous zeros.

Example: 000 万元 for 0.00 万元.
"""

from __future__ import annotations

import re
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text
from gouji.checks.rules.form.missing_units import misprint
from gouji.domain import bases


def odd_zeros(context: Context) -> Outcomes:
    """No amount begins with superfluous zeros (000 万元 for 0.00 万元)."""
    for said in context.prose.amounts:
        value = said.statement.value or ""
        if not re.match(r"^0\d", value):
            yield Outcome("passed")
        elif said.sure:
            yield misprint(
                said,
                f"{said.where_name}印作“{value}”{said.unit or ''}，疑漏小数点",
                f"{said.where_name} prints “{value}”, a decimal point seems lost",
            )


RULES: Final = (
    Rule(
        "M05",
        Text("金额没有多余的零", "No misprinted zeros"),
        odd_zeros,
        basis=bases.TIMELY_EXACT_REGULAR,
        type="label",
    ),
)
