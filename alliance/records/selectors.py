"""What pages read of records: always what `visible` allows, in a number of queries that does not grow."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.db.models import Exists, OuterRef, Prefetch, QuerySet, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from alliance.records import rules
from alliance.records.facts import check_code, hash_of, upgraded
from alliance.records.kinds import Facts, Names, Text, kind_of
from alliance.records.models import Party, PartyPrivate, Record
from alliance.records.states import Act, Decision, Phase, State
from alliance.records.timeline import timeline_of
from alliance.records.turns import turn_of
from alliance.web import clock
from partners.directory.acting import Bearer, Member
from partners.directory.models import Contact, Institution

FACTS_SALT = "alliance.records.facts"
PAPERS_AFTER = 14  # days of silence after which supporting documents may speak instead


def records_for(by: Member | Bearer) -> QuerySet[Record]:
    """The records that `by` may see."""
    return Record.objects.filter(rules.visible(by)).select_related("owner")


def with_asked(records: QuerySet[Record]) -> QuerySet[Record]:
    """The records with `asked`: whether they were put before anybody (else they are shown as logged)."""
    return records.annotate(asked=Exists(Party.objects.filter(record=OuterRef("pk"), asked_at__isnull=False)))


def state_name(record: Record, asked: bool = True) -> str:
    """The name by which components/state.html shows where a record stands."""
    if record.act != Act.SUBMITTED:
        return record.act
    if record.phase == Phase.CANCELLED:
        return Phase.CANCELLED
    if record.phase == Phase.PLANNED:
        return "report" if record.ends_on < clock.today() else Phase.PLANNED
    return "logged" if record.state == State.SUBMITTED and not asked else record.state


# --- Facts as people read them ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One row of facts; `was` is what stood there before, where it changed."""

    label: Text
    value: Text
    was: Text = ""


def names_in(*facts: Facts) -> Names:
    """Names of the institutions that these facts mention, in the reader's language; one query."""
    ids = {party["institution"] for one in facts for party in one["parties"]}
    return names_of(Institution.objects.in_bulk(ids))


def names_of(institutions: Mapping[int, Institution]) -> Names:
    return lambda institution: str(institutions[institution])


def institutions_in(record: Record) -> dict[int, Institution]:
    """Owner and parties of a record whose parties have been fetched; no query."""
    return {
        record.owner_id: record.owner,
        **{party.institution_id: party.institution for party in record.parties.all()},
    }


def rows_of(facts: Facts, names: Names) -> list[Row]:
    facts = upgraded(facts)
    return [Row(row.label, row.value) for row in kind_of(facts["kind"]).shown(facts, names)]


def differences(old: Facts, new: Facts, names: Names) -> list[Row]:
    """The new facts, with what stood there before wherever it differs; what has gone comes last."""
    before = {str(row.label): row.value for row in rows_of(old, names)}
    after = rows_of(new, names)
    nothing = pgettext("fact", "nothing")
    marked = [
        Row(
            row.label, row.value, "" if before.get(str(row.label)) == row.value else before.get(str(row.label), nothing)
        )
        for row in after
    ]
    gone = before.keys() - {str(row.label) for row in after}
    return marked + [Row(label, nothing, value) for label, value in before.items() if label in gone]


def sealed_facts(record: Record) -> str:
    """The facts that a page shows, for the page to bring back, so that a 409 can say what has changed since."""
    return signing.dumps(record.facts, salt=FACTS_SALT, compress=True)


def facts_shown(sealed: str, facts_hash: str) -> Facts | None:
    """The facts that a page was made with; none where they are not those of the hash, or not ours."""
    try:
        facts = signing.loads(sealed, salt=FACTS_SALT)
    except signing.BadSignature:
        return None
    return facts if hash_of(facts) == facts_hash else None


def effect_of(facts: Facts, names: Names) -> list[Text]:
    """What the record adds to the totals once it is confirmed, in sentences."""
    facts = upgraded(facts)
    effect = kind_of(facts["kind"]).effect
    return effect(facts, names) if effect else []


# --- The page of a record ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PartyCard:
    """One party as the record's page shows it."""

    party: Party
    role: Text
    is_owner: bool
    is_mine: bool
    contact: Contact | None
    rows: list[Row]  # the numbers it proposes, marked

    @property
    def tone(self) -> str:
        """How the stamp is drawn: dashed while waiting, red on disagreement, grey where nobody was asked."""
        if self.is_owner or self.party.decision == Decision.CONFIRMED:
            return ""
        return "bad" if self.party.decision == Decision.DISAGREED else "wait"


def with_parties(record: Record) -> Record:
    """The record with its parties, their institutions, contacts and private parts, in three queries."""
    contacts = Prefetch(
        "institution__contacts", Contact.objects.filter(until=None).select_related("person"), to_attr="registered"
    )
    parties = Party.objects.select_related("institution", "private").prefetch_related(contacts)
    record._prefetched_objects_cache = {}
    prefetch_related_objects([record], Prefetch("parties", parties))
    return record


def record_page_context(member: Member, record: Record) -> dict[str, Any]:
    """All that templates/records/_*.html show of a record to this member; the number of queries is constant."""
    with_parties(record)
    parties = list(record.parties.all())
    institutions = institutions_in(record)
    names = names_of(institutions)
    mine = rules.party_of(member, record)
    turn = turn_of(record, parties)
    comma = pgettext("between the names of institutions", ", ")
    return {
        "record": record,
        "shown_facts": sealed_facts(record),
        "state": state_name(record, any(party.asked_at for party in parties)),
        "way": ways_of(parties) if record.grade == "mutual" else "",
        "check_code": check_code(record.facts_hash),
        "facts_rows": rows_of(record.facts, names),
        "effect": effect_of(record.facts, names),
        "parties": [card_of(member, record, party, names) for party in parties],
        "mine": mine,
        "is_owner": rules.owns(member, record),
        "turn": turn,
        "is_our_turn": turn is not None and any(institution in member.scope for institution in turn.whose),
        "waited_names": comma.join(institutions[institution].short for institution in turn.whose) if turn else "",
        "reminders": [party for party in parties if rules.why_not_remind(member, record, party) is None],
        "papers_after": PAPERS_AFTER,
        "acts": acts_for(member, record, mine),
        "timeline": timeline_of(record, member, turn),
        "private": private_part(member, mine),
        "who_sees": who_sees(record, parties),
    }


def ways_of(parties: Iterable[Party]) -> str:
    """By which ways those who must have agreed: Online, Link."""
    found = {party.get_way_display(): None for party in parties if party.ask == Party.Ask.MUST and party.way}
    return pgettext("between the ways", ", ").join(map(str, found))


def card_of(member: Member, record: Record, party: Party, names: Names) -> PartyCard:
    shown = member.is_admin or member.is_secretariat
    contact = next(iter(party.institution.registered), None) if shown else None
    return PartyCard(
        party=party,
        role=record.kind_object.role(party.role).label,
        is_owner=party.institution_id == record.owner_id,
        is_mine=party.institution_id in member.scope,
        contact=contact,
        rows=proposed_rows(record, party, names) if party.proposed else [],
    )


def proposed_rows(record: Record, party: Party, names: Names) -> list[Row]:
    """The rows that would differ if the owner took over what a party proposes."""
    with_proposed = {**record.facts, **party.proposed}
    return [row for row in differences(record.facts, with_proposed, names) if row.was]


def acts_for(member: Member, record: Record, mine: Party | None) -> dict[str, bool]:
    """What this member may do with the record now; each is one of the rules."""
    checks: dict[str, Callable[[], Text | None]] = {
        "change": lambda: rules.why_not_change(member, record),
        "submit": lambda: rules.why_not_submit(member, record),
        "discard": lambda: rules.why_not_discard(member, record),
        "report": lambda: rules.why_not_hold(member, record),
        "cancel": lambda: rules.why_not_cancel(member, record),
        "withdraw": lambda: rules.why_not_withdraw(member, record),
        "void": lambda: rules.why_not_void(member, record),
        "answer": lambda: rules.why_not_answer(member, record),
        "confirm": lambda: rules.why_not_confirm(member, record),
        "link": lambda: rules.why_not_link(member, record),
        "keep": lambda: rules.why_not_keep(member, record),
    }
    acts = {verb: check() is None for verb, check in checks.items()}
    decided = mine is not None and mine.decision != Decision.WAITING
    acts["take_back"] = acts["confirm"] and decided
    acts["disagree"] = acts["confirm"] and (mine is None or mine.decision != Decision.DISAGREED)
    acts["confirm"] = acts["confirm"] and (mine is None or mine.decision != Decision.CONFIRMED)
    return acts


def private_part(member: Member, mine: Party | None) -> PartyPrivate | None:
    """What the member's own side keeps for itself; the prefetched row, or none."""
    if mine is None or not member.is_admin:
        return None
    return getattr(mine, "private", None)


def who_sees(record: Record, parties: Iterable[Party]) -> list[str]:
    """Who can see this record, a sentence each."""
    if record.act == Act.DRAFT:
        return [_("A draft: only the people of %(school)s see it.") % {"school": record.owner.short}]
    schools = pgettext("between the names of institutions", ", ").join(party.institution.short for party in parties)
    return [
        _("Administrators of %(schools)s: everything but what the other side keeps for itself.") % {"schools": schools},
        _("Teachers of these schools: without the names on the roster, but for their own."),
        _("The alliance’s secretariat: without names, and the papers put up for acceptance."),
        _("Other members and the public: only the figures that it enters."),
    ]
