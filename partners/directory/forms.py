"""Forms of the register. Each knows who fills it in and offers what that person may change."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from alliance.web.errors import Invalid
from partners.directory import rules
from partners.directory.acting import Member
from partners.directory.codes import clean_national_code
from partners.directory.fields import InstitutionField
from partners.directory.logos import clean_logo
from partners.directory.models import Alias, Institution, Person, Region, Role


def names(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class InstitutionForm(forms.ModelForm):
    aliases = forms.CharField(
        label=_("Also called"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One name a line."),
    )
    former_names = forms.CharField(
        label=_("Former names"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One name a line."),
    )
    joined_on = forms.DateField(
        label=_("Member of the alliance since"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Institution
        fields = [
            "name_zh", "short_zh", "name_en", "type", "region", "national_code",
            "address", "phone", "website", "logo",
        ]  # fmt: skip
        help_texts = {
            "name_en": _("Stays empty where there is no official one; English pages then show the Chinese name."),
            "national_code": _("Institution code of 10 digits, or unified social credit code of 18 characters."),
        }
        widgets = {"logo": forms.FileInput(attrs={"accept": "image/png,image/jpeg"})}

    def __init__(self, *args: Any, by: Member, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["region"].queryset = Region.objects.select_related("parent")
        self.fields["region"].label_from_instance = lambda region: region.within
        self.fields["type"].choices = [("", "—"), *Institution.Type.choices]
        if self.instance.pk:
            del self.fields["joined_on"]
            self.fields["revision"].initial = self.instance.revision
            for field, sort in [("aliases", Alias.Type.ALIAS), ("former_names", Alias.Type.FORMER)]:
                found = self.instance.aliases.filter(type=sort).order_by("pk").values_list("name", flat=True)
                self.fields[field].initial = "\n".join(found)
        else:
            del self.fields["revision"]
        allowed = rules.editable_fields(by, self.instance)
        for name in set(self.fields) - (allowed or set(self.fields)) - {"revision"}:
            del self.fields[name]

    def clean_aliases(self) -> list[str]:
        return names(self.cleaned_data["aliases"])

    def clean_former_names(self) -> list[str]:
        return names(self.cleaned_data["former_names"])

    def clean_national_code(self) -> str | None:
        text = self.cleaned_data["national_code"]
        return said_in_place(clean_national_code, text) if text else None

    def clean_logo(self):
        upload = self.cleaned_data["logo"]
        return said_in_place(clean_logo, upload) if "logo" in self.files else self.instance.logo

    def _post_clean(self) -> None:
        """What was typed stays beside the institution: only the workflow writes into it."""


class MergeForm(forms.Form):
    into = InstitutionField(label=_("Has become part of"))


class ContactForm(forms.ModelForm):
    class Meta:
        model = Person
        fields = ["name", "post", "phone", "email"]
        help_texts = {
            "email": _("Links that prove themselves are sent here and shown to nobody else."),
            "phone": _("Where the office is rung back."),
        }


class ProfileForm(forms.ModelForm):
    class Meta:
        model = Person
        fields = ["name", "post", "phone", "email"]
        help_texts = {"email": _("A forgotten password is reset through it.")}


class InviteForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, by: Member, institution: Institution, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role, Role(role).label) for role in rules.roles_to_give(by, institution)]


def said_in_place(check, value):
    """What a rule that raises Invalid says about the field being cleaned, said beside it."""
    try:
        return check(value)
    except Invalid as invalid:
        raise forms.ValidationError([str(sentence) for sentence in invalid.errors.values()]) from invalid
