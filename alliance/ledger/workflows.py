"""The only place that writes the ledger: what is due is compared with what is posted, the difference written."""

import time
from collections.abc import Iterable

from django.db import DataError, IntegrityError, connection, transaction
from django.db.models import F, QuerySet

from alliance.ledger.changes import posted as tell_posted
from alliance.ledger.desired import Key, desired, difference, posted
from alliance.ledger.models import Due, Entry, Posting, PostingHead
from alliance.records.models import Record
from alliance.web import clock

# Records in one transaction, and seconds between batches. SQLite lets one writer in at a time; who waits looks again
# after 1, 2, 5, 10, 15, 20, 25 ms …: short batches with pauses let people's clicks through.
PACE = {"sqlite": (40, 0.012), "postgresql": (100, 0.01)}


def note_due(record_ids: Iterable[int]) -> None:
    """The listener of records.changed: write what is due in the same transaction, and nudge after its commit."""
    from alliance.ledger.tasks import nudge  # tasks import this module

    record_ids = list(record_ids)
    Due.objects.filter(record__in=record_ids).exclude(parked_at=None).delete()  # it changed: try it again
    Due.objects.bulk_create([Due(record_id=pk, since=clock.now()) for pk in record_ids])
    transaction.on_commit(nudge, robust=True)


def post(*, batch: int | None = None, pause: float | None = None) -> int:
    """Post all that is due, in batches of one transaction each; returns how many entries were written."""
    paced_batch, paced_pause = PACE[connection.vendor]
    batch, pause = batch or paced_batch, paced_pause if pause is None else pause
    written = 0
    while waiting().exists():
        try:
            taken, entries = post_batch(batch)
        except (DataError, IntegrityError):
            taken, entries = batch, post_or_park(list(waiting().values_list("pk", flat=True)[:batch]))
        if not taken:
            break  # other posters hold all that is left
        written += entries
        time.sleep(pause)
    return written


def waiting() -> QuerySet[Due]:
    return Due.objects.filter(parked_at=None).order_by("pk")


def post_or_park(ids: list[int]) -> int:
    """Post due rows that the database refused together: halved until the one at fault is alone, and parked."""
    try:
        return post_batch(len(ids), among=ids)[1]
    except (DataError, IntegrityError) as error:
        if len(ids) == 1:
            waiting().filter(pk__in=ids).update(parked_at=clock.now(), error=type(error).__name__)
            return 0
        middle = len(ids) // 2
        return post_or_park(ids[:middle]) + post_or_park(ids[middle:])


@transaction.atomic
def post_batch(batch: int, among: list[int] | None = None) -> tuple[int, int]:
    """One transaction; returns how many due rows it took and how many entries it wrote.

    Order of locks: due rows, records by id, posting number. What is compared is read only after the locks.
    """
    rows = waiting() if among is None else waiting().filter(pk__in=among)
    due = list(rows.select_for_update(skip_locked=True).values_list("pk", "record_id")[:batch])
    if not due:
        return 0, 0
    ids = sorted({record_id for _pk, record_id in due})
    records = lock_records(ids)
    has, last = posted([record.pk for record in records])
    entries, failed = [], {}
    for record in records:
        try:
            changes = difference(desired(record), has[record.pk])
        except Exception as error:  # whatever a measure does wrong must not hold up the other records
            failed[record.pk] = type(error).__name__
            continue
        entries += entries_for(record.pk, changes, last[record.pk])
    write(entries)
    for record_id, error in failed.items():
        Due.objects.filter(pk__in=[pk for pk, of in due if of == record_id]).update(parked_at=clock.now(), error=error)
    Due.objects.filter(pk__in=[pk for pk, of in due if of not in failed]).delete()
    return len(due), len(entries)


def lock_records(ids: list[int]) -> list[Record]:
    """The records, locked in one order everywhere; a draft thrown away meanwhile is not among them."""
    records = Record.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    return list(records.only("pk", "kind", "grade", "facts"))


def entries_for(record_id: int, changes: dict[Key, int], last: int) -> list[Entry]:
    return [
        Entry(
            record_id=record_id,
            seq=seq,
            measure=key.measure,
            on=key.on,
            institution_id=key.institution,
            counterpart_id=key.counterpart,
            facet=key.facet,
            subject=key.subject,
            grade=key.grade,
            quantity=quantity,
        )
        for seq, (key, quantity) in enumerate(changes.items(), start=last + 1)
    ]


def write(entries: list[Entry]) -> None:
    """Number a posting under the head's lock, taken last, and write its entries. Nothing to write, no posting."""
    if not entries:
        return
    posting = Posting.objects.create(number=next_number(), at=clock.now())
    for entry in entries:
        entry.posting = posting
    Entry.objects.bulk_create(entries, batch_size=500)
    transaction.on_commit(lambda: tell_posted(posting.number), robust=True)


def next_number() -> int:
    """The next posting's number. The head stays locked until the commit, so that numbers follow commits: whoever
    sees posting n will never see a new one up to n."""
    PostingHead.objects.get_or_create(pk=1)
    head = PostingHead.objects.select_for_update().get(pk=1)
    PostingHead.objects.filter(pk=1).update(last=F("last") + 1)
    return head.last + 1
