"""Sentences about figures: how one changed, what it contains, what one side alone reports."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from alliance.dashboard.indicators import Operation
from alliance.dashboard.periods import YearBasis, year_label
from alliance.dashboard.selectors import Card
from alliance.web.templatetags.web import num, rate

MINUS = "−"

SPLIT_WORDS = {
    "grade": pgettext_lazy("split", "How it is known"),
    "month": pgettext_lazy("split", "Month"),
    "institution": pgettext_lazy("split", "Institution"),
    "counterpart": pgettext_lazy("split", "Counterpart"),
    "facet": pgettext_lazy("split", "What it is"),
    "institution_place": pgettext_lazy("split", "Region of the institution"),
    "counterpart_place": pgettext_lazy("split", "Region of the counterpart"),
}


def figure(card: Card, value) -> str:
    return num(value) if card.indicator.is_whole else rate(value, card.indicator.decimals)


def change_of(card: Card, basis: str, running: bool) -> str:
    """What the year brought, or the difference to the year before; nothing where there is no year before."""
    if card.change is None:
        return ""
    digits = 0 if card.indicator.is_whole else card.indicator.decimals
    change = f"{card.change:+,.{digits}f}".replace("-", MINUS).replace("+0", "0") if card.change else "0"
    named = {"change": change, "unit": card.indicator.unit}
    if card.is_running_total:
        return (_("This school year %(change)s") if basis == YearBasis.SCHOOL else _("This year %(change)s")) % named
    if card.indicator.is_share:
        return _("%(change)s percentage points on the year before") % named
    if running and card.indicator.operation in (Operation.TOTAL, Operation.PEOPLE):
        return _("%(change)s on the same months of last year") % named
    return _("%(change)s on the year before") % named


def below_of(card: Card) -> str:
    """The last line of a card: numerator and denominator, what is included, what only one side reports."""
    parts = []
    if card.denominator is not None:
        parts.append(f"{num(card.numerator)} / {num(card.denominator)}")
    parts += [_("incl. %(name)s %(n)s") % {"name": part.name, "n": figure(card, part.value)} for part in card.contains]
    if card.claimed is not None:
        named = {"n": figure(card, card.claimed)}
        rank = card.indicator.operation in (Operation.RATIO, Operation.LATEST)
        parts.append((_("with one-sided reports %(n)s") if rank else _("another %(n)s reported by one side")) % named)
    return " · ".join(parts)


def history_in_words(card: Card, basis: str) -> str:
    """What the small picture shows, for who cannot see it."""
    pairs = zip(card.years, card.history, strict=True)
    return ", ".join(f"{year_label(year, basis)}: {figure(card, value)}" for year, value in pairs)
