"""Entries without records' stories: postings as the ledger writes them, with any measure, day and side."""

import random
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


FACETS = {
    "exchanges.people": ["visit.staff.beijing", "visit.staff.hebei", "study.teacher.tianjin", "training.teacher.local"],
    "exchanges.stops": ["visit.staff.beijing", "visit.staff.xiongan"],
    "exchanges.visits": ["visit.staff.beijing"],
    "exchanges.delegations": ["government.beijing", "government.other"],
    "exchanges.persons": ["practice.student.beijing", "placement.student.tianjin"],
    "exchanges.person_days": ["study.teacher.tianjin", "study.teacher.hebei"],
}


def post_a_story(seed, institutions, postings=8):
    """Random entries: several years, sides, grades, corrections and people met again."""
    dice = random.Random(seed)
    records = [a_record(dice.choice(institutions)) for _n in range(5)]
    for _posting in range(postings):
        lines = []
        for _line in range(dice.randint(1, 9)):
            measure = dice.choice(list(FACETS))
            lines.append(
                {
                    "measure": measure,
                    "on": date(dice.randint(2022, 2025), dice.randint(1, 12), dice.randint(1, 28)),
                    "institution_id": dice.choice(institutions).pk,
                    "counterpart_id": None
                    if measure in ("exchanges.people", "exchanges.visits")
                    else dice.choice(institutions).pk,
                    "facet": dice.choice(FACETS[measure]),
                    "quantity": dice.choice([-3, -1, 1, 2, 5]),
                    "subject": dice.choice("abcd") if measure == "exchanges.persons" else "",
                    "grade": dice.choice(["mutual", "documented", "claimed"]),
                }
            )
        post_lines(dice.choice(records), *lines)
