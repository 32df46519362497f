"""What the pages of links show."""

from dataclasses import dataclass

from django.conf import settings
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from alliance.documents.qr import qr_svg
from alliance.records.links.rules import UNDONE_WITHIN, Status, is_open, status_of
from alliance.records.links.workflows import address_of_token, token_hash
from alliance.records.models import Link, Party, Record, Signer
from partners.directory.models import Contact


def link_by_token(token: str) -> Link | None:
    """The link that somebody holds; none where there is none, or it is so long dead that it is gone."""
    link = (
        Link.objects.select_related("record__owner", "party__institution", "made_by__user__person", "signer")
        .filter(token_hash=token_hash(token))
        .first()
    )
    return None if link is None or status_of(link) == Status.GONE else link


def last_signer(link: Link, device: str) -> Signer | None:
    """Who decided last for this institution on this very device: offered as a tap, shown nowhere else."""
    if not device:
        return None
    last = (
        Link.objects.filter(device=device, party__institution=link.party.institution_id, signer__isnull=False)
        .select_related("signer")
        .order_by("-decided_at")
        .first()
    )
    return last.signer if last and last.signer.name else None


def registered_contact(link: Link) -> Contact | None:
    return Contact.objects.filter(institution=link.party.institution_id, until=None).select_related("person").first()


def masked(contact: Contact) -> str:
    """周** 138****0118: enough for a colleague to know who, for nobody else to ring."""
    name, phone = contact.person.name, contact.person.phone
    hidden = name[:1] + "**"
    return f"{hidden} {phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else hidden


def undone_until(link: Link):
    return link.decided_at + UNDONE_WITHIN


@dataclass(frozen=True)
class Invited:
    """One party on the owner's page of links."""

    party: Party
    has_address: bool
    links: list[Link]
    is_open: bool


def parties_to_link(record: Record) -> list[Invited]:
    """Every other party with its links, latest first; three queries."""
    contacts = Prefetch(
        "institution__contacts", Contact.objects.filter(until=None).exclude(person__email=""), to_attr="with_address"
    )
    links = Prefetch("links", Link.objects.order_by("-pk"))
    parties = record.parties.exclude(ask=Party.Ask.NONE).select_related("institution").prefetch_related(contacts, links)
    return [
        Invited(party, bool(party.institution.with_address), list(party.links.all())[:10], is_open(record, party))
        for party in parties
    ]


@dataclass(frozen=True)
class Made:
    """A link just made: shown once."""

    text: str
    address: str
    qr: str
    party: Party


def made(link: Link, token: str) -> Made:
    """The text to paste into a chat, the address alone, and its QR code."""
    address, record = address_of_token(token), link.record
    sentence = (
        _(
            "[Please answer] %(school)s (tel. %(phone)s) asks whether you can host: %(title)s, %(people)d people. "
            "No sign-in; it shows this plan alone: %(link)s To check, ring the secretariat: %(secretariat)s"
        )
        if record.is_plan
        else _(
            "[Please confirm] %(school)s (tel. %(phone)s) asks you to confirm: %(title)s, %(people)d people. "
            "No sign-in; it shows this record alone: %(link)s To check, ring the secretariat: %(secretariat)s"
        )
    )
    text = sentence % {
        "school": record.owner.short,
        "phone": record.owner.phone or "–",
        "title": record.title,
        "people": record.people,
        "link": address,
        "secretariat": settings.SECRETARIAT_PHONE,
    }
    return Made(text=text, address=address, qr=qr_svg(address), party=link.party)
