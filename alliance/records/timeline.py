"""办理过程: a record's trace, read as sentences."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from alliance.records.kinds import Text
from alliance.records.models import Record, Signer
from alliance.records.turns import Deed, Turn
from partners.directory.acting import Member
from partners.directory.models import Trace

# Autosaved drafts leave many traces that nobody wants to read; what the form says beside itself is enough.
NOT_SHOWN = ("saved",)
SENTENCES: dict[str, Text] = {
    "drafted": gettext_lazy("%(who)s began the record"),
    "submitted": gettext_lazy("%(who)s submitted it"),
    "held": gettext_lazy("%(who)s reported that it took place"),
    "amended": gettext_lazy("%(who)s changed the record"),
    "cancelled": gettext_lazy("%(who)s noted that it did not take place"),
    "withdrawn": gettext_lazy("%(who)s took it back to change it"),
    "voided": gettext_lazy("%(who)s voided the record"),
    "reminded": gettext_lazy("%(who)s reminded the others"),
    "related": gettext_lazy("%(who)s joined it to another record"),
    "took_over": gettext_lazy("%(who)s took over the proposed numbers"),
    "answered_welcome": gettext_lazy("%(who)s can host"),
    "answered_other_date": gettext_lazy("%(who)s suggests another day"),
    "answered_cannot": gettext_lazy("%(who)s cannot host"),
    "confirmed": gettext_lazy("%(who)s confirmed"),
    "disagreed": gettext_lazy("%(who)s disagreed"),
    "took_back": gettext_lazy("%(who)s took its decision back"),
    "accepted_sheet": gettext_lazy("%(who)s accepted a sealed sheet"),
    "attached": gettext_lazy("%(who)s attached a file"),
    "detached": gettext_lazy("%(who)s removed a file"),
    "put_up_sheet": gettext_lazy("%(who)s put up a sealed sheet"),
    "put_up": gettext_lazy("%(who)s put up supporting documents"),
    "accepted": gettext_lazy("%(who)s accepted supporting documents"),
    "sent_back": gettext_lazy("%(who)s sent supporting documents back"),
    "link_made": gettext_lazy("%(who)s made a confirmation link to copy"),
    "link_sent": gettext_lazy("%(who)s had a confirmation link mailed"),
    "link_renewed": gettext_lazy("A fresh confirmation link was mailed to the registered contact"),
    "passed_on": gettext_lazy("The confirmation link was sent back: somebody else is in charge"),
    "kept": gettext_lazy("%(who)s changed what it keeps for itself"),
}
OTHER = gettext_lazy("%(who)s changed the record")
OWN_SIDE_ONLY = ("kept",)


@dataclass(frozen=True)
class Event:
    """One thing that happened, as components/timeline.html shows it."""

    text: str
    when: str
    at: datetime | None = None
    tone: str = "done"


def timeline_of(record: Record, reader: Member, turn: Turn | None) -> list[Event]:
    """What happened, oldest first, then what is waited for. Administrators read the names of their own people only."""
    traces = list(
        Trace.objects.filter(object_type="record", object_id=record.pk)
        .exclude(verb__in=NOT_SHOWN)
        .select_related("institution", "membership__user__person")
        .order_by("pk")
    )
    signers = Signer.objects.in_bulk([trace.signer for trace in traces if trace.signer], field_name="key")
    events = [
        Event(SENTENCES.get(trace.verb, OTHER) % {"who": who(trace, reader, signers)}, moment(trace.at), trace.at)
        for trace in traces
        if trace.verb not in OWN_SIDE_ONLY or trace.institution_id in reader.scope
    ]
    return events + awaited(record, turn)


def moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")


def who(trace: Trace, reader: Member, signers: dict[str, Signer]) -> str:
    """A name for one's own people, an institution for the others; how, where it was a link."""
    if trace.institution is None:
        return _("The portal")
    school = trace.institution.short
    ours = reader.is_admin and trace.institution_id in reader.scope
    if trace.signer:
        signer = signers.get(trace.signer)
        if ours and signer and signer.name:
            return _("%(name)s (%(school)s, by link)") % {"name": signer.name, "school": school}
        return _("%(school)s (by link)") % {"school": school}
    if ours and trace.membership:
        return trace.membership.user.person.name
    return school


def awaited(record: Record, turn: Turn | None) -> list[Event]:
    if turn is None:
        return []
    sentence = {
        Deed.FINISH: _("Waiting to be finished and submitted"),
        Deed.ANSWER: _("Waiting for an answer"),
        Deed.REPORT: _("Waiting for a report of what took place"),
        Deed.CONFIRM: _("Waiting for confirmation"),
        Deed.CHANGE: _("Waiting for a correction"),
    }[turn.deed]
    since = (
        ngettext("for %(n)d day", "for %(n)d days", turn.days) % {"n": turn.days} if turn.days > 0 else _("since today")
    )
    return [Event(sentence, since, tone="now")]
