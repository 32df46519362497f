"""Exchanges for other programs: the rows and filters of the list, and no name."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alliance.records import workflows as records
from exchanges.workflows import RosterContent
from tests.stories import confirmed_visit, drafted_visit, submitted_visit

pytestmark = pytest.mark.django_db
API = "/api/v1/exchanges/"


@pytest.fixture
def school(people):
    return people.member("owner_admin")


@pytest.fixture
def host(people):
    return people.member("host_admin")


@pytest.mark.parametrize(
    ("who", "rows"), [("owner_admin", 2), ("owner_teacher", 2), ("host_admin", 1), ("lead", 1), ("third_admin", 0)]
)
def test_each_reads_what_their_list_shows(people, school, host, who, rows):
    draft = drafted_visit(school, host.institution)
    submitted_visit(school, host.institution)
    client = people.client(who)
    assert client.get(API).json()["count"] == rows
    assert client.get(f"{API}{draft.number}/").status_code == (200 if who.startswith("owner") else 404)


@pytest.mark.parametrize("who", ["visitor", "former"])
def test_who_acts_for_nobody_reads_nothing(people, who):
    answer = people.client(who).get(API)
    assert answer.status_code in (401, 403)
    assert answer["Content-Type"] == "application/problem+json"


def test_filters_are_those_of_the_list(people, school, host):
    made, received = confirmed_visit(school, host), submitted_visit(host, school.institution)

    def numbers(**query):
        return [row["number"] for row in people.client("owner_admin").get(API, query).json()["results"]]

    assert numbers(direction="outbound") == numbers(grade="mutual") == [made.number]
    assert numbers(direction="inbound") == [received.number]
    assert numbers(year=2023) == []
    assert people.client("owner_admin").get(API, {"direction": "up"}).status_code == 400


def test_no_name_and_nothing_kept_is_told(people, school, host):
    record = submitted_visit(school, host.institution, roster=(RosterContent("高远", "teachers"),))
    records.keep(record_id=record.pk, by=school, note="CANARY")
    for who in ("owner_admin", "host_admin", "lead"):
        text = people.client(who).get(f"{API}{record.number}/").content.decode()
        assert record.facts_hash in text
        assert "高远" not in text and "CANARY" not in text


def test_one_exchange_says_who_where_and_how_many(people, school, host):
    record = confirmed_visit(school, host)
    one = people.client("host_teacher").get(f"{API}{record.number}/").json()
    assert (one["sender"], [stop["host"] for stop in one["stops"]]) == (school.institution.pk, [host.institution.pk])
    assert one["actual"] == {"teachers": 3, "managers": 1}
    assert [(party["role"], party["decision"]) for party in one["parties"]][1] == ("host", "confirmed")


def test_more_rows_ask_nothing_more(people, school, host):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get(API)
        return len(asked)

    client = people.client("owner_admin")
    submitted_visit(school, host.institution)
    client.get(API)
    one = queries()
    submitted_visit(school, host.institution, people.third_school)
    confirmed_visit(school, host)
    assert queries() == one


def test_the_description_names_the_filters(client):
    schema = client.get("/api/v1/schema/?format=json").json()
    names = {parameter["name"] for parameter in schema["paths"][API]["get"]["parameters"]}
    assert {"year", "school_year", "direction", "partner", "kind", "phase", "state", "grade", "area", "q"} <= names
