"""What a record should have posted, what it has, and the difference."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from alliance.ledger.models import Entry
from alliance.records.facts import upgraded
from alliance.records.kinds import kind_of
from alliance.records.models import Record
from alliance.records.states import Grade


class Key(NamedTuple):
    """What an entry is about; entries of one key add up."""

    measure: str
    on: date
    institution: int
    counterpart: int | None
    facet: str
    subject: str
    grade: str


KEY_FIELDS = ("measure", "on", "institution_id", "counterpart_id", "facet", "subject", "grade")


def desired(record: Record) -> Counter[Key]:
    """The record's lines by key, from its confirmed facts alone; grade none desires nothing."""
    if record.grade == Grade.NONE:
        return Counter()
    facts, sums = upgraded(record.facts), Counter()
    for measure in kind_of(record.kind).measures:
        for line in measure.lines(facts):
            key = Key(measure.code, line.on, line.institution, line.counterpart, line.facet, line.subject, record.grade)
            sums[key] += line.quantity
    return sums


def posted(record_ids: Iterable[int]) -> tuple[dict[int, Counter[Key]], dict[int, int]]:
    """The sums of these records' entries by key, and each one's last seq. One query."""
    sums: dict[int, Counter[Key]] = {pk: Counter() for pk in record_ids}
    last = dict.fromkeys(sums, 0)
    # Added up here: a record has few entries, and the database would answer with decimals that cost more to read.
    rows = Entry.objects.filter(record__in=list(sums)).values_list("record_id", "quantity", "seq", *KEY_FIELDS)
    for record_id, quantity, seq, *key in rows:
        sums[record_id][Key._make(key)] += quantity
        last[record_id] = max(last[record_id], seq)
    return sums, last


def difference(wanted: Counter[Key], has: Counter[Key]) -> dict[Key, int]:
    """What must be added so that `has` becomes `wanted`; corrections first, so that no sum runs ahead."""
    if dict(wanted) == dict(has):
        return {}
    changes = {key: wanted[key] - has[key] for key in {**has, **wanted}}
    return {key: quantity for key, quantity in sorted(changes.items(), key=lambda item: item[1] > 0) if quantity}
