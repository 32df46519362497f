"""Two decisions at once, and a decision against an edit. Each proof has a control: the same story without the lock.

The second deed is started in the middle of the first, on a connection of its own. With the lock it has to wait for the
first one's commit; without it it goes on, and the fault is there.
"""

from collections.abc import Callable
from threading import Thread

import pytest
from django.db import connection

from alliance.records import workflows
from alliance.records.links.workflows import Signature, confirm_by_link, make_link
from alliance.records.models import Confirmation, Record
from alliance.records.rules import visible
from exchanges.workflows import amend_exchange
from partners.directory.acting import Member
from partners.directory.models import Role
from tests.factories import MembershipFactory
from tests.races import at_once
from tests.stories import submitted_visit, visit_content

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]

A_WHILE = 1.0  # seconds in which an unhindered deed is long done


def plain_get(record_id: int, by) -> Record:
    """What workflows.lock would be without its lock."""
    return Record.objects.get(visible(by), pk=record_id)


@pytest.fixture
def meanwhile(monkeypatch):
    """Start a deed right after the next call of a step of workflows, and give it a while before the first goes on."""
    threads: list[Thread] = []

    def start_after(step: str, deed: Callable) -> None:
        original = getattr(workflows, step)

        def run() -> None:
            try:
                deed()
            except workflows.StaleFacts:
                pass  # told that the facts are other ones: the right answer
            finally:
                connection.close()

        def with_deed(*args, **kwargs):
            answer = original(*args, **kwargs)
            if not threads:
                threads.append(Thread(target=run))
                threads[0].start()
                threads[0].join(A_WHILE)
            return answer

        monkeypatch.setattr(workflows, step, with_deed)

    def finish() -> None:
        for thread in threads:
            thread.join()

    start_after.finish = finish
    yield start_after
    finish()


@pytest.fixture
def school(people):
    return people.member("owner_admin")


@pytest.fixture
def host(people):
    return people.member("host_admin")


@pytest.fixture
def colleague(people):
    return Member(MembershipFactory(institution=people.host_school, role=Role.SCHOOL_ADMIN))


@pytest.fixture
def without_lock(monkeypatch):
    monkeypatch.setattr(workflows, "lock", plain_get)


def confirm(record: Record, by: Member) -> Record:
    return workflows.confirm(record_id=record.pk, by=by, facts_hash=record.facts_hash)


# --- Two parties ----------------------------------------------------------------------------------------------------


def two_parties_confirm(people, school, host, meanwhile) -> str:
    third = people.member("third_admin")
    record = submitted_visit(school, people.host_school, people.third_school)
    meanwhile("changed", lambda: confirm(record, third))
    confirm(record, host)
    meanwhile.finish()
    return Record.objects.get(pk=record.pk).grade


def test_two_parties_that_confirm_at_once_make_it_mutual(people, school, host, meanwhile):
    assert two_parties_confirm(people, school, host, meanwhile) == "mutual"


def test_control_without_the_lock_each_overlooks_the_other(people, school, host, meanwhile, without_lock):
    assert two_parties_confirm(people, school, host, meanwhile) == "claimed"


# --- One party twice ------------------------------------------------------------------------------------------------


def one_party_confirms_twice(people, school, host, colleague, meanwhile) -> int:
    record = submitted_visit(school, people.host_school)
    meanwhile("changed", lambda: confirm(record, colleague))
    confirm(record, host)
    meanwhile.finish()
    return Confirmation.objects.filter(record=record).count()


def test_two_colleagues_who_confirm_at_once_confirm_once(people, school, host, colleague, meanwhile):
    assert one_party_confirms_twice(people, school, host, colleague, meanwhile) == 1


def test_control_without_the_lock_they_confirm_twice(people, school, host, colleague, meanwhile, without_lock):
    assert one_party_confirms_twice(people, school, host, colleague, meanwhile) == 2


def test_a_link_pressed_twice_at_once_confirms_once(people, school):
    record = submitted_visit(school, people.host_school)
    link, _token = make_link(record_id=record.pk, party_id=record.parties.get(ask="must").pk, by=school)
    signature = Signature(name="周敏", post="办公室", phone="", device="d" * 24)
    at_once(*[lambda: confirm_by_link(link_id=link.pk, signature=signature)] * 3)
    assert Confirmation.objects.count() == 1


# --- A decision against an edit -------------------------------------------------------------------------------------


def decision_against_edit(people, school, host, meanwhile) -> tuple[str, bool]:
    """The host's decision and whether it was made for the facts that stand now, after the owner edited meanwhile."""
    record = submitted_visit(school, people.host_school)
    content = visit_content(people.school, people.host_school, actual={"teachers": 9})
    meanwhile(
        "lock",
        lambda: amend_exchange(record_id=record.pk, revision=record.revision, by=school, content=content),
    )
    confirm(record, host)
    meanwhile.finish()
    now = Record.objects.get(pk=record.pk)
    last = Confirmation.objects.get(record=record)
    return now.parties.get(institution=people.host_school).decision, last.facts_hash == now.facts_hash


def test_an_edit_during_a_decision_voids_it(people, school, host, meanwhile):
    assert decision_against_edit(people, school, host, meanwhile) == ("waiting", False)


def test_control_without_the_lock_it_holds_for_facts_nobody_was_shown(people, school, host, meanwhile, without_lock):
    assert decision_against_edit(people, school, host, meanwhile) == ("confirmed", False)


def test_decision_and_edit_in_any_order_never_leave_a_decision_for_other_facts(people, school, host):
    content = visit_content(people.school, people.host_school, actual={"teachers": 9})
    for _round in range(15):
        record = submitted_visit(school, people.host_school)
        at_once(
            lambda record=record: confirm(record, host),
            lambda record=record: amend_exchange(
                record_id=record.pk, revision=record.revision, by=school, content=content
            ),
        )
        now = Record.objects.get(pk=record.pk)
        decided = [p for p in now.parties.all() if p.decision != "waiting"]
        hashes = set(Confirmation.objects.filter(record=record).values_list("facts_hash", flat=True))
        assert not decided or hashes == {now.facts_hash}
