"""Pages of exchanges: the list, one exchange, the form that logs it."""

from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alliance.documents.tables import write_csv, write_xlsx
from alliance.records.models import Party, Record
from alliance.records.rules import why_not_change, why_not_write
from alliance.records.selectors import record_page_context
from alliance.records.states import Act, Phase
from alliance.web.pages import fragment, page_of
from exchanges import exports, selectors
from exchanges.filters import ExchangeFilter
from exchanges.models import Exchange

ORDERS = {
    "date": ("starts_on", "id"),
    "-date": ("-starts_on", "-id"),
    "people": ("people", "-starts_on", "-id"),
    "-people": ("-people", "-starts_on", "-id"),
    "number": ("id",),
    "-number": ("-id",),
}
LATEST_FIRST = "-date"


# --- The list ---------------------------------------------------------------------------------------------------------
def tab_of(request: HttpRequest) -> str:
    tab = request.GET.get("tab", "")
    return tab if tab in selectors.TABS else selectors.default_tab(request.member)


def search_of(request: HttpRequest) -> ExchangeFilter:
    return ExchangeFilter(request.GET, selectors.exchanges_for(request.member), member=request.member)


def chosen(request: HttpRequest) -> QuerySet[Record]:
    """What tab, filters and order of this address name; the export takes the same."""
    records = selectors.in_tab(search_of(request).qs, tab_of(request), request.member)
    return records.order_by(*ORDERS[sort_of(request)])


def sort_of(request: HttpRequest) -> str:
    sort = request.GET.get("sort", "")
    return sort if sort in ORDERS else LATEST_FIRST


@require_safe
def exchange_list(request: HttpRequest) -> HttpResponse:
    member, tab, search = request.member, tab_of(request), search_of(request)
    records = selectors.in_tab(search.qs, tab, member)
    counts = selectors.tab_counts(search.qs, member)
    by_deadline = tab == selectors.NEEDS_US and "sort" not in request.GET
    if by_deadline:
        page = page_of(request, selectors.most_urgent_first(records, member))
    else:
        page = page_of(request, records.order_by(*ORDERS[sort_of(request)]), count=counts[tab])
    context = {
        "search": search,
        "tab": tab,
        "keep": [("tab", tab), *([("sort", request.GET["sort"])] if "sort" in request.GET else [])],
        "tabs": [tab_link(request, name, label, counts[name], tab) for name, label in selectors.TABS.items()],
        "page": page,
        "rows": [selectors.row_of(record, member) for record in page],
        "sort": "" if by_deadline else sort_of(request),
        "query": request.GET.urlencode(),
        "may_log": why_not_write(member) is None,
    }
    return render(request, fragment(request, "exchanges/exchange_list.html", "rows"), context)


def tab_link(request: HttpRequest, name: str, label: str, count: int, tab: str) -> dict[str, object]:
    """A tab of the list; it keeps the filters and starts at the first page."""
    query = request.GET.copy()
    query.pop("page", None)
    query["tab"] = name
    return {"address": f"?{query.urlencode()}", "label": label, "count": count, "is_here": name == tab}


@require_safe
def exchange_export(request: HttpRequest, form: str) -> HttpResponse:
    """Exactly what the list's tab and filters show, as CSV or XLSX."""
    records = chosen(request)
    if form == "csv":
        lines = write_csv(exports.columns(), exports.rows(records))
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = 'attachment; filename="exchanges.csv"'
        return response
    book = write_xlsx(exports.columns(), exports.rows(records), title=_("Exchanges"))
    return FileResponse(book, as_attachment=True, filename="exchanges.xlsx")


# --- One exchange -----------------------------------------------------------------------------------------------------
@require_safe
def exchange_detail(request: HttpRequest, number: str) -> HttpResponse:
    member = request.member
    record = get_object_or_404(selectors.exchanges_for(member).select_related("exchange"), number=number)
    may_change = why_not_change(member, record) is None
    context = {
        **record_page_context(member, record),
        "exchange": record.exchange,
        "areas": [Exchange.Area(area).label for area in record.areas],
        "roster": selectors.roster_for(member, record),
        "papers": papers_of(record),
        "may_log": why_not_write(member) is None,
        "change_address": reverse("exchanges:exchange_edit", args=[number]) if may_change else "",
        "report_address": reverse("exchanges:exchange_report", args=[number]) if may_change else "",
    }
    return render(request, "exchanges/exchange_detail.html", context)


def papers_of(record: Record) -> list[dict[str, object]]:
    """The papers that can be printed now: what took place has a sheet to seal for each party that is asked."""
    if record.act != Act.SUBMITTED or record.phase != Phase.HELD:
        return []
    return [
        {
            "address": reverse("records:confirmation_sheet", args=[record.number, party.pk]),
            "label": _("Confirmation sheet for %(school)s") % {"school": party.institution.short},
            "note": _("Sealed, its scan counts as their word."),
        }
        for party in record.parties.all()
        if party.ask != Party.Ask.NONE
    ]
