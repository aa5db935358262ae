"""Blanks, misprints and leftovers of the template: patterns searched for in the running text and in statements.

Takes the lines of the document; without it only the quotes of the statements, and then an absence is not checkable.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from gouji.checks.context import Context
from gouji.checks.families.places import NEEDS_TEXT, line_evidence, line_name
from gouji.checks.model import Outcome, Outcomes, Rule, Text, unsure
from gouji.checks.prose import Said
from gouji.normalise import squash
from gouji.read.model import Line
from gouji.schemas.record import Operand


@dataclass(frozen=True, slots=True)
class TextPattern:
    """A pattern of the running text (without whitespace) and what it means."""

    pattern: str
    zh: str
    en: str
    over_lines: bool = False
    """Whether it is searched for over the end of a wrapped line too; repeated words are not."""


def text_patterns(rule: Rule, context: Context) -> Outcomes:
    """Places of the text that match a pattern of the rule: blanks, leftovers, misprints."""
    spec = rule.spec
    assert isinstance(spec, tuple)
    if context.document is None:
        yield from _in_quotes(spec, context)
        return
    found = False
    for entry in spec:
        for line, match in line_matches(entry.pattern, context):
            found = True
            yield text_finding(entry, match, line)
        for said, match in _torn(entry.pattern, context):
            found = True
            yield _quote_finding(entry, match, said)
        for line, match in _wrapped(entry.pattern, context) if entry.over_lines else ():
            found = True
            yield text_finding(entry, match, line)
    if not found:
        yield Outcome("passed")


def _in_quotes(spec: tuple[TextPattern, ...], context: Context) -> Iterator[Outcome]:
    """Without the document only the quotes of the statements can be searched."""
    found = False
    for entry in spec:
        for said in context.prose.said:
            match = re.search(entry.pattern, squash(said.statement.quote))
            if match:
                found = True
                yield _quote_finding(entry, match, said)
    if not found:
        yield unsure(NEEDS_TEXT)


def _quote_finding(entry: TextPattern, match: re.Match[str], said: Said) -> Outcome:
    where = f"{said.statement.section} {said.name}"
    return Outcome(
        "failed",
        message=Text(f"{where}：{entry.zh}“{match.group(0)}”", f"{where}: {entry.en} “{match.group(0)}”"),
        operands=(
            Operand(
                where=where,
                value=match.group(0),
                quote=said.statement.quote,
                evidence=said.statement.evidence,
            ),
        ),
        twin=match.group(0) + said.statement.section,
    )


def _torn(pattern: str, context: Context) -> Iterator[tuple[Said, re.Match[str]]]:
    """Matches inside a statement that no single line shows, because the line ends in the middle of them."""
    compiled = re.compile(pattern)
    told: set[str] = set()
    for said in context.prose.said:
        quote = squash(said.statement.quote)
        for match in compiled.finditer(quote):
            around = quote[max(0, match.start() - _AROUND) : match.end()]
            torn = around not in told and not any(match.group(0) in text for _, text in context.squashed)
            if torn and around in context.text:
                told.add(around)
                yield said, match


def _wrapped(pattern: str, context: Context) -> Iterator[tuple[Line, re.Match[str]]]:
    """Matches over the end of a line of prose (``预算X`` / ``X万元``) that no statement quotes.

    The line before the break is as long as prose is wrapped, and ends no sentence.
    """
    compiled = re.compile(pattern)
    filled = [(line, text) for line, text in context.squashed if text]
    quotes = [squash(said.statement.quote) for said in context.prose.said]
    for (line, text), (_, following) in zip(filled, filled[1:], strict=False):
        if len(text) < WRAPPED or text.endswith(SENTENCE_ENDS):
            continue
        joined = text + following[:_AROUND]
        for match in compiled.finditer(joined, max(0, len(text) - _AROUND)):
            around = joined[max(0, match.start() - _AROUND) : match.end()]
            straddles = match.start() < len(text) < match.end()
            if straddles and not any(around in quote for quote in quotes):
                yield replace(line, text=line.text + following), match


WRAPPED = 15
"""A line shorter than this is a heading or a cell, not a wrapped line of prose."""
SENTENCE_ENDS = ("。", "；", ";", "：", ":", "！", "？")
_AROUND = 6
"""Characters before a match by which two matches are told apart."""


def line_matches(pattern: str, context: Context) -> Iterator[tuple[Line, re.Match[str]]]:
    """Every place of the running text that matches a pattern."""
    compiled = re.compile(pattern)
    if compiled.search(context.line_by_line) is None:
        return
    for line, text in context.squashed:
        for match in compiled.finditer(text):
            yield line, match


def text_finding(entry: TextPattern, match: re.Match[str], line: Line) -> Outcome:
    """A match in a line of the running text, as an outcome."""
    text = squash(line.text)
    around = text[max(0, match.start() - 12) : match.end() + 8]
    where = line_name(line)
    return Outcome(
        "failed",
        message=Text(f"{where}“{around}”：{entry.zh}", f"{where} “{around}”: {entry.en}"),
        operands=(
            Operand(
                where=where, value=match.group(0), quote=line.text.strip()[:200], evidence=line_evidence(line)
            ),
        ),
        twin=entry.zh,
    )
