"""What scripts add, in a real browser; and that pages do without them."""

import pytest

from tests.browser import PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

COMPONENTS = "/components/"


def test_no_page_breaks_its_own_policy_or_loads_from_elsewhere(tabs, people):
    tabs.open(people.client("lead"), COMPONENTS)
    assert tabs.complaints == []


def test_icons_are_drawn(tabs, people):
    page = tabs.open(people.client("lead"), COMPONENTS)
    boxes = page.eval_on_selector_all("main svg.ti use", "uses => uses.slice(0, 20).map(use => use.getBBox().width)")
    assert min(boxes) > 0


def test_the_theme_changes_in_place_and_is_remembered(tabs, people):
    page = tabs.open(people.client("owner_admin"), COMPONENTS)
    page.get_by_role("button", name="浅色或深色").first.click()
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    assert "theme=dark" in page.evaluate("document.cookie")


def test_large_type_enlarges_every_letter(tabs, people):
    page = tabs.open(people.client("owner_admin"), COMPONENTS)
    page.get_by_role("button", name="大", exact=True).first.click()
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") == pytest.approx(18, abs=0.1)


@pytest.mark.parametrize("letters", ["standard", "large"])
def test_nothing_scrolls_sideways_on_a_phone(tabs, people, letters):
    page = tabs.open(people.client("owner_admin"), COMPONENTS, PHONE, letters=letters)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]


def test_a_menu_opens_without_script(tabs, people):
    page = tabs.open(people.client("owner_admin"), COMPONENTS, script=False)
    page.locator("header details.menu summary").click()
    assert page.get_by_role("link", name="修改密码").is_visible()


def test_the_side_menu_opens_on_a_phone_with_and_without_script(tabs, people):
    for script in (True, False):
        page = tabs.open(people.client("owner_admin"), COMPONENTS, PHONE, script=script)
        assert not page.locator("#menu .brand").is_visible()
        page.locator("header a[href='#menu']").click()
        page.locator("#menu .brand").wait_for(state="visible")


def test_escape_closes_a_menu_and_gives_the_focus_back(tabs, people):
    page = tabs.open(people.client("owner_admin"), COMPONENTS)
    page.locator("header details.menu summary").click()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    assert not page.get_by_role("link", name="修改密码").is_visible()


def test_a_question_mark_lists_the_keys(tabs, people):
    page = tabs.open(people.client("owner_admin"), COMPONENTS)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("?")
    assert page.get_by_role("dialog", name="快捷键").is_visible()


def test_after_a_failed_form_the_summary_has_the_focus(tabs, people):
    page = tabs.open(people.client("owner_admin"), COMPONENTS)
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"


def test_the_skip_link_comes_first_and_leads_to_the_content(tabs, people):
    page = tabs.open(people.client("owner_admin"), "/nowhere/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_paper_is_white_whatever_the_screen_is(tabs, people):
    page = tabs.open(people.client("owner_admin"), COMPONENTS, theme="dark")
    page.emulate_media(media="print")
    ink = page.evaluate("getComputedStyle(document.querySelector('main h1')).color")
    assert ink == "rgb(27, 36, 51)"
    assert not page.locator("header.top").is_visible()
