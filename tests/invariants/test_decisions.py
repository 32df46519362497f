"""DESIGN.md 7, invariants 4 and 5, after any sequence of what people may do to a record.

4. No decision holds for facts other than those shown when it was made, and none by the side that asked for it.
5. What a member may not see appears in no list, count, search or inbox.
"""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from alliance.records import workflows
from alliance.records.inbox.selectors import done, tasks_for, waiting_count, with_others
from alliance.records.links.workflows import LinkDead, Signature, confirm_by_link, disagree_by_link, make_link, undo
from alliance.records.models import Confirmation, Party, Record
from alliance.records.rules import visible
from alliance.records.search import matching
from alliance.records.selectors import records_for
from alliance.records.states import Voice, derive
from alliance.web import clock
from alliance.web.errors import Invalid, Refused, Stale
from exchanges.workflows import amend_exchange, content_of, draft_exchange, report_exchange
from partners.directory.acting import Member
from tests.conftest import People
from tests.stories import visit_content

pytestmark = pytest.mark.django_db

ADMINS = ("owner_admin", "host_admin", "third_admin")
EVERYBODY = (*ADMINS, "owner_teacher", "host_teacher", "third_teacher", "lead")
SCHOOLS_AND_A_TEACHER = (*ADMINS, "host_teacher")
numbers = st.integers(min_value=1, max_value=6)
fresh = st.sampled_from([True, True, True, False])  # mostly people act on a page just opened


class Decisions(RuleBasedStateMachine):
    """Three schools, one record; each may hold an old page with the hash and revision that it showed."""

    def __init__(self):
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.people = People()
        self.members = {who: self.people.member(who) for who in EVERYBODY}
        self.pages: dict[str, tuple[str, int]] = {}  # who -> hash and revision of the page before them
        self.links: list = []

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    # --- The story ---

    @initialize(
        owner=st.sampled_from(["owner_admin", "host_admin"]),
        hosts=st.sampled_from([1, 2]),
        ahead=st.booleans(),
        is_submitted=fresh,
    )
    def write(self, owner, hosts, ahead, is_submitted):
        day = clock.today() + timedelta(days=3 if ahead else -3)
        content = visit_content(
            self.people.school,
            *[self.people.host_school, self.people.third_school][:hosts],
            starts_on=day,
            ends_on=day,
            planned={"teachers": 3} if ahead else {},
            actual={} if ahead else {"teachers": 3},
        )
        self.owner = owner
        self.record = draft_exchange(by=self.members[owner], content=content)
        if is_submitted:
            self.look_at(owner)
            self.attempt(
                workflows.submit,
                record_id=self.record.pk,
                by=self.members[owner],
                revision=self.record.revision,
            )

    def attempt(self, deed, **kwargs):
        """A deed happens or is refused; whatever it left half done is rolled back, as a request would."""
        try:
            with transaction.atomic():
                return deed(**kwargs)
        except (Refused, Stale, Invalid, Record.DoesNotExist, Party.DoesNotExist, LinkDead):
            return None

    def now(self) -> Record | None:
        return Record.objects.filter(pk=self.record.pk).first()

    def look_if(self, fresh: bool, who: str) -> None:
        if fresh:
            self.look_at(who)

    @rule(who=st.sampled_from(ADMINS))
    def look(self, who):
        self.look_at(who)

    def look_at(self, who: str) -> None:
        """Open the page: hash and revision are what it shows from now on, whatever happens."""
        record = Record.objects.filter(visible(self.members[who]), pk=self.record.pk).first()
        if record:
            self.pages[who] = (record.facts_hash, record.revision)

    @rule(who=st.sampled_from(ADMINS), fresh=fresh)
    def submit(self, who, fresh):
        self.look_if(fresh, who)
        _hash, revision = self.pages.get(who, ("", 0))
        self.attempt(workflows.submit, record_id=self.record.pk, by=self.members[who], revision=revision)

    @rule(who=st.sampled_from(ADMINS), teachers=numbers, fresh=fresh)
    def amend(self, who, teachers, fresh):
        self.look_if(fresh, who)
        record = self.now()
        if record is None:
            return
        numbers = (
            {"planned": {"teachers": teachers}} if record.phase == "planned" else {"actual": {"teachers": teachers}}
        )
        self.attempt(
            amend_exchange,
            record_id=record.pk,
            revision=self.pages.get(who, ("", 0))[1],
            by=self.members[who],
            content=replace(content_of(record), **numbers),
        )

    @rule(who=st.sampled_from(ADMINS), teachers=numbers, fresh=fresh)
    def report(self, who, teachers, fresh):
        self.look_if(fresh, who)
        record = self.now()
        if record is None:
            return
        day = clock.today() - timedelta(days=1)
        content = replace(content_of(record), starts_on=day, ends_on=day, actual={"teachers": teachers})
        revision = self.pages.get(who, ("", 0))[1]
        with clock.at(clock.now() + timedelta(days=5)):
            self.attempt(report_exchange, record_id=record.pk, revision=revision, by=self.members[who], content=content)

    @rule(who=st.sampled_from(SCHOOLS_AND_A_TEACHER), fresh=fresh)
    def confirm(self, who, fresh):
        self.look_if(fresh, who)
        shown = self.pages.get(who, ("", 0))[0]
        done = self.attempt(workflows.confirm, record_id=self.record.pk, by=self.members[who], facts_hash=shown)
        assert done is None or done.facts_hash == shown

    @rule(who=st.sampled_from(SCHOOLS_AND_A_TEACHER), teachers=st.none() | numbers, fresh=fresh)
    def disagree(self, who, teachers, fresh):
        self.look_if(fresh, who)
        self.attempt(
            workflows.disagree,
            record_id=self.record.pk,
            by=self.members[who],
            facts_hash=self.pages.get(who, ("", 0))[0],
            reason="不对",
            proposed={"counts": {"teachers": teachers}} if teachers else None,
        )

    @rule(who=st.sampled_from(ADMINS), party=st.integers(0, 2), fresh=fresh)
    def take(self, who, party, fresh):
        self.look_if(fresh, who)
        parties = list(self.record.parties.all())
        if party < len(parties):
            self.attempt(
                workflows.take,
                record_id=self.record.pk,
                party_id=parties[party].pk,
                by=self.members[who],
                revision=self.pages.get(who, ("", 0))[1],
                proposed_hash=parties[party].proposed_hash,
            )

    @rule(who=st.sampled_from(ADMINS), verb=st.sampled_from(["take_back", "withdraw", "discard"]))
    def take_back(self, who, verb):
        self.attempt(getattr(workflows, verb), record_id=self.record.pk, by=self.members[who])

    @rule(who=st.sampled_from(ADMINS))
    def void(self, who):
        self.attempt(workflows.void, record_id=self.record.pk, by=self.members[who], reason="登记错了")

    @rule(who=st.sampled_from(ADMINS))
    def cancel(self, who):
        self.attempt(workflows.cancel, record_id=self.record.pk, by=self.members[who], reason="public")

    @rule(who=st.sampled_from(ADMINS), answer=st.sampled_from(Party.Answer.values))
    def answer(self, who, answer):
        self.attempt(
            workflows.answer,
            record_id=self.record.pk,
            by=self.members[who],
            facts_hash=self.record.facts_hash,
            answer=answer,
            suggested_on=clock.today() + timedelta(days=9),
        )

    @rule(who=st.sampled_from(ADMINS), party=st.integers(0, 2))
    def make_a_link(self, who, party):
        parties = list(self.record.parties.all())
        if party < len(parties):
            made = self.attempt(make_link, record_id=self.record.pk, party_id=parties[party].pk, by=self.members[who])
            self.links += [made[0]] if made else []

    @precondition(lambda self: self.links)
    @rule(data=st.data(), device=st.sampled_from(["a", "b"]), deed=st.sampled_from(["confirm", "disagree", "undo"]))
    def use_a_link(self, data, device, deed):
        link = data.draw(st.sampled_from(self.links))
        if self.now() is None:
            return
        signature = Signature(name="周敏", post="办公室", phone="", device=device * 24)
        if deed == "confirm":
            self.attempt(confirm_by_link, link_id=link.pk, signature=signature)
        elif deed == "disagree":
            self.attempt(disagree_by_link, link_id=link.pk, signature=signature, reason="不对", proposed=None)
        else:
            self.attempt(undo, link_id=link.pk, device=device * 24)

    # --- What always holds ---

    @invariant()
    def every_decision_holds_for_the_facts_that_stand(self):
        record = self.now()
        if record is None:
            return
        for party in record.parties.exclude(decision="waiting"):
            last = Confirmation.objects.filter(record=record, institution=party.institution_id).latest("pk")
            assert (last.decision, last.facts_hash) == (party.decision, record.facts_hash)

    @invariant()
    def none_is_by_the_side_that_asked(self):
        record = self.now()
        if record is not None:
            assert not record.parties.filter(institution=record.owner).exclude(decision="waiting").exists()
            assert not Confirmation.objects.filter(record=record, institution=record.owner).exists()

    @invariant()
    def nobody_decides_for_two_parties(self):
        by_device: dict[str, set[int]] = {}
        for one in Confirmation.objects.exclude(device="").filter(record=self.record.pk):
            by_device.setdefault(one.device, set()).add(one.institution_id)
        assert all(len(parties) == 1 for parties in by_device.values())

    @invariant()
    def state_and_grade_are_what_follows(self):
        record = self.now()
        if record is not None:
            voices = [
                Voice(must=party.ask == "must", decision=party.decision)
                for party in record.parties.exclude(institution=record.owner)
            ]
            assert (record.state, record.grade) == derive(record.phase, record.act, voices, False)

    @invariant()
    def what_a_member_may_not_see_is_in_no_list(self):
        record = self.now()
        if record is None:
            return
        for member in self.members.values():
            sees = may_see(member, record)
            assert Record.objects.filter(visible(member), pk=record.pk).exists() == sees
            shown = {
                *records_for(member).values_list("pk", flat=True),
                *matching(records_for(member), record.number).values_list("pk", flat=True),
                *done(member).values_list("pk", flat=True),
                *(task.record.pk for task in tasks_for(member)),
                *(task.record.pk for task in with_others(member)),
            }
            assert sees or (shown == set() and waiting_count(member) == 0)
            if member.is_admin:
                assert waiting_count(member) == len(tasks_for(member))


def may_see(member: Member, record: Record) -> bool:
    """DESIGN.md 3, "Who sees what", in other words than rules.visible."""
    if member.institution.pk == record.owner_id:
        return True
    if record.act == "draft":
        return False
    takes_part = member.institution.pk in set(record.parties.values_list("institution", flat=True))
    return takes_part or member.role == "lead"


def test_no_sequence_of_deeds_breaks_the_rules_of_decisions():
    run_state_machine_as_test(
        Decisions,
        settings=settings(
            max_examples=12,
            stateful_step_count=20,
            deadline=None,
            database=None,
            phases=[Phase.generate],  # a failure is shown at once; shrinking it takes minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
