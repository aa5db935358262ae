"""The figures of one invented department, drawn so that every accounting identity holds.

Takes a style and a seeded random generator, gives a :class:`Ledger` of whole numbers in the
smallest printed unit (0.01 of 元 or 万元), so that sums are exact in print:
类 = Σ款 = Σ项, 合计 = 基本 + 项目, 基本 = 人员 + 公用, 收入总计 = 支出总计, functional against economic
classification (养老、年金、医疗、住房公积金), projects against 项目支出, 三公 against its parts.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from gouji.eval.robustness.catalogue import BUREAUX, PLACES, Bureau, function_name
from gouji.eval.robustness.style import Style

FUND_CODE = "2296002"
_PENSION, _ANNUITY, _HOUSING, _ALLOWANCE = "2080505", "2080506", "2210201", "2210203"


@dataclass(frozen=True, slots=True)
class Item:
    """One 项 of the functional classification; amounts in the smallest printed unit.

    ``other``: the part of ``project`` paid from other revenue than the 财政拨款.
    ``prior``: last year's amount of the same item; ``budget``: this year's 年初预算 (final accounts).
    """

    code: str
    personnel: int
    public: int
    project: int
    other: int
    prior: int
    budget: int

    @property
    def name(self) -> str:
        return function_name(self.code)

    @property
    def basic(self) -> int:
        return self.personnel + self.public

    @property
    def total(self) -> int:
        return self.basic + self.project

    @property
    def fund(self) -> bool:
        return self.code == FUND_CODE

    @property
    def general(self) -> int:
        """What the general public budget pays."""
        return 0 if self.fund else self.total - self.other


@dataclass(frozen=True, slots=True)
class ProjectLine:
    code: str
    name: str
    function: str
    unit: int
    amount: int
    source: str
    """``general``, ``carry``, ``fund`` or ``other``: the money that pays it."""


@dataclass(frozen=True, slots=True)
class ThreePublic:
    """“三公”经费 of one year: parts; 购置 and 运行 make 公务用车."""

    abroad: int
    purchase: int
    running: int
    reception: int

    @property
    def cars(self) -> int:
        return self.purchase + self.running

    @property
    def total(self) -> int:
        return self.abroad + self.cars + self.reception

    def printed(self) -> tuple[int, int, int, int, int, int]:
        """合计, 因公出国, 公务用车小计, 购置, 运行, 接待."""
        return self.total, self.abroad, self.cars, self.purchase, self.running, self.reception


@dataclass(frozen=True, slots=True)
class Ledger:
    place: str
    bureau: Bureau
    year: int
    items: tuple[Item, ...]
    economics: dict[str, int]
    """款 of the economic classification → amount, all of 基本支出 and paid by the general public budget."""
    projects: tuple[ProjectLine, ...]
    units: tuple[str, ...]
    unit_general: tuple[int, ...]
    three_public: tuple[ThreePublic, ThreePublic, ThreePublic]
    """Last year's budget, last year's outturn, this year (final accounts: budget last year, budget, outturn)."""
    carry_in: int
    carry_out: int
    other_name: str
    vehicles: tuple[int, int, int]
    procurement: tuple[int, int, int]

    @property
    def department(self) -> str:
        return self.place + self.bureau.name

    @property
    def expenditure(self) -> int:
        return sum(item.total for item in self.items)

    @property
    def general(self) -> int:
        return sum(item.general for item in self.items)

    @property
    def fund(self) -> int:
        return sum(item.total for item in self.items if item.fund)

    @property
    def other(self) -> int:
        return sum(item.other for item in self.items)

    @property
    def general_revenue(self) -> int:
        """一般公共预算拨款 of this year: what is spent, less what was carried in, plus what is carried out."""
        return self.general - self.carry_in + self.carry_out

    @property
    def revenue(self) -> int:
        return self.general_revenue + self.fund + self.other

    @property
    def grand_total(self) -> int:
        return self.revenue + self.carry_in

    @property
    def prior(self) -> int:
        return sum(item.prior for item in self.items)

    def carried(self, item: Item) -> int:
        """What of an item last year's carried-over money pays."""
        lines = (line for line in self.projects if line.source == "carry" and line.function == item.code)
        return sum(line.amount for line in lines)

    @property
    def personnel(self) -> int:
        return sum(item.personnel for item in self.items)

    @property
    def public(self) -> int:
        return sum(item.public for item in self.items)

    @property
    def basic(self) -> int:
        return self.personnel + self.public

    @property
    def project(self) -> int:
        return sum(item.project for item in self.items)


def split(rng: random.Random, total: int, parts: int) -> list[int]:
    """``total`` in ``parts`` positive whole numbers of very different size."""
    weights = [rng.uniform(0.15, 1.0) ** 2 for _ in range(parts)]
    scale = sum(weights)
    shares = [max(1, int(total * weight / scale)) for weight in weights]
    shares[shares.index(max(shares))] += total - sum(shares)
    return shares


class _Draw:
    """Draws amounts in 万元 and gives them in the printed unit's smallest step."""

    def __init__(self, rng: random.Random, yuan: bool) -> None:
        self.rng = rng
        self.step = 10_000 if yuan else 1
        self.whole = yuan and rng.random() < 0.4

    def amount(self, low: float, high: float) -> int:
        """A figure between ``low`` and ``high`` 万元."""
        drawn = self.rng.randint(int(low * 100) * self.step, int(high * 100) * self.step)
        return drawn // 100 * 100 if self.whole else drawn

    def item(self, code: str, personnel: int = 0, public: int = 0, project: int = 0) -> Item:
        total = personnel + public + project
        prior = self._near(total, 0.6, 1.35)
        return Item(code, personnel, public, project, 0, prior, self._near(total, 0.93, 1.15))

    def _near(self, total: int, low: float, high: float) -> int:
        return total if self.rng.random() < 0.1 else max(1, int(total * self.rng.uniform(low, high)))


def _running_items(draw: _Draw, bureau: Bureau) -> list[Item]:
    items = []
    for code in bureau.running:
        personnel = draw.amount(180, 1900)
        items.append(draw.item(code, personnel, personnel * draw.rng.randint(6, 16) // 100))
    return items


def _welfare_items(draw: _Draw, bureau: Bureau) -> list[Item]:
    """社会保障、医疗、住房 of the staff: the items that nearly every department has."""
    rng = draw.rng
    pension = draw.amount(30, 190)
    items = [draw.item("2080501", draw.amount(2, 60)), draw.item(_PENSION, pension)]
    if len(bureau.running) > 1:
        items.append(draw.item("2080502", draw.amount(1, 15)))
        items.append(draw.item("2101102", draw.amount(5, 30)))
    if rng.random() < 0.7:
        items.append(draw.item(_ANNUITY, pension // 2))
    items.append(draw.item("2101101", draw.amount(12, 90)))
    if rng.random() < 0.5:
        items.append(draw.item("2101103", draw.amount(5, 30)))
    if rng.random() < 0.4:
        items.append(draw.item("2089999", draw.amount(1, 5)))
    items.append(draw.item(_HOUSING, draw.amount(25, 190)))
    if rng.random() < 0.3:
        items.append(draw.item(_ALLOWANCE, draw.amount(20, 260)))
    return items


def _project_items(draw: _Draw, bureau: Bureau, style: Style) -> list[Item]:
    rng = draw.rng
    chosen = rng.sample(bureau.projects, rng.randint(2, min(4, len(bureau.projects))))
    items = [draw.item(code, project=draw.amount(5, 900)) for code, _ in chosen]
    if style.other_revenue:
        last = items[-1]
        other = max(1, last.project * rng.randint(10, 60) // 100)
        items[-1] = Item(last.code, 0, 0, last.project, other, last.prior, last.budget)
    if style.fund:
        items.append(draw.item(FUND_CODE, project=draw.amount(10, 300)))
    return items


def _amount_of(items: list[Item], *codes: str) -> int:
    return sum(item.personnel for item in items if item.code in codes)


def _economics(draw: _Draw, items: list[Item], bureau: Bureau) -> dict[str, int]:
    """基本支出 by 经济分类, tied to the functional items that must equal it."""
    rng = draw.rng
    medical, supplement = _amount_of(items, "2101101", "2101102"), _amount_of(items, "2101103")
    tied = {
        "30108": _amount_of(items, _PENSION),
        "30109": _amount_of(items, _ANNUITY),
        "30110": medical,
        "30111": supplement,
        "30112": _amount_of(items, "2089999"),
        "30113": _amount_of(items, _HOUSING),
        "30302": _amount_of(items, "2080501", "2080502"),
    }
    free = sum(item.personnel for item in items) - sum(tied.values())
    codes = ["30101", "30102", "30103", "30199"]
    codes += ["30107"] if len(bureau.running) > 1 else []
    codes += ["30305"] if rng.random() < 0.4 else []
    shares = dict(zip(codes, split(rng, free, len(codes)), strict=True))
    public = sum(item.public for item in items)
    optional = ["30202", "30204", "30205", "30206", "30207", "30208", "30209", "30213", "30215", "30216"]
    optional += ["30212", "30226", "30227", "30239", "31002"]
    office = [
        "30201",
        "30211",
        "30217",
        "30228",
        "30229",
        "30231",
        "30299",
        *rng.sample(optional, rng.randint(4, 9)),
    ]
    spent = dict(zip(office, split(rng, public, len(office)), strict=True))
    merged = {**tied, **shares, **spent}
    return {code: merged[code] for code in sorted(merged) if merged[code]}


def _project_lines(
    draw: _Draw, items: list[Item], bureau: Bureau, carry: int, units: int
) -> list[ProjectLine]:
    """The projects behind the items' 项目支出; the first general one is paid by what was carried in."""
    names = dict(bureau.projects) | {FUND_CODE: "福利彩票公益金资助项目"}
    lines: list[ProjectLine] = []

    def add(item: Item, name: str, amount: int, source: str) -> None:
        code = (
            f"{draw.rng.randint(130000, 659999)}26{draw.rng.randint(10**9, 10**10 - 1)}{len(lines) + 1:03d}"
        )
        lines.append(ProjectLine(code, name, item.code, draw.rng.randrange(units), amount, source))

    for item in (item for item in items if item.project):
        name, general = names[item.code], item.project - item.other
        if item.fund:
            add(item, name, item.project, "fund")
            continue
        if carry and carry < general:
            add(item, name + "（上年结转）", carry, "carry")
            general, carry = general - carry, 0
        add(item, name, general, "general")
        if item.other:
            add(item, name + "（自筹）", item.other, "other")
    return lines


def _three_public(draw: _Draw, economics: dict[str, int]) -> tuple[ThreePublic, ThreePublic, ThreePublic]:
    this = ThreePublic(economics.get("30212", 0), 0, economics.get("30231", 0), economics.get("30217", 0))

    def near(low: int, high: int) -> ThreePublic:
        def of(value: int) -> int:
            return value * draw.rng.randint(low, high) // 100

        return ThreePublic(of(this.abroad), 0, of(this.running), of(this.reception))

    return near(90, 140), near(50, 89), this


def _unit_shares(rng: random.Random, general: int, carry: int, units: int) -> tuple[int, ...]:
    """The general budget by unit; what was carried in is the first unit's."""
    first, *rest = split(rng, general - carry, units)
    return (first + carry, *rest)


def draw_ledger(rng: random.Random, style: Style) -> Ledger:
    """All figures of one department; the same generator state gives the same ledger."""
    draw = _Draw(rng, style.yuan)
    bureau = rng.choice(BUREAUX)
    place = rng.choice(PLACES)
    items = _running_items(draw, bureau) + _welfare_items(draw, bureau) + _project_items(draw, bureau, style)
    items.sort(key=lambda item: item.code)
    general_projects = [item.project - item.other for item in items if item.project and not item.fund]
    carry = max(1, max(general_projects) * rng.randint(10, 60) // 100) if style.carry else 0
    unit_count = rng.randint(1, len(bureau.units) + 1)
    department = place + bureau.name
    units = (f"{department}（本级）", *(place + name for name in bureau.units[: unit_count - 1]))
    economics = _economics(draw, items, bureau)
    projects = _project_lines(draw, items, bureau, carry, unit_count)
    general = sum(item.general for item in items)
    procurement = draw.amount(1, 60), 0 if rng.random() < 0.6 else draw.amount(10, 90), draw.amount(3, 200)
    return Ledger(
        place=place,
        bureau=bureau,
        year=rng.randint(2021, 2026),
        items=tuple(items),
        economics=economics,
        projects=tuple(projects),
        units=units,
        unit_general=_unit_shares(rng, general, carry, unit_count),
        three_public=_three_public(draw, economics),
        carry_in=carry,
        carry_out=carry * rng.randint(20, 90) // 100 if style.final else 0,
        other_name="其他收入" if style.family == "jiangsu" else rng.choice(("事业收入", "其他收入")),
        vehicles=(rng.randint(0, 6), rng.randint(0, 4), rng.randint(0, 3)),
        procurement=procurement,
    )


def levels(items: tuple[Item, ...]) -> list[str]:
    """类, 款 and 项 codes in the order in which a table prints them."""
    codes: set[str] = set()
    for item in items:
        codes |= {item.code[:3], item.code[:5], item.code}
    return sorted(codes)
