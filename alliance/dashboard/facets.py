"""Facets in people's words. A facet is a slug whose parts are joined by dots; each part has a word."""

from django.utils.translation import pgettext, pgettext_lazy

PLACES = {
    "beijing": pgettext_lazy("place", "Beijing"),
    "tianjin": pgettext_lazy("place", "Tianjin"),
    "xiongan": pgettext_lazy("place", "Xiong’an"),
    "hebei": pgettext_lazy("place", "Hebei"),
    "other": pgettext_lazy("place", "Elsewhere"),
    "local": pgettext_lazy("place", "At home"),
    "online": pgettext_lazy("place", "Online"),
}
WORDS = {
    **PLACES,
    "visit": pgettext_lazy("facet", "Visit"),
    "study": pgettext_lazy("facet", "Study stay"),
    "training": pgettext_lazy("facet", "Training"),
    "practice": pgettext_lazy("facet", "Practical training"),
    "placement": pgettext_lazy("facet", "Work placement"),
    "tour": pgettext_lazy("facet", "Study tour"),
    "government": pgettext_lazy("facet", "Government"),
    "staff": pgettext_lazy("facet", "staff"),
    "teacher": pgettext_lazy("facet", "teachers"),
    "student": pgettext_lazy("facet", "students"),
    "school": pgettext_lazy("facet", "School"),
    "enterprise": pgettext_lazy("facet", "Enterprise"),
    "association": pgettext_lazy("facet", "Association"),
}


def facet_label(facet: str) -> str:
    """`visit.staff.beijing` as “Visit · staff · Beijing”; a part without a word stays as it is."""
    return " · ".join(str(WORDS.get(part, part)) for part in facet.split("."))


def place_label(place: str) -> str:
    return str(PLACES[place]) if place in PLACES else place or pgettext("place", "No counterpart")
