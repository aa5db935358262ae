"""Places and bodies: the division that a name begins with, and what is the name of a body."""

from __future__ import annotations

import pytest

from gouji.domain.bodies import is_body, same_body, without_level
from gouji.domain.regions import region_of


@pytest.mark.parametrize(
    ("name", "region"),
    [
        ("广州市住房和城乡建设局", "广州市"),
        ("中共西安市委宣传部", "西安市"),
        ("中国共产党江苏省委员会办公厅", "江苏省"),
        ("政协重庆市渝中区委员会", "重庆市渝中区"),
        ("浙江省杭州市余杭区良渚街道办事处", "浙江省杭州市余杭区良渚街道"),
        ("新疆维吾尔自治区伊犁哈萨克自治州财政局", "新疆维吾尔自治区伊犁哈萨克自治州"),
        ("内蒙古自治区锡林郭勒盟西乌珠穆沁旗医疗保障局", "内蒙古自治区锡林郭勒盟西乌珠穆沁旗"),
        ("湖北省神农架林区财政局", "湖北省神农架林区"),
        ("海南省陵水黎族自治县教育局", "海南省陵水黎族自治县"),
        ("寿县财政局", "寿县"),
        ("新县城建设管理局", "新县"),
        ("苏州工业园区教育局", "苏州工业园区"),
        ("重庆市两江新区管理委员会", "重庆市两江新区"),
        ("合肥高新技术产业开发区管理委员会", "合肥高新技术产业开发区"),
        ("黔东南州凯里市教育局", "黔东南州凯里市"),
        ("虚构市交通和城市管理局", "虚构市"),
        ("虚构省高级人民法院", "虚构省"),
        ("上海市高新技术产业促进中心", "上海市"),
        ("西安市社区服务中心", "西安市"),
        ("东莞市石碣镇人民政府", "东莞市石碣镇"),
        ("密云县水务局", "密云县"),
        ("国家城市管理局", None),
        ("中国城市规划设计研究院", None),
        ("西南大学", None),
        ("全市", None),
    ],
)
def test_a_region_is_no_longer_than_its_name(name: str, region: str | None) -> None:
    assert region_of(name) == region


@pytest.mark.parametrize(
    "name",
    [
        "上海钻石宝玉石交易联合管理办公室",
        "上海市财务会计综合管理事务中心（上海市财政科学研究所）",
        "某某县人民法院",
    ],
)
def test_bodies(name: str) -> None:
    assert is_body(name)


@pytest.mark.parametrize(
    "text", ["万元", "合计一般公共预算", "2026年部门预算收支总表", "市民参与花园城市建设活动经费"]
)
def test_what_is_no_body(text: str) -> None:
    assert not is_body(text)


def test_levels_and_shorter_forms_are_of_one_body() -> None:
    assert (
        without_level("西安市审计局（汇总）") == without_level("西安市审计局本级（机关）") == "西安市审计局"
    )
    assert same_body("中国共产党广州市委员会宣传部", "中共广州市委宣传部")
    assert not same_body("长沙市财政局", "长沙市信访局")
