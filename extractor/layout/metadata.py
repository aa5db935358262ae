"""Whose document it is: title, department, region, kind, scope, year, dates, contact; and where each is printed.

Takes the :class:`Document` and its tables, gives :class:`gouji.schemas.record.Metadata` and the evidence of its
fields.  The cover speaks first, then the lines around the tables (部门：…), then the headings; what none of them
states is ``None``.  The kind and scope of a document and the year are words of its title; a field that is printed
nowhere (it was counted from many lines) has no evidence.  What the cover prints is surer than what a vote over the
text gave.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from gouji.domain import numbering
from gouji.layout.captions import clean
from gouji.normalise import squash
from gouji.read.model import Document, Line
from gouji.schemas.record import DocType, Evidence, Metadata, Place, Scope, Table

COVER_LINES = 15
"""A text source has its cover in the first filled lines; a PDF on its first page."""
MAX_TITLE = 60
_CHINESE_DIGITS = "〇○零一二三四五六七八九"
YEAR = re.compile(rf"(?<!\d)((?:19|20)\d\d)(?!\d)年?度?|(二[〇○零][{_CHINESE_DIGITS}]{{2}})年度?")
DOC_WORD = re.compile(r"预算|决算")
NOT_A_TITLE = re.compile(rf"目录$|(?<!报)表$|页$|^{numbering.PART}|^{numbering.ITEM}|[。；，,;:：]|\.{3}|…")
_THREE_PUBLIC = r"(?:一般公共预算|财政拨款)*[“\"]?三公[”\"]?经费(?:财政拨款)?(?:支出)?(?:预算|决算)?"
TITLE_TAIL = re.compile(
    r"(?:关于)?(?:区级|市级|县级|省级|本级|年度|州级|旗级|镇级|乡级)?(?P<body>部门|单位)?"
    rf"(?:(?:预决算|预算|决算)(?:及?{_THREE_PUBLIC})?|{_THREE_PUBLIC})"
    r"(?:编制|增减|安排|执行|汇总|变动)?(?:信息|情况)?(?:公开)?的?(?:情况|信息|编制|分析)?"
    r"(?:说明|报告|报表|草案|表册|文本)?(?:[（(](?:公开版|草案|公示稿)[)）])?(?:之第.部分.*)?$"
)
TITLE_WORD = re.compile(r"预算|决算|三公")
ORGANISATION = re.compile(
    r"(?:局|厅|委|办|院|部|处|会|所|站|馆|队|团|社|校|园|台|中心|大学|学院|学校|政府|公司|集团|政协|人大|机关|总队|支队|银行|医院|镇|乡|街道)$"
)
DEPARTMENT_LINE = re.compile(
    r"^(?:(?:编制|填报|公开|预算|部门|单位|主管|预算主管)*(?:部门|单位)(?:名称)?|部门\(单位\))[:：](.+)$"
)
CODED_DEPARTMENT = re.compile(r"^\d{3,9}[-—]?([\u4e00-\u9fff()（）]{4,30})$")
LEVEL_SUFFIX = re.compile(
    r"[(（](?:部门|本级|汇总|单位|机关|本部)[)）]$|(?<=[局厅委院部会])(?:部门|本级|机关|单位)$"
)
PROSE_NAME = re.compile(
    r"([\u4e00-\u9fff]{2,20}?(?:局|厅|委员会|委办公室|办公室|检察院|法院|部|中心|院))(?:部门|机关|本级|[(（])?"
    r"(?:20\d\d年|所属|内设)"
)
"""An organisation in running text, before a year or its offices."""

UNIT_COLUMN = re.compile(r"单位[:：].*$")
REGION = re.compile(
    r"^(?:中共|中国共产党|共青团|中国共产主义青年团|民建|民盟|九三学社)?"
    r"(?P<region>(?:[\u4e00-\u9fff]{2,6}?(?:省|自治区|特别行政区))?(?:[\u4e00-\u9fff]{2,6}?(?:市|自治州|州|盟|地区))?"
    r"(?:[\u4e00-\u9fff]{2,7}?(?:自治县|自治旗|新区|县|区|旗|市))?(?:[\u4e00-\u9fff]{2,6}?(?:镇|乡|街道))?)"
)
YEAR_OF_ACCOUNTS = re.compile(
    r"(?<!\d)((?:19|20)\d\d)年度?\S{0,6}?(?:预算|决算|部门|单位)|预算年度[:：]((?:19|20)\d\d)"
)
YEAR_SAID = re.compile(r"(?<!\d)((?:19|20)\d\d)年")
DATE = r"((?:19|20)\d\d)[年./-](\d{1,2})[月./-](\d{1,2})日?"
APPROVED = re.compile(rf"(?:批复|批准)(?:时间|日期)[:：]?{DATE}")
PUBLISHED = re.compile(rf"(?:公开|发布|公示)(?:时间|日期)[:：]?{DATE}")
CONTACT = re.compile(r"联系人[:：]([\u4e00-\u9fff·]{2,5}?)(?=联系|电话|办公|$|[,，;；。、(（])")
PHONE = re.compile(
    r"(?:联系|咨询|监督|办公)?电话[:：](1\d{10}(?!\d)|(?:0\d{2,3}[-—－]?)?\d{7,8}(?:[-转]\d+)?)"
)


def read_metadata(doc: Document, tables: Sequence[Table] = ()) -> Metadata:
    """The metadata of a document; every field that it does not state is ``None``."""
    lines = [text for line in doc.lines if (text := clean(line.text))]
    cover = _cover(doc, lines)
    department = _department_lines(lines)
    title = _title(cover, lines, department)
    department = _department_of_title(title) or department or _department_in_prose(lines)
    body = "\n".join(lines)
    return Metadata(
        title=title,
        department=department,
        region=_region(department, title),
        doc_type=_doc_type(title, tables, body),
        scope=_scope(title, cover, lines),
        fiscal_year=_year(title, lines),
        approval_date=_date(APPROVED, body),
        publication_date=_date(PUBLISHED, body),
        contact_person=_first(CONTACT, lines),
        contact_phone=_first(PHONE, lines),
    )


def _cover(doc: Document, lines: Sequence[str]) -> list[str]:
    """The lines of the cover: the first page of a PDF, the lines before the contents of a text."""
    if doc.pages:
        return [text for line in doc.pages[0].lines if (text := clean(line.text))]
    cover: list[str] = []
    for text in lines[:COVER_LINES]:
        if re.fullmatch(r"目录", text):
            break
        cover.append(text)
    return cover


def _title(cover: Sequence[str], lines: Sequence[str], department: str | None) -> str | None:
    """The title on the cover, over one to three lines; else a line that names department, year and kind."""
    for size in (1, 2, 3):
        for start in range(len(cover) - size + 1):
            if any(
                NOT_A_TITLE.search(piece) and not YEAR.match(piece) for piece in cover[start : start + size]
            ):
                continue
            joined = "".join(cover[start : start + size])
            if _is_title(joined) and (_names_somebody(joined) or size == 3):
                return _with_line_above(cover, start, joined)
    if department is None:
        return None
    return next((text for text in lines if department in text and _is_title(text)), None)


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
    bare = _without_year(title)
    tail = TITLE_TAIL.search(bare)
    rest = LEVEL_SUFFIX.sub("", LEVEL_SUFFIX.sub("", TITLE_TAIL.sub("", bare)))
    by_form = tail is not None and tail.group("body") is not None and not _is_region(rest)
    return rest if len(rest) >= 4 and (by_form or ORGANISATION.search(rest)) else None


def _is_region(name: str) -> bool:
    """``上海市普陀区`` names a place, and nobody in it: a budget of all its departments."""
    match = REGION.match(name)
    return match is not None and match.group("region") == name


def _department_lines(lines: Iterable[str]) -> str | None:
    """The department that most of the lines around tables (部门：…, ``450 …局``) name."""
    votes: Counter[str] = Counter()
    for text in lines:
        match = DEPARTMENT_LINE.match(text) or CODED_DEPARTMENT.match(text)
        if match:
            name = LEVEL_SUFFIX.sub("", UNIT_COLUMN.sub("", match.group(1)))
            if ORGANISATION.search(name):
                votes[name] += 1
    return votes.most_common(1)[0][0] if votes else None


def _department_in_prose(lines: Iterable[str]) -> str | None:
    """The organisation that the prose names before a year or its offices most often."""
    votes: Counter[str] = Counter()
    for text in lines:
        for match in PROSE_NAME.finditer(re.sub(r"^.*?关于", "", text)):
            name = match.group(1)
            region = REGION.match(name)
            if region and region.group("region"):
                votes[LEVEL_SUFFIX.sub("", name)] += 1
    return votes.most_common(1)[0][0] if votes else None


def _region(department: str | None, title: str | None) -> str | None:
    for text in (department, title):
        match = REGION.match(YEAR.sub("", text)) if text else None
        if match and match.group("region"):
            return match.group("region")
    return None


def _doc_type(title: str | None, tables: Sequence[Table], body: str) -> DocType | None:
    """Final accounts speak of 决算 in title, table names and prose; a budget hardly does."""
    names = title or "".join(table.title or "" for table in tables)
    if not DOC_WORD.search(names):
        names = body
    if not DOC_WORD.search(names):
        return None
    return "final_accounts" if names.count("决算") > names.count("预算") else "budget"


def _scope(title: str | None, cover: Sequence[str], lines: Sequence[str]) -> Scope | None:
    """部门 or 单位: by the title, else by the cover, else by which of the two the headings count more."""
    for texts in ([title or ""], cover, [t for t in lines if len(t) <= 40]):
        joined = "\n".join(texts)
        unit = len(re.findall(r"单位(?:预算|决算)(?!单位)", joined))
        department = len(re.findall(r"部门[)）]?(?:收支|收入|支出)?(?:预算|决算)", joined))
        if unit != department:
            return "unit" if unit > department else "department"
    return None


def _year(title: str | None, lines: Sequence[str]) -> int | None:
    """The year of the title, else the year that most lines put before 预算 or 决算, else the one named most."""
    match = YEAR.search(title) if title else None
    if match:
        return _number(match)
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


def _date(pattern: re.Pattern[str], body: str) -> str | None:
    match = pattern.search(squash(body))
    return f"{match.group(1)}-{int(match.group(2)):02d}-{int(match.group(3)):02d}" if match else None


def _first(pattern: re.Pattern[str], lines: Iterable[str]) -> str | None:
    return next((m.group(1) for text in lines if (m := pattern.search(text))), None)


COVER_CONFIDENCE = 0.9
"""Printed in the title, or behind a label (批复时间：, 主管部门：)."""
TEXT_CONFIDENCE = 0.6
"""Below what the review queue takes for sure: a name that only the running text gives is asked about."""
COUNTED_CONFIDENCE = 0.75
"""Year, kind and scope by what most lines say: words of a closed list, so that a vote is hardly wrong."""
MAX_TITLE_LINES = 4
_WORDS = {"budget": "预算", "final_accounts": "决算", "department": "部门", "unit": "单位"}
_PATTERNS = {
    "approval_date": APPROVED,
    "publication_date": PUBLISHED,
    "contact_person": CONTACT,
    "contact_phone": PHONE,
}


def metadata_evidence(doc: Document, metadata: Metadata) -> dict[str, Evidence]:
    """The evidence of every field that is stated somewhere, by field name."""
    title = _lines_of(doc.lines, metadata.title)
    found: dict[str, Evidence] = {}
    for name, value in metadata.model_dump(exclude_none=True).items():
        if name in _PATTERNS:
            lines = _stating(doc.lines, _PATTERNS[name])
            confidence = COVER_CONFIDENCE
        else:
            lines, confidence = _naming(doc.lines, title, name, _WORDS.get(str(value), str(value)))
        if lines:
            found[name] = _evidence(lines, str(value), confidence)
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
        return next(([x] for x in lines if _is_year_of(x, word)), []), COUNTED_CONFIDENCE
    naming = [line for line in lines if squash(word) in squash(line.text)]
    labelled = [line for line in naming if name == "department" and DEPARTMENT_LINE.match(clean(line.text))]
    if labelled:
        return labelled[:1], COVER_CONFIDENCE
    return naming[:1], TEXT_CONFIDENCE if name in ("department", "region") else COUNTED_CONFIDENCE


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
