"""What the register shows and finds."""

from typing import Any

from django.db.models import Case, IntegerField, QuerySet, Value, When

from partners.directory.models import Institution
from partners.directory.names import BETWEEN, search_key

OPTIONS = 20


def institutions_matching(text: str) -> QuerySet[Institution]:
    """Institutions with a name that contains `text`, best first: the name itself, its beginning, its middle.

    Looks through Chinese, English, short and former names, aliases, pinyin, pinyin initials and the national code.
    An empty text, or one of nothing but punctuation, finds all.
    """
    institutions = Institution.objects.select_related("region__parent")
    key = search_key(text)
    if not key:
        return institutions.order_by("name_zh")
    rank = Case(
        When(search__contains=BETWEEN + key + BETWEEN, then=Value(0)),
        When(search__contains=BETWEEN + key, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return institutions.filter(search__contains=key).order_by(rank, "name_zh")


def options(text: str) -> list[dict[str, Any]]:
    """What the institution picker offers: those that still exist by themselves, with the name that was recognised."""
    found = institutions_matching(text).filter(successor=None).prefetch_related("aliases")[:OPTIONS]
    return [
        {
            "id": institution.pk,
            "name": str(institution),
            "short": institution.short,
            "region": institution.region.within,
            "type": institution.type,
            "type_name": institution.get_type_display(),
            "found_as": found_as(institution, text),
        }
        for institution in found
    ]


def found_as(institution: Institution, text: str) -> str:
    """The alias or former name that holds `text` where the name shown does not; else nothing."""
    key = search_key(text)
    if not key or key in search_key(str(institution)):
        return ""
    names = [institution.short_zh, institution.name_zh, *(alias.name for alias in institution.aliases.all())]
    return next((name for name in names if key in search_key(name)), "")
