"""The one reader of dates that people type, and the form field around it."""

import re
import unicodedata
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from alliance.web import clock

WHOLE = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?")
THIS_YEAR = re.compile(r"(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?")


def parse_day(text: str) -> date:
    """2025-01-06, 2025.1.6, 2025/1/6, 2025年1月6日, or 1月6日 of this year. Raises ValueError."""
    text = unicodedata.normalize("NFKC", text).strip()
    if found := WHOLE.fullmatch(text):
        return date(*map(int, found.groups()))
    if found := THIS_YEAR.fullmatch(text):
        return date(clock.today().year, *map(int, found.groups()))
    raise ValueError(text)


class DayField(forms.DateField):
    """A day, typed in any of the usual ways or picked from the browser's calendar."""

    def to_python(self, value: object) -> date | None:
        if value in self.empty_values or isinstance(value, date):
            return super().to_python(value)
        try:
            return parse_day(str(value))
        except ValueError:
            raise ValidationError(_("This is no date. Write it like 2025-01-06 or 1月6日."), code="invalid") from None
