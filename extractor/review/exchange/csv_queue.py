"""The queue as CSV: UTF-8 with a mark and CRLF, so that Excel opens it right; no cell is a formula."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from gouji.errors import ConfigError
from gouji.output.cells import clean, guarded, unguarded
from gouji.review.exchange.columns import COLUMNS, HEADER_WITHIN, QueueRow, header, is_header, keys_of


def csv_text(rows: Iterable[QueueRow], lang: str) -> str:
    """The whole file as text (without the byte order mark)."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(header(lang))
    for row in rows:
        writer.writerow([guarded(clean(row[key])) for key in COLUMNS])
    return out.getvalue()


def write_csv(rows: Iterable[QueueRow], path: Path, lang: str) -> None:
    """Write the file; ``utf-8-sig`` is what makes Excel read Chinese."""
    path.write_bytes(csv_text(rows, lang).encode("utf-8-sig"))


def read_csv(path: Path) -> Iterator[tuple[int, QueueRow]]:
    """(line number, row) of every row; GB18030 and UTF-16 with tabs are read too, because Excel saves so.

    Raises :class:`ConfigError` when the file is no queue.
    """
    text = _decoded(path)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    try:
        # A title may have been put above the header.
        keys = next(
            (found for cells in islice(reader, HEADER_WITHIN) if is_header(found := keys_of(cells))), None
        )
        if keys is None:
            raise ConfigError(path, "表头不对：没有“编号”或“结论”列", "请用 gouji review export 导出的文件")
        for cells in reader:
            if any(cell.strip() for cell in cells):
                pairs = zip(keys, cells, strict=False)
                yield reader.line_num, {key: unguarded(cell) for key, cell in pairs if key}
    except csv.Error as error:
        raise ConfigError(path, f"不是 CSV：第 {reader.line_num} 行：{error}", "请另存为 CSV") from error


def _delimiter(text: str) -> str:
    """The one that parts the header into most columns we know: comma, tab, or the semicolon of some locales."""
    head = text.splitlines()[:HEADER_WITHIN]
    return max(",\t;", key=lambda mark: max((_columns_of(line, mark) for line in head), default=0))


def _columns_of(line: str, mark: str) -> int:
    return sum(key is not None for key in keys_of(cell.strip('"') for cell in line.split(mark)))


def _decoded(path: Path) -> str:
    data = path.read_bytes()
    is_wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ConfigError(path, "文字编码不认识", "请另存为 UTF-8 的 CSV")
