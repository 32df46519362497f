"""Who acts: a Member (a person in one role for one institution) or a Bearer (a link that has proved itself)."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import F, Q, QuerySet

from alliance.web import clock
from partners.directory.models import Institution, Membership, Role


@dataclass(frozen=True)
class Member:
    """The one membership a request acts as, read anew for each request."""

    membership: Membership

    way = "portal"

    @property
    def institution(self) -> Institution:
        return self.membership.institution

    @property
    def role(self) -> str:
        return self.membership.role

    @property
    def is_secretariat(self) -> bool:
        return self.role == Role.LEAD

    @property
    def is_admin(self) -> bool:
        return self.role == Role.SCHOOL_ADMIN

    @property
    def person_key(self) -> str:
        """The random key under which this person appears in confirmations and traces."""
        return self.membership.user.person.key

    @cached_property
    def scope(self) -> tuple[int, ...]:
        """Ids of the institution and of all that were merged into it."""
        return institution_scope(self.institution)


@dataclass(frozen=True)
class Bearer:
    """A link that has proved itself: it speaks for one institution about the records it was made for."""

    institution: Institution
    record_ids: tuple[int, ...]
    signer_key: str  # of the row that holds name, post and telephone
    device_key: str  # random, one a browser: nobody speaks for two parties from one device

    way = "link"
    role = ""
    is_secretariat = False
    is_admin = True  # within its records a proved link may do what an administrator may
    membership = None

    @property
    def person_key(self) -> str:
        return self.signer_key

    @cached_property
    def scope(self) -> tuple[int, ...]:
        return institution_scope(self.institution)


def institution_scope(institution: Institution) -> tuple[int, ...]:
    """The institution's id and its predecessors', however far back; one query a generation."""
    found = [institution.pk]
    generation = found
    while generation:
        generation = list(Institution.objects.filter(successor__in=generation).values_list("pk", flat=True))
        found += generation
    return tuple(found)


def all_of_it(institution: Institution) -> tuple[int, ...]:
    """Every id of what the institution is part of today: its successor, and all that were merged into that."""
    while institution.successor_id is not None:
        institution = institution.successor
    return institution_scope(institution)


def current_memberships(user) -> QuerySet[Membership]:
    """The memberships a user holds today, most recent role first."""
    today = clock.today()
    return (
        Membership.objects.filter(Q(until=None) | Q(until__gte=today), user=user, since__lte=today)
        .select_related("institution__region", "user__person")
        .order_by(F("since").desc(), "pk")
    )
