"""What the dashboard's pages read."""

from collections import Counter

from alliance.dashboard.indicators import Known
from alliance.dashboard.models import Snapshot
from alliance.dashboard.sums import Cell


def known(scope: int) -> Known:
    """A scope's sums, every year at once: one query, whose rows do not grow with the entries."""
    return known_of(scope, Snapshot.objects.filter(scope=scope).values_list("year", "sums"))


def known_of(scope: int, rows) -> Known:
    """The sums as they are stored, ready for computing."""
    months: dict[Cell, dict[int, int]] = {}
    patterns = {}
    for year, sums in rows:
        if not year:
            patterns = {tuple(name.split("|")): Counter(held) for name, held in sums.items()}
            continue
        first = year * 12
        for name, quantities in sums.items():
            by_month = months.setdefault(Cell(*name.split("|")), {})
            by_month.update((first + n, quantity) for n, quantity in enumerate(quantities) if quantity)
    return Known.of(scope, months, patterns)
