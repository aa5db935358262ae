"""Web pages: what a browser shows is read; the site around it and what is hidden are told; nothing is fetched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gouji.errors import SourceError, TooLargeError
from gouji.eval.metrics.tables import score_tables, table_totals
from gouji.pipeline import extract
from gouji.read.model import Document
from gouji.read.settings import OfficeSettings
from gouji.read.source import read_document
from gouji.read.web import read_web
from gouji.schemas.gold import Gold
from tests.corpus import GOLD
from tests.office_paper import web_page

PROSE = "虚构市财政局2026年部门预算收入总计120.26万元，其中一般公共预算拨款收入100.26万元，事业收入20.00万元，比上年增加5.00万元，主要原因是人员增加。"
TABLE = "<table><tr><td>项目</td><td>金额</td></tr><tr><td>合计</td><td>1.00</td></tr></table>"


def read(body: str, head: str = '<meta charset="utf-8">', settings: OfficeSettings | None = None) -> Document:
    page = f"<!DOCTYPE html><html><head>{head}</head><body><p>{PROSE}</p>{body}</body></html>"
    return read_web(Path("x.html"), page.encode(), settings or OfficeSettings())


def texts(body: str, head: str = "") -> list[str]:
    return [line.text for line in read(body, head).lines][1:]


@pytest.mark.parametrize("doc_id", ["haidong-2025-budget", "ordos-2025-budget", "baotou-2026-budget"])
def test_labelled_tables_written_as_a_web_page_are_read_back(doc_id: str, tmp_path: Path) -> None:
    gold = Gold.model_validate(json.loads((GOLD / doc_id / "gold.json").read_bytes()))
    path = tmp_path / "page.html"
    path.write_text(web_page(gold.tables), encoding="utf-8")
    totals = table_totals(score_tables(gold.tables, extract(path).tables))
    assert totals["cells"].f1 >= 0.995


# ---- text ------------------------------------------------------------------------------------------------


def test_blocks_become_paragraphs_and_headings_are_told() -> None:
    document = read("<h2>一、概况</h2><div>甲<b>乙</b>&nbsp;丙<br>丁<p>戊</div><ul><li>己<li>庚</ul>")
    assert [line.text for line in document.lines][1:] == ["一、概况", "甲乙 丙", "丁", "戊", "己", "庚"]
    assert [line.is_heading for line in document.lines][1:3] == [True, False]
    address = document.lines[2].address
    assert address is not None and address.paragraph == 3


@pytest.mark.parametrize("declared", ["gb2312", "GBK", "gb18030"])
def test_the_encoding_is_what_the_page_declares(declared: str) -> None:
    page = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={declared}"></head><body>{PROSE}堃</body></html>'
    document = read_web(Path("x.html"), page.encode("gb18030"))
    assert document.lines[0].text == f"{PROSE}堃"
    assert any("GB18030" in message for message in document.messages)


@pytest.mark.parametrize("declared", ["gb2312", "no-such-encoding", "rot13", "utf-8"])
def test_an_encoding_declared_wrongly_is_found_from_the_bytes(declared: str) -> None:
    page = f"<html><head><meta charset={declared}></head><body>{PROSE}</body></html>"
    for codec in ("utf-8", "gb18030"):
        assert read_web(Path("x.html"), page.encode(codec)).lines[0].text == PROSE


def test_scripts_styles_and_templates_are_no_text() -> None:
    body = "<script>var a='<p>1</p>'</script><style>p{}</style><template><p>2</p></template><noscript>3</noscript><p>正文</p><!-- <p>4</p> -->"
    assert texts(body) == ["正文"]


# ---- tables ----------------------------------------------------------------------------------------------


def test_a_layout_table_is_taken_apart() -> None:
    document = read(f"<table><tr><td>{TABLE}</td><td>旁边的话</td></tr></table>")
    (grid,) = document.grids
    assert [[cell.text for cell in row] for row in grid.rows] == [["项目", "金额"], ["合计", "1.00"]]
    address = grid.rows[1][1].places[0].address
    assert address is not None and (address.table, address.cell) == ("1.1", "B2")
    assert document.lines[-1].text == "旁边的话"


def test_hidden_rows_cells_and_classes_are_left_out_and_said() -> None:
    rows = (
        "<tr><td>项目</td><td>金额</td></tr>"
        '<tr style="DISPLAY : none"><td>甲</td><td>1.00</td></tr>'
        "<tr hidden><td>乙</td><td>2.00</td></tr>"
        '<tr class="x"><td>丙</td><td>3.00</td></tr>'
        '<tr><td>丁</td><td style="visibility:hidden">4.00</td><td>5.00</td></tr>'
    )
    document = read(f"<table>{rows}</table>", "<style>.x, .y { display:none }</style>")
    (grid,) = document.grids
    assert [[cell.text for cell in row] for row in grid.rows] == [["项目", "金额", ""], ["丁", "", "5.00"]]
    assert any("隐藏" in message for message in document.messages)


def test_what_an_editor_deleted_is_left_out_and_said() -> None:
    cell = "<td><del>999.99</del><ins>5.00</ins></td>"
    document = read(
        f"<p>共支出<del>8</del><ins>9</ins>万元。</p><table><tr><td>项目</td>{cell}</tr><tr><td>甲</td>{cell}</tr></table>"
    )
    assert [line.text for line in document.lines][-3:] == ["共支出9万元。", "项目\t5.00", "甲\t5.00"]
    assert "网页中有 3 处修订删去的文字（del），未读取" in document.messages


@pytest.mark.parametrize("span", ["0", "-1", "abc", "", "99999999999", "2.7", "+1"])
def test_wrong_spans_are_survived(span: str) -> None:
    table = f'<table><tr><td rowspan="{span}">a</td><td colspan="{span}">b</td></tr><tr><td>c</td><td>d</td></tr></table>'
    text = "\n".join(texts(table))
    assert all(letter in text for letter in "abcd")


def test_rows_and_columns_that_nobody_sees_are_none() -> None:
    head = '<tr><td rowspan="3">项目</td><td colspan="9">金额</td></tr>'
    table = f"<table>{head}<tr><td>小计</td><td>基本</td></tr><tr></tr><tr><td>甲</td><td>2</td><td>1</td></tr></table>"
    (grid,) = read(table).grids
    assert [[cell.text for cell in row] for row in grid.rows] == [
        ["项目", "金额", "金额"],
        ["项目", "小计", "基本"],
        ["甲", "2", "1"],
    ]


def test_a_table_goes_on_below_another_header_word(tmp_path: Path) -> None:
    """续表 and the same header go on; another header without any word between begins another table."""
    first = "<tr><td>科目编码</td><td>科目名称</td><td>合计</td></tr>"
    other = "<tr><td>项目名称</td><td>资金来源</td><td>金额</td></tr>"
    body = (
        f"<p>一般公共预算支出表</p><table>{first}<tr><td>201</td><td>甲</td><td>1.00</td></tr></table>"
        f"<p>续表</p><table>{first}<tr><td>202</td><td>乙</td><td>2.00</td></tr></table>"
        f"<table>{other}<tr><td>丙</td><td>财政</td><td>3.00</td></tr></table>"
    )
    path = tmp_path / "x.html"
    path.write_text(f"<p>{PROSE}</p>{body}", encoding="utf-8")
    one, two = extract(path).tables
    assert [row[0] for row in one.rows] == ["201", "202"] and one.title == "一般公共预算支出表"
    assert two.columns == [["项目名称"], ["资金来源"], ["金额"]]


def test_unclosed_tags_mean_what_they_mean_in_a_browser() -> None:
    (grid,) = read("<table><tr><td>项目<td>金额<tr><td>合计<td>1.00</table>").grids
    assert [[cell.text for cell in row] for row in grid.rows] == [["项目", "金额"], ["合计", "1.00"]]


def test_a_table_saved_as_a_workbook_is_a_web_page(tmp_path: Path) -> None:
    path = tmp_path / "export.xls"
    path.write_text(f"<meta charset=utf-8>{TABLE}<p>{PROSE}</p>", encoding="utf-8")
    document = read_document(path)
    assert document.form == "html" and len(document.grids) == 1
    assert "内容是网页" in document.messages[-1]


def test_a_text_that_begins_with_a_table_stays_a_text(tmp_path: Path) -> None:
    path = tmp_path / "dump.txt"
    path.write_text(f"{TABLE}\n{PROSE}", encoding="utf-8")
    assert read_document(path).form == "text"


# ---- the site --------------------------------------------------------------------------------------------

NAVIGATION = "<ul>" + "".join(f"<li><a href=/{n}.html>栏目{n}</a></li>" for n in range(9)) + "</ul>"


@pytest.mark.parametrize(
    "part",
    [
        "<nav>首页</nav>",
        '<div class="footer">网站标识 1234567890</div>',
        '<div id="top-nav"><p>首页</p></div>',
        '<div role="banner">某网站</div>',
        "<table><tr><td>虚ICP备1号 电话1</td></tr></table>",
        NAVIGATION,
    ],
)
def test_what_the_site_puts_around_the_text_is_left_out_and_said(part: str) -> None:
    document = read(f"{part}<p>正文</p>")
    assert [line.text for line in document.lines] == [PROSE, "正文"]
    assert any("导航" in message for message in document.messages)


def test_what_holds_the_text_is_kept_whatever_it_is_called() -> None:
    page = f'<html><body><div class="footer share"><p>{PROSE}</p>{TABLE}</div></body></html>'
    document = read_web(Path("x.html"), page.encode())
    assert document.lines[0].text == PROSE and len(document.grids) == 1


def test_files_that_the_page_links_to_are_named_and_not_fetched() -> None:
    links = "".join(f'<p><a href="https://example.invalid/a/{n}.PDF?x=1">附件{n}</a></p>' for n in range(30))
    document = read(links)
    assert [u.reason for u in document.unread] == ["attachment"] * 21
    assert "“附件0”（0.PDF）" in document.unread[0].detail
    assert document.lines[-1].text == "附件29"


# ---- what would do harm ----------------------------------------------------------------------------------


def test_a_login_page_saved_as_the_document_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "budget.pdf"
    path.write_text("<!DOCTYPE html><html><body>请登录</body></html>", encoding="utf-8")
    with pytest.raises(SourceError, match="没有正文.*重新下载"):
        read_document(path)


def test_tags_nested_without_end_are_refused_before_they_are_parsed() -> None:
    with pytest.raises(TooLargeError, match="100000 层"):
        read("<div>" * 100_000)


def test_deep_pages_below_the_limit_are_read() -> None:
    assert texts("<div>" * 4_000 + "深") == ["深"]
    deep = "<table><tr><td>" * 100 + "底"
    assert [u.reason for u in read(deep).unread] == ["too_large"]


def test_a_table_of_too_many_cells_is_read_up_to_the_limit() -> None:
    table = "<table>" + "<tr><td>项</td><td>1.00</td></tr>" * 30 + "</table>"
    document = read(table * 3, settings=OfficeSettings(cells=20))
    assert [len(grid.rows) for grid in document.grids] == [10]
    (unread,) = document.unread
    assert unread.detail == "第1个表格从第 11 行起和其后的表格未读取：全文已超过 20 个单元格"


def test_spans_that_multiply_cost_their_table_alone() -> None:
    row = "<tr>" + '<td rowspan="2000" colspan="100">x</td>' * 5 + "</tr>"
    document = read(f"<table>{row * 2000}</table>{TABLE}")
    assert [u.reason for u in document.unread] == ["too_large"]
    assert len(document.grids) == 1
