"""Inviting people, and what becomes of an invitation."""

import hashlib
import secrets
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from alliance.accounts.models import User
from alliance.accounts.usernames import clean_username
from alliance.web import clock
from alliance.web.errors import Invalid, Refused, refuse_if
from partners.directory import rules
from partners.directory.acting import Member
from partners.directory.models import Institution, Invitation, Membership, Person
from partners.directory.traces import trace

VALID_FOR = timedelta(days=14)


def hash_of(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(*, institution_id: int, role: str, by: Member) -> tuple[Invitation, str]:
    """Make a link for one person; its token is given back once and kept only as a hash."""
    institution = Institution.objects.get(pk=institution_id)
    refuse_if(rules.why_not_invite(by, institution, role))
    token = secrets.token_urlsafe(16)  # 128 bits
    invitation = Invitation.objects.create(
        institution=institution,
        role=role,
        token_hash=hash_of(token),
        invited_by=by.membership,
        invited_at=clock.now(),
        expires_at=clock.now() + VALID_FOR,
    )
    trace(by, "invited", invitation)
    return invitation, token


@transaction.atomic
def withdraw_invitation(*, invitation_id: int, by: Member) -> Invitation:
    """Make the link worth nothing; again is once."""
    invitation = Invitation.objects.select_for_update(of=["self"]).get(pk=invitation_id)
    refuse_if(rules.why_not_invite(by, invitation.institution, invitation.role))
    if invitation.used_at:
        raise Refused(_("Somebody has signed up by this invitation already: end the membership instead."))
    if invitation.withdrawn_at is None:
        invitation.withdrawn_at = clock.now()
        invitation.save(update_fields=["withdrawn_at"])
        trace(by, "withdrawn", invitation)
    return invitation


def why_not_accept(invitation: Invitation | None) -> str | None:
    """What is wrong with a link that somebody opened."""
    if invitation is None:
        return _("This invitation does not exist. Copy the whole link, or type the code as it is printed.")
    if invitation.used_at:
        return _(
            "Somebody has signed up by this invitation already. If it was you, sign in; if not, ask for a new one."
        )
    if invitation.withdrawn_at:
        return _("%(school)s has withdrawn this invitation. Ask there for a new one.") % {
            "school": invitation.institution
        }
    if invitation.expires_at <= clock.now():
        return _("This invitation was valid until %(date)s. Ask %(school)s for a new one.") % {
            "date": f"{invitation.expires_at:%Y-%m-%d}",
            "school": invitation.institution,
        }
    return None


def find_invitation(token: str) -> Invitation | None:
    return Invitation.objects.select_related("institution").filter(token_hash=hash_of(token.strip())).first()


@transaction.atomic
def sign_up(*, token: str, name: str, username: str, password: str) -> User:
    """Make a login, a person and the membership that the invitation promises. Raises Refused, Invalid."""
    invitation = take(token)
    try:
        username = clean_username(username)
    except ValidationError as error:
        raise Invalid({"username": error.messages[0]}) from error
    by_mail = "@" in username
    user = User(username=username, email=username if by_mail else "")
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise Invalid(
            {"username": _("Somebody signs in with this already. Sign in, then open the link again.")}
        ) from error
    Person.objects.create(user=user, name=name, phone="" if by_mail else username, email=user.email)
    join(invitation, user)
    return user


@transaction.atomic
def accept(*, token: str, user: User) -> Membership:
    """Give somebody who has a login already the membership that the invitation promises. Raises Refused."""
    invitation = take(token)
    held = {"user": user, "institution": invitation.institution, "role": invitation.role, "until": None}
    if Membership.objects.filter(**held).exists():
        raise Refused(_("You have this role already; the invitation can still be used by somebody else."))
    return join(invitation, user)


def take(token: str) -> Invitation:
    """The invitation, locked and still good."""
    invitation = Invitation.objects.select_for_update(of=["self"]).filter(token_hash=hash_of(token.strip())).first()
    refuse_if(why_not_accept(invitation))
    return invitation


def join(invitation: Invitation, user: User) -> Membership:
    membership = Membership.objects.create(
        user=user, institution=invitation.institution, role=invitation.role, since=clock.today()
    )
    invitation.used_at, invitation.used_by = clock.now(), membership
    invitation.save(update_fields=["used_at", "used_by"])
    trace(Member(membership), "joined", membership)
    return membership
