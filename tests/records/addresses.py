"""The portal's addresses with a bare page for records, made of the parts that every kind's page includes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template import engines
from django.urls import include, path

from alliance.records.selectors import record_page_context, records_for
from alliance.urls import handler400, handler500, urlpatterns  # noqa: F401 - what a URL configuration has

PAGE = """{% extends "base.html" %}{% load attachments %}{% block title %}{{ record.title }}{% endblock %}{% block body %}
<div class="head"><h1>{{ record.title }}</h1>{% include "components/state.html" with name=state more="" %}{% include "components/grade.html" with name=record.grade %}<span class="no">{{ record.number }}</span></div>
{% include "records/_waiting.html" %}
<div class="cols mt-3"><div class="c8 stack">{% include "records/_facts.html" %}{% include "records/_parties.html" %}
{% attachments record %}{% include "records/_private.html" %}</div>
<div class="c4 stack">{% include "records/_timeline.html" %}{% include "records/_who_sees.html" %}{% include "records/_verbs.html" %}</div></div>
{% endblock %}"""  # noqa: E501


def record_detail(request: HttpRequest, number: str) -> HttpResponse:
    record = get_object_or_404(records_for(request.member), number=number)
    page = engines["django"].from_string(PAGE)
    return HttpResponse(page.render(record_page_context(request.member, record), request))


pages = ([path("<str:number>/", record_detail, name="exchange_detail")], "exchanges")
urlpatterns = [path("kind/", include(pages)), *urlpatterns]
