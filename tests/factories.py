"""Factories build the least valid object; traits name situations. Each room adds its own below its heading."""

from datetime import date, timedelta

import factory
from django.contrib.auth.hashers import make_password
from factory.django import DjangoModelFactory

from alliance.accounts.models import User
from alliance.web import clock
from partners.directory import models as directory
from partners.directory.invitations.workflows import hash_of
from partners.directory.names import search_text

PASSWORD = "correct-horse-battery"


# --- accounts, directory ----------------------------------------------------------------------------------------------
class UserFactory(DjangoModelFactory):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"139{n:08d}")
    password = factory.django.Password(PASSWORD)


class PersonFactory(DjangoModelFactory):
    class Meta:
        model = directory.Person

    name = factory.Sequence(lambda n: f"王老师{n}")
    user = factory.SubFactory(UserFactory)

    class Params:
        outsider = factory.Trait(user=None)  # somebody by name who has no login


class RegionFactory(DjangoModelFactory):
    class Meta:
        model = directory.Region
        django_get_or_create = ["code"]

    code = "130638"
    name_zh = "雄县"
    level = "county"
    zone = "xiongan"

    class Params:
        beijing = factory.Trait(code="110000", name_zh="北京市", name_en="Beijing", level="province", zone="")
        tianjin = factory.Trait(code="120000", name_zh="天津市", name_en="Tianjin", level="province", zone="")
        hebei = factory.Trait(code="130000", name_zh="河北省", name_en="Hebei", level="province", zone="")


class InstitutionFactory(DjangoModelFactory):
    class Meta:
        model = directory.Institution
        skip_postgeneration_save = True

    name_zh = factory.Sequence(lambda n: f"第{n}职业学校")
    type = directory.Institution.Type.SECONDARY
    region = factory.SubFactory(RegionFactory)
    search = factory.LazyAttribute(lambda new: search_text([new.name_zh, new.name_en, new.short_zh]))
    name_en = ""
    short_zh = ""

    class Params:
        secretariat = factory.Trait(type=directory.Institution.Type.SECRETARIAT, name_zh="联盟秘书处")
        government = factory.Trait(type=directory.Institution.Type.GOVERNMENT)
        enterprise = factory.Trait(type=directory.Institution.Type.ENTERPRISE)
        college = factory.Trait(type=directory.Institution.Type.HIGHER)


class MembershipFactory(DjangoModelFactory):
    """A person with a login, in a role at an institution, since 2017."""

    class Meta:
        model = directory.Membership

    class Params:
        lead = factory.Trait(
            role=directory.Role.LEAD, institution=factory.SubFactory(InstitutionFactory, secretariat=True)
        )
        teacher = factory.Trait(role=directory.Role.TEACHER)
        ended = factory.Trait(until=date(2020, 8, 31))

    user = factory.LazyFunction(lambda: PersonFactory().user)
    institution = factory.SubFactory(InstitutionFactory)
    role = directory.Role.SCHOOL_ADMIN
    since = date(2017, 1, 1)


class NetworkFactory(DjangoModelFactory):
    class Meta:
        model = directory.Network
        django_get_or_create = ["code"]

    code = directory.Network.ALLIANCE
    name_zh = "京津冀职教协同联盟"


class NetworkMemberFactory(DjangoModelFactory):
    class Meta:
        model = directory.NetworkMember

    network = factory.SubFactory(NetworkFactory)
    institution = factory.SubFactory(InstitutionFactory)
    since = date(2017, 1, 1)


class ContactFactory(DjangoModelFactory):
    """The registered contact of an institution, with an address."""

    class Meta:
        model = directory.Contact

    institution = factory.SubFactory(InstitutionFactory)
    person = factory.SubFactory(PersonFactory, outsider=True, email="office@school.example", phone="0312-5550100")
    since = date(2017, 1, 1)


class InstitutionCodeFactory(DjangoModelFactory):
    """The confirmation code 246810."""

    class Meta:
        model = directory.InstitutionCode

    institution = factory.SubFactory(InstitutionFactory)
    code_hash = factory.LazyFunction(lambda: make_password("246810"))
    issued_at = factory.LazyFunction(clock.now)
    issued_by = factory.LazyFunction(lambda: PersonFactory().user)


class InvitationFactory(DjangoModelFactory):
    """An invitation of a teacher by the token `token`."""

    class Meta:
        model = directory.Invitation

    class Params:
        token = "an-invitation-token"
        used = factory.Trait(used_at=factory.LazyFunction(clock.now), used_by=factory.SelfAttribute("invited_by"))
        withdrawn = factory.Trait(withdrawn_at=factory.LazyFunction(clock.now))
        expired = factory.Trait(expires_at=factory.LazyFunction(lambda: clock.now() - timedelta(days=1)))

    institution = factory.SubFactory(InstitutionFactory)
    role = directory.Role.TEACHER
    token_hash = factory.LazyAttribute(lambda new: hash_of(new.token))
    invited_by = factory.LazyAttribute(lambda new: MembershipFactory(institution=new.institution))
    invited_at = factory.LazyFunction(clock.now)
    expires_at = factory.LazyFunction(lambda: clock.now() + timedelta(days=14))
