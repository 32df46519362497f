"""What somebody signs in with: a mobile number or an e-mail address, however it is typed."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

MOBILE = re.compile("1[3-9][0-9]{9}")


def normal_username(text: str) -> str:
    """139 0000 0001, +86-139…, 0086 139…, full-width digits → 13900000001; e-mail addresses in small letters."""
    text = "".join(unicodedata.normalize("NFKC", text).split())
    if "@" in text:
        return text.casefold()
    digits = re.sub(r"[-()\u2010-\u2015\u200b-\u200f\u202a-\u202e]", "", text)
    match = re.fullmatch(r"(?:\+|00)?(?:86)?(1[0-9]{10})", digits)
    return match.group(1) if match else digits.casefold()


def clean_username(text: str) -> str:
    """The normal form of what may become a user name. Raises ValidationError."""
    username = normal_username(text)
    if "@" in username:
        validate_email(username)
    elif not MOBILE.fullmatch(username):
        raise ValidationError(_("Give a mobile number of 11 digits, or an e-mail address."), code="username")
    return username
