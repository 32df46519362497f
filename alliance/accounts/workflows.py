"""Printed codes by which somebody without e-mail chooses a new password."""

import secrets
from datetime import timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from alliance.accounts.models import ResetCode, User
from alliance.accounts.usernames import normal_username
from alliance.web import clock
from alliance.web.errors import Invalid, Refused

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # without 0 O, 1 I L: told apart on paper and by telephone
VALID_FOR = timedelta(days=7)
FAILURES = 5


def new_reset_code(*, user: User, issued_by: User) -> str:
    """Write a new code for this user and end all earlier ones. Who may do this is asked by the caller."""
    now = clock.now()
    user.reset_codes.filter(used_at=None, expires_at__gt=now).update(expires_at=now)
    code = "".join(secrets.choice(LETTERS) for _place in range(8))
    ResetCode.objects.create(
        user=user, code_hash=make_password(code), issued_by=issued_by, issued_at=now, expires_at=now + VALID_FOR
    )
    return code


def reset_password(*, username: str, code: str, password: str) -> User:
    """Choose a new password by a printed code. Raises Refused, Invalid.

    A try is counted before the code is looked at, and kept even if the caller rolls back: not to be called inside a
    transaction. What is wrong with user name or code is not told apart.
    """
    wrong = _("User name and code do not belong together, or the code is used or too old. Ask for a new one.")
    user = User.objects.filter(username=normal_username(username), is_active=True).first()
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Invalid({"password": " ".join(error.messages)}) from error
    row = count_a_try(user)
    typed = "".join(c for c in code.upper() if c.isalnum())
    if not check_password(typed, row.code_hash if row else "") or row is None:
        raise Refused(wrong)
    with transaction.atomic():
        if not ResetCode.objects.filter(pk=row.pk, used_at=None).update(used_at=clock.now()):
            raise Refused(wrong)
        user.set_password(password)
        user.save(update_fields=["password"])  # sessions that are open elsewhere end with the old password
    return user


@transaction.atomic(durable=True)
def count_a_try(user: User | None) -> ResetCode | None:
    """The user's live code after counting one more try; none where there is none, or it was tried too often."""
    live = ResetCode.objects.filter(user=user, used_at=None, expires_at__gt=clock.now(), failures__lt=FAILURES)
    row = live.select_for_update().order_by("-pk").first() if user else None
    if row:
        ResetCode.objects.filter(pk=row.pk).update(failures=F("failures") + 1)
    return row
