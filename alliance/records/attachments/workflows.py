"""The verbs of files: attach, remove, put up, accept, send back. Each locks its record first."""

from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from alliance.records.attachments.contents import SCANS, Unfit, media_type_of, name_for
from alliance.records.attachments.notes import tell_of_accepted_sheet, tell_of_sent_back
from alliance.records.attachments.rules import (
    MOST_FILES,
    visible_attachments,
    why_not_accept,
    why_not_attach,
    why_not_judge,
    why_not_put_up,
    why_not_remove,
)
from alliance.records.models import Attachment, Evidence, Party, Record, Signer
from alliance.records.rules import visible
from alliance.records.workflows import StaleFacts, confirm_on_paper, lock, settle_decision
from alliance.web import clock
from alliance.web.errors import Invalid, refuse_if
from partners.directory.acting import Member
from partners.directory.traces import trace


def attach(*, record_id: int, by: Member, file: File, name: str) -> Attachment:
    """Keep a file with a record, as it came; the same one again is once. Raises Refused, Invalid.

    The bytes are stored before the transaction, so that no lock is held meanwhile; where it then fails, they lie
    unused and harm nobody.
    """
    refuse_if(why_not_attach(by, Record.objects.get(visible(by), pk=record_id)))
    try:
        media_type = media_type_of(file, name, file.size)
    except Unfit as unfit:
        raise Invalid({"file": str(unfit)}) from unfit
    place = default_storage.save(name, file)
    with transaction.atomic():
        record = lock(record_id, by)
        refuse_if(why_not_attach(by, record))
        sha256 = place.rpartition("/")[2]
        present = record.attachments.filter(sha256=sha256, institution=by.institution).first()
        if present:
            return present
        if record.attachments.count() >= MOST_FILES:
            raise Invalid(
                {"file": _("A record holds %(most)d files at most. Take one away first.") % {"most": MOST_FILES}}
            )
        attachment = Attachment.objects.create(
            record=record,
            name=name_for(name, media_type),
            sha256=sha256,
            size=file.size,
            media_type=media_type,
            added_by=by.membership,
            institution=by.institution,
            added_at=clock.now(),
        )
        trace(by, "attached", record)
        return attachment


@transaction.atomic
def remove(*, record_id: int, attachment_id: int, by: Member) -> None:
    """Take a file away that nobody was asked to check. Raises Refused."""
    record = lock(record_id, by)
    attachment = record.attachments.get(visible_attachments(by), pk=attachment_id)
    refuse_if(why_not_remove(by, attachment))
    attachment.delete()
    trace(by, "detached", record)


@transaction.atomic
def put_up(*, record_id: int, attachment_id: int, by: Member, facts_hash: str, party_id: int | None = None) -> Evidence:
    """Ask someone of no party to check a file against these facts; again is once. Raises Refused, StaleFacts, Invalid.

    With a party, the file is the confirmation sheet that this party has sealed; without one, supporting documents.
    """
    record = lock(record_id, by)
    party = record.parties.select_related("institution").get(pk=party_id) if party_id else None
    attachment = record.attachments.get(visible_attachments(by), pk=attachment_id)
    refuse_if(why_not_put_up(by, record, party))
    if facts_hash != record.facts_hash:
        raise StaleFacts(record, shown=facts_hash)
    if party and attachment.media_type not in SCANS:
        raise Invalid({"file": _("A sealed sheet is a scan or photograph: PDF, JPG, PNG or WebP.")})
    present = attachment.evidence.filter(facts_hash=facts_hash, sent_back_at=None).first()
    if present and present.party_id == party_id:
        return present
    if present:
        raise Invalid({"file": _("This file has been put up already, as something else.")})
    evidence = Evidence.objects.create(
        record=record,
        facts_hash=facts_hash,
        attachment=attachment,
        party=party,
        put_up_by=by.membership,
        put_up_at=clock.now(),
    )
    trace(by, "put_up_sheet" if party else "put_up", record)
    return evidence


@transaction.atomic
def accept(*, evidence_id: int, by: Member, signer_name: str = "", signer_post: str = "") -> Evidence:
    """Say that a file proves the facts; again is once. Raises Refused, StaleFacts.

    A sealed sheet becomes its party's word, given on paper; supporting documents raise what the record is known by.
    """
    record, evidence = _locked(evidence_id, by)
    if evidence.accepted_at:
        return evidence
    if evidence.sent_back_at:
        refuse_if(_("This file has been sent back already; they may put up another one."))
    refuse_if(why_not_accept(by, evidence))
    if evidence.facts_hash != record.facts_hash:
        raise StaleFacts(record, shown=evidence.facts_hash)
    evidence.accepted_at, evidence.judged_by = clock.now(), by.membership
    evidence.save()
    if evidence.party:
        signer = Signer.objects.create(name=signer_name, post=signer_post, keep_until=clock.today() + Signer.KEPT)
        confirm_on_paper(record, party=evidence.party, signer=signer.key, by=by)
        tell_of_accepted_sheet(evidence)
    else:
        trace(by, "accepted", record)
        settle_decision(record)
    return evidence


@transaction.atomic
def send_back(*, evidence_id: int, by: Member, reason: str) -> Evidence:
    """Say that a file does not prove the facts, and why; again is once. Raises Refused, Invalid."""
    record, evidence = _locked(evidence_id, by)
    if evidence.sent_back_at:
        return evidence
    if evidence.accepted_at:
        refuse_if(_("This file has been accepted already."))
    refuse_if(why_not_judge(by, evidence))
    if not reason.strip():
        raise Invalid({"reason": _("Say what is missing, so that they can bring it.")})
    evidence.sent_back_at, evidence.judged_by, evidence.reason = clock.now(), by.membership, reason.strip()
    evidence.save()
    trace(by, "sent_back", record)
    tell_of_sent_back(evidence)
    return evidence


def _locked(evidence_id: int, by: Member) -> tuple[Record, Evidence]:
    """The record, then its evidence, read after the lock. Raises DoesNotExist where `by` may not see it."""
    record_id = Evidence.objects.values_list("record", flat=True).get(pk=evidence_id)
    record = lock(record_id, by)
    sides = Prefetch("record__parties", Party.objects.select_related("institution"))
    evidence = (
        Evidence.objects.select_related(
            "record__owner",
            "party__institution",
            "put_up_by__institution",
            "attachment__added_by",
            "attachment__institution",
        )
        .prefetch_related(sides)
        .get(pk=evidence_id)
    )
    return record, evidence
