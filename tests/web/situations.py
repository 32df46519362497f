"""Every page with something on it: who looks, and where. For what must hold of all pages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.urls import reverse

from alliance.dashboard.workflows import apply_postings, load_indicators
from alliance.ledger.workflows import post
from alliance.records import workflows as records
from alliance.records.links.workflows import make_link
from alliance.records.models import Record
from alliance.web import clock
from tests import stories
from tests.conftest import People


@dataclass
class World:
    """Two schools that have a draft, a plan, something to confirm and something confirmed between them."""

    people: People
    draft: Record
    plan: Record
    asked: Record
    confirmed: Record


def world(people: People) -> World:
    """What the two have between them, posted and counted."""
    load_indicators()
    admin, host = people.member("owner_admin"), people.member("host_admin")
    stories.put_up(stories.submitted_visit(admin, people.host_school), admin)
    soon = clock.today() + timedelta(days=9)
    found = World(
        people=people,
        draft=stories.drafted_visit(admin, people.host_school),
        plan=stories.planned_visit(host, people.school, on=soon),
        asked=stories.submitted_visit(host, people.school),
        confirmed=stories.confirmed_visit(admin, host),
    )
    post()
    apply_postings()
    return found


def route(name: str, **arguments) -> Callable[[World], str]:
    return lambda world: reverse(name, kwargs=arguments)


def of_record(name: str, which: str) -> Callable[[World], str]:
    return lambda world: reverse(name, args=[getattr(world, which).number])


def link_of(which: str) -> Callable[[World], str]:
    """A confirmation link that the owner of a record made for its other party."""

    def address(world: World) -> str:
        record: Record = getattr(world, which)
        party, maker = record.parties.exclude(ask="none").get(), world.people.member("host_admin")
        _link, token = make_link(record_id=record.pk, party_id=party.pk, by=maker)
        return reverse("records:link_open", args=[token])

    return address


def dead_link(world: World) -> str:
    address = link_of("asked")(world)
    records.withdraw(record_id=world.asked.pk, by=world.people.member("host_admin"))
    return address


# name of the page: who looks ("visitor" is nobody), and its address
PAGES: dict[str, tuple[str, Callable[[World], str]]] = {
    "exchanges": ("owner_admin", route("exchanges:exchange_list")),
    "exchanges_all": ("lead", lambda world: reverse("exchanges:exchange_list") + "?tab=all&area=majors"),
    "exchange_plan": ("owner_admin", of_record("exchanges:exchange_detail", "plan")),
    "exchange_asked": ("owner_admin", of_record("exchanges:exchange_detail", "asked")),
    "exchange_confirmed": ("owner_teacher", of_record("exchanges:exchange_detail", "confirmed")),
    "exchange_draft": ("owner_admin", of_record("exchanges:exchange_detail", "draft")),
    "components": ("lead", route("web:components")),
    "components_public": ("visitor", route("web:components")),
    "not_found": ("owner_admin", lambda world: "/nowhere/"),
    "not_found_public": ("visitor", lambda world: "/nowhere/"),
    "home": ("visitor", route("dashboard:home")),
    "sign_in": ("visitor", route("account_login")),
    "forgotten": ("visitor", route("account_reset_password")),
    "invitation": ("visitor", route("directory:invitation_enter")),
    "institutions": ("lead", route("directory:institution_list")),
    "institution": ("lead", lambda world: reverse("directory:institution_detail", args=[world.people.school.pk])),
    "institution_edit": ("lead", lambda world: reverse("directory:institution_edit", args=[world.people.school.pk])),
    "institution_add": ("lead", route("directory:institution_add")),
    "people": ("owner_admin", lambda world: reverse("directory:institution_people", args=[world.people.school.pk])),
    "profile": ("owner_teacher", route("directory:profile")),
    "second_factor": ("owner_admin", route("mfa_index")),
    "devices": ("owner_admin", route("usersessions_list")),
    "password": ("owner_admin", route("account_change_password")),
    "dashboard": ("lead", lambda world: reverse("dashboard:dashboard") + "?year=2024"),
    "dashboard_of_a_school": ("owner_admin", lambda world: reverse("dashboard:dashboard") + "?year=2024"),
    "pillar": ("lead", route("dashboard:pillar", pillar="build")),
    "drilldown": ("owner_admin", lambda world: reverse("dashboard:drilldown", args=["build.outbound"]) + "?year=2024"),
    "inbox": ("owner_admin", route("records:inbox")),
    "inbox_others": ("owner_admin", lambda world: reverse("records:inbox") + "?tab=theirs"),
    "inbox_done": ("owner_admin", lambda world: reverse("records:inbox") + "?tab=done"),
    "inbox_of_a_teacher": ("owner_teacher", route("records:inbox")),
    "desk": ("lead", route("records:evidence_list")),
    "files": ("owner_admin", of_record("records:attachment_list", "confirmed")),
    "files_of_a_teacher": ("owner_teacher", of_record("records:attachment_list", "confirmed")),
    "parked": ("lead", route("ledger:parked_list")),
    "link_that_never_was": ("visitor", lambda world: reverse("records:link_open", args=["x" * 22])),
    "cancel": ("host_admin", of_record("records:record_cancel", "plan")),
    "void": ("owner_admin", of_record("records:record_void", "confirmed")),
    "answer": ("owner_admin", of_record("records:record_answer", "plan")),
    "disagree": ("owner_admin", of_record("records:record_disagree", "asked")),
    "links": ("host_admin", of_record("records:link_list", "asked")),
    "link": ("visitor", link_of("asked")),
    "link_of_a_plan": ("visitor", link_of("plan")),
    "link_dead": ("visitor", dead_link),
    "keep": ("owner_admin", of_record("records:record_keep", "confirmed")),
}
