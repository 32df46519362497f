"""Addresses of the ledger."""

from django.urls import path

from alliance.ledger import views

app_name = "ledger"
urlpatterns = [path("ledger/parked/", views.parked_list, name="parked_list")]
