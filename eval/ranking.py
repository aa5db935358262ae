"""Does the order of the review queue find errors sooner?  Measured on the errors of the simulated model.

Each labelled text is read as always; then its statements suffer the mistakes of the simulated model
(:mod:`gouji.eval.simulated_model.errors`: digits swapped, neighbouring figures, turned directions, mixed subjects, …) as
if no grounding stood in between (behind grounding and re-asking three runs at 20 % left 0, 0 and 3 of them in
612 to 615 questions, too few to rank).  The record is reconciled and checked.  Every statement and every
finding is one question, and the same questions are put in three orders: the queue's own, by confidence, and at
random.  An error counts as found at the first question that shows it.

The mistakes are made by rule and are not those of a language model; what is compared is the orders.
``python -m gouji.eval.ranking`` prints the shares and writes the curve.
"""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from statistics import fmean
from typing import Any

import click

from gouji.eval.gold_folders import BUNDLED, GoldDoc, load_all
from gouji.eval.simulated_model.errors import corrupt
from gouji.options import Options
from gouji.output.atomic import write_text
from gouji.pipeline import Checks, Clock, build_record
from gouji.read.source import read_document
from gouji.reconcile import reconcile
from gouji.review.queue import Choice, items_of
from gouji.review.ranking import gain
from gouji.schemas.record import Record, Statement
from gouji.schemas.review import Item

SHUFFLES = 200
STEPS = tuple(range(0, 101, 5))
"""Per cent of the questions at which the curve is taken."""


@dataclass(frozen=True, slots=True)
class Question:
    """One item, the errors that it shows, and the least confidence of a value in it."""

    item: Item
    errors: frozenset[str]
    confidence: float


@dataclass(frozen=True, slots=True)
class Curve:
    """Share of the errors found after each step, and the share of their money."""

    name: str
    found: tuple[float, ...]
    money: tuple[float, ...]


def with_mistakes(doc: GoldDoc, rate: float, seed: int) -> tuple[Record, frozenset[str]]:
    """The record of a document after the model's mistakes, reconciled and checked; ids of wrong statements."""
    assert doc.source is not None, f"the source of {doc.doc_id} is not here"
    document = read_document(doc.source)
    record = build_record(document, Options(), Clock(), doc.doc_id)
    evidence = {statement.quote: statement.evidence for statement in record.statements}
    items = [s.model_dump(exclude={"id", "evidence"}) for s in record.statements]
    body = "\n".join(line.text for line in document.lines)
    given, mistakes = corrupt(items, "statements", body, rate, seed, 0)
    wrong = [mistake.wrong for mistake in mistakes if mistake.wrong is not None]
    statements = [
        Statement.model_validate(
            {**blank, **_known(item), "id": f"s{n:03d}", "evidence": evidence.get(str(item.get("quote")))}
        )
        for n, item in enumerate(given, 1)
        for blank in [{"section": "", "subject": "", "quote": ""}]
    ]
    ids = frozenset(f"s{n:03d}" for n, item in enumerate(given, 1) if any(item is bad for bad in wrong))
    rules = Checks(document)
    mistaken = record.model_copy(update={"statements": statements, "findings": [], "checks": []})
    record = reconcile(mistaken, rules.identities)
    return record.model_copy(update=rules.findings(record, "zh")._asdict()), ids


def _known(item: dict[str, Any]) -> dict[str, Any]:
    """The fields that a statement has; an invented item may carry others."""
    return {
        name: value for name, value in item.items() if name in Statement.model_fields and value is not None
    }


def questions(record: Record, wrong: frozenset[str]) -> list[Question]:
    """Every statement and every finding about one as a question."""
    trust = {s.id: s.evidence.confidence for s in record.statements if s.evidence is not None}
    found = []
    for item in items_of(record, Choice(audit=1.0)):
        paths = [m.path for m in item.members] + [s.path for s in item.spots if s.path]
        ids = {p.split("/")[1] for p in paths if p.startswith("statements/")}
        if not ids:
            continue
        errors = frozenset(f"{record.doc_id}/{name}" for name in ids & wrong)
        found.append(Question(item, errors, min(trust.get(name, 0.0) for name in ids)))
    return found


def curve(name: str, order: Sequence[Question]) -> Curve:
    """The errors found along one order."""
    worth: dict[str, Decimal] = {}
    for question in order:
        for error in question.errors:
            worth[error] = max(worth.get(error, Decimal(0)), abs(question.item.money or Decimal(0)))
    total, sums = len(worth), sum(worth.values())
    seen: set[str] = set()
    counts, money = [0], [Decimal(0)]
    for question in order:
        new = question.errors - seen
        seen |= new
        counts.append(len(seen))
        money.append(money[-1] + sum((worth[error] for error in new), Decimal(0)))
    at = [round(step / 100 * len(order)) for step in STEPS]
    return Curve(
        name,
        tuple(counts[n] / total if total else 0.0 for n in at),
        tuple(float(money[n] / sums) if sums else 0.0 for n in at),
    )


def curves(asked: Sequence[Question], seed: int) -> list[Curve]:
    """The three orders over the same questions; the random one is a mean of :data:`SHUFFLES`."""
    ours = sorted(asked, key=lambda q: (not q.item.hard, -gain(q.item), q.item.item_id))
    trusting = sorted(asked, key=lambda q: (q.confidence, q.item.item_id))
    rng = random.Random(seed)
    shuffled = [curve("random", rng.sample(asked, len(asked))) for _ in range(SHUFFLES)]
    mean = Curve(
        "random",
        tuple(fmean(c.found[n] for c in shuffled) for n in range(len(STEPS))),
        tuple(fmean(c.money[n] for c in shuffled) for n in range(len(STEPS))),
    )
    return [curve("queue", ours), curve("confidence", trusting), mean]


def measure(rate: float, seed: int) -> tuple[list[Curve], int, int]:
    """Curves over all bundled texts; with them the number of questions and of errors."""
    asked: list[Question] = []
    for doc in load_all([BUNDLED]):
        asked += questions(*with_mistakes(doc, rate, seed))
    errors = {error for question in asked for error in question.errors}
    return curves(asked, seed), len(asked), len(errors)


def svg(lines: Sequence[Curve], note: str) -> str:
    """The curve as a small picture; the names stand at the line ends."""
    colours = {"queue": "#c1121f", "confidence": "#0b5a8a", "random": "#8a8f98"}
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 560 360" font-family="sans-serif" font-size="12">'
    ]
    parts.append('<rect width="560" height="360" fill="#fff"/>')
    for step in range(0, 101, 20):
        x, y = 50 + 4 * step, 310 - 2.7 * step
        parts.append(f'<path d="M{x} 40V310M50 {y:.0f}H450" stroke="#e3e6ea" fill="none"/>')
        parts.append(f'<text x="{x}" y="326" text-anchor="middle">{step}</text>')
        parts.append(f'<text x="44" y="{y + 4:.0f}" text-anchor="end">{step}</text>')
    for line in lines:
        points = " ".join(
            f"{50 + 4 * step:.1f},{310 - 270 * share:.1f}"
            for step, share in zip(STEPS, line.found, strict=True)
        )
        parts.append(
            f'<polyline points="{points}" fill="none" stroke="{colours[line.name]}" stroke-width="2.5"/>'
        )
    for number, line in enumerate(lines):
        share = line.found[STEPS.index(20)]
        parts.append(
            f'<text x="330" y="{230 + 20 * number}" fill="{colours[line.name]}">'
            f"{line.name}: {100 * share:.0f} % at 20 %</text>"
        )
    parts.append('<text x="250" y="346" text-anchor="middle">questions answered, %</text>')
    parts.append(f'<text x="50" y="22">errors found, % ({note})</text></svg>')
    return "\n".join(parts) + "\n"


@click.command()
@click.option("--rate", default=0.2, show_default=True, help="Share of the model's answers that are wrong.")
@click.option("--seed", default=1, show_default=True)
@click.option("--svg", "picture", type=click.Path(path_type=Path), help="Write the curve here.")
def main(rate: float, seed: int, picture: Path | None) -> None:
    """Errors found along the queue's order, the order of confidence, and at random."""
    lines, asked, errors = measure(rate, seed)
    for line in lines:
        at = STEPS.index(20)
        click.echo(
            json.dumps({"order": line.name, "found_at_20": line.found[at], "money_at_20": line.money[at]})
        )
    click.echo(json.dumps({"questions": asked, "errors": errors, "rate": rate, "seed": seed}))
    if picture is not None:
        write_text(picture, svg(lines, f"{errors} errors, {asked} questions"))


if __name__ == "__main__":
    main()
