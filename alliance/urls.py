"""Every address of the portal."""

from django.urls import include, path

from alliance.health import healthz
from partners.directory.invitations.views import signup

handler400 = "alliance.web.views.bad_request"
handler500 = "alliance.web.views.server_error"

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", include("alliance.web.urls")),
    path("accounts/", include("alliance.accounts.urls")),
    path("accounts/signup/", signup, name="account_signup"),
    path("", include("partners.directory.urls")),
    path("", include("alliance.notices.urls")),
    path("", include("alliance.records.urls")),
    path("", include("exchanges.urls")),
    path("api/v1/", include("alliance.api")),
    path("", include("alliance.ledger.urls")),
    path("", include("alliance.dashboard.urls")),
]
