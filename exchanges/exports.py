"""The list to take away: exactly what is filtered, codes beside names, nothing that only one side knows."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from alliance.documents.tables import Cell, Column
from alliance.records.models import Record
from exchanges.models import Category, Exchange, Stop
from partners.directory.models import Institution

CHUNK = 500
BETWEEN = "; "  # between several hosts or areas in one cell


def columns() -> list[Column]:
    """The headings, in the reader's language."""
    counts = [Column(_("Planned: %(category)s") % {"category": category.label}) for category in Category]
    counts += [Column(_("Came: %(category)s") % {"category": category.label}) for category in Category]
    return [
        Column(_("Number"), 17),
        Column(_("Kind (code)"), 16),
        Column(pgettext("record", "Kind"), 16),
        Column(_("Variant (code)"), 12),
        Column(_("Variant"), 12),
        Column(_("Phase (code)"), 10),
        Column(_("Phase"), 10),
        Column(_("State (code)"), 11),
        Column(_("State"), 11),
        Column(_("Grade (code)"), 12),
        Column(_("How it is known"), 12),
        Column(_("Logged by"), 28),
        Column(_("Visitor (national code)"), 22),
        Column(pgettext("role", "Visitor"), 28),
        Column(_("Hosts (national codes)"), 22),
        Column(_("Hosts"), 28),
        Column(_("Days at the hosts"), 24),
        Column(_("Led by (national code)"), 22),
        Column(_("Led by"), 28),
        Column(_("From"), 11),
        Column(_("To"), 11),
        Column(_("Precision (code)"), 10),
        Column(_("Purpose"), 40),
        *counts,
        Column(_("People")),
        Column(_("Days each")),
        Column(_("Where (code)"), 10),
        Column(_("Areas (codes)"), 20),
        Column(_("Agenda"), 40),
        Column(_("Outcome"), 40),
    ]


def rows(records: QuerySet[Record]) -> Iterator[list[Cell]]:
    """A row each, read in pieces so that memory does not grow."""
    records = records.select_related("exchange__sender", "exchange__government").prefetch_related(
        "exchange__stops__host"
    )
    for record in records.iterator(chunk_size=CHUNK):
        yield row(record, record.exchange)


def row(record: Record, exchange: Exchange) -> list[Cell]:
    stops = list(exchange.stops.all())
    return [
        record.number,
        record.kind,
        str(record.kind_object.label),
        exchange.variant,
        exchange.get_variant_display(),
        record.phase,
        record.get_phase_display(),
        record.state,
        record.get_state_display(),
        record.grade,
        record.get_grade_display(),
        str(record.owner),
        code_of(exchange.sender),
        name_of(exchange.sender),
        BETWEEN.join(code_of(stop.host) for stop in stops),
        BETWEEN.join(str(stop.host) for stop in stops),
        BETWEEN.join(stay_of(stop) for stop in stops),
        code_of(exchange.government),
        name_of(exchange.government),
        record.starts_on,
        record.ends_on,
        record.precision,
        record.purpose,
        *(exchange.planned.get(category) for category in Category.values),
        *(exchange.actual.get(category) for category in Category.values),
        record.people,
        exchange.days,
        exchange.mode,
        BETWEEN.join(record.areas),
        exchange.agenda,
        exchange.outcome,
    ]


def code_of(institution: Institution | None) -> str:
    return (institution.national_code or "") if institution else ""


def name_of(institution: Institution | None) -> str:
    return str(institution) if institution else ""


def stay_of(stop: Stop) -> str:
    """When the people were at one host, as 2025-01-06/2025-01-07; empty where nobody wrote it."""
    if stop.arrives_on is None:
        return ""
    return f"{stop.arrives_on:%Y-%m-%d}/{stop.leaves_on or stop.arrives_on:%Y-%m-%d}"
