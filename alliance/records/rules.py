"""Who may see a record and who may do what with it. A rule returns the reason why not, or None."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from alliance.records.models import Confirmation, Party, Record
from alliance.records.states import Act, Decision, Grade, Phase
from alliance.web import clock
from alliance.web.errors import Text
from partners.directory.acting import Bearer, Member, all_of_it
from partners.directory.models import Trace

REMIND_AFTER = timedelta(days=3)


def visible(by: Member | Bearer) -> Q:
    """The records that `by` may see: where every page, count, search, export and API answer starts."""
    if isinstance(by, Bearer):
        return Q(pk__in=by.record_ids)
    asked = Party.objects.filter(record=OuterRef("pk"), institution__in=by.scope)
    return Q(owner__in=by.scope) | ~Q(act=Act.DRAFT) & (Q() if by.is_secretariat else Q(Exists(asked)))


def may_read_names(by: Member | Bearer, record: Record) -> bool:
    """Teachers and the secretariat see a record without the names on its roster; a link shows none either."""
    return isinstance(by, Member) and by.is_admin


def owns(by: Member | Bearer, record: Record) -> bool:
    return record.owner_id in by.scope


def party_of(by: Member | Bearer, record: Record) -> Party | None:
    """The side of the record on which `by` stands."""
    return next((party for party in record.parties.all() if party.institution_id in by.scope), None)


def why_not_write(by: Member | Bearer) -> Text | None:
    """Why `by` may not log anything for an institution."""
    if not isinstance(by, Member) or not by.is_admin:
        return _("Records are written by an administrator of your school.")
    return None


def why_not_change(by: Member | Bearer, record: Record) -> Text | None:
    if not owns(by, record):
        return _("This record belongs to %(school)s, who wrote it. Use “Disagree” to ask for a change.") % {
            "school": record.owner
        }
    if record.act == Act.VOIDED:
        return _("This record is void; nothing about it changes any more.")
    if record.phase == Phase.CANCELLED:
        return _("This activity did not take place; nothing about it changes any more.")
    return why_not_write(by)


def why_not_submit(by: Member | Bearer, record: Record) -> Text | None:
    if record.act != Act.DRAFT:
        return _("This record has been submitted already.")
    return why_not_change(by, record)


def why_not_discard(by: Member | Bearer, record: Record) -> Text | None:
    if record.submitted_at is not None or record.act != Act.DRAFT:
        return _("What the others have seen once is not deleted. Void it instead.")
    return why_not_change(by, record)


def why_not_hold(by: Member | Bearer, record: Record) -> Text | None:
    if not record.is_plan:
        return _("Only a plan can be reported on.")
    if record.ends_on > clock.today():
        return _("This plan ends on %(date)s. Report on it afterwards.") % {"date": record.ends_on.isoformat()}
    return why_not_change(by, record)


def why_not_cancel(by: Member | Bearer, record: Record) -> Text | None:
    if not record.is_plan:
        return _("Only a plan can be cancelled. What took place and was wrongly logged is voided.")
    return why_not_change(by, record)


def why_not_withdraw(by: Member | Bearer, record: Record) -> Text | None:
    if record.act != Act.SUBMITTED:
        return _("Only a submitted record can be taken back.")
    if any(party.decision != Decision.WAITING or party.answer for party in record.parties.all()):
        return _("Somebody has answered already. Change the record, and they are asked again.")
    if record.grade == Grade.DOCUMENTED:
        return _("Its documents have been checked already. Change the record, and they are checked again.")
    return why_not_change(by, record)


def why_not_void(by: Member | Bearer, record: Record) -> Text | None:
    if record.act != Act.SUBMITTED:
        return _("Only a submitted record can be voided. A draft can be thrown away.")
    if record.phase == Phase.PLANNED:
        return _("A plan is cancelled, not voided.")
    return why_not_change(by, record)


def why_not_answer(by: Member | Bearer, record: Record) -> Text | None:
    if not record.is_plan:
        return _("This is no plan any more.")
    return why_not_speak(by, record)


def why_not_confirm(by: Member | Bearer, record: Record) -> Text | None:
    """Why `by` may not agree or disagree."""
    if record.act != Act.SUBMITTED or record.phase != Phase.HELD:
        return _("This record is not waiting for a confirmation.")
    return why_not_speak(by, record)


def why_not_take_back(by: Member | Bearer, record: Record) -> Text | None:
    party = party_of(by, record)
    if party is None or party.decision == Decision.WAITING:
        return _("There is no decision of your side to take back.")
    return why_not_confirm(by, record)


def why_not_take(by: Member | Bearer, record: Record, party: Party) -> Text | None:
    """Why the owner may not take over the numbers that a party proposed."""
    if party.decision != Decision.DISAGREED or party.proposed is None:
        return _("%(school)s has proposed nothing.") % {"school": party.institution}
    if has_spoken_for_another_party(by, record):  # else one person agrees with themselves
        return _("You have already spoken for another party of this record.")
    return why_not_change(by, record)


def why_not_speak(by: Member | Bearer, record: Record) -> Text | None:
    """Why `by` may not speak for the party on whose side it stands."""
    if isinstance(by, Member) and not by.is_admin:
        return _("Records are confirmed by an administrator of your school.")
    party = party_of(by, record)
    if party is None or party.ask == Party.Ask.NONE or owns(by, record):
        return _("This record is not waiting for your school.")
    if has_spoken_for_another_party(by, record):
        return _("You have already spoken for another party of this record.")
    return None


def has_spoken_for_another_party(by: Member | Bearer, record: Record) -> bool:
    """One person, or one device, never acts for two parties: who wrote, submitted or answered has spoken already."""
    if isinstance(by, Bearer):
        spoken = Q(signer=by.signer_key) | Q(device=by.device_key)
        return Confirmation.objects.filter(spoken, record=record).exclude(institution__in=by.scope).exists()
    spoken = set(
        Trace.objects.filter(object_type="record", object_id=record.pk, membership__user=by.membership.user_id)
        .exclude(institution__in=by.scope)
        .values_list("institution", flat=True)
    )
    if not spoken:  # as a rule; the rest asks who has become one with whom
        return False
    sides = [record.owner, *(party.institution for party in record.parties.select_related("institution"))]
    return any(not spoken.isdisjoint(all_of_it(side)) for side in sides if side.pk not in by.scope)


def why_not_on_device(device: str, by: Member, record: Record) -> Text | None:
    """Why nobody decides in the portal on this browser: another party of the record was spoken for here by a link."""
    spoken = Confirmation.objects.filter(record=record, device=device).exclude(institution__in=by.scope)
    if device and spoken.exists():
        return _("You have already spoken for another party of this record.")
    return None


def why_not_remind(by: Member | Bearer, record: Record, party: Party) -> Text | None:
    if not owns(by, record):
        return _("Only the school that wrote the record reminds the others.")
    silent = party.decision == Decision.WAITING and not (record.phase == Phase.PLANNED and party.answer)
    if not silent or party.asked_at is None or record.act != Act.SUBMITTED or record.phase == Phase.CANCELLED:
        return _("%(school)s is not waited for.") % {"school": party.institution}
    if party.reminded_at and clock.now() - party.reminded_at < REMIND_AFTER:
        return _("They were reminded less than three days ago.")
    return why_not_write(by)


def why_not_link(by: Member | Bearer, record: Record) -> Text | None:
    """Why no confirmation link is made for this record. Which party may get one: records.links.rules."""
    if not owns(by, record):
        return _("Confirmation links are made by the school that wrote the record.")
    if record.act != Act.SUBMITTED or record.phase == Phase.CANCELLED:
        return _("Submit the record first; then there is something to confirm.")
    return why_not_write(by)


def why_not_keep(by: Member | Bearer, record: Record) -> Text | None:
    """Why `by` may not write into the private part of a side."""
    if party_of(by, record) is None:
        return _("Your school takes no part in this record.")
    return why_not_write(by)
