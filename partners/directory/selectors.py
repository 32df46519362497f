"""What the register shows and finds."""

from typing import Any

from django.db.models import Case, F, IntegerField, OuterRef, QuerySet, Subquery, Value, When

from alliance.web import clock
from partners.directory.acting import Member
from partners.directory.models import Contact, Institution, Invitation, Membership, Network, NetworkMember
from partners.directory.names import BETWEEN, search_key
from partners.directory.rules import visible

OPTIONS = 20


def institutions_matching(text: str) -> QuerySet[Institution]:
    """Institutions with a name that contains `text`, best first: the name itself, its beginning, its middle.

    Looks through Chinese, English, short and former names, aliases, pinyin, pinyin initials and the national code.
    An empty text, or one of nothing but punctuation, finds all.
    """
    return matching(Institution.objects.select_related("region__parent"), text)


def matching(institutions: QuerySet[Institution], text: str) -> QuerySet[Institution]:
    """Those among `institutions` that `text` finds, best first."""
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


def register_for(member: Member) -> QuerySet[Institution]:
    """The register as a member sees it, each with `member_since`, the day it joined the alliance."""
    joined = NetworkMember.objects.filter(network__code=Network.ALLIANCE, institution=OuterRef("pk"), until=None)
    return (
        Institution.objects.filter(visible(member))
        .select_related("region__parent", "successor")
        .annotate(member_since=Subquery(joined.values("since")[:1]))
        .order_by("name_zh")
    )


def contact_of(institution: Institution) -> Contact | None:
    """The registered contact: who is sent the links that prove themselves."""
    return Contact.objects.select_related("person").filter(institution=institution, until=None).first()


def people_of(institution: Institution) -> QuerySet[Membership]:
    """Everybody who acts or has acted for an institution, those of today first."""
    return (
        Membership.objects.filter(institution=institution)
        .select_related("user__person")
        .order_by(F("until").desc(nulls_first=True), "role", "pk")
    )


def open_invitations(institution: Institution) -> QuerySet[Invitation]:
    """Links that somebody can still sign up by."""
    return (
        Invitation.objects.filter(institution=institution, used_at=None, withdrawn_at=None, expires_at__gt=clock.now())
        .select_related("invited_by__user__person")
        .order_by("-pk")
    )


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
