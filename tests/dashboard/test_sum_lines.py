"""For random entries: the sum below the list is the figure above it, and both are what the entries say."""

from datetime import date

import pytest

from alliance.dashboard import workflows
from alliance.dashboard.drilldown import DENOMINATOR, NUMERATOR, SPLITS, Question
from alliance.dashboard.indicators import Computation
from alliance.dashboard.models import ALLIANCE
from alliance.dashboard.periods import YearBasis, whole_year
from alliance.dashboard.selectors import Scope, known
from alliance.ledger.models import Entry, PostingHead
from tests.dashboard import reference
from tests.dashboard.entries import post_a_story
from tests.factories import InstitutionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def last_posting() -> int:
    return PostingHead.objects.get().last


@pytest.mark.parametrize("seed", range(2))
def test_sum_line_equals_figure_equals_entries(seed, indicators, people):
    institutions = [people.school, people.host_school, InstitutionFactory()]
    post_a_story(seed, institutions)
    workflows.apply_postings(pause=0)
    lead, compared = people.member("lead"), 0
    scopes = [(Scope(ALLIANCE), None), *((Scope(one.pk, one), [one.pk]) for one in institutions)]
    for scope, members in scopes:
        sums = known(scope.id)
        for one in indicators:
            computation = Computation(one, sums)
            for year, basis in ((2023, YearBasis.CALENDAR), (2024, YearBasis.SCHOOL)):
                question = Question(one, scope, whole_year(year, basis), lead, last_posting())
                want = reference.value(one, year, members=members, school=basis == YearBasis.SCHOOL)
                if one.operation in ("total", "cumulative"):
                    got, figure = question.totals.sum, computation.value(question.period)
                elif question.counts_keys:
                    got, figure = question.keys().count, computation.value(question.period)
                elif one.operation == "ratio":
                    parts = [
                        Question(one, scope, question.period, lead, last_posting(), part).totals.sum
                        for part in (NUMERATOR, DENOMINATOR)
                    ]
                    figure = computation.value(question.period)
                    scale = 100 if one.is_share else 1
                    got = scale * parts[0] / parts[1] if parts[1] else None
                    if got is not None:
                        assert float(got) == pytest.approx(float(want)) == pytest.approx(float(figure))
                        got = figure = want
                else:
                    continue
                assert got == figure == want, (scope.id, one.code, year)
                compared += 1
    assert compared > 100


@pytest.mark.parametrize("by", SPLITS)
@pytest.mark.parametrize("who", ["lead", "owner_admin", "third_admin"])
def test_every_split_of_random_entries_sums_to_the_same(by, who, indicators, people):
    post_a_story(5, [people.school, people.host_school, people.third_school])
    for one in indicators:
        if one.operation == "cumulative":
            question = Question(one, Scope(ALLIANCE), whole_year(2024), people.member(who), last_posting())
            split, totals = question.split(by), question.totals
            assert split.total == totals.sum == sum(row.sum for row in split.rows) + split.hidden
            assert totals.n == question.entries.count()


def test_each_row_of_a_split_opens_to_its_own_sum(indicators, people):
    post_a_story(6, [people.school, people.host_school, people.third_school], postings=12)
    one = next(i for i in indicators if i.code == "t.total-both")
    for by in SPLITS:
        question = Question(one, Scope(ALLIANCE), whole_year(2024), people.member("lead"), last_posting())
        for row in question.split(by).rows:
            if row.key:
                assert question.narrowed(**{by: row.key}).totals.sum == row.sum, (by, row.key)
    assert Entry.objects.filter(on__gte=date(2024, 1, 1)).exists()
