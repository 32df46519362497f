"""The shared verbs as people press them, and the parts of a record's page."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from alliance.notices.models import Message
from alliance.records import workflows
from alliance.records.models import Party, Record
from alliance.web import clock
from exchanges.workflows import amend_exchange
from tests.stories import confirmed_visit, drafted_visit, planned_visit, submitted_visit, visit_content

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.records.addresses")]


@pytest.fixture
def school(people):
    return people.member("owner_admin")


@pytest.fixture
def host(people):
    return people.member("host_admin")


@pytest.fixture
def visit(school, host):
    return submitted_visit(school, host.institution)


@pytest.fixture
def press(people):
    """Press a verb on a record as somebody, with what the form holds."""

    def press(who, verb, record, **typed):
        return people.client(who).post(reverse(f"records:record_{verb}", args=[record.number]), typed)

    return press


@pytest.fixture
def page(people):
    def page(who, record) -> str:
        return people.client(who).get(reverse("exchanges:exchange_detail", args=[record.number])).content.decode()

    return page


def hidden(html: str, name: str) -> str:
    return re.search(rf'name="{name}" value="([^"]*)"', html)[1]


def state(record):
    record.refresh_from_db()
    return record.state, record.grade


def test_a_host_confirms_what_its_page_shows(visit, press, page):
    assert (
        press("host_admin", "confirm", visit, facts_hash=hidden(page("host_admin", visit), "facts_hash")).status_code
        == 302
    )
    assert state(visit) == ("confirmed", "mutual")


def test_confirming_what_has_changed_shows_what_differs_and_decides_nothing(people, visit, school, press, page):
    old = page("host_admin", visit)
    content = visit_content(people.school, people.host_school, actual={"teachers": 5})
    amend_exchange(record_id=visit.pk, revision=visit.revision, by=school, content=content)
    typed = {"facts_hash": hidden(old, "facts_hash"), "shown_facts": hidden(old, "shown_facts")}
    response = press("host_admin", "confirm", visit, **typed)
    text = response.content.decode()
    assert (response.status_code, state(visit)) == (409, ("submitted", "claimed"))
    assert re.search(r"<s>4 ?[^<]*</s> 5 ?\w", text)
    assert press("host_admin", "confirm", visit, facts_hash=hidden(text, "facts_hash")).status_code == 302
    assert state(visit) == ("confirmed", "mutual")


def test_facts_that_somebody_made_up_are_not_shown(people, visit, school, press):
    assert press("host_admin", "confirm", visit, facts_hash="0" * 64, shown_facts="made up").status_code == 409


def test_a_disagreement_goes_to_the_owner_who_takes_the_numbers_over(people, visit, press, page):
    typed = {"facts_hash": visit.facts_hash, "reason": "来了五位", "count_teachers": "4", "count_managers": "1"}
    assert press("host_admin", "disagree", visit, **typed).status_code == 302
    assert state(visit) == ("disagreed", "none")
    owner = page("owner_admin", visit)
    assert "来了五位" in owner
    party = visit.parties.get(institution=people.host_school)
    press("owner_admin", "take", visit, party=party.pk, revision=visit.revision, proposed_hash=party.proposed_hash)
    assert state(visit) == ("confirmed", "mutual")


def test_a_disagreement_without_reason_comes_back_with_what_was_typed(visit, press):
    response = press("host_admin", "disagree", visit, facts_hash=visit.facts_hash, reason=" ", count_teachers="41")
    assert (response.status_code, 'value="41"' in response.content.decode()) == (400, True)


def test_a_disagreement_with_changed_facts_keeps_what_was_typed(people, visit, school, press, page):
    old = page("host_admin", visit)
    content = visit_content(people.school, people.host_school, actual={"teachers": 5})
    amend_exchange(record_id=visit.pk, revision=visit.revision, by=school, content=content)
    typed = {"facts_hash": hidden(old, "facts_hash"), "shown_facts": hidden(old, "shown_facts"), "reason": "来了六位"}
    response = press("host_admin", "disagree", visit, **typed)
    assert (response.status_code, "来了六位" in response.content.decode()) == (409, True)


def test_a_decision_is_taken_back(school, host, press):
    record = confirmed_visit(school, host)
    press("host_admin", "take_back", record)
    assert state(record) == ("submitted", "claimed")


def test_a_plan_is_answered_with_one_press_or_with_another_day(people, school, host, press):
    record = planned_visit(school, host.institution, on=clock.today() + timedelta(days=9))
    assert press("host_admin", "answer", record, facts_hash=record.facts_hash, answer="other_date").status_code == 400
    assert press("host_admin", "answer", record, facts_hash=record.facts_hash, answer="welcome").status_code == 302
    assert Party.objects.get(record=record, institution=people.host_school).answer == "welcome"
    assert Message.objects.get(institution=people.school).subject_zh.startswith("天津市第一商业学校可以接待")


def test_a_plan_with_other_facts_is_answered_anew(people, school, host, press):
    day = clock.today() + timedelta(days=9)
    record = planned_visit(school, host.institution, on=day)
    press("host_admin", "answer", record, facts_hash=record.facts_hash, answer="welcome")
    record.refresh_from_db()
    content = visit_content(
        people.school, people.host_school, starts_on=day, ends_on=day, planned={"teachers": 9}, actual={}
    )
    amend_exchange(record_id=record.pk, revision=record.revision, by=school, content=content)
    assert Party.objects.get(record=record, institution=people.host_school).answer == ""


def test_cancelling_asks_why_and_tells_the_others(people, school, host, press):
    record = planned_visit(school, host.institution, on=clock.today() + timedelta(days=9))
    assert press("owner_admin", "cancel", record).status_code == 400
    assert press("owner_admin", "cancel", record, reason="public", words="大雪").status_code == 302
    record.refresh_from_db()
    assert record.phase == "cancelled"
    assert Message.objects.get(institution=people.host_school).body_zh == "大雪"


def test_voiding_asks_why(visit, press):
    assert press("owner_admin", "void", visit).status_code == 400
    assert press("owner_admin", "void", visit, reason="重复登记").status_code == 302
    assert state(visit) == ("voided", "none")


def test_a_draft_is_submitted_from_its_page_or_told_what_is_missing(school, host, press, page):
    draft = drafted_visit(school, host.institution)
    press("owner_admin", "submit", draft, revision=draft.revision)
    assert state(draft)[0] == "submitted"
    bare = drafted_visit(school)
    press("owner_admin", "submit", bare, revision=bare.revision)
    assert state(bare)[0] == "draft"


def test_taken_back_it_is_a_draft_and_a_draft_never_seen_is_thrown_away(school, host, visit, press):
    press("owner_admin", "withdraw", visit)
    assert state(visit)[0] == "draft"
    draft = drafted_visit(school, host.institution)
    press("owner_admin", "discard", draft)
    assert not Record.objects.filter(pk=draft.pk).exists()


def test_reminding_sends_a_notice_once_in_three_days(people, visit, press):
    party = visit.parties.get(institution=people.host_school)
    assert press("owner_admin", "remind", visit, party=party.pk).status_code == 302
    assert press("owner_admin", "remind", visit, party=party.pk).status_code == 403
    assert Message.objects.filter(institution=people.host_school).count() == 1


def test_what_a_side_keeps_is_seen_by_its_administrators_only(visit, press, page):
    assert press("host_admin", "keep", visit, companions="副校长1人", cost="420.5", places="实训室").status_code == 302
    assert visit.parties.get(ask="must").private.cost_fen == 42050
    seen = {who: "副校长1人" in page(who, visit) for who in ("host_admin", "host_teacher", "owner_admin", "lead")}
    assert seen == {"host_admin": True, "host_teacher": False, "owner_admin": False, "lead": False}


def test_names_of_people_are_for_their_own_administrators(people, school, host, page):
    record = confirmed_visit(school, host)
    names = {who: people.membership(who).user.person.name for who in ("owner_admin", "host_admin")}
    seen = {
        who: [
            names[whose] in page(who, record).partition('id="timeline"')[2] for whose in ("owner_admin", "host_admin")
        ]
        for who in ("owner_admin", "host_admin", "host_teacher", "lead")
    }
    assert seen == {
        "owner_admin": [True, False],
        "host_admin": [False, True],
        "host_teacher": [False, False],
        "lead": [False, False],
    }


@pytest.mark.parametrize("verb", ["submit", "withdraw", "discard", "remind", "take", "cancel", "void"])
def test_the_owners_verbs_are_refused_to_others(verb, people, visit, press):
    party = visit.parties.get(ask="must")
    typed = {"party": party.pk, "reason": "public", "revision": visit.revision}
    answers = {
        who: press(who, verb, visit, **typed).status_code for who in ("host_admin", "owner_teacher", "third_admin")
    }
    assert answers == {"host_admin": 403, "owner_teacher": 403, "third_admin": 404}


@pytest.mark.parametrize("verb", ["confirm", "disagree", "take_back"])
def test_the_other_parties_verbs_are_refused_to_all_but_them(verb, visit, press):
    typed = {"facts_hash": visit.facts_hash, "reason": "不对"}
    whos = ("owner_admin", "host_teacher", "lead", "third_admin")
    assert [press(who, verb, visit, **typed).status_code for who in whos] == [403, 403, 403, 404]


def test_who_submitted_for_one_party_confirms_for_no_other(people, school, host, press):
    """One person at both schools: a colleague wrote the draft, they submitted it, now they act for the host."""
    from partners.directory.acting import Member
    from partners.directory.models import Role
    from tests.factories import MembershipFactory

    user = people.membership("host_admin").user
    both = Member(MembershipFactory(user=user, institution=people.school, role=Role.SCHOOL_ADMIN))
    draft = drafted_visit(school, people.host_school)
    record = workflows.submit(record_id=draft.pk, by=both, revision=draft.revision)
    with pytest.raises(Exception, match="已代表"):
        workflows.confirm(record_id=record.pk, by=host, facts_hash=record.facts_hash)


@pytest.mark.parametrize("hosts", [1, 2])
@pytest.mark.parametrize("deeds", [1, 3])
def test_the_page_takes_as_many_queries_for_a_long_story(hosts, deeds, people, school, host, django_assert_num_queries):
    from alliance.records.selectors import record_page_context, records_for

    record = submitted_visit(school, *[people.host_school, people.third_school][:hosts])
    for _deed in range(deeds):
        workflows.confirm(record_id=record.pk, by=host, facts_hash=record.facts_hash)
        workflows.take_back(record_id=record.pk, by=host)
    member = people.member("host_admin")
    assert member.scope
    with django_assert_num_queries(5):
        record_page_context(member, records_for(member).get(pk=record.pk))
