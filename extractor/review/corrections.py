"""The one validator of what a person typed as a value: page, XLSX, CSV, JSONL and Label Studio all pass here.

Takes a record, a path and the typed text; gives the :class:`~gouji.schemas.review.Change` to store.  A figure cell
takes a figure of its kind and nothing else.  What the evidence region does not print has to be typed a second
time and is marked; what it prints is stored with the printed digits.  Raises :class:`ConfigError` with the reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Literal

from gouji.domain.table_words import holds_shares
from gouji.domain.units import MONEY_UNITS
from gouji.errors import ConfigError
from gouji.figures import amount, cell_text, is_code_column
from gouji.normalise import fold
from gouji.prose import vocabulary
from gouji.review.paths import CHOICES, coerce, slot
from gouji.review.printed_text import figures, is_one_figure, narrow, printed_figure, prints_text, value_of
from gouji.review.values import MIXED_KINDS
from gouji.schemas.record import Record, Table
from gouji.schemas.review import Change, Typed

ValueKind = Literal["amount", "percent", "count", "figure", "code", "text", "fixed"]
"""What a place takes: money, a share, a number of things, any figure, a code, words, one of a few words."""

NAMES: dict[ValueKind, str] = {
    "amount": "金额",
    "percent": "百分比",
    "count": "数量",
    "figure": "数",
    "code": "代码",
    "text": "文字",
    "fixed": "规定的值",
}
FIGURES: frozenset[ValueKind] = frozenset({"amount", "percent", "count", "figure"})

TYPE_AGAIN = "确为原文所印，请再填一次（表格填“更正为（再填一次）”列）"
EMPTY = ("空", "空白", "empty")
"""The second typing of a cell that is blank."""
MOST = 0.5
"""A column takes figures when more than this share of its other cells are some."""
_NOTHING = frozenset({"-", "—", "－", "--", "——", "–", "/", "…", "无"})
"""What is printed where there is no figure: tells nothing about the column."""
_WORDS = re.compile(r"备注|说明|名称|内容|依据")
_COUNT = re.compile(
    r"[（(](?:辆|台|套|人|个|人次|批次|批|次|家|户|件|项)[)）]|数量|人数|台数|辆数|批次|人次|个数|编制数"
)
_COUNT_UNITS = frozenset({"人", "个", "辆", "台", "套", "次", "批", "批次", "人次", "家", "户", "件", "项"})
_CODE = re.compile(r"[0-9][0-9.\-]*")
_ERROR = re.compile(r"#(?:N/?A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!|SPILL!|CALC!)|#{3,}", re.IGNORECASE)
_FORMULA = re.compile(r"\s*[=@＝＠]|\s*[-+＋－].*[A-Za-z_]\w*\s*\(")
_DATE = re.compile(r"\d{2,4}\s*[-/.年]\s*\d{1,2}\s*(?:[-/.月]\s*\d{1,2}.*|月.*)")
_CHINESE = re.compile(r"[零〇一二三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟两]")
_UNIT = re.compile(r"\d\s*(?:[十百千万亿]*元|[十百千万亿]+)\s*$")


def _longest(words: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(word) for word in sorted(set(words), key=len, reverse=True)))


_UNIT_WORDS = _longest([*MONEY_UNITS, *vocabulary.MONEY_UNITS, *vocabulary.COUNT_UNITS, *_COUNT_UNITS, "%"])
_DIRECTION_OF = {word: way for word, way in vocabulary.DIRECTIONS.items() if len(word) > 1}
"""Single letters (多, 增) stand in other words, too (增值税)."""
_DIRECTION_WORDS = _longest(_DIRECTION_OF)
_OPERATOR_OF = {fold(word): sign for word, sign in (*vocabulary.TARGET_OPERATORS, *vocabulary.TARGET_TAILS)}
_OPERATOR_WORDS = _longest(_OPERATOR_OF)


class AgainError(ConfigError):
    """The place does not print what was typed, or it is just what the rules deduced: it is to be typed again."""

    def __init__(self, path: str, new: str, why: str, hint: str = TYPE_AGAIN) -> None:
        self.path, self.new = path, new
        super().__init__(path, why, hint)


class RemovalError(ConfigError):
    """A value said to be not printed stands there in print, or could not be looked up: to be said a second time."""

    def __init__(self, path: str, why: str) -> None:
        self.path = path
        hint = "读得对而问题有合理原因，请选“合规”；确要删去读数，请再次确认（表格在“更正为（再填一次）”列再写“不成立”）"
        super().__init__(path, why, hint)


def kind_of(record: Record, path: str) -> ValueKind:
    """What the value at ``path`` has to be; raises :class:`ConfigError` when there is no such place."""
    where = slot(record, path)
    parts = path.split("/")
    field = parts[-1]
    if parts[0] == "tables":
        table = next(t for t in record.tables if t.id == parts[1])
        if parts[2] == "rows":
            return _cell_kind(table, int(parts[3]), int(parts[5]))
        return "fixed" if parts[2:] == ["unit"] else _own_kind(where.value)
    if field in CHOICES or field.endswith("_date") or field in ("year", "fiscal_year", "unit"):
        return "fixed"
    if field.endswith("_pct") or field == "execution_rate":
        return "percent"
    if parts[0] == "statements" and field in ("value", "change", "budget_value"):
        measure = next(s.measure for s in record.statements if s.id == parts[1])
        measured: dict[str, ValueKind] = {
            "amount": "amount",
            "count": "count",
            "ratio": "figure",
            "score": "figure",
        }
        return measured[measure]
    if parts[0] == "projects" and field in ("amount", "budget_amount", "executed_amount", "score"):
        return "amount"
    return _own_kind(where.value) if (parts[0], field) == ("targets", "value") else "text"


def _own_kind(value: str | None) -> ValueKind:
    """By what was read there, where nothing else tells."""
    return "figure" if value is not None and value_of(value) is not None else "text"


def _cell_kind(table: Table, row: int, column: int) -> ValueKind:
    """By the other cells of the column; a column of codes takes codes, a header may ask for shares or counts."""
    own = table.rows[row][column]
    header = table.columns[column] if column < len(table.columns) else []
    others = [cells[column] for n, cells in enumerate(table.rows) if n != row and column < len(cells)]
    peers = [text for text in others if text and text not in _NOTHING]
    if header and _WORDS.search(header[-1]):
        return "text"
    if is_code_column(header):
        return "code" if _share(peers, _is_code) > MOST else "text"
    if table.kind in MIXED_KINDS:  # their columns mix figures with ≥95% and 79.30万元, as printed
        takes_figures = all(_is_figure(text) for text in [*peers, *([own] if own else [])]) and bool(peers)
    elif peers:
        takes_figures = _share(peers, _is_figure) > MOST
    else:
        takes_figures = _is_figure(own) if own is not None else bool(table.unit) and column > 0
    if not takes_figures:
        return "text"
    sample = [*peers, *([own] if own else [])]
    if _share(sample, lambda text: text.endswith("%")) > MOST or any(map(holds_shares, header)):
        return "percent"
    if any(_COUNT.search(h) and "万" not in h for h in header) or table.unit in _COUNT_UNITS:
        return "count"
    return "figure" if any(text.endswith("%") for text in sample) else "amount"


def _share(texts: Iterable[str], holds: Callable[[str], bool]) -> float:
    found = [holds(text) for text in texts]
    return sum(found) / len(found) if found else 0.0


def _is_figure(text: str) -> bool:
    return value_of(text) is not None


def _is_code(text: str) -> bool:
    return _CODE.fullmatch(text) is not None


def in_form(record: Record, path: str, text: str | None) -> str | None:
    """What was typed, in the form that the place holds; raises :class:`ConfigError` when it is none of its kind."""
    kind = kind_of(record, path)
    if text is None or not text.strip():
        return None
    _refuse_sheet_leavings(path, text)
    if kind in FIGURES:
        return _figure(path, kind, text, slot(record, path).value)
    new = cell_text(text)
    if kind == "code" and new is not None and not _is_code(new):
        raise ConfigError(path, f"{_shown(text)} 不是代码", "此列只能填代码")
    coerce(path, new)
    return new


def _refuse_sheet_leavings(path: str, text: str) -> None:
    """What a spreadsheet leaves in a cell and no document prints."""
    if _ERROR.fullmatch(text.strip()):
        raise ConfigError(path, f"{_shown(text)} 是表格软件的错误值", "请填原文所印的值")
    if _FORMULA.match(text):
        raise ConfigError(path, "是公式，不是原文所印的值", "请填原文所印的值")


def _figure(path: str, kind: ValueKind, text: str, like: str | None) -> str:
    """The digits of one figure, in the style of the reading; the reason says what was typed instead."""
    typed = narrow(text).strip()
    is_share = typed.endswith("%")
    body = typed[:-1].rstrip() if is_share else typed
    if not is_one_figure(body):
        raise ConfigError(path, f"{_shown(text)} 不是{NAMES[kind]}：{_what(typed)}", "只填一个数，不带单位")
    if is_share and kind in ("amount", "count"):
        raise ConfigError(path, f"{_shown(text)} 是百分比，此处应为{NAMES[kind]}", "只填一个数，不带单位")
    value = amount(body)
    if kind == "count" and value is not None and (value < 0 or (value % 1 and "." not in (like or ""))):
        raise ConfigError(path, f"{_shown(text)} 不是数量", "数量不为负，且为整数")
    digits = cell_text(body) or body
    if kind == "percent":
        is_share = like.endswith("%") if like else is_share
    return f"{digits}%" if is_share else digits


def _what(typed: str) -> str:
    """What the text is, in words that help to mend it."""
    if _DATE.fullmatch(typed):
        return "像是日期"
    if _UNIT.search(typed):
        return "带了单位"
    if re.fullmatch(r"[-+]?\d+(?:\.\d+)?[eE][-+]?\d+", typed):
        return "是科学计数"
    if len(re.findall(r"\d[\d,]*(?:\.\d+)?", typed)) > 1 or typed.count(".") > 1:
        return "像是几个数连在一起"
    return "是中文数字" if _CHINESE.search(typed) else "不是数字"


def _shown(text: str) -> str:
    return f"“{text.strip()[:40]}”"


def checked(record: Record, typed: Typed, text: str | None, deduced: Iterable[str] = ()) -> Change:
    """The correction to store; ``text`` is what the place prints, ``None`` when the source is not at hand.

    Raises :class:`AgainError` when the value was not typed twice and the place does not print it, or it is one of
    those that the rules ``deduced`` (the figure that it should be often stands beside the one that is wrong).
    """
    path = typed.path
    old = slot(record, path).value
    new = in_form(record, path, typed.new)
    if new is None:
        return _emptied(record, typed, text)
    again = in_form(record, path, typed.again)
    if again is not None and not _same(again, new):
        raise ConfigError(path, f"两次填写不一致（{new}、{again}）", "请看着原文重填")
    kind = kind_of(record, path)
    found = _printed(path, kind, new, text)
    if isinstance(found, str):
        new = _figure(path, kind, found, old)
    if new == old:
        raise ConfigError(path, f"更正值与读数相同（{old}）", "读得对时不是更正")
    printed = None if found is None else bool(found)
    doubt = _doubt(new, printed, deduced)
    if doubt is not None and again is None:
        raise AgainError(path, new, doubt)
    return Change(path=path, old=old, new=new, printed=printed)


def _emptied(record: Record, typed: Typed, text: str | None) -> Change:
    """A cell said to be blank in print; said a second time where the place prints something or cannot be looked at."""
    path = typed.path
    if not path.startswith("tables/"):
        raise ConfigError(path, "更正值是空的", "原文没有这个值时请选“原文没有”")
    change = removal(record, path, text)
    if change.old is None:
        raise ConfigError(path, "更正值与读数相同（空）", "")
    again = (typed.again or "").strip()
    if again and again not in EMPTY:
        raise ConfigError(path, f"两次填写不一致（空、{again[:40]}）", "请看着原文重填")
    if change.printed is not True and not again:
        raise AgainError(path, "", f"{_still_there(change)}。确为空白，请在再填一次处填“{EMPTY[0]}”", "")
    return change


def removal(record: Record, path: str, text: str | None) -> Change:
    """The value at ``path`` taken out; ``printed`` says whether the print bears that out (``text`` as in :func:`checked`).

    A cell that prints any figure is not blank; in a sentence it is the value itself that is looked for.
    """
    old, kind = slot(record, path).value, kind_of(record, path)
    stands: bool | None = None
    if old is not None and text is not None:
        is_cell = path.startswith("tables/") and not path.endswith("/unit")
        found = any(figures(text)) if is_cell and kind in FIGURES else _printed(path, kind, old, text)
        # Words are kept in another form than they are printed in (2026-02-28): not found is not absent.
        stands = True if found else False if kind in FIGURES or kind == "code" else None
    return Change(path=path, old=old, new=None, printed=None if stands is None else not stands)


def refuse_unconfirmed(removals: Iterable[Change]) -> None:
    """Raise :class:`RemovalError` for the first value that is printed, or that could not be looked up."""
    for change in removals:
        if change.old is not None and change.printed is not True:
            raise RemovalError(change.path, _still_there(change))


def _still_there(change: Change) -> str:
    if change.printed is None:
        return f"未能与原文核对，不能确认原文没有 {(change.old or '')[:40]}"
    return f"原文此处印有内容（读作 {(change.old or '')[:40]}）"


def _doubt(new: str, printed: bool | None, deduced: Iterable[str]) -> str | None:
    """Why the value has to be typed a second time."""
    if any(_same(new, value) for value in deduced):
        seen = "" if printed else "，原文此处未见" if printed is False else "，未能与原文核对"
        return f"{new} 正是勾稽关系推算的值{seen}"
    if printed is None:
        return f"原文不在手边，{new} 未能与原文核对"
    return None if printed else f"原文此处未见 {new}"


def _same(one: str, other: str | None) -> bool:
    if other is None:
        return False
    values = value_of(one), value_of(other)
    return one == other or (None not in values and values[0] == values[1])


def _printed(path: str, kind: ValueKind, new: str, text: str | None) -> str | bool | None:
    """The printed form of a figure, whether words are printed, ``None`` when nothing is at hand."""
    if text is None:
        return None
    if kind == "fixed":
        return _bears_out(path.rpartition("/")[2], new, text)
    if kind in FIGURES:
        return printed_figure(new, text, shares=kind in ("percent", "figure")) or False
    return new in _CODE.findall(narrow(text)) if kind == "code" else prints_text(new, text)


def _bears_out(field: str, new: str, text: str) -> bool | None:
    """Whether ``text`` has words that mean ``new``; ``None`` for what no words on the spot say (kind of document, scope).

    The longest word counts: 万元 is not 元, 不低于 is not 低于.
    """
    plain = fold(narrow(text))
    if field == "unit":
        return new in _UNIT_WORDS.findall(plain) or (not _UNIT_WORDS.fullmatch(new) and fold(new) in plain)
    if field == "direction":
        return new in {_DIRECTION_OF[word] for word in _DIRECTION_WORDS.findall(plain)}
    if field == "operator":
        return new in {_OPERATOR_OF[word] for word in _OPERATOR_WORDS.findall(plain)}
    if field in ("year", "fiscal_year"):
        return re.search(rf"(?<![0-9]){new}(?![0-9])", plain) is not None
    if field.endswith("_date"):
        year, month, day = (int(part) for part in new.split("-"))
        written = rf"(?<![0-9]){year}[^0-9]{{1,2}}0?{month}[^0-9]{{1,2}}0?{day}(?![0-9])"
        return re.search(written, plain) is not None
    return None


def suggestion(record: Record, typed: Typed) -> Change:
    """What the document should say at a place, in form but not compared with the print: it is not printed there."""
    old = slot(record, typed.path).value
    new = in_form(record, typed.path, typed.new)
    if new is None:
        raise ConfigError(typed.path, "建议值是空的", "没有建议时请留空")
    if _same(new, old):
        raise ConfigError(typed.path, f"建议值与所印的值相同（{old}）", "文件有误时，建议值应与所印的不同")
    return Change(path=typed.path, old=old, new=new)
