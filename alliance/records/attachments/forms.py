"""What is asked when a file is added, put up, or judged."""

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alliance.records.attachments.contents import ACCEPT
from alliance.records.attachments.selectors import Panel
from alliance.records.models import Party

KEEP, SUPPORTING, SHEET = "keep", "supporting", "sheet-"  # a sheet's party follows


class FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files, as a list."""

    widget = FilesInput(attrs={"accept": ACCEPT, "class": "form-control"})

    def clean(self, data, initial=None) -> list[UploadedFile]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(one, initial) for one in files] or super().clean(None, initial)


def uses(panel: Panel, *, keep: bool) -> list[tuple[str, str]]:
    """What a file on this record can be used as, for this reader."""
    found = [(KEEP, pgettext_lazy("attachment", "Only keep it with the record"))] if keep else []
    if panel.why_not_put_up is None:
        found.append((SUPPORTING, _("Supporting documents, for the secretariat to check")))
        for party in panel.sheets:
            found.append((f"{SHEET}{party.pk}", _("Sheet sealed by %(school)s") % {"school": party.institution}))
    return found


def party_in(use: str) -> int | None:
    """The party whose sealed sheet it is."""
    return int(use.removeprefix(SHEET)) if use.startswith(SHEET) else None


class UploadForm(forms.Form):
    """Files, and what they are. Their content is looked at by the workflow, one by one."""

    files = FilesField(
        label=_("Files"),
        help_text=_("PDF, JPG, PNG, WebP, HEIC, DOCX, XLSX, PPTX; up to 20 MB each. They are kept as they are."),
        max_length=None,
    )
    use = forms.ChoiceField(label=pgettext_lazy("attachment", "Use"), choices=())

    def __init__(self, panel: Panel, *args, **kwargs):
        super().__init__(*args, auto_id="attachment_%s", **kwargs)  # stands among other forms
        self.fields["use"].choices = uses(panel, keep=True)


class PutUpForm(forms.Form):
    use = forms.ChoiceField(label=pgettext_lazy("attachment", "Use"), choices=())

    def __init__(self, panel: Panel, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["use"].choices = uses(panel, keep=False)


class AcceptForm(forms.Form):
    """A tick for each fact that the file shows; on a sealed sheet also who signed it."""

    same = forms.MultipleChoiceField(required=False)
    signer_name = forms.CharField(label=_("Signed by"), max_length=60, required=False)
    signer_post = forms.CharField(label=_("Post"), max_length=60, required=False)

    def __init__(self, facts: int, party: Party | None, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.facts = facts
        self.fields["same"].choices = [(str(row), row) for row in range(facts)]
        if party is None:
            del self.fields["signer_name"], self.fields["signer_post"]

    def clean_same(self) -> list[str]:
        if len(set(self.cleaned_data["same"])) < self.facts:
            raise forms.ValidationError(_("Tick every fact that the file shows. If one is not there, send it back."))
        return self.cleaned_data["same"]


class SendBackForm(forms.Form):
    reason = forms.CharField(
        label=_("What is missing or wrong?"),
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("The school that put it up reads this."),
    )
