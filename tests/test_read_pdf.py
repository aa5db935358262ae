"""Reading PDFs: words, lines, rules, rotation, and everything that can be wrong with a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pymupdf
import pytest

from gouji.errors import EncryptedError, SourceError, TooLargeError
from gouji.read.geometry import merge_rules, text_lines
from gouji.read.model import BBox, Document, Line, RuledLine, Word
from gouji.read.pdf import read_pdf
from gouji.read.pdf_text import Run, page_runs, split_at_rules, to_word
from gouji.read.radicals import as_written
from gouji.read.settings import PageSettings
from gouji.read.source import read_document
from tests.corpus import PDFS, from_shared
from tests.pdf_paper import Paper

ROWS = [
    ["科目编码", "科目名称", "金额"],
    ["201", "一般公共服务支出", "1,234.50"],
    ["208", "社会保障", "20.00"],
]


def small(path: Path) -> Path:
    paper = Paper()
    sheet = paper.sheet()
    sheet.line("公开01表：支出预算表")
    sheet.table(ROWS, [80, 160, 100])
    return paper.save(path)


def three_pages(path: Path) -> Path:
    paper = Paper()
    for number in range(1, 4):
        sheet = paper.sheet()
        sheet.line(f"公开0{number}表：支出预算表")
        sheet.table(
            [*ROWS, *([f"21{k:02}", "其他支出", f"{number},{k}11.00"] for k in range(20))], [80, 160, 100]
        )
    return paper.save(path, deflate=True, garbage=4)


def silent_losses(whole: Document, other: Document) -> list[int]:
    """Pages that read otherwise than in ``whole`` and are not called unread."""
    said = {part.page for part in other.unread}
    if None in said:
        return []
    if len(other.pages) != len(whole.pages):
        return [0]
    return [
        a.number
        for a, b in zip(whole.pages, other.pages, strict=True)
        if a.number not in said and sorted(w.text for w in a.words) != sorted(w.text for w in b.words)
    ]


def test_words_lines_and_rules_have_their_places(tmp_path: Path) -> None:
    doc = read_pdf(small(tmp_path / "a.pdf"))
    page = doc.pages[0]
    assert (doc.form, len(doc.sha256), doc.unread) == ("pdf", 64, ())
    assert [line.text for line in doc.lines] == [
        "公开01表：支出预算表",
        "科目编码 科目名称 金额",
        "201 一般公共服务支出 1,234.50",
        "208 社会保障 20.00",
    ]
    assert doc.lines[0].size == pytest.approx(12.0)
    assert [line.number for line in doc.lines] == [1, 2, 3, 4]
    flat = [rule for rule in page.rules if rule.y0 == rule.y1]
    steep = [rule for rule in page.rules if rule.x0 == rule.x1]
    assert (len(flat), len(steep)) == (4, 4)
    word = next(w for w in page.words if w.text == "1,234.50")
    assert steep[2].x0 < word.bbox.x0 < word.bbox.x1 < steep[3].x0


def test_a_rotated_page_is_given_as_it_is_seen(tmp_path: Path) -> None:
    path = small(tmp_path / "a.pdf")
    upright = read_pdf(path).pages[0]
    document = pymupdf.open(path)
    document[0].set_rotation(90)
    document.save(tmp_path / "b.pdf")
    turned = read_pdf(tmp_path / "b.pdf").pages[0]
    assert (turned.width, turned.height) == (upright.height, upright.width)
    assert turned.turn == 3
    assert [line.text for line in turned.lines] == [line.text for line in upright.lines]
    seen = pymupdf.open(tmp_path / "b.pdf")[0]
    box = next(w.bbox for w in turned.words if w.text == "1,234.50")
    clip = pymupdf.Rect(box) * seen.derotation_matrix
    assert "1,234.50" in seen.get_text("text", clip=clip)


def test_shading_and_white_paint_are_no_rules(tmp_path: Path) -> None:
    document = pymupdf.open()
    page = document.new_page()
    page.draw_rect(pymupdf.Rect(50, 50, 300, 90), color=None, fill=(0.8, 0.8, 0.9))
    page.draw_rect(pymupdf.Rect(50, 100, 300, 101), color=None, fill=(1, 1, 1))
    page.draw_rect(pymupdf.Rect(50, 200, 300, 200.7), color=None, fill=(0, 0, 0))
    page.insert_text((60, 70), "abc")
    document.save(tmp_path / "a.pdf")
    rules = read_pdf(tmp_path / "a.pdf").pages[0].rules
    assert [round(rule.y0) for rule in rules] == [200]


def test_words_glued_over_a_border_are_parted_and_overflowing_labels_are_not(tmp_path: Path) -> None:
    document = pymupdf.open()
    page = document.new_page()
    page.draw_line((160, 50), (160, 150))
    page.insert_text((100, 80), "基本支出合计12.50", fontname="china-s", fontsize=10)
    page.insert_text((120, 120), "机关事业单位", fontname="china-s", fontsize=10)
    document.save(tmp_path / "a.pdf")
    texts = [w.text for w in read_pdf(tmp_path / "a.pdf").pages[0].words]
    assert texts == ["基本支出合计", "12.50", "机关事业单位"]


@pytest.mark.parametrize("shift", [0.4, 1.2, 2.0])
def test_bold_and_shadows_printed_twice_are_read_once(tmp_path: Path, shift: float) -> None:
    document = pymupdf.open()
    page = document.new_page()
    for by, grey in ((shift, 0.7), (0, 0)):
        page.insert_text((100 + by, 80 + by), "收入总计", fontname="china-s", fontsize=10, color=(grey,) * 3)
    document.save(tmp_path / "a.pdf")
    assert [w.text for w in read_pdf(tmp_path / "a.pdf").pages[0].words] == ["收入总计"]


def _picture(page: pymupdf.Page, box: tuple[float, float, float, float]) -> None:
    pixmap = pymupdf.Pixmap(pymupdf.csGRAY, pymupdf.IRect(0, 0, 40, 40), False)
    pixmap.clear_with(200)
    page.insert_image(pymupdf.Rect(box), pixmap=pixmap)


def test_scans_are_unread_and_blank_pages_are_not(tmp_path: Path) -> None:
    document = pymupdf.open()
    document.new_page()
    _picture(document.new_page(), (0, 0, 595, 842))
    half = document.new_page()
    half.insert_text(
        (60, 60), "以下为扫描件，原件存档备查，特此说明如下文所示。", fontname="china-s", fontsize=12
    )
    _picture(half, (60, 200, 540, 760))
    outlines = document.new_page()
    for k in range(60):
        outlines.draw_bezier((50, 50 + 5 * k), (70, 55 + 5 * k), (80, 45 + 5 * k), (90, 50 + 5 * k))
    document.save(tmp_path / "a.pdf")
    doc = read_pdf(tmp_path / "a.pdf")
    assert [(u.page, u.reason) for u in doc.unread] == [(2, "scan"), (3, "scan"), (4, "scan")]
    assert "扫描" in doc.unread[0].detail
    assert "图片" in doc.unread[1].detail
    assert "矢量" in doc.unread[2].detail


def test_an_empty_rest_of_a_table_is_not_unread(tmp_path: Path) -> None:
    paper = Paper()
    paper.sheet().table([["", "", ""]], [80, 160, 100])
    assert read_pdf(paper.save(tmp_path / "a.pdf")).unread == ()


def test_a_font_without_character_map_is_garbled(tmp_path: Path) -> None:
    document = pymupdf.open()
    page = document.new_page()
    page.insert_text((60, 60), "收入预算总表", fontname="china-s", fontsize=12)
    font = page.get_fonts()[0][0]
    document.update_object(
        font,
        "<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[<</Type/Font"
        "/Subtype/CIDFontType2/BaseFont/X/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>]>>",
    )
    document.save(tmp_path / "a.pdf")
    assert [u.reason for u in read_pdf(tmp_path / "a.pdf").unread] == ["garbled"]


def test_missing_empty_and_lying_files(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="不存在"):
        read_pdf(tmp_path / "none.pdf")
    (tmp_path / "empty.pdf").write_bytes(b"")
    with pytest.raises(SourceError, match="为空"):
        read_pdf(tmp_path / "empty.pdf")
    (tmp_path / "lie.pdf").write_text("第一部分 部门概况")
    with pytest.raises(SourceError, match="不是 PDF"):
        read_pdf(tmp_path / "lie.pdf")


@pytest.mark.parametrize("share", [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95])
def test_a_truncated_file_is_refused_in_one_line_or_says_which_pages_lost_text(
    tmp_path: Path, share: float
) -> None:
    path = three_pages(tmp_path / "a.pdf")
    data, whole = path.read_bytes(), read_pdf(path)
    (tmp_path / "cut.pdf").write_bytes(data[: int(len(data) * share)])
    try:
        cut = read_pdf(tmp_path / "cut.pdf")
    except SourceError as error:
        assert "\n" not in error.one_line() and error.hint
        assert share < 0.95
    else:
        assert silent_losses(whole, cut) == []
        assert "修复" in cut.messages[0]


def test_an_encrypted_file(tmp_path: Path) -> None:
    paper = Paper()
    paper.sheet().line("收入")
    path = paper.save(tmp_path / "a.pdf", encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="u", owner_pw="o")
    with pytest.raises(EncryptedError, match="口令"):
        read_pdf(path)


def test_too_many_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = pymupdf.open()
    for _ in range(2000):
        document.new_page()
    document.save(tmp_path / "a.pdf")
    document.close()
    loaded: list[int] = []
    monkeypatch.setattr(pymupdf.Document, "load_page", lambda self, number: loaded.append(number))
    with pytest.raises(TooLargeError, match="2000 页"):
        read_pdf(tmp_path / "a.pdf")
    assert loaded == [], "it is refused before a page is looked at"


def test_a_page_without_size(tmp_path: Path) -> None:
    document = pymupdf.open()
    document.new_page()
    page = document.new_page()
    page.insert_text((60, 60), "abc")
    document.xref_set_key(document[0].xref, "MediaBox", "[0 0 0 0]")
    document.save(tmp_path / "a.pdf")
    doc = read_pdf(tmp_path / "a.pdf")
    assert [(u.page, u.reason) for u in doc.unread] == [(1, "zero_size")]
    assert [line.text for line in doc.lines] == ["abc"]
    document.delete_page(1)
    document.save(tmp_path / "b.pdf")
    with pytest.raises(SourceError, match="尺寸为零"):
        read_pdf(tmp_path / "b.pdf")


def test_nothing_is_printed(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    path = small(tmp_path / "a.pdf")
    read_pdf(path)
    (tmp_path / "cut.pdf").write_bytes(path.read_bytes()[:100])
    with pytest.raises(SourceError):
        read_pdf(tmp_path / "cut.pdf")
    (tmp_path / "torn.pdf").write_bytes(path.read_bytes()[:-600])
    read_pdf(tmp_path / "torn.pdf")
    assert capfd.readouterr() == ("", "")


def test_merge_rules_joins_pieces_and_drops_dots() -> None:
    pieces = [
        RuledLine(0, 10, 50, 10.5),
        RuledLine(51, 10.4, 99, 10.9),
        RuledLine(0, 10, 0.5, 10.5),
        RuledLine(70, 40, 71, 41),
    ]
    assert [tuple(round(v) for v in rule) for rule in merge_rules(pieces, PageSettings())] == [
        (0, 10, 99, 10)
    ]
    dots = [RuledLine(x, 20, x + 0.8, 20.8) for x in range(0, 100, 2)]
    assert len(merge_rules(dots, PageSettings())) == 1


def test_text_lines_do_not_drift() -> None:
    words = [Word(str(k), BBox(10 * k, 3 * k, 10 * k + 8, 3 * k + 10)) for k in range(8)]
    assert [len(line) for line in text_lines(words)] == [2, 2, 2, 2]


@pytest.mark.parametrize("path", from_shared(PDFS))
def test_every_word_of_the_real_pdfs_is_kept(path: Path) -> None:
    doc = read_pdf(path)
    with pymupdf.open(path) as document:
        for page, source in zip(doc.pages, document, strict=True):
            ours = sorted("".join(w.text for w in page.words))
            flags = pymupdf.TEXTFLAGS_WORDS & ~pymupdf.TEXT_CID_FOR_UNKNOWN_UNICODE
            theirs = sorted("".join(w[4] for w in source.get_text("words", flags=flags)))
            assert ours == theirs, page.number
            printed = sorted("".join(line.text for line in page.lines).replace(" ", ""))
            assert printed == ours


@pytest.mark.parametrize("path", from_shared(PDFS))
def test_nothing_of_the_real_pdfs_is_called_unread(path: Path) -> None:
    assert read_pdf(path).unread == ()


def test_how_characters_become_words() -> None:
    """A wide gap parts, letters set wide do not; a narrow gap parts after letters set close; a jump back parts."""

    def words(*places: float, text: str = "甲乙丙丁", height: Sequence[float] = (0, 0, 0, 0)) -> list[str]:
        chars = [
            {"c": c, "bbox": (x, h, x + 10.0, h + 12.0), "origin": (x, h + 10.0)}
            for c, x, h in zip(text, places, height, strict=True)
        ]
        spans = [{"chars": chars, "size": 10.0}]
        return [
            run.text
            for run in page_runs([{"lines": [{"dir": (1.0, 0.0), "spans": spans}]}], None, PageSettings())
        ]

    assert words(0, 10, 20, 30) == ["甲乙丙丁"]
    assert words(0, 10, 31, 41) == ["甲乙", "丙丁"]
    assert words(0, 17, 34, 51) == ["甲乙丙丁"]
    assert words(0, 10, 26, 36) == ["甲乙", "丙丁"]
    assert words(100, 110, 20, 30) == ["甲乙", "丙丁"]
    assert words(0, 10, 20, 30, height=(0, 0, 6, 6)) == ["甲乙", "丙丁"]
    assert words(0, 10, 20, 30, text="一 ⼀\u200b") == ["一", "⼀"]


def test_a_font_with_tall_boxes_is_cut_to_its_size() -> None:
    char = {"c": "甲", "bbox": (0.0, -20.0, 10.0, 30.0), "origin": (0.0, 10.0)}
    block = {"lines": [{"dir": (1.0, 0.0), "spans": [{"chars": [char], "size": 10.0}]}]}
    (run,) = page_runs([block], None, PageSettings())
    assert to_word(run).bbox == BBox(0.0, pytest.approx(1.2), 10.0, pytest.approx(11.2))


@pytest.mark.parametrize(
    ("vector", "turn"), [((1.0, 0.0), 0), ((0.0, -1.0), 1), ((-1.0, 0.0), 2), ((0.0, 1.0), 3)]
)
def test_the_direction_of_text_is_counted_in_quarter_turns(vector: tuple[float, float], turn: int) -> None:
    char = {"c": "甲", "bbox": (0.0, 0.0, 10.0, 12.0), "origin": (0.0, 10.0)}
    (run,) = page_runs(
        [{"lines": [{"dir": vector, "spans": [{"chars": [char], "size": 10.0}]}]}], None, PageSettings()
    )
    assert run.direction == turn


def test_where_a_line_parts_a_word() -> None:
    """Between figure and label, or where the print leaves room; never at its edge or beside its height."""

    def parts(text: str, x: float, gap: float = 0.0, y: float = 5.0) -> list[str]:
        half = len(text) // 2
        boxes = tuple(
            (10.0 * k + gap * (k >= half), 0.0, 10.0 * k + 10 + gap * (k >= half), 12.0)
            for k in range(len(text))
        )
        return [
            run.text
            for run in split_at_rules(
                [Run(text, boxes, 10.0, 0)], [RuledLine(x, y, x, y + 20)], PageSettings()
            )
        ]

    assert parts("支出12", 20) == ["支出", "12"]
    assert parts("基本支出", 20) == ["基本支出"]
    assert parts("基本支出", 22, gap=4) == ["基本", "支出"]
    assert parts("支出12", 1) == ["支出12"]
    assert parts("支出12", 20, y=30) == ["支出12"]


def test_the_raised_number_of_a_note_is_no_digit(tmp_path: Path) -> None:
    """Behind a Latin letter it is an exponent; level digits of another size are figures."""
    paper = Paper()
    sheet = paper.sheet()
    sheet.put(60, 100, "1,234.50")
    sheet.put(60 + pymupdf.get_text_length("1,234.50", "china-s", 10), 96, "1", 5)
    sheet.put(60, 140, "面积20m")
    sheet.put(60 + pymupdf.get_text_length("面积20m", "china-s", 10), 136, "2", 5)
    sheet.put(60, 180, "合计")
    sheet.put(60 + pymupdf.get_text_length("合计", "china-s", 10), 180, "3", 6)
    doc = read_pdf(paper.save(tmp_path / "a.pdf"))
    assert [line.text for line in doc.lines] == ["1,234.50", "面积20m2", "合计3"]
    assert doc.messages == ("第1页有注码（上标），不作为正文",)


def test_two_amounts_that_touch_are_parted_at_the_border(tmp_path: Path) -> None:
    paper = Paper()
    sheet = paper.sheet()
    for x in (60, 130, 200):
        sheet.page.draw_line((x, 80), (x, 110))
    sheet.put(60, 100, "１２３４．５０１０００．００")
    doc = read_pdf(paper.save(tmp_path / "a.pdf"))
    assert [word.text for word in doc.pages[0].words] == ["１２３４．５０", "１０００．００"]


@pytest.mark.parametrize("form", ["pdf", "txt", "html"])
def test_radicals_are_written_as_characters(tmp_path: Path, form: str) -> None:
    """The printed forms are said; places stay where they are, one character for one."""
    printed = "公务⽤⻋⻓期运⾏费"
    path = tmp_path / f"a.{form}"
    if form == "pdf":
        paper = Paper()
        paper.sheet().line("一般公共预算支出表")
        paper.save(path)
        doc = as_written(replace(read_pdf(path), lines=(Line(1, printed),), pages=()))
    else:
        table = f"<table><tr><td>{printed}</td><td>1.00</td></tr></table><p>{'说明' * 30}</p>"
        path.write_text(table if form == "html" else printed, encoding="utf-8")
        doc = read_document(path)
    assert "公务用车长期运行费" in "".join(line.text for line in doc.lines)
    assert [m for m in doc.messages if "⻋→车" in m and "⻓→长" in m]
