import pytest
from django.core import mail

from alliance.notices.workflows import mail_contact, send_due
from tests.factories import ContactFactory
from tests.races import at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_workers_that_look_at_the_same_moment_send_each_e_mail_once():
    contact = ContactFactory()
    for _number in range(20):
        mail_contact(institution=contact.institution, subject="Please confirm", text="One visit.")
    assert sum(at_once(*[send_due] * 4)) == 20
    assert len(mail.outbox) == 20
