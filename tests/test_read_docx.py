"""Texts of Word: what Word shows is read with its place; what is hidden, changed or drawn is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gouji.errors import SourceError
from gouji.eval.metrics.tables import score_tables, table_totals
from gouji.pipeline import extract
from gouji.read.convert import read_as_docx
from gouji.read.docx import read_docx
from gouji.read.docx_numbering import written
from gouji.read.formats import converter
from gouji.read.model import Document
from gouji.read.settings import OfficeSettings
from gouji.read.source import read_document
from gouji.schemas.gold import Gold
from tests.corpus import GOLD
from tests.office_paper import docx, paragraph, word

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
PART_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def read(body: str, parts: dict[str, str] | None = None, settings: OfficeSettings | None = None) -> Document:
    return read_docx(Path("x.docx"), docx(body, parts), settings or OfficeSettings())


def texts(body: str, parts: dict[str, str] | None = None) -> list[str]:
    return [line.text for line in read(body, parts).lines]


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def row(*cells: str) -> str:
    return f"<w:tr>{''.join(cells)}</w:tr>"


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def related(**parts: str) -> dict[str, str]:
    """Further parts of the document, by the kind of their relationship."""
    items = "".join(
        f'<Relationship Id="r{n}" Type="{PART_TYPE}/{kind}" Target="{kind}.xml"/>'
        for n, kind in enumerate(parts)
    )
    rels = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{items}</Relationships>'
    return {f"word/{kind}.xml": text for kind, text in parts.items()} | {"word/_rels/document.xml.rels": rels}


# ---- tables ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("doc_id", ["haidong-2025-budget", "ordos-2025-budget", "baotou-2026-budget"])
def test_labelled_tables_written_as_word_tables_are_read_back(doc_id: str, tmp_path: Path) -> None:
    gold = Gold.model_validate(json.loads((GOLD / doc_id / "gold.json").read_bytes()))
    path = tmp_path / "text.docx"
    path.write_bytes(word(gold.tables))
    totals = table_totals(score_tables(gold.tables, extract(path).tables))
    assert totals["cells"].f1 >= 0.995


def test_merged_cells_are_one_cell_and_a_cell_says_where_it_stands() -> None:
    table = (
        "<w:tbl>"
        + row(cell("项目", '<w:vMerge w:val="restart"/>'), cell("预算", '<w:gridSpan w:val="2"/>'))
        + row(cell("", "<w:vMerge/>"), cell("基本"), cell("项目支出"))
        + row(cell("合计"), cell("1.00"), cell("2.00"))
        + "</w:tbl>"
    )
    (grid,) = read(paragraph("前") + table).grids
    top, below, last = grid.rows
    assert top[0] is below[0] and top[1] is top[2]
    address = last[2].places[0].address
    assert address is not None and (address.table, address.cell) == ("1", "C3")


def test_columns_too_narrow_to_see_are_none() -> None:
    """Borders moved by hand: the second row begins its cell a sliver before the header's."""
    widths = "".join(f'<w:gridCol w:w="{w}"/>' for w in (2000, 15, 2000))
    table = (
        f"<w:tbl><w:tblGrid>{widths}</w:tblGrid>"
        + row(cell("项目", '<w:gridSpan w:val="2"/>'), cell("金额"))
        + row(cell("合计"), cell("1.00", '<w:gridSpan w:val="2"/>'))
        + "</w:tbl>"
    )
    (grid,) = read(table).grids
    assert [[c.text for c in r] for r in grid.rows] == [["项目", "金额"], ["合计", "1.00"]]


def test_a_table_that_frames_tables_is_taken_apart() -> None:
    inner = "<w:tbl>" + row(cell("项目"), cell("金额")) + row(cell("合计"), cell("1.00")) + "</w:tbl>"
    outer = f"<w:tbl><w:tr><w:tc>{paragraph('左')}</w:tc><w:tc>{inner}{paragraph('')}</w:tc></w:tr></w:tbl>"
    document = read(outer)
    assert document.lines[0].text == "左"
    (grid,) = document.grids
    address = grid.rows[1][1].places[0].address
    assert address is not None and address.table == "1.1"


def test_hidden_and_deleted_rows_are_left_out_and_said() -> None:
    table = (
        "<w:tbl>"
        + row(cell("a"), cell("b"))
        + f"<w:tr><w:trPr><w:hidden/></w:trPr>{cell('c')}{cell('d')}</w:tr>"
        + f"<w:tr><w:trPr><w:del/></w:trPr>{cell('e')}{cell('f')}</w:tr>"
        + "</w:tbl>"
    )
    document = read(table)
    assert [line.text for line in document.lines] == ["a\tb"]
    said = "；".join(document.messages)
    assert "1 个隐藏的行" in said and "修订 1 处" in said


def test_tables_nested_too_deeply_are_unread() -> None:
    body = paragraph("底")
    for _ in range(40):
        body = f"<w:tbl><w:tr><w:tc>{body}</w:tc><w:tc>{paragraph('x')}</w:tc></w:tr></w:tbl>"
    document = read(paragraph("前") + body)
    assert [u.reason for u in document.unread] == ["too_large"]


# ---- paragraphs --------------------------------------------------------------------------------------


def test_changes_are_read_as_accepted_and_said() -> None:
    body = (
        f"<w:p>{run('预算')}<w:del><w:r><w:delText>10</w:delText></w:r></w:del><w:ins>{run('12')}</w:ins>{run('万元')}</w:p>"
        f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('前半')}</w:p><w:p>{run('后半')}</w:p>"
        f"<w:moveFrom>{paragraph('移走')}</w:moveFrom><w:moveTo>{paragraph('移来')}</w:moveTo>"
    )
    document = read(body)
    assert [line.text for line in document.lines] == ["预算12万元", "前半后半", "移来"]
    assert any("修订" in message for message in document.messages)


def test_fields_give_their_saved_result() -> None:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    inner = mark("begin") + run("PAGE") + mark("separate") + run("内") + mark("end")
    field = (
        mark("begin")
        + "<w:r><w:instrText>=SUM(A1)</w:instrText></w:r>"
        + inner
        + mark("separate")
        + run("60.00")
        + mark("end")
    )
    assert texts(f"<w:p>{run('合计')}{field}{run('万元')}</w:p>") == ["合计60.00万元"]


def test_hidden_text_is_left_out_and_said() -> None:
    document = read(
        f"<w:p>{run('看得见')}{run('看不见', '<w:vanish/>')}{run('也看得见', '<w:vanish w:val=' + chr(34) + '0' + chr(34) + '/>')}</w:p>"
    )
    assert document.lines[0].text == "看得见也看得见"
    assert "隐藏文字" in document.messages[0]


def test_a_text_box_follows_its_paragraph_once() -> None:
    box = f"<w:txbxContent>{paragraph('框内')}</w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    drawn = f"<mc:AlternateContent {mc}><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>"
    assert texts(f"<w:p>{run('段')}<w:r>{drawn}</w:r></w:p>") == ["段", "框内"]


def test_headings_are_told_by_style_and_outline_level() -> None:
    styles = f'<w:styles {W}><w:style w:styleId="a"><w:name w:val="heading 1"/></w:style><w:style w:styleId="b"><w:basedOn w:val="a"/></w:style></w:styles>'
    body = (
        paragraph("一", '<w:pStyle w:val="b"/>')
        + paragraph("二", '<w:outlineLvl w:val="1"/>')
        + paragraph("三", '<w:outlineLvl w:val="9"/>')
    )
    assert [line.is_heading for line in read(body, related(styles=styles)).lines] == [True, True, False]


def test_a_content_control_and_a_footnote_are_text() -> None:
    notes = f'<w:footnotes {W}><w:footnote w:type="separator">{paragraph("x")}</w:footnote><w:footnote>{paragraph("注脚")}</w:footnote></w:footnotes>'
    body = f"<w:sdt><w:sdtPr><w:text/></w:sdtPr><w:sdtContent>{paragraph('控件')}</w:sdtContent></w:sdt>"
    assert texts(body, related(footnotes=notes)) == ["控件", "注脚"]


def test_a_tab_stays_only_where_it_makes_columns() -> None:
    tab = "<w:r><w:tab/></w:r>"
    body = f"<w:p>{tab}{run('甲')}{tab}{run('乙')}</w:p><w:p>{run('一、概况')}{tab}{run('3')}</w:p>"
    assert texts(body) == ["甲  乙", "一、概况\t3"]


# ---- numbering ---------------------------------------------------------------------------------------


def listed(number: str, level: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


NUMBERING = f"""<w:numbering {W}>
<w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>
<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:isLgl/><w:lvlText w:val="%1.%3"/></w:lvl>
<w:lvl w:ilvl="3"><w:numFmt w:val="bullet"/><w:lvlText w:val=""/></w:lvl>
</w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
<w:num w:numId="2"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>
</w:numbering>"""


def test_numbers_stand_before_paragraphs_as_they_are_displayed() -> None:
    plan = [
        ("甲", "1", 0),
        ("乙", "1", 1),
        ("丙", "1", 1),
        ("丁", "1", 2),
        ("戊", "1", 3),
        ("己", "1", 0),
        ("庚", "1", 1),
        ("辛", "2", 0),
        ("壬", "0", 0),
    ]
    body = "".join(paragraph(text, listed(number, level)) for text, number, level in plan)
    shown = ["一、甲", "（一）乙", "（二）丙", "1.1丁", "戊", "二、己", "（一）庚", "五、辛", "壬"]
    assert texts(body, related(numbering=NUMBERING)) == shown


@pytest.mark.parametrize(
    ("number", "style", "shown"),
    [
        (10, "chineseCounting", "十"),
        (21, "chineseCounting", "二十一"),
        (105, "chineseCountingThousand", "一百零五"),
        (12, "chineseLegalSimplified", "壹拾贰"),
        (3, "decimalEnclosedCircleChinese", "③"),
        (2, "decimalEnclosedParen", "⑵"),
        (28, "lowerLetter", "bb"),
        (14, "upperRoman", "XIV"),
        (2, "ideographTraditional", "乙"),
        (12, "decimalFullWidth", "１２"),
        (7, "decimalZero", "07"),
        (20, "ideographDigital", "二〇"),
        (99_999, "chineseCounting", "99999"),
        (3, "noSuchStyle", "3"),
        (3, "none", ""),
    ],
)
def test_numbers_are_written_in_the_styles_of_word(number: int, style: str, shown: str) -> None:
    assert written(number, style) == shown


# ---- what would do harm ------------------------------------------------------------------------------


def test_a_text_without_words_is_refused_with_one_line() -> None:
    with pytest.raises(SourceError, match="没有文字"):
        read("<w:p/>")


def test_a_dtd_is_refused_and_a_damaged_part_named(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE d [<!ENTITY a "aaaa">]><w:document><w:body>&a;</w:body></w:document>'
    with pytest.raises(SourceError, match="DTD"):
        read("", {"word/document.xml": bomb})
    with pytest.raises(SourceError, match=r"损坏.*document.xml"):
        read("", {"word/document.xml": "<w:document"})
    damaged = read(paragraph("文"), related(styles="<w:styles"))
    assert damaged.lines[0].text == "文" and damaged.unread[0].reason == "damaged"


def test_a_link_out_of_the_file_is_not_followed() -> None:
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{PART_TYPE}/styles" Target="http://example.invalid/s.xml" TargetMode="External"/>'
        f'<Relationship Id="r2" Type="{PART_TYPE}/numbering" Target="../../../etc/passwd"/></Relationships>'
    )
    assert read(paragraph("文"), {"word/_rels/document.xml.rels": rels}).lines[0].text == "文"


def test_wrappers_nested_without_end_cost_their_paragraph_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUJI_STRICT", "0")
    deep = "<w:p>" + "<w:smartTag>" * 5000 + run("深") + "</w:smartTag>" * 5000 + "</w:p>"
    document = read(paragraph("前") + deep + paragraph("后"))
    assert [line.text for line in document.lines] == ["前", "后"]
    assert [u.reason for u in document.unread] == ["internal"]


def test_a_merge_over_a_hundred_thousand_columns_is_held() -> None:
    table = "<w:tbl>" + row(cell("a", '<w:gridSpan w:val="99999"/>'), cell("b")) * 3 + "</w:tbl>"
    assert all(len(r) <= 102 for grid in read(table).grids for r in grid.rows)


# ---- through LibreOffice -----------------------------------------------------------------------------


@pytest.mark.skipif(converter() is None, reason="needs LibreOffice")
def test_an_old_format_is_read_through_libreoffice(tmp_path: Path) -> None:
    path = tmp_path / "old.rtf"
    path.write_text(r"{\rtf1\ansi\ansicpg936 Budget 12.50\par Second}", encoding="ascii")
    document = read_document(path)
    assert [line.text for line in document.lines][:2] == ["Budget 12.50", "Second"]
    assert "LibreOffice" in document.messages[0]


def test_without_libreoffice_one_line_says_how(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gouji.read.formats.LIBREOFFICE", ("no-such-program",))
    path = tmp_path / "old.rtf"
    path.write_bytes(b"{\\rtf1 x}")
    with pytest.raises(SourceError, match="没有安装.*LibreOffice.*docx"):
        read_document(path)
    with pytest.raises(SourceError, match="没有 LibreOffice"):
        read_as_docx(path, path.read_bytes())
