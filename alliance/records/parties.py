"""Who takes part, who is asked, and what their voices come to."""

from alliance.records.kinds import Kind
from alliance.records.models import Party, Record
from alliance.records.states import Act, Decision, Phase, Voice, derive
from alliance.web import clock
from partners.directory.models import Institution


def asks(kind: Kind, roles: dict[int, str], owner: int) -> dict[int, str]:
    """What each institution is asked: those the kind names less the owner; where that leaves nobody, the others.

    `roles` maps institution ids to role codes. A kind that names nobody has no must-party.
    """
    asked = {institution: kind.role(role).ask for institution, role in roles.items() if institution != owner}
    names_somebody = any(role.ask == Party.Ask.MUST for role in kind.roles)
    if names_somebody and Party.Ask.MUST not in asked.values():
        asked = {institution: Party.Ask.MUST if ask != Party.Ask.MAY else ask for institution, ask in asked.items()}
    # Whoever takes part may object, even where the kind waits for nobody's word.
    asked = {institution: Party.Ask.MAY if ask == Party.Ask.NONE else ask for institution, ask in asked.items()}
    return {**asked, **({owner: Party.Ask.NONE} if owner in roles else {})}


def sync_parties(record: Record) -> None:
    """Make the Party rows what the kind's own table says. The record is locked by the caller."""
    wanted = record.kind_object.parties(record)
    roles = dict(wanted)
    wanted_asks = asks(record.kind_object, roles, record.owner_id)
    present = {party.institution_id: party for party in record.parties.all()}
    for institution in present.keys() - roles.keys():
        present[institution].delete()
    for position, (institution, role) in enumerate(wanted):
        party = present.get(institution) or Party(record=record, institution_id=institution)
        as_wanted = (role, position, wanted_asks[institution])
        if party.pk is None or (party.role, party.position, party.ask) != as_wanted:
            party.role, party.position, party.ask = as_wanted
            if party.ask == Party.Ask.NONE:
                silence(party)
            party.save()
    record._prefetched_objects_cache = {}


def ask_parties(record: Record) -> None:
    """Put the record before every party that has a voice and was not asked yet."""
    record.parties.exclude(ask=Party.Ask.NONE).filter(asked_at=None).update(asked_at=clock.now())


def silence(party: Party) -> None:
    """The party is waited for again; the caller saves."""
    party.decision, party.decided_at, party.way, party.comment = Decision.WAITING, None, "", ""
    party.proposed, party.proposed_hash = None, ""


def silence_all(record: Record) -> None:
    """The facts are other ones: every decision returns to waiting."""
    record.parties.exclude(decision=Decision.WAITING).update(
        decision=Decision.WAITING, decided_at=None, way="", comment="", proposed=None, proposed_hash=""
    )


def forget_answers(record: Record) -> None:
    """The plan is another one: what was answered to the one before says nothing about it."""
    record.parties.exclude(answer="").update(answer="", answered_at=None, answer_comment="", suggested_on=None)


def today_of(institution: Institution) -> int:
    """The institution that this one has become."""
    while institution.successor_id is not None:
        institution = institution.successor
    return institution.pk


def voices(record: Record) -> list[Voice]:
    """Every party but the owner. One still waiting that has since become one with the owner is no voice."""
    owner = today_of(record.owner)
    return [
        Voice(must=party.ask == Party.Ask.MUST, decision=party.decision)
        for party in record.parties.exclude(institution=record.owner_id).select_related("institution__successor")
        if party.decision != Decision.WAITING or today_of(party.institution) != owner
    ]


def rederive(record: Record) -> None:
    """Set state and grade from what people did; the caller saves."""
    if record.act != Act.SUBMITTED or record.phase != Phase.HELD:  # nobody's word counts yet, or any more
        record.state, record.grade = derive(record.phase, record.act, (), False)
        return
    supporting = record.evidence.filter(party=None, facts_hash=record.facts_hash, accepted_at__isnull=False).exists()
    record.state, record.grade = derive(record.phase, record.act, voices(record), supporting)
