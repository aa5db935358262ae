"""Patterns of the running text that no finished document has: blanks, leftovers of the template, repeated words.

Takes the lines of the document; without it only the quotes of the statements, and then an absence is not checkable.

Example: 比上年增加（减少）12.00 万元; 支出预算XX万元.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from gouji.checks.context import Context
from gouji.checks.model import Outcome, Outcomes, Rule, Text, unsure
from gouji.checks.rules.text_places import NEEDS_TEXT, TextPattern, line_matches, text_finding
from gouji.checks.statement_view import StatementView
from gouji.domain import bases
from gouji.normalise import squash
from gouji.read.model import Line
from gouji.schemas.record import Operand

LEFTOVERS: Final = (
    TextPattern(
        r"(?<![A-Za-z])[Xx×╳]{2,}(?![A-Za-z0-9])(部门|单位|局|万元|年|项目|%)",
        "模板占位未填写",
        "a blank of the template was left unfilled",
        over_lines=True,
    ),
    TextPattern(
        r"待填写|请填写|此处填写|【.{0,12}填.{0,12}】|\{单位\}|（略）|TBD|N/A",
        "模板占位未填写",
        "a blank of the template was left unfilled",
    ),
    TextPattern(
        r"\[(?:值|百分比|类别名称|系列名称)\]",
        "图表标签是软件的占位符，没有数值",
        "a label of a chart is the program's placeholder",
    ),
    TextPattern(
        r"增加（减少）|增加\(减少\)|增加/减少|（增加/减少）|上升（下降）",
        "模板选项未删",
        "a template choice was left",
    ),
    TextPattern(r"主要原因(是|：|:)[。；]", "原因未填写", "a reason was left blank"),
    TextPattern(r"增加持平|减少持平", "模板选项未删", "a template choice was left"),
)
BLANKS: Final = (
    TextPattern(
        r"(?:已有|共有|共计)[万亿](?:人|户|家|元|参保|次)",
        "“万”前漏填数字",
        "a figure is left blank",
    ),
    TextPattern(
        r"(?:预算|支出|收入|决算|经费|合计|总计)(?:数)?为?[，,]?万元(?=[，。；,;])",
        "“万元”前漏填数额",
        "an amount is left blank",
    ),
    TextPattern(r"(?:增长|下降|占)%", "“%”前漏填数字", "a percentage is left blank"),
)
REPEATS: Final = (
    TextPattern(
        r"预算预算|决算决算|财政拨款财政拨款|万元万元|主主要|增加增加|减少减少|支出支出(?!决算|预算)",
        "重复用词",
        "a word is repeated",
    ),
    TextPattern(r"[。，；、]{2}(?![。])|，。|。，|；。", "标点重复", "punctuation is repeated"),
)


def text_patterns(context: Context, patterns: Sequence[TextPattern]) -> Outcomes:
    """Places of the text that match a pattern of the rule: blanks, leftovers, misprints."""
    if context.document is None:
        yield from _in_quotes(patterns, context)
        return
    found = False
    for entry in patterns:
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


RULES: Final = (
    Rule(
        "M04",
        Text("数字已填", "No blank where a figure belongs"),
        partial(text_patterns, patterns=BLANKS),
        basis=bases.TIMELY_EXACT_REGULAR,
        type="missing",
        reads_text=True,
    ),
    Rule(
        "M07",
        Text("模板文字已删改", "No template leftovers"),
        partial(text_patterns, patterns=LEFTOVERS),
        basis=bases.TIMELY_EXACT_REGULAR,
        type="template_leftover",
        reads_text=True,
    ),
    Rule(
        "M14",
        Text("没有重复的字词、标点", "No repeated words or marks"),
        partial(text_patterns, patterns=REPEATS),
        basis=bases.TIMELY_EXACT_REGULAR,
        type="duplicate",
        severity="note",
        reads_text=True,
    ),
)


def _in_quotes(patterns: Sequence[TextPattern], context: Context) -> Iterator[Outcome]:
    """Without the document only the quotes of the statements can be searched."""
    found = False
    for entry in patterns:
        for said in context.prose.statements:
            match = re.search(entry.pattern, squash(said.statement.quote))
            if match:
                found = True
                yield _quote_finding(entry, match, said)
    if not found:
        yield unsure(NEEDS_TEXT, rival="other")


def _quote_finding(entry: TextPattern, match: re.Match[str], said: StatementView) -> Outcome:
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


def _torn(pattern: str, context: Context) -> Iterator[tuple[StatementView, re.Match[str]]]:
    """Matches inside a statement that no single line shows, because the line ends in the middle of them."""
    compiled = re.compile(pattern)
    told: set[str] = set()
    for said in context.prose.statements:
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
    quotes = [squash(said.statement.quote) for said in context.prose.statements]
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
