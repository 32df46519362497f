"""Files kept once; evidence judged by someone of no party; a sealed sheet is its party's word."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import translation

from alliance.ledger import workflows as ledger
from alliance.notices.models import Message
from alliance.notices.selectors import notices_for
from alliance.records import workflows as records
from alliance.records.attachments import workflows
from alliance.records.attachments.selectors import count_to_judge
from alliance.records.models import Attachment, Confirmation, Evidence, Party, Record, Signer
from alliance.records.workflows import StaleFacts
from alliance.web import clock
from alliance.web.errors import Invalid, Refused
from exchanges.workflows import amend_exchange, content_of
from partners.directory.acting import Member
from partners.directory.models import Role
from tests.factories import ContactFactory, MembershipFactory
from tests.records.attachments import files
from tests.stories import drafted_visit, planned_visit, submitted_visit

pytestmark = pytest.mark.django_db


def party_of(record, member) -> Party:
    return record.parties.get(institution=member.institution)


def grade_of(record) -> str:
    return Record.objects.get(pk=record.pk).grade


def change_facts(record, by) -> Record:
    """The owner says that one more teacher was there."""
    record = Record.objects.get(pk=record.pk)
    content = replace(content_of(record), actual={"teachers": 4, "managers": 1})
    return amend_exchange(record_id=record.pk, revision=record.revision, by=by, content=content)


# --- Attaching ------------------------------------------------------------------------------------------------------
def test_the_same_file_twice_is_once(visit, school, attach):
    first, second = attach(visit, school), attach(visit, school, name="另一个名字.pdf")
    assert (first, Attachment.objects.count()) == (second, 1)


def test_the_same_bytes_from_two_schools_are_two_uses_of_one_file(visit, school, host, attach, settings):
    attach(visit, school)
    attach(visit, host)
    assert Attachment.objects.count() == 2
    assert sum(path.is_file() for path in Path(settings.MEDIA_ROOT).rglob("*")) == 1


@pytest.mark.parametrize("who", ["owner_teacher", "host_teacher", "lead"])
def test_only_administrators_of_a_party_add_files(people, visit, attach, who):
    with pytest.raises(Refused, match="added by an administrator"):
        attach(visit, people.member(who))
    assert not Attachment.objects.exists()


def test_a_stranger_finds_no_record_to_add_to(people, visit, attach):
    with pytest.raises(Record.DoesNotExist):
        attach(visit, people.member("third_admin"))


def test_a_file_that_is_none_of_the_kinds_is_refused_beside_the_field(visit, school, attach):
    with pytest.raises(Invalid) as caught:
        attach(visit, school, name="photo.jpg", content=files.PAGE)
    assert list(caught.value.errors) == ["file"]


def test_a_void_record_takes_no_file(visit, school, attach):
    records.void(record_id=visit.pk, by=school, reason="登记重复")
    with pytest.raises(Refused, match="void"):
        attach(visit, school)


def test_a_record_holds_so_many_files(visit, school, attach, monkeypatch):
    monkeypatch.setattr(workflows, "MOST_FILES", 1)
    attach(visit, school)
    with pytest.raises(Invalid, match="1 files at most"):
        attach(visit, school, name="a.png", content=files.image())


def test_a_file_nobody_was_asked_to_check_can_be_taken_away(visit, school, attach):
    workflows.remove(record_id=visit.pk, attachment_id=attach(visit, school).pk, by=school)
    assert not Attachment.objects.exists()


def test_what_was_put_up_stays(visit, school, put_up):
    evidence = put_up(visit, school)
    with pytest.raises(Refused, match="stays with the record"):
        workflows.remove(record_id=visit.pk, attachment_id=evidence.attachment_id, by=school)


def test_nobody_takes_away_the_other_sides_file(visit, school, host, attach):
    with pytest.raises(Refused, match="added by"):
        workflows.remove(record_id=visit.pk, attachment_id=attach(visit, host).pk, by=school)


# --- Putting up -----------------------------------------------------------------------------------------------------
def test_putting_up_twice_is_once(visit, school, put_up):
    assert put_up(visit, school) == put_up(visit, school)
    assert Evidence.objects.count() == 1


def test_one_file_is_not_put_up_as_two_things(visit, school, host, put_up):
    put_up(visit, school)
    with pytest.raises(Invalid, match="as something else"):
        put_up(visit, school, party=party_of(visit, host))


def test_nothing_is_put_up_for_facts_that_have_changed(visit, school, attach):
    attachment = attach(visit, school)
    shown = visit.facts_hash
    change_facts(visit, school)
    with pytest.raises(StaleFacts):
        workflows.put_up(record_id=visit.pk, attachment_id=attachment.pk, by=school, facts_hash=shown)


def test_a_plan_and_a_draft_have_nothing_to_prove(school, host, put_up):
    plan = planned_visit(school, host.institution, on=clock.today() + timedelta(days=9))
    for record in (plan, drafted_visit(school, host.institution)):
        with pytest.raises(Refused, match="nothing to prove"):
            put_up(record, school)


def test_the_owner_needs_no_seal_and_who_has_confirmed_none_either(visit, school, host, put_up):
    with pytest.raises(Refused, match="its seal is not needed"):
        put_up(visit, school, party=party_of(visit, school))
    records.confirm(record_id=visit.pk, by=host, facts_hash=visit.facts_hash)
    with pytest.raises(Refused, match="has confirmed already"):
        put_up(visit, school, party=party_of(visit, host))


def test_a_sealed_sheet_is_a_scan(visit, school, host, put_up):
    document = {"name": "a.docx", "content": files.office("word/document.xml")}
    assert put_up(visit, school, **document).pk
    with pytest.raises(Invalid, match="scan or photograph"):
        put_up(visit, host, party=party_of(visit, host), **document)


# --- Judging --------------------------------------------------------------------------------------------------------
def test_accepted_documents_raise_a_claim_to_documented_and_the_ledger_follows(visit, school, lead, put_up):
    evidence = put_up(visit, school)
    assert grade_of(visit) == "claimed"
    workflows.accept(evidence_id=evidence.pk, by=lead)
    assert grade_of(visit) == "documented"
    ledger.post()
    assert set(visit.entries.values_list("grade", flat=True)) == {"documented"}


def test_an_accepted_sheet_is_its_partys_word_on_paper(visit, school, host, lead, put_up):
    evidence = put_up(visit, school, party=party_of(visit, host))
    workflows.accept(evidence_id=evidence.pk, by=lead, signer_name="周敏", signer_post="办公室主任")
    assert grade_of(visit) == "mutual"
    party, trail = party_of(visit, host), Confirmation.objects.get()
    assert (party.decision, party.way) == ("confirmed", "paper")
    assert (trail.institution, trail.way, trail.facts_hash) == (host.institution, "paper", visit.facts_hash)
    assert Signer.objects.get(key=trail.signer).name == "周敏"


def test_a_sheet_is_no_supporting_document(school, host, people, lead, put_up):
    """Of two hosts one seals: the other one's word is still missing, and nothing is documented by that."""
    record = submitted_visit(school, host.institution, people.third_school)
    workflows.accept(evidence_id=put_up(record, school, party=party_of(record, host)).pk, by=lead)
    assert grade_of(record) == "claimed"


def test_accepting_twice_is_once(visit, school, host, lead, put_up):
    evidence = put_up(visit, school, party=party_of(visit, host))
    workflows.accept(evidence_id=evidence.pk, by=lead)
    at = Evidence.objects.get().accepted_at
    workflows.accept(evidence_id=evidence.pk, by=lead)
    assert (Evidence.objects.get().accepted_at, Confirmation.objects.count()) == (at, 1)


def test_what_is_sent_back_says_why_counts_nothing_and_may_be_put_up_again(visit, school, lead, put_up):
    evidence = put_up(visit, school)
    workflows.send_back(evidence_id=evidence.pk, by=lead, reason="没有签名")
    workflows.send_back(evidence_id=evidence.pk, by=lead, reason="再按一次")
    assert (grade_of(visit), Evidence.objects.get().reason) == ("claimed", "没有签名")
    with pytest.raises(Refused, match="sent back already"):
        workflows.accept(evidence_id=evidence.pk, by=lead)
    assert put_up(visit, school) != evidence


def test_sending_back_needs_a_reason_and_comes_before_accepting(visit, school, lead, put_up):
    evidence = put_up(visit, school)
    with pytest.raises(Invalid, match="what is missing"):
        workflows.send_back(evidence_id=evidence.pk, by=lead, reason=" ")
    workflows.accept(evidence_id=evidence.pk, by=lead)
    with pytest.raises(Refused, match="accepted already"):
        workflows.send_back(evidence_id=evidence.pk, by=lead, reason="晚了")


def test_other_facts_make_accepted_documents_count_no_more(visit, school, lead, put_up):
    workflows.accept(evidence_id=put_up(visit, school).pk, by=lead)
    change_facts(visit, school)
    assert grade_of(visit) == "claimed"


def test_nobody_accepts_a_file_for_facts_that_have_changed(visit, school, lead, put_up):
    evidence = put_up(visit, school)
    change_facts(visit, school)
    with pytest.raises(StaleFacts):
        workflows.accept(evidence_id=evidence.pk, by=lead)
    assert grade_of(visit) == "claimed"


def test_a_later_no_of_the_party_holds_against_its_earlier_sheet(visit, school, host, lead, put_up):
    evidence = put_up(visit, school, party=party_of(visit, host))
    with clock.at(clock.now() + timedelta(hours=1)):
        records.disagree(record_id=visit.pk, by=host, facts_hash=visit.facts_hash, reason="是 3 人")
        with pytest.raises(Refused, match="later word holds"):
            workflows.accept(evidence_id=evidence.pk, by=lead)


def test_a_void_record_is_not_judged_any_more(visit, school, lead, put_up):
    evidence = put_up(visit, school)
    records.void(record_id=visit.pk, by=school, reason="登记重复")
    with pytest.raises(Refused, match="void"):
        workflows.accept(evidence_id=evidence.pk, by=lead)


# --- Who judges -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("who", ["owner_admin", "owner_teacher", "host_admin", "host_teacher"])
def test_no_side_judges_its_own_papers(people, visit, school, put_up, who):
    evidence = put_up(visit, school)
    for judge in (
        lambda by: workflows.accept(evidence_id=evidence.pk, by=by),
        lambda by: workflows.send_back(evidence_id=evidence.pk, by=by, reason="x"),
    ):
        with pytest.raises(Refused, match="checked by the secretariat"):
            judge(people.member(who))
    assert Evidence.objects.get().judged_by is None


@pytest.mark.parametrize("belongs_to", ["school", "host_school"])
@pytest.mark.parametrize("role", [Role.SCHOOL_ADMIN, Role.TEACHER])
def test_a_colleague_of_a_party_does_not_judge_even_when_acting_for_the_secretariat(
    people, visit, school, put_up, belongs_to, role
):
    evidence = put_up(visit, school)
    seconded = people.membership("lead")
    MembershipFactory(user=seconded.user, institution=getattr(people, belongs_to), role=role)
    with pytest.raises(Refused, match="You belong to"):
        workflows.accept(evidence_id=evidence.pk, by=Member(seconded))


def test_a_colleague_of_what_a_party_has_become_does_not_judge(people, visit, school, put_up):
    evidence = put_up(visit, school)
    people.host_school.successor = people.third_school
    people.host_school.save()
    seconded = people.membership("lead")
    MembershipFactory(user=seconded.user, institution=people.third_school, role=Role.TEACHER)
    with pytest.raises(Refused, match="You belong to"):
        workflows.accept(evidence_id=evidence.pk, by=Member(seconded))


def test_who_belongs_to_a_school_outside_the_record_may_judge(people, visit, school, put_up):
    evidence = put_up(visit, school)
    seconded = people.membership("lead")
    MembershipFactory(user=seconded.user, institution=people.third_school, role=Role.TEACHER)
    assert workflows.accept(evidence_id=evidence.pk, by=Member(seconded)).accepted_at


def test_the_uploader_does_not_judge_even_after_leaving_the_school(people, visit, school, put_up):
    evidence = put_up(visit, school)
    school.membership.until = clock.today() - timedelta(days=1)
    school.membership.since = clock.today() - timedelta(days=2)
    school.membership.save()
    now_lead = MembershipFactory(user=school.membership.user, institution=people.secretariat, role=Role.LEAD)
    with pytest.raises(Refused, match="put this up yourself"):
        workflows.accept(evidence_id=evidence.pk, by=Member(now_lead))


def test_a_stranger_finds_nothing_to_judge(people, visit, school, put_up):
    evidence = put_up(visit, school)
    with pytest.raises(Record.DoesNotExist):
        workflows.accept(evidence_id=evidence.pk, by=people.member("third_admin"))


# --- What waits for whom --------------------------------------------------------------------------------------------
def test_the_menu_counts_what_this_person_may_judge(people, visit, school, lead, put_up, django_assert_num_queries):
    put_up(visit, school)
    assert lead.scope  # asked once a request, for every page
    with django_assert_num_queries(1):
        assert count_to_judge(lead) == 1
    MembershipFactory(user=lead.membership.user, institution=people.host_school, role=Role.TEACHER)
    assert count_to_judge(lead) == 0


# --- Who is told ----------------------------------------------------------------------------------------------------
def told(member) -> list[str]:
    with translation.override("en"):
        return [notice.subject for notice in notices_for(member)]


def test_who_put_a_file_up_is_told_why_it_came_back(visit, school, host, lead, put_up):
    workflows.send_back(evidence_id=put_up(visit, school).pk, by=lead, reason="没有签名")
    assert told(school) == ["“签到表.pdf” does not prove the facts yet: 物联网技术专业共建研讨"]
    assert told(host) == []


def test_the_institution_whose_seal_was_accepted_is_told_in_the_portal_and_by_mail(visit, school, host, lead, put_up):
    ContactFactory(institution=host.institution)
    workflows.accept(evidence_id=put_up(visit, school, party=party_of(visit, host)).pk, by=lead)
    assert told(host) == ["Your institution has confirmed on paper: 物联网技术专业共建研讨"]
    for message in Message.objects.filter(institution=host.institution):
        assert visit.number in message.body_en and "If you sealed none" in message.body_en
        assert "如果贵单位没有盖过章" in message.body_zh
    assert Message.objects.filter(channel=Message.Channel.EMAIL).count() == 1
