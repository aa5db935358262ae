"""Rules about labels, counts, completeness, form and time."""

from __future__ import annotations

from typing import Final

from gouji.checks.families.form import Statutory, TextPattern
from gouji.checks.model import Rule, Text
from gouji.schemas.record import DocType, FindingType, Severity
from gouji.schemas.record import TableKind as K

SUBJECTS: Final = "财政部《政府收支分类科目》（当年版）"
OPEN: Final = "财预〔2016〕143号《地方预决算公开操作规程》第四条：公开及时，内容准确，形式规范"
EMPTY: Final = "财预〔2016〕143号《地方预决算公开操作规程》、政务公开标准目录（财政预决算领域）：没有数据的表格应当列出空表并说明"
TABLES: Final = (
    "财预〔2016〕143号《地方预决算公开操作规程》：部门公开收支总体情况表（总体、收入、支出）和财政拨款收支情况表"
    "（总体、一般公共预算支出、基本支出、“三公”经费支出、政府性基金预算支出）"
)
LAW: Final = "《预算法》第十四条第二款：经批复的部门预算、决算及报表，应当在批复后二十日内由各部门向社会公开"
THREE: Final = "财预〔2016〕143号《地方预决算公开操作规程》：“三公”经费按项公开，并对增减变化情况进行说明"
ASSETS: Final = (
    "《预算法》第十四条第三款：政府采购的情况应当及时向社会公开；财预〔2016〕143号第四条：内容准确"
)

_SUMMARY = Statutory((K.REVENUE_EXPENDITURE_SUMMARY,), "收支总表")
STATUTORY: Final = (
    _SUMMARY,
    Statutory((K.REVENUE_SUMMARY,), "收入总表"),
    Statutory((K.EXPENDITURE_SUMMARY,), "支出总表"),
    Statutory((K.APPROPRIATION_SUMMARY,), "财政拨款收支总表"),
    Statutory((K.GENERAL_PUBLIC_EXPENDITURE, K.APPROPRIATION_EXPENDITURE), "一般公共预算支出表"),
    Statutory(
        (K.GENERAL_PUBLIC_BASIC_EXPENDITURE, K.APPROPRIATION_BASIC_EXPENDITURE), "一般公共预算基本支出表"
    ),
    Statutory((K.THREE_PUBLIC,), "“三公”经费支出表"),
    Statutory((K.GOVERNMENT_FUND_EXPENDITURE,), "政府性基金预算支出表"),
)
"""财预〔2016〕143号: 收支总体情况 (three tables) and 财政拨款收支情况 (five); 国有资本经营 only where there is any."""

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
        r"增加（减少）|增加\(减少\)|增加/减少|（增加/减少）|上升（下降）",
        "模板选项未删",
        "a template choice was left",
    ),
    TextPattern(r"主要原因(是|：|:)[。；]", "原因未填写", "a reason was left blank"),
    TextPattern(r"增加持平|减少持平", "模板选项未删", "a template choice was left"),
)
BLANKS: Final = (
    TextPattern(
        r"(?:已有|共有|达到?|共计|约)[万亿](?:人|户|家|元|参保|次)",
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
PLANS: Final = {
    "十二五": (2011, 2015),
    "十三五": (2016, 2020),
    "十四五": (2021, 2025),
    "十五五": (2026, 2030),
    "十六五": (2031, 2035),
}
"""First and last year of the national five-year plans."""


def _rule(
    rule_id: str,
    family: str,
    zh: str,
    en: str,
    type_: FindingType,
    severity: Severity = "error",
    basis: str = OPEN,
    *,
    spec: object = None,
    docs: tuple[DocType, ...] = ("budget", "final_accounts"),
    since: int = 2015,
) -> Rule:
    return Rule(rule_id, family, Text(zh, en), basis, type_, severity, docs=docs, spec=spec, since=since)


LABELS: Final = (
    _rule(
        "L01",
        "labels.code_names",
        "科目编码与名称相符",
        "Code and name belong together",
        "label",
        "note",
        SUBJECTS,
    ),
    _rule(
        "L02", "labels.outdated_names", "不用旧科目名称", "No outdated class name", "label", "error", SUBJECTS
    ),
    _rule(
        "L03",
        "labels.class_labels",
        "总表所列类名规范",
        "Class names in the summaries are official",
        "label",
        "note",
        SUBJECTS,
    ),
    _rule("L04", "labels.duplicates", "同表科目不重复", "No subject twice in a table", "duplicate", "note"),
    _rule("L05", "labels.numbering", "总表项目序号连续", "Items are numbered in order", "label"),
    _rule("L06", "labels.signs", "预算、决算数不为负", "No negative amounts", "table_arithmetic", "note"),
    _rule("L07", "labels.empty_tables", "空表附说明", "An empty table says so", "missing", "note", EMPTY),
    _rule("L08", "labels.unit_codes", "单位代码前后一致", "Unit codes agree across tables", "table_vs_table"),
    _rule("L09", "labels.unit_names", "单位名称前后一致", "Unit names agree across tables", "label"),
    _rule(
        "L10",
        "labels.prices",
        "数量×单价＝金额",
        "Quantity × price = amount",
        "table_arithmetic",
        basis=ASSETS,
    ),
    _rule(
        "L11",
        "labels.thresholds",
        "品目限额与金额相符",
        "Item threshold fits the amount",
        "label",
        basis=ASSETS,
    ),
    _rule("L12", "labels.spoilt_cells", "单元格显示数字", "Cells show their figures", "missing"),
)

COUNTS: Final = (
    _rule("C01", "counts.projects", "项目个数：文字＝项目支出表", "Number of projects", "prose_vs_table"),
    _rule(
        "C02",
        "counts.targets",
        "绩效目标项目个数：文字＝绩效目标表",
        "Number of projects with targets",
        "prose_vs_table",
    ),
    _rule(
        "C03",
        "counts.budget_units",
        "预算单位个数：文字＝单位情况表",
        "Number of budget units",
        "prose_vs_table",
    ),
    _rule(
        "C04",
        "counts.all_projects",
        "称全部项目填报绩效目标的，个数相同",
        "“All projects” is all of them",
        "prose_vs_prose",
    ),
    _rule(
        "C05",
        "counts.same_projects",
        "同样多的项目，金额前后一致",
        "The same projects cost the same",
        "prose_vs_prose",
    ),
    _rule("C06", "counts.narratives", "项目说明覆盖项目支出表", "Every project is described", "missing"),
    _rule(
        "C07",
        "counts.project_period",
        "项目周期及于预算年度",
        "A project's period reaches the year",
        "date",
        docs=("budget",),
    ),
)

FORM: Final = (
    _rule(
        "M01",
        "form.statutory_tables",
        "法定报表齐全",
        "Statutory tables are present",
        "missing",
        "note",
        basis=TABLES,
        spec=STATUTORY,
        since=2017,
    ),
    _rule(
        "M02",
        "form.contents_tables",
        "目录所列报表都在",
        "Tables on the contents page are present",
        "missing",
    ),
    _rule("M03", "form.blank_change", "增减额已填", "Changes are filled in", "missing"),
    _rule("M04", "form.text_patterns", "数字已填", "No blank where a figure belongs", "missing", spec=BLANKS),
    _rule("M05", "form.odd_zeros", "金额没有多余的零", "No misprinted zeros", "label"),
    _rule("M06", "form.missing_units", "金额带单位", "Amounts carry a unit", "unit"),
    _rule(
        "M07",
        "form.text_patterns",
        "模板文字已删改",
        "No template leftovers",
        "template_leftover",
        spec=LEFTOVERS,
    ),
    _rule(
        "M08",
        "form.nothing_here",
        "有数的不写“不存在此项内容”",
        "What is there is not said to be absent",
        "template_leftover",
    ),
    _rule("M09", "form.heading_numbers", "标题序号连续", "Headings are numbered in order", "label"),
    _rule(
        "M10", "form.department_lines", "各表部门名称一致", "Tables name the same department", "label", "note"
    ),
    _rule(
        "M11",
        "form.heading_department",
        "标题中的部门名称正确",
        "Headings name the right department",
        "label",
    ),
    _rule(
        "M12",
        "form.three_public_reasons",
        "“三公”经费增减说明原因",
        "Changes of 三公 are explained",
        "missing",
        "note",
        THREE,
    ),
    _rule(
        "M13",
        "form.plan_years",
        "五年规划年份正确",
        "Years of the five-year plans are right",
        "date",
        spec=PLANS,
    ),
    _rule(
        "M14",
        "form.text_patterns",
        "没有重复的字词、标点",
        "No repeated words or marks",
        "duplicate",
        "note",
        spec=REPEATS,
    ),
    _rule(
        "M15",
        "form.mixed_units",
        "同一句的预算、决算单位一致",
        "Budget and outturn of one sentence have one unit",
        "unit",
        docs=("final_accounts",),
    ),
    _rule(
        "D01",
        "form.published_in_time",
        "批复后二十日内公开",
        "Published within twenty days of approval",
        "date",
        basis=LAW,
    ),
    _rule(
        "D02",
        "form.dates_stated",
        "载明批复日期和公开日期",
        "Dates of approval and publication are stated",
        "missing",
        "note",
        LAW,
    ),
)
