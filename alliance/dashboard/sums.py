"""What entries add up to for a scope: by month, measure, side, facet and grade, and by key where keys are counted.

Pure: no query. Snapshots, drill-downs, the nightly recount and the figures check all add up through this module.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from alliance.dashboard.models import ALLIANCE, SnapshotKey

AT_INSTITUTION, AT_COUNTERPART, AT_BOTH = "i", "c", "x"  # where the scope stands in an entry


class Row(NamedTuple):
    """What an entry, or several that are alike, says."""

    month: int
    measure: str
    institution: int
    counterpart: int | None
    facet: str
    subject: str
    grade: str
    quantity: int


class Cell(NamedTuple):
    measure: str
    side: str
    facet: str
    grade: str


class KeyedCell(NamedTuple):
    side: str
    month: int
    facet: str
    grade: str


class KeyOf(NamedTuple):
    """Whom a pattern of cells belongs to: one other institution, or one subject, of one measure."""

    measure: str
    type: str
    key: str


Cells = Counter[KeyedCell]
Chains = Mapping[int, tuple[int, ...]]  # institution -> itself and all that it has become since


@dataclass
class ScopeSums:
    """One scope's sums, as they are added up."""

    months: dict[Cell, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))
    keys: dict[KeyOf, Cells] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, row: Row, side: str) -> None:
        self.months[Cell(row.measure, side, row.facet, row.grade)][row.month] += row.quantity

    def add_key(self, row: Row, type: str, key: int | str, side: str) -> None:
        cell = KeyedCell(side, row.month, row.facet, row.grade)
        self.keys[KeyOf(row.measure, type, str(key))][cell] += row.quantity

    def patterns(self) -> "Patterns":
        """How many keys of a measure bear the same cells."""
        found: Patterns = defaultdict(Counter)
        for key, cells in self.keys.items():
            if pattern := pattern_of(cells):
                found[key.measure, key.type][pattern] += 1
        return found


Pattern = str  # JSON, so that it can be a key of a JSON object
Patterns = dict[tuple[str, str], Counter[Pattern]]


def pattern_of(cells: Cells) -> Pattern:
    """The cells in one spelling; nothing where they all came back to 0."""
    living = sorted((cell, quantity) for cell, quantity in cells.items() if quantity)
    return json.dumps([[*cell, quantity] for cell, quantity in living], separators=(",", ":")) if living else ""


def cells_of(pattern: Pattern) -> list[tuple[KeyedCell, int]]:
    return [(KeyedCell(*cell), quantity) for *cell, quantity in json.loads(pattern or "[]")]


def add_up(
    rows: Iterable[Row],
    *,
    chains: Chains,
    keyed: Iterable[tuple[str, str]],
    only: Iterable[int] | None = None,
) -> dict[int, ScopeSums]:
    """The sums of every scope that these rows touch, or only of some.

    An entry touches the alliance, the institutions on its two sides, and whatever these were merged into. `keyed`
    are measure and type of key, as indicators of operation institutions and people need them.
    """
    sums: dict[int, ScopeSums] = defaultdict(ScopeSums)
    keyed, wanted = set(keyed), None if only is None else set(only)
    for row in rows:
        mine = chains.get(row.institution, (row.institution,))
        theirs = () if row.counterpart is None else chains.get(row.counterpart, (row.counterpart,))
        places = [(ALLIANCE, AT_INSTITUTION), *((scope, AT_INSTITUTION) for scope in mine)]
        places += [(scope, AT_COUNTERPART) for scope in theirs]
        places += [(scope, AT_BOTH) for scope in mine if scope in theirs]
        by_institution = (row.measure, SnapshotKey.Type.INSTITUTION) in keyed
        by_subject = (row.measure, SnapshotKey.Type.SUBJECT) in keyed and row.subject
        for scope, side in places:
            if wanted is not None and scope not in wanted:
                continue
            here = sums[scope]
            here.add(row, side)
            if side == AT_BOTH:
                continue
            if by_subject:
                here.add_key(row, SnapshotKey.Type.SUBJECT, row.subject, side)
            if by_institution and row.counterpart is not None:
                other = row.counterpart if side == AT_INSTITUTION else row.institution
                own = scope in chains.get(other, (other,))
                here.add_key(row, SnapshotKey.Type.OWN if own else SnapshotKey.Type.INSTITUTION, other, side)
                if scope == ALLIANCE:  # every entry once, and both its sides can be counted
                    here.add_key(row, SnapshotKey.Type.INSTITUTION, row.institution, AT_COUNTERPART)
    return sums
