"""What exchanges add to the ledger (seed/measures.csv): pure functions of the confirmed facts."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import pgettext_lazy

from alliance.records.facts import counts_people, parties_with
from alliance.records.kinds import Facts, Line, Measure
from exchanges.models import Category, Exchange

STAFF = (Category.LEADERS, Category.TEACHERS, Category.MANAGERS, Category.ENTERPRISE)
FACETS = {  # kind -> the first parts of its facet; they say who is counted
    "visit": "visit.staff",
    "teacher_study": "study.teacher",
    "training": "training.teacher",
    "student_practice": "practice.student",
    "study_tour": "tour.student",
}
HERE = {Exchange.Mode.HOME: "local", Exchange.Mode.ONLINE: "online"}


def counted(facts: Facts) -> int:
    """The people this kind counts; others are recorded only."""
    return sum(facts["counts"].get(category, 0) for category in categories(facts))


def categories(facts: Facts) -> tuple[str, ...]:
    """Whom this kind counts: students where its facet says so, else staff."""
    return (Category.STUDENTS,) if FACETS[facts["kind"]].endswith("student") else STAFF


def sender(facts: Facts) -> int:
    return parties_with(facts, "sender")[0]["institution"]


def hosts(facts: Facts) -> list[dict]:
    return parties_with(facts, "host")


def facet(facts: Facts) -> str:
    """Where to, by the first host; training at home or online says that instead."""
    return f"{FACETS[facts['kind']]}.{HERE.get(facts['mode']) or hosts(facts)[0]['place']}"


def first_day(facts: Facts) -> date:
    return date.fromisoformat(facts["starts_on"])


def visit_lines(facts: Facts) -> Iterator[Line]:
    yield Line(first_day(facts), sender(facts), None, facet(facts), 1)


def delegation_lines(facts: Facts) -> Iterator[Line]:
    led_by = parties_with(facts, "government")[0]["institution"]
    yield Line(first_day(facts), sender(facts), led_by, f"government.{hosts(facts)[0]['place']}", 1)


def people_lines(facts: Facts) -> Iterator[Line]:
    if counts_people(facts):
        yield Line(first_day(facts), sender(facts), None, facet(facts), counted(facts))


def stop_lines(facts: Facts) -> Iterator[Line]:
    """One line a host, so a visit to two hosts has twice as many stops as people."""
    if not counts_people(facts):
        return
    arrivals = {stop["institution"]: stop["arrives_on"] for stop in facts["stops"]}
    for host in hosts(facts):
        on = date.fromisoformat(arrivals[host["institution"]] or facts["starts_on"])
        yield Line(on, sender(facts), host["institution"], f"visit.staff.{host['place']}", counted(facts))


def person_lines(facts: Facts) -> Iterator[Line]:
    """Students told apart, where a roster was given."""
    if not counts_people(facts):
        return
    for person in facts["people"]:
        if person["category"] == Category.STUDENTS:
            host = hosts(facts)[0]["institution"]
            yield Line(first_day(facts), sender(facts), host, facet(facts), 1, subject=person["key"])


def person_day_lines(facts: Facts) -> Iterator[Line]:
    if counts_people(facts):
        yield Line(first_day(facts), sender(facts), None, facet(facts), counted(facts) * facts["days"])


VISITS = Measure("exchanges.visits", pgettext_lazy("unit", "visits"), "1", visit_lines)
DELEGATIONS = Measure("exchanges.delegations", pgettext_lazy("unit", "delegations"), "1", delegation_lines)
PEOPLE = Measure("exchanges.people", pgettext_lazy("unit", "participants"), "1", people_lines)
STOPS = Measure("exchanges.stops", pgettext_lazy("unit", "participants"), "1", stop_lines)
PERSONS = Measure("exchanges.persons", pgettext_lazy("unit", "people"), "1", person_lines)
PERSON_DAYS = Measure("exchanges.person_days", pgettext_lazy("unit", "person-days"), "1", person_day_lines)
