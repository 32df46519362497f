"""Pages of the register, of people and memberships, and of who acts."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.hashers import check_password
from django.forms import Form
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliance.accounts.models import User
from alliance.web.errors import Invalid, Refused, Stale
from alliance.web.pages import fragment, page_of
from partners.directory import rules, selectors, slips, workflows
from partners.directory.acting import Member
from partners.directory.filters import InstitutionFilter
from partners.directory.forms import ContactForm, InstitutionForm, InviteForm, MergeForm, ProfileForm
from partners.directory.invitations.workflows import find_invitation, invite, withdraw_invitation
from partners.directory.middleware import act_as
from partners.directory.models import Institution, InstitutionCode, Invitation, Membership

read_and_write = require_http_methods(["GET", "HEAD", "POST"])


def acting(request: HttpRequest) -> Member:
    """The member who asks; who acts for nobody finds no page here."""
    if request.member is None:
        raise Http404
    return request.member


def institution_or_404(request: HttpRequest, pk: int) -> Institution:
    return get_object_or_404(selectors.register_for(acting(request)), pk=pk)


def hide_unless(reason: str | None) -> None:
    """A page that one may not use does not exist for them."""
    if reason:
        raise Http404(reason)


def attempt(form: Form, deed: Callable) -> object | None:
    """What the deed gives; None where it was refused, with the reason beside the field it concerns."""
    try:
        return deed()
    except Invalid as invalid:
        for field, sentence in invalid.errors.items():
            form.add_error(field if field in form.fields else None, str(sentence))
    except Refused as refusal:
        form.add_error(None, str(refusal.reason))
    return None


# --- Institutions -----------------------------------------------------------------------------------------------------
@require_safe
def institution_list(request: HttpRequest) -> HttpResponse:
    search = InstitutionFilter(request.GET, selectors.register_for(acting(request)))
    context = {
        "search": search,
        "page": page_of(request, search.qs),
        "may_add": not rules.why_not_run_the_register(request.member),
    }
    return render(request, fragment(request, "directory/institution_list.html", "rows"), context)


@require_safe
def institution_options(request: HttpRequest) -> HttpResponse:
    """Twenty institutions for the picker."""
    return JsonResponse({"options": selectors.options(request.GET.get("q", ""))})


@require_safe
def institution_mine(request: HttpRequest) -> HttpResponse:
    return redirect(acting(request).institution)


@require_safe
def institution_detail(request: HttpRequest, pk: int) -> HttpResponse:
    institution = institution_or_404(request, pk)
    member = request.member
    runs, edits = not rules.why_not_run_the_register(member), not rules.why_not_edit(member, institution)
    context = {
        "institution": institution,
        "aliases": institution.aliases.order_by("pk"),
        "predecessors": institution.predecessors.all(),
        "contact": selectors.contact_of(institution) if rules.administers(member, institution) else None,
        "code": InstitutionCode.objects.filter(institution=institution).first() if runs else None,
        "may_edit": edits,
        "may_run": runs and edits,
        "may_see_people": not rules.why_not_see_people(member, institution),
        "merge_form": MergeForm() if runs and edits else None,
    }
    return render(request, "directory/institution_detail.html", context)


@require_safe
def institution_logo(request: HttpRequest, pk: int) -> HttpResponse:
    institution = institution_or_404(request, pk)
    if not institution.logo:
        raise Http404
    response = FileResponse(institution.logo.open(), content_type="image/png")
    response["Cache-Control"] = "private, max-age=86400"
    return response


@read_and_write
def institution_add(request: HttpRequest) -> HttpResponse:
    member = acting(request)
    hide_unless(rules.why_not_run_the_register(member))
    form = InstitutionForm(request.POST or None, request.FILES or None, by=member)
    if request.method == "POST" and form.is_valid():
        institution = attempt(form, lambda: workflows.add_institution(by=member, **form.cleaned_data))
        if institution:
            messages.success(request, _("%(school)s is in the register.") % {"school": institution})
            return redirect(institution)
    return render(request, "directory/institution_form.html", {"form": form})


@read_and_write
def institution_edit(request: HttpRequest, pk: int) -> HttpResponse:
    institution = institution_or_404(request, pk)
    hide_unless(rules.why_not_edit(request.member, institution))
    form = InstitutionForm(request.POST or None, request.FILES or None, instance=institution, by=request.member)
    if request.method == "POST" and form.is_valid():
        changes = form.cleaned_data
        try:
            saved = attempt(
                form,
                lambda: workflows.edit_institution(institution_id=institution.pk, by=request.member, **changes),
            )
        except Stale as stale:
            typed = request.POST.copy()
            typed["revision"] = stale.obj.revision
            form = InstitutionForm(typed, request.FILES, instance=institution, by=request.member)
            form.add_error(None, str(stale.reason))
        else:
            if saved:
                messages.success(request, _("Saved."))
                return redirect(institution)
    return render(request, "directory/institution_form.html", {"form": form, "institution": institution})


@require_POST
def institution_merge(request: HttpRequest, pk: int) -> HttpResponse:
    institution = institution_or_404(request, pk)
    hide_unless(rules.why_not_run_the_register(request.member))
    form = MergeForm(request.POST)
    if form.is_valid():
        into = form.cleaned_data["into"]
        merged = attempt(
            form,
            lambda: workflows.merge_institution(institution_id=institution.pk, into_id=into.pk, by=request.member),
        )
        if merged:
            messages.success(
                request, _("%(school)s is now part of %(successor)s.") % {"school": institution, "successor": into}
            )
            return redirect(into)
    for sentence in [error for errors in form.errors.values() for error in errors]:
        messages.error(request, sentence)
    return redirect(institution)


@read_and_write
def contact_register(request: HttpRequest, pk: int) -> HttpResponse:
    institution = institution_or_404(request, pk)
    hide_unless(rules.why_not_edit(request.member, institution))
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        contact = attempt(
            form,
            lambda: workflows.register_contact(institution_id=institution.pk, by=request.member, **facts),
        )
        if contact:
            messages.success(request, _("Registered. Links are sent to this contact from now on."))
            return redirect(institution)
    context = {"form": form, "institution": institution, "contact": selectors.contact_of(institution)}
    return render(request, "directory/contact_form.html", context)


@require_POST
@never_cache
def code_issue(request: HttpRequest, pk: int) -> HttpResponse:
    """A new confirmation code, on this answer and nowhere else."""
    institution = institution_or_404(request, pk)
    hide_unless(rules.why_not_run_the_register(request.member))
    code = workflows.issue_code(institution_id=institution.pk, by=request.member)
    context = {
        "heading": _("Confirmation code of %(school)s") % {"school": institution},
        "back": institution.get_absolute_url(),
        "secret": code,
        "is_code": True,
        "remark": _("It is shown only now. Give it to the institution by hand or by telephone, never in a group chat."),
        "slip": reverse("directory:code_slip", args=[institution.pk]),
    }
    return render(request, "directory/shown_once.html", context)


@require_POST
@never_cache
def code_slip(request: HttpRequest, pk: int) -> HttpResponse:
    """The code that was just issued, to print."""
    institution = institution_or_404(request, pk)
    hide_unless(rules.why_not_run_the_register(request.member))
    row = get_object_or_404(InstitutionCode, institution=institution)
    if not check_password(request.POST.get("secret", ""), row.code_hash):
        raise Http404
    return slips.answer(slips.of_institution_code(institution, request.POST["secret"]))


# --- People -----------------------------------------------------------------------------------------------------------
@require_safe
def member_list(request: HttpRequest) -> HttpResponse:
    return redirect("directory:institution_people", acting(request).institution.pk)


@require_safe
def institution_people(request: HttpRequest, pk: int) -> HttpResponse:
    institution = institution_or_404(request, pk)
    hide_unless(rules.why_not_see_people(request.member, institution))
    context = {
        "institution": institution,
        "people": selectors.people_of(institution),
        "invitations": selectors.open_invitations(institution),
        "form": InviteForm(by=request.member, institution=institution),
        "may_invite": bool(rules.roles_to_give(request.member, institution)),
        "may_reset": not rules.why_not_run_the_register(request.member),
    }
    return render(request, "directory/institution_people.html", context)


@require_POST
@never_cache
def invitation_add(request: HttpRequest, pk: int) -> HttpResponse:
    """A new invitation, its link on this answer and nowhere else."""
    institution = institution_or_404(request, pk)
    hide_unless(rules.why_not_see_people(request.member, institution))
    invitation, token = invite(institution_id=institution.pk, role=request.POST.get("role", ""), by=request.member)
    context = {
        "heading": _("Invitation to %(school)s") % {"school": institution},
        "back": reverse("directory:institution_people", args=[institution.pk]),
        "secret": request.build_absolute_uri(reverse("directory:invitation_open", args=[token])),
        "remark": _("The link is shown only now and serves one person once, as %(role)s.")
        % {"role": invitation.get_role_display()},
        "slip": reverse("directory:invitation_slip", args=[institution.pk]),
    }
    return render(request, "directory/shown_once.html", context)


@require_POST
@never_cache
def invitation_slip(request: HttpRequest, pk: int) -> HttpResponse:
    """The invitation that was just made, to print."""
    institution = institution_or_404(request, pk)
    hide_unless(rules.why_not_see_people(request.member, institution))
    link = request.POST.get("secret", "")
    token = link.rstrip("/").rpartition("/")[2]
    invitation = find_invitation(token)
    if invitation is None or invitation.institution != institution:
        raise Http404
    link = request.build_absolute_uri(reverse("directory:invitation_open", args=[token]))
    return slips.answer(slips.of_invitation(invitation, token, link))


@require_POST
def invitation_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.select_related("institution"), pk=pk)
    hide_unless(rules.why_not_see_people(acting(request), invitation.institution))
    withdraw_invitation(invitation_id=invitation.pk, by=request.member)
    messages.success(request, _("The invitation is withdrawn: its link opens nothing any more."))
    return redirect("directory:institution_people", invitation.institution_id)


@require_POST
def membership_end(request: HttpRequest, pk: int) -> HttpResponse:
    membership = get_object_or_404(Membership.objects.select_related("institution"), pk=pk)
    hide_unless(rules.why_not_see_people(acting(request), membership.institution))
    workflows.end_membership(membership_id=membership.pk, by=request.member)
    messages.success(request, _("The membership has ended. What was recorded stays."))
    return redirect("directory:institution_people", membership.institution_id)


@require_POST
@never_cache
def reset_code_issue(request: HttpRequest, pk: int) -> HttpResponse:
    """A printed way back in for the person of a membership."""
    membership = get_object_or_404(Membership.objects.select_related("institution", "user__person"), pk=pk)
    hide_unless(rules.why_not_run_the_register(acting(request)))
    code = workflows.issue_reset_code(user=membership.user, by=request.member)
    context = {
        "heading": _("Reset code for %(person)s") % {"person": name_of(membership.user)},
        "back": reverse("directory:institution_people", args=[membership.institution_id]),
        "secret": code,
        "is_code": True,
        "remark": _("It is shown only now and is valid for seven days. Hand it to the person themselves."),
        "slip": reverse("directory:reset_code_slip", args=[membership.pk]),
    }
    return render(request, "directory/shown_once.html", context)


@require_POST
@never_cache
def reset_code_slip(request: HttpRequest, pk: int) -> HttpResponse:
    membership = get_object_or_404(Membership.objects.select_related("institution", "user__person"), pk=pk)
    hide_unless(rules.why_not_reset(acting(request), membership.user))
    secret = request.POST.get("secret", "")
    row = membership.user.reset_codes.order_by("-pk").first()
    if row is None or not check_password(secret, row.code_hash):
        raise Http404
    link = request.build_absolute_uri(reverse("account_reset_by_code"))
    return slips.answer(slips.of_reset_code(name_of(membership.user), membership.user.username, secret, link))


def name_of(user: User) -> str:
    person = getattr(user, "person", None)
    return person.name if person else user.username


# --- Myself -----------------------------------------------------------------------------------------------------------
@read_and_write
def profile(request: HttpRequest) -> HttpResponse:
    member = acting(request)
    person = getattr(request.user, "person", None)
    form = ProfileForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        workflows.edit_profile(user=request.user, by=member, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("directory:profile")
    return render(request, "directory/profile.html", {"form": form})


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
