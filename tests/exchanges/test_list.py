"""The list of exchanges: tabs, filters, counts, what is taken away of it, and at what cost."""

import csv
import io
from datetime import date, timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alliance.records import workflows as records
from alliance.web import clock
from tests.stories import confirmed_visit, drafted_visit, planned_visit, submitted_visit

pytestmark = [pytest.mark.django_db, pytest.mark.database]
LIST = reverse("exchanges:exchange_list")


@pytest.fixture
def school(people):
    return people.member("owner_admin")


@pytest.fixture
def host(people):
    return people.member("host_admin")


@pytest.fixture
def listed(people):
    """The numbers in the list, as somebody asks for it."""

    def listed(who="owner_admin", **query):
        response = people.client(who).get(LIST, query)
        assert response.status_code == 200
        return [row.record.number for row in response.context["rows"]]

    return listed


@pytest.fixture
def counts(people):
    def counts(who="owner_admin", **query):
        return [tab.count for tab in people.client(who).get(LIST, query).context["tabs"]]

    return counts


def tomorrow():
    return clock.today() + timedelta(days=1)


def test_each_tab_holds_what_its_name_says(school, host, listed, counts):
    plan = planned_visit(school, host.institution, on=tomorrow())
    waiting = submitted_visit(school, host.institution)
    draft = drafted_visit(school, host.institution)
    known = confirmed_visit(school, host, starts_on=date(2023, 3, 1), ends_on=date(2023, 3, 1))
    assert listed() == [draft.number]
    assert listed(tab="plans") == [plan.number]
    assert listed(tab="report") == []
    assert set(listed(tab="others")) == {plan.number, waiting.number}
    assert set(listed(tab="all")) == {plan.number, waiting.number, draft.number, known.number}
    assert counts() == [1, 1, 0, 2, 4]
    assert set(listed("host_admin")) == {plan.number, waiting.number}
    assert counts("host_admin") == [2, 1, 0, 0, 3]


def test_teachers_begin_with_all_and_administrators_with_what_needs_them(people):
    assert people.client("owner_admin").get(LIST).context["tab"] == "needs"
    assert people.client("owner_teacher").get(LIST).context["tab"] == "all"
    assert people.client("lead").get(LIST).context["tab"] == "all"


def test_the_secretariat_is_asked_nothing_here(people):
    tabs = people.client("lead").get(LIST).context["tabs"]
    assert ["needs" in tab.address or "others" in tab.address for tab in tabs] == [False] * 3


def test_direction_is_as_the_reader_sees_it(school, host, listed):
    made = submitted_visit(school, host.institution)
    received = submitted_visit(host, school.institution)
    assert listed(tab="all", direction="outbound") == [made.number]
    assert listed(tab="all", direction="inbound") == [received.number]
    assert listed("host_admin", tab="all", direction="outbound") == [received.number]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"year": 2024}, "both"),
        ({"year": 2023}, "none"),
        ({"school_year": 2023}, "first"),
        ({"school_year": 2024}, "second"),
        ({"kind": "visit"}, "first"),
        ({"kind": "study_tour"}, "second"),
        ({"grade": "mutual"}, "first"),
        ({"grade": "claimed"}, "second"),
        ({"phase": "held"}, "both"),
        ({"phase": "planned"}, "none"),
        ({"state": "confirmed"}, "first"),
        ({"area": "majors"}, "first"),
        ({"area": "contests"}, "none"),
        ({"q": "物联网"}, "first"),
        ({"q": "研学 商业"}, "second"),
        ({"partner": "host"}, "both"),
        ({"partner": "third"}, "none"),
    ],
)
def test_filters_find_what_they_name(people, school, host, listed, query, found):
    first = confirmed_visit(school, host, areas=("majors",))
    second = submitted_visit(
        school,
        host.institution,
        kind="study_tour",
        variant="",
        purpose="津门研学",
        starts_on=date(2024, 10, 8),
        ends_on=date(2024, 10, 9),
        actual={"students": 20},
    )
    if "partner" in query:
        query = {"partner": {"host": people.host_school, "third": people.third_school}[query["partner"]].pk}
    expected = {"first": [first], "second": [second], "both": [second, first], "none": []}[found]
    assert listed(tab="all", **query) == [record.number for record in expected]


def test_a_filter_that_means_nothing_says_so_and_shows_no_error_page(people):
    response = people.client("owner_admin").get(
        LIST, {"tab": "nowhere", "year": "x", "q": "<b>", "sort": "x", "page": "x"}
    )
    assert response.status_code == 200


def test_columns_sort_both_ways(school, host, listed):
    few = submitted_visit(school, host.institution, actual={"teachers": 1})
    many = submitted_visit(school, host.institution, actual={"teachers": 9})
    assert listed(tab="all", sort="people") == [few.number, many.number]
    assert listed(tab="all", sort="-people") == [many.number, few.number]


def test_what_is_due_first_stands_first(school, host, listed):
    later = planned_visit(host, school.institution, on=clock.today() + timedelta(days=60))
    sooner = planned_visit(host, school.institution, on=clock.today() + timedelta(days=9))
    assert listed() == [sooner.number, later.number]


def test_a_draft_is_seen_by_its_owner_alone_and_a_third_school_sees_nothing(school, host, listed):
    draft, sent = drafted_visit(school, host.institution), submitted_visit(school, host.institution)
    assert set(listed(tab="all")) == set(listed("owner_teacher")) == {draft.number, sent.number}
    for who, numbers in (("host_admin", [sent.number]), ("host_teacher", [sent.number]), ("third_admin", [])):
        assert listed(who, tab="all") == numbers
    assert listed("lead", tab="all") == [sent.number]


def test_who_acts_for_nobody_finds_no_list(people):
    assert people.client("former").get(LIST).status_code == 404
    assert people.client("former").get(reverse("exchanges:exchange_export_csv")).status_code == 404


@pytest.mark.parametrize("tab", ["needs", "all"])
def test_the_list_asks_no_more_with_more_rows(people, school, host, tab):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get(LIST, {"tab": tab})
        return len(asked)

    client = people.client("host_admin")
    submitted_visit(school, host.institution)
    client.get(LIST)
    one = queries()
    confirmed_visit(school, host)
    planned_visit(school, host.institution, people.third_school, on=tomorrow())
    assert queries() == one <= 8


def test_htmx_gets_rows_tabs_and_export_alone(people, school, host):
    submitted_visit(school, host.institution)
    part = people.client("host_admin").get(LIST, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert 'id="tabs" hx-swap-oob="true"' in part
    assert "物联网技术专业共建研讨" in part


def exported(people, who, **query):
    response = people.client(who).get(reverse("exchanges:exchange_export_csv"), query)
    return list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"))))


def test_the_export_holds_exactly_what_is_filtered(people, school, host, listed):
    confirmed_visit(school, host)
    submitted_visit(school, host.institution, purpose="=1+1")
    submitted_visit(host, school.institution)
    drafted_visit(school, host.institution)
    for query in ({"tab": "all"}, {"tab": "all", "direction": "outbound", "sort": "number"}, {"tab": "others"}, {}):
        assert sorted(row[0] for row in exported(people, "owner_admin", **query)[1:]) == sorted(listed(**query))
    assert "'=1+1" in {cell for row in exported(people, "owner_admin", tab="all") for cell in row}


def test_the_workbook_says_what_the_text_table_says(people, school, host):
    confirmed_visit(school, host)
    submitted_visit(host, school.institution)
    response = people.client("owner_admin").get(reverse("exchanges:exchange_export_xlsx"), {"tab": "all"})
    sheet = openpyxl.load_workbook(io.BytesIO(response.getvalue())).active
    rows = [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    text = exported(people, "owner_admin", tab="all")
    assert [row[0] for row in rows] == [row[0] for row in text]
    assert rows[1][2:12] == text[1][2:12]


def test_the_export_holds_nothing_that_one_side_keeps(people, school, host):
    record = confirmed_visit(school, host)
    records.keep(record_id=record.pk, by=school, note="CANARY")
    assert "CANARY" not in str(exported(people, "owner_admin", tab="all"))


def test_scripts_in_text_are_text(people, school, host):
    submitted_visit(school, host.institution, purpose="<script>alert(1)</script>")
    page = people.client("host_admin").get(LIST).content.decode()
    assert "<script>alert(1)" not in page
