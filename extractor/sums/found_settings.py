"""Thresholds of the sums that are found by arithmetic alone, each with its unit and its reason."""

from __future__ import annotations

from dataclasses import dataclass

from gouji.read.settings import cost, count, share, validate


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSettings:
    """What a sum must earn, what it costs to say which lines it takes, and how far it is looked for."""

    # evidence
    enough: float = cost(2.0, "bits")
    """So much more than what it costs to name it a sum must earn: one chance fit in four tables' worth of lines."""
    most: float = cost(14.0, "bits")
    """No single instance earns more: however long the figures, it may be a copy of another."""
    rounding: float = share(0.05, "a table's sums")
    """Where fewer than this are off by a rounding, figures are not rounded one by one, and those are no sums."""
    lean: float = cost(6.0, "standard deviations")
    """Rounding errors that add up to more are none."""
    broken: float = cost(4.0, "bits")
    """What an instance that does not fit takes away."""
    gap_cost: float = cost(2.0, "bits a line")
    """A line left out between a total and its parts."""

    slip: float = cost(2.0, "bits")
    """What it takes away where one digit would mend it: tables are printed wrong now and then."""
    implied: float = share(0.8, "a sum's instances")
    """Where others hold in so many and make it together, two lines that stand apart are no sum of their own."""

    # how far
    copy: int = count(2, "lines")
    """Of two equal lines the one nearer to the parts is their total; one no farther than this is a total too."""
    rounds: int = count(6, "levels")
    """Totals of totals: no table nests deeper."""
    gap: int = count(3, "lines")
    """So many may stand between a total and a run of parts."""
    reach: int = count(6, "units of the last digit")
    """A rounded sum is looked for so far from its total; whether it fits is then judged by its parts."""
    probes: int = count(12, "instances")
    """Sums of lines that stand apart are looked for in so many and judged in all."""
    window: int = count(40, "lines")
    """So far from its total a part may stand where the parts are two lines."""
    stride: int = count(8, "lines")
    """The widest even distance between parts that stand apart."""
    longest: int = count(40, "parts")
    """The most of them that stand apart."""

    def __post_init__(self) -> None:
        validate(self)
