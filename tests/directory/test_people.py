import pytest

from alliance.web import clock
from alliance.web.errors import Refused
from partners.directory.acting import Member, current_memberships
from partners.directory.models import Contact, Membership, Role
from partners.directory.workflows import edit_profile, end_membership, register_contact
from tests.factories import ContactFactory, MembershipFactory
from tests.races import at_once, kinds

pytestmark = pytest.mark.django_db


def test_who_is_let_go_acts_no_more_from_this_moment(people):
    teacher = people.membership("owner_teacher")
    end_membership(membership_id=teacher.pk, by=people.member("owner_admin"))
    assert not current_memberships(teacher.user).exists()


def test_who_came_today_can_be_let_go_today(people):
    newcomer = MembershipFactory(institution=people.school, teacher=True, since=clock.today())
    end_membership(membership_id=newcomer.pk, by=people.member("owner_admin"))
    assert not current_memberships(newcomer.user).exists()


@pytest.mark.parametrize("who", ["host_admin", "owner_teacher", "third_teacher"])
def test_others_end_no_membership(who, people):
    admin = people.membership("owner_admin")
    with pytest.raises(Refused):
        end_membership(membership_id=admin.pk, by=people.member(who))


def test_nobody_ends_their_own(people):
    with pytest.raises(Refused):
        end_membership(membership_id=people.membership("owner_admin").pk, by=people.member("owner_admin"))


def test_the_last_lead_stays(people):
    with pytest.raises(Refused):
        end_membership(membership_id=people.membership("lead").pk, by=None)
    MembershipFactory(institution=people.secretariat, role=Role.LEAD)
    end_membership(membership_id=people.membership("lead").pk, by=None)
    assert Membership.objects.filter(role=Role.LEAD, until=None).count() == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_leads_who_end_each_others_membership_at_once_leave_one(people):
    one = people.member("lead")
    other = Member(MembershipFactory(institution=people.secretariat, role=Role.LEAD))
    answers = at_once(
        lambda: end_membership(membership_id=one.membership.pk, by=other),
        lambda: end_membership(membership_id=other.membership.pk, by=one),
    )
    assert kinds(answers) == ["Membership", "Refused"]


def test_one_contact_is_registered_at_a_time(people):
    ContactFactory(institution=people.school)
    new = register_contact(
        institution_id=people.school.pk, by=people.member("owner_admin"), name="赵敏", email="zhao@school.example"
    )
    assert list(Contact.objects.filter(institution=people.school, until=None)) == [new]


def test_nobody_registers_a_contact_for_somebody_else(people):
    with pytest.raises(Refused):
        register_contact(
            institution_id=people.host_school.pk, by=people.member("owner_admin"), name="我", email="me@school.example"
        )


def test_a_profile_is_its_persons_own(people):
    facts = {"name": "王敏", "post": "主任", "phone": "0312-5550102", "email": "wang@school.example"}
    mine = people.member("owner_teacher")
    edit_profile(user=mine.membership.user, by=mine, **facts)
    mine.membership.user.refresh_from_db()
    assert (mine.membership.user.person.name, mine.membership.user.email) == ("王敏", "wang@school.example")
    with pytest.raises(Refused):
        edit_profile(user=mine.membership.user, by=people.member("lead"), **facts)
