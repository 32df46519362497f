"""The read API: every router under /api/v1/, its description, and a page to read it."""

from csp.decorators import csp_update
from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.permissions import AllowAny
from rest_framework.routers import DefaultRouter

from alliance.dashboard.api import IndicatorViewSet
from alliance.ledger.api import EntryViewSet
from exchanges.api import ExchangeViewSet
from partners.directory.api import InstitutionViewSet

router = DefaultRouter()
router.include_root_view = False
router.register("institutions", InstitutionViewSet, basename="institution")
router.register("exchanges", ExchangeViewSet, basename="exchange")
router.register("entries", EntryViewSet, basename="entry")
router.register("indicators", IndicatorViewSet, basename="indicator")


class Schema(SpectacularAPIView):
    permission_classes = [AllowAny]


class Docs(SpectacularSwaggerSplitView):
    permission_classes = [AllowAny]
    url_name = "api:schema"


# Swagger writes styles into its page; nothing else of the portal may.
docs = login_not_required(csp_update({"style-src": ["'unsafe-inline'"]})(Docs.as_view(url_name="api:schema")))

app_name = "api"
urlpatterns = [
    path("", include(router.urls)),
    path("schema/", login_not_required(Schema.as_view()), name="schema"),
    path("docs/", docs, name="docs"),
]
