"""The subjects that the synthetic disclosures use: codes, names and the bureaux that spend under them.

Codes and names come from :mod:`gouji.domain.subjects`; the few 项 that it does not list stand here
(source: 财政部《2025年政府收支分类科目》).  The bureaux are invented: no place of China bears these names.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from gouji.domain.subjects import economic_subjects, functional_name, functional_subjects

EXTRA_ITEMS: dict[str, str] = {
    "2010699": "其他财政事务支出",
    "2070108": "文化活动",
    "2070111": "文化创作与保护",
    "2070199": "其他文化和旅游支出",
    "2080206": "社会组织管理",
    "2080207": "行政区划和地名管理",
    "2080299": "其他民政管理事务支出",
    "2130304": "水利行业业务管理",
    "2130305": "水利工程建设",
    "2130306": "水利工程运行与维护",
    "2130311": "水资源节约管理与保护",
    "2130314": "防汛",
    "2130399": "其他水利支出",
    "2240104": "灾害风险防治",
    "2240106": "安全监管",
    "2240108": "应急救援",
    "2240109": "应急管理",
    "2240199": "其他应急管理支出",
    "2296002": "用于社会福利的彩票公益金支出",
}
"""项 of the invented bureaux, as they print them; kept here so that a new entry of the list changes no document."""

ECONOMIC_CLASSES = ("301", "302", "303", "310")
"""The classes of 基本支出."""

EXPENDITURE_CLASSES: tuple[str, ...] = (
    "一般公共服务支出",
    "外交支出",
    "国防支出",
    "公共安全支出",
    "教育支出",
    "科学技术支出",
    "文化旅游体育与传媒支出",
    "社会保障和就业支出",
    "社会保险基金支出",
    "卫生健康支出",
    "节能环保支出",
    "城乡社区支出",
    "农林水支出",
    "交通运输支出",
    "资源勘探工业信息等支出",
    "商业服务业等支出",
    "金融支出",
    "援助其他地区支出",
    "自然资源海洋气象等支出",
    "住房保障支出",
    "粮油物资储备支出",
    "国有资本经营预算支出",
    "灾害防治及应急管理支出",
    "其他支出",
    "债务还本支出",
    "债务付息支出",
    "抗疫特别国债安排的支出",
)
"""The rows of 收支总表, in the order of the statutory form."""


@dataclass(frozen=True, slots=True)
class Bureau:
    """An invented department: its name after the place, what it runs on, what its projects are called."""

    name: str
    running: tuple[str, ...]
    projects: tuple[tuple[str, str], ...]
    offices: tuple[str, ...]
    units: tuple[str, ...]
    duty: str


PLACES: tuple[str, ...] = ("虚构市", "虚构县", "无名市", "虚构市假山区", "乌有市", "子虚县", "虚构自治州")

BUREAUX: tuple[Bureau, ...] = (
    Bureau(
        "水务局",
        ("2130301",),
        (
            ("2130304", "水利行业业务管理经费"),
            ("2130305", "中小河流治理工程"),
            ("2130306", "泵站水闸运行维护费"),
            ("2130311", "节水型社会建设经费"),
            ("2130314", "防汛抗旱物资储备"),
            ("2130399", "河湖长制工作经费"),
        ),
        ("办公室", "规划建设科", "水资源管理科", "河湖管理科", "财务审计科"),
        ("水利工程质量监督站", "河道管理所", "节约用水中心"),
        "水资源保护和水利工程建设",
    ),
    Bureau(
        "司法局",
        ("2040601",),
        (
            ("2040604", "人民调解与社区矫正经费"),
            ("2040605", "法治宣传教育经费"),
            ("2040607", "公共法律服务体系建设"),
            ("2040613", "智慧司法信息系统运行维护"),
            ("2040699", "行政复议与执法监督经费"),
        ),
        ("办公室", "法治督察科", "行政复议科", "普法与依法治理科", "社区矫正科"),
        ("法律援助中心", "公证处"),
        "全面依法治理和公共法律服务",
    ),
    Bureau(
        "财政局",
        ("2010601", "2010650"),
        (
            ("2010602", "财政业务培训与宣传"),
            ("2010607", "预算管理一体化系统运维"),
            ("2010608", "预算绩效评价委托服务"),
            ("2010699", "国有资产清查工作经费"),
        ),
        ("办公室", "预算科", "国库科", "综合科", "会计监督科"),
        ("国库支付中心", "财政投资评审中心"),
        "财政收支管理和预算绩效管理",
    ),
    Bureau(
        "医疗保障局",
        ("2101501", "2101550"),
        (
            ("2101502", "医保政策宣传经费"),
            ("2101504", "医保信息平台运行维护"),
            ("2101505", "打击欺诈骗保举报奖励"),
            ("2101506", "门诊慢特病鉴定经费"),
            ("2101599", "医疗服务与保障能力提升补助资金"),
        ),
        ("办公室", "待遇保障科", "医药服务管理科", "基金监管科"),
        ("医疗保险中心", "医药采购服务中心", "医疗保障监测中心"),
        "医疗保障政策落实和基金监管",
    ),
    Bureau(
        "文化和旅游局",
        ("2070101",),
        (
            ("2070104", "公共图书馆免费开放"),
            ("2070108", "群众文化活动经费"),
            ("2070109", "乡镇文化站建设补助"),
            ("2070111", "非物质文化遗产保护"),
            ("2070199", "旅游宣传推广经费"),
        ),
        ("办公室", "公共服务科", "非物质文化遗产科", "市场管理科"),
        ("图书馆", "文化馆", "美术馆"),
        "公共文化服务和旅游市场管理",
    ),
    Bureau(
        "应急管理局",
        ("2240101", "2240150"),
        (
            ("2240104", "自然灾害风险普查"),
            ("2240106", "安全生产专家服务"),
            ("2240108", "应急救援队伍装备购置"),
            ("2240109", "应急指挥平台运行维护"),
            ("2240199", "应急避难场所建设经费"),
        ),
        ("办公室", "应急指挥科", "危险化学品监管科", "防灾减灾科"),
        ("应急救援保障中心",),
        "安全生产监管和防灾减灾救灾",
    ),
    Bureau(
        "民政局",
        ("2080201",),
        (
            ("2080202", "低收入家庭核查经费"),
            ("2080206", "社会组织评估培育"),
            ("2080207", "行政区域界线勘定与地名管理"),
            ("2080299", "养老服务质量提升行动"),
        ),
        ("办公室", "社会救助科", "养老服务科", "社会组织管理科"),
        ("救助管理站", "殡葬服务中心"),
        "社会救助和养老服务管理",
    ),
)


def function_name(code: str) -> str:
    """The name of a 支出功能分类 code (类, 款 or 项); raises ``KeyError`` for a code that no list has."""
    name = EXTRA_ITEMS.get(code) or functional_name(code, None)
    if name is None:
        raise KeyError(code)
    return name


def functions() -> dict[str, str]:
    """Code → name of the functional classification."""
    return {code: subject.name for code, subject in functional_subjects().items()} | EXTRA_ITEMS


@cache
def economics() -> dict[str, str]:
    """Code → name of the 经济分类 of 基本支出, in the order of the list."""
    subjects = economic_subjects()
    return {code: subjects[code].name for code in sorted(subjects) if code[:3] in ECONOMIC_CLASSES}


def economic_name(code: str) -> str:
    """The name of a 部门预算支出经济分类 code (类 or 款)."""
    return economics()[code]
