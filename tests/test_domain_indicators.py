"""One vocabulary of indicator tables: what the formats print is known to every reader of them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gouji.checks.indicators import split_value
from gouji.domain.column_labels import label_of
from gouji.domain.formats import FORMATS
from gouji.domain.indicators import (
    LEVEL1,
    LEVEL1_IN_TEXT,
    LEVEL2,
    LEVEL2_IN_TEXT,
    NATURES,
    OPERATORS,
    SIGNS,
    Role,
    belongs_under,
    role_of,
)
from gouji.normalise import fold
from gouji.prose.vocabulary import TARGET_OPERATORS
from gouji.schemas.record import TableKind

NO_ROLE = {"序号", "单位代码", "项目编码"}


@pytest.mark.parametrize("kind", [TableKind.PROJECT_PERFORMANCE, TableKind.PROJECT_SELF_EVALUATION])
def test_every_column_of_the_formats_has_a_role(kind: TableKind) -> None:
    form = next(entry for entry in FORMATS if entry.kind is kind)
    assert {path for path in form.paths if role_of(path) is None} <= {(key,) for key in NO_ROLE}


@pytest.mark.parametrize(
    ("label", "role"),
    [
        ("单位（文字描述）", Role.UNIT_OR_WORDS),
        ("单位", Role.UNIT),
        ("单位（项目）名称", Role.NAME),
        ("绩效指标性质", Role.NATURE),
        ("年度（/项目）指标值", Role.VALUE),
        ("指标值说明", Role.TEXT),
        ("分值权重", Role.WEIGHT),
        ("偏差原因分析及改进措施", Role.TEXT),
    ],
)
def test_a_label_says_what_its_column_holds(label: str, role: Role) -> None:
    assert role_of(("绩效指标", label)) is role


def test_the_innermost_label_that_says_a_role_decides() -> None:
    assert role_of(("预算金额", "合计")) is Role.BUDGET
    assert role_of(("指标值", "指标方向")) is Role.OPERATOR
    assert role_of(("栏次",)) is None


def test_labels_of_the_formats_are_read_as_they_are_keyed() -> None:
    for key in ("一级指标", "三级指标", "指标方向", "指标值", "度量单位", "分值", "得分", "实际完成值"):
        assert label_of(key).key == key and role_of((key,)) is not None


def test_a_level_without_its_noun_is_known_only_where_a_cell_ends() -> None:
    assert LEVEL1.match("产出(50分)") and not LEVEL1_IN_TEXT.match("产出(50分)")
    assert LEVEL2.match("数量") and not LEVEL2_IN_TEXT.match("数量")
    assert LEVEL1_IN_TEXT.match("效果指标(30分)") and LEVEL2_IN_TEXT.match("社会公众满意度")
    assert not LEVEL1.match("成本") and LEVEL2.match("成本")


def test_second_levels_stand_under_their_first() -> None:
    assert belongs_under("满意度指标", "社会公众满意度指标")
    assert belongs_under("效益指标", "环境效益指标")
    assert not belongs_under("产出指标", "环境效益指标")


def test_words_are_in_the_form_in_which_they_are_compared() -> None:
    for word in (*OPERATORS, *NATURES, *SIGNS):
        assert fold(word) == word


def test_the_words_of_comparison_are_the_same_in_a_column_in_a_cell_and_in_prose() -> None:
    assert (SIGNS["不小于"], SIGNS["至少"], SIGNS["≦"]) == ("≥", "≥", "≤")
    assert split_value("不大于5%") == ("≤", Decimal(5), "%")
    assert dict(TARGET_OPERATORS)["不低于"] == ">="
