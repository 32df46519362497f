"""Who may see a file, add one, put it up, and judge it. A rule returns the reason why not, or None."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from alliance.records.models import Attachment, Evidence, Party, Record
from alliance.records.rules import visible
from alliance.records.states import Act, Decision, Phase
from alliance.web.errors import Text
from partners.directory.acting import Bearer, Member, current_memberships, institution_scope

MOST_FILES = 40  # of one record


def visible_attachments(by: Member | Bearer) -> Q:
    """The files that `by` may open: sign-in sheets and letters name people, so not all who see the record do.

    Administrators of a party see all of them, the secretariat those put up for it to check, teachers and links none.
    """
    if not isinstance(by, Member) or not (by.is_admin or by.is_secretariat):
        return Q(pk__in=[])
    of_seen_records = Q(record__in=Record.objects.filter(visible(by)))
    if by.is_admin:
        return of_seen_records
    return of_seen_records & Exists(Evidence.objects.filter(attachment=OuterRef("pk")))


def why_not_attach(by: Member | Bearer, record: Record) -> Text | None:
    if not isinstance(by, Member) or not by.is_admin:
        return _("Files are added by an administrator of a school that takes part.")
    if record.act == Act.VOIDED:
        return _("This record is void; nothing about it changes any more.")
    if record.phase == Phase.CANCELLED:
        return _("This activity did not take place; nothing about it changes any more.")
    return None


def why_not_put_up(by: Member | Bearer, record: Record, party: Party | None = None) -> Text | None:
    """Why `by` may not put up a file: as supporting documents, or as the sheet that `party` has sealed."""
    if reason := why_not_attach(by, record):
        return reason
    if record.act != Act.SUBMITTED or record.phase != Phase.HELD:
        return _("There is nothing to prove yet. Say first what took place and submit it.")
    if party is None:
        return None
    if party.ask == Party.Ask.NONE:
        return _("%(school)s wrote this record; its seal is not needed.") % {"school": party.institution}
    if party.decision == Decision.CONFIRMED:
        return _("%(school)s has confirmed already.") % {"school": party.institution}
    return None


def why_not_print_sheet(by: Member | Bearer, record: Record, party: Party) -> Text | None:
    """Why there is no sheet to seal for this party; whoever sees the record may print what is on the page."""
    if record.act != Act.SUBMITTED or record.phase != Phase.HELD:
        return _("There is nothing to confirm yet. Say first what took place and submit it.")
    if party.ask == Party.Ask.NONE:
        return _("%(school)s wrote this record; its seal is not needed.") % {"school": party.institution}
    return None


def why_not_remove(by: Member | Bearer, attachment: Attachment) -> Text | None:
    """Why `by` may not take a file away again; what was put up stays, whatever became of it."""
    if isinstance(by, Member) and attachment.institution_id not in by.scope:
        return _("This file was added by %(school)s.") % {"school": attachment.institution}
    if attachment.evidence.exists():
        return _("This file was put up to be checked and stays with the record.")
    return why_not_attach(by, attachment.record)


def why_not_judge(by: Member | Bearer, evidence: Evidence, belongs_to: frozenset[int] | None = None) -> Text | None:
    """Why `by` may not say whether this proves the facts: only someone of no party, and never who brought it.

    `belongs_to`, from institutions_of(), saves asking again for each row of a list.
    """
    if not isinstance(by, Member) or not by.is_secretariat:
        return _("Documents are checked by the secretariat.")
    belongs_to = institutions_of(by) if belongs_to is None else belongs_to
    sides = [evidence.record.owner, *(party.institution for party in evidence.record.parties.all())]
    for side in sides:
        if side.pk in belongs_to:
            return _("You belong to %(school)s, which takes part in this record. Somebody else has to check it.") % {
                "school": side
            }
    if by.membership.user_id in (evidence.put_up_by.user_id, added_by_user(evidence.attachment)):
        return _("You put this up yourself. Somebody else has to check it.")
    if evidence.record.act != Act.SUBMITTED:
        return _("This record is void; nothing about it changes any more.")
    return None


def why_not_accept(by: Member | Bearer, evidence: Evidence, belongs_to: frozenset[int] | None = None) -> Text | None:
    party = evidence.party
    if party is not None and party.decision == Decision.DISAGREED and party.decided_at > evidence.put_up_at:
        return _("%(school)s has disagreed after this sheet was put up. Their later word holds.") % {
            "school": party.institution
        }
    return why_not_judge(by, evidence, belongs_to)


def is_the_last_word(evidence: Evidence) -> bool:
    """Whether accepting this makes the record count: papers do, a sheet once no other party is waited for."""
    others = [side for side in evidence.record.parties.all() if side.pk != evidence.party_id]
    return evidence.party_id is None or not any(
        side.ask == Party.Ask.MUST and side.decision != Decision.CONFIRMED for side in others
    )


def institutions_of(by: Member) -> frozenset[int]:
    """Every institution the person belongs to today, in whatever role, with all that were merged into it."""
    return frozenset(
        institution
        for membership in current_memberships(by.membership.user)
        for institution in institution_scope(membership.institution)
    )


def added_by_user(attachment: Attachment) -> int | None:
    return attachment.added_by.user_id if attachment.added_by_id else None
