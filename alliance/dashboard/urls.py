"""Addresses of the dashboard and of the public home page."""

from django.urls import path

from alliance.dashboard import views

app_name = "dashboard"
urlpatterns = [
    path("", views.home, name="home"),
    path("dashboard/", views.dashboard, name="dashboard"),
    path("dashboard/pillars/<slug:pillar>/", views.pillar, name="pillar"),
    path("dashboard/<str:code>/", views.drilldown, name="drilldown"),
]
