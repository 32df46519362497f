"""The page of one exchange: who finds it, what it shows to whom, what it offers."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from alliance.records import workflows as records
from alliance.web import clock
from exchanges.workflows import RosterContent
from tests.stories import confirmed_visit, drafted_visit, planned_visit, submitted_visit

pytestmark = pytest.mark.django_db
ROSTER = (RosterContent("高远", "teachers"), RosterContent("周宁", "teachers"))


@pytest.fixture
def school(people):
    return people.member("owner_admin")


@pytest.fixture
def host(people):
    return people.member("host_admin")


@pytest.fixture
def page(people):
    def page(who, record) -> str:
        response = people.client(who).get(record.get_absolute_url())
        assert response.status_code == 200
        return response.content.decode()

    return page


@pytest.mark.parametrize(
    ("who", "draft", "sent"),
    [
        ("owner_admin", 200, 200),
        ("owner_teacher", 200, 200),
        ("host_admin", 404, 200),
        ("host_teacher", 404, 200),
        ("lead", 404, 200),
        ("third_admin", 404, 404),
        ("third_teacher", 404, 404),
        ("former", 404, 404),
    ],
)
def test_a_page_is_found_by_those_who_may_see_the_record(people, school, host, who, draft, sent):
    drafted, submitted = drafted_visit(school, host.institution), submitted_visit(school, host.institution)
    client = people.client(who)
    assert client.get(drafted.get_absolute_url()).status_code == draft
    assert client.get(submitted.get_absolute_url()).status_code == sent


def test_a_number_that_nobody_has_is_not_found(people):
    address = reverse("exchanges:exchange_detail", args=["EX-2024-999999"])
    assert people.client("owner_admin").get(address).status_code == 404


@pytest.mark.parametrize(
    ("who", "sees"),
    [("owner_admin", True), ("host_admin", False), ("owner_teacher", False), ("host_teacher", False), ("lead", False)],
)
def test_names_are_for_administrators_of_the_side_that_listed_them(school, host, page, who, sees):
    text = page(who, submitted_visit(school, host.institution, roster=ROSTER))
    assert ("高远" in text, "周宁" in text) == (sees, sees)


def test_a_teacher_sees_their_own_line_of_the_roster(people, school, host, page):
    record = submitted_visit(school, host.institution, roster=ROSTER)
    teacher = people.member("host_teacher").membership.user.person
    record.exchange.roster.filter(person__name="高远").update(person=teacher)
    text = page("host_teacher", record)
    assert (teacher.name in text, "周宁" in text) == (True, False)


def test_the_host_is_offered_to_confirm_and_the_owner_to_send_a_link(school, host, page):
    record = submitted_visit(school, host.institution)
    confirm, link = (reverse(f"records:{verb}", args=[record.number]) for verb in ("record_confirm", "link_list"))
    assert (confirm in page("host_admin", record), link in page("host_admin", record)) == (True, False)
    assert (confirm in page("owner_admin", record), link in page("owner_admin", record)) == (False, True)
    for who in ("host_teacher", "lead"):
        assert confirm not in page(who, record)


def test_a_host_answers_a_plan_and_sees_what_there_was_with_them(people, school, host, page):
    today = clock.today()
    confirmed_visit(school, host, starts_on=today, ends_on=today)
    plan = planned_visit(school, host.institution, on=today + timedelta(days=9))
    text = page("host_admin", plan)
    assert reverse("records:record_answer", args=[plan.number]) in text
    dealings = people.client("host_admin").get(plan.get_absolute_url()).context["dealings"]
    assert [(one.direction, one.visits, one.people) for one in dealings] == [("inbound", 1, 4)]
    assert people.client("owner_admin").get(plan.get_absolute_url()).context["dealings"] == []


def test_wording_stands_beside_the_facts(school, host, page):
    record = submitted_visit(school, host.institution, areas=("majors",), agenda="上午参观", outcome="共建两门课程")
    text = page("host_admin", record)
    for words in ("物联网技术专业共建研讨", "上午参观", "共建两门课程"):
        assert words in text


def test_what_one_side_keeps_is_shown_to_that_side_alone(school, host, page):
    record = submitted_visit(school, host.institution)
    records.keep(record_id=record.pk, by=school, note="CANARY")
    assert "CANARY" in page("owner_admin", record)
    for who in ("host_admin", "host_teacher", "owner_teacher", "lead"):
        assert "CANARY" not in page(who, record)


def test_what_took_place_has_a_sheet_to_seal_for_each_other_party(people, school, host, page):
    record = submitted_visit(school, host.institution)
    sheets = {
        party.institution: reverse("records:confirmation_sheet", args=[record.number, party.pk])
        for party in record.parties.select_related("institution")
    }
    for who in ("owner_admin", "host_admin"):
        text = page(who, record)
        assert (sheets[people.host_school] in text, sheets[people.school] in text) == (True, False)
    plan = planned_visit(school, host.institution, on=clock.today() + timedelta(days=9))
    assert 'id="papers"' not in page("owner_admin", plan)


def test_other_exchanges_with_them_are_those_one_may_see(people, school, host):
    record, other = submitted_visit(school, host.institution), confirmed_visit(school, host)
    submitted_visit(people.member("third_admin"), host.institution)
    drafted_visit(host, school.institution)
    response = people.client("owner_admin").get(record.get_absolute_url())
    assert response.context["related"] == [other]


def test_the_page_asks_no_more_with_more_parties_and_names(people, school, host):
    def queries(record):
        with CaptureQueriesContext(connection) as asked:
            client.get(record.get_absolute_url())
        return len(asked)

    client = people.client("owner_admin")
    small = submitted_visit(school, host.institution, roster=(RosterContent("刘洋", "teachers"),))
    large = submitted_visit(school, host.institution, people.third_school, roster=ROSTER)
    client.get(small.get_absolute_url())
    assert queries(small) == queries(large)


def test_scripts_in_text_are_text(school, host, page):
    evil = "<script>alert(1)</script>"
    record = submitted_visit(school, host.institution, purpose=evil, agenda=evil, outcome=evil)
    assert evil not in page("host_admin", record)
