from datetime import timedelta

import pytest

from alliance.accounts.models import User
from alliance.web import clock
from alliance.web.errors import Invalid, Refused
from partners.directory.acting import current_memberships
from partners.directory.invitations.workflows import accept, invite, sign_up, withdraw_invitation
from partners.directory.models import Invitation, Membership, Role
from tests.factories import PASSWORD, InvitationFactory, UserFactory
from tests.races import at_once, kinds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]
TOKEN = "an-invitation-token"


def join(token=TOKEN, username="139 1234 5678"):
    return sign_up(token=token, name="李梅", username=username, password=PASSWORD)


def test_who_is_invited_gets_a_login_a_name_and_the_role(people):
    _invitation, token = invite(institution_id=people.school.pk, role=Role.TEACHER, by=people.member("owner_admin"))
    user = join(token)
    [membership] = current_memberships(user)
    assert (user.username, user.person.name, user.person.phone) == ("13912345678", "李梅", "13912345678")
    assert (membership.institution, membership.role) == (people.school, Role.TEACHER)
    assert Invitation.objects.get().used_by == membership


@pytest.mark.parametrize(
    ("who", "where", "role"),
    [
        ("owner_admin", "school", "school_admin"),
        ("owner_admin", "school", "teacher"),
        ("lead", "school", "school_admin"),
        ("lead", "secretariat", "lead"),
    ],
)
def test_who_may_invite(who, where, role, people):
    invitation, _token = invite(institution_id=getattr(people, where).pk, role=role, by=people.member(who))
    assert invitation.role == role


@pytest.mark.parametrize(
    ("who", "where", "role"),
    [
        ("owner_admin", "host_school", "teacher"),
        ("owner_admin", "school", "lead"),
        ("owner_admin", "secretariat", "lead"),
        ("owner_teacher", "school", "teacher"),
        ("lead", "school", "lead"),
        ("lead", "secretariat", "teacher"),
        ("lead", "school", "emperor"),
    ],
)
def test_who_may_not_invite(who, where, role, people):
    with pytest.raises(Refused):
        invite(institution_id=getattr(people, where).pk, role=role, by=people.member(who))


def refusal_of(token=TOKEN):
    with pytest.raises(Refused) as refusal:
        join(token)
    assert not User.objects.filter(username="13912345678").exists()
    return str(refusal.value)


def test_each_way_an_invitation_is_worth_nothing_has_its_own_message():
    for number, situation in enumerate(["used", "withdrawn", "expired"]):
        InvitationFactory(token=f"token-{number}", **{situation: True})
    messages = [refusal_of(token) for token in ("token-0", "token-1", "token-2", "unknown")]
    assert len(set(messages)) == 4


def test_an_invitation_serves_once():
    InvitationFactory()
    join()
    with pytest.raises(Refused):
        join(username="13800000009")
    assert Membership.objects.filter(role=Role.TEACHER).count() == 1


@pytest.mark.parametrize("username", ["12345", "1391234567", "someone", "a@b", ""])
def test_a_user_name_is_a_mobile_number_or_an_e_mail_address(username):
    InvitationFactory()
    with pytest.raises(Invalid) as refusal:
        join(username=username)
    assert list(refusal.value.errors) == ["username"]
    assert Invitation.objects.get().used_at is None


def test_who_has_a_login_already_is_told_to_sign_in():
    InvitationFactory()
    UserFactory(username="13912345678")
    with pytest.raises(Invalid) as refusal:
        join()
    assert "Sign in" in refusal.value.errors["username"]


def test_somebody_with_a_login_takes_a_second_role(people):
    invitation = InvitationFactory(institution=people.third_school)
    user = people.membership("owner_admin").user
    accept(token=TOKEN, user=user)
    assert {m.institution for m in current_memberships(user)} == {people.school, invitation.institution}


def test_who_has_the_role_already_leaves_the_invitation_to_others(people):
    InvitationFactory(institution=people.school, role=Role.TEACHER)
    with pytest.raises(Refused):
        accept(token=TOKEN, user=people.membership("owner_teacher").user)
    assert Invitation.objects.get().used_at is None


def test_a_withdrawn_invitation_opens_nothing(people):
    invitation = InvitationFactory(institution=people.school)
    withdraw_invitation(invitation_id=invitation.pk, by=people.member("owner_admin"))
    assert "withdrawn" in refusal_of()


def test_others_do_not_withdraw_it(people):
    invitation = InvitationFactory(institution=people.school)
    with pytest.raises(Refused):
        withdraw_invitation(invitation_id=invitation.pk, by=people.member("host_admin"))


def test_two_weeks_later_it_is_too_late(people):
    _invitation, token = invite(institution_id=people.school.pk, role=Role.TEACHER, by=people.member("lead"))
    with clock.at(clock.now() + timedelta(days=14)):
        assert "was valid until" in refusal_of(token)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_who_use_one_invitation_at_the_same_moment_one_joins():
    InvitationFactory()
    answers = at_once(lambda: join(username="13800000001"), lambda: join(username="13800000002"))
    assert kinds(answers) == ["Refused", "User"]
    assert Membership.objects.filter(role=Role.TEACHER).count() == 1
