"""Clauses: the statements of the prose, worded as disclosures word them, with their truth.

Takes figures of the ledger, gives :class:`Clause` objects whose pieces know which field they print,
so that text and truth cannot drift apart.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import Decimal

from gouji.eval.robustness.model import Clause, Piece, percent
from gouji.eval.robustness.tables import Printer

_MORE, _LESS = ("增加", "增长"), ("减少", "下降")
DIRECTIONS = {
    "增加": "increase",
    "增长": "increase",
    "减少": "decrease",
    "下降": "decrease",
    "持平": "flat",
}
_REASONS = {
    True: ("本年度项目经费增加", "人员增加及工资正常晋级", "新增专项工作任务", "社保缴费基数上调"),
    False: ("落实过紧日子要求压减支出", "人员退休调出", "上年度一次性项目已完成", "部分项目按进度调减"),
}


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes clauses for one document: its year, its words for comparing and its figures' print."""

    printer: Printer
    rng: random.Random
    year: int
    base: str = "上年"
    compare: str = "与上年相比"

    def figure(self, value: Decimal) -> str:
        return self.printer.prose(value)

    def amount(self, subject: str, amount: int, before: str = "", after: str = "", **fields: str) -> Clause:
        """``before`` subject amount 万元 ``after``."""
        pieces = [
            Piece(before + subject),
            Piece(self.figure(self.printer.wan(amount)), "value"),
            Piece("万元" + after),
        ]
        return Clause([piece for piece in pieces if piece.text], self._fields(subject, **fields))

    def count(self, subject: str, number: int, unit: str, before: str = "") -> Clause:
        fields = self._fields(subject, measure="count", unit=unit)
        return Clause([Piece(before + subject), Piece(str(number), "value"), Piece(unit)], fields)

    def _fields(self, subject: str, **fields: str) -> dict[str, str | int | None]:
        return {"subject": subject, "measure": "amount", "unit": "万元", "year": self.year, **fields}

    def share(self, clause: Clause, part: int, whole: int) -> Clause:
        """占…% of ``whole`` behind the clause."""
        share = percent(self.printer.wan(part), self.printer.wan(whole))
        clause.pieces += [Piece("，占"), Piece(self._percent(share), "share_pct"), Piece("%")]
        return clause

    def _percent(self, value: Decimal) -> str:
        text = f"{value:.2f}"
        return text.rstrip("0").rstrip(".") if self.printer.style.strip_zeros else text

    def change(self, clause: Clause, now: int, before: int, reason: bool = False, stop: str = "。") -> Clause:
        """与上年相比增加…万元，增长…% behind the clause, from the printed figures; 持平 when they agree."""
        this, last = self.printer.wan(now), self.printer.wan(before)
        clause.fields["base"] = self.base
        if this == last:
            clause.pieces += [Piece(f"，与{self.base}"), Piece("持平", "direction"), Piece(stop)]
            return clause
        words = _MORE if this > last else _LESS
        pieces = [Piece("，" + self.compare), Piece(words[0], "direction")]
        pieces += [Piece(self.figure(abs(this - last)), "change"), Piece("万元")]
        if last:
            growth = self._percent(percent(abs(this - last), last))
            pieces += [
                Piece("，"),
                Piece(words[1], "direction_again"),
                Piece(growth, "change_pct"),
                Piece("%"),
            ]
        pieces.append(Piece(stop))
        if reason:
            cause = self.rng.choice(_REASONS[this > last])
            pieces += [Piece("主要原因是"), Piece(cause, "reason"), Piece(stop)]
        clause.pieces += pieces
        return clause

    def budget_and_outturn(self, subject: str, budget: int, outturn: int, before: str) -> Clause:
        """年初预算为…，支出决算为…，完成年初预算的…%, with the reason of the difference."""
        planned, spent = self.printer.wan(budget), self.printer.wan(outturn)
        pieces = [Piece(before), Piece("年初预算为"), Piece(self.figure(planned), "budget_value")]
        pieces += [
            Piece("万元，支出决算为"),
            Piece(self.figure(spent), "value"),
            Piece("万元，完成年初预算的"),
        ]
        pieces += [Piece(self._percent(percent(spent, planned)), "completion_pct"), Piece("%。")]
        if spent == planned:
            pieces += [Piece("决算数与预算数"), Piece("持平", "direction"), Piece("。")]
            return Clause(pieces, self._fields(subject, base="预算数"))
        word = "大于" if spent > planned else "小于"
        pieces += [
            Piece(f"决算数{word}预算数的主要原因："),
            Piece(self.rng.choice(_REASONS[spent > planned]), "reason"),
        ]
        return Clause([*pieces, Piece("。")], self._fields(subject))


def statement(clause: Clause, section: str, number: int) -> dict[str, object]:
    """The gold record of a clause as it is printed."""
    record: dict[str, object] = {
        "id": f"s{number:03d}",
        "section": section,
        "subject": None,
        "measure": "amount",
        "value": None,
        "unit": None,
        "year": None,
        "base": None,
        "direction": None,
        "change": None,
        "change_pct": None,
        "share_pct": None,
        "completion_pct": None,
        "budget_value": None,
        "reason": None,
        **clause.fields,
    }
    for piece in clause.pieces:
        if piece.field == "direction":
            record["direction"] = DIRECTIONS[piece.text]
        elif piece.field == "reason":
            record["reason"] = piece.text
        elif piece.field in record:
            record[piece.field] = piece.text.replace(",", "")
    record["quote"] = clause.text
    return record
