"""What the dashboard's pages read: a scope's sums, the indicators, how fresh they are, and who is waited for."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from django.db.models import Count, Q, QuerySet, Subquery, Window
from django.db.models.functions import Coalesce

from alliance.dashboard.indicators import Computation, Known, Operation, shown
from alliance.dashboard.models import ALLIANCE, Indicator, Recount, Snapshot, SnapshotCursor
from alliance.dashboard.periods import YearBasis, running_year, whole_year, year_so_far
from alliance.ledger.models import Reconciliation
from alliance.records.models import Party, Record
from alliance.records.rules import visible
from alliance.records.states import Act, Decision, Phase, State
from alliance.web import clock
from partners.directory.acting import Member, institution_scope
from partners.directory.models import Institution, Network, NetworkMember

CARDS = 3  # of a pillar on the first screen
YEARS = 8  # of a spark
WAITING = 6


# --- Sums -----------------------------------------------------------------------------------------------------------


def known(scope: int) -> Known:
    """A scope's sums, every year at once: one query, whose rows do not grow with the entries."""
    return known_of(scope, Snapshot.objects.filter(scope=scope).values_list("year", "sums"))


def known_of(scope: int, rows: Iterable[tuple[int, dict[str, Any]]]) -> Known:
    """The sums as Snapshot rows hold them, ready for computing."""
    years = dict(rows)
    held = years.pop(0, {})
    return Known.of_years(scope, years, {tuple(name.split("|")): Counter(keys) for name, keys in held.items()})


# --- Indicators -----------------------------------------------------------------------------------------------------


def indicators_of(definitions: str) -> tuple[Indicator, ...]:
    """Every version of every indicator; kept in the process while the cursor's `definitions` stay the same."""
    return _kept(definitions) if definitions else tuple(Indicator.objects.all())


@lru_cache(maxsize=2)
def _kept(definitions: str) -> tuple[Indicator, ...]:
    return tuple(Indicator.objects.all())


def holding(indicators: Iterable[Indicator], year: int) -> dict[str, Indicator]:
    """By code, the version that holds in a year."""
    found: dict[str, Indicator] = {}
    for one in indicators:
        if one.holds_from <= year and (one.code not in found or found[one.code].holds_from < one.holds_from):
            found[one.code] = one
    return dict(sorted(found.items(), key=lambda item: item[1].position))


# --- Scope ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Scope:
    """Whose figures are looked at: the alliance's, or one institution's with all that were merged into it."""

    id: int
    institution: Institution | None = None

    @property
    def is_alliance(self) -> bool:
        return self.id == ALLIANCE

    @property
    def members(self) -> tuple[int, ...]:
        return institution_scope(self.institution) if self.institution else ()


def scope_for(member: Member, asked: str) -> Scope | None:
    """The scope asked for, or None: the alliance is everybody's, an institution its own people's and the leads'."""
    if asked in ("", "alliance", str(ALLIANCE)):
        return Scope(ALLIANCE)
    if not asked.isascii() or not asked.isdigit() or len(asked) > 18:
        return None
    if int(asked) == member.institution.pk:
        return None if member.is_secretariat else Scope(member.institution.pk, member.institution)
    if not member.is_secretariat:
        return None
    institution = Institution.objects.filter(pk=int(asked)).first()
    return Scope(institution.pk, institution) if institution else None


# --- How fresh ------------------------------------------------------------------------------------------------------


def current_members(today: date) -> QuerySet[NetworkMember]:
    return NetworkMember.objects.filter(
        Q(until=None) | Q(until__gte=today), network__code=Network.ALLIANCE, since__lte=today
    )


@dataclass(frozen=True)
class Freshness:
    """Up to which posting the figures count, and what the last nightly comparisons found."""

    posting: int
    applied_at: datetime | None
    definitions: str
    members: int
    differences: int | None
    compared_at: datetime | None


def freshness() -> Freshness:
    """One query, with the number of the alliance's members, which stands beside it."""
    members = current_members(clock.today()).order_by().values("network").annotate(n=Count("pk")).values("n")
    last = Reconciliation.objects.order_by("-pk")
    row = (
        SnapshotCursor.objects.filter(pk=1)
        .annotate(
            members=Subquery(members),
            reconciled=Subquery(last.values("differences")[:1]),
            reconciled_at=Subquery(last.values("at")[:1]),
            recounted=Subquery(Recount.objects.order_by("-pk").values("differences")[:1]),
        )
        .values("posting", "applied_at", "definitions", "members", "reconciled", "reconciled_at", "recounted")
        .first()
    )
    if row is None:
        return Freshness(0, None, "", current_members(clock.today()).count(), None, None)
    differences = None if row["reconciled"] is None else row["reconciled"] + (row["recounted"] or 0)
    return Freshness(
        row["posting"], row["applied_at"], row["definitions"], row["members"] or 0, differences, row["reconciled_at"]
    )


# --- Cards ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """What an indicator contains: the other one, and how much of it."""

    name: str
    value: Decimal | None


@dataclass(frozen=True)
class Card:
    """One indicator as a card shows it."""

    indicator: Indicator
    has_data: bool
    value: Decimal | None
    claimed: Decimal | None
    before: Decimal | None  # a year earlier, the same months
    numerator: Decimal | None
    denominator: Decimal | None
    contains: tuple[Part, ...]
    years: tuple[int, ...]
    history: tuple[Decimal | None, ...]

    @property
    def change(self) -> Decimal | None:
        return None if self.value is None or self.before is None else self.value - self.before

    @property
    def is_running_total(self) -> bool:
        """Its change is what the year itself has brought."""
        return self.indicator.operation == Operation.CUMULATIVE or self.indicator.basis == Indicator.Basis.POINT


def card_of(
    indicator: Indicator, sums: Known, year: int, basis: str, today: date, holds: dict[str, Indicator] | None = None
) -> Card:
    """The card of one year: everything from the same sums, so that nothing on it contradicts the rest."""
    computation, period = Computation(indicator, sums), year_so_far(year, basis, today)
    decimals = indicator.decimals

    def printed(value: Fraction | None) -> Decimal | None:
        return shown(value, decimals)

    if not computation.has_data:
        return Card(indicator, False, None, None, None, None, None, (), (), ())
    first = max(whole_year(year, basis).year_of(sums.first_month), year - YEARS + 1)
    years = tuple(range(first, year + 1))
    history = tuple(printed(computation.value(year_so_far(y, basis, today))) for y in years)
    ratio = indicator.operation == Operation.RATIO
    contained = [holds[code] for code in indicator.contained if holds and code in holds]
    parts = tuple(Part(str(c), printed(Computation(indicator, sums, c).value(period))) for c in contained)
    return Card(
        indicator=indicator,
        has_data=True,
        value=printed(computation.value(period)),
        claimed=printed(computation.claimed(period)),
        before=printed(computation.value(period.a_year_earlier())) if year > first else None,
        numerator=shown(computation.amount(indicator.numerator, period), 0) if ratio else None,
        denominator=shown(computation.amount(indicator.denominator, period), 0) if ratio else None,
        contains=tuple(part for part in parts if part.value),
        years=years,
        history=history,
    )


def cards_of(scope: Scope, fresh: Freshness, year: int, basis: str, today: date) -> tuple[dict[str, list[Card]], Known]:
    """Every indicator's card by pillar, those with data first; and the sums they come from."""
    sums = known(scope.id)
    holds = holding(indicators_of(fresh.definitions), year)
    pillars: dict[str, list[Card]] = {pillar: [] for pillar in Indicator.Pillar.values}
    for indicator in holds.values():
        pillars[indicator.pillar].append(card_of(indicator, sums, year, basis, today, holds))
    for cards in pillars.values():
        cards.sort(key=lambda card: not card.has_data)
    return pillars, sums


def years_with_entries(sums: Known, basis: str, today: date) -> list[int]:
    """From the running year back to the first with an entry."""
    running = running_year(basis, today)
    first = whole_year(running, basis).year_of(sums.first_month) if sums.first_month else running
    return list(range(running, min(first, running) - 1, -1))


def is_running(year: int, basis: str, today: date) -> bool:
    return year == running_year(basis, today)


def basis_asked(asked: str) -> str:
    return asked if asked in YearBasis.values else YearBasis.CALENDAR


# --- Who is waited for ----------------------------------------------------------------------------------------------


def waited_for(member: Member, scope: Scope) -> list[Party]:
    """The longest waited for: parties whose word a record needs, and owners whose record somebody disagrees with.

    `since` is when the ball came to them, `total` how many there are in all. One query.
    """
    rows = (
        Party.objects.filter(
            Q(record__state=State.SUBMITTED, decision=Decision.WAITING, ask=Party.Ask.MUST, asked_at__isnull=False)
            | Q(record__state=State.DISAGREED, decision=Decision.DISAGREED),
            record__act=Act.SUBMITTED,
            record__phase=Phase.HELD,
            record__state__in=[State.SUBMITTED, State.DISAGREED],  # as the index record_waited_for has it
        )
        .annotate(since=Coalesce("decided_at", "asked_at"), total=Window(Count("pk")))
        .select_related("record__owner", "institution")
        .order_by("since", "pk")
    )
    if not member.is_secretariat:
        rows = rows.filter(record__in=Record.objects.filter(visible(member)).values("pk"))
    if scope.institution:
        theirs = Party.objects.filter(institution__in=scope.members).values("record")
        rows = rows.filter(Q(record__owner__in=scope.members) | Q(record__in=theirs))
    found = list(rows[:WAITING])
    for party in found:
        party.days = max((clock.now() - party.since).days, 0)
        party.owner_must_act = party.decision == Decision.DISAGREED
    return found


def posted_since(posting: int) -> bool:
    """Whether the figures have moved on from a posting that a page shows."""
    return SnapshotCursor.objects.filter(pk=1).exclude(posting=posting).exists()
