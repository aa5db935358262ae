"""Settings of the readers: every threshold has a unit and a reason, is held to its range, and reaches its reader."""

from __future__ import annotations

import ast
import inspect
from dataclasses import FrozenInstanceError, fields
from decimal import Decimal

import pytest

from gouji.grids.find import find_regions
from gouji.grids.ruled import find_lattices
from gouji.grids.settings import (
    FlatSettings,
    GridSettings,
    MarkedSettings,
    RuledSettings,
    UnruledSettings,
)
from gouji.read.geometry import merge_rules
from gouji.read.model import Document, Line, RuledLine
from gouji.read.settings import OfficeSettings, PageSettings, unit_of
from gouji.sums.found_settings import FoundSettings
from gouji.tables.interpret import read_tables
from gouji.tables.settings import TableSettings

CLASSES = (
    PageSettings,
    RuledSettings,
    UnruledSettings,
    MarkedSettings,
    FlatSettings,
    TableSettings,
    FoundSettings,
    OfficeSettings,
)


@pytest.mark.parametrize("settings", CLASSES)
def test_every_field_has_a_unit_and_a_reason(settings: type) -> None:
    body = ast.parse(inspect.getsource(settings)).body[0]
    assert isinstance(body, ast.ClassDef)
    explained = {
        field.target.id
        for field, below in zip(body.body, body.body[1:], strict=False)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)
    }
    assert {field.name for field in fields(settings)} == explained
    assert all(unit_of(name, settings) for name in explained)


def test_a_value_outside_its_range_is_refused() -> None:
    with pytest.raises(ValueError, match=r"cover = 1\.5: must be 0\.0 to 1\.0 \(of a cell's side\)"):
        RuledSettings(cover=1.5)
    with pytest.raises(ValueError, match=r"touch = -1\.0: must be at least 0\.0 \(points\)"):
        RuledSettings(touch=-1.0)
    with pytest.raises(ValueError, match="torn_lines = 0"):
        MarkedSettings(torn_lines=0)


def test_settings_are_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        RuledSettings().touch = 1.0  # type: ignore[misc]


def test_a_setting_varied_changes_what_is_read() -> None:
    near = [RuledLine(0, 10, 100, 10), RuledLine(0, 11.5, 100, 11.5)]
    assert [len(merge_rules(near, PageSettings(snap=s))) for s in (1.0, 2.0)] == [2, 1]
    open_side = [
        *(RuledLine(0, y, 100, y) for y in (0, 20, 40)),
        *(RuledLine(x, 0, x, 40) for x in (30, 60)),
    ]
    shapes = [find_lattices(open_side, RuledSettings(overhang=o))[0].shape for o in (8.0, 50.0)]
    assert shapes == [(2, 3), (2, 1)]


def test_find_regions_gives_each_reader_its_own() -> None:
    rows = ("项目\t金额", "甲\t1.00", "", "单", "位：", "万", "元", "项目\t金额", "乙\t2.00")
    lines = tuple(Line(number, text) for number, text in enumerate(rows, start=1))
    document = Document("d", "d.txt", "0" * 64, "text", lines)
    units = [
        [region.unit for region in find_regions(document, settings=GridSettings(marked=marked))]
        for marked in (MarkedSettings(), MarkedSettings(torn_lines=2))
    ]
    assert units[0] != units[1]


def test_a_setting_of_the_tables_reaches_their_rows() -> None:
    """A converter lost an empty cell; 3.00 is 1.00 and 2.01 within rounding, so that the figures are moved back."""
    head, others = (
        "项目\t合计\t财政拨款\t其他收入\t备注",
        ("乙\t5.00\t2.00\t3.00\t", "丙\t9.00\t4.00\t5.00\t"),
    )
    rows = ("收入总表", head, "甲\t\t3.00\t1.00\t2.01", *others)
    lines = tuple(Line(number, text) for number, text in enumerate(rows, start=1))
    regions = find_regions(Document("d", "d.txt", "0" * 64, "text", lines))
    (loose,), (strict,) = (
        read_tables(regions, settings=settings)
        for settings in (TableSettings(), TableSettings(rounding=Decimal("0.001")))
    )
    assert loose.rows[0] == ["甲", "3.00", "1.00", "2.01", None]
    assert strict.rows[0] == ["甲", None, "3.00", "1.00", "2.01"]
