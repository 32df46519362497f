"""A log-in of the demo, whose password everybody knows, is worth nothing in production."""

import pytest
from django.urls import reverse

from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def sign_in(client, user):
    return client.post(reverse("account_login"), {"login": user.username, "password": PASSWORD})


@pytest.mark.parametrize(("demo", "came_in"), [(True, True), (False, False)])
def test_a_demo_user_signs_in_to_the_demo_only(demo, came_in, client, settings):
    settings.DEMO = demo
    sign_in(client, UserFactory(is_demo=True))
    assert ("_auth_user_id" in client.session) is came_in


def test_another_user_signs_in_to_production(client, settings):
    settings.DEMO = False
    sign_in(client, UserFactory(is_demo=False))
    assert "_auth_user_id" in client.session


def test_a_session_of_a_demo_user_ends_where_the_demo_ends(client, settings):
    user = UserFactory(is_demo=True)
    sign_in(client, user)
    settings.DEMO = False
    answer = client.get(reverse("account_login"))
    assert answer.wsgi_request.user.is_anonymous
