"""How much of a document the rules have compared: figures in judged relations, figures in none, and what stood in the way.

Takes the outcomes of all rules, once what is doubted has been doubted, gives a :class:`~gouji.schemas.record.Coverage`.

A *money figure* is a printed amount other than zero: a readable cell of a money column of a table, or the value, the
change or the budget of an amount that the prose states.  Zeros are left out because a document may as well leave the
cell blank, which must not change how much of it counts as compared.

A relation is *judged* when a rule says that it holds or is broken.  It is *trivial*, and then neither judges its
figures nor counts as confirmed or broken, when it could not have been otherwise or shows nothing: a sum within one
table or sentence with fewer than two parts that are not zero (合计 over its only child), a sum of zeros, a place
compared with itself.  Two places that must print the same figure are no sum of one part: they were printed apart.  A
figure that stands in trivial relations alone therefore counts among those in none, and is told apart there.

Where no rule judges a figure of a table, a sum that the figures show by themselves
(:mod:`gouji.relations.learned`) confirms it; what is compared so alone is told apart too.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final, Literal, get_args

from gouji.checks.context import Context
from gouji.checks.model import Evaluated, Outcome, Rule
from gouji.domain.indicators import Role, role_of
from gouji.domain.table_words import CODE_LEVEL
from gouji.figures import unit_scale
from gouji.relations.identity import Figure, Key
from gouji.relations.table_view import NO_ACCOUNTS, ColumnView
from gouji.schemas.record import Coverage, KindCoverage, NotCheckable, OpenPlace, Rival, TableKind

MOST_PLACES: Final = 20
"""Places that are listed for each rival; all are counted."""
PROSE: Final = "prose"
ACROSS: Final = "across"

_NO_SUMS: Final = frozenset(NO_ACCOUNTS) - {TableKind.OTHER}
"""A table of unknown kind may add up whatever it is; one that lists indicators or units does not."""

State = Literal["confirmed", "broken", "undecided"]
_STRENGTH: Final[dict[State, int]] = {"undecided": 0, "confirmed": 1, "broken": 2}
_AMOUNTS: Final = ("value", "change", "budget_value")
_RIVALS: Final[tuple[Rival, ...]] = get_args(Rival)
_FIGURES: Final = frozenset(
    {"table_arithmetic", "table_vs_table", "prose_vs_table", "prose_vs_prose", "percent", "direction", "unit"}
)
"""Types of rules that relate figures; those of names, dates and form cover none."""


def coverage_of(evaluated: Evaluated, context: Context) -> Coverage:
    """What of the document of ``context`` was compared, by kind of table, and what was not, by rival."""
    kinds = {view.id: view.table.kind.value for view in context.views}
    relations, trivial = _relations(evaluated)
    judged = frozenset(key for keys, state in relations.items() if state != "undecided" for key in keys)
    figures = money_figures(context)
    learned = _learned(context, figures - judged)
    relations |= dict.fromkeys(learned, "confirmed")
    by_figures = frozenset(key for keys in learned for key in keys) - judged
    rows = {kind.value: KindCoverage(kind=kind.value) for kind in TableKind}
    rows |= {name: KindCoverage(kind=name) for name in (PROSE, ACROSS)}
    for table in context.record.tables:
        rows[table.kind.value].tables += 1
    for key in figures:
        row = rows[kinds.get(str(key[0]), PROSE)]
        row.figures += 1
        row.judged += key in judged or key in by_figures
        row.learned += key in by_figures
        row.only_trivial += key not in judged and key not in by_figures and key in trivial
    for keys, state in relations.items():
        places = {str(key[0]) for key in keys}
        row = rows[kinds.get(next(iter(places)), PROSE) if len(places) == 1 else ACROSS]
        setattr(row, state, getattr(row, state) + 1)
    _count_undecided(evaluated, rows, kinds)
    return Coverage(
        by_kind=[row for row in rows.values() if row != KindCoverage(kind=row.kind)],
        not_checkable=_not_checkable(evaluated, context),
    )


def money_figures(context: Context) -> set[Key]:
    """The keys of all printed amounts other than zero."""
    found: set[Key] = set()
    for view in context.views:
        for side in view.sides:
            columns = [column for column in side.values if _holds_amounts(column)]
            for row in side.rows:
                figures = (view.figure(side, row, column) for column in columns)
                found |= {f.key for f in figures if f is not None and f.readable and f.value != 0}
    for said in context.prose.amounts:
        for name in _AMOUNTS:
            figure = said.figure(name)
            if figure is not None and figure.value != 0:
                found.add(figure.key)
    return found


def _holds_amounts(column: ColumnView) -> bool:
    """Whether the figures of a value column are amounts: not those of a unit that is no money, of codes or of targets.

    A column without any header is none: nothing says what its figures are.
    """
    if not column.path or (column.unit is not None and unit_scale(column.unit) is None):
        return False
    return role_of(column.path) not in (Role.VALUE, Role.ACTUAL) and CODE_LEVEL.search(column.leaf) is None


def _relations(evaluated: Evaluated) -> tuple[dict[frozenset[Key], State], frozenset[Key]]:
    """The relations with their state, each once whichever rules judged it, and the figures in trivial ones."""
    found: dict[frozenset[Key], State] = {}
    trivial: set[Key] = set()
    for rule, outcomes in evaluated:
        # One outcome may stand for many places of one comparison: it is looked at once.
        for outcome in {id(o): o for o in outcomes}.values() if rule.type in _FIGURES else ():
            figures, telling, state = _judged(outcome)
            keys = frozenset(key for figure in figures for key in (figure.cells or (figure.key,)))
            if not telling:
                trivial |= keys
            elif keys not in found or _STRENGTH[found[keys]] < _STRENGTH[state]:
                found[keys] = state
    return found, frozenset(trivial)


def _learned(context: Context, open_: set[Key]) -> list[frozenset[Key]]:
    """The sums that the figures of a table show by themselves, those with a figure that is in no judged relation."""
    tables = {key[0] for key in open_}
    views = [view for view in context.views if view.id in tables and view.table.kind not in _NO_SUMS]
    found = [
        frozenset(figure.key for figure in identity.figures)
        for view in views
        for identity in context.learned_sums(view).identities()
    ]
    return [keys for keys in dict.fromkeys(found) if not keys.isdisjoint(open_)]


def _judged(outcome: Outcome) -> tuple[Sequence[Figure], bool, State]:
    """The relation of one outcome: its figures (none where there is none), whether it tells anything, its state.

    Several places that are compared pair by pair are one relation.
    """
    identities = [i for i in (outcome.identity, *outcome.extra) if i is not None]
    figures = [*(figure for identity in identities for figure in identity.figures), *outcome.figures]
    telling = any(identity.tells for identity in identities)
    if all(identity.compared for identity in identities):
        telling = telling or len({figure.key for figure in outcome.figures if figure.value != 0}) > 1
    if outcome.state in ("not_applicable", "not_checkable"):
        return figures, telling, "undecided"
    broken = outcome.state == "failed" and outcome.severity != "rounding"
    return figures, telling, "broken" if broken else "confirmed"


def _count_undecided(evaluated: Evaluated, rows: dict[str, KindCoverage], kinds: dict[str, str]) -> None:
    """Add what was not checkable and formed no identity: it is counted where its scope is."""
    for rule, outcomes in evaluated:
        for outcome in outcomes if rule.type in _FIGURES else ():
            if outcome.state == "not_checkable" and outcome.identity is None:
                elsewhere = PROSE if rule.type in ("prose_vs_prose", "percent") else ACROSS
                rows[kinds.get(outcome.scope, elsewhere)].undecided += 1


def _not_checkable(evaluated: Evaluated, context: Context) -> list[NotCheckable]:
    """What all rules left undecided, by rival, the places of each in the order of the rules."""
    pages = {view.id: view.table.where.pages for view in context.views}
    counts: dict[Rival, Counter[tuple[str, str, int | None]]] = defaultdict(Counter)
    for rule, outcomes in evaluated:
        for outcome in outcomes:
            if outcome.state == "not_checkable":
                counts[outcome.rival or "other"][_place(rule, outcome, pages)] += 1
    return [
        NotCheckable(
            rival=rival,
            count=found.total(),
            places=[
                OpenPlace(rule=rule, reason=reason, page=page, count=count)
                for (rule, reason, page), count in list(found.items())[:MOST_PLACES]
            ],
            more=max(0, len(found) - MOST_PLACES),
        )
        for rival in _RIVALS
        if (found := counts[rival])
    ]


def _place(rule: Rule, outcome: Outcome, pages: dict[str, list[int] | None]) -> tuple[str, str, int | None]:
    """Rule, reason and the page of the first figure, or on which the table begins."""
    figures = outcome.identity.figures if outcome.identity is not None else outcome.figures
    printed = (f.evidence.page for f in figures if f.evidence is not None and f.evidence.page is not None)
    page = next(printed, None) or next(iter(pages.get(outcome.scope) or []), None)
    return rule.id, outcome.reason or "", page
