"""The words of budget prose: units, directions, bases, labels, markers; the only place where they stand.

Source: the explanation templates of 财政部《地方预决算公开操作规程》(财预〔2016〕143号), 部门决算公开范本 and the
provincial templates after them, and the accounting terms of 《政府收支分类科目》.  Data only: each tuple is
a list of alternatives, longest first where one is the beginning of another.
"""

from __future__ import annotations

from typing import Literal

Direction = Literal["increase", "decrease", "flat"]

MONEY_UNITS = ("万亿元", "亿元", "百万元", "万元", "千元", "百元", "元", "亿", "万")
"""亿 and 万 alone are money only where no classifier follows (see the lexer)."""

COUNT_UNITS = (
    "台（套）", "台(套)", "台/套", "台套", "人次", "批次", "人（次）", "批（次）", "批(次)", "人(次)", "个批次", "个团组", "团次",
    "万人次", "万人", "万户", "万件", "万册", "万次", "平方米", "公里", "亩",
    "个", "家", "辆", "台", "套", "人", "名", "批", "次", "件", "项", "处", "户", "种", "类", "所",
    "支", "宗", "架", "艘", "场", "期", "份", "册", "条", "篇", "间", "座", "组", "例", "起", "天", "年",
)  # fmt: skip

STATEMENT_COUNT_UNITS = frozenset(
    (
        "台（套）", "台(套)", "台/套", "台套", "人次", "批次", "个批次", "个团组", "团次", "人（次）", "人(次)",
        "批（次）", "批(次)", "个", "家", "辆", "台", "套", "人", "名", "批", "次", "件", "项", "处", "架", "艘", "所", "平方米",
    )
)  # fmt: skip

DIRECTIONS: dict[str, Direction] = {
    "增加": "increase", "增长": "increase", "上升": "increase", "提高": "increase", "增幅": "increase",
    "上涨": "increase", "调增": "increase", "增": "increase", "多": "increase", "大于": "increase",
    "高于": "increase", "超出": "increase", "上浮": "increase", "增收": "increase", "增支": "increase",
    "净增": "increase", "核增": "increase", "回升": "increase",
    "正增长": "increase", "升": "increase",
    "减少": "decrease", "下降": "decrease", "降低": "decrease", "降幅": "decrease", "压减": "decrease",
    "缩减": "decrease", "调减": "decrease", "减": "decrease", "少": "decrease", "小于": "decrease",
    "低于": "decrease", "节约": "decrease", "下浮": "decrease", "回落": "decrease", "压缩": "decrease",
    "减收": "decrease", "减支": "decrease", "净减": "decrease", "核减": "decrease",
    "负增长": "decrease", "降": "decrease",
    "持平": "flat", "一致": "flat", "相等": "flat", "相同": "flat", "无变化": "flat", "没有变化": "flat",
    "无增减变化": "flat", "无增减": "flat", "无增加或减少": "flat", "无增加": "flat", "未发生变化": "flat", "不变": "flat", "零增长": "flat",
    "无增减变动": "flat", "没有增减变化": "flat", "无变动": "flat", "没有变动": "flat", "未变动": "flat",
    "相当": "flat", "未变化": "flat",
}  # fmt: skip

DIRECTION_FILLERS = (
    "了",
    "约",
    "为",
    "近",
    "达",
    "幅度为",
    "比例为",
    "比例",
    "率为",
    "率",
    "额为",
    "幅",
    "金额为",
    "共计",
    "共",
)
"""Between a direction and its figure."""

DIRECTION_LEADS = (
    "各",
    "均",
    "分别",
    "共",
    "略有",
    "略",
    "基本",
    "大致",
    "总体",
    "同比",
    "相应",
    "净",
    "同步",
    "对比",
    "也",
)
"""Between a subject and its direction."""

BASE_PREPOSITIONS = ("与", "比", "较", "同", "和")
BASE_SUFFIXES = ("相比较", "相比", "比较", "对比", "比")
BASE_NOUNS = (
    r"(?:上一?年|去年|上)(?:年度|度)?(?:同期)?(?:年初|当年|部门|实际|同口径)?(?:预算|决算|执行)?(?:执行|安排)?数?",
    r"\d{4}年度?(?:同期)?(?:当年|年初|部门|财政拨款(?=预算|决算|执行|安排)|实际|同口径)?(?:预算|决算|支出决算)?(?:执行|安排)?数?",
    r"(?:年初|全年|当年|本年|调整后?)?预算数?",
    r"(?:年初|上年)(?:结转)?",
)

BASE_TAILS = r"(?:的|累计|实际|同期|全年|完成|支出|收入|预算|决算|执行|安排|数|总额|金额|为)*"
"""Between the noun of a base and the amount of that base (``比上年累计支出433万元减少``)."""
BASE_SCOPES = ("按同口径", "同口径", "按可比口径", "可比口径", "按自然口径", "自然口径")
"""Before a base: on which terms it is compared."""
YEAR_ON_YEAR = "同比"
PREVIOUS = "上年"
"""What 同比 compares with."""

SHARE_LEADS = ("占",)
COMPLETION_LEADS = (
    r"(?:完成|为|占|达到)(?:了)?(?:年初|全年|当年|本年|调整后?|年度)?(?:支出)?预算数?的?(?:比例为?)?",
    r"(?:占|为)(?:年初|全年|当年|本年|调整后?|年度)预算数?的",
    r"(?:预算)?(?:执行率|完成率)为?",
)

COMPLETED_BUDGET = (
    r"(?:完成|占|为|达到)(?:了)?(?:年初|全年|当年|本年|调整后?|年度)?(?:支出|收入)?预算(?:数|安排)?为?"
)
"""Before the amount of the budget that was completed (``完成年初预算`` 27 万元 ``的`` 63.2%)."""

BUDGET_LABELS = (
    "全年预算数", "全年预算", "年初预算数", "年初预算", "年初部门预算", "调整后预算数", "调整预算数", "调整预算",
    "当年预算数", "预算数", "预算安排", "财政拨款预算数",
)  # fmt: skip
FINAL_LABELS = (
    "决算支出数",
    "决算支出",
    "决算数",
    "决算金额",
    "决算",
    "预算执行数",
    "全年执行数",
    "执行数",
    "实际支出",
)
LINK_VERBS = (
    "分别为", "均为", "各为", "均", "累计完成", "共完成", "完成", "共计安排", "共计", "共安排", "拨入", "安排", "为", "是", "约", "达到", "达", "共有", "共",
    "：", ":", "有",
)  # fmt: skip

# Words before a subject that introduce it and are no part of it.
SUBJECT_LEADS = (
    "其中包括", "其中", "主要包括以下支出", "主要包括", "具体包括", "收入包括", "支出包括", "资金来源包括", "包括", "包含",
    "主要为", "主要是", "主要用于", "分别为", "分别是", "以及", "和", "及", "与", "并", "另有", "另", "此外", "具体为", "具体是", "具体",
    "全年", "本年度", "今年", "相应安排", "从预算单位构成看", "从决算单位构成看", "等", "涉及到", "部门预算安排", "共涉及", "含",
)  # fmt: skip

OWN_NAMES = (
    "本部门", "本单位", "我部门", "我单位", "我局", "本局", "我厅", "本厅", "我委", "本委", "我院", "本院", "我中心",
    "本中心", "我校", "本校", "我办", "本办", "各部门", "各单位",
)  # fmt: skip
ORGAN_SUFFIXES = (
    "检察院", "法院", "委员会", "办公厅", "办公室", "服务中心", "中心", "人民政府", "政府", "管理局", "总局", "分局", "局",
    "厅", "学院", "大学", "学校", "中学", "小学", "幼儿园", "医院", "研究院", "研究所", "联合会", "协会", "总工会", "团委",
    "党校", "监狱", "支队", "总队", "大队", "管委会", "委", "部", "站", "馆", "院",
)  # fmt: skip
ORGAN_TAILS = (
    "（部门）",
    "(部门)",
    "部门各单位",
    "部门所属各预算单位",
    "部门",
    "（本级）",
    "(本级)",
    "本级",
    "机关",
    "（单位）",
    "（含所属单位）",
    "部",
)

REASON_MARKERS = (
    r"(?:决算数?)?(?:与|较|比)?(?:年初|全年)?预算数?(?:数)?(?:存在)?(?:的)?差异(?:的)?(?:主要)?原因(?:是|为|：|:)?",
    r"(?:增减变化|变动|增减|增加|减少|增长|下降|上升|变化|差异|持平|增支|减支|结余)的?(?:的)?(?:主要)?(?:原因)?原因(?:主要)?(?:是因为|是由于|是|为|：|:|，)+",
    r"(?:主要)?主要(?:变动|变化|增减)?(?:的)?原因(?:分析)?(?:是因为|是由于|主要是|主要为|在于|是|为|：|:)*",
    r"(?:变动|变化|增减|增减变化|差异)原因(?:是|为|：|:)+",
    r"(?:增加|减少|增长|下降)的?(?:主要)?原因(?=\d{4}年)",
    r"(?:原因)?原因(?:是|为|：|:)+",
    r"主要(?:是由于|系因|由于|系|是因为|因为)",
    r"主要(?:是|为)(?!为(?:了)?保障|用于)",
)
"""In order: the fuller wording first.  The last two may also introduce a list (see the spans)."""

PURPOSE_MARKERS = (r"主要用于[：:]?", r"用于[：:]?", r"开支内容[：:]", r"主要内容[：:]")
REASON_CONTINUES = ("同时", "另外", "二是", "三是", "四是", "五是", "包括", "如", "此项")

LIST_INTROS = ("其中", "包括", "主要包括", "具体情况如下", "具体包括", "资金来源包括")

BASE_AMOUNT_STOPS = (
    "最高",
    "最低",
    "不超过",
    "不低于",
    "不少于",
    "每",
    "人均",
    "单价",
    "满分",
    "标准为",
    "以上",
    "以下",
    "单次",
)
"""A figure after one of these is a limit, a price or a full mark, no amount of the budget."""

COUNT_NOUNS = (
    "内设机构", "内设处室", "派出机构", "直属机构", "下属事业单位", "参公事业单位", "事业单位", "行政单位", "预算单位",
    "决算单位", "二级单位", "下属单位", "所属单位", "基层单位", "处室", "科室", "机关", "单位", "机构", "项目", "部门", "人员",
)  # fmt: skip
"""Nouns that a count may precede (``5个项目``)."""

RATIO_ENDINGS = ("率", "比例", "比重", "比率", "满意度", "占比", "覆盖面")
SCORE_WORDS = ("得分", "评分", "分数", "总分", "成绩")
PROJECT_SUMMARIES = ("自评综述", "绩效自评综述", "绩效自评情况", "自评情况")

TARGET_OPERATORS: tuple[tuple[str, str], ...] = (
    ("不低于", ">="), ("不少于", ">="), ("不小于", ">="), ("大于等于", ">="), ("≥", ">="), (">=", ">="), ("至少", ">="),
    ("不高于", "<="), ("不超过", "<="), ("不大于", "<="), ("不多于", "<="), ("小于等于", "<="), ("控制在", "<="),
    ("≤", "<="), ("<=", "<="), ("大于", ">"), ("超过", ">"), ("高于", ">"), (">", ">"), ("＞", ">"),
    ("小于", "<"), ("低于", "<"), ("<", "<"), ("＜", "<"),
    ("稳定在", "="), ("保持在", "="), ("达到", ">="), ("提高到", ">="), ("提升至", ">="), ("提高至", ">="),
    ("达", ">="), ("约为", "="), ("大约等于", "="), ("等于", "="), ("为", "="),
)  # fmt: skip
"""What stands between the measured thing and its figure, and what it promises."""

TARGET_TAILS: tuple[tuple[str, str], ...] = (
    ("（含）以上", ">="), ("以上", ">="), ("及以上", ">="), ("（含）以下", "<="), ("以下", "<="), ("以内", "<="), ("之内", "<="),
    ("左右", "="),
)  # fmt: skip

PLAN_VERBS = (
    "落地执行", "全面启动", "启动", "开展", "完成对", "完成", "出台", "实现", "打造", "上线", "建成", "印发", "推出", "制定",
    "实施", "落实", "组织", "举办", "新增", "新建", "培育", "创建", "建立", "签订", "力争", "确保", "推动", "覆盖", "运行",
)  # fmt: skip

_TRADITIONAL = (
    "萬億財撥預決總計減長費經務購車輛運護與較為個團組國內單項開執類業結餘轉資產設備採會議訓機關門員數額約達從區縣鎮鄉黨廳辦處"
    "學醫養險積貼獎勞續稅債償還調壓縮節無變動後時間實際來訪賓據標準級書記檢審監環衛農電網點負責佔應當離職補貨築織擴況屬圍優「」『』"
)
_SIMPLIFIED = (
    "万亿财拨预决总计减长费经务购车辆运护与较为个团组国内单项开执类业结余转资产设备采会议训机关门员数额约达从区县镇乡党厅办处"
    "学医养险积贴奖劳续税债偿还调压缩节无变动后时间实际来访宾据标准级书记检审监环卫农电网点负责占应当离职补货筑织扩况属围优“”‘’"
)
TRADITIONAL = str.maketrans(_TRADITIONAL, _SIMPLIFIED)
"""The characters of budget prose in their traditional form: read as the simplified one, quoted as printed."""
TRADITIONAL_SIGNS = ("萬元", "億元", "撥款", "預算", "決算", "經費")
"""One of these words, and a text is printed in traditional characters."""
