"""What changes the register: institutions, their contacts and codes, the people who act for them.

`by` is the member who acts; None is the portal itself (the command line, the demo loader).
"""

import csv
import secrets
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from alliance.accounts.models import User
from alliance.accounts.workflows import new_reset_code
from alliance.web import clock
from alliance.web.errors import Invalid, Refused, Stale, refuse_if
from partners.directory import rules
from partners.directory.acting import Member
from partners.directory.codes import clean_national_code
from partners.directory.models import (
    Alias,
    Contact,
    Institution,
    InstitutionCode,
    Membership,
    Network,
    NetworkMember,
    Person,
    Region,
    Role,
)
from partners.directory.names import search_text
from partners.directory.traces import trace

REGIONS = Path(__file__).parent / "data" / "regions.csv"
TRIES_AN_HOUR = 5
HOUR = timedelta(hours=1)


# --- Regions ----------------------------------------------------------------------------------------------------------
@transaction.atomic
def load_regions(path: Path = REGIONS) -> int:
    """Write the divisions of GB/T 2260 that the portal ships; again changes only what the file changed."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    regions = [
        Region(
            code=row["code"],
            name_zh=row["name_zh"],
            name_en=row["name_en"],
            level=row["level"],
            parent_id=row["parent_code"] or None,
            zone=row["zone"],
        )
        for row in rows
    ]
    columns = ["name_zh", "name_en", "level", "parent", "zone"]
    Region.objects.bulk_create(regions, update_conflicts=True, unique_fields=["code"], update_fields=columns)
    return len(regions)


# --- Institutions -----------------------------------------------------------------------------------------------------
@transaction.atomic
def add_institution(
    *,
    by: Member | None,
    name_zh: str,
    type: str,
    region: Region,
    aliases: Iterable[str] = (),
    former_names: Iterable[str] = (),
    joined_on: date | None = None,
    **facts: Any,
) -> Institution:
    """Enter an institution in the register; with `joined_on` it is a member of the alliance from that day.

    Facts: name_en, short_zh, national_code, address, phone, website, logo. Raises Refused, Invalid.
    """
    refuse_if(rules.why_not_run_the_register(by))
    facts["national_code"] = clean_code_of_nobody_else(facts.get("national_code"), but=None)
    institution = Institution(name_zh=name_zh, type=type, region=region, **facts)
    save_with_unique_name(institution)
    name_otherwise(institution, aliases, former_names)
    if joined_on:
        network, _new = Network.objects.get_or_create(
            code=Network.ALLIANCE,
            defaults={"name_zh": "京津冀职教协同联盟", "name_en": "Jing-Jin-Ji vocational alliance"},
        )
        NetworkMember.objects.create(network=network, institution=institution, since=joined_on)
    trace(by, "added", institution)
    return institution


@transaction.atomic
def edit_institution(
    *,
    institution_id: int,
    by: Member | None,
    revision: int,
    aliases: Iterable[str] | None = None,
    former_names: Iterable[str] | None = None,
    **changes: Any,
) -> Institution:
    """Change what the actor may change: the secretariat all, a school its own contact data, logo and English name.

    Raises Refused, Invalid, and Stale when somebody else saved since `revision`.
    """
    institution = Institution.objects.select_for_update(of=["self"]).get(pk=institution_id)
    refuse_if(rules.why_not_edit(by, institution))
    if aliases is not None or former_names is not None:
        changes["aliases"] = None
    allowed = rules.editable_fields(by, institution)
    if allowed is not None and changes.keys() - allowed:
        raise Refused(_("Names, type, region and code are changed by the secretariat."))
    changes.pop("aliases", None)
    if institution.revision != revision:
        raise Stale(institution, _("Somebody changed this institution while you were writing. What you typed is kept."))
    if "national_code" in changes:
        changes["national_code"] = clean_code_of_nobody_else(changes["national_code"], but=institution)
    changed = {name for name, value in changes.items() if getattr(institution, name) != value}
    for name in changed:
        setattr(institution, name, changes[name])
    institution.revision += 1
    save_with_unique_name(institution)
    if name_otherwise(institution, aliases, former_names):
        changed.add("aliases")
    trace(by, "changed", institution, changed)
    return institution


def clean_code_of_nobody_else(text: str | None, but: Institution | None) -> str | None:
    if not text:
        return None
    code = clean_national_code(text)
    other = Institution.objects.filter(national_code=code).exclude(pk=but and but.pk).first()
    if other:
        raise Invalid({"national_code": _("%(school)s has this code already.") % {"school": other}})
    return code


def save_with_unique_name(institution: Institution) -> None:
    try:
        with transaction.atomic():
            institution.save()
    except IntegrityError as error:
        if Institution.objects.filter(name_zh=institution.name_zh).exclude(pk=institution.pk).exists():
            raise Invalid({"name_zh": _("An institution of this name is in the register already.")}) from error
        raise


def name_otherwise(institution: Institution, aliases: Iterable[str] | None, former: Iterable[str] | None) -> bool:
    """Replace the other names of one sort where given, then renew what search looks through; says if names changed."""
    given = [(Alias.Type.ALIAS, aliases), (Alias.Type.FORMER, former)]
    before = {(alias.type, alias.name) for alias in institution.aliases.all()}
    after = {pair for pair in before if dict(given)[pair[0]] is None}
    for sort, names in given:
        after |= {(sort, name.strip()) for name in names or () if name.strip()}
    by_name = {name: sort for sort, name in sorted(after)}  # one name once: a former name is more than an alias
    if {(sort, name) for name, sort in by_name.items()} != before:
        institution.aliases.all().delete()
        Alias.objects.bulk_create(Alias(institution=institution, name=n, type=s) for n, s in by_name.items())
    index(institution)
    return {(sort, name) for name, sort in by_name.items()} != before


def index(institution: Institution) -> None:
    """Write by which names and codes the institution is found."""
    others = institution.aliases.values_list("name", flat=True)
    code = institution.national_code or ""
    institution.search = search_text([institution.name_zh, institution.name_en, institution.short_zh, *others, code])
    Institution.objects.filter(pk=institution.pk).update(search=institution.search)


@transaction.atomic
def merge_institution(*, institution_id: int, into_id: int, by: Member | None) -> Institution:
    """Note that an institution has become part of another; nothing that was recorded or posted changes.

    Its people go on at the successor from tomorrow with the roles they have, its name becomes one of the successor's
    former names, its contact, code and open invitations end. What had been merged into it before is now the
    successor's, so that a successor never has one itself.
    """
    refuse_if(rules.why_not_run_the_register(by))
    rows = Institution.objects.select_for_update(of=["self"]).filter(pk__in=[institution_id, into_id]).order_by("pk")
    both = {institution.pk: institution for institution in rows}
    institution, into = both[institution_id], both[into_id]
    refuse_if(why_not_merge(institution, into))
    now, today = clock.now(), clock.today()
    Institution.objects.filter(successor=institution).update(successor=into)
    Institution.objects.filter(pk=institution.pk).update(successor=into, revision=F("revision") + 1)
    institution.successor = into
    former = [institution.name_zh, *institution.aliases.values_list("name", flat=True)]
    known = into.aliases.filter(type=Alias.Type.FORMER).values_list("name", flat=True)
    name_otherwise(into, None, [*known, *former])
    for membership in institution.memberships.filter(until=None):
        staying = {"user": membership.user, "institution": into, "role": membership.role, "until": None}
        Membership.objects.get_or_create(
            **staying, defaults={"since": max(membership.since, today + timedelta(days=1))}
        )
        membership.until = max(membership.since, today)
        membership.save(update_fields=["until"])
    for place in institution.networks.filter(until=None):
        staying = {"network": place.network, "institution": into, "until": None}
        NetworkMember.objects.get_or_create(**staying, defaults={"since": today})
        place.until = today
        place.save(update_fields=["until"])
    institution.contacts.filter(until=None).update(until=today)
    institution.invitations.filter(used_at=None, withdrawn_at=None).update(withdrawn_at=now)
    InstitutionCode.objects.filter(institution=institution).delete()
    trace(by, "merged", institution, ["successor"])
    return institution


def why_not_merge(institution: Institution, into: Institution) -> str | None:
    if institution == into:
        return _("An institution cannot be merged into itself.")
    if Institution.Type.SECRETARIAT in (institution.type, into.type):
        return _("The secretariat is not merged with anybody.")
    if institution.successor_id:
        return _("It was merged into %(successor)s already.") % {"successor": institution.successor}
    if into.successor_id:
        return _("%(school)s was itself merged into %(successor)s: choose that one.") % {
            "school": into,
            "successor": into.successor,
        }
    return None


# --- Contacts and confirmation codes ----------------------------------------------------------------------------------
@transaction.atomic
def register_contact(
    *, institution_id: int, by: Member | None, name: str, post: str = "", phone: str = "", email: str = ""
) -> Contact:
    """Register to whom links that prove themselves are sent from now on; the one before receives no more of them."""
    institution = Institution.objects.select_for_update(of=["self"]).get(pk=institution_id)
    refuse_if(rules.why_not_edit(by, institution))
    if not email and not phone:
        raise Invalid({"phone": _("Give a telephone number or an e-mail address.")})
    institution.contacts.filter(until=None).update(until=clock.today())
    person = Person.objects.create(name=name, post=post, phone=phone, email=email)
    contact = Contact.objects.create(institution=institution, person=person, since=clock.today())
    trace(by, "contact_registered", institution, ["contact"])
    return contact


@transaction.atomic
def issue_code(*, institution_id: int, by: Member) -> str:
    """A new confirmation code 单位确认码 for the institution, shown once; the one before is worth nothing any more."""
    institution = Institution.objects.select_for_update(of=["self"]).get(pk=institution_id)
    refuse_if(rules.why_not_run_the_register(by))
    refuse_if(rules.why_not_edit(by, institution))
    code = f"{secrets.randbelow(1_000_000):06d}"
    facts = {"code_hash": make_password(code), "issued_at": clock.now(), "issued_by": by.membership.user}
    InstitutionCode.objects.update_or_create(
        institution=institution, defaults=facts | {"failures": 0, "failing_since": None}
    )
    trace(by, "code_issued", institution)
    return code


def check_code(institution: Institution, code: str) -> None:
    """Accept the institution's confirmation code, or raise Refused with how many tries are left and until when.

    A try is counted before the code is looked at, in a transaction of its own: however many come at once, five an hour
    are looked at, and what the caller rolls back afterwards gives none of them back. So it must not be called inside
    a transaction (a RuntimeError says so).
    """
    row = count_a_try((institution.successor or institution).pk)
    if check_password("".join(code.split()), row.code_hash):
        InstitutionCode.objects.filter(pk=row.pk, code_hash=row.code_hash).update(failures=0, failing_since=None)
        return
    left = TRIES_AN_HOUR - row.failures
    if not left:
        raise Refused(too_many(row))
    raise Refused(
        _("This is not the institution's confirmation code. Tries left within the hour: %(left)d.") % {"left": left}
    )


@transaction.atomic(durable=True)
def count_a_try(institution_id: int) -> InstitutionCode:
    row = InstitutionCode.objects.select_for_update().filter(institution=institution_id).first()
    if row is None:
        raise Refused(_("No confirmation code has been issued to this institution yet. Ask the secretariat for one."))
    if row.failing_since is None or row.failing_since + HOUR <= clock.now():
        row.failures, row.failing_since = 0, clock.now()
    if row.failures >= TRIES_AN_HOUR:
        raise Refused(too_many(row))
    row.failures += 1
    row.save(update_fields=["failures", "failing_since"])
    return row


def too_many(row: InstitutionCode) -> str:
    when = timezone.localtime(row.failing_since + HOUR) + timedelta(minutes=1)  # a whole minute, never too early
    return _("The code was wrong five times. Try again after %(time)s, or ask the secretariat for a new code.") % {
        "time": when.strftime("%H:%M")
    }


# --- People -----------------------------------------------------------------------------------------------------------
@transaction.atomic
def add_member(
    *,
    by: Member | None,
    institution: Institution,
    role: str,
    username: str,
    name: str,
    password: str | None = None,
    post: str = "",
    phone: str = "",
    email: str = "",
    since: date | None = None,
    is_demo: bool = False,
) -> Membership:
    """Give somebody a login, a person's row and a membership at once. The portal itself does this; people invite."""
    refuse_if(None if by is None else _("People are invited: they choose their own password."))
    user = User(username=username, email=email, is_demo=is_demo)
    user.set_password(password)
    user.save()
    Person.objects.create(user=user, name=name, post=post, phone=phone, email=email)
    membership = Membership.objects.create(user=user, institution=institution, role=role, since=since or clock.today())
    trace(by, "joined", membership)
    return membership


@transaction.atomic
def end_membership(*, membership_id: int, by: Member | None) -> Membership:
    """Let somebody act no more for an institution, from this moment. The alliance always keeps one lead.

    The institution's row is locked first, so that two who end each other's membership do not both succeed.
    """
    found = Membership.objects.get(pk=membership_id)
    Institution.objects.select_for_update(of=["self"]).get(pk=found.institution_id)
    membership = Membership.objects.select_related("institution").get(pk=membership_id)
    refuse_if(rules.why_not_end(by, membership))
    if by is not None:  # two who end each other at once: the second acts no more
        refuse_if(
            None if Membership.objects.filter(pk=by.membership.pk, until=None).exists() else _("You act no more.")
        )
    others = Membership.objects.filter(role=Role.LEAD, until=None).exclude(pk=membership.pk)
    if membership.role == Role.LEAD and not others.exists():
        raise Refused(_("This is the last member of the secretariat: invite a successor first."))
    yesterday = clock.today() - timedelta(days=1)
    membership.since = min(membership.since, yesterday)  # who came today has been a member until yesterday all the same
    membership.until = yesterday
    membership.save(update_fields=["since", "until"])
    trace(by, "membership_ended", membership, ["until"])
    return membership


@transaction.atomic
def edit_profile(*, user: User, by: Member | None, name: str, post: str, phone: str, email: str) -> Person:
    """Change one's own name, post, telephone and e-mail; the address for password mail follows."""
    refuse_if(None if by is None or by.membership.user_id == user.pk else _("A profile is changed by its person."))
    person, _new = Person.objects.select_for_update().get_or_create(user=user, defaults={"name": name})
    new = {"name": name, "post": post, "phone": phone, "email": email}
    changed = {field for field, value in new.items() if getattr(person, field) != value}
    for field in changed:
        setattr(person, field, new[field])
    person.save()
    user.email = email
    user.save(update_fields=["email"])
    trace(by, "changed", person, changed)
    return person


@transaction.atomic
def issue_reset_code(*, user: User, by: Member) -> str:
    """A code to print, by which somebody chooses a new password without e-mail; earlier ones are worth nothing."""
    refuse_if(rules.why_not_reset(by, user))
    code = new_reset_code(user=user, issued_by=by.membership.user)
    trace(by, "reset_code_issued", user)
    return code
