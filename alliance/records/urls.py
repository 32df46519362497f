"""Addresses of the inbox and of what every kind of record shares."""

from django.urls import include, path

from alliance.records import views
from alliance.records.attachments import urls as attachments
from alliance.records.inbox.views import inbox
from alliance.records.links.urls import bearer_urls, owner_urls

app_name = "records"

record_urls = [
    path("", views.record_open, name="record_open"),
    # The owner's verbs
    path("submit/", views.record_submit, name="record_submit"),
    path("withdraw/", views.record_withdraw, name="record_withdraw"),
    path("cancel/", views.record_cancel, name="record_cancel"),
    path("void/", views.record_void, name="record_void"),
    path("discard/", views.record_discard, name="record_discard"),
    path("remind/", views.record_remind, name="record_remind"),
    path("take/", views.record_take, name="record_take"),
    # The other parties' verbs
    path("answer/", views.record_answer, name="record_answer"),
    path("confirm/", views.record_confirm, name="record_confirm"),
    path("disagree/", views.record_disagree, name="record_disagree"),
    path("take-back/", views.record_take_back, name="record_take_back"),
    # Each side's own
    path("keep/", views.record_keep, name="record_keep"),
    path("links/", include(owner_urls)),
]

urlpatterns = [
    path("inbox/", inbox, name="inbox"),
    path("records/", include(attachments.urlpatterns)),
    path("records/<str:number>/", include(record_urls)),
    path("c/<str:token>/", include(bearer_urls)),
]
