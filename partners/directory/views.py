"""Pages of the register, of people and memberships, and of who acts."""

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from partners.directory import selectors
from partners.directory.middleware import act_as


@require_safe
def institution_options(request: HttpRequest) -> HttpResponse:
    """Twenty institutions for the picker."""
    return JsonResponse({"options": selectors.options(request.GET.get("q", ""))})


@require_POST
def acting_switch(request: HttpRequest) -> HttpResponse:
    """Act as another of one's own memberships from the next request on."""
    chosen = [m for m in request.memberships if str(m.pk) == request.POST.get("membership")]
    if not chosen:
        raise Http404
    act_as(request, chosen[0])
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return redirect(back if safe else "/")
