"""A link decides only with proof, only for the facts it shows, only once, and never for the side that made it."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from alliance.notices.models import Message
from alliance.notices.workflows import send_due
from alliance.records import workflows as records
from alliance.records.links import workflows
from alliance.records.models import Confirmation, Link, Signer
from alliance.web import clock
from exchanges.workflows import amend_exchange
from tests.factories import ContactFactory, InstitutionCodeFactory, MembershipFactory
from tests.stories import planned_visit, submitted_visit, visit_content

pytestmark = pytest.mark.django_db

WHO = {"name": "周敏", "post": "国际交流与合作处", "phone": ""}
CODE = "246810"


@pytest.fixture(autouse=True)
def forget_tries():
    cache.clear()


class Story:
    """雄县 has logged a visit to 天津, which has a code and a registered contact; `token` was made to copy."""

    def __init__(self, people, record=None):
        self.people, self.school, self.host = people, people.member("owner_admin"), people.member("host_admin")
        self.code = InstitutionCodeFactory(institution=people.host_school)
        self.contact = ContactFactory(institution=people.host_school)
        self.record = record or submitted_visit(self.school, people.host_school)
        self.party = self.record.parties.get(institution=people.host_school)
        self.link, self.token = self.make()

    def make(self):
        return workflows.make_link(record_id=self.record.pk, party_id=self.party.pk, by=self.school)

    def sent_token(self) -> str:
        """The token that only the registered contact's mailbox holds."""
        workflows.send_link(record_id=self.record.pk, party_id=self.party.pk, by=self.school)
        return self.mailed_token()

    def mailed_token(self) -> str:
        mail.outbox.clear()
        send_due()
        return re.search(r"/c/([\w-]+)/", mail.outbox[-1].body)[1]

    def post(self, verb="confirm", client=None, token=None, **typed):
        typed = WHO | {"code": CODE, "facts_hash": self.link.facts_hash} | typed
        return (client or Client()).post(reverse(f"records:link_{verb}", args=[token or self.token]), typed)

    def get(self, client=None, token=None):
        return (client or Client()).get(reverse("records:link_open", args=[token or self.token]))

    def decision(self):
        self.party.refresh_from_db()
        return self.party.decision

    def change(self):
        """The owner finds that there were five."""
        content = visit_content(self.people.school, self.people.host_school, actual={"teachers": 5})
        record = self.record
        record.refresh_from_db()
        amend_exchange(record_id=record.pk, revision=record.revision, by=self.school, content=content)


@pytest.fixture
def story(people):
    return Story(people)


def text_of(response) -> str:
    return response.content.decode()


def test_opening_changes_nothing(story):
    before = list(Link.objects.values())
    assert story.get().status_code == 200
    assert (list(Link.objects.values()), story.decision()) == (before, "waiting")


def test_a_copied_link_confirms_with_the_code_of_the_institution(story):
    response = story.post()
    assert response.status_code == 302
    assert story.decision() == "confirmed"
    confirmation = Confirmation.objects.get()
    signer = Signer.objects.get(key=confirmation.signer)
    assert (confirmation.way, signer.name, signer.keep_until.year) == ("link", "周敏", clock.today().year + 3)
    story.record.refresh_from_db()
    assert story.record.grade == "mutual"


def test_the_token_is_kept_only_as_a_hash(story):
    assert len(story.token) == 22  # 128 bits
    assert story.token not in str(list(Link.objects.values()))


def test_a_sent_link_proves_itself_and_is_shown_to_nobody(story):
    token = story.sent_token()
    assert token != story.token
    owner = story.people.client("owner_admin")
    assert token not in text_of(owner.get(reverse("records:link_list", args=[story.record.number])))
    assert story.post(token=token, code="").status_code == 302
    assert story.decision() == "confirmed"
    assert not Message.objects.filter(body_zh__contains=token).exists()


def test_the_code_is_typed_once_on_a_device(story):
    client = Client()
    story.post(client=client)
    second = Story.__new__(Story)
    second.__dict__ = story.__dict__ | {"record": submitted_visit(story.school, story.people.host_school)}
    second.party = second.record.parties.get(institution=story.people.host_school)
    second.link, second.token = second.make()
    assert 'name="code"' not in text_of(second.get(client))
    assert second.post(client=client, code="").status_code == 302
    assert second.decision() == "confirmed"


def test_the_device_forgets_the_code_after_90_days_and_when_a_new_one_is_issued(story):
    client = Client()
    story.post(client=client)
    story.link, story.token = Link.objects.none(), ""
    story.record = submitted_visit(story.school, story.people.host_school)
    story.party = story.record.parties.get(institution=story.people.host_school)
    story.link, story.token = story.make()
    with clock.at(clock.now() + timedelta(days=91)):
        assert 'name="code"' in text_of(story.get(client))
    story.code.issued_at = clock.now()
    story.code.save()
    assert 'name="code"' in text_of(story.get(client))


def test_a_wrong_code_says_how_many_tries_are_left_and_keeps_what_was_typed(story):
    response = story.post(code="000000")
    page = text_of(response)
    assert (response.status_code, story.decision()) == (400, "waiting")
    assert "4" in page
    assert 'value="周敏"' in page


def test_the_sixth_wrong_code_within_the_hour_is_not_looked_at(story):
    for _try in range(5):
        story.post(code="000000")
    assert story.post().status_code == 400
    assert story.decision() == "waiting"
    with clock.at(clock.now() + timedelta(hours=1, minutes=1)):
        assert story.post().status_code == 302


def test_a_form_that_is_not_complete_costs_no_try(story):
    assert story.post(name="", code="000000").status_code == 400
    story.code.refresh_from_db()
    assert story.code.failures == 0


@pytest.mark.parametrize("who", ["owner_admin", "owner_teacher"])
def test_the_owners_people_decide_nothing_by_it(who, story):
    client = story.people.client(who)
    assert 'name="facts_hash"' not in text_of(story.get(client))
    assert (story.post(client=client).status_code, story.decision()) == (403, "waiting")


def test_a_device_that_was_used_for_the_owner_decides_nothing_after_signing_out(story):
    client = story.people.client("owner_admin")
    client.get(reverse("records:inbox"))
    del client.cookies["sessionid"]
    assert (story.post(client=client).status_code, story.decision()) == (403, "waiting")


def test_the_form_of_another_record_is_refused(story):
    other = submitted_visit(story.school, story.people.host_school, actual={"teachers": 9})
    assert (story.post(facts_hash=other.facts_hash).status_code, story.decision()) == (403, "waiting")


def test_a_link_dies_with_a_change_and_shows_what_it_was_made_for(story):
    story.change()
    response = story.get()
    assert response.status_code == 200
    assert "教师 3" in text_of(response)
    assert (story.post().status_code, story.decision()) == (409, "waiting")


def test_a_dead_link_is_readable_for_90_days_and_then_gone(story):
    story.change()
    with clock.at(clock.now() + timedelta(days=89)):
        assert story.get().status_code == 200
    with clock.at(clock.now() + timedelta(days=91)):
        assert story.get().status_code == 404


def test_a_fresh_link_goes_to_the_registered_contact_and_is_not_shown(story):
    story.change()
    response = Client().post(reverse("records:link_renew", args=[story.token]), follow=True)
    token = story.mailed_token()
    assert token not in text_of(response)
    fresh = Link.objects.get(token_hash=workflows.token_hash(token))
    assert story.post(token=token, facts_hash=fresh.facts_hash, code="").status_code == 302
    assert story.decision() == "confirmed"


def test_a_fresh_link_is_sent_three_times_an_hour_at_most(story):
    story.change()
    for _press in range(5):
        Client().post(reverse("records:link_renew", args=[story.token]))
    assert Link.objects.filter(sent=True).count() == 3


def test_pressed_twice_is_once_and_shows_the_receipt(story):
    client = Client()
    story.post(client=client)
    assert story.post(client=client).status_code == 302
    assert Confirmation.objects.count() == 1
    assert story.record.number in text_of(story.get(client))


def test_only_the_deciding_device_reads_the_name_and_undoes(story):
    client, other = Client(), Client()
    story.post(client=client)
    assert ("周敏" in text_of(story.get(client)), "周敏" in text_of(story.get(other))) == (True, False)
    other.post(reverse("records:link_undo", args=[story.token]))
    assert story.decision() == "confirmed"
    client.post(reverse("records:link_undo", args=[story.token]))
    assert story.decision() == "waiting"
    assert story.post(client=client, code="").status_code == 302
    assert story.decision() == "confirmed"


def test_after_24_hours_nothing_is_undone(story):
    client = Client()
    story.post(client=client)
    with clock.at(clock.now() + timedelta(hours=25)):
        client.post(reverse("records:link_undo", args=[story.token]))
    assert story.decision() == "confirmed"


def test_a_disagreement_carries_reason_and_numbers(story):
    response = story.post("disagree", reason="来了五位", count_teachers="4", count_managers="1")
    assert response.status_code == 302
    assert story.decision() == "disagreed"
    assert (story.party.comment, story.party.proposed) == ("来了五位", {"counts": {"teachers": 4, "managers": 1}})


def test_a_disagreement_without_reason_keeps_the_numbers_typed(story):
    response = story.post("disagree", reason="", count_teachers="41")
    assert (response.status_code, story.decision()) == (400, "waiting")
    assert 'value="41"' in text_of(response)


def test_a_plan_is_answered_by_link(people):
    record = planned_visit(people.member("owner_admin"), people.host_school, on=clock.today() + timedelta(days=9))
    story = Story(people, record)
    assert story.post("answer", answer="other_date").status_code == 400
    day = clock.today() + timedelta(days=12)
    assert story.post("answer", answer="other_date", suggested_on=day.isoformat()).status_code == 302
    story.party.refresh_from_db()
    assert (story.party.answer, story.party.suggested_on) == ("other_date", day)


def test_one_device_speaks_for_one_party_only(people):
    InstitutionCodeFactory(institution=people.third_school)
    record = submitted_visit(people.member("owner_admin"), people.host_school, people.third_school)
    story, client = Story(people, record), Client()
    story.post(client=client)
    third = record.parties.get(institution=people.third_school)
    link, token = workflows.make_link(record_id=record.pk, party_id=third.pk, by=story.school)
    assert story.post(client=client, token=token).status_code == 403
    third.refresh_from_db()
    assert third.decision == "waiting"


def test_not_us_tells_the_owner_and_ends_the_link(story):
    Client().post(reverse("records:link_pass_on", args=[story.token]), {"words": "请找教务处"})
    assert (story.post().status_code, story.decision()) == (409, "waiting")
    told = Message.objects.get(institution=story.people.school)
    assert told.body_zh == "请找教务处"


def test_the_registered_contact_is_told_of_the_decision(story):
    story.post()
    mail.outbox.clear()
    send_due()
    assert mail.outbox[-1].to == [story.contact.person.email]
    assert "周敏" in mail.outbox[-1].subject


def test_a_decision_in_the_portal_ends_the_links(story):
    records.confirm(record_id=story.record.pk, by=story.host, facts_hash=story.record.facts_hash)
    assert story.post().status_code == 409


@pytest.mark.parametrize("field", ["name", "post", "phone", "code", "reason"])
def test_a_nul_byte_is_refused_in_place(field, story):
    response = story.post("disagree", **{"reason": "x", field: "a\x00b"})
    assert (response.status_code, story.decision()) == (400, "waiting")


def test_a_script_stays_text(story):
    page = text_of(story.post(name="<script>alert(1)</script>", code="000000"))
    assert "<script>alert" not in page


def test_an_unknown_token_is_not_found_and_guessing_is_slowed(story):
    client = Client()
    answers = [client.get(reverse("records:link_open", args=[f"x{n}"])).status_code for n in range(32)]
    assert (answers[0], answers[-1]) == (404, 429)


@pytest.mark.parametrize("who", ["host_admin", "third_admin", "lead", "host_teacher"])
def test_only_the_owner_makes_links(who, story):
    client = story.people.client(who)
    made = client.post(reverse("records:link_make", args=[story.record.number]), {"party": story.party.pk})
    assert made.status_code in (403, 404)
    assert Link.objects.count() == 1


def test_the_owner_gets_text_and_qr_code_once(story):
    client = story.people.client("owner_admin")
    address = reverse("records:link_make", args=[story.record.number])
    page = text_of(client.post(address, {"party": story.party.pk}))
    token = re.search(r"/c/([\w-]{22})/", page)[1]
    assert "<svg" in page
    assert token not in text_of(client.get(reverse("records:link_list", args=[story.record.number])))


def test_a_party_without_address_gets_no_mail(story):
    story.contact.delete()
    client = story.people.client("owner_admin")
    sent = client.post(reverse("records:link_send", args=[story.record.number]), {"party": story.party.pk})
    assert (sent.status_code, Link.objects.filter(sent=True).count()) == (403, 0)


def test_confirming_does_not_wait_for_the_fields_of_disagreeing(story):
    """The browser refuses to send a form with an empty required field, shown or not."""
    reason = re.search(r"<textarea[^>]*name=\"reason\"[^>]*>", text_of(story.get()))[0]
    assert "required" not in reason


def test_who_also_belongs_to_the_owner_decides_nothing_in_another_role(story):
    host_admin = story.people.membership("host_admin")
    MembershipFactory(user=host_admin.user, institution=story.people.school)
    client = story.people.client("host_admin")
    assert (story.post(client=client).status_code, story.decision()) == (403, "waiting")


def test_a_fresh_link_is_asked_for_after_what_was_confirmed_has_changed(story):
    client = Client()
    story.post(client=client)
    story.change()
    assert reverse("records:link_renew", args=[story.token]) in text_of(story.get(client))
    client.post(reverse("records:link_renew", args=[story.token]))
    assert Link.objects.filter(sent=True).count() == 1


def test_without_an_address_no_fresh_link_is_made(story):
    story.change()
    story.contact.delete()
    response = Client().post(reverse("records:link_renew", args=[story.token]), follow=True)
    assert Link.objects.filter(sent=True).count() == 0
    assert "雄县职业技术教育中心" in text_of(response)
