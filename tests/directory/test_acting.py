from datetime import timedelta

from django.urls import reverse

from alliance.web import clock
from partners.directory.devices import COOKIE, sides_of
from tests.factories import MembershipFactory

OPTIONS = reverse("directory:institution_options")


def acts_for(client):
    return client.get(OPTIONS).wsgi_request.member


def test_a_request_acts_as_the_membership_chosen(people):
    client = people.client("owner_admin")
    other = MembershipFactory(user=people.membership("owner_admin").user, institution=people.third_school, teacher=True)
    answer = client.post(reverse("directory:acting_switch"), {"membership": other.pk, "next": "/institutions/"})
    assert (answer.status_code, answer.url) == (302, "/institutions/")
    assert acts_for(client).membership == other


def test_nobody_acts_as_somebody_else(people):
    client = people.client("owner_admin")
    answer = client.post(reverse("directory:acting_switch"), {"membership": people.membership("lead").pk})
    assert answer.status_code == 404
    assert acts_for(client).membership == people.membership("owner_admin")


def test_a_switch_leads_to_no_other_site(people):
    client = people.client("owner_admin")
    here = {"membership": people.membership("owner_admin").pk, "next": "https://elsewhere.example/"}
    assert client.post(reverse("directory:acting_switch"), here).url == "/"


def test_a_membership_that_has_ended_acts_no_more(people):
    client = people.client("owner_admin")
    assert acts_for(client)
    membership = people.membership("owner_admin")
    membership.until = clock.today() - timedelta(days=1)
    membership.save()
    assert acts_for(client) is None


def test_a_device_remembers_for_whom_it_acted_after_signing_out(people):
    client = people.client("owner_admin")
    client.get(OPTIONS)
    stranger = people.client("visitor")
    stranger.cookies[COOKIE] = client.cookies[COOKIE].value
    assert sides_of(stranger.get(OPTIONS).wsgi_request) == {people.school.pk}


def test_a_cookie_somebody_wrote_by_hand_counts_as_none(people):
    client = people.client("visitor")
    client.cookies[COOKIE] = "1.2.3"
    assert sides_of(client.get(OPTIONS).wsgi_request) == set()
