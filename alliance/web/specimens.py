"""Values with which the components page shows every component in every state; invented, about no room."""

from types import SimpleNamespace as Thing

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.web.pages import CappedPaginator
from alliance.web.widgets import ChoiceCards, CountInput, DateInput, Opts

STATES = ("planned", "report", "draft", "logged", "submitted", "confirmed", "disagreed", "cancelled", "voided")


class SpecimenForm(forms.Form):
    what = forms.ChoiceField(
        label=_("What for?"),
        choices=[("talks", _("Talks")), ("tour", _("A look around")), ("study", _("To study there"))],
        widget=ChoiceCards({"study": _("counts as a study stay")}),
    )
    name = forms.CharField(label=_("Name"), help_text=_("As it stands on papers."))
    back = forms.DateField(label=_("Day of return"), widget=DateInput)
    teachers = forms.IntegerField(
        label=_("Teachers"), widget=CountInput(pgettext_lazy("unit", "people")), required=False
    )
    remark = forms.CharField(label=_("Remark"), widget=forms.Textarea({"rows": 2}), required=False)
    way = forms.ChoiceField(
        label=_("How?"),
        choices=[("portal", _("Here in the portal")), ("paper", _("On paper with a seal"))],
        widget=Opts({"paper": _("somebody else looks at the scan")}),
    )
    agree = forms.BooleanField(label=_("I wrote this myself"))


def context() -> dict:
    typed = {"what": "tour", "name": "", "back": "2025-01-05", "teachers": "3", "way": "paper"}
    form = SpecimenForm(typed)
    form.add_error("back", _("The day of return lies before the day of departure."))
    return {
        "states": STATES,
        "fresh": SpecimenForm(prefix="fresh"),
        "failed": form,
        "facts": [
            Thing(label=_("Visitor"), value="雄县职业技术教育中心", was=""),
            Thing(label=_("People"), value=5, was=4),
        ],
        "counted": [_("4 participants of visits made")],
        "not_counted": [_("not a study stay")],
        "tabs": [
            Thing(address="?", label=_("Needs us"), count=6, is_here=True),
            Thing(address="?", label=_("All"), count=1234, is_here=False),
            Thing(address="?", label=_("Done"), count=None, is_here=False),
        ],
        "events": [
            Thing(text=_("Plan sent"), when="2025年1月6日 15:32", tone="done"),
            Thing(text=_("Waiting for an answer"), when="", tone="now"),
            Thing(text=_("Report what happened"), when="", tone=""),
        ],
        "steps": [
            Thing(label=_("All"), value=297, address="?", back=""),
            Thing(label="2024", value=70, address="?", back="?"),
        ],
        "splits": [
            Thing(label=_("Month"), address="?", is_here=False),
            Thing(label=_("Host"), address="?", is_here=True),
        ],
        "papers": [Thing(address="?", label=_("Confirmation sheet"), note=_("Both sides seal it"))],
        "clash": [Thing(name="people", label=_("People"), theirs=4, mine=5)],
        "years": [22, 45, 80, 100, 133, 180, 227, 297],
        "rates": [None, None, 70.0, 72.5, 69.0, 80.1, 87.0, 90.4],
        "page": CappedPaginator(range(120), 50).get_page(2),
        "one_page": CappedPaginator(range(6), 50).get_page(1),
    }
