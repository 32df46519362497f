"""The papers that the product prints: what each says, in the words of a language. The look is in typst/."""

from dataclasses import asdict, dataclass

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from .pdf import render


@dataclass(frozen=True)
class Fact:
    label: str
    value: str


@dataclass(frozen=True)
class Side:
    name: str
    role: str


@dataclass(frozen=True, kw_only=True)
class ConfirmationSheet:
    """One record's facts, as one party is asked to seal them; every string as it is to be read."""

    title: str
    number: str
    check_code: str
    facts: tuple[Fact, ...]
    parties: tuple[Side, ...]
    asked_by: str
    asked_party: str
    qr_svg: str  # opens the page where the sheet can be compared with the portal
    contact: str  # whom to ring, in one line
    printed_at: str
    demo: bool


@dataclass(frozen=True, kw_only=True)
class Slip:
    """A code given on paper: an institution's confirmation code, an invitation, a way back in."""

    title: str
    lines: tuple[str, ...]  # for whom it is, and for what
    code_label: str
    code: str
    steps: tuple[str, ...]
    qr_svg: str  # empty where there is nothing to open
    contact: str
    printed_at: str
    demo: bool


def print_confirmation_sheet(sheet: ConfirmationSheet, *, language: str) -> bytes:
    """The sheet as PDF, A4. Raises DocumentFailed."""
    return render("confirmation_sheet", asdict(sheet), _confirmation_words(sheet, language), language=language)


def print_slip(slip: Slip, *, language: str) -> bytes:
    """The slip as PDF, A4. Raises DocumentFailed."""
    with translation.override(language):
        words = _shared_words() | {
            "how": _("How to use it"),
            "keep": _("Whoever holds this paper can use the code. Keep it where you keep your institution's seals."),
        }
    return render("slip", asdict(slip), words, language=language)


def _confirmation_words(sheet: ConfirmationSheet, language: str) -> dict[str, str]:
    with translation.override("zh-hans"):
        meaning_zh = _meaning()
    with translation.override("en"):
        meaning_en = _meaning()
    with translation.override(language):
        return _shared_words() | {
            "number": pgettext("confirmation sheet", "Number"),
            "check_code": pgettext("confirmation sheet", "Check code"),
            "copies": _("Two copies, one for each side"),
            "opening": _("%(asked_by)s has recorded the following. %(asked_party)s is asked to check it.")
            % {"asked_by": sheet.asked_by, "asked_party": sheet.asked_party},
            "fact": pgettext("confirmation sheet", "Fact to confirm"),
            "value": pgettext("confirmation sheet", "As recorded"),
            "role": pgettext("confirmation sheet", "Takes part as"),
            "institution": pgettext("confirmation sheet", "Institution"),
            "meaning_zh": meaning_zh,
            "meaning_en": meaning_en,
            "wrong": _("If anything above is not true, do not seal; write here what is wrong"),
            "confirms": pgettext("confirmation sheet", "Confirmed by"),
            "handled_by": pgettext("confirmation sheet", "Handled by"),
            "in_charge": pgettext("confirmation sheet", "Person in charge"),
            "telephone": pgettext("confirmation sheet", "Telephone"),
            "seal": pgettext("confirmation sheet", "(Seal)"),
            "day": pgettext("confirmation sheet", "Date: year ____ month ____ day ____"),
            "how_to_check": _(
                "Scan the code to see this record in the portal. Where the check code there is another one, "
                "the facts have changed since: print the sheet again."
            ),
            "how_to_return": _("Then scan or photograph the sealed sheet, all of it, and upload it with the record."),
        }


def _meaning() -> str:
    return _(
        "With its seal an institution confirms that every fact above is true as it stands. The record then counts, "
        "for all its parties, as confirmed; when a fact is changed later, the seal no longer applies to it."
    )


def _shared_words() -> dict[str, str]:
    return {
        "colon": pgettext("between a label and its value", ": "),
        "demo": _("Demo data"),
        "printed_at": pgettext("paper", "Printed"),
        "qr_alt": _("QR code"),
    }
