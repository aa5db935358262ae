"""The words of the reports, in Chinese and in English, in one place.

``MEASURES`` also says which measures there are for people, in which group, and which of them are
headline figures; everything in a run that is not named here is shown under its own name.
"""

from __future__ import annotations

from gouji.output.labels import KIND_NAMES, Lang
from gouji.schemas.record import TableKind

Pair = tuple[str, str]

GROUPS: dict[str, Pair] = {
    "tables": ("表格", "Tables"),
    "prose": ("文字", "Prose"),
    "metadata": ("元数据", "Metadata"),
    "trust": ("依据", "Grounding"),
    "findings": ("勾稽问题", "Inconsistencies"),
}

MEASURES: dict[str, tuple[str, Pair]] = {
    "cells": ("tables", ("单元格 F1（数值相等）", "Cells F1 (equal)")),
    "cells_exact": ("tables", ("单元格 F1（逐字相同）", "Cells F1 (exact)")),
    "figures": ("tables", ("数字单元格 F1", "Figure cells F1")),
    "text": ("tables", ("文字单元格 F1", "Text cells F1")),
    "tables": ("tables", ("表格检出 F1", "Tables found F1")),
    "kind": ("tables", ("表类正确率", "Kind right")),
    "unit": ("tables", ("单位正确率", "Unit right")),
    "emptiness": ("tables", ("空表判断正确率", "Emptiness right")),
    "titles": ("tables", ("标题正确率", "Title right")),
    "headers": ("tables", ("表头路径 F1", "Header paths F1")),
    "rows": ("tables", ("行 F1", "Rows F1")),
    "right_column": ("tables", ("数字未错列的比例", "Figures not misplaced")),
    "tables_perfect": ("tables", ("全表无误的比例", "Tables with every cell right")),
    "grits": ("tables", ("GriTS 内容分", "GriTS content")),
    "metadata": ("metadata", ("元数据正确率（有值项）", "Metadata right (stated)")),
    "metadata_null": ("metadata", ("无值项未乱填的比例", "Unstated left empty")),
    "statements": ("prose", ("陈述 F1（值、单位）", "Statements F1")),
    "statement_figures": ("prose", ("陈述：数字全对 F1", "Statements, all figures right")),
    "statement_all": ("prose", ("陈述：各项全对 F1", "Statements, all fields right")),
    "statement_fields": ("prose", ("陈述各项正确率", "Statement field accuracy")),
    "reasons": ("prose", ("变动原因相似度（ANLS）", "Reasons (ANLS)")),
    "grounded_right": ("trust", ("有据且正确 F1", "Grounded and right F1")),
    "targets": ("prose", ("绩效承诺 F1", "Targets F1")),
    "target_all": ("prose", ("绩效承诺：各项全对", "Targets, all fields right")),
    "target_fields": ("prose", ("绩效承诺各项正确率", "Target field accuracy")),
    "projects": ("prose", ("项目 F1", "Projects F1")),
    "project_all": ("prose", ("项目：各项全对", "Projects, all fields right")),
    "project_fields": ("prose", ("项目各项正确率", "Project field accuracy")),
    "duties": ("prose", ("主要职责 F1", "Duties F1")),
    "internal_units": ("prose", ("内设机构 F1", "Internal units F1")),
    "glossary": ("prose", ("名词解释 F1（逐字）", "Glossary F1 (verbatim)")),
    "glossary_terms": ("prose", ("名词 F1", "Glossary terms F1")),
    "definitions": ("prose", ("释义相似度（ANLS）", "Definitions (ANLS)")),
    "no_hallucination": ("trust", ("未编造数字的比例", "Figures not invented")),
    "no_loss": ("trust", ("数字未丢失的比例", "Figures not lost")),
    "recall.error": ("findings", ("错误检出率", "Recall, errors")),
    "recall.rounding": ("findings", ("尾差检出率", "Recall, rounding")),
    "recall.note": ("findings", ("提示检出率", "Recall, notes")),
    "recall_decidable.error": ("findings", ("错误检出率（仅凭文档可判）", "Recall, decidable errors")),
    "recall_decidable.rounding": ("findings", ("尾差检出率（仅凭文档可判）", "Recall, decidable rounding")),
    "recall_decidable.note": ("findings", ("提示检出率（仅凭文档可判）", "Recall, decidable notes")),
    "precision.error": ("findings", ("错误查准率", "Precision, errors")),
    "precision.rounding": ("findings", ("尾差查准率", "Precision, rounding")),
    "precision.note": ("findings", ("提示查准率", "Precision, notes")),
    "finding_types": ("findings", ("问题类型正确率", "Finding type right")),
    "finding_severities": ("findings", ("严重程度正确率", "Finding severity right")),
}

HEADLINE = (
    "cells",
    "figures",
    "tables",
    "tables_perfect",
    "metadata",
    "statements",
    "statement_fields",
    "grounded_right",
    "recall.error",
    "precision.error",
    "no_hallucination",
    "no_loss",
)

REASONS: dict[str, Pair] = {
    "value": ("值不同", "another value"),
    "missing": ("漏读", "missing"),
    "spurious": ("多出", "spurious"),
    "column": ("数对列错", "right figure, wrong column"),
    "header": ("表头对不上", "header has no counterpart"),
    "row": ("行对不上", "row has no counterpart"),
    "table": ("表对不上", "table has no counterpart"),
    "field": ("此项不同", "field differs"),
    "table_missing": ("漏表", "table missed"),
    "table_spurious": ("多出的表", "spurious table"),
    "header_missing": ("漏表头", "header missing"),
    "header_spurious": ("多出的表头", "spurious header"),
    "invented": ("原文没有的数字", "figure not in the source"),
    "beyond": ("仅凭文档不可判", "not decidable from the document"),
    "finding_false": ("误报（已裁定）", "false alarm (judged)"),
    "finding_debatable": ("有争议（已裁定）", "debatable (judged)"),
    "finding_unjudged": ("未标注且未裁定", "no label, not judged"),
}

PARTS: dict[str, Pair] = {
    "metadata": ("元数据", "Metadata"),
    "tables": ("表格", "Tables"),
    "statements": ("陈述", "Statements"),
    "targets": ("绩效承诺", "Targets"),
    "projects": ("项目", "Projects"),
    "duties": ("主要职责", "Duties"),
    "internal_units": ("内设机构", "Internal units"),
    "glossary": ("名词解释", "Glossary"),
    "inconsistencies": ("勾稽问题", "Inconsistencies"),
    "grounding": ("依据", "Grounding"),
}

FIELDS: dict[str, Pair] = {
    "subject": ("主体", "subject"),
    "measure": ("量的种类", "measure"),
    "value": ("数值", "value"),
    "unit": ("单位", "unit"),
    "year": ("年度", "year"),
    "base": ("比较基准", "base"),
    "direction": ("增减方向", "direction"),
    "section": ("章节", "section"),
    "change": ("增减额", "change"),
    "change_pct": ("增减率", "change %"),
    "share_pct": ("占比", "share %"),
    "completion_pct": ("完成率", "completion %"),
    "budget_value": ("预算数", "budget value"),
    "operator": ("关系", "operator"),
    "deadline": ("期限", "deadline"),
    "amount": ("金额", "amount"),
    "count": ("数量", "count"),
    "ratio": ("比率", "ratio"),
    "score": ("分数", "score"),
    "target": ("承诺", "target"),
    "figure": ("数字", "figure"),
    "error": ("错误", "error"),
    "rounding": ("尾差", "rounding"),
    "note": ("提示", "note"),
    "prose_vs_table": ("文表不符", "prose vs table"),
    "prose_vs_prose": ("前后文不符", "prose vs prose"),
    "table_arithmetic": ("表内不平", "table arithmetic"),
    "table_vs_table": ("表间不符", "table vs table"),
    "percent": ("百分比", "percent"),
    "date": ("日期", "date"),
    "missing": ("缺漏", "missing"),
    "duplicate": ("重复", "duplicate"),
    "label": ("名称", "label"),
    "template_leftover": ("模板残留", "template leftover"),
    "sum": ("表内合计", "sum in a table"),
    "cross": ("表间", "across tables"),
    "prose_table": ("文与表", "prose against table"),
    "prose_sum": ("文中合计", "sum in prose"),
    "rate": ("比率", "rate"),
    "words": ("用词", "wording"),
    "name": ("名称", "name"),
    "omission": ("缺漏", "omission"),
    "form": ("格式", "form"),
    "semantics": ("语义", "semantics"),
}
"""Fields of statements and targets, measures, severities, types of findings, classes of mistakes."""

FAMILIES: dict[str, Pair] = {
    "statement": ("陈述", "Statement"),
    "target": ("承诺", "Target"),
    "recall_type": ("检出率", "Recall"),
    "recall_class": ("检出率", "Recall"),
    "recall_decidable": ("可判检出率", "Decidable recall"),
}
"""What stands before the point in the name of a measure."""

WORDS: dict[str, Pair] = {
    "title": ("勾稽 评测报告", "gouji evaluation report"),
    "headline": ("总体", "Headline figures"),
    "documents": ("各文档", "Documents"),
    "document": ("文档", "Document"),
    "heat": ("表类 × 文档（单元格 F1）", "Table kind × document (cell F1)"),
    "all": ("全部", "All"),
    "groups": ("分组", "Breakdown"),
    "province": ("省份", "Province"),
    "form": ("来源格式", "Input form"),
    "doc_type": ("文档类型", "Document type"),
    "pdf": ("PDF", "PDF"),
    "budget": ("预算", "Budget"),
    "final_accounts": ("决算", "Final accounts"),
    "textform": ("文本", "Text"),
    "measures": ("全部指标", "All measures"),
    "measure": ("指标", "Measure"),
    "micro": ("合并（micro）", "Micro"),
    "macro": ("均值（macro）", "Macro"),
    "interval": ("95% 区间", "95% interval"),
    "lowest": ("最低", "Lowest"),
    "n": ("文档数", "Documents"),
    "counts": ("计数", "Counts"),
    "confidence": ("置信度", "Confidence"),
    "reliability": ("可靠性", "Reliability"),
    "risk": ("风险—覆盖", "Risk–coverage"),
    "accuracy": ("实际正确率", "Observed accuracy"),
    "coverage": ("接受比例", "Share accepted"),
    "wrong": ("其中错误比例", "Share wrong"),
    "ece": ("ECE", "ECE"),
    "brier": ("Brier", "Brier"),
    "accept99": ("99% 查准率下可自动接受", "Accepted at 99% precision"),
    "status": ("状态", "Status"),
    "proved": ("已证实", "Proved"),
    "accepted": ("已采纳", "Accepted"),
    "review": ("待复核", "To review"),
    "values": ("值的个数", "Values"),
    "no_confidence": ("记录中没有置信度。", "The records carry no confidences."),
    "errors": ("逐条错误", "Errors"),
    "error_help": (
        "每条错误旁是原文；筛选后逐条查看。",
        "Each error stands beside its source; filter and browse.",
    ),
    "part": ("部分", "Part"),
    "kind": ("类别", "Kind"),
    "reason": ("原因", "Reason"),
    "search": ("搜索", "Search"),
    "gold": ("标注", "Gold"),
    "ours": ("结果", "Ours"),
    "where": ("位置", "Where"),
    "source": ("原文", "Source"),
    "page": ("页", "page"),
    "line": ("行", "line"),
    "shown": ("条", "items"),
    "previous": ("上一页", "Previous"),
    "next": ("下一页", "Next"),
    "reset": ("清除筛选", "Clear filters"),
    "none": ("没有错误", "No errors"),
    "no_script": ("筛选需要 JavaScript。", "Filtering needs JavaScript."),
    "no_source": ("原文不在本机", "source not on this machine"),
    "no_room": ("页图已达大小上限，仅列页码", "page image left out (size limit)"),
    "provenance": ("来历", "Provenance"),
    "missing": ("未评分的文档", "Documents not scored"),
    "unlabelled": ("未标注，不计分", "not labelled, not scored"),
    "unjudged": ("待裁定", "unjudged"),
    "findings": ("勾稽问题", "findings"),
    "leftovers": ("未归格数字", "leftovers"),
    "seconds": ("秒", "seconds"),
    "few": (
        "文档少于 20 份：请看每份文档的一行，区间仅供参考。",
        "Fewer than 20 documents: look at each row; intervals are indicative.",
    ),
    "legend": ("色深者分低；每格都印有数值。", "Darker is lower; every cell prints its value."),
    "dirty": ("（有未提交的改动）", " (with uncommitted changes)"),
    "errors_n": ("错误数", "Errors"),
    "better": ("变好", "Better"),
    "worse": ("变差", "Worse"),
    "changed": ("仍错，结果变了", "Still wrong, changed"),
    "difference": ("差（B−A）", "B − A"),
    "compare_title": ("勾稽 评测对比", "gouji comparison"),
    "clear": ("明显", "clear"),
    "other_gold": (
        "警告：两次运行所用标注不同，差值不可靠。",
        "Warning: the two runs were scored on different labels.",
    ),
    "worst": ("最差的文档", "Worst document"),
    "beside": ("共同的文档", "Documents in both"),
}


def pick(pair: Pair, lang: Lang) -> str:
    """One of the two languages."""
    return pair[1] if lang == "en" else pair[0]


def word(key: str, lang: Lang) -> str:
    """A word of the report; an unknown key stands for itself."""
    return pick(WORDS[key], lang) if key in WORDS else key


def measure_label(name: str, lang: Lang) -> str:
    """The name of a measure for people; ``statement.unit`` and its like are put together."""
    if name in MEASURES:
        return pick(MEASURES[name][1], lang)
    family, _, item = name.partition(".")
    if family in FAMILIES and item in FIELDS:
        return f"{pick(FAMILIES[family], lang)}：{pick(FIELDS[item], lang)}"
    return name


def item_label(kind: str, lang: Lang) -> str:
    """The kind of an item: a field, a measure (``measure:amount``), or severity and type of a finding."""
    words = [word for word in kind.split(":") if word != "measure" or kind == "measure"]
    return " · ".join(
        pick(FIELDS[word], lang) if word in FIELDS else part_label(word, lang) for word in words
    )


def kind_label(kind: str, lang: Lang) -> str:
    """The name of a table kind."""
    if lang == "en" or kind not in set(TableKind):
        return kind.replace("_", " ")
    return KIND_NAMES[TableKind(kind)]


def reason_label(code: str, lang: Lang) -> str:
    return pick(REASONS[code], lang) if code in REASONS else code


def part_label(part: str, lang: Lang) -> str:
    return pick(PARTS[part], lang) if part in PARTS else part
