"""What the shared verbs ask. A form knows the record it is about, cleans, and never saves."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.records.models import Party, PartyPrivate, Record
from alliance.web import clock
from alliance.web.errors import Invalid, Refused
from alliance.web.widgets import CountInput, DateInput, Opts

PREFIX = "count_"
MOST_PEOPLE = 100_000


def put_beside(form: forms.BaseForm, error: Invalid | Refused) -> None:
    """Show what a workflow objected to beside the fields it names; the rest above the form."""
    errors = error.errors if isinstance(error, Invalid) else {"": error.reason}
    form.is_valid()  # nothing is put beside fields that were not yet looked at
    for field, sentence in errors.items():
        form.add_error(field if field in form.fields else None, sentence)


class DisagreeForm(forms.Form):
    """A reason, and the numbers that the other side holds for right."""

    reason = forms.CharField(
        label=pgettext_lazy("disagree", "What is not right"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("They read this and correct the record; then you are asked again."),
    )

    def __init__(self, record: Record, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.counts: dict[str, int] | None = record.facts.get("counts")
        if self.counts is None:
            return
        for code, label in record.kind_object.categories:
            self.fields[PREFIX + code] = forms.IntegerField(
                label=label,
                min_value=0,
                max_value=MOST_PEOPLE,
                required=False,
                initial=self.counts.get(code, 0),
                widget=CountInput(pgettext_lazy("unit", "people")),
            )

    def count_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(PREFIX)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.has_typed_counts() and not self.errors and not self.typed_counts():
            self.add_error(None, _("If nobody came at all, leave the numbers as they are and say so in words."))
        return cleaned

    def has_typed_counts(self) -> bool:
        return any(self.cleaned_data.get(field.name) is not None for field in self.count_fields())

    def typed_counts(self) -> dict[str, int]:
        return {
            name.removeprefix(PREFIX): number
            for name, number in self.cleaned_data.items()
            if name.startswith(PREFIX) and number
        }

    def proposed(self) -> dict[str, Any] | None:
        """What the kind's propose() understands; none where the numbers were left as they are."""
        if not self.has_typed_counts() or self.typed_counts() == self.counts:
            return None
        return {"counts": self.typed_counts()}


class AnswerForm(forms.Form):
    """The answer to a plan; it moves no number."""

    answer = forms.ChoiceField(
        label=pgettext_lazy("plan", "Answer"),
        choices=Party.Answer.choices,
        widget=Opts({"other_date": _("Say which day would suit you.")}),
        error_messages={"required": _("Choose an answer.")},
    )
    suggested_on = forms.DateField(label=_("Another day"), required=False, widget=DateInput)
    comment = forms.CharField(label=pgettext_lazy("answer", "Remark"), max_length=300, required=False)

    def clean_suggested_on(self):
        day = self.cleaned_data["suggested_on"]
        if day and day < clock.today():
            raise forms.ValidationError(_("This day has passed. Choose one from today on."))
        return day


class CancelForm(forms.Form):
    reason = forms.ChoiceField(
        label=pgettext_lazy("cancel", "Why it did not take place"),
        choices=Record.CancelReason.choices,
        widget=Opts,
        error_messages={"required": _("Choose why it did not take place.")},
    )
    words = forms.CharField(label=pgettext_lazy("cancel", "In words"), max_length=300, required=False)


class VoidForm(forms.Form):
    reason = forms.CharField(
        label=pgettext_lazy("void", "Why the record is wrong"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The other parties read this."),
        error_messages={"required": _("Say why the record is wrong; the others will read it.")},
    )


class PrivateForm(forms.ModelForm):
    """What one side keeps for itself. Cost is typed in yuan and kept in fen."""

    cost = forms.DecimalField(
        label=_("Cost (yuan)"), min_value=0, max_value=100_000_000, decimal_places=2, required=False
    )

    class Meta:
        model = PartyPrivate
        fields = ["companions", "places", "contacts", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 3})}

    field_order = ["companions", "places", "cost", "contacts", "note"]

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance.cost_fen is not None:
            self.initial["cost"] = self.instance.cost_fen / 100

    def content(self) -> dict[str, Any]:
        """What workflows.keep() writes."""
        cleaned = dict(self.cleaned_data)
        cost = cleaned.pop("cost")
        return {**cleaned, "cost_fen": None if cost is None else int(cost * 100)}
