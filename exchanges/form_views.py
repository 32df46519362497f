"""The pages that write exchanges: log, change, report, copy; the draft kept meanwhile; what it will count."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from alliance.records import workflows as records
from alliance.records.forms import put_beside
from alliance.records.models import Record
from alliance.records.rules import why_not_change, why_not_hold, why_not_write
from alliance.records.states import COUNTED, Phase
from alliance.records.workflows import StaleRevision
from alliance.web import clock
from alliance.web.errors import Invalid, Refused, refuse_if
from exchanges import workflows
from exchanges.effects import preview
from exchanges.forms import ExchangeForm, initial_of
from exchanges.selectors import exchanges_for
from exchanges.workflows import Content, content_of

BESIDE = {
    "hosts": "partner",
    "planned": "count_teachers",
    "actual": "count_teachers",
}  # where a workflow's field stands
COMPARED = ("what", "direction", "partner", "starts_on", "ends_on", "purpose", "agenda", "outcome")


def exchange_add(request: HttpRequest) -> HttpResponse:
    """Log what took place, or plan what will."""
    refuse_if(why_not_write(request.member))
    today = clock.today()
    initial = {"what": "talks", "direction": "out", "starts_on": today, "ends_on": today}
    form = ExchangeForm(request.member, request.POST or None, initial=initial)

    def save(content: Content) -> Record:
        if keeps_draft(request):
            return workflows.draft_exchange(by=request.member, content=content)
        return workflows.log_exchange(by=request.member, content=content)

    return answer(request, form, save, title=_("Log an activity"), autosave=reverse("exchanges:exchange_draft"))


def exchange_edit(request: HttpRequest, number: str) -> HttpResponse:
    """Change a draft or what has been submitted; with other facts the others are asked again."""
    record = record_of(request, number)
    refuse_if(why_not_change(request.member, record))
    before = content_of(record)
    initial = initial_of(before, request.member, plan=record.phase == Phase.PLANNED) | {"revision": record.revision}
    form = ExchangeForm(request.member, request.POST or None, record=record, initial=initial)

    def save(content: Content) -> Record:
        saved = workflows.amend_exchange(
            record_id=record.pk, revision=revision_of(form, record), by=request.member, content=content
        )
        if saved.is_draft and not keeps_draft(request):
            return records.submit(record_id=saved.pk, by=request.member, revision=saved.revision)
        return saved

    autosave = reverse("exchanges:exchange_save_draft", args=[number]) if record.is_draft else ""
    return answer(
        request, form, save, title=_("Change %(number)s") % {"number": number}, autosave=autosave, before=before
    )


def exchange_report(request: HttpRequest, number: str) -> HttpResponse:
    """补实到: what really was, filled in from the plan."""
    record = record_of(request, number)
    refuse_if(why_not_hold(request.member, record))
    before = content_of(record)
    initial = initial_of(before, request.member, plan=True) | {"revision": record.revision}
    form = ExchangeForm(request.member, request.POST or None, record=record, reporting=True, initial=initial)

    def save(content: Content) -> Record:
        return workflows.report_exchange(
            record_id=record.pk, revision=revision_of(form, record), by=request.member, content=content
        )

    return answer(request, form, save, title=_("Who really came?"), before=before)


def exchange_copy(request: HttpRequest, number: str) -> HttpResponse:
    """A new form that begins with what another record says; people are not copied."""
    refuse_if(why_not_write(request.member))
    today = clock.today()
    initial = initial_of(content_of(record_of(request, number)), request.member, plan=False)
    initial |= {"starts_on": today, "ends_on": today, "roster": "", "outcome": "", "more_because": ""}
    form = ExchangeForm(request.member, initial=initial)
    address = reverse("exchanges:exchange_add")
    return page(request, form, title=_("Log an activity"), autosave=reverse("exchanges:exchange_draft"), action=address)


@require_POST
def exchange_draft(request: HttpRequest, number: str = "") -> JsonResponse:
    """Keep what is typed so far; nobody else sees it. Answers as static/app/forms.js expects."""
    record = record_of(request, number) if number else None
    form = ExchangeForm(request.member, request.POST, record=record)
    try:
        refuse_if(why_not_change(request.member, record) if record else why_not_write(request.member))
        if not form.is_valid():
            return JsonResponse({"saved": _("Not kept yet: a field needs to be put right.")})
        if record is None:
            record = workflows.draft_exchange(by=request.member, content=form.content())
        elif record.is_draft:
            content = form.content(content_of(record))
            revision = form.cleaned_data["revision"] or 0
            record = workflows.amend_exchange(
                record_id=record.pk, revision=revision, by=request.member, content=content
            )
    except (Invalid, Refused, StaleRevision) as error:
        return JsonResponse({"saved": str(error)})
    at = clock.now() + timedelta(hours=8)  # Asia/Shanghai
    return JsonResponse(
        {
            "saved": _("Draft kept, %(time)s (it belongs to your school)") % {"time": f"{at:%H:%M}"},
            "revision": record.revision,
            "autosave": reverse("exchanges:exchange_save_draft", args=[record.number]),
            "action": reverse("exchanges:exchange_edit", args=[record.number]),
        }
    )


@require_POST
def exchange_effect(request: HttpRequest) -> HttpResponse:
    """What this will count once it is confirmed, as one types."""
    refuse_if(why_not_write(request.member))
    form = ExchangeForm(request.member, request.POST)
    return render(request, "exchanges/_effect.html", effect_context(form))


# --- What the pages share ---------------------------------------------------------------------------------------------
def record_of(request: HttpRequest, number: str) -> Record:
    return get_object_or_404(exchanges_for(request.member).select_related("exchange__sender"), number=number)


def keeps_draft(request: HttpRequest) -> bool:
    return request.POST.get("act") == "draft"


def revision_of(form: ExchangeForm, record: Record) -> int:
    """The revision that the form was opened with; none given is as stale as any."""
    return form.cleaned_data["revision"] or 0


def answer(
    request: HttpRequest,
    form: ExchangeForm,
    save: Callable[[Content], Record],
    *,
    title: str,
    autosave: str = "",
    before: Content | None = None,
) -> HttpResponse:
    """Show the form, or save and go on; a refusal comes back beside its field with everything typed."""
    if request.method != "POST":
        return page(request, form, title=title, autosave=autosave)
    if not form.is_valid():
        return page(request, form, title=title, autosave=autosave, status=400)
    try:
        with transaction.atomic():
            record = save(form.content(before))
    except StaleRevision as stale:
        return conflict(request, form, stale, title=title)
    except Invalid as invalid:
        put_beside(form, Invalid({BESIDE.get(field, field): said for field, said in invalid.errors.items()}))
        return page(request, form, title=title, autosave=autosave, status=400)
    except Refused as refused:
        put_beside(form, refused)
        return page(request, form, title=title, autosave=autosave, status=403)
    if record.is_draft:
        messages.success(request, _("The draft is kept. Only your school sees it."))
        return redirect("exchanges:exchange_edit", record.number)
    messages.success(request, _("Saved: %(number)s.") % {"number": record.number})
    return redirect(record)


def conflict(request: HttpRequest, form: ExchangeForm, stale: StaleRevision, *, title: str) -> HttpResponse:
    """Somebody saved meanwhile: both versions side by side, everything typed still in the form."""
    current = get_object_or_404(exchanges_for(request.member).select_related("exchange__sender"), pk=stale.obj.pk)
    theirs = initial_of(content_of(current), request.member, plan=form.is_plan)
    names = [*COMPARED, *(field.name for field in form.count_fields())]
    mine = form.cleaned_data
    rows = [
        {"label": form.fields[name].label, "theirs": theirs.get(name) or "–", "mine": mine.get(name) or "–"}
        for name in names
        if (theirs.get(name) or "") != (mine.get(name) or "")
    ]
    form.data = form.data.copy()
    form.data["revision"] = current.revision
    return page(request, form, title=title, status=409, differences=rows, stale=stale.reason)


def page(request: HttpRequest, form: ExchangeForm, *, title: str, status: int = 200, **more: Any) -> HttpResponse:
    record = form.record
    context = {
        "form": form,
        "title": title,
        "record": record,
        "is_plan": form.is_plan,
        "asks_again": bool(record and record.grade in COUNTED),
        **effect_context(form),
        **more,
    }
    return render(request, "exchanges/exchange_form.html", context, status=status)


def effect_context(form: ExchangeForm) -> dict[str, Any]:
    """What would be counted of what is typed so far, and what not."""
    if not form.is_bound or not form.is_valid():
        return {"counted": [], "not_counted": []}
    try:
        content = form.content()
    except Invalid:
        return {"counted": [], "not_counted": []}
    counted, not_counted = preview(content, is_plan=form.is_plan)
    return {"counted": counted, "not_counted": not_counted}
