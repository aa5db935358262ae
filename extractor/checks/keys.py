"""The key of a finding: what it is about, in words that outlive a run.

Takes findings and the tables of their record, gives the findings with their keys.  Baselines, SARIF, the
review, the reports and the adjudication all recognise a finding by this key and by nothing else.

A key is ``<rule>-<places>-<values>``, for example ``T02-9c1d03ab44ef-77aa01bc``:

* **rule** in plain letters, so that a renamed rule can be led to its new name (:mod:`gouji.checks.renamed`)
  without knowing what was hashed;
* **places**: a digest of where its figures stand, so that a finding whose figures have changed is still known as
  the same question (:func:`question_of`);
* **values**: a digest of the printed digits at those places, so that who accepts a finding does not accept the
  next mistake in the same cell.

A place is named by what is *printed* around it, never by how we number it: a cell by the title of its table, for a
form also by its project, then row label and column path; a figure of the prose by the number of its section and
its subject; a line of text by its words.  Not used: ids (``t03``, ``s017``, ``f012``), page, line and box, number
and kind of the table where it has a title, message, severity, version and language.

So a key survives a table or a page more in front, another layout of the same text, a text dump of the same PDF,
another order of findings, another wording and another language.  What that costs: a reader that comes to
read a title, a row label or a header path differently changes the keys of the findings there (page and box would
outlive that, but not an inserted page; both at once would outlive neither), a section put in between
renumbers the printed numbers of the sections behind it, and a rule that comes to list other places is another
finding.  Two findings with the same rule, words and digits (the same table printed twice) are told
apart by their order in the record: the second one ends in ``-2``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence

from gouji.checks.renamed import current_rule
from gouji.figures import plain_number
from gouji.normalise import fold
from gouji.schemas.record import Finding, Operand, Table

_COUNTED = re.compile(r"第\d+[页行]")
"""A place that says nothing but how far into the file it is."""

PROJECT_FIELD = "项目名称"
PLACE_DIGITS = 12
VALUE_DIGITS = 8


def finding_key(finding: Finding) -> str:
    """The key of a finding, under today's name of its rule; one without a key (made by hand) gets its own."""
    return current_key(finding.key) if finding.key else _key(finding, {})


def with_keys(findings: Iterable[Finding], tables: Iterable[Table]) -> list[Finding]:
    """The findings of one record, in their order, each with a key that no other has."""
    names = {table.id: _name(table) for table in tables}
    seen: dict[str, int] = {}
    keyed = []
    for finding in findings:
        key = _key(finding, names)
        seen[key] = seen.get(key, 0) + 1
        told_apart = key if seen[key] == 1 else f"{key}-{seen[key]}"
        keyed.append(finding.model_copy(update={"key": told_apart}))
    return keyed


def current_key(key: str, renamed: Mapping[str, str] | None = None) -> str:
    """A key from a file under today's name of its rule; a key of an earlier form stays as it is."""
    rule, dash, rest = key.partition("-")
    return f"{current_rule(rule, renamed)}{dash}{rest}" if dash else key


def question_of(key: str) -> str:
    """Rule and places without the values: the same however the figures are read."""
    return "-".join(key.split("-")[:2])


def values_of_key(key: str) -> str:
    """What changes when a figure of the finding does."""
    return "-".join(key.split("-")[2:3])


def printed_value(text: str | None) -> str:
    """Digits without separators, other text folded; empty where nothing is printed."""
    return "" if text is None else plain_number(text) or fold(text)


def _key(finding: Finding, names: Mapping[str, str]) -> str:
    places = [_place(operand, names) for operand in finding.operands]
    values = [printed_value(operand.value) for operand in finding.operands]
    said = [f"{place}={value}" for place, value in zip(places, values, strict=True)]
    if not said:
        said = [printed_value(finding.expected), printed_value(finding.difference)]
    rule = current_rule(finding.rule)
    return f"{rule}-{_digest(sorted(places), PLACE_DIGITS)}-{_digest(sorted(said), VALUE_DIGITS)}"


def _place(operand: Operand, names: Mapping[str, str]) -> str:
    """Table, row and column; section and subject; or the words of a line."""
    head, space, rest = operand.where.partition(" ")
    if head in names:
        return f"{names[head]}\x1e{fold(rest)}"
    if space or not operand.quote:
        return fold(operand.where)
    return f"{_COUNTED.sub('', fold(operand.where))}\x1e{fold(operand.quote)}"


def _name(table: Table) -> str:
    """What is printed over a table; what kind it is only where nothing is."""
    printed = table.title or table.number
    project = (table.form or {}).get(PROJECT_FIELD)
    return "\x1e".join(
        [fold(printed) if printed else table.kind.value, *([fold(project)] if project else [])]
    )


def _digest(parts: Sequence[str], length: int) -> str:
    text = "\x1f".join(parts)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:length]
