"""Headings and the names and years in them: numbering, departments, five-year plans."""

from __future__ import annotations

import re

from gouji.checks.context import Context
from gouji.checks.families.labels import chinese_number
from gouji.checks.families.places import NEEDS_TEXT, line_evidence, line_name
from gouji.checks.model import Outcome, Outcomes, Rule, Text, skipped, unsure
from gouji.normalise import fold, squash
from gouji.read.model import Line
from gouji.schemas.record import Operand

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
                    where=line_name(line),
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
