"""What waits for whom. Constant queries, and one for the badge that every page bears."""

from dataclasses import dataclass

from django.db.models import Prefetch, Q, QuerySet, prefetch_related_objects
from django.utils.translation import pgettext

from alliance.records.attachments.selectors import evidence_for
from alliance.records.kinds import Text
from alliance.records.models import Party, Record
from alliance.records.selectors import Row, effect_of, institutions_in, names_of, records_for, rows_of
from alliance.records.states import Act, Decision, Phase, State
from alliance.records.turns import Turn, turn_of
from alliance.web import clock
from partners.directory.acting import Member

AT_MOST = 300  # of each sort; who has more to do than that begins with what is urgent


@dataclass(frozen=True)
class Task:
    """One line of the inbox."""

    record: Record
    turn: Turn
    partners: list[Party]  # every party that is not on our side
    rows: list[Row]
    effect: list[Text]

    @property
    def who(self) -> str:
        """The others in it, as a line has room for."""
        others = pgettext("between the names of institutions", ", ")
        return others.join(party.institution.short for party in self.partners) or self.record.owner.short

    @property
    def tone(self) -> str:
        """How urgent: red today and later, amber within three days."""
        left = self.turn.days_left
        if left is None or left > 3:
            return ""
        return "wait" if left > 0 else "bad"


def waiting_for_owner(member: Member) -> QuerySet[Record]:
    """Our own records that want something of us: drafts, plans that have ended, what somebody disagreed with."""
    ended = Q(act=Act.SUBMITTED, phase=Phase.PLANNED, ends_on__lt=clock.today())
    return Record.objects.filter(Q(act=Act.DRAFT) | ended | Q(state=State.DISAGREED), owner__in=member.scope)


def waiting_for_answer(member: Member) -> QuerySet[Party]:
    """Our places in others' records where a word of ours is needed: plans to answer, facts to confirm."""
    return Party.objects.filter(
        unanswered_plan() | unconfirmed_facts(),
        institution__in=member.scope,
        ask=Party.Ask.MUST,
        decision=Decision.WAITING,
        asked_at__isnull=False,
        record__act=Act.SUBMITTED,
    ).exclude(record__owner__in=member.scope)


def unanswered_plan() -> Q:
    return Q(record__phase=Phase.PLANNED, record__ends_on__gte=clock.today(), answer="")


def unconfirmed_facts() -> Q:
    return Q(record__phase=Phase.HELD, record__state=State.SUBMITTED)


def waiting_count(member: Member) -> int:
    """How many things wait for this member: the badge. One query. Teachers are asked nothing as yet."""
    if member.is_secretariat:
        return evidence_for(member).order_by().count()
    if not member.is_admin:
        return 0
    ours = waiting_for_owner(member).order_by().values_list("pk")
    return ours.union(waiting_for_answer(member).order_by().values_list("record_id"), all=True).count()


def tasks_for(member: Member) -> list[Task]:
    """待我校办理: deadline first, then age."""
    if not member.is_admin:
        return []
    owned = list(waiting_for_owner(member).select_related("owner").order_by("ends_on", "pk")[:AT_MOST])
    asked = waiting_for_answer(member).select_related("record__owner").order_by("asked_at", "pk")[:AT_MOST]
    return tasks_of([*owned, *(party.record for party in asked)], member)


def waiting_for_others(member: Member) -> QuerySet[Record]:
    """等对方办理: our records that somebody else was asked about and has not answered yet."""
    waited = Party.objects.filter(
        ask=Party.Ask.MUST, decision=Decision.WAITING, asked_at__isnull=False, record__owner__in=member.scope
    ).filter(unanswered_plan() | unconfirmed_facts())
    return Record.objects.filter(
        pk__in=waited.values("record"), owner__in=member.scope, act=Act.SUBMITTED
    ).select_related("owner")


def with_others(member: Member) -> list[Task]:
    """等对方办理, the longest waiting first."""
    if not member.is_admin:
        return []
    return tasks_of(list(waiting_for_others(member).order_by("submitted_at", "pk")[:AT_MOST]), member)


def tasks_of(records: list[Record], member: Member) -> list[Task]:
    """Lines for these records, in order of urgency; two queries more, however many they are."""
    prefetch_related_objects(records, Prefetch("parties", Party.objects.select_related("institution")))
    tasks = [task_of(record, member) for record in records]
    return sorted((task for task in tasks if task.turn), key=lambda task: (*task.turn.order, task.record.pk))


def task_of(record: Record, member: Member) -> Task:
    parties = list(record.parties.all())
    names = names_of(institutions_in(record))
    return Task(
        record=record,
        turn=turn_of(record, parties),
        partners=[party for party in parties if party.institution_id not in member.scope],
        rows=rows_of(record.facts, names),
        effect=effect_of(record.facts, names),
    )


def done(member: Member) -> QuerySet[Record]:
    """已办: what is known now, and what we have decided or ended, latest first."""
    spoken = Party.objects.filter(institution__in=member.scope).exclude(decision=Decision.WAITING)
    ended = Q(state__in=[State.CONFIRMED, State.VOIDED]) | Q(phase=Phase.CANCELLED)
    owned = Q(owner__in=member.scope) & ended
    return (
        records_for(member)
        .filter(owned | Q(pk__in=spoken.values("record")))
        .exclude(act=Act.DRAFT)
        .order_by("-submitted_at", "-pk")
    )
