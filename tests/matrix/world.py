"""What the matrix asks for: records in three situations, with a canary wherever something is nobody else's business."""

from dataclasses import dataclass, replace

from alliance.dashboard.models import Indicator
from alliance.dashboard.workflows import apply_postings, load_indicators
from alliance.ledger import workflows as ledger
from alliance.ledger.models import Entry
from alliance.notices.models import Message
from alliance.records import workflows as records
from alliance.records.links import workflows as links
from alliance.records.models import Record
from exchanges.workflows import RosterContent
from tests.conftest import People
from tests.factories import ContactFactory, InvitationFactory, PersonFactory
from tests.stories import PDF, attached, drafted_visit, put_up, submitted_visit

ROLES = ("visitor", "owner_admin", "owner_teacher", "host_admin", "third_admin", "third_teacher", "lead", "former")
OBJECTS = ("draft", "submitted", "confirmed")

OWNERS = {"owner_admin", "owner_teacher"}
SIDES = OWNERS | {"host_admin", "lead"}


@dataclass(frozen=True)
class Canary:
    """A string planted where only `seers` may read it."""

    text: str
    seers: frozenset[str]


def canaries() -> list[Canary]:
    def planted(text: str, *seers: str) -> Canary:
        return Canary(f"KANARI{text}", frozenset(seers))

    return [
        planted("ZWECK", *OWNERS),  # a draft's purpose
        planted("NOTIZ", *OWNERS),  # the owner's private part
        planted("GASTNOTIZ", "host_admin"),  # the host's
        planted("ENTWURFNAME", "owner_admin"),  # a draft's roster
        planted("NAME", "owner_admin", "host_admin"),  # a submitted record's roster
        planted("ENTWURFDATEI", *OWNERS),  # the name of a draft's file
        planted("ENTWURFINHALT", *OWNERS),  # its content
        planted("DATEI", *SIDES),  # the name of a submitted record's file
        planted("INHALT", *SIDES),
        planted("55501", "owner_admin", "host_admin", "lead"),  # the telephone of the host's contact
    ]


class World:
    """The objects, and for each situation the values that stand in paths."""

    def __init__(self, people: People):
        self.people = people
        load_indicators()
        owner, host = people.member("owner_admin"), people.member("host_admin")
        ContactFactory(
            institution=people.host_school,
            person=PersonFactory(outsider=True, email="office@school.example", phone="KANARI55501"),
        )
        roster = RosterContent("KANARIENTWURFNAME", "teachers"), RosterContent("KANARIENTWURFNAME二", "teachers")
        actual = {"teachers": 2}
        draft = drafted_visit(owner, people.host_school, purpose="KANARIZWECK", roster=roster, actual=actual)
        named = tuple(replace(one, name=one.name.replace("ENTWURF", "")) for one in roster)
        submitted = submitted_visit(owner, people.host_school, roster=named, actual=actual)
        confirmed = submitted_visit(owner, people.host_school)
        confirmed = records.confirm(record_id=confirmed.pk, by=host, facts_hash=confirmed.facts_hash)
        records.keep(record_id=submitted.pk, by=owner, note="KANARINOTIZ")
        records.keep(record_id=submitted.pk, by=host, note="KANARIGASTNOTIZ")
        ledger.post()
        apply_postings()
        self.records: dict[str, Record] = {"draft": draft, "submitted": submitted, "confirmed": confirmed}
        self.values = {name: self.values_of(name, record) for name, record in self.records.items()}

    def values_of(self, name: str, record: Record) -> dict[str, object]:
        people, owner = self.people, self.people.member("owner_admin")
        mark = "ENTWURF" if name == "draft" else ""
        content = PDF + f"%KANARI{mark}INHALT {name}\n".encode()
        file = {"name": f"KANARI{mark}DATEI.pdf", "content": content}
        evidence = None
        attachment = attached(record, owner, **file)
        party = record.parties.exclude(institution=people.school).first()
        token = "no-such-link"
        if name == "submitted":
            evidence = put_up(record, owner, name="KANARIDATEI.pdf", content=content + b"%\n")
            _link, token = links.make_link(record_id=record.pk, party_id=party.pk, by=owner)
        return {
            "number": record.number,
            "attachment_id": attachment.pk,
            "party_id": party.pk,
            "evidence_id": evidence.pk if evidence else 0,
            "token": token,
        }

    def typed(self, name: str) -> dict[str, object]:
        """What a form of the record's page sends along."""
        if name not in self.records:
            return {}
        record = Record.objects.get(pk=self.records[name].pk)
        return {
            "party": self.values[name]["party_id"],
            "facts_hash": record.facts_hash,
            "revision": record.revision,
        }

    def single(self, address_name: str) -> dict[str, object]:
        """What stands in paths that name no record."""
        people = self.people
        keys = {
            "directory:membership_end": people.membership("owner_teacher").pk,
            "directory:reset_code_issue": people.membership("owner_teacher").pk,
            "directory:reset_code_slip": people.membership("owner_teacher").pk,
            "notices:notice_open": getattr(Message.objects.first(), "pk", 0),
            "api:entry-detail": getattr(Entry.objects.first(), "pk", 0),
        }
        if address_name == "directory:invitation_withdraw":
            keys[address_name] = InvitationFactory(institution=people.school).pk
        return {
            "pk": keys.get(address_name, people.host_school.pk),
            "code": Indicator.objects.filter(code="build.outbound").first().code,
            "pillar": "build",
            "token": "no-such-invitation",
            "uidb36": "1",
            "key": "abc-def",
        }
