"""A submitted visit with its two schools, and the lead who checks papers."""

import pytest
from django.core.files.base import ContentFile
from django.utils import translation

from alliance.records.attachments import workflows
from tests.records.attachments import files
from tests.stories import submitted_visit


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
    """Keep a file with a record, by default a PDF."""

    def attach(record, by, name="签到表.pdf", content=files.PDF):
        return workflows.attach(record_id=record.pk, by=by, file=ContentFile(content), name=name)

    return attach


@pytest.fixture
def put_up(attach):
    """Attach a file and put it up for the record's facts."""

    def put_up(record, by, party=None, **file):
        return workflows.put_up(
            record_id=record.pk,
            attachment_id=attach(record, by, **file).pk,
            by=by,
            facts_hash=record.facts_hash,
            party_id=party.pk if party else None,
        )

    return put_up
