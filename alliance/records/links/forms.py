"""What a link asks of who holds it."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SignerForm(forms.Form):
    """Who decides: name, post, perhaps a telephone number, and the code where the link does not prove itself."""

    name = forms.CharField(label=_("Your name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    post = forms.CharField(
        label=pgettext_lazy("signer", "Post"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    phone = forms.CharField(
        label=_("Telephone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    code = forms.CharField(
        label=_("Institution code"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "code"}),
        help_text=_("6 digits, from the secretariat; asked once, then not for 90 days on this device."),
        error_messages={
            "required": _("Type your institution’s code. The secretariat gives it out; its number stands below.")
        },
    )

    def __init__(self, *args, wants_code: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not wants_code:
            del self.fields["code"]
        self.label_suffix = ""


class PassOnForm(forms.Form):
    words = forms.CharField(label=_("Who is in charge, if you know"), max_length=200, required=False)
