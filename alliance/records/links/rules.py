"""What a link still is, and why it may not be made, or not be decided on here."""

from collections.abc import Collection
from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from alliance.records.models import Confirmation, Link, Party, Record
from alliance.records.rules import why_not_link
from alliance.records.states import Act, Decision, Phase
from alliance.web import clock
from alliance.web.errors import Text
from partners.directory.acting import Bearer, Member, all_of_it

READABLE = timedelta(days=90)  # after it died a link still shows the facts it was made for
UNDONE_WITHIN = timedelta(hours=24)


class Status(models.TextChoices):
    """What a link is by now."""

    ALIVE = "alive"
    DECIDED = "decided"  # by this very link
    DEAD = "dead"  # changed, taken back, decided another way: readable
    GONE = "gone"


def is_open(record: Record, party: Party) -> bool:
    """Whether this party is still waited for: to answer a plan, or to agree."""
    if record.act != Act.SUBMITTED or party.ask == Party.Ask.NONE:
        return False
    if record.phase == Phase.PLANNED:
        return not party.answer and record.ends_on >= clock.today()
    return record.phase == Phase.HELD and party.decision == Decision.WAITING


def status_of(link: Link) -> Status:
    if link.dead_at and clock.now() - link.dead_at > READABLE:
        return Status.GONE
    if link.decided_at:
        return Status.DECIDED
    if link.dead_at or link.facts_hash != link.record.facts_hash or not is_open(link.record, link.party):
        return Status.DEAD
    return Status.ALIVE


def why_not_link_party(by: Member | Bearer, record: Record, party: Party) -> Text | None:
    """Why the owner may not make a link for this party."""
    if reason := why_not_link(by, record):
        return reason
    if not is_open(record, party):
        return _("%(school)s is not waited for.") % {"school": party.institution}
    return None


def why_not_decide_here(link: Link, sides: Collection[int]) -> Text | None:
    """The owner's people and devices decide nothing by a link. `sides`: institutions that this browser acted for."""
    if not set(sides).isdisjoint(all_of_it(link.record.owner)):
        return _(
            "This browser has been used for %(owner)s, which sent the link. Here it only shows the record: "
            "%(school)s confirms it on a device of its own."
        ) % {"owner": link.record.owner, "school": link.party.institution}
    if any(not set(sides).isdisjoint(all_of_it(party.institution)) for party in others_who_spoke(link)):
        return _("You have already spoken for another party of this record.")
    return None


def others_who_spoke(link: Link) -> list[Party]:
    """The parties that decided or answered already and are not the link's own, nor one with it today."""
    ours = all_of_it(link.party.institution)
    spoken = link.record.parties.exclude(Q(decision=Decision.WAITING, answer="") | Q(institution__in=ours))
    return list(spoken.select_related("institution__successor"))


def why_not_undo(link: Link, device: str) -> Text | None:
    if not device or device != link.device:
        return _("Only the device on which it was decided can take it back.")
    if link.decided_at is None or not stands_by(link):
        return _("There is no decision of your side to take back.")
    if clock.now() - link.decided_at > UNDONE_WITHIN:
        return _("It can be taken back for 24 hours. Ring %(school)s: they can change the record.") % {
            "school": link.record.owner
        }
    return None


def stands_by(link: Link) -> bool:
    """Whether the party's last word is the one given by this link; a later one of somebody else is theirs."""
    words = Confirmation.objects.filter(record=link.record_id, institution=link.party.institution_id)
    last = words.order_by("-pk").first()
    return last is None or link.signer is None or last.signer == link.signer.key
