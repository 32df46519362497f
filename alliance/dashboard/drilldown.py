"""查看构成: any number down to its entries, split by what an entry carries. Rows a reader may not see count hidden.

Hidden rows are summed, never named: whatever would tell which institution they belong to (its name, its counterpart,
the region of either) is grouped as "other members", and filters by it leave them out.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from django.db.models import BooleanField, Case, CharField, Count, Exists, OuterRef, Q, QuerySet, Sum, Value, When
from django.db.models.functions import TruncMonth

from alliance.dashboard.facets import facet_label, place_label
from alliance.dashboard.indicators import Operation, Side, quantum, shown, terms
from alliance.dashboard.models import Indicator
from alliance.dashboard.periods import Period
from alliance.dashboard.selectors import Scope
from alliance.ledger.models import Entry
from alliance.records.models import Record
from alliance.records.rules import visible
from alliance.records.states import COUNTED, Grade
from partners.directory.acting import Member
from partners.directory.models import Institution

NUMERATOR, DENOMINATOR = "numerator", "denominator"
SPLITS = ("grade", "month", "institution", "counterpart", "facet", "institution_place", "counterpart_place")
TELLING = {"institution", "counterpart", "institution_place", "counterpart_place"}  # would name who is hidden
PROVINCES = {"11": "beijing", "12": "tianjin", "13": "hebei"}


@dataclass(frozen=True)
class Question:
    """Of which number, and which part of it, the reader asks what it is made of."""

    indicator: Indicator
    scope: Scope
    period: Period
    by: Member
    posting: int  # entries up to here, so that the sum and the figure speak of the same moment
    part: str = NUMERATOR
    filters: dict[str, str] = field(default_factory=dict)

    @property
    def expression(self) -> str:
        return self.indicator.denominator if self.part == DENOMINATOR else self.indicator.numerator

    @property
    def span(self) -> Period:
        whole = self.indicator.period == Indicator.Span.ANY or self.indicator.operation in (
            Operation.CUMULATIVE,
            Operation.MEAN,
            Operation.LATEST,
        )
        return self.period.since_the_first_entry() if whole and self.period.basis != "dates" else self.period

    @property
    def grades(self) -> tuple[str, ...]:
        asked = self.filters.get("grade")
        return (asked,) if asked in (*COUNTED, Grade.CLAIMED) else tuple(COUNTED)

    @property
    def counts_keys(self) -> bool:
        """The number is how many institutions or people, not a sum of quantities."""
        return self.indicator.operation in (Operation.INSTITUTIONS, Operation.PEOPLE)

    def narrowed(self, **filters: str) -> "Question":
        return replace(self, filters={**self.filters, **filters})

    # --- Entries ----------------------------------------------------------------------------------------------------

    @property
    def entries(self) -> QuerySet[Entry]:
        """The entries that the number is made of, each with `seen`: whether the reader may open its record."""
        counted = Q(pk__in=[])
        for term in terms(self.expression):
            narrow = Q(facet=term.facet) if term.facet else Q()
            counted |= Q(measure=term.measure) & facet_q(self.indicator.facet_filter) & narrow
        entries = Entry.objects.filter(counted, grade__in=self.grades, posting__lte=self.posting)
        entries = entries.filter(self.side_q, on__lte=self.span.until)
        if self.span.since:
            entries = entries.filter(on__gte=self.span.since)
        return self.filtered(entries.annotate(seen=self.seen))

    @property
    def side_q(self) -> Q:
        if self.scope.is_alliance:
            return Q()
        members = self.scope.members
        q = {
            Side.INSTITUTION: Q(institution__in=members),
            Side.COUNTERPART: Q(counterpart__in=members),
            Side.BOTH: Q(institution__in=members) | Q(counterpart__in=members),
        }[self.indicator.side]
        return q & Q(counterpart__isnull=False) if self.indicator.operation == Operation.INSTITUTIONS else q

    @property
    def seen(self):
        if self.by.is_secretariat:
            return Value(True, output_field=BooleanField())
        return Exists(Record.objects.filter(visible(self.by), pk=OuterRef("record")))

    def filtered(self, entries: QuerySet[Entry]) -> QuerySet[Entry]:
        asked = self.filters
        if month := month_asked(asked.get("month", "")):
            entries = entries.filter(on__year=month.year, on__month=month.month)
        if asked.get("facet"):
            entries = entries.filter(facet=asked["facet"])
        for side in ("institution", "counterpart"):
            if (pk := asked.get(side, "")) and pk.isascii() and pk.isdigit() and len(pk) < 19:
                entries = entries.filter(seen=True, **{side: int(pk)})
            if place := asked.get(f"{side}_place"):
                entries = entries.annotate(**{f"{side}_place": place_of(side)})
                entries = entries.filter(seen=True, **{f"{side}_place": place})
        return entries

    @cached_property
    def factors(self) -> dict[str, Fraction]:
        """What an entry's quantity is worth in the number, by measure: its sign and its quantum."""
        return {term.measure: term.sign * quantum(term.measure) for term in terms(self.expression)}

    def worth(self, entry: Entry) -> Decimal:
        return shown(self.factors[entry.measure] * entry.quantity, self.decimals)

    @cached_property
    def decimals(self) -> int:
        """Of a quantity: as many as the measures' quanta have."""
        return max(len(str(Decimal(f.numerator) / f.denominator).partition(".")[2]) for f in self.factors.values())

    # --- Sums -------------------------------------------------------------------------------------------------------

    @cached_property
    def totals(self) -> "Totals":
        """Sum and number of the entries, seen and hidden. One query."""
        rows = self.entries.order_by().values("seen", "measure").annotate(sum=Sum("quantity"), n=Count("pk"))
        sums, counts = defaultdict(Fraction), Counter()
        for row in rows:
            sums[row["seen"]] += self.factors[row["measure"]] * row["sum"]
            counts[row["seen"]] += row["n"]
        return Totals(self.printed(sums[True]), counts[True], self.printed(sums[False]), counts[False])

    def printed(self, value: Fraction) -> Decimal:
        return shown(value, self.decimals)

    def split(self, by: str) -> "Split":
        """The sum by what entries carry. Two queries at most, whatever the number of rows."""
        entries, column = self.entries.order_by(), by
        if by == "month":
            entries, column = entries.annotate(key=TruncMonth("on")), "key"
        elif by.endswith("_place"):
            entries, column = entries.annotate(key=place_of(by.removesuffix("_place"))), "key"
        grouped = entries.values_list(column, "seen", "measure").annotate(Sum("quantity"), Count("pk"))
        sums, hidden, hidden_n = defaultdict(Fraction), Fraction(0), 0
        for key, is_seen, measure, quantity, n in grouped:
            worth = self.factors[measure] * quantity
            if by in TELLING and not is_seen:
                hidden, hidden_n = hidden + worth, hidden_n + n
            else:
                sums[key] += worth
        names = labels(by, sums)
        rows = [SplitRow(by, key_text(key), names[key], self.printed(sums[key])) for key in sums]
        rows = sorted(rows, key=lambda row: row.key) if by == "month" else sorted(rows, key=lambda r: (-r.sum, r.key))
        total = self.printed(sum(sums.values(), hidden))
        return Split(by, tuple(rows), self.printed(hidden), hidden_n, total)

    # --- Institutions and people ------------------------------------------------------------------------------------

    def keys(self) -> "Keys":
        """Who is counted, with the balance of each: above 0 is one. People appear only as a count."""
        if self.indicator.operation == Operation.PEOPLE:
            rows = self.entries.order_by().exclude(subject="").values_list("subject").annotate(Sum("quantity"))
            return Keys((), sum(1 for _subject, balance in rows if balance > 0))
        balances, seen = Counter(), set()
        own = set(self.scope.members)
        grouped = self.entries.order_by().exclude(counterpart=None)
        for institution, counterpart, is_seen, quantity in grouped.values_list(
            "institution", "counterpart", "seen"
        ).annotate(Sum("quantity")):
            others = {Side.INSTITUTION: [counterpart], Side.COUNTERPART: [institution]}.get(
                self.indicator.side, [pk for pk in (institution, counterpart) if pk not in own]
            )
            for other in others:
                balances[other] += quantity
                if is_seen:
                    seen.add(other)
        counted = [pk for pk, balance in balances.items() if balance > 0]
        institutions = Institution.objects.filter(pk__in=[pk for pk in counted if pk in seen]).order_by("name_zh")
        return Keys(tuple(institutions), len(counted))


@dataclass(frozen=True)
class Totals:
    seen: Decimal
    seen_n: int
    hidden: Decimal
    hidden_n: int

    @property
    def sum(self) -> Decimal:
        return self.seen + self.hidden

    @property
    def n(self) -> int:
        return self.seen_n + self.hidden_n


@dataclass(frozen=True)
class SplitRow:
    by: str
    key: str
    label: str
    sum: Decimal


@dataclass(frozen=True)
class Split:
    by: str
    rows: tuple[SplitRow, ...]
    hidden: Decimal
    hidden_n: int
    total: Decimal

    @property
    def most(self) -> Decimal:
        return max([*(row.sum for row in self.rows), Decimal(1)])


@dataclass(frozen=True)
class Keys:
    """The institutions counted that the reader may see by name, and how many are counted in all."""

    institutions: tuple[Institution, ...]
    count: int

    @property
    def hidden(self) -> int:
        return self.count - len(self.institutions)


def facet_q(patterns: str) -> Q:
    """Facets that match any of the patterns (a|b.*); * stands for anything, dots included."""
    found = Q(pk__in=[])
    for pattern in patterns.split("|"):
        if pattern == "*":
            return Q()
        if "*" not in pattern:
            found |= Q(facet=pattern)
        elif pattern.index("*") == len(pattern) - 1:
            found |= Q(facet__startswith=pattern[:-1])
        else:
            found |= Q(facet__regex="^" + ".*".join(map(re.escape, pattern.split("*"))) + "$")
    return found


def place_of(side: str) -> Case:
    """beijing, tianjin, xiongan, hebei or other, as Region.place has it, of one side of an entry."""
    region = f"{side}__region"
    return Case(
        When(**{f"{side}__isnull": True}, then=Value("")),
        When(~Q(**{f"{region}__zone": ""}), then=f"{region}__zone"),
        *(When(**{f"{region}__code__startswith": code}, then=Value(name)) for code, name in PROVINCES.items()),
        default=Value("other"),
        output_field=CharField(),
    )


def month_asked(text: str) -> date | None:
    """2024-05 as the first day of that month."""
    if re.fullmatch(r"(19|20)\d\d-(0[1-9]|1[0-2])", text, re.ASCII):
        return date(int(text[:4]), int(text[5:]), 1)
    return None


def key_text(key) -> str:
    """The key as it stands in an address."""
    if isinstance(key, date):
        return f"{key:%Y-%m}"
    return "" if key is None else str(key)


def labels(by: str, keys: Iterable) -> dict:
    """What people read for each key; at most one query."""
    if by in ("institution", "counterpart"):
        institutions = Institution.objects.in_bulk([key for key in keys if key is not None])
        return {key: str(institutions[key]) if key is not None else "–" for key in keys}
    if by.endswith("_place"):
        return {key: place_label(key) for key in keys}
    if by == "facet":
        return {key: facet_label(key) for key in keys}
    if by == "grade":
        return {key: str(Grade(key).label) for key in keys}
    return {key: key_text(key) for key in keys}


def exported_rows(question: Question) -> Iterator[list]:
    """The entries that the reader may see, in the order of the page, for a sheet."""
    entries = question.entries.filter(seen=True).select_related("record", "institution", "counterpart")
    for entry in entries.order_by("-on", "-record_id", "seq").iterator(chunk_size=500):
        yield [
            entry.on,
            entry.record.number,
            str(entry.institution),
            str(entry.counterpart) if entry.counterpart else "",
            facet_label(entry.facet),
            str(Grade(entry.grade).label),
            question.worth(entry),
            entry.posting_id,
        ]
