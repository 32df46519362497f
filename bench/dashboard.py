"""The first screen, one live query a card instead, and the refresh after one posting, at two sizes of the ledger."""

from collections.abc import Iterator

from django.db import connection
from django.db.models import Sum
from django.db.models.functions import ExtractYear
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alliance.dashboard import workflows
from alliance.dashboard.drilldown import facet_q
from alliance.dashboard.indicators import terms
from alliance.dashboard.models import ALLIANCE, Indicator
from alliance.dashboard.selectors import Scope, cards_of, freshness
from alliance.ledger.models import Entry, PostingHead
from alliance.web import clock
from bench.data import an_alliance, entries_up_to, logged_visits, one_confirmation
from bench.timing import Claim, least_ms, seconds

YEAR = 2024


def run(*, full: bool) -> Iterator[Claim]:
    postgresql = connection.vendor == "postgresql"
    small, middle = 10_000, 100_000
    large = 1_000_000 if full and postgresql else middle
    people = an_alliance()
    workflows.load_indicators()
    lead = Client()
    lead.force_login(people.membership("lead").user)
    record = logged_visits(people, 1)[0]

    screens, refreshes = {}, {}
    for size in dict.fromkeys((small, middle, large)):
        entries_up_to(people, size)
        yield Claim(f"building every snapshot from {size:,} entries", seconds(catch_up), "s")
        screens[size] = least_ms(lambda: lead.get(reverse("dashboard:dashboard"), {"year": YEAR}))
        refreshes[size] = refresh_ms(people, record)
        yield Claim(f"first screen at {size:,} entries", screens[size], "ms")
        yield Claim(f"refresh after one posting at {size:,} entries", refreshes[size], "ms", most=20)

    yield Claim(f"first screen, {large:,} against {small:,} entries", screens[large] / screens[small], "×", most=1.5)
    yield Claim(f"refresh, {large:,} against {middle:,} entries", refreshes[large] / refreshes[middle], "×", most=1.5)
    first_screen = queries_of(lead, f"{reverse('dashboard:dashboard')}?year={YEAR}")
    any_page = queries_of(lead, reverse("web:components"))  # who asks, and what the menu counts
    yield Claim("queries of the first screen, with who asks and what the menu counts", first_screen)
    yield Claim("queries of the first screen beyond those of any page", first_screen - any_page, most=6)

    cards = least_ms(lambda: cards_of(Scope(ALLIANCE), freshness(), YEAR, "calendar", clock.today()))
    live = least_ms(live_queries, times=3)
    yield Claim(f"the alliance's cards at {large:,} entries", cards, "ms")
    yield Claim(f"the same cards by one live query each at {large:,} entries", live, "ms")
    least = 100 if large == 1_000_000 else None
    yield Claim("cards from snapshots against live queries", live / cards, "×", least=least)


def queries_of(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


def catch_up() -> None:
    """Snapshots anew, as after a restore: the cursor at the last posting, every scope from its entries."""
    workflows.the_cursor()
    workflows.SnapshotCursor.objects.update(posting=PostingHead.objects.get().last, applied_at=clock.now())
    workflows.rebuild()


def refresh_ms(people, record) -> float:
    """From a committed posting of one confirmation to fresh snapshots."""
    times = []
    for _n in range(15):
        one_confirmation(people, record)
        times.append(seconds(workflows.apply_some) * 1000)
    return min(times)


def live_queries() -> None:
    """What each card shows (value, claimed, every year), asked of the entries: one query for each indicator."""
    for indicator in Indicator.objects.all():
        measures = {term.measure for term in terms(f"{indicator.numerator} {indicator.denominator}")}
        found = Entry.objects.filter(facet_q(indicator.facet_filter), measure__in=measures)
        list(found.annotate(year=ExtractYear("on")).values("year", "measure", "grade").annotate(Sum("quantity")))
