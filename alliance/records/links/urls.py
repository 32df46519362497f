"""Addresses of links: for who holds one, and for the school that makes them."""

from django.urls import path

from alliance.records.links import views

bearer_urls = [
    path("", views.link_open, name="link_open"),
    path("confirm/", views.link_confirm, name="link_confirm"),
    path("disagree/", views.link_disagree, name="link_disagree"),
    path("answer/", views.link_answer, name="link_answer"),
    path("undo/", views.link_undo, name="link_undo"),
    path("pass-on/", views.link_pass_on, name="link_pass_on"),
    path("renew/", views.link_renew, name="link_renew"),
    path("opened/", views.link_opened, name="link_opened"),
]

owner_urls = [
    path("", views.link_list, name="link_list"),
    path("make/", views.link_make, name="link_make"),
    path("send/", views.link_send, name="link_send"),
]
