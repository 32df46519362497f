"""What the ledger's pages read."""

from django.db.models import QuerySet

from alliance.ledger.models import Due, Entry, Reconciliation
from alliance.records.models import Record
from alliance.records.rules import visible
from partners.directory.acting import Member


def entries_for(member: Member) -> QuerySet[Entry]:
    """The entries of records that the member may see; all others appear as sums only."""
    entries = Entry.objects.select_related("record", "institution", "counterpart")
    return entries.filter(record__in=Record.objects.filter(visible(member)).values("pk")).order_by("posting", "pk")


def parked() -> QuerySet[Due]:
    """暂未计入，待处理: due rows whose record could not be posted, the longest first."""
    return Due.objects.exclude(parked_at=None).select_related("record__owner").order_by("parked_at", "pk")


def last_reconciliations(count: int = 10) -> QuerySet[Reconciliation]:
    return Reconciliation.objects.order_by("-pk")[:count]
