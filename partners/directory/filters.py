"""What the register is searched by: the same for the page and the API."""

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from partners.directory.models import Institution
from partners.directory.selectors import matching

PLACES = {
    "beijing": (_("Beijing"), Q(region__code__startswith="11")),
    "tianjin": (_("Tianjin"), Q(region__code__startswith="12")),
    "hebei": (_("Hebei"), Q(region__code__startswith="13")),
    "xiongan": (_("Xiong’an"), Q(region__zone="xiongan")),
    "other": (pgettext_lazy("place", "Elsewhere"), ~Q(region__code__regex="^1[123]")),
}


class InstitutionFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(
        label=_("Name, pinyin initials, code"),
        method="by_text",
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    type = django_filters.ChoiceFilter(
        label=pgettext_lazy("institution", "Type"), choices=Institution.Type.choices, empty_label=_("All types")
    )
    place = django_filters.ChoiceFilter(
        label=_("Region"),
        choices=[(code, label) for code, (label, _where) in PLACES.items()],
        method="by_place",
        empty_label=_("All regions"),
    )
    member = django_filters.ChoiceFilter(
        label=_("Alliance"),
        choices=[("yes", _("Members")), ("no", _("Others"))],
        method="by_membership",
        empty_label=pgettext_lazy("institutions", "All"),
    )

    class Meta:
        model = Institution
        fields = ["q", "type", "place", "member"]

    def by_text(self, institutions: QuerySet, name: str, value: str) -> QuerySet:
        return matching(institutions, value)

    def by_place(self, institutions: QuerySet, name: str, value: str) -> QuerySet:
        return institutions.filter(PLACES[value][1])

    def by_membership(self, institutions: QuerySet, name: str, value: str) -> QuerySet:
        return institutions.filter(member_since__isnull=value == "no")
