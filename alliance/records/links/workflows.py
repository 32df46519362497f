"""Making, sending and using confirmation links.

A copied link and a sent one are two tokens: what the maker can read proves nothing, so deciding by it wants the
institution's code as well; what only the registered contact received proves itself. Who calls a deciding verb here
has seen that proof (links.views).
"""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliance.notices.workflows import mail_contact, tell
from alliance.records import workflows as records
from alliance.records.links.rules import Status, is_open, status_of, why_not_link_party, why_not_undo
from alliance.records.models import Link, Party, Record, Signer
from alliance.records.notes import short_title
from alliance.web import clock
from alliance.web.errors import Refused, refuse_if
from partners.directory.acting import Bearer, Member
from partners.directory.traces import trace


@dataclass(frozen=True)
class Signature:
    """Who says it, as they gave it, and on which device."""

    name: str
    post: str
    phone: str
    device: str


class LinkDead(Exception):
    """The link decides nothing any more; its page says why."""


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def address_of_token(token: str) -> str:
    return settings.PORTAL_URL + reverse("records:link_open", args=[token])


# --- The owner's verbs ------------------------------------------------------------------------------------------------


@transaction.atomic
def make_link(*, record_id: int, party_id: int, by: Member) -> tuple[Link, str]:
    """A link to copy; its token is given back once and kept only as a hash. Deciding by it wants the party's code."""
    record, party = lock_party(record_id, party_id, by)
    link, token = new_link(record, party, by, sent=False)
    trace(by, "link_made", record)
    return link, token


@transaction.atomic
def send_link(*, record_id: int, party_id: int, by: Member) -> Link:
    """Mail a link to the party's registered contact and show it to nobody. Raises Refused where none is registered."""
    record, party = lock_party(record_id, party_id, by)
    link, token = new_link(record, party, by, sent=True)
    if not mail_link(record, party, token):
        raise Refused(
            _("No e-mail address is registered for %(school)s. Copy a link instead, or ask the secretariat.")
            % {"school": party.institution}
        )
    trace(by, "link_sent", record)
    return link


def lock_party(record_id: int, party_id: int, by: Member) -> tuple[Record, Party]:
    record = records.lock(record_id, by)
    party = record.parties.select_related("institution").get(pk=party_id)
    refuse_if(why_not_link_party(by, record, party))
    return record, party


def new_link(record: Record, party: Party, by: Member | None, *, sent: bool) -> tuple[Link, str]:
    """The row and its token. A party whose record was imported is asked with this."""
    if party.asked_at is None:
        party.asked_at = clock.now()
        party.save(update_fields=["asked_at"])
    token = secrets.token_urlsafe(16)  # 128 bits
    link = Link.objects.create(
        record=record,
        party=party,
        token_hash=token_hash(token),
        sent=sent,
        facts=record.facts,
        facts_hash=record.facts_hash,
        made_by=by.membership if by else None,
        made_at=clock.now(),
    )
    return link, token


def mail_link(record: Record, party: Party, token: str) -> bool:
    """Whether there was an address to send it to."""
    mail = mail_contact(
        institution=party.institution,
        subject=gettext_lazy("[Please confirm] %(title)s (%(school)s)"),
        text=gettext_lazy(
            "%(school)s asks %(party)s to confirm a record: %(title)s (%(number)s). You need not sign in; the link "
            "shows this record alone and decides nothing until you press. It was sent to you only: do not pass it on. "
            "To check that it is genuine, ring the alliance’s secretariat: %(phone)s."
        ),
        values={
            "school": record.owner,
            "party": party.institution,
            "title": short_title(record),
            "number": record.number,
            "phone": settings.SECRETARIAT_PHONE,
        },
        url=address_of_token(token),
    )
    return mail is not None


@transaction.atomic
def renew(*, link_id: int) -> Link:
    """Whoever holds a link that no longer holds asks for a fresh one: it goes to the registered contact alone."""
    link = lock_link(link_id)
    if status_of(link) not in (Status.DEAD, Status.DECIDED) or not is_open(link.record, link.party):
        raise Refused(_("Nothing of this record waits for %(school)s now.") % {"school": link.party.institution})
    fresh, token = new_link(link.record, link.party, None, sent=True)
    if not mail_link(link.record, link.party, token):
        raise Refused(
            _("No e-mail address is registered for your institution. Ring %(school)s for a new link.")
            % {"school": link.record.owner}
        )
    trace(None, "link_renewed", link.record)
    return fresh


# --- The verbs of who holds a link ------------------------------------------------------------------------------------


def confirm_by_link(*, link_id: int, signature: Signature) -> Link:
    """Agree to the facts that the link was made for; again on the same device is once. Raises LinkDead, Refused."""
    return decide(
        link_id,
        signature,
        lambda link, by: records.confirm(record_id=link.record_id, by=by, facts_hash=link.facts_hash),
        gettext_lazy("%(name)s confirmed by link: %(title)s"),
    )


def disagree_by_link(*, link_id: int, signature: Signature, reason: str, proposed: dict[str, Any] | None) -> Link:
    """Raises LinkDead, Refused, Invalid."""
    return decide(
        link_id,
        signature,
        lambda link, by: records.disagree(
            record_id=link.record_id, by=by, facts_hash=link.facts_hash, reason=reason, proposed=proposed
        ),
        gettext_lazy("%(name)s disagreed by link: %(title)s"),
    )


def answer_by_link(
    *, link_id: int, signature: Signature, answer: str, comment: str = "", suggested_on: date | None = None
) -> Link:
    """Answer the plan that the link was made for. Raises LinkDead, Refused, Invalid."""
    return decide(
        link_id,
        signature,
        lambda link, by: records.answer(
            record_id=link.record_id,
            by=by,
            facts_hash=link.facts_hash,
            answer=answer,
            comment=comment,
            suggested_on=suggested_on,
        ),
        gettext_lazy("%(name)s answered a plan by link: %(title)s"),
    )


@transaction.atomic
def decide(link_id: int, signature: Signature, speak: Callable[[Link, Bearer], Record], told) -> Link:
    """Speak for the link's party once, and tell its registered contact that somebody did."""
    link = lock_link(link_id)
    status = status_of(link)
    if status == Status.DECIDED and link.device == signature.device:
        return link
    if status != Status.ALIVE:
        raise LinkDead
    signer = Signer.objects.create(
        name=signature.name,
        post=signature.post,
        phone=signature.phone,
        keep_until=clock.today() + Signer.KEPT,
    )
    speak(link, bearer_of(link, signer, signature.device))
    now = clock.now()
    Link.objects.filter(pk=link.pk).update(dead_at=now, decided_at=now, device=signature.device, signer=signer)
    tell_registered_contact(link, signature, told)
    link.refresh_from_db()
    return link


def lock_link(link_id: int) -> Link:
    """The link with its record locked first, as every write to what hangs on a record."""
    record = Record.objects.select_for_update(of=("self",)).get(links=link_id)
    link = Link.objects.select_related("party__institution").get(pk=link_id)
    link.record = record
    return link


def bearer_of(link: Link, signer: Signer, device: str) -> Bearer:
    return Bearer(
        institution=link.party.institution, record_ids=(link.record_id,), signer_key=signer.key, device_key=device
    )


def tell_registered_contact(link: Link, signature: Signature, sentence) -> None:
    """What was decided in their name is told to the institution, in the portal and by e-mail."""
    values = {
        "name": signature.name,
        "title": short_title(link.record),
        "number": link.record.number,
        "phone": settings.SECRETARIAT_PHONE,
    }
    text = gettext_lazy("Record %(number)s. Was it not your institution? Ring the alliance’s secretariat: %(phone)s.")
    institution = link.party.institution
    url = reverse("records:record_open", args=[link.record.number])
    tell(institution=institution, subject=sentence, text=text, values=values, url=url)
    mail_contact(institution=institution, subject=sentence, text=text, values=values)


@transaction.atomic
def undo(*, link_id: int, device: str) -> Link:
    """Take a decision back within 24 hours, on the device that made it; the link lives again. Raises Refused."""
    link = lock_link(link_id)
    refuse_if(why_not_undo(link, device))
    records.take_back(record_id=link.record_id, by=bearer_of(link, link.signer, device))
    Link.objects.filter(pk=link.pk).update(dead_at=None, decided_at=None)
    link.refresh_from_db()
    return link


@transaction.atomic
def pass_on(*, link_id: int, words: str = "") -> Link:
    """“Not us”: the link dies and its maker's school is told who is in charge instead. Decides nothing."""
    link = lock_link(link_id)
    if status_of(link) == Status.ALIVE:
        Link.objects.filter(pk=link.pk).update(dead_at=clock.now())
        tell(
            institution=link.record.owner,
            subject=gettext_lazy("Somebody else is in charge at %(school)s: %(title)s"),
            text="%(words)s" if words else "",
            values={"school": link.party.institution, "title": short_title(link.record), "words": words},
            url=reverse("records:record_open", args=[link.record.number]),
        )
        trace(None, "passed_on", link.record)
    return link


def note_opening(*, link_id: int) -> None:
    """Note that somebody had the page before them; a chat's preview runs no script and posts nothing."""
    Link.objects.filter(pk=link_id, opened_at=None).update(opened_at=clock.now())
