"""Every request of a signed-in user acts as exactly one membership."""

from partners.directory.acting import Member, current_memberships

SESSION_KEY = "membership"


class ActingMiddleware:
    """Sets request.member (None for strangers and for users without a current membership) and request.memberships."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.memberships, request.member = [], None
        if request.user.is_authenticated:
            request.memberships = list(current_memberships(request.user))
            chosen = [m for m in request.memberships if m.pk == request.session.get(SESSION_KEY)]
            for membership in (chosen or request.memberships)[:1]:
                request.member = Member(membership)
        return self.get_response(request)
