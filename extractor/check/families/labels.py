"""Within one table, apart from sums: codes and names, duplicates, numbering, signs, emptiness, prices.

Takes table views, gives outcomes that are mostly notes: a printed name may differ from the official one
for many reasons, and only a few of these contradict the document itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from functools import cache, lru_cache

from rapidfuzz import fuzz

from extractor.check import terms
from extractor.check.bindings import ECONOMIC_SCOPE, FUNCTIONAL_SCOPE
from extractor.check.context import Context
from extractor.check.model import Figure, Outcome, Outcomes, Rule, Text, show, skipped, unsure
from extractor.check.view import Row, Side, TableView
from extractor.domain.subjects import (
    ECONOMIC_SINCE,
    bare_name,
    class_of_label,
    economic_subject,
    economic_subjects,
    functional_subject,
    functional_subjects,
    outdated_class,
)
from extractor.normalise import fold, squash
from schemas.record import Evidence, Operand, TableKind

K = TableKind
_FIGURE_TABLES = frozenset(K) - {K.ENTITY_LIST, K.PROJECT_PERFORMANCE, K.PROJECT_SELF_EVALUATION, K.OTHER}
_SAME_NAME = 60


def code_names(rule: Rule, context: Context) -> Outcomes:
    """A row's name is the one that its code has in the 收支分类科目 of the year."""
    for view in context.views:
        kind = view.table.kind
        if kind in ECONOMIC_SCOPE and (context.year is None or context.year < ECONOMIC_SINCE):
            yield skipped(f"{ECONOMIC_SINCE} 年起的经济分类科目才能核对")
            continue
        if kind not in FUNCTIONAL_SCOPE and kind not in ECONOMIC_SCOPE and kind != K.REVENUE_SUMMARY:
            continue
        for side in view.sides:
            for row in side.rows:
                if row.code and row.name:
                    yield from _code_name(view, row, context.year, economic=kind in ECONOMIC_SCOPE)


def _code_name(view: TableView, row: Row, year: int | None, *, economic: bool) -> Iterator[Outcome]:
    subject = economic_subject(row.code) if economic else functional_subject(row.code)
    if subject is None or not subject.exists_in(year):
        return
    printed, official = bare_name(row.name), subject.name_in(year)
    if any(fuzz.ratio(bare_name(name), printed) >= _SAME_NAME for name in subject.names_near(year)):
        yield Outcome("passed", scope=view.id)
        return
    another = subject.attested and printed in _official_names(economic=economic)
    yield Outcome(
        "failed",
        scope=view.id,
        severity="error" if another else None,
        message=Text(
            f"{view.title} {row.code} 印作“{row.name}”，《收支分类科目》为“{official}”",
            f"{view.title} {row.code} is “{row.name}”, officially “{official}”",
        ),
        operands=(
            Operand(where=f"{view.id} {row.code}", value=row.name, evidence=_label_evidence(view, row)),
        ),
        expected=official,
    )


@cache
def _official_names(*, economic: bool) -> frozenset[str]:
    """The (bare) names of all subjects of one classification: a row that bears another one's is wrong."""
    subjects = economic_subjects() if economic else functional_subjects()
    return frozenset(bare_name(name) for subject in subjects.values() for name in subject.names)


def _label_evidence(view: TableView, row: Row) -> Evidence | None:
    """The evidence of the cell that carries a row's label."""
    for column, cell in enumerate(view.table.rows[row.index]):
        if cell and fold(cell) == row.name:
            return view.evidence(row.index, column)
    return None


def outdated_names(rule: Rule, context: Context) -> Outcomes:
    """The prose uses a class name that no longer held, while the tables print the present one."""
    printed = {
        bare_name(row.name) for view in context.views for side in view.sides for row in side.rows if row.name
    }
    seen: set[str] = set()
    for where, text, evidence in _passages(context):
        for found in _CLASS_NAME.finditer(fold(text)):
            name = re.split(r"[、,]", found.group(1))[-1]
            subject = outdated_class(name, context.year)
            if subject is None or name in seen:
                continue
            seen.add(name)
            if bare_name(subject.name) in printed:
                yield Outcome(
                    "failed",
                    message=Text(
                        f"{where}写“{name}支出（类）”，{subject.changed} 年起为“{subject.name}”，各表亦如此",
                        f"{where} uses the former name “{name}”, now “{subject.name}”",
                    ),
                    operands=(
                        Operand(where=where, value=f"{name}支出", quote=text[:200], evidence=evidence),
                        Operand(where=subject.code, value=subject.name),
                    ),
                    expected=subject.name,
                )
    if not seen:
        yield Outcome("passed")


_CLASS_NAME = re.compile(r"([\u4e00-\u9fff、]{4,20}?)支出[(（](?:\d{3})?类[)）]")


_RUN_ON = 24
"""Characters of the next line that are read with a line, for a name broken at its end."""


def _passages(context: Context) -> Iterator[tuple[str, str, Evidence | None]]:
    """The running text line by line (a name may run on), or the quotes of the statements where there is no document."""
    following = [text for _, text in context.squashed[1:]] + [""]
    for (line, own), after in zip(context.squashed, following, strict=False):
        place = line.place()
        where = f"第{line.page}页" if line.page else f"第{line.number}行"
        text = own + after[:_RUN_ON]
        yield where, text, Evidence(page=place.page, bbox=place.bbox, line=place.line, span=place.span)
    if context.document is None:
        for said in context.prose.said:
            yield said.statement.section, squash(said.statement.quote), said.statement.evidence


def class_labels(rule: Rule, context: Context) -> Outcomes:
    """The class names listed in the summary tables are those of the 收支分类科目."""
    official = [s for code, s in functional_subjects().items() if len(code) == 3]
    names = {bare_name(n) for s in official for n in s.names}
    for view in context.of_kind(K.REVENUE_EXPENDITURE_SUMMARY, K.APPROPRIATION_SUMMARY):
        for side in view.sides:
            for row in side.rows:
                bare = bare_name(row.name)
                if row.depth < 0 or "收入" in row.name or len(bare) < 3:
                    continue
                if bare in names:
                    yield Outcome("passed", scope=view.id)
                    continue
                near = [s for s in official if fuzz.ratio(bare_name(s.name), bare) >= 70]
                if len(near) == 1 and class_of_label(row.name) == near[0].code:
                    yield _misnamed(view, row, near[0].name)


def _misnamed(view: TableView, row: Row, official: str) -> Outcome:
    return Outcome(
        "failed",
        scope=view.id,
        message=Text(
            f"{view.title}印作“{row.name}”，科目名称为“{official}”",
            f"{view.title} prints “{row.name}”, the subject is “{official}”",
        ),
        operands=(
            Operand(where=f"{view.id} {row.name}", value=row.name, evidence=_label_evidence(view, row)),
        ),
        expected=official,
        twin=official,
    )


def duplicates(rule: Rule, context: Context) -> Outcomes:
    """No subject is printed on two rows of one table without anything to tell them apart."""
    for view in context.views:
        if view.table.kind not in _FIGURE_TABLES or view.table.kind in (K.PROCUREMENT, K.PROJECT_EXPENDITURE):
            continue
        for side in view.sides:
            yield from _duplicates(view, side)


def _duplicates(view: TableView, side: Side) -> Iterator[Outcome]:
    rows: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in side.rows:
        if row.code and len(row.code) >= 5:
            rows[(row.code, row.name)].append(row)
    several = {k: v for k, v in rows.items() if len(v) > 1}
    if not several:
        if rows:
            yield Outcome("passed", scope=view.id)
        return
    column = side.values[0] if side.values else None
    operands = [
        Operand(where=f"{view.id} {row.label} 第{n}行", value=f.printed)
        for group in several.values()
        for n, row in enumerate(group, 1)
        if column is not None and (f := view.figure(side, row, column)) is not None
    ]
    yield Outcome(
        "failed",
        scope=view.id,
        message=Text(
            f"{view.title}：{len(several)} 个科目各印了两行以上，编码名称相同，没有区分",
            f"{view.title}: {len(several)} subjects are printed on two or more rows",
        ),
        operands=tuple(operands),
    )


_CHINESE = "一二三四五六七八九十"


def chinese_number(text: str) -> int | None:
    """``二十五`` → 25; ``None`` when it is not a number up to 99."""
    if not text or any(c not in _CHINESE for c in text):
        return None
    if "十" not in text:
        return _CHINESE.index(text) + 1 if len(text) == 1 else None
    tens, _, ones = text.partition("十")
    high = _CHINESE.index(tens) + 1 if tens else 1
    low = _CHINESE.index(ones) + 1 if ones else 0
    return high * 10 + low


_NUMBERED = re.compile(rf"^([(（])?([{_CHINESE}]+)([)）]|[、.．,，])")


def numbering(rule: Rule, context: Context) -> Outcomes:
    """The items of a summary table are numbered without gap or repetition."""
    for view in context.of_kind(K.REVENUE_EXPENDITURE_SUMMARY, K.APPROPRIATION_SUMMARY):
        for side in view.sides:
            yield from _numbering(view, side)


def _numbering(view: TableView, side: Side) -> Iterator[Outcome]:
    held: dict[bool, int] = {}
    fine = True
    for row in side.rows:
        found = _NUMBERED.match(row.name)
        number = chinese_number(found.group(2)) if found else None
        if found is None or number is None:
            if row.kind != "item" or (row.name and held and terms.CARRY_ROW.search(row.name)):
                held.clear()
            continue
        inner = found.group(1) is not None
        if not inner:
            held.pop(True, None)
        last = held.get(inner)
        held[inner] = number
        if last is None or number == last + 1 or (number == 1 and last != 1):
            continue
        fine = False
        repeated = number == last
        yield Outcome(
            "failed",
            scope=view.id,
            message=Text(
                f"{view.title}：“{row.name}”的序号{'与上一项重复' if repeated else f'由第 {last} 项跳来'}",
                f"{view.title}: the number of “{row.name}” {'is used twice' if repeated else 'skips'}",
            ),
            operands=(Operand(where=view.id, value=row.name, evidence=_label_evidence(view, row)),),
            severity=None if repeated else "note",
            type="label",
        )
    if fine and side.rows:
        yield Outcome("passed", scope=view.id)


def signs(rule: Rule, context: Context) -> Outcomes:
    """No budgeted or settled amount is negative."""
    for view in context.views:
        if view.table.kind not in _FIGURE_TABLES:
            continue
        negative = [f for side in view.sides for f in _negative(view, side)]
        if negative:
            yield Outcome(
                "failed",
                scope=view.id,
                message=Text(
                    f"{view.title}有 {len(negative)} 个负数",
                    f"{view.title} has {len(negative)} negative figures",
                ),
                figures=tuple(negative),
            )
        elif view.table.rows:
            yield Outcome("passed", scope=view.id)


def _negative(view: TableView, side: Side) -> Iterator[Figure]:
    for row in side.rows:
        for column in side.values:
            figure = view.figure(side, row, column)
            if (
                figure is not None
                and figure.value < 0
                and figure.sure
                and not terms.CARRY_ROW.search(row.name)
            ):
                yield figure


def empty_tables(rule: Rule, context: Context) -> Outcomes:
    """A table without figures says that it is empty and why."""
    for view in context.views:
        if not view.table.is_empty or view.table.kind not in _FIGURE_TABLES:
            continue
        said = "".join(view.table.notes) + "".join(c or "" for row in view.table.rows for c in row)
        if re.search(r"无|没有|空表|为空|未安排|不存在", said):
            yield Outcome("passed", scope=view.id)
        elif view.doubtful or context.unread:
            yield unsure(f"{view.title} 所在页未能读出", view.id)
        else:
            yield Outcome(
                "failed",
                scope=view.id,
                message=Text(
                    f"{view.title}为空表，没有说明“本部门无此项收支”",
                    f"{view.title} is empty without saying so",
                ),
                operands=(Operand(where=view.id),),
            )


def unit_codes(rule: Rule, context: Context) -> Outcomes:
    """One unit has one code in every table, one code one unit."""
    codes: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for view in context.views:
        for code, name in _units(view):
            codes[name][code].append(view.id)
    checked = False
    for name, by_code in codes.items():
        if len({t for tables in by_code.values() for t in tables}) > 1:
            checked = True
        if len(by_code) > 1:
            places = [(code, table) for code, tables in by_code.items() for table in dict.fromkeys(tables)]
            yield Outcome(
                "failed",
                message=Text(
                    f"单位代码不一：{name} 在{context.titles(by_code[min(by_code, key=lambda c: len(by_code[c]))])}印作 "
                    f"{min(by_code, key=lambda c: len(by_code[c]))}，其他表为 {max(by_code, key=lambda c: len(by_code[c]))}",
                    f"{name} has different unit codes in different tables",
                ),
                operands=tuple(Operand(where=f"{t} 单位代码", value=c) for c, t in places),
                twin="unit codes",
            )
    if checked:
        yield Outcome("passed")
    elif not codes:
        yield skipped("表中没有单位代码")


_UNIT_CELL = re.compile(r"^(\d{5,9})[-－](.{4,40})$")


def _units(view: TableView) -> Iterator[tuple[str, str]]:
    """(code, name) of every budget unit that a table lists."""
    header = ["".join(c.path) for c in view.columns]
    code = next((n for n, h in enumerate(header) if re.search(r"(单位|部门).{0,6}(编码|代码)", h)), None)
    name = next((n for n, h in enumerate(header) if re.search(r"项目单位|(单位|部门).{0,6}名称", h)), None)
    for cells in view.table.rows:
        for cell in cells:
            found = _UNIT_CELL.match(cell or "")
            if found:
                yield found.group(1), _unit_name(found.group(2))
        if (
            code is not None
            and name is not None
            and cells[name]
            and re.fullmatch(r"\d{5,9}", cells[code] or "")
        ):
            yield cells[code] or "", _unit_name(cells[name] or "")


@lru_cache(maxsize=4096)
def _unit_name(name: str) -> str:
    return re.sub(r"[(（](本级|部门|机关)[)）]|本级$|机关$", "", fold(name))


def unit_names(rule: Rule, context: Context) -> Outcomes:
    """A unit of the 单位情况表 has the same name in the other tables."""
    listed = {
        _unit_name(cell)
        for view in context.of_kind(K.ENTITY_LIST)
        for row in view.table.rows
        for cell in row
        if cell and len(cell) >= 6 and re.search(r"局|中心|院|所|站|校|队|处|委|馆|会$|本级", cell)
    }
    used = {name: view.id for view in context.views for _, name in _units(view)}
    if not listed or not used:
        yield skipped("没有单位情况表，或其他表不列单位")
        return
    for name in sorted(listed - used.keys()):
        near = [u for u in used if u not in listed and _variant(name, u)]
        if len(near) == 1:
            yield Outcome(
                "failed",
                message=Text(
                    f"单位名称不一：单位情况表作“{name}”，{context.title_of(used[near[0]])}等表作“{near[0]}”",
                    f"the unit list says “{name}”, other tables “{near[0]}”",
                ),
                operands=(
                    Operand(where=context.of_kind(K.ENTITY_LIST)[0].id, value=name),
                    Operand(where=used[near[0]], value=near[0]),
                ),
            )
    yield Outcome("passed")


def _variant(one: str, other: str) -> bool:
    """Whether one name is the other with a few characters put in (保险中心, 保险服务中心)."""
    short, long = sorted((one, other), key=len)
    rest = iter(long)
    return 0 < len(long) - len(short) <= 4 and all(character in rest for character in short)


def prices(rule: Rule, context: Context) -> Outcomes:
    """数量 × 单价 = 金额, in procurement tables."""
    for view in context.of_kind(K.PROCUREMENT):
        header = ["".join(c.path) for c in view.columns]
        count = next((n for n, h in enumerate(header) if "数量" in h), None)
        price = next((n for n, h in enumerate(header) if "单价" in h), None)
        amount = next(
            (n for n, h in enumerate(header) if re.search(r"金额\(元\)|金额.*合计|^总计$|^合计$", h)), None
        )
        if count is None or price is None or amount is None:
            continue
        for row in range(len(view.table.rows)):
            yield from _price(view, row, (count, price, amount))


def _price(view: TableView, row: int, where: tuple[int, int, int]) -> Iterator[Outcome]:
    columns = [view.columns[n] for n in where]
    label = f"第{row + 1}行"
    count, price, amount = (view.cell(row, c, label) for c in columns)
    if count is None or price is None or amount is None:
        return
    number = count.value / count.scale
    product = number * price.value
    slack = (abs(number) * price.step + amount.step) / 2
    hollow = price.value == 0 and amount.value > 0 and number > 0
    if not (count.sure and price.sure and amount.sure):
        yield unsure(f"{view.title} {label} 读数待复核", view.id)
    elif abs(product - amount.value) <= slack and not hollow:
        yield Outcome("passed", scope=view.id)
    else:
        yield Outcome(
            "failed",
            scope=view.id,
            message=Text(
                f"{view.title} {label}：{count.printed}×{price.printed}＝{show(product, amount.scale)}，金额印 {amount.printed}",
                f"{view.title} row {row + 1}: {count.printed} × {price.printed} is not {amount.printed}",
            ),
            figures=(count, price, amount),
            expected=show(product, amount.scale),
        )


_THRESHOLD = re.compile(r"[(（](\d+)万元?(以上|以下)[)）]")


def thresholds(rule: Rule, context: Context) -> Outcomes:
    """An item named （20万以上） costs at least that, one named （20万以下） may not cost more a piece."""
    for view in context.of_kind(K.PROCUREMENT):
        for side in view.sides[-1:]:
            for row in side.rows:
                cells = view.table.rows[row.index]
                text = next((c for c in cells if c and _THRESHOLD.search(c)), None)
                found = _THRESHOLD.search(text) if text else None
                figures = [f for c in side.values if (f := view.figure(side, row, c))]
                if found is None or found.group(2) != "以上" or not figures:
                    continue
                limit = Decimal(found.group(1)) * 10_000
                if figures[0].value >= limit or not figures[0].sure:
                    yield Outcome("passed", scope=view.id)
                    continue
                yield Outcome(
                    "failed",
                    scope=view.id,
                    message=Text(
                        f"{view.title}“{squash(text or '')}”金额只有 {figures[0].printed}",
                        f"{view.title} “{text}” costs only {figures[0].printed}",
                    ),
                    figures=(figures[0],),
                )
