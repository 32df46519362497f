"""The filters of the list, the export and the API."""

from datetime import date

import django_filters as filters
from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.records.kinds import kind_of
from alliance.records.models import Party, Record
from alliance.records.search import matching
from alliance.records.states import Grade, Phase, State
from alliance.web import clock
from exchanges.kinds import EXCHANGES
from exchanges.models import Exchange
from exchanges.selectors import DIRECTIONS, OUTBOUND
from partners.directory.acting import Member, institution_scope
from partners.directory.fields import InstitutionField
from partners.directory.models import Institution

FIRST_YEAR = 2014  # when the three places began to develop together; nothing older is asked for
SCHOOL_YEAR_BEGINS = 9  # on 1 September, so that a visit in August belongs to the year before


ANYTHING = pgettext_lazy("filter", "Any")
ANY = ("", ANYTHING)


def years() -> list[tuple[int | str, str]]:
    return [ANY] + [(year, str(year)) for year in range(clock.today().year + 1, FIRST_YEAR - 1, -1)]


def school_years() -> list[tuple[int | str, str]]:
    return [ANY] + [(year, f"{year}–{year + 1}") for year in range(clock.today().year, FIRST_YEAR - 1, -1)]


def kinds() -> list[tuple[str, str]]:
    return [(code, kind_of(code).label) for code in EXCHANGES]


class InstitutionFilter(filters.Filter):
    field_class = InstitutionField


class ExchangeFilter(filters.FilterSet):
    """Which exchanges; `member` says whose direction is meant."""

    q = filters.CharFilter(label=pgettext_lazy("filter", "Words"), method="holding", max_length=80)
    year = filters.TypedChoiceFilter(label=_("Year"), choices=years, coerce=int, method="in_year")
    school_year = filters.TypedChoiceFilter(
        label=_("School year"), choices=school_years, coerce=int, method="in_school_year"
    )
    direction = filters.ChoiceFilter(
        label=_("Direction (as we see it)"), choices=DIRECTIONS, empty_label=ANYTHING, method="going"
    )
    partner = InstitutionFilter(label=_("Partner"), method="with_partner")
    kind = filters.ChoiceFilter(label=pgettext_lazy("record", "Kind"), choices=kinds, empty_label=ANYTHING)
    grade = filters.ChoiceFilter(label=_("How it is known"), choices=Grade.choices, empty_label=ANYTHING)
    phase = filters.ChoiceFilter(label=pgettext_lazy("filter", "Phase"), choices=Phase.choices, empty_label=ANYTHING)
    state = filters.ChoiceFilter(label=_("State"), choices=State.choices, empty_label=ANYTHING)
    area = filters.ChoiceFilter(label=_("Area"), choices=Exchange.Area.choices, empty_label=ANYTHING, method="in_area")

    FIRST = ("year", "direction", "partner", "kind", "grade")  # the others stand under “more”

    class Meta:
        model = Record
        fields: list[str] = []

    def __init__(self, data, queryset: QuerySet[Record], *, member: Member | None):
        super().__init__(data, queryset)
        self.member = member
        if member is None or member.is_secretariat:
            del self.filters["direction"]  # who takes no part sees no direction

    def holding(self, records: QuerySet[Record], name: str, text: str) -> QuerySet[Record]:
        return matching(records, text)

    def in_year(self, records: QuerySet[Record], name: str, value: int) -> QuerySet[Record]:
        return records.filter(starts_on__range=(date(value, 1, 1), date(value, 12, 31)))

    def in_school_year(self, records: QuerySet[Record], name: str, value: int) -> QuerySet[Record]:
        first = date(value, SCHOOL_YEAR_BEGINS, 1)
        return records.filter(starts_on__gte=first, starts_on__lt=date(value + 1, SCHOOL_YEAR_BEGINS, 1))

    def going(self, records: QuerySet[Record], name: str, direction: str) -> QuerySet[Record]:
        role = "sender" if direction == OUTBOUND else "host"
        return records.filter(taking_part(self.member.scope, role=role))

    def with_partner(self, records: QuerySet[Record], name: str, value: Institution) -> QuerySet[Record]:
        return records.filter(taking_part(institution_scope(value)))

    def in_area(self, records: QuerySet[Record], name: str, area: str) -> QuerySet[Record]:
        text = Cast("areas", TextField())  # SQLite cannot look into JSON lists
        return records.alias(areas_text=text).filter(areas_text__contains=f'"{area}"')

    @property
    def is_set(self) -> bool:
        """Whether anything is filtered at all."""
        return any(self.data.get(name) for name in self.filters)

    @property
    def first(self) -> list:
        return [self.form[name] for name in self.filters if name in self.FIRST]

    @property
    def more(self) -> list:
        return [self.form[name] for name in self.filters if name not in self.FIRST]

    @property
    def more_open(self) -> bool:
        """Whether a filter under “more” is set."""
        return any(self.data.get(name) for name in self.filters if name not in self.FIRST)


def taking_part(institutions: tuple[int, ...], **as_what: str) -> Q:
    return Q(Exists(Party.objects.filter(record=OuterRef("pk"), institution__in=institutions, **as_what)))
