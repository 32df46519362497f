"""Pages of exchanges: the list, what is taken away of it, one exchange."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from alliance.documents.tables import write_csv, write_xlsx
from alliance.records.attachments.rules import why_not_print_sheet
from alliance.records.models import Record
from alliance.records.rules import why_not_write
from alliance.records.selectors import record_page_context
from alliance.web import clock
from alliance.web.pages import fragment, page_of
from exchanges import exports, selectors
from exchanges.filters import ExchangeFilter
from partners.directory.acting import Member

ORDERS = {
    "date": ("starts_on", "id"),
    "-date": ("-starts_on", "-id"),
    "people": ("people", "-starts_on", "-id"),
    "-people": ("-people", "-starts_on", "-id"),
    "number": ("number",),
    "-number": ("-number",),
}
LATEST_FIRST = "-date"
KEPT = ("tab", "sort")  # what a new search keeps of the address


def acting(request: HttpRequest) -> Member:
    """The member who asks; who acts for nobody finds no page here."""
    if request.member is None:
        raise Http404
    return request.member


# --- The list ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Tab:
    """One tab over the list, as components/views.html draws it."""

    address: str
    label: str
    count: int
    is_here: bool


@dataclass(frozen=True)
class Sorting:
    """The link on a column's heading: where it leads, and how the column is sorted now (as aria-sort says it)."""

    address: str
    now: str


def tab_of(request: HttpRequest) -> str:
    tab = request.GET.get("tab", "")
    return tab if tab in selectors.TABS else selectors.default_tab(request.member)


def search_of(request: HttpRequest) -> ExchangeFilter:
    return ExchangeFilter(request.GET, selectors.exchanges_for(acting(request)), member=request.member)


def sort_of(request: HttpRequest) -> str:
    """The order asked for; empty for the urgent ones first."""
    sort = request.GET.get("sort", "")
    if sort in ORDERS:
        return sort
    return "" if tab_of(request) == selectors.NEEDS_US else LATEST_FIRST


def chosen(request: HttpRequest) -> QuerySet[Record]:
    """What tab and filters of this address name; the page, its counts and the export take the same."""
    return selectors.in_tab(search_of(request).qs, tab_of(request), request.member)


def with_query(request: HttpRequest, **changes: str | None) -> str:
    """This page's query string with some values changed; None takes one out."""
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = value
    return f"?{query.urlencode()}"


def sortings(request: HttpRequest, sort: str) -> dict[str, Sorting]:
    """A press sorts downwards, another one upwards."""
    return {
        name: Sorting(
            with_query(request, sort=name if sort == f"-{name}" else f"-{name}", page=None),
            "descending" if sort == f"-{name}" else "ascending" if sort == name else "",
        )
        for name in ("date", "people", "number")
    }


@require_safe
def exchange_list(request: HttpRequest) -> HttpResponse:
    search, tab, sort, member = search_of(request), tab_of(request), sort_of(request), request.member
    records = selectors.in_tab(search.qs, tab, member)
    counts = selectors.tab_counts(search.qs, member)
    ordered = records.order_by(*ORDERS[sort]) if sort else selectors.most_urgent_first(records, member)
    page = page_of(request, ordered, count=counts[tab] if sort else len(ordered))
    context = {
        "search": search,
        "tab": tab,
        "tabs": [
            Tab(with_query(request, tab=name, page=None, sort=None), str(label), counts[name], name == tab)
            for name, label in selectors.tabs_for(member).items()
        ],
        "page": page,
        "rows": [selectors.row_of(record, member) for record in page],
        "is_urgent_first": not sort,
        "has_deeds": tab in selectors.WITH_DEEDS,
        "sortings": sortings(request, sort),
        "query": with_query(request, tab=tab, page=None),
        "keep": [(name, request.GET[name]) for name in KEPT if request.GET.get(name)],
        "is_filtered": search.is_set,
        "may_log": why_not_write(member) is None,
    }
    return render(request, fragment(request, "exchanges/exchange_list.html", "rows"), context)


# --- The list to take away --------------------------------------------------------------------------------------------
def exported(request: HttpRequest) -> QuerySet[Record]:
    return chosen(request).order_by(*ORDERS[sort_of(request) or LATEST_FIRST])


def file_name() -> str:
    return f"exchanges-{clock.today():%Y%m%d}"


@require_safe
def exchange_export_csv(request: HttpRequest) -> StreamingHttpResponse:
    lines = write_csv(exports.columns(), exports.rows(exported(request)))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_name()}.csv"'
    return response


@require_safe
def exchange_export_xlsx(request: HttpRequest) -> FileResponse:
    book = write_xlsx(exports.columns(), exports.rows(exported(request)), title=_("Exchanges"))
    return FileResponse(book, as_attachment=True, filename=f"{file_name()}.xlsx")


# --- One exchange -----------------------------------------------------------------------------------------------------
@require_safe
def exchange_detail(request: HttpRequest, number: str) -> HttpResponse:
    member = acting(request)
    records = selectors.exchanges_for(member).select_related("exchange")
    record = get_object_or_404(records, number=number)
    context = record_page_context(member, record)
    context |= {
        "exchange": record.exchange,
        "direction": selectors.direction_of(record.parties.all(), member),
        "sheets": [party for party in record.parties.all() if why_not_print_sheet(member, record, party) is None],
        "wording_rows": selectors.wording_of(record),
        "roster": selectors.roster_for(member, record),
        "related": selectors.related_to(record, member),
        "dealings": selectors.dealings_with(record, member),
        "may_log": why_not_write(member) is None,
    }
    return render(request, "exchanges/exchange_detail.html", context)
