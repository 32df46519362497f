"""What records tell people about: short notices in the portal, written by the workflows in their transaction."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alliance.notices.workflows import tell
from alliance.records.models import Party, Record
from partners.directory.models import Institution

TITLE = 80  # characters of a title that a notice quotes
ANSWERED = {
    Party.Answer.WELCOME: _("%(school)s can host: %(title)s"),
    Party.Answer.OTHER_DATE: _("%(school)s suggests another day: %(title)s"),
    Party.Answer.CANNOT: _("%(school)s cannot host: %(title)s"),
}


def tell_of_answer(record: Record, party: Party) -> None:
    values = {"school": party.institution, "title": short_title(record)}
    told(record, record.owner, ANSWERED[party.answer], values, party.answer_comment)


def tell_of_disagreement(record: Record, institution: Institution, reason: str) -> None:
    told(
        record,
        record.owner,
        _("%(school)s disagrees: %(title)s"),
        {"school": institution, "title": short_title(record)},
        reason,
    )


def tell_of_reminder(record: Record, party: Party) -> None:
    values = {"school": record.owner, "title": short_title(record)}
    sentence = (
        _("%(school)s asks you to answer: %(title)s")
        if record.is_plan
        else _("%(school)s asks you to confirm: %(title)s")
    )
    told(record, party.institution, sentence, values)


def tell_of_end(record: Record, sentence, reason: str) -> None:
    """Tell everybody who was asked that a record was voided or a plan cancelled, and why."""
    values = {"school": record.owner, "title": short_title(record)}
    for party in record.parties.exclude(asked_at=None).exclude(institution=record.owner).select_related("institution"):
        told(record, party.institution, sentence, values, reason)


def short_title(record: Record) -> str:
    return record.title[:TITLE]


VOIDED = _("%(school)s voided a record: %(title)s")
CANCELLED = _("Did not take place, says %(school)s: %(title)s")


def told(record: Record, institution: Institution, sentence, values: dict, text: str = "") -> None:
    tell(
        institution=institution,
        subject=sentence,
        text="%(text)s" if text else "",
        values={**values, "text": text, "number": record.number},
        url=reverse("records:record_open", args=[record.number]),
    )
