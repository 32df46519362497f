"""What list pages and htmx parts share."""

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property

PAGE_SIZE = 50
COUNT_UP_TO = 10_000  # nobody pages further; counting a million rows would cost more than showing fifty


def fragment(request: HttpRequest, template: str, part: str) -> str:
    """The named part of a page for a true htmx request, else the whole page; the answer then varies by HX-Request."""
    request.varies_by_htmx = True
    asked = request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request
    return f"{template}#{part}" if asked else template


class CappedPaginator(Paginator):
    """Counts no further than COUNT_UP_TO rows: the page then says "more than"."""

    @cached_property
    def count(self) -> int:
        if isinstance(self.object_list, QuerySet):
            return self.object_list.order_by()[: COUNT_UP_TO + 1].count()
        return len(self.object_list)

    @property
    def is_capped(self) -> bool:
        return self.count > COUNT_UP_TO

    @property
    def shown_count(self) -> int:
        return min(self.count, COUNT_UP_TO)


def page_of(request: HttpRequest, rows, size: int = PAGE_SIZE, count: int | None = None) -> Page:
    """The page that the address asks for with ?page=; a page that does not exist is the nearest one.

    `count` is how many rows there are, where somebody has counted them already.
    """
    paginator = CappedPaginator(rows, size)
    if count is not None:
        paginator.count = count
    return paginator.get_page(request.GET.get("page"))
