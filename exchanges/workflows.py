"""Writing exchanges: their own tables around the shared verbs of records."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from alliance.records import workflows as records
from alliance.records.models import Record
from alliance.web.errors import Invalid
from exchanges.models import Exchange, RosterEntry, Stop
from partners.directory.acting import Member
from partners.directory.models import Institution, Person


@dataclass(frozen=True)
class StopContent:
    """One host, and when the people were there, where that is known."""

    host: Institution
    arrives_on: date | None = None
    leaves_on: date | None = None


@dataclass(frozen=True)
class RosterContent:
    """One person by name; with the key of somebody the school has listed before, that very person."""

    name: str
    category: str
    hours: Decimal | None = None
    post: str = ""
    key: str = ""


@dataclass(frozen=True)
class Content:
    """All that a form, a sheet or the loader says about one exchange."""

    kind: str
    sender: Institution
    stops: tuple[StopContent, ...]
    starts_on: date
    ends_on: date
    precision: str = Record.Precision.DAY
    purpose: str = ""
    variant: str = ""
    mode: str = ""
    government: Institution | None = None
    days: int | None = None
    planned: Mapping[str, int] = field(default_factory=dict)
    actual: Mapping[str, int] = field(default_factory=dict)
    more_because: str = ""
    areas: tuple[str, ...] = ()
    agenda: str = ""
    outcome: str = ""
    roster: tuple[RosterContent, ...] = ()


def counting_day(day: date, precision: str) -> date:
    """The day an imprecise date counts on: the first of its month, term (1 March, 1 September) or year."""
    if precision == Record.Precision.MONTH:
        return day.replace(day=1)
    if precision == Record.Precision.TERM:
        if day.month < 3:  # January and February belong to the term that began in September
            return date(day.year - 1, 9, 1)
        return date(day.year, 3 if day.month < 9 else 9, 1)
    return date(day.year, 1, 1) if precision == Record.Precision.YEAR else day


def checked(content: Content) -> Content:
    """The content with imprecise dates on the day they count. Raises Invalid where the tables could not hold it."""
    starts_on = counting_day(content.starts_on, content.precision)
    if content.ends_on < starts_on:
        raise Invalid(
            {
                "ends_on": _("The return lies before the departure. Fill in a day from %(start)s on.")
                % {"start": starts_on.isoformat()}
            }
        )
    for stop in content.stops:
        if stop.arrives_on and stop.leaves_on and stop.leaves_on < stop.arrives_on:
            raise Invalid({"hosts": _("The departure from %(host)s lies before the arrival.") % {"host": stop.host}})
    if len({stop.host.pk for stop in content.stops}) < len(content.stops):
        raise Invalid({"hosts": _("A host is named twice.")})
    return replace(content, starts_on=starts_on)


@transaction.atomic
def draft_exchange(*, by: Member, content: Content) -> Record:
    """Begin a record from what is known so far; nobody else sees it. Raises Refused, Invalid."""
    content = checked(content)
    record = records.start(
        kind=content.kind,
        by=by,
        starts_on=content.starts_on,
        ends_on=content.ends_on,
        precision=content.precision,
        purpose=content.purpose,
    )
    write(record, content)
    return records.settle(record, by=by)


@transaction.atomic
def log_exchange(*, by: Member, content: Content) -> Record:
    """Write a record and put it before the others at once. Raises Refused, Invalid."""
    draft = draft_exchange(by=by, content=content)
    return records.submit(record_id=draft.pk, by=by, revision=draft.revision)


@transaction.atomic
def amend_exchange(*, record_id: int, revision: int, by: Member, content: Content) -> Record:
    """The owner's save. Other facts void the others' decisions. Raises Refused, StaleRevision, Invalid."""
    record = records.lock_for_change(record_id=record_id, by=by, revision=revision)
    fields = write(record, checked(content))
    return records.amend(record, by=by, fields=fields)


@transaction.atomic
def report_exchange(*, record_id: int, revision: int, by: Member, content: Content) -> Record:
    """补实到: a plan took place, with what really was. Raises Refused, StaleRevision, Invalid."""
    record = records.lock_for_change(record_id=record_id, by=by, revision=revision)
    fields = write(record, checked(content))
    return records.hold(record, by=by, fields=fields)


def write(record: Record, content: Content) -> set[str]:
    """Write the content into record (unsaved), exchange, stops and roster; returns the names of changed fields."""
    before = content_of(record) if Exchange.objects.filter(pk=record.pk).exists() else None
    for name in ("kind", "starts_on", "ends_on", "precision", "purpose"):
        setattr(record, name, getattr(content, name))
    record.areas = list(content.areas)
    own = ("sender", "government", "variant", "mode", "days", "planned", "actual", "more_because", "agenda", "outcome")
    record.exchange, _created = Exchange.objects.update_or_create(
        record=record, defaults={name: getattr(content, name) for name in own}
    )
    if before is None or before.stops != content.stops:
        record.exchange.stops.all().delete()
        Stop.objects.bulk_create(
            Stop(exchange=record.exchange, position=position, **vars(stop))
            for position, stop in enumerate(content.stops)
        )
    if before is None or before.roster != content.roster:
        write_roster(record.exchange, content.roster)
    names = Content.__dataclass_fields__
    return {name for name in names if before is None or getattr(before, name) != getattr(content, name)}


def write_roster(exchange: Exchange, roster: tuple[RosterContent, ...]) -> None:
    """Replace the roster. Keys stand for people the same record, or the school, has listed before."""
    known = {
        entry.person.key: entry.person
        for entry in RosterEntry.objects.filter(
            exchange__record__owner=exchange.record.owner, person__key__in=[line.key for line in roster if line.key]
        ).select_related("person")
    }
    exchange.roster.all().delete()
    for line in roster:
        person = known.get(line.key) or Person.objects.create(name=line.name, post=line.post)
        RosterEntry.objects.create(exchange=exchange, person=person, category=line.category, hours=line.hours)


def content_of(record: Record) -> Content:
    """What a saved record says, as the content that would write it again (forms, copies, sheets)."""
    exchange = record.exchange
    return Content(
        kind=record.kind,
        sender=exchange.sender,
        government=exchange.government,
        stops=tuple(
            StopContent(stop.host, stop.arrives_on, stop.leaves_on) for stop in exchange.stops.select_related("host")
        ),
        starts_on=record.starts_on,
        ends_on=record.ends_on,
        precision=record.precision,
        purpose=record.purpose,
        variant=exchange.variant,
        mode=exchange.mode,
        days=exchange.days,
        planned=exchange.planned,
        actual=exchange.actual,
        more_because=exchange.more_because,
        areas=tuple(record.areas),
        agenda=exchange.agenda,
        outcome=exchange.outcome,
        roster=tuple(
            RosterContent(entry.person.name, entry.category, entry.hours, entry.person.post, entry.person.key)
            for entry in exchange.roster.select_related("person")
        ),
    )
