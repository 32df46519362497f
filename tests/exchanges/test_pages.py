"""The list, one exchange, and the form that writes it, as their readers meet them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from alliance.records.models import Record
from alliance.web import clock
from exchanges.workflows import RosterContent
from tests.stories import DAY, confirmed_visit, drafted_visit, planned_visit, submitted_visit

pytestmark = pytest.mark.django_db
ADD = "/exchanges/add/"
LIST = "/exchanges/?tab=all"


@pytest.fixture(autouse=True)
def english(in_english):
    """Sentences are compared in English."""


@pytest.fixture
def typed(people):
    """What an administrator of the school types for a visit of four to the host school."""
    return {
        "what": "talks",
        "direction": "out",
        "partner": people.host_school.pk,
        "starts_on": "2024-05-06",
        "ends_on": "2024年5月6日",
        "count_teachers": "3",
        "count_managers": "1",
        "purpose": "研讨",
    }


def post(people, data, who="owner_admin", address=ADD):
    return people.client(who).post(address, data, headers={"accept-language": "en"})


def test_a_typed_visit_is_put_before_the_host(people, typed):
    response = post(people, typed)
    record = Record.objects.get()
    assert response["Location"] == record.get_absolute_url()
    assert (record.state, record.people, record.starts_on) == ("submitted", 4, DAY)


def test_a_typed_draft_is_seen_by_its_school_only(people, typed):
    post(people, typed | {"act": "draft"})
    record = Record.objects.get()
    assert record.is_draft
    statuses = {
        who: people.client(who).get(record.get_absolute_url()).status_code for who in ("owner_admin", "host_admin")
    }
    assert statuses == {"owner_admin": 200, "host_admin": 404}


def test_what_they_sent_to_us_has_the_partner_as_visitor(people, typed):
    post(people, typed | {"direction": "in"})
    record = Record.objects.get()
    assert (record.exchange.sender, record.owner) == (people.host_school, people.school)


def test_a_day_ahead_makes_a_plan(people, typed):
    day = (clock.today() + timedelta(days=9)).isoformat()
    post(people, typed | {"starts_on": day, "ends_on": day})
    record = Record.objects.get()
    assert (record.phase, record.exchange.planned, record.exchange.actual) == (
        "planned",
        {"teachers": 3, "managers": 1},
        {},
    )


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"partner": "没有这所学校"}, "partner", "No institution is called"),
        ({"partner": ""}, "partner", "Say which institution is visited."),
        ({"ends_on": "2024-05-05"}, "ends_on", "The return lies before the departure."),
        ({"starts_on": "五月"}, "starts_on", "This is no date."),
        ({"count_teachers": "", "count_managers": ""}, "count_teachers", "Say how many people came."),
        ({"count_teachers": "-3"}, "count_teachers", "greater than or equal to 0"),
        ({"count_teachers": "三"}, "count_teachers", "Enter a whole number"),
        ({"count_teachers": "9999999"}, "count_teachers", "less than or equal to"),
        ({"purpose": "研\x00讨"}, "purpose", "Null characters are not allowed"),
        ({"purpose": "长" * 201}, "purpose", "at most 200 characters"),
        ({"roster": "高远,谁"}, "roster", "Line 1 of the roster is not understood"),
        ({"roster": "高远,teachers,许多"}, "roster", "the hours are no number"),
        ({"roster": "甲\n乙\n丙\n丁\n戊"}, "roster", "The roster lists more than the number given"),
        ({"host2": "", "host3": "没有"}, "host3", "No institution is called"),
    ],
)
def test_bad_input_is_answered_at_its_field_and_nothing_typed_is_lost(people, typed, changes, field, sentence):
    response = post(people, typed | changes)
    assert response.status_code == 400
    assert sentence in " ".join(response.context["form"].errors[field])
    assert {name: response.context["form"][name].value() for name in changes} == changes
    assert not Record.objects.exists()


def test_many_more_than_planned_are_asked_about(people, typed):
    day = clock.today() + timedelta(days=7)
    record = planned_visit(people.member("owner_admin"), people.host_school, on=day)
    with clock.at(clock.now() + timedelta(days=9)):
        data = typed | {"starts_on": day.isoformat(), "ends_on": day.isoformat(), "revision": record.revision}
        address = reverse("exchanges:exchange_report", args=[record.number])
        response = post(people, data | {"count_teachers": "9"}, address=address)
        assert "10 came, 4 were planned" in " ".join(response.context["form"].errors["more_because"])
        post(people, data | {"count_teachers": "9", "more_because": "两个专业组同行"}, address=address)
    record.refresh_from_db()
    assert (record.phase, record.people) == ("held", 10)


def test_the_same_person_on_two_rosters_of_one_day_is_named(people, typed):
    roster = (RosterContent("高远", "teachers"),)
    first = submitted_visit(people.member("owner_admin"), people.host_school, roster=roster)
    second = post(people, typed | {"partner": people.third_school.pk, "roster": "高远", "act": "submit"})
    assert f"高远 is on the roster of {first.number}" in " ".join(second.context["form"].errors["roster"])


def test_two_people_saving_one_record_both_see_both_versions(people, typed):
    record = drafted_visit(people.member("owner_admin"), people.host_school)
    address = reverse("exchanges:exchange_edit", args=[record.number])
    old = typed | {"revision": record.revision, "act": "draft"}
    post(people, old | {"purpose": "第一种"}, address=address)
    response = post(people, old | {"purpose": "第二种"}, address=address)
    assert response.status_code == 409
    assert {"theirs": "第一种", "mine": "第二种"}.items() <= response.context["differences"][0].items()
    record.refresh_from_db()
    assert record.purpose == "第一种"
    post(people, old | {"purpose": "第二种", "revision": response.context["form"]["revision"].value()}, address=address)
    record.refresh_from_db()
    assert record.purpose == "第二种"


def test_a_script_is_shown_as_text(people, typed):
    post(people, typed | {"purpose": "<script>alert(1)</script>"})
    page = people.client("host_admin").get(Record.objects.get().get_absolute_url()).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_draft_is_kept_while_one_types(people, typed):
    first = post(people, typed, address="/exchanges/draft/").json()
    second = post(people, typed | {"purpose": "改", "revision": first["revision"]}, address=first["autosave"]).json()
    assert second["revision"] > first["revision"]
    assert Record.objects.get().purpose == "改"


def test_the_form_says_what_it_will_count_and_what_not(people, typed):
    page = post(people, typed | {"count_students": "2"}, address="/exchanges/effect/").content.decode()
    assert "visits made +4" in page
    assert "Students 2: recorded, not counted" in page


def test_names_on_a_roster_are_read_by_their_own_administrators_only(people):
    roster = (RosterContent("高远", "teachers"),)
    record = submitted_visit(people.member("owner_admin"), people.host_school, roster=roster)
    readers = {
        who: "高远" in people.client(who).get(record.get_absolute_url()).content.decode()
        for who in ("owner_admin", "owner_teacher", "host_admin", "host_teacher", "lead")
    }
    assert readers == {
        "owner_admin": True,
        "owner_teacher": False,
        "host_admin": False,
        "host_teacher": False,
        "lead": False,
    }


@pytest.mark.parametrize(("who", "status"), [("host_admin", 200), ("third_admin", 404), ("lead", 200), ("former", 404)])
def test_a_submitted_visit_is_seen_by_its_parties_and_the_secretariat(who, status, people):
    record = submitted_visit(people.member("owner_admin"), people.host_school)
    assert people.client(who).get(record.get_absolute_url()).status_code == status


@pytest.mark.parametrize(("who", "direction"), [("owner_admin", "outbound"), ("host_admin", "inbound")])
def test_direction_is_a_viewpoint(who, direction, people):
    record = confirmed_visit(people.member("owner_admin"), people.member("host_admin"))
    found = people.client(who).get(f"{LIST}&direction={direction}").context["rows"]
    assert [row.record for row in found] == [record]
    other = "inbound" if direction == "outbound" else "outbound"
    assert people.client(who).get(f"{LIST}&direction={other}").context["rows"] == []


def test_no_filter_is_set_until_somebody_sets_it(people):
    form = people.client("host_admin").get(LIST).context["search"].form
    assert {name: form[name].value() for name in form.fields if form[name].value()} == {}
    page = people.client("host_admin").get(LIST).content.decode()
    assert page.count('<option value="" selected') >= 2


def test_the_first_tab_shows_what_needs_us(people):
    record = submitted_visit(people.member("owner_admin"), people.host_school)
    assert [row.record for row in people.client("host_admin").get("/exchanges/").context["rows"]] == [record]
    assert people.client("owner_admin").get("/exchanges/").context["rows"] == []


@pytest.mark.parametrize(
    "query", ["q=物联", "year=2024", "school_year=2023", "kind=visit", "state=submitted", "grade=claimed"]
)
def test_filters_find_what_they_name(query, people):
    record = submitted_visit(people.member("owner_admin"), people.host_school)
    submitted_visit(
        people.member("owner_admin"),
        people.third_school,
        kind="study_tour",
        variant="",
        purpose="研学",
        starts_on=DAY.replace(year=2021),
        ends_on=DAY.replace(year=2021),
        actual={"students": 9},
    )
    rows = people.client("owner_admin").get(f"{LIST}&{query}").context["rows"]
    assert record in [row.record for row in rows]
    assert len(rows) == (2 if query in ("state=submitted", "grade=claimed") else 1)


def test_the_export_holds_what_is_filtered_and_no_formula(people):
    submitted_visit(people.member("owner_admin"), people.host_school, purpose="=1+1")
    submitted_visit(people.member("owner_admin"), people.third_school, purpose="另一次")
    response = people.client("host_admin").get("/exchanges/export.csv?tab=all")
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "'=1+1" in lines[1]


@pytest.mark.parametrize("visits", [1, 3])  # one literal for both: no query grows with the rows
def test_the_list_asks_the_same_number_of_queries_however_long_it_is(visits, people, django_assert_num_queries):
    for _visit in range(visits):
        submitted_visit(people.member("owner_admin"), people.host_school)
    client = people.client("host_admin")
    client.get(LIST)
    with django_assert_num_queries(8):
        client.get(LIST)
