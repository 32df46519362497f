"""axe finds nothing (WCAG 2.2 A and AA) on any page, at both widths, in both themes."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser import DESK, PHONE

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PAGES = ["/components/", "/nowhere/"]


def findings(page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("address", PAGES)
def test_axe_finds_nothing(tabs, people, address, size, theme):
    assert findings(tabs.open(people.client("lead"), address, size, theme=theme)) == []


@pytest.mark.parametrize("address", ["/components/", "/nowhere/"])
def test_axe_finds_nothing_on_public_pages(tabs, client, people, address):
    assert findings(tabs.open(client, address, PHONE)) == []
