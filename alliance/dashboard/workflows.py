"""Snapshots follow the ledger, posting by posting. Nothing else writes the tables of the dashboard."""

import csv
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import ExtractMonth, ExtractYear

from alliance.dashboard.indicators import keyed_measures
from alliance.dashboard.models import ALLIANCE, Indicator, Recount, Snapshot, SnapshotCursor, SnapshotKey
from alliance.dashboard.periods import month_of
from alliance.dashboard.selectors import indicators_of
from alliance.dashboard.sums import (
    Cell,
    Cells,
    Chains,
    KeyedCell,
    KeyOf,
    Patterns,
    Row,
    ScopeSums,
    add_up,
    pattern_of,
)
from alliance.ledger.models import Entry, PostingHead
from alliance.web import clock
from partners.directory.models import Institution, random_key

DATA = Path(__file__).resolve().parent / "data"
# Postings and entries applied in one transaction, and seconds between them (as ledger.workflows.PACE).
PACE = {"sqlite": (4, 300, 0.02), "postgresql": (20, 2000, 0.01)}
PATTERNS = 0  # the year of the snapshot that holds patterns
BATCH = 500


# --- Indicators -----------------------------------------------------------------------------------------------------


@transaction.atomic
def load_indicators(path: Path = DATA / "indicators.csv") -> int:
    """Create or update the indicators that ship with the product; returns how many. Leads' own versions stay."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    columns = {field.name for field in Indicator._meta.fields} - {"id", "code", "holds_from", "position"}
    for position, row in enumerate(rows):
        values = {name: value for name, value in row.items() if name in columns}
        Indicator.objects.update_or_create(
            code=row["code"], holds_from=0, defaults={**values, "position": position, "decimals": int(row["decimals"])}
        )
    the_cursor()
    SnapshotCursor.objects.update(definitions=random_key())  # every process reads them anew
    return len(rows)


# --- Applying postings ----------------------------------------------------------------------------------------------


def apply_postings(*, pause: float | None = None) -> int:
    """Apply every posting that waits, in number order; returns how many. Twice or at once: the same."""
    applied, pause = 0, PACE[connection.vendor][2] if pause is None else pause
    while PostingHead.objects.filter(last__gt=the_cursor().posting).exists():
        applied += apply_some()
        time.sleep(pause)
    return applied


@transaction.atomic
def apply_some() -> int:
    """One transaction under the cursor's lock. Numbers follow commits, so all up to the head's are there."""
    cursor = lock_cursor()
    last = PostingHead.objects.values_list("last", flat=True).first() or 0
    basis, chains = basis_now(cursor)
    if cursor.basis != basis:
        rebuild_stale(cursor, basis, chains)
    upto = last_to_apply(cursor.posting, last)
    if upto <= cursor.posting:
        return 0
    entries = Entry.objects.filter(posting__gt=cursor.posting, posting__lte=upto)
    write_changes(add_up(rows_of(entries), chains=chains, keyed=map(tuple, basis["keyed"])))
    applied = upto - cursor.posting
    SnapshotCursor.objects.update(posting=upto, applied_at=clock.now())
    return applied


def last_to_apply(after: int, last: int) -> int:
    """The number of the posting that ends this transaction's share of the work."""
    most_postings, most_entries, _pause = PACE[connection.vendor]
    upto = min(last, after + most_postings)
    numbers = Entry.objects.filter(posting__gt=after, posting__lte=upto).order_by("posting")
    beyond = numbers.values_list("posting", flat=True)[most_entries : most_entries + 1]
    return max(after + 1, beyond[0] - 1) if beyond else upto


def the_cursor() -> SnapshotCursor:
    return SnapshotCursor.objects.get_or_create(pk=1)[0]


def lock_cursor() -> SnapshotCursor:
    SnapshotCursor.objects.get_or_create(pk=1)
    return SnapshotCursor.objects.select_for_update().get(pk=1)


def rows_of(entries: QuerySet[Entry]) -> Iterator[Row]:
    """Entries as they are added up, one by one."""
    values = entries.values_list(
        "on", "measure", "institution_id", "counterpart_id", "facet", "subject", "grade", "quantity"
    )
    return (Row(month_of(on), *rest) for on, *rest in values.iterator(chunk_size=BATCH))


def grouped_rows_of(entries: QuerySet[Entry]) -> Iterator[Row]:
    """The same, added up by the database first: for many entries at once."""
    values = (
        entries.order_by()
        .annotate(year=ExtractYear("on"), month=ExtractMonth("on"))
        .values_list("year", "month", "measure", "institution_id", "counterpart_id", "facet", "subject", "grade")
        .annotate(Sum("quantity"))
    )
    return (Row(year * 12 + month - 1, *rest) for year, month, *rest in values.iterator(chunk_size=BATCH))


# --- What the snapshots are built with ------------------------------------------------------------------------------


def basis_now(cursor: SnapshotCursor) -> tuple[dict[str, Any], Chains]:
    """Mergers and keyed measures as they are: where they differ from the cursor's, snapshots are out of date."""
    successors = dict(Institution.objects.exclude(successor=None).values_list("pk", "successor_id"))
    basis = {"keyed": keyed_now(cursor.definitions), "successors": {str(pk): to for pk, to in successors.items()}}
    return basis, chains_of(successors)


def keyed_now(definitions: str) -> list[list[str]]:
    return sorted(list(pair) for pair in keyed_measures(indicators_of(definitions)))


def chains_of(successors: dict[int, int]) -> Chains:
    """Each merged institution with all that it has become since: its entries belong to their scopes, too."""
    chains = {}
    for institution in successors:
        chain = [institution]
        while (into := successors.get(chain[-1])) and into not in chain:
            chain.append(into)
        chains[institution] = tuple(chain)
    return chains


def rebuild_stale(cursor: SnapshotCursor, basis: dict[str, Any], chains: Chains) -> None:
    """After a merger the scopes that gained or lost an institution; after other keyed measures everything."""
    if cursor.basis.get("keyed") == basis["keyed"]:
        old, new = (chains_of({int(pk): to for pk, to in b["successors"].items()}) for b in (cursor.basis, basis))
        moved = {pk for pk in old.keys() | new.keys() if old.get(pk) != new.get(pk)}
        scopes = sorted({scope for pk in moved for scope in (*old.get(pk, ()), *new.get(pk, ()))})
    else:
        scopes = scopes_with_entries()
    rebuild_scopes(scopes, upto=cursor.posting, basis=basis, chains=chains)
    SnapshotCursor.objects.update(basis=basis)


# --- Rebuilding and comparing ---------------------------------------------------------------------------------------


@transaction.atomic
def rebuild(*scopes: int) -> int:
    """Build scopes' snapshots anew from the entries; without scopes, all of them. Returns how many."""
    cursor = lock_cursor()
    basis, chains = basis_now(cursor)
    chosen = list(scopes) or sorted({*scopes_with_entries(), *Snapshot.objects.values_list("scope", flat=True)})
    rebuild_scopes(chosen, upto=cursor.posting, basis=basis, chains=chains)
    if not scopes:
        SnapshotCursor.objects.update(basis=basis)
    return len(chosen)


def rebuild_scopes(scopes: Iterable[int], *, upto: int, basis: dict[str, Any], chains: Chains) -> None:
    for scope in scopes:
        Snapshot.objects.filter(scope=scope).delete()
        SnapshotKey.objects.filter(scope=scope).delete()
        write_changes(sums_of_entries(scope, entries_until(upto), basis["keyed"], chains))


def entries_until(posting: int) -> QuerySet[Entry]:
    return Entry.objects.filter(posting__lte=posting)


def scopes_with_entries() -> list[int]:
    """The alliance, every institution that an entry names, and what these have become."""
    named = set(Entry.objects.order_by().values_list("institution_id", flat=True).distinct())
    named |= set(Entry.objects.exclude(counterpart=None).order_by().values_list("counterpart_id", flat=True).distinct())
    chains = chains_of(dict(Institution.objects.exclude(successor=None).values_list("pk", "successor_id")))
    return [ALLIANCE, *sorted(named.union(*(chains.get(pk, ()) for pk in named)))] if named else []


def entries_of_scope(scope: int, entries: QuerySet[Entry], chains: Chains) -> QuerySet[Entry]:
    if scope == ALLIANCE:
        return entries
    members = [scope, *(pk for pk, chain in chains.items() if scope in chain and pk != scope)]
    return entries.filter(Q(institution__in=members) | Q(counterpart__in=members))


def sums_of_entries(
    scope: int, entries: QuerySet[Entry], keyed: Iterable[Iterable[str]], chains: Chains
) -> dict[int, ScopeSums]:
    """One scope's sums straight from the entries: what its snapshots must be."""
    rows = grouped_rows_of(entries_of_scope(scope, entries, chains))
    return add_up(rows, chains=chains, keyed=(tuple(pair) for pair in keyed), only=[scope])


def recount() -> Recount:
    """Compare every snapshot with the entries, a scope at a time under the cursor's lock; differences must be 0."""
    scopes = sorted({*scopes_with_entries(), *Snapshot.objects.order_by().values_list("scope", flat=True).distinct()})
    differing = sum(not snapshot_is_right(scope) for scope in scopes)
    return Recount.objects.create(at=clock.now(), scopes=len(scopes), differences=differing)


@transaction.atomic
def snapshot_is_right(scope: int) -> bool:
    cursor = lock_cursor()
    basis, chains = basis_now(cursor)
    if cursor.basis != basis:
        return True  # about to be rebuilt: nothing to compare with
    fresh = sums_of_entries(scope, entries_until(cursor.posting), basis["keyed"], chains).get(scope, ScopeSums())
    years = {year: sums for year, sums in stored_years(fresh).items() if sums}
    stored = {year: sums for year, sums in Snapshot.objects.filter(scope=scope).values_list("year", "sums") if sums}
    keys = {key: living for key, cells in fresh.keys.items() if (living := living_cells(cells))}
    stored_keys = {
        KeyOf(measure, type, key): cells
        for measure, type, key, cells in SnapshotKey.objects.filter(scope=scope).values_list(
            "measure", "type", "key", "cells"
        )
        if cells
    }
    return years == stored and keys == stored_keys


def stored_years(sums: ScopeSums) -> dict[int, dict[str, Any]]:
    """A scope's sums as its Snapshot rows hold them."""
    years: dict[int, dict[str, Any]] = defaultdict(dict)
    for cell, months in sums.months.items():
        for month, quantity in months.items():
            add_month(years[month // 12], cell, month, quantity)
    for year in years.values():
        drop_zeros(year)
    for (measure, type), patterns in sums.patterns().items():
        years[PATTERNS][f"{measure}|{type}"] = dict(patterns)
    return years


# --- Rows and back --------------------------------------------------------------------------------------------------


def write_changes(changes: dict[int, ScopeSums]) -> None:
    """Add these sums to the stored ones. The caller holds the cursor's lock. Rows touched: only the scopes' own."""
    wanted = {(scope, month // 12) for scope, sums in changes.items() for by in sums.months.values() for month in by}
    wanted |= {(scope, PATTERNS) for scope, sums in changes.items() if sums.keys}
    stored: dict[tuple[int, int], dict[str, Any]] = {}
    scopes, years = sorted({scope for scope, _year in wanted}), sorted({year for _scope, year in wanted})
    for at in range(0, len(scopes), BATCH):
        found = Snapshot.objects.filter(scope__in=scopes[at : at + BATCH], year__in=years)
        stored |= {(s.scope, s.year): s.sums for s in found if (s.scope, s.year) in wanted}
    rows = {place: stored.get(place, {}) for place in wanted}
    for scope, sums in changes.items():
        for cell, months in sums.months.items():
            for month, quantity in months.items():
                add_month(rows[scope, month // 12], cell, month, quantity)
        if sums.keys:
            add_patterns(rows[scope, PATTERNS], write_keys(scope, sums.keys))
    for (_scope, year), sums in rows.items():
        if year != PATTERNS:
            drop_zeros(sums)
    Snapshot.objects.bulk_create(
        [Snapshot(scope=scope, year=year, sums=sums) for (scope, year), sums in sorted(rows.items(), key=place_of)],
        update_conflicts=True,
        unique_fields=["scope", "year"],
        update_fields=["sums"],
        batch_size=BATCH,
    )


def place_of(item: tuple[tuple[int, int], Any]) -> tuple[int, int]:
    return item[0]


def add_month(sums: dict[str, Any], cell: Cell, month: int, quantity: int) -> None:
    months = sums.setdefault("|".join(cell), [0] * 12)
    months[month % 12] += quantity


def drop_zeros(sums: dict[str, Any]) -> None:
    for name in [name for name, months in sums.items() if not any(months)]:
        del sums[name]


def write_keys(scope: int, changes: dict[KeyOf, Cells]) -> Patterns:
    """Add to the cells of each key; returns by how much the number of keys with each pattern changes."""
    keys = sorted(changes)
    stored: dict[KeyOf, SnapshotKey] = {}
    for at in range(0, len(keys), BATCH):
        some = keys[at : at + BATCH]
        found = SnapshotKey.objects.filter(
            scope=scope, measure__in={key.measure for key in some}, key__in={key.key for key in some}
        )
        stored |= {KeyOf(row.measure, row.type, row.key): row for row in found}
    moved: Patterns = defaultdict(Counter)
    rows = []
    for key in keys:
        before = cells_stored(stored[key].cells) if key in stored else Counter()
        after = Counter({cell: before[cell] + changes[key][cell] for cell in {**before, **changes[key]}})
        for pattern, change in ((pattern_of(before), -1), (pattern_of(after), 1)):
            if pattern:
                moved[key.measure, key.type][pattern] += change
        rows.append(
            SnapshotKey(scope=scope, measure=key.measure, type=key.type, key=key.key, cells=living_cells(after))
        )
    SnapshotKey.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["scope", "measure", "type", "key"],
        update_fields=["cells"],
        batch_size=BATCH,
    )
    return moved


def living_cells(cells: Cells) -> dict[str, int]:
    """Cells as SnapshotKey holds them, without those that came back to 0."""
    return {"|".join(map(str, cell)): quantity for cell, quantity in cells.items() if quantity}


def cells_stored(cells: dict[str, int]) -> Cells:
    found: Cells = Counter()
    for name, quantity in cells.items():
        side, month, facet, grade = name.split("|")
        found[KeyedCell(side, int(month), facet, grade)] = quantity
    return found


def add_patterns(sums: dict[str, Any], moved: Patterns) -> None:
    for (measure, type), patterns in moved.items():
        held = sums.setdefault(f"{measure}|{type}", {})
        for pattern, change in patterns.items():
            held[pattern] = held.get(pattern, 0) + change
            if not held[pattern]:
                del held[pattern]
        if not held:
            del sums[f"{measure}|{type}"]
