"""What a section is about, from the words of its heading: the data that the prose readers choose by.

The headings are those of the disclosure templates (财政部《地方预决算公开操作规程》财预〔2016〕143号 and
the provincial templates after it); a keyword is a part of the title, the first that fits wins.
"""

from __future__ import annotations

# role, parts of a title.  The order decides: 工作任务 within 单位概况 is a plan, not an organisation.
ROLE_WORDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("glossary", ("名词解释", "名词术语", "专业名词", "专业性名词", "专业类名词", "名词说明", "术语解释")),
    ("contact", ("联系方式", "反馈渠道", "监督电话")),
    ("target_setting", ("绩效目标设定", "目标设定", "绩效目标设置及")),
    ("explanation", ("指标完成情况", "绩效指标完成", "绩效情况", "产出完成", "效益完成")),
    ("report", ("完成情况", "工作开展情况", "工作总结", "工作回顾", "工作成效")),
    (
        "plan",
        (
            "工作任务",
            "工作目标",
            "重点工作",
            "工作重点",
            "工作要点",
            "工作计划",
            "工作安排",
            "整体绩效目标",
            "总体绩效目标",
            "分项绩效目标",
            "绩效目标及",
        ),
    ),
    (
        "explanation",
        ("情况说明", "编制说明", "的说明", "说明", "安排情况", "预算情况", "决算情况", "绩效", "国有资产"),
    ),
    (
        "duties",
        ("主要职能", "主要职责", "部门职责", "单位职责", "单位职能", "部门职能", "基本职能", "职能职责"),
    ),
    (
        "organisation",
        ("机构设置", "内设机构", "单位构成", "机构情况", "部门构成", "机构编制", "单位情况", "人员构成"),
    ),
)

# Titles that hold two subjects: both readers look into the section.
DUTIES_WORDS = ("职能", "职责")
ORGANISATION_WORDS = ("机构设置", "内设机构", "单位构成", "机构情况", "部门构成")


def role_of(title: str) -> str | None:
    """The role that a squashed title states, or ``None`` when it says nothing.

    >>> role_of("三、2026年部门主要工作任务及目标")
    'plan'
    """
    for role, words in ROLE_WORDS:
        if any(word in title for word in words):
            return _refined(role, title)
    return None


def _refined(role: str, title: str) -> str:
    """职责 and 机构设置 weigh more than the word 情况 that often stands after them."""
    if role == "explanation":
        if any(word in title for word in DUTIES_WORDS) and "绩效" not in title:
            return "duties"
        if any(word in title for word in ORGANISATION_WORDS):
            return "organisation"
    return role
