"""Controls that forms choose among: plain answers as cards, dates, and a typeahead."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.functional import Promise

Text = str | Promise


class DateInput(forms.DateInput):
    """The browser's own calendar; the value travels as an ISO date."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__(attrs, format="%Y-%m-%d")


class CountInput(forms.NumberInput):
    """A whole number of people or things, with its unit behind it."""

    template_name = "web/widgets/count.html"

    def __init__(self, unit: Text, attrs: dict[str, Any] | None = None):
        super().__init__({"inputmode": "numeric", "min": "0", **(attrs or {})})
        self.unit = unit

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["unit"] = self.unit
        return context


class NotedRadios(forms.RadioSelect):
    """Radio buttons of which each may carry a small line that says more."""

    def __init__(self, notes: Mapping[str, Text] | None = None, attrs: dict[str, Any] | None = None, choices=()):
        super().__init__(attrs, choices)
        self.notes = notes or {}

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        option["note"] = self.notes.get(str(value), "")
        return option


class ChoiceCards(NotedRadios):
    """Plain answers side by side, for the first question of a form."""

    template_name = "web/widgets/choice.html"


class Opts(NotedRadios):
    """Large radio buttons, one under the other."""

    template_name = "web/widgets/opts.html"


class Typeahead(forms.Select):
    """A choice among many, found by typing. Only what is chosen is rendered; without script it is a text field.

    Its field must understand a key as well as a name that somebody typed. `route` answers ?q= with
    {"options": [{"id", "name", …}]}.
    """

    template_name = "web/widgets/typeahead.html"

    def __init__(self, route: str, attrs: dict[str, Any] | None = None, choices=()):
        super().__init__(attrs, choices)
        self.address = reverse_lazy(route)

    def optgroups(self, name, value, attrs=None):
        chosen = [v for v in value if v not in ("", None)]
        field = self.choices.field
        known = field.queryset.filter(pk__in=[v for v in chosen if str(v).isdecimal()])
        options = [
            self.create_option(name, field.prepare_value(row), field.label_from_instance(row), True, i)
            for i, row in enumerate(known)
        ]
        return [(None, options, 0)]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        context["widget"]["address"] = self.address
        context["widget"]["typed"] = "" if str(value or "").isdecimal() else value or ""
        return context

    def value_from_datadict(self, data, files, name):
        given = data.getlist(name) if hasattr(data, "getlist") else [data.get(name)]
        return next((value for value in given if value), "")
