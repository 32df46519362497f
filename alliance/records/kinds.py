"""The registry: what a kind of record is, declared once as data. An app's ready() registers its kinds."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils.functional import Promise

if TYPE_CHECKING:
    from alliance.records.models import Record

Facts = Mapping[str, Any]
Names = Callable[[int], str]  # institution id -> its name in the reader's language
Text = str | Promise


@dataclass(frozen=True)
class Line:
    """One thing a record adds to the ledger: `quantity` in quanta of the measure, on a day, at an institution."""

    on: date
    institution: int
    counterpart: int | None
    facet: str
    quantity: int
    subject: str = ""


@dataclass(frozen=True)
class Measure:
    """What is counted. `lines` reads canonical facts and nothing else: no query, no clock, no other record."""

    code: str
    unit: Text
    quantum: str  # what 1 stands for, in the unit: "1", "0.01"
    lines: Callable[[Facts], Iterable[Line]]


@dataclass(frozen=True)
class PartyRole:
    """A part that an institution can take in a kind, and whether its word is needed (seed/measures.csv)."""

    code: str
    label: Text
    ask: str  # must, may or none, as records.models.Party.Ask


@dataclass(frozen=True)
class Shown:
    """One row of the facts as people read them."""

    label: Text
    value: Text


@dataclass(frozen=True)
class Kind:
    """What a record can be. Everything that a room above needs to say about its kinds stands here."""

    code: str
    label: Text
    prefix: str  # of the number: EX-2026-000123
    pillar: str  # build, share, cultivate or link
    route: str  # URL name of the record's page; its one argument is the number
    roles: tuple[PartyRole, ...]
    parties: Callable[["Record"], list[tuple[int, str]]]  # institution id and role, in the order they take part
    facts: Callable[["Record"], dict[str, Any]]  # what the kind's own table adds to the facts
    title: Callable[[Facts], Text]  # when no purpose was typed
    shown: Callable[[Facts, Names], list[Shown]]
    problems: Callable[["Record"], dict[str, Text]]  # what hinders submitting: field -> sentence
    propose: Callable[["Record", dict[str, Any]], None]  # write the numbers that a party proposed
    measures: tuple[Measure, ...]
    plannable: bool = True
    also_visible: Callable[[Any], Q] | None = None
    effect: Callable[[Facts, Names], list[Text]] | None = None  # sentences: what it adds, and for whom, once confirmed
    categories: tuple[tuple[str, Text], ...] = ()  # keys of facts["counts"]; a party may propose other numbers for them

    def role(self, code: str) -> PartyRole:
        return next(role for role in self.roles if role.code == code)


_kinds: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Add kinds to the registry; a code can be taken once."""
    for kind in kinds:
        if kind.code in _kinds:
            raise ValueError(f"kind {kind.code} is registered twice")
        _kinds[kind.code] = kind


def kind_of(code: str) -> Kind:
    return _kinds[code]


def all_kinds() -> tuple[Kind, ...]:
    return tuple(_kinds.values())


def all_measures() -> dict[str, Measure]:
    """Every measure that some kind posts, by code; one code is one measure, however many kinds share it."""
    return {measure.code: measure for kind in _kinds.values() for measure in kind.measures}
