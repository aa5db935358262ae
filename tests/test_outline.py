"""The headings tree, contents pages, furniture and paragraphs over line and page ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gouji.domain.numbering import read_numbering
from gouji.outline.paragraph import join
from gouji.outline.section_roles import role_of
from gouji.outline.sections import outline
from gouji.read.model import BBox, Document, Line, Page, Word
from tests.prose_support import document, sections


def paths(text: str) -> list[str]:
    return [section.path for section in sections(text)]


def path_of(text: str, words: str) -> str:
    """The path of the section that holds ``words``."""
    found = [s.path for s in sections(text) if any(words in p.text for p in s.paragraphs)]
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("第二部分2024年度部门预算", "第二部分"),
        ("第三条主要职责", "第三条"),
        ("十一、机关运行经费", "十一"),
        ("(二)支出预算", "（二）"),
        ("（二十一）其他", "（二十一）"),
        ("3．住房保障支出", "3"),
        ("3.住房保障支出", "3"),
        ("10、卫生健康支出", "10"),
        ("1.2024年预算", "1"),
        ("(1)事业收入", "（1）"),
        ("1）事业收入", "1）"),
        ("①事业收入", "①"),
        ("2.5万元", None),
        ("2024年收入", None),
        ("一是加强管理", None),
    ],
)
def test_the_numbering_a_line_starts_with(text: str, label: str | None) -> None:
    found = read_numbering(text)
    assert (found.text if found else None) == label


TREE = """第一部分 部门概况

一、主要职责

第二部分 2024年度部门预算情况说明

一、收支预算总体情况说明

某市水务局2024年度收入、支出预算总计100万元。其中：

（一）收入预算总计100万元。包括：

1．财政拨款收入90万元。

（1）一般公共预算收入90万元。

2．其他收入10万元。

（二）支出预算总计100万元。包括：

1．节能环保（类）支出60万元。

2．农林水（类）支出40万元。

此外，基本支出预算数为70万元。

二、收入预算情况说明

本年收入合计100万元。
"""


@pytest.mark.parametrize(
    ("words", "path"),
    [
        ("收入、支出预算总计100万元", "第二部分/一"),
        ("一般公共预算收入90万元", "第二部分/一/（一）/1/（1）"),
        ("其他收入10万元", "第二部分/一/（一）/2"),
        ("农林水（类）支出40万元", "第二部分/一/（二）/2"),
        ("基本支出预算数为70万元", "第二部分/一/（二）"),
        ("本年收入合计100万元", "第二部分/二"),
    ],
)
def test_paths_of_nested_numberings(words: str, path: str) -> None:
    """An unnumbered paragraph after a list item stands under the list's parent."""
    assert path_of(TREE, words) == path


def test_markdown_and_bold_headings_have_the_same_paths() -> None:
    plain = "一、收入情况\n\n（一）总计\n\n收入10万元。"
    marked = "## **一、收入情况**\n\n### (一) 总计\n\n收入10万元。"
    assert path_of(marked, "收入10万元") == path_of(plain, "收入10万元") == "一/（一）"


def test_a_report_that_numbers_anew_nests_where_it_stands() -> None:
    text = "三、绩效情况说明\n\n（一）评价结果。\n\n道路养护项目评价报告\n\n一、基本情况\n\n（一）背景\n\n背景文字。\n\n二、结论\n\n结论文字。"
    assert path_of(text, "背景文字") == "三/（一）/一/（一）"
    assert path_of(text, "结论文字") == "三/（一）/二"


def test_the_contents_page_is_left_out_and_ends_where_the_body_repeats_it() -> None:
    text = "目 录\n\n第一部分 概况\n一、主要职责\n第二部分 预算说明\n一、收入说明……3\n\n第一部分 概况\n\n一、主要职责\n\n负责供水。"
    assert paths(text) == ["第一部分", "第一部分/一"]


def test_contents_number_the_headings_that_the_body_does_not() -> None:
    text = (
        "目录\n一、部门主要职能\n二、部门机构设置\n三、名词解释\n四、部门预算编制说明\n\n"
        "# 某区水务局主要职能\n\n负责供水。\n\n# 2026年部门预算编制说明\n\n2026年收入预算5万元。\n\n1、农林水支出3万元。"
    )
    assert path_of(text, "收入预算5万元") == "四"
    assert path_of(text, "农林水支出3万元") == "四/1"


def test_page_numbers_running_heads_and_tables_are_no_prose() -> None:
    text = "一、说明\n收入合计10万元，比上年增\n\n- 12 -\n\n加2万元。\n表3\n单位：万元\n科目\t金额\t占比\n"
    found = sections(text)
    assert [p.text for s in found for p in s.paragraphs] == ["一、说明", "收入合计10万元，比上年增加2万元。"]


def test_table_lines_are_left_out() -> None:
    doc = document("一、说明\n正文。\n合计 10 20\n其后正文。")
    texts = [p.text for s in outline(doc, frozenset({2})) for p in s.paragraphs]
    assert texts == ["一、说明", "正文。", "其后正文。"]


def test_a_wrapped_heading_is_one_heading() -> None:
    lines = (
        ["三、关于某某市水务和湿地保护局部门收入预算情", "况说明"]
        + ["本部门的收入和支出全部纳入部门预算统一管理，"] * 9
        + ["收入9万元。"]
    )
    found = sections("\n".join(lines))
    assert found[0].headings[-1].title == "关于某某市水务和湿地保护局部门收入预算情况说明"
    assert "收入9万元" in found[0].paragraphs[1].text


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("主要职能", "duties"),
        ("部门机构设置及预算单位构成情况", "organisation"),
        ("2024年部门主要工作任务及目标", "plan"),
        ("名词解释", "glossary"),
        ("收入决算情况说明", "explanation"),
        ("2023年主要工作完成情况", "report"),
        ("联系方式及信息反馈渠道", "contact"),
    ],
)
def test_roles_of_titles(title: str, role: str) -> None:
    assert role_of(title) == role


@given(st.text("收入支出预算万元，0123456789 　", min_size=1, max_size=60), st.integers(1, 59))
def test_any_break_keeps_text_and_places(text: str, cut: int) -> None:
    """Wherever the source breaks a paragraph, its text is the same and every character keeps its place."""
    lines = [Line(1, text[:cut]), Line(2, text[cut:])]
    broken, whole = join(lines), join([Line(1, text)])
    assert broken.text == whole.text
    for index, char in enumerate(broken.text):
        (place,) = broken.places(index, index + 1)
        assert place.line is not None and place.span is not None
        assert lines[place.line - 1].text[place.span[0]] == char
        assert broken.quote(index, index + 1) == char


def test_a_quote_is_cut_where_the_page_number_stands() -> None:
    found = sections("一、说明\n项目支出5万元。与上年相比增加40\n\n25\n\n万元，增长2%。")
    (paragraph,) = found[0].paragraphs[1:]
    assert paragraph.seams
    start, end = paragraph.contiguous(0, len(paragraph.text), 0)
    assert paragraph.text[start:end].endswith("增加40")


def _pdf_line(number: int, text: str, x0: float, y0: float, size: float = 12.0) -> Line:
    box = BBox(x0, y0, x0 + size * len(text), y0 + size)
    return Line(number, text, 1, box, (Word(text, box),), size)


def test_pdf_paragraphs_by_indent_and_places_by_character() -> None:
    lines = (
        _pdf_line(1, "一、收入情况说明", 96, 100),
        _pdf_line(2, "本年收入合计100.00万元，比上年增加20.00万元，增长", 96, 130),
        _pdf_line(3, "25%。", 72, 150),
        _pdf_line(4, "其中：财政拨款收入100.00万元。", 96, 170),
        _pdf_line(5, "以上各项收入均已经按照规定全部纳入了部门预算管理范围", 72, 190),
        _pdf_line(6, "并且按照规定全部公开。", 72, 210),
        _pdf_line(7, "3", 295, 800),
    )
    page = Page(1, 595, 842, lines, (), ())
    (section,) = outline(Document("d.pdf", "d.pdf", "", "pdf", lines, (page,)))
    assert [p.text[:6] for p in section.paragraphs] == [
        "一、收入情况",
        "本年收入合计",
        "其中：财政拨",
        "以上各项收入",
    ]
    paragraph = section.paragraphs[1]
    at = paragraph.text.index("25%")
    (place,) = paragraph.places(at, at + 3)
    assert place.page == 1 and place.bbox == (72.0, 150.0, 108.0, 162.0)


def test_a_heading_ends_the_items_below_its_rank() -> None:
    """``一、`` after the items 1. 2. of an unnumbered chapter is no part of the last item."""
    text = "其他说明\n1.甲科目支出5万元，用于日常运转。\n2.乙科目支出6万元，用于购置设备。\n一、经费情况说明\n共2万元。\n"
    assert [section.path for section in outline(document(text))][-1] == "一"


def test_a_heading_as_wide_as_the_text_is_whole_where_an_amount_follows() -> None:
    """A dump wrapped at the width of its headings: the year below says that the sentence is a new one."""
    line = "本年度预算执行情况总体平稳有序推进各项工作\n"
    text = "五、支出说明\n（一）一般公共预算拨款支出决算总体情况\n2024年支出43万元，增长4%。\n" + line * 9
    assert [section.path for section in outline(document(text))][:2] == ["五", "五/（一）"]


def test_an_unnumbered_title_is_no_part_of_the_item_above() -> None:
    text = "一、主要职责\n（一）负责甲工作。\n（二）负责乙工作。\n其他相关情况说明\n一、三公经费情况说明\n共2万元。\n"
    assert [section.path for section in outline(document(text))][-2:] == ["一", "一"]


def test_figures_that_are_no_number_break_nothing() -> None:
    """A heading that begins with 十三五 raised, and a rule with it."""
    label = read_numbering("十三五、收入情况")
    assert label is not None and (label.ordinal, label.text) == (15, "十三五")
