"""The labels of table columns, as data: a key for each column of the formats, and the forms in which it is printed.

Source: as in :mod:`gouji.domain.formats`.  Forms are regular expressions over text without whitespace.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

Content = Literal["group", "seq", "code", "part", "name", "text", "figure"]

_YEAR = r"(?:(?:19|20)\d\d年?度?|[×xX]{2,4}年|上年度?|本年度?|当年|去年|上一年度?)"
_MONEY_UNIT = r"(?:[(（]?(?:金额)?(?:单位[:：])?(?:万元|亿元|千元|元)[)）]?)?"


@dataclass(frozen=True, slots=True)
class Label:
    """One column label. ``forms`` are regular expressions over whitespace-free text."""

    key: str
    role: Content
    forms: tuple[str, ...]


def _label(key: str, role: Content, *forms: str) -> Label:
    return Label(key, role, forms or (re.escape(key),))


LABELS: tuple[Label, ...] = (
    # groups
    _label("收入方", "group", "(?:财政拨款|本年)?收入"),
    _label("支出方", "group", "(?:财政拨款|本年)?支出"),
    _label("项目栏", "group", "项目"),
    _label(
        "科目",
        "group",
        "(?:部门预算)?(?:支出)?(?:部门预算)?(?:政府)?(?:部门)?(?:预算)?(?:功能|经济)分类(?:科目)?",
        "支出(?:功能|经济)分类(?:科目)?",
        "部门预算支出经济分类科目",
        "政府(?:预算)?支出经济分类(?:科目)?",
    ),
    _label("功能分类", "group", "功能分类", "按功能分类"),
    _label("支出用途", "group", "支出用途", "按支出用途"),
    _label(
        "年度数",
        "group",
        _YEAR + r"(?:年初)?(?:(?:部门|一般公共|政府性基金|国有资本经营)?预算|执行|决算|预计执行|调整预算)数?",
        _YEAR
        + r"?(?:一般公共预算|政府性基金预算|国有资本经营预算|财政拨款|政府性基金|国有资本经营)(?:财政)?(?:拨款)?(?:基本)?支出(?:预算)?",
        _YEAR + r"(?:基本|项目)?支出(?:预算)?",
        "收入预算",
        "支出预算",
        '[“"]?三公[”"]?经费预算数',
        "机关运行经费支出",
    ),
    _label(
        "比较",
        "group",
        _YEAR
        + "(?:年初)?(?:预算|执行|决算)数?(?:比|较|与)"
        + _YEAR
        + "(?:年初)?(?:预算|执行|决算)数?(?:相比|比较)?(?:增减)?",
        "(?:比|较|与)上年(?:年初)?(?:预算|执行|决算)?数?(?:相比|比较|对比)?(?:增减)?(?:情况)?",
    ),
    _label("三公", "group", '(?:财政拨款)?[“"]三公[”"]经费'),
    _label("本年收入", "group", "本年收入", "当年收入"),
    _label("上年结转", "group", "上年结转(?:结余)?", "上年结转(?:和|及)结余"),
    _label("本年支出", "group", "本年支出"),
    _label("财政拨款结转结余", "group", "财政拨款结转(?:和)?结余"),
    _label("本年拨款", "group", "本年(?:财政)?拨款", "当年拨款"),
    _label("资金性质", "group", "资金性质", "资金来源"),
    _label("申报情况", "group"),
    # keys of a row
    _label("序号", "seq"),
    _label("行次", "figure"),
    _label(
        "科目编码",
        "code",
        "(?:支出)?(?:功能|经济)?(?:分类)?科目(?:编码|代码)",
        "(?:功能|经济)科目代码",
        "部门预算经济分类科目编码",
        "支出功能分类科目编码",
        "编码",
    ),
    _label("类", "part"),
    _label("款", "part"),
    _label("项", "part"),
    _label(
        "科目名称",
        "name",
        "(?:支出)?(?:功能|经济)?(?:分类)?科目名称(?:[(（].*?[)）])?",
        "部门预算经济分类科目名称",
    ),
    _label("单位代码", "code", "(?:部门)?[(（]?(?:部门|单位)[)）]?(?:代码|编码)"),
    _label(
        "单位名称",
        "name",
        "(?:预算|部门|项目|实施)?[(（]?(?:部门|单位)[)）]?名称",
        "部门[(（]单位名称[)）]",
        "项目单位",
        "预算单位",
    ),
    _label("项目编码", "code", "项目(?:编码|代码)"),
    _label("项目名称", "name", "(?:专项|采购)?项目名称"),
    _label("项目", "name", r"(?<!本)项目(?:[(（]按[^()（）]{2,8}[)）])?", "功能科目名称"),
    _label("类型", "text", "(?:项目)?类型"),
    _label("项目类别", "text", "(?:支出)?项目(?:类别|属性|分类)"),
    # figures
    _label("合计", "figure", "合计", "总计", '[“"]?三公[”"]?经费(?:合计|小计)', "本年(?:收入|支出)合计"),
    _label("小计", "figure"),
    _label("金额", "figure", "(?<!采购)金额" + _MONEY_UNIT),
    _label(
        "预算数",
        "figure",
        "(?:(?:年初|调整|全年)预算|(?:年初|调整|全年)?预算数)" + _MONEY_UNIT,
        _YEAR + "预算数" + _MONEY_UNIT,
    ),
    _label(
        "决算数",
        "figure",
        "(?:全年|预计)?(?:决算|执行)数" + _MONEY_UNIT,
        _YEAR + "(?:决算|执行)数" + _MONEY_UNIT,
    ),
    _label("上年执行数", "figure", _YEAR + "(?:预计)?执行数" + _MONEY_UNIT),
    _label("增减额", "figure", "(?:同比|比上年)?(?:增减|变动)(?:额|数|金额)" + _MONEY_UNIT, "增减"),
    _label(
        "增减率",
        "figure",
        "(?:同比|比上年)?(?:增减|变动)(?:率|幅度|比例)?[(（]?[%％][)）]?",
        "(?:增减|变动)(?:率|幅度|比例)",
    ),
    _label("基本支出", "figure"),
    _label("项目支出", "figure"),
    _label("人员经费", "figure", "人员(?:经费|支出)"),
    _label("公用经费", "figure", "(?:日常)?公用(?:经费|支出)"),
    _label("经营支出", "figure", "(?:事业单位)?经营支出"),
    _label("上缴上级支出", "figure", "上[缴解]上级(?:支出)?"),
    _label("对附属单位补助支出", "figure", "对(?:附属|下级)单位补助(?:支出)?"),
    _label("单位预留机动经费", "figure"),
    _label("结转下年", "figure", "结转下年(?:资金|支出)?", "年终结转结余"),
    _label("财政拨款", "figure", "财政拨款(?:收入)?"),
    _label(
        "一般公共预算",
        "figure",
        "(?:一般公共预算|公共财政)(?:财政)?(?:拨款)?(?:[(（]补助[)）])?(?:资金)?(?:收入)?",
    ),
    _label("政府性基金预算", "figure", "(?:政府性)?基金(?:预算)?(?:财政)?(?:拨款)?(?:资金)?(?:收入)?"),
    _label("国有资本经营预算", "figure", "国有资本经营(?:预算)?(?:财政)?(?:拨款)?(?:资金)?(?:收入)?"),
    _label("财政专户管理资金", "figure", "财政专户(?:管理)?(?:资金|核拨)?(?:收入)?"),
    _label("事业收入", "figure", "事业(?:预算)?收入(?:资金)?"),
    _label("教育收费", "figure", "(?:其中[:：])?教育收费(?:收入)?"),
    _label("上级补助收入", "figure"),
    _label("附属单位上缴收入", "figure"),
    _label("经营收入", "figure", "(?:事业单位)?经营(?:预算)?收入"),
    _label("其他收入", "figure", "其他(?:预算)?收入"),
    _label("单位资金", "figure", "单位(?:自有)?资金(?:收入)?", "自有资金"),
    _label("弥补收支差额", "figure", "(?:用|使用)事业基金弥补收支差额"),
    _label("财政拨款结转", "figure"),
    _label("非财政拨款结余", "figure", "使用?非财政拨款结余(?:[(（]含专用结余[)）])?"),
    _label("年初结转和结余", "figure"),
    _label("年末结转和结余", "figure"),
    _label("因公出国", "figure", "因公出国(?:[(（]境[)）])?(?:费用?)?"),
    _label("公务用车", "figure", "公务用车购置(?:及|和)运行(?:维护)?费"),
    _label("公务用车购置", "figure", "(?:公务用车)?购置费"),
    _label("公务用车运行", "figure", "(?:公务用车)?运行(?:维护)?费"),
    _label("公务接待", "figure", "公务接待费"),
    _label("会议费", "figure"),
    _label("培训费", "figure"),
    _label("机关运行经费", "figure", "机关运行经费(?:预算数|支出)?"),
    # procurement, assets
    _label("采购品目", "text", "采购品目(?:大类|名称)?", "采购物品名称", "采购项目名称", "政府采购目录序号"),
    _label("采购组织形式", "text", "采购(?:组织形式|方式)"),
    _label("采购项目来源", "group", "(?:政府)?采购项目来源"),
    _label("预算资金", "figure"),
    _label("预留份额", "figure", _YEAR + "?预留中小微?企业(?:采购)?份额"),
    _label("经济科目", "text"),
    _label("计量单位", "text"),
    _label("数量", "figure", "(?:申请|采购)?数量"),
    _label("单价", "figure", "单价" + _MONEY_UNIT),
    _label("采购金额", "figure", "(?:政府)?采购金额(?:[(（].*?[)）])?"),
    _label("价值", "figure", "价值(?:[(（].*?[)）])?"),
    # words
    _label("单位性质", "text", "单位(?:性质|类型|类别)"),
    _label("单位规格", "text"),
    _label("经费保障形式", "text"),
    _label("备注", "text"),
    # indicators: what each means is in gouji.domain.indicators
    _label("绩效目标", "text", "(?:年度|总体)?(?:总体)?(?:绩效)目标", "项目绩效目标"),
    _label("一级指标", "text"),
    _label("二级指标", "text"),
    _label("三级指标", "text"),
    _label("指标性质", "text", "(?:绩效)?指标性质"),
    _label("指标方向", "text", "(?:绩效)?指标方向", "符号", "运算符号?"),
    _label("指标值", "text", "(?:绩效|年度|预期)?指标值", "目标值", "年度指标值"),
    _label("值", "text"),
    _label("度量单位", "text", "(?:度量|计量)单位"),
    _label("单位（文字描述）", "text", "单位[(（]文字描述[)）]"),
    _label("分值", "figure", "分值(?:权重)?", "权重(?:[(（]%[)）])?", "指标权重"),
    _label("指标说明", "text", "(?:绩效)?指标(?:说明|描述|解释)"),
    _label("指标确定依据", "text", "指标值?确定依据"),
    _label("实际完成值", "text"),
    _label("得分", "figure"),
    _label("偏差原因", "text", "偏差原因分析及改进措施"),
)


@cache
def label_of(key: str) -> Label:
    """The label with this key; raises ``StopIteration`` for an unknown key."""
    return next(label for label in LABELS if label.key == key)
