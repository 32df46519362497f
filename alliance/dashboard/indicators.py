"""The seven operations, computed over a scope's sums when a page is read. Pure: no query, no clock.

Definitions: docs/how-it-works/dashboard.md. The reference computation over the demo story agrees with this one.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fnmatch import fnmatchcase
from fractions import Fraction
from functools import cached_property, lru_cache
from itertools import accumulate
from typing import NamedTuple

from alliance.dashboard.models import ALLIANCE, Indicator, SnapshotKey
from alliance.dashboard.periods import Period
from alliance.dashboard.sums import (
    AT_BOTH,
    AT_COUNTERPART,
    AT_INSTITUTION,
    Cell,
    KeyedCell,
    Pattern,
    Patterns,
    cells_of,
)
from alliance.records.kinds import all_measures
from alliance.records.states import COUNTED, Grade

EVERY_GRADE = (*COUNTED, Grade.CLAIMED)
Operation, Side = Indicator.Operation, Indicator.Side


class Term(NamedTuple):
    """One measure of an expression, added or taken away; `facet` narrows it."""

    sign: int
    measure: str
    facet: str


@lru_cache(maxsize=512)
def terms(expression: str) -> tuple[Term, ...]:
    """`a + b:facet - c` as terms."""
    found, sign = [], 1
    for word in expression.split():
        if word in "+-":
            sign = 1 if word == "+" else -1
        else:
            measure, _colon, facet = word.partition(":")
            found.append(Term(sign, measure, facet))
    return tuple(found)


@lru_cache(maxsize=4096)
def matches(facet: str, patterns: str) -> bool:
    return any(fnmatchcase(facet, pattern) for pattern in patterns.split("|"))


def quantum(measure: str) -> Fraction:
    """What 1 in the ledger stands for, in the measure's unit."""
    known = all_measures().get(measure)
    return Fraction(known.quantum) if known else Fraction(1)


@dataclass(frozen=True)
class Known:
    """All that a scope's entries add up to, every year at once.

    Quantities are lists by month, all beginning in January of the same year, so that they are added up quickly.
    """

    scope: int
    start: int  # the month of each list's first quantity
    months: Mapping[str, list[tuple[Cell, list[int]]]]  # by measure
    patterns: Patterns

    @classmethod
    def of_years(cls, scope: int, years: Mapping[int, Mapping[str, list[int]]], patterns: Patterns) -> "Known":
        """From what Snapshot rows hold: for each year twelve quantities by cell."""
        first, last = (min(years), max(years)) if years else (0, 0)
        nothing, cells = [0] * 12 * (last - first + 1), {}
        for year, sums in years.items():
            at = (year - first) * 12
            for name, quantities in sums.items():
                if name not in cells:
                    cells[name] = nothing.copy()
                cells[name][at : at + 12] = quantities
        by_measure = defaultdict(list)
        for name, quantities in cells.items():
            cell = _cell(name)
            by_measure[cell.measure].append((cell, quantities))
        return cls(scope, first * 12, by_measure, patterns)

    @cached_property
    def last_month(self) -> int:
        """The last month with a quantity, 0 where there is none."""
        return max((self.start + max(_places(by)) for _cell, by in self._lists if any(by)), default=0)

    @cached_property
    def first_month(self) -> int:
        return min((self.start + min(_places(by)) for _cell, by in self._lists if any(by)), default=0)

    @property
    def _lists(self) -> Iterable[tuple[Cell, list[int]]]:
        return (pair for cells in self.months.values() for pair in cells)


@lru_cache(maxsize=16384)
def _cell(name: str) -> Cell:
    return Cell(*name.split("|"))


def _places(quantities: list[int]) -> list[int]:
    return [place for place, quantity in enumerate(quantities) if quantity]


class Series:
    """Quantities by month in multiples of a quantum, summed over any span in the time of two look-ups."""

    def __init__(self, start: int, quantities: list[int], quantum: Fraction):
        self.start, self.quantum, self.quantities = start, quantum, quantities
        self._until = [0, *accumulate(quantities)]

    @property
    def months(self) -> list[int]:
        """Those with a quantity."""
        return [self.start + place for place in _places(self.quantities)]

    def _place(self, month: int) -> int:
        return min(max(month - self.start, 0), len(self.quantities))

    def total(self, first: int, last: int) -> Fraction:
        return self.quantum * (self._until[self._place(last + 1)] - self._until[self._place(first)])

    def last_quantity(self, last: int) -> Fraction | None:
        quantities = [quantity for quantity in self.quantities[: self._place(last + 1)] if quantity]
        return self.quantum * quantities[-1] if quantities else None


@dataclass(frozen=True)
class Computation:
    """One indicator over one scope, ready to be asked for any period and by how well it is known.

    `within` narrows it to what another indicator, that it contains, counts too.
    """

    indicator: Indicator
    known: Known
    within: Indicator | None = None

    # --- What is counted --------------------------------------------------------------------------------------------

    def counts(self, facet: str, narrow: str = "") -> bool:
        return (
            matches(facet, self.indicator.facet_filter)
            and (not narrow or facet == narrow)
            and (self.within is None or matches(facet, self.within.facet_filter))
        )

    @property
    def sides(self) -> dict[str, int]:
        """Where the scope stands in what is counted; what lies on both its sides counts once."""
        if self.known.scope == ALLIANCE or self.indicator.side == Side.INSTITUTION:
            return {AT_INSTITUTION: 1}
        if self.indicator.side == Side.COUNTERPART:
            return {AT_COUNTERPART: 1}
        return {AT_INSTITUTION: 1, AT_COUNTERPART: 1, AT_BOTH: -1}

    @cached_property
    def _series(self) -> dict[tuple[str, Collection[str]], Series]:
        return {}

    def series(self, expression: str, grades: Collection[str]) -> Series:
        """The expression's quantities by month, in units."""
        asked = (expression, tuple(grades))
        if asked not in self._series:
            self._series[asked] = self._add_up(terms(expression), grades)
        return self._series[asked]

    def _add_up(self, expression: tuple[Term, ...], grades: Collection[str]) -> Series:
        finest = min(quantum(term.measure) for term in expression)
        sides, chosen = self.sides, []
        for term in expression:
            factor = term.sign * quantum(term.measure) / finest
            for cell, quantities in self.known.months.get(term.measure, ()):
                if cell.side in sides and cell.grade in grades and self.counts(cell.facet, term.facet):
                    times = int(factor) * sides[cell.side]
                    chosen.append(quantities if times == 1 else [times * quantity for quantity in quantities])
        return Series(self.known.start, [sum(month) for month in zip(*chosen, strict=True)], finest)

    # --- What it comes to -------------------------------------------------------------------------------------------

    @property
    def has_data(self) -> bool:
        """Whether anything was ever counted or claimed; without, the page says "no data" and not 0."""
        return bool(self.series(self.indicator.numerator, EVERY_GRADE).months) or bool(
            self.indicator.denominator and self.series(self.indicator.denominator, EVERY_GRADE).months
        )

    def span(self, period: Period) -> Period:
        """The part of time that the operation looks at."""
        from_the_first = self.indicator.period == Indicator.Span.ANY or self.indicator.operation in (
            Operation.CUMULATIVE,
            Operation.MEAN,
        )
        return period.since_the_first_entry() if from_the_first else period

    def amount(self, expression: str, period: Period, grades: Collection[str] = COUNTED) -> Fraction:
        """Numerator or denominator within the period, in units."""
        span = self.span(period)
        return self.series(expression, grades).total(span.first_month, span.last_month)

    def value(self, period: Period, grades: Collection[str] = COUNTED) -> Fraction | None:
        """The indicator's value; None where there is nothing to say."""
        match self.indicator.operation:
            case Operation.TOTAL | Operation.CUMULATIVE:
                return self.amount(self.indicator.numerator, period, grades)
            case Operation.RATIO:
                base = self.amount(self.indicator.denominator, period, grades)
                scale = 100 if self.indicator.is_share else 1
                return self.amount(self.indicator.numerator, period, grades) * scale / base if base else None
            case Operation.INSTITUTIONS | Operation.PEOPLE:
                return Fraction(self.count_keys(period, grades))
            case Operation.MEAN:
                return self.mean(period, grades)
            case Operation.LATEST:
                if self.known.scope == ALLIANCE:
                    return None  # ranks of different schools are never put together
                return self.series(self.indicator.numerator, grades).last_quantity(period.last_month)
        raise ValueError(self.indicator.operation)

    def mean(self, period: Period, grades: Collection[str]) -> Fraction | None:
        """Of the yearly totals, from the first year with an entry to the period's."""
        series = self.series(self.indicator.numerator, grades)
        months = [month for month in series.months if month <= period.last_month]
        if not months:
            return None
        years = period.last_year - period.year_of(months[0]) + 1
        return series.total(0, period.last_month) / years

    def count_keys(self, period: Period, grades: Collection[str]) -> int:
        """How many institutions or subjects have a balance above 0."""
        span = self.span(period)
        first, last = span.first_month, span.last_month
        return sum(
            count
            for cells, count in self._keyed
            if sum(quantity for month, grade, quantity in cells if first <= month <= last and grade in grades) > 0
        )

    @cached_property
    def _keyed(self) -> list[tuple[list[tuple[int, str, int]], int]]:
        """The counted cells of each pattern, and how many keys bear it."""
        measure = terms(self.indicator.numerator)[0].measure
        sides, types = self.key_sides_and_types()
        found = []
        for type in types:
            for pattern, count in self.known.patterns.get((measure, type), {}).items():
                cells = [
                    (cell.month, cell.grade, quantity)
                    for cell, quantity in _cells_of(pattern)
                    if cell.side in sides and self.counts(cell.facet)
                ]
                if cells:
                    found.append((cells, count))
        return found

    def key_sides_and_types(self) -> tuple[set[str], list[str]]:
        """Which keys are counted: subjects on the scope's side; institutions on the other, or both (alliance)."""
        side = self.indicator.side
        if self.indicator.operation == Operation.PEOPLE:
            return set(self.sides) - {AT_BOTH}, [SnapshotKey.Type.SUBJECT]
        if side == Side.BOTH:
            return {AT_INSTITUTION, AT_COUNTERPART}, [SnapshotKey.Type.INSTITUTION]
        chosen = AT_INSTITUTION if side == Side.INSTITUTION else AT_COUNTERPART
        return {chosen}, [SnapshotKey.Type.INSTITUTION, SnapshotKey.Type.OWN]

    def claimed(self, period: Period) -> Fraction | None:
        """另有单方填报: what one side's word alone would add; for ratios and ranks, what they would be with it."""
        known, with_claims = self.value(period), self.value(period, EVERY_GRADE)
        if with_claims == known:
            return None
        if self.indicator.operation in (Operation.RATIO, Operation.LATEST):
            return with_claims
        return (with_claims or Fraction(0)) - (known or Fraction(0))


@lru_cache(maxsize=16384)
def _cells_of(pattern: Pattern) -> list[tuple[KeyedCell, int]]:
    return cells_of(pattern)


def keyed_measures(indicators: Iterable[Indicator]) -> set[tuple[str, str]]:
    """Measure and type of key for every operation that counts keys and not quantities."""
    types = {
        Operation.INSTITUTIONS: SnapshotKey.Type.INSTITUTION.value,
        Operation.PEOPLE: SnapshotKey.Type.SUBJECT.value,
    }
    return {(terms(i.numerator)[0].measure, types[i.operation]) for i in indicators if i.operation in types}


def shown(value: Fraction | None, decimals: int) -> Decimal | None:
    """The value as it is printed, rounded half up; everything before this is exact."""
    if value is None:
        return None
    step = Decimal(1).scaleb(-decimals)
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(step, ROUND_HALF_UP)
