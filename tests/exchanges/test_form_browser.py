"""The log form in a browser: read by everybody, and never at odds with the draft that it keeps itself."""

import pytest
from django.urls import reverse

from alliance.records.models import Record
from tests.browser import DESK, PHONE
from tests.stories import confirmed_visit
from tests.web.test_accessibility import findings

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.mark.parametrize("size", [DESK, PHONE])
def test_the_form_of_a_confirmed_record_can_be_read_by_everybody(size, tabs, people):
    record = confirmed_visit(people.member("owner_admin"), people.member("host_admin"))
    page = tabs.open(people.client("owner_admin"), reverse("exchanges:exchange_edit", args=[record.number]), size)
    assert findings(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]


def test_sent_while_the_draft_is_being_kept_it_is_one_record(tabs, people):
    page = tabs.open(people.client("owner_admin"), "/exchanges/add/")
    page.evaluate(
        """() => {
            const send = window.fetch;  // a slow network
            window.fetch = (...asked) => new Promise((done) => setTimeout(() => done(send(...asked)), 1000));
        }"""
    )
    page.fill("#id_count_teachers", "4")
    page.wait_for_timeout(2300)  # the draft is under way
    page.click("button[value=submit]")
    page.wait_for_selector("[role=alert]")  # it names no host yet
    assert Record.objects.count() == 1
    assert page.url.endswith(reverse("exchanges:exchange_edit", args=[Record.objects.get().number]))
