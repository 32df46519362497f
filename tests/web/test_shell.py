"""The shells: menu by role, look, language, what is loaded from where."""

import re

import pytest
from django.urls import reverse

from alliance import nav

pytestmark = pytest.mark.django_db

COMPONENTS = "/components/"


def page(client, address=COMPONENTS, **cookies) -> str:
    client.cookies.load(cookies)
    return client.get(address).content.decode()


def menu_of(client) -> list[str]:
    return re.findall(r'<a class="item" href="([^"]+)"', page(client))


def test_no_component_tag_reaches_the_browser(client, people):
    for html in (page(client), page(people.client("lead"))):
        assert "<c-" not in html
        assert "{%" not in html


def test_no_page_carries_inline_style_or_script(client, people):
    for html in (page(client), page(people.client("lead"))):
        assert re.findall(r"<style|\sstyle=|\son\w+=|javascript:", html) == []
        assert re.findall(r"<script(?! src=)", html) == []


def test_everything_a_page_loads_comes_from_here(people):
    assert re.findall(r'(?:src|href)="(?:https?:)?//', page(people.client("lead"))) == []


@pytest.mark.parametrize(("who", "sees"), [("lead", True), ("owner_admin", False), ("owner_teacher", False)])
def test_a_line_of_the_menu_stands_there_for_its_roles_only(people, who, sees):
    line = nav.Item("desk", "checkup-list", "web:components", nav.LEADS)
    assert bool(nav.lines_for(people.member(who), (line,))) == sees


def test_a_badge_counts_for_the_person_who_looks(people):
    line = nav.Item("inbox", "inbox", "web:components", nav.EVERYBODY, count=lambda member: len(member.role))
    assert [item.badge for item in nav.lines_for(people.member("lead"), (line,))] == [4]


def test_the_menu_names_only_pages_that_exist(people):
    client = people.client("lead")
    assert [address for address in menu_of(client) if client.get(address).status_code != 200] == []


def test_the_line_of_the_menu_under_which_a_page_lies_is_marked():
    lines = [
        nav.Item("", "", "", frozenset(), address=address) for address in ("/exchanges/", "/exchanges/new/", "/inbox/")
    ]
    assert nav.where("/exchanges/EX-2024-000001/", lines) == "/exchanges/"
    assert nav.where("/exchanges/new/", lines) == "/exchanges/new/"
    assert nav.where("/elsewhere/", lines) == ""


def test_theme_and_letter_size_come_from_this_device(client):
    assert 'data-bs-theme="light" data-size="standard"' in page(client)
    assert 'data-bs-theme="dark" data-size="large"' in page(client, theme="dark", size="large")


def test_a_cookie_that_is_no_theme_is_not_believed(client):
    assert 'data-bs-theme="light" data-size="standard"' in page(client, theme='"><script>', size="huge")


def test_the_look_is_remembered_and_leads_back(client):
    answer = client.post(reverse("web:look"), {"theme": "dark", "next": COMPONENTS})
    assert (answer.status_code, answer["Location"], answer.cookies["theme"].value) == (302, COMPONENTS, "dark")


def test_the_look_leads_to_no_other_site(client):
    assert client.post(reverse("web:look"), {"size": "large", "next": "https://elsewhere.example/"})["Location"] == "/"


def test_the_language_is_chosen_by_a_form_and_the_page_says_which_it_is(client):
    assert '<html lang="zh-hans"' in page(client)
    assert client.post(reverse("web:language"), {"language": "en", "next": COMPONENTS})["Location"] == COMPONENTS
    assert '<html lang="en"' in page(client)


def test_both_languages_name_the_portal_in_full(client):
    assert "<title>界面组件 · 京津冀职教协同</title>" in page(client)
    client.post(reverse("web:language"), {"language": "en"})
    assert "<title>Components · Beijing–Tianjin–Hebei Vocational Cooperation</title>" in page(client)


def test_a_person_with_two_roles_may_switch_and_sees_which_one_is_on(people):
    from tests.factories import MembershipFactory

    user = people.membership("owner_admin").user
    other = MembershipFactory(user=user, institution=people.third_school)
    html = page(people.client("owner_admin"))
    assert re.findall(r'name="membership" value="(\d+)"', html).count(str(other.pk)) == 1
    assert len(re.findall(r'name="membership" value="\d+" aria-current="true"', html)) == 1


def test_the_demo_says_so_on_every_shell(client, people, settings):
    settings.DEMO = True
    assert '<span class="demo">演示数据</span>' in page(client)
    assert '<span class="demo">演示数据</span>' in page(people.client("lead"))


def test_outside_the_demo_only_the_secretariat_sees_the_components(client, people, settings):
    settings.DEMO = False
    statuses = {who: people.client(who).get(COMPONENTS).status_code for who in ("lead", "owner_admin")}
    assert statuses == {"lead": 200, "owner_admin": 404}
    assert client.get(COMPONENTS).status_code == 404
