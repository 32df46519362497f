"""Spans of days: calendar years, school years, any dates. Snapshots know months, drill-downs days."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

SCHOOL_YEAR_BEGINS = 9  # a visit in August belongs to the school year begun the September before


class YearBasis(models.TextChoices):
    CALENDAR = "calendar", pgettext_lazy("year", "Calendar year")
    SCHOOL = "school", pgettext_lazy("year", "School year")


def month_of(day: date) -> int:
    """Months counted from year 0, so that they can be compared and subtracted."""
    return day.year * 12 + day.month - 1


@dataclass(frozen=True)
class Period:
    """From `since` (none: the first entry) to `until`, both counted."""

    since: date | None
    until: date
    basis: str = YearBasis.CALENDAR

    @property
    def first_month(self) -> int:
        return month_of(self.since) if self.since else 0

    @property
    def last_month(self) -> int:
        return month_of(self.until)

    def year_of(self, month: int) -> int:
        """The year, of this period's basis, in which a month lies."""
        return (month - (SCHOOL_YEAR_BEGINS - 1 if self.basis == YearBasis.SCHOOL else 0)) // 12

    @property
    def last_year(self) -> int:
        return self.year_of(self.last_month)

    def since_the_first_entry(self) -> "Period":
        return Period(None, self.until, self.basis)

    def a_year_earlier(self) -> "Period":
        """The same months of the year before."""
        since = self.since and self.since.replace(year=self.since.year - 1)
        return Period(since, month_end(self.until.year - 1, self.until.month), self.basis)


def month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def whole_year(year: int, basis: str = YearBasis.CALENDAR) -> Period:
    if basis == YearBasis.SCHOOL:
        return Period(date(year, SCHOOL_YEAR_BEGINS, 1), date(year + 1, SCHOOL_YEAR_BEGINS - 1, 31), basis)
    return Period(date(year, 1, 1), date(year, 12, 31), basis)


def year_so_far(year: int, basis: str, today: date) -> Period:
    """The year, ended by the running month while it runs: what begins or ends later is not in force yet."""
    period = whole_year(year, basis)
    if period.since <= today < period.until:
        return Period(period.since, month_end(today.year, today.month), basis)
    return period


def running_year(basis: str, today: date) -> int:
    return Period(None, today, basis).last_year


def year_label(year: int, basis: str) -> str:
    """2024, or 2024–2025 for a school year."""
    if basis == YearBasis.SCHOOL:
        return _("%(year)d–%(next)d school year") % {"year": year, "next": year + 1}
    return pgettext_lazy("year", "%(year)d") % {"year": year}
