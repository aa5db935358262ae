"""Web pages (.html): the text and the tables that a browser shows, without what the site puts around them.

Takes the bytes of a page, gives a document of lines and marked grids.  The tree is that of the HTML standard, by
selectolax (lexbor), so that unclosed and misplaced tags mean what they mean in a browser.  Nothing is fetched, run or
rendered: files that the page links to are named as not read.  Left out and said: what is hidden, navigation, head and
foot of the site.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from gouji.errors import SourceError, TooLargeError
from gouji.figures import is_amount
from gouji.read.blocks import TOO_LARGE, Block, Blocks, MarkedCell, MarkedTable, Paragraph
from gouji.read.model import Document
from gouji.read.settings import OFFICE, OfficeSettings
from gouji.read.text import Decoded, decode, undecodable
from gouji.schemas.record import Unread

ATTACHMENT = "attachment"
_CHARSET = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]{2,20})""", re.IGNORECASE)
_DECLARED_WITHIN = 4096
"""Bytes in which a page declares its encoding; the standard says 1,024, some pages put scripts first."""
_TAG = re.compile(
    rb"<(/?)(?:div|table|span|font|section|article|ul|ol|dl|blockquote|center|form|b|i|u|a)\b", re.IGNORECASE
)
_UNSEEN = frozenset(
    "script style head template noscript iframe object embed svg math canvas audio video select button textarea input title meta link".split()
)
_BLOCKS = frozenset(
    "address article aside blockquote body center dd details div dl dt fieldset figcaption figure footer form header hr li main nav ol p pre section summary table ul h1 h2 h3 h4 h5 h6".split()
)
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_CELLS = frozenset({"td", "th"})
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*collapse", re.IGNORECASE)
_INVISIBLE = re.compile(r"visibility\s*:\s*hidden", re.IGNORECASE)
_RULE = re.compile(r"([^{}]{1,200})\{([^{}]*)\}")
_PLAIN_SELECTOR = re.compile(r"[a-z]*(?:[.#][\w-]+)+", re.IGNORECASE)
_SITE_TAGS = frozenset({"nav", "footer", "header", "aside"})
_SITE_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "complementary"})
_SITE_NAMES = re.compile(
    r"(?:^|[\W_\d])(?:nav|navi|navbar|navbox|menu|footer?|foot|bottom|header|topbar|topbox|top|crumbs?|breadcrumb|sidebar|share|search|copyright|copy|links?|"
    r"friendlinks?|logo|banner|toolbar|qrcode|login|weizhi|position)(?:$|[\W_\d])",
    re.IGNORECASE,
)
_SITE_TEXT = re.compile(r"ICP备|公网安备|网站标识码|版权所有|Copyright|©", re.IGNORECASE)
"""What the foot of a site must say (Measures for the Record of Non-commercial Internet Services, §13) or says of itself."""
_FILES = re.compile(r"\.(?:pdf|docx?|xlsx?|wps|et|ofd|zip|rar|7z|txt|csv)$", re.IGNORECASE)


def read_web(path: Path, data: bytes, settings: OfficeSettings = OFFICE) -> Document:
    """The document in ``data``; raises :class:`SourceError` when it has no text, or would take too long to parse."""
    depth = _depth(data)
    if depth > settings.nested_tags:
        raise TooLargeError(
            path, f"网页的标签套了 {depth} 层，超过 {settings.nested_tags} 层", "确认来源；另存为 PDF 后再读"
        )
    decoded = _decoded(data)
    if decoded is None:
        raise SourceError(path, "网页的编码认不出", "用浏览器打开后另存为 UTF-8 或 PDF")
    lexbor: Any = import_module("selectolax.lexbor")
    tree = lexbor.LexborHTMLParser(decoded.text)
    reader = _Reader(settings, _hidden_by_rules(tree))
    body = tree.body
    if body is not None:
        reader.measure(body)
        reader.find_site(body)
    blocks = Blocks(settings=settings)
    if body is not None:
        blocks.add(reader.blocks_of(body))
    if sum(len(line.text.strip()) for line in blocks.lines) < settings.page_text:
        raise SourceError(
            path, "网页里没有正文（也许是登录页或跳转页）", "若本应是 PDF 或其他文件，请重新下载"
        )
    if decoded.encoding != "UTF-8":
        blocks.messages.append(f"文件编码为 {decoded.encoding}，已按此读取")
    blocks.unread.extend((*undecodable(decoded), *reader.unread()))
    blocks.messages.extend(reader.said())
    return blocks.document(path, data, "html")


def _decoded(data: bytes) -> Decoded | None:
    """The text of a page, by what it declares where that holds for every byte, else by what it is."""
    found = _CHARSET.search(data[:_DECLARED_WITHIN])
    name = found[1].decode("ascii").lower() if found else ""
    if name.startswith("gb") and not data.startswith(codecs.BOM_UTF8):
        name = "gb18030"  # gb2312 and gbk are parts of it
    try:
        codec = codecs.lookup(name).name if name else ""
        if (
            codec
            and codec not in ("utf-8", "utf-16")
            and not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE))
        ):
            return Decoded(data.decode(codec), codec.upper())
    except (LookupError, UnicodeError, TypeError):
        pass  # declared wrongly
    return decode(data)


def _depth(data: bytes) -> int:
    """How deep the tags of a page are nested, at most: what is closed too often closes nothing."""
    depth = deepest = 0
    for tag in _TAG.finditer(data):
        depth = max(depth - 1, 0) if tag[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _hidden_by_rules(tree: Any) -> set[int]:
    """The elements that a plain rule of a style sheet in the page hides (``.x{display:none}``)."""
    hidden: set[int] = set()
    for style in tree.css("style"):
        for rule in _RULE.finditer(style.text() or ""):
            if not _HIDDEN.search(rule[2]):
                continue
            for selector in rule[1].split(","):
                if _PLAIN_SELECTOR.fullmatch(selector.strip()):
                    hidden.update(node.mem_id for node in tree.css(selector.strip()))
    return hidden


@dataclass(slots=True)
class _Weight:
    """What stands in an element: characters, those of links, links, amounts alone in a cell."""

    text: int = 0
    linked: int = 0
    links: int = 0
    amounts: int = 0


@dataclass(slots=True)
class _Reader:
    """Walks the tree of a page; counts what is left out."""

    settings: OfficeSettings
    hidden_nodes: set[int]
    weights: dict[int, _Weight] = field(default_factory=dict)
    site: set[int] = field(default_factory=set)
    files: dict[str, str] = field(default_factory=dict)
    hidden: int = 0
    deleted: int = 0
    deep: int = 0
    pictures: int = 0
    site_parts: int = 0

    # ---- what belongs to the site --------------------------------------------------------------

    def measure(self, body: Any) -> None:
        """The weight of every element, those inside it included; without recursion, as pages nest deeply."""
        order: list[Any] = []
        stack = [body]
        while stack:
            node = stack.pop()
            order.append(node)
            stack.extend(child for child in node.iter() if child.tag not in _UNSEEN)
        for node in reversed(order):
            weight = _Weight()
            for child in node.iter(include_text=True):
                if child.is_text_node:
                    weight.text += len("".join((child.text_content or "").split()))
                elif (inner := self.weights.get(child.mem_id)) is not None:
                    weight.text += inner.text
                    weight.linked += inner.linked
                    weight.links += inner.links
                    weight.amounts += inner.amounts
            if node.tag == "a":
                weight.linked, weight.links = weight.text, 1
            if node.tag in _CELLS and is_amount((node.text() or "").strip()):
                weight.amounts = 1
            self.weights[node.mem_id] = weight

    def find_site(self, body: Any) -> None:
        """Mark navigation, head and foot of the site: by their tags, names and links, never what holds the text."""
        most = self.weights[body.mem_id].text - self.weights[body.mem_id].linked
        stack = [body]
        while stack:
            node = stack.pop()
            for child in node.iter():
                weight = self.weights.get(child.mem_id)
                if weight is None or not weight.text:
                    continue
                own = weight.text - weight.linked
                small = own < self.settings.site_share * most and weight.amounts < self.settings.own_amounts
                if small and (
                    _is_named_site(child) or self._is_links(child, weight) or self._is_foot(child, weight)
                ):
                    self.site.add(child.mem_id)
                else:
                    stack.append(child)

    def _is_links(self, node: Any, weight: _Weight) -> bool:
        """Mostly links to other pages: attachments of the text are links to files."""
        few = weight.links < self.settings.site_links
        if few or weight.linked < self.settings.site_linked * weight.text or node.tag not in _BLOCKS:
            return False
        return not any(_FILES.search(_target(link)) for link in node.css("a"))

    def _is_foot(self, node: Any, weight: _Weight) -> bool:
        """A short block that says who runs the site."""
        is_block = node.tag in _BLOCKS or node.tag in _CELLS
        short = weight.text <= self.settings.site_foot
        return is_block and short and bool(_SITE_TEXT.search(node.text() or ""))

    # ---- blocks -----------------------------------------------------------------------------------

    def blocks_of(self, node: Any, depth: int = 0) -> list[Block]:
        """What stands in an element, a table or a paragraph at a time."""
        out: list[Block] = []
        text: list[str] = []
        self._into(node, out, text, depth, False)
        self._flush(out, text, False)
        return out

    def _into(self, node: Any, out: list[Block], text: list[str], depth: int, is_heading: bool) -> None:
        """Add the children of ``node``: inline text gathers in ``text`` until a block ends it."""
        stack: list[tuple[Iterator[Any], bool, bool]] = [(node.iter(include_text=True), False, is_heading)]
        while stack:
            children, is_block, heading = stack[-1]
            child = next(children, None)
            if child is None:
                stack.pop()
                if is_block:
                    self._flush(out, text, heading)
                continue
            if child.is_text_node:
                text.append(re.sub(r"[ \t\r\n\f]+", " ", child.text_content or ""))
                continue
            tag = child.tag
            if not self._is_shown(child):
                continue
            if tag == "br":
                text.append("\n")
            elif tag == "table":
                self._flush(out, text, heading)
                self._table(child, out, depth)
            else:
                starts = tag in _BLOCKS or tag in _CELLS or tag in ("tr", "caption")
                if starts:
                    self._flush(out, text, heading)
                if tag == "a":
                    self._note_file(child)
                stack.append((child.iter(include_text=True), starts, heading or tag in _HEADINGS))

    def _flush(self, out: list[Block], text: list[str], is_heading: bool) -> None:
        lines = [line.strip() for line in "".join(text).replace("\xa0", " ").split("\n")]
        text.clear()
        if whole := "\n".join(line for line in lines if line):
            out.append(Paragraph(whole, is_heading))

    def _is_shown(self, node: Any) -> bool:
        """Whether an element shows anything; counts what is hidden or of the site."""
        if node.tag in _UNSEEN or not node.is_element_node:
            return False
        if node.tag == "del":  # an editor's tracked deletion, as Word and LibreOffice export it
            self.deleted += 1
            return False
        if node.tag == "img":
            self.pictures += 1
        if node.mem_id in self.site:
            self.site_parts += 1
            return False
        attributes = node.attributes
        style = attributes.get("style") or ""
        if (
            "hidden" in attributes
            or node.mem_id in self.hidden_nodes
            or _HIDDEN.search(style)
            or _INVISIBLE.search(style)
        ):
            weight = self.weights.get(node.mem_id)
            self.hidden += bool(weight and weight.text)
            return False
        return True

    def _note_file(self, link: Any) -> None:
        target = _target(link)
        if _FILES.search(target):
            self.files.setdefault(target, " ".join((link.text() or "").split()))

    # ---- tables -----------------------------------------------------------------------------------

    def _table(self, node: Any, out: list[Block], depth: int) -> None:
        if depth >= self.settings.depth:
            self.deep += 1
            return
        table = MarkedTable()
        for part in node.iter():
            if part.tag == "caption" and self._is_shown(part):
                out.extend(self.blocks_of(part, depth + 1))
            elif part.tag == "tr":
                self._row(part, table, depth)
            elif part.tag in ("thead", "tbody", "tfoot") and self._is_shown(part):
                for row in part.iter():
                    if row.tag == "tr":
                        self._row(row, table, depth)
        out.append(table)

    def _row(self, row: Any, table: MarkedTable, depth: int) -> None:
        if not self._is_shown(row):
            return
        cells: list[MarkedCell] = []
        for node in row.iter():
            if node.tag not in _CELLS:
                continue
            attributes = node.attributes
            is_empty = bool(_INVISIBLE.search(attributes.get("style") or ""))
            if not self._is_shown(node) and not is_empty:  # an invisible cell keeps its place
                continue
            content = [] if is_empty else self.blocks_of(node, depth + 1)
            rows = _span(attributes.get("rowspan"), self.settings.row_span, to_the_end=True)
            cells.append(
                MarkedCell(content, rows, _span(attributes.get("colspan"), self.settings.column_span))
            )
        table.rows.append(cells)

    # ---- what was left out ------------------------------------------------------------------------

    def unread(self) -> Iterator[Unread]:
        """The files that the page links to, and tables nested too deeply."""
        for target, name in list(self.files.items())[: self.settings.shown * 4]:
            file = unquote(urlsplit(target).path.rpartition("/")[2])
            yield Unread(reason=ATTACHMENT, detail=f"附件“{name or file}”（{file}）在网页之外，未下载")
        if len(self.files) > self.settings.shown * 4:
            yield Unread(
                reason=ATTACHMENT,
                detail=f"另有 {len(self.files) - self.settings.shown * 4} 个附件在网页之外，未下载",
            )
        if self.deep:
            detail = f"套了 {self.settings.depth} 层以上的表格有 {self.deep} 个，未读取"
            yield Unread(reason=TOO_LARGE, detail=detail)

    def said(self) -> Iterator[str]:
        if self.hidden:
            yield f"网页中有 {self.hidden} 处隐藏的内容，未读取"
        if self.deleted:
            yield f"网页中有 {self.deleted} 处修订删去的文字（del），未读取"
        if self.site_parts:
            yield f"网站的导航、页眉、页脚等 {self.site_parts} 块不作正文"


def _is_named_site(node: Any) -> bool:
    attributes = node.attributes
    if node.tag in _SITE_TAGS or attributes.get("role") in _SITE_ROLES:
        return True
    return bool(_SITE_NAMES.search(f"{attributes.get('class') or ''} {attributes.get('id') or ''}"))


def _target(link: Any) -> str:
    """Where a link leads, without what follows the path."""
    return (link.attributes.get("href") or "").partition("?")[0].partition("#")[0].strip()


def _span(text: str | None, most: int, *, to_the_end: bool = False) -> int:
    """A span as the standard reads it: the digits at its head; 0 rows reach to the end of the table."""
    found = re.match(r"\s*\+?(\d{1,9})", text or "", re.ASCII)
    if found is None:
        return 1
    number = int(found[1])
    if number == 0:
        return most if to_the_end else 1
    return min(number, most)
