"""What lists, pages, exports and the API read of exchanges: always what `visible` allows, in constant queries."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import IntegerField, Prefetch, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy, pgettext_lazy

from alliance.records.inbox.selectors import waiting_for_answer, waiting_for_others, waiting_for_owner
from alliance.records.kinds import Text
from alliance.records.models import Party, Record
from alliance.records.rules import may_read_names, owns, visible
from alliance.records.selectors import state_name, ways_of
from alliance.records.states import Act, Grade, Phase
from alliance.records.turns import Turn, turn_of
from alliance.web import clock
from alliance.web.pages import COUNT_UP_TO
from exchanges.kinds import EXCHANGES
from exchanges.models import RosterEntry
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
        return self.turn.deed.label if self.turn else ""

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


def roster_for(member: Member, record: Record) -> list[RosterEntry]:
    """The people by name, for administrators of the side that listed them; nobody else reads a name."""
    if not (owns(member, record) and may_read_names(member, record)):
        return []
    return list(record.exchange.roster.select_related("person"))
