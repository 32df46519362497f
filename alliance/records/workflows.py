"""The shared verbs. Every change of a record's state is one of these: lock, rule, change, trace, changed."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from alliance.records import facts as facts_of
from alliance.records import notes
from alliance.records.changes import changed
from alliance.records.kinds import kind_of
from alliance.records.models import Confirmation, NumberCounter, Party, PartyPrivate, Record, Related
from alliance.records.parties import ask_parties, forget_answers, rederive, silence, silence_all, sync_parties
from alliance.records.rules import (
    party_of,
    visible,
    why_not_answer,
    why_not_cancel,
    why_not_change,
    why_not_confirm,
    why_not_discard,
    why_not_hold,
    why_not_keep,
    why_not_remind,
    why_not_submit,
    why_not_take,
    why_not_take_back,
    why_not_void,
    why_not_withdraw,
    why_not_write,
)
from alliance.records.search import grams_column
from alliance.records.states import Act, Decision, Phase
from alliance.web import clock
from alliance.web.errors import Invalid, Stale, refuse_if
from partners.directory.acting import Bearer, Member
from partners.directory.traces import trace


class StaleFacts(Stale):
    """Somebody decides on facts that are no longer the record's. `shown` is the hash of those they saw."""

    def __init__(self, record: Record, shown: str):
        super().__init__(record, _("What you were shown has changed since. Read it again; what differs is marked."))
        self.shown = shown


class StaleRevision(Stale):
    """Somebody else saved the record while it was being edited."""

    def __init__(self, record: Record):
        super().__init__(
            record,
            _("%(school)s saved this record meanwhile. What you typed is kept; changes are marked.")
            % {"school": record.owner},
        )


# --- What the rooms above call around their own tables ---------------------------------------------------------------


@transaction.atomic
def start(
    *, kind: str, by: Member, starts_on: date, ends_on: date, precision: str = Record.Precision.DAY, purpose: str = ""
) -> Record:
    """Open a draft owned by the member's institution; the caller writes the kind's own row, then calls settle()."""
    refuse_if(why_not_write(by))
    now = clock.now()
    record = Record.objects.create(
        number=draw_number(kind_of(kind).prefix, clock.today().year),
        kind=kind,
        owner=by.institution,
        starts_on=starts_on,
        ends_on=ends_on,
        precision=precision,
        purpose=purpose,
        phase=phase_for(ends_on),
        written_by=by.membership,
        written_at=now,
    )
    trace(by, "drafted", record)
    return record


def phase_for(ends_on: date) -> str:
    """A record whose end lies ahead is a plan."""
    return Phase.PLANNED if ends_on > clock.today() else Phase.HELD


def draw_number(prefix: str, year: int) -> str:
    """The next number of a prefix and year, never to be drawn again."""
    NumberCounter.objects.get_or_create(prefix=prefix, year=year)
    counter = NumberCounter.objects.select_for_update().get(prefix=prefix, year=year)
    counter.last += 1
    counter.save(update_fields=["last"])
    return str(counter)


def lock(record_id: int, by: Member | Bearer) -> Record:
    """The record, locked until the transaction ends. Raises Record.DoesNotExist where `by` may not see it."""
    return Record.objects.select_for_update(of=("self",)).get(visible(by), pk=record_id)


def lock_for_change(*, record_id: int, by: Member, revision: int) -> Record:
    """The record, locked for its owner's save. Raises Refused, StaleRevision."""
    record = lock(record_id, by)
    refuse_if(why_not_change(by, record))
    if revision != record.revision:
        raise StaleRevision(record)
    return record


def settle(record: Record, *, by: Member | None, verb: str = "", fields: Iterable[str] = ()) -> Record:
    """After the owner's save: recompute facts, parties, state and grade; new facts void what was decided.

    The caller holds the lock and has saved the kind's own row. An empty verb writes no trace (a draft just begun).
    """
    before = record.facts_hash
    if record.act == Act.DRAFT:
        record.phase = phase_for(record.ends_on)
    sync_parties(record)
    parties = parties_with_places(record)
    record.facts = canonical_facts(record, parties)
    record.facts_hash = facts_of.hash_of(record.facts)
    record.people = sum(record.facts.get("counts", {}).values())
    record.grams = grams_column(record.number, record.title, *names_of(parties))
    record.revision += 1
    if record.act == Act.SUBMITTED and record.facts_hash != before:
        silence_all(record)
        if record.phase == Phase.PLANNED:
            forget_answers(record)
        kill_links(record)
        ask_parties(record)
    rederive(record)
    record.save()
    if verb:
        trace(by, verb, record, fields)
    if record.submitted_at is not None:
        changed([record.pk])
    return record


def canonical_facts(record: Record, parties: list[Party]) -> dict[str, Any]:
    """The record's facts as they stand in the tables now. What a ledger line needs of the directory is copied in."""
    deed = Related.objects.filter(record=record, type=Related.Type.SAME_DEED).values_list("other_id", flat=True).first()
    return facts_of.plain(
        {
            "v": facts_of.VERSION,
            "kind": record.kind,
            "phase": record.phase,
            "parties": [
                {"institution": party.institution_id, "role": party.role, "place": party.institution.region.place}
                for party in parties
            ],
            "starts_on": record.starts_on,
            "ends_on": record.ends_on,
            "precision": record.precision,
            "same_deed_as": deed,
            **record.kind_object.facts(record),
        }
    )


def parties_with_places(record: Record) -> list[Party]:
    return list(record.parties.select_related("institution__region").order_by("position", "pk"))


def names_of(parties: list[Party]) -> list[str]:
    """Every name by which a record is found through its parties."""
    institutions = [party.institution for party in parties]
    return [name for one in institutions for name in (one.name_zh, one.short_zh, one.name_en)]


def kill_links(record: Record, party: Party | None = None) -> None:
    """The links, of one party or of all, no longer decide; they stay readable with the facts they were made for."""
    links = record.links.filter(dead_at=None)
    (links.filter(party=party) if party else links).update(dead_at=clock.now())


# --- The owner's verbs ----------------------------------------------------------------------------------------------


@transaction.atomic
def submit(*, record_id: int, by: Member, revision: int) -> Record:
    """Put a draft before the other parties: a plan to be answered, or what took place to be confirmed.

    Raises Refused, StaleRevision, Invalid with the fields that hinder it.
    """
    record = lock(record_id, by)
    refuse_if(why_not_submit(by, record))
    if revision != record.revision:
        raise StaleRevision(record)
    record.phase = phase_for(record.ends_on)  # a draft may have lain until its day had passed
    if problems := record.kind_object.problems(record):
        raise Invalid(problems)
    record.act = Act.SUBMITTED
    record.submitted_at = clock.now()
    ask_parties(record)
    return settle(record, by=by, verb="submitted")


@transaction.atomic
def hold(record: Record, *, by: Member, fields: Iterable[str] = ()) -> Record:
    """A plan took place. The caller has locked the record and written what really was. Raises Refused, Invalid."""
    refuse_if(why_not_hold(by, record))
    record.phase = Phase.HELD
    if problems := record.kind_object.problems(record):
        raise Invalid(problems)
    return settle(record, by=by, verb="held", fields=fields)


@transaction.atomic
def amend(record: Record, *, by: Member, fields: Iterable[str] = ()) -> Record:
    """The owner saved other content. The caller has locked the record and written it. Raises Invalid."""
    if record.act == Act.SUBMITTED and (problems := record.kind_object.problems(record)):
        raise Invalid(problems)
    return settle(record, by=by, verb="amended" if record.submitted_at else "saved", fields=fields)


@transaction.atomic
def cancel(*, record_id: int, by: Member, reason: str, words: str = "") -> Record:
    """活动取消: a plan did not take place; the reason is one of Record.CancelReason."""
    record = lock(record_id, by)
    refuse_if(why_not_cancel(by, record))
    if reason not in Record.CancelReason.values:
        raise Invalid({"reason": _("Choose why it did not take place.")})
    record.phase, record.cancel_reason, record.reason = Phase.CANCELLED, reason, words
    settle(record, by=by, verb="cancelled")
    notes.tell_of_end(record, notes.CANCELLED, words or record.get_cancel_reason_display())
    return record


@transaction.atomic
def withdraw(*, record_id: int, by: Member) -> Record:
    """撤回修改: back to a draft, while nobody has decided or answered; links die."""
    record = lock(record_id, by)
    refuse_if(why_not_withdraw(by, record))
    record.act = Act.DRAFT
    record.parties.update(asked_at=None)
    kill_links(record)
    return settle(record, by=by, verb="withdrawn")


@transaction.atomic
def void(*, record_id: int, by: Member, reason: str) -> Record:
    """作废: the record is wrong, for the reason given; final."""
    record = lock(record_id, by)
    refuse_if(why_not_void(by, record))
    if not reason.strip():
        raise Invalid({"reason": _("Say why the record is wrong; the others will read it.")})
    record.act, record.reason = Act.VOIDED, reason.strip()
    kill_links(record)
    settle(record, by=by, verb="voided")
    notes.tell_of_end(record, notes.VOIDED, record.reason)
    return record


@transaction.atomic
def discard(*, record_id: int, by: Member) -> None:
    """Really delete a draft that nobody else has ever seen."""
    record = lock(record_id, by)
    refuse_if(why_not_discard(by, record))
    trace(by, "discarded", record)
    record.delete()


@transaction.atomic
def remind(*, record_id: int, party_id: int, by: Member) -> Party:
    """催办: remind a party by a notice in the portal. Raises Refused within three days of the last time."""
    record = lock(record_id, by)
    party = record.parties.select_related("institution").get(pk=party_id)
    refuse_if(why_not_remind(by, record, party))
    party.reminded_at = clock.now()
    party.save(update_fields=["reminded_at"])
    notes.tell_of_reminder(record, party)
    trace(by, "reminded", record)
    return party


@transaction.atomic
def take(*, record_id: int, party_id: int, by: Member, revision: int, proposed_hash: str) -> Record:
    """Take over a disagreeing party's numbers unchanged, as they were shown; with that the party has confirmed."""
    record = lock(record_id, by)
    party = record.parties.select_related("institution").get(pk=party_id)
    refuse_if(why_not_take(by, record, party))
    if revision != record.revision:
        raise StaleRevision(record)
    if proposed_hash != party.proposed_hash:  # they disagreed again: that raises no revision
        raise StaleFacts(record, shown=proposed_hash)
    proposed, way = party.proposed, party.way
    last = record.confirmations.filter(institution=party.institution).latest("pk")
    record.kind_object.propose(record, proposed)
    settle(record, by=by, verb="took_over")
    if record.facts_hash == proposed_hash:
        write_decision(
            record, party.institution_id, Decision.CONFIRMED, way=way, signer=last.signer, device=last.device
        )
        settle_decision(record)
    return record


@transaction.atomic
def keep(*, record_id: int, by: Member, **private: Any) -> PartyPrivate:
    """Write what one side keeps for itself: cost_fen, companions, places, contacts, note. Nobody else is told."""
    record = lock(record_id, by)
    refuse_if(why_not_keep(by, record))
    kept, _created = PartyPrivate.objects.update_or_create(party=party_of(by, record), defaults=private)
    trace(by, "kept", record, private)
    return kept


# --- The other parties' verbs ---------------------------------------------------------------------------------------


@transaction.atomic
def answer(
    *,
    record_id: int,
    by: Member | Bearer,
    facts_hash: str,
    answer: str,
    comment: str = "",
    suggested_on: date | None = None,
) -> Record:
    """Answer the plan that was shown: welcome, other date, cannot. Moves no number. Raises Refused, StaleFacts."""
    record = lock(record_id, by)
    refuse_if(why_not_answer(by, record))
    if facts_hash != record.facts_hash:
        raise StaleFacts(record, shown=facts_hash)
    errors = {}
    if answer not in Party.Answer.values:
        errors["answer"] = _("Choose an answer.")
    if answer == Party.Answer.OTHER_DATE and suggested_on is None:
        errors["suggested_on"] = _("Say which day would suit you.")
    if errors:
        raise Invalid(errors)
    party = party_of(by, record)
    party.answer, party.answer_comment, party.suggested_on = answer, comment, suggested_on
    party.answered_at = clock.now()
    party.save()
    kill_links(record, party)
    notes.tell_of_answer(record, party)
    trace(by, f"answered_{answer}", record)
    return record


@transaction.atomic
def confirm(*, record_id: int, by: Member | Bearer, facts_hash: str) -> Record:
    """Note that a party agrees to the facts it was shown; again is once. Raises Refused, StaleFacts."""
    record = lock(record_id, by)
    refuse_if(why_not_confirm(by, record))
    if facts_hash != record.facts_hash:
        raise StaleFacts(record, shown=facts_hash)
    party = party_of(by, record)
    if party.decision != Decision.CONFIRMED:
        write_decision(record, party.institution_id, Decision.CONFIRMED, **as_signed(by))
        trace(by, "confirmed", record)
        settle_decision(record)
    return record


@transaction.atomic
def disagree(
    *, record_id: int, by: Member | Bearer, facts_hash: str, reason: str, proposed: dict[str, Any] | None = None
) -> Record:
    """Note that a party holds the facts for wrong, why, and which numbers it holds for right.

    `proposed` is what the kind's propose() understands. Raises Refused, StaleFacts, Invalid.
    """
    record = lock(record_id, by)
    refuse_if(why_not_confirm(by, record))
    if facts_hash != record.facts_hash:
        raise StaleFacts(record, shown=facts_hash)
    if not reason.strip():
        raise Invalid({"reason": _("Say what is wrong, so that they can mend it.")})
    party = party_of(by, record)
    write_decision(record, party.institution_id, Decision.DISAGREED, comment=reason.strip(), **as_signed(by))
    if proposed:
        record.parties.filter(pk=party.pk).update(proposed=proposed, proposed_hash=hash_with(record, proposed))
    trace(by, "disagreed", record)
    notes.tell_of_disagreement(record, by.institution, reason.strip())
    return settle_decision(record)


@transaction.atomic
def take_back(*, record_id: int, by: Member | Bearer) -> Record:
    """The party's decision returns to waiting, while the facts are the same. Raises Refused."""
    record = lock(record_id, by)
    refuse_if(why_not_take_back(by, record))
    party = party_of(by, record)
    write_decision(record, party.institution_id, Confirmation.Decision.TAKEN_BACK, **as_signed(by))
    trace(by, "took_back", record)
    return settle_decision(record)


@transaction.atomic
def confirm_on_paper(record: Record, *, party: Party, signer: str, by: Member) -> Record:
    """An accepted sealed sheet is its party's word. The caller holds the lock and has judged the sheet."""
    if party.decision != Decision.CONFIRMED:
        write_decision(record, party.institution_id, Decision.CONFIRMED, way=Party.Way.PAPER, signer=signer)
        trace(by, "accepted_sheet", record)
    return settle_decision(record)


def as_signed(by: Member | Bearer) -> dict[str, str]:
    return {"way": by.way, "signer": by.person_key, "device": by.device_key if isinstance(by, Bearer) else ""}


def write_decision(
    record: Record, institution: int, decision: str, *, way: str, signer: str, device: str = "", comment: str = ""
) -> None:
    """The trail's row and the party's live decision, together. The record is locked."""
    Confirmation.objects.create(
        record=record,
        institution_id=institution,
        decision=decision,
        way=way,
        signer=signer,
        device=device,
        facts=record.facts,
        facts_hash=record.facts_hash,
        comment=comment,
        at=clock.now(),
    )
    party = record.parties.get(institution=institution)
    silence(party)
    if decision != Confirmation.Decision.TAKEN_BACK:
        party.decision, party.decided_at, party.way, party.comment = decision, clock.now(), way, comment
        kill_links(record, party)
    party.save()
    record._prefetched_objects_cache = {}


def settle_decision(record: Record) -> Record:
    """After a decision or a judged paper: state, grade, and the call upward. No new revision."""
    rederive(record)
    record.save(update_fields=["state", "grade"])
    changed([record.pk])
    return record


def hash_with(record: Record, proposed: dict[str, Any]) -> str:
    """The hash that the facts would have with a party's numbers in them; nothing is kept."""
    apart = Record.objects.get(pk=record.pk)  # so that the caller's objects keep what really stands
    point = transaction.savepoint()
    record.kind_object.propose(apart, proposed)
    found = facts_of.hash_of(canonical_facts(apart, parties_with_places(apart)))
    transaction.savepoint_rollback(point)
    return found


@transaction.atomic
def relate(*, record_id: int, other_id: int, type: str, by: Member) -> Record:
    """Say that two records belong together; the same deed counts its people in the other record only."""
    record = lock(record_id, by)
    refuse_if(why_not_change(by, record))
    other = Record.objects.get(visible(by), pk=other_id)
    Related.objects.create(record=record, other=other, type=type)
    return settle(record, by=by, verb="related")
