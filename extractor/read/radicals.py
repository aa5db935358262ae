"""Characters that a font or a converter wrote as radicals or in a compatibility form, as they are normally written.

Takes a :class:`Document`, gives it with ⻋ as 车 and ⼀ as 一, one character for one, so that every place stays where it is.
Which characters were so printed is said in the messages.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from gouji.read.model import Cell, Document, Line, MarkedGrid, Page, Word

_PRINTED = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")
_SUPPLEMENT = {
    pair[0]: pair[1]
    for pair in (
        "⺁厂 ⺂乛 ⺃乚 ⺄乙 ⺅亻 ⺆冂 ⺈刀 ⺉刂 ⺊卜 ⺌小 ⺍小 ⺎兀 ⺏尣 ⺐尢 ⺒巳 ⺓幺 ⺔彑 ⺖忄 ⺗心 ⺘扌 ⺙攵 ⺛旡 ⺜日 ⺝月 ⺞歺 ⺟母 "
        "⺠民 ⺡氵 ⺢氺 ⺣灬 ⺤爫 ⺥爫 ⺦丬 ⺧牛 ⺨犭 ⺩王 ⺫目 ⺬示 ⺭礻 ⺯糹 ⺰纟 ⺱罓 ⺲罒 ⺴冗 ⺶羊 ⺹耂 ⺺肀 ⺻聿 ⺼肉 ⺾艹 ⺿艹 ⻀艹 "
        "⻁虎 ⻂衤 ⻃覀 ⻄西 ⻅见 ⻆角 ⻈讠 ⻉贝 ⻋车 ⻌辶 ⻍辶 ⻎辶 ⻏邑 ⻐钅 ⻑長 ⻒镸 ⻓长 ⻔门 ⻖阝 ⻗雨 ⻘青 ⻙韦 ⻚页 ⻛风 ⻜飞 ⻝食 "
        "⻟飠 ⻠饣 ⻢马 ⻣骨 ⻤鬼 ⻥鱼 ⻦鸟 ⻧卤 ⻨麦 ⻩黄 ⻪黾 ⻫斉 ⻬齐 ⻭歯 ⻮齿 ⻯竜 ⻰龙 ⻱龜 ⻲亀 ⻳龟"
    ).split()
}
"""CJK Radicals Supplement, after EquivalentUnifiedIdeograph.txt of the Unicode Character Database: NFKC leaves them."""
_NAMED = 5


def as_written(document: Document) -> Document:
    """``document`` with radicals as characters; itself where it prints none."""
    printed = dict.fromkeys(sign for line in document.lines for sign in _PRINTED.findall(line.text))
    changed = {sign: shown for sign in printed if (shown := _written(sign)) != sign}
    if not changed:
        return document
    table = str.maketrans(changed)
    words = {
        id(word): Word(word.text.translate(table), word.bbox)
        for page in document.pages
        for word in page.words
    }
    lines = {
        id(line): replace(
            line,
            text=line.text.translate(table),
            words=tuple(
                words.get(id(word)) or Word(word.text.translate(table), word.bbox) for word in line.words
            ),
        )
        for line in document.lines
    }
    named = "、".join(f"{sign}→{shown}" for sign, shown in list(changed.items())[:_NAMED])
    more = f" 等{len(changed)}字" if len(changed) > _NAMED else ""
    return replace(
        document,
        lines=tuple(lines[id(line)] for line in document.lines),
        pages=tuple(_page(page, words, lines) for page in document.pages),
        grids=tuple(_grid(grid, table) for grid in document.grids),
        messages=(*document.messages, f"有印作部首或兼容字形的字，按通常写法读取：{named}{more}"),
    )


def _written(sign: str) -> str:
    """The everyday code point; a form that would become two characters stays."""
    shown = _SUPPLEMENT.get(sign) or unicodedata.normalize("NFKC", sign)
    return shown if len(shown) == 1 else sign


def _page(page: Page, words: dict[int, Word], lines: dict[int, Line]) -> Page:
    return replace(
        page,
        words=tuple(words[id(word)] for word in page.words),
        lines=tuple(lines.get(id(line), line) for line in page.lines),
    )


def _grid(grid: MarkedGrid, table: dict[int, str]) -> MarkedGrid:
    """A merged cell stays one object at all its positions."""
    cells: dict[int, Cell] = {}
    for row in grid.rows:
        for cell in row:
            if id(cell) not in cells:
                text = cell.text.translate(table)
                cells[id(cell)] = cell if text == cell.text else replace(cell, text=text)
    return replace(grid, rows=tuple(tuple(cells[id(cell)] for cell in row) for row in grid.rows))
