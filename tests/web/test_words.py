"""Figures and dates as people read them."""

from datetime import date

import pytest
from django.utils import translation

from alliance.web.templatetags.web import dates, day, num, rate, signed


@pytest.mark.parametrize(("value", "shown"), [(0, "0"), (1234, "1,234"), (None, "–"), (-4, "−4")])
def test_counts(value, shown):
    assert num(value) == shown


@pytest.mark.parametrize(("value", "shown"), [(90.42, "90.4"), (100, "100"), (None, "–"), (0, "0.0")])
def test_rates(value, shown):
    assert rate(value) == shown


@pytest.mark.parametrize(("value", "shown"), [(4, "+4"), (-4, "−4"), (0, "0"), (None, "–")])
def test_changes(value, shown):
    assert signed(value) == shown


@pytest.mark.parametrize(
    ("start", "end", "precision", "zh", "en"),
    [
        (date(2025, 1, 6), None, "day", "2025年1月6日", "Jan. 6, 2025"),
        (date(2025, 1, 6), date(2025, 1, 7), "day", "2025年1月6日—1月7日", "Jan. 6, 2025 – January 7"),
        (date(2024, 12, 31), date(2025, 1, 2), "day", "2024年12月31日—2025年1月2日", "Dec. 31, 2024 – Jan. 2, 2025"),
        (date(2023, 4, 1), None, "month", "2023年4月", "April 2023"),
        (date(2023, 9, 1), None, "term", "2023—2024学年第一学期", "2023–2024, first term"),
        (date(2024, 3, 1), None, "term", "2023—2024学年第二学期", "2023–2024, second term"),
        (date(2019, 1, 1), None, "year", "2019年", "2019"),
    ],
)
def test_dates_are_as_exact_as_they_are_known(start, end, precision, zh, en):
    with translation.override("zh-hans"):
        assert dates(start, end, precision) == zh
    with translation.override("en"):
        assert dates(start, end, precision) == en


def test_a_day_of_the_year_at_hand():
    with translation.override("zh-hans"):
        assert day(date(2024, 5, 3)) == "5月3日"
