"""The notices of a member: a page of their own beside the inbox."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from alliance.notices.selectors import notices_for
from alliance.notices.workflows import mark_read

SHOWN = 100


@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    if request.member is None:
        raise Http404
    return render(request, "notices/notice_list.html", {"notices": notices_for(request.member)[:SHOWN]})


@require_POST
def notice_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark a notice as read and go where it points."""
    if request.member is None:
        raise Http404
    notice = get_object_or_404(notices_for(request.member), pk=pk)
    mark_read(by=request.member, message_ids=[notice.pk])
    safe = url_has_allowed_host_and_scheme(notice.url, {request.get_host()}, require_https=request.is_secure())
    return redirect(notice.url if safe else reverse("notices:notice_list"))


@require_POST
def notice_read_all(request: HttpRequest) -> HttpResponse:
    if request.member is None:
        raise Http404
    mark_read(by=request.member)
    return redirect("notices:notice_list")
