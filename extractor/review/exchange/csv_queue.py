"""The queue as CSV: UTF-8 with a mark and CRLF, so that Excel opens it right; no cell is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from extractor.errors import ConfigError
from extractor.output.cells import clean
from extractor.output.guard import guarded, unguarded
from extractor.review.exchange.columns import COLUMNS, Row, header, keys_of


def csv_text(rows: Iterable[Row], lang: str) -> str:
    """The whole file as text (without the byte order mark)."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(header(lang))
    for row in rows:
        writer.writerow([guarded(clean(row[key])) for key in COLUMNS])
    return out.getvalue()


def write_csv(rows: Iterable[Row], path: Path, lang: str) -> None:
    """Write the file; ``utf-8-sig`` is what makes Excel read Chinese."""
    path.write_bytes(csv_text(rows, lang).encode("utf-8-sig"))


def read_csv(path: Path) -> Iterator[tuple[int, Row]]:
    """(line number, row) of every row; GB18030 is read too, because Excel in China saves so.

    Raises :class:`ConfigError` when the file is no queue.
    """
    text = _decoded(path)
    delimiter = "\t" if "\t" in text.partition("\n")[0] else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        keys = keys_of(next(reader, []))
        if not {"item_id", "verdict"} <= set(keys):
            raise ConfigError(path, "表头不对：没有“编号”或“结论”列", "请用 gouji review export 导出的文件")
        for cells in reader:
            if any(cell.strip() for cell in cells):
                pairs = zip(keys, cells, strict=False)
                yield reader.line_num, {key: unguarded(cell) for key, cell in pairs if key}
    except csv.Error as error:
        raise ConfigError(path, f"不是 CSV：第 {reader.line_num} 行：{error}", "请另存为 CSV") from error


def _decoded(path: Path) -> str:
    data = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ConfigError(path, "文字编码不认识", "请另存为 UTF-8 的 CSV")
