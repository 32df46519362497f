"""The pages that write exchanges: log, change, report, copy; the draft kept meanwhile; what it will count."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliance.records import workflows as records
from alliance.records.forms import put_beside
from alliance.records.models import Record
from alliance.records.rules import why_not_change, why_not_hold, why_not_write
from alliance.records.states import COUNTED, Phase
from alliance.records.workflows import StaleRevision
from alliance.web import clock
from alliance.web.errors import Invalid, Refused, refuse_if
from exchanges import workflows
from exchanges.effects import Preview, preview
from exchanges.forms import ExchangeForm, initial_of
from exchanges.selectors import exchanges_for
from exchanges.workflows import Content, content_of

BESIDE = {
    "hosts": "partner",
    "planned": "count_teachers",
    "actual": "count_teachers",
}  # where a workflow's field stands
UNCOMPARED = ("revision", "areas", "roster")  # the names of a roster are not spelled out beside each other


@require_http_methods(["GET", "HEAD", "POST"])
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


@require_http_methods(["GET", "HEAD", "POST"])
def exchange_edit(request: HttpRequest, number: str) -> HttpResponse:
    """Change a draft or what has been submitted; with other facts the others are asked again."""
    record = record_of(request, number)
    refuse_if(why_not_change(request.member, record))
    before = content_of(record)
    initial = initial_of(before, request.member, plan=record.phase == Phase.PLANNED) | {"revision": record.revision}
    form = ExchangeForm(request.member, request.POST or None, record=record, before=before, initial=initial)

    def save(content: Content) -> Record:
        saved = workflows.amend_exchange(
            record_id=record.pk, revision=revision_of(form), by=request.member, content=content
        )
        if saved.is_draft and not keeps_draft(request):
            return records.submit(record_id=saved.pk, by=request.member, revision=saved.revision)
        return saved

    autosave = reverse("exchanges:exchange_save_draft", args=[number]) if record.is_draft else ""
    return answer(request, form, save, title=_("Change %(number)s") % {"number": number}, autosave=autosave)


@require_http_methods(["GET", "HEAD", "POST"])
def exchange_report(request: HttpRequest, number: str) -> HttpResponse:
    """补实到: what really was, filled in from the plan."""
    record = record_of(request, number)
    refuse_if(why_not_hold(request.member, record))
    before = content_of(record)
    initial = initial_of(before, request.member, plan=True) | {"revision": record.revision}
    form = ExchangeForm(
        request.member, request.POST or None, record=record, before=before, reporting=True, initial=initial
    )

    def save(content: Content) -> Record:
        return workflows.report_exchange(
            record_id=record.pk, revision=revision_of(form), by=request.member, content=content
        )

    return answer(request, form, save, title=_("Who really came?"))


@require_safe
def exchange_copy(request: HttpRequest, number: str) -> HttpResponse:
    """A new form that begins with what another record says; people are not copied."""
    refuse_if(why_not_write(request.member))
    today = clock.today()
    initial = initial_of(content_of(record_of(request, number)), request.member, plan=False)
    initial |= {"starts_on": today, "ends_on": today, "roster": "", "outcome": "", "more_because": ""}
    initial = {name: value for name, value in initial.items() if not name.startswith(("arrives_", "leaves_"))}
    form = ExchangeForm(request.member, initial=initial)
    address = reverse("exchanges:exchange_add")
    return page(request, form, title=_("Log an activity"), autosave=reverse("exchanges:exchange_draft"), action=address)


@require_POST
def exchange_draft(request: HttpRequest, number: str = "") -> JsonResponse:
    """Keep what is typed so far; nobody else sees it. Answers as static/app/forms.js expects."""
    record = record_of(request, number) if number else None
    before = content_of(record) if record else None
    form = ExchangeForm(request.member, request.POST, record=record, before=before)
    try:
        refuse_if(why_not_change(request.member, record) if record else why_not_write(request.member))
        if not form.is_valid():
            return JsonResponse({"saved": _("Not kept yet: a field needs to be put right.")})
        if record is None:
            record = workflows.draft_exchange(by=request.member, content=form.content())
        elif record.is_draft:
            record = workflows.amend_exchange(
                record_id=record.pk, revision=revision_of(form), by=request.member, content=form.content()
            )
    except (Invalid, Refused, StaleRevision) as error:
        return JsonResponse({"saved": str(error)})
    at = timezone.localtime(clock.now())
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
    """What this will count once it is confirmed, as one types. ?record= names the one being changed."""
    refuse_if(why_not_write(request.member))
    number = request.GET.get("record", "")
    record = record_of(request, number) if number else None
    before = content_of(record) if record else None
    reporting = "reporting" in request.GET
    form = ExchangeForm(request.member, request.POST, record=record, before=before, reporting=reporting)
    return render(request, "exchanges/_effect.html", effect_context(form) | {"swapped": True})


# --- What the pages share ---------------------------------------------------------------------------------------------
def record_of(request: HttpRequest, number: str) -> Record:
    return get_object_or_404(exchanges_for(request.member).select_related("exchange__sender"), number=number)


def keeps_draft(request: HttpRequest) -> bool:
    return request.POST.get("act") == "draft"


def revision_of(form: ExchangeForm) -> int:
    """The revision that the form was opened with; none given is as stale as any."""
    return form.cleaned_data["revision"] or 0


def answer(
    request: HttpRequest,
    form: ExchangeForm,
    save: Callable[[Content], Record],
    *,
    title: str,
    autosave: str = "",
) -> HttpResponse:
    """Show the form, or save and go on; a refusal comes back beside its field with everything typed."""
    if request.method != "POST":
        return page(request, form, title=title, autosave=autosave)
    if not form.is_valid():
        return page(request, form, title=title, autosave=autosave, status=400)
    try:
        with transaction.atomic():
            record = save(form.content())
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
    mine = initial_of(form.content(), request.member, plan=form.is_plan)
    rows = [
        {
            "label": field.label,
            "theirs": form.as_said(name, theirs.get(name)),
            "mine": form.as_said(name, mine.get(name)),
        }
        for name, field in form.fields.items()
        if name not in UNCOMPARED and (theirs.get(name) or "") != (mine.get(name) or "")
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
        **effect_context(form),
        **more,
    }
    return render(request, "exchanges/exchange_form.html", context, status=status)


def effect_context(form: ExchangeForm) -> dict[str, Any]:
    """What would be counted of what is said so far and what not, what the others read, and what is still missing."""
    content = content_so_far(form)
    expected = preview(content, is_plan=form.is_plan) if content else Preview()
    falls_by = form.record.people if form.record and form.record.grade in COUNTED else 0
    return {
        "effect": expected,
        "falls_by": falls_by,
        "form": form,
        "people_word": _("How many people will come") if form.is_plan else _("How many really came"),
        "submit_word": submit_word(form),
    }


def submit_word(form: ExchangeForm) -> str:
    """What the button does: a plan goes to its host, what took place is to be confirmed."""
    if form.reporting:
        return _("Report and ask to confirm")
    if form.record and not form.record.is_draft:
        return _("Save the change")
    return _("Save plan and send to the host") if form.is_plan else _("Submit for confirmation")


def content_so_far(form: ExchangeForm) -> Content | None:
    """What is typed, where something can be made of it; before anything is typed, what was saved."""
    if not form.is_bound:
        return form.before
    try:
        return form.content() if form.is_valid() else None
    except Invalid:
        return None
