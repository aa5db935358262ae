"""Whose document it is: title, department, region, kind, scope, year, dates, contact; and where each is printed.

Takes the :class:`Document` and its tables, gives :class:`gouji.schemas.record.Metadata` and the evidence of its
fields.  The cover speaks first, then the lines around the tables (部门：…), the heads of forms, the headings, a signature
(:mod:`gouji.layout.department`); what none of them states is ``None``.  The kind and scope of a document and the year are
words of its title; a field that is printed nowhere (it was counted from many lines) has no evidence.  What the cover
prints is surer than what a vote over the text gave; where two sure places name different bodies, the field is in review.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from gouji.domain import numbering
from gouji.domain.bodies import is_body, without_level
from gouji.domain.regions import region_of
from gouji.layout.captions import clean
from gouji.layout.dates import DATE, is_date, iso_date
from gouji.layout.department import (
    FORM_HEAD,
    LABEL,
    PRINTED_SURE,
    TEXT_ONLY,
    Named,
    Printed,
    named_bodies,
    rivals,
)
from gouji.normalise import squash
from gouji.read.model import Document, Line
from gouji.schemas.record import DocType, Evidence, Metadata, Place, Scope, Table, TableKind

COVER_LINES = 15
"""A text source has its cover in the first filled lines; a PDF on its first page."""
OPENING_LINES = 60
"""Cover, contents and the heading of the first page of text stand within so many filled lines."""
MAX_TITLE = 60
MAX_TITLE_LINES = 5
_CHINESE_DIGITS = "〇○零一二三四五六七八九"
YEAR = re.compile(rf"(?<!\d)((?:19|20)\d\d)(?!\d)年?度?|(二[〇○零][{_CHINESE_DIGITS}]{{2}})年度?")
DOC_WORD = re.compile(r"预算|决算")
NOT_A_TITLE = re.compile(rf"目录$|(?<!报)表$|页$|^{numbering.PART}|^{numbering.ITEM}|[。；，,;:：]|\.{{3}}|…")
_THREE_PUBLIC = r"(?:一般公共预算|财政拨款)*[“\"]?三公[”\"]?经费(?:财政拨款)?(?:支出)?(?:预算|决算)?"
TITLE_TAIL = re.compile(
    r"(?:关于)?(?:区级|市级|县级|省级|本级|年度|州级|旗级|镇级|乡级)?(?P<body>部门|单位)?(?:综合|收支)?"
    rf"(?:(?:预决算|预算|决算)(?:及?{_THREE_PUBLIC})?|{_THREE_PUBLIC})"
    r"(?:编制|增减|安排|执行|汇总|变动)?(?:信息|情况)?(?:公开)?的?(?:情况|信息|编制|分析)?"
    r"(?:说明|报告|报表|草案|表册|文本)?(?:[（(](?:公开版|草案|公示稿)[)）])?(?:之第.部分.*)?$"
)
TITLE_WORD = re.compile(r"预算|决算|三公")
EVALUATION = re.compile(r"绩效(?P<own>自评|自我评价)?(?:评价)?(?:结果|情况)?(?:综合)?(?:报告|报表)(?:书)?$")
"""The end of a title of a report on performance; ``own`` where the body judges itself (财预〔2020〕10号)."""
WHOLE_PERFORMANCE = re.compile(r"(?:部门|单位)?整体(?:支出|预算)?绩效(?:自评|自我评价|评价).*$")
"""The end of a title that names whose performance it is of."""
GOVERNMENT = re.compile(
    r"(?:人民)?政府(?:收支|全口径|总)?(?:预决算|预算|决算)|财政(?:收支|总)?(?:预决算|预算|决算)(?!信息|部门|单位)"
    r"|预算执行情况(?:和|及|与)\S{0,24}预算"
)
"""A title of the accounts of a whole government, laid before its congress (预算法 第十四条)."""
YEAR_OF_ACCOUNTS = re.compile(
    r"(?<!\d)((?:19|20)\d\d)年度?\S{0,6}?(?:预算|决算|部门|单位)|预算年度[:：]((?:19|20)\d\d)"
)
YEAR_SAID = re.compile(r"(?<!\d)((?:19|20)\d\d)年")
APPROVED = re.compile(rf"(?:批复|批准|审批)(?:时间|日期)[:：]?(?P<date>{DATE})")
PUBLISHED = re.compile(
    rf"(?:公开|发布|公示|公布|发文|成文|报告|印发|编制|编报)(?:时间|日期)[:：]?(?P<date>{DATE})"
)
CONTACT = re.compile(
    r"联系人(?:及(?:联系)?(?:电话|方式))?[:：]([\u4e00-\u9fff·]{2,5}?)(?=联系|电话|办公|$|[,，;；。、(（\d])"
)
PHONE = re.compile(
    r"(?:(?:联系|咨询|监督|办公)?电话|联系方式|联系人及(?:联系)?(?:电话|方式))[:：][\u4e00-\u9fff·]{0,5}"
    r"[,，]?(1\d{10}(?!\d)|(?:0\d{2,3}[-—－]{0,2}|[（(]0\d{2,3}[)）])?\d{7,8}(?:[-转]\d+)?)"
)


def read_metadata(doc: Document, tables: Sequence[Table] = ()) -> Metadata:
    """The metadata of a document; every field that it does not state is ``None``."""
    lines = _filled(doc)
    cover = _cover(doc, lines)
    texts = [text for _, text in lines]
    title = _full_title(_title([text for _, text in cover]), texts)
    bodies = named_bodies(_department_of_title(title), cover, lines)
    department = bodies[0].name if bodies else None
    if title is None and department is not None:
        named = (text for text in texts if department in text and _is_title(text))
        title = next((text for text in named if _department_of_title(text) == department), None)
    scope = _scope(title, cover, texts)
    if scope == "government":
        department = None
    return Metadata(
        title=title,
        department=department,
        region=_region(department, title),
        doc_type=_doc_type(title, tables, "\n".join(texts)),
        scope=scope,
        fiscal_year=_year(title, texts),
        approval_date=_date(lines, APPROVED),
        publication_date=_publication(cover, lines)[0],
        contact_person=_first(CONTACT, texts),
        contact_phone=_first(PHONE, texts),
    )


def _filled(doc: Document) -> list[Printed]:
    return [(line, text) for line in doc.lines if (text := clean(line.text))]


def _cover(doc: Document, lines: Sequence[Printed]) -> list[Printed]:
    """The lines of the cover: the first page of a PDF, the lines before the contents of a text."""
    if doc.pages:
        return [(line, text) for line in doc.pages[0].lines if (text := clean(line.text))]
    cover: list[Printed] = []
    for line, text in lines[:COVER_LINES]:
        if re.fullmatch(r"目录", text):
            break
        cover.append((line, text))
    return cover


def _title(cover: Sequence[str]) -> str | None:
    """The title on the cover, over one to five lines."""
    bare: str | None = None
    for size in range(1, MAX_TITLE_LINES + 1):
        for start in range(len(cover) - size + 1):
            pieces = cover[start : start + size]
            if any(NOT_A_TITLE.search(piece) and not YEAR.match(piece) for piece in pieces):
                continue
            joined = "".join(pieces)
            if _is_title(joined):
                if _names_somebody(joined):
                    return _with_line_above(cover, start, joined)
                bare = bare or joined
    reports = (text for text in cover if len(text) <= MAX_TITLE and not NOT_A_TITLE.search(text))
    return bare or next(
        (text for text in reports if EVALUATION.search(text) or GOVERNMENT.search(text)), None
    )


def _full_title(title: str | None, texts: Sequence[str]) -> str | None:
    """Of a report on performance the heading that says of what and of which year, where the cover names the form only."""
    if title is None or not EVALUATION.search(title) or YEAR.search(title):
        return title
    opening = texts[:OPENING_LINES]
    for size in range(1, MAX_TITLE_LINES + 1):
        for start in range(len(opening) - size + 1):
            pieces = opening[start : start + size]
            joined = "".join(pieces)
            whole = len(joined) <= MAX_TITLE and YEAR.match(joined) and EVALUATION.search(joined)
            if whole and not any(NOT_A_TITLE.search(YEAR.sub("", piece)) for piece in pieces):
                return joined
    return title


def _with_line_above(cover: Sequence[str], start: int, title: str) -> str:
    """A title whose department is torn off its region (``中共…区委`` / ``社会工作部2024年度部门决算``)."""
    department = _department_of_title(title)
    if start == 0 or department is None or _region(department, None):
        return title
    above = cover[start - 1]
    return above + title if _region(above, None) and not NOT_A_TITLE.search(above) else title


def _is_title(text: str) -> bool:
    return (
        len(text) <= MAX_TITLE
        and bool(YEAR.search(text))
        and bool(TITLE_WORD.search(text))
        and bool(TITLE_TAIL.search(_without_year(text)))
        and not NOT_A_TITLE.search(YEAR.sub("", text))
    )


def _names_somebody(title: str) -> bool:
    """Whether anything but year and document words stands in a title."""
    return len(TITLE_TAIL.sub("", _without_year(title))) >= 3


def _without_year(title: str) -> str:
    """A title without its year, in brackets (``（2024年）``) or not."""
    return re.sub(r"[（(][)）]", "", YEAR.sub("", title))


def _department_of_title(title: str | None) -> str | None:
    if title is None:
        return None
    bare = WHOLE_PERFORMANCE.sub("", _without_year(title))
    tail = TITLE_TAIL.search(bare)
    rest = without_level(TITLE_TAIL.sub("", bare))
    by_form = tail is not None and tail.group("body") is not None and not _is_region(rest)
    return rest if len(rest) >= 4 and (by_form or is_body(rest)) else None


def _is_region(name: str) -> bool:
    """``上海市普陀区`` names a place, and nobody in it: a budget of all its departments."""
    return region_of(name) == name


def _region(department: str | None, title: str | None) -> str | None:
    return next(
        (
            found
            for text in (department, title)
            if text and (found := region_of(re.sub("^关于", "", YEAR.sub("", text))))
        ),
        None,
    )


def _doc_type(title: str | None, tables: Sequence[Table], body: str) -> DocType | None:
    """By the title; without one by its tables, then by which word the prose has more: a budget hardly speaks of 决算."""
    report = EVALUATION.search(title) if title else None
    if report is not None:
        return "self_evaluation" if report.group("own") else "evaluation"
    if title is None and tables and all(t.kind == TableKind.PROJECT_SELF_EVALUATION for t in tables):
        return "self_evaluation"
    names = title or "".join(table.title or "" for table in tables)
    if not DOC_WORD.search(names):
        names = body
    if not DOC_WORD.search(names):
        return "budget" if "绩效目标" in names else None
    return "final_accounts" if names.count("决算") > names.count("预算") else "budget"


def _is_of_government(title: str | None) -> bool:
    return title is not None and bool(GOVERNMENT.search(title)) and not re.search("部门|单位", title)


def _scope(title: str | None, cover: Sequence[Printed], texts: Sequence[str]) -> Scope | None:
    """部门, 单位 or a whole government: by the title, the cover, the forms of a whole department, else by the headings."""
    if _is_of_government(title):
        return "government"
    if title and EVALUATION.search(title):
        return "department" if "整体" in title else None
    whole = [text for text in texts if re.search(r"部门整体(?:支出|预算)?(?:绩效|自评)", text)]
    for group in ([title or ""], [text for _, text in cover], whole, [t for t in texts if len(t) <= 40]):
        joined = "\n".join(group)
        unit = len(re.findall(r"单位(?:预算|决算)(?!单位)", joined))
        department = len(
            re.findall(r"部门[)）]?(?:综合|整体|财务)?(?:收支|收入|支出)?(?:预算|决算|绩效)", joined)
        )
        if unit != department:
            return "unit" if unit > department else "department"
    return None


def _year(title: str | None, lines: Sequence[str]) -> int | None:
    """The year of the title, else the year that most lines put before 预算 or 决算, else the one named most."""
    stated = [_number(match) for match in YEAR.finditer(title or "")]
    if stated:
        return max(stated) if _is_of_government(title) else stated[0]
    for pattern in (YEAR_OF_ACCOUNTS, YEAR_SAID):
        years = Counter(
            int(next(g for g in m.groups() if g)) for text in lines for m in pattern.finditer(text)
        )
        if years:
            return max(years, key=lambda year: (years[year], year))
    return None


def _number(match: re.Match[str]) -> int:
    """The year in Arabic or Chinese digits (``二〇二四``)."""
    digits = match.group(1) or "".join(str(max(0, _CHINESE_DIGITS.index(d) - 2)) for d in match.group(2))
    return int(digits)


def _date(lines: Sequence[Printed], label: re.Pattern[str]) -> str | None:
    match = label.search("".join(text for _, text in lines))
    return iso_date(match.group("date")) if match else None


def _publication(cover: Sequence[Printed], lines: Sequence[Printed]) -> tuple[str | None, list[Line]]:
    """The date behind a label; else one that stands alone on the cover; else one below the body's signature."""
    labelled = _date(lines, PUBLISHED)
    if labelled:
        return labelled, _stating([line for line, _ in lines], PUBLISHED)
    alone = next(((line, text) for line, text in cover if is_date(text)), None)
    if alone is None:
        signed = (
            below
            for (_, above), below in zip(lines, lines[1:], strict=False)
            if is_date(below[1]) and is_body(above)
        )
        alone = next((below for below in signed if region_of(_above(lines, below))), None)
    return (iso_date(alone[1]), [alone[0]]) if alone else (None, [])


def _above(lines: Sequence[Printed], wanted: Printed) -> str:
    """The text of the line before ``wanted``."""
    return lines[lines.index(wanted) - 1][1]


def _first(pattern: re.Pattern[str], lines: Iterable[str]) -> str | None:
    return next((m.group(1) for text in lines if (m := pattern.search(text))), None)


COVER_CONFIDENCE = PRINTED_SURE
"""Printed in the title, or behind a label (批复时间：, 主管部门：)."""
COUNTED_CONFIDENCE = 0.75
"""Year, kind and scope by what most lines say: words of a closed list, so that a vote is hardly wrong."""
_WORDS = {
    "budget": "预算", "final_accounts": "决算", "evaluation": "绩效评价", "self_evaluation": "自评",
    "department": "部门", "unit": "单位", "government": "政府",
}  # fmt: skip
_PATTERNS = {"approval_date": APPROVED, "contact_person": CONTACT, "contact_phone": PHONE}


def metadata_evidence(doc: Document, metadata: Metadata) -> dict[str, Evidence]:
    """The evidence of every field that is stated somewhere, by field name."""
    title = _lines_of(doc.lines, metadata.title)
    filled = _filled(doc)
    cover = _cover(doc, filled)
    found: dict[str, Evidence] = {}
    for name, value in metadata.model_dump(exclude_none=True).items():
        confidence = COVER_CONFIDENCE
        if name == "publication_date":
            lines = _publication(cover, filled)[1]
        elif name in _PATTERNS:
            lines = _stating(doc.lines, _PATTERNS[name])
        else:
            lines, confidence = _naming(doc.lines, title, name, _WORDS.get(str(value), str(value)))
        if lines:
            found[name] = _evidence(lines, str(value), confidence)
    return _with_rivals(found, named_bodies(_department_of_title(metadata.title), cover, filled))


def _with_rivals(found: dict[str, Evidence], bodies: Sequence[Named]) -> dict[str, Evidence]:
    """The department as it stands; in review where it is no sure reading, or another place names another body."""
    department = found.get("department")
    if department is None or not bodies:
        return found
    others = [
        f"{other.where}写作“{other.name}”，{bodies[0].where}写作“{bodies[0].name}”"
        for other in rivals(bodies)
    ]
    if others:
        status = {"status": "review", "reasons": [*department.reasons, *others], "confidence": TEXT_ONLY}
        return found | {"department": department.model_copy(update=status)}
    return found


def _lines_of(lines: Sequence[Line], title: str | None) -> list[Line]:
    """The one to four filled lines that together print the title."""
    if title is None:
        return []
    wanted = squash(title)
    filled = [(line, text) for line in lines if (text := clean(line.text))]
    for size in range(1, MAX_TITLE_LINES + 1):
        for start in range(len(filled) - size + 1):
            window = filled[start : start + size]
            if wanted.startswith(window[0][1][:4]) and squash("".join(text for _, text in window)) == wanted:
                return [line for line, _ in window]
    return next(([line] for line, text in filled if wanted in squash(text)), [])


def _naming(lines: Sequence[Line], title: Sequence[Line], name: str, word: str) -> tuple[list[Line], float]:
    """The lines that print ``word``: of the title where it has it, else the first line of the text."""
    if name == "title":
        return list(title), COVER_CONFIDENCE
    if squash(word) in squash("".join(clean(line.text) for line in title)):
        own = [line for line in title if squash(word) in squash(line.text)]
        return own or list(title), COVER_CONFIDENCE
    if name == "fiscal_year":
        counted = next(([x] for x in lines if _is_year_of(x, word)), [])
        return counted or next(([x] for x in lines if f"{word}年" in squash(x.text)), []), COUNTED_CONFIDENCE
    naming = [line for line in lines if squash(word) in squash(line.text)]
    labelled = [
        line
        for line in naming
        if name == "department" and (LABEL.match(clean(line.text)) or FORM_HEAD.match(clean(line.text)))
    ]
    if labelled:
        return labelled[:1], COVER_CONFIDENCE
    return naming[:1], TEXT_ONLY if name in ("department", "region") else COUNTED_CONFIDENCE


def _is_year_of(line: Line, year: str) -> bool:
    return any(year in found.groups() for found in YEAR_OF_ACCOUNTS.finditer(clean(line.text)))


def _stating(lines: Sequence[Line], pattern: re.Pattern[str]) -> list[Line]:
    """The line, or the two lines, in which a pattern (``联系电话：…``) is found first."""
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        text, more = clean(line.text), clean(following.text) if following is not None else ""
        if pattern.search(text):
            return [line]
        if following is not None and pattern.search(text + more) and not pattern.search(more):
            return [line, following]
    return []


def _evidence(lines: Sequence[Line], value: str, confidence: float) -> Evidence:
    first, *also = (_place(line, value) for line in lines)
    return Evidence(
        **first.model_dump(), also=also, source=["grammar"], confidence=confidence, status="accepted"
    )


def _place(line: Line, value: str) -> Place:
    """The place of ``value`` in a line, blanks between its characters allowed; else the whole line."""
    pattern = r"\s*".join(map(re.escape, squash(value)))
    found = re.search(pattern, line.text)
    if found:
        return line.place(*found.span())
    text = line.text.strip()
    start = line.text.index(text)
    return line.place(start, start + len(text))
