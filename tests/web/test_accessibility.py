"""What must hold of every page in a browser: axe finds nothing (WCAG 2.2 A and AA), nothing scrolls sideways."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser import DESK, PHONE
from tests.web.situations import PAGES, world

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


def findings(page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("name", PAGES)
def test_every_page_can_be_read_by_everybody(tabs, people, name):
    """Wide and light, narrow and dark; what differs between the two differs for all pages alike."""
    who, address = PAGES[name]
    place = address(world(people))
    wide = tabs.open(people.client(who), place, DESK)
    narrow = tabs.open(people.client(who), place, PHONE, theme="dark", letters="large")
    assert findings(wide) == []
    assert findings(narrow) == []
    assert narrow.evaluate("document.documentElement.scrollWidth") == PHONE[0]
    assert (
        tabs.complaints == [] or "not" in name or "never" in name
    )  # a page that is not there is said to be so in the console
