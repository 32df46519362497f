from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from alliance.accounts.forms import NewPasswordFields
from alliance.accounts.models import User
from alliance.accounts.usernames import clean_username


class EnterForm(forms.Form):
    """An invitation as somebody received it: the link, or the code on a slip."""

    invitation = forms.CharField(
        label=_("Invitation link or code"), max_length=300, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def clean_invitation(self) -> str:
        return self.cleaned_data["invitation"].strip().rstrip("/").rpartition("/")[2]


class SignUpForm(NewPasswordFields):
    name = forms.CharField(label=_("Name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    username = forms.CharField(
        label=_("Mobile number or e-mail"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
        help_text=_("You sign in with it. Without an e-mail address a forgotten password is reset by a printed code."),
    )
    field_order = ["name", "username", "password", "again"]

    def clean_username(self) -> str:
        return clean_username(self.cleaned_data["username"])

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        try:
            validate_password(password, User(username=self.cleaned_data.get("username", "")))
        except ValidationError as error:
            raise forms.ValidationError(error.messages) from error
        return password
