"""One statement as the rules see it: its figures in 元, the subject it names, the concepts it speaks of."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from gouji.checks.model import ZERO, Figure, make_figure
from gouji.domain.subjects import bare_name, class_of_label
from gouji.normalise import fold, squash, unit_scale
from gouji.schemas.record import Statement

_PERCENT = re.compile(r"^[-+]?\d+(?:\.\d+)?%?$")
_LEVELS = re.compile(r"(?P<name>[^()（）]+?)?[(（](?P<code>\d{0,3})(?P<level>[类款项])[)）](?:支出)?")


@dataclass(frozen=True, slots=True)
class FunctionalRef:
    """A functional subject as the prose names it, outermost level first (names folded, bare)."""

    cls: str = ""
    section: str = ""
    item: str = ""

    @property
    def level(self) -> int:
        return 3 if self.item else 2 if self.section else 1

    @property
    def leaf(self) -> str:
        return self.item or self.section or self.cls


@dataclass(frozen=True)
class Said:
    """One statement with its figures ready for comparison."""

    statement: Statement
    unit: str | None
    assumed_unit: bool
    sure: bool
    concepts: tuple[str, ...]
    ref: FunctionalRef | None
    economic: str | None
    scope: str
    """The funds its section speaks of: ``all``, ``app``, ``general`` …"""
    position: int
    _figures: dict[tuple[str, bool], Figure | None] = field(default_factory=dict, compare=False, repr=False)

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(part for part in self.statement.section.split("/") if part)

    @property
    def top(self) -> tuple[str, ...]:
        """The main section: 第二部分/五, or 四 in a document without parts."""
        return top_of(self.statement.section)

    @property
    def name(self) -> str:
        return self.statement.subject

    @property
    def where_name(self) -> str:
        return f"{self.statement.section} {self.name}"

    def figure(self, name: str = "value", *, exact: bool = False) -> Figure | None:
        """The figure of a money field, in 元 (counts as printed)."""
        if (name, exact) not in self._figures:
            self._figures[(name, exact)] = self._read(name, exact=exact)
        return self._figures[(name, exact)]

    def _read(self, name: str, *, exact: bool) -> Figure | None:
        printed: str | None = getattr(self.statement, name)
        count = self.statement.measure == "count"
        unit = self.unit if not count else None
        where = f"{self.statement.section} {self.name}"
        if name != "value":
            where += {"change": " 增减额", "budget_value": " 预算数"}.get(name, f" {name}")
        evidence = self.statement.evidence
        return make_figure(
            printed,
            unit,
            where,
            (self.statement.id, name),
            evidence=evidence,
            quote=self.statement.quote,
            sure=self.sure,
            exact=exact or count,
            unit_known=self.statement.measure != "amount"
            or not (self.assumed_unit or unit_scale(unit) is None),
        )

    def percent(self, field: str) -> Figure | None:
        """A percentage field as a plain figure in points, ``None`` when it is not one (16倍)."""
        printed: str | None = getattr(self.statement, field)
        if printed is None or not _PERCENT.match(printed.strip()):
            return None
        label = {"change_pct": "增减率", "share_pct": "占比", "completion_pct": "完成率"}[field]
        where = f"{self.statement.section} {self.name} {label}"
        return make_figure(
            printed.strip().rstrip("%"),
            None,
            where,
            (self.statement.id, field),
            evidence=self.statement.evidence,
            quote=self.statement.quote,
            sure=self.sure,
        )

    @property
    def sign(self) -> int:
        """+1 for 增加, −1 for 减少, 0 for 持平 or nothing said."""
        return {"increase": 1, "decrease": -1}.get(self.statement.direction or "", 0)

    def signed_change(self) -> Figure | None:
        """The change with the sign that the words give it; 持平 is a change of nothing, whatever its figure."""
        figure = self.figure("change")
        if figure is None:
            return None
        if self.statement.direction == "flat":
            return replace(figure, value=ZERO)
        return figure.negated() if self.sign < 0 else figure


def functional_ref(subject: str, quote: str) -> FunctionalRef | None:
    """The functional subject that a statement names, by its （类）（款）（项） marks or a class name."""
    names = _marked(fold(quote)) if "项)" in fold(subject) else {}
    names.update(_marked(fold(subject)))
    if names:
        return FunctionalRef(names.get("类", ""), names.get("款", ""), names.get("项", ""))
    bare = bare_name(subject)
    return FunctionalRef(cls=bare) if class_of_label(subject) and "预算" not in bare else None


def _marked(text: str) -> dict[str, str]:
    names: dict[str, str] = {}
    for found in _LEVELS.finditer(text):
        name = re.split(r"[。;；:：)）]|万?元[,，、]", found.group("name") or "")[-1]
        name = re.sub(r"^\d+[、.]|^支出", "", name)
        if name:
            names.setdefault(found.group("level"), bare_name(name))
    return names


def top_of(section: str) -> tuple[str, ...]:
    """The main section that a section path belongs to."""
    path = tuple(part for part in section.split("/") if part)
    return path[:2] if path and path[0].startswith("第") else path[:1]


def contains(said: Said, *words: str) -> bool:
    """Whether any of the words stands in the statement's quote."""
    quote = squash(said.statement.quote)
    return any(word in quote for word in words)
