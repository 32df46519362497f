"""The kinds of exchange, as data."""

from datetime import date
from functools import partial
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from alliance.records.kinds import Facts, Kind, Names, PartyRole, Shown, Text
from alliance.records.models import Record
from alliance.records.states import Phase
from exchanges import measures
from exchanges.effects import effect
from exchanges.models import Category, Exchange
from exchanges.rules import problems

VISITOR = pgettext_lazy("role", "Visitor")
HOST = pgettext_lazy("role", "Host")


def parties(record: Record) -> list[tuple[int, str]]:
    """The sender, the hosts in the order of their stops, and the government that leads."""
    exchange = record.exchange
    found = [(exchange.sender_id, "sender")]
    found += [(stop.host_id, "host") for stop in exchange.stops.order_by("position")]
    return found + ([(exchange.government_id, "government")] if exchange.government_id else [])


def facts(record: Record) -> dict[str, Any]:
    """Planned numbers while planned, actual ones once held; people only by random key."""
    exchange = record.exchange
    counts = exchange.planned if record.phase == Phase.PLANNED else exchange.actual
    return {
        "variant": exchange.variant,
        "mode": exchange.mode,
        "days": exchange.days,
        "counts": {category: counts[category] for category in Category.values if counts.get(category)},
        "stops": [
            {"institution": stop.host_id, "arrives_on": stop.arrives_on, "leaves_on": stop.leaves_on}
            for stop in exchange.stops.order_by("position")
        ],
        "people": [
            {
                "key": entry.person.key,
                "category": entry.category,
                "hours": None if entry.hours is None else int(entry.hours * 100),  # 1 = 0.01 hour
            }
            for entry in exchange.roster.select_related("person").order_by("person__key")
        ],
    }


def title(kind_label: Text, facts: Facts) -> Text:
    return kind_label


def propose(record: Record, proposed: dict[str, Any]) -> None:
    """Write the numbers of people that a party holds for right."""
    exchange = record.exchange
    exchange.actual = {category: int(n) for category, n in proposed["counts"].items() if category in Category.values}
    exchange.save(update_fields=["actual"])


def shown(kind_label: Text, facts: Facts, names: Names) -> list[Shown]:
    """The facts as the other side reads them before it agrees."""
    variant = Exchange.Variant(facts["variant"]).label if facts["variant"] else ""
    rows = [
        Shown(
            _("Kind"), _("%(kind)s (%(variant)s)") % {"kind": kind_label, "variant": variant} if variant else kind_label
        )
    ]
    for role, label in (("sender", VISITOR), ("government", _("Led by")), ("host", HOST)):
        found = [names(party["institution"]) for party in facts["parties"] if party["role"] == role]
        if found:
            rows.append(Shown(label, _(", ").join(found)))
    rows.append(Shown(_("Dates"), shown_dates(facts)))
    for stop in facts["stops"]:
        if stop["arrives_on"]:
            stay = shown_days(stop["arrives_on"], stop["leaves_on"] or stop["arrives_on"])
            rows.append(Shown(_("At %(host)s") % {"host": names(stop["institution"])}, stay))
    if facts["mode"]:
        rows.append(Shown(_("Where"), Exchange.Mode(facts["mode"]).label))
    if facts["days"]:
        rows.append(Shown(_("Days each"), ngettext("%(n)d day", "%(n)d days", facts["days"]) % {"n": facts["days"]}))
    rows.append(Shown(_("People"), shown_counts(facts["counts"])))
    if facts["people"]:
        hours = sum(person["hours"] or 0 for person in facts["people"])
        listed = ngettext("%(n)d person by name", "%(n)d people by name", len(facts["people"]))
        rows.append(Shown(_("Roster"), listed % {"n": len(facts["people"])}))
        if hours:
            rows.append(Shown(_("Hours"), _("%(hours)s hours in all") % {"hours": f"{hours / 100:g}"}))
    if facts["same_deed_as"]:
        rows.append(Shown(_("Same deed"), _("Its people are counted in another record.")))
    return rows


def shown_counts(counts: dict[str, int]) -> str:
    """“4: teachers 3, managers 1”, in the reader's words."""
    total = sum(counts.values())
    if not total:
        return _("No people yet")
    parts = [
        _("%(category)s %(n)d") % {"category": Category(category).label, "n": n} for category, n in counts.items() if n
    ]
    return ngettext("%(n)d person: %(parts)s", "%(n)d people: %(parts)s", total) % {
        "n": total,
        "parts": _(", ").join(parts),
    }


def shown_dates(facts: Facts) -> str:
    start = date.fromisoformat(facts["starts_on"])
    if facts["precision"] == Record.Precision.DAY:
        return shown_days(facts["starts_on"], facts["ends_on"])
    if facts["precision"] == Record.Precision.MONTH:
        return date_format(start, "YEAR_MONTH_FORMAT")
    if facts["precision"] == Record.Precision.TERM:
        return (_("Spring term of %(year)d") if start.month < 9 else _("Autumn term of %(year)d")) % {
            "year": start.year
        }
    return _("In %(year)d") % {"year": start.year}


def shown_days(first: str, last: str) -> str:
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    days = (end - start).days + 1
    span = date_format(start, "DATE_FORMAT")
    if days > 1:
        span = _("%(start)s to %(end)s") % {"start": span, "end": date_format(end, "DATE_FORMAT")}
    return ngettext("%(span)s (%(n)d day)", "%(span)s (%(n)d days)", days) % {"span": span, "n": days}


def kind(code: str, label: Text, pillar: str, *posts: measures.Measure, roles: tuple[PartyRole, ...]) -> Kind:
    return Kind(
        code=code,
        label=label,
        prefix="EX",
        pillar=pillar,
        route="exchanges:exchange_detail",
        roles=roles,
        parties=parties,
        facts=facts,
        title=partial(title, label),
        shown=partial(shown, label),
        problems=problems,
        propose=propose,
        measures=posts,
        categories=tuple(Category.choices),
        effect=effect,
    )


EVERY_PARTY = (PartyRole("sender", VISITOR, "must"), PartyRole("host", HOST, "must"))
HOST_ONLY = (PartyRole("sender", VISITOR, "none"), PartyRole("host", HOST, "must"))
LED = (
    PartyRole("sender", pgettext_lazy("role", "School it was for"), "none"),
    PartyRole("host", HOST, "must"),
    PartyRole("government", pgettext_lazy("role", "Leading government"), "may"),
)
PROVIDED = (
    PartyRole("sender", pgettext_lazy("role", "School whose teachers learn"), "none"),
    PartyRole("host", pgettext_lazy("role", "Provider"), "must"),
)

KINDS = (
    kind(
        "visit",
        gettext_lazy("Visit between schools"),
        "build",
        measures.VISITS,
        measures.PEOPLE,
        measures.STOPS,
        roles=EVERY_PARTY,
    ),
    kind("delegation", gettext_lazy("Government delegation"), "build", measures.DELEGATIONS, roles=LED),
    kind(
        "teacher_study",
        gettext_lazy("Study stay"),
        "share",
        measures.PEOPLE,
        measures.PERSON_DAYS,
        roles=HOST_ONLY,
    ),
    kind("training", gettext_lazy("Teacher training"), "cultivate", measures.PEOPLE, roles=PROVIDED),
    kind(
        "student_practice",
        gettext_lazy("Practical training away"),
        "cultivate",
        measures.PEOPLE,
        measures.PERSONS,
        roles=HOST_ONLY,
    ),
    kind("study_tour", gettext_lazy("Study tour"), "cultivate", measures.PEOPLE, roles=EVERY_PARTY),
)
EXCHANGES = tuple(kind.code for kind in KINDS)
