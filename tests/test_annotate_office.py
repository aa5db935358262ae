"""``gouji check --annotate`` on Word and Excel: comments at the cells and paragraphs that findings name."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from gouji.cli import gouji
from gouji.errors import SourceError
from gouji.output.annotate import annotate
from gouji.output.labels import place_name
from gouji.pipeline import extract
from gouji.read.docx import read_docx
from gouji.schemas.record import Address, Evidence, Finding, Operand, Place
from tests.office_paper import word, workbook
from tests.test_joined import summary
from tests.test_read_docx import related

PROSE = ["虚构市财政局2026年部门预算说明", "一、收支总表情况说明", "2026年收入总计120.26万元。"]


def finding(*addresses: Address, message: str = "合计 <不> 等 & 差 1") -> Finding:
    operands = [
        Operand(where="t01", value="1", evidence=Evidence(line=1, span=(0, 1), address=address))
        for address in addresses
    ]
    return Finding(
        id="f001", rule="T01", type="table_arithmetic", severity="error", message=message, operands=operands
    )


def part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name).decode()


def test_a_workbook_gets_a_comment_at_each_cell(tmp_path: Path) -> None:
    source, target = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    source.write_bytes(workbook([summary()]))
    before = source.read_bytes()
    places = (
        Address(sheet="Sheet", cell="B5"),
        Address(sheet="Sheet", cell="B7"),
        Address(sheet="没有", cell="A1"),
    )
    assert annotate(source, target, [finding(*places), finding(places[0], message="=HYPERLINK(1)")]) == 2
    assert source.read_bytes() == before
    comment = load_workbook(target)["Sheet"]["B5"].comment
    assert comment is not None and "合计 <不> 等 & 差 1" in comment.text and "=HYPERLINK(1)" in comment.text
    assert load_workbook(target)["Sheet"]["B5"].value == 100.26


def test_a_text_of_word_gets_a_comment_at_each_cell_and_paragraph(tmp_path: Path) -> None:
    source, target = tmp_path / "a.docx", tmp_path / "b.docx"
    source.write_bytes(word([*PROSE, summary()]))
    places = Address(table="1", cell="B3"), Address(paragraph=3), Address(table="9", cell="A1")
    assert annotate(source, target, [finding(*places)]) == 2
    old, new = part(source, "word/document.xml"), part(target, "word/document.xml")
    assert re.sub(r"<gj:r .*?</gj:r>", "", new) == old
    cell = re.search(r"<w:tc>(?:(?!</w:tc>).)*gj:commentReference.*?</w:tc>", new)
    assert cell is not None and "100.26" in cell[0]
    assert "&lt;不&gt; 等 &amp; 差" in part(target, "word/gouji-comments.xml")
    assert "comments+xml" in part(target, "[Content_Types].xml")
    again = read_docx(target, target.read_bytes())
    assert [line.text for line in again.lines] == [
        line.text for line in read_docx(source, source.read_bytes()).lines
    ]
    assert "批注未读取" in again.messages


def test_comments_that_are_there_stay(tmp_path: Path) -> None:
    names = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    own = f'<w:comments {names}><w:comment w:id="7" w:author="某"><w:p><w:r><w:t>原有</w:t></w:r></w:p></w:comment></w:comments>'
    source, target = tmp_path / "a.docx", tmp_path / "b.docx"
    source.write_bytes(word(PROSE))
    out = io.BytesIO(source.read_bytes())
    with zipfile.ZipFile(out, "a") as archive:
        for name, text in related(comments=own).items():
            archive.writestr(name, text)
    source.write_bytes(out.getvalue())
    assert annotate(source, target, [finding(Address(paragraph=1))]) == 1
    assert "原有" in part(target, "word/comments.xml") and 'w:id="8"' in part(target, "word/comments.xml")


def test_the_verb_annotates_what_it_found(tmp_path: Path) -> None:
    table = summary()
    table.rows[2][1] = "121.26"
    source, target = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    source.write_bytes(workbook([table]))
    result = CliRunner().invoke(
        gouji, ["check", str(source), "--annotate", str(target), "--format", "csv"], catch_exceptions=False
    )
    assert result.exit_code == 1
    assert "工作表“Sheet”B7" in result.stdout
    assert load_workbook(target)["Sheet"]["B7"].comment is not None


def test_other_archives_are_refused(tmp_path: Path) -> None:
    source = tmp_path / "a.xlsx"
    source.write_bytes(b"PK\x03\x04 damaged")
    with pytest.raises(SourceError, match="损坏"):
        annotate(source, tmp_path / "b.xlsx", [])


@pytest.mark.parametrize(
    ("place", "zh", "en"),
    [
        (Place(page=3), "第3页", "page 3"),
        (Place(line=5), "第5行", "line 5"),
        (Place(line=5, address=Address(sheet="表1", cell="B7")), "工作表“表1”B7", "sheet 表1 B7"),
        (Place(line=5, address=Address(table="2.1", cell="C3")), "第 2.1 个表格 C3", "table 2.1 C3"),
        (Place(line=5, address=Address(paragraph=4)), "第4段", "paragraph 4"),
        (Place(page=3, address=Address(file="a.pdf")), "a.pdf 第3页", "a.pdf page 3"),
        (Place(), "", ""),
    ],
)
def test_a_place_is_named_as_a_person_finds_it(place: Place, zh: str, en: str) -> None:
    assert (place_name(place), place_name(place, "en")) == (zh, en)


def test_the_record_of_a_text_of_word_names_cells_and_paragraphs(tmp_path: Path) -> None:
    source = tmp_path / "a.docx"
    source.write_bytes(word([*PROSE, summary()]))
    record = extract(source)
    cell, said = record.tables[0].evidence[0][1], record.statements[0].evidence
    assert cell is not None and place_name(cell) == "第 1 个表格 B3"
    assert said is not None and place_name(said) == "第3段"
