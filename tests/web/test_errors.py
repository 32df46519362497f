"""What goes wrong gets a page of ours, in the reader's language."""

import pytest
from django.http import Http404, HttpResponse
from django.urls import include, path

from alliance.web.errors import Invalid, Refused, Stale
from alliance.web.pages import fragment

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def refuse(request):
    raise Refused("学校管理员才能确认。")


def stale(request):
    raise Stale(object(), "人数刚刚改为5人。")


def invalid(request):
    raise Invalid({"people": "人数不能为负。"})


def missing(request):
    raise Http404


def broken(request):
    raise RuntimeError("a secret of the inside")


def asks_the_database(request):
    raise ValueError("A string literal cannot contain NUL (0x00) characters.")


def part(request):
    return HttpResponse(fragment(request, "page.html", "rows"))


urlpatterns = [
    path("refuse/", refuse),
    path("stale/", stale),
    path("invalid/", invalid),
    path("missing/", missing),
    path("broken/", broken),
    path("database/", asks_the_database),
    path("part/", part),
    path("", include("alliance.urls")),
]
handler400 = "alliance.web.views.bad_request"
handler500 = "alliance.web.views.server_error"


@pytest.fixture
def browser(people, settings):
    settings.ROOT_URLCONF = __name__
    client = people.client("owner_admin")
    client.raise_request_exception = False
    return client


@pytest.mark.parametrize(
    ("address", "status", "sentence"),
    [
        ("/refuse/", 403, "学校管理员才能确认。"),
        ("/stale/", 409, "人数刚刚改为5人。"),
        ("/invalid/", 400, "人数不能为负。"),
        ("/missing/", 404, "找不到这个页面"),
        ("/broken/", 500, "系统出错了"),
        ("/?q=%00", 400, "空字符"),
        ("/a%00b/", 400, "空字符"),
    ],
)
def test_an_error_has_its_status_and_its_sentence(browser, address, status, sentence):
    answer = browser.get(address)
    assert answer.status_code == status
    assert sentence in answer.content.decode()


def test_an_error_speaks_english_to_english_readers(browser):
    answer = browser.get("/missing/", headers={"Accept-Language": "en"})
    browser.cookies["django_language"] = "en"
    answer = browser.get("/missing/")
    assert "There is no such page" in answer.content.decode()


def test_a_broken_page_tells_nothing_of_the_inside(browser):
    assert "secret" not in browser.get("/broken/").content.decode()


@pytest.mark.parametrize("address", ["/refuse/", "/stale/", "/invalid/", "/broken/"])
def test_htmx_gets_only_the_sentence_for_the_message_area(browser, address):
    answer = browser.get(address, headers=HTMX)
    assert answer["HX-Retarget"] == "#messages"
    assert answer.content.decode().lstrip().startswith('<div class="say')


def test_a_nul_that_the_database_refuses_is_no_server_error(browser):
    assert browser.post("/database/", {"reason": "a\x00b"}).status_code == 400


def test_any_other_value_error_stays_one(browser):
    assert browser.post("/database/", {"reason": "ab"}).status_code == 500


def test_a_form_from_elsewhere_is_told_that_it_is_old(browser):
    browser.handler.enforce_csrf_checks = True
    answer = browser.post("/refuse/")
    assert (answer.status_code, "页面已过期" in answer.content.decode()) == (403, True)


def test_who_is_not_signed_in_gets_the_public_page_of_an_error(client):
    assert '<header class="pub-top">' in client.get("/nowhere/").content.decode()


@pytest.mark.parametrize(
    ("headers", "template"),
    [
        ({}, "page.html"),
        (HTMX, "page.html#rows"),
        ({**HTMX, "HX-Boosted": "true"}, "page.html"),
        ({**HTMX, "HX-History-Restore-Request": "true"}, "page.html"),
    ],
)
def test_only_a_true_htmx_request_gets_a_part(browser, headers, template):
    answer = browser.get("/part/", headers=headers)
    assert answer.content.decode() == template
    assert "HX-Request" in answer["Vary"]


@pytest.mark.parametrize(
    "agent",
    ["Mozilla/4.0 (compatible; MSIE 8.0; Windows NT 6.1)", "Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0)"],
)
def test_the_ie_kernel_gets_one_plain_page(client, agent):
    html = client.get("/accounts/login/", headers={"User-Agent": agent}).content.decode()
    assert "请切换到极速模式" in html
    assert "stylesheet" not in html
