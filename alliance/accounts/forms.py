"""What is typed to get in."""

from allauth.account.forms import LoginForm
from django import forms
from django.utils.translation import gettext_lazy as _

from alliance.accounts.usernames import normal_username


class SignInForm(LoginForm):
    """Phone or e-mail however it is typed, and whether this device is the person's own."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("Mobile number")
        self.fields["login"].widget.attrs = {"autocomplete": "username", "autofocus": True}
        self.fields["password"].help_text = ""
        self.fields["password"].widget.attrs = {"autocomplete": "current-password"}

    def clean_login(self) -> str:
        return normal_username(self.cleaned_data["login"])


class NewPasswordFields(forms.Form):
    """A new password, typed twice."""

    password = forms.CharField(
        label=_("New password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters. Several words are easier to remember than signs."),
    )
    again = forms.CharField(
        label=_("The same again"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean_again(self) -> str:
        if self.cleaned_data["again"] != self.cleaned_data.get("password", self.cleaned_data["again"]):
            raise forms.ValidationError(_("The two passwords differ."))
        return self.cleaned_data["again"]


class ResetByCodeForm(NewPasswordFields):
    """A printed code from the secretariat, and the password that it allows to choose."""

    username = forms.CharField(
        label=_("Mobile number or e-mail"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    code = forms.CharField(
        label=_("Printed code"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
        help_text=_("Eight letters and digits. The secretariat prints one for you; it is valid for seven days."),
    )
    field_order = ["username", "code", "password", "again"]
