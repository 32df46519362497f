"""The files of a record as a card, for the page of any kind: {% attachments record %}."""

from django import template
from django.template import Context

from alliance.records.attachments.forms import UploadForm
from alliance.records.attachments.selectors import panel_of
from alliance.records.models import Record

register = template.Library()


@register.inclusion_tag("records/_attachments.html", takes_context=True)
def attachments(context: Context, record: Record) -> dict:
    panel = panel_of(context["request"].member, record)
    return {"request": context["request"], "record": record, "panel": panel, "form": UploadForm(panel)}
