from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from alliance.notices.models import Message
from alliance.notices.selectors import notices_for, unread_count
from alliance.notices.workflows import mail_contact, mark_read, send_due, tell
from alliance.web import clock
from tests.factories import ContactFactory

pytestmark = pytest.mark.django_db
LINK = "https://portal.example/l/that-proves-its-bearer/"


class ServerAway(EmailBackend):
    def send_messages(self, messages):
        raise ConnectionRefusedError


@pytest.fixture
def told(people):
    return tell(institution=people.school, subject="A partner confirmed.", url="/notices/")


@pytest.fixture
def mailed(people):
    ContactFactory(institution=people.host_school, person__email="office@host.example")
    return mail_contact(institution=people.host_school, subject="Please confirm", text="One visit.", url=LINK)


@pytest.mark.parametrize(
    ("who", "notices"), [("owner_admin", 1), ("owner_teacher", 0), ("host_admin", 0), ("third_admin", 0), ("lead", 0)]
)
def test_an_institution_is_told_through_its_administrators(who, notices, told, people):
    assert notices_for(people.member(who)).count() == notices


def test_one_member_is_told_alone(people):
    tell(membership=people.membership("owner_teacher"), subject="Your class was booked.")
    told = [who for who in people.WHO if notices_for(people.member(who)).exists()]
    assert told == ["owner_teacher"]


def test_the_successor_hears_what_its_predecessor_was_told(told, people):
    people.school.successor = people.host_school
    people.school.save()
    assert list(notices_for(people.member("host_admin"))) == [told]


def test_a_notice_is_in_the_language_of_its_reader(people):
    people.host_school.name_en = "Tianjin No.1 Commercial School"
    told = tell(institution=people.school, subject=_("%(school)s"), values={"school": people.host_school})
    with translation.override("en"):
        assert told.subject == "Tianjin No.1 Commercial School"
    with translation.override("zh-hans"):
        assert told.subject == "天津市第一商业学校"


def test_reading_is_each_persons_own(told, people):
    admin = people.member("owner_admin")
    assert (mark_read(by=admin), mark_read(by=admin)) == (1, 0)
    assert unread_count(admin) == 0


def test_nobody_marks_what_they_are_not_told(told, people):
    assert people.client("host_admin").post(reverse("notices:notice_open", args=[told.pk])).status_code == 404
    assert unread_count(people.member("owner_admin")) == 1


def test_opening_a_notice_marks_it_read_and_goes_there(told, people):
    answer = people.client("owner_admin").post(reverse("notices:notice_open", args=[told.pk]))
    assert (answer.status_code, answer.url) == (302, "/notices/")
    assert unread_count(people.member("owner_admin")) == 0


def test_an_e_mail_goes_to_the_registered_address_once_and_is_forgotten(mailed):
    assert (send_due(), send_due()) == (1, 0)
    [sent] = mail.outbox
    assert (sent.to, sent.subject, sent.body) == (["office@host.example"], "Please confirm", f"One visit.\n\n{LINK}")
    mailed.refresh_from_db()
    assert (mailed.body_zh, mailed.body_en, mailed.url) == ("", "", "")


def test_an_e_mail_is_no_notice_of_the_portal(mailed, people):
    assert not notices_for(people.member("host_admin")).exists()


def test_without_a_registered_address_nothing_is_mailed(people):
    ContactFactory(institution=people.host_school, person__email="")
    assert mail_contact(institution=people.host_school, subject="Please confirm", text="One visit.") is None


def test_who_is_no_longer_registered_is_not_written_to(mailed):
    mailed.contact.until = clock.today()
    mailed.contact.save()
    assert send_due() == 0
    mailed.refresh_from_db()
    assert (mail.outbox, mailed.url, mailed.sent_at) == ([], "", None)


def test_a_server_that_is_away_is_asked_again_later_and_given_up_in_the_end(mailed, settings):
    settings.EMAIL_BACKEND = "tests.notices.test_notices.ServerAway"
    moment = clock.now()
    tries = 0
    for _hour in range(24):
        with clock.at(moment):
            send_due()
        tries = Message.objects.get().tries
        moment += timedelta(hours=1)
    mailed.refresh_from_db()
    assert (tries, mailed.url, mailed.sent_at) == (5, "", None)
    assert mailed.failed_at is not None


def test_an_e_mail_that_somebody_died_sending_is_sent_after_a_while(mailed):
    Message.objects.update(due_at=clock.now() + timedelta(minutes=5), tries=1)  # claimed, and then nothing
    assert send_due() == 0
    with clock.at(clock.now() + timedelta(minutes=6)):
        assert send_due() == 1
