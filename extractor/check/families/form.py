"""Completeness and form: statutory tables, the contents page, blanks, misprints, leftovers, headings, dates.

Rules about what the record holds need only the record; rules about the running text need the document and
are *not checkable* without it.  Nothing is called missing in a document of which a part was not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from extractor.check.context import Context
from extractor.check.families.labels import chinese_number
from extractor.check.model import Outcome, Outcomes, Rule, Text, skipped, unsure
from extractor.check.prose import Said
from extractor.normalise import fold, squash
from extractor.read.model import Line
from schemas.record import DocType, Evidence, Operand, TableKind

K = TableKind
NEEDS_TEXT = "需要正文：请对原文件而不是记录运行检查"
FEWEST_TABLES = 4
"""Below this many statutory tables the tables are taken to be in an annex that was not given to us."""


@dataclass(frozen=True, slots=True)
class Statutory:
    """One table that the format demands: any of these kinds will do."""

    kinds: tuple[TableKind, ...]
    name: str
    docs: tuple[DocType, ...] = ("budget", "final_accounts")


def statutory_tables(rule: Rule, context: Context) -> Outcomes:
    """The tables that 财预〔2016〕143号 demands for the document kind are present."""
    spec = rule.spec
    assert isinstance(spec, tuple)
    present = {view.table.kind for view in context.views}
    wanted = [s for s in spec if context.doc_type in s.docs]
    found = [s for s in wanted if present.intersection(s.kinds)]
    if context.doc_type is None or len(found) < FEWEST_TABLES:
        yield unsure("文件中的法定报表不足四张，报表可能另附；请提供附件")
        return
    listed = {entry.kind for entry in context.contents.tables}
    for entry in wanted:
        if entry in found:
            yield Outcome("passed")
        elif listed.intersection(entry.kinds):
            yield skipped(f"{entry.name}列在目录中，由目录核对")
        elif context.unread:
            pages = "、".join(str(p) for p in sorted(context.unread_pages))
            yield unsure(f"第 {pages} 页未能读出，无法断定缺{entry.name}" if pages else "有内容未能读出")
        elif any(view.table.kind == K.OTHER for view in context.views):
            yield unsure(f"有报表未能归类，无法断定缺{entry.name}")
        else:
            yield Outcome(
                "failed",
                message=Text(f"缺少法定报表：{entry.name}", f"a statutory table is missing: {entry.name}"),
                operands=(Operand(where=entry.name),),
            )


def line_evidence(line: Line) -> Evidence:
    """The place of a whole line of the running text."""
    place = line.place()
    return Evidence(page=place.page, bbox=place.bbox, line=place.line, span=place.span, confidence=1.0)


# ---------------------------------------------------------------- blanks, misprints, leftovers


@dataclass(frozen=True, slots=True)
class TextPattern:
    """A pattern of the running text (without whitespace) and what it means."""

    pattern: str
    zh: str
    en: str


def text_patterns(rule: Rule, context: Context) -> Outcomes:
    """Places of the text that match a pattern of the rule: blanks, leftovers, misprints."""
    spec = rule.spec
    assert isinstance(spec, tuple)
    if context.document is None:
        yield from _in_quotes(spec, context)
        return
    found = False
    for entry in spec:
        for line, match in _matches(entry.pattern, context):
            found = True
            yield _text_finding(entry, match, line)
        for said, match in _torn(entry.pattern, context):
            found = True
            yield _quote_finding(entry, match, said)
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


_AROUND = 6
"""Characters before a match by which two matches are told apart."""


def _matches(pattern: str, context: Context) -> Iterator[tuple[Line, re.Match[str]]]:
    compiled = re.compile(pattern)
    for line, text in context.squashed:
        for match in compiled.finditer(text):
            yield line, match


def _text_finding(entry: TextPattern, match: re.Match[str], line: Line) -> Outcome:
    text = squash(line.text)
    around = text[max(0, match.start() - 12) : match.end() + 8]
    where = f"第{line.page}页" if line.page else f"第{line.number}行"
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


def missing_units(rule: Rule, context: Context) -> Outcomes:
    """Every amount in prose carries its unit."""
    for said in context.prose.amounts:
        if said.statement.value is None:
            continue
        if not said.assumed_unit:
            yield Outcome("passed")
        elif said.sure:
            figure = said.figure()
            yield Outcome(
                "failed",
                message=Text(
                    f"{said.where_name} {said.statement.value} 后漏印单位",
                    f"{said.where_name}: {said.statement.value} has no unit",
                ),
                figures=(figure,) if figure else (),
            )


_WITH_UNIT = re.compile(r"(\d[\d,]*(?:\.\d+)?)(亿元|万元|元)")
_SAME_SIZE = 100
"""Two figures of one comparison are of one size when neither is this many times the other."""


def mixed_units(rule: Rule, context: Context) -> Outcomes:
    """预算数 and 决算数 of one sentence carry the same unit: not 预算 2016.51 万元，决算 1852.35 元."""
    for said in context.prose.amounts:
        wanted = [v for v in (said.statement.value, said.statement.budget_value) if v is not None]
        units = _units(wanted, _WITH_UNIT.findall(squash(said.statement.quote)))
        if units is None or not said.sure:
            continue
        value, budget = (Decimal(v.replace(",", "")) for v in wanted)
        if units[0] == units[1]:
            yield Outcome("passed")
        elif value and budget and 1 / Decimal(_SAME_SIZE) < value / budget < _SAME_SIZE:
            shown = "、".join(f"{v}{unit}" for v, unit in zip(wanted, units, strict=True))
            yield Outcome(
                "failed",
                message=Text(
                    f"{said.where_name}：{shown} 大小相当而单位不同",
                    f"{said.where_name}: {shown} are of one size, in different units",
                ),
                operands=(Operand(where=said.where_name, value=wanted[0], quote=said.statement.quote),),
            )


def _units(wanted: list[str], printed: list[tuple[str, str]]) -> list[str] | None:
    """The unit after each of two figures; alike digits are told apart by their order (34.25万元 … 34.25元)."""
    places = [[unit for digits, unit in printed if digits == value] for value in wanted]
    if len(wanted) != 2 or not all(places):
        return None
    return [places[0][0], places[1][-1]]


def odd_zeros(rule: Rule, context: Context) -> Outcomes:
    """No amount begins with superfluous zeros (000 万元 for 0.00 万元)."""
    for said in context.prose.amounts:
        value = said.statement.value or ""
        if not re.match(r"^0\d", value):
            yield Outcome("passed")
        elif said.sure:
            figure = said.figure()
            yield Outcome(
                "failed",
                message=Text(
                    f"{said.where_name}印作“{value}”{said.unit or ''}，疑漏小数点",
                    f"{said.where_name} prints “{value}”, a decimal point seems lost",
                ),
                figures=(figure,) if figure else (),
            )


_THERE = re.compile(r"[1-9][\d,]*(?:\.\d+)?万?元[，,]占[1-9][\d.]*%[；;，,]不存在此项内容")


def nothing_here(rule: Rule, context: Context) -> Outcomes:
    """“不存在此项内容” is not said of an amount that is there."""
    entry = TextPattern(_THERE.pattern, "有数额，后面却写“不存在此项内容”", "an amount is said not to exist")
    if any(_matches(entry.pattern, context)):
        for line, match in _matches(entry.pattern, context):
            yield _text_finding(entry, match, line)
        return
    for said in context.prose.amounts:
        if not re.search(r"不存在此项内容|无此项(内容|支出|收入)", squash(said.statement.quote)):
            continue
        figure = said.figure()
        if figure is None or figure.value == 0 or not said.sure:
            yield Outcome("passed")
            continue
        yield Outcome(
            "failed",
            message=Text(
                f"{said.where_name} {figure.printed}{said.unit or ''}，后面却写“不存在此项内容”",
                f"{said.where_name} is {figure.printed} and is said not to exist",
            ),
            figures=(figure,),
        )


def blank_change(rule: Rule, context: Context) -> Outcomes:
    """增加/减少 is followed by its amount."""
    for said in context.prose.amounts:
        if said.statement.direction not in ("increase", "decrease"):
            continue
        found = re.search(r"(增加|减少|增长|下降)(万元|元|%)", squash(said.statement.quote))
        if found is None or said.statement.change is not None:
            yield Outcome("passed")
        elif said.sure:
            yield Outcome(
                "failed",
                message=Text(
                    f"{said.where_name}：“{found.group(0)}”漏填数额",
                    f"{said.where_name}: an amount is left blank",
                ),
                operands=(
                    Operand(
                        where=said.where_name, quote=said.statement.quote, evidence=said.statement.evidence
                    ),
                ),
            )


def three_public_reasons(rule: Rule, context: Context) -> Outcomes:
    """A change of 三公 expenses is given a reason."""
    for said in context.prose.amounts:
        if not any(c.startswith("three.") for c in said.concepts):
            continue
        change = said.signed_change()
        if change is None or change.value == 0:
            continue
        top = context.prose.by_top[said.top]
        if (
            said.statement.reason
            or any(s.statement.reason for s in top if s.statement.change == said.statement.change)
            or any(s.position > said.position and s.statement.reason for s in top)
        ):
            yield Outcome("passed")
        else:
            yield Outcome(
                "failed",
                message=Text(
                    f"{said.where_name}有增减，没有说明原因", f"{said.where_name} changes without a reason"
                ),
                figures=(change if change.value >= 0 else change.negated(),),
            )


# ---------------------------------------------------------------- headings, names, years

_PART = re.compile(r"^[#*\s]*第[一二三四五六七八九十]+部分")
_HEADING = re.compile(r"^[#*\s]*([一二三四五六七八九十]{1,3})[、.．]\s*\S")


def heading_numbers(rule: Rule, context: Context) -> Outcomes:
    """The main headings of a part are numbered in order (一、二、三、, not 一、二、十三、)."""
    if context.document is None:
        yield unsure(NEEDS_TEXT)
        return
    tables = {n for view in context.views if view.table.where.lines for n in _span(view.table.where.lines)}
    pages = {p for view in context.views for p in view.table.where.pages or ()}
    page = context.contents
    contents = {id(line) for line in context.printed_lines[page.first : page.last]}
    last, last_line = 0, None
    for line, text in context.squashed:
        if _PART.match(text):
            last = 0
        skip = id(line) in contents or line.number in tables or line.page in pages
        found = _HEADING.match(line.text.strip()) if not skip and len(text) <= 40 else None
        number = chinese_number(found.group(1)) if found else None
        if number is None or re.search(r"[。；;]$", text):
            continue
        if number == 10 + last + 1 and last >= 1 and last_line is not None:
            yield Outcome(
                "failed",
                message=Text(
                    f"标题“{text}”接在“{squash(last_line.text)}”之后，序号有误",
                    f"heading “{text}” follows “{squash(last_line.text)}”",
                ),
                operands=(
                    Operand(
                        where="标题",
                        value=found.group(1) + "、" if found else None,
                        quote=text,
                        evidence=line_evidence(line),
                    ),
                ),
            )
            number = last + 1
        last, last_line = number, line
    yield Outcome("passed")


def _span(lines: tuple[int, int]) -> range:
    return range(lines[0], lines[1] + 1)


_DEPARTMENT_LINE = re.compile(
    r"(?:部门|单位|编制单位|预算单位|公开部门)(?:名称)?[:：]\s*([\u4e00-\u9fff（）()]{5,30})"
)


def department_lines(rule: Rule, context: Context) -> Outcomes:
    """The 部门： lines above the tables name the same department."""
    if context.document is None:
        yield unsure(NEEDS_TEXT)
        return
    names: dict[str, list[Line]] = {}
    for line, text in context.squashed:
        found = _DEPARTMENT_LINE.search(text)
        if found:
            name = re.sub(r"(?:金额)?(?:单位|金额).*$", "", found.group(1))
            if len(name) >= 5:
                names.setdefault(fold(name), []).append(line)
    if not names:
        yield skipped("报表没有印部门名称")
        return
    usual = max(names, key=lambda n: len(names[n]))
    for name, lines in names.items():
        if name == usual or _same_department(name, usual):
            yield Outcome("passed")
            continue
        yield Outcome(
            "failed",
            message=Text(
                f"{len(lines)} 张表的部门名称作“{name}”，其余 {len(names[usual])} 张作“{usual}”",
                f"{len(lines)} tables are headed “{name}”, {len(names[usual])} “{usual}”",
            ),
            operands=tuple(
                Operand(
                    where=f"第{line.page}页" if line.page else f"第{line.number}行",
                    value=n,
                    quote=line.text.strip(),
                    evidence=line_evidence(line),
                )
                for n in (name, usual)
                for line in names[n][:3]
            ),
        )


def _same_department(one: str, other: str) -> bool:
    bare = [re.sub(r"[(（].*?[)）]|本级|机关|部门", "", name) for name in (one, other)]
    return bare[0] == bare[1]


def heading_department(rule: Rule, context: Context) -> Outcomes:
    """A heading that names a department names the document's own."""
    if context.document is None:
        yield unsure(NEEDS_TEXT)
        return
    department = fold(context.record.metadata.department or "")
    if not department or context.record.metadata.scope != "department":
        yield skipped("没有读出部门名称，或本文件是单位公开")
        return
    wrong = re.compile(r"(\d{4})年(?:度)?([\u4e00-\u9fff]{5,24}?)(?:部门|\(部门\))(?:预算|决算)表")
    for line, text in context.squashed:
        found = wrong.search(fold(text)) if _PART.match(text) else None
        if found is None:
            continue
        name = found.group(2)
        if name in department or department in name or not re.search(r"局|中心|院|委|厅|办", name):
            yield Outcome("passed")
            continue
        yield Outcome(
            "failed",
            message=Text(
                f"标题写“{name}”，本文件部门为“{department}”",
                f"heading names “{name}”, the document is of “{department}”",
            ),
            operands=(
                Operand(where="标题", value=name, quote=line.text.strip(), evidence=line_evidence(line)),
                Operand(where="封面", value=department),
            ),
        )
    yield Outcome("passed")


def plan_years(rule: Rule, context: Context) -> Outcomes:
    """“N五”规划收官之年 / 开局之年 names the last or first year of that plan."""
    spec = rule.spec
    assert isinstance(spec, dict)
    if context.document is None:
        yield unsure(NEEDS_TEXT)
        return
    pattern = re.compile(
        r"(20\d\d)年(?:度)?是[“\"]?(十[一二三四五六七])五[”\"]?规划的?(?:的)?(收官|开局|最后一|第一)"
    )
    for found in pattern.finditer(context.text):
        first, last = spec[found.group(2) + "五"]
        due = last if found.group(3) in ("收官", "最后一") else first
        if int(found.group(1)) == due:
            yield Outcome("passed")
            continue
        yield Outcome(
            "failed",
            message=Text(
                f"“{found.group(0)}之年”：“{found.group(2)}五”规划为 {first}—{last} 年，应为 {due} 年",
                f"the plan runs from {first} to {last}: {due} is meant",
            ),
            operands=(
                Operand(where="正文", value=found.group(1), quote=found.group(0)),
                Operand(where="规划", value=str(due)),
            ),
            expected=str(due),
        )


# ---------------------------------------------------------------- timeliness

DAYS = 20
"""预算法第十四条: within twenty days of approval."""


def published_in_time(rule: Rule, context: Context) -> Outcomes:
    """Approval to publication: not before, and within twenty days."""
    approved, published = (
        _date(context.record.metadata.approval_date),
        _date(context.record.metadata.publication_date),
    )
    if approved is None or published is None:
        yield unsure("文件没有写明批复日期或公开日期；提供批复文号和公开日期后可核对")
        return
    days = (published - approved).days
    if 0 <= days <= DAYS:
        yield Outcome("passed")
        return
    yield Outcome(
        "failed",
        message=Text(
            f"批复 {approved}，公开 {published}，相隔 {days} 天"
            + ("，公开早于批复" if days < 0 else f"，超过 {DAYS} 日"),
            f"approved {approved}, published {published}: {days} days",
        ),
        operands=(
            Operand(where="批复时间", value=str(approved)),
            Operand(where="公开时间", value=str(published)),
        ),
        difference=str(days),
    )


def _date(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def dates_stated(rule: Rule, context: Context) -> Outcomes:
    """The document states when it was approved and published, so that the time limit can be checked."""
    metadata = context.record.metadata
    missing = [
        name
        for name, value in (("批复日期", metadata.approval_date), ("公开日期", metadata.publication_date))
        if not value
    ]
    if not missing:
        yield Outcome("passed")
    elif context.unread:
        yield unsure("有页未能读出")
    else:
        yield Outcome(
            "failed",
            message=Text(
                f"全文未载{'、'.join(missing)}，无法核对批复后二十日内公开",
                "the dates of approval and publication are not stated",
            ),
            operands=(Operand(where="全文"),),
        )
