"""The read API: the same selectors as the pages, errors as problem+json."""

import pytest

from alliance.dashboard import workflows
from alliance.ledger import workflows as ledger
from tests.stories import confirmed_visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def visit(people):
    workflows.load_indicators()
    record = confirmed_visit(people.member("owner_admin"), people.member("host_admin"))
    ledger.post(pause=0)
    workflows.apply_postings(pause=0)
    return record


@pytest.mark.parametrize(("who", "rows"), [("lead", 3), ("owner_admin", 3), ("host_teacher", 3), ("third_admin", 0)])
def test_entries_are_those_of_visible_records(who, rows, people, visit):
    answer = people.client(who).get("/api/v1/entries/").json()
    assert answer["count"] == rows
    assert {row["record"] for row in answer["results"]} <= {visit.number}
    assert all("subject" not in row for row in answer["results"])


def test_entries_are_filtered_as_asked(people, visit):
    ask = people.client("lead").get
    assert ask("/api/v1/entries/", {"measure": "exchanges.stops", "since": "2024-05-06"}).json()["count"] == 1
    assert ask("/api/v1/entries/", {"until": "2024-05-05"}).json()["count"] == 0


def test_indicators_say_what_the_cards_say(people, visit):
    ask = people.client("third_admin").get
    cards = {card["code"]: card for card in ask("/api/v1/indicators/", {"year": 2024}).json()}
    assert len(cards) == 61
    assert (cards["build.outbound"]["value"], cards["build.outbound"]["history"]) == (
        "4",
        [{"year": 2024, "value": "4"}],
    )
    assert cards["link.top50"]["has_data"] is False
    one = ask("/api/v1/indicators/build.outbound/", {"year": 2024})
    assert one.json() == cards["build.outbound"]
    assert one["X-Posting"] == "1"


@pytest.mark.parametrize(
    ("who", "address", "status"),
    [
        ("visitor", "/api/v1/entries/", 403),
        ("former", "/api/v1/indicators/", 403),
        ("third_admin", "/api/v1/indicators/?scope=999999", 404),
        ("third_admin", "/api/v1/indicators/build.unknown/", 404),
        ("lead", "/api/v1/entries/999999/", 404),
        ("lead", "/api/v1/entries/?since=yesterday", 400),
        ("lead", "/api/v1/entries/?grade=x", 400),
    ],
)
def test_errors_are_problems(who, address, status, people, visit):
    answer = people.client(who).get(address)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json()["status"] == status
    assert answer.json()["detail"]


def test_the_api_describes_itself_without_the_network(client, db):
    assert client.get("/api/v1/schema/").status_code == 200
    page = client.get("/api/v1/docs/").content.decode()
    assert "cdn" not in page and "https://" not in page
