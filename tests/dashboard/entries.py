"""Entries without records' stories: postings as the ledger writes them, with any measure, day and side."""

from datetime import date

from alliance.ledger import workflows as ledger
from alliance.ledger.models import Entry
from alliance.records.models import Record
from alliance.web import clock


def a_record(owner) -> Record:
    """A record to hang entries on; nothing is derived from it."""
    number = f"EX-2024-{Record.objects.count() + 1:06}"
    day = date(2024, 5, 6)
    return Record.objects.create(
        number=number,
        kind="visit",
        owner=owner,
        starts_on=day,
        ends_on=day,
        written_at=clock.now(),
        act="submitted",
        phase="held",
        state="confirmed",
        facts={},
    )


def post_lines(record: Record, *lines: dict) -> None:
    """Write one posting of these entries; each line names what differs from one participant of a visit."""
    seq = Entry.objects.filter(record=record).count()
    plain = {
        "measure": "exchanges.people",
        "on": date(2024, 5, 6),
        "institution_id": record.owner_id,
        "counterpart_id": None,
        "facet": "visit.staff.tianjin",
        "quantity": 1,
        "subject": "",
        "grade": "mutual",
    }
    ledger.write([Entry(record=record, seq=seq + n, **(plain | line)) for n, line in enumerate(lines, start=1)])
