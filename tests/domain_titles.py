"""Names of disclosure tables as bodies print them, with the kind that eval/gold/README.md (GUIDE) gives each.

``SEEN``: contents pages and captions of real disclosures, found by search in November 2026 (the address is given) or in
the corpus.  ``KNOWN``: names that the published formats of provinces use, from knowledge of these formats; no page was at
hand to quote.
"""

from __future__ import annotations

from typing import Final

SUMMARY = "revenue_expenditure_summary"
REVENUE = "revenue_summary"
EXPENDITURE = "expenditure_summary"
APPROPRIATED = "appropriation_summary"
APPROPRIATED_SPENT = "appropriation_expenditure"
APPROPRIATED_BASIC = "appropriation_basic_expenditure"
GENERAL = "general_public_expenditure"
BASIC = "general_public_basic_expenditure"
GENERAL_PROJECT = "general_public_project_expenditure"
THREE = "three_public"
FUND = "government_fund_expenditure"
CAPITAL = "state_capital_expenditure"
PROJECT = "project_expenditure"
TARGETS = "project_performance"
EVALUATION = "project_self_evaluation"
OPERATING = "agency_operating_expenditure"
PROCUREMENT = "procurement"
ASSETS = "fixed_assets"
OTHER = "other"

_FINAL_NINE = {
    "收入支出决算总表": SUMMARY,
    "收入决算表": REVENUE,
    "支出决算表": EXPENDITURE,
    "财政拨款收入支出决算总表": APPROPRIATED,
    "一般公共预算财政拨款支出决算表": GENERAL,
}

SEEN: Final[dict[str, dict[str, str]]] = {
    "贵州德江县机关事务中心2025预算 www.dejiang.gov.cn": {
        "德江县机关事务中心2025年部门收支总表": SUMMARY,
        "德江县机关事务中心2025年部门收入总表": REVENUE,
        "德江县机关事务中心2025年部门支出总表": EXPENDITURE,
        "德江县机关事务中心2025年财政拨款收支总表": APPROPRIATED,
        "德江县机关事务中心2025年一般公共预算支出表": GENERAL,
        "德江县机关事务中心2025年一般公共预算基本支出明细表(按经济分类)": BASIC,
        "德江县机关事务中心2025年一般公共预算“三公”经费支出表": THREE,
        "德江县机关事务中心2025年政府性基金预算支出表": FUND,
        "德江县机关事务中心2025年国有资本经营预算预算支出表": CAPITAL,
        "德江县机关事务中心2025年一般公共预算项目支出表": GENERAL_PROJECT,
        "德江县机关事务中心2025年项目支出绩效目标表": TARGETS,
    },
    "四川开江县惠民帮扶中心2024预算 kaijiang.gov.cn/xxgk-show-70740.html": {
        "部门收支总表(公开表1)": SUMMARY,
        "部门收入总表(公开表1-1)": REVENUE,
        "部门支出总表(公开表1-2)": EXPENDITURE,
        "财政拨款收支预算总表(公开表2)": APPROPRIATED,
        "财政拨款支出预算表(部门经济分类科目)(公开表2-1)": APPROPRIATED_SPENT,
        "一般公共预算支出预算表(公开表3)": GENERAL,
        "一般公共预算基本支出预算表(公开表3-1)": BASIC,
        "一般公共预算项目支出预算表(公开表3-2)": GENERAL_PROJECT,
        "一般公共预算“三公“经费支出预算表(公开表3-3)": THREE,
        "政府性基金预算支出表(公开表4)": FUND,
        "政府性基金预算“三公“经费支出预算表(公开表4-1)": THREE,
        "固有资本经营预算支出表(公开表5)": CAPITAL,
        "部门预算项目支出绩效目标表(公开表6)": TARGETS,
        "部门整体支出绩效目标表(公开表7)": TARGETS,
    },
    "四川渠县农业综合技术服务中心2024决算 www.quxian.gov.cn/xxgk-show-64159.html": {
        **_FINAL_NINE,
        "财政拨款支出决算明细表": APPROPRIATED_SPENT,
        "一般公共预算财政拨款支出决算明细表": GENERAL,
        "一般公共预算财政拨款基本支出决算明细表": BASIC,
        "一般公共预算财政拨款项目支出决算表": GENERAL_PROJECT,
        "政府性基金预算财政拨款收入支出决算表": FUND,
        "国有资本经营预算财政拨款收入支出决算表": CAPITAL,
        "国有资本经营预算财政拨款支出决算表": CAPITAL,
        "财政拨款“三公”经费支出决算表": THREE,
    },
    "四川泸州市中医医院2023决算 www.lzszyyy.com/content/3654.html": {**_FINAL_NINE},
    "云南砚山县平远镇中心小学2023决算 yanshan.gov.cn/view/jsgk/164896.html": {
        "收入支出决算表": SUMMARY,
        "收入决算表": REVENUE,
        "支出决算表": EXPENDITURE,
        "财政拨款收入支出决算总表": APPROPRIATED,
        "一般公共预算财政拨款收入支出决算表": GENERAL,
        "一般公共预算财政拨款基本支出决算表": BASIC,
        "一般公共预算财政拨款项目支出决算表": GENERAL_PROJECT,
        "政府性基金预算财政拨款收入支出决算表": FUND,
        "国有资本经营预算财政拨款收入支出决算表": CAPITAL,
        "财政拨款“三公”经费、行政参公单位机关运行经费情况表": THREE,
        "一般公共预算财政拨款“三公”经费情况表": THREE,
        "国有资产使用情况表": ASSETS,
        "项目支出绩效自评表": EVALUATION,
    },
    "陕西柞水县审计局2020决算 219.145.244.73:88/html/zwgk/czysjs/118395.html": {
        "收入支出决算总表": SUMMARY,
        "收入决算总表": REVENUE,
        "支出决算总表": EXPENDITURE,
        "财政拨款收入支出决算总表": APPROPRIATED,
        "一般公共预算财政拨款支出决算表": GENERAL,
        "一般公共预算财政拨款基本支出决算表": BASIC,
        "一般公共预算财政拨款“三公”经费及会议费、培训费支出决算表": THREE,
        "政府性基金预算财政拨款收入支出决算表": FUND,
        "国有资本经营预算财政拨款支出决算表": CAPITAL,
    },
    "江西南昌市东湖区街道2021决算 saintpaulhem.com/dhq": {**_FINAL_NINE, "国有资产占用情况表": ASSETS},
    "江西南昌铁路运输中级法院2021决算 zcfgw.org/show-43445.html": {
        **_FINAL_NINE,
        "国有资产占用情况表": ASSETS,
    },
    "宁夏通贵乡2021决算 www.xqq.gov.cn": {**_FINAL_NINE, "国有资本经营预算财政拨款支出决算表": CAPITAL},
    "辽宁台安县政法委2022决算 lntaian.gov.cn": {
        "财政拨款收入支出决算表": APPROPRIATED,
        "一般公共预算财政拨款基本支出决算表": BASIC,
        "一般公共预算财政拨款“三公”经费支出决算表": THREE,
    },
    "湖南永州冷水滩区农办2015决算 admin.yzcity.gov.cn:8888": {
        "收入支出决算总表(公开表01 )": SUMMARY,
        "政府性基金预算财政拨款收入支出决算表": FUND,
    },
    "湖南华容县人社局2024决算 www.huarong.gov.cn": {
        **_FINAL_NINE,
        "一般公共预算财政拨款基本支出决算明细表": BASIC,
        "财政拨款“三公”经费支出决算表": THREE,
    },
    "湖南南县农业农村局2023决算 nxjw.nanxian.gov.cn": {**_FINAL_NINE, "财政拨款“三公”经费支出决算表": THREE},
    "湖南汨罗市卫健系统2020决算 miluo.gov.cn": {**_FINAL_NINE},
    "湖南汨罗市发改局2024决算 miluo.gov.cn": {**_FINAL_NINE},
    "湖南益阳赫山区卫健局2020决算 doc.wenkuvip.com": {
        **_FINAL_NINE,
        "国有资本经营预算财政拨款收入支出决算表": CAPITAL,
    },
    "湖南省信访局2017决算 jishengxinxi.com/hnxfj": {**_FINAL_NINE},
    "甘肃碌曲县2024决算 www.luqu.gov.cn/info/1801/40112.htm": {
        **_FINAL_NINE,
        "一般公共预算财政拨款基本支出决算明细表": BASIC,
    },
    "甘肃白银市检察院2020决算 www.baiyin.jcy.gov.cn": {**_FINAL_NINE},
    "贵州三都县人民法院2018决算 www.qiannan.gov.cn": {"表1 收入支出决算总表": SUMMARY},
    "湖北随州曾都区河道堤防处2021决算 pdf.wenkuvip.com": {
        **{f"表 {n}:{title}": kind for n, (title, kind) in enumerate(_FINAL_NINE.items(), 1)},
        "表 7:一般公共预算财政拨款“三公”经费支出决算表": THREE,
        "表 8:政府性基金预算财政拨款收入支出决算表": FUND,
    },
    "广西柳城县政府办2023决算 liucheng.gov.cn": {
        "表一:收入支出决算总表": SUMMARY,
        "表六:一般公共预算财政拨款基本支出决算表": BASIC,
        "表八:国有资本经营预算财政拨款支出决算表": CAPITAL,
        "表九:财政拨款“三公”经费支出决算表": THREE,
    },
    "广东湛江市行政服务中心2021决算 gosugo.com": {
        **_FINAL_NINE,
        "一般公共预算财政拨款基本支出决算明细表": BASIC,
    },
    "新疆乌鲁木齐市政务服务中心2023决算 upcchem.com/wlmqs": {
        "《国有资本经营预算财政拨款收入支出决算表》": CAPITAL
    },
    "山东商业集团2016/2018预算 docsplayer.com/amp/106989306": {
        "2016年收支预算总表(功能分类科目)": SUMMARY,
        "2016年收支预算总表(经济分类科目)": SUMMARY,
        "2016年收入预算表": REVENUE,
        "2016年支出预算表": EXPENDITURE,
        "2016年财政拨款收支预算表": APPROPRIATED,
        "财政拨款安排的基本支出预算表": APPROPRIATED_BASIC,
        "政府采购预算表": PROCUREMENT,
        "一般公共预算“三公”经费支出表": THREE,
    },
    "重庆秀山县人民法院预算 docsplayer.com/amp/106989306": {
        "表1重庆市秀山土家族苗族自治县人民法院财政拨款收支总表": APPROPRIATED
    },
    "四川某教育局2020预算 www.economicdaily.com.cn/archives/rdxv0wbomqpnl47y3mkj.html": {
        "表1部门收支总表": SUMMARY,
        "表1-1部门收入总表": REVENUE,
    },
    "上海普陀区文化和旅游局2026预算 GitHub zxj6827111-blip/GovBudgetChecker": {
        "2026年部门财务收支预算总表": SUMMARY,
        "2026年部门收入预算总表": REVENUE,
        "2026年部门支出预算总表": EXPENDITURE,
        "2026年部门财政拨款收支预算总表": APPROPRIATED,
        "2026年部门一般公共预算支出功能分类预算表": GENERAL,
        "2026年部门政府性基金预算支出功能分类预算表": FUND,
        "2026年部门国有资本经营预算支出功能分类预算表": CAPITAL,
        "2026年部门一般公共预算基本支出部门预算经济分类预算表": BASIC,
        "2026年部门“三公”经费和机关运行经费预算表": THREE,
        "财政项目支出绩效目标申报表": TARGETS,
    },
    "上海普陀区石泉路街道2026单位预算 GitHub zxj6827111-blip/GovBudgetChecker": {
        "2026年预算单位财务收支预算总表": SUMMARY,
        "2026年预算单位收入预算总表": REVENUE,
        "2026年预算单位支出预算总表": EXPENDITURE,
        "2026年单位“三公”经费和机关运行经费预算表": THREE,
    },
    "上海财政局检查规则所列名称 GitHub zxj6827111-blip/GovBudgetChecker rules/v3_3.yaml": {
        "部门预算收支总表": SUMMARY,
        "部门收支总体情况表": SUMMARY,
        "一般公共预算支出预算表（按功能分类）": GENERAL,
        "一般公共预算支出表(功能)": GENERAL,
        "一般公共预算基本支出预算表": BASIC,
        "一般公共预算项目支出预算表": GENERAL_PROJECT,
        "项目支出预算表": PROJECT,
        "政府采购预算表": PROCUREMENT,
        "政府性基金预算支出预算表": FUND,
        "国有资本经营预算支出预算表": CAPITAL,
        "一般公共预算财政拨款“三公”经费预算表": THREE,
        "重点项目支出绩效目标表": TARGETS,
    },
    "财政部：2019年中央部门公开八张报表 shppa.org/Web/MarketNewsDetail.asp?Tid=9834": {
        "收支总表": SUMMARY,
        "收入总表": REVENUE,
        "支出总表": EXPENDITURE,
        "财政拨款收支总表": APPROPRIATED,
        "一般公共预算支出表": GENERAL,
        "一般公共预算基本支出表": BASIC,
        "一般公共预算“三公”经费支出表": THREE,
        "政府性基金预算支出表": FUND,
    },
    "湖南双牌县2024政府预算 sp.gov.cn": {
        "本级一般公共预算对下级的转移支付预算分项目表": OTHER,
        "本级政府性基金预算对下级的转移支付预算分地区表": OTHER,
        "地方政府一般债务余额情况表": OTHER,
        "地方政府专项债务余额情况表": OTHER,
        "社会保险基金收入表": OTHER,
    },
    "山西阳城县2023政府决算 xxgk.yczf.gov.cn": {
        "(23表)社会保险基金预算收支情况表": OTHER,
        "(24表)财政拨款“三公”经费决算情况表": THREE,
        "(25表)地方政府债务限额和余额决算表": OTHER,
        "(26表)发行地方政府债券情况表": OTHER,
    },
}

KNOWN: Final[dict[str, dict[str, str]]] = {
    "总体情况表（豫、甘、桂、新、粤、辽）": {
        "部门收入总体情况表": REVENUE,
        "部门支出总体情况表": EXPENDITURE,
        "财政拨款收支总体情况表": APPROPRIATED,
        "一般公共预算支出情况表": GENERAL,
        "一般公共预算支出情况表（按功能分类科目）": GENERAL,
        "一般公共预算基本支出情况表（按支出经济分类科目）": BASIC,
        "一般公共预算“三公”经费、会议费、培训费支出情况表": THREE,
        "一般公共预算安排的行政经费及“三公”经费预算表": THREE,
        "政府性基金预算支出情况表": FUND,
        "国有资本经营预算支出情况表": CAPITAL,
        "支出经济分类汇总表": OTHER,
        "部门预算基本支出预算表": BASIC,
        "部门预算项目支出及其他支出预算表": PROJECT,
        "部门（单位）整体绩效目标表": TARGETS,
        "部门预算项目绩效目标汇总表": TARGETS,
        "财政拨款预算收支情况表": APPROPRIATED,
        "项目支出情况表": PROJECT,
        "部门管理转移支付表": OTHER,
        "纳入预算管理的行政事业性收费预算支出表": OTHER,
        "综合预算项目支出表": PROJECT,
    },
    "云南": {
        "财务收支预算总表部门": SUMMARY,
        "部门财务收支预算总表": SUMMARY,
        "一般公共预算支出预算表（按功能科目分类）": GENERAL,
        "部门基本支出预算表（人员类、运转类公用经费项目）": BASIC,
        "部门项目支出预算表（其他运转类、特定目标类项目）": PROJECT,
        "部门项目支出绩效目标表（本次下达）": TARGETS,
        "部门政府采购预算表": PROCUREMENT,
        "政府购买服务预算表": OTHER,
        "州对下转移支付预算表": OTHER,
        "市对下转移支付绩效目标表": TARGETS,
        "新增资产配置表": ASSETS,
        "上级补助项目支出预算表": PROJECT,
    },
    "湖南": {
        "支出预算分类汇总表（按政府预算经济分类）": OTHER,
        "支出预算分类汇总表（按部门预算经济分类）": OTHER,
        "一般公共预算基本支出表--人员经费(工资福利支出)(按政府预算经济分类)": BASIC,
        "财政专户管理资金预算支出表": OTHER,
        "整体支出绩效目标表": TARGETS,
    },
    "陕西": {
        "部门综合预算收支总表": SUMMARY,
        "部门综合预算收入总表": REVENUE,
        "部门综合预算支出总表": EXPENDITURE,
        "部门综合预算财政拨款收支总表": APPROPRIATED,
        "部门综合预算一般公共预算支出明细表（按支出功能分类科目）": GENERAL,
        "部门综合预算一般公共预算基本支出明细表（支出经济分类科目）": BASIC,
        "部门综合预算政府性基金收支表": FUND,
        "部门综合预算财政拨款上年结转资金支出表": OTHER,
        "部门综合预算专项业务经费支出表": PROJECT,
        "部门综合预算政府采购（资产配置、购买服务）预算表": PROCUREMENT,
        "部门综合预算一般公共预算拨款“三公”经费及会议费、培训费支出预算表": THREE,
        "部门专项业务经费绩效目标表": TARGETS,
    },
    "京、津、冀、晋、皖、浙、渝、赣、闽": {
        "政府购买服务支出预算表": OTHER,
        "政府购买服务预算财政拨款明细表": OTHER,
        "政府采购预算明细表": PROCUREMENT,
        "政府采购支出表": PROCUREMENT,
        "机关运行经费预算财政拨款情况统计表": OPERATING,
        "一般公共预算安排基本支出分经济科目表": BASIC,
        "部门整体支出绩效目标申报表": TARGETS,
        "重点专项资金绩效目标表（一级项目）": TARGETS,
        "支出预算总表（按功能科目）": EXPENDITURE,
        "财政拨款项目支出表": PROJECT,
        "一般公共预算拨款收支总表": APPROPRIATED,
        "公共预算财政拨款支出决算表": GENERAL,
        "工资福利支出预算表": OTHER,
        "国有资产占有使用情况表": ASSETS,
        "会议费、培训费预算表": OTHER,
        "非税收入征收计划表": OTHER,
        "部门人员情况表": OTHER,
        "人员编制情况表": OTHER,
        "部门整体支出绩效自评表": EVALUATION,
        "政府债务支出情况表": OTHER,
        "机构运行信息表": OTHER,
    },
    "名称里有会误导的字": {
        "虚构市国有资产监督管理委员会2024年收支总表": SUMMARY,
        "虚构市政府采购中心2024年部门支出总表": EXPENDITURE,
        "虚构县公共资源交易（政府采购）中心收入决算表": REVENUE,
        "虚构市重点项目建设服务中心2023年财政拨款收支总表": APPROPRIATED,
        "虚构省固定资产投资审计局一般公共预算支出表": GENERAL,
        "虚构市非税收入管理局（本级）2025年部门收入总表": REVENUE,
        "虚构市债务管理中心2025年项目支出表": PROJECT,
        "虚构市会议中心2022年度收入支出决算总表": SUMMARY,
    },
}
