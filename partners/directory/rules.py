"""Who may do what in the register. A rule says why not, or None."""

from django.db.models import Q
from django.utils.translation import gettext as _

from alliance.accounts.models import User
from partners.directory.acting import Member
from partners.directory.models import Institution, Membership, Role

CONTACT_FIELDS = frozenset(["name_en", "address", "phone", "website", "logo"])  # that a school keeps up itself


def visible(by: Member) -> Q:
    """Whoever acts for an institution sees the whole register; strangers see the public home, which asks elsewhere."""
    return Q()


def runs_the_alliance(by: Member | None) -> bool:
    """The portal itself (None: loader, command line) or a member acting for the secretariat."""
    return by is None or by.is_secretariat


def administers(by: Member | None, institution: Institution) -> bool:
    return runs_the_alliance(by) or (by.is_admin and institution.pk in by.scope)


def why_not_run_the_register(by: Member | None) -> str | None:
    """Adding and merging institutions, codes, printed reset codes."""
    return None if runs_the_alliance(by) else _("This is done by the alliance's secretariat.")


def why_not_edit(by: Member | None, institution: Institution) -> str | None:
    if institution.successor_id:
        return _("This institution was merged into %(successor)s and is no longer changed.") % {
            "successor": institution.successor
        }
    return None if administers(by, institution) else _("An institution is changed by its own administrators.")


def editable_fields(by: Member | None, institution: Institution) -> frozenset[str] | None:
    """None stands for all of them."""
    return None if runs_the_alliance(by) else CONTACT_FIELDS


def why_not_see_people(by: Member | None, institution: Institution) -> str | None:
    return None if administers(by, institution) else _("Its people are shown to an institution's administrators.")


def roles_to_give(by: Member | None, institution: Institution) -> list[str]:
    """Roles that `by` may invite people to at this institution."""
    if institution.successor_id or not administers(by, institution):
        return []
    if institution.type == Institution.Type.SECRETARIAT:
        return [Role.LEAD] if runs_the_alliance(by) else []
    return [Role.SCHOOL_ADMIN, Role.TEACHER]


def why_not_invite(by: Member | None, institution: Institution, role: str) -> str | None:
    if role in roles_to_give(by, institution):
        return None
    if institution.successor_id:
        return why_not_edit(by, institution)
    if administers(by, institution):
        return _("Nobody has this role at an institution of this type.")
    return _("People are invited by the administrators of their own school, or by the secretariat.")


def why_not_end(by: Member | None, membership: Membership) -> str | None:
    if by and by.membership == membership:
        return _("Nobody ends their own membership: ask a colleague or the secretariat.")
    if not administers(by, membership.institution):
        return _("A membership is ended by an administrator of the same school, or by the secretariat.")
    return None if membership.until is None else _("This membership has an end already.")


def why_not_reset(by: Member | None, user: User) -> str | None:
    """A printed code for a new password."""
    if by and by.membership.user_id == user.pk:
        return _("You cannot print a code for yourself: change your password in your profile.")
    return why_not_run_the_register(by)
