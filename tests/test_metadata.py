"""Metadata from covers, lines around tables and headings, in the styles of several provinces."""

from __future__ import annotations

import json

import pytest

from gouji.layout.metadata import metadata_evidence, read_metadata
from gouji.read.model import Document, Line
from gouji.read.source import read_document
from gouji.schemas.record import Metadata
from tests.corpus import GOLD, SEEDS, seed


def metadata(text: str) -> Metadata:
    lines = tuple(Line(number, line) for number, line in enumerate(text.split("\n"), start=1))
    return read_metadata(Document(name="d", source="d.txt", sha256="", form="text", lines=lines))


@pytest.mark.parametrize("name", SEEDS)
def test_metadata_of_the_bundled_documents(name: str) -> None:
    """All ten fields agree with the hand label."""
    gold = json.loads((GOLD / name / "gold.json").read_text(encoding="utf-8"))["metadata"]
    assert read_metadata(read_document(seed(name))).model_dump() == gold


@pytest.mark.parametrize(
    ("cover", "title", "department", "region", "year", "doc_type", "scope"),
    [
        (
            "四川省成都市武侯区教育局\n2024年度部门决算",
            "四川省成都市武侯区教育局2024年度部门决算",
            "四川省成都市武侯区教育局",
            "四川省成都市武侯区",
            2024,
            "final_accounts",
            "department",
        ),
        (
            "中国科学技术协会2023年度部门决算",
            "中国科学技术协会2023年度部门决算",
            "中国科学技术协会",
            None,
            2023,
            "final_accounts",
            "department",
        ),
        (
            "广西壮族自治区财政厅\n2025年部门预算公开",
            "广西壮族自治区财政厅2025年部门预算公开",
            "广西壮族自治区财政厅",
            "广西壮族自治区",
            2025,
            "budget",
            "department",
        ),
        (
            "2022年度长沙市市场监督管理局单位决算公开",
            "2022年度长沙市市场监督管理局单位决算公开",
            "长沙市市场监督管理局",
            "长沙市",
            2022,
            "final_accounts",
            "unit",
        ),
        (
            "浙江省杭州市西湖区人民法院2026年度部门预算",
            "浙江省杭州市西湖区人民法院2026年度部门预算",
            "浙江省杭州市西湖区人民法院",
            "浙江省杭州市西湖区",
            2026,
            "budget",
            "department",
        ),
        (
            "2025年度伊犁哈萨克自治州卫生健康委员会部门预算公开",
            "2025年度伊犁哈萨克自治州卫生健康委员会部门预算公开",
            "伊犁哈萨克自治州卫生健康委员会",
            "伊犁哈萨克自治州",
            2025,
            "budget",
            "department",
        ),
        (
            "共青团重庆市委员会2024年度部门决算公开说明",
            "共青团重庆市委员会2024年度部门决算公开说明",
            "共青团重庆市委员会",
            "重庆市",
            2024,
            "final_accounts",
            "department",
        ),
    ],
)
def test_covers(
    cover: str, title: str, department: str, region: str | None, year: int, doc_type: str, scope: str
) -> None:
    """Title over one or two lines; department and region are parts of it."""
    got = metadata(f"{cover}\n\n目录\n第一部分 概况\n")
    assert (got.title, got.department, got.region) == (title, department, region)
    assert (got.fiscal_year, got.doc_type, got.scope) == (year, doc_type, scope)


@pytest.mark.parametrize(
    ("cover", "department", "year"),
    [
        ("虚构县第三中学2022年度单位 决算公开报告", "虚构县第三中学", 2022),
        ("虚构县国有林场\n2018年度部门决算", "虚构县国有林场", 2018),
        ("虚构县某镇中心小学2023年度部门决算", "虚构县某镇中心小学", 2023),
        ("虚构市统计局\n2018年部门决算公开信息", "虚构市统计局", 2018),
        ("虚构区人民政府办公室\n2019年度部门决算情况说明", "虚构区人民政府办公室", 2019),
        ("虚构省高级人民法院（汇总）2019年部门决算公开的说明", "虚构省高级人民法院", 2019),
        (
            "虚构市中医医院（虚构市康复医院）2020年度单位决算",
            "虚构市中医医院（虚构市康复医院）",
            2020,
        ),
        ("虚构区政府办2021年度“三公”经费支出决算公开", "虚构区政府办", 2021),
        ("2017年虚构市委宣传部“三公”经费增减情况说明", "虚构市委宣传部", 2017),
        ("虚构市残疾人联合会关于2021年预算及“三公”经费预算公开的说明", "虚构市残疾人联合会", 2021),
        ("虚构市水利局部门预算\n（2024年）", "虚构市水利局", 2024),
        ("虚构市水利局\n二〇二四年度部门预算", "虚构市水利局", 2024),
        ("虚构市档案馆2023年度部门决算（公开版）", "虚构市档案馆", 2023),
    ],
)
def test_titles_of_other_forms(cover: str, department: str, year: int) -> None:
    """部门 or 单位 before 预算 tells that the rest is the office, whatever word it ends in."""
    got = metadata(f"{cover}\n\n目录\n第一部分 概况\n")
    assert (got.department, got.fiscal_year) == (department, year)


def test_a_district_is_no_department() -> None:
    assert metadata("虚构市新城区2026年区级部门预算\n").department is None


def test_the_year_that_the_text_speaks_of() -> None:
    """No title and no 预算 or 决算 beside a year: the year named most, the later of two."""
    assert metadata("2023年收入5万元。\n2023年支出4万元。\n2022年支出3万元。\n").fiscal_year == 2023


@pytest.mark.parametrize(
    "beside",
    ["虚构市司法局\t\t2026年度\t金额单位：万元", "101虚构市司法局\t单位：元", "[101001]虚构市司法局（本级）"],
)
def test_the_name_of_a_department_ends_where_year_and_unit_begin(beside: str) -> None:
    assert metadata(f"收支总表\n部门：{beside}\n").department == "虚构市司法局"


def test_department_of_the_line_around_tables() -> None:
    """A cover that names only the district: the department stands beside the tables."""
    got = metadata(
        "虚构市2026年市级部门预算\n预算主管部门：虚构市司法局\n\n收支总表\n编制部门：虚构市司法局 单位：元\n"
    )
    assert (got.department, got.region) == ("虚构市司法局", "虚构市")


@pytest.mark.parametrize(
    ("line", "approval", "publication"),
    [
        ("批复时间：2025 年 2 月 8 日", "2025-02-08", None),
        ("公开日期:2025-02-27", None, "2025-02-27"),
        ("批准日期：2025/1/9 公开时间：2025.1.20", "2025-01-09", "2025-01-20"),
    ],
)
def test_dates(line: str, approval: str | None, publication: str | None) -> None:
    """Approval and publication (预算法 第十四条) in their printed forms, given as ISO dates."""
    got = metadata(f"2025年度虚构市教育局部门预算公开\n{line}\n")
    assert (got.approval_date, got.publication_date) == (approval, publication)


def test_contact_and_phone_in_one_line() -> None:
    """``联系人：王某联系电话：…`` without a space between them."""
    got = metadata("2025年度虚构市教育局部门预算公开\n联系人：张三丰联系电话：0472-6165080\n")
    assert (got.contact_person, got.contact_phone) == ("张三丰", "0472-6165080")


def test_what_is_not_stated_is_null() -> None:
    """No field is guessed: a text of nothing has no metadata."""
    assert metadata("天气晴。\n") == Metadata()


@pytest.mark.parametrize(
    ("text", "department"),
    [
        ("2026年度\n泉州市市场监管综合监测\n与技术保障中心\n单位预算\n目录\n", "泉州市市场监管综合监测与技术保障中心"),
        ("上海市2026年市级单位预算\n预算单位：上海市信访办公室\n目录\n", "上海市信访办公室"),
        ("收支总表\n单位：万元\n部门整体支出绩效目标表\n（2026年度）\n部门名称 济南市园林和林业绿化局\n", "济南市园林和林业绿化局"),
        ("第一部分 成都市武侯区审计局概况\n一、主要职能\n2025年预算\n", "成都市武侯区审计局"),
        ("2025年部门预算说明\n一、情况\n收入10万元。\n昆明市水务局\n2025年3月1日\n", "昆明市水务局"),
        ("附件2\n2019年部门综合预算公开报表\n部门名称：哈尔滨市应急管理局\n", "哈尔滨市应急管理局"),
        ("中共沈阳市委组织部\n2024年度部门决算\n", "中共沈阳市委组织部"),
        ("大连市人民政府办公室（本级）2024年度单位决算\n", "大连市人民政府办公室"),
        ("2023年度\n贵阳市公安局交通管理局\n部门决算公开\n", "贵阳市公安局交通管理局"),
        ("浙江省科学技术协会2024年部门整体支出绩效自评报告\n一、概况\n", "浙江省科学技术协会"),
        ("附件1\n2025年度部门预算公开\n济南市市中区民政局\n2025年2月\n目录\n", "济南市市中区民政局"),
        ("中共沅江市委党校（沅江市行政学校）2024年度部门决算\n目录\n", "中共沅江市委党校（沅江市行政学校）"),
        ("预算01-1表\n2026年部门财务收支预算总表\n单位名称：丽江市古城区教育体育局\n单位:元\n", "丽江市古城区教育体育局"),
        ("项目支出绩效自评表\n（2024年度）\n主管部门：厦门市教育局\n实施单位：厦门市第一中学\n", "厦门市教育局"),
    ],
)  # fmt: skip
def test_a_department_stands_on_the_cover_in_headings_forms_or_signatures(text: str, department: str) -> None:
    assert metadata(text).department == department


@pytest.mark.parametrize(
    ("title", "doc_type", "scope"),
    [
        ("西安市2026年政府预算公开", "budget", "government"),
        ("关于南昌市2024年财政决算（草案）的报告", "final_accounts", "government"),
        ("郑州市2025年预算执行情况和2026年预算草案的报告", "budget", "government"),
        ("长沙市财政项目支出绩效评价报告", "evaluation", None),
        ("2024年度武汉市部门整体支出绩效自评报告", "self_evaluation", "department"),
        ("石家庄市人民政府办公室2026年部门预算", "budget", "department"),
        ("青岛市财政局2024年度部门决算", "final_accounts", "department"),
    ],
)
def test_kinds_of_documents(title: str, doc_type: str, scope: str | None) -> None:
    got = metadata(f"{title}\n目录\n")
    assert (got.title, got.doc_type, got.scope) == (title, doc_type, scope)


@pytest.mark.parametrize(
    ("text", "publication"),
    [
        ("国家某局\n2024年度部门决算\n二〇二五年七月\n", "2025-07"),
        ("某某大学2023年度部门决算\n2024年8月\n", "2024-08"),
        ("某某市信访局2026年度部门预算公开\n2026年2月14日\n", "2026-02-14"),
        ("长沙市财政支出绩效评价报告\n报告日期：2021年8月22日\n", "2021-08-22"),
        ("某某市教育局2025年部门预算\n公开时间：20250228\n", "2025-02-28"),
        ("某某市教育局2025年部门预算\n二○二五年十二月三十一日\n", "2025-12-31"),
        ("某某市教育局2025年部门预算\n2025年13月\n", None),
        ("某某市教育局2025年部门预算\n目录\n预计2025年8月\n", None),
    ],
)
def test_dates_of_every_form(text: str, publication: str | None) -> None:
    assert metadata(text).publication_date == publication


def test_a_report_on_performance_has_the_title_that_names_its_project() -> None:
    got = metadata(
        "长沙市财政支出绩效评价报告\n报告日期：2021年8月22日\n2020年度长沙市教育局\n校园安全专项资金绩效评价报告\n"
        "为加强管理，开展了评价。\n"
    )
    assert got.title == "2020年度长沙市教育局校园安全专项资金绩效评价报告"


def test_the_draft_budget_is_of_the_later_year() -> None:
    got = metadata("关于郑州市2025年预算执行情况和2026年预算草案的报告\n")
    assert (got.fiscal_year, got.region, got.department) == (2026, "郑州市", None)


def test_a_table_that_names_another_body_is_asked_about() -> None:
    text = "广州市水务局2026年部门预算\n目录\n收支总表\n部门：广州市民政局\n收入总表\n部门：广州市民政局\n"
    lines = tuple(Line(number, line) for number, line in enumerate(text.split("\n"), start=1))
    document = Document(name="d", source="d.txt", sha256="", form="text", lines=lines)
    read = read_metadata(document)
    department = metadata_evidence(document, read)["department"]
    assert read.department == "广州市水务局"
    assert department.status == "review"
    assert department.reasons == ["表头写作“广州市民政局”，标题写作“广州市水务局”"]
