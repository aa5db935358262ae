"""Work grows with the size of a document, not with its square: executed lines are counted, no clock is read."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from gouji.checks.locate import LEAST_GAINED, suggest
from gouji.checks.model import Outcome
from gouji.isolation import Isolation
from gouji.options import Options
from gouji.pipeline import Clock, build_record
from gouji.read.text import read_text
from gouji.relations.identity import Figure, Identity, any_alike, any_holds, equal

TWICE = 2.7
"""Twice the size may cost that much: twice the work, a logarithm and what is done once per document."""


def small_tables(count: int) -> str:
    row = "201\t一般公共服务支出\t56.78\t50.00\t6.78\n20101\t人大事务\t56.78\t50.00\t6.78\n\t合计\t56.78\t50.00\t6.79\n"
    head = "支出总表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n"
    return "".join(f"表{n}\n{head}{row}\n" for n in range(1, count + 1))


def one_long_table(rows: int) -> str:
    head = "表1\n支出总表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n"
    return head + "".join(f"{2010101 + n}\t一般公共服务支出\t56.78\t50.00\t6.78\n" for n in range(rows))


def one_line(sentences: int) -> str:
    said = "2026年公务接待费支出{0}.12万元（其中：购置费{0}万元），比上年增加{0}.01万元，增长5.1%。"
    return "第一部分 情况\n一、支出情况说明\n" + "".join(said.format(n) for n in range(sentences))


def one_subject(sentences: int) -> str:
    """One concept told again and again, each time with another figure."""
    said = "2026年收入预算{0}.25万元，比上年增加{0}.10万元，增长2.5%。"
    return "一、收入预算说明\n" + "".join(said.format(n) for n in range(sentences))


def captions(count: int) -> str:
    return "".join(f"表{n}\n支出总表\n单位：万元\n" for n in range(count))


def nested(depth: int) -> str:
    return "<table><tr><td>" * depth + "12.34" + "</td></tr></table>" * depth


def bars(count: int) -> str:
    return "|" * count + "\n" + "1.00|" * count + "\n" + "|1,00" * count


def figures(count: int) -> str:
    return "1" * count + "\n" + "1," * count + "\n" + "1.5 " * count


def lines_run(text: str) -> int:
    """How many lines of the engine run while a text is read and checked, loops of comprehensions included."""
    document = read_text(Path("dump.txt"), text.encode())
    count = 0

    def local(_frame: FrameType, event: str, _arg: Any) -> Any:
        nonlocal count
        count += event == "line"
        return local

    def trace(frame: FrameType, _event: str, _arg: Any) -> Any:
        return (
            local
            if "extractor" in frame.f_code.co_filename or "<string>" in frame.f_code.co_filename
            else None
        )

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        build_record(document, Options(), Clock(isolation=Isolation(strict=True)), "dump")
    finally:
        sys.settrace(before)
    return count


SIZES: dict[Callable[[int], str], int] = {
    small_tables: 50,
    one_long_table: 200,
    one_line: 100,
    one_subject: 100,
    captions: 200,
    nested: 100,
    bars: 500,
    figures: 500,
}


@pytest.mark.parametrize("make", SIZES, ids=lambda make: make.__name__)
def test_twice_the_size_is_twice_the_work(make: Callable[[int], str]) -> None:
    lines_run(make(SIZES[make]))  # what is kept by value is filled once
    once, twice = lines_run(make(SIZES[make])), lines_run(make(2 * SIZES[make]))
    assert twice <= TWICE * once


# ---- the same suggestions as by trying everything -------------------------------------------------


def figure(row: int, value: int, step: str = "0.01") -> Figure:
    return Figure(
        Decimal(value) / 100, Decimal(step), f"t01 第{row}行", f"{Decimal(value) / 100:.2f}", ("t01", row, 0)
    )


def some_identities(rng: random.Random) -> list[Identity]:
    cells = [figure(n, rng.choice((0, 100, 200, 300, 500))) for n in range(rng.randint(3, 9))]
    made = []
    for _ in range(rng.randint(1, 8)):
        total, *parts = rng.sample(cells, rng.randint(2, min(4, len(cells))))
        made.append(Identity(total, tuple((rng.choice((1, 1, 1, -1)), part) for part in parts)))
    return made


def by_trying(identities: list[Identity]) -> dict[int, tuple[object, Decimal, int, int]]:
    """The diagnosis of each identity: every figure and every value that mends an identity, tried on all."""
    broken = [i for i in identities if i.judge() == "broken"]
    groups: list[list[Identity]] = []
    for identity in broken:
        near = [
            g
            for g in groups
            if any({f.key for f in i.figures} & {f.key for f in identity.figures} for i in g)
        ]
        groups = [g for g in groups if g not in near] + [[i for g in near for i in g] + [identity]]
    found = {}
    for group in groups:
        group.sort(key=identities.index)
        best = sorted(
            candidates(group, [i for i in identities if i not in broken]), key=lambda c: c[3] - c[2]
        )
        gained = [c[2] - c[3] for c in best]
        if gained and gained[0] >= LEAST_GAINED and (len(gained) == 1 or gained[1] < gained[0]):
            for identity in group:
                if any(f.key == best[0][0] for f in identity.figures):
                    found[id(identity)] = best[0]
    return found


def candidates(group: list[Identity], held: list[Identity]) -> list[tuple[object, Decimal, int, int]]:
    made = []
    for key, cell in {f.key: f for i in group for f in i.figures}.items():
        best = None
        about = [i for i in group if any(f.key == key for f in i.figures)]
        for identity in sorted(about, key=lambda i: len(i.parts)):
            if not sign(identity, key):
                continue
            delta = -identity.gap / sign(identity, key)
            if cell.value >= 0 > cell.value + delta:
                continue
            mended = sum(abs(i.gap + sign(i, key) * delta) <= i.slack for i in about)
            near = [i for i in held if any(f.key == key for f in i.figures)]
            spoilt = sum(abs(i.gap + sign(i, key) * delta) > i.slack for i in near)
            if best is None or mended - spoilt > best[2] - best[3]:
                best = (key, cell.value + delta, mended, spoilt)
        if best is not None:
            made.append(best)
    return made


def sign(identity: Identity, key: object) -> int:
    return (identity.total.key == key) - sum(s for s, part in identity.parts if part.key == key)


def test_suggestions_are_those_of_trying_everything() -> None:
    for seed in range(300):
        identities = some_identities(random.Random(seed))
        found = suggest(
            Outcome("failed" if i.judge() == "broken" else "passed", identity=i) for i in identities
        )
        given = {
            key: (d.figure.key, d.value, d.repaired, d.broken) for key, (d,) in found._by_identity.items()
        }
        assert given == by_trying(identities), seed


def test_some_pair_is_alike_as_by_trying_all() -> None:
    for seed in range(200):
        rng = random.Random(seed)
        ones, others = (
            [figure(n, rng.randint(0, 400), rng.choice(("0", "0.01", "1"))) for n in range(rng.randint(0, 4))]
            for _ in range(2)
        )
        verdicts = {equal(a, b).judge() for a in ones for b in others}
        assert any_alike(ones, others) == bool(verdicts & {"holds", "rounding"}), seed
        assert any_holds(ones, others) == ("holds" in verdicts), seed
