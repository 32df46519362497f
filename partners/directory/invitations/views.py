"""An invitation link: its token leaves the address bar for the session, and opens the sign-up."""

from allauth.account.utils import perform_login
from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from alliance.web.errors import Invalid, Refused
from partners.directory.invitations.forms import EnterForm, SignUpForm
from partners.directory.invitations.workflows import accept, find_invitation, sign_up, why_not_accept
from partners.directory.middleware import act_as

SESSION_KEY = "invitation"
PAGE = "directory/invitations/sign_up.html"


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_enter(request: HttpRequest) -> HttpResponse:
    """Paste a link or type a code."""
    form = EnterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        request.session[SESSION_KEY] = form.cleaned_data["invitation"]
        return redirect("account_signup")
    return render(request, "directory/invitations/enter.html", {"form": form})


@login_not_required
@require_safe
def invitation_open(request: HttpRequest, token: str) -> HttpResponse:
    request.session[SESSION_KEY] = token
    return redirect("account_signup")


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def signup(request: HttpRequest) -> HttpResponse:
    """Sign up by the invitation in the session; who has a login accepts it with that one."""
    token = request.session.get(SESSION_KEY)
    if not token:
        return redirect("directory:invitation_enter")
    invitation = find_invitation(token)
    reason = why_not_accept(invitation)
    if reason:
        return render(request, PAGE, {"reason": reason}, status=403)
    form = SignUpForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        too_many = ratelimit.consume_or_429(request, action="signup")
        if too_many:
            return too_many
        try:
            user = sign_up(token=token, **{name: form.cleaned_data[name] for name in ("name", "username", "password")})
        except Invalid as invalid:
            for field, sentence in invalid.errors.items():
                form.add_error(field, str(sentence))
        except Refused as refusal:  # somebody else used it meanwhile
            return render(request, PAGE, {"reason": refusal.reason}, status=403)
        else:
            del request.session[SESSION_KEY]
            return perform_login(request, user, redirect_url="/")
    return render(request, PAGE, {"form": form, "invitation": invitation})


@require_POST
def invitation_accept(request: HttpRequest) -> HttpResponse:
    """Take the role that the invitation in the session promises, with the login one has, and act in it."""
    membership = accept(token=request.session.get(SESSION_KEY, ""), user=request.user)
    del request.session[SESSION_KEY]
    act_as(request, membership)
    messages.success(
        request,
        _("You now act for %(school)s as %(role)s.")
        % {"school": membership.institution, "role": membership.get_role_display()},
    )
    return redirect("/")
