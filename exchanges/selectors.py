"""What lists, pages, exports and the API read of exchanges: always what `visible` allows, in constant queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count, IntegerField, Prefetch, Q, QuerySet, Subquery, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from alliance.records.inbox.selectors import waiting_for_answer, waiting_for_others, waiting_for_owner
from alliance.records.kinds import Text
from alliance.records.models import Party, Record
from alliance.records.rules import may_read_names, owns, visible
from alliance.records.selectors import Row, state_name, ways_of
from alliance.records.states import COUNTED, Act, Grade, Phase
from alliance.records.turns import Deed, Turn, turn_of
from alliance.web import clock
from alliance.web.pages import COUNT_UP_TO
from exchanges.kinds import EXCHANGES, shown_counts
from exchanges.models import Exchange, RosterEntry
from partners.directory.acting import Member
from partners.directory.models import Institution, Membership

MOST_URGENT = 300  # rows that the default tab sorts by deadline; who has more to do begins with these
OUTBOUND, INBOUND = "outbound", "inbound"
DIRECTIONS = (
    (OUTBOUND, pgettext_lazy("direction", "Visits made")),
    (INBOUND, pgettext_lazy("direction", "Visits received")),
)


def exchanges_for(member: Member | None) -> QuerySet[Record]:
    """The exchanges that a member may see, with their parties."""
    if member is None:
        return Record.objects.none()
    parties = Prefetch("parties", Party.objects.select_related("institution"))
    return Record.objects.filter(visible(member), kind__in=EXCHANGES).select_related("owner").prefetch_related(parties)


# --- The tabs of the list ---------------------------------------------------------------------------------------------
NEEDS_US = "needs"
TABS: Mapping[str, Text] = {
    NEEDS_US: gettext_lazy("Needs us"),
    "plans": pgettext_lazy("tab", "Plans"),
    "report": gettext_lazy("To be reported"),
    "others": gettext_lazy("With others"),
    "all": pgettext_lazy("tab", "All"),
}


WITH_DEEDS = (NEEDS_US, "report")  # whose rows say what is to be done


def tabs_for(member: Member) -> Mapping[str, Text]:
    """The secretariat takes part in nothing, so nothing is its turn."""
    if not member.is_secretariat:
        return TABS
    return {tab: label for tab, label in TABS.items() if tab not in (NEEDS_US, "others")}


def default_tab(member: Member | None) -> str:
    return NEEDS_US if member and member.is_admin else "all"


def in_tab(records: QuerySet[Record], tab: str, member: Member) -> QuerySet[Record]:
    """Those of the records that stand under a tab, as this member's institution sees them."""
    plans = records.filter(act=Act.SUBMITTED, phase=Phase.PLANNED)
    if tab == NEEDS_US:
        ours = waiting_for_owner(member).order_by().values("pk")
        return records.filter(Q(pk__in=ours) | Q(pk__in=waiting_for_answer(member).order_by().values("record")))
    if tab == "plans":
        return plans.filter(ends_on__gte=clock.today())
    if tab == "report":
        return plans.filter(ends_on__lt=clock.today())
    if tab == "others":
        return records.filter(pk__in=waiting_for_others(member).order_by().values("pk"))
    return records


class CountOf(Subquery):
    """How many rows a query has, within another query; no further than COUNT_UP_TO."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()

    def __init__(self, rows: QuerySet):
        super().__init__(rows.order_by().values("pk")[: COUNT_UP_TO + 1])


def tab_counts(records: QuerySet[Record], member: Member) -> dict[str, int]:
    """How many rows stand under each tab; one query."""
    counts = {tab: CountOf(in_tab(records, tab, member)) for tab in TABS}
    return Membership.objects.filter(pk=member.membership.pk).values(**counts).get()


# --- One line of the list ---------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class ExchangeRow:
    """A record as the list shows it to one member."""

    record: Record
    direction: str  # outbound or inbound as the member sees it; empty where it takes no part
    partners: tuple[Institution, ...]  # every party that is not on the member's side
    state: str  # as components/state.html names it
    way: Text
    turn: Turn | None
    is_ours: bool  # it is our turn

    @property
    def deed(self) -> Text:
        return deed_sentence(self.turn.deed)

    @property
    def direction_label(self) -> Text:
        return dict(DIRECTIONS).get(self.direction, "")

    @property
    def partner_names(self) -> str:
        names = [partner.short for partner in self.partners] or [self.record.owner.short]
        return pgettext("between the names of institutions", ", ").join(names)

    @property
    def tone(self) -> str:
        """How urgent: red on the last day and later, amber within three days."""
        left = self.turn.days_left if self.turn else None
        if left is None or left > 3:
            return ""
        return "wait" if left > 0 else "bad"


def row_of(record: Record, member: Member) -> ExchangeRow:
    parties = list(record.parties.all())
    turn = turn_of(record, parties)
    return ExchangeRow(
        record=record,
        direction=direction_of(parties, member),
        partners=tuple(party.institution for party in parties if party.institution_id not in member.scope),
        state=state_name(record, any(party.asked_at for party in parties)),
        way=ways_of(parties) if record.grade == Grade.MUTUAL else "",
        turn=turn,
        is_ours=turn is not None and any(institution in member.scope for institution in turn.whose),
    )


def direction_of(parties: Iterable[Party], member: Member) -> str:
    """Who sends sees a visit made, who hosts one received. A viewpoint, stored nowhere."""
    mine = next((party for party in parties if party.institution_id in member.scope), None)
    if mine is None:
        return ""
    return OUTBOUND if mine.role == "sender" else INBOUND if mine.role == "host" else ""


def most_urgent_first(records: QuerySet[Record], member: Member) -> list[Record]:
    """Deadline first, then age."""
    found = list(records.order_by("ends_on", "pk")[:MOST_URGENT])
    turns = {record.pk: turn_of(record, record.parties.all()) for record in found}
    return sorted(found, key=lambda record: (turns[record.pk] is None, turns[record.pk] and turns[record.pk].order))


def deed_sentence(deed: str) -> Text:
    """What the row asks one to do, as the link that does it."""
    return {
        Deed.FINISH: pgettext("deed", "Finish the draft"),
        Deed.ANSWER: pgettext("deed", "Answer the plan"),
        Deed.REPORT: pgettext("deed", "Report who came"),
        Deed.CONFIRM: pgettext("deed", "Confirm"),
        Deed.CHANGE: pgettext("deed", "Correct it"),
    }[deed]


# --- The page of one exchange -----------------------------------------------------------------------------------------
RELATED = 5  # other exchanges of the same people that a page lists


def wording_of(record: Record) -> list[Row]:
    """What stands beside the facts: changing it tells the others and asks nobody again."""
    exchange = record.exchange
    comma = pgettext("between areas", ", ")
    areas = comma.join(str(Exchange.Area(area).label) for area in record.areas if area in Exchange.Area.values)
    rows = [
        Row(_("Purpose"), record.purpose),
        Row(_("Areas"), areas),
        Row(_("Agenda"), exchange.agenda),
        Row(_("Outcome"), exchange.outcome),
    ]
    if record.phase == Phase.HELD and exchange.planned and exchange.planned != exchange.actual:
        rows.append(Row(_("As planned"), shown_counts(exchange.planned)))
    rows.append(Row(_("Why so many more came"), exchange.more_because))
    return [row for row in rows if row.value]


def roster_for(member: Member, record: Record) -> list[RosterEntry]:
    """The people by name: all for administrators of the side that listed them, for anybody else only their own line."""
    entries = record.exchange.roster.select_related("person")
    if not (owns(member, record) and may_read_names(member, record)):
        entries = entries.filter(person__key=member.person_key)
    return list(entries)


def related_to(record: Record, member: Member) -> list[Record]:
    """The latest other exchanges between the same institutions that this member may see."""
    theirs = Party.objects.filter(record=record).exclude(institution__in=member.scope).values("institution")
    with_them = Party.objects.filter(institution__in=theirs).values("record")
    return list(exchanges_for(member).filter(pk__in=with_them).exclude(pk=record.pk).order_by("-starts_on")[:RELATED])


@dataclass(frozen=True)
class Dealings:
    """What was known to have taken place with a partner in one year, in one direction."""

    year: int
    direction: str
    visits: int
    people: int


def dealings_with(record: Record, member: Member) -> list[Dealings]:
    """For who has a plan to answer: what there was with the one who plans, this year and last. Two queries."""
    if not record.is_plan or record.owner_id in member.scope:
        return []
    year = record.starts_on.year
    records = Record.objects.filter(
        visible(member), kind__in=EXCHANGES, grade__in=COUNTED, starts_on__year__in=(year, year - 1)
    )
    sums = []
    for direction, ours, theirs in ((INBOUND, "host", "sender"), (OUTBOUND, "sender", "host")):
        found = records.filter(
            pk__in=Party.objects.filter(role=ours, institution__in=member.scope).values("record")
        ).filter(pk__in=Party.objects.filter(role=theirs, institution=record.owner_id).values("record"))
        totals = found.order_by().values("starts_on__year").annotate(visits=Count("pk"), of_people=Sum("people"))
        sums += [Dealings(row["starts_on__year"], direction, row["visits"], row["of_people"]) for row in totals]
    return sorted(sums, key=lambda one: (-one.year, one.direction))
