"""Nobody decides on what they were not shown, and no person or browser decides for two parties."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from alliance.records import workflows
from alliance.records.attachments import workflows as attachments
from alliance.web import clock
from alliance.web.errors import Refused
from exchanges.workflows import amend_exchange, log_exchange
from partners.directory.acting import Member
from tests.factories import InstitutionCodeFactory, InstitutionFactory, MembershipFactory
from tests.records.links.test_links import Story
from tests.stories import planned_visit, put_up, submitted_visit, visit_content

pytestmark = pytest.mark.django_db


def disagree(record, by, teachers):
    proposed = {"counts": {"teachers": teachers}}
    workflows.disagree(record_id=record.pk, by=by, facts_hash=record.facts_hash, reason="人数不对", proposed=proposed)
    return record.parties.get(institution=by.institution)


def also_at(member, institution):
    """The same person, in another role of theirs."""
    return Member(MembershipFactory(user=member.membership.user, institution=institution))


def merged(institution):
    institution.successor = InstitutionFactory()
    institution.save()
    return institution.successor


def two_hosts(people, **content):
    """雄县 was at 天津 and at 北京."""
    content = visit_content(people.school, people.host_school, people.third_school, **content)
    return log_exchange(by=people.member("owner_admin"), content=content)


def test_numbers_proposed_anew_are_not_taken_over_unseen(people):
    school, host = people.member("owner_admin"), people.member("host_admin")
    record = submitted_visit(school, people.host_school)
    seen = disagree(record, host, 5)
    now = disagree(record, host, 40)
    take = {"record_id": record.pk, "party_id": now.pk, "by": school, "revision": record.revision}
    with pytest.raises(workflows.StaleFacts):
        workflows.take(**take, proposed_hash=seen.proposed_hash)
    assert workflows.take(**take, proposed_hash=now.proposed_hash).people == 40


def test_who_disagreed_does_not_take_over_their_own_numbers_for_the_owner(people):
    host = people.member("host_admin")
    record = submitted_visit(people.member("owner_admin"), people.host_school)
    party = disagree(record, host, 5)
    with pytest.raises(Refused):
        workflows.take(
            record_id=record.pk,
            party_id=party.pk,
            by=also_at(host, people.school),
            revision=record.revision,
            proposed_hash=party.proposed_hash,
        )


def test_who_wrote_for_the_school_that_the_owner_has_become_does_not_confirm_for_the_host(people):
    record = submitted_visit(people.member("owner_admin"), people.host_school)
    writer = Member(MembershipFactory(institution=merged(people.school)))
    content = visit_content(people.school, people.host_school, actual={"teachers": 5})
    record = amend_exchange(record_id=record.pk, revision=record.revision, by=writer, content=content)
    by = also_at(writer, people.host_school)
    with pytest.raises(Refused):
        workflows.confirm(record_id=record.pk, by=by, facts_hash=record.facts_hash)


def test_a_plan_that_changed_a_second_ago_is_not_answered(people):
    school, host = people.member("owner_admin"), people.member("host_admin")
    record = planned_visit(school, people.host_school, on=clock.today() + timedelta(days=9))
    client, address = people.client("host_admin"), reverse("records:record_answer", args=[record.number])
    response = client.post(address, {"answer": "welcome", "comment": "另约时间", "facts_hash": "of before"})
    assert response.status_code == 409
    assert "另约时间" in response.content.decode()
    assert record.facts_hash in response.content.decode()
    assert record.parties.get(institution=host.institution).answer == ""


def test_two_hosts_that_have_become_one_answer_a_plan(people):
    day = clock.today() + timedelta(days=9)
    plan = {"starts_on": day, "ends_on": day, "planned": {"teachers": 4}, "actual": {}}
    record = two_hosts(people, **plan)
    one = merged(people.host_school)
    people.third_school.successor = one
    people.third_school.save()
    by = Member(MembershipFactory(institution=one))
    workflows.answer(record_id=record.pk, by=by, facts_hash=record.facts_hash, answer="welcome")
    assert record.parties.filter(answer="welcome").exists()


def test_the_school_that_the_owner_has_become_decides_nothing_by_its_link(people, client_of):
    story = Story(people)
    client = client_of(MembershipFactory(institution=merged(people.school)))
    assert story.post(client=client).status_code == 403
    assert story.decision() == "waiting"


def test_a_browser_that_confirmed_for_one_host_in_the_portal_does_not_for_the_other_by_link(people):
    InstitutionCodeFactory(institution=people.third_school)
    record = two_hosts(people)
    story = Story(people, record)
    client = people.client("third_admin")
    client.post(reverse("records:record_confirm", args=[record.number]), {"facts_hash": record.facts_hash})
    assert record.parties.get(institution=people.third_school).decision == "confirmed"
    assert story.post(client=client).status_code == 403
    assert story.decision() == "waiting"
    assert story.post(client=Client()).status_code == 302


def test_a_browser_that_confirmed_for_one_host_by_link_does_not_for_the_other_in_the_portal(people):
    record = two_hosts(people)
    story = Story(people, record)
    client = people.client("third_admin")
    story.post(client=client)
    assert story.decision() == "confirmed"
    confirm = reverse("records:record_confirm", args=[record.number])
    assert client.post(confirm, {"facts_hash": record.facts_hash}).status_code == 403
    assert record.parties.get(institution=people.third_school).decision == "waiting"


def test_a_link_does_not_undo_what_the_portal_has_confirmed_since(people):
    story, client = Story(people), Client()
    story.post(client=client)
    story.change()
    story.record.refresh_from_db()
    workflows.confirm(record_id=story.record.pk, by=story.host, facts_hash=story.record.facts_hash)
    client.post(reverse("records:link_undo", args=[story.token]))
    assert story.decision() == "confirmed"


def test_what_was_checked_on_documents_is_not_taken_back_to_a_draft(people):
    school = people.member("owner_admin")
    record = submitted_visit(school, people.host_school)
    attachments.accept(evidence_id=put_up(record, school).pk, by=people.member("lead"))
    with pytest.raises(Refused, match="documents|佐证"):
        workflows.withdraw(record_id=record.pk, by=school)


def test_nobody_is_reminded_of_what_does_not_take_place(people):
    school = people.member("owner_admin")
    record = planned_visit(school, people.host_school, on=clock.today() + timedelta(days=7))
    workflows.cancel(record_id=record.pk, by=school, reason="public")
    party = record.parties.get(institution=people.host_school)
    with pytest.raises(Refused):
        workflows.remind(record_id=record.pk, party_id=party.pk, by=school)
