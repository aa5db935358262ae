"""The generator of synthetic disclosures: its truth is true, complete, and the same every time."""

from __future__ import annotations

import random
import re
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from gouji.eval.gold_check import check_gold
from gouji.eval.robustness import FAMILIES, Generated, generate
from gouji.eval.robustness.ledger import draw_ledger
from gouji.eval.robustness.run import gold_doc, save
from gouji.eval.robustness.style import draw_style, style_of
from gouji.figures import amount, plain_number
from gouji.normalise import squash
from gouji.schemas.gold import Gold

FORMS = ("pdf/ruled", "pdf/three_line", "pdf/unruled", "tabbed", "flat")
SAMPLE = [f"{family}/{form}" for family in sorted(FAMILIES) for form in FORMS]


def sample(style: str, index: int = 0) -> Generated:
    return generate(3, index, style)


def text_of(document: Generated) -> str:
    """All text in the order of the file, without spaces and separators."""
    if document.filename.endswith(".txt"):
        text = document.data.decode()
    else:
        import pymupdf

        with pymupdf.Document(stream=document.data, filetype="pdf") as pdf:  # type: ignore[no-untyped-call]
            text = "".join(page.get_text() for page in pdf)
    return squash(text.replace("<b>", "").replace("</b>", "")).replace(",", "")


@pytest.mark.parametrize("style", SAMPLE)
def test_truth_passes_the_gold_checker(style: str, tmp_path: Path) -> None:
    document = sample(style)
    source = save(document, tmp_path)
    assert check_gold(gold_doc(document, source)) == []


@pytest.mark.parametrize("style", SAMPLE)
def test_every_figure_of_the_truth_is_printed(style: str) -> None:
    document = sample(style)
    gold = Gold.model_validate(document.truth)
    text = text_of(document)
    figures = Counter(
        cell
        for table in gold.tables
        for row in table.rows
        for cell in row
        if plain_number(cell or "") and len(cell or "") > 5
        if table.kind.value != "project_performance"  # its merged cells print once for many rows
    )
    assert len(figures) > 15
    for figure, times in figures.items():
        assert text.count(figure or "") >= times, figure
    for statement in gold.statements:
        assert squash(statement.quote).replace(",", "") in text


@pytest.mark.parametrize("style", ["shanghai/pdf", "jiangsu/tabbed", "hebei/flat", "national_final/pdf"])
def test_same_seed_same_bytes(style: str) -> None:
    one, two, other = generate(5, 1, style), generate(5, 1, style), generate(6, 1, style)
    assert one.data == two.data
    assert one.truth == two.truth
    assert one.data != other.data


def test_styles_can_be_named() -> None:
    style = style_of("jiangsu/pdf/three_line,narrow,no_carry,landscape,blank_rows=2", random.Random(1))
    assert (style.family, style.form, style.ruling) == ("jiangsu", "pdf", "three_line")
    assert style.narrow and style.landscape and not style.carry and style.blank_rows == 2
    for wrong in ("nowhere/pdf", "jiangsu/pdf,unknown_word"):
        with pytest.raises(ValueError, match="unknown"):
            style_of(wrong, random.Random(1))


def test_every_bureau_is_invented() -> None:
    for seed in range(30):
        rng = random.Random(seed)
        department = draw_ledger(rng, draw_style(rng)).department
        assert re.match("虚构|无名|乌有|子虚", department)


# -- identities -------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(40))
def test_ledger_identities(seed: int) -> None:
    rng = random.Random(seed)
    ledger = draw_ledger(rng, draw_style(rng))
    economics = ledger.economics
    personnel = sum(v for k, v in economics.items() if k[:3] in ("301", "303"))
    assert personnel == ledger.personnel
    assert sum(economics.values()) - personnel == ledger.public
    assert ledger.grand_total == ledger.expenditure + ledger.carry_out
    assert sum(line.amount for line in ledger.projects) == ledger.project
    assert sum(ledger.unit_general) == ledger.general
    items = {item.code: item for item in ledger.items}
    assert economics["30108"] == items["2080505"].total
    assert economics["30113"] == items["2210201"].total
    assert min(economics.values()) > 0
    assert all(item.general >= 0 and item.total > 0 for item in ledger.items)


def codes_and_rows(table: dict[str, list[list[str]]]) -> list[tuple[str, list[Decimal]]]:
    """Code and amounts of every row of a table by subject; ``合计`` for the total."""
    code_columns = [
        at
        for at, path in enumerate(table["columns"])
        if path[-1] in "类款项" or path[-1].endswith(("编码", "代码"))
    ]
    amounts = range(code_columns[-1] + 2, len(table["columns"]))
    found, group = [], ""
    for row in table["rows"]:
        group = row[code_columns[0]] or group
        parts = [row[at] or "" for at in code_columns]
        if len(parts) > 1 and not parts[0]:
            parts[0] = group
        code = "合计" if "合计" in row else "".join(parts)
        found.append((code, [amount(row[at]) or Decimal(0) for at in amounts]))
    return found


@pytest.mark.parametrize("style", SAMPLE)
def test_tables_by_subject_add_up(style: str) -> None:
    kinds = {"expenditure_summary", "general_public_expenditure", "general_public_basic_expenditure"}
    kinds |= {"revenue_summary", "appropriation_expenditure", "agency_operating_expenditure"}
    checked = 0
    for table in sample(style, 2).truth["tables"]:  # type: ignore[attr-defined]
        one_sided = sum(path[-1].endswith("科目名称") for path in table["columns"]) == 1
        if table["kind"] not in kinds or not one_sided:
            continue
        rows = codes_and_rows(table)
        for code, amounts in rows:
            step = {3: 5, 5: 7}.get(len(code), 0)
            children = [b for c, b in rows if c.startswith(code) and len(c) == step]
            if code == "合计":
                children = [b for c, b in rows if len(c) == 3]
            if children:
                checked += 1
                assert amounts == [sum(column, Decimal(0)) for column in zip(*children, strict=True)], (
                    code,
                    amounts,
                )
    assert checked > 5


@pytest.mark.parametrize("style", SAMPLE)
def test_rows_and_summaries_agree(style: str) -> None:
    """合计 = 基本 + 项目 in every row; 收入总计 = 支出总计."""
    for table in sample(style, 4).truth["tables"]:  # type: ignore[attr-defined]
        names = [path[-1] for path in table["columns"]]
        if table["kind"] == "general_public_expenditure" and {"合计", "基本支出", "项目支出"} <= set(names):
            at = [names.index(name) for name in ("合计", "基本支出", "项目支出")]
            for row in table["rows"]:
                whole, basic, project = (amount(row[column]) or Decimal(0) for column in at)
                assert whole == basic + project
        if table["kind"] == "revenue_expenditure_summary":
            figures = [cell for cell in table["rows"][-1] if cell and "." in cell]
            assert len(figures) == 2
            assert len(set(figures)) == 1


@pytest.mark.parametrize("style", SAMPLE)
def test_prose_percentages_follow_from_the_figures(style: str) -> None:
    gold = Gold.model_validate(sample(style, 3).truth)
    growth = 0
    for statement in gold.statements:
        value, change, pct = (amount(t) for t in (statement.value, statement.change, statement.change_pct))
        if value is None or change is None or pct is None:
            continue
        growth += 1
        before = value - change if statement.direction == "increase" else value + change
        assert abs(pct - change * 100 / before) <= Decimal("0.005") + Decimal("0.0001")
    assert growth > 3 or gold.metadata.doc_type == "final_accounts"


@pytest.mark.parametrize("family", ["inner_mongolia", "shanghai_final"])
def test_performance_weights_add_up(family: str) -> None:
    """Indicators weigh 90; the execution rate takes the other 10."""
    gold = Gold.model_validate(sample(f"{family}/tabbed").truth)
    tables = [t for t in gold.tables if t.kind.value in ("project_performance", "project_self_evaluation")]
    assert tables
    for table in tables:
        at = [path[-1] for path in table.columns].index("分值")
        weights: dict[str | None, Decimal] = {}
        for row in table.rows:
            project = row[0] if family == "inner_mongolia" else "form"
            if row[at]:
                weights[project] = weights.get(project, Decimal(0)) + Decimal(row[at] or 0)
        assert set(weights.values()) == {Decimal(90)}
