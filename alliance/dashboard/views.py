"""The dashboard, its numbers opened, and the public home page."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from alliance.dashboard.drilldown import (
    DENOMINATOR,
    NUMERATOR,
    SPLITS,
    Question,
    exported_rows,
    labels,
    month_asked,
)
from alliance.dashboard.facets import facet_label
from alliance.dashboard.indicators import Computation, Operation, shown
from alliance.dashboard.models import Indicator
from alliance.dashboard.periods import Period, YearBasis, month_end, running_year, year_label, year_so_far
from alliance.dashboard.selectors import (
    CARDS,
    Freshness,
    Scope,
    basis_asked,
    card_of,
    cards_of,
    current_members,
    freshness,
    holding,
    indicators_of,
    is_running,
    known,
    posted_since,
    scope_for,
    waited_for,
    years_with_entries,
)
from alliance.dashboard.words import SPLIT_WORDS, below_of, change_of, history_in_words
from alliance.documents.tables import Column, write_csv, write_xlsx
from alliance.records.states import COUNTED, Grade
from alliance.web import clock
from alliance.web.pages import fragment, page_of
from alliance.web.templatetags.web import num
from partners.directory.acting import Member
from partners.directory.models import Institution


@dataclass(frozen=True)
class Asked:
    """What the address asks for, the same on each of these pages."""

    member: Member
    scope: Scope
    basis: str
    year: int
    today: date

    @property
    def period(self) -> Period:
        return year_so_far(self.year, self.basis, self.today)

    @property
    def label(self) -> str:
        return year_label(self.year, self.basis)

    @property
    def is_running(self) -> bool:
        return is_running(self.year, self.basis, self.today)

    @property
    def query(self) -> dict[str, str]:
        """As query parameters, without what is the default."""
        query = {} if self.scope.is_alliance else {"scope": str(self.scope.id)}
        if self.basis != YearBasis.CALENDAR:
            query["basis"] = self.basis
        if not self.is_running:
            query["year"] = str(self.year)
        return query

    def address(self, route: str, *args, **changes) -> str:
        query = urlencode({name: value for name, value in {**self.query, **changes}.items() if value})
        return reverse(route, args=args) + (f"?{query}" if query else "")


def asked_by(request: HttpRequest) -> Asked:
    """Raises 404 for a scope that is not the reader's to see."""
    if request.member is None:
        raise Http404
    scope = scope_for(request.member, request.GET.get("scope", ""))
    if scope is None:
        raise Http404
    basis, today = basis_asked(request.GET.get("basis", "")), clock.today()
    year = request.GET.get("year", "")
    running = running_year(basis, today)
    valid = len(year) == 4 and year.isascii() and year.isdigit() and 1990 <= int(year) <= running
    return Asked(request.member, scope, basis, int(year) if valid else running, today)


# --- The dashboard --------------------------------------------------------------------------------------------------


@require_GET
def dashboard(request: HttpRequest) -> HttpResponse:
    """Four pillars. The page asks every three seconds whether the figures moved on; 204 says they did not."""
    asked = asked_by(request)
    shown_posting = request.GET.get("posting", "")
    if request.htmx and shown_posting.isdigit() and len(shown_posting) < 19 and not posted_since(int(shown_posting)):
        return HttpResponse(status=204)
    fresh = freshness()
    pillars, sums = cards_of(asked.scope, fresh, asked.year, asked.basis, asked.today)
    years = years_with_entries(sums, asked.basis, asked.today)
    waiting = waited_for(request.member, asked.scope)
    context = {
        **common(asked, fresh),
        "pillars": [
            {
                "code": code,
                "label": Indicator.Pillar(code).label,
                "cards": [face(asked, card) for card in cards if card.has_data][:CARDS],
                "count": len(cards),
                "address": asked.address("dashboard:pillar", code),
            }
            for code, cards in pillars.items()
        ],
        "years": [
            {"label": year_label(y, asked.basis), "address": asked_with(asked, year=y), "is_here": y == asked.year}
            for y in years
        ],
        "waiting": waiting,
        "waiting_count": waiting[0].total if waiting else 0,
        "refresh": asked.address("dashboard:dashboard", year=str(asked.year), posting=str(fresh.posting)),
        "latest_year": latest_year(asked, sums, years),
    }
    return render(request, fragment(request, "dashboard/dashboard.html", "figures"), context)


def common(asked: Asked, fresh: Freshness) -> dict:
    """What the head of each of these pages says: whose figures, of when, how fresh."""
    return {
        "asked": asked,
        "fresh": fresh,
        "bases": [
            {
                "label": basis.label,
                "address": asked_with(asked, basis=basis.value, year=None),
                "is_here": basis == asked.basis,
            }
            for basis in YearBasis
        ],
        "scopes": scopes_of(asked),
    }


def scopes_of(asked: Asked) -> list[dict]:
    """The alliance and, for who acts for a school, that school."""
    scopes = [{"label": _("Alliance"), "address": asked_with(asked, scope=None), "is_here": asked.scope.is_alliance}]
    own = asked.scope.institution or (None if asked.member.is_secretariat else asked.member.institution)
    if own:
        address = asked_with(asked, scope=str(own.pk))
        scopes.append({"label": own.short, "address": address, "is_here": not asked.scope.is_alliance})
    return scopes


def asked_with(asked: Asked, **changes) -> str:
    """The same page with another year, basis or scope."""
    query = {**asked.query, **changes}
    if "year" in changes and changes["year"] == running_year(asked.basis, asked.today):
        query["year"] = None
    return "?" + urlencode({name: value for name, value in query.items() if value})


def latest_year(asked: Asked, sums, years: list[int]) -> dict | None:
    """Where to look when the year asked for has no entries: the last one that has."""
    last = Period(None, asked.today, asked.basis).year_of(sums.last_month) if sums.last_month else None
    if last is None or last >= asked.year or last not in years:
        return None
    return {"label": year_label(last, asked.basis), "address": asked_with(asked, year=last)}


def face(asked: Asked, card) -> dict:
    """A card in the words and numbers that its component takes."""
    indicator = card.indicator
    return {
        "card": card,
        "name": str(indicator),
        "unit": indicator.unit,
        "rate": "" if indicator.is_whole else "yes",
        "address": asked.address("dashboard:drilldown", indicator.code),
        "years": card.history if len(card.history) > 1 else (),
        "years_label": history_in_words(card, asked.basis),
        "change": change_of(card, asked.basis, asked.is_running) if card.has_data else _("No data"),
        "below": below_of(card),
    }


@require_GET
def pillar(request: HttpRequest, pillar: str) -> HttpResponse:
    """Every indicator of one pillar, those without data included."""
    if pillar not in Indicator.Pillar.values:
        raise Http404
    asked, fresh = asked_by(request), freshness()
    pillars, _sums = cards_of(asked.scope, fresh, asked.year, asked.basis, asked.today)
    context = {
        **common(asked, fresh),
        "pillar": {"code": pillar, "label": Indicator.Pillar(pillar).label},
        "faces": [face(asked, card) for card in pillars[pillar]],
        "back": asked.address("dashboard:dashboard"),
    }
    return render(request, "dashboard/pillar.html", context)


# --- A number opened ------------------------------------------------------------------------------------------------


def dates_asked(request: HttpRequest, asked: Asked) -> Period | None:
    """Any dates instead of a year; None where none, or none that make sense, are asked for."""
    try:
        since, until = (date.fromisoformat(request.GET.get(name, "")) for name in ("from", "to"))
    except ValueError:
        return None
    return Period(since, until, "dates") if since.year >= 1990 and since <= until and until.year < 2100 else None


@require_GET
def drilldown(request: HttpRequest, code: str) -> HttpResponse:
    """One number, by how well it is known, then by what its entries carry, then the entries; the sum equals it."""
    asked, fresh = asked_by(request), freshness()
    indicator = holding(indicators_of(fresh.definitions), asked.year).get(code)
    if indicator is None:
        raise Http404
    dates = dates_asked(request, asked)
    ratio = indicator.operation == Operation.RATIO
    part = DENOMINATOR if ratio and request.GET.get("part") == DENOMINATOR else NUMERATOR
    filters = {name: request.GET[name] for name in SPLITS if request.GET.get(name)}
    sums = known(asked.scope.id)
    computation = Computation(indicator, sums)
    period = dates or latest_month(computation, asked.period)
    whole = Question(indicator, asked.scope, period, request.member, fresh.posting, part)
    question = whole.narrowed(**filters)
    if request.GET.get("export") in ("csv", "xlsx"):
        return exported(request.GET["export"], question, asked)
    by = request.GET.get("by") if request.GET.get("by") in SPLITS else "month" if whole.span.since else "facet"
    split, grades = question.split(by), grade_sums(whole)
    expected = figure_of(computation, whole, asked, grades) if not filters else split.total
    entries = question.entries.filter(seen=True).select_related("record", "institution", "counterpart")
    page = page_of(request, entries.order_by("-on", "-record_id", "seq"))
    for entry in page:
        entry.worth, entry.facet_words = question.worth(entry), facet_label(entry.facet)
    card = card_of(indicator, sums, asked.year, asked.basis, asked.today)
    context = {
        **common(asked, fresh),
        "indicator": indicator,
        "card": card,
        "face": face(asked, card),
        "dates": dates,
        "grades": grades,
        "by_year": by_year(asked, card),
        "part": part if ratio else "",
        "parts": parts_of(request, ratio, part),
        "steps": steps(request, whole, filters, grades, expected if not filters else None, split.total),
        "splits": [
            {"label": SPLIT_WORDS[name], "address": with_query(request, by=name, page=None), "is_here": name == by}
            for name in SPLITS
        ],
        "split": split,
        "split_label": SPLIT_WORDS[by],
        "split_rows": [
            {"row": row, "address": with_query(request, page=None, **{by: row.key}) if row.key else ""}
            for row in split.rows
        ],
        "keys": question.keys() if question.counts_keys else None,
        "totals": question.totals,
        "expected": expected,
        "sum_label": f"{asked.label} {num(expected)}" if not filters and not dates else num(expected),
        "page": page,
        "decimals": question.decimals,
        "back": asked.address("dashboard:dashboard"),
        "pillar_address": asked.address("dashboard:pillar", indicator.pillar),
        "pillar_label": Indicator.Pillar(indicator.pillar).label,
        "csv": with_query(request, export="csv", page=None),
        "xlsx": with_query(request, export="xlsx", page=None),
    }
    return render(request, "dashboard/drilldown.html", context)


def latest_month(computation: Computation, period: Period) -> Period:
    """What a rank is made of is the last month that has one; every other number is made of its period."""
    if computation.indicator.operation != Operation.LATEST:
        return period
    months = [m for m in computation.series(computation.indicator.numerator, COUNTED).months if m <= period.last_month]
    if not months:
        return period
    year, month = divmod(months[-1], 12)
    return Period(date(year, month + 1, 1), month_end(year, month + 1), "dates")


def with_query(request: HttpRequest, **changes) -> str:
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"?{query.urlencode()}"


def grade_sums(whole: Question) -> dict[str, Decimal]:
    """Mutual, documented and claimed, over the whole number: the first split of every figure."""
    counted = {row.key: row.sum for row in whole.split("grade").rows}
    claimed = whole.narrowed(grade=Grade.CLAIMED).totals.sum
    return {
        "mutual": counted.get(Grade.MUTUAL, Decimal(0)),
        "documented": counted.get(Grade.DOCUMENTED, Decimal(0)),
        "claimed": claimed,
    }


def figure_of(computation: Computation, whole: Question, asked: Asked, grades: dict[str, Decimal]) -> Decimal:
    """What the entries must sum to: the figure as the dashboard shows it, or for any dates what the grades sum to."""
    if whole.period.basis == "dates":
        return grades["mutual"] + grades["documented"]
    series = computation.series(whole.expression, whole.grades)
    return shown(series.total(whole.span.first_month, whole.span.last_month), whole.decimals)


def by_year(asked: Asked, card) -> list[dict]:
    """The figure year by year, each a link to its year."""
    top = max([float(value or 0) for value in card.history], default=0) or 1
    return [
        {
            "label": year_label(year, asked.basis),
            "value": value,
            "address": asked_with(asked, year=year),
            "is_here": year == asked.year,
            "top": top,
        }
        for year, value in zip(card.years, card.history, strict=True)
    ]


def parts_of(request: HttpRequest, ratio: bool, part: str) -> list[dict]:
    """Numerator and denominator of a rate, each of which opens."""
    words = {NUMERATOR: _("Numerator"), DENOMINATOR: _("Denominator")}
    return [
        {"label": words[name], "address": with_query(request, part=name, page=None), "is_here": name == part}
        for name in (words if ratio else ())
    ]


def steps(request, whole: Question, filters: dict, grades: dict, expected: Decimal | None, total: Decimal) -> list:
    """The way down as chips: the whole, then each filter, with what is left after the last."""
    everything = grades["mutual"] + grades["documented"] if expected is None else expected
    bare = with_query(request, page=None, **dict.fromkeys(filters))
    found = [{"label": _("All"), "value": everything, "address": bare, "back": ""}]
    for name, value in filters.items():
        label = f"{SPLIT_WORDS[name]}: {filter_label(name, value)}"
        found.append({"label": label, "value": "", "address": with_query(request, page=None), "back": ""})
    if filters:
        found[-1]["value"] = total
        found[-1]["back"] = with_query(request, page=None, **{list(filters)[-1]: None})
    return found


def filter_label(name: str, value: str) -> str:
    """What a filter says; nothing of the directory is told that its page would not tell."""
    if name in ("institution", "counterpart"):
        known_id = value.isascii() and value.isdigit() and len(value) < 19
        found = labels(name, [int(value)]) if known_id and institution_exists(int(value)) else {}
        return next(iter(found.values()), "–")
    if name == "grade":
        return str(Grade(value).label) if value in Grade.values else "–"
    if name == "month":
        return value if month_asked(value) else "–"
    return labels(name, [value])[value]


def institution_exists(pk: int) -> bool:
    return Institution.objects.filter(pk=pk).exists()


def exported(kind: str, question: Question, asked: Asked) -> HttpResponse:
    """Exactly what is filtered, as a sheet; what the reader may not see is one row with its number and sum."""
    unit = question.indicator.unit
    columns = [
        Column(_("Date"), 12),
        Column(_("Record"), 18),
        Column(_("Institution"), 28),
        Column(_("Counterpart"), 28),
        Column(_("Facet"), 24),
        Column(_("How it is known"), 16),
        Column(_("Quantity (%(unit)s)") % {"unit": unit}, 14, question.decimals),
        Column(_("Posting"), 10),
    ]
    totals, indicator = question.totals, question.indicator

    def rows():
        yield from exported_rows(question)
        if totals.hidden_n:
            words = _("%(n)d more entries of other members") % {"n": totals.hidden_n}
            yield [None, words, None, None, None, None, totals.hidden, None]
        yield [None, _("Sum"), None, None, None, None, totals.sum, None]

    name = f"{indicator.code}-{asked.year}"
    note = _("Figures not published; please do not quote them.")
    if kind == "csv":
        response = StreamingHttpResponse(write_csv(columns, rows()), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        return response
    notes = [f"{indicator}, {asked.label}", indicator.definition, note]
    book = write_xlsx(columns, rows(), title=str(indicator), notes=notes)
    return FileResponse(book, as_attachment=True, filename=f"{name}.xlsx")


# --- The public home page -------------------------------------------------------------------------------------------


@login_not_required
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """What the alliance counts and how it knows it. Who is signed in goes to work."""
    if request.user.is_authenticated and request.member:
        try:
            return redirect("records:inbox" if not request.member.is_secretariat else "dashboard:dashboard")
        except NoReverseMatch:
            return redirect("dashboard:dashboard")
    fresh = freshness()
    holds = holding(indicators_of(fresh.definitions), clock.today().year)
    pillars = [
        {
            "code": code,
            "label": Indicator.Pillar(code).label,
            "indicators": [one for one in holds.values() if one.pillar == code],
        }
        for code in Indicator.Pillar.values
    ]
    context = {"pillars": pillars, "members": current_members(clock.today()).count()}
    return render(request, "dashboard/home.html", context)
