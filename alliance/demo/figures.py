"""Each published figure three ways: from the ledger's entries, from the records themselves, from the snapshots."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase

from django.db.models import Q

from alliance.dashboard.indicators import Computation
from alliance.dashboard.models import Indicator
from alliance.dashboard.periods import whole_year
from alliance.dashboard.selectors import known
from alliance.dashboard.workflows import DATA as INDICATORS
from alliance.demo.story import registered_kinds, rows
from alliance.ledger.models import Entry
from alliance.records.states import COUNTED
from exchanges.measures import STAFF
from exchanges.models import Category, Exchange
from partners.directory.models import Institution

JINGJIN = ("beijing", "tianjin")


@dataclass(frozen=True)
class Checked:
    """One line of the report. `verdict` is ok, WRONG or not yet recorded."""

    figure: str
    verdict: str
    expected: str = ""
    ledger: int | None = None
    records: int | None = None
    snapshot: int | None = None

    def __str__(self) -> str:
        if self.verdict == "not yet recorded":
            return f"{self.figure} {self.verdict}"
        return (
            f"{self.figure} {self.verdict} expected {self.expected} "
            f"ledger {self.ledger} records {self.records} snapshot {self.snapshot}"
        )


def check() -> list[Checked]:
    """A line for each row of figures.csv, in its order. Nothing is taken from the file but what is expected."""
    indicators = {indicator.code: indicator for indicator in Indicator.objects.all()}
    by_figure = {
        figure: indicators[row["code"]]
        for row in rows("indicators", INDICATORS)
        for figure in row["figures"].split(";")
    }
    told, kinds = rows("story"), registered_kinds()
    return [check_one(row, by_figure[row["id"]], told, kinds) for row in rows("figures")]


def check_one(figure: dict[str, str], indicator: Indicator, story: list[dict[str, str]], kinds: set[str]) -> Checked:
    named = [row["kind"] for row in story if figure["id"] in row["figures"].split(";")]
    if not named or not set(named) <= kinds:
        return Checked(figure["id"], "not yet recorded")
    year = int(figure["year"].rpartition("-")[2])
    scope = Institution.objects.get(name_zh=figure["scope"])
    found = (
        from_entries(indicator, scope, year),
        RECORDS[indicator.code](scope, year),
        from_snapshots(indicator, scope, year),
    )
    right = len(set(found)) == 1 and holds(figure["op"], float(figure["value"]), found[0])
    return Checked(figure["id"], "ok" if right else "WRONG", f"{figure['op']} {figure['value']}", *found)


def holds(op: str, expected: float, found: float) -> bool:
    """`=` exact; `>=` at least, within half above; `~` at most, within 5 % below (seed/README.md)."""
    return {
        "=": found == expected,
        ">=": expected <= found <= expected * 1.5,
        "~": expected * 0.95 <= found <= expected,
    }[op]


def from_entries(indicator: Indicator, scope: Institution, year: int) -> int:
    """The indicator summed over the ledger alone, entry by entry: totals and running totals of one side."""
    first = date(1900, 1, 1) if indicator.operation == "cumulative" else date(year, 1, 1)
    side = Q(**{indicator.side: scope})
    patterns = indicator.facet_filter.split("|")
    entries = Entry.objects.filter(side, measure=indicator.numerator, on__range=(first, date(year, 12, 31)))
    return sum(
        quantity
        for facet, grade, quantity in entries.values_list("facet", "grade", "quantity")
        if grade in COUNTED and any(fnmatchcase(facet, pattern) for pattern in patterns)
    )


def from_snapshots(indicator: Indicator, scope: Institution, year: int) -> int:
    """What the dashboard shows."""
    return int(Computation(indicator, known(scope.pk)).value(whole_year(year)) or 0)


# --- The independent count: from the exchanges' own tables, without facts, measures or ledger -------------------------


def taken_place(kind: str, until: int, since: int = 1900) -> list[Exchange]:
    """The exchanges of a kind that are known well enough for a headline."""
    return list(
        Exchange.objects.filter(
            record__kind=kind,
            record__phase="held",
            record__state="confirmed",
            record__starts_on__range=(date(since, 1, 1), date(until, 12, 31)),
        ).prefetch_related("stops__host__region")
    )


def place(exchange: Exchange) -> str:
    return next(stop.host.region.place for stop in exchange.stops.all())


def heads(exchange: Exchange, categories: Iterable[str] = STAFF) -> int:
    return sum(exchange.actual.get(category, 0) for category in categories)


def of(scope: Institution, exchanges: list[Exchange]) -> list[Exchange]:
    return [exchange for exchange in exchanges if exchange.sender_id == scope.pk]


def delegations(scope: Institution, year: int) -> int:
    return sum(1 for exchange in of(scope, taken_place("delegation", year)) if place(exchange) in JINGJIN)


def outbound(scope: Institution, year: int) -> int:
    return sum(heads(exchange) for exchange in of(scope, taken_place("visit", year)) if place(exchange) in JINGJIN)


def inbound(scope: Institution, year: int) -> int:
    return sum(
        heads(exchange)
        for exchange in taken_place("visit", year)
        if any(stop.host_id == scope.pk for stop in exchange.stops.all())
    )


def study(scope: Institution, year: int) -> int:
    posts = of(scope, taken_place("teacher_study", year, since=year))
    return sum(heads(exchange) for exchange in posts if place(exchange) in JINGJIN)


def training_in_tianjin(scope: Institution, year: int) -> int:
    courses = of(scope, taken_place("training", year, since=year))
    return sum(
        heads(course) for course in courses if course.mode == Exchange.Mode.PROVIDER and place(course) == "tianjin"
    )


def all_training(scope: Institution, year: int) -> int:
    return sum(heads(e) for kind in ("teacher_study", "training") for e in of(scope, taken_place(kind, year)))


def tours(scope: Institution, year: int) -> int:
    return sum(
        heads(exchange, (Category.STUDENTS,)) for exchange in of(scope, taken_place("study_tour", year, since=year))
    )


RECORDS: dict[str, Callable[[Institution, int], int]] = {
    "build.delegations": delegations,
    "build.outbound": outbound,
    "build.inbound": inbound,
    "share.teacher_study": study,
    "cultivate.training_tianjin": training_in_tianjin,
    "cultivate.teachers_trained": all_training,
    "cultivate.study_tours": tours,
}
