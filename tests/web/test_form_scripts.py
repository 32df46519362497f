"""What scripts do for forms, on a page of our own: typing finds an institution, drafts keep themselves."""

import pytest
from django import forms
from django.http import HttpResponse, JsonResponse
from django.template import engines
from django.urls import include, path

from alliance.web.widgets import CountInput
from partners.directory.fields import InstitutionField

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

PAGE = """{% extends "base.html" %}{% block title %}form{% endblock %}{% block body %}<h1>form</h1>
<form method="post" action="/form/" data-autosave="/keep/" data-once>{% csrf_token %}
<input type="hidden" name="revision" value="1">{{ form.as_div }}
<output data-sum="people"></output><p data-autosave-status data-failed="没有保存"></p>
<button>提交</button></form>{% endblock %}"""


class VisitForm(forms.Form):
    host = InstitutionField(label="接待单位")
    teachers = forms.IntegerField(label="教师", widget=CountInput("人", attrs={"data-part": "people"}))
    managers = forms.IntegerField(label="管理人员", widget=CountInput("人", attrs={"data-part": "people"}))


kept: list[dict] = []


def show(request):
    form = VisitForm(request.POST or None)
    return HttpResponse(engines["django"].from_string(PAGE).render({"form": form}, request))


def keep(request):
    if request.POST["teachers"] == "9":
        return HttpResponse(status=500)
    kept.append(request.POST.dict())
    return JsonResponse({"saved": "草稿已保存，14:05", "revision": 2})


urlpatterns = [path("form/", show), path("keep/", keep), path("", include("alliance.urls"))]


@pytest.fixture
def page(tabs, people, settings):
    settings.ROOT_URLCONF = __name__
    kept.clear()
    return tabs.open(people.client("owner_admin"), "/form/")


def test_pinyin_initials_find_an_institution_and_one_key_takes_it(page, people):
    page.get_by_role("combobox", name="接待单位").click()
    page.keyboard.type("tjsd")
    page.locator(".ts-dropdown .option", has_text="天津市第一商业学校").wait_for()
    page.keyboard.press("Enter")
    assert page.locator("select[name=host]").input_value() == str(people.host_school.pk)


def test_what_is_not_found_says_what_to_try(page):
    page.get_by_role("combobox", name="接待单位").click()
    page.keyboard.type("火星")
    page.locator(".ts-dropdown .no-results", has_text="没有找到").wait_for()


def test_a_draft_keeps_itself_and_says_when(page):
    page.get_by_label("教师").fill("3")
    page.locator("[data-autosave-status]", has_text="草稿已保存").wait_for()
    assert page.locator("[name=revision]").input_value() == "2"
    assert [draft["teachers"] for draft in kept] == ["3"]


def test_a_draft_that_could_not_be_kept_says_so(page):
    page.get_by_label("教师").fill("9")
    page.locator("[data-autosave-status]", has_text="没有保存").wait_for()


def test_the_sum_follows_what_is_typed(page):
    page.get_by_label("教师").fill("3")
    page.get_by_label("管理人员").fill("1")
    assert page.locator("[data-sum=people]").text_content() == "4"


def test_without_script_a_name_is_typed_and_understood(tabs, people, settings):
    settings.ROOT_URLCONF = __name__
    page = tabs.open(people.client("owner_admin"), "/form/", script=False)
    page.locator("input[name=host]").fill("第一商业")
    page.get_by_label("教师").fill("3")
    page.get_by_role("button", name="提交").click()
    assert page.locator("input[name=host]").input_value() == "第一商业"
    assert page.get_by_label("教师").input_value() == "3"
