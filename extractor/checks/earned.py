"""On what ground an evaluator may call a break an *error*: one entry for each evaluator and mechanism.

*measured*: at least 0.9 of its errors on five judged documents or more were true (``gouji eval precision`` counts again).
*proof*: too few were judged, but the printed figures themselves exclude every rival; the reason says how.  *note*: neither; what is
wrong there may be the reading of the words.  What has no entry is a note.  Rules that one evaluator serves (``P01`` to
``P10``) differ in their concepts only and earn together.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Ground = Literal["measured", "proof", "note"]


@dataclass(frozen=True, slots=True)
class Earned:
    """Ground and reason for one ``evaluator`` (:attr:`~gouji.checks.model.Rule.name`) and ``mechanism``."""

    evaluator: str
    mechanism: str
    ground: Ground
    reason: str


_ENTRIES: Final = (
    Earned("within.row_totals", "header", "measured", "表头的各栏在多行上相加成立"),
    Earned("within.row_totals", "single", "proof", "合计与表头所辖各栏同在一行，别无可加之栏"),
    Earned("within.code_tree", "codes", "measured", "科目编码定类款项，别行上成立"),
    Earned("within.code_tree", "single", "proof", "科目编码定类款项，下级的行都在表中"),
    Earned(
        "within.grand_totals", "total word", "proof", "同一合计关系在别栏、别表成立，其他构成都不能使其相等"
    ),
    Earned(
        "within.grand_totals",
        "single",
        "proof",
        "合计行之外的行尽数计入，嵌套、其中、结转的各种构成都不能使其相等",
    ),
    Earned("within.outline_totals", "numbering", "proof", "编号定上下级，别栏、别表成立"),
    Earned(
        "within.outline_totals", "total word", "proof", "同一合计关系在别栏、别表成立，其他构成都不能使其相等"
    ),
    Earned(
        "within.outline_totals",
        "single",
        "proof",
        "编号所列各项尽数计入，嵌套、其中、结转的各种构成都不能使其相等",
    ),
    Earned("within.carried_forward", "header", "proof", "年初结转、收入、支出、年末结转同在一行，定义即相等"),
    Earned("across.agree", "across", "proof", "两表各印同一项目的合计，口径由表名定，相差的不是结转"),
    Earned(
        "across.left_out_class",
        "code",
        "note",
        "只在一两份文件上见过：该类别表中只由财政拨款安排，财政拨款支出表没有",
    ),
    Earned("across.subject_rows", "across", "proof", "同一编码在同一口径的两表，相差的不是结转"),
    Earned("across.economic_rows", "across", "proof", "同一经济科目在同一口径的两表"),
    Earned("arithmetic.growth", "sentence", "measured", "本年数、增减额、增减率同在一句"),
    Earned("arithmetic.between", "sentence", "proof", "两年的数都印在本段，句中别无可作基数的数"),
    Earned("arithmetic.completion", "sentence", "proof", "决算、预算、完成率同在一句，句中别无可作基数的数"),
    Earned("arithmetic.shares", "sentence", "proof", "基数由文字点名，或由同一说法的另两处占比证实"),
    Earned(
        "arithmetic.procurement_shares",
        "sentence",
        "note",
        "只在一两份文件上见过：各类采购额、占比和合同金额都印在一段",
    ),
    Earned("arithmetic.hundred", "section", "proof", "各项金额之和恰为合计而占比之和不是 100%"),
    Earned("arithmetic.base", "sentence", "proof", "增加额大于本年数，倒推的上年数为负"),
    Earned("arithmetic.base_year", "sentence", "proof", "句中点名的比较年度就是本年度"),
    Earned("arithmetic.directions", "sentence", "proof", "同一句内两个相反的方向词"),
    Earned("arithmetic.prior", "single", "proof", "本年数、增减额、表中上年数三者不合"),
    Earned("prose.table", "section", "measured", "本段另有两数与该行该栏相同；与 single 合计五份以上"),
    Earned("prose.table", "single", "measured", "口径、年度唯一，别无相同的数，也不差结转"),
    Earned("prose.subject", "section", "proof", "科目按编码定行，本段另有两数与该栏相同"),
    Earned(
        "prose.subject", "single", "proof", "科目按编码定行，口径由所在段落定，表中别无相同的数，也不差结转"
    ),
    Earned("prose.economic", "section", "proof", "经济科目按编码定行，本段另有两数与该栏相同"),
    Earned("prose.economic", "single", "note", "本段没有别的数与该栏相同，栏可能是另一口径"),
    Earned("prose.purpose", "", "proof", "该科目的另一栏为空，文字所说的支出不存在"),
    Earned("prose.unlisted", "section", "proof", "列举之外的数正是总数所缺，或以他名印出"),
    Earned("prose.listed_names", "section", "proof", "列举以表中有数的科目为限，一缺一多正相抵"),
    Earned("prose.prose", "across", "proof", "同一用语两处不同，不由各自段落的合计、占比证实，不差结转"),
    Earned("prose.code_names", "label", "proof", "文字写出编码，各表中该编码是另一科目"),
    Earned(
        "prose.named_projects",
        "label",
        "note",
        "只在一两份文件上见过：项目名与表相同，同节另有两个项目与表相符",
    ),
    Earned(
        "prose.left_out", "section", "note", "只在一两份文件上见过：所列各项逐项为该栏的数，缺的一项也在该栏"
    ),
    Earned(
        "prose.covered_budget",
        "sentence",
        "note",
        "只在一两份文件上见过：文字写明全覆盖和口径，表中该口径的合计不同",
    ),
    Earned("prose.subject_prose", "across", "proof", "同一科目两处不同，不由各自段落的合计、占比证实"),
    Earned("prose.whole_projects", "across", "note", "“全部项目”的范围由文字推得，未经裁定"),
    Earned(
        "sums.changes", "across", "proof", "同一数与同一基数比较，两个增减额不能都对，也不由各自的增减率证实"
    ),
    Earned("sums.concepts", "section", "measured", "合计与各项同在一段，缺额不是段中别的数"),
    Earned("sums.functional", "section", "proof", "一段之内类款项编码相承，各项齐全，缺额不是段中别的数"),
    Earned("sums.counts", "section", "proof", "车辆按用途分列，种类齐全"),
    Earned("sums.enumerations", "section", "note", "列举是否齐全由文字推得，裁定过的均不实"),
    Earned("sums.parts", "section", "note", "整体与部分由用语推得，未经裁定"),
    Earned("counts.projects", "count", "proof", "文字的个数与表中逐行所列不符"),
    Earned("counts.targets", "count", "proof", "文字的个数与表中逐行所列不符"),
    Earned("counts.budget_units", "count", "proof", "文字的个数与所列单位名不符"),
    Earned("counts.all_projects", "", "proof", "两个印出的个数，占比却印 100%"),
    Earned("counts.same_projects", "", "proof", "同一个数在两处印出不同"),
    Earned("counts.narratives", "count", "proof", "文字的个数与逐项说明不符"),
    Earned("counts.project_period", "", "proof", "印出的实施周期不含本年度"),
    Earned("form.blank_change", "", "proof", "句中应有的数字印为空白"),
    Earned("form.contents_tables", "", "proof", "目录所列的表正文没有"),
    Earned("form.heading_department", "", "proof", "标题的单位与封面不同"),
    Earned("form.heading_numbers", "", "proof", "标题序号重复或跳号"),
    Earned("form.missing_units", "", "proof", "表上没有印金额单位"),
    Earned("form.mixed_units", "", "proof", "一句之内两数单位不同，数量级却相同"),
    Earned("form.nothing_here", "", "proof", "说无此项，表中却有数"),
    Earned("form.odd_zeros", "", "proof", "印出的零不成数字"),
    Earned("form.plan_years", "", "proof", "印出的年度不是本年度"),
    Earned("form.published_in_time", "", "proof", "两个日期都印在文中，相隔逾二十日"),
    Earned("form.text_patterns", "", "proof", "模板的占位、选项原样印出"),
    Earned("labels.code_names", "label", "proof", "《政府收支分类科目》中该编码是另一科目"),
    Earned("labels.numbering", "numbering", "proof", "序号重复或跳号"),
    Earned("labels.outdated_names", "", "proof", "科目名已由《政府收支分类科目》废止"),
    Earned("labels.prices", "", "proof", "数量、单价、金额同在一行"),
    Earned("labels.spoilt_cells", "", "proof", "格中印的是电子表格的错误符号"),
    Earned("labels.thresholds", "", "proof", "名称所写的限额与本行金额不合"),
    Earned("labels.unit_codes", "label", "proof", "同一单位两个编码，或同一编码两个单位"),
    Earned("labels.unit_names", "label", "proof", "同一编码两个单位名"),
    Earned("labels.dead_names", "label", "proof", "款、项的名称已由《政府收支分类科目》废止，各表用新名"),
    Earned("performance.all_met", "", "proof", "说全部完成，自评表印有未完成的指标"),
    Earned("performance.blank_fields", "form", "proof", "同类的表都填的栏，此表空白"),
    Earned("performance.ceilings", "form", "proof", "指标值大于项目预算或其上限"),
    Earned("performance.execution_rate", "form", "proof", "执行率与同表的预算数、执行数不合"),
    Earned("performance.operators", "form", "proof", "印出的比较符号自相矛盾"),
    Earned("performance.over_hundred", "form", "proof", "比率大于 100%"),
    Earned("performance.overspent", "form", "proof", "执行数大于同表的预算数"),
    Earned("performance.prose_indicators", "form", "note", "裁定过的三处只有一处属实"),
    Earned("performance.prose_projects", "form", "proof", "同名项目的金额两处不同"),
    Earned("performance.prose_ratios", "", "proof", "两个印出的数与其比率不合"),
    Earned("performance.scores", "form", "proof", "得分大于该项分值"),
    Earned("performance.spent_total", "form", "proof", "总额与各项目执行数之和不合"),
    Earned("performance.total_score", "form", "proof", "总分与各项得分之和不合"),
    Earned("performance.totals", "form", "proof", "合计与各项目金额之和不合"),
    Earned("performance.totals", "", "proof", "合计与各项目金额之和不合"),
    Earned("performance.points_given", "form", "proof", "评分标准所给的分大于该项分值"),
    Earned("performance.full_marks", "form", "note", "只在一两份文件上见过：得满分的条件与指标值同在一行"),
    Earned(
        "performance.swapped_rows", "form", "note", "只在一两份文件上见过：评分标准逐字说的是另一行的指标"
    ),
    Earned("performance.two_amounts", "form", "note", "只在一两份文件上见过：同一项目同一事项印出两个金额"),
    Earned("performance.units", "form", "proof", "计量单位不能度量该指标"),
)
EARNED: Final = {(one.evaluator, one.mechanism): one for one in _ENTRIES}
"""Evaluator and mechanism (``""``: none) → the entry."""


def may_accuse(evaluator: str, mechanism: str | None) -> bool:
    """Whether a break that an evaluator found by a mechanism may be called an error."""
    entry = EARNED.get((evaluator, mechanism or ""))
    return entry is not None and entry.ground != "note"
