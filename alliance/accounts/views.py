"""Pages of sign-in that allauth does not have."""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from alliance.accounts.forms import ResetByCodeForm
from alliance.accounts.workflows import reset_password
from alliance.web.errors import Invalid, Refused


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def reset_by_code(request: HttpRequest) -> HttpResponse:
    """Choose a new password by a printed code."""
    too_many = ratelimit.consume_or_429(request, action="reset_password_from_key")
    if too_many:
        return too_many
    form = ResetByCodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = {name: form.cleaned_data[name] for name in ("username", "code", "password")}
        try:
            reset_password(**asked)
        except Refused as refusal:
            form.add_error("code", str(refusal.reason))
        except Invalid as invalid:
            for field, sentence in invalid.errors.items():
                form.add_error(field, str(sentence))
        else:
            messages.success(request, _("The new password is saved. Sign in with it."))
            return redirect("account_login")
    return render(request, "account/reset_by_code.html", {"form": form})
