"""Everybody asks everything, as the URL configuration lists it: each answer is the one that its rule says."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from alliance.ledger.models import Entry
from tests.matrix.rules import ACCOUNTS, RULES
from tests.matrix.walk import Address, addresses
from tests.matrix.world import OBJECTS, ROLES, World, canaries

pytestmark = [pytest.mark.matrix, pytest.mark.django_db]
OF_A_RECORD = {"number", "evidence_id", "attachment_id", "party_id"}
METHODS = ("GET", "POST", "PUT", "DELETE")
SEARCHES = (
    "/exchanges/?tab=all&q={}",
    "/exchanges/export.csv?tab=all&q={}",
    "/institutions/?q={}",
    "/institutions/options/?q={}",
    "/api/v1/exchanges/?q={}",
    "/api/v1/institutions/?q={}",
)


@pytest.fixture(autouse=True)
def as_in_the_demo(settings):
    """The rules are those of the demo, on either database; production shows the components to leads only."""
    settings.DEMO = True


@pytest.fixture
def world(people) -> World:
    return World(people)


@pytest.fixture
def clients(people, world) -> dict[str, Client]:
    clients = {role: people.client(role) for role in ROLES}
    for client in clients.values():
        client.raise_request_exception = False
    return clients


def asked(client: Client, method: str, path: str, typed: dict | None = None) -> tuple[HttpResponse, str]:
    """The answer and its text; whatever it did is undone."""
    cache.clear()  # rate limits
    point = transaction.savepoint()
    answer = getattr(client, method.lower())(path, **({"data": typed} if method == "POST" else {}))
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    transaction.savepoint_rollback(point)
    return answer, body.decode(errors="replace")


def outcome(answer: HttpResponse) -> str:
    status = answer.status_code
    if status == 302 and "/accounts/login/" in answer["Location"]:
        return "sign in"
    if status in (403, 404, 405):
        return {403: "refused", 404: "not there", 405: "wrong method"}[status]
    return "done" if status < 500 or status == 503 else "broken"  # 503 is /healthz without a worker


def situations(address: Address, world: World) -> Iterator[tuple[str, str]]:
    """Each object that the address may be asked for, with the path to it."""
    by_record = OF_A_RECORD & set(address.parameters) or address.name.startswith("records:link_")
    for name in OBJECTS if by_record else ("it",):
        values = world.single(address.name) | (world.values[name] if by_record else {})
        yield name, address.path(values)


def leaks(role: str, text: str) -> list[str]:
    return [canary.text for canary in canaries() if canary.text in text and role not in canary.seers]


def test_every_address_has_a_rule():
    without = {name for name, address in addresses().items() if not address.is_accounts} - set(RULES)
    assert not without, f"say in tests/matrix/rules.py who may use {sorted(without)}"
    assert not set(RULES) - set(addresses()), "rules for addresses that are no more"


def test_everybody_gets_what_the_rules_say_and_no_canary(world, clients):
    wrong, cells = [], 0
    for address in addresses().values():
        rule = RULES.get(address.name, ACCOUNTS)
        for name, path in situations(address, world):
            for method in METHODS if name in ("it", "submitted") else ("GET", "POST"):
                for role, client in clients.items():
                    answer, text = asked(client, method, path, world.typed(name))
                    cells += 1
                    found, expected = outcome(answer), rule.expected(method, role, name)
                    if found != expected and (found == "broken" or not address.is_accounts):
                        wrong.append(f"{role} {method} {address.name} ({name}): {found}, not {expected}")
                    wrong += [f"{role} {method} {address.name} ({name}) tells {leak}" for leak in leaks(role, text)]
                    if client.session.get("_auth_user_id") is None and role != "visitor":
                        client.force_login(world.people.membership(role).user)  # a page of accounts signs out
    print(f"\n{cells} cells of {len(addresses())} addresses")
    assert not wrong, "\n".join(wrong)


def test_no_search_finds_what_its_reader_may_not_see(world, clients):
    """A hidden word finds nothing: neither shown nor counted."""
    wrong, finders = [], set()
    draft = world.records["draft"].number
    for role, client in clients.items():
        for search in SEARCHES:
            for word in ("KANARI", "KANARIZWECK", draft):
                _answer, text = asked(client, "GET", search.format(word))
                hidden = text.replace(f"q={word}", "").replace(f'value="{word}"', "")
                may = role in ("owner_admin", "owner_teacher")
                if f"/{draft}/" not in hidden:
                    continue
                finders.add(role)
                if not may:
                    wrong.append(f"{role} finds the draft by {search.format(word)}")
    assert not wrong, "\n".join(wrong)
    assert finders == {"owner_admin", "owner_teacher"}  # so the searches do search


def test_a_draft_is_not_in_the_ledger(world):
    assert not Entry.objects.filter(record=world.records["draft"]).exists()
