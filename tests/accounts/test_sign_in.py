import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.test import Client
from django.urls import reverse

from partners.directory.workflows import issue_reset_code
from tests.factories import PASSWORD, PersonFactory

pytestmark = pytest.mark.django_db
LOGIN = reverse("account_login")


@pytest.fixture
def user():
    return PersonFactory(user__username="13900009999", user__email="mei@school.example").user


def sign_in(username, password=PASSWORD, **more):
    client = Client()
    return client, client.post(LOGIN, {"login": username, "password": password, **more})


def is_in(client):
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("typed", ["13900009999", "139 0000 9999", "+86 13900009999", "１３９００００９９９９"])
def test_a_phone_number_signs_in_however_it_is_typed(typed, user):
    client, answer = sign_in(typed)
    assert (answer.status_code, answer.url, is_in(client)) == (302, "/", True)


def test_an_e_mail_address_signs_in_in_any_case():
    PersonFactory(user__username="mei@school.example")
    client, _answer = sign_in("Mei@School.Example ")
    assert is_in(client)


def test_a_wrong_password_says_what_to_do_and_keeps_what_was_typed(user):
    client, answer = sign_in("139 0000 9999", "wrong-password")
    assert "请秘书处打印重置码" in answer.text or "print a code" in answer.text
    assert 'value="139 0000 9999"' in answer.text
    assert not is_in(client)


def test_after_five_wrong_passwords_even_the_right_one_waits(user):
    for _try in range(5):
        sign_in("13900009999", "wrong-password")
    client, _answer = sign_in("13900009999")
    assert not is_in(client)


def test_a_session_ends_with_the_browser_unless_asked(user):
    assert sign_in("13900009999")[0].session.get_expire_at_browser_close()
    assert sign_in("13900009999", remember="on")[0].session.get_expiry_age() == 14 * 24 * 3600


def test_users_of_the_demo_sign_in_to_the_demo_only(settings):
    PersonFactory(user__username="13900009999", user__is_demo=True)
    demo, _answer = sign_in("13900009999")
    assert is_in(demo)
    settings.DEMO = False
    client, answer = sign_in("13900009999")
    assert (answer.status_code, is_in(client)) == (200, False)
    assert demo.get(reverse("usersessions_list")).status_code == 302  # nor does a session that was open go on


def test_nobody_signs_up_without_an_invitation():
    assert Client().get(reverse("account_signup")).url == reverse("directory:invitation_enter")


def test_a_forgotten_password_is_reset_by_mail(user):
    client = Client()
    client.post(reverse("account_reset_password"), {"email": "mei@school.example"})
    [letter] = mail.outbox
    link = next(line for line in letter.body.splitlines() if line.startswith("http"))
    form = client.get(link, follow=True)
    path = form.redirect_chain[-1][0]
    client.post(path, {"password1": "a-quite-new-password", "password2": "a-quite-new-password"})
    user.refresh_from_db()
    assert letter.to == ["mei@school.example"]
    assert user.check_password("a-quite-new-password")


def test_who_has_no_login_is_written_nothing_and_told_nothing(user):
    known = Client().post(reverse("account_reset_password"), {"email": "mei@school.example"})
    unknown = Client().post(reverse("account_reset_password"), {"email": "nobody@school.example"})
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert [letter.to for letter in mail.outbox] == [["mei@school.example"]]


@pytest.mark.parametrize(
    "name",
    [
        "account_change_password",
        "account_logout",
        "mfa_index",
        "usersessions_list",
    ],
)
@pytest.mark.parametrize("who", ["owner_teacher", "former"])
def test_everybody_looks_after_their_own_login(name, who, people):
    client, _answer = sign_in(people.membership(who).user.username)
    assert client.get(reverse(name)).status_code == 200


def test_pages_before_the_sign_in_show_in_both_languages():
    for name in ("account_login", "account_reset_password", "account_reset_by_code", "directory:invitation_enter"):
        for language in ("zh-hans", "en"):
            answer = Client().get(reverse(name), headers={"Accept-Language": language})
            assert answer.status_code == 200


def test_a_printed_code_resets_the_password_on_its_page(people):
    user = people.membership("owner_teacher").user
    code = issue_reset_code(user=user, by=people.member("lead"))
    new = {"password": "a-quite-new-password", "again": "a-quite-new-password"}
    page = reverse("account_reset_by_code")
    wrong = Client().post(page, {"username": user.username, "code": "WRONGCOD", **new})
    assert wrong.status_code == 200 and user.username in wrong.text
    assert Client().post(page, {"username": user.username, "code": code, **new}).url == LOGIN
    client, _answer = sign_in(user.username, "a-quite-new-password")
    assert is_in(client)


def test_the_second_factor_is_asked_after_the_password(user):
    TOTP.activate(user, generate_totp_secret())
    [code, *_rest] = RecoveryCodes.activate(user).get_unused_codes()
    client, answer = sign_in("13900009999")
    assert (answer.url, is_in(client)) == (reverse("mfa_authenticate"), False)
    assert client.get(answer.url).status_code == 200
    client.post(answer.url, {"code": code})
    assert is_in(client)
