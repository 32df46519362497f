"""The journey of who has no login, on a telephone: sees one record, types the code once, confirms, takes it back."""

import time

import pytest
from django.test import Client

from alliance.records.links import workflows
from alliance.records.models import Link
from tests.browser import PHONE
from tests.factories import ContactFactory, InstitutionCodeFactory
from tests.stories import submitted_visit

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture
def visits(people):
    InstitutionCodeFactory(institution=people.host_school)
    ContactFactory(institution=people.host_school)
    return [submitted_visit(people.member("owner_admin"), people.host_school) for _number in range(2)]


@pytest.fixture
def link_to(people):
    def link_to(record) -> str:
        party = record.parties.get(ask="must")
        _link, token = workflows.make_link(record_id=record.pk, party_id=party.pk, by=people.member("owner_admin"))
        return f"/c/{token}/"

    return link_to


def test_an_outsider_confirms_in_under_a_minute_and_types_the_code_once(visits, link_to, tabs):
    outsider = Client()
    begun = time.monotonic()
    page = tabs.open(outsider, link_to(visits[0]), PHONE)
    assert visits[1].number not in page.content()
    page.get_by_label("您的姓名").fill("周敏")
    page.get_by_label("职务").fill("国际交流与合作处")
    page.get_by_label("单位确认码").fill("246810")
    page.get_by_role("button", name="确认属实").click()
    page.get_by_text(f"已确认 {visits[0].number}").wait_for()
    assert time.monotonic() - begun < 60
    visits[0].refresh_from_db()
    assert visits[0].grade == "mutual"

    again = tabs.open(outsider, link_to(visits[1]), PHONE)
    assert again.get_by_label("单位确认码").count() == 0
    again.get_by_role("link", name="周敏").click()  # who decided last on this device
    assert again.get_by_label("您的姓名").input_value() == "周敏"
    again.get_by_role("button", name="确认属实").click()
    again.get_by_role("button", name="撤回").click()
    again.get_by_text("已撤回，这条记录重新等待贵校办理").wait_for()
    visits[1].refresh_from_db()
    assert visits[1].grade == "claimed"
    assert tabs.complaints == []


def test_an_outsider_disagrees_without_script(visits, link_to, tabs):
    page = tabs.open(Client(), link_to(visits[0]), PHONE, script=False)
    page.get_by_label("您的姓名").fill("周敏")
    page.get_by_label("职务").fill("办公室")
    page.get_by_label("单位确认码").fill("246810")
    page.get_by_text("有异议…").click()
    page.get_by_label("哪里不对").fill("来了五位")
    page.get_by_role("button", name="提交异议").click()
    page.get_by_text(f"已提出异议 {visits[0].number}").wait_for()
    visits[0].refresh_from_db()
    assert visits[0].state == "disagreed"


def test_the_owner_sees_that_the_link_was_opened(visits, link_to, tabs):
    address = link_to(visits[0])
    page = tabs.open(Client(), address, PHONE)
    page.wait_for_timeout(2500)
    assert Link.objects.get().opened_at is not None
