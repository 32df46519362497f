"""What people are told about their papers, in the transaction that decides on them."""

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from alliance.notices.workflows import mail_contact, tell
from alliance.records.models import Evidence
from alliance.records.notes import short_title, told

SENT_BACK = _("“%(name)s” does not prove the facts yet: %(title)s")
SHEET_ACCEPTED = _("Your institution has confirmed on paper: %(title)s")
IF_NOT_YOURS = _(
    "The secretariat accepted a sheet with your seal for record %(number)s, put up by %(school)s. If you sealed none, "
    "open the record and disagree, or ring the secretariat."
)


def tell_of_sent_back(evidence: Evidence) -> None:
    values = {"name": evidence.attachment.name, "title": short_title(evidence.record)}
    told(evidence.record, evidence.attachment.institution, SENT_BACK, values, evidence.reason)


def tell_of_accepted_sheet(evidence: Evidence) -> None:
    """In the portal, and by mail to the registered contact: a word on paper was given in that institution's name."""
    record, institution = evidence.record, evidence.party.institution
    values = {"title": short_title(record), "number": record.number, "school": evidence.put_up_by.institution}
    page = reverse("records:record_open", args=[record.number])
    said = {"institution": institution, "subject": SHEET_ACCEPTED, "text": IF_NOT_YOURS, "values": values}
    tell(**said, url=page)
    mail_contact(**said, url=settings.PORTAL_URL + page)
