"""The main job in real browsers against the real processes: logged, confirmed, counted, opened down to the record."""

import re

import pytest

from alliance.demo.logins import LOGINS, PASSWORD
from tests.processes import Portal

pytestmark = pytest.mark.browser
LEAD, SCHOOL, HOST = (login.username for login in LOGINS[:3])
SOON = 5_000  # ms from the confirmation to the number


@pytest.fixture(scope="module")
def portal(tmp_path_factory):
    """The demo alliance, freshly loaded and running."""
    portal = Portal(tmp_path_factory.mktemp("demo"))
    portal.manage("migrate", "--verbosity", "0")
    portal.manage("load_demo")
    portal.start()
    try:
        portal.wait_until_well()
        yield portal
    finally:
        portal.stop()


@pytest.fixture
def sign_in(portal, running_chromium):
    """A browser window of its own for each person."""
    contexts = []

    def sign_in(username: str):
        context = running_chromium.new_context(locale="zh-CN", viewport={"width": 1440, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{portal.url}/accounts/login/")
        page.fill("input[name=login]", username)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(lambda address: "login" not in address)
        return page

    yield sign_in
    for context in contexts:
        context.close()


def outbound(page) -> int:
    card = page.locator('a.kpi[href*="build.outbound"] .amount').first.inner_text()
    return int(re.sub(r"\D", "", card))


def test_a_logged_visit_that_its_host_confirms_raises_the_dashboard_and_opens_down_to_the_record(portal, sign_in):
    lead = sign_in(LEAD)
    lead.goto(f"{portal.url}/dashboard/")
    before = outbound(lead)

    school = sign_in(SCHOOL)
    school.goto(f"{portal.url}/exchanges/add/")
    school.locator(".ts-control input").first.fill("金隅")
    school.locator(".ts-dropdown .option").first.click()
    school.fill("input[name=count_teachers]", "3")
    school.fill("input[name=count_managers]", "1")
    school.fill("input[name=purpose]", "物联网技术专业共建研讨")
    school.get_by_role("button", name="提交并请对方确认").click()
    school.wait_for_url(re.compile(r"/exchanges/EX-\d{4}-\d{6}/$"))
    address = school.url.removeprefix(portal.url)

    host = sign_in(HOST)
    host.goto(f"{portal.url}{address}")
    host.get_by_role("button", name="确认属实").click()
    host.wait_for_url(lambda url: address in url)

    amount = lead.locator('a.kpi[href*="build.outbound"] .amount').first
    lead.wait_for_function(
        "([card, n]) => card.isConnected === false || parseInt(card.textContent.replace(/\\D/g, '')) === n",
        arg=[amount.element_handle(), before + 4],
        timeout=SOON,
    )
    assert outbound(lead) == before + 4

    lead.locator('a.kpi[href*="build.outbound"]').first.click()
    lead.get_by_role("link", name=address.split("/")[2]).first.click()
    lead.wait_for_url(f"{portal.url}{address}")
    assert "雄县职业技术教育中心" in lead.inner_text("main")
