"""数据核算: recompute everything from the records and compare; it reports and never posts."""

from collections.abc import Iterator

from django.db import transaction

from alliance.ledger.desired import Key, desired, difference, posted
from alliance.ledger.models import Due, Reconciliation
from alliance.records.models import Record
from alliance.web import clock

CHUNK = 2000


def differences() -> Iterator[tuple[int, dict[Key, int]]]:
    """Each record whose entries are not what it desires, with what is missing by key.

    Records that are due are left out: their difference is known and being posted. Memory stays flat.
    """
    after = 0
    while chunk := list(
        Record.objects.filter(pk__gt=after).order_by("pk").only("pk", "kind", "grade", "facts")[:CHUNK]
    ):
        has, _last = posted([record.pk for record in chunk])
        for record in chunk:
            if difference(desired(record), has[record.pk]) and (missing := difference_under_lock(record.pk)):
                yield record.pk, missing
        after = chunk[-1].pk


@transaction.atomic
def difference_under_lock(record_id: int) -> dict[Key, int]:
    """A suspect looked at again while nobody can change or post it: many were only being posted just then."""
    record = Record.objects.select_for_update().get(pk=record_id)
    if Due.objects.filter(record=record_id).exists():
        return {}
    has, _last = posted([record_id])
    return difference(desired(record), has[record_id])


def reconcile() -> Reconciliation:
    """Compare all records with their entries and note the result; leads and the dashboard read it."""
    records, found = Record.objects.count(), sum(1 for _difference in differences())
    return Reconciliation.objects.create(at=clock.now(), records=records, differences=found)
