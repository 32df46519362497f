"""Whose turn it is with a record, to do what, since when, until when. One pure function; inbox and pages show it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import pgettext_lazy

from alliance.records.models import Party, Record
from alliance.records.states import Act, Decision, Phase, State
from alliance.web import clock

ANSWER_BEFORE = timedelta(days=5)  # a plan is answered so many days before it begins
CONFIRM_WITHIN = timedelta(days=14)  # after that papers may speak instead
CHANGE_WITHIN = timedelta(days=10)
ONE_DAY = timedelta(days=1)


class Deed(models.TextChoices):
    """What is waited for."""

    FINISH = "finish", pgettext_lazy("deed", "Finish")
    ANSWER = "answer", pgettext_lazy("deed", "Please answer")
    REPORT = "report", pgettext_lazy("deed", "To be reported")
    CONFIRM = "confirm", pgettext_lazy("deed", "Please confirm")
    CHANGE = "change", pgettext_lazy("deed", "Please correct")


@dataclass(frozen=True)
class Turn:
    """These institutions have this to do since that day; `due` is none where nothing is late by itself."""

    deed: Deed
    whose: tuple[int, ...]
    since: date
    due: date | None = None

    @property
    def days(self) -> int:
        """Whole days of waiting."""
        return (clock.today() - self.since).days

    @property
    def days_left(self) -> int | None:
        return None if self.due is None else (self.due - clock.today()).days

    @property
    def days_late(self) -> int:
        return max(0, -(self.days_left or 0))

    @property
    def order(self) -> tuple:
        """Deadline first, then age."""
        return self.due is None, self.due or self.since, self.since


def turn_of(record: Record, parties: Iterable[Party]) -> Turn | None:
    """Whose turn it is, or nobody's: what is known well enough, void, cancelled, or was put before nobody."""
    if record.act == Act.DRAFT:
        return Turn(Deed.FINISH, (record.owner_id,), day_of(record.written_at))
    if record.act == Act.VOIDED or record.phase == Phase.CANCELLED:
        return None
    asked = [party for party in parties if party.ask == Party.Ask.MUST and party.asked_at]
    if record.phase == Phase.PLANNED:
        return turn_of_plan(record, [party for party in asked if not party.answer])
    if record.state == State.DISAGREED:
        since = min(day_of(party.decided_at) for party in parties if party.decision == Decision.DISAGREED)
        return Turn(Deed.CHANGE, (record.owner_id,), since, since + CHANGE_WITHIN)
    waiting = [party for party in asked if party.decision == Decision.WAITING]
    if record.state != State.SUBMITTED or not waiting:
        return None
    since = min(day_of(party.asked_at) for party in waiting)
    return Turn(Deed.CONFIRM, tuple(party.institution_id for party in waiting), since, since + CONFIRM_WITHIN)


def turn_of_plan(record: Record, silent: list[Party]) -> Turn | None:
    if record.ends_on < clock.today():
        return Turn(Deed.REPORT, (record.owner_id,), record.ends_on + ONE_DAY, record.ends_on + ONE_DAY)
    if not silent:
        return None
    since = min(day_of(party.asked_at) for party in silent)
    due = max(record.starts_on - ANSWER_BEFORE, since + ONE_DAY)
    return Turn(Deed.ANSWER, tuple(party.institution_id for party in silent), since, due)


def day_of(moment) -> date:
    return timezone.localtime(moment).date()
