"""What an auditor reads: the names of kinds, fields and columns in Chinese and in English.

Takes nothing, gives tables of words.  Chinese names of table kinds are those of the label guide
(eval/gold/GUIDE.md), after 财预〔2016〕143号.
"""

from __future__ import annotations

from typing import Literal

from gouji.schemas.record import Place, Rival
from gouji.schemas.record import TableKind as K

Lang = Literal["zh", "en"]

KIND_NAMES: dict[K, str] = {
    K.REVENUE_EXPENDITURE_SUMMARY: "收支总表",
    K.REVENUE_SUMMARY: "收入总表",
    K.EXPENDITURE_SUMMARY: "支出总表",
    K.APPROPRIATION_SUMMARY: "财政拨款收支总表",
    K.APPROPRIATION_EXPENDITURE: "财政拨款支出表（功能分类）",
    K.APPROPRIATION_BASIC_EXPENDITURE: "财政拨款基本支出表（经济分类）",
    K.GENERAL_PUBLIC_EXPENDITURE: "一般公共预算支出表（功能分类）",
    K.GENERAL_PUBLIC_BASIC_EXPENDITURE: "一般公共预算基本支出表（经济分类）",
    K.GENERAL_PUBLIC_PROJECT_EXPENDITURE: "一般公共预算项目支出表",
    K.THREE_PUBLIC: "“三公”经费表",
    K.GOVERNMENT_FUND_EXPENDITURE: "政府性基金表",
    K.STATE_CAPITAL_EXPENDITURE: "国有资本经营预算表",
    K.PROJECT_EXPENDITURE: "项目支出表",
    K.PROJECT_PERFORMANCE: "项目绩效目标表",
    K.PROJECT_SELF_EVALUATION: "项目支出绩效自评表",
    K.AGENCY_OPERATING_EXPENDITURE: "机关运行经费表",
    K.PROCUREMENT: "政府采购表",
    K.FIXED_ASSETS: "国有资产／固定资产表",
    K.ENTITY_LIST: "单位情况表",
    K.OTHER: "其他表",
}

WORDS: dict[str, tuple[str, str]] = {
    "overview": ("总览", "Overview"),
    "table": ("表", "Table"),
    "tables": ("表格", "Tables"),
    "kind": ("表类", "Kind"),
    "kind_code": ("表类代码", "Kind code"),
    "title": ("标题", "Title"),
    "number": ("表号", "No."),
    "unit": ("单位", "Unit"),
    "rows": ("行", "Rows"),
    "where": ("出处", "Source"),
    "leftovers": ("未归格", "Leftovers"),
    "leftovers_note": (
        "以下数字在表内，但未能归入任何单元格：",
        "Figures inside the table that reached no cell:",
    ),
    "notes": ("注", "Notes"),
    "empty": ("空表", "empty"),
    "unread": ("未读部分", "Not read"),
    "recognise_hint": (
        "有文字层的部分已读；扫描页请先做文字识别",
        "what has a text layer was read; scanned pages need text recognition first",
    ),
    "damaged_hint": (
        "其余部分已读；这些部分请对照原件",
        "the rest was read; check these parts against the original",
    ),
    "not_read": ("未读", "not read"),
    "nothing_unread": ("全部读到", "everything was read"),
    "too_large": (
        "{} 行 {} 列，超出工作表所能容纳；全部内容见 JSON",
        "{} rows and {} columns are more than a sheet can hold; the JSON has them all",
    ),
    "messages": ("读取说明", "Messages"),
    "decisions": ("判读说明", "How it was read"),
    "review": ("需复核", "To review"),
    "no_tables": ("没有找到表格", "no table found"),
    "document": ("文档", "Document"),
    "source": ("文件", "File"),
    "sha256": ("文件指纹（SHA-256）", "SHA-256"),
    "version": ("程序版本", "Version"),
    "department": ("部门", "Department"),
    "region": ("地区", "Region"),
    "doc_type": ("文档类型", "Document type"),
    "scope": ("口径", "Scope"),
    "fiscal_year": ("年度", "Fiscal year"),
    "approval_date": ("批复日期", "Approved"),
    "publication_date": ("公开日期", "Published"),
    "contact_person": ("联系人", "Contact"),
    "contact_phone": ("联系电话", "Phone"),
    "budget": ("预算", "budget"),
    "final_accounts": ("决算", "final accounts"),
    "evaluation": ("绩效评价", "performance evaluation"),
    "self_evaluation": ("绩效自评", "performance self-evaluation"),
    "unit_scope": ("单位", "unit"),
    "department_scope": ("部门", "department"),
    "statements": ("文字陈述", "Statements"),
    "duties": ("主要职责", "Duties"),
    "internal_units": ("内设机构", "Internal units"),
    "projects": ("项目说明", "Projects"),
    "targets": ("量化目标", "Targets"),
    "glossary": ("名词解释", "Glossary"),
    "findings": ("核对发现", "Findings"),
    "checks": ("勾稽规则", "Checks"),
    "page": ("第{}页", "p. {}"),
    "line": ("第{}行", "line {}"),
    "seconds": ("秒", "s"),
    "done": ("已写出", "written"),
    "skipped": ("未变动，跳过（--force 重做）", "unchanged, skipped (--force redoes it)"),
}
"""key → (Chinese, English)."""


COVERED_NAMES: dict[str, tuple[str, str]] = {
    "prose": ("文字", "prose"),
    "across": ("表间、文表之间", "across places"),
}
"""What coverage counts beside kinds of tables → (Chinese, English)."""


RIVAL_NAMES: dict[Rival, tuple[str, str]] = {
    "misread": ("识读存疑", "reading in doubt"),
    "unit": ("单位不明", "unit not printed"),
    "scope": ("口径或年度可能不同", "scope or year may differ"),
    "nesting": ("包含关系不明", "nesting open"),
    "withheld": ("有内容依法不公开", "items withheld"),
    "partial_enumeration": ("列举可能不全", "list may be partial"),
    "small_table": ("表太小，无从印证", "table too small"),
    "other": ("其他", "other"),
}
"""What else than an error may explain a break → (Chinese, English)."""


UNREAD_NAMES: dict[str, tuple[str, str]] = {
    "scan": ("是扫描图像，文字未读", "scanned image, its text was not read"),
    "hidden_text": (
        "只有图像和隐形文字层，文字未读",
        "an image with a hidden text layer, its text was not read",
    ),
    "picture": ("有图片，图中文字未读", "picture, its text was not read"),
    "attachment": ("内附文件未读", "attached file, not read"),
    "missing_page": ("页丢失", "pages are missing"),
    "garbled": ("字体没有字符映射，文字无法识别", "font without a character map"),
    "damaged": ("页面已损坏", "damaged page"),
    "zero_size": ("页面尺寸为零", "page of zero size"),
    "internal": ("因程序内部错误未读出", "not read because of an error in this program"),
    "stray_rows": ("像表格的行，但不属于任何表格", "rows that belong to no table"),
    "document": ("文件没有读出", "the document was not read"),
    "undecodable": ("有字节无法解码", "undecodable bytes"),
}
"""``Unread.reason`` → (Chinese, English)."""


def unread_name(reason: str, lang: Lang = "zh") -> str:
    """What a reason code of an unread part means; an unknown code stands for itself."""
    names = UNREAD_NAMES.get(reason)
    return names[0 if lang == "zh" else 1] if names else reason


def word(key: str, lang: Lang = "zh") -> str:
    """The word for ``key`` in ``lang``."""
    return WORDS[key][0 if lang == "zh" else 1]


def kind_name(kind: K, lang: Lang = "zh") -> str:
    """The name of a table kind: its Chinese name, or its code with spaces in English."""
    return KIND_NAMES[kind] if lang == "zh" else kind.value.replace("_", " ")


def covered_name(kind: str, lang: Lang = "zh") -> str:
    """The name of what a row of :class:`~gouji.schemas.record.Coverage` counts: a table kind, prose, or places apart."""
    return COVERED_NAMES[kind][lang == "en"] if kind in COVERED_NAMES else kind_name(K(kind), lang)


def ranges(numbers: list[int]) -> str:
    """Numbers as a person writes them: ``[3, 4, 5, 9]`` → ``3–5、9``."""
    runs: list[list[int]] = []
    for number in sorted(set(numbers)):
        if runs and number == runs[-1][-1] + 1:
            runs[-1][-1:] = [runs[-1][-1], number] if len(runs[-1]) == 1 else [number]
        else:
            runs.append([number])
    return "、".join("–".join(str(n) for n in run) for run in runs)


def place_name(place: Place, lang: Lang = "zh") -> str:
    """Where a person finds a place: file, sheet and cell, paragraph or table; else page or line."""
    zh = lang == "zh"
    address = place.address
    parts = [address.file] if address is not None and address.file else []
    if address is not None and address.sheet:
        parts.append(
            f"工作表“{address.sheet}”{address.cell}" if zh else f"sheet {address.sheet} {address.cell}"
        )
    elif address is not None and address.table:
        parts.append(
            f"第 {address.table} 个表格 {address.cell}" if zh else f"table {address.table} {address.cell}"
        )
    elif address is not None and address.paragraph:
        parts.append(f"第{address.paragraph}段" if zh else f"paragraph {address.paragraph}")
    elif place.page is not None:
        parts.append(f"第{place.page}页" if zh else f"page {place.page}")
    elif place.line is not None:
        parts.append(f"第{place.line}行" if zh else f"line {place.line}")
    return " ".join(parts)
