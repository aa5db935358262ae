"""Mistakes planted in prose: figures, units, percentages, direction words, blanks.

Each function edits the disclosure in place and gives :class:`Planted`, or ``None`` where it finds no place.
"""

from __future__ import annotations

import random
from decimal import Decimal

from gouji.eval.robustness.cells import Planted, amount_cells, wrong_digits
from gouji.eval.robustness.model import Clause, Disclosure, Paragraph, Piece
from gouji.figures import amount, in_yuan

_OPPOSITE = {"增加": "减少", "减少": "增加", "增长": "下降", "下降": "增长"}


def _pieces(disclosure: Disclosure, *fields: str) -> list[tuple[Paragraph, Clause, Piece]]:
    return [(p, c, piece) for p, c in disclosure.clauses() for piece in c.pieces if piece.field in fields]


def _table_amounts(disclosure: Disclosure) -> set[Decimal]:
    """Every amount of the tables in 万元, two places."""
    found = set()
    for table in disclosure.tables:
        for place in amount_cells(table):
            yuan = in_yuan(place.text, table.unit)
            if yuan is not None:
                found.add((yuan / 10_000).quantize(Decimal("0.01")))
    return found


def _in_prose(kind: str, type_: str, p: Paragraph, clause: Clause, printed: str, right: str) -> Planted:
    return Planted(kind, type_, printed, right, section=p.section, quote=clause.text)


def _tied(disclosure: Disclosure) -> list[tuple[Paragraph, Clause, Piece]]:
    """Amounts of the prose that stand in a table too and are not zero."""
    amounts = _table_amounts(disclosure)
    spots = []
    for p, clause, piece in _pieces(disclosure, "value"):
        value = amount(piece.text)
        if value and clause.fields["measure"] == "amount" and value.quantize(Decimal("0.01")) in amounts:
            spots.append((p, clause, piece))
    return spots


def prose_figure(disclosure: Disclosure, rng: random.Random) -> Planted | None:
    spots = _tied(disclosure)
    rng.shuffle(spots)
    for p, clause, piece in spots:
        right, wrong = piece.text, wrong_digits(rng, piece.text)
        if wrong:
            piece.text = wrong
            printed = wrong.replace(",", "")
            return _in_prose("prose_figure", "prose_vs_table", p, clause, printed, right.replace(",", ""))
    return None


def unit_wrong(disclosure: Disclosure, rng: random.Random) -> Planted | None:
    spots = _tied(disclosure)
    if not spots:
        return None
    p, clause, piece = rng.choice(spots)
    after = clause.pieces[clause.pieces.index(piece) + 1]
    after.text = after.text.replace("万元", "元", 1)
    clause.fields["unit"] = "元"
    return _in_prose("unit_wrong", "unit", p, clause, "元", "万元")


def percentage_wrong(disclosure: Disclosure, rng: random.Random) -> Planted | None:
    spots = _pieces(disclosure, "change_pct", "share_pct", "completion_pct")
    spots = [spot for spot in spots if Decimal(spot[2].text) not in (0, 100)]
    if not spots:
        return None
    p, clause, piece = rng.choice(spots)
    right = piece.text
    off = Decimal(rng.randint(100, 2500)) / 100
    piece.text = f"{Decimal(right) + off:f}"
    return _in_prose("percentage_wrong", "percent", p, clause, piece.text, right)


def direction_wrong(disclosure: Disclosure, rng: random.Random) -> Planted | None:
    """One of the two direction words of a clause turned round: 增加…万元，下降…%."""
    spots = [s for s in _pieces(disclosure, "direction_again", "direction") if s[2].text in _OPPOSITE]
    spots = [s for s in spots if any(piece.field == "direction_again" for piece in s[1].pieces)]
    if not spots:
        return None
    p, clause, piece = rng.choice(spots)
    right, piece.text = piece.text, _OPPOSITE[piece.text]
    return _in_prose("direction_wrong", "direction", p, clause, piece.text, right)


def template_leftover(disclosure: Disclosure, rng: random.Random) -> Planted | None:
    """A figure that was never filled in: 增加万元, or XX万元."""
    spots = _pieces(disclosure, "change", "value")
    spots = [s for s in spots if s[1].fields["measure"] == "amount"]
    if not spots:
        return None
    p, clause, piece = rng.choice(spots)
    right = piece.text
    piece.text = "XX" if piece.field == "value" else rng.choice(("", "XX"))
    printed = piece.text
    clause.fields[piece.field or ""] = None
    piece.field = None
    return _in_prose("template_leftover", "template_leftover", p, clause, printed, right.replace(",", ""))
