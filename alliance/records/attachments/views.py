"""Pages of files: those of a record, the desk where they are checked, the sheet to seal."""

import logging
from pathlib import Path

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliance.documents.pdf import DocumentFailed, preview
from alliance.records.attachments import workflows
from alliance.records.attachments.contents import ALLOWED
from alliance.records.attachments.forms import KEEP, AcceptForm, PutUpForm, SendBackForm, UploadForm, party_in
from alliance.records.attachments.papers import confirmation_sheet
from alliance.records.attachments.rules import is_the_last_word, visible_attachments, why_not_print_sheet
from alliance.records.attachments.selectors import DeskRow, Panel, desk_of, panel_of
from alliance.records.facts import check_code
from alliance.records.models import Attachment, Evidence, Record
from alliance.records.rules import visible
from alliance.records.selectors import effect_of, names_in, rows_of
from alliance.records.views import record_or_404
from alliance.web import clock
from alliance.web.errors import Invalid, Refused, refuse_if
from alliance.web.pages import fragment
from alliance.web.storage import place_of
from alliance.web.throttle import too_often

log = logging.getLogger(__name__)

# Somebody else's bytes: whatever they are, they run nothing, load nothing and are taken for nothing else.
HARMLESS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
}


def page_of(record: Record) -> str:
    """Where the files stand on the page of the record, whatever its kind."""
    return reverse("records:record_open", args=[record.number]) + "#attachments"


def slow_down(request: HttpRequest, what: str, *, limit: int, seconds: int) -> None:
    """Refuse what one person asks for too often: uploads fill the disk, and drawing takes a process."""
    if too_often(what, request.user.pk, limit=limit, seconds=seconds):
        raise Refused(_("That was very often in a short time. Wait a little and try again."))


def seen_attachment(request: HttpRequest, number: str, attachment_id: int) -> Attachment:
    if request.member is None:
        raise Http404
    seen = Attachment.objects.filter(visible_attachments(request.member)).select_related("record")
    return get_object_or_404(seen, record__number=number, pk=attachment_id)


# --- Files of a record ----------------------------------------------------------------------------------------------
@require_http_methods(["GET", "HEAD", "POST"])
def attachment_list(request: HttpRequest, number: str) -> HttpResponse:
    """The files of a record; a POST adds some. What was refused is named beside the field, the others are kept."""
    record = record_or_404(request, number)
    panel = panel_of(request.member, record)
    form = UploadForm(panel, request.POST or None, request.FILES or None)
    if request.method == "POST":
        refuse_if(panel.why_not_attach)
        slow_down(request, "upload", limit=60, seconds=3600)
        if form.is_valid():
            kept = _add(request, record, form)
            if not form.errors and not request.htmx:
                messages.success(request, _kept(kept))
                return redirect(page_of(record))
            panel = panel_of(request.member, record)
            form = form if form.errors else UploadForm(panel)
    return _page(request, panel, form)


def _page(request: HttpRequest, panel: Panel, form: UploadForm) -> HttpResponse:
    template = fragment(request, "records/attachments.html", "panel")
    return render(request, template, {"record": panel.record, "panel": panel, "form": form})


def _add(request: HttpRequest, record: Record, form: UploadForm) -> int:
    """Attach each file, and put it up where asked; errors go to the form. Answers how many were kept."""
    kept = 0
    for file in form.cleaned_data["files"]:
        try:
            attachment = workflows.attach(record_id=record.pk, by=request.member, file=file, name=file.name)
            kept += 1
            if form.cleaned_data["use"] != KEEP:
                _put_up(request, record, attachment, form.cleaned_data["use"])
        except Invalid as invalid:
            for sentence in invalid.errors.values():
                form.add_error("files", sentence)
    return kept


def _kept(count: int) -> str:
    return ngettext("%(count)d file was added.", "%(count)d files were added.", count) % {"count": count}


def _put_up(request: HttpRequest, record: Record, attachment: Attachment, use: str) -> Evidence:
    return workflows.put_up(
        record_id=record.pk,
        attachment_id=attachment.pk,
        by=request.member,
        facts_hash=request.POST.get("facts_hash", ""),
        party_id=party_in(use),
    )


@require_safe
def attachment_download(request: HttpRequest, number: str, attachment_id: int) -> HttpResponse:
    """The bytes as they came. Only what runs nothing opens in the browser, and with ?save nothing does."""
    attachment = seen_attachment(request, number, attachment_id)
    save = "save" in request.GET or not ALLOWED[attachment.media_type].shown
    return FileResponse(
        default_storage.open(place_of(attachment.sha256)),
        as_attachment=save,
        filename=attachment.name,
        content_type=attachment.media_type,
        headers=HARMLESS,
    )


@require_safe
def attachment_preview(request: HttpRequest, number: str, attachment_id: int) -> HttpResponse:
    """A page of a PDF as an image, ?page=2 for the second."""
    attachment = seen_attachment(request, number, attachment_id)
    page = request.GET.get("page", "1")
    if attachment.media_type != "application/pdf" or not page.isdecimal() or not 1 <= int(page) <= 999:
        raise Http404
    slow_down(request, "draw", limit=60, seconds=60)
    try:
        image = preview(Path(default_storage.path(place_of(attachment.sha256))), int(page))
    except DocumentFailed as failed:
        log.info("no preview of attachment %s: %s", attachment.pk, failed)
        raise Http404 from failed
    return HttpResponse(image, content_type="image/png", headers=HARMLESS)


@require_POST
def attachment_put_up(request: HttpRequest, number: str, attachment_id: int) -> HttpResponse:
    attachment = seen_attachment(request, number, attachment_id)
    record = record_or_404(request, number)
    form = PutUpForm(panel_of(request.member, record), request.POST)
    if not form.is_valid():
        raise Invalid({name: errors[0] for name, errors in form.errors.items()})
    _put_up(request, record, attachment, form.cleaned_data["use"])
    messages.success(request, _("Put up. Someone of no party will check it."))
    return redirect(page_of(record))


@require_POST
def attachment_remove(request: HttpRequest, number: str, attachment_id: int) -> HttpResponse:
    attachment = seen_attachment(request, number, attachment_id)
    workflows.remove(record_id=attachment.record_id, attachment_id=attachment.pk, by=request.member)
    messages.success(request, _("“%(name)s” was taken away.") % {"name": attachment.name})
    return redirect(page_of(attachment.record))


@require_safe
def confirmation_sheet_print(request: HttpRequest, number: str, party_id: int) -> HttpResponse:
    """The sheet of one party, to be sealed."""
    record = record_or_404(request, number)
    party = get_object_or_404(record.parties.select_related("institution"), pk=party_id)
    refuse_if(why_not_print_sheet(request.member, record, party))
    slow_down(request, "draw", limit=60, seconds=60)
    address = request.build_absolute_uri(reverse("records:record_open", args=[record.number]))
    try:
        document = confirmation_sheet(record, party, address=address, language=get_language())
    except DocumentFailed as failed:
        log.exception("confirmation sheet of %s", record.number)
        raise Refused(_("The sheet could not be printed just now. Try again, or ring the secretariat.")) from failed
    name = f"{record.number}-{party.institution_id}.pdf"
    headers = HARMLESS | {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(document, content_type="application/pdf", headers=headers)


# --- The desk -------------------------------------------------------------------------------------------------------
@require_safe
def evidence_list(request: HttpRequest) -> HttpResponse:
    """What waits to be checked; one of it lies open beside its facts."""
    if request.member is None or not request.member.is_secretariat:
        raise Http404
    return _desk(request, request.GET.get("open", ""))


@require_POST
def evidence_accept(request: HttpRequest, evidence_id: int) -> HttpResponse:
    evidence = _waiting(request, evidence_id)
    facts = evidence.record.facts
    form = AcceptForm(len(rows_of(facts, names_in(facts))), evidence.party, request.POST)
    if not form.is_valid():
        return _desk(request, str(evidence_id), accept_form=form)
    signed = {key: value for key, value in form.cleaned_data.items() if key != "same"}
    workflows.accept(evidence_id=evidence_id, by=request.member, **signed)
    messages.success(request, _("%(number)s: checked.") % {"number": evidence.record.number})
    return redirect("records:evidence_list")


@require_POST
def evidence_send_back(request: HttpRequest, evidence_id: int) -> HttpResponse:
    evidence = _waiting(request, evidence_id)
    form = SendBackForm(request.POST)
    if not form.is_valid():
        return _desk(request, str(evidence_id), send_back_form=form)
    workflows.send_back(evidence_id=evidence_id, by=request.member, reason=form.cleaned_data["reason"])
    messages.success(request, _("%(number)s: sent back.") % {"number": evidence.record.number})
    return redirect("records:evidence_list")


def _waiting(request: HttpRequest, evidence_id: int) -> Evidence:
    """Evidence that this member may see, judged or not: pressed twice is answered like pressed once."""
    if request.member is None or not request.member.is_secretariat:
        raise Http404
    seen = Record.objects.filter(visible(request.member))
    return get_object_or_404(Evidence.objects.select_related("record", "party"), record__in=seen, pk=evidence_id)


def _chosen(rows: list[DeskRow], asked: str) -> DeskRow | None:
    """The row asked for, else the first that this member may judge, else the first."""
    asked_for = [row for row in rows if str(row.evidence.pk) == asked]
    free = [row for row in rows if row.why_not is None]
    return next(iter(asked_for or free or rows), None)


def _after(rows: list[DeskRow], chosen: DeskRow | None) -> DeskRow | None:
    """The next one to look at, when this one is left for later."""
    others = [row for row in rows if row.why_not is None and row is not chosen]
    later = [row for row in others if chosen and rows.index(row) > rows.index(chosen)]
    return next(iter(later or others), None)


def _desk(
    request: HttpRequest,
    asked: str,
    accept_form: AcceptForm | None = None,
    send_back_form: SendBackForm | None = None,
) -> HttpResponse:
    rows = desk_of(request.member)
    chosen = _chosen(rows, asked)
    context = {
        "now": clock.now(),
        "rows": rows,
        "open": chosen,
        "next": _after(rows, chosen),
    }
    if chosen:
        record, party = chosen.evidence.record, chosen.evidence.party
        names = names_in(record.facts)
        facts = rows_of(record.facts, names)
        context |= {
            "facts": facts,
            "ticked": accept_form["same"].value() if accept_form else [],
            "effect": effect_of(record.facts, names) if is_the_last_word(chosen.evidence) else [],
            "check_code": check_code(record.facts_hash),
            "accept_form": accept_form or AcceptForm(len(facts), party),
            "send_back_form": send_back_form or SendBackForm(),
            "attachment": chosen.evidence.attachment,
            "is_image": chosen.evidence.attachment.media_type.startswith("image/"),
            "is_shown": ALLOWED[chosen.evidence.attachment.media_type].shown,
        }
    return render(request, "records/evidence_list.html", context)
