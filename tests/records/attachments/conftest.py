"""A submitted visit with its two schools, and the lead who checks papers."""

import pytest
from django.utils import translation

from tests import stories
from tests.stories import attached, submitted_visit


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def school(people):
    return people.member("owner_admin")


@pytest.fixture
def host(people):
    return people.member("host_admin")


@pytest.fixture
def lead(people):
    return people.member("lead")


@pytest.fixture
def visit(school, host):
    return submitted_visit(school, host.institution)


@pytest.fixture
def attach():
    return attached


@pytest.fixture
def put_up():
    return stories.put_up
