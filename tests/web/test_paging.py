"""Fifty rows a page; nothing is counted further than people page."""

import pytest
from django.test import RequestFactory

from alliance.web import pages
from partners.directory.models import Region

pytestmark = pytest.mark.django_db


def asked(number: str):
    return RequestFactory().get("/", {"page": number})


@pytest.fixture
def rows():
    Region.objects.bulk_create(Region(code=f"{i:06d}", name_zh=str(i), level="county") for i in range(1, 121))
    return Region.objects.filter(level="county").order_by("code")


@pytest.mark.parametrize(("number", "shown"), [("1", 1), ("3", 3), ("99", 3), ("", 1), ("x", 1)])
def test_a_page_that_does_not_exist_is_the_nearest_one(rows, number, shown):
    assert pages.page_of(asked(number), rows, 50).number == shown


def test_the_last_page_is_short(rows):
    assert len(pages.page_of(asked("3"), rows, 50).object_list) == 20


def test_rows_are_counted_only_up_to_the_cap(rows, monkeypatch):
    monkeypatch.setattr(pages, "COUNT_UP_TO", 100)
    paginator = pages.page_of(asked("1"), rows, 50).paginator
    assert (paginator.is_capped, paginator.shown_count) == (True, 100)
