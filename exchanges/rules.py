"""What hinders an exchange from being put before the others; the sentences stand beside the fields they name."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from alliance.records.kinds import Text
from alliance.records.models import Record
from alliance.records.states import Act, Phase
from alliance.web import clock
from exchanges.models import Category, Exchange, RosterEntry
from partners.directory.models import Institution

MORE_THAN_PLANNED = 1.5  # more people than this times the plan want a word of explanation
STUDENT_KINDS = ("student_practice", "study_tour")
STAFF_KINDS = ("teacher_study", "training")


def problems(record: Record) -> dict[str, Text]:
    """What hinders submitting or reporting this exchange: field -> sentence, the first one for each field."""
    found: dict[str, Text] = {}
    for field, sentence in _problems(record, record.exchange):
        found.setdefault(field, sentence)
    return found


def _problems(record: Record, exchange: Exchange) -> Iterator[tuple[str, Text]]:
    stops = list(exchange.stops.select_related("host"))
    yield from party_problems(record, exchange, [stop.host for stop in stops])
    yield from date_problems(record, stops)
    yield from people_problems(record, exchange)
    yield from roster_problems(record, exchange)


def party_problems(record: Record, exchange: Exchange, hosts: list[Institution]) -> Iterator[tuple[str, Text]]:
    if not hosts:
        yield "hosts", _("Say which institution is visited.")
    if exchange.sender in hosts:
        yield "hosts", _("Visitor and host are the same institution.")
    if any(institution.type == Institution.Type.SECRETARIAT for institution in [exchange.sender, *hosts]):
        yield "hosts", _("The secretariat is a party of no record.")
    if record.kind == "delegation" and exchange.government is None:
        yield "government", _("Say which government leads the delegation.")
    if exchange.government and exchange.government.type != Institution.Type.GOVERNMENT:
        yield "government", _("%(name)s is not a government.") % {"name": exchange.government}
    if record.owner not in [exchange.sender, *hosts]:
        yield "hosts", _("Your school takes no part in this. Log only what it was part of.")
    if record.kind != "visit" and record.kind != "delegation" and len(hosts) > 1:
        yield "hosts", _("This kind has one host. Log one record for each.")


def date_problems(record: Record, stops: list) -> Iterator[tuple[str, Text]]:
    previous = None
    for stop in stops:
        if stop.arrives_on is None:
            continue
        leaves_on = stop.leaves_on or stop.arrives_on
        if stop.arrives_on < record.starts_on or leaves_on > record.ends_on:
            yield "hosts", _("The days at %(host)s lie outside the journey.") % {"host": stop.host}
        if previous and stop.arrives_on < previous:
            yield (
                "hosts",
                _("The same people cannot be at two hosts at one time. If the group split up, log two records."),
            )
        previous = leaves_on


def people_problems(record: Record, exchange: Exchange) -> Iterator[tuple[str, Text]]:
    planned, actual = sum(exchange.planned.values()), sum(exchange.actual.values())
    if record.phase == Phase.PLANNED:
        if not planned:
            yield "planned", _("Say how many people will come.")
        if actual:
            yield "actual", _("This lies in the future, so nobody has come yet. Fill in the planned number.")
        return
    counts = exchange.actual
    if not actual:
        yield "actual", _("Say how many people came.")
    elif record.kind in STUDENT_KINDS and not counts.get(Category.STUDENTS):
        yield "actual", _("This kind counts students. Say how many came.")
    elif record.kind in STAFF_KINDS and not any(
        n for category, n in counts.items() if category not in (Category.STUDENTS, Category.OFFICIALS)
    ):
        yield "actual", _("This kind counts teachers. Say how many came.")
    if planned and actual > planned * MORE_THAN_PLANNED and not exchange.more_because:
        yield (
            "more_because",
            _("%(actual)d came, %(planned)d were planned. If that is right, say why there were so many more.")
            % {"actual": actual, "planned": planned},
        )
    if record.kind == "teacher_study" and not exchange.days:
        yield "days", _("Say how many days each teacher stayed.")
    if record.starts_on > clock.today():
        yield "starts_on", _("This day has not come yet.")
    elif record.ends_on > clock.today():
        yield "ends_on", _("This day has not come yet, so it is not known who came. Report it afterwards.")


def roster_problems(record: Record, exchange: Exchange) -> Iterator[tuple[str, Text]]:
    roster = list(exchange.roster.select_related("person"))
    if not roster:
        return
    counts = exchange.planned if record.phase == Phase.PLANNED else exchange.actual
    for category in Category:
        listed = sum(1 for entry in roster if entry.category == category)
        if listed > counts.get(category, 0):
            yield (
                "roster",
                _("The roster lists more than the number given: %(category)s %(listed)d.")
                % {"category": category.label, "listed": listed},
            )
    elsewhere = (
        RosterEntry.objects.filter(
            person__name__in=[entry.person.name for entry in roster],
            exchange__record__starts_on__lte=record.ends_on,
            exchange__record__ends_on__gte=record.starts_on,
            exchange__record__owner=record.owner,
        )
        .exclude(exchange=exchange)
        .exclude(exchange__record__act=Act.VOIDED)
        .exclude(exchange__record__phase=Phase.CANCELLED)
        .select_related("person", "exchange__record")
    )
    for entry in elsewhere:
        yield (
            "roster",
            _(
                "%(name)s is on the roster of %(number)s on the same days. "
                "If this is somebody else of that name, tell them apart in the name."
            )
            % {"name": entry.person.name, "number": entry.exchange.record.number},
        )
