"""Addresses that belong to no room."""

from django.urls import path

from alliance.web import views

app_name = "web"
urlpatterns = [
    path("components/", views.components, name="components"),
    path("look/", views.look, name="look"),
    path("language/", views.language, name="language"),
]
