"""The page 待办."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from alliance.notices.selectors import notices_for, unread_count
from alliance.records.attachments.selectors import desk_of
from alliance.records.inbox import selectors
from alliance.records.kinds import Text
from alliance.records.selectors import sealed_facts, state_name
from alliance.web.pages import page_of
from partners.directory.acting import Member

NOTICES = 100


@dataclass(frozen=True)
class Tab:
    """One view of the inbox, as components/views.html draws it."""

    address: str
    label: Text
    count: int | None
    is_here: bool


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    if request.member is None:
        raise Http404
    chosen = request.GET.get("tab", "ours")
    show = {"ours": ours, "theirs": theirs, "notices": notices, "done": done}.get(chosen, ours)
    context = {"tab": show.__name__, "tabs": tabs_for(request.member, show.__name__), **show(request)}
    return render(request, "records/inbox.html", context)


def tabs_for(member: Member, here: str) -> list[Tab]:
    """The four views with their counts; who is asked nothing sees the notices only."""
    tabs = []
    if member.is_admin or member.is_secretariat:
        label = _("For us") if member.is_admin else _("To be judged")
        tabs.append(Tab("?tab=ours", label, selectors.waiting_count(member), here == "ours"))
    if member.is_admin:
        waiting = selectors.waiting_for_others(member).count()
        tabs.append(Tab("?tab=theirs", _("With others"), waiting, here == "theirs"))
    tabs.append(Tab("?tab=notices", _("Notices"), unread_count(member), here == "notices"))
    if member.is_admin:
        tabs.append(Tab("?tab=done", pgettext_lazy("inbox", "Done"), None, here == "done"))
    return tabs


def ours(request: HttpRequest) -> dict:
    member = request.member
    tasks = selectors.tasks_for(member)
    papers = desk_of(member) if member.is_secretariat else []
    return {
        "tasks": page_of(request, tasks),
        "first_facts": sealed_facts(tasks[0].record) if tasks else "",
        "papers": papers,
    }


def theirs(request: HttpRequest) -> dict:
    return {"tasks": page_of(request, selectors.with_others(request.member))}


def notices(request: HttpRequest) -> dict:
    return {"notices": notices_for(request.member)[:NOTICES]}


def done(request: HttpRequest) -> dict:
    page = page_of(request, selectors.done(request.member) if request.member.is_admin else [])
    return {"records": page, "rows": [(record, state_name(record)) for record in page]}
