"""Codes and links on paper."""

from django.conf import settings
from django.http import HttpResponse
from django.utils import formats, timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from alliance.accounts.workflows import VALID_FOR
from alliance.documents.papers import Slip, print_slip
from alliance.documents.qr import qr_svg
from alliance.web import clock
from partners.directory.models import Institution, Invitation


def slip(**words) -> Slip:
    return Slip(
        contact=_("Secretariat of the alliance: %(phone)s") % {"phone": settings.SECRETARIAT_PHONE or "–"},
        printed_at=formats.date_format(timezone.localtime(clock.now()), "DATETIME_FORMAT"),
        demo=settings.DEMO,
        **words,
    )


def of_institution_code(institution: Institution, code: str) -> Slip:
    return slip(
        title=_("Confirmation code of the institution"),
        lines=(str(institution),),
        code_label=_("Confirmation code"),
        code=code,
        steps=(
            _("Open the confirmation link that your partner or the secretariat has sent."),
            _("Compare the facts, then type this code when you are asked for it."),
            _("Tell it to nobody who asks you to confirm something."),
        ),
        qr_svg="",
    )


def of_invitation(invitation: Invitation, token: str, link: str) -> Slip:
    until = formats.date_format(timezone.localtime(invitation.expires_at), "DATE_FORMAT")
    return slip(
        title=_("Invitation"),
        lines=(
            str(invitation.institution),
            _("As %(role)s; valid until %(date)s") % {"role": invitation.get_role_display(), "date": until},
        ),
        code_label=_("Invitation code"),
        code=token,
        steps=(
            _("Open the picture with your phone, or choose “Enter the invitation” on the sign-in page."),
            _("Give your name and mobile number, and choose a password."),
        ),
        qr_svg=qr_svg(link),
    )


def of_reset_code(name: str, username: str, code: str, link: str) -> Slip:
    until = formats.date_format(timezone.localtime(clock.now() + VALID_FOR), "DATE_FORMAT")
    return slip(
        title=_("A new password"),
        lines=(name, _("Signs in as %(username)s; valid until %(date)s") % {"username": username, "date": until}),
        code_label=_("Reset code"),
        code=code,
        steps=(
            _("Open the picture with your phone, or choose “Forgotten the password?” on the sign-in page."),
            _("Type what you sign in with and this code, and choose a new password."),
        ),
        qr_svg=qr_svg(link),
    )


def answer(paper: Slip) -> HttpResponse:
    """The paper as PDF, to look at and print."""
    language = "en" if (get_language() or "").startswith("en") else "zh-hans"
    pdf = print_slip(paper, language=language)
    return HttpResponse(
        pdf, content_type="application/pdf", headers={"Content-Disposition": "inline; filename=slip.pdf"}
    )
