"""Every bad input gets one clear line and exit code 2, and never costs another file its reading."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pymupdf
import pytest
from click.testing import CliRunner, Result

from gouji.cli import gouji
from gouji.errors import EncryptedError, SourceError, TooLargeError
from gouji.read.source import Limits, read_document

TEXT = "第一部分 部门概况\n一、主要职能\n贯彻执行国家医疗保障法律法规。\n"


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(gouji, ["extract", *map(str, arguments)], catch_exceptions=False)


def good_text(path: Path) -> Path:
    path.write_text(TEXT, encoding="utf-8")
    return path


def pdf_bytes(pages: int = 1, text: str = "budget 1,234.56") -> bytes:
    with pymupdf.open() as document:
        for _ in range(pages):
            document.new_page().insert_text((72, 72), text)
        data: bytes = document.tobytes()
    return data


def missing(folder: Path) -> Path:
    return folder / "missing.pdf"


def directory_without_documents(folder: Path) -> Path:
    empty = folder / "empty-folder"
    empty.mkdir()
    (empty / "table.csv").write_text("a,b", encoding="utf-8")
    return empty


def empty_file(folder: Path) -> Path:
    path = folder / "empty.txt"
    path.touch()
    return path


def blank_text(folder: Path) -> Path:
    path = folder / "blank.txt"
    path.write_text(" \n\t\n\n", encoding="utf-8")
    return path


def truncated_pdf(folder: Path) -> Path:
    path = folder / "truncated.pdf"
    data = pdf_bytes(20)
    path.write_bytes(data[: len(data) // 3])
    return path


def header_only_pdf(folder: Path) -> Path:
    path = folder / "header.pdf"
    path.write_bytes(b"%PDF-1.7\n")
    return path


def encrypted_pdf(folder: Path) -> Path:
    path = folder / "encrypted.pdf"
    with pymupdf.open() as document:
        document.new_page().insert_text((72, 72), "secret")
        document.save(path, encryption=pymupdf.PDF_ENCRYPT_AES_256, owner_pw="owner", user_pw="user")
    return path


def two_thousand_pages(folder: Path) -> Path:
    path = folder / "long.pdf"
    with pymupdf.open() as document:
        for _ in range(2000):
            document.new_page()
        document.save(path)
    return path


def zero_size_page(folder: Path) -> Path:
    path = folder / "zero.pdf"
    with pymupdf.open() as document:
        page = document.new_page()
        document.xref_set_key(page.xref, "MediaBox", "[0 0 0 0]")
        document.save(path)
    return path


def image_named_pdf(folder: Path) -> Path:
    path = folder / "lies.pdf"
    path.write_bytes(pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, 20, 20), False).tobytes("png"))
    return path


def word_named_txt(folder: Path) -> Path:
    path = folder / "word.txt"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
    return path


def web_page_named_pdf(folder: Path) -> Path:
    path = folder / "login.pdf"
    path.write_text("<!DOCTYPE html><html><body>请登录</body></html>", encoding="utf-8")
    return path


def rubbish(folder: Path) -> Path:
    path = folder / "rubbish.txt"
    path.write_bytes(bytes(range(256)) * 20)
    return path


def image_page(folder: Path) -> Path:
    path = folder / "scan.pdf"
    picture = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, 600, 800), False)
    picture.clear_with(200)
    with pymupdf.open() as document:
        document.new_page().insert_text((72, 72), "first page with text")
        page = document.new_page()
        page.insert_image(page.rect, pixmap=picture)
        document.save(path)
    return path


REFUSED: list[tuple[Callable[[Path], Path], str]] = [
    (missing, "没有这个文件"),
    (directory_without_documents, "目录里没有文档"),
    (empty_file, "0 字节"),
    (blank_text, "没有文字"),
    (truncated_pdf, "截断"),
    (header_only_pdf, "PDF"),
    (encrypted_pdf, "口令"),
    (two_thousand_pages, "2000 页"),
    (zero_size_page, "尺寸为零"),
    (image_named_pdf, "图片"),
    (word_named_txt, "损坏"),
    (web_page_named_pdf, "网页里没有正文"),
    (rubbish, "不是文本"),
    (image_page, "第2页"),
]


@pytest.mark.parametrize(("make", "reason"), REFUSED, ids=[make.__name__ for make, _ in REFUSED])
def test_bad_input_gets_one_line_and_the_good_file_is_still_done(
    tmp_path: Path, make: Callable[[Path], Path], reason: str
) -> None:
    """One line with the file, the reason and what to do (in brackets); exit code 2; the other file written."""
    bad, good, out = make(tmp_path), good_text(tmp_path / "good.txt"), tmp_path / "out"
    result = run(bad, good, "-o", out)
    lines = [line for line in result.stderr.splitlines() if line.startswith("gouji:")]
    assert len(lines) == 1
    assert str(bad) in lines[0]
    assert reason in lines[0]
    assert lines[0].endswith(")")
    assert result.exit_code == 2
    assert (out / "good.json").is_file()
    assert (out / "good.xlsx").is_file()
    assert not list(out.glob(".*"))


def test_a_page_that_is_one_image_is_recorded_as_unread(tmp_path: Path) -> None:
    """The document is read all the same, and says which page it could not read."""
    document = read_document(image_page(tmp_path))
    assert [part.page for part in document.unread] == [2]
    assert "first page with text" in document.lines[0].text


def test_gb18030_text_is_read_and_says_so(tmp_path: Path) -> None:
    """GB18030 is no error: the text is right, a line on stderr tells the encoding, exit code 0."""
    path = tmp_path / "gb.txt"
    path.write_bytes(TEXT.encode("gb18030"))
    assert read_document(path).lines[0].text == "第一部分 部门概况"
    result = run(path, "-o", tmp_path / "out")
    assert "GB18030" in result.stderr
    assert result.exit_code == 0


def test_the_content_decides_not_the_extension(tmp_path: Path) -> None:
    """A text named .pdf and a PDF named .txt are read as what they are, and a line says so."""
    text = good_text(tmp_path / "text.pdf")
    pdf = tmp_path / "pdf.txt"
    pdf.write_bytes(pdf_bytes())
    assert read_document(text).form == "text"
    assert read_document(pdf).form == "pdf"
    result = run(text, pdf, "-o", tmp_path / "out")
    assert result.stderr.count("已按内容读取") == 2
    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("make", "error"),
    [(encrypted_pdf, EncryptedError), (two_thousand_pages, TooLargeError), (truncated_pdf, SourceError)],
)
def test_errors_tell_what_happened(
    tmp_path: Path, make: Callable[[Path], Path], error: type[SourceError]
) -> None:
    """A caller in Python can tell a password from a size from damage."""
    with pytest.raises(error):
        read_document(make(tmp_path))


def test_max_pages_lets_a_long_document_in(tmp_path: Path) -> None:
    """The page limit is the user's to set."""
    path = tmp_path / "three.pdf"
    path.write_bytes(pdf_bytes(3))
    with pytest.raises(TooLargeError):
        read_document(path, Limits(max_pages=2))
    assert len(read_document(path, Limits(max_pages=3)).pages) == 3


def test_a_file_over_the_size_limit_is_refused(tmp_path: Path) -> None:
    path = good_text(tmp_path / "large.txt")
    with pytest.raises(TooLargeError, match="MB"):
        read_document(path, Limits(max_bytes=10))


def test_line_numbers_count_newlines_only(tmp_path: Path) -> None:
    """A form feed or a Unicode line separator inside a line does not start a new one; \\r\\n is one break."""
    path = tmp_path / "odd.txt"
    path.write_bytes("\ufeff一\r\n二\f续\u2028续\n\t三\t\n".encode())
    assert [(line.number, line.text) for line in read_document(path).lines] == [
        (1, "一"),
        (2, "二\f续\u2028续"),
        (3, "\t三\t"),
    ]


def test_a_text_cut_off_inside_a_character_is_read_and_says_what_was_lost(tmp_path: Path) -> None:
    path = tmp_path / "cut.txt"
    path.write_bytes((TEXT * 20).encode("utf-8")[:-2])
    document = read_document(path)
    assert document.lines[0].text == "第一部分 部门概况"
    assert "UTF-8" in document.unread[0].detail
