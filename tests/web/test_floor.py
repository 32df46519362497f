"""Works at Chromium 86: no meaning hangs on a rule that it does not know, and our own style uses none of them."""

import re
from pathlib import Path

import pytest

from tests.browser import PHONE
from tests.floor import UNKNOWN_SELECTORS, UNKNOWN_VALUES
from tests.web.test_accessibility import findings

OURS = Path(__file__).resolve().parents[2] / "static" / "app"
# Read where it is known, harmless where it is not.
ORNAMENTS = re.compile(r"text-wrap: balance")


@pytest.mark.parametrize("name", ["tokens.css", "app.css"])
def test_our_own_style_uses_nothing_newer(name):
    css = re.sub(r"/\*.*?\*/", "", (OURS / name).read_text(encoding="utf-8"), flags=re.S)
    css = ORNAMENTS.sub("", css)
    found = [line for line in css.splitlines() if UNKNOWN_SELECTORS.search(line) or UNKNOWN_VALUES.search(line)]
    assert found == []


@pytest.mark.parametrize("name", ["app.js", "forms.js"])
def test_our_own_scripts_use_nothing_newer(name):
    script = (OURS / name).read_text(encoding="utf-8")
    assert re.findall(r"\?\?=|\|\|=|&&=|\.at\(|replaceAll|structuredClone|Object\.hasOwn|#\w+\s*[=(;]", script) == []


@pytest.mark.browser
@pytest.mark.django_db
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_word_can_be_read_without_the_rules_that_an_old_browser_drops(tabs, people, theme):
    page = tabs.open(people.client("lead"), "/components/", theme=theme, floor=True)
    assert findings(page) == []


@pytest.mark.browser
@pytest.mark.django_db
def test_nothing_scrolls_sideways_in_an_old_browser(tabs, people):
    page = tabs.open(people.client("lead"), "/components/", PHONE, floor=True)
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
