"""Every request of a signed-in user acts as exactly one membership."""

from django.http import HttpRequest, HttpResponse

from partners.directory.acting import Member, current_memberships
from partners.directory.devices import remember_sides
from partners.directory.models import Membership

SESSION_KEY = "membership"


def act_as(request: HttpRequest, membership: Membership) -> None:
    """Let this session act as `membership` from its next request on; the caller has seen that it is the user's own."""
    request.session[SESSION_KEY] = membership.pk


class ActingMiddleware:
    """Sets request.member (None for strangers and for users without a current membership) and request.memberships."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.memberships, request.member = [], None
        if request.user.is_authenticated:
            request.memberships = list(current_memberships(request.user))
            chosen = [m for m in request.memberships if m.pk == request.session.get(SESSION_KEY)]
            for membership in (chosen or request.memberships)[:1]:
                request.member = Member(membership)
        response = self.get_response(request)
        remember_sides(request, response, {m.institution_id for m in request.memberships})
        return response
