"""What pages show of files: those of one record, and those that wait to be checked."""

from dataclasses import dataclass, field

from django.db.models import F, Prefetch, QuerySet

from alliance.records.attachments.contents import ALLOWED, SCANS
from alliance.records.attachments.rules import (
    institutions_of,
    visible_attachments,
    why_not_accept,
    why_not_attach,
    why_not_put_up,
    why_not_remove,
)
from alliance.records.models import Attachment, Evidence, Party, Record
from alliance.records.rules import visible
from alliance.records.states import Act, Phase
from alliance.web.errors import Text
from partners.directory.acting import Bearer, Member, current_memberships


@dataclass(frozen=True)
class FileRow:
    """One file as a record's page shows it."""

    attachment: Attachment
    evidence: Evidence | None  # the last time it was put up
    is_stale: bool  # put up for facts that have changed since
    may_put_up: bool
    may_remove: bool

    @property
    def is_shown(self) -> bool:
        return ALLOWED[self.attachment.media_type].shown

    @property
    def is_image(self) -> bool:
        return self.attachment.media_type.startswith("image/")


@dataclass(frozen=True)
class Panel:
    """The files of a record, and what the reader may do about them."""

    record: Record
    rows: list[FileRow]
    is_seen: bool  # teachers and links are shown none, and are told so
    why_not_attach: Text | None
    why_not_put_up: Text | None
    sheets: list[Party] = field(default_factory=list)  # the parties whose sealed sheet would count


def panel_of(by: Member | Bearer, record: Record) -> Panel:
    """Three queries, however many files."""
    evidence = Prefetch("evidence", Evidence.objects.select_related("party__institution").order_by("-pk"))
    attachments = (
        record.attachments.filter(visible_attachments(by))
        .select_related("institution", "added_by__user__person")
        .prefetch_related(evidence)
        .order_by("pk")
    )
    cannot_attach, cannot_put_up = why_not_attach(by, record), why_not_put_up(by, record)
    return Panel(
        record=record,
        rows=[_row(by, record, attachment, cannot_put_up) for attachment in attachments],
        is_seen=isinstance(by, Member) and (by.is_admin or by.is_secretariat),
        why_not_attach=cannot_attach,
        why_not_put_up=cannot_put_up,
        sheets=[]
        if cannot_put_up
        else [party for party in _sides(record) if why_not_put_up(by, record, party) is None],
    )


def _row(by: Member | Bearer, record: Record, attachment: Attachment, cannot_put_up: Text | None) -> FileRow:
    attachment.record = record
    last = next(iter(attachment.evidence.all()), None)
    is_stale = last is not None and last.facts_hash != record.facts_hash
    is_open = last is None or is_stale or last.sent_back_at is not None
    return FileRow(
        attachment=attachment,
        evidence=last,
        is_stale=is_stale,
        may_put_up=is_open and cannot_put_up is None,
        may_remove=last is None and why_not_remove(by, attachment) is None,
    )


def sheet_scans() -> str:
    """The types that a sealed sheet may come as, for the file picker."""
    return ",".join(SCANS)


def evidence_for(by: Member) -> QuerySet[Evidence]:
    """What waits to be checked, longest first: put up for facts that still stand."""
    sides = Prefetch("record__parties", Party.objects.select_related("institution"))
    return (
        Evidence.objects.filter(
            judged_by=None,
            record__in=Record.objects.filter(visible(by)),
            record__act=Act.SUBMITTED,
            record__phase=Phase.HELD,
            facts_hash=F("record__facts_hash"),
        )
        .select_related("record__owner", "attachment__added_by", "party__institution", "put_up_by__institution")
        .prefetch_related(sides)
        .order_by("put_up_at", "pk")
    )


@dataclass(frozen=True)
class DeskRow:
    """One file on the secretariat's desk, and why this member may not judge it."""

    evidence: Evidence
    why_not: Text | None

    @property
    def title(self) -> str:
        return " → ".join(party.institution.short for party in self.evidence.record.parties.all())


def desk_of(by: Member) -> list[DeskRow]:
    """Three queries, however many files wait."""
    belongs_to = institutions_of(by)
    return [DeskRow(one, why_not_accept(by, one, belongs_to)) for one in evidence_for(by)]


def count_to_judge(by: Member) -> int:
    """How many files wait for this very person, for the menu; one query."""
    sides = Party.objects.filter(institution__in=current_memberships(by.membership.user).values("institution"))
    free = evidence_for(by).exclude(record__in=sides.values("record")).exclude(put_up_by__user=by.membership.user)
    return free.order_by().count()


def _sides(record: Record) -> list[Party]:
    return list(record.parties.select_related("institution"))
