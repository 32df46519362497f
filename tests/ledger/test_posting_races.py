"""Two posters at once, and who reads up to a posting's number while others post. Each proof has its control."""

from collections import Counter
from collections.abc import Callable
from itertools import count
from threading import Thread

import pytest
from django.db import IntegrityError, connection, transaction

from alliance.dashboard import workflows as dashboard
from alliance.dashboard.indicators import Computation
from alliance.dashboard.models import ALLIANCE, Indicator
from alliance.dashboard.periods import whole_year
from alliance.dashboard.selectors import known
from alliance.ledger import workflows
from alliance.ledger.models import Due, Entry, Posting
from alliance.ledger.reconciliation import differences
from alliance.records.models import Record
from tests.races import at_once
from tests.stories import confirmed_visit

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

A_WHILE = 1.0  # seconds in which an unhindered deed is long done


@pytest.fixture
def meanwhile(monkeypatch):
    """Start a deed, on a connection of its own, right after the first call of a step of the ledger's workflows."""
    threads: list[Thread] = []

    def start_after(step: str, deed: Callable) -> None:
        original = getattr(workflows, step)

        def run() -> None:
            try:
                deed()
            finally:
                connection.close()

        def with_deed(*args):
            answer = original(*args)
            if not threads:
                threads.append(Thread(target=run))
                threads[0].start()
                threads[0].join(A_WHILE)
            return answer

        monkeypatch.setattr(workflows, step, with_deed)

    yield start_after
    for thread in threads:
        thread.join()


@pytest.fixture
def visit(people):
    record = confirmed_visit(people.member("owner_admin"), people.member("host_admin"))
    Due.objects.all().delete()
    workflows.note_due([record.pk])
    workflows.note_due([record.pk])  # two changes, so that two posters each take one
    return record


def test_two_posters_of_one_record_write_its_entries_once(visit, meanwhile):
    meanwhile("posted", lambda: workflows.post_batch(1))
    workflows.post_batch(1)
    assert Entry.objects.filter(record=visit).count() == 3


def test_control_without_the_records_lock_only_the_database_keeps_them_apart(visit, meanwhile, monkeypatch):
    monkeypatch.setattr(workflows, "lock_records", lambda ids: list(Record.objects.filter(pk__in=ids)))
    meanwhile("posted", lambda: workflows.post_batch(1))
    with pytest.raises(IntegrityError, match="entry_once"):
        workflows.post_batch(1)
    assert workflows.post(pause=0) == 0  # the difference is looked at again, and there is none
    assert Entry.objects.filter(record=visit).count() == 3


def test_many_posters_lose_nothing_and_double_nothing(people):
    school, host = people.member("owner_admin"), people.member("host_admin")
    ids = [confirmed_visit(school, host).pk for _n in range(12)]
    for _round in range(3):
        workflows.note_due(ids)
    answers = at_once(*[lambda: workflows.post(batch=2, pause=0)] * 4, dashboard.apply_postings)
    assert not [answer for answer in answers if isinstance(answer, Exception)]
    workflows.post(pause=0)
    assert not Due.objects.exists()
    assert set(Counter(Entry.objects.values_list("record", flat=True)).values()) == {3}
    assert list(differences()) == []
    numbers = list(Posting.objects.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


def test_two_that_apply_at_once_count_each_posting_once(people):
    dashboard.load_indicators()
    school, host = people.member("owner_admin"), people.member("host_admin")
    for _n in range(6):
        confirmed_visit(school, host)
        workflows.post(pause=0)
    at_once(*[dashboard.apply_postings] * 3)
    assert dashboard.recount().differences == 0
    outbound = Computation(Indicator.objects.get(code="build.outbound"), known(ALLIANCE))
    assert outbound.value(whole_year(2024)) == 24


# --- A publication's edge: the last posting it counts ---------------------------------------------------------------


def seen_up_to_the_edge(people, meanwhile) -> tuple[list[int], list[int]]:
    """Postings up to the number that a reader sees while one poster is about to commit: then, and at the end."""
    school, host = people.member("owner_admin"), people.member("host_admin")
    ids = [confirmed_visit(school, host).pk for _n in range(2)]
    Due.objects.all().delete()
    workflows.note_due(ids)  # one change each, so that two posters take two records
    then: list[int] = []
    posters: list[Thread] = []

    def another_posts_and_a_reader_looks() -> None:
        reader = Thread(target=look)
        poster = Thread(target=lambda: (workflows.post_batch(1), connection.close()))
        posters.append(poster)
        poster.start()
        poster.join(A_WHILE / 2)
        reader.start()
        reader.join()
        poster.join(A_WHILE)

    def look() -> None:
        then.extend(Posting.objects.order_by("number").values_list("number", flat=True))
        connection.close()

    meanwhile("next_number", another_posts_and_a_reader_looks)
    with transaction.atomic():
        workflows.post_batch(1)
    for poster in posters:
        poster.join()
    edge = max(then, default=0)
    now = list(Posting.objects.filter(number__lte=edge).order_by("number").values_list("number", flat=True))
    assert Posting.objects.count() == 2
    return then, now


def test_who_sees_a_posting_never_sees_an_earlier_one_later(people, meanwhile):
    then, now = seen_up_to_the_edge(people, meanwhile)
    assert then == now


def test_control_numbers_drawn_without_the_heads_lock_fill_gaps_later(people, meanwhile, monkeypatch):
    monkeypatch.setattr(workflows, "next_number", count(1).__next__)
    then, now = seen_up_to_the_edge(people, meanwhile)
    assert (then, now) == ([2], [1, 2])
