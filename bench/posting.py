"""Posting while somebody works, in batches, again, and comparing afterwards."""

import multiprocessing
import time
from collections.abc import Iterator

from django.db import connection, connections

from alliance.ledger import workflows as ledger
from alliance.ledger.models import Due, Entry
from alliance.ledger.reconciliation import differences
from alliance.records import workflows as records
from bench.data import an_alliance, confirmed_records, logged_visits, make_due
from bench.timing import Claim, percentile, seconds

CLICK_EVERY = 0.02


def run(*, full: bool) -> Iterator[Claim]:
    people = an_alliance()
    count, few = (100_000, 2_000) if full else (10_000, 500)

    alone = confirmed_records(people, few, seed=2)
    one_at_a_time = seconds(lambda: ledger.post(batch=1, pause=0)) / len(alone)
    together = confirmed_records(people, few * 4, seed=3)
    in_batches = seconds(lambda: ledger.post(batch=100, pause=0)) / len(together)
    yield Claim("batches against one at a time, a record", one_at_a_time / in_batches, "×", least=5)

    clicks = logged_visits(people, 3_000 if full else 900)
    ids = confirmed_records(people, count, seed=4)
    before = Entry.objects.count()
    rate, latencies = posting_while_somebody_confirms(people, clicks, count)
    yield Claim("records posted a minute while somebody confirms every 20 ms", rate, "records", least=30_000)
    yield Claim("p50 of that person's confirmation", percentile(latencies, 0.5) * 1000, "ms")
    yield Claim(f"p99 of {len(latencies)} such confirmations", percentile(latencies, 0.99) * 1000, "ms", most=100)
    if Entry.objects.count() - before < 3 * count or Due.objects.exists():
        raise RuntimeError("not everything was posted")

    firsts, agains, total = [], [], 0
    for round in range(3):
        some = confirmed_records(people, few * 4, seed=5 + round)
        take_stock()
        firsts.append(seconds(lambda: ledger.post(batch=100, pause=0)))
        make_due(some)
        agains.append(seconds(lambda: ledger.post(batch=100, pause=0)))
        total += len(some)
    yield Claim("a rerun with nothing to do, faster than the first run", min(firsts) / min(agains), "×", least=4)

    take_stock()
    took = seconds(lambda: list(differences()))
    total += len(ids) + len(alone) + len(together) + len(clicks)
    yield Claim(f"reconciling 1,000,000 records, extrapolated from {total:,}", took / total * 1_000_000, "s", most=120)


def take_stock() -> None:
    """What the database's own housekeeping does in time: look how full its tables are."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def posting_while_somebody_confirms(people, clicks, count: int) -> tuple[float, list[float]]:
    """Another process posts all that is due; here somebody confirms a visit every 20 ms until it is done."""
    connections.close_all()
    done = multiprocessing.get_context("fork").Value("d", 0.0)
    poster = multiprocessing.get_context("fork").Process(target=post_everything, args=(done,))
    poster.start()
    host, latencies = people.member("host_admin"), []
    next_click = time.perf_counter()
    for visit in clicks:
        if done.value:
            break
        next_click = max(next_click + CLICK_EVERY, time.perf_counter())
        time.sleep(max(next_click - time.perf_counter(), 0))
        latencies.append(
            seconds(lambda visit=visit: records.confirm(record_id=visit.pk, by=host, facts_hash=visit.facts_hash))
        )
    poster.join()
    ledger.post(pause=0)
    return count / done.value * 60, latencies


def post_everything(done) -> None:
    """The worker's part, on a connection of its own."""
    connections.close_all()
    done.value = seconds(ledger.post)
    connections.close_all()
