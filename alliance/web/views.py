"""Pages that belong to no room: look, components, what goes wrong."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.template.loader import get_template
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language

from alliance.web import specimens
from alliance.web.context import SIZES, THEMES, look_of
from alliance.web.middleware import error_page, into_messages

YEAR = 365 * 24 * 3600

language = login_not_required(set_language)


@login_not_required
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Remember theme or letter size on this device, and go back to where the reader was."""
    to = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(to, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        to = "/"
    response = HttpResponseRedirect(to)
    for name, allowed in (("theme", THEMES), ("size", SIZES)):
        if (chosen := request.POST.get(name)) in allowed:
            response.set_cookie(name, chosen, max_age=YEAR, samesite="Lax", secure=request.is_secure())
    return response


@login_not_required
@require_GET
def components(request: HttpRequest) -> HttpResponse:
    """Every component in every state, for developers: in the demo, while debugging, and for the secretariat."""
    member = getattr(request, "member", None)
    if not (settings.DEBUG or settings.DEMO or (member and member.is_secretariat)):
        raise Http404
    return render(request, "web/components.html", specimens.context())


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was older than the sign-in (or came from elsewhere); the sentence tells how to keep what was typed."""
    return error_page(request, "403_csrf.html", 403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, "400.html", 400)


def server_error(request: HttpRequest) -> HttpResponse:
    """Rendered without context processors: whatever broke may be what they read."""
    context = {"secretariat_phone": settings.SECRETARIAT_PHONE, "look": look_of(request)}
    if request.headers.get("HX-Request"):
        return into_messages(HttpResponse(get_template("500.html#sentence").render(context), status=500))
    return HttpResponse(get_template("500.html").render(context), status=500)
