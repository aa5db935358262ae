"""Tables of PDFs: every style of ruling, captions, continuation, conservation; the corpus against its gold."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pymupdf
import pytest

from gouji.figures import cell_text
from gouji.grids.grid import Grid, TableRegion
from gouji.grids.page_tables import find_pdf_regions
from gouji.grids.settings import UnruledSettings
from gouji.grids.unruled.header import fit_labels
from gouji.normalise import squash
from gouji.read.model import BBox, Document
from gouji.read.pdf import read_pdf
from tests.corpus import PDFS, SHARED, from_shared, needs_corpus
from tests.pdf_paper import Paper, Ruling

FLAT = [
    ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
    ["201", "一般公共服务支出", "1,234.50", "1,000.00", "234.50"],
    ["20101", "人大事务", "234.50", "", "234.50"],
    ["208", "社会保障和就业支出", "20.00", "20.00", ""],
    ["2080505", "机关事业单位基本\n养老保险缴费支出", "20.00", "20.00", ""],
    ["合计", ">", "1,254.50", "1,020.00", "234.50"],
]
WIDTHS = [90, 130, 85, 85, 85]
NESTED = [
    ["项目", ">", "支出预算", ">", ">"],
    ["科目编码", "科目名称", "合计", "基本支出", "项目支出"],
    *FLAT[1:],
]
RULINGS: list[Ruling] = ["ruled", "three_line", "unruled", "rows_only", "open_sides", "no_rows"]


def texts(grid: Grid) -> list[list[str]]:
    return [[squash(cell.text) for cell in row] for row in grid.rows]


def expected(rows: list[list[str]]) -> list[list[str]]:
    """The printed rows with merged cells repeated at every position."""
    out: list[list[str]] = []
    for row in rows:
        line: list[str] = []
        for c, cell in enumerate(row):
            line.append(line[c - 1] if cell == ">" else out[-1][c] if cell == "^" else squash(cell))
        out.append(line)
    return out


def one(path: Path) -> TableRegion:
    regions = find_pdf_regions(read_pdf(path))
    assert len(regions) == 1
    return regions[0]


@pytest.mark.parametrize("landscape", [False, True], ids=["portrait", "landscape"])
@pytest.mark.parametrize("ruling", RULINGS)
def test_a_table_in_every_style_of_ruling(tmp_path: Path, ruling: Ruling, landscape: bool) -> None:
    paper = Paper()
    sheet = paper.sheet(landscape)
    sheet.line("一般公共预算支出表", "centre", 16)
    sheet.line("单位：万元", "right", 9)
    rows = FLAT if ruling not in ("no_rows", "rows_only", "open_sides") else FLAT[:4]
    sheet.table(rows, WIDTHS, ruling)
    sheet.line("注：本表按功能分类编列。")
    region = one(paper.save(tmp_path / "a.pdf"))
    assert (region.title, region.number, region.unit) == ("一般公共预算支出表", None, "万元")
    assert region.where.pages == [1]
    assert region.notes == ("注：本表按功能分类编列。",)
    grid = region.grids[0]
    assert texts(grid) == expected(rows)
    _check_conserved(read_pdf(tmp_path / "a.pdf"), grid)


@pytest.mark.parametrize("ruling", ["ruled", "three_line", "unruled"])
def test_header_cells_cover_their_columns(tmp_path: Path, ruling: Ruling) -> None:
    paper = Paper()
    sheet = paper.sheet()
    sheet.line("表5 支出总表")
    sheet.line("单位：元", "right", 9)
    sheet.table(NESTED, WIDTHS, ruling, header=2)
    region = one(paper.save(tmp_path / "a.pdf"))
    assert (region.number, region.title, region.unit) == ("表5", "支出总表", "元")
    grid = region.grids[0]
    assert texts(grid) == expected(NESTED)
    assert grid.rows[0][2] is grid.rows[0][4]
    assert grid.rows[0][2].colspan == 3


def test_merged_cells_are_one_object_and_blank_cells_are_not(tmp_path: Path) -> None:
    paper = Paper()
    rows = [
        ["项目名称", "明细", "金额"],
        ["一般公共预算资金", "小计", "21.00"],
        ["^", "专项收入", ""],
        ["^", "其他收入", ""],
    ]
    paper.sheet().table(rows, [120, 120, 90])
    grid = one(paper.save(tmp_path / "a.pdf")).grids[0]
    assert texts(grid) == expected(rows)
    assert grid.rows[1][0] is grid.rows[3][0]
    assert grid.rows[1][0].rowspan == 3
    assert grid.rows[2][2] is not grid.rows[3][2]
    assert grid.spans_known


def test_places_are_the_lines_of_the_cell(tmp_path: Path) -> None:
    paper = Paper()
    paper.sheet().table(FLAT, WIDTHS)
    path = paper.save(tmp_path / "a.pdf")
    cell = one(path).grids[0].rows[4][1]
    assert cell.text == "机关事业单位基本\n养老保险缴费支出"
    page = pymupdf.open(path)[0]
    assert [printed_in(page, place.bbox) for place in cell.places] == cell.text.split("\n")


def printed_in(page: Any, box: tuple[float, float, float, float] | None) -> str:
    """The characters whose middle lies in a box of the page as it is seen."""
    assert box is not None
    area = pymupdf.Rect(box) + (-0.5, -0.5, 0.5, 0.5)
    found = []
    for block in page.get_text("rawdict")["blocks"]:
        for line in block.get("lines", ()):
            for span in line["spans"]:
                for char in span["chars"]:
                    rect = pymupdf.Rect(char["bbox"]) * page.rotation_matrix
                    middle = pymupdf.Point((rect.x0 + rect.x1) / 2, (rect.y0 + rect.y1) / 2)
                    if middle in area and not char["c"].isspace():
                        found.append(char["c"])
    return "".join(found)


def test_a_page_whose_text_lies_on_its_side(tmp_path: Path) -> None:
    paper = Paper()
    paper.sheet().table(FLAT, WIDTHS)
    path = paper.save(tmp_path / "a.pdf")
    document = pymupdf.open(path)
    sideways = pymupdf.open()
    page = sideways.new_page(width=842, height=595)
    page.show_pdf_page(page.rect, document, 0, rotate=90)
    sideways.save(tmp_path / "b.pdf")
    doc = read_pdf(tmp_path / "b.pdf")
    assert doc.pages[0].turn in (1, 3)
    grid = one(tmp_path / "b.pdf").grids[0]
    assert texts(grid) == expected(FLAT)
    place = grid.rows[1][2].places[0]
    assert place.bbox is not None
    assert printed_in(page, place.bbox) == "1,234.50"


def long_table(ruling: Ruling, repeat: bool, caption: bool, path: Path) -> Path:
    rows = [[f"{30100 + k}", f"科目{k}", f"{k}.50"] for k in range(1, 41)]
    head = ["科目编码", "科目名称", "金额"]
    paper = Paper()
    sheet = paper.sheet()
    sheet.line("公开06表：财政拨款基本支出预算表")
    sheet.line("部门：某局    单位：万元", "right", 9)
    sheet.table([head, *rows[:25]], [90, 200, 100], ruling)
    sheet.put(290, 820, "13", 9)
    sheet = paper.sheet()
    if caption:
        sheet.line("公开06表：财政拨款基本支出预算表（续）")
    sheet.table([head, *rows[25:]] if repeat else rows[25:], [90, 200, 100], ruling, header=int(repeat))
    sheet.put(290, 820, "14", 9)
    return paper.save(path)


@pytest.mark.parametrize("caption", [False, True], ids=["bare", "captioned"])
@pytest.mark.parametrize("repeat", [False, True], ids=["rows", "header"])
@pytest.mark.parametrize("ruling", ["ruled", "three_line", "unruled"])
def test_a_table_goes_on_over_the_page(tmp_path: Path, ruling: Ruling, repeat: bool, caption: bool) -> None:
    region = one(long_table(ruling, repeat, caption, tmp_path / "a.pdf"))
    assert (region.number, region.title) == ("公开06表", "财政拨款基本支出预算表")
    assert region.where.pages == [1, 2]
    assert [len(grid.rows) for grid in region.grids] == [26, 15 + repeat]
    assert {grid.n_cols for grid in region.grids} == {3}


def test_tables_of_one_shape_with_their_own_captions_stay_apart(tmp_path: Path) -> None:
    paper = Paper()
    for number, title in (("公开07表", "一般公共预算支出预算表"), ("公开08表", "政府性基金支出预算表")):
        sheet = paper.sheet()
        sheet.line(f"{number}：{title}")
        sheet.table(FLAT[:3], WIDTHS)
    regions = find_pdf_regions(read_pdf(paper.save(tmp_path / "a.pdf")))
    assert [(r.number, r.title) for r in regions] == [
        ("公开07表", "一般公共预算支出预算表"),
        ("公开08表", "政府性基金支出预算表"),
    ]


def test_several_tables_on_a_page_and_the_unit_of_each(tmp_path: Path) -> None:
    paper = Paper()
    sheet = paper.sheet()
    sheet.line("一、收入预算总表")
    sheet.line("单位：万元", "right", 9)
    sheet.table(FLAT[:3], WIDTHS)
    sheet.line("二、人员情况表")
    sheet.table([["单位名称", "编制数", "实有数"], ["某局", "20.00", "18.00"]], [120, 80, 80])
    regions = find_pdf_regions(read_pdf(paper.save(tmp_path / "a.pdf")))
    assert [(r.title, r.unit) for r in regions] == [("收入预算总表", "万元"), ("人员情况表", None)]


def test_a_caption_at_the_foot_of_the_page_before(tmp_path: Path) -> None:
    paper = Paper()
    sheet = paper.sheet()
    sheet.line("本部门的预算已经批准，现将有关情况说明如下，请社会各界监督。")
    sheet.y = 760
    sheet.line("公开03表：支出预算总表")
    sheet = paper.sheet()
    sheet.table(FLAT[:3], WIDTHS)
    region = one(paper.save(tmp_path / "a.pdf"))
    assert (region.number, region.title, region.where.pages) == ("公开03表", "支出预算总表", [1, 2])


def test_a_title_over_two_lines(tmp_path: Path) -> None:
    paper = Paper()
    sheet = paper.sheet()
    sheet.line("公开09表：一般公共预算“三公”经费、会议费、培训费有关情况和", size=16)
    sheet.line("支出预算表", size=16)
    sheet.table(FLAT[:3], WIDTHS)
    region = one(paper.save(tmp_path / "a.pdf"))
    assert region.number == "公开09表"
    assert region.title == "一般公共预算“三公”经费、会议费、培训费有关情况和支出预算表"


def test_the_heading_names_a_table_without_a_title_unless_prose_points_at_it(tmp_path: Path) -> None:
    for intro, title in (("纳入编制范围的单位包括：", "部门预算单位构成"), ("详细情况见表：", None)):
        paper = Paper()
        sheet = paper.sheet()
        sheet.line("二、部门预算单位构成")
        sheet.line(intro)
        sheet.table(
            [["序号", "单位名称", "备注"], ["1", "某局（本级）", ""], ["2", "某中心", ""]], [50, 150, 80]
        )
        assert one(paper.save(tmp_path / "a.pdf")).title == title


def test_title_unit_and_note_inside_the_frame(tmp_path: Path) -> None:
    paper = Paper()
    rows = [
        ["政府采购预算表", ">", ">"],
        ["单位：万元", ">", ">"],
        ["品目", "数量", "金额"],
        ["货物", "2.00", "3.50"],
        ["注：无", ">", ">"],
    ]
    paper.sheet().table(rows, [100, 100, 100])
    region = one(paper.save(tmp_path / "a.pdf"))
    assert (region.title, region.unit, region.notes) == ("政府采购预算表", "万元", ("注：无",))
    assert texts(region.grids[0]) == [["品目", "数量", "金额"], ["货物", "2.00", "3.50"]]


def test_a_border_set_off_in_the_header_makes_no_column(tmp_path: Path) -> None:
    body = [["一般公共预算资金", ">", f"项目{k}", f"{k}.00"] for k in range(1, 12)]
    paper = Paper()
    paper.sheet().table([["项目名称", "", "明细", "金额"], *body], [100, 12, 120, 90])
    grid = one(paper.save(tmp_path / "a.pdf")).grids[0]
    assert texts(grid)[:2] == [["项目名称", "明细", "金额"], ["一般公共预算资金", "项目1", "1.00"]]
    assert grid.rows[1][0].colspan == 1


def test_contents_prose_frames_and_underlines_are_no_tables(tmp_path: Path) -> None:
    paper = Paper()
    sheet = paper.sheet()
    sheet.line("目  录", "centre", 18)
    for k, name in enumerate(("收支预算总表", "收入预算总表", "支出预算总表", "财政拨款收支总表"), start=1):
        sheet.line(f"{k}、{name}………………………………………{k + 3}")
    sheet = paper.sheet()
    sheet.line("一、收支预算总体情况说明")
    for amount in ("21,955.35", "3,958.67", "1,836.22", "13,994.31", "5,573.00"):
        sheet.line(f"收入预算总计   {amount}   万元，与上年相比增加   2.50   万元，增长 2%。")
        sheet.page.draw_line((150, sheet.y - 16), (220, sheet.y - 16), width=0.7)
    sheet = paper.sheet()
    sheet.page.draw_rect(pymupdf.Rect(50, 40, 540, 400), width=1)
    sheet.line("本表由财政部门印制")
    assert find_pdf_regions(read_pdf(paper.save(tmp_path / "a.pdf"))) == []


def test_header_tiling_prefers_centred_groups() -> None:
    borders = [0.0, 40.0, 100.0, 140.0]
    labels = [BBox(60, 0, 80, 10), BBox(10, 20, 30, 30), BBox(60, 20, 80, 30), BBox(110, 20, 130, 30)]
    spans, off = fit_labels(labels, borders, settings=UnruledSettings())
    assert [(s.label, s.first, s.last, s.top, s.bottom) for s in spans] == [
        (0, 0, 2, 0, 0),
        (1, 0, 0, 1, 1),
        (2, 1, 1, 1, 1),
        (3, 2, 2, 1, 1),
    ]
    aside = [BBox(80, 0, 100, 10), *labels[1:]]
    assert fit_labels(aside, borders, settings=UnruledSettings())[1] > off


# -- the corpus -----------------------------------------------------------------------------

TABLES = {
    "js-cppcc-2018-budget": 0,
    "js-cppcc-2018-budget-tables": 12,
    "js-party-2018-budget": 0,
    "js-party-2018-budget-tables": 12,
    "js-procuratorate-2017-budget": 12,
    "js-procuratorate-2018-budget": 12,
    "shpt-commerce-2025-budget": 9,
    "shpt-finance-2024-final": 10,
    "shpt-justice-2026-budget": 9,
    "shpt-socialwork-2024-final": 10,
    "shpt-template-final": 10,
    "shpt-unit-2026-budget": 9,
}
"""Counted on the pages by eye: the tables that contents and captions name, entity lists included."""

_READ: dict[Path, tuple[Document, list[TableRegion]]] = {}


def regions_of(path: Path) -> tuple[Document, list[TableRegion]]:
    if path not in _READ:
        doc = read_pdf(path)
        _READ[path] = doc, find_pdf_regions(doc)
    return _READ[path]


@pytest.mark.parametrize("path", from_shared(PDFS))
def test_every_table_of_the_corpus_is_found_and_has_its_caption(path: Path) -> None:
    _, regions = regions_of(path)
    assert len(regions) == TABLES[path.stem]
    for region in regions:
        assert region.title
        assert region.title.endswith("表") or region.title == "部门决算单位构成"
        assert region.unit in ("元", "万元") or region.title == "部门决算单位构成"


@pytest.mark.parametrize("path", from_shared(PDFS))
def test_no_word_of_a_table_is_lost(path: Path) -> None:
    """Conservation: every character printed within the table's box is in exactly one cell or leftover."""
    doc, regions = regions_of(path)
    for region in regions:
        for grid in region.grids:
            _check_conserved(doc, grid)


def _check_conserved(doc: Document, grid: Grid) -> None:
    cells = {id(cell): cell for row in grid.rows for cell in row}.values()
    boxes = [place.bbox for cell in cells for place in cell.places if place.bbox]
    if not boxes or grid.page is None:
        return
    x0, y0 = min(b[0] for b in boxes), min(b[1] for b in boxes)
    x1, y1 = max(b[2] for b in boxes), max(b[3] for b in boxes)
    words = doc.pages[grid.page - 1].words
    printed = "".join(w.text for w in words if x0 <= w.bbox.cx <= x1 and y0 <= w.bbox.cy <= y1)
    held = "".join(squash(cell.text) for cell in cells) + "".join(x.text for x in grid.leftovers)
    assert sorted(printed) == sorted(held)


@pytest.mark.parametrize("path", from_shared(PDFS))
def test_every_place_prints_its_text(path: Path) -> None:
    _, regions = regions_of(path)
    with pymupdf.open(path) as document:
        chars = [_chars(page) for page in document]
    for region in regions:
        for grid in region.grids:
            for cell in {id(c): c for row in grid.rows for c in row}.values():
                for line, place in zip(cell.text.split("\n") if cell.text else [], cell.places, strict=True):
                    assert place.page is not None
                    assert place.bbox is not None
                    x0, y0, x1, y1 = place.bbox
                    inside = [c for x, y, c in chars[place.page - 1] if x0 <= x <= x1 and y0 <= y <= y1]
                    assert sorted(inside) == sorted(squash(line))


def _chars(page: Any) -> list[tuple[float, float, str]]:
    """Middle and symbol of every character, on the page as it is seen."""
    found = []
    for block in page.get_text("rawdict")["blocks"]:
        for line in block.get("lines", ()):
            for span in line["spans"]:
                for char in span["chars"]:
                    rect = pymupdf.Rect(char["bbox"]) * page.rotation_matrix
                    if not char["c"].isspace():
                        found.append(((rect.x0 + rect.x1) / 2, (rect.y0 + rect.y1) / 2, char["c"]))
    return found


@needs_corpus
@pytest.mark.parametrize(
    "name", ["js-procuratorate-2018-budget", "shpt-finance-2024-final", "shpt-justice-2026-budget"]
)
def test_labelled_pdfs_have_every_gold_value_in_its_column(name: str) -> None:
    gold = json.loads((SHARED / "gold" / f"{name}.json").read_text())["tables"]
    _, regions = regions_of(SHARED / "corpus/pdf" / f"{name}.pdf")
    assert len(regions) == len(gold)
    for table, region in zip(gold, regions, strict=True):
        found = (region.title, region.number, region.unit, region.where.pages, region.grids[0].n_cols)
        assert found == (
            table["title"],
            table["number"],
            table["unit"],
            table["where"]["pages"],
            len(table["columns"]),
        )
        notes = [note for note in table["notes"] if not note.startswith("标注说明")]
        assert [squash(note) for note in region.notes] == [squash(note) for note in notes]
        for col in range(len(table["columns"])):
            ours = {cell_text(row[col].text) for grid in region.grids for row in grid.rows}
            missing = {row[col] for row in table["rows"]} - ours - {None}
            # the one row that a page end cuts; the interpreter joins it
            assert missing <= {"十七、国土海洋气象等支出"}
