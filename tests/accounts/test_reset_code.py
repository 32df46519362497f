from datetime import timedelta

import pytest

from alliance.accounts.models import ResetCode, User
from alliance.accounts.workflows import reset_password
from alliance.web import clock
from alliance.web.errors import Invalid, Refused
from partners.directory.workflows import issue_reset_code
from tests.races import at_once, kinds

pytestmark = pytest.mark.django_db
NEW = "a-quite-new-password"


@pytest.fixture
def teacher(people):
    return people.membership("owner_teacher").user


@pytest.fixture
def code(people, teacher):
    return issue_reset_code(user=teacher, by=people.member("lead"))


def reset(user, code, password=NEW):
    return reset_password(username=user.username, code=code, password=password)


def has_new_password(user):
    return User.objects.get(pk=user.pk).check_password(NEW)


def test_a_printed_code_gives_a_new_password_once(teacher, code):
    assert len(code) == 8
    reset(teacher, f"{code[:4].lower()}-{code[4:]} ")
    assert has_new_password(teacher)
    with pytest.raises(Refused):
        reset(teacher, code)


def test_the_code_is_kept_as_a_hash(code):
    assert code not in ResetCode.objects.get().code_hash


def test_a_code_is_for_its_own_user(people, code):
    other = people.membership("host_teacher").user
    with pytest.raises(Refused):
        reset(other, code)


def test_a_week_later_it_is_too_late(teacher, code):
    with clock.at(clock.now() + timedelta(days=7, minutes=1)), pytest.raises(Refused):
        reset(teacher, code)


def test_after_five_wrong_ones_the_right_one_is_worth_nothing(teacher, code):
    for wrong in ["WRONGCOD"] * 5 + [code]:
        with pytest.raises(Refused):
            reset(teacher, wrong)
    assert not has_new_password(teacher)


def test_a_new_code_ends_the_earlier_one(people, teacher, code):
    issue_reset_code(user=teacher, by=people.member("lead"))
    with pytest.raises(Refused):
        reset(teacher, code)


def test_a_weak_password_costs_no_try(teacher, code):
    for _try in range(6):
        with pytest.raises(Invalid):
            reset(teacher, code, password="1234567890")
    reset(teacher, code)
    assert has_new_password(teacher)


@pytest.mark.parametrize("who", ["owner_admin", "owner_teacher", "host_admin"])
def test_only_the_secretariat_prints_codes(who, people):
    with pytest.raises(Refused):
        issue_reset_code(user=people.membership("third_teacher").user, by=people.member(who))


def test_nobody_prints_one_for_themselves(people):
    with pytest.raises(Refused):
        issue_reset_code(user=people.membership("lead").user, by=people.member("lead"))


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_code_used_twice_at_the_same_moment_serves_once(teacher, code):
    assert kinds(at_once(lambda: reset(teacher, code), lambda: reset(teacher, code))) == ["Refused", "User"]
