"""Whatever people and crashes do, in whatever order: the ledger is what the records say, the dashboard what it says.

DESIGN.md 7, invariants 1 (entries = desired lines), 2 (snapshots = indicators over entries), 3 (the alliance is the sum
of its institutions; outbound = inbound; the grades sum to all) and 10 (tasks run twice, late, out of order, or die).
"""

from datetime import date
from fractions import Fraction

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from alliance.dashboard import workflows as dashboard
from alliance.dashboard.indicators import EVERY_GRADE, Computation
from alliance.dashboard.models import ALLIANCE, Indicator
from alliance.dashboard.periods import YearBasis, whole_year
from alliance.dashboard.selectors import known
from alliance.ledger import workflows as ledger
from alliance.ledger.desired import desired, posted
from alliance.ledger.models import Due, Entry, Posting
from alliance.ledger.reconciliation import differences
from alliance.records import workflows as records
from alliance.records.kinds import all_measures
from alliance.records.models import Party, Record
from alliance.records.states import Act, Decision
from alliance.web.errors import Invalid, Refused
from exchanges import workflows as exchanges
from exchanges.workflows import Content, RosterContent, StopContent
from tests.conftest import People
from tests.dashboard import reference

pytestmark = [pytest.mark.django_db, pytest.mark.database]

WHO = ("owner_admin", "host_admin", "third_admin")
YEARS = (2023, 2024)
days = st.dates(date(2023, 1, 1), date(2024, 12, 31))
people_counts = st.integers(1, 9)


class Crash(Exception):
    """The process died here."""


class DiesAfter:
    """Lets some statements through to the database, then dies once."""

    def __init__(self, statements: int):
        self.left = statements

    def __call__(self, execute, sql, params, many, context):
        self.left -= 1
        if self.left == 0:
            raise Crash
        return execute(sql, params, many, context)


class Cooperation(RuleBasedStateMachine):
    """Three schools log, answer, change and void records while a worker posts, applies, and now and then dies."""

    def __init__(self):
        super().__init__()
        self.undo = transaction.atomic()
        self.undo.__enter__()
        dashboard.load_indicators()
        self.people = People()
        self.members = [self.people.member(who) for who in WHO]
        self.institutions = [member.institution for member in self.members]

    def teardown(self):
        try:
            self.everything_is_posted_and_applied()
        finally:
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    # --- What people do ---------------------------------------------------------------------------------------------

    @initialize(day=days)
    def one_record_to_begin_with(self, day):
        self.log(0, "visit", [1, 2], day, 3, 2)

    @rule(
        owner=st.integers(0, 2),
        kind=st.sampled_from(["visit", "teacher_study", "training", "student_practice", "study_tour"]),
        hosts=st.permutations([0, 1, 2]),
        several=st.booleans(),
        day=days,
        first=people_counts,
        second=people_counts,
    )
    def log_something(self, owner, kind, hosts, several, day, first, second):
        hosts = [host for host in hosts if host != owner][: 2 if several and kind == "visit" else 1]
        self.log(owner, kind, hosts, day, first, second)

    def log(self, owner, kind, hosts, day, first, second):
        content = self.content(self.institutions[owner], kind, hosts, day, first, second)
        exchanges.log_exchange(by=self.members[owner], content=content)

    def content(self, sender, kind, hosts, day, first, second) -> Content:
        students = kind in ("student_practice", "study_tour")
        roster = [RosterContent(name=f"学生{n}", category="students") for n in range(first)]
        return Content(
            kind=kind,
            sender=sender,
            stops=tuple(StopContent(self.institutions[host]) for host in hosts),
            starts_on=day,
            ends_on=day,
            mode="provider" if kind == "training" else "",
            days=second if kind == "teacher_study" else None,
            variant="talks" if kind == "visit" else "",
            actual={"students": first, "teachers": second} if students else {"teachers": first, "managers": second},
            roster=tuple(roster) if kind == "student_practice" else (),
        )

    def one_of(self, number: int, **filters) -> Record | None:
        found = Record.objects.filter(**filters).order_by("pk")
        return found[number % len(found)] if found else None

    def member_of(self, institution_id: int):
        return next(member for member in self.members if member.institution.pk == institution_id)

    @rule(number=st.integers(0, 50), agrees=st.booleans())
    def somebody_decides(self, number, agrees):
        waiting = Party.objects.filter(record__act=Act.SUBMITTED, decision=Decision.WAITING).exclude(ask="none")
        if not waiting:
            return
        party = waiting.order_by("pk")[number % len(waiting)]
        member, record = self.member_of(party.institution_id), party.record
        if agrees:
            records.confirm(record_id=record.pk, by=member, facts_hash=record.facts_hash)
        else:
            records.disagree(record_id=record.pk, by=member, facts_hash=record.facts_hash, reason="人数不对")

    @rule(number=st.integers(0, 50))
    def somebody_takes_a_decision_back(self, number):
        decided = Party.objects.filter(record__act=Act.SUBMITTED).exclude(decision=Decision.WAITING)
        if decided:
            party = decided.order_by("pk")[number % len(decided)]
            records.take_back(record_id=party.record_id, by=self.member_of(party.institution_id))

    @rule(number=st.integers(0, 50), day=days, first=people_counts, second=people_counts)
    def the_owner_changes_what_was_logged(self, number, day, first, second):
        if record := self.one_of(number, act=Act.SUBMITTED):
            hosts = [self.institutions.index(stop.host) for stop in record.exchange.stops.select_related("host")]
            content = self.content(record.exchange.sender, record.kind, hosts, day, first, second)
            exchanges.amend_exchange(
                record_id=record.pk, revision=record.revision, by=self.member_of(record.owner_id), content=content
            )

    @rule(number=st.integers(0, 50), withdrawn=st.booleans())
    def the_owner_takes_it_away(self, number, withdrawn):
        if record := self.one_of(number, act=Act.SUBMITTED):
            by = self.member_of(record.owner_id)
            try:
                if withdrawn:
                    records.withdraw(record_id=record.pk, by=by)
                else:
                    records.void(record_id=record.pk, by=by, reason="重复登记")
            except Refused:
                pass  # somebody has answered

    @rule(number=st.integers(0, 50))
    def a_draft_is_submitted_again(self, number):
        if record := self.one_of(number, act=Act.DRAFT):
            records.submit(record_id=record.pk, by=self.member_of(record.owner_id), revision=record.revision)

    # --- What the worker does, and how it dies ----------------------------------------------------------------------

    @rule(batch=st.integers(1, 4))
    def a_batch_is_posted(self, batch):
        ledger.post_batch(batch)

    @rule()
    def a_message_comes_twice(self):
        ledger.post(pause=0)
        before = Entry.objects.count(), Posting.objects.count()
        ledger.post(pause=0)
        assert (Entry.objects.count(), Posting.objects.count()) == before

    @rule()
    def everything_is_noted_as_due_once_more(self):
        ledger.note_due(Record.objects.values_list("pk", flat=True))

    @rule()
    def postings_are_applied(self):
        dashboard.apply_postings(pause=0)

    @rule(statements=st.integers(1, 25), deed=st.sampled_from(["post", "apply", "change"]))
    def it_dies_in_the_middle(self, statements, deed):
        deeds = {
            "post": lambda: ledger.post_batch(100),
            "apply": dashboard.apply_some,
            "change": lambda: self.somebody_decides(0, True),
        }
        try:
            with transaction.atomic(), connection.execute_wrapper(DiesAfter(statements)):
                deeds[deed]()
        except Crash:
            pass

    # --- What holds at every moment, and at the end -----------------------------------------------------------------

    @invariant()
    def only_what_is_due_differs(self):
        due = set(Due.objects.values_list("record", flat=True))
        for record in Record.objects.exclude(pk__in=due):
            has, _last = posted([record.pk])
            assert {k: q for k, q in has[record.pk].items() if q} == {k: q for k, q in desired(record).items() if q}

    def everything_is_posted_and_applied(self):
        ledger.post(pause=0)
        dashboard.apply_postings(pause=0)
        assert not Due.objects.exists()
        assert list(differences()) == []
        assert dashboard.recount().differences == 0
        self.indicators_equal_the_reference()
        self.sides_and_grades_add_up()

    def indicators_equal_the_reference(self):
        scopes = [(ALLIANCE, None), *((one.pk, [one.pk]) for one in self.institutions)]
        for scope, members in scopes:
            sums = known(scope)
            for one in indicators_with_measures():
                computation = Computation(one, sums)
                for year in YEARS:
                    for basis in YearBasis:
                        got = computation.value(whole_year(year, basis))
                        want = reference.value(one, year, members=members, school=basis == YearBasis.SCHOOL)
                        assert got == want, (scope, one.code, year, basis)

    def sides_and_grades_add_up(self):
        alliance, schools = known(ALLIANCE), [known(one.pk) for one in self.institutions]
        for one in indicators_with_measures():
            if one.operation not in ("total", "cumulative"):
                continue
            for year in YEARS:
                period = whole_year(year)
                total = Computation(one, alliance).value(period)
                if one.side != Indicator.Side.BOTH:
                    assert total == sum(Computation(one, school).value(period) for school in schools), one.code
                by_grade = sum(Computation(one, alliance).value(period, [grade]) for grade in EVERY_GRADE)
                assert by_grade == Computation(one, alliance).value(period, EVERY_GRADE), one.code
        outbound = sum(stops(school, "institution") for school in schools)
        assert outbound == sum(stops(school, "counterpart") for school in schools) == stops(alliance, "institution")


def indicators_with_measures() -> list[Indicator]:
    posted_measures = set(all_measures())
    return [
        one
        for one in Indicator.objects.all()
        if {word for word in f"{one.numerator} {one.denominator}".split() if word not in "+-"} <= posted_measures
    ]


def stops(sums, side: str) -> Fraction:
    indicator = Indicator(
        code="stops", operation="cumulative", numerator="exchanges.stops", side=side, facet_filter="*", period="any"
    )
    return Computation(indicator, sums).value(whole_year(YEARS[-1]))


def test_the_ledger_is_what_the_records_say_whatever_happens(request):
    run_state_machine_as_test(
        Cooperation,
        settings=settings(
            max_examples=20,
            stateful_step_count=25,
            deadline=None,
            phases=[Phase.reuse, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_bad_record_is_refused_and_leaves_nothing(people):
    with pytest.raises(Invalid):
        content = Content(
            kind="visit", sender=people.school, stops=(), starts_on=date(2024, 5, 6), ends_on=date(2024, 5, 6)
        )
        exchanges.log_exchange(by=people.member("owner_admin"), content=content)
    assert not Due.objects.exists()
