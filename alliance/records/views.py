"""The shared verbs as addresses: find the record, ask, act once, go back to its page."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliance.records import forms, rules, selectors, workflows
from alliance.records.links import devices
from alliance.records.models import Party, Record
from alliance.web.errors import Invalid, refuse_if

FORM = ["GET", "HEAD", "POST"]
HEADINGS = {
    "cancel": gettext_lazy("It did not take place"),
    "void": gettext_lazy("Void this record"),
    "disagree": pgettext_lazy("page", "Disagree"),
    "answer": gettext_lazy("Answer the plan"),
    "keep": gettext_lazy("What only we see"),
}


def record_or_404(request: HttpRequest, number: str) -> Record:
    if request.member is None:
        raise Http404
    return get_object_or_404(selectors.records_for(request.member), number=number)


def typed(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; nothing at all is something typed, too."""
    return request.POST if request.method == "POST" else None


def revision_of(request: HttpRequest) -> int:
    """The revision that the page showed; a page that names none is older than any."""
    number = request.POST.get("revision", "")
    return int(number) if number.isdecimal() and len(number) < 10 else 0


def party_or_404(request: HttpRequest, record: Record) -> Party:
    key = request.POST.get("party", "")
    if not key.isdecimal() or len(key) > 18:
        raise Http404
    return get_object_or_404(record.parties.select_related("institution"), pk=int(key))


@require_safe
def record_open(request: HttpRequest, number: str) -> HttpResponse:
    """A record by its number alone, as papers and QR codes name it."""
    return redirect(record_or_404(request, number))


# --- The owner's verbs ------------------------------------------------------------------------------------------------


@require_POST
def record_submit(request: HttpRequest, number: str) -> HttpResponse:
    record = record_or_404(request, number)
    try:
        record = workflows.submit(record_id=record.pk, by=request.member, revision=revision_of(request))
    except Invalid as error:
        for sentence in error.errors.values():
            messages.error(request, sentence)
        return redirect(record)
    if record.is_plan:
        messages.success(request, _("The plan is saved and before the others. It counts nothing until it took place."))
    else:
        messages.success(request, _("Submitted. The others are asked to confirm."))
    return redirect(record)


@require_POST
def record_withdraw(request: HttpRequest, number: str) -> HttpResponse:
    record = workflows.withdraw(record_id=record_or_404(request, number).pk, by=request.member)
    messages.success(request, _("Taken back. It is a draft again; submit it when it is right."))
    return redirect(record)


@require_POST
def record_discard(request: HttpRequest, number: str) -> HttpResponse:
    workflows.discard(record_id=record_or_404(request, number).pk, by=request.member)
    messages.success(request, _("The draft %(number)s is thrown away.") % {"number": number})
    return redirect("records:inbox")


@require_POST
def record_remind(request: HttpRequest, number: str) -> HttpResponse:
    record = record_or_404(request, number)
    party = workflows.remind(record_id=record.pk, party_id=party_or_404(request, record).pk, by=request.member)
    messages.success(request, _("%(school)s is reminded.") % {"school": party.institution})
    return redirect(record)


@require_POST
def record_take(request: HttpRequest, number: str) -> HttpResponse:
    """Take over the numbers that a party proposed."""
    record = record_or_404(request, number)
    party = party_or_404(request, record)
    try:
        record = workflows.take(
            record_id=record.pk,
            party_id=party.pk,
            by=request.member,
            revision=revision_of(request),
            proposed_hash=request.POST.get("proposed_hash", ""),
        )
    except Invalid as error:
        for sentence in error.errors.values():
            messages.error(request, sentence)
        return redirect(record)
    messages.success(
        request,
        _("The numbers of %(school)s are taken over; with that it has confirmed.") % {"school": party.institution},
    )
    return redirect(record)


@require_http_methods(FORM)
def record_cancel(request: HttpRequest, number: str) -> HttpResponse:
    record = record_or_404(request, number)
    refuse_if(rules.why_not_cancel(request.member, record))
    form = forms.CancelForm(typed(request))
    if form.is_valid():
        try:
            workflows.cancel(record_id=record.pk, by=request.member, **form.cleaned_data)
        except Invalid as error:
            forms.put_beside(form, error)
        else:
            messages.success(request, _("Noted: it did not take place. The others are told."))
            return redirect(record)
    return deed_page(request, record, form, "cancel")


@require_http_methods(FORM)
def record_void(request: HttpRequest, number: str) -> HttpResponse:
    record = record_or_404(request, number)
    refuse_if(rules.why_not_void(request.member, record))
    form = forms.VoidForm(typed(request))
    if form.is_valid():
        try:
            workflows.void(record_id=record.pk, by=request.member, **form.cleaned_data)
        except Invalid as error:
            forms.put_beside(form, error)
        else:
            messages.success(request, _("The record is void; nothing of it counts any more. The others are told."))
            return redirect(record)
    return deed_page(request, record, form, "void")


# --- The other parties' verbs -----------------------------------------------------------------------------------------


@require_POST
def record_confirm(request: HttpRequest, number: str) -> HttpResponse:
    """Agree to the facts that were shown. Others by now: 409, with what differs marked."""
    record = record_or_404(request, number)
    refuse_if(rules.why_not_on_device(devices.device_of(request), request.member, record))
    try:
        record = workflows.confirm(
            record_id=record.pk, by=request.member, facts_hash=request.POST.get("facts_hash", "")
        )
    except workflows.StaleFacts as stale:
        return stale_page(request, stale)
    messages.success(request, _("Confirmed. It counts from now on.") if record.grade == "mutual" else _("Confirmed."))
    return redirect(record)


@require_http_methods(FORM)
def record_disagree(request: HttpRequest, number: str) -> HttpResponse:
    record = record_or_404(request, number)
    refuse_if(rules.why_not_confirm(request.member, record))
    refuse_if(rules.why_not_on_device(devices.device_of(request), request.member, record))
    form = forms.DisagreeForm(record, typed(request))
    if form.is_valid():
        try:
            workflows.disagree(
                record_id=record.pk,
                by=request.member,
                facts_hash=request.POST.get("facts_hash", ""),
                reason=form.cleaned_data["reason"],
                proposed=form.proposed(),
            )
        except Invalid as error:
            forms.put_beside(form, error)
        except workflows.StaleFacts as stale:
            return stale_page(request, stale, form)
        else:
            messages.success(request, _("%(school)s is told and corrects the record.") % {"school": record.owner})
            return redirect(record)
    return deed_page(request, record, form, "disagree")


@require_POST
def record_take_back(request: HttpRequest, number: str) -> HttpResponse:
    record = workflows.take_back(record_id=record_or_404(request, number).pk, by=request.member)
    messages.success(request, _("Your decision is taken back; the record waits for you again."))
    return redirect(record)


@require_http_methods(FORM)
def record_answer(request: HttpRequest, number: str) -> HttpResponse:
    """Answer a plan; with `answer` alone it is one press."""
    record = record_or_404(request, number)
    refuse_if(rules.why_not_answer(request.member, record))
    form = forms.AnswerForm(typed(request), initial={"answer": request.GET.get("answer", "")})
    if form.is_valid():
        try:
            workflows.answer(
                record_id=record.pk,
                by=request.member,
                facts_hash=request.POST.get("facts_hash", ""),
                **form.cleaned_data,
            )
        except Invalid as error:
            forms.put_beside(form, error)
        except workflows.StaleFacts as stale:
            form.add_error(None, stale.reason)
            return deed_page(request, stale.obj, form, "answer", status=409)
        else:
            messages.success(request, _("%(school)s is told.") % {"school": record.owner})
            return redirect(record)
    return deed_page(request, record, form, "answer")


@require_http_methods(FORM)
def record_keep(request: HttpRequest, number: str) -> HttpResponse:
    """What one's own side keeps for itself."""
    record = record_or_404(request, number)
    refuse_if(rules.why_not_keep(request.member, record))
    kept = getattr(rules.party_of(request.member, record), "private", None)
    form = forms.PrivateForm(typed(request), instance=kept)
    if form.is_valid():
        workflows.keep(record_id=record.pk, by=request.member, **form.content())
        messages.success(request, _("Saved. Only your school sees it."))
        return redirect(record)
    return deed_page(request, record, form, "keep")


# --- What these pages share -------------------------------------------------------------------------------------------


def deed_page(request: HttpRequest, record: Record, form: Any, deed: str, status: int = 400) -> HttpResponse:
    """The page of a verb that asks something: facts, what follows, form; 400 where something is to be mended."""
    context = {
        "record": record,
        "form": form,
        "deed": deed,
        "heading": HEADINGS[deed],
        "facts_rows": selectors.rows_of(record.facts, selectors.names_in(record.facts)),
        "shown_facts": selectors.sealed_facts(record),
    }
    return render(request, f"records/{deed}.html", context, status=status if form.errors else 200)


def stale_page(request: HttpRequest, stale: workflows.StaleFacts, form: Any = None) -> HttpResponse:
    """409: what was shown, struck, beside what stands now, and the decision to be made again."""
    record = stale.obj
    shown = selectors.facts_shown(request.POST.get("shown_facts", ""), stale.shown)
    if shown is None:
        raise stale
    names = selectors.names_in(shown, record.facts)
    context = {
        "record": record,
        "rows": selectors.differences(shown, record.facts, names),
        "reason": stale.reason,
        "form": form,
        "shown_facts": selectors.sealed_facts(record),
        "may_decide": rules.why_not_confirm(request.member, record) is None,
    }
    return render(request, "records/stale.html", context, status=409)
