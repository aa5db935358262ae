"""Words that tell what a printed figure is: data for the grounding validators, no logic.

Source: the wording of 地方预决算公开操作规程 (财预〔2016〕143号) templates and of the disclosures
written on them.  A word is listed once, in its shortest form.
"""

from __future__ import annotations

MONEY_UNITS = ("亿元", "百万元", "万元", "千元", "百元", "元")
RATIO_UNITS = ("个百分点", "百分点", "%", "‰", "倍")
COUNT_UNITS = (
    "平方米", "立方米", "公里", "人次", "批次", "台(套)", "台套", "㎡", "个", "家", "人", "名", "辆", "台", "套",
    "项", "处", "批", "户", "件", "条", "份", "篇", "次", "吨", "亩", "所", "间", "座", "期", "场", "类", "种",
    "分", "支", "宗", "起", "部", "艘", "架", "只", "位", "天", "小时", "米",
)  # fmt: skip
"""Measure words that make a figure a count (or a score, 分)."""

DATE_MARKS = ("年", "月", "日", "号", "时", "点", "季度")
"""A figure followed by one of these is a date or a document number, not a quantity."""

INCREASE = ("增加", "增长", "上升", "提高", "上涨", "增幅", "增", "多", "升")
DECREASE = ("减少", "下降", "降低", "压减", "缩减", "降幅", "减", "少", "降")
FLAT = ("持平", "一致", "不变", "相同", "无变化", "没有变化", "无增减", "未发生变化", "相等")

CHANGE_CUES = (
    "增加", "增长", "上升", "提高", "上涨", "增幅", "减少", "下降", "降低", "压减", "缩减", "降幅", "增减",
    "增", "减", "降", "多", "少",
)  # fmt: skip
SHARE_CUES = ("占比", "占", "比重", "比例", "其中比")
COMPLETION_CUES = ("完成", "执行率", "完成率", "进度")
BUDGET_CUES = ("年初预算", "全年预算", "预算数", "预算安排", "调整预算", "预算")
FULL_MARK_CUES = ("满分", "分值", "总分")
"""A figure after one of these is the scale of a score, not the score."""
OUTTURN_CUES = ("决算", "执行数", "实际支出", "支出完成")

GENERIC = (
    "其中", "主要包括", "包括", "主要", "分别", "为", "是", "共计", "合计", "共", "总计", "计", "约", "安排", "年初", "全年",
    "预算数", "决算数", "执行数", "预算", "决算", "支出", "收入", "年度", "本年", "今年", "上年", "去年", "与", "比", "较",
    "相比", "同比", "各", "均", "增加", "减少", "增长", "下降", "降低", "提高", "完成", "占", "的", "了", "金额", "数", "达",
    "资金", "达到", "万元", "元", "年", "月", "日", "及", "和", "以及", "项目", "自评", "得分", "综述", "根据", "设定",
    "绩效目标", "部门", "单位", "财政拨款", "当年", "实际", "用于", "涉及", "累计", "一致", "持平", "数额", "额", "等",
    "执行数", "执行", "满分", "该", "上", "年末", "总额", "相应", "幅度", "同", "全市", "全省", "全县", "全区", "全国",
)  # fmt: skip
"""Words that name no subject: a stretch made of these alone does not bind the figure after it to another subject."""

QUALIFIERS = (
    "一般公共预算", "政府性基金", "国有资本经营", "财政专户", "财政拨款", "国内", "国外", "境外", "其他",
)  # fmt: skip
"""Words that make a name another, narrower one: 政府性基金预算支出 is not 支出, 国内公务接待费 not 公务接待费."""

MONEY_NAMES = ("支出", "收入", "经费", "费", "资金", "金额", "拨款", "结余", "结转", "税金")
"""How names of money end: no count and no score has such a name (公务接待支出 …万元，接待 0 批次)."""

FILLERS = (
    "为", "是", "共", "计", "合", "总", "约", "达", "数", "的", "年初", "全年", "当年", "本年", "年度", "年", "预算", "决算",
    "执行", "调整", "支出", "收入", "安排", "完成", "与", "比", "较", "上年", "相比", "同比", "增加", "减少", "增长", "下降",
)  # fmt: skip
"""What may stand between a name of generic words alone (支出预算) and its figure; 项目预算总金额 is no 项目."""

SHARE_MARK = "占"
