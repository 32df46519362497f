"""Pages of a link for who holds it, without sign-in; and the owner's page that makes links.

A GET changes nothing: chats open links to draw a preview. Every deciding POST asks, in this order: is this the link of
the form, is this the owner's side, is everything filled in, is the link proved (sent to the registered contact, or
the institution's code given), and only then does the workflow.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from alliance.records.facts import check_code
from alliance.records.forms import AnswerForm, DisagreeForm, put_beside
from alliance.records.links import devices, rules, selectors, workflows
from alliance.records.links.forms import PassOnForm, SignerForm
from alliance.records.links.workflows import LinkDead, Signature
from alliance.records.models import Link, Party
from alliance.records.rules import why_not_link
from alliance.records.selectors import effect_of, names_in, rows_of
from alliance.records.views import party_or_404, record_or_404
from alliance.records.workflows import StaleFacts
from alliance.web.errors import Invalid, Refused, refuse_if
from alliance.web.throttle import address_of, too_often
from partners.directory.devices import remember_sides, sides_of
from partners.directory.workflows import check_code as check_institution_code

MINUTE, HOUR = 60, 3600
View = Callable[..., HttpResponse]


def for_links(view: View) -> View:
    """Find the link of a token, for anybody, not too often; unknown, too old or mistyped is one and the same page."""

    @login_not_required
    @never_cache
    @wraps(view)
    def with_link(request: HttpRequest, token: str) -> HttpResponse:
        if too_often("link", address_of(request), limit=240, seconds=MINUTE):
            return render(request, "records/links/slower.html", status=429)
        link = selectors.link_by_token(token)
        if link is None:
            if too_often("no-link", address_of(request), limit=30, seconds=MINUTE):
                return render(request, "records/links/slower.html", status=429)
            return render(request, "records/links/gone.html", status=404)
        return view(request, link, token)

    return with_link


# --- Who holds the link -----------------------------------------------------------------------------------------------


@for_links
@require_safe
def link_open(request: HttpRequest, link: Link, token: str) -> HttpResponse:
    status = rules.status_of(link)
    if status == rules.Status.DECIDED:
        return receipt_page(request, link, token)
    if status == rules.Status.DEAD:
        return dead_page(request, link, token)
    return link_page(request, link, token, Forms(request, link))


class Forms:
    """The forms of the page. Whichever button is pressed, all keep what was typed; only what it needs is checked."""

    def __init__(self, request: HttpRequest, link: Link, deed: str = ""):
        typed = request.POST or None
        self.last = selectors.last_signer(link, devices.device_of(request))
        as_last = self.last if typed is None and "last" in request.GET else None
        known = {"name": as_last.name, "post": as_last.post, "phone": as_last.phone} if as_last else {}
        self.wants_code = not link.sent and not devices.remembers_code(request, link.party.institution)
        self.signer = SignerForm(typed, initial=known, wants_code=self.wants_code)
        self.disagree = DisagreeForm(link.record, **self.filled(request, deed == "disagree"))
        self.answer = AnswerForm(**self.filled(request, deed == "answer"))
        self.pass_on = PassOnForm()

    def filled(self, request: HttpRequest, is_pressed: bool) -> dict[str, Any]:
        """Bound where its button was pressed, else only filled with what was typed."""
        if is_pressed:
            return {"data": request.POST, "use_required_attribute": False}
        return {"initial": request.POST.dict(), "use_required_attribute": False}


def link_page(request: HttpRequest, link: Link, token: str, forms: Forms, status: int = 200) -> HttpResponse:
    """Everything that is hashed, what follows for both sides, and the presses, of which the owner's side has none."""
    names = names_in(link.facts)
    context = {
        "link": link,
        "token": token,
        "record": link.record,
        "facts_rows": rows_of(link.facts, names),
        "effect": effect_of(link.facts, names),
        "why_not": rules.why_not_decide_here(link, sides_here(request)),
        "forms": forms,
        "is_plan": link.record.is_plan,
    }
    return render(request, "records/links/link.html", context, status=status)


def deciding(deed: str) -> Callable[[Callable], View]:
    """A POST that speaks for the link's party; the decorated function says what, once everything is in order."""

    def decorate(speak: Callable[[Forms, Link, Signature], Link]) -> View:
        @for_links
        @require_POST
        @wraps(speak)
        def view(request: HttpRequest, link: Link, token: str) -> HttpResponse:
            forms = Forms(request, link, deed)
            device = devices.device_of(request) or devices.new_device()
            status = rules.status_of(link)
            if status == rules.Status.DECIDED:  # pressed twice is once
                return redirect("records:link_open", token)
            if status == rules.Status.DEAD:
                return dead_page(request, link, token, status=409)
            try:
                check_in_order(request, link, forms, deed)
                signed = {name: forms.signer.cleaned_data[name] for name in ("name", "post", "phone")}
                speak(forms, link, Signature(**signed, device=device))
            except (Refused, Invalid) as error:
                form = {"disagree": forms.disagree, "answer": forms.answer}.get(deed, forms.signer)
                put_beside(form if isinstance(error, Invalid) else forms.signer, error)
                return link_page(request, link, token, forms, status=400 if isinstance(error, Invalid) else 403)
            except (LinkDead, StaleFacts):
                return dead_page(request, selectors.link_by_token(token), token, status=409)
            response = redirect("records:link_open", token)
            devices.remember_device(response, device)
            remember_sides(request, response, [link.party.institution_id])
            if forms.wants_code:
                devices.remember_code(response, link.party.institution)
            return response

        return view

    return decorate


def sides_here(request: HttpRequest) -> set[int]:
    """The institutions for which this browser has acted, and those of who is signed in now, in whatever role."""
    return sides_of(request) | {membership.institution_id for membership in request.memberships}


def check_in_order(request: HttpRequest, link: Link, forms: Forms, deed: str) -> None:
    """Raises Refused or Invalid. The code comes last, so that nobody spends a try on a form that is not complete."""
    if request.POST.get("facts_hash") != link.facts_hash:
        raise Refused(_("This form belongs to another record. Open the link again."))
    refuse_if(rules.why_not_decide_here(link, sides_here(request)))
    pressed = {"disagree": forms.disagree, "answer": forms.answer}.get(deed)
    if not all([forms.signer.is_valid(), pressed is None or pressed.is_valid()]):
        raise Invalid({})
    if forms.wants_code:
        try:
            check_institution_code(link.party.institution, forms.signer.cleaned_data["code"])
        except Refused as refused:
            forms.signer.add_error("code", refused.reason)
            raise Invalid({}) from refused


@deciding("confirm")
def link_confirm(forms: Forms, link: Link, signature: Signature) -> Link:
    return workflows.confirm_by_link(link_id=link.pk, signature=signature)


@deciding("disagree")
def link_disagree(forms: Forms, link: Link, signature: Signature) -> Link:
    return workflows.disagree_by_link(
        link_id=link.pk,
        signature=signature,
        reason=forms.disagree.cleaned_data["reason"],
        proposed=forms.disagree.proposed(),
    )


@deciding("answer")
def link_answer(forms: Forms, link: Link, signature: Signature) -> Link:
    return workflows.answer_by_link(link_id=link.pk, signature=signature, **forms.answer.cleaned_data)


@for_links
@require_POST
def link_undo(request: HttpRequest, link: Link, token: str) -> HttpResponse:
    try:
        workflows.undo(link_id=link.pk, device=devices.device_of(request))
    except Refused as refused:
        messages.error(request, refused.reason)
    else:
        messages.success(request, _("Taken back. The record waits for your institution again."))
    return redirect("records:link_open", token)


@for_links
@require_POST
def link_pass_on(request: HttpRequest, link: Link, token: str) -> HttpResponse:
    form = PassOnForm(request.POST)
    if not form.is_valid():
        forms = Forms(request, link)
        forms.pass_on = form
        return link_page(request, link, token, forms, status=400)
    workflows.pass_on(link_id=link.pk, words=form.cleaned_data["words"])
    sentence = _("%(school)s is told. This link decides nothing any more.")
    messages.success(request, sentence % {"school": link.record.owner})
    return redirect("records:link_open", token)


@for_links
@require_POST
def link_renew(request: HttpRequest, link: Link, token: str) -> HttpResponse:
    """A fresh link, to the registered contact, never to who presses."""
    if too_often("renew", link.party_id, limit=3, seconds=HOUR):
        messages.warning(request, _("A fresh link has been sent three times within the hour. Look at that e-mail."))
        return redirect("records:link_open", token)
    try:
        workflows.renew(link_id=link.pk)
    except Refused as refused:
        messages.error(request, refused.reason)
    else:
        sentence = _("A fresh link is on its way to the registered contact of %(school)s.")
        messages.success(request, sentence % {"school": link.party.institution})
    return redirect("records:link_open", token)


@for_links
@require_POST
def link_opened(request: HttpRequest, link: Link, token: str) -> HttpResponse:
    """The page's script says that somebody has it before them; the owner's side does not count."""
    if rules.why_not_decide_here(link, sides_here(request)) is None:
        workflows.note_opening(link_id=link.pk)
    return HttpResponse(status=204)


def dead_page(request: HttpRequest, link: Link, token: str, status: int = 200) -> HttpResponse:
    """The facts that the link was made for, and why it decides nothing any more."""
    context = {
        "link": link,
        "token": token,
        "record": link.record,
        "facts_rows": rows_of(link.facts, names_in(link.facts)),
        "has_changed": link.facts_hash != link.record.facts_hash,
        "is_decided": link.party.decision != Party.Decision.WAITING or bool(link.party.answer),
        "may_renew": rules.is_open(link.record, link.party),
    }
    return render(request, "records/links/dead.html", context, status=status)


def receipt_page(request: HttpRequest, link: Link, token: str) -> HttpResponse:
    """What was decided; who decided is named, and may undo, on the deciding device only."""
    names = names_in(link.facts)
    device = devices.device_of(request)
    contact = selectors.registered_contact(link)
    confirmed = link.party.decision
    context = {
        "link": link,
        "token": token,
        "record": link.record,
        "party": link.party,
        "decision": confirmed,
        "facts_rows": rows_of(link.facts, names),
        "effect": effect_of(link.facts, names),
        "check_code": check_code(link.facts_hash),
        "signer": link.signer if device and device == link.device else None,
        "may_undo": confirmed != Party.Decision.WAITING and rules.why_not_undo(link, device) is None,
        "undone_until": selectors.undone_until(link),
        "may_renew": link.facts_hash != link.record.facts_hash and rules.is_open(link.record, link.party),
        "contact": selectors.masked(contact) if contact else "",
    }
    return render(request, "records/links/receipt.html", context)


# --- The owner --------------------------------------------------------------------------------------------------------


@require_safe
def link_list(request: HttpRequest, number: str) -> HttpResponse:
    """Which links live, and making more."""
    record = record_or_404(request, number)
    refuse_if(why_not_link(request.member, record))
    return panel(request, record)


def panel(request: HttpRequest, record, made: selectors.Made | None = None) -> HttpResponse:
    context = {"record": record, "parties": selectors.parties_to_link(record), "made": made}
    return render(request, "records/links/link_list.html", context)


@never_cache
@require_POST
def link_make(request: HttpRequest, number: str) -> HttpResponse:
    """Make a link to copy. It is shown on this answer and never again, so there is no redirect."""
    record = record_or_404(request, number)
    party = party_or_404(request, record)
    link, token = workflows.make_link(record_id=record.pk, party_id=party.pk, by=request.member)
    return panel(request, record, selectors.made(link, token))


@require_POST
def link_send(request: HttpRequest, number: str) -> HttpResponse:
    record = record_or_404(request, number)
    party = party_or_404(request, record)
    if too_often("send-link", party.pk, limit=5, seconds=HOUR):
        messages.warning(request, _("Five links have been mailed within the hour. Ring them instead."))
        return redirect("records:link_list", number)
    link = workflows.send_link(record_id=record.pk, party_id=party.pk, by=request.member)
    sentence = _("A link is on its way to the registered contact of %(school)s.")
    messages.success(request, sentence % {"school": link.party.institution})
    return redirect("records:link_list", number)
