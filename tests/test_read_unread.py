"""What of a page was not read and is said: damage, pictures of tables, text that nobody sees, notes, attachments."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pymupdf
import pytest

from gouji.checks.context import Context
from gouji.pipeline import extract
from gouji.read.damage import judge
from gouji.read.model import Document
from gouji.read.pdf import read_pdf
from gouji.schemas.record import Unread
from tests.checks_support import budget, record_of
from tests.pdf_paper import Paper, Sheet
from tests.test_read_pdf import ROWS, silent_losses, three_pages

Box = tuple[float, float, float, float]
PROSE = "本单位二〇二六年收入预算由财政拨款构成，比上年略有增加，主要原因是人员变动。"


def reasons(doc: Document) -> list[tuple[int | None, str]]:
    return [(part.page, part.reason) for part in doc.unread]


def texts(doc: Document) -> list[str]:
    return [line.text for line in doc.lines]


def page_of(path: Path, draw: Callable[[Sheet], object]) -> Document:
    """One page of prose on which ``draw`` puts something."""
    paper = Paper()
    sheet = paper.sheet()
    sheet.y = 100
    sheet.line(PROSE, size=10)
    draw(sheet)
    return read_pdf(paper.save(path))


def picture(sheet: Sheet, box: Box, kind: str) -> None:
    """A drawing made a picture: a ``table``, a ``pie`` with frame, a bar ``chart`` with grid lines, plain ``grey``."""
    x0, y0, x1, y1 = box
    source = pymupdf.open()
    page = source.new_page(width=x1 - x0, height=y1 - y0)
    width, height = page.rect.width, page.rect.height
    if kind == "table":
        for k in range(6):
            page.draw_line(
                (10, 10 + k * (height - 20) / 5), (width - 10, 10 + k * (height - 20) / 5), width=0.7
            )
        for k in range(4):
            page.draw_line(
                (10 + k * (width - 20) / 3, 10), (10 + k * (width - 20) / 3, height - 10), width=0.7
            )
        for k in range(5):
            page.insert_text((20, 35 + k * (height - 20) / 5), f"1,{k}34.50", fontsize=9)
    elif kind == "pie":
        page.draw_rect(page.rect + (5, 5, -5, -5), width=0.7)
        page.draw_circle((width / 2, height / 2), height / 3, fill=(0.2, 0.4, 0.8))
    elif kind == "chart":
        page.draw_rect(page.rect + (5, 5, -5, -5), width=0.7)
        page.draw_line((40, 50), (40, height - 40), width=0.7)
        for k in range(6):
            page.draw_line((40, height - 40 - 20 * k), (width - 60, height - 40 - 20 * k), width=0.5)
        for k in range(4):
            page.draw_rect(
                pymupdf.Rect(60 + 60 * k, height - 40 - 20 * k, 90 + 60 * k, height - 40),
                fill=(0.8, 0.3, 0.3),
            )
    else:
        page.draw_rect(page.rect, fill=(0.8, 0.8, 0.8), color=None)
    sheet.page.insert_image(pymupdf.Rect(box), pixmap=page.get_pixmap(dpi=130))


# ------------------------------------------------------------------ damage


@pytest.mark.parametrize("seed", range(12))
def test_eight_flipped_bytes_never_lose_text_in_silence(tmp_path: Path, seed: int) -> None:
    """Each time in the content stream of another page: the page is named, the others are read as before."""
    path = three_pages(tmp_path / "a.pdf")
    whole, data = read_pdf(path), bytearray(path.read_bytes())
    with pymupdf.open(path) as document:
        number = seed % 3
        stream = document.xref_stream_raw(document[number].get_contents()[0])
    begin = bytes(data).index(stream)
    generator = random.Random(seed)
    at = begin + generator.randrange(4, len(stream) - 12)
    for offset in range(8):
        data[at + offset] ^= generator.randrange(1, 256)
    (tmp_path / "b.pdf").write_bytes(bytes(data))
    flipped = read_pdf(tmp_path / "b.pdf")
    assert silent_losses(whole, flipped) == []
    assert reasons(flipped) == [(number + 1, "damaged")]
    assert "可能丢失（" in flipped.unread[0].detail


def test_a_damaged_page_makes_its_rules_not_checkable_and_no_error(tmp_path: Path) -> None:
    """The sum misses a row that the damage took: the document is not blamed."""
    rows = [["项目", "金额"], *([f"项目{k}", "10.00"] for k in range(1, 9)), ["合计", "80.00"]]
    paper = Paper()
    sheet = paper.sheet()
    sheet.line("支出预算表")
    sheet.line("单位：万元", where="right", size=10)
    sheet.table(rows, [200, 120])
    path = paper.save(tmp_path / "a.pdf")
    with pymupdf.open(path) as document:
        for xref in document[0].get_contents():
            stream = document.xref_stream(xref)
            if b"10.00" in stream or stream.count(b"Tj") == 1:
                document.update_stream(xref, stream)
        joined = b"\n".join(document.xref_stream(xref) for xref in document[0].get_contents())
        half = joined.rindex(b"BT", 0, len(joined) * 6 // 10)
        torn = joined[:half] + b" 0 0 m (( <4> gs " + joined[half + 400 :]
        first = document[0].get_contents()[0]
        document.update_stream(first, torn)
        document.xref_set_key(document[0].xref, "Contents", f"{first} 0 R")
        document.save(tmp_path / "b.pdf")
    record = extract(tmp_path / "b.pdf")
    assert [(part.page, part.reason) for part in record.run.unread] == [(1, "damaged")]
    assert [f for f in record.findings if f.severity == "error"] == []


@pytest.mark.parametrize(
    ("page", "reason", "is_doubtful"),
    [
        (3, "picture", True),
        (4, "damaged", True),
        (6, "scan", True),
        (6, "picture", False),
        (7, "scan", False),
        (2, "scan", False),
        (None, "attachment", False),
    ],
)
def test_a_table_may_stand_on_an_unread_page_between_or_behind_its_own(
    page: int | None, reason: str, is_doubtful: bool
) -> None:
    data = budget()
    data["tables"][0]["where"] = {"pages": [3, 5]}
    record = record_of(data)[0]
    record.run.unread.append(Unread(page=page, reason=reason, detail=""))
    assert Context(record).views[0].doubtful is is_doubtful


@pytest.mark.parametrize(
    ("warning", "costs"),
    [
        ("zlib error: invalid distance too far back", "page"),
        ("ignoring zlib error: incorrect data check", "page"),
        ("syntax error: unknown keyword: 'x'\nencountered syntax errors; page may not be correct", "page"),
        ("cannot find XObject resource 'Fm0'", "page"),
        ("cannot load ToUnicode CMap", "page"),
        ("format error: object is not a stream\ncannot load content stream part 1/2", "page"),
        ("something that nobody has seen before", "page"),
        ("cannot find object in xref (5 0 R)", "page"),
        ("object out of range (12 0 R); xref size 10", "page"),
        ("bogus font (SimSun) ascent/descent values (8 / -3)", None),
        ("broken xref subsection, proceeding anyway.", None),
        (
            "format error: too many kids in page tree\nPage tree load failed. Falling back to slow lookup",
            "pages",
        ),
        ("format error: cannot find startxref\ntrying to repair broken xref\nrepairing PDF document", None),
        ("ignoring broken ICC profile", None),
        ("FT_Load_Glyph(AAAAAA+Noto Sans,21668,FT_LOAD_NO_HINTING): invalid argument", None),
        ("PDF stream Length incorrect", None),
        ("gstate underflow in content stream", None),
        ("cannot encode character\n... repeated 346 times...", None),
        ("", None),
    ],
)
def test_what_a_warning_costs(warning: str, costs: str | None) -> None:
    damage = judge(warning)
    assert (damage.page is not None, damage.pages is not None) == (costs == "page", costs == "pages")
    assert damage.page is None or len(damage.page) < 80


def test_bytes_after_the_end_of_the_file_lose_nothing(tmp_path: Path) -> None:
    path = three_pages(tmp_path / "a.pdf")
    (tmp_path / "b.pdf").write_bytes(path.read_bytes() + b"<html>502 Bad Gateway</html>" * 200)
    doc = read_pdf(tmp_path / "b.pdf")
    assert (texts(doc), doc.unread) == (texts(read_pdf(path)), ())


# ------------------------------------------------------------------ pictures


@pytest.mark.parametrize("kind", ["pie", "chart"])
def test_a_chart_on_a_page_of_text_is_mentioned_and_no_scan(tmp_path: Path, kind: str) -> None:
    doc = page_of(tmp_path / "a.pdf", lambda sheet: picture(sheet, (60, 150, 540, 480), kind))
    assert (doc.unread, doc.messages) == ((), ("第1页有图片，图中文字未读",))


def test_a_logo_is_not_worth_a_word(tmp_path: Path) -> None:
    doc = page_of(tmp_path / "a.pdf", lambda sheet: picture(sheet, (60, 150, 120, 210), "pie"))
    assert (doc.unread, doc.messages) == ((), ())


def test_a_picture_of_a_table_on_a_page_of_text_is_unread(tmp_path: Path) -> None:
    doc = page_of(tmp_path / "a.pdf", lambda sheet: picture(sheet, (60, 150, 420, 300), "table"))
    assert reasons(doc) == [(1, "picture")]


@pytest.mark.parametrize("caption", ["部门收支总表", "一般公共预算“三公”经费支出表（空表）", "单位：万元"])
def test_a_picture_under_the_caption_of_a_table_is_unread(tmp_path: Path, caption: str) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.line(caption, where="centre")
        picture(sheet, (60, sheet.y, 540, sheet.y + 200), "grey")

    assert reasons(page_of(tmp_path / "a.pdf", draw)) == [(1, "picture")]


def cells(page: pymupdf.Page, rows: int = 6) -> None:
    """A table of figures without a ruled line."""
    for r in range(rows):
        for c, text in enumerate((f"20{r} 支出", f"{r}34.50", f"1{r}0.00", f"{r}20.00")):
            page.insert_text((20 + 110 * c, 30 + 28 * r), text, fontname="china-s", fontsize=9)


@pytest.mark.parametrize("share", [1.0, 0.5], ids=["large", "small"])
def test_an_unruled_table_that_is_a_picture_is_unread_and_a_picture_of_prose_is_not(
    tmp_path: Path, share: float
) -> None:
    def put(draw: Callable[[pymupdf.Page], object]) -> Callable[[Sheet], object]:
        def over(sheet: Sheet) -> None:
            page = pymupdf.open().new_page(width=460, height=220)
            draw(page)
            box = pymupdf.Rect(60, 150, 60 + 460 * share, 150 + 220 * share)
            sheet.page.insert_image(box, pixmap=page.get_pixmap(dpi=200))

        return over

    def licence(page: pymupdf.Page) -> None:
        for r in range(6):
            page.insert_text((40, 30 + 30 * r), PROSE[r : 34 + r % 2], fontname="china-s", fontsize=11)

    assert reasons(page_of(tmp_path / "a.pdf", put(cells))) == [(1, "picture")]
    assert reasons(page_of(tmp_path / "b.pdf", put(licence))) == []


@pytest.mark.parametrize(("caption", "reason"), [("部门支出总表", "scan"), (PROSE, "picture")])
def test_a_table_of_outlines_under_printed_words_is_unread(tmp_path: Path, caption: str, reason: str) -> None:
    source = pymupdf.open()
    cells(source.new_page(width=460, height=220))
    svg = source[0].get_svg_image(text_as_path=True).encode()
    outlines = pymupdf.open("pdf", pymupdf.open(stream=svg, filetype="svg").convert_to_pdf())
    paper = Paper()
    sheet = paper.sheet()
    sheet.y = 100
    sheet.line(caption, size=10)
    sheet.page.show_pdf_page(pymupdf.Rect(60, 150, 520, 370), outlines, 0)
    assert reasons(read_pdf(paper.save(tmp_path / "a.pdf"))) == [(1, reason)]


def test_a_drawn_chart_and_rounded_boxes_are_no_outlines(tmp_path: Path) -> None:
    """Curves enough, but no lines of letters that are not printed."""

    def draw(sheet: Sheet) -> None:
        for k in range(12):
            box = pymupdf.Rect(60, 150 + 40 * k, 300, 180 + 40 * k)
            sheet.page.draw_rect(box, radius=0.3, color=(0, 0, 0))
            sheet.put(80, 170 + 40 * k, f"科室{k} 职责 1,{k:02}0.00", 10)
            sheet.page.draw_circle((420, 165 + 40 * k), 15, fill=(0.3, 0.3, 0.3))

    assert reasons(page_of(tmp_path / "a.pdf", draw)) == []


def test_a_ruled_table_shrunk_to_a_stamp_is_unread(tmp_path: Path) -> None:
    """A page of a table on less than a fiftieth of the page: its thin lines are looked at enlarged."""

    def draw(sheet: Sheet) -> None:
        source = pymupdf.open().new_page(width=595, height=842)
        for k in range(7):
            source.draw_line((50, 130 + 22 * k), (545, 130 + 22 * k))
        for x in (50, 120, 270, 360, 450, 545):
            source.draw_line((x, 130), (x, 262))
        sheet.page.insert_image(pymupdf.Rect(95, 440, 165, 539), pixmap=source.get_pixmap(dpi=110))

    assert reasons(page_of(tmp_path / "a.pdf", draw)) == [(1, "picture")]


def test_a_page_number_and_a_running_head_do_not_make_a_scan_text(tmp_path: Path) -> None:
    paper = Paper()
    sheet = paper.sheet()
    picture(sheet, (0, 0, 595, 842), "grey")
    sheet.put(60, 40, "虚构市公安局二〇二五年度部门整体支出绩效自评报告（公开稿）", 10)
    sheet.put(290, 815, "第3页 共20页", 10)
    assert reasons(read_pdf(paper.save(tmp_path / "a.pdf"))) == [(1, "scan")]


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (8, ["本页由虚构市财政预算管理一体化系统于2026年1月20日打印导出"]),
        (20, ["内部资料 虚构市财政局公开专用"] * 3),
    ],
    ids=["stamp of a printer", "watermarks"],
)
def test_words_printed_over_a_scan_do_not_make_it_their_ground(
    tmp_path: Path, size: int, words: list[str]
) -> None:
    """A letter paper under the same words is their ground."""

    def over(kind: str) -> Document:
        paper = Paper()
        sheet = paper.sheet()
        picture(sheet, (0, 0, 595, 842), kind)
        for k, text in enumerate(words):
            sheet.put(100, 180 + 200 * k, text, size)
        return read_pdf(paper.save(tmp_path / f"{kind}.pdf"))

    assert reasons(over("table")) == [(1, "scan")]
    assert reasons(over("grey")) == []


def test_a_slanting_watermark_does_not_hide_a_scan(tmp_path: Path) -> None:
    paper = Paper()
    sheet = paper.sheet()
    picture(sheet, (0, 0, 595, 842), "table")
    for x, y in ((60, 300), (260, 300), (60, 600), (260, 600)):
        slant = (pymupdf.Point(x, y), pymupdf.Matrix(45))
        sheet.page.insert_text((x, y), "虚构市财政局公开专用", fontname="china-s", fontsize=24, morph=slant)
    assert reasons(read_pdf(paper.save(tmp_path / "a.pdf"))) == [(1, "scan")]


def test_a_page_scanned_in_strips_is_a_scan(tmp_path: Path) -> None:
    paper = Paper()
    sheet = paper.sheet()
    for k in range(8):
        picture(sheet, (0, 100 * k, 595, 100 * k + 100), "grey")
    assert reasons(read_pdf(paper.save(tmp_path / "a.pdf"))) == [(1, "scan")]


def test_an_inline_picture_is_seen(tmp_path: Path) -> None:
    """A scan in the content stream itself stands in no list of pictures."""
    document = pymupdf.open()
    page = document.new_page()
    page.insert_text((10, 10), ".")
    inline = b"q 595 0 0 842 0 0 cm BI /W 2 /H 2 /BPC 8 /CS /G ID \x80\x90\x80\x90 EI Q"
    document.update_stream(page.get_contents()[0], inline)
    document.save(tmp_path / "a.pdf")
    assert reasons(read_pdf(tmp_path / "a.pdf")) == [(1, "scan")]


def test_a_figure_that_is_a_picture_in_its_cell_is_unread_and_a_seal_is_not(tmp_path: Path) -> None:
    rows = [*ROWS, ["210", "卫生健康支出", ""]]

    def table(sheet: Sheet) -> None:
        sheet.table(rows, [80, 160, 100])

    def in_cell(sheet: Sheet) -> None:
        table(sheet)
        picture(sheet, (330, sheet.y - 32, 380, sheet.y - 20), "grey")

    def seal(sheet: Sheet) -> None:
        table(sheet)
        picture(sheet, (200, sheet.y - 60, 260, sheet.y), "pie")

    assert reasons(page_of(tmp_path / "a.pdf", in_cell)) == [(1, "picture")]
    assert reasons(page_of(tmp_path / "b.pdf", seal)) == []


def test_a_column_of_figures_that_is_a_picture_is_unread_and_its_sums_are_no_errors(tmp_path: Path) -> None:
    """The picture lies in empty cells; one of a seal there, red and round, is none of their figures."""
    rows = [
        ["项目", "合计", "基本支出", "项目支出"],
        *([f"项目{k}", "30.00", "", "20.00"] for k in range(1, 6)),
    ]

    def page(name: str, put: Callable[[Sheet, float], object]) -> Path:
        paper = Paper()
        sheet = paper.sheet()
        sheet.line("部门支出总表", where="centre")
        sheet.line("单位：万元", where="right", size=10)
        top = sheet.y
        sheet.table(rows, [120, 90, 90, 90])
        put(sheet, top)
        return paper.save(tmp_path / name)

    def figures(sheet: Sheet, top: float) -> None:
        source = pymupdf.open()
        drawn = source.new_page(width=86, height=98)
        for k in range(5):
            drawn.insert_text((40, 14 + 20 * k), "10.00", fontsize=10)
        sheet.page.insert_image(pymupdf.Rect(272, top + 21, 358, top + 119), pixmap=drawn.get_pixmap(dpi=150))

    def seal(sheet: Sheet, top: float) -> None:
        source = pymupdf.open()
        drawn = source.new_page(width=86, height=86)
        drawn.draw_circle((43, 43), 40, color=(0.9, 0.1, 0.1), width=2)
        for k, text in enumerate(("虚构市", "财政局", "专用章")):
            drawn.insert_text((24, 32 + 16 * k), text, fontname="china-s", fontsize=12, color=(0.9, 0.1, 0.1))
        sheet.page.insert_image(pymupdf.Rect(272, top + 30, 358, top + 116), pixmap=drawn.get_pixmap(dpi=150))

    record = extract(page("a.pdf", figures))
    assert [(part.page, part.reason) for part in record.run.unread] == [(1, "picture")]
    assert [finding for finding in record.findings if finding.severity == "error"] == []
    assert reasons(read_pdf(page("b.pdf", seal))) == []


# ------------------------------------------------------------------ text that nobody sees


def old_figure(sheet: Sheet, **how: object) -> None:
    """A table, and an older figure over one of its cells."""
    top = sheet.y
    sheet.table(ROWS, [80, 160, 100])
    sheet.page.insert_text((303, top + 34), "9,999.99", fontname="china-s", fontsize=10, **how)


@pytest.mark.parametrize(
    "how",
    [
        {"render_mode": 3},
        {"fill_opacity": 0.0, "stroke_opacity": 0.0},
        {"color": (1, 1, 1)},
        {"color": (0.98, 0.98, 0.98)},
        {"fill_opacity": 0.01, "stroke_opacity": 0.01},
        {"fill_opacity": 0.08, "stroke_opacity": 0.08},
        {"color": (0.94, 0.94, 0.94)},
    ],
    ids=["render mode 3", "transparent", "white", "nearly white", "a hundredth", "faint", "palest grey"],
)
def test_hidden_text_is_not_read_and_said(tmp_path: Path, how: dict[str, object]) -> None:
    doc = page_of(tmp_path / "a.pdf", lambda sheet: old_figure(sheet, **how))
    clean = page_of(tmp_path / "b.pdf", lambda sheet: sheet.table(ROWS, [80, 160, 100]))
    assert texts(doc) == texts(clean)
    assert doc.messages == ("第1页有看不见的文字（隐形、近乎透明、与底色相近、被盖住或极小），未读取",)
    assert doc.unread == ()


@pytest.mark.parametrize(
    "how",
    [{"fill_opacity": 0.2, "stroke_opacity": 0.2}, {"color": (0.85, 0.85, 0.85)}],
    ids=["opacity", "grey"],
)
def test_pale_text_that_can_be_read_is_print(tmp_path: Path, how: dict[str, object]) -> None:
    """By itself; across other print it is a mark."""

    def beside(sheet: Sheet) -> None:
        sheet.table(ROWS, [80, 160, 100])
        sheet.page.insert_text((60, 400), "9,999.99", fontname="china-s", fontsize=10, **how)

    doc = page_of(tmp_path / "a.pdf", beside)
    assert ("9,999.99" in "".join(texts(doc)), doc.messages) == (True, ())
    across = page_of(tmp_path / "b.pdf", lambda sheet: old_figure(sheet, **how))
    assert ("9,999.99" in "".join(texts(across)), len(across.messages)) == (False, 1)


def test_white_words_on_a_dark_band_are_print(tmp_path: Path) -> None:
    """A path, a picture or a pattern may be the band: what counts is what is seen."""

    def draw(sheet: Sheet) -> None:
        sheet.page.draw_rect(pymupdf.Rect(60, 150, 500, 170), fill=(0.1, 0.2, 0.5), color=None)
        sheet.page.insert_text((70, 164), "科目编码 金额", fontname="china-s", fontsize=10, color=(1, 1, 1))
        pixmap = pymupdf.Pixmap(pymupdf.csGRAY, pymupdf.IRect(0, 0, 40, 4), False)
        pixmap.clear_with(60)
        sheet.page.insert_image(pymupdf.Rect(60, 180, 500, 200), pixmap=pixmap, keep_proportion=False)
        sheet.page.insert_text((70, 194), "决算 2,000.00", fontname="china-s", fontsize=10, color=(1, 1, 1))

    doc = page_of(tmp_path / "a.pdf", draw)
    assert texts(doc)[1:] == ["科目编码 金额", "决算 2,000.00"]
    assert doc.messages == ()


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_black_words_on_white_cells_on_a_black_ground_are_print(tmp_path: Path, turn: int) -> None:
    """Borders made of a black box under white ones; a word under a black bar is blacked out, however turned."""
    paper = Paper()
    sheet = paper.sheet()
    sheet.page.draw_rect(pymupdf.Rect(60, 100, 500, 160), fill=(0, 0, 0), color=None)
    sheet.page.draw_rect(pymupdf.Rect(61, 101, 499, 129), fill=(1, 1, 1), color=None)
    sheet.put(70, 120, "支出合计")
    sheet.put(70, 150, "涂黑内容")
    sheet.page.set_rotation(turn)
    doc = read_pdf(paper.save(tmp_path / "a.pdf"))
    assert texts(doc) == ["支出合计"]
    assert len(doc.messages) == 1


def test_tiny_text_is_hidden_and_a_small_page_is_not(tmp_path: Path) -> None:
    doc = page_of(tmp_path / "a.pdf", lambda sheet: sheet.put(60, 300, "9,999.99", 0.5))
    assert "9,999.99" not in "".join(texts(doc)) and doc.messages
    document = pymupdf.open()
    document.new_page(width=60, height=84).insert_text((6, 10), "12.00", fontsize=1.0)
    document.save(tmp_path / "b.pdf")
    assert texts(read_pdf(tmp_path / "b.pdf")) == ["12.00"]


def test_the_hidden_layer_of_a_scan_is_no_print(tmp_path: Path) -> None:
    """What recognition wrote under a scanned page may be wrong: the page is unread, with its reason."""
    paper = Paper()
    sheet = paper.sheet()
    picture(sheet, (0, 0, 595, 842), "table")
    for k in range(10):
        sheet.page.insert_text(
            (60, 100 + 20 * k), "支出合计 1,234.50", fontname="china-s", fontsize=10, render_mode=3
        )
    doc = read_pdf(paper.save(tmp_path / "a.pdf"))
    assert (reasons(doc), doc.lines) == ([(1, "hidden_text")], ())
    assert "隐形文字层" in doc.unread[0].detail


def test_notes_put_over_a_page_are_no_content_and_fields_are(tmp_path: Path) -> None:
    def draw(sheet: Sheet) -> None:
        sheet.table(ROWS, [80, 160, 100])
        sheet.page.add_freetext_annot(pymupdf.Rect(300, 110, 380, 130), "9,999.99", fontsize=10)
        sheet.page.add_stamp_annot(pymupdf.Rect(100, 100, 200, 150), stamp=0)
        widget = pymupdf.Widget()
        widget.field_type, widget.field_name = pymupdf.PDF_WIDGET_TYPE_TEXT, "a"
        widget.rect, widget.field_value = pymupdf.Rect(60, 400, 200, 420), "77.00"
        sheet.page.add_widget(widget)

    doc = page_of(tmp_path / "a.pdf", draw)
    clean = page_of(tmp_path / "b.pdf", lambda sheet: sheet.table(ROWS, [80, 160, 100]))
    assert texts(doc) == [*texts(clean), "77.00"]
    assert doc.messages == ("第1页有批注（文本框、图章、标记），不作为正文",)


def test_an_attached_document_is_named_as_unread(tmp_path: Path) -> None:
    paper = Paper()
    paper.sheet().line(PROSE, size=10)
    paper.document.embfile_add("x", b"data", filename="预算表.xlsx", ufilename="预算表.xlsx")
    paper.document.embfile_add("y", b"<a/>", filename="meta.xml", ufilename="meta.xml")
    doc = read_pdf(paper.save(tmp_path / "a.pdf"))
    assert reasons(doc) == [(None, "attachment")]
    assert "预算表.xlsx" in doc.unread[0].detail and "meta.xml" in doc.messages[0]
