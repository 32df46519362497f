"""Institutions, people and networks; who belongs where since when; the trace of what anybody did."""

import secrets

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from alliance.web.storage import ContentStorage


def random_key() -> str:
    """An opaque key for a person or signer; it says nothing and survives erasure."""
    return secrets.token_hex(12)


def in_reader_language(zh: str, en: str) -> str:
    """The name in the language of the page; English falls back to Chinese."""
    return en if en and (get_language() or "").startswith("en") else zh


class Region(models.Model):
    """An administrative division of GB/T 2260."""

    code = models.CharField(max_length=6, primary_key=True)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80, blank=True)
    level = models.CharField(max_length=12)  # province, city, county
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    zone = models.CharField(max_length=20, blank=True)  # "xiongan": the three counties of Xiong'an New Area

    PROVINCES = {"11": "beijing", "12": "tianjin", "13": "hebei"}

    def __str__(self) -> str:
        return in_reader_language(self.name_zh, self.name_en)

    @property
    def within(self) -> str:
        """The name with that of what it lies in, as an address begins: 天津市津南区."""
        names = [str(self.parent), str(self)] if self.parent_id else [str(self)]
        return ", ".join(reversed(names)) if names[0].isascii() else "".join(names)

    @property
    def place(self) -> str:
        """beijing, tianjin, xiongan, hebei or other: the word that ledger facets use."""
        return self.zone or self.PROVINCES.get(self.code[:2], "other")


class Institution(models.Model):
    """A school, enterprise, government body or association; or the alliance's secretariat."""

    class Type(models.TextChoices):
        SECONDARY = "secondary_vocational", _("Secondary vocational school")
        HIGHER = "higher_vocational", _("Higher vocational college")
        UNDERGRADUATE = "vocational_undergraduate", _("Vocational university")
        UNIVERSITY = "university", _("University")
        ENTERPRISE = "enterprise", _("Enterprise")
        GOVERNMENT = "government", _("Government")
        ASSOCIATION = "association", _("Association")
        SECRETARIAT = "secretariat", _("Alliance secretariat")

    SCHOOLS = (Type.SECONDARY, Type.HIGHER, Type.UNDERGRADUATE, Type.UNIVERSITY)

    name_zh = models.CharField(_("Chinese name"), max_length=120, unique=True)
    name_en = models.CharField(_("English name"), max_length=160, blank=True)
    short_zh = models.CharField(_("Short name"), max_length=40, blank=True)
    type = models.CharField(pgettext_lazy("institution", "Type"), max_length=24, choices=Type)
    national_code = models.CharField(_("National code"), max_length=18, unique=True, null=True, blank=True)
    region = models.ForeignKey(Region, models.PROTECT, verbose_name=_("Region"), related_name="institutions")
    address = models.CharField(_("Address"), max_length=200, blank=True)
    phone = models.CharField(_("Office telephone"), max_length=40, blank=True)
    website = models.URLField(_("Website"), blank=True)
    logo = models.FileField(_("Logo"), storage=ContentStorage(), blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name=_("Merged into")
    )
    search = models.TextField(editable=False, default="")  # every name, alias and their pinyin initials, for look-up
    revision = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        ordering = ["name_zh"]
        constraints = [
            models.CheckConstraint(
                name="institution_is_not_its_own_successor", condition=Q(successor=None) | ~Q(successor=F("pk"))
            ),
            models.UniqueConstraint(name="one_secretariat", fields=["type"], condition=Q(type="secretariat")),
        ]

    def __str__(self) -> str:
        return in_reader_language(self.name_zh, self.name_en)

    def get_absolute_url(self) -> str:
        return reverse("directory:institution_detail", args=[self.pk])

    @property
    def short(self) -> str:
        """The name for narrow places."""
        return in_reader_language(self.short_zh or self.name_zh, self.name_en)

    @property
    def is_school(self) -> bool:
        return self.type in self.SCHOOLS

    @property
    def has_demo_code(self) -> bool:
        """Codes that the demo invents name the region 000000, which does not exist."""
        return bool(self.national_code) and "000000" in self.national_code


class Alias(models.Model):
    """Another name by which an institution is found: one it bore before, or one people use."""

    class Type(models.TextChoices):
        ALIAS = "alias", pgettext_lazy("name", "Also called")
        FORMER = "former", pgettext_lazy("name", "Former name")

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="aliases")
    name = models.CharField(_("Name"), max_length=120)
    type = models.CharField(max_length=8, choices=Type, default=Type.ALIAS)

    class Meta:
        constraints = [models.UniqueConstraint(name="alias_once", fields=["institution", "name"])]

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """Somebody by name. Everywhere else people appear by `key`, which says nothing and survives erasure."""

    key = models.CharField(max_length=24, unique=True, default=random_key, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="person")
    name = models.CharField(_("Name"), max_length=60)
    post = models.CharField(_("Post"), max_length=60, blank=True)
    phone = models.CharField(_("Telephone"), max_length=40, blank=True)
    email = models.EmailField(_("E-mail"), blank=True)

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a person does for an institution."""

    LEAD = "lead", _("Secretariat")
    SCHOOL_ADMIN = "school_admin", _("School administrator")
    TEACHER = "teacher", _("Teacher")


class Membership(models.Model):
    """One person in one role at one institution, for a time. Every request acts as exactly one."""

    Role = Role

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="memberships")
    role = models.CharField(_("Role"), max_length=16, choices=Role)
    since = models.DateField(_("Since"))
    until = models.DateField(_("Until"), null=True, blank=True)  # the last day

    class Meta:
        ordering = ["institution__name_zh", "role", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_open_membership_a_role", fields=["user", "institution", "role"], condition=Q(until=None)
            ),
            models.CheckConstraint(
                name="membership_ends_after_it_starts", condition=Q(until=None) | Q(until__gte=F("since"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} · {self.institution}"


class Contact(models.Model):
    """The person whose address is registered for an institution: links that prove themselves are sent there."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="contacts")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_registered_contact", fields=["institution"], condition=Q(until=None))
        ]

    def __str__(self) -> str:
        return f"contact {self.pk}"


class InstitutionCode(models.Model):
    """单位确认码: six digits by which an institution proves itself on a link; hashed, five tries an hour."""

    institution = models.OneToOneField(Institution, models.CASCADE, related_name="code")
    code_hash = models.CharField(max_length=128)
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    failures = models.PositiveSmallIntegerField(default=0)
    failing_since = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"code of institution {self.institution_id}"


class Network(models.Model):
    """A league of institutions; the alliance itself is the one with the code `alliance`."""

    ALLIANCE = "alliance"

    code = models.SlugField(max_length=40, unique=True)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160, blank=True)

    def __str__(self) -> str:
        return in_reader_language(self.name_zh, self.name_en)


class NetworkMember(models.Model):
    """An institution's place in a network, for a time."""

    class Role(models.TextChoices):
        MEMBER = "member", pgettext_lazy("network", "Member")
        LEADER = "leader", pgettext_lazy("network", "Leading institution")

    network = models.ForeignKey(Network, models.CASCADE, related_name="members")
    institution = models.ForeignKey(Institution, models.PROTECT, related_name="networks")
    role = models.CharField(max_length=8, choices=Role, default=Role.MEMBER)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="in_a_network_once", fields=["network", "institution"], condition=Q(until=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.institution} · {self.network}"


class Invitation(models.Model):
    """A link by which one person signs up for one role; the token is kept only as a hash."""

    institution = models.ForeignKey(Institution, models.CASCADE, related_name="invitations")
    role = models.CharField(_("Role"), max_length=16, choices=Role)
    token_hash = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    used_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class Trace(models.Model):
    """Who did what to which object, append-only. Names of changed fields, never their values."""

    at = models.DateTimeField()
    membership = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")  # none: a link, or nobody
    institution = models.ForeignKey(Institution, models.PROTECT, null=True, related_name="+")  # on whose behalf
    signer = models.CharField(max_length=24, blank=True)  # a link's signer, by random key
    verb = models.CharField(max_length=32)
    object_type = models.CharField(max_length=24)
    object_id = models.BigIntegerField()
    fields = models.JSONField(default=list, encoder=DjangoJSONEncoder)

    class Meta:
        indexes = [models.Index(fields=["object_type", "object_id", "id"], name="trace_of_an_object")]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_type} {self.object_id}"
