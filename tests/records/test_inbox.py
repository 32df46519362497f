"""What waits for whom: the institution's queue, its badge, and the order of what is urgent."""

from datetime import timedelta

import pytest
from django.urls import reverse

from alliance.records import workflows
from alliance.records.inbox.selectors import tasks_for, waiting_count, with_others
from alliance.web import clock
from tests.stories import confirmed_visit, drafted_visit, planned_visit, submitted_visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def school(people):
    return people.member("owner_admin")


@pytest.fixture
def host(people):
    return people.member("host_admin")


def deeds(member):
    return [(task.turn.deed.value, task.record.number) for task in tasks_for(member)]


def test_a_submitted_visit_waits_for_its_host_and_for_nobody_else(people, school, host):
    record = submitted_visit(school, host.institution)
    assert deeds(host) == [("confirm", record.number)]
    assert (deeds(school), [task.record for task in with_others(school)]) == ([], [record])
    assert deeds(people.member("third_admin")) == []


def test_a_plan_waits_for_an_answer_and_then_for_a_report(school, host):
    day = clock.today() + timedelta(days=9)
    record = planned_visit(school, host.institution, on=day)
    assert deeds(host) == [("answer", record.number)]
    workflows.answer(record_id=record.pk, by=host, facts_hash=record.facts_hash, answer="welcome")
    assert (deeds(host), deeds(school)) == ([], [])
    with clock.at(clock.now() + timedelta(days=10)):
        assert deeds(school) == [("report", record.number)]


def test_a_disagreement_waits_for_the_owner(school, host):
    record = submitted_visit(school, host.institution)
    workflows.disagree(record_id=record.pk, by=host, facts_hash=record.facts_hash, reason="来了五位")
    assert (deeds(school), deeds(host)) == ([("change", record.number)], [])


def test_what_is_confirmed_waits_for_nobody(school, host):
    confirmed_visit(school, host)
    assert (deeds(school), deeds(host), with_others(school)) == ([], [], [])


def test_the_nearest_deadline_comes_first_and_drafts_last(school, host):
    draft = drafted_visit(school, host.institution)
    with clock.at(clock.now() - timedelta(days=20)):
        report = planned_visit(school, host.institution, on=clock.today() + timedelta(days=10))
    disagreed = submitted_visit(school, host.institution)
    workflows.disagree(record_id=disagreed.pk, by=host, facts_hash=disagreed.facts_hash, reason="来了五位")
    assert deeds(school) == [("report", report.number), ("change", disagreed.number), ("finish", draft.number)]


def test_the_badge_counts_what_the_inbox_lists_in_one_query(people, school, host, django_assert_num_queries):
    submitted_visit(host, school.institution)
    drafted_visit(school, host.institution)
    planned_visit(host, school.institution, on=clock.today() + timedelta(days=9))
    member = people.member("owner_admin")
    assert member.scope
    with django_assert_num_queries(1):
        assert waiting_count(member) == 3
    assert len(tasks_for(member)) == 3


def test_teachers_are_asked_nothing(people, school, host):
    submitted_visit(school, host.institution)
    assert waiting_count(people.member("host_teacher")) == 0
    assert tasks_for(people.member("host_teacher")) == []


@pytest.mark.parametrize("records", [1, 4])
@pytest.mark.parametrize("tab", ["ours", "theirs", "notices", "done"])
def test_the_inbox_takes_as_many_queries_for_many_records_as_for_one(
    tab, records, people, school, host, django_assert_max_num_queries
):
    for _number in range(records):
        submitted_visit(host, school.institution)
        submitted_visit(school, host.institution)
        confirmed_visit(school, host)
    client = people.client("owner_admin")
    with django_assert_max_num_queries(16):
        assert client.get(reverse("records:inbox"), {"tab": tab}).status_code == 200


def test_who_acts_for_nobody_has_no_inbox(people):
    assert people.client("former").get(reverse("records:inbox")).status_code == 404
