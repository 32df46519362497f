"""A browser for tests marked `browser`."""

import os

import pytest

from tests.browser import Tabs, chromium


@pytest.fixture(scope="session")
def running_chromium():
    """Playwright's loop stays in this thread while the browser runs, hence the leave to use the database."""
    with pytest.MonkeyPatch.context() as patch, chromium() as browser:
        patch.setitem(os.environ, "DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield browser


@pytest.fixture
def tabs(running_chromium):
    """Opens pages as somebody sees them."""
    tabs = Tabs(running_chromium)
    yield tabs
    tabs.close()
