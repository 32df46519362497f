"""Addresses of what every kind of record shares."""

from alliance.records.attachments import urls as attachments

app_name = "records"
urlpatterns = attachments.urlpatterns
