"""Tags and filters of every page: icons, figures, dates, small pictures."""

from datetime import date
from decimal import Decimal

from django import template
from django.templatetags.static import static
from django.utils import formats, timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from alliance.web import clock, drawing

register = template.Library()

MISSING = "–"
MINUS = "−"

register.simple_tag(drawing.bar)
register.simple_tag(drawing.share)
register.simple_tag(drawing.spark)
register.simple_tag(drawing.split, name="split_bar")


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """An icon of the sprite. Decoration beside its word; where it stands alone it must have a label."""
    spoken = format_html('role="img" aria-label="{}"', label) if label else format_html('aria-hidden="{}"', "true")
    css = f"ti {css}".strip()
    return format_html('<svg class="{}" {}><use href="{}#{}"/></svg>', css, spoken, static("vendor/icons.svg"), name)


@register.filter
def num(value: int | Decimal | None) -> str:
    """A count: 1,234; – where nothing is known."""
    return MISSING if value is None or value == "" else f"{value:,.0f}".replace("-", MINUS)


@register.filter
def rate(value: Decimal | float | None, decimals: int = 1) -> str:
    """A rate: one decimal, 100 without; – where nothing is known."""
    if value is None or value == "":
        return MISSING
    return "100" if value == 100 else f"{value:,.{decimals}f}".replace("-", MINUS)


@register.filter
def signed(value: int | Decimal | None) -> str:
    """A change: +4, −4, 0; – where nothing is known."""
    return MISSING if value is None or value == "" else f"{value:+,.0f}".replace("-", MINUS).replace("+0", "0")


@register.filter
def day(value: date | None) -> str:
    """A day of a year that the page already names: 5月3日."""
    return formats.date_format(value, pgettext("date format", "F j")) if value else MISSING


@register.simple_tag
def printed_at() -> str:
    """The moment for the top of a printed page, by the product's clock."""
    return formats.date_format(timezone.localtime(clock.now()), "DATETIME_FORMAT")


@register.simple_tag
def dates(start: date | None, end: date | None = None, precision: str = "day") -> str:
    """When it was, as exactly as it is known: day, month, term (1 September, 1 March) or year."""
    if start is None:
        return MISSING
    if precision == "year":
        return _("%(year)d") % {"year": start.year}
    if precision == "term":
        named = {"year": start.year, "next": start.year + 1, "before": start.year - 1}
        autumn = pgettext("term", "%(year)d–%(next)d, first term") % named
        return autumn if start.month >= 8 else pgettext("term", "%(before)d–%(year)d, second term") % named
    if precision == "month":
        return formats.date_format(start, "YEAR_MONTH_FORMAT")
    first = formats.date_format(start, "DATE_FORMAT")
    if end is None or end == start:
        return first
    last = day(end) if end.year == start.year else formats.date_format(end, "DATE_FORMAT")
    return pgettext("dates", "%(first)s – %(last)s") % {"first": first, "last": last}


PILLARS = {"build": "建", "share": "享", "cultivate": "育", "link": "联"}


@register.simple_tag
def seal(pillar: str, size: str = "") -> SafeString:
    """The pillar's mark, one character as on a name seal; size "", "s" or "l". Stands beside the pillar's name."""
    css = f"seal {size} {pillar}".replace("  ", " ")
    return format_html('<span class="{}" lang="zh-hans" aria-hidden="true">{}</span>', css, PILLARS[pillar])


@register.simple_tag
def logo() -> SafeString:
    return mark_safe(
        '<svg class="logo" viewBox="0 0 22 22" aria-hidden="true"><rect class="b" width="10" height="10" rx="2"/>'
        '<rect class="s" x="12" width="10" height="10" rx="2"/><rect class="c" y="12" width="10" height="10" rx="2"/>'
        '<rect class="l" x="12" y="12" width="10" height="10" rx="2"/></svg>'
    )


@register.simple_tag(takes_context=True)
def here_with(context, **changes) -> str:
    """This page's query string with some values changed; None takes one out. For links that keep the filters."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = value
    return f"?{query.urlencode()}"
