"""Two at once over the same paper: the record's lock puts one after the other."""

from dataclasses import replace

import pytest

from alliance.records.attachments import workflows
from alliance.records.models import Attachment, Confirmation, Evidence, Record
from exchanges.workflows import amend_exchange, content_of
from partners.directory.acting import Member
from partners.directory.models import Role
from tests.factories import MembershipFactory
from tests.races import at_once, kinds

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_two_who_accept_one_sheet_write_one_confirmation(people, visit, school, host, lead, put_up):
    other = Member(MembershipFactory(institution=people.secretariat, role=Role.LEAD))
    evidence = put_up(visit, school, party=visit.parties.get(institution=host.institution))
    answers = at_once(
        lambda: workflows.accept(evidence_id=evidence.pk, by=lead),
        lambda: workflows.accept(evidence_id=evidence.pk, by=other),
    )
    assert kinds(answers) == ["Evidence", "Evidence"]
    assert Confirmation.objects.count() == 1


def test_accepting_and_sending_back_at_once_is_one_of_both(people, visit, school, lead, put_up):
    other = Member(MembershipFactory(institution=people.secretariat, role=Role.LEAD))
    evidence = put_up(visit, school)
    answers = at_once(
        lambda: workflows.accept(evidence_id=evidence.pk, by=lead),
        lambda: workflows.send_back(evidence_id=evidence.pk, by=other, reason="没有签名"),
    )
    assert kinds(answers) == ["Evidence", "Refused"]
    judged = Evidence.objects.get()
    assert (Record.objects.get().grade == "documented") is (judged.accepted_at is not None)


def test_papers_accepted_while_the_facts_change_never_count_for_the_new_ones(visit, school, lead, put_up):
    evidence = put_up(visit, school)
    record = Record.objects.get()
    changed = replace(content_of(record), actual={"teachers": 9})
    at_once(
        lambda: workflows.accept(evidence_id=evidence.pk, by=lead),
        lambda: amend_exchange(record_id=record.pk, revision=record.revision, by=school, content=changed),
    )
    assert Record.objects.get().grade == "claimed"


def test_the_same_file_from_two_windows_is_one(visit, school, attach):
    answers = at_once(lambda: attach(visit, school), lambda: attach(visit, school))
    assert kinds(answers) == ["Attachment", "Attachment"]
    assert Attachment.objects.count() == 1
