"""Form fields that choose institutions."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alliance.web.widgets import Typeahead
from partners.directory.models import Institution
from partners.directory.selectors import institutions_matching

NAMED = 4  # how many that a typed name may mean are listed


class InstitutionField(forms.ModelChoiceField):
    """One institution that still exists by itself: picked from the list or, without script, typed by any name."""

    default_error_messages = {
        "invalid_choice": gettext_lazy("There is no such institution. Please choose one from the list."),
    }

    def __init__(self, **kwargs: Any):
        queryset = kwargs.pop("queryset", None)
        if queryset is None:
            queryset = Institution.objects.filter(successor=None)
        super().__init__(queryset, widget=Typeahead("directory:institution_options"), **kwargs)

    def to_python(self, value: Any) -> Institution | None:
        if value in self.empty_values or not isinstance(value, str) or value.strip().isdecimal():
            return super().to_python(value)
        return self.named(value)

    def named(self, text: str) -> Institution:
        """The one institution that a typed name can mean."""
        forms.CharField().run_validators(text)  # a NUL byte is told apart from an unknown name
        found = list(institutions_matching(text).filter(pk__in=self.queryset)[: NAMED + 1])
        exact = [institution for institution in found if text.strip() in (institution.name_zh, institution.name_en)]
        if len(found) == 1 or exact:
            return (exact or found)[0]
        if not found:
            none = _("No institution is called “%(name)s”. Try a short name, or ask the secretariat to add it.")
            raise ValidationError(none % {"name": text}, code="unknown")
        names = _("; ").join(str(institution) for institution in found[:NAMED])
        several = _("“%(name)s” could be several institutions: %(names)s. Please type the full name.")
        raise ValidationError(several % {"name": text, "names": names}, code="several")
