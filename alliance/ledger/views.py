"""What the secretariat looks after in the ledger."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from alliance.ledger.selectors import last_reconciliations, parked
from alliance.web.pages import page_of


@require_GET
def parked_list(request: HttpRequest) -> HttpResponse:
    """Records that could not be counted, and what the nightly comparisons found. For leads."""
    if request.member is None or not request.member.is_secretariat:
        raise Http404
    context = {"page": page_of(request, parked()), "reconciliations": last_reconciliations()}
    return render(request, "ledger/parked_list.html", context)
