"""Snapshots follow the ledger and say what the entries say."""

from datetime import date
from fractions import Fraction

import pytest

from alliance.dashboard import workflows
from alliance.dashboard.indicators import EVERY_GRADE, Computation, shown
from alliance.dashboard.models import ALLIANCE, Snapshot, SnapshotCursor, SnapshotKey
from alliance.dashboard.periods import YearBasis, whole_year
from alliance.dashboard.selectors import known
from alliance.ledger.models import Entry, Posting
from partners.directory.models import random_key
from tests.dashboard import reference
from tests.dashboard.conftest import indicator
from tests.dashboard.entries import a_record, post_a_story, post_lines
from tests.factories import InstitutionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def everything_agrees(indicators, scopes):
    """Every indicator over snapshots, in both bases and by grade, equals the reference over the entries."""
    for scope, members in scopes:
        sums = known(scope)
        for one in indicators:
            computation = Computation(one, sums)
            for year in range(2021, 2027):
                for basis in YearBasis:
                    for grades in (reference.HEADLINE, tuple(EVERY_GRADE)):
                        got = computation.value(whole_year(year, basis), grades)
                        want = reference.value(
                            one, year, members=members, school=basis == YearBasis.SCHOOL, grades=grades
                        )
                        assert got == want, (scope, one.code, year, basis, grades)


@pytest.mark.parametrize("seed", range(3))
def test_every_operation_over_snapshots_equals_the_reference_over_entries(seed, indicators):
    institutions = InstitutionFactory.create_batch(3)
    post_a_story(seed, institutions)
    workflows.apply_postings(pause=0)
    everything_agrees(indicators, [(ALLIANCE, None), *((one.pk, [one.pk]) for one in institutions)])
    assert workflows.recount().differences == 0


def test_applying_posting_by_posting_all_at_once_or_anew_is_the_same(indicators, monkeypatch):
    institutions = InstitutionFactory.create_batch(3)
    post_a_story(7, institutions)
    monkeypatch.setattr(workflows, "PACE", dict.fromkeys(workflows.PACE, (1, 1, 0)))
    workflows.apply_postings(pause=0)

    def stored():
        snapshots = {(s.scope, s.year): s.sums for s in Snapshot.objects.all() if s.sums}
        return snapshots, {(k.scope, k.measure, k.type, k.key): k.cells for k in SnapshotKey.objects.all() if k.cells}

    one_by_one = stored()
    Snapshot.objects.all().delete()
    SnapshotKey.objects.all().delete()
    workflows.rebuild()
    assert stored() == one_by_one
    assert workflows.apply_postings(pause=0) == 0


def test_a_posting_touches_only_its_own_scopes_and_years(indicators):
    school, other = InstitutionFactory.create_batch(2)
    post_lines(a_record(other), {"on": date(2023, 3, 1)})
    workflows.apply_postings(pause=0)
    before = {(s.scope, s.year): s.pk for s in Snapshot.objects.all()}
    Snapshot.objects.filter(scope=other.pk).update(sums={"untouched": [0] * 12})
    post_lines(a_record(school), {})
    workflows.apply_postings(pause=0)
    assert Snapshot.objects.get(scope=other.pk).sums == {"untouched": [0] * 12}
    new = {(s.scope, s.year) for s in Snapshot.objects.all()} - before.keys()
    assert {place for place in new if place[1]} == {(ALLIANCE, 2024), (school.pk, 2024)}


def test_a_merged_institution_counts_in_what_it_became_and_nothing_twice(indicators):
    old, new, third = InstitutionFactory.create_batch(3)
    record = a_record(old)
    stop = {"measure": "exchanges.stops", "facet": "visit.staff.xiongan"}
    post_lines(record, stop | {"counterpart_id": new.pk}, stop | {"counterpart_id": third.pk})
    workflows.apply_postings(pause=0)
    old.successor = new
    old.save()
    post_lines(record, stop | {"institution_id": third.pk, "counterpart_id": old.pk})
    workflows.apply_postings(pause=0)
    everything_agrees(indicators, [(new.pk, [new.pk, old.pk]), (old.pk, [old.pk]), (third.pk, [third.pk])])
    assert workflows.recount().differences == 0
    old.successor = None
    old.save()
    post_lines(record, {})
    workflows.apply_postings(pause=0)
    assert workflows.recount().differences == 0


def test_another_measure_that_counts_keys_is_filled_from_the_beginning(indicators):
    school, host = InstitutionFactory.create_batch(2)
    post_lines(
        a_record(school), {"measure": "exchanges.delegations", "facet": "government.beijing", "counterpart_id": host.pk}
    )
    workflows.apply_postings(pause=0)
    late = indicator("t.late", numerator="exchanges.delegations", operation="institutions", side="institution")
    SnapshotCursor.objects.update(definitions=random_key())
    post_lines(a_record(school), {})
    workflows.apply_postings(pause=0)
    assert Computation(late, known(school.pk)).value(whole_year(2024)) == 1


def test_the_nightly_recount_finds_what_somebody_changed_by_hand(indicators):
    post_lines(a_record(InstitutionFactory()), {})
    workflows.apply_postings(pause=0)
    snapshot = Snapshot.objects.get(scope=ALLIANCE, year=2024)
    snapshot.sums = {name: [*months[:-1], months[-1] + 1] for name, months in snapshot.sums.items()}
    snapshot.save()
    assert workflows.recount().differences == 1
    workflows.rebuild(ALLIANCE)
    assert workflows.recount().differences == 0


def test_nothing_waits_once_the_cursor_stands_at_the_last_posting(indicators):
    post_lines(a_record(InstitutionFactory()), {})
    workflows.apply_postings(pause=0)
    assert SnapshotCursor.objects.get().posting == Posting.objects.latest("number").number
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(("value", "decimals", "printed"), [("5/2", 0, "3"), ("1/3", 1, "0.3"), ("-5/2", 0, "-3")])
def test_values_are_rounded_half_up_when_printed(value, decimals, printed):

    assert str(shown(Fraction(value), decimals)) == printed
