"""What every part of the API shares: who may ask, and how much comes at once."""

from django.utils.translation import gettext as _
from rest_framework.pagination import PageNumberPagination
from rest_framework.permissions import BasePermission


class IsMember(BasePermission):
    """Whoever asks acts as a current member; users without a membership see nothing."""

    @property
    def message(self) -> str:
        return _("You do not act for any institution at present.")

    def has_permission(self, request, view) -> bool:
        return bool(request.user and request.user.is_authenticated and getattr(request, "member", None))


class Pages(PageNumberPagination):
    """Fifty rows a page, as on screen; more on request."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 500
