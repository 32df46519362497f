"""Small pictures of numbers as SVG, made on the server: they need no script and no style attribute."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

Number = int | float | Decimal
TARGET_AT = 80  # per cent of the width: full width is 125 % of the target


def percent(part: Number, whole: Number, at: int = 100) -> str:
    """`part` as a share of the width, where `whole` stands at `at` per cent; never beyond the picture."""
    share = float(part) / float(whole) * at if whole else 0.0
    return f"{min(max(share, 0.0), 100.0):.1f}%"


def short(length: float) -> str:
    return f"{length:.1f}"


def bar(value: Number, target: Number, *, beyond: Number = 0, pace: Number | None = None, tone: str = "") -> SafeString:
    """A bar towards a target with a tick where it stands; hatched beyond it: planned, or claimed by one side only.

    `pace` is where earlier years stood by the same month. `tone` is "", "wait" or "bad".
    """
    parts = [mark_safe('<rect class="track" y="3" width="100%" height="5" rx="2.5"/>')]
    end = percent(value, target, TARGET_AT)
    if beyond:
        stop = percent(value + beyond, target, TARGET_AT)
        parts.append(format_html('<line class="beyond" x1="{}" x2="{}" y1="5.5" y2="5.5"/>', end, stop))
    parts.append(format_html('<rect class="done" y="3" width="{}" height="5" rx="2.5"/>', end))
    if pace is not None:
        at = percent(pace, target, TARGET_AT)
        parts.append(format_html('<line class="pace" x1="{0}" x2="{0}" y1="1" y2="10"/>', at))
    if target:
        parts.append(format_html('<line class="goal" x1="{0}%" x2="{0}%" y1="0" y2="11"/>', TARGET_AT))
    label = _("%(share)s of the target") % {"share": f"{float(value) / float(target):.0%}" if target else "–"}
    return picture(f"bar {tone}".strip(), label, parts)


def share(value: Number, whole: Number, label: str = "") -> SafeString:
    """A bar for one row of a split: its part of the whole. Without a label it is decoration beside its number."""
    done = format_html('<rect class="done" y="3" width="{}" height="5" rx="2.5"/>', percent(value, whole))
    return picture("bar", label, [mark_safe('<rect class="track" y="3" width="100%" height="5" rx="2.5"/>'), done])


def split(mutual: Number, documented: Number, claimed: Number = 0) -> SafeString:
    """One bar of three parts by how well a figure is known: dark, lighter, hatched (hatched is outside the figure)."""
    whole = mutual + documented + claimed
    if not whole:
        return picture("split", "", [])
    first, second = percent(mutual, whole), percent(mutual + documented, whole)
    parts = [
        format_html('<rect class="m" width="{}" height="8"/>', first),
        format_html('<rect class="d" x="{}" width="{}" height="8"/>', first, percent(documented, whole)),
    ]
    if claimed:
        parts.append(format_html('<line class="c" x1="{}" x2="100%" y1="4" y2="4"/>', second))
    return picture("split", "", parts)


def spark(
    values: Sequence[Number | None], *, target: Number | None = None, line: bool = False, label: str = ""
) -> SafeString:
    """Years as bars (counts, from zero) or as a line (rates); the last one stands out, the target is dashed."""
    width, height = 100.0, 30.0
    known = [float(v) for v in values if v is not None]
    if not known:
        return picture("spark", label, [])
    low = min(known) * 0.9 if line else 0.0
    high = max([*known, float(target or 0)])
    step = width / len(values)

    def y(value: Number | None) -> float:
        return height - (float(value or 0) - low) / ((high - low) or 1) * (height - 3)

    parts = []
    if line:
        points = [(i * step + step / 2, y(v)) for i, v in enumerate(values) if v is not None]
        path = " L".join(f"{short(a)} {short(b)}" for a, b in points)
        parts.append(format_html('<path d="M{}"/>', path))
        parts.append(format_html('<ellipse cx="{}" cy="{}" rx="3" ry="3"/>', *map(short, points[-1])))
    else:
        last = len(values) - 1
        rects = [
            (
                f"{i * step + 2:.1f}",
                f"{y(v):.1f}",
                f"{step - 4:.1f}",
                f"{height - y(v):.1f}",
                "now" if i == last else "year",
            )
            for i, v in enumerate(values)
        ]
        parts.append(format_html_join("", '<rect x="{}" y="{}" width="{}" height="{}" class="{}"/>', rects))
    if target:
        parts.append(format_html('<line x1="0" x2="100" y1="{0}" y2="{0}"/>', short(y(target))))
    return picture("spark", label, parts, view='viewBox="0 0 100 30" preserveAspectRatio="none"')


def picture(css: str, label: str, parts: Sequence[SafeString], view: str = "") -> SafeString:
    """An SVG with a spoken label, or hidden from readers where the words beside it say the same."""
    role = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="{}" {} {}>{}</svg>', css, mark_safe(view), role, mark_safe("".join(parts)))  # noqa: S308
