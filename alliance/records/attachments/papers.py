"""The confirmation sheet of one record for one party."""

from django.conf import settings
from django.utils import formats, timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from alliance.documents.papers import ConfirmationSheet, Fact, Side, print_confirmation_sheet
from alliance.documents.qr import qr_svg
from alliance.records.facts import check_code
from alliance.records.models import Party, Record
from alliance.records.selectors import names_in, rows_of
from alliance.web import clock


def confirmation_sheet(record: Record, party: Party, *, address: str, language: str) -> bytes:
    """The PDF, in the language asked for; `address` is where the record's page opens. Raises DocumentFailed."""
    with translation.override(language):
        sheet = ConfirmationSheet(
            title=pgettext("paper", "Confirmation of a cooperation"),
            number=record.number,
            check_code=check_code(record.facts_hash),
            facts=tuple(Fact(str(row.label), str(row.value)) for row in rows_of(record.facts, names_in(record.facts))),
            parties=tuple(Side(str(side.institution), str(side.role_label)) for side in sides_of(record)),
            asked_by=str(record.owner),
            asked_party=str(party.institution),
            qr_svg=qr_svg(address),
            contact=_("Alliance secretariat, telephone %(phone)s") % {"phone": settings.SECRETARIAT_PHONE},
            printed_at=formats.date_format(timezone.localtime(clock.now()), "DATETIME_FORMAT"),
            demo=settings.DEMO,
        )
        return print_confirmation_sheet(sheet, language=language)


def sides_of(record: Record) -> list[Party]:
    sides = list(record.parties.select_related("institution"))
    for side in sides:
        side.record = record
    return sides
